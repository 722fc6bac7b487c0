"""Why citations cannot be formatted."""

from __future__ import annotations


class StyleError(ValueError):
    """A style that cannot be used; its text says why and what was expected, ``line`` where in the file."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class CiteprocError(RuntimeError):
    """Pandoc failed on checked input; its text says how, in Pandoc's words where it had any."""


class LimitError(CiteprocError):
    """Pandoc needed more time or memory than it may take."""
