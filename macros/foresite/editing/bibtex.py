"""A bibliography file in order: entries by key, fields in one order, two spaces, nothing lost.

Strings, preambles, ``@comment`` and comments that stand alone stay where they are, and divide the file:
entries are put in order between two of them, so a comment such as ``% Books`` keeps its entries under
it. A comment directly above an entry goes with it. Values stay as they are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bibtexparser.model import Entry, ImplicitComment

from foresite.parsing.bibliography.syntax import line_comments, split_blocks

ORDER = (
    "author authororig origlanguage nameorder affiliation affiliationorig editor title titleaddon subtitle origtitle "
    "titletranslation booktitle journaltitle maintitle series edition volume type number institution institutionorig "
    "organization publisher publisherorig location date eventdate origdate pages isbn issn doi eprint url urldate "
    "language related note addendum"
).split()
"""The fields that come first, in this order; others follow in the order in which they stand."""
FIELD = re.compile(r"[\w:.+/-]+")
VEILED = {ord(sign): 0xE000 + ord(sign) for sign in '@{}(),="#'}
UNVEILED = {stand_in: sign for sign, stand_in in VEILED.items()}


class FormatError(ValueError):
    """A file that cannot be put in order without loss; its message says why."""


@dataclass(slots=True)
class _Piece:
    """An entry with the comment directly above it, or something that stays where it is."""

    text: str
    key: str = ""
    """The entry's key; empty for what stays."""


@dataclass(slots=True)
class _Section:
    """What stays, and the entries that follow it."""

    head: list[str] = field(default_factory=list)
    entries: list[_Piece] = field(default_factory=list)


def format_bibtex(text: str) -> str:
    """The text in order; the same text again where it is so already.

    Raises:
        FormatError: where the file has parts that cannot be told apart.
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
        blocks += (entry.text for entry in sorted(section.entries, key=lambda each: (each.key.casefold(), each.key)))
    return ("\n\n".join(blocks) + "\n").translate(UNVEILED) if blocks else ""


def _veiled(text: str) -> str:
    """The text with comments in which no parser sees an entry: signs of BibTeX in them have stand-ins."""
    pieces, done = [], 0
    for start, end in line_comments(text):
        pieces += [text[done:start], text[start:end].translate(VEILED)]
        done = end
    return "".join((*pieces, text[done:]))


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = 0
    text = _veiled(text)
    for block in split_blocks(text):
        if isinstance(block, ImplicitComment):
            continue
        raw = block.raw or ""
        start = text.find(raw, at) if raw else -1
        if start < 0:
            raise FormatError("two parts of the file cannot be told apart")
        above = _gap(text[at:start], pieces)
        body = _entry(block) if isinstance(block, Entry) else raw.strip()
        key = block.key.strip() if isinstance(block, Entry) else ""
        pieces.append(_Piece(f"{above}\n{body}" if above else body, key))
        at = start + len(raw)
    if left := _gap(text[at:], pieces):
        pieces.append(_Piece(left))
    return pieces


def _gap(text: str, pieces: list[_Piece]) -> str:
    """Put away the comments between two parts; those directly above the next are returned."""
    first, newline, rest = text.partition("\n")
    if pieces and first.strip():
        # What stands behind a closing brace stays there.
        pieces[-1].text += f" {first.strip()}"
    elif first.strip():
        rest = f"{first}{newline}{rest}"
    groups = [group for group in re.split(r"\n(?:[ \t]*\n)+", f"\n{rest}") if group.strip()]
    lines = ["\n".join(line.strip() for line in group.strip().split("\n")) for group in groups]
    touching = bool(lines) and not re.search(r"\n[ \t]*\n[ \t]*\Z", f"\n{rest}")
    above = lines.pop() if touching else ""
    pieces += (_Piece(group) for group in lines)
    return above


def _entry(entry: Entry) -> str:
    """The entry, its fields in order; as it stands where a field is not one name and one value."""
    names = [each.key.strip().lower() for each in entry.fields]
    if not all(FIELD.fullmatch(name) for name in names):
        return (entry.raw or "").strip()
    rank = {name: number for number, name in enumerate(ORDER)}
    fields = sorted(zip(names, entry.fields, strict=True), key=lambda pair: rank.get(pair[0], len(ORDER)))
    lines = "".join(f"  {name} = {each.value.strip()},\n" for name, each in fields)
    return f"@{entry.entry_type.strip().lower()}{{{entry.key.strip()},\n{lines}}}"
