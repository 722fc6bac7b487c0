"""What stands before the text of the book: the cover and the contents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement

from foresite.corpus import Corpus
from foresite.printing.chapters import Chapter
from foresite.printing.dressing import flatten
from foresite.printing.hangul import keep_words
from foresite.values import PartialDate
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
        _add(entry, "p", "cover__year", str(brief.outlook))
        _add(entry, "p", "cover__work", references.title(work))
        by = ["; ".join(f"{name} {name.original}".strip() for name in work.authors)]
        by += [" ".join(filter(None, (work.fields.get("institution", ""), work.fields.get("institutionorig", ""))))]
        _add(entry, "p", "cover__by", ", ".join(filter(None, by)))
    foot = SubElement(page, "div", {"class": "cover__foot"})
    _add(foot, "p", "", settings.author)
    _add(foot, "p", "", f"Version of {PartialDate.parse(day.isoformat())}" if day else "")
    for address in filter(None, (settings.url, settings.licence)):
        SubElement(SubElement(foot, "p"), "a", {"href": address}).text = address
    keep_words(page)
    return page


def contents(chapters: Sequence[Chapter], more: Sequence[Element]) -> Element:
    """The contents: every chapter with its headings, and what follows the text."""
    page = Element("section", {"class": "contents", "id": "contents"})
    SubElement(page, "h1").text = "Contents"
    for chapter in chapters:
        _entry(page, "contents__chapter", chapter.title, chapter.body.get("id", ""))
        for level, title, anchor in chapter.headings:
            if 1 < level <= DEEPEST and anchor:
                _entry(page, "contents__heading", title, anchor)
    for part in more:
        if part.get("class") == "chapter index":
            _entry(page, "contents__chapter", "Index", part.get("id", ""))
    keep_words(page)
    flatten(page)
    return page


def _entry(page: Element, kind: str, title: str, anchor: str) -> None:
    line = SubElement(page, "p", {"class": kind})
    SubElement(line, "a", {"href": f"#{anchor}", "class": "entry"}).text = title


def _add(parent: Element, tag: str, kind: str, text: str) -> None:
    if text:
        SubElement(parent, tag, {"class": kind} if kind else {}).text = text
