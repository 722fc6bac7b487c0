"""The line that a problem stands on, and the word of it that the problem is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foresite.problems import Problem

# A name that a message puts in quotation marks, or a tag; the apostrophe of "the brief's" opens none.
QUOTED = re.compile(r"(?<!\w)'(?P<word>.+?)'(?!\w)|(?P<tag><[\w-]+)>")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a source file, and the word of it that is meant."""

    line: str
    """As it stands in the file."""
    start: int = 0
    """The first character of the word, from 0."""
    end: int = 0
    """Behind its last character; 0 where the message names no word of the line."""


def excerpt(problem: Problem, lines: Sequence[str]) -> Excerpt | None:
    """The problem's line with the word that its message names first; None where there is nothing to show.

    Problems know their line alone. What is wrong stands in their message in quotation marks, and the
    first such word that stands in the line is the one meant.
    """
    number = problem.place.line
    if not 1 <= number <= len(lines) or not lines[number - 1].strip():
        return None
    line = lines[number - 1]
    for quoted in QUOTED.finditer(problem.message):
        word = re.escape(quoted["word"] or quoted["tag"])
        match = re.search(rf"(?<![\w-]){word}(?![\w-])", line) or re.search(word, line, re.IGNORECASE)
        if match:
            return Excerpt(line, match.start(), match.end())
    return Excerpt(line)
