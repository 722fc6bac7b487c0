"""Find the blocks of the record in a text, their options, and what is wrong with their fences.

This scan is the authority. The host's own block parser turns a block that it cannot read into a
paragraph, and lets an unclosed one swallow the page, both without a word.
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

# What stands between a block's opening fence and its body: the options, also where they are misplaced.


OPTION = re.compile(r" {4,}\S")
LIKE_OPTION = re.compile(r"(?P<indent> *)(?P<name>[a-z-]+):(?: |$)", re.MULTILINE)


class Header(NamedTuple):
    """A block's content, divided; lines count from 1 within the text scanned."""

    options: str
    options_line: int
    body: str
    body_line: int
    faults: tuple[Fault, ...]


def split_header(content: list[str], line: int, *, recover: bool) -> Header:
    """Divide a block's content, whose first line is ``line``, into options and body.

    Options are the lines indented by four spaces directly under the fence. With ``recover``, options
    that an editor indented less, or set apart by an empty line, are read too, and reported.
    """
    faults: tuple[Fault, ...] = ()
    if recover and not "".join(content).isascii():
        content, faults = _with_plain_blanks(content, line)
    header = _divided(content, line, recover)
    return header._replace(faults=(*faults, *header.faults)) if faults else header


def _with_plain_blanks(content: list[str], line: int) -> tuple[list[str], tuple[Fault, ...]]:
    """The content with spaces and colons of the keyboard where its options need them, and what was there instead."""
    mended = list(content)
    faults = []
    for number, text in enumerate(content):
        if not text.strip():
            break
        found = mended_option(text)
        if found is None:
            continue
        option = found.line.strip().partition(":")[0]
        if option not in OPTION_NAMES and not OPTION.match(found.line):
            break
        mended[number] = found.line
        message = f"the line contains {found.odd}, expected an ordinary character"
        faults.append(Fault(line + number, Code.BAD_YAML, message, f"write '    {found.line.strip()}'"))
    return mended, tuple(faults)


def _divided(content: list[str], line: int, recover: bool) -> Header:
    lines = "\n".join(content).expandtabs(4).split("\n") if content else []
    end = 0
    fault: Fault | None = None
    while end < len(lines):
        if OPTION.match(lines[end]):
            end += 1
        elif recover and (found := _astray(lines, end)):
            hint = f"write '    {lines[found[0]].strip()}'" if found[0] == end else "take out the empty line"
            fault = fault or Fault(line + found[0], Code.BAD_YAML, found[1], hint)
            lines[end : found[0]] = [""] * (found[0] - end)
            lines[found[0]] = f"    {lines[found[0]].strip()}"
            end = found[0] + 1
        else:
            break
    start = end
    while start < len(content) and not content[start].strip():
        start += 1
    body = "\n".join(content[start:]).rstrip()
    return Header("\n".join(lines[:end]), line, body, line + start, (fault,) if fault else ())


def _astray(lines: list[str], at: int) -> tuple[int, str] | None:
    """The index of the next option that stands wrong, and what is wrong with it."""
    next_ = at
    while next_ < len(lines) and not lines[next_].strip():
        next_ += 1
    match = LIKE_OPTION.match(lines[next_]) if next_ < len(lines) else None
    if not match or match["name"] not in OPTION_NAMES:
        return None
    indent = len(match["indent"])
    if next_ == at and indent < 4:
        return next_, f"the option '{match['name']}' is indented by {indent}, expected 4 spaces"
    if next_ > at and indent >= 4:
        return (
            next_,
            f"there is an empty line before the option '{match['name']}', expected none between options",
        )
    return None


# The block grammar: where the blocks of a text stand, and what is wrong with their fences.


NAMES = tuple(KINDS)
"""The blocks of the record."""
FOREIGN = frozenset(
    (
        "admonition", "note", "attention", "caution", "danger", "error", "tip", "hint", "warning", "abstract",
        "info", "success", "question", "failure", "bug", "example", "quote", "details", "tab", "html",
        "caption", "figure-caption", "table-caption", "definition",
    )
)  # fmt: skip
"""The blocks that pymdownx and Material bring; they are left to them."""

OPENING = re.compile(r" {0,3}(?P<slashes>/{3,}) *(?P<name>[A-Za-z][\w-]*) *(?:\|(?P<title>.*))?$")
UNBARRED = re.compile(r" {0,3}(?P<slashes>/{3,}) *(?P<name>[A-Za-z][\w-]*) +(?P<title>[^|]+)$")
CLOSING = re.compile(r" {0,3}(?P<slashes>/{3,}) *$")
DISPLACED = re.compile(
    rf"[ \t>]*(?:(?:[-*+]|\d+[.)]) +)?(?P<slashes>/+) *(?P<name>{'|'.join(NAMES)}) *\|", re.IGNORECASE
)

