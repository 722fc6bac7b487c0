"""Find the blocks of the record in a text, their options, and what is wrong with their fences.

This scan decides what is a block. The host's own block parser silently turns a block that it cannot read into a
paragraph, and extends an unclosed one to the end of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from foresite.model.fields import KINDS, OPTION_NAMES
from foresite.model.problems import Code, Fault, nearest, one_of
from foresite.parsing.characters import mended_fence, mended_option
from foresite.parsing.markdown.code import mask_blocks

# The header of a block, between its opening fence and its body: the options, even if misplaced.


OPTION = re.compile(r" {4,}\S")
LIKE_OPTION = re.compile(r"(?P<indent> *)(?P<name>[a-z-]+):(?: |$)", re.MULTILINE)


class Header(NamedTuple):
    """A block's content, split into options and body; lines count from 1 within the text scanned."""

    options: str
    options_line: int
    body: str
    body_line: int
    faults: tuple[Fault, ...]


def split_header(content: list[str], line: int, *, recover: bool) -> Header:
    """Split a block's content, whose first line is ``line``, into options and body.

    Options are the lines indented by four spaces directly under the fence. With ``recover``, options
    that an editor indented less, or set apart by an empty line, are read too, and reported.
    """
    faults: tuple[Fault, ...] = ()
    if recover and not "".join(content).isascii():
        content, faults = _replace_odd_blanks(content, line)
    header = _split_options(content, line, recover)
    return header._replace(faults=(*faults, *header.faults)) if faults else header


def _replace_odd_blanks(content: list[str], line: int) -> tuple[list[str], tuple[Fault, ...]]:
    """Replace odd spaces and colons in options by those of the keyboard, and report them."""
    lines = list(content)
    faults = []
    for number, text in enumerate(content):
        if not text.strip():
            break
        mended_line = mended_option(text)
        if mended_line is None:
            continue
        option = mended_line.line.strip().partition(":")[0]
        if option not in OPTION_NAMES and not OPTION.match(mended_line.line):
            break
        lines[number] = mended_line.line
        message = f"the line contains {mended_line.odd}, expected an ordinary character"
        faults.append(Fault(line + number, Code.BAD_YAML, message, f"write '    {mended_line.line.strip()}'"))
    return lines, tuple(faults)


def _split_options(content: list[str], line: int, recover: bool) -> Header:
    lines = "\n".join(content).expandtabs(4).split("\n") if content else []
    end = 0
    fault: Fault | None = None
    while end < len(lines):
        if OPTION.match(lines[end]):
            end += 1
        elif recover and (misplaced := _misplaced_option(lines, end)):
            hint = f"write '    {lines[misplaced[0]].strip()}'" if misplaced[0] == end else "take out the empty line"
            fault = fault or Fault(line + misplaced[0], Code.BAD_YAML, misplaced[1], hint)
            lines[end : misplaced[0]] = [""] * (misplaced[0] - end)
            lines[misplaced[0]] = f"    {lines[misplaced[0]].strip()}"
            end = misplaced[0] + 1
        else:
            break
    start = end
    while start < len(content) and not content[start].strip():
        start += 1
    body = "\n".join(content[start:]).rstrip()
    return Header("\n".join(lines[:end]), line, body, line + start, (fault,) if fault else ())


def _misplaced_option(lines: list[str], at: int) -> tuple[int, str] | None:
    """Return the index of the next misplaced option, and what is wrong with it; None if there is none."""
    option_index = at
    while option_index < len(lines) and not lines[option_index].strip():
        option_index += 1
    match = LIKE_OPTION.match(lines[option_index]) if option_index < len(lines) else None
    if not match or match["name"] not in OPTION_NAMES:
        return None
    indent = len(match["indent"])
    if option_index == at and indent < 4:
        return option_index, f"the option '{match['name']}' is indented by {indent}, expected 4 spaces"
    if option_index > at and indent >= 4:
        return (
            option_index,
            f"there is an empty line before the option '{match['name']}', expected none between options",
        )
    return None


