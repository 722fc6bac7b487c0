"""What stands between a block's opening fence and its body: the options, also where they are misplaced."""

from __future__ import annotations

import re
from typing import NamedTuple

from foresite.fields import OPTION_NAMES
from foresite.problems import Code
from foresite.reading.blanks import mended_option
from foresite.reading.faults import Fault

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
