"""Format a bibliography file: entries by key, fields in one order, two spaces, nothing lost.

Strings, preambles, ``@comment`` and separate comments stay in place and divide the file: entries are sorted between
two of them, so those below a comment such as ``% Books`` stay below it. A comment directly above an entry moves with
it. Values stay as they are written, but addresses lose their tracking parameters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bibtexparser.model import Entry, ImplicitComment

from foresite.editing.tracking import without_tracking
from foresite.parsing.bibliography.syntax import line_comments, split_blocks

ORDER = (
    "author authororig origlanguage nameorder affiliation affiliationorig editor title titleaddon subtitle origtitle "
    "titletranslation booktitle journaltitle maintitle series edition volume type number institution institutionorig "
    "organization publisher "
    "publisherorig location date eventdate origdate pages isbn issn doi eprint url archived urldate "
    "language related note addendum"
).split()
"""The fields that come first, in this order; others follow in their original order."""
PLAIN_VALUE = re.compile(r"\{[^{}]*\}|\"[^\"{}]*\"")
FIELD = re.compile(r"[\w:.+/-]+")
MASKED = {ord(sign): 0xE000 + ord(sign) for sign in '@{}(),="#'}
UNMASKED = {stand_in: sign for sign, stand_in in MASKED.items()}


class FormatError(ValueError):
    """A file that cannot be formatted without loss; the message says why."""


@dataclass(slots=True)
class _Piece:
    """An entry with the comment directly above it, or something that stays in place."""

    text: str
    key: str = ""
    """The entry's key; empty for what stays in place."""


@dataclass(slots=True)
class _Section:
    """Parts that stay in place, and the entries after them."""

    head: list[str] = field(default_factory=list)
    entries: list[_Piece] = field(default_factory=list)


def format_bibtex(text: str) -> str:
    """Return the formatted text; formatting it again changes nothing.

    Raises:
        FormatError: where the parser does not delimit parts of the file.
    """
    sections = [_Section()]
    for piece in _pieces(text):
        if piece.key:
            sections[-1].entries.append(piece)
        elif sections[-1].entries:
            sections.append(_Section([piece.text]))
        else:
            sections[-1].head.append(piece.text)
    blocks: list[str] = []
    for section in sections:
        blocks += section.head
        blocks += (entry.text for entry in sorted(section.entries, key=lambda item: (item.key.casefold(), item.key)))
    return ("\n\n".join(blocks) + "\n").translate(UNMASKED) if blocks else ""


def _mask_comments(text: str) -> str:
    """Return the text with BibTeX's special characters in comments masked, so that no parser sees an entry there."""
    pieces, end_of_last = [], 0
    for start, end in line_comments(text):
        pieces += [text[end_of_last:start], text[start:end].translate(MASKED)]
        end_of_last = end
    return "".join((*pieces, text[end_of_last:]))


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    position = 0
    text = _mask_comments(text)
    for block in split_blocks(text):
        if isinstance(block, ImplicitComment):
            continue
        raw = block.raw or ""
        start = text.find(raw, position) if raw else -1
        if start < 0:
            raise FormatError("two parts of the file cannot be told apart")
        above = _take_comments(text[position:start], pieces)
        body = _entry(block) if isinstance(block, Entry) else raw.strip()
        key = block.key.strip() if isinstance(block, Entry) else ""
        pieces.append(_Piece(f"{above}\n{body}" if above else body, key))
        position = start + len(raw)
    if comment := _take_comments(text[position:], pieces):
        pieces.append(_Piece(comment))
    return pieces


def _take_comments(text: str, pieces: list[_Piece]) -> str:
    """Add the comments between two parts to the pieces; return the comment directly above the next part."""
    first, newline, rest = text.partition("\n")
    if pieces and first.strip():
        # Text after a closing brace stays there.
        pieces[-1].text += f" {first.strip()}"
    elif first.strip():
        rest = f"{first}{newline}{rest}"
    groups = [group for group in re.split(r"\n(?:[ \t]*\n)+", f"\n{rest}") if group.strip()]
    lines = ["\n".join(line.strip() for line in group.strip().split("\n")) for group in groups]
    is_adjacent = bool(lines) and not re.search(r"\n[ \t]*\n[ \t]*\Z", f"\n{rest}")
    above = lines.pop() if is_adjacent else ""
    pieces += (_Piece(group) for group in lines)
    return above


def _entry(entry: Entry) -> str:
    """Return the entry with its fields in order; unchanged where a field is not one name and one value."""
    names = [entry_field.key.strip().lower() for entry_field in entry.fields]
    if not all(FIELD.fullmatch(name) for name in names):
        return (entry.raw or "").strip()
    rank = {name: number for number, name in enumerate(ORDER)}
    fields = sorted(zip(names, entry.fields, strict=True), key=lambda pair: rank.get(pair[0], len(ORDER)))
    lines = "".join(f"  {name} = {_value(name, entry_field.value.strip())},\n" for name, entry_field in fields)
    return f"@{entry.entry_type.strip().lower()}{{{entry.key.strip()},\n{lines}}}"


def _value(name: str, value: str) -> str:
    """Return a value as it is written; the address of a work without its tracking parameters."""
    if name != "url" or not PLAIN_VALUE.fullmatch(value):
        return value
    return f"{value[0]}{without_tracking(value[1:-1])}{value[-1]}"
