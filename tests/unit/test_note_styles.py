"""Styles that cite in footnotes: the form of each note, its number, and where a footnote makes no sense."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from foresite.citing.format import format_citations
from foresite.citing.grammar import find_citations
from foresite.citing.notes import NotePositions, capitalised, note_distance, style_at
from foresite.citing.pandoc import check_style
from foresite.citing.style import read_style, style_files
from foresite.model.dependencies import Recorder
from foresite.model.problems import StyleError
from foresite.model.settings import Settings
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.pdf.chapters import move_notes, parse_html
from foresite.render.markdown.extension import PageRenderer
from foresite.search.terms import Words
from foresite.site.project import Project
from foresite.site.recording import recording

STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="note" default-locale="en-GB">
<info><title>Notes</title><id>n</id><updated>2026-01-01T00:00:00+00:00</updated></info>
<macro name="number">
  <group delimiter=" ">
    <text value="n"/>
    <text variable="first-reference-note-number"/>
  </group>
</macro>
<citation near-note-distance="2">
  <layout delimiter="; " suffix=".">
    <choose>
      <if position="ibid-with-locator"><text term="ibid"/><text variable="locator" prefix=" at "/></if>
      <else-if position="ibid"><text term="ibid"/></else-if>
      <else-if position="near-note">
        <names variable="author"><name form="short"/></names><text value=" (near)"/>
      </else-if>
      <else-if position="subsequent">
        <names variable="author"><name form="short"/></names><text macro="number" prefix=" (" suffix=")"/>
        <text variable="locator" prefix=" "/>
      </else-if>
      <else>
        <names variable="author" suffix=", "/><text variable="title"/><text variable="locator" prefix=" "/>
      </else>
    </choose>
  </layout>
</citation>
</style>
"""
PARENT = "http://www.zotero.org/styles/parent"
DEPENDENT = f"""<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" default-locale="ko-KR">
<info><title>A journal</title><id>j</id><link href="{PARENT}" rel="independent-parent"/></info></style>
"""
BIB = """@book{doe, author = {Doe, Jane}, title = {Tides}, date = {2020}}
@book{roe, author = {Roe, Ken}, title = {Locks}, date = {2021}}
@book{poe, author = {Poe, Lee}, title = {Quays}, date = {2022}}
"""
PAGE = """# Events

It opened [see @doe, 7]. Then it closed[^own], as @roe [3] says.

## A dry year [@doe]

| What | Where |
|---|---|
| A table | A cell [@roe] |

/// event | The lock opens
    id: lock-opens
    date: 2024-07-02
    themes: [trade]
    sources: [poe, roe]

It opened at noon[^why] [@poe][@doe, 9].

[^why]: As *planned* [@poe, 4].
///

It closed[^own].

[^own]: The page’s own.
"""


def texts(style: str, written: str, tmp_path: Path) -> list[str]:
    """The notes of a text in which nothing but citations stands."""
    (tmp_path / "notes.csl").write_text(style, "utf-8")
    found, _ = read_entries(BIB, EntryReader("x.bib", {}))
    cited = [each.citation for each in find_citations(written) if each.citation]
    formatted = format_citations({each.key: each for each in found}, cited, tmp_path / "notes.csl")
    positions = NotePositions(formatted.note_distance)
    notes = [
        capitalised(formatted.note(citation).text(*positions.add(citation, number)))
        for number, citation in enumerate(cited, 1)
    ]
    return [re.sub("<[^>]*>", "", note) for note in notes]


POSITIONS = {
    "the same place": ("[@doe, 7] [@doe, 7]", ["Jane Doe, Tides 7.", "Ibid."]),
    "another place": ("[@doe, 7] [@doe, 9]", ["Jane Doe, Tides 7.", "Ibid. at 9."]),
    "a place after none": ("[@doe] [@doe, 9]", ["Jane Doe, Tides.", "Ibid. at 9."]),
    "none after a place": ("[@doe, 7] [@doe]", ["Jane Doe, Tides 7.", "Doe (near)."]),
    "another work between": ("[@doe] [@roe] [@doe]", ["Jane Doe, Tides.", "Ken Roe, Locks.", "Doe (near)."]),
    "far behind": (
        "[@doe] [@roe] [@roe] [@roe] [@doe, 3]",
        ["Jane Doe, Tides.", "Ken Roe, Locks.", "Ibid.", "Ibid.", "Doe (n 1) 3."],
    ),
    "after several works": (
        "[@doe; @roe] [@roe]", ["Jane Doe, Tides; Ken Roe, Locks.", "Roe (near)."],
    ),
    "works at several positions": (
        "[@doe] [see @doe; @roe, 2; cf. @poe]",
        ["Jane Doe, Tides.", "See ibid.; Ken Roe, Locks 2; cf. Lee Poe, Quays."],
    ),
    "in one note": ("[@doe, 2; @doe, 3]", ["Jane Doe, Tides 2; ibid. at 3."]),
}  # fmt: skip


