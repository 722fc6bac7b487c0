"""Remove the comments of a page: notes for editors, which are never published.

They are removed from a page's text before anything else reads it, so that no later step can publish them. A comment
in code is code. Lines keep their numbers.
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
"""The start of a comment in HTML, in Jinja, or as an empty link definition, as is usual in Markdown."""
DIRECTIVE = re.compile(r"(?<![^\n])<!--[ \t]*(?:more|material/[^<>\n]*?)[ \t]*-->[ \t]*(?=\n|\Z)")
"""Directives that another plugin removes: the end of an excerpt, the place of a list of tags."""
DEFINITION = re.compile(
    r"""(?:#|<[^<>\n]*>)[ \t]*(?:\n[ \t]*)?(?:"[^"]*"|'[^']*'|\((?:[^()\\]|\\.)*\))[ \t]*(?=\n|\Z)"""
)
# The end of an open code span: that of its paragraph, or a line that opens a comment.
BREAK = re.compile(r"\n(?=[ \t>]*(?:\n|[-*+][ \t]|\d+[.)][ \t]|#|\||<!--|/{3}))")
BLOCK_END = re.compile(r"^/{3,}[ \t]*$", re.MULTILINE)
BLOCK_START = re.compile(r"^/{3,}[ \t]*[\w-]", re.MULTILINE)
REST_BLANK = re.compile(r"[ \t]*(?=\n|\Z)")
SPACE = re.compile(r"[ \t]*")
Mistake = tuple[int, str, str]
"""The offset of a mistake, a message and a hint."""
OPTION = re.compile(r"[ \t]+[a-z-]{1,40}:(?:[ \t]|$)")
EFFORT = 30
"""The limit of lines searched for fences, as a multiple of the page's lines; later fences are ignored."""


class Uncommented(NamedTuple):
    """A text without its comments."""

    text: str
    noted: frozenset[int]
    """The lines, counted from 1, that held nothing but a comment."""
    faults: tuple[Fault, ...]


def without_comments(text: str) -> Uncommented:
    """Remove the comments of a Markdown text; every other line keeps its number. Never raises.

    An unclosed comment hides the rest of its block, or of the page.
    """
    if "<!--" not in text and "{#" not in text and "]:" not in text:
        return Uncommented(text, frozenset(), ())
    finder = _Finder(text)
    return _remove_ranges(text, list(finder.find()), finder.mistakes)


def without_notes(text: str) -> Uncommented:
    """Remove the comments of a text that is not Markdown, such as front matter: nothing in it is code."""
    if "<!--" not in text:
        return Uncommented(text, frozenset(), ())
    ranges, mistakes, start = [], [], text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 2)
        if end < 0:
            mistakes.append((start, *_unclosed_message("<!--", "-->")))
        end = len(text) if end < 0 else end + 3
        ranges.append((start, end))
        start = text.find("<!--", end)
    return _remove_ranges(text, ranges, mistakes)


def _remove_ranges(text: str, ranges: list[tuple[int, int]], mistakes: list[Mistake]) -> Uncommented:
    pieces: list[str] = []
    noted: set[int] = set()
    last_end, line = 0, 1
    # The remains of the current line: whether it is blank, and whether it ends in white space.
    blank, spaced = True, True
    for start, end in ranges:
        before = text[last_end:start]
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
        last_end, line = end, line + height
    return Uncommented("".join((*pieces, text[last_end:])), frozenset(noted), _faults(text, mistakes))


def _faults(text: str, mistakes: list[Mistake]) -> tuple[Fault, ...]:
    faults, line, last_offset = [], 1, 0
    for at, message, hint in sorted(mistakes):
        line, last_offset = line + text.count("\n", last_offset, at), at
        faults.append(Fault(line, Code.UNCLOSED_COMMENT, message, hint))
    return tuple(faults)


def _unclosed_message(opening: str, closing: str) -> tuple[str, str]:
    message = f"the comment that '{opening}' opens is never closed, expected '{closing}'"
    return message, "until then nothing that follows it is published"


