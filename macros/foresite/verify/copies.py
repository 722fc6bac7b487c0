"""Read the text of a copy of a brief, and find its body paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from foresite.model.locators import count_words
from foresite.runtime.origin import how_to_install

MAX_COPY_BYTES = 50_000_000
"""The maximum size of a copy in bytes."""
MAX_CHARACTERS = 2_000_000
"""The maximum number of characters of its text."""
MIN_WORDS = 20
"""The minimum number of words of a body paragraph; shorter ones are headings, bylines and the imprint."""
BREAK = re.compile(r"\n[ \t]*\n")
SENTENCE_END = re.compile(r"[.!?…:。][\"'”’»)\]*_]*$")


class CopyError(ValueError):
    """A file without readable text; the message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a copy."""

    text: str
    line: int
    """The line on which it starts."""

    @property
    def words(self) -> int:
        """The number of words."""
        return count_words(self.text)


def read_copy(path: Path) -> str:
    """Return the text of a copy, which is a text file or a PDF.

    Raises:
        CopyError: where it has no text, or the PDF reader is not installed.
    """
    if path.stat().st_size > MAX_COPY_BYTES:
        raise CopyError("the file is larger than 50 MB")
    data = path.read_bytes()
    try:
        text = _pdf(path) if data.startswith(b"%PDF-") else data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise CopyError("the file is neither a PDF nor text in UTF-8") from None
    if len(text) > MAX_CHARACTERS:
        raise CopyError("the text is longer than that of any brief")
    return text


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs that look like body text, with those joined that a page break divides.

    Short paragraphs are skipped as headings and the like. A long one without a full stop at its end continues in the
    next.
    """
    body: list[Paragraph] = []
    continues = False
    line = 1
    for part in BREAK.split(text):
        start = line + part[: len(part) - len(part.lstrip())].count("\n")
        line += part.count("\n") + 2
        if continues and part.strip():
            body[-1] = Paragraph(f"{body[-1].text}\n{part.strip()}", body[-1].line)
        elif count_words(part) >= MIN_WORDS:
            body.append(Paragraph(part.strip(), start))
        else:
            continue
        continues = not SENTENCE_END.search(part.strip())
    return body


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
    """Return the pages without page numbers and without lines that most pages begin or end with.

    They would interrupt a paragraph that a page break divides.
    """
    lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
    counts = Counter(_without_numbers(line) for page in lines for line in {*page[:2], *page[-2:]})
    repeated = {head for head, number in counts.items() if head and number > max(1, len(pages) // 2)}

    def without_edges(page: list[str]) -> list[str]:
        edges = {0, 1, len(page) - 2, len(page) - 1}
        return [
            line
            for n, line in enumerate(page)
            if n not in edges or (_without_numbers(line) and _without_numbers(line) not in repeated)
        ]

    return ["\n".join(without_edges(page)) for page in lines]


def _without_numbers(line: str) -> str:
    """Return a line without its numbers, so that a running head is the same on every page."""
    return re.sub(r"[\d\W_]+", " ", line).strip()
