"""Everything lies on its sheet: what is too large is scaled, turned or divided, and what does not fit is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from papers import run_print
from PIL import Image

from builds import SITES, project_of
from foresite.model.problems import Place
from foresite.pdf.content_check import Expected, PdfContent, letters, missing_content
from sharing import Shared

LONG = "Donaudampfschifffahrtsgesellschaftskapitän"


def table(heading: str, columns: int, cell: str) -> str:
    rows = [[f"{heading[:1]}{n}" for n in range(columns)], ["---"] * columns, *[[cell] * columns] * 3]
    return f"\n## {heading}\n\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def with_page(folder: Path, text: str) -> None:
    (folder / "docs" / "large.md").write_text(f"# Large things\n\n{text}", "utf-8")


@pytest.fixture(scope="module")
def book(shared: Shared) -> Iterator[pypdfium2.PdfDocument]:
    def make(folder: Path) -> None:
        project_of(SITES / "jetty", folder)
        for name, size in {"tall": (300, 4000), "broad": (6000, 200), "big": (3000, 3000)}.items():
            Image.new("RGB", size, "grey").save(folder / "docs" / f"{name}.png")
        text = (
            "![Tall](tall.png)\n\n![Broad](broad.png)\n\n| Picture | Text |\n|---|---|\n| ![Big](big.png) | Beside |\n"
            + table("Eleven columns", 11, "Value of a harbour")
            + table("Long words", 5, LONG)
            + table("Forty columns", 40, "words")
            + f"\n## High row\n\n| High | Row |\n|---|---|\n| x | {'and more of them ' * 900} |\n"
            + f"\n## Addresses\n\nhttps://example.org/{'a' * 300}\n\n{'가' * 120}\n"
        )
        with_page(folder, text)
        page = folder / "docs" / "record.md"
        said = page.read_text("utf-8")
        start = said.index("\n\n", said.index("/// event")) + 2
        mixed = "The sign says שָׁלוֹם עוֹלָם (2024), and below it: ספר 12, עברית — a word. "
        page.write_text(said[:start] + mixed + said[start:], "utf-8")
        run = run_print(folder)
        assert run.returncode == 0, run.stdout + run.stderr

    path = shared.once("large-papers", make) / ".cache" / "foresite" / "print" / "book.pdf"
    with pypdfium2.PdfDocument(path) as document:
        yield document


def places(document: pypdfium2.PdfDocument) -> Iterator[tuple[int, bool, tuple[float, ...]]]:
    """The page and the box of each piece of text and each picture, and whether it is a picture."""
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        for at in range(text.count_rects()):
            yield number, False, text.get_rect(at)
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            yield number, True, item.get_bounds()


def test_nothing_lies_over_the_edge_of_its_sheet(book: pypdfium2.PdfDocument) -> None:
    pictures = 0
    sizes = [page.get_size() for page in book]
    for number, picture, (left, bottom, right, top) in places(book):
        width, height = sizes[number - 1]
        assert left > 30 and bottom > 30 and right < width - 30 and top < height - 30, (number, left, bottom)
        pictures += picture
    assert pictures == 3


def test_a_picture_keeps_its_form(book: pypdfium2.PdfDocument) -> None:
    boxes = [box for _, picture, box in places(book) if picture]
    ratios = sorted((right - left) / (top - bottom) for left, bottom, right, top in boxes)
    assert ratios == pytest.approx([300 / 4000, 1, 6000 / 200], rel=0.01)


def sheet(book: pypdfium2.PdfDocument, words: str) -> int:
    """The sheet on which words stand that only one sheet has, and the contents do not."""
    texts = [page.get_textpage().get_text_range() for page in book]
    (found,) = [number for number, text in enumerate(texts) if words in text and "Contents" not in text]
    return found


@pytest.mark.parametrize(
    ("heading", "head"), [("Eleven columns", "E10"), ("Long words", "L4"), ("Forty columns", "F39")]
)
def test_a_wide_table_is_turned_with_its_heading(book: pypdfium2.PdfDocument, heading: str, head: str) -> None:
    at = sheet(book, heading)
    text = book[at].get_textpage().get_text_range()
    assert "".join(head) in "".join(text.split())
    width, height = book[at].get_size()
    assert width > height


def test_a_row_that_is_higher_than_a_sheet_goes_on_on_the_next(book: pypdfium2.PdfDocument) -> None:
    text = "".join(page.get_textpage().get_text_range() for page in book)
    assert " ".join(text.split()).count("and more of them") == 900


def test_what_cannot_be_made_to_fit_is_named_with_its_line(jetty: Path) -> None:
    with_page(jetty, table("A hundred columns", 100, "words"))
    run = run_print(jetty)
    assert run.returncode == 1
    said = "unprintable: the table 'A hundred columns' does not fit on page"
    assert f"docs/large.md:4: {said}" in run.stdout
    assert not list((jetty / ".cache" / "foresite" / "print").rglob("*.pdf"))


@pytest.mark.parametrize("text", ["كل شيء: لا إله (2024)", "A word, שלום", "हिन्दी भाषा"])
def test_words_that_programs_extract_in_another_order_are_not_lost(text: str) -> None:
    place = Place("docs/a.md", 3)
    wanted = [Expected("event 'x'", "x", (text,), place)]
    extracted, laid_out = letters(text)[::-1], letters(f"Before. {text} After.")
    assert list(missing_content(PdfContent({"x": 0}, (), (extracted,), (laid_out,)), wanted, "book.pdf")) == []
    (problem,) = missing_content(PdfContent({"x": 0}, (), (extracted,), (letters("Before."),)), wanted, "book.pdf")
    assert problem.place == place
