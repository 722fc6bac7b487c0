"""Check that the finished PDF contains everything from the sources, where it can be read."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from markupsafe import Markup

from foresite.model.corpus import Corpus
from foresite.model.problems import Code, Place, Problem, in_order
from foresite.model.records import Citation, Event, Page, Record
from foresite.parsing.files import read_text
from foresite.parsing.markdown.text import plain_text
from foresite.parsing.page_source import read_sections
from foresite.pdf.chapters import WORK, DocumentLinks, chapter_anchor
from foresite.pdf.documents import Document
from foresite.pdf.engine import Layout, Misfit
from foresite.render.templating import CitationText

NO_GLYPH = re.compile(r'\.notdef glyph .*: "(?P<character>.)" \(U\+(?P<code>[0-9A-F]+)\)', re.DOTALL)
PICTURE = re.compile(r"(?i:image)[^'\"]* ['\"](?:[^'\"]*/)?(?P<name>[^'\"/]+)['\"](?P<fault>.*)", re.DOTALL)
NOT_DRAWN = re.compile(r"Failed to render SVG image (?:\S*/)?(?P<name>\S+)")
CITED_OR_CODE = re.compile(r"[\[@`\n]")
"""Where a text may begin to differ from the text of its page."""
NO_ANCHOR = re.compile(r"No anchor #(?P<anchor>.+) for internal URI reference")


NO_TEXTS: Mapping[str, str] = MappingProxyType({})
NOT_A_WORD = re.compile(r"[\W_]+")
REORDERED = re.compile(
    "[\u0590-\u109f\u1700-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00011fff\U0001e800-\U0001efff]"
)
"""Letters of scripts in which a page draws letters in another order, or joined: from the right, or around a vowel."""


@dataclass(frozen=True, slots=True)
class PdfContent:
    """The content of a PDF, for the check."""

    anchors: dict[str, int]
    """The page index of each named destination."""
    links: tuple[tuple[int, str], ...]
    """Each link within the PDF: its page index, and the name of its destination."""
    texts: tuple[str, ...]
    """The letters and digits of each page, as a program extracts them."""
    laid_out: tuple[str, ...] = ()
    """The same as they were laid out, in the order of the sources."""
    misfits: tuple[Misfit, ...] = ()
    """What stands over an edge, with its page in the document."""


def read_pdf(content: bytes, layouts: Sequence[Layout] = ()) -> PdfContent:
    """Read a PDF that was made of layouts."""
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
    laid_out = tuple(letters(text) for layout in layouts for text in layout.texts)
    misfits, before = [], 0
    for layout in layouts:
        misfits += [replace(misfit, page=misfit.page + before) for misfit in layout.misfits()]
        before += layout.length
    return PdfContent(anchors, tuple(links), texts, laid_out, tuple(misfits))


def letters(text: str) -> str:
    """Return only the letters and digits of a text, as line breaks and punctuation differ in print."""
    return NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True, slots=True)
class Expected:
    """Content that must be in a document."""

    what: str
    """A description for messages."""
    anchor: str
    """The anchor at which it must stand; empty for anywhere."""
    texts: tuple[str, ...]
    """The texts that must stand there."""
    place: Place


def expected(
    corpus: Corpus, formatted: CitationText, document: Document, texts: Mapping[str, str] = NO_TEXTS
) -> Iterator[Expected]:
    """Yield what a document must contain: the headings of its pages, their records, and in the book every work.

    ``texts`` are those of the pages of a translation, by path.
    """
    links = DocumentLinks(corpus, document)
    for record in corpus.records.values():
        if record.page in document.pages or record.id in document.records:
            anchor = links.anchor(record.page, record.id)
            yield Expected(f"{record.kind} '{record.title[:]}'", anchor, tuple(_texts(record)), record.place)
    for page in corpus.pages:
        if page.path in document.pages:
            text = texts.get(page.path) or read_text(corpus.settings.docs / page.path, corpus.settings)
            if isinstance(text, str):
                yield from _headings(corpus, formatted, links, text, page)
    for key in formatted.order if document.whole and corpus.page_of("bibliography") else ():
        if work := corpus.references.get(key):
            text = str(Markup(formatted.entry(key)).striptags())
            yield Expected(f"reference '{key}'", f"{WORK}{key}", (text,), work.place)


def _texts(record: Record) -> Iterator[str]:
    """Yield the texts that must stand at a record's anchor: its title, an event's date, and the start of its body."""
    yield record.title
    if isinstance(record, Event):
        yield str(record.date)
    yield plain_text(CITED_OR_CODE.split(record.body)[0])


def _headings(
    corpus: Corpus, formatted: CitationText, links: DocumentLinks, text: str, shown: Page
) -> Iterator[Expected]:
    page, path = shown.path, shown.place.path

    def mention(citation: Citation) -> str:
        is_known = all(work.key in corpus.references for work in citation.works)
        if formatted.note_distance:
            return str(Markup(formatted.note(citation).name).striptags()) if is_known else ""
        return str(Markup(formatted.citation(citation)).striptags()) if is_known else ""

    record_ids = [record.id for record in corpus.records.values() if record.page == page]
    for section in read_sections(text, page, record_ids, mention):
        if section.title:
            anchor = links.anchor(page, section.anchor) if section.anchor else chapter_anchor(page)
            yield Expected(f"heading '{section.title}'", anchor, (section.title,), Place(path, section.line))


def missing_content(pdf: PdfContent, expected_items: Iterable[Expected], path: str) -> Iterator[Problem]:
    """Yield a problem for each missing item. A text may continue on the page after its anchor."""
    for item in expected_items:
        page = pdf.anchors.get(item.anchor)
        if page is None:
            yield Problem(item.place, Code.LOST_IN_PRINT, f"{path} lacks the {item.what}, expected it printed")
            continue
        for text in item.texts:
            if not _contains(text, pdf.texts[page : page + 2], pdf.laid_out[page : page + 2]):
                message = f"{path} lacks the words '{text[:60]}' of the {item.what}, expected on page {page + 1}"
                yield Problem(item.place, Code.LOST_IN_PRINT, message)


def _contains(text: str, pages: Sequence[str], laid_out: Sequence[str]) -> bool:
    """Return whether a text is found in the letters of a page, or begins there and ends on the next.

    What a program extracts of right-to-left text and of scripts that reorder letters stands in an order of its own, so
    such a text is looked for in the layout that was drawn.
    """
    wanted = letters(text)
    return _runs_through(wanted, pages) or bool(REORDERED.search(text) and _runs_through(wanted, laid_out))


def misfit_problems(pdf: PdfContent, corpus: Corpus, path: str) -> Iterator[Problem]:
    """Yield a problem for each table, picture and text that its page has no room for."""
    named: list[Element] = []
    for misfit in pdf.misfits:
        element = misfit.element if misfit.table is None else misfit.table
        if any(element is other for other in named):
            continue
        named.append(element)
        if not misfit.text:
            name = posixpath.basename(misfit.element.get("src", "")) or "a drawing"
            what, wanted, words = f"the picture '{name}'", "a smaller one", name
        elif misfit.table is not None:
            words = next((text for text in map(str.strip, misfit.table.itertext()) if text), "")
            what, wanted = f"the table '{words[:60]}'", "fewer columns or shorter words"
        else:
            words = misfit.text.strip()
            what, wanted = f"the text '{words[:60]}'", "shorter words or lines"
        message = f"{what} does not fit on page {misfit.page} of {path}, expected {wanted}"
        yield Problem(_place_of(words, corpus), Code.UNPRINTABLE, message)


def _runs_through(text: str, pages: Sequence[str]) -> bool:
    """Return whether a text stands on the first of two pages, or is divided between them.

    The foot of the first page and the head of the second may stand between its parts.
    """
    if not pages:
        return not text
    on_first = bisect_left(range(1, len(text) + 1), True, key=lambda length: text[:length] not in pages[0])
    return on_first == len(text) or any(text[on_first:] in page for page in pages[1:])


def dangling_links(pdf: PdfContent, corpus: Corpus, path: str) -> Iterator[Problem]:
    """Yield a problem for each link of a document without a destination in it."""
    for page, anchor in pdf.links:
        if anchor not in pdf.anchors:
            yield _dead_link(anchor, corpus, f"on page {page + 1} of {path}")


def engine_problems(messages: Sequence[str], corpus: Corpus, path: str) -> Iterator[Problem]:
    """Yield a problem for each warning of WeasyPrint, at its source."""
    for message in messages:
        if match := NO_GLYPH.search(message):
            character, code = match["character"], match["code"]
            place = _place_of(character, corpus)
            message_text = f"no installed font has the character '{character}' (U+{code}) of {path}"
            yield Problem(place, Code.MISSING_GLYPH, f"{message_text}, expected a font with it")
        elif match := NO_ANCHOR.search(message):
            yield _dead_link(match["anchor"], corpus, f"in {path}")
        elif match := NOT_DRAWN.search(message):
            name = unquote(match["name"])
            message_text = f"the picture '{name}' of {path} cannot be drawn in time and memory, expected a simpler one"
            yield Problem(_place_of(match["name"], corpus), Code.UNPRINTABLE, message_text)
        elif match := PICTURE.search(message):
            fault = "has no text for readers who cannot see it" if "alt" in match["fault"] else "cannot be read"
            message_text = (
                f"the picture '{match['name']}' of {path} {fault}, expected one from the docs folder with a text"
            )
            yield Problem(_place_of(match["name"], corpus), Code.UNPRINTABLE, message_text)
        else:
            place = Place(corpus.settings.relative(corpus.settings.docs), 1)
            yield Problem(place, Code.UNPRINTABLE, f"{path}: {' '.join(message.split())}")


def pictures_not_drawn(messages: Sequence[str], corpus: Corpus, path: str) -> list[Problem]:
    """Return the problems of pictures that WeasyPrint gave up, which it does at a limit of time or memory."""
    return list(engine_problems([message for message in messages if NOT_DRAWN.search(message)], corpus, path))


def _dead_link(anchor: str, corpus: Corpus, where: str) -> Problem:
    place = _place_of(anchor.rpartition("--")[2], corpus)
    return Problem(place, Code.DEAD_LINK, f"a link to '{anchor}' {where} leads nowhere, expected a place in it")


def _place_of(text: str, corpus: Corpus) -> Place:
    """Return the first line of the sources that contains a text; the docs folder where none does."""
    settings = corpus.settings
    for path in (*(settings.docs / page.path for page in corpus.pages), *settings.bibliography):
        content = read_text(path, settings)
        if isinstance(content, str) and text in content:
            return Place(settings.relative(path), content.count("\n", 0, content.index(text)) + 1)
    return Place(settings.relative(settings.docs), 1)


def check(
    pdf: PdfContent,
    messages: Sequence[str],
    corpus: Corpus,
    formatted: CitationText,
    document: Document,
    texts: Mapping[str, str] = NO_TEXTS,
) -> list[Problem]:
    """Return all problems of a printed document, in order."""
    return in_order(
        (
            *missing_content(pdf, expected(corpus, formatted, document, texts), document.path),
            *dangling_links(pdf, corpus, document.path),
            *misfit_problems(pdf, corpus, document.path),
            *engine_problems(messages, corpus, document.path),
        )
    )
