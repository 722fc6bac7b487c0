"""Find the code in a Markdown text, and mask it by spaces, so that lines and offsets stay the same.

Fences follow pymdownx's superfences, which is what renders them: a closing fence repeats the opening
one exactly, at the same indentation; a line that stands further left abandons the fence, and one that
is never closed hides nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from textwrap import dedent
from types import MappingProxyType

# Lines of offsets.


END = re.compile(r"\n")


class Lines:
    """Maps the offsets of a text to lines; ``first`` is the line on which the text begins in its file."""

    def __init__(self, text: str, first: int = 1) -> None:
        self.starts = [0, *(match.end() for match in END.finditer(text))]
        """The offset at which each line begins."""
        self._before = first - 1

    def at(self, offset: int) -> int:
        """Return the line of an offset."""
        return self._before + bisect_right(self.starts, offset)


# Code and comments of a Markdown text, masked by spaces so that lines and offsets stay the same.


TAB = 4
FENCE = re.compile(
    r"(?P<prefix>[> \t]*)(?P<fence>`{3,}|~{3,})"
    r"""(?:[ \t]*+\.?[\w#.+-]++(?=[ \t{]|$))?"""
    r"""(?:[ \t]*+[A-Za-z]\w*+(?:="[^"\n]*"|='[^'\n]*')?+(?=[ \t{]|$))*+[ \t]*(?:\{[^\n]*\})?[ \t]*$"""
)
PREFIX = re.compile(r"[> ]*")
# Starts of containers, whose indented lines after a blank one are not code.
CONTAINER = re.compile(r" {0,3}(?:[-*+][ \t]|\d+[.)][ \t]|:[ \t]|\[\^|!!!|\?\?\?|===)")
# The end of a paragraph, which also ends any open code span.
BREAK = re.compile(r"\n(?=[ \t>]*(?:\n|[-*+][ \t]|\d+[.)][ \t]|#|\|))")
BACKTICKS = re.compile(r"`+")
# Indented code can begin only after an empty line, a heading or a quotation, or within a quotation.
INDENTED = re.compile(r"\n(?:[^\S\n]*|[^\S\n]*#[^\n]*|[ ]{0,3}>[^\n]*)\n[^\S\n]+\S|\n[ ]{0,3}>[^\n]*(?:[^\S\n]{4}|\t)")
DIAGRAM = re.compile(r"(?:`{3,}|~{3,})[ \t]*(?:\{[ ]*)?\.?mermaid\b")
"""The opening fence of a diagram."""
QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
PRE = re.compile(r"^[ ]{0,3}<pre\b[^<>]*>", re.MULTILINE | re.IGNORECASE)
PRE_END = re.compile(r"</pre\s*>", re.IGNORECASE)


def mask_code(text: str) -> str:
    """Replace fenced, indented and inline code and HTML comments by spaces."""
    return mask_spans(mask_blocks(text))


def mask_blocks(text: str) -> str:
    """Replace fenced and indented code and HTML comments by spaces; code spans stay."""
    if "```" in text or "~~~" in text or "<!--" in text or INDENTED.search(f"\n\n{text}"):
        lines = text.split("\n")
        text = "\n".join(mask_indented(_mask_comments(mask_fences(lines)), fence_places(lines)))
    return _mask_ranges(text, _preformatted_ranges(text)) if "<pre" in text.lower() else text


def mask_fences(lines: list[str]) -> list[str]:
    """Replace fenced code in the lines by spaces, its fences included."""
    masked = list(lines)
    for start, end in find_fences(lines):
        masked[start : end + 1] = [" " * len(line) for line in lines[start : end + 1]]
    return masked


def find_fences(lines: Iterable[str], first: int = 0) -> Iterator[tuple[int, int]]:
    """Find the first and last line of each piece of fenced code, its fences included; lines count from ``first``."""
    opened: tuple[int, int, str] | None = None
    for number, line in enumerate(lines, first):
        if opened is None:
            if ("```" in line or "~~~" in line) and (match := FENCE.match(line)):
                opened = number, len(match["prefix"].expandtabs(TAB)), match["fence"]
            continue
        start, width, fence = opened
        expanded = line.expandtabs(TAB)
        prefix = PREFIX.match(expanded[:width])
        depth = prefix.end() if prefix else 0
        content = expanded[depth:].rstrip()
        if not content:
            continue
        if depth < width:
            opened = None
        elif content == fence:
            yield start, number
            opened = None


def blocks_of_code(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the first and last line of each block of code, from 0, with its code; a diagram has no code to read."""
    lines = text.split("\n")
    fences = dict(find_fences(lines))
    commented = _mask_comments(mask_fences(lines))
    indented = mask_indented(commented, fence_places(lines))
    masked, places = "\n".join(indented), Lines(text, 0)
    preformatted = {places.at(start): (places.at(end), text[start:end]) for start, end in _preformatted_ranges(masked)}
    number = 0
    while number < len(lines):
        first, quoted = number, lines[number].lstrip().startswith(">")
        if number in fences:
            number = fences[number]
            opening = FENCE.match(lines[first])
            drawn = opening and DIAGRAM.match(lines[first], opening.start("fence"))
            yield first, number, [] if drawn else _dedented(lines[first + 1 : number], quoted)
        elif number in preformatted:
            number, content = preformatted[number]
            yield first, number, unescape(re.sub("<[^<>]*>", "", content)).strip("\n").split("\n")
        elif indented[number] != commented[number]:
            end = number
            while end < len(lines) and (indented[end] != commented[end] or not lines[end].strip("> \t")):
                number, end = (end if indented[end] != commented[end] else number), end + 1
            yield first, number, _dedented(lines[first : number + 1], quoted)
        number += 1


def _dedented(lines: list[str], quoted: bool) -> list[str]:
    """Remove the indentation that all lines share, and the marks of a quotation that they stand in."""
    if quoted:
        marks = [QUOTE.match(line) for line in lines]
        lines = [line[mark.end() :] if mark else line for line, mark in zip(lines, marks, strict=True)]
    return dedent("\n".join(line.expandtabs(TAB) for line in lines)).split("\n")


class CodeSpans:
    """The code spans of a paragraph, in order: each lies between two runs of backticks of equal length."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._runs = [match.span() for match in BACKTICKS.finditer(text, start, end)]
        self._starts_by_length: dict[int, list[int]] = {}
        for first, last in self._runs:
            self._starts_by_length.setdefault(last - first, []).append(first)
        self._next = 0

    def skip(self, end: int) -> None:
        """Move past an offset: the backticks before it open nothing."""
        while self._next < len(self._runs) and self._runs[self._next][0] < end:
            self._next += 1

    def before(self, offset: int) -> tuple[int, int] | None:
        """Return the start and end of the next span that begins before an offset; None if there are no more."""
        while self._next < len(self._runs) and self._runs[self._next][0] < offset:
            start, end = self._runs[self._next]
            self._next += 1
            escaped = _count_backslashes(self._text, start) % 2
            length = end - start - escaped
            later = self._starts_by_length.get(length, [])
            index = bisect_right(later, start)
            if not length or index == len(later):
                continue
            self.skip(later[index] + length)
            return start + escaped, later[index] + length
        return None


def mask_spans(text: str) -> str:
    """Replace code spans by spaces; a span may run over lines, but not over paragraphs."""
    if "`" not in text:
        return text
    return _mask_ranges(text, _span_ranges(text))


def blank(text: str) -> str:
    """Return spaces for everything but line ends."""
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _span_ranges(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in (*(match.start() for match in BREAK.finditer(text)), len(text)):
        spans = CodeSpans(text, start, end)
        while span := spans.before(end):
            yield span
        start = end


def _count_backslashes(text: str, before: int) -> int:
    count = 0
    while count < before and text[before - count - 1] == "\\":
        count += 1
    return count


def _mask_comments(lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    if "<!--" not in text:
        return lines
    return _mask_ranges(text, _comment_ranges(text)).split("\n")


def _comment_ranges(text: str) -> Iterator[tuple[int, int]]:
    spans_hidden = mask_spans(text)
    start = spans_hidden.find("<!--")
    while start >= 0:
        # An unclosed comment is text, as it is to Python-Markdown; `<!-->` is closed at once.
        end = text.find("-->", start + 2)
        if end < 0:
            return
        yield start, end + 3
        start = spans_hidden.find("<!--", end + 3)


def _mask_ranges(text: str, ranges: Iterator[tuple[int, int]]) -> str:
    pieces, last_end = [], 0
    for start, end in ranges:
        pieces += [text[last_end:start], blank(text[start:end])]
        last_end = end
    return "".join((*pieces, text[last_end:]))


def fence_places(lines: list[str]) -> dict[int, tuple[int, int]]:
    """Return the last line and the indentation of fenced code by its first line, except within quotations."""
    return {start: (end, _indent(lines[start])) for start, end in find_fences(lines) if lines[start].lstrip()[0] != ">"}


def mask_indented(lines: list[str], fences: Mapping[int, tuple[int, int]] = MappingProxyType({})) -> list[str]:
    """Replace indented code in the lines by spaces; a line that continues a list item is not code.

    ``fences`` has the places of fenced code that is masked already. Markdown takes each for one line of text.
    """
    ends = frozenset(end for end, _ in fences.values())
    masked = []
    after_blank, in_code = True, False
    # The indentation of the innermost list item's text, and the markers of the enclosing quotation.
    inside, quoted = 0, ""
    for number, line in enumerate(lines):
        if after_blank and number in fences:
            inside = min(inside, fences[number][1] // TAB * TAB)
        quote = QUOTE.match(line) if ">" in line[:4] else None
        depth = quote[0].replace(" ", "") if quote else ""
        if depth != quoted:
            # A line that leaves a quotation without a blank line continues its paragraph.
            after_blank, in_code, inside, quoted = after_blank or len(depth) > len(quoted), False, 0, depth
        content = line[quote.end() :] if quote else line
        if not content or content.isspace():
            after_blank = number not in ends
            masked.append(line)
            continue
        indent = _indent(content) if content[0].isspace() else 0
        if after_blank and indent < inside:
            inside = indent // TAB * TAB
        in_code = indent >= inside + TAB and (after_blank or in_code)
        bare = content.lstrip()
        if not in_code and not bare[0].isalpha() and CONTAINER.match(bare):
            inside = min(indent // TAB * TAB, inside) + TAB
        masked.append(" " * len(line) if in_code else line)
        # A heading ends with its line.
        after_blank = bare[0] == "#" and not in_code
    return masked


def _preformatted_ranges(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of preformatted HTML, which Markdown leaves alone; an unclosed one does not count."""
    last_end = 0
    for opening in PRE.finditer(text):
        if opening.start() < last_end:
            continue
        closing = PRE_END.search(text, opening.end())
        if not closing:
            return
        last_end = closing.end()
        yield opening.end(), closing.start()


def _indent(line: str) -> int:
    expanded = line.expandtabs(TAB)
    return len(expanded) - len(expanded.lstrip())
