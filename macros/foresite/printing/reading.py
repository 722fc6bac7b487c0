"""A finished PDF read as its readers' programs read it: where its anchors and links lead, and its text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from typing import Any

NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a check wants to know of a PDF."""

    anchors: dict[str, int]
    """The index of the page of each named place."""
    links: tuple[tuple[int, str], ...]
    """Each link within the PDF: the index of its page, and the place that it names."""
    texts: tuple[str, ...]
    """The letters and digits of each page."""


def read_pdf(content: bytes) -> Paper:
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
    return Paper(anchors, tuple(links), texts)


def letters(text: str) -> str:
    """The letters and digits of a text: lines break, and marks are drawn, otherwise in print."""
    return NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text))
