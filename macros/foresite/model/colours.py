"""Colours for a light and a dark page, and whether text in them can be read (WCAG 2.2, contrast)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
LIGHT = ("#fcfbf8", "#ffffff", "#f3f1ea")
"""What text stands on in a light page: the page, a card, a soft surface."""
DARK = ("#14171d", "#1b1f27", "#1f242d")
"""The same of a dark page."""
LEAST = 4.5
"""The least contrast of text and what it stands on."""
STEPS = 50

RGB = tuple[int, int, int]


class ColourError(ValueError):
    """A colour that cannot be used; its message says why, ``hint`` what can."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of text, for a light and for a dark page."""

    light: str
    dark: str

    @classmethod
    def of(cls, light: str, dark: str = "") -> Colour:
        """Return the colour; that of a dark page is made of the other where it is not given.

        Raises:
            ColourError: where one is not a colour, or text in it could not be read.
        """
        for text, surfaces, page in ((light, LIGHT, "light"), (dark, DARK, "dark")):
            if not text:
                continue
            if not HEX.fullmatch(text):
                raise ColourError(f"'{text}' is not a colour, expected one such as #1f5aa6")
            if (found := _least(text, surfaces)) < LEAST:
                message = f"'{text}' has a contrast of {_down(found)} on a {page} page, expected at least {LEAST}"
                raise ColourError(message, f"write '{readable(text, surfaces)}'")
        return cls(_full(light), _full(dark) if dark else readable(light, DARK))

    @property
    def css(self) -> str:
        """The colour as a value of CSS."""
        return f"light-dark({self.light}, {self.dark})"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(text: str, surfaces: Sequence[str]) -> str:
    """Return the nearest colour of the same hue that can be read on all surfaces."""
    towards = (0, 0, 0) if _luminance(surfaces[0]) > 0.5 else (255, 255, 255)
    rgb = _rgb(text)
    for step in range(STEPS + 1):
        mixed = [round(own + (end - own) * step / STEPS) for own, end in zip(rgb, towards, strict=True)]
        found = "#{:02x}{:02x}{:02x}".format(*mixed)
        if _least(found, surfaces) >= LEAST:
            break
    return found


def _least(text: str, surfaces: Sequence[str]) -> float:
    return min(contrast(text, surface) for surface in surfaces)


def _down(number: float) -> str:
    """A number with one place, which is never more than it is."""
    return f"{int(number * 10) / 10:.1f}"


def _full(text: str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*_rgb(text))


def _rgb(text: str) -> RGB:
    digits = text.removeprefix("#")
    wide = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return int(wide[:2], 16), int(wide[2:4], 16), int(wide[4:], 16)


def _luminance(text: str) -> float:
    parts = [part / 255 for part in _rgb(text)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
