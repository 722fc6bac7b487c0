"""A site on paper: what a reader of the book finds in it. By night that is the shipped site, of 300 pages."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from markupsafe import Markup
from papers import Papers, run_print, squeezed

from foresite.parsing.configuration import read_host
from foresite.pdf.book import filed_as

BESIDE = {
    True: ["comparison.pdf", "forecasts.pdf", *(f"themes/{name}.pdf" for name in (
        "china", "economic", "political", "sanctions", "security", "society", "south-korea", "ukraine", "us",
    ))],
    False: ["comparison.pdf", "institutions.pdf"],
}  # fmt: skip
"""The documents beside the book and those of briefs, of the shipped site and of the mini-site."""
FACES = re.compile(r"[A-Z]{6}\+(?:Linux-?Libertine|Linux-?Biolinum|LinLibertine|LinBiolinum|Nanum)")


def test_the_documents_are_printed(papers: Papers) -> None:
    briefs = [brief.page.removesuffix(".md") for brief in papers.corpus.briefs]
    of_briefs = [f"{page}{end}.pdf" for page in briefs for end in ("", "-summary")]
    assert papers.names == sorted(["book.pdf", *of_briefs, *BESIDE[papers.shipped]])


def test_every_record_and_reference_is_in_the_book(papers: Papers) -> None:
    corpus, book = papers.corpus, papers["book.pdf"]
    whole = "".join(book.squeezed)
    for record in corpus.records.values():
        page = book.anchors[record.id]
        assert squeezed(record.title) in book.squeezed[page - 1], record
    for event in corpus.events:
        page = book.anchors[event.id]
        assert squeezed(str(event.date)) in "".join(book.squeezed[page - 1 : page + 1]), event
    for key in corpus.references:
        entry = squeezed(Markup(papers.project.formatted.entry(key)).striptags())
        assert entry in whole, key


def manual(papers: Papers) -> set[str]:
    """The pages that tell of the software, which the book leaves out."""
    sections = read_host(papers.folder / "mkdocs.yml").sections
    return {page for title, pages in sections.items() for page in pages if title == "About Foresite"}


def test_every_heading_of_the_site_is_in_the_outline(papers: Papers) -> None:
    titles = {squeezed(title) for _, title, _ in papers["book.pdf"].outline}
    left_out = manual(papers)
    assert bool(left_out) == papers.shipped
    for page in papers.corpus.pages:
        if page.path in left_out:
            assert squeezed(page.title) not in titles
            continue
        text = (papers.folder / "docs" / page.path).read_text("utf-8")
        text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        for heading in re.findall(r"^#{1,4} (.+?)(?: \{.*\})?$", text, re.MULTILINE):
            assert squeezed(heading) in titles, (page.path, heading)
    assert {squeezed(claim.title) for claim in papers.corpus.claims} <= titles


def test_the_contents_give_the_right_pages(papers: Papers) -> None:
    book = papers["book.pdf"]
    chapters = {title: page for level, title, page in book.outline if level == 0 and title != "Contents"}
    assert len(chapters) == len(papers.corpus.pages) - len(manual(papers)) + 1
    contents = "".join(book.texts[1 : min(chapters.values()) - 1])
    for title, page in chapters.items():
        # Dots lead from the title to the number.
        assert re.search(rf"{re.escape(squeezed(title))}[.\s…]*{page}\D", spaced(contents)), (title, page)


def spaced(text: str) -> str:
    """A text without the spaces and marks inside its words, its line ends kept."""
    return "\n".join(squeezed(line) for line in text.splitlines()) + "\n"


def test_links_say_the_page_that_they_lead_to(papers: Papers) -> None:
    book = papers["book.pdf"]
    wrong, seen = [], 0
    for number, page in enumerate(book.pdf.pages, 1):
        # A page that is written about, as in "p. 7, Table 1.1", has another space.
        said = [int(found) for found in re.findall(r"p\.[\u00a0\u2007]+(\d+)", book.texts[number - 1])]
        led = [
            book.anchors[str(note.Dest)]
            for note in page.get("/Annots", ())
            if "/Dest" in note and not str(note.Dest).startswith("ref-")
        ]
        seen += len(said)
        wrong += [(number, one) for one in said if one not in led and "Cited on" not in book.texts[number - 1]]
    assert seen > (1000 if papers.shipped else 100)
    assert wrong == []


def pages_of(said: str) -> set[int]:
    """The pages that a list names: 4, 9–11."""
    spans = [(int(first), int(last or first)) for first, last in re.findall(r"(\d+)(?:–(\d+))?", said)]
    return {page for first, last in spans for page in range(first, last + 1)}


def test_the_bibliography_says_on_which_pages_each_work_is_cited(papers: Papers) -> None:
    book = papers["book.pdf"]
    home = book.anchors["bibliography"]
    text = " ".join(" ".join(book.texts[home - 1 :]).split())
    cited = {}
    for number, note in book.notes():
        if "/Dest" in note and str(note.Dest).startswith("ref-") and number < home:
            cited.setdefault(str(note.Dest).removeprefix("ref-"), set()).add(number)
    assert len(cited) > (100 if papers.shipped else 5)
    said = [pages_of(found) for found in re.findall(r"Cited on p\.\s([\d–, ]+)", text)]
    assert len(said) == len(papers.corpus.references)
    for pages in cited.values():
        assert pages in said


def test_the_index_leads_to_themes_and_actors(papers: Papers) -> None:
    book, corpus = papers["book.pdf"], papers.corpus
    index = "".join(book.texts[book.anchors["index-of-themes-and-actors"] - 1 :])
    for theme in corpus.settings.themes.values():
        assert squeezed(theme) in squeezed(index)
    event = corpus.events[-1]
    for actor in event.actors:
        filed = filed_as(corpus.settings, actor)
        entry = re.search(rf"{re.escape(filed)}\s([\d–,\s]+)", index)
        assert entry and book.anchors[event.id] in pages_of(entry[1]), actor


@pytest.mark.nightly
def test_people_are_filed_by_family_name(shipped_papers: Papers) -> None:
    book = shipped_papers["book.pdf"]
    index = " ".join("".join(book.texts[book.anchors["index-of-themes-and-actors"] - 1 :]).split())
    places = [index.index(name) for name in ("Kim Jong Un", "Lavrov, Sergey", "Putin, Vladimir", "Yoon Suk Yeol")]
    assert places == sorted(places)
    assert "Vladimir Putin " not in index.partition("Actors")[2]


def test_a_theme_of_a_small_site_has_a_document(jetty: Path) -> None:
    page = jetty / "docs" / "themes" / "piles.md"
    page.parent.mkdir()
    page.write_text('# Piles\n\n{{ theme("piles") }}\n', "utf-8")
    run = run_print(jetty)
    assert run.returncode == 0, run.stdout + run.stderr
    said = " ".join(" ".join(Papers(jetty)["themes/piles.pdf"].texts).split())
    assert "The jetty is mended" in said and "can be judged by now" in said


@pytest.mark.nightly
def test_a_theme_has_a_document_that_says_what_came_of_it(shipped_papers: Papers) -> None:
    theme, book = shipped_papers["themes/sanctions.pdf"], shipped_papers["book.pdf"]
    said = " ".join(" ".join(theme.texts).split())
    for words in ("Sanctions: of", "can be judged by now", "Deciding events", "Recommendations", "See also"):
        assert words in said, words
    assert len(theme.texts) < 8 < len(book.texts)


def test_no_link_dangles(papers: Papers) -> None:
    for name, paper in papers:
        for page, note in paper.notes():
            if "/Dest" in note:
                assert str(note.Dest) in paper.anchors, (name, page)
            else:
                assert re.match(r"https?://|mailto:", str(note.A.URI)), (name, page)
    assert sum("/Dest" in note for _, note in papers["book.pdf"].notes()) > (2000 if papers.shipped else 200)


def test_the_faces_are_open_embedded_and_no_more_than_what_is_used(papers: Papers) -> None:
    for name, paper in papers:
        fonts = {
            str(font.BaseFont).removeprefix("/"): font
            for page in paper.pdf.pages
            for font in page.Resources.Font.values()
        }
        assert fonts
        for face, font in fonts.items():
            assert FACES.match(face), (name, face)
            (descendant,) = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(descendant.FontDescriptor.keys()), (name, face)
            assert "/ToUnicode" in font
        if name == "book.pdf":
            assert any("Nanum" in face for face in fonts) == papers.shipped
            assert paper.path.stat().st_size < 6_000_000


@pytest.mark.parametrize(
    ("printed", "least"), [("harbour_papers", 6), pytest.param("shipped_papers", 200, marks=pytest.mark.nightly)]
)
def test_korean_words_are_whole(printed: str, least: int, request: pytest.FixtureRequest) -> None:
    papers: Papers = request.getfixturevalue(printed)
    source = "".join(path.read_text("utf-8") for path in (papers.folder / "docs").rglob("*.md"))
    known = set(re.findall(r"[가-힣]+", source + (papers.folder / "bib" / "references.bib").read_text("utf-8")))
    book = papers["book.pdf"]
    shown = {word for text in book.texts for word in re.findall(r"[가-힣]+", text)}
    assert len(shown) >= least
    assert shown <= known


def test_pages_are_of_the_paper_and_wide_tables_turn(papers: Papers) -> None:
    book = papers["book.pdf"]
    sizes = book.sizes
    assert set(sizes) == {(210, 297), (297, 210)}
    wide = {page for page, size in enumerate(sizes, 1) if size == (297, 210)}
    # What is short before a wide table turns with it.
    turned = ("timeline", "forecasts", "scenarios") if papers.shipped else ("timeline", "institutions")
    assert {book.anchors[name] for name in turned} <= wide
    if papers.shipped:
        assert book.anchors["comparison"] not in wide


def test_the_ledger_breaks_no_word_of_its_head(papers: Papers) -> None:
    heads = [line for text in papers["book.pdf"].texts for line in text.splitlines()]
    assert any("Likelihood" in line for line in heads)
    assert not any(line.split()[-1:] == ["Likeliho"] for line in heads)


def test_the_foot_of_the_page_names_title_day_and_page(papers: Papers) -> None:
    book = papers["book.pdf"]
    contents = next(page for _, title, page in book.outline if title == "Contents")
    assert contents <= 3
    for number, text in enumerate(book.texts, 1):
        # What stands before is the title.
        if number >= contents:
            assert "Version of 5 June 2026" in text
            assert re.search(rf"\b{number} / {len(book.texts)}\b", text.replace("\u2007", " ")), number
    # A running head names the chapter on every page but its first.
    title, site = ("Events", "Foresite") if papers.shipped else ("Record", "Island economy")
    start = book.anchors[title.lower()]
    assert f"{title} {site}" in " ".join(book.texts[start].split())
    assert f"{title} {site}" not in " ".join(book.texts[start - 1].split())


def test_documents_say_what_they_are(papers: Papers) -> None:
    for name, paper in papers:
        pdf = paper.pdf
        assert str(pdf.docinfo["/Title"]), name
        assert str(pdf.docinfo.get("/Author", "")) == ("The Foresite authors" if papers.shipped else ""), name
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260605"), name
        assert str(pdf.Root.Lang) == "en", name
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True, name
        with pdf.open_metadata() as said:
            assert said["pdfuaid:part"] == "1", name
            assert said["dc:title"] == str(pdf.docinfo["/Title"]), name
        assert isinstance(pdf.Root.Outlines, pikepdf.Dictionary), name


def test_no_page_is_blank_and_nothing_runs_off(papers: Papers) -> None:
    for name, paper in papers:
        for number, picture in enumerate(paper.pictures(), 1):
            dark = picture.point(lambda grey: 255 * (grey < 160))
            box = dark.getbbox()
            assert box, (name, number)
            margin = round(40 / 25.4 * 12)
            width, height = picture.size
            assert box[0] >= margin and box[1] >= margin, (name, number, box)
            assert box[2] <= width - margin and box[3] <= height - margin, (name, number, box)
            inked = dark.histogram()[255] / (width * height)
            assert 0.0005 < inked < 0.25, (name, number, inked)


@pytest.mark.nightly
def test_the_timeline_is_drawn_on_one_page(shipped_papers: Papers) -> None:
    book = shipped_papers["book.pdf"]
    drawn = [str(figure.Alt) for figure in book.elements("Figure") if str(figure.Alt).startswith("Timeline")]
    assert len(drawn) == 1
    # It lies on its side, below what introduces it.
    page = book.anchors["timeline"]
    assert book.sizes[page - 1] == (297, 210)
    assert "Brief of 2024" in book.texts[page - 1]
    assert "decides 14" in book.texts[page - 1]
    picture = list(book.pictures())[page - 1]
    rows = [picture.crop((0, y, picture.width, y + 1)) for y in range(0, picture.height, 4)]
    full = [row for row in rows if row.point(lambda grey: 255 * (grey < 200)).getbbox() not in (None,)]
    assert len(full) > len(rows) * 0.6


def test_how_many_claims_there_are_stands_apart_from_how_they_fared(papers: Papers) -> None:
    with pypdfium2.PdfDocument(papers["comparison.pdf"].path) as document:
        page = document[0].get_textpage()
        text = page.get_text_range()
        # The first row of the table: 26 claims, and forecasts of which 7 held.
        found = re.search(r"Changes.*?(\d)\s+(\d)\s*\W\s*held", text, re.DOTALL)
        assert found
        end, start = page.get_charbox(found.start(1)), page.get_charbox(found.start(2))
        assert start[0] - end[2] > 5
