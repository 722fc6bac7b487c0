"""Find what of a Markdown text is code, and mask it by spaces, so that lines and offsets stay.

Fences follow pymdownx's superfences, which is what renders them: a closing fence repeats the opening
one exactly, at the same indentation; a line that stands further left abandons the fence, and one that
is never closed hides nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

# The lines on which the offsets of a text stand.


END = re.compile(r"\n")


class Lines:
    """Give the line of each offset of a text; ``first`` is the line on which the text begins in its file."""

    def __init__(self, text: str, first: int = 1) -> None:
        self.starts = [0, *(match.end() for match in END.finditer(text))]
        """The offset at which each line begins."""
        self._before = first - 1

    def at(self, offset: int) -> int:
        """Return the line of an offset."""
        return self._before + bisect_right(self.starts, offset)


# What of a Markdown text is code or comment: masked by spaces, so that lines and offsets stay.


TAB = 4
FENCE = re.compile(
    r"(?P<prefix>[> \t]*)(?P<fence>`{3,}|~{3,})"
    r"""(?:[ \t]*+\.?[\w#.+-]++(?=[ \t{]|$))?"""
    r"""(?:[ \t]*+[A-Za-z]\w*+(?:="[^"\n]*"|='[^'\n]*')?+(?=[ \t{]|$))*+[ \t]*(?:\{[^\n]*\})?[ \t]*$"""
)
PREFIX = re.compile(r"[> ]*")
# What an indented line after a blank one belongs to: then it is not code.
CONTAINER = re.compile(r" {0,3}(?:[-*+][ \t]|\d+[.)][ \t]|:[ \t]|\[\^|!!!|\?\?\?|===)")
# Where a paragraph ends, and with it any code span that is still open.
BREAK = re.compile(r"\n(?=[ \t>]*(?:\n|[-*+][ \t]|\d+[.)][ \t]|#|\|))")
BACKTICKS = re.compile(r"`+")
# Only an indented line behind an empty one opens code.
INDENTED = re.compile(r"\n[^\S\n]*\n[^\S\n]+\S")


def mask_code(text: str) -> str:
    """The text with fenced, indented and inline code and HTML comments as spaces."""
    return mask_spans(mask_blocks(text))


def mask_blocks(text: str) -> str:
    """The text with fenced and indented code and HTML comments as spaces; code spans stay."""
    if "```" in text or "~~~" in text or "<!--" in text or INDENTED.search(f"\n\n{text}"):
        return "\n".join(mask_indented(_without_comments(mask_fences(text.split("\n")))))
    return text


def mask_fences(lines: list[str]) -> list[str]:
    """The lines with fenced code as spaces, its fences included."""
    masked = list(lines)
    for start, end in find_fences(lines):
        masked[start : end + 1] = [" " * len(hidden) for hidden in lines[start : end + 1]]
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


class CodeSpans:
    """The code spans of a paragraph, in order: each lies between two runs of backticks of one length."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._runs = [match.span() for match in BACKTICKS.finditer(text, start, end)]
        self._starts_by_length: dict[int, list[int]] = {}
        for first, last in self._runs:
            self._starts_by_length.setdefault(last - first, []).append(first)
        self._next = 0

    def skip(self, end: int) -> None:
        """Go on behind an offset: the backticks before it open nothing."""
        while self._next < len(self._runs) and self._runs[self._next][0] < end:
            self._next += 1

    def before(self, offset: int) -> tuple[int, int] | None:
        """Return where the next span begins and ends that begins before an offset; None where there is no more."""
        while self._next < len(self._runs) and self._runs[self._next][0] < offset:
            start, end = self._runs[self._next]
            self._next += 1
            escaped = _backslashes(self._text, start) % 2
            length = end - start - escaped
            later = self._starts_by_length.get(length, [])
            index = bisect_right(later, start)
            if not length or index == len(later):
                continue
            self.skip(later[index] + length)
            return start + escaped, later[index] + length
        return None


def mask_spans(text: str) -> str:
    """The text with its code spans as spaces; a span may run over lines, never over paragraphs."""
    if "`" not in text:
        return text
    return _masked(text, _spans(text))


def blank(text: str) -> str:
    """Spaces in place of everything but line ends."""
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in (*(match.start() for match in BREAK.finditer(text)), len(text)):
        spans = CodeSpans(text, start, end)
        while span := spans.before(end):
            yield span
        start = end


def _backslashes(text: str, before: int) -> int:
    count = 0
    while count < before and text[before - count - 1] == "\\":
        count += 1
    return count


def _without_comments(lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    if "<!--" not in text:
        return lines
    return _masked(text, _comments(text)).split("\n")


def _comments(text: str) -> Iterator[tuple[int, int]]:
    spans_hidden = mask_spans(text)
    start = spans_hidden.find("<!--")
    while start >= 0:
        # An unclosed comment is text, as it is to Python-Markdown; `<!-->` is closed at once.
        end = text.find("-->", start + 2)
        if end < 0:
            return
        yield start, end + 3
        start = spans_hidden.find("<!--", end + 3)


def _masked(text: str, ranges: Iterator[tuple[int, int]]) -> str:
    pieces, done = [], 0
    for start, end in ranges:
        pieces += [text[done:start], blank(text[start:end])]
        done = end
    return "".join((*pieces, text[done:]))


def mask_indented(lines: list[str]) -> list[str]:
    """The lines with indented code as spaces; an indented line that belongs to a list is none."""
    masked = []
    after_blank, in_container, in_code = True, False, False
    for line in lines:
        if not line or line.isspace():
            after_blank = True
            masked.append(line)
            continue
        indent = _indent(line) if line[0].isspace() else 0
        in_code = indent >= TAB and not in_container and (after_blank or in_code)
        if indent < TAB:
            opens = not line[0].isalpha() and CONTAINER.match(line)
            in_container = bool(opens) or (in_container and not after_blank)
        masked.append(" " * len(line) if in_code else line)
        after_blank = False
    return masked


def _indent(line: str) -> int:
    expanded = line.expandtabs(TAB)
    return len(expanded) - len(expanded.lstrip())
