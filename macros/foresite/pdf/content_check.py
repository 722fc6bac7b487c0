"""Nothing lost: what stands in the sources, looked for in the finished PDF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from markupsafe import Markup

from foresite.model.corpus import Corpus
from foresite.model.problems import Code, Place, Problem, in_order
from foresite.model.records import Citation, Event, Record
from foresite.parsing.files import read_text
from foresite.parsing.markdown.text import plain_text
from foresite.parsing.page_source import read_sections
from foresite.pdf.chapters import WORK, DocumentLinks, chapter_anchor
from foresite.pdf.documents import Document
from foresite.render.templating import CitationText

NO_GLYPH = re.compile(r'\.notdef glyph .*: "(?P<character>.)" \(U\+(?P<code>[0-9A-F]+)\)', re.DOTALL)
PICTURE = re.compile(r"(?i:image)[^'\"]* ['\"](?:[^'\"]*/)?(?P<name>[^'\"/]+)['\"](?P<wrong>.*)", re.DOTALL)
CITED_OR_CODE = re.compile(r"[\[@`\n]")
"""Where the words of a text may stop to be those of its page."""
NO_ANCHOR = re.compile(r"No anchor #(?P<anchor>.+) for internal URI reference")


NOT_A_WORD = re.compile(r"[\W_]+")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")
"""Letters of Hebrew, Arabic and the scripts that stand between and behind them in Unicode."""


@dataclass(frozen=True, slots=True)
class PdfContent:
    """What a check wants to know of a PDF."""

    anchors: dict[str, int]
    """The index of the page of each named place."""
    links: tuple[tuple[int, str], ...]
    """Each link within the PDF: the index of its page, and the place that it names."""
    texts: tuple[str, ...]
    """The letters and digits of each page."""


def read_pdf(content: bytes) -> PdfContent:
    """Read a PDF."""
    import pikepdf
    import pypdfium2

    with pikepdf.open(BytesIO(content)) as pdf:
        numbers: dict[Any, int] = {page.objgen: index for index, page in enumerate(pdf.pages)}
        names = pikepdf.NameTree(pdf.Root.Names.Dests) if "/Names" in pdf.Root else {}
        anchors = {str(name): numbers[place[0].objgen] for name, place in names.items()}
        links = [
            (index, str(note.Dest))
            for index, page in enumerate(pdf.pages)
            for note in page.get("/Annots", ())
            if "/Dest" in note
        ]
    paper = pypdfium2.PdfDocument(content)
    try:
        texts = tuple(letters(page.get_textpage().get_text_range()) for page in paper)
    finally:
        paper.close()
    return PdfContent(anchors, tuple(links), texts)


def letters(text: str) -> str:
    """The letters and digits of a text: lines break, and marks are drawn, otherwise in print."""
    return NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text))


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
    links = DocumentLinks(corpus, document)
    for record in corpus.records.values():
        if record.page in document.pages or record.id in document.records:
            anchor = links.anchor(record.page, record.id)
            yield Expected(f"{record.kind} '{record.title}'", anchor, tuple(_texts(record)), record.place)
    for page in corpus.pages:
        if page.path in document.pages:
            yield from _headings(corpus, formatted, links, page.path, page.place.path)
    for key in formatted.order if document.whole and corpus.page_of("bibliography") else ():
        if work := corpus.references.get(key):
            text = str(Markup(formatted.entry(key)).striptags())
            yield Expected(f"reference '{key}'", f"{WORK}{key}", (text,), work.place)


def _texts(record: Record) -> Iterator[str]:
    """What must stand at a record's place: its title, the date of an event, and how its body begins."""
    yield record.title
    if isinstance(record, Event):
        yield str(record.date)
    yield plain_text(CITED_OR_CODE.split(record.body)[0])


def _headings(
    corpus: Corpus, formatted: CitationText, links: DocumentLinks, page: str, path: str
) -> Iterator[Expected]:
    text = read_text(corpus.settings.docs / page, corpus.settings)
    if isinstance(text, Problem):
        return

    def mention(citation: Citation) -> str:
        known = all(work.key in corpus.references for work in citation.works)
        return str(Markup(formatted.citation(citation)).striptags()) if known else ""

    taken = [record.id for record in corpus.records.values() if record.page == page]
    for section in read_sections(text, page, taken, mention):
        if section.title:
            anchor = links.anchor(page, section.anchor) if section.anchor else chapter_anchor(page)
            yield Expected(f"heading '{section.title}'", anchor, (section.title,), Place(path, section.line))


def missing_content(pdf: PdfContent, wanted: Iterable[Expected], path: str) -> Iterator[Problem]:
    """What a document lacks that it must have. A text may run on to the page after the one where it starts."""
    for each in wanted:
        page = pdf.anchors.get(each.anchor)
        near = "" if page is None else "".join(pdf.texts[page : page + 2])
        if page is None:
            yield Problem(each.place, Code.LOST_IN_PRINT, f"{path} lacks the {each.what}, expected it printed")
            continue
        for text in each.texts:
            if not _stands_in(text, near):
                message = f"{path} lacks the words '{text[:60]}' of the {each.what}, expected on page {page + 1}"
                yield Problem(each.place, Code.LOST_IN_PRINT, message)


def _stands_in(text: str, near: str) -> bool:
    """Whether a text stands in the letters of pages.

    Programs read words from right to left in one order or the other, so each of those is looked for by itself.
    """
    from_right = [letters(word) for word in RIGHT_TO_LEFT.findall(unicodedata.normalize("NFKC", text))]
    if not from_right:
        return letters(text) in near
    rest = letters(RIGHT_TO_LEFT.sub("", unicodedata.normalize("NFKC", text)))
    return rest in RIGHT_TO_LEFT.sub("", near) and all(word in near or word[::-1] in near for word in from_right)


def dangling_links(pdf: PdfContent, corpus: Corpus, path: str) -> Iterator[Problem]:
    """The links of a document that lead to no place in it."""
    for page, anchor in pdf.links:
        if anchor not in pdf.anchors:
            yield _dead(anchor, corpus, f"on page {page + 1} of {path}")


def engine_problems(messages: Sequence[str], corpus: Corpus, path: str) -> Iterator[Problem]:
    """What WeasyPrint warned of, traced back to where it was written."""
    for message in messages:
        if match := NO_GLYPH.search(message):
            character, code = match["character"], match["code"]
            place = _place_of(character, corpus)
            message_text = f"no installed font has the character '{character}' (U+{code}) of {path}"
            yield Problem(place, Code.MISSING_GLYPH, f"{message_text}, expected a font with it")
        elif match := NO_ANCHOR.search(message):
            yield _dead(match["anchor"], corpus, f"in {path}")
        elif match := PICTURE.search(message):
            wrong = "has no text for readers who cannot see it" if "alt" in match["wrong"] else "cannot be read"
            message_text = (
                f"the picture '{match['name']}' of {path} {wrong}, expected one from the docs folder with a text"
            )
            yield Problem(_place_of(match["name"], corpus), Code.UNPRINTABLE, message_text)
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
    pdf: PdfContent, messages: Sequence[str], corpus: Corpus, formatted: CitationText, document: Document
) -> list[Problem]:
    """Everything wrong with a printed document, in order."""
    return in_order(
        (
            *missing_content(pdf, expected(corpus, formatted, document), document.path),
            *dangling_links(pdf, corpus, document.path),
            *engine_problems(messages, corpus, document.path),
        )
    )