# The block grammar: the positions of blocks in a text, and what is wrong with their fences.


NAMES = tuple(KINDS)
"""The blocks of the record."""
FOREIGN = frozenset(
    (
        "admonition", "note", "attention", "caution", "danger", "error", "tip", "hint", "warning", "abstract",
        "info", "success", "question", "failure", "bug", "example", "quote", "details", "tab", "html",
        "caption", "figure-caption", "table-caption", "definition",
    )
)  # fmt: skip
"""The blocks of pymdownx and Material, which render them."""

OPENING = re.compile(r" {0,3}(?P<slashes>/{3,}) *(?P<name>[A-Za-z][\w-]*) *(?:\|(?P<title>.*))?$")
UNBARRED = re.compile(r" {0,3}(?P<slashes>/{3,}) *(?P<name>[A-Za-z][\w-]*) +(?P<title>[^|]+)$")
CLOSING = re.compile(r" {0,3}(?P<slashes>/{3,}) *$")
DISPLACED = re.compile(
    rf"[ \t>]*(?:(?:[-*+]|\d+[.)]) +)?(?P<slashes>/+) *(?P<name>{'|'.join(NAMES)}) *\|", re.IGNORECASE
)

HEADING = re.compile(r"#{1,6} ")
NOTE = "    #"
# Deeper than any page needs: a block open at this depth was never closed, and is closed here.
MAX_DEPTH = 20


class RawBlock(NamedTuple):
    """A block as written; lines count from 1 within the text scanned."""

    name: str
    """In lower case."""
    title: str
    options: str
    """The lines of options, still indented."""
    options_line: int
    body: str
    """Without the empty lines around it."""
    body_line: int
    line: int
    """The line of the opening fence."""
    end_line: int
    """The line of the closing fence; for an unclosed block, the last line assigned to it."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The result of scanning one text."""

    blocks: tuple[RawBlock, ...]
    """The blocks of the record, by line; none stands inside another."""
    strays: tuple[RawBlock, ...]
    """Blocks of an unknown name or inside another, read for their mistakes only."""
    foreign: tuple[RawBlock, ...]
    """Blocks of the host, without body."""
    outside: str
    """The text with blocks as empty lines, so that every other line keeps its number."""
    prose: str
    """The same, with fenced and indented code and comments as spaces as well; code spans are still in it."""
    visible: str
    """The text with its blocks, but with fenced and indented code and comments as spaces."""
    faults: tuple[Fault, ...]


def match_fence(line: str) -> re.Match[str] | None:
    """Match a line with one of the four fence patterns, to be told apart by the match's ``re``."""
    return CLOSING.match(line) or OPENING.match(line) or UNBARRED.match(line) or DISPLACED.match(line)


def scan(text: str, noted: frozenset[int] = frozenset()) -> Scan:
    """Find the blocks of a text; never raises.

    ``noted`` are the lines that held a comment, which may stand between options.
    """
    return _Scanner(text, noted).run()


@dataclass(slots=True)
class _Open:
    """A block whose end is not yet known."""

    line: int
    slashes: int
    name: str
    title: str
    is_known: bool = True
    stray: bool = False
    mismatches: list[int] = field(default_factory=list)
    """The lines of closing fences of another length inside it."""
    inner: list[tuple[int, int]] = field(default_factory=list)
    """The lines of blocks inside it, both ends included."""

    @property
    def ours(self) -> bool:
        return self.name in NAMES

    @property
    def fence(self) -> str:
        return "/" * self.slashes


