"""Read a whole project: its bibliography, its pages, and the references between them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.model.addresses import MARKDOWN, SINGLE, THEME_PAGE
from foresite.model.fields import GENERIC_KINDS
from foresite.model.problems import Code, Place, Problem, in_order
from foresite.model.records import Claim, Record
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.bibliography.files import read_bibliographies
from foresite.parsing.cache import check_cache
from foresite.parsing.files import RealFolders, linked, read_text
from foresite.parsing.inventory import Inventory
from foresite.parsing.links import check_permalinks
from foresite.parsing.overrides import read_overrides
from foresite.parsing.pages import ReadPage
from foresite.parsing.parse_cache import ParseCache
from foresite.parsing.unpublished import of_site, published_records, split_published, without_unused
from foresite.runtime.pool import collector_paused


@collector_paused()
def read_project(settings: Settings, parse_cache: ParseCache | None = None) -> Sources:
    """Read everything of a project. Mistakes become ``problems``; nothing raises.

    A record whose id another one took first is left out, and so is one that lacks a required value;
    both are reported. ``parse_cache`` keeps what was read for the next time.
    """
    parse_cache = parse_cache or ParseCache()
    missing: list[Problem] = []
    inventory = Inventory(settings)
    # No host builds a project whose docs folder is its root; the check of its settings reports that.
    texts = {} if settings.docs == settings.root else dict(_texts(settings, inventory, missing))
    reading = parse_cache.start(texts, settings)
    references, problems = read_bibliographies(settings, parse_cache.bibliography)
    split = split_published(reading.all(), settings)
    problems += (*of_site(missing, settings), *split.draft_problems)
    pages, excluded = split.pages, split.excluded
    inventory.reserve_generated(*_printed_pages(pages))
    files = inventory.files() if settings.docs != settings.root else ()
    problems += of_site((*missing, *inventory.problems), settings)
    references, unused = without_unused(references, split)
    excluded = replace(excluded, references=unused)
    overrides = read_overrides(settings)
    by_kind: defaultdict[str, list[Any]] = defaultdict(list)
    all_records = _first_of_each([record for page in pages for record in page.records])
    published = list(published_records(all_records, excluded))
    for record in published:
        by_kind["claim" if isinstance(record, Claim) else record.kind].append(record)
    sources = Sources(
        pages=tuple(page.page for page in pages),
        briefs=tuple(page.brief for page in pages if page.brief),
        claims=tuple(by_kind["claim"]),
        corrections=tuple(by_kind["correction"]),
        events=tuple(by_kind["event"]),
        outcomes=tuple(by_kind["outcome"]),
        shifts=tuple(by_kind["shift"]),
        generic_records=tuple(record for kind in GENERIC_KINDS for record in by_kind[kind]),
        references=tuple(references),
        citations=tuple(citation for page in pages for citation in page.citations),
        calls=tuple(call for page in pages for call in page.calls),
        links=tuple(link for page in pages for link in page.links),
        problems=(*problems, *overrides.problems, *(problem for page in pages for problem in page.problems)),
        declarations=tuple(declaration for page in pages for declaration in page.declarations),
        option_references=tuple(reference for page in pages for reference in page.option_references),
        files=files,
        unpublished=frozenset(inventory.unpublished),
        anchors=MappingProxyType({page.page.path: page.anchors for page in pages}),
        outlines=MappingProxyType({page.page.path: page.outline for page in pages if page.outline}),
        overrides=overrides.texts,
        excluded=excluded,
        excluded_ids=frozenset(
            {*excluded.pages, *(excluded.records.keys() | {record.id for record in all_records})}
            - {record.id for record in published}
        ),
    )
    further_problems = (
        *parse_cache.check(sources.facts, settings),
        *check_permalinks(sources, settings),
        *check_cache(settings.root),
    )
    return replace(sources, problems=tuple(in_order((*sources.problems, *further_problems))))


def _printed_pages(pages: list[ReadPage]) -> tuple[list[str], list[str]]:
    """Return the pages from which PDFs are made: those printed by themselves, and those of briefs."""
    briefs = [page.page.path for page in pages if page.brief]
    printed = (*SINGLE, THEME_PAGE, "overview")
    return briefs + [call.page for page in pages for call in page.calls if call.name in printed], briefs


def _first_of_each(records: list[Record]) -> list[Record]:
    by_id = dict.fromkeys(record.id for record in records)
    if len(by_id) == len(records):
        return records
    first = {record.id: record for record in reversed(records)}
    return [first[id] for id in by_id]


def _texts(settings: Settings, inventory: Inventory, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Yield the pages' paths and texts, in order."""
    place = Place(settings.relative(settings.docs), 1)
    if linked(settings.docs, settings.root):
        message = "the folder of the pages is a symbolic link, expected a real folder"
        problems.append(Problem(place, Code.BAD_FILE, message, "set 'docs_dir' to where the pages are"))
        return
    if not os.path.isdir(settings.docs):  # noqa: PTH112 (of a folder that may not be seen, pathlib raises)
        problems.append(Problem(place, Code.BAD_FILE, "the folder of the pages is missing, expected a folder"))
    folders = RealFolders(settings)
    for page in inventory.pages(_markdown_files(settings.docs, settings, problems)):
        text = read_text(settings.docs / page, settings, folders)
        if isinstance(text, Problem):
            problems.append(text)
            inventory.unpublished.add(page)
        else:
            yield page, text


def _markdown_files(folder: Path, settings: Settings, problems: list[Problem]) -> list[str]:
    """Return the pages' paths below the folder, in order; as for MkDocs, files with a leading dot are not pages."""
    paths = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if name.endswith(MARKDOWN):
                place = Place(settings.relative(Path(parent, name)), 1)
                message = "a folder has the name of a page, expected a page, or a folder without that ending"
                problems.append(Problem(place, Code.BAD_FILE, message))
            if (linked := Path(parent, name)).is_symlink():
                place = Place(settings.relative(linked), 1)
                message = "a folder of pages is a symbolic link, expected a real folder"
                problems.append(Problem(place, Code.BAD_FILE, message))
        below = Path(parent).relative_to(folder).as_posix()
        for name in files:
            if name.endswith(MARKDOWN) and not name.startswith("."):
                paths.append(name if below == "." else f"{below}/{name}")
    return sorted(paths)
