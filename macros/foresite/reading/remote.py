"""What of a page or stylesheet comes from another host, which a page's own policy blocks unless it is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from foresite.hosts import LOADS, Allowed, blocked
from foresite.problems import Code
from foresite.reading.faults import Fault
from foresite.reading.markdown.inline import find_tags

IMAGE = re.compile(
    r"!\[(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]{0,200}\]){0,500}\](?P<rest>\(\s{0,9}<?|\[(?P<label>[^\[\]\n]{0,200})\])?"
)
TARGET = re.compile(r"(?:https?:)?//[^\s()<>]{1,2000}", re.IGNORECASE)
DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?P<label>[^\[\]\n^][^\[\]\n]{0,200})\]:[ \t]{0,9}\n?[ \t]{0,9}<?(?P<target>\S{1,2000})", re.MULTILINE
)
URL = re.compile(
    r"(?:url\(\s{0,9}[\"']?|@import\s{1,9}[\"'])(?P<target>(?:https?:)?//[^\s\"'()]{1,2000})", re.IGNORECASE
)
FACE = re.compile(r"@font-face\s{0,99}\{[^{}]{0,5000}\}", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def find_remote(text: str, allowed: Allowed, site: str, first_line: int = 1) -> list[Fault]:
    """Everything in a Markdown text, whose code is masked, that comes from a host that is not allowed."""
    if "//" not in text or not ("![" in text or "<" in text):
        return []
    faults = []
    for offset, kind, target in sorted({*_images(text), *_elements(text)}):
        if wrong := blocked(allowed, kind, target, site):
            faults.append(Fault(first_line + text.count("\n", 0, offset), Code.BLOCKED_CONTENT, *wrong))
    return list(dict.fromkeys(faults))


def _images(text: str) -> Iterator[tuple[int, str, str]]:
    if "![" not in text:
        return
    defined = {_label(match["label"]): match["target"].rstrip(">") for match in DEFINITION.finditer(text)}
    for match in IMAGE.finditer(text):
        rest = match["rest"] or ""
        if rest.startswith("("):
            target = TARGET.match(text, match.end())
            if target:
                yield match.start(), "pictures", target[0]
        else:
            alternative = match[0][2:].partition("]")[0]
            if address := defined.get(_label(match["label"] or alternative)):
                yield match.start(), "pictures", address


def _label(written: str) -> str:
    return " ".join(written.lower().split())


def _elements(text: str) -> Iterator[tuple[int, str, str]]:
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")] if "<" in text else []
    # Frames and recordings that nothing allows are left out of the page, and said to be unsafe.
    for tag in find_tags(text):
        for name, value in tag.attributes:
            kind = LOADS.get((tag.name, name))
            if kind == "pictures":
                for each in value.split(",") if name == "srcset" else (value,):
                    yield starts[tag.line - 1] + tag.column, kind, (each.split() or [""])[0]


def find_remote_in_style(text: str, allowed: Allowed, site: str) -> list[Fault]:
    """Everything in a stylesheet that comes from a host that is not allowed."""
    if "//" not in text:
        return []
    shown = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    faces = [match.span() for match in FACE.finditer(shown)]
    faults = []
    for match in URL.finditer(shown):
        kind = "styles" if match[0].startswith("@") else "pictures"
        if any(start <= match.start() < end for start, end in faces):
            kind = "fonts"
        if wrong := blocked(allowed, kind, match["target"], site):
            faults.append(Fault(1 + shown.count("\n", 0, match.start()), Code.BLOCKED_CONTENT, *wrong))
    return faults
