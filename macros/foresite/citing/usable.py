"""Whether the project's own citation style can be used: told by the check and by the build in the same words."""

from __future__ import annotations

from pathlib import Path

from foresite.citing.errors import CiteprocError, StyleError
from foresite.citing.style import read_style
from foresite.problems import Code, Place, Problem
from foresite.settings import Settings

HINT = "until then Chicago author-date is used"


def check_style(settings: Settings) -> list[Problem]:
    """What is wrong with the style that the settings name; nothing where they name none."""
    if settings.style is None:
        return []
    try:
        style = read_style(settings.style)
        # Loaded only here: most projects use the style that comes with Pandoc.
        from foresite.citing.pandoc import try_style

        try_style(style)
    except StyleError as error:
        return [bad_style(settings, settings.style, error)]
    except CiteprocError:
        # That Pandoc does not run is not the style's fault; whoever formats citations says so.
        return []
    return []


def bad_style(settings: Settings, style: Path, error: StyleError) -> Problem:
    """The problem that a style is, at its line."""
    return Problem(Place(settings.relative(style), error.line), Code.BAD_STYLE, str(error), HINT)
