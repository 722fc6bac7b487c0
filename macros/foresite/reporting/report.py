"""What a check found, with the lines it found it on: what every format is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from foresite.problems import Problem
from foresite.reporting.excerpt import Excerpt, excerpt
from foresite.sources import Sources

TextOf = Callable[[str], str | None]
"""From a path, as problems name it, to the file's text; None where there is none to show."""


@dataclass(frozen=True, slots=True)
class Found:
    """A problem and the line it stands on."""

    problem: Problem
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one check."""

    found: tuple[Found, ...]
    """By path and line."""
    pages: int
    records: int
    references: int

    @classmethod
    def of(cls, problems: list[Problem], sources: Sources, text_of: TextOf) -> Report:
        """The report of a project; ``text_of`` is asked once a file."""
        texts: dict[str, list[str]] = {}
        found = []
        for problem in problems:
            path = problem.place.path
            if path not in texts:
                texts[path] = (text_of(path) or "").split("\n")
            found.append(Found(problem, excerpt(problem, texts[path])))
        return cls(tuple(found), len(sources.pages), len(sources.records), len(sources.references))

    @property
    def summary(self) -> str:
        """What was looked at and how much is wrong, in one line."""
        counted = [(self.pages, "page"), (self.records, "record"), (self.references, "reference")]
        problems = _count(len(self.found), "problem") if self.found else "no problems"
        return f"{', '.join(_count(number, noun) for number, noun in counted)}: {problems}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
