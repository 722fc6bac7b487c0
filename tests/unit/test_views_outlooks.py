from __future__ import annotations

import re
from itertools import combinations
from urllib.parse import unquote

import harbour
import pytest
from pages import both

from foresite.assets import STYLESHEETS
from foresite.model.records import Change, Verdict
from foresite.model.settings import COLOURS
from foresite.pdf.engine import stylesheet
from foresite.views.outlooks import DRAWINGS, MARKS, Group, look, picture

GROUNDS = {"bg", "card", "soft"}
"""The grounds of the page on which a label of a group can stand."""


def groups(count: int) -> list[Group]:
    return [look(number, str(number), f"Group {number}") for number in range(count)]


def colours() -> dict[str, tuple[str, str]]:
    """Each colour of the stylesheet for a group, and each ground, on light and on dark."""
    sheet = STYLESHEETS["assets/foresite.css"]
    named = dict(re.findall(r"--fs-([a-z0-9]+): light-dark\(([^)]*)\)", sheet))
    own = dict(re.findall(r"\.fs-outlook--(\d) \{ --fs-own: (.+?) \}", sheet))
    found = {number: named.get(number) or value.removeprefix("light-dark(")[:-1] for number, value in own.items()}
    found |= {name: named[name] for name in GROUNDS}
    return {name: tuple(_whole(one.strip()) for one in value.split(",")) for name, value in found.items()}  # type: ignore[misc]


def _whole(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def channels(colour: str) -> list[float]:
    """Linear light of red, green and blue."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def difference(one: str, other: str) -> float:
    """How far two colours are apart to the eye: the distance in Oklab."""
    return sum((a - b) ** 2 for a, b in zip(oklab(one), oklab(other), strict=True)) ** 0.5


def oklab(colour: str) -> tuple[float, ...]:
    red, green, blue = channels(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def test_eight_groups_differ_in_colour_and_in_mark() -> None:
    shown = groups(8)
    assert len({look.colour for look in shown}) == len({look.mark for look in shown}) == 8


def test_sixty_groups_differ_in_colour_or_mark() -> None:
    assert len({(look.colour, look.mark) for look in groups(60)}) == 60


def test_a_group_keeps_its_look_when_a_later_one_joins() -> None:
    assert groups(2) == groups(3)[:2]


@pytest.mark.parametrize("shade", [0, 1], ids=["light", "dark"])
def test_the_colours_of_groups_can_be_read_and_told_apart(shade: int) -> None:
    found = {name: pair[shade] for name, pair in colours().items()}
    own = [found[str(number)] for number in range(COLOURS)]
    assert min(contrast(colour, found[ground]) for colour in own for ground in GROUNDS) >= 4.5
    assert min(difference(one, other) for one, other in combinations(own, 2)) >= 0.05


def test_paper_shows_the_marks_of_the_screen_and_no_two_are_alike() -> None:
    style = stylesheet("a4")
    drawn = [unquote(picture(name)) for name in DRAWINGS]
    assert all(f'.fs-sign--{name} {{ background-image: url("{picture(name)}") }}' in style for name in DRAWINGS)
    assert len(set(drawn)) == len(DRAWINGS) == len(MARKS) + len(Verdict) + len(Change)
    assert all(picture in unquote(style) for picture in drawn)
    on_screen, on_paper = (page.macro("comparison", {}, "a.md", 2) for page in both(harbour.corpus()))
    used = set(re.findall(r'href="#fs-([a-z-]+)"', on_screen))
    printed = set(re.findall(r"fs-sign--([a-z-]+)", on_paper))
    assert printed <= used
    assert printed >= {"held", "diamond"}
    assert printed & {change.value for change in Change}
