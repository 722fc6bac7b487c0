"""Find out when pages and records last changed, as Git knows it, and on which day a build takes place.

A build of one commit always gives the same dates: lines that are not committed yet count as changed when
their file last was. Where there is no repository or no commit of a file, there is no date. Where there is a
repository and Git does not say all of it, that is a problem: a site would lose its dates, and nobody would see it.
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

# The day that SOURCE_DATE_EPOCH gives to a build, by https://reproducible-builds.org/specs/source-date-epoch/.


NAME = "SOURCE_DATE_EPOCH"


class SourceDateError(ValueError):
    """A value that is not a time; its text says what was expected."""


def source_date() -> date | None:
    """The day; None where none is given.

    Raises:
        SourceDateError: where the value is not a number of seconds that a calendar has.
    """
    given = os.environ.get(NAME)
    if given is None:
        return None
    try:
        if not (given.isascii() and given.isdecimal()):
            raise ValueError
        return datetime.fromtimestamp(int(given), UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"{NAME} is {given!r}, expected a number of seconds since 1970, such as 1767225600, or nothing"
        raise SourceDateError(message) from None


# When pages and records last changed, as Git knows it.


Days = Sequence[str]
"""The day of each line of a file, as ISO 8601 has it; empty where it is not known."""


CONFIG = "mkdocs.yml"
"""The file at which a problem of the whole project is shown."""


def check_history(settings: Settings) -> list[Problem]:
    """Why Git does not say when everything changed; nothing where it does, or where there is no repository."""
    try:
        repository = Repository.of(settings.root)
    except GitError as error:
        return [_unknown(error)]
    return [_cut_off()] if repository and repository.shallow else []


def read_history(settings: Settings, sources: Sources, cache: Path | None = None) -> tuple[History, list[Problem]]:
    """When each page and record last changed, and why that is not known of all.

    ``cache`` is a file that keeps the days of lines.
    """
    try:
        repository = Repository.of(settings.root)
        if repository is None:
            return History(), []
        return _history(repository, settings, sources, cache), [_cut_off()] if repository.shallow else []
    except GitError as error:
        return History(), [_unknown(error)]


def _unknown(error: GitError) -> Problem:
    message = f"Git does not say when pages and records changed ('{error}'), expected it to read its repository"
    return Problem(Place(CONFIG, 1), Code.NO_HISTORY, message, error.more or "until then the site has no dates")


def _cut_off() -> Problem:
    message = "the clone is shallow, so that older pages and records have no dates, expected all of its history"
    hint = "run 'git fetch --unshallow', or give actions/checkout 'fetch-depth: 0'"
    return Problem(Place(CONFIG, 1), Code.NO_HISTORY, message, hint)


def _history(repository: Repository, settings: Settings, sources: Sources, cache: Path | None) -> History:
    bibliography = [settings.relative(path) for path in settings.bibliography]
    latest = repository.latest([settings.relative(settings.docs), *bibliography])
    of_file: dict[str, list[Record]] = {}
    for record in sources.records:
        of_file.setdefault(record.place.path, []).append(record)
    files = sorted(of_file.keys() & latest.keys())
    kept = _load(cache) if cache else {}
    names = {path: _name(settings.root / path, latest[path], repository) for path in files}
    days = {path: kept.get(names[path]) or _days(repository, path, latest[path].day) for path in files}
    if cache and kept.keys() != set(names.values()):
        save_json(cache, {names[path]: list(days[path]) for path in files})
    changed = [latest[path].day for path in bibliography if path in latest]
    return History(
        pages=MappingProxyType(
            {page.path: latest[page.place.path].day for page in sources.pages if page.place.path in latest}
        ),
        records=MappingProxyType({id: day for path in files for id, day in _records(of_file[path], days[path])}),
        bibliography=max(changed, default=None),
    )


def _records(records: Sequence[Record], days: Days) -> Iterator[tuple[str, date]]:
    """The latest day of the lines of each record of a file, where one is known."""
    for record in records:
        end = record.body_line + record.body.rstrip().count("\n")
        if day := max(days[record.place.line - 1 : end], default=""):
            yield record.id, date.fromisoformat(day)


def _days(repository: Repository, path: str, last: date) -> Days:
    return [day.isoformat() if day else "" for day in repository.days(path, last)]


def _name(path: Path, commit: Commit, repository: Repository) -> str:
    """What the days of a file's lines depend on."""
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    return sha256(f"{commit.id} {repository.shallow} {path.name} ".encode() + content).hexdigest()


def _load(cache: Path) -> dict[str, Days]:
    kept = load_json(cache)
    try:
        return {name: [_day(day) for day in days] for name, days in kept.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def _day(day: Any) -> str:
    """A day as it is kept.

    Raises:
        ValueError: where it is none.
        TypeError: the same.
    """
    return date.fromisoformat(day).isoformat() if day else ""
