"""Ask Git about the files of a folder: their last commits, and the day of each line.

The repository may be a stranger's, ``.git`` included: nothing that its settings name is run, and nothing is fetched.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

TIMEOUT, QUICK_TIMEOUT = 120, 20
"""Seconds for commands that walk the history, and for others."""
QUICK = ("config", "ls-files", "rev-parse")
HEAD = re.compile(r"([0-9a-f]{40,64}) \d+ (\d+)")
COMMIT = re.compile(r"\x01([0-9a-f]{40,64}) (\d{4}-\d\d-\d\d)? ?(.*)")
# No configuration, of the user or of the repository, may change the output or run a program.
PLAIN = (
    "--no-pager",
    "-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "log.showRoot=true", "-c", "log.follow=false",
    "-c", "blame.ignoreRevsFile=", "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}",
)  # fmt: skip
FORGOTTEN = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"))
"""Variables that Git sets for hooks; the repository is that of the folder, also where a hook calls."""
ENVIRONMENT = {
    "LC_ALL": "C",
    # A partial clone names a program or an address for the objects that it lacks.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
FILTER = re.compile(r"(filter\..*)\.[^.]*", re.DOTALL)


class GitError(RuntimeError):
    """Git failed to answer; the message is the first line of its output, ``more`` is what follows."""

    def __init__(self, words: str, more: str = "") -> None:
        super().__init__(words)
        self.more = more


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit with its day in the committer's time zone."""

    id: str
    day: date


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder under Git."""

    folder: Path
    shallow: bool
    """Whether the history is incomplete, so that the oldest commit seems to have added everything."""

    @classmethod
    def of(cls, folder: Path) -> Repository | None:
        """Return the repository that contains the folder; None if there is none.

        Raises:
            GitError: where there is one, and Git is missing or does not read it.
        """
        try:
            output = _git(folder, "rev-parse", "--is-shallow-repository")
        except GitError:
            if _is_under_git(folder):
                raise
            return None
        return cls(folder, output.strip() == "true")

    def latest(self, paths: Iterable[str]) -> dict[str, Commit]:
        """Return the last commit of each file below the paths, by path relative to the folder.

        Raises:
            GitError: where Git cannot read its history.
        """
        try:
            output = _git(
                self.folder, "log", "--relative", "--no-renames", "--name-only", "--format=%x01%H %cs %P", "--", *paths
            )
        except GitError:
            if self._has_commits():
                raise
            return {}
        commits: dict[str, Commit] = {}
        commit: Commit | None = None
        # Git escapes line ends in names, but not other characters at which splitlines() divides.
        for line in output.split("\n"):
            if match := COMMIT.fullmatch(line):
                day = _calendar_day(match[2] or "")
                commit = Commit(match[1], day) if day and (match[3] or not self.shallow) else None
            elif line and commit and (line not in commits or commits[line].day < commit.day):
                commits[line] = commit
        return commits

    def commits(self, paths: Iterable[str]) -> list[Commit]:
        """Return the commits that changed any of the paths, the latest first; of merges, what they brought along.

        A day is never after that of a later commit: clocks may be wrong.

        Raises:
            GitError: where Git cannot read its history.
        """
        if not self._has_commits():
            return []
        output = _git(self.folder, "log", "--first-parent", "--no-renames", "--format=%x01%H %cs", "--", *paths)
        commits: list[Commit] = []
        for match in map(COMMIT.fullmatch, output.split("\n")):
            if match and (day := _calendar_day(match[2] or "")):
                commits.append(Commit(match[1], min(day, commits[-1].day) if commits else day))
        return commits

    def days(self, path: str, last: date) -> list[date | None]:
        """Return the day on which each line of a file was committed; None for days before a shallow history.

        A line that is not committed counts as changed on ``last``, the day of the file's last commit.

        Raises:
            GitError: where Git cannot read its history.
        """
        try:
            output = _git(
                self.folder, "blame", "--porcelain", "--no-textconv", "--", path, configuration=_no_filters(self.folder)
            )
        except GitError as error:
            if "no such path" in str(error):
                # The file was committed once and has been removed since.
                return []
            raise
        lines: list[date | None] = []
        times: dict[str, tuple[int, str]] = {}
        boundaries: set[str] = set()
        commit, seconds = "", 0
        for line in output.split("\n"):
            if line.startswith("\t"):
                if not commit.strip("0"):
                    lines.append(last)
                else:
                    lines.append(None if self.shallow and commit in boundaries else _day(*times[commit]))
            elif match := HEAD.match(line):
                commit = match[1]
            elif line.startswith("committer-time "):
                seconds = int(line.split()[1])
            elif line.startswith("committer-tz "):
                times[commit] = (seconds, line.split()[1])
            elif line == "boundary":
                boundaries.add(commit)
        return lines

    def _has_commits(self) -> bool:
        try:
            return bool(_git(self.folder, "rev-parse", "--verify", "--quiet", "HEAD"))
        except GitError as error:
            # On a branch without commits, Git prints nothing.
            return bool(str(error))


def _is_under_git(folder: Path) -> bool:
    """Check whether the folder or one of its parents on the same disk has a repository that Git should find."""
    try:
        disk = folder.stat().st_dev
        return any((parent / ".git").exists() for parent in (folder, *folder.parents) if parent.stat().st_dev == disk)
    except OSError:
        return False


def tracked(folder: Path, path: str) -> list[str]:
    """Return the files at or below a path that Git tracks, relative to the folder; empty if Git fails."""
    try:
        output = _git(folder, "ls-files", "-z", "--", path)
    except GitError:
        return []
    return [name for name in output.split("\0") if name]


def _no_filters(folder: Path) -> list[tuple[str, str]]:
    """Return configuration by which no filter of files is run: blame runs that of the file that it reads."""
    try:
        output = _git(folder, "config", "--null", "--name-only", "--get-regexp", r"^filter\.")
    except GitError as error:
        if str(error):
            raise
        # Without any, Git fails and prints nothing.
        return []
    names = {match[1] for name in output.split("\0") if (match := FILTER.fullmatch(name))}
    without = (("clean", ""), ("process", ""), ("required", "false"))
    return [(f"{name}.{key}", value) for name in sorted(names) for key, value in without]


def _calendar_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(seconds: int, zone: str) -> date | None:
    """Return the committer's local day; None where a commit states a time that no calendar has."""
    try:
        east = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
        return (datetime.fromtimestamp(seconds, UTC) + (-east if zone.startswith("-") else east)).date()
    except (ValueError, OverflowError, OSError):
        return None


