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
    run = run_print(folder, "--outlook", "2024", "-o", "chosen.pdf")
    assert run.returncode == 0, run.stderr
    with pypdfium2.PdfDocument(folder / "chosen.pdf") as document:
        page = document[0]
        text, width = page.get_textpage(), page.get_width()
        # Below a claim's trail, the day on which the first edition was published stands on the right.
        words = text.get_text_range()
        assert "استمرار التقنين في مرسى المزن" in words
        at = words.index("18 يناير 2023")
        left, _, right, _ = text.get_charbox(text_index(text, at))
        assert width / 2 < left < right < width


def text_index(page: pypdfium2.PdfTextPage, at: int) -> int:
    """The number of a letter of a page's text among its boxes."""
    return next(n for n in range(at, page.count_chars()) if page.get_text_range(n, 1) == "1")
