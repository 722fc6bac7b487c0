"""Read a whole project: its bibliography, its pages, and the references between them."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.citing.csl_json import language_of
from foresite.language.catalogue import same_tag
from foresite.language.foreign import Foreign
from foresite.model.addresses import MARKDOWN, SINGLE, THEME_PAGE
from foresite.model.fields import GENERIC_KINDS
from foresite.model.problems import Code, Place, Problem, in_order
from foresite.model.records import SHOWN_LANGUAGE, Claim, Record, Reference
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
from foresite.parsing.translations import Lack, Sibling, Translation, marked, sibling_path, siblings_of, translate
from foresite.parsing.unpublished import is_withheld, of_site, published_records, split_published, without_unused
from foresite.runtime.pool import collector_paused


@collector_paused()
def read_project(settings: Settings, parse_cache: ParseCache | None = None) -> Sources:
    """Read everything of a project. Mistakes become ``problems``; nothing raises.

    A record whose id another one took first is left out, and so is one that lacks a required value;
    both are reported. ``parse_cache`` keeps what was read for the next time.
    """
    parse_cache = parse_cache or ParseCache()
    sources = _read(settings, parse_cache)
    if not settings.trees or settings.tree:
        return sources
    return _with_translations(sources, settings, parse_cache)


def _with_translations(sources: Sources, settings: Settings, parse_cache: ParseCache) -> Sources:
    """Return the original with what is wrong in its translations, and with the titles that these give its records."""
    trees = [_read(settings.translated(tag), parse_cache.tree(tag)) for tag in settings.trees]
    problems = dict.fromkeys((*sources.problems, *(problem for tree in trees for problem in tree.problems)))
    own = {record.id: record.title for record in sources.records}
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for tree in trees:
        for record in tree.records:
            if record.title != own.get(record.id):
                titles[record.id].append(record.title)
    return with_titles(replace(sources, problems=tuple(in_order(problems))), titles)


def with_titles(sources: Sources, titles: Mapping[str, Sequence[str]]) -> Sources:
    """Return sources whose records know their titles in other languages."""

    def known(records: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(record, other_titles=tuple(dict.fromkeys(titles[record.id]))) if record.id in titles else record
            for record in records
        )

    return replace(
        sources,
        claims=known(sources.claims),
        corrections=known(sources.corrections),
        events=known(sources.events),
        outcomes=known(sources.outcomes),
        shifts=known(sources.shifts),
        generic_records=known(sources.generic_records),
    )


def _read(settings: Settings, parse_cache: ParseCache) -> Sources:
    missing: list[Problem] = []
    inventory = Inventory(settings)
    # No host builds a project whose docs folder is its root; the check of its settings reports that.
    originals, siblings = ({}, {}) if settings.docs == settings.root else _texts(settings, inventory, missing)
    translations = _translations(settings, originals, siblings) if settings.tree else {}
    texts = {page: translation.text for page, translation in translations.items()} if settings.tree else originals
    reading = parse_cache.start(texts, settings)
    references, problems = read_bibliographies(settings, parse_cache.bibliography)
    pages = reading.all()
    if settings.tree:
        phrases = {reference.key: language_of(reference.fields) for reference in references}
        pages = [_marked(page, translations[page.page.path], settings, phrases) for page in pages]
        references = [_in_own_language(reference, settings) for reference in references]
    split = split_published(pages, settings)
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
        translated_pages=frozenset(page for page, each in translations.items() if each.is_prose_translated),
        overrides=overrides.texts,
        excluded=excluded,
        excluded_ids=frozenset(
            {*excluded.pages, *inventory.siblings, *(excluded.records.keys() | {record.id for record in all_records})}
            - {record.id for record in published}
        ),
    )
    if settings.tree:
        found = (*sources.problems, *parse_cache.check(sources.facts, settings))
        own = list(_of_translations(found, translations, {page.page.path for page in pages}, settings))
        return replace(sources, problems=tuple(in_order(own)), texts=MappingProxyType(texts))
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


def _translations(
    settings: Settings, originals: Mapping[str, str], siblings: Mapping[Sibling, str]
) -> dict[str, Translation]:
    """Return every page in the language of the settings, by path."""
    found = {
        sibling.original: (sibling, text)
        for sibling, text in siblings.items()
        if sibling.tag == settings.tree and not is_withheld(sibling.path, settings)
    }
    assert settings.original
    translations = {}
    for page, text in originals.items():
        sibling, translated = found.get(page, (None, None))
        path = sibling.path if sibling else sibling_path(page, settings.tree)
        translations[page] = translate(
            text,
            settings.relative(settings.docs / page),
            translated,
            settings.relative(settings.docs / path),
            settings.tree,
            frozenset(settings.languages[settings.tree].names),
        )
    return translations


def _in_own_language(reference: Reference, settings: Settings) -> Reference:
    """Return a work for a translation: where nothing says in which language it is, it is in that of the original."""
    assert settings.original
    lang = language_of(reference.fields) or settings.original.content_language
    own = {} if same_tag(lang, settings.tree) else {SHOWN_LANGUAGE: lang}
    return replace(reference, fields=MappingProxyType({"langid": lang, **reference.fields, **own}))


def _marked(page: ReadPage, translation: Translation, settings: Settings, phrases: Mapping[str, str]) -> ReadPage:
    """Return a page of a translation whose parts in another language are marked."""
    assert settings.original
    own = page.page.meta.get("lang")
    lang = own if isinstance(own, str) else settings.original.content_language
    quoted = (phrases.get(page.brief.key) if page.brief else "") or lang
    entry = page.page
    if not translation.is_prose_translated and not same_tag(lang, settings.tree):
        title, description = Foreign(entry.title, lang), Foreign(entry.description, lang)
        entry = replace(entry, title=title, description=description, language=lang)
    records = [marked(each, translation, settings, quoted) for each in page.records]
    drafts = _marked(page.drafts, translation, settings, phrases) if page.drafts else None
    return replace(page, page=entry, records=records, drafts=drafts)


def _of_translations(
    problems: Iterable[Problem], translations: Mapping[str, Translation], pages: Collection[str], settings: Settings
) -> Iterator[Problem]:
    """Yield the problems of translations alone, each where it stands: those of the original are reported with it."""
    by_path = {settings.relative(settings.docs / page): translations[page] for page in pages}
    seen = set()
    for translation in by_path.values():
        for problem in translation.problems:
            seen.add((problem.place, problem.code))
            yield problem
    for problem in problems:
        translated = by_path.get(problem.place.path)
        place = translated.place(problem.place) if translated else None
        if place and (place, problem.code) not in seen:
            yield replace(problem, place=place)


def translation_lacks(settings: Settings, sources: Sources, language: str) -> list[Lack]:
    """Return what a translation lacks of the pages that are published, or where it is out of step, in order."""
    tree = settings.translated(language)
    originals, siblings = _texts(tree, Inventory(tree), [])
    translations = _translations(tree, originals, siblings)
    shown = [page.path for page in sources.pages]
    drafts = sources.excluded_ids
    return [lack for page in shown for lack in translations[page].lacks if lack.id not in drafts]


def _texts(
    settings: Settings, inventory: Inventory, problems: list[Problem]
) -> tuple[dict[str, str], dict[Sibling, str]]:
    """Return the text of each page by its path, in order, and that of each translation."""
    siblings: dict[str, Sibling] = {}
    texts = dict(_texts_of(settings, inventory, problems, siblings))
    return (
        {path: text for path, text in texts.items() if path not in siblings},
        {siblings[path]: text for path, text in texts.items() if path in siblings and siblings[path].tag},
    )


def _texts_of(
    settings: Settings, inventory: Inventory, problems: list[Problem], siblings: dict[str, Sibling]
) -> Iterator[tuple[str, str]]:
    place = Place(settings.relative(settings.docs), 1)
    if linked(settings.docs, settings.root):
        message = "the folder of the pages is a symbolic link, expected a real folder"
        problems.append(Problem(place, Code.BAD_FILE, message, "set 'docs_dir' to where the pages are"))
        return
    if not os.path.isdir(settings.docs):  # noqa: PTH112 (of a folder that may not be seen, pathlib raises)
        problems.append(Problem(place, Code.BAD_FILE, "the folder of the pages is missing, expected a folder"))
    folders = RealFolders(settings)
    files = _markdown_files(settings.docs, settings, problems)
    found, wrong = siblings_of(files, settings)
    siblings |= found
    problems += wrong
    inventory.leave_out(found)
    for page in (*inventory.pages(file for file in files if file not in found), *found):
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