@pytest.mark.parametrize("name", POSITIONS)
def test_a_note_has_the_form_of_its_position(tmp_path: Path, name: str) -> None:
    written, expected = POSITIONS[name]
    assert texts(STYLE, written, tmp_path) == expected


def test_tests_of_positions_are_answered_with_the_others_that_stand_beside_them() -> None:
    conditions = {
        '<if position="first" type="book" match="all">': ("first", 'type="book" match="all"'),
        '<if position="first" type="book">': ("far", "never"),
        '<if position="subsequent" type="book" match="any">': ("far", "always"),
        '<if position="ibid" type="book" match="any">': ("far", 'type="book" match="any"'),
        '<if position="first ibid" match="any">': ("ibid", "always"),
        '<if position="first" match="none">': ("far", "always"),
        '<if variable="first-reference-note-number title">': ("near", 'variable="title"'),
        '<if variable="first-reference-note-number">': ("first", "never"),
    }
    for condition, (position, expected) in conditions.items():
        answered = style_at(STYLE.replace('<if position="ibid-with-locator">', condition), position)
        made = re.search("<if ([^>]*)>", answered)
        assert made
        if expected == "never":
            assert made[1] == 'variable="foresite-never" match="all"', condition
        elif expected == "always":
            assert made[1] == 'variable="foresite-never" match="none"', condition
        else:
            assert sorted(made[1].split('" ')) == sorted(expected.split('" ')), condition


def test_the_distance_of_a_near_note_is_the_styles() -> None:
    assert note_distance(STYLE) == 2
    assert note_distance(STYLE.replace(' near-note-distance="2"', "")) == 5
    assert note_distance(STYLE.replace('"note"', '"in-text"')) == 0


