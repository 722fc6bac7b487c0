"""Links, and the anchors they can lead to, of a Markdown text whose code is masked."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from foresite.reading.allowed import unreserved

INLINE = re.compile(r"\]\(\s*(?:<(?P<bracketed>[^<>\n]*)>|(?P<bare>[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))")
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ ]*\n?[ ]*<?(?P<bare>[^\s<>]+)>?", re.MULTILINE)
# Possessive, so that a line of spaces or hashes takes no longer than any other.
HEADING = re.compile(r"^#{1,6}[ \t]++(?P<text>(?:[^ \t#\n]|[ \t#]++(?!$))*+)[ \t#]*+$", re.MULTILINE)
UNDERLINED = re.compile(r"^(?=[^\n]*\S)(?P<text>[^\n]++)\n(?:=++|-++)[ \t]*+$", re.MULTILINE)
ATTRIBUTES = re.compile(r"\{:?[ ]*(?P<inside>[^{}\n]{0,1000})\}")
ID = re.compile(r"(?:^|\s)#(?P<id>[^\s}]+)")
MARKUP = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?|<[^<>]*>|\{[^{}]*\}|[`*]")


@dataclass(frozen=True, slots=True)
class FoundLink:
    """Where a link leads, as written, and the offset of its target."""

    start: int
    target: str


def find_links(text: str) -> list[FoundLink]:
    """The targets of inline links, images and link definitions, in order."""
    found = []
    for match in INLINE.finditer(text) if "](" in text else ():
        group = "bracketed" if match["bracketed"] is not None else "bare"
        found.append(FoundLink(match.start(group), match[group]))
    if "]:" not in text:
        return found
    found += [FoundLink(match.start("bare"), match["bare"]) for match in DEFINITION.finditer(text)]
    return sorted(found, key=lambda link: link.start)


def find_anchors(text: str) -> set[str]:
    """The anchors of headings, as Python-Markdown and pymdownx make them, and of explicit ids."""
    anchors = set()
    for heading in (*HEADING.finditer(text), *UNDERLINED.finditer(text)):
        title = MARKUP.sub(lambda found: found[1] or "", heading["text"])
        anchors |= {unreserved(slug(title)), unreserved(slug(title, ascii_only=False))}
    for match in ATTRIBUTES.finditer(text):
        anchors |= {found["id"] for found in ID.finditer(match["inside"])}
    return anchors


def slug(title: str, *, ascii_only: bool = True) -> str:
    """The anchor of a heading; Python-Markdown keeps ASCII alone, pymdownx has a way that keeps all letters."""
    text = unicodedata.normalize("NFKD" if ascii_only else "NFC", title)
    if ascii_only:
        text = text.encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())
