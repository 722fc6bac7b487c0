"""Limit what takes time without end: marks that are never closed, and tables that no page can hold.

For each mark, Markdown would search all the following text for its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from foresite.model.problems import Code, Fault
from foresite.parsing.markdown.code import Lines, mask_code

MAX_DEPTH = 50
"""The limit of brackets, link targets or tags open at once, and of nested lists."""
MAX_LINES = 2_000
"""The limit of lines in a paragraph: each heading or rule in it makes Markdown read the rest again."""
MAX_COLUMNS, MAX_CELLS = 100, 20_000
"""The limits of a table, far beyond what a reader or a sheet of paper can take."""
MARK = re.compile(r"\\.|\]\(|[\[\])>]|<(?=[A-Za-z/!?])|\n[ \t]*+(?=\n)", re.DOTALL)
NESTED = re.compile(
    rf"^(?=[ \t]*+\S)(?: {{1,4}}|\t|>|(?:[-*+]|\d{{1,9}}[.)])(?=[ \t])){{{2 * MAX_DEPTH + 1},}}+", re.MULTILINE
)
# A quick test for the start of such a line.
MARKS = re.compile(rf"\n[ \t>*+.)\d-]{{{2 * MAX_DEPTH + 1}}}")
DELIMITERS = re.compile(r"[ \t>*+.)\d-]*+\|?+(?:[ \t]*+:?+-++:?+[ \t]*+\|)*+(?:[ \t]*+:?+-++:?+[ \t]*+)?+")
TABLE_TAG = re.compile(r"<(/?)(table|tr|td|th)\b([^<>]*)", re.IGNORECASE)
SPAN = re.compile(r"""\bcolspan\s*=\s*["']?\s*(\d{1,9})""", re.IGNORECASE)
ESCAPES = {"[": "\\[", "(": "\\(", "<": "&lt;"}
"""Each mark in a form that is not markup."""
MESSAGES = {
    "[": ("'[' open at once, expected each to be closed by ']'", r"write '\[' for a bracket that opens nothing"),
    "(": ("'](' open at once, expected each to be closed by ')'", r"write ']\(' where no link is meant"),
    "<": ("'<' open at once, expected each to be closed by '>'", "write '&lt;' for a sign that opens no tag"),
}


def find_deep(text: str) -> list[list[int]]:
    """Return groups of offsets of marks that are open at once in excessive number.

    Code must be masked already. Brackets and the targets of links end with their paragraph, tags do not.
    """
    if text.count("<") <= MAX_DEPTH and not any(
        map(_has_many_brackets, text.split("\n\n") if _has_many_brackets(text) else ())
    ):
        return []
    groups: list[list[int]] = []
    runs = {mark: _Run() for mark in ESCAPES}
    for match in MARK.finditer(text):
        mark_text, at = match[0], match.start()
        if mark_text[0] == "\n":
            groups += [*runs["["].end(), *runs["("].end()]
        elif mark_text == ">":
            groups += runs["<"].end()
        elif mark_text[0] == "]":
            runs["["].close()
            if mark_text == "](":
                runs["("].open(at + 1)
        elif mark_text == ")":
            runs["("].close()
        elif mark_text in runs:
            runs[mark_text].open(at)
    return sorted((*groups, *(group for run in runs.values() for group in run.end())))


def _has_many_brackets(text: str) -> bool:
    """Check whether a text has more brackets or link targets than may be open."""
    return text.count("[") > MAX_DEPTH or text.count("](") > MAX_DEPTH


class _Run:
    """The marks of one kind, up to where none of them can still be open."""

    def __init__(self) -> None:
        self.offsets: list[int] = []
        self.depth = 0
        self.too_deep = False

    def open(self, offset: int) -> None:
        self.offsets.append(offset)
        self.depth += 1
        self.too_deep = self.too_deep or self.depth > MAX_DEPTH

    def close(self) -> None:
        self.depth = max(0, self.depth - 1)

    def end(self) -> list[list[int]]:
        """Return the marks if they are too many, as a list of one group, and start anew."""
        group = [self.offsets] if self.too_deep else []
        self.offsets, self.depth, self.too_deep = [], 0, False
        return group


