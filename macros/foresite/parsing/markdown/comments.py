"""Comments of a page: notes for editors, which are published nowhere.

They are taken out of a page's text before anybody reads it: who never sees a note cannot publish it. A comment in
code is code. Lines keep their numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from foresite.model.problems import Code, Fault
from foresite.parsing.markdown.code import CodeSpans, Lines, find_fences, mask_indented

OPENING = re.compile(r"<!--|\{#-?(?=\s)|^[ ]{0,3}\[(?://|comment|_)\]:[ \t]*(?=[#<])", re.MULTILINE | re.IGNORECASE)
"""How a comment begins: of HTML, of Jinja, and the link definition to nowhere that serves as one in Markdown."""
DIRECTIVE = re.compile(r"(?<![^\n])<!--[ \t]*(?:more|material/[^<>\n]*?)[ \t]*-->[ \t]*(?=\n|\Z)")
"""Signs for another plugin, which takes them out: where an excerpt ends, where tags are listed."""
DEFINITION = re.compile(
    r"""(?:#|<[^<>\n]*>)[ \t]*(?:\n[ \t]*)?(?:"[^"]*"|'[^']*'|\((?:[^()\\]|\\.)*\))[ \t]*(?=\n|\Z)"""
)
# Where a code span ends that is still open: with its paragraph, or before a line that opens a comment.
BREAK = re.compile(r"\n(?=[ \t>]*(?:\n|[-*+][ \t]|\d+[.)][ \t]|#|\||<!--|/{3}))")
BLOCK_END = re.compile(r"^/{3,}[ \t]*$", re.MULTILINE)
BLOCK_START = re.compile(r"^/{3,}[ \t]*[\w-]", re.MULTILINE)
REST_BLANK = re.compile(r"[ \t]*(?=\n|\Z)")
SPACE = re.compile(r"[ \t]*")
Wrong = tuple[int, str, str]
"""Where something is wrong in a text, what, and what helps."""
OPTION = re.compile(r"[ \t]+[a-z-]{1,40}:(?:[ \t]|$)")
EFFORT = 30
"""Times the lines of a page that are looked through for fences: beyond, what seems to be a fence is none."""


class Uncommented(NamedTuple):
    """A text without its comments."""

    text: str
    noted: frozenset[int]
    """The lines, counted from 1, that held nothing but a comment."""
    faults: tuple[Fault, ...]


def without_comments(text: str) -> Uncommented:
    """A text of Markdown without its comments; every other line keeps its number. Never raises.

    One that is never closed hides the rest of its block, or of the page.
    """
    if "<!--" not in text and "{#" not in text and "]:" not in text:
        return Uncommented(text, frozenset(), ())
    finder = _Finder(text)
    return _cut(text, list(finder.find()), finder.wrong)


def without_notes(text: str) -> Uncommented:
    """The same of a text that is not Markdown, such as front matter: nothing in it is code."""
    if "<!--" not in text:
        return Uncommented(text, frozenset(), ())
    found, wrong, start = [], [], text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 2)
        if end < 0:
            wrong.append((start, *_unclosed("<!--", "-->")))
        end = len(text) if end < 0 else end + 3
        found.append((start, end))
        start = text.find("<!--", end)
    return _cut(text, found, wrong)


def _cut(text: str, found: list[tuple[int, int]], wrong: list[Wrong]) -> Uncommented:
    pieces: list[str] = []
    noted: set[int] = set()
    done, line = 0, 1
    # What is left of the line so far: whether it is blank, and whether it ends in white space.
    blank, spaced = True, True
    for start, end in found:
        before = text[done:start]
        line += before.count("\n")
        height = text.count("\n", start, end)
        last = before.rpartition("\n")[2]
        blank = not last.strip() and (blank or "\n" in before)
        spaced = last[-1:].isspace() if last else (spaced or "\n" in before)
        closing = REST_BLANK.match(text, end)
        if closing or height:
            before = before.rstrip(" \t")
        if closing:
            end = closing.end()
        elif (blank or spaced or height) and (space := SPACE.match(text, end)):
            end = space.end()
        noted.update(range(line + (not blank), line + height + bool(closing)))
        pieces += [before, "\n" * height]
        if height:
            blank, spaced = True, True
        done, line = end, line + height
    return Uncommented("".join((*pieces, text[done:])), frozenset(noted), _faults(text, wrong))


def _faults(text: str, wrong: list[Wrong]) -> tuple[Fault, ...]:
    faults, line, done = [], 1, 0
    for at, message, hint in sorted(wrong):
        line, done = line + text.count("\n", done, at), at
        faults.append(Fault(line, Code.UNCLOSED_COMMENT, message, hint))
    return tuple(faults)


def _unclosed(opening: str, closing: str) -> tuple[str, str]:
    message = f"the comment that '{opening}' opens is never closed, expected '{closing}'"
    return message, "until then nothing that follows it is published"


