"""Pages that run from right to left: style sheets without sides, charts mirrored, other scripts isolated."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from markupsafe import Markup

from foresite.exports.pictures import drawing
from foresite.language.catalogue import Language, runs_right_to_left
from foresite.language.direction import arrow, isolated_words
from foresite.language.words import use
from foresite.model.dates import parse_edtf
from foresite.model.quantities import signed
from foresite.model.records import Verdict
from foresite.model.settings import Settings
from foresite.parsing.settings import read_settings
from foresite.pdf.engine import stylesheet
from foresite.pdf.lettering import letter_drawings
from foresite.render.templating import isolated
from foresite.views.axis import along
from foresite.views.outlooks import look
from foresite.views.share import Picture
from foresite.views.timeline_layout import Chart, DrawnEvent, DrawnForecast, chart, mirrored

GROUP = look(0, "2023", "2023")
ARABIC = Language("ar", (), right_to_left=True)
SHEETS = [
    *(("foresite.assets", name) for name in ("foresite.css", "search.css", "embed.css")),
    ("foresite.pdf", "print.css"),
]
DECLARATION = re.compile(r"(?<![-\w@.#])([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])")
SIDES = re.compile(r"(?:^|-)(?:left|right)(?:-|$)")
FOUR_VALUES = ("margin", "padding", "inset", "border-width", "border-style", "border-color")
LEADING_AWAY = re.compile(r"linear-gradient\((?:-?90deg|to (?:left|right))")
MEANT: dict[str, str] = {
    "background: linear-gradient(90deg, var(--fs-line) 1px, transparent 1px) 0 / 25% 100%": "lines at equal distances",
    "background: repeating-linear-gradient(90deg, #222, #222 1.2pt, #fff 1.2pt, #fff 3pt)": "a pattern",
}
"""Declarations that name a side, each with the reason for which it may."""


def names_a_side(name: str, value: str) -> bool:
    """Whether a declaration means left or right, where one for the start or end of a line would do."""
    values = re.findall(r"(?:[^\s()]+|\([^()]*\))+", value)
    return bool(
        SIDES.search(name)
        or (name in ("text-align", "float", "clear") and value in ("left", "right"))
        or (name in FOUR_VALUES and len(values) == 4 and values[1] != values[3])
        or LEADING_AWAY.search(value)
    )


@pytest.mark.parametrize(("package", "name"), SHEETS)
def test_no_style_sheet_names_a_side_without_a_reason(package: str, name: str) -> None:
    text = re.sub(r"/\*.*?\*/", "", files(package).joinpath(name).read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"@(?:top|bottom)-(?:left|right) \{", "{", text)
    declared = [(name, value.strip()) for name, value in DECLARATION.findall(text)]
    found = [f"{name}: {value}" for name, value in declared if names_a_side(name, value)]
    assert [each for each in found if each not in MEANT] == []


@pytest.mark.parametrize(
    "declaration",
    ["margin-left: 1em", "border-right: 0", "left: 0", "text-align: right", "float: left", "padding: 0 1em 0 0"],
)
def test_the_test_knows_a_side(declaration: str) -> None:
    name, value = declaration.split(": ")
    assert names_a_side(name, value)
    assert not names_a_side("margin-inline-start", "1em")


def test_we_call_from_right_to_left_what_the_theme_does() -> None:
    folder = files("material").joinpath("templates/partials/languages")
    theirs = {path.name.removesuffix(".html"): path.read_text("utf-8") for path in folder.iterdir()}
    for tag, text in theirs.items():
        assert runs_right_to_left(tag) == ('"direction": "rtl"' in text), tag
    assert runs_right_to_left("ar-EG")
    assert not runs_right_to_left("arn")


@pytest.mark.parametrize(
    ("theme", "expected"),
    [
        ("language: ar", True),
        ("language: ar\n  direction: ltr", False),
        ("direction: rtl", True),
        ("font: false", False),
    ],
)
def test_the_direction_is_that_of_the_theme_or_its_language(tmp_path: Path, theme: str, expected: bool) -> None:
    (tmp_path / "docs").mkdir()
    config = tmp_path / "mkdocs.yml"
    config.write_text(f"site_name: X\ntheme:\n  name: material\n  {theme}\nplugins: [foresite]\n", "utf-8")
    assert read_settings(config)[0].language.right_to_left is expected


def drawn() -> Chart:
    return chart(
        ("Water", "Fields"),
        [DrawnEvent(1, 0, parse_edtf("2023-07"), 2, "Rationing"), DrawnEvent(2, 1, parse_edtf("2024-06-01"), 0)],
        [DrawnForecast(1, 0, GROUP, date(2023, 1, 18), date(2023, 9, 30), date(2023, 7, 9), 60.0, "held")],
        [(GROUP, parse_edtf("2023-01-18"))],
        date(2025, 1, 10),
    )


def test_time_runs_to_the_left_and_twice_mirrored_is_as_before() -> None:
    plain = drawn()
    other = mirrored(plain)
    assert plain.dots[0].x < plain.dots[1].x
    assert other.dots[0].x > other.dots[1].x
    assert [year.text.x for year in other.years] == sorted((year.text.x for year in other.years), reverse=True)
    # A forecast begins on the right, and its verdict stands at its left end.
    bar = other.bars[0]
    assert bar.mark.x < bar.box.x
    assert other.publications[0].line.x1 >= bar.box.x + bar.box.width - 1
    places = [other.lanes[0].label.x, other.names[0].text.x, *(dot.x for dot in other.dots)]
    assert all(0 <= x <= other.width for x in places)
    assert mirrored(other) == plain
    # Days stay in their order from above.
    assert [year.start for year in other.years] == [year.start for year in plain.years]


def test_axes_arrows_and_signs_run_as_the_page_does() -> None:
    assert (along(20), arrow(), signed(Decimal(-3), 0)) == (20, "→", "−3")
    with use(ARABIC):
        assert (along(20), arrow(), signed(Decimal(-3), 0)) == (80, "←", "\u200e−3")
        assert signed(Decimal(0), 0) == "0"


def test_words_of_another_direction_are_isolated_and_nothing_else() -> None:
    assert isolated("Basin Council") == "Basin Council"
    assert isolated("Lindqvist و حداد 2024") == Markup("<bdi>Lindqvist <bdi>و حداد</bdi> 2024</bdi>")
    assert isolated("مجلس <b>") == Markup("<bdi>مجلس &lt;b&gt;</bdi>")
    with use(ARABIC):
        assert isolated("Basin Council") == Markup("<bdi>Basin Council</bdi>")
        assert isolated("مجلس الحوض") == "مجلس الحوض"
        assert isolated("45–55 %") == "45–55 %"


def test_a_number_after_a_name_in_an_entry_stays_with_the_entry() -> None:
    entry = "Lindqvist, {}. 2024. <em>A</em>"
    assert isolated_words(entry.format("و ليلى حداد")) == entry.format("<bdi>و ليلى حداد</bdi>")
    for untouched in ("Lindqvist. 2024.", "حداد. 2023. Basin 11.", '<a href="https://example.org/حداد">x</a>'):
        assert isolated_words(untouched) == untouched


def test_letters_of_a_drawing_are_text_over_it_on_paper() -> None:
    svg = "http://www.w3.org/2000/svg"
    part = fromstring(
        f'<div><figure><svg xmlns="{svg}" class="fs-strip" viewBox="0 0 640 158" font-size="11"><g>'
        '<text x="640" y="20">سد</text><text x="60" y="150" text-anchor="end">نهر</text>'
        '<text x="320" y="150" text-anchor="middle">2024</text><text x="1" y="1" stroke="#fff">سد</text>'
        "</g></svg></figure></div>"
    )
    letter_drawings(part)
    whole = part.find("figure/div")
    assert whole is not None
    assert whole.find(f".//{{{svg}}}text") is None
    places = {span.text: re.findall(r"; ((?:left|right): [\d.]+)mm", span.get("style", "")) for span in whole[1:]}
    assert places == {"سد": ["right: 0.00"], "نهر": ["left: 14.81"], "2024": ["left: 56.78"]}


def test_a_picture_of_a_link_preview_begins_on_the_right(tmp_path: Path) -> None:
    settings = Settings.default(tmp_path)
    claim = Picture("x", "", likelihood=(80, 95))
    chart_of = Picture("x", "", counts=((Verdict.HELD, 3), (Verdict.MISSED, 1)))
    other = replace(settings, content_language="ar")
    assert 'x="910"' in drawing(claim, settings)
    assert 'x="160"' in drawing(claim, other)
    assert drawing(chart_of, settings) != drawing(chart_of, other)


def test_what_stands_at_the_edges_of_paper_changes_sides() -> None:
    assert "@top-left { content: string(chapter)" in stylesheet("a4")
    assert "@top-right { content: string(chapter)" in stylesheet("a4", right_to_left=True)