HEADING = re.compile(r"#{1,6} ")
NOTE = "    #"
# Deeper than any page; what is open this deep was never closed, and is not kept open to the end of the file.
DEEPEST = 20


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
    """The line of the closing fence; of an unclosed block, the last line that is taken for its own."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scan of one text found."""

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
    """What a line is: its match with one of the four patterns, told apart by the match's ``re``."""
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
    known: bool = True
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
    hidden: list[tuple[int, int]] = field(default_factory=list)
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
                self._displaced(number, match["slashes"], match["name"].lower())
            else:
                self._open(number, match, [later for _, later in fences[index + 1 : index + 3]])
        while self.stack:
            self._unclosed(len(self.lines))
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
        """The lines that are fences, or would be but for a blank that is not a space."""
        for number, line in enumerate(self.visible, 1):
            if "/" in line and (match := match_fence(line)):
                yield number, match
            elif (mended := mended_fence(line)) and (match := match_fence(mended.line)):
                closes = match.re is CLOSING
                fence = match["slashes"] if closes else f"{match['slashes']} {match['name'].lower()}"
                message = f"the fence '{fence}' contains {mended.odd}, expected an ordinary character"
                hint = f"write '{_written(match, fence)}'"
                self._fault(number, Code.UNCLOSED_BLOCK if closes else Code.UNOPENED_BLOCK, message, hint)
                if match.re is not DISPLACED:
                    yield number, match

    def _fault(self, line: int, code: Code, message: str, hint: str = "") -> None:
        self.faults.append(Fault(line, code, message, hint))

    def _displaced(self, line: int, slashes: str, name: str) -> None:
        why = "is too short" if len(slashes) < 3 else "is indented or quoted"
        message = f"the fence '{slashes} {name}' {why}, so it does not open a block"
        expected = f"expected '/// {name} | Title' at the start of the line"
        self._fault(line, Code.UNOPENED_BLOCK, f"{message}, {expected}")

    def _open(self, line: int, match: re.Match[str], following: list[re.Match[str]]) -> None:
        name, title = match["name"].lower(), (match["title"] or "").strip()
        around = self._ours_around()
        known = name in NAMES or name in FOREIGN or name.startswith("details-")
        if match.re is UNBARRED and name not in NAMES and (known or not nearest(name, NAMES)):
            return
        block = _Open(line, len(match["slashes"]), name, title, known, stray=not known)
        if not known:
            self._fault(line, Code.UNKNOWN_BLOCK, f"no block '{name}', expected {one_of(NAMES)}", nearest(name, NAMES))
        elif match.re is UNBARRED:
            right = f"write '{block.fence} {name} | {title}'"
            self._fault(line, Code.MISSING_TITLE, f"'{name}' has no '|' before its title, expected one", right)
        if around and name in NAMES and block.slashes == around.slashes and not _closed_twice(block, following):
            while self.stack[-1] is not around:
                self._unclosed(line - 1)
            self._unclosed(line - 1)
        elif around:
            self._nested(block, around)
        if len(self.stack) == DEEPEST:
            self._unclosed(line - 1)
        self.stack.append(block)

    def _nested(self, block: _Open, around: _Open) -> None:
        block.stray = True
        if block.known:
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
            self._unclosed(line - 1)
        block = self.stack.pop()
        for mismatch in block.mismatches:
            message = f"this fence closes nothing, expected '{block.fence}' as on line {block.line}"
            self._fault(mismatch, Code.STRAY_FENCE, message)
        self._finish(block, line, closed=True)

    def _unclosed(self, last: int) -> None:
        """Close the innermost block where it probably ended, so that the rest of the page is still read."""
        block = self.stack.pop()
        message = f"{block.name} '{block.title}' is never closed, expected '{block.fence}' on a line of its own"
        hint = f"the fence on line {block.mismatches[0]} has another length" if block.mismatches else ""
        if block.known:
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
            content = _with_notes(content, block.line + 1, self.noted)
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
            self.hidden.append((block.line, last))
        else:
            options_end = header.options_line + header.options.count("\n") if header.options else block.line
            self.hidden += [(block.line, options_end), (last, last)] if closed else [(block.line, options_end)]
        if self.stack:
            self.stack[-1].inner.append((block.line, last))

    def _without_blocks(self, lines: list[str]) -> str:
        left = list(lines)
        for start, end in self.hidden:
            left[start - 1 : end] = [""] * len(left[start - 1 : end])
        return "\n".join(left)


def _with_notes(content: list[str], line: int, noted: frozenset[int]) -> list[str]:
    """A block's content with comments among its options as comments of YAML, which set nothing apart."""
    for index, text in enumerate(content):
        if line + index in noted:
            content[index] = NOTE
        elif not OPTION.match(text):
            # What stands before the body sets it apart, as an empty line does.
            while index and content[index - 1] is NOTE:
                index -= 1
                content[index] = ""
            break
    return content


def _written(match: re.Match[str], fence: str) -> str:
    """A fence as it should be written."""
    title = "" if match.re in (CLOSING, DISPLACED) else (match["title"] or "").strip()
    return f"{fence} | {title}" if title else fence


def _closed_twice(block: _Open, following: list[re.Match[str]]) -> bool:
    """Whether the next two fences close this block and the one around it: then it is nested, not next."""
    return len(following) == 2 and all(
        match.re is CLOSING and len(match["slashes"]) == block.slashes for match in following
    )
