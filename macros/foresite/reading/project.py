"""A whole project: its bibliography, its pages, and what they say of each other."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.fields import FURTHER_KINDS
from foresite.memory import collector_paused
from foresite.model import Claim, Record
from foresite.problems import Code, Place, Problem, in_order
from foresite.reading.bibtex import read_bibliographies
from foresite.reading.published import check_permalinks
from foresite.reading.readings import Readings
from foresite.reading.source import is_inside
from foresite.reading.text import RealFolders, read_text
from foresite.settings import Settings
from foresite.sources import Sources

MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")


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
    of: defaultdict[str, list[Any]] = defaultdict(list)
    for record in _first_of_each([record for page in pages for record in page.records]):
        of["claim" if isinstance(record, Claim) else record.kind].append(record)
    sources = Sources(
        pages=tuple(page.page for page in pages),
        briefs=tuple(page.brief for page in pages if page.brief),
        claims=tuple(of["claim"]),
        corrections=tuple(of["correction"]),
        events=tuple(of["event"]),
        outcomes=tuple(of["outcome"]),
        shifts=tuple(of["shift"]),
        others=tuple(record for kind in FURTHER_KINDS for record in of[kind]),
        references=tuple(references),
        citations=tuple(citation for page in pages for citation in page.citations),
        calls=tuple(call for page in pages for call in page.calls),
        links=tuple(link for page in pages for link in page.links),
        problems=(*problems, *(problem for page in pages for problem in page.problems)),
        declarations=tuple(declaration for page in pages for declaration in page.declarations),
        mentions=tuple(mention for page in pages for mention in page.mentions),
        anchors=MappingProxyType({page.page.path: page.anchors for page in pages}),
        outlines=MappingProxyType({page.page.path: page.outline for page in pages if page.outline}),
    )
    wrong = (*readings.check(sources.facts, settings), *check_permalinks(sources, settings))
    return replace(sources, problems=tuple(in_order((*sources.problems, *wrong))))


def _first_of_each(records: list[Record]) -> list[Record]:
    by_id = dict.fromkeys(record.id for record in records)
    if len(by_id) == len(records):
        return records
    first = {record.id: record for record in reversed(records)}
    return [first[id] for id in by_id]


def _texts(settings: Settings, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """The pages' paths and texts, in order."""
    if not settings.docs.is_dir():
        place = Place(settings.relative(settings.docs), 1)
        problems.append(Problem(place, Code.BAD_FILE, "the folder of the pages is missing, expected a folder"))
    folders = RealFolders(settings)
    for page in _markdown_files(settings.docs, settings, problems):
        text = read_text(settings.docs / page, settings, folders)
        if isinstance(text, Problem):
            problems.append(text)
        else:
            yield page, text


def _markdown_files(folder: Path, settings: Settings, problems: list[Problem]) -> list[str]:
    """The pages' paths below the folder, in order; what starts with a dot is no page, as it is none to MkDocs."""
    found = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (linked := Path(parent, name)).is_symlink():
                place = Place(settings.relative(linked), 1)
                message = "a folder of pages is a symbolic link, expected a real folder"
                problems.append(Problem(place, Code.BAD_FILE, message))
        below = Path(parent).relative_to(folder).as_posix()
        for name in files:
            if name.endswith(MARKDOWN) and name not in MARKDOWN:
                if not name.startswith("."):
                    found.append(name if below == "." else f"{below}/{name}")
            elif (path := Path(parent, name)).is_symlink() and not is_inside(path, settings.docs):
                message = "the file is a symbolic link that leads out of the docs folder, expected a real file"
                problems.append(Problem(Place(settings.relative(path), 1), Code.BAD_FILE, message))
    return sorted(found)
