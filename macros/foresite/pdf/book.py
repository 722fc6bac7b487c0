"""What stands in the book around its text: the cover, the contents, and the index of themes and actors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from xml.etree.ElementTree import Element, SubElement

from foresite.language import formats
from foresite.language.collation import Key, collation_key
from foresite.language.words import gettext
from foresite.model.corpus import Corpus
from foresite.model.records import Claim, Event, Record
from foresite.model.settings import Settings
from foresite.pdf.chapters import Chapter, DocumentLinks, keep_hangul_words_whole
from foresite.pdf.page_numbers import LEADER, NUMBERING, PageNumbers
from foresite.views import references

DEEPEST = 2
"""The level of the headings that the contents name."""


def cover(corpus: Corpus, day: date | None) -> Element:
    """The cover: what the book is, whom it speaks of, and of what day it is."""
    settings = corpus.settings
    page = Element("section", {"class": "cover", "id": "cover"})
    _add(page, "p", "cover__title", settings.name)
    _add(page, "p", "cover__lead", settings.description)
    for brief in corpus.briefs:
        work = corpus.references.get(brief.key)
        if not work:
            continue
        entry = SubElement(page, "div", {"class": "cover__brief"})
        _add(entry, "p", "cover__year", settings.outlook_label(brief.outlook))
        _add(entry, "p", "cover__work", references.title(work))
        by = [formats.clauses(f"{name} {name.original}".strip() for name in work.authors)]
        by += [" ".join(filter(None, (work.fields.get("institution", ""), work.fields.get("institutionorig", ""))))]
        _add(entry, "p", "cover__by", formats.series(filter(None, by)))
    foot = SubElement(page, "div", {"class": "cover__foot"})
    _add(foot, "p", "", settings.author)
    _add(foot, "p", "", gettext("Version of %(day)s", day=formats.day(day)) if day else "")
    for address in filter(None, (settings.url, settings.licence)):
        SubElement(SubElement(foot, "p"), "a", {"href": address}).text = address
    keep_hangul_words_whole(page)
    return page


def contents(chapters: Sequence[Chapter], more: Sequence[Element]) -> Element:
    """The contents: every chapter with its headings, and what follows the text."""
    page = Element("section", {"class": "contents", "id": "contents"})
    SubElement(page, "h1").text = gettext("Contents")
    for chapter in chapters:
        _entry(page, "contents__chapter", chapter.title, chapter.body.get("id", ""))
        for level, title, anchor in chapter.headings:
            if 1 < level <= DEEPEST and anchor:
                _entry(page, "contents__heading", title, anchor)
    for part in more:
        if part.get("class") == "chapter index":
            _entry(page, "contents__chapter", gettext("Index"), part.get("id", ""))
    keep_hangul_words_whole(page)
    return page


def _entry(page: Element, kind: str, title: str, anchor: str) -> None:
    line = SubElement(page, "p", {"class": kind})
    SubElement(line, "a", {"href": f"#{anchor}", NUMBERING: LEADER}).text = title


def _add(parent: Element, tag: str, kind: str, text: str) -> None:
    if text:
        SubElement(parent, tag, {"class": kind} if kind else {}).text = text


def index(corpus: Corpus, links: DocumentLinks, numbers: PageNumbers) -> Element:
    """The themes with the claims of each outlook, the events and the shifts; the actors with what names them."""
    page = Element("section", {"class": "chapter index", "id": "index-of-themes-and-actors"})
    SubElement(page, "h1").text = gettext("Index")
    SubElement(page, "h2").text = gettext("Themes")
    themes = SubElement(page, "div", {"class": "index__columns"})
    for theme in corpus.themes:
        _index_term(themes, corpus.settings.theme_label(theme))
        for outlook in corpus.outlooks:
            said = [claim for claim in corpus.claims_with(theme) if claim.outlook == outlook]
            _index_places(
                themes,
                gettext("claims of %(outlook)s", outlook=corpus.settings.outlook_label(outlook)),
                said,
                links,
                numbers,
            )
        happened = [event for event in corpus.events if theme in event.themes]
        _index_places(themes, gettext("events"), happened, links, numbers)
        _index_places(themes, gettext("shifts"), corpus.shifts_between(theme), links, numbers)
    acting: tuple[Claim | Event, ...] = (*corpus.claims, *corpus.events)
    actors = sorted({actor for record in acting for actor in record.actors}, key=partial(_filed, corpus.settings))
    if actors:
        SubElement(page, "h2").text = gettext("Actors")
        columns = SubElement(page, "div", {"class": "index__columns"})
        for actor in actors:
            present = [record for record in acting if actor in record.actors]
            _index_places(columns, filed_as(corpus.settings, actor), present, links, numbers, "index__actor")
    keep_hangul_words_whole(page)
    return page


def filed_as(settings: Settings, actor: str) -> str:
    """Return an actor as an index has it: ``Rivera, Alma`` where the settings say that this is a person.

    A name alone does not tell a person from an institution, nor the family name from the given one, so every other
    actor is filed as it is written. A name that is written family first stays as it is.
    """
    for person in settings.people:
        family, _, given = (part.strip() for part in person.partition(","))
        if actor == f"{given} {family}":
            return f"{family}, {given}"
        if actor == f"{family} {given}":
            break
    return actor


def _filed(settings: Settings, actor: str) -> tuple[Key, str]:
    return collation_key(filed_as(settings, actor).replace(",", "")), actor


def _index_term(parent: Element, term: str) -> None:
    SubElement(parent, "p", {"class": "index__term"}).text = term


def _index_places(
    parent: Element,
    words: str,
    records: Iterable[Record],
    links: DocumentLinks,
    numbers: PageNumbers,
    kind: str = "index__places",
) -> None:
    anchors = [links.anchor(record.page, record.id) for record in records]
    if anchors:
        line = SubElement(parent, "p", {"class": kind})
        line.text = f"{words} "
        numbers.lists.append((SubElement(line, "span"), "", anchors))
