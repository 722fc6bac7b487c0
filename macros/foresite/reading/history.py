"""When pages and records last changed, as Git knows it.

A build of one commit always gives the same dates: lines that are not committed yet count as changed when
their file last was. Where there is no Git, no repository or no commit of a file, there is no date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Any

from foresite.model import History, Record
from foresite.reading.git import Commit, Repository
from foresite.settings import Settings
from foresite.sources import Sources

Days = Sequence[str]
"""The day of each line of a file, as ISO 8601 has it; empty where it is not known."""


def read_history(settings: Settings, sources: Sources, cache: Path | None = None) -> History:
    """When each page and record last changed; ``cache`` is a file that keeps the days of lines."""
    repository = Repository.of(settings.root)
    if repository is None:
        return History()
    bibliography = [settings.relative(path) for path in settings.bibliography]
    latest = repository.latest([settings.relative(settings.docs), *bibliography])
    records = sources.records
    files = sorted({record.place.path for record in records} & latest.keys())
    kept = _load(cache) if cache else {}
    names = {path: _name(settings.root / path, latest[path], repository) for path in files}
    days = {path: kept.get(names[path]) or _days(repository, path, latest[path].day) for path in files}
    if cache and kept.keys() != set(names.values()):
        _keep(cache, {names[path]: days[path] for path in files})
    changed = [latest[path].day for path in bibliography if path in latest]
    return History(
        pages=MappingProxyType(
            {page.path: latest[page.place.path].day for page in sources.pages if page.place.path in latest}
        ),
        records=MappingProxyType(
            {id: day for path in files for id, day in _records(records, path, days[path])}
        ),
        bibliography=max(changed, default=None),
    )


def _records(records: Sequence[Record], path: str, days: Days) -> Iterator[tuple[str, date]]:
    """The latest day of the lines of each record of a file, where one is known."""
    for record in records:
        if record.place.path == path:
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
    try:
        kept: Any = json.loads(cache.read_text(encoding="utf-8"))
        return {name: [str(day) for day in days] for name, days in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _keep(cache: Path, days: Mapping[str, Days]) -> None:
    """Write the cache whole or not at all; one that cannot be written only costs time."""
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=cache.parent, suffix=".part", delete=False) as part:
            json.dump(days, part)
        Path(part.name).replace(cache)
    except OSError:
        return