def test_an_american_full_stop_stands_before_the_quotation_mark(tmp_path: Path) -> None:
    quoted = STYLE.replace('<text variable="title"/>', '<text variable="title" quotes="true"/>')
    assert texts(quoted, "[@doe]", tmp_path) == ["Jane Doe, ‘Tides’."]
    american = quoted.replace("en-GB", "en-US")
    assert texts(american, "[@doe]", tmp_path) == ["Jane Doe, “Tides.”"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("project")
    (folder / "docs").mkdir()
    (folder / "bib").mkdir()
    (folder / "docs" / "events.md").write_text(PAGE, "utf-8")
    (folder / "docs" / "list.md").write_text("# List\n\nAs [@poe, 1] says.\n\n{{ events() }}\n", "utf-8")
    (folder / "bib" / "references.bib").write_text(BIB, "utf-8")
    (folder / "notes.csl").write_text(STYLE, "utf-8")
    return Project.load(replace(Settings.default(folder), style=folder / "notes.csl"))


def notes_of(html: str) -> list[str]:
    """The notes of a page, in plain text."""
    items = parse_html(html).findall(".//div[@class='footnote fs-notes']/ol/li")
    return [" ".join("".join(item.itertext()).replace("\u21a9", "").split()) for item in items]


def test_all_notes_of_a_page_are_one_list_in_the_order_of_the_page(project: Project) -> None:
    html = PageRenderer(project, {}).page("events.md")
    assert notes_of(html) == [
        "See Jane Doe, Tides 7.",
        "The page’s own.",
        "Locks 3.",
        "Doe (n 1).",
        "Roe (near).",
        "As planned Lee Poe, Quays 4.",
        "Poe (near).",
        "Doe (n 1) 9.",
    ]
    assert html.count('<div class="footnote') == 1
    numbers = re.findall(r'class="footnote-ref" href="[^"]*">(\d+)<', html)
    assert numbers == ["1", "2", "3", "4", "5", "6", "7", "8", "2"]


def test_an_authors_note_may_have_any_name(project: Project) -> None:
    docs = project.corpus.settings.docs
    (docs / "own.md").write_text(
        "# Own\n\nAs [@poe] b[^fs-1] c[^fs-2].\n\n[^fs-1]: Mine.\n[^fs-2]: Mine, too.\n", "utf-8"
    )
    html = PageRenderer(Project.load(project.corpus.settings), {}).page("own.md")
    (docs / "own.md").unlink()
    assert notes_of(html)[1:] == ["Mine.", "Mine, too."]
    ids = re.findall(r'\bid="(fn[^"]*)"', html)
    assert len(set(ids)) == len(ids)


def test_numbers_lead_to_their_notes_and_back(project: Project) -> None:
    html = PageRenderer(project, {}).page("events.md")
    ids = re.findall(r'\bid="(fn[^"]*)"', html)
    links = re.findall(r'href="#(fn[^"]*)"', html)
    assert len(set(ids)) == len(ids)
    assert set(links) == set(ids)
    assert html.index("fs-notes") < html.index("fs-references")


def test_a_number_follows_the_punctuation_and_its_word(project: Project) -> None:
    html = PageRenderer(project, {}).page("events.md")
    plain = re.sub(r"<sup[^>]*>(.*?)</sup>", r"^\1", html)
    plain = re.sub("<[^>]*>", "", plain)
    assert "It opened.^1 Then it closed^2, as Roe^3 says." in plain
    assert "It opened at noon^6.^7^, ^8" in plain


def test_a_heading_is_called_by_its_own_words(project: Project) -> None:
    html = PageRenderer(project, {"toc": {"permalink": False}}).page("events.md")
    assert re.search(r'<h2 id="a-dry-year">A dry year<sup id="fnref:fs-4">', html)


def test_where_a_footnote_makes_no_sense_authors_and_years_stand(project: Project) -> None:
    html = PageRenderer(project, {}).page("events.md")
    sources = re.search(r'<p class="fs-sources">(.*?)</p>', html, re.DOTALL)
    assert sources
    assert "Poe 2022</a>; " in sources[1] or "Poe (near)" in sources[1]
    assert "fs-note" not in sources[1]


def test_another_page_counts_anew(project: Project) -> None:
    """The record's body is the same; its notes have the forms and numbers of the page."""
    html = PageRenderer(project, {}).page("list.md")
    assert notes_of(html)[0] == "Lee Poe, Quays 1."
    assert html.count("<fs-note") == 0


def test_what_a_page_shows_in_its_notes_is_what_it_depends_on(project: Project) -> None:
    recorder = Recorder()
    recorded = recording(project, recorder)
    _, asked = recorder.track(lambda: PageRenderer(recorded, {}).page("list.md"))
    queries = recorder.take_new()
    notes = queries["formatted", "call", "note"]
    assert {work.key for arguments in notes for work in arguments[0].works} >= {"poe", "doe"}  # type: ignore[attr-defined]
    assert set(notes.values()) <= asked


def test_search_finds_the_sentence_and_no_number_in_it(project: Project) -> None:
    words = Words(project.corpus, project.formatted)
    assert words.of_body("It opened [@doe, 7]. So @roe [3] says.") == "It opened. So Roe says."


def test_a_style_that_lists_no_works_lists_them_as_it_cites_them(project: Project) -> None:
    assert re.sub("<[^>]*>", "", project.formatted.entry("doe")) == "Jane Doe, Tides."
    assert not check_style(project.corpus.settings)


def test_on_paper_a_note_moves_to_where_it_is_referred_to_first(project: Project) -> None:
    body = parse_html(PageRenderer(project, {}).page("events.md"))
    move_notes(body)
    notes = [element for element in body.iter("span") if element.get("class") == "fs-note"]
    assert [note.get("data-number") for note in notes] == list("12345678")
    assert body.find(".//div[@class='footnote fs-notes']") is None
    assert "footnote-backref" not in ElementTree.tostring(body, encoding="unicode")
    again = [sign[0].text for sign in body.iter("sup") if len(sign)]
    assert again == ["2"]


def test_a_dependent_style_is_its_parent_in_its_own_language(tmp_path: Path) -> None:
    (tmp_path / "journal.csl").write_text(DEPENDENT, "utf-8")
    (tmp_path / "parent.csl").write_text(STYLE, "utf-8")
    text = read_style(tmp_path / "journal.csl")
    assert 'default-locale="ko-KR"' in text
    assert text.replace(' default-locale="ko-KR"', "") == STYLE.replace(' default-locale="en-GB"', "")
    assert style_files(tmp_path / "journal.csl") == (tmp_path / "journal.csl", tmp_path / "parent.csl")


def test_a_parent_that_is_missing_is_named_with_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "journal.csl").write_text(DEPENDENT, "utf-8")
    with pytest.raises(StyleError, match=rf"depends on 'parent.csl', expected that file beside it; .* {PARENT}"):
        read_style(tmp_path / "journal.csl")


@pytest.mark.parametrize("parent", [DEPENDENT, "<html/>"])
def test_a_parent_that_cannot_be_used_is_told_at_its_own_file(tmp_path: Path, parent: str) -> None:
    (tmp_path / "journal.csl").write_text(DEPENDENT, "utf-8")
    (tmp_path / "parent.csl").write_text(parent, "utf-8")
    with pytest.raises(StyleError) as error:
        read_style(tmp_path / "journal.csl")
    assert error.value.path == tmp_path / "parent.csl"


@pytest.mark.parametrize("href", ["", "../../etc/passwd/..", "http://x.org/?a=b", "http://x.org/%2e%2e%2fsecret"])
def test_a_parent_lies_beside_the_style_whatever_its_address_says(tmp_path: Path, href: str) -> None:
    folder = tmp_path / "styles"
    folder.mkdir()
    (folder / "journal.csl").write_text(DEPENDENT.replace(PARENT, href), "utf-8")
    (tmp_path / "passwd").write_text(STYLE, "utf-8")
    with pytest.raises(StyleError):
        read_style(folder / "journal.csl")


def test_a_parent_that_is_a_link_elsewhere_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "styles"
    folder.mkdir()
    (folder / "journal.csl").write_text(DEPENDENT, "utf-8")
    (tmp_path / "secret.csl").write_text(STYLE, "utf-8")
    (folder / "parent.csl").symlink_to(tmp_path / "secret.csl")
    with pytest.raises(StyleError, match="not a link elsewhere"):
        read_style(folder / "journal.csl")
