"""Nothing lost: what stands in the sources, looked for in the finished PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foresite.corpus import Corpus
from foresite.model import Citation, Event, Record
from foresite.printing.chapters import WORK, Binder, chapter_anchor
from foresite.printing.documents import Document
from foresite.printing.reading import Paper, letters
from foresite.problems import Code, Place, Problem, in_order
from foresite.reading.plain import plain
from foresite.reading.sections import read_sections
from foresite.reading.text import read_text
from foresite.templates import CitationText

NO_GLYPH = re.compile(r'\.notdef glyph .*: "(?P<character>.)" \(U\+(?P<code>[0-9A-F]+)\)', re.DOTALL)
PICTURE = re.compile(r"(?i:image)[^'\"]* ['\"](?:[^'\"]*/)?(?P<name>[^'\"/]+)['\"](?P<wrong>.*)", re.DOTALL)
CITED_OR_CODE = re.compile(r"[\[@`\n]")
"""Where the words of a text may stop to be those of its page."""
NO_ANCHOR = re.compile(r"No anchor #(?P<anchor>.+) for internal URI reference")


@dataclass(frozen=True, slots=True)
class Expected:
    """Something that must be in a document."""

    what: str
    """Its kind and words, for a message."""
    anchor: str
    """The place where it must stand; empty for anywhere."""
    texts: tuple[str, ...]
    """What must stand there."""
    place: Place


def expected(corpus: Corpus, formatted: CitationText, document: Document) -> Iterator[Expected]:
    """What a document must have: the headings of its pages, the records on them, and in the book every work."""
    binder = Binder(corpus, document.pages, document.records)
    for record in corpus.records.values():
        if record.page in document.pages or record.id in document.records:
            anchor = binder.anchor(record.page, record.id)
            yield Expected(f"{record.kind} '{record.title}'", anchor, tuple(_texts(record)), record.place)
    for page in corpus.pages:
        if page.path in document.pages:
            yield from _headings(corpus, formatted, binder, page.path, page.place.path)
    for key in formatted.order if document.whole and corpus.page_of("bibliography") else ():
        if work := corpus.references.get(key):
            text = str(Markup(formatted.entry(key)).striptags())
            yield Expected(f"reference '{key}'", f"{WORK}{key}", (text,), work.place)


def _texts(record: Record) -> Iterator[str]:
    """What must stand at a record's place: its title, the date of an event, and how its body begins."""
    yield record.title
    if isinstance(record, Event):
        yield str(record.date)
    yield plain(CITED_OR_CODE.split(record.body)[0])


def _headings(corpus: Corpus, formatted: CitationText, binder: Binder, page: str, path: str) -> Iterator[Expected]:
    text = read_text(corpus.settings.docs / page, corpus.settings)
    if isinstance(text, Problem):
        return

    def mention(citation: Citation) -> str:
        known = all(work.key in corpus.references for work in citation.works)
        return str(Markup(formatted.citation(citation)).striptags()) if known else ""

    taken = [record.id for record in corpus.records.values() if record.page == page]
    for section in read_sections(text, page, taken, mention):
        if section.title:
            anchor = binder.anchor(page, section.anchor) if section.anchor else chapter_anchor(page)
            yield Expected(f"heading '{section.title}'", anchor, (section.title,), Place(path, section.line))


def lost(paper: Paper, wanted: Iterable[Expected], path: str) -> Iterator[Problem]:
    """What a document lacks that it must have. A text may run on to the page after the one where it starts."""
    for each in wanted:
        page = paper.anchors.get(each.anchor)
        near = "" if page is None else "".join(paper.texts[page : page + 2])
        if page is None:
            yield Problem(each.place, Code.LOST_IN_PRINT, f"{path} lacks the {each.what}, expected it printed")
            continue
        for text in each.texts:
            if letters(text) not in near:
                message = f"{path} lacks the words '{text[:60]}' of the {each.what}, expected on page {page + 1}"
                yield Problem(each.place, Code.LOST_IN_PRINT, message)


def dangling(paper: Paper, corpus: Corpus, path: str) -> Iterator[Problem]:
    """The links of a document that lead to no place in it."""
    for page, anchor in paper.links:
        if anchor not in paper.anchors:
            yield _dead(anchor, corpus, f"on page {page + 1} of {path}")


def heard(said: Sequence[str], corpus: Corpus, path: str) -> Iterator[Problem]:
    """What WeasyPrint warned of, traced back to where it was written."""
    for message in said:
        if match := NO_GLYPH.search(message):
            character, code = match["character"], match["code"]
            place = _place_of(character, corpus)
            said_so = f"no installed font has the character '{character}' (U+{code}) of {path}"
            yield Problem(place, Code.MISSING_GLYPH, f"{said_so}, expected a font with it")
        elif match := NO_ANCHOR.search(message):
            yield _dead(match["anchor"], corpus, f"in {path}")
        elif match := PICTURE.search(message):
            wrong = "has no text for readers who cannot see it" if "alt" in match["wrong"] else "cannot be read"
            said_so = f"the picture '{match['name']}' of {path} {wrong}, expected one from the docs folder with a text"
            yield Problem(_place_of(match["name"], corpus), Code.UNPRINTABLE, said_so)
        else:
            place = Place(corpus.settings.relative(corpus.settings.docs), 1)
            yield Problem(place, Code.UNPRINTABLE, f"{path}: {' '.join(message.split())}")


def _dead(anchor: str, corpus: Corpus, where: str) -> Problem:
    place = _place_of(anchor.rpartition("--")[2], corpus)
    return Problem(place, Code.DEAD_LINK, f"a link to '{anchor}' {where} leads nowhere, expected a place in it")


def _place_of(text: str, corpus: Corpus) -> Place:
    """The first line of the sources that has the text; the folder of the pages where none does."""
    settings = corpus.settings
    for path in (*(settings.docs / page.path for page in corpus.pages), *settings.bibliography):
        content = read_text(path, settings)
        if isinstance(content, str) and text in content:
            return Place(settings.relative(path), content.count("\n", 0, content.index(text)) + 1)
    return Place(settings.relative(settings.docs), 1)


def check(
    paper: Paper, said: Sequence[str], corpus: Corpus, formatted: CitationText, document: Document
) -> list[Problem]:
    """Everything wrong with a printed document, in order."""
    return in_order(
        (
            *lost(paper, expected(corpus, formatted, document), document.path),
            *dangling(paper, corpus, document.path),
            *heard(said, corpus, document.path),
        )
    )
