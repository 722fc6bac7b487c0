"""Colours of a site's own: read, made for dark pages, and refused where nobody could read text in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds import ROOT
from foresite.assets import OURS, STYLESHEETS, stylesheets
from foresite.model.colours import DARK, LIGHT, MIN_CONTRAST, Colour, ColourError, contrast, readable
from foresite.model.problems import Place
from foresite.model.settings import COLOURS, Settings
from foresite.parsing.setting_table import SETTINGS, SettingContext

PAIRS = dict(re.findall(r"--fs-([\w-]+): light-dark\((#\w+, #\w+)\)", STYLESHEETS[OURS]))


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000", "#fff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


def test_what_text_stands_on_is_what_the_stylesheet_says() -> None:
    said = [PAIRS[name].split(", ") for name in ("bg", "card", "soft")]
    full = [[re.sub(r"^#(.)(.)(.)$", r"#\1\1\2\2\3\3", colour) for colour in pair] for pair in said]
    assert [tuple(pair) for pair in full] == list(zip(LIGHT, DARK, strict=True))


def test_the_colours_of_the_stylesheet_itself_can_be_read() -> None:
    own = re.findall(r"--fs-(?:own|link|0|1): light-dark\((#\w+), (#\w+)\)", STYLESHEETS[OURS])
    assert len(own) == COLOURS + 1
    for light, dark in own:
        assert Colour.of(light, dark).css == f"light-dark({light}, {dark})"


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_whatever_the_colour_a_readable_one_is_near(text: str) -> None:
    for surfaces in (LIGHT, DARK):
        assert min(contrast(readable(text, surfaces), surface) for surface in surfaces) >= MIN_CONTRAST
    light = readable(text, LIGHT)
    assert min(contrast(Colour.of(light).dark, surface) for surface in DARK) >= MIN_CONTRAST


def test_a_colour_that_nobody_could_read_is_refused_with_one_near_it() -> None:
    with pytest.raises(
        ColourError, match=r"'#ff8800' has a contrast of \d\.\d on a light page, expected at least 4.5"
    ) as told:
        Colour.of("#ff8800")
    assert Colour.of(told.value.hint.split("'")[1])
    shown = f"mkdocs.yml:14: bad-setting: {told.value}; {told.value.hint}"
    assert f"```text\n{shown}\n```" in (ROOT / "docs" / "look.md").read_text("utf-8")
    with pytest.raises(ColourError, match="on a dark page"):
        Colour.of("#1f5aa6", "#1f5aa6")


def test_a_site_gets_its_own_colours_and_keeps_ours_for_the_rest() -> None:
    checker = SettingContext(ROOT, lambda _: Place("mkdocs.yml", 1))
    given = {"link_colour": ["#005500", "#77ff77"], "outlook_colours": ["#800000", "#000080", "#333"]}
    read = {name: SETTINGS[name].read(checker, value) for name, value in given.items()}
    assert checker.problems == []
    settings = Settings(ROOT, ROOT / "docs", (), **read)
    text = stylesheets(settings)[OURS]
    added = text.removeprefix(STYLESHEETS[OURS])
    assert added != text
    assert added.splitlines()[0] == ":root { --fs-link: light-dark(#005500, #77ff77) }"
    assert added.splitlines()[1].startswith(":root { --fs-0: light-dark(#800000, #")
    assert added.splitlines()[3].startswith(".fs-outlook--2 { --fs-own: light-dark(#333333, #")
    plain = stylesheets(Settings(ROOT, ROOT / "docs", ()))
    assert {name: plain[name] for name in STYLESHEETS} == STYLESHEETS
