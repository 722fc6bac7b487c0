"""Comments of a bibliography: what stands behind percent signs between entries and fields."""

from __future__ import annotations

import re
from collections.abc import Iterator

PERCENT = re.compile(r"(?:^|,)[ \t]*%", re.MULTILINE)
BIBTEX = re.compile(r"\\.|[{}\"]|(?:(?<=[\n,])|\A)[ \t]*%")


def without_line_comments(text: str) -> str:
    """A bibliography without what stands behind percent signs, as Biber reads it: between entries and fields."""
    pieces, done = [], 0
    for start, end in line_comments(text):
        pieces.append(text[done:start])
        done = end
    return "".join((*pieces, text[done:]))


def line_comments(text: str) -> Iterator[tuple[int, int]]:
    """Where these comments begin and end, the ends of their lines left out."""
    if not PERCENT.search(text):
        return
    at, depth, quoted = 0, 0, False
    while mark := BIBTEX.search(text, at):
        sign, at = mark[0], mark.end()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(depth - 1, 0)
            quoted = quoted and depth > 0
        elif sign == '"':
            quoted = (not quoted) if depth == 1 else quoted
        elif sign[-1] == "%" and depth <= 1 and not quoted:
            start, end = at - 1, text.find("\n", at)
            at = end if end >= 0 else len(text)
            yield start, at
