"""A copy of a brief: the text of a file, and which of its paragraphs are the brief's body."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from foresite.model.locators import count_words
from foresite.runtime.origin import how_to_install

LARGEST = 50_000_000
"""Bytes of a copy."""
LONGEST = 2_000_000
"""Characters of its text."""
LEAST_WORDS = 20
"""Shorter paragraphs are headings, bylines and the imprint."""
BREAK = re.compile(r"\n[ \t]*\n")
ENDED = re.compile(r"[.!?…:。][\"'”’»)\]*_]*$")


class CopyError(ValueError):
    """A file that gives no text; its message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a copy."""

    text: str
    line: int
    """Where it starts in the text."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return count_words(self.text)


def read_copy(path: Path) -> str:
    """The text of a copy, be it a text or a PDF.

    Raises:
        CopyError: where it has none, or what reads it is not installed.
    """
    if path.stat().st_size > LARGEST:
        raise CopyError("the file is larger than 50 MB")
    data = path.read_bytes()
    try:
        text = _pdf(path) if data.startswith(b"%PDF-") else data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise CopyError("the file is neither a PDF nor text in UTF-8") from None
    if len(text) > LONGEST:
        raise CopyError("the text is longer than that of any brief")
    return text


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs that look like body text, those that a page break divides made whole.

    Short ones that end without a full stop are headings and the like. A long one that ends so goes on in
    the next.
    """
    found: list[Paragraph] = []
    going_on = False
    line = 1
    for part in BREAK.split(text):
        start = line + part[: len(part) - len(part.lstrip())].count("\n")
        line += part.count("\n") + 2
        if going_on and part.strip():
            found[-1] = Paragraph(f"{found[-1].text}\n{part.strip()}", found[-1].line)
        elif count_words(part) >= LEAST_WORDS:
            found.append(Paragraph(part.strip(), start))
        else:
            continue
        going_on = not ENDED.search(part.strip())
    return found


def _pdf(path: Path) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise CopyError(f"reading a PDF needs pypdf: {how_to_install('pdf')}; or give a text") from None
    try:
        pages = [page.extract_text() for page in PdfReader(path).pages]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CopyError(f"the PDF cannot be read: {error}") from None
    text = "\n".join(_without_running_heads(pages))
    if not text.strip():
        raise CopyError("the PDF holds no text, only pictures of it; give a text")
    return text


def _without_running_heads(pages: list[str]) -> list[str]:
    """The pages without the lines that most of them begin or end with, and without page numbers.

    They would stand in the midst of a paragraph that a page break divides.
    """
    lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
    counts = Counter(_bare(line) for page in lines for line in {*page[:2], *page[-2:]})
    repeated = {bare for bare, number in counts.items() if bare and number > max(1, len(pages) // 2)}

    def kept(page: list[str]) -> list[str]:
        edges = {0, 1, len(page) - 2, len(page) - 1}
        return [line for n, line in enumerate(page) if n not in edges or (_bare(line) and _bare(line) not in repeated)]

    return ["\n".join(kept(page)) for page in lines]


def _bare(line: str) -> str:
    """A line without its numbers, so that a running head is the same on every page."""
    return re.sub(r"[\d\W_]+", " ", line).strip()
