"""What Git knows of the files of a folder: their last commits, and the day of each line."""

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
# The configuration of whoever builds must not change what is read.
PLAIN = ("-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "blame.ignoreRevsFile=")


class GitError(RuntimeError):
    """Git does not say what it was asked; the text is the first line of its own words, ``more`` is what follows."""

    def __init__(self, words: str, more: str = "") -> None:
        super().__init__(words)
        self.more = more


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit and the day it was made, where its committer was."""

    id: str
    day: date


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder under Git."""

    folder: Path
    shallow: bool
    """Whether the history is cut off, so that the oldest commit at hand seems to have made everything."""

    @classmethod
    def of(cls, folder: Path) -> Repository | None:
        """The repository that the folder is in; None without one.

        Raises:
            GitError: where there is one, and Git is missing or does not read it.
        """
        try:
            said = _git(folder, "rev-parse", "--is-shallow-repository")
        except GitError:
            if _is_under_git(folder):
                raise
            return None
        return cls(folder, said.strip() == "true")

    def latest(self, paths: Iterable[str]) -> dict[str, Commit]:
        """The last commit of each file below the paths, by path relative to the folder.

        Raises:
            GitError: where Git cannot read its history.
        """
        try:
            said = _git(
                self.folder, "log", "--relative", "--no-renames", "--name-only", "--format=%x01%H %cs %P", "--", *paths
            )
        except GitError:
            if self._has_commits():
                raise
            return {}
        found: dict[str, Commit] = {}
        commit: Commit | None = None
        for line in said.splitlines():
            if line.startswith("\x01"):
                id, day, *parents = line[1:].split()
                commit = Commit(id, date.fromisoformat(day)) if parents or not self.shallow else None
            elif line and commit and (line not in found or found[line].day < commit.day):
                found[line] = commit
        return found

    def days(self, path: str, last: date) -> list[date | None]:
        """The day on which each line of a file was committed; None where that is further back than is known.

        A line that is not committed counts as changed on ``last``, the day of the file's last commit.

        Raises:
            GitError: where Git cannot read its history.
        """
        try:
            said = _git(self.folder, "blame", "--porcelain", "--", path)
        except GitError as error:
            if "no such path" in str(error):
                # It was committed once, and is not any more.
                return []
            raise
        lines: list[date | None] = []
        made: dict[str, tuple[int, str]] = {}
        cut: set[str] = set()
        commit, seconds = "", 0
        for line in said.split("\n"):
            if line.startswith("\t"):
                if not commit.strip("0"):
                    lines.append(last)
                else:
                    lines.append(None if self.shallow and commit in cut else _day(*made[commit]))
            elif match := HEAD.match(line):
                commit = match[1]
            elif line.startswith("committer-time "):
                seconds = int(line.split()[1])
            elif line.startswith("committer-tz "):
                made[commit] = (seconds, line.split()[1])
            elif line == "boundary":
                cut.add(commit)
        return lines

    def _has_commits(self) -> bool:
        try:
            return bool(_git(self.folder, "rev-parse", "--verify", "--quiet", "HEAD"))
        except GitError as error:
            # Of a branch without commits it says nothing.
            return bool(str(error))


def _is_under_git(folder: Path) -> bool:
    """Whether the folder, or one that it stands in on the same disk, has a repository that Git should find."""
    try:
        disk = folder.stat().st_dev
        return any((each / ".git").exists() for each in (folder, *folder.parents) if each.stat().st_dev == disk)
    except OSError:
        return False


def tracked(folder: Path, path: str) -> list[str]:
    """The files at or below a path that Git knows, relative to the folder; none where Git does not say."""
    try:
        found = _git(folder, "ls-files", "-z", "--", path)
    except GitError:
        return []
    return [name for name in found.split("\0") if name]


def _day(seconds: int, zone: str) -> date:
    """The day it was for the committer."""
    east = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
    return (datetime.fromtimestamp(seconds, UTC) + (-east if zone.startswith("-") else east)).date()


def _git(folder: Path, *arguments: str) -> str:
    """What a command of Git says.

    Raises:
        GitError: where it fails or there is no Git.
    """
    try:
        done = subprocess.run(
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
    if done.returncode:
        first, _, more = done.stderr.strip().partition("\n")
        raise GitError(first, " ".join(more.split()))
    return done.stdout
