"""The grammar of citations, Pandoc's: ``[see @gauge2024, ¶7; -@rivera2025]``, ``@gauge2024 says``, ``@gauge2024 [¶7]``.

https://pandoc.org/MANUAL.html#citation-syntax. Where Pandoc falls back to plain text, a mistake is
found here instead: a bracket that does not close, a part without a key, two keys in one part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from foresite.citing.locators import split_locator
from foresite.model import Citation, CitedWork

KEY = re.compile(
    r"(?<![\w@])(?P<minus>(?<![\w-])-)?@"
    r"(?:\{(?P<braced>[^{}\s]+)\}|(?P<bare>\w(?:\w|[:.#$%&+?<>~/-](?=\w))*))"
)
HIDDEN = re.compile(
    r"\\[^\w\s]"  # an escaped character
    r"|<[A-Za-z/!?][^<>]*>"  # a tag, an autolink
    r"|\{\{.*?\}\}"  # a macro call
    r"|^[ ]{0,3}\[(?!\^)[^\]\n]+\]:.*$"  # the definition of a link
    r"|(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)"  # where a link leads
    r"|\b[a-z][a-z0-9+.-]*://[^\s<>\]]+",  # a bare address
    re.MULTILINE | re.IGNORECASE,
)
ESCAPED = re.compile(r"\\([^\w\s])")
BLANK_LINE = re.compile(r"\n[ \t]*\n")


class CitationError(ValueError):
    """A group that is no citation; its text says what was expected."""


@dataclass(frozen=True, slots=True)
class Found:
    """A citation in a text, or something that was meant as one."""

    start: int
    end: int
    """The offsets in the text, the end behind the last character."""
    citation: Citation | None
    """None where it is malformed."""
    error: str = ""
    """What is wrong with it and what was expected; empty for a citation."""


def find_citations(text: str) -> list[Found]:
    """Every citation of a Markdown text, in order; code must be masked already, offsets kept.

    E-mail addresses, escaped ``\\@``, addresses of links, tags and macro calls are no citations.
    """
    shown = HIDDEN.sub(lambda match: _blank(match[0]), text)
    found: list[Found] = []
    closing = _brackets(shown)
    at = 0
    while opener := re.compile(r"\[|-?@").search(shown, at):
        start = opener.start()
        here = _group(text, shown, start, closing) if opener[0] == "[" else _narrative(text, shown, start, closing)
        if here:
            found.append(here)
        at = here.end if here else opener.end() if opener[0] != "-@" else start + 1
    return found


def parse_group(inside: str) -> Citation:
    """Read what stands between the brackets of a citation.

    Raises:
        CitationError: where a part has no key, or two.
    """
    return Citation(tuple(_work(part) for part in _parts(inside)))


def _group(text: str, shown: str, start: int, closing: dict[int, int]) -> Found | None:
    """The citation, or the mistake, at an opening bracket."""
    end = closing.get(start)
    if end is None:
        stop = _paragraph_end(shown, start)
        if not (key := re.compile(r"-?@").match(shown, start + 1) or KEY.search(shown, start, stop)):
            return None
        line_end = shown.find("\n", key.end(), stop)
        return Found(start, stop if line_end < 0 else line_end, None, "a citation that is not closed, expected ']'")
    inside = shown[start + 1 : end]
    if not _top_level_key(inside):
        if re.match(r"-?@(?![\w@])", inside):
            return Found(start, end + 1, None, "a citation without a key, expected a form like [@key, ¶7]")
        return None
    if text[end + 1 : end + 2] in ("(", "[") and not shown.startswith("[@", end + 1):
        return Found(start, end + 1, None, r"a citation in the text of a link, expected it outside, or '\@' for a sign")
    try:
        return Found(start, end + 1, parse_group(text[start + 1 : end]))
    except CitationError as error:
        return Found(start, end + 1, None, str(error))


def _narrative(text: str, shown: str, start: int, closing: dict[int, int]) -> Found | None:
    """The mention in a sentence at ``start``, with the bracket that may follow it."""
    key = KEY.match(shown, start)
    if not key:
        return None
    name = key["braced"] or key["bare"]
    suppressed = bool(key["minus"])
    plain = Citation((CitedWork(name, author_suppressed=suppressed),), narrative=not suppressed)
    bracket = re.compile(r"[ \t]*\n?[ \t]*\[(?!\^)").match(shown, key.end())
    end = closing.get(bracket.end() - 1) if bracket else None
    if not bracket or end is None or text[end + 1 : end + 2] in ("(", "[", ":"):
        return Found(start, key.end(), plain)
    first, *others = _parts(text[bracket.end() : end])
    if _top_level_key(HIDDEN.sub(lambda match: _blank(match[0]), first)):
        return Found(start, key.end(), plain)
    label, locator, suffix = split_locator(first)
    work = CitedWork(name, "", label, locator, _plain(suffix), suppressed)
    try:
        rest = tuple(_work(part) for part in others)
    except CitationError as error:
        return Found(start, end + 1, None, str(error))
    return Found(start, end + 1, Citation((work, *rest), narrative=not suppressed))


def _work(part: str) -> CitedWork:
    shown = HIDDEN.sub(lambda match: _blank(match[0]), part)
    keys = list(KEY.finditer(shown))
    written = " ".join(part.split())
    if not keys:
        raise CitationError(f"'{written}' names no key, expected a form like [see @key, ¶7]")
    if len(keys) > 1:
        raise CitationError(f"'{written}' names two keys, expected ';' between them")
    key = keys[0]
    label, locator, suffix = split_locator(part[key.end() :])
    return CitedWork(
        key=key["braced"] or key["bare"],
        prefix=_plain(part[: key.start()]),
        label=label,
        locator=locator,
        suffix=_plain(suffix),
        author_suppressed=bool(key["minus"]),
    )


def _parts(inside: str) -> list[str]:
    """A group at its semicolons, those in brackets, braces or behind a backslash left alone."""
    shown = HIDDEN.sub(lambda match: _blank(match[0]), inside)
    parts, depth, start = [], 0, 0
    for at, char in enumerate(shown):
        depth += (char in "[{(") - (char in "]})")
        if char == ";" and depth <= 0:
            parts.append(inside[start:at])
            start = at + 1
    return [*parts, inside[start:]]


def _brackets(shown: str) -> dict[int, int]:
    """Each opening bracket with its closing one, within paragraphs."""
    closing: dict[int, int] = {}
    start = 0
    for stop in [*(blank.start() for blank in BLANK_LINE.finditer(shown)), len(shown)]:
        open_: list[int] = []
        for bracket in re.compile(r"[\[\]]").finditer(shown, start, stop):
            if bracket[0] == "[":
                open_.append(bracket.start())
            elif open_:
                closing[open_.pop()] = bracket.start()
        start = stop
    return closing


def _top_level_key(inside: str) -> bool:
    """Whether a key stands in the group itself, not only in brackets within it."""
    depth, flat = 0, []
    for char in inside:
        depth -= char == "]"
        flat.append(" " if depth > 0 else char)
        depth += char == "["
    return bool(KEY.search("".join(flat)))


def _paragraph_end(shown: str, start: int) -> int:
    blank = BLANK_LINE.search(shown, start)
    return blank.start() if blank else len(shown)


def _blank(written: str) -> str:
    return "".join("\n" if char == "\n" else " " for char in written)


def _plain(text: str) -> str:
    """Text as it reads: white space in one, escapes undone."""
    return ESCAPED.sub(r"\1", " ".join(text.split()))
