"""What a printed document lacks of its sources."""

from __future__ import annotations

import pytest

from foresite.model.problems import Code, Place
from foresite.pdf.content_check import Expected, PdfContent, letters, missing_content

ENTRY = "Rivera, Alma. 2024. The Port in a Dry Year. River Institute."


@pytest.mark.parametrize(
    "pages",
    [
        [ENTRY, "next"],
        ["Works. Rivera, Alma. 2024. The Port foot 7", "head in a Dry Year. River Institute. And more."],
        ["Works. foot 7", f"head {ENTRY}"],
    ],
)
def test_a_text_may_be_divided_between_two_pages(pages: list[str]) -> None:
    assert missing(pages) == []


@pytest.mark.parametrize(
    "pages", [["Rivera, Alma. 2024. The Port", "head in a Wet Year."], ["Rivera, Alma.", ""], [""]]
)
def test_a_text_that_is_cut_is_missed(pages: list[str]) -> None:
    assert missing(pages) == [Code.LOST_IN_PRINT]


def missing(pages: list[str]) -> list[Code]:
    pdf = PdfContent({"work": 0}, (), tuple(letters(page) for page in pages))
    entry = Expected("reference 'rivera2024'", "work", (ENTRY,), Place("bib/references.bib", 1))
    return [problem.code for problem in missing_content(pdf, [entry], "book.pdf")]
