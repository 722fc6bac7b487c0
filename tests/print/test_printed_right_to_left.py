"""Paper in Arabic: whole words in drawings and beside them, from right to left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
from papers import run_print

from builds import SITES


def test_an_arabic_selection_is_printed_from_right_to_left(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(SITES / "muzn", folder, ignore=shutil.ignore_patterns("site", ".cache"))
    run = run_print(folder, "--outlook", "2023", "--outlook", "2024", "-o", "chosen.pdf")
    assert run.returncode == 0, run.stderr
    with pypdfium2.PdfDocument(folder / "chosen.pdf") as document:
        pages = [page.get_textpage().get_text_range() for page in document]
        assert document.get_metadata_dict()["Title"] == "المقولات: استشراف 2023 أو 2024"
        assert any("استمرار التقنين في مرسى المزن" in words for words in pages)
        # Below a claim's trail, the day on which the first edition was published stands on the right.
        number = next(n for n, words in enumerate(pages) if "18 يناير 2023" in words)
        text, width = document[number].get_textpage(), document[number].get_width()
        left, _, right, _ = text.get_charbox(text_index(text, pages[number].index("18 يناير 2023")))
        assert width / 2 < left < right < width


def text_index(page: pypdfium2.PdfTextPage, at: int) -> int:
    """The number of a letter of a page's text among its boxes."""
    return next(n for n in range(at, page.count_chars()) if page.get_text_range(n, 1) == "1")
