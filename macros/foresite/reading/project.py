"""A whole project: its bibliography, its pages, and what they say of each other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from foresite.memory import collector_paused
from foresite.model import Claim, Correction, Event, Outcome, Record, Shift
from foresite.problems import Code, Place, Problem, in_order
from foresite.reading.bibtex import read_bibliographies
from foresite.reading.integrity import check
from foresite.reading.published import check_permalinks
from foresite.reading.readings import Readings
from foresite.reading.source import is_inside
from foresite.reading.sources import Sources
from foresite.reading.text import read_text, real_folders
from foresite.settings import Settings

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd"})
Kind = TypeVar("Kind", bound=Record)


@collector_paused()
def read_project(settings: Settings, readings: Readings | None = None) -> Sources:
    """Read everything of a project. Whatever is wrong becomes a problem in ``problems``; nothing raises.

    A record whose id another one took first is left out, and so is one that lacks a required value;
    both are reported. ``readings`` keeps what was read for the next time.
    """
    readings = readings or Readings()
    missing: list[Problem] = []
    reading = readings.start(dict(_texts(settings, missing)), settings)
    references, problems = read_bibliographies(settings, readings.bibliography)
    problems += missing
    pages = reading.all()
    records = _first_of_each([record for page in pages for record in page.records])

    def of(kind: type[Kind]) -> tuple[Kind, ...]:
        return tuple(record for record in records if isinstance(record, kind))

    sources = Sources(
        pages=tuple(page.page for page in pages),
        briefs=tuple(page.brief for page in pages if page.brief),
        claims=of(Claim),
        corrections=of(Correction),
        events=of(Event),
        outcomes=of(Outcome),
        shifts=of(Shift),
        references=tuple(references),
        citations=tuple(citation for page in pages for citation in page.citations),
        calls=tuple(call for page in pages for call in page.calls),
        links=tuple(link for page in pages for link in page.links),
        problems=(*problems, *(problem for page in pages for problem in page.problems)),
        declarations=tuple(declaration for page in pages for declaration in page.declarations),
        mentions=tuple(mention for page in pages for mention in page.mentions),
        anchors=MappingProxyType({page.page.path: page.anchors for page in pages}),
    )
    wrong = (*check(sources, settings), *check_permalinks(sources, settings))
    return replace(sources, problems=tuple(in_order((*sources.problems, *wrong))))


def _first_of_each(records: list[Record]) -> list[Record]:
    by_id: dict[str, Record] = {}
    for record in records:
        by_id.setdefault(record.id, record)
    return list(by_id.values())


def _texts(settings: Settings, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """The pages' paths and texts, in order."""
    if not settings.docs.is_dir():
        place = Place(settings.relative(settings.docs), 1)
        problems.append(Problem(place, Code.BAD_FILE, "the folder of the pages is missing, expected a folder"))
    folders = real_folders(settings)
    for path in _markdown_files(settings.docs, settings, problems):
        text = read_text(path, settings, folders)
        if isinstance(text, Problem):
            problems.append(text)
        else:
            yield path.relative_to(settings.docs).as_posix(), text


def _markdown_files(folder: Path, settings: Settings, problems: list[Problem]) -> list[Path]:
    """The pages, by path; what starts with a dot is no page, as it is none to MkDocs."""
    found = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (linked := Path(parent, name)).is_symlink():
                place = Place(settings.relative(linked), 1)
                message = "a folder of pages is a symbolic link, expected a real folder"
                problems.append(Problem(place, Code.BAD_FILE, message))
        for name in files:
            path = Path(parent, name)
            if path.suffix not in MARKDOWN and path.is_symlink() and not is_inside(path, settings.docs):
                message = "the file is a symbolic link that leads out of the docs folder, expected a real file"
                problems.append(Problem(Place(settings.relative(path), 1), Code.BAD_FILE, message))
        found += [Path(parent, name) for name in files if not name.startswith(".") and Path(name).suffix in MARKDOWN]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())
