"""The sources of a project as they stand in a Git revision.

Blobs are taken from the object store as they are: nothing is checked out, so no hook, filter, attribute
or submodule of a hostile revision is ever acted on, and the work tree stays as it is.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path, PurePosixPath

LARGEST = 2_000_000
"""Bytes of a file; what is larger is not a source."""
SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".bib", ".csl", ".yml", ".yaml", ".txt", ".json"})
REGULAR = (b"100644", b"100755")
# Set where a hook calls; the repository is that of the project, wherever this runs.
FORGOTTEN = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})
ENVIRONMENT = {
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


class RevisionError(ValueError):
    """A revision that cannot be read; its message says why."""


def write_revision(project: Path, revision: str, folder: Path) -> None:
    """Write the sources that stood in ``project`` at ``revision`` into an empty folder.

    Symbolic links, submodules, files of other kinds and files above 2 MB are left out.

    Raises:
        RevisionError: where ``project`` is in no repository, or the revision is none of it.
    """
    commit = _git(project, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
    wanted: dict[str, bytes] = {}
    for entry in _git(project, ["ls-tree", "-r", "-l", "-z", commit.decode().strip()]).split(b"\0"):
        head, _, name = entry.partition(b"\t")
        if head and (path := _safe(name)):
            mode, _, blob, size = head.split()
            if mode in REGULAR and size.isdigit() and int(size) <= LARGEST:
                wanted[path] = blob
    contents = _git(project, ["cat-file", "--batch"], b"".join(blob + b"\n" for blob in wanted.values()))
    at = 0
    for path in wanted:
        end = contents.index(b"\n", at)
        length = int(contents[at:end].split()[2])
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(contents[end + 1 : end + 1 + length])
        at = end + length + 2


def _safe(name: bytes) -> str:
    """The path, if it is one of a source inside the folder; else nothing."""
    try:
        path = PurePosixPath(name.decode())
    except UnicodeDecodeError:
        return ""
    parts = name.decode().split("/")
    return str(path) if path.suffix in SUFFIXES and not {"", ".", ".."} & set(parts) and "\\" not in str(path) else ""


def _git(project: Path, command: list[str], given: bytes = b"") -> bytes:
    # The files of the repository decide nothing: no pager, no monitor, no configured hook of any kind.
    base = ["git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", str(project)]
    environment = {name: value for name, value in os.environ.items() if name not in FORGOTTEN} | ENVIRONMENT
    try:
        run = subprocess.run([*base, *command], input=given, capture_output=True, env=environment, check=False)
    except OSError as error:
        raise RevisionError(f"Git cannot be run: {error.strerror}") from None
    if run.returncode:
        if command[0] == "rev-parse" and not run.stderr:
            raise RevisionError("there is no such commit here")
        raise RevisionError(" ".join(run.stderr.decode("utf-8", "replace").split()) or "Git failed")
    return run.stdout