def find_long(text: str) -> list[int]:
    """Return the offsets of lines at which a paragraph exceeds the limit."""
    if text.count("\n") < MAX_LINES:
        return []
    offsets, at, length = [], 0, 0
    for line in text.split("\n"):
        length = length + 1 if line.strip() else 0
        if length > MAX_LINES:
            offsets.append(at)
            length = 1
        at += len(line) + 1
    return offsets


def _deeply_nested_lines(text: str) -> Iterable[re.Match[str]]:
    """Find the lines that are nested too deeply."""
    return NESTED.finditer(text) if MARKS.search(f"\n{text}") else ()


def find_large_tables(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset of each table with too many columns or cells, and what it has too many of."""
    yield from _large_pipe_tables(text)
    yield from _large_html_tables(text)


def _excess(columns: int, cells: int) -> str:
    if columns > MAX_COLUMNS:
        return f"{MAX_COLUMNS} columns"
    return f"{MAX_CELLS:,} cells" if cells > MAX_CELLS else ""


def _large_pipe_tables(text: str) -> Iterator[tuple[int, str]]:
    at, columns, rows, start, before = 0, 0, 0, 0, 0
    for line in [*text.split("\n"), ""]:
        if columns:
            rows += 1
        elif "|" in line and "-" in line and DELIMITERS.fullmatch(line):
            # The row of headings is the line before.
            columns, rows, start = max(1, len(line.strip().strip("|").split("|"))), 1, before
        if columns and (not line.strip() or columns > MAX_COLUMNS):
            if excess := _excess(columns, columns * rows):
                yield start, excess
            columns = 0
        before, at = at, at + len(line) + 1


def _large_html_tables(text: str) -> Iterator[tuple[int, str]]:
    if text.count("<t") + text.count("<T") <= MAX_COLUMNS and not SPAN.search(text):
        return
    tables: list[tuple[int, int]] = []
    """Of each open table, the columns of its current row, and its cells."""
    for match in TABLE_TAG.finditer(text):
        name = match[2].lower()
        if match[1]:
            if name == "table" and tables:
                tables.pop()
        elif name == "table":
            tables.append((0, 0))
        else:
            columns, cells = tables.pop() if tables else (0, 0)
            if name == "tr":
                columns = 0
            else:
                span = SPAN.search(match[3])
                width = max(1, int(span[1])) if span else 1
                excess = _excess(columns + width, cells + 1)
                # Named once: where the limit is crossed.
                if excess and not _excess(columns, cells):
                    yield match.start(), excess
                columns, cells = columns + width, cells + 1
            tables.append((columns, cells))


def deep_faults(text: str) -> Iterator[Fault]:
    """Yield a fault for each excessive group, nesting, paragraph and table; code must be masked already."""
    lines = Lines(text)
    for group in find_deep(text):
        message, hint = MESSAGES[text[group[0]]]
        yield Fault(lines.at(group[0]), Code.TOO_DEEP, f"more than {MAX_DEPTH} {message}", hint)
    for match in _deeply_nested_lines(text):
        message = f"lists or quotations nested more than {MAX_DEPTH} deep, expected fewer"
        yield Fault(lines.at(match.start()), Code.TOO_DEEP, message, "write text of its own at the start of the line")
    for offset in find_long(text):
        message = f"a paragraph of more than {MAX_LINES} lines, expected an empty line before that"
        yield Fault(lines.at(offset), Code.TOO_DEEP, message)
    for offset, excess in find_large_tables(text):
        message = f"a table of more than {excess}, expected fewer"
        yield Fault(lines.at(offset), Code.TOO_DEEP, message, "divide the table, or publish it as a CSV file")


def flatten(text: str) -> str:
    """Escape excessive marks, unnest excessive lines and split excessive paragraphs."""
    masked = mask_code(text)
    changed = {offset: (offset + 1, ESCAPES[text[offset]]) for group in find_deep(masked) for offset in group}
    changed |= {offset: (offset, "\n") for offset in find_long(masked)}
    changed |= {match.start(): (match.end(), "") for match in _deeply_nested_lines(masked)}
    pieces, last_end = [], 0
    for start, (end, replacement) in sorted(changed.items()):
        if start >= last_end:
            pieces += [text[last_end:start], replacement]
            last_end = end
    return "".join((*pieces, text[last_end:]))
