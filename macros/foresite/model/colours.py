"""Define colours for light and dark pages, and check their contrast (WCAG 2.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
LIGHT = ("#fcfbf8", "#ffffff", "#f3f1ea")
"""The backgrounds of text on a light page: the page, a card, a soft surface."""
DARK = ("#14171d", "#1b1f27", "#1f242d")
"""The backgrounds of text on a dark page."""
MIN_CONTRAST = 4.5
"""The minimum contrast of text and its background."""
STEPS = 50

RGB = tuple[int, int, int]


class ColourError(ValueError):
    """A colour that cannot be used; the message says why, ``hint`` suggests another."""

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
        """Return the colour; without ``dark``, derive the colour for dark pages from ``light``.

        Raises:
            ColourError: where a text is not a colour, or its contrast is too low.
        """
        for text, surfaces, page in ((light, LIGHT, "light"), (dark, DARK, "dark")):
            if not text:
                continue
            if not HEX.fullmatch(text):
                raise ColourError(f"'{text}' is not a colour, expected one such as #1f5aa6")
            if (lowest := _lowest_contrast(text, surfaces)) < MIN_CONTRAST:
                found = f"'{text}' has a contrast of {_round_down(lowest)} on a {page} page"
                message = f"{found}, expected at least {MIN_CONTRAST}"
                raise ColourError(message, f"write '{readable(text, surfaces)}'")
        return cls(_long_form(light), _long_form(dark) if dark else readable(light, DARK))

    @property
    def css(self) -> str:
        """The colour as a CSS value."""
        return f"light-dark({self.light}, {self.dark})"


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(text: str, surfaces: Sequence[str]) -> str:
    """Return the nearest colour of the same hue with sufficient contrast on all surfaces."""
    limit = (0, 0, 0) if _luminance(surfaces[0]) > 0.5 else (255, 255, 255)
    rgb = _rgb(text)
    for step in range(STEPS + 1):
        mixed = [round(channel + (target - channel) * step / STEPS) for channel, target in zip(rgb, limit, strict=True)]
        colour = "#{:02x}{:02x}{:02x}".format(*mixed)
        if _lowest_contrast(colour, surfaces) >= MIN_CONTRAST:
            break
    return colour


def _lowest_contrast(text: str, surfaces: Sequence[str]) -> float:
    return min(contrast(text, surface) for surface in surfaces)


def _round_down(number: float) -> str:
    """Return a number with one decimal place, rounded down."""
    return f"{int(number * 10) / 10:.1f}"


def _long_form(text: str) -> str:
    return "#{:02x}{:02x}{:02x}".format(*_rgb(text))


def _rgb(text: str) -> RGB:
    digits = text.removeprefix("#")
    wide = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return int(wide[:2], 16), int(wide[2:4], 16), int(wide[4:], 16)


def _luminance(text: str) -> float:
    parts = [part / 255 for part in _rgb(text)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