@dataclass(slots=True)
class _Scanner:
    text: str
    noted: frozenset[int] = frozenset()
    lines: list[str] = field(init=False)
    masked: str = field(init=False)
    visible: list[str] = field(init=False)
    stack: list[_Open] = field(default_factory=list)
    blocks: list[RawBlock] = field(default_factory=list)
    strays: list[RawBlock] = field(default_factory=list)
    foreign: list[RawBlock] = field(default_factory=list)
    block_ranges: list[tuple[int, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        self.masked = mask_blocks(self.text)
        self.visible = self.masked.split("\n")

    def run(self) -> Scan:
        fences = list(self._fences())
        for index, (number, match) in enumerate(fences):
            if match.re is CLOSING:
                self._close(number, len(match["slashes"]))
            elif match.re is DISPLACED:
                self._report_displaced(number, match["slashes"], match["name"].lower())
            else:
                self._open(number, match, [later for _, later in fences[index + 1 : index + 3]])
        while self.stack:
            self._close_unclosed(len(self.lines))
        return Scan(
            tuple(sorted(self.blocks, key=lambda block: block.line)),
            tuple(sorted(self.strays, key=lambda block: block.line)),
            tuple(sorted(self.foreign, key=lambda block: block.line)),
            self._without_blocks(self.lines),
            self._without_blocks(self.visible),
            self.masked,
            tuple(sorted(self.faults, key=lambda fault: fault.line)),
        )

    def _fences(self) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the lines that are fences, or would be but for an odd character."""
        for number, line in enumerate(self.visible, 1):
            if "/" in line and (match := match_fence(line)):
                yield number, match
            elif (mended := mended_fence(line)) and (match := match_fence(mended.line)):
                closes = match.re is CLOSING
                fence = match["slashes"] if closes else f"{match['slashes']} {match['name'].lower()}"
                message = f"the fence '{fence}' contains {mended.odd}, expected an ordinary character"
                hint = f"write '{_corrected_fence(match, fence)}'"
                self._fault(number, Code.UNCLOSED_BLOCK if closes else Code.UNOPENED_BLOCK, message, hint)
                if match.re is not DISPLACED:
                    yield number, match

    def _fault(self, line: int, code: Code, message: str, hint: str = "") -> None:
        self.faults.append(Fault(line, code, message, hint))

    def _report_displaced(self, line: int, slashes: str, name: str) -> None:
        why = "is too short" if len(slashes) < 3 else "is indented or quoted"
        message = f"the fence '{slashes} {name}' {why}, so it does not open a block"
        expected = f"expected '/// {name} | Title' at the start of the line"
        self._fault(line, Code.UNOPENED_BLOCK, f"{message}, {expected}")

    def _open(self, line: int, match: re.Match[str], following: list[re.Match[str]]) -> None:
        name, title = match["name"].lower(), (match["title"] or "").strip()
        around = self._ours_around()
        is_known = name in NAMES or name in FOREIGN or name.startswith("details-")
        if match.re is UNBARRED and name not in NAMES and (is_known or not nearest(name, NAMES)):
            return
        block = _Open(line, len(match["slashes"]), name, title, is_known, stray=not is_known)
        if not is_known:
            self._fault(line, Code.UNKNOWN_BLOCK, f"no block '{name}', expected {one_of(NAMES)}", nearest(name, NAMES))
        elif match.re is UNBARRED:
            correction = f"write '{block.fence} {name} | {title}'"
            self._fault(line, Code.MISSING_TITLE, f"'{name}' has no '|' before its title, expected one", correction)
        if around and name in NAMES and block.slashes == around.slashes and not _closes_both(block, following):
            while self.stack[-1] is not around:
                self._close_unclosed(line - 1)
            self._close_unclosed(line - 1)
        elif around:
            self._mark_nested(block, around)
        if len(self.stack) == MAX_DEPTH:
            self._close_unclosed(line - 1)
        self.stack.append(block)

    def _mark_nested(self, block: _Open, around: _Open) -> None:
        block.stray = True
        if block.is_known:
            where = f"inside the {around.name} on line {around.line}"
            message = f"'{block.name}' is {where}, expected Markdown without blocks"
            hint = f"close the {around.name} with '{around.fence}' first"
            self._fault(block.line, Code.NESTED_BLOCK, message, hint)

    def _ours_around(self) -> _Open | None:
        return next((block for block in reversed(self.stack) if block.ours and not block.stray), None)

    def _close(self, line: int, slashes: int) -> None:
        if not any(block.slashes == slashes for block in self.stack):
            if self.stack:
                self.stack[-1].mismatches.append(line)
            else:
                self._fault(
                    line,
                    Code.STRAY_FENCE,
                    f"'{'/' * slashes}' closes nothing, expected an open block before it",
                )
            return
        while self.stack[-1].slashes != slashes:
            self._close_unclosed(line - 1)
        block = self.stack.pop()
        for mismatch in block.mismatches:
            message = f"this fence closes nothing, expected '{block.fence}' as on line {block.line}"
            self._fault(mismatch, Code.STRAY_FENCE, message)
        self._finish(block, line, closed=True)

    def _close_unclosed(self, last: int) -> None:
        """Close the innermost block where it probably ended, so that the rest of the page is still read."""
        block = self.stack.pop()
        message = f"{block.name} '{block.title}' is never closed, expected '{block.fence}' on a line of its own"
        hint = f"the fence on line {block.mismatches[0]} has another length" if block.mismatches else ""
        if block.is_known:
            self._fault(block.line, Code.UNCLOSED_BLOCK, message, hint)
        if block.mismatches:
            self._finish(block, block.mismatches[0], closed=True)
            return
        headings = (n for n in range(block.line + 1, last + 1) if HEADING.match(self.visible[n - 1]))
        self._finish(block, next(headings, last + 1) - 1, closed=False)

    def _finish(self, block: _Open, last: int, *, closed: bool) -> None:
        content = self.lines[block.line : last - 1 if closed else last]
        for start, end in block.inner:
            content[start - block.line - 1 : end - block.line] = [""] * (end - start + 1)
        if self.noted:
            content = _comments_as_yaml(content, block.line + 1, self.noted)
        header = split_header(content, block.line + 1, recover=block.ours)
        self.faults += header.faults
        raw = RawBlock(
            block.name,
            block.title,
            header.options,
            header.options_line,
            header.body,
            header.body_line,
            block.line,
            last,
        )
        if block.stray:
            self.strays.append(raw)
        elif block.ours:
            self.blocks.append(raw)
        else:
            self.foreign.append(raw)
        if block.ours or block.stray:
            self.block_ranges.append((block.line, last))
        else:
            options_end = header.options_line + header.options.count("\n") if header.options else block.line
            self.block_ranges += [(block.line, options_end), (last, last)] if closed else [(block.line, options_end)]
        if self.stack:
            self.stack[-1].inner.append((block.line, last))

    def _without_blocks(self, lines: list[str]) -> str:
        remaining = list(lines)
        for start, end in self.block_ranges:
            remaining[start - 1 : end] = [""] * len(remaining[start - 1 : end])
        return "\n".join(remaining)


def _comments_as_yaml(content: list[str], line: int, noted: frozenset[int]) -> list[str]:
    """Turn comments among a block's options into YAML comments, so that they do not end the options."""
    for index, text in enumerate(content):
        if line + index in noted:
            content[index] = NOTE
        elif not OPTION.match(text):
            # A comment directly before the body separates it, as an empty line does.
            while index and content[index - 1] is NOTE:
                index -= 1
                content[index] = ""
            break
    return content


def _corrected_fence(match: re.Match[str], fence: str) -> str:
    """Return a fence as it should be written."""
    title = "" if match.re in (CLOSING, DISPLACED) else (match["title"] or "").strip()
    return f"{fence} | {title}" if title else fence


def _closes_both(block: _Open, following: list[re.Match[str]]) -> bool:
    """Check whether the next two fences close this block and the one around it: then it is nested, not next."""
    return len(following) == 2 and all(
        match.re is CLOSING and len(match["slashes"]) == block.slashes for match in following
    )