@dataclass(slots=True)
class _Finder:
    """Goes through a text once, from each comment to the next, as whoever renders it does."""

    text: str
    wrong: list[Wrong] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    """What closes comments and stands nowhere in the rest of the text."""
    closing: int = 0
    """Where the next block closes; -1 where none does any more."""
    fences: _Fences = field(init=False)
    indented: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.fences = _Fences(self.text)
        self.indented = _indented(self.text)

    def find(self) -> Iterator[tuple[int, int]]:
        text, at = self.text, 0
        spans = _Spans(text)
        starts = [line for line, _ in self.indented]
        while match := OPENING.search(text, at):
            start = match.start()
            fence = self.fences.at(start)
            if fence and fence[0] <= start:
                at = max(fence[1], at + 1)
                continue
            index = bisect_right(starts, start) - 1
            if index >= 0 and start < self.indented[index][1]:
                at = self.indented[index][1]
                continue
            if hidden := spans.around(start, at):
                at = hidden
                continue
            if (directive := DIRECTIVE.match(text, start)) and not self._in_block(start):
                at = directive.end()
                continue
            end = self._end(match)
            if not end:
                at = match.end()
                continue
            yield start, end
            at = end
            self.fences.skip(end)
            spans.skip(end)

    def _end(self, match: re.Match[str]) -> int:
        """Where the comment ends that begins there; 0 where none does."""
        text, start = self.text, match.start()
        if match[0].startswith("<!--"):
            # `<!-->` is closed at once.
            opening, closing, inside = "<!--", "-->", start + 2
        elif match[0].startswith("{#"):
            opening, closing, inside = "{#", "#}", match.end()
        else:
            definition = DEFINITION.match(text, match.end())
            return definition.end() if definition else 0
        end = -1 if closing in self.missing else text.find(closing, inside)
        if end < 0:
            self.missing.add(closing)
            self.wrong.append((start, *_unclosed(opening, closing)))
            return self._rest(start)
        inner = text.find(opening, match.end(), end)
        if inner >= 0:
            message = f"a comment holds '{opening}' again, expected '{closing}' before it"
            self.wrong.append((inner, message, f"a comment ends at the first '{closing}'"))
            end = self._nested(end, opening, closing)
        return end + len(closing)

    def _nested(self, end: int, opening: str, closing: str) -> int:
        """Where a comment in a comment was meant to end: at the next closing mark, if nothing opens before it."""
        next_ = self.text.find(opening, end)
        outer = self.text.find(closing, end + len(closing), next_ if next_ >= 0 else len(self.text))
        return max(outer, end)

    def _in_block(self, start: int) -> bool:
        """Whether a place stands inside a block."""
        if self.closing < start and self.closing >= 0:
            closing = BLOCK_END.search(self.text, start)
            self.closing = closing.start() if closing else -1
        return self.closing >= 0 and not BLOCK_START.search(self.text, start, self.closing)

    def _rest(self, start: int) -> int:
        """The end of what a comment hides that nobody closes: its block, or the page."""
        closing = BLOCK_END.search(self.text, start)
        if closing and not BLOCK_START.search(self.text, start, closing.start()):
            return closing.start() - 1
        return len(self.text)


class _Spans:
    """The code spans of a text, paragraph by paragraph, in the order in which they are asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in BREAK.finditer(text)]
        self._paragraph = (0, -1)
        self._spans = CodeSpans(text, 0, 0)

    def skip(self, end: int) -> None:
        """Go on behind a comment: the backticks in it open nothing."""
        self._spans.skip(end)

    def around(self, at: int, after: int) -> int:
        """The end of the code span that covers a place; 0 where none does."""
        if not self._paragraph[0] <= at < self._paragraph[1]:
            index = bisect_right(self._breaks, at)
            start = self._breaks[index - 1] if index else 0
            end = self._breaks[index] if index < len(self._breaks) else len(self._text)
            self._paragraph, self._spans = (start, end), CodeSpans(self._text, start, end)
            self.skip(after)
        while span := self._spans.before(at):
            if span[1] > at:
                return span[1]
        return 0


class _Fences:
    """The fenced code of a text, each fence looked for when it is asked for, from outside of comments."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = Lines(text).starts
        self._any = "```" in text or "~~~" in text
        self._line = 0
        self._found: tuple[int, int] | None = None
        self._effort = EFFORT * len(self._starts) if self._any else 0

    def skip(self, end: int) -> None:
        """Go on behind a comment: a fence that begins in it is none."""
        if self._found and self._found[0] < end:
            self._found = None
            self._line = bisect_right(self._starts, end) - 1
            if self._starts[self._line] < end:
                self._line += 1

    def at(self, place: int) -> tuple[int, int] | None:
        """The first fenced code that ends behind a place; None where there is no more."""
        while self._effort > 0 and (self._found is None or self._found[1] <= place):
            self._found = self._following()
            if self._found is None:
                self._effort = 0
        return self._found

    def _following(self) -> tuple[int, int] | None:
        """The next fenced code."""
        found = next(find_fences(self._lines(), self._line), None)
        if found is None:
            return None
        first, last = found
        self._line = last + 1
        return self._starts[first], self._end(last)

    def _lines(self) -> Iterator[str]:
        """The lines from the current one on, each of which costs effort."""
        for number in range(self._line, len(self._starts)):
            self._effort -= 1
            yield self._text[self._starts[number] : self._end(number)]

    def _end(self, number: int) -> int:
        return self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self._text)


def _indented(text: str) -> list[tuple[int, int]]:
    """Where the lines of indented code begin and end."""
    found, start = [], 0
    lines = text.split("\n")
    options = _options(lines)
    for number, (line, masked) in enumerate(zip(lines, mask_indented(lines), strict=True)):
        if masked is not line and masked != line and number not in options:
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _options(lines: list[str]) -> set[int]:
    """The lines of options below the fences of blocks, be they set apart by empty lines: these are never code."""
    found: set[int] = set()
    number = 0
    while number < len(lines):
        last = number
        if BLOCK_START.match(lines[number]):
            while number + 1 < len(lines) and (not lines[number + 1].strip() or lines[number + 1][:4].isspace()):
                number += 1
                if OPTION.match(lines[number]):
                    found.update(range(last + 1, number + 1))
                    last = number
        number += 1
    return found
