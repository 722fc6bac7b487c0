"""What opens and is never closed: Markdown looks for the end of each through all that follows, again and again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from foresite.model.problems import Code, Fault
from foresite.parsing.markdown.code import Lines, mask_code

DEEPEST = 50
"""More than anybody reads: of brackets, link targets or tags that are open at once, and of lists in lists."""
MOST_LINES = 2_000
"""Lines of one paragraph: each heading or rule in it makes Markdown read the rest once more."""
MARK = re.compile(r"\\.|\]\(|[\[\])>]|<(?=[A-Za-z/!?])|\n[ \t]*+(?=\n)", re.DOTALL)
NESTED = re.compile(
    rf"^(?=[ \t]*+\S)(?: {{1,4}}|\t|>|(?:[-*+]|\d{{1,9}}[.)])(?=[ \t])){{{2 * DEEPEST + 1},}}+", re.MULTILINE
)
# Which such a line begins with.
MARKS = re.compile(rf"\n[ \t>*+.)\d-]{{{2 * DEEPEST + 1}}}")
SHOWN = {"[": "\\[", "(": "\\(", "<": "&lt;"}
"""Each mark as a character and nothing else."""
RIGHT = {
    "[": ("'[' open at once, expected each to be closed by ']'", r"write '\[' for a bracket that opens nothing"),
    "(": ("'](' open at once, expected each to be closed by ')'", r"write ']\(' where no link is meant"),
    "<": ("'<' open at once, expected each to be closed by '>'", "write '&lt;' for a sign that opens no tag"),
}


def find_deep(text: str) -> list[list[int]]:
    """The offsets of marks that are open together in greater number than anybody reads, group by group.

    Code must be masked already. Brackets and the targets of links end with their paragraph, tags do not.
    """
    if text.count("<") <= DEEPEST and not any(map(_brackets, text.split("\n\n") if _brackets(text) else ())):
        return []
    found: list[list[int]] = []
    runs = {mark: _Run() for mark in SHOWN}
    for match in MARK.finditer(text):
        said, at = match[0], match.start()
        if said[0] == "\n":
            found += [*runs["["].end(), *runs["("].end()]
        elif said == ">":
            found += runs["<"].end()
        elif said[0] == "]":
            runs["["].close()
            if said == "](":
                runs["("].open(at + 1)
        elif said == ")":
            runs["("].close()
        elif said in runs:
            runs[said].open(at)
    return sorted((*found, *(group for run in runs.values() for group in run.end())))


def _brackets(text: str) -> bool:
    """Whether a text has more of them than may be open."""
    return text.count("[") > DEEPEST or text.count("](") > DEEPEST


class _Run:
    """The marks of one kind up to where none of them can be open any longer."""

    def __init__(self) -> None:
        self.offsets: list[int] = []
        self.depth = 0
        self.too_deep = False

    def open(self, offset: int) -> None:
        self.offsets.append(offset)
        self.depth += 1
        self.too_deep = self.too_deep or self.depth > DEEPEST

    def close(self) -> None:
        self.depth = max(0, self.depth - 1)

    def end(self) -> list[list[int]]:
        """The marks, where they are too many; none is open after that."""
        group = [self.offsets] if self.too_deep else []
        self.offsets, self.depth, self.too_deep = [], 0, False
        return group


def find_long(text: str) -> list[int]:
    """The offsets of lines at which a paragraph has gone on for too long."""
    if text.count("\n") < MOST_LINES:
        return []
    found, at, run = [], 0, 0
    for line in text.split("\n"):
        run = run + 1 if line.strip() else 0
        if run > MOST_LINES:
            found.append(at)
            run = 1
        at += len(line) + 1
    return found


def _nested(text: str) -> Iterable[re.Match[str]]:
    """The lines that are nested too deeply."""
    return NESTED.finditer(text) if MARKS.search(f"\n{text}") else ()


def deep_faults(text: str) -> Iterator[Fault]:
    """A fault for each such group, nesting and paragraph; code must be masked already."""
    lines = Lines(text)
    for group in find_deep(text):
        message, hint = RIGHT[text[group[0]]]
        yield Fault(lines.at(group[0]), Code.TOO_DEEP, f"more than {DEEPEST} {message}", hint)
    for match in _nested(text):
        message = f"lists or quotations nested more than {DEEPEST} deep, expected fewer"
        yield Fault(lines.at(match.start()), Code.TOO_DEEP, message, "write text of its own at the start of the line")
    for offset in find_long(text):
        message = f"a paragraph of more than {MOST_LINES} lines, expected an empty line before that"
        yield Fault(lines.at(offset), Code.TOO_DEEP, message)


def flatten(text: str) -> str:
    """The text with such marks as characters, such lines without their nesting and such paragraphs divided."""
    masked = mask_code(text)
    changed = {offset: (offset + 1, SHOWN[text[offset]]) for group in find_deep(masked) for offset in group}
    changed |= {offset: (offset, "\n") for offset in find_long(masked)}
    changed |= {match.start(): (match.end(), "") for match in _nested(masked)}
    pieces, done = [], 0
    for start, (end, shown) in sorted(changed.items()):
        if start >= done:
            pieces += [text[done:start], shown]
            done = end
    return "".join((*pieces, text[done:]))