@dataclass(slots=True)
class _Finder:
    """Goes through a text once, from each comment to the next, as a renderer does."""

    text: str
    mistakes: list[Mistake] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    """Closing marks that do not occur in the rest of the text."""
    closing: int = 0
    """The offset at which the next block closes; -1 if none does."""
    fences: _Fences = field(init=False)
    indented: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.fences = _Fences(self.text)
        self.indented = _indented_code(self.text)

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
            if span_end := spans.around(start, at):
                at = span_end
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
        """Return the end of the comment that begins there; 0 if none does."""
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
            self.mistakes.append((start, *_unclosed_message(opening, closing)))
            return self._unclosed_end(start)
        inner = text.find(opening, match.end(), end)
        if inner >= 0:
            message = f"a comment holds '{opening}' again, expected '{closing}' before it"
            self.mistakes.append((inner, message, f"a comment ends at the first '{closing}'"))
            end = self._nested_end(end, opening, closing)
        return end + len(closing)

    def _nested_end(self, end: int, opening: str, closing: str) -> int:
        """Return the intended end of a comment within a comment: the next closing mark, if nothing opens before it."""
        next_ = self.text.find(opening, end)
        outer = self.text.find(closing, end + len(closing), next_ if next_ >= 0 else len(self.text))
        return max(outer, end)

    def _in_block(self, start: int) -> bool:
        """Check whether an offset is inside a block."""
        if self.closing < start and self.closing >= 0:
            closing = BLOCK_END.search(self.text, start)
            self.closing = closing.start() if closing else -1
        return self.closing >= 0 and not BLOCK_START.search(self.text, start, self.closing)

    def _unclosed_end(self, start: int) -> int:
        """Return the end of the text hidden by an unclosed comment: that of its block, or of the page."""
        closing = BLOCK_END.search(self.text, start)
        if closing and not BLOCK_START.search(self.text, start, closing.start()):
            return closing.start() - 1
        return len(self.text)


class _Spans:
    """The code spans of a text, paragraph by paragraph; offsets must be asked for in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in BREAK.finditer(text)]
        self._paragraph = (0, -1)
        self._spans = CodeSpans(text, 0, 0)

    def skip(self, end: int) -> None:
        """Move past a comment: the backticks in it open nothing."""
        self._spans.skip(end)

    def around(self, at: int, after: int) -> int:
        """Return the end of the code span that covers an offset; 0 if none does."""
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
    """The fenced code of a text, searched for on demand and outside of comments only."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = Lines(text).starts
        self._has_fences = "```" in text or "~~~" in text
        self._line = 0
        self._current: tuple[int, int] | None = None
        self._effort = EFFORT * len(self._starts) if self._has_fences else 0

    def skip(self, end: int) -> None:
        """Move past a comment: a fence that begins in it does not count."""
        if self._current and self._current[0] < end:
            self._current = None
            self._line = bisect_right(self._starts, end) - 1
            if self._starts[self._line] < end:
                self._line += 1

    def at(self, place: int) -> tuple[int, int] | None:
        """Return the first fenced code that ends after an offset; None if there are no more."""
        while self._effort > 0 and (self._current is None or self._current[1] <= place):
            self._current = self._next_fence()
            if self._current is None:
                self._effort = 0
        return self._current

    def _next_fence(self) -> tuple[int, int] | None:
        """Return the next fenced code."""
        fence = next(find_fences(self._lines(), self._line), None)
        if fence is None:
            return None
        first, last = fence
        self._line = last + 1
        return self._starts[first], self._end(last)

    def _lines(self) -> Iterator[str]:
        """Yield the lines from the current one on; each is counted against the effort."""
        for number in range(self._line, len(self._starts)):
            self._effort -= 1
            yield self._text[self._starts[number] : self._end(number)]

    def _end(self, number: int) -> int:
        return self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self._text)


def _indented_code(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each line of indented code."""
    ranges, start = [], 0
    lines = text.split("\n")
    options = _option_lines(lines)
    for number, (line, masked) in enumerate(zip(lines, mask_indented(lines), strict=True)):
        if masked is not line and masked != line and number not in options:
            ranges.append((start, start + len(line)))
        start += len(line) + 1
    return ranges


def _option_lines(lines: list[str]) -> set[int]:
    """Return the indexes of option lines below block fences, which are never code, even after empty lines."""
    numbers: set[int] = set()
    number = 0
    while number < len(lines):
        last = number
        if BLOCK_START.match(lines[number]):
            while number + 1 < len(lines) and (not lines[number + 1].strip() or lines[number + 1][:4].isspace()):
                number += 1
                if OPTION.match(lines[number]):
                    numbers.update(range(last + 1, number + 1))
                    last = number
        number += 1
    return numbers