def _git(folder: Path, *arguments: str, configuration: Sequence[tuple[str, str]] = ()) -> str:
    """Run a Git command and return its output.

    Raises:
        GitError: where it fails or there is no Git.
    """
    # Names of files may be any bytes, as the system's own functions decode them.
    return run_git(folder, arguments, configuration=configuration).decode("utf-8", "surrogateescape")


def run_git(
    folder: Path, arguments: Sequence[str], given: bytes = b"", configuration: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Run a Git command in a folder that may be a stranger's, and return its output.

    Raises:
        GitError: where it fails or there is no Git; without a message where Git fails without one.
    """
    seconds = QUICK_TIMEOUT if arguments[0] in QUICK else TIMEOUT
    try:
        result = subprocess.run(
            ["git", *PLAIN, *arguments],
            cwd=folder,
            env=_environment(configuration),
            input=given,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} was ended after {seconds} seconds") from None
    if result.returncode:
        first, _, more = result.stderr.decode("utf-8", "replace").strip().partition("\n")
        raise GitError(first, " ".join(more.split()))
    return result.stdout


def _environment(configuration: Sequence[tuple[str, str]]) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in FORGOTTEN} | ENVIRONMENT
    if configuration:
        # Options cannot hold every name; behind what the user set in this way.
        count = environment.get("GIT_CONFIG_COUNT", "")
        start = int(count) if count.isascii() and count.isdecimal() else 0
        environment["GIT_CONFIG_COUNT"] = str(start + len(configuration))
        for number, (key, value) in enumerate(configuration, start):
            environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return environment
