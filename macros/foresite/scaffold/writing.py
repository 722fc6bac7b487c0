"""Writing a new project: all of its files or none, and nothing in the place of what is there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

KEPT = ("README.md", ".gitignore", ".editorconfig", ".vscode/extensions.json", ".vscode/settings.json",
        ".vscode/tasks.json")  # fmt: skip
"""Files that a project can do without, so that one's own stay where they are there already."""
OWN = ("docs", "bib")
"""The folders that hold nothing but what is written here."""


class InTheWayError(FileExistsError):
    """Something is where a file has to go; nothing was written."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


def write_project(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write files below a folder, which is made if it is not there; return those that were there and stay.

    Raises:
        InTheWayError: where something other than what may stay is in the way.
        OSError: where something cannot be written. What was written until then is removed.
    """
    in_the_way: list[str] = []
    kept: list[str] = []
    for name in OWN:
        own = folder / name
        if own.is_symlink() or (own.exists() and (not own.is_dir() or any(own.iterdir()))):
            in_the_way.append(f"{name}/" if own.is_dir() else name)
    for path in files:
        if path.split("/")[0] in OWN or not _exists(folder, path):
            continue
        (kept if path in KEPT and (folder / path).is_file() else in_the_way).append(path)
    if in_the_way:
        raise InTheWayError(in_the_way)
    written: list[Path] = []
    made: list[Path] = []
    try:
        for path, text in files.items():
            if path not in kept:
                _make_folder((folder / path).parent, made)
                with (folder / path).open("x", encoding="utf-8", newline="\n") as file:
                    written.append(folder / path)
                    file.write(text)
    except BaseException:
        for file_path in reversed(written):
            with suppress(OSError):
                file_path.unlink()
        for made_folder in reversed(made):
            with suppress(OSError):
                made_folder.rmdir()
        raise
    return kept


def _exists(folder: Path, path: str) -> bool:
    """Whether there is something at a path, or a file where one of its folders would have to be."""
    parts = path.split("/")
    parents = [folder.joinpath(*parts[:end]) for end in range(1, len(parts))]
    full = folder / path
    return full.is_symlink() or full.exists() or any(not each.is_dir() for each in parents if each.exists())


def _make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, and note each."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent, made)
    folder.mkdir()
    made.append(folder)
