"""Ask Git about the files of a folder: their last commits, and the day of each line."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

TIMEOUT = 120
HEAD = re.compile(r"([0-9a-f]{40,64}) \d+ (\d+)")
# The user's Git configuration must not change the output.
PLAIN = ("-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "blame.ignoreRevsFile=")


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
        for line in output.splitlines():
            if line.startswith("\x01"):
                id, day, *parents = line[1:].split()
                commit = Commit(id, date.fromisoformat(day)) if parents or not self.shallow else None
            elif line and commit and (line not in commits or commits[line].day < commit.day):
                commits[line] = commit
        return commits

    def days(self, path: str, last: date) -> list[date | None]:
        """Return the day on which each line of a file was committed; None for days before a shallow history.

        A line that is not committed counts as changed on ``last``, the day of the file's last commit.

        Raises:
            GitError: where Git cannot read its history.
        """
        try:
            output = _git(self.folder, "blame", "--porcelain", "--", path)
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


def _day(seconds: int, zone: str) -> date:
    """Return the committer's local day."""
    east = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
    return (datetime.fromtimestamp(seconds, UTC) + (-east if zone.startswith("-") else east)).date()


def _git(folder: Path, *arguments: str) -> str:
    """Run a Git command and return its output.

    Raises:
        GitError: where it fails or there is no Git.
    """
    try:
        result = subprocess.run(
            ["git", *PLAIN, *arguments],
            cwd=folder,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=TIMEOUT,
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git {arguments[0]} was ended after {TIMEOUT} seconds") from None
    if result.returncode:
        first, _, more = result.stderr.strip().partition("\n")
        raise GitError(first, " ".join(more.split()))
    return result.stdout
