"""Determine from Git when pages and records last changed, and the day of a build.

A build of one commit always gives the same dates: lines that are not committed yet count as changed when
their file was last committed. Without a repository or a commit of a file, there is no date. A repository whose
history is incomplete is a problem, since a site would lose its dates unnoticed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.model.problems import Code, Place, Problem
from foresite.model.records import History, Record
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.cache import load_json, save_json
from foresite.parsing.git import Commit, GitError, Repository

# The day of a build set by SOURCE_DATE_EPOCH; see https://reproducible-builds.org/specs/source-date-epoch/.


NAME = "SOURCE_DATE_EPOCH"


class SourceDateError(ValueError):
    """A value that is not a time; the message says what was expected."""


def source_date() -> date | None:
    """Return the day set by ``SOURCE_DATE_EPOCH``; None if it is not set.

    Raises:
        SourceDateError: where the value is not a number of seconds, or is out of range.
    """
    value = os.environ.get(NAME)
    if value is None:
        return None
    try:
        if not (value.isascii() and value.isdecimal()):
            raise ValueError
        return datetime.fromtimestamp(int(value), UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"{NAME} is {value!r}, expected a number of seconds since 1970, such as 1767225600, or nothing"
        raise SourceDateError(message) from None


# The days on which pages and records last changed, from Git.


Days = Sequence[str]
"""The day of each line of a file in ISO 8601; empty if unknown."""


def check_history(settings: Settings) -> list[Problem]:
    """Return the problems that keep Git from dating all changes; empty if there are none or no repository."""
    try:
        repository = Repository.of(settings.root)
    except GitError as error:
        return [_unreadable_history(settings, error)]
    return [_shallow_clone(settings)] if repository and repository.shallow else []


def read_history(settings: Settings, sources: Sources, cache: Path | None = None) -> tuple[History, list[Problem]]:
    """Return when each page and record last changed, and problems where that is not known of all.

    ``cache`` is a file for the days of lines.
    """
    try:
        repository = Repository.of(settings.root)
        if repository is None:
            return History(), []
        problems = [_shallow_clone(settings)] if repository.shallow else []
        return _changes(repository, settings, sources, cache), problems
    except GitError as error:
        return History(), [_unreadable_history(settings, error)]


def _unreadable_history(settings: Settings, error: GitError) -> Problem:
    message = f"Git does not say when pages and records changed ('{error}'), expected it to read its repository"
    return Problem(
        Place(settings.config, 1), Code.NO_HISTORY, message, error.more or "until then the site has no dates"
    )


def _shallow_clone(settings: Settings) -> Problem:
    message = "the clone is shallow, so that older pages and records have no dates, expected all of its history"
    hint = "run 'git fetch --unshallow', or give actions/checkout 'fetch-depth: 0'"
    return Problem(Place(settings.config, 1), Code.NO_HISTORY, message, hint)


def _changes(repository: Repository, settings: Settings, sources: Sources, cache: Path | None) -> History:
    bibliography = [settings.relative(path) for path in settings.bibliography]
    latest = repository.latest([settings.relative(settings.docs), *bibliography])
    of_file: dict[str, list[Record]] = {}
    for record in sources.records:
        of_file.setdefault(record.place.path, []).append(record)
    files = sorted(of_file.keys() & latest.keys())
    cached = _load_days(cache) if cache else {}
    names = {path: _cache_key(settings.root / path, latest[path], repository) for path in files}
    days = {path: cached.get(names[path]) or _line_days(repository, path, latest[path].day) for path in files}
    if cache and cached.keys() != set(names.values()):
        save_json(cache, {names[path]: list(days[path]) for path in files})
    changed = [latest[path].day for path in bibliography if path in latest]
    return History(
        pages=MappingProxyType(
            {page.path: latest[page.place.path].day for page in sources.pages if page.place.path in latest}
        ),
        records=MappingProxyType({id: day for path in files for id, day in _record_days(of_file[path], days[path])}),
        bibliography=max(changed, default=None),
    )


def _record_days(records: Sequence[Record], days: Days) -> Iterator[tuple[str, date]]:
    """Yield the latest known day of the lines of each record of a file."""
    for record in records:
        end = record.body_line + record.body.rstrip().count("\n")
        if day := max(days[record.place.line - 1 : end], default=""):
            yield record.id, date.fromisoformat(day)


def _line_days(repository: Repository, path: str, last: date) -> Days:
    return [day.isoformat() if day else "" for day in repository.days(path, last)]


def _cache_key(path: Path, commit: Commit, repository: Repository) -> str:
    """Return a cache key for the days of a file's lines: a digest of all that they depend on."""
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    return sha256(f"{commit.id} {repository.shallow} {path.name} ".encode() + content).hexdigest()


def _load_days(cache: Path) -> dict[str, Days]:
    content = load_json(cache)
    try:
        return {name: [_day(day) for day in days] for name, days in content.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def _day(day: Any) -> str:
    """Normalise a cached day.

    Raises:
        ValueError: where it is not a day.
        TypeError: the same.
    """
    return date.fromisoformat(day).isoformat() if day else ""
