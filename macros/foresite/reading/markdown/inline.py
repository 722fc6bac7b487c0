"""Links of a Markdown text whose code is masked, and HTML tags, as a browser's tolerant parser would take them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

INLINE = re.compile(r"\]\(\s*(?:<(?P<bracketed>[^<>\n]*)>|(?P<bare>[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))")
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ ]*\n?[ ]*<?(?P<bare>[^\s<>]+)>?", re.MULTILINE)
ATTRIBUTES = re.compile(r"\{:?[ ]*(?P<inside>[^{}\n]{0,1000})\}")
ID = re.compile(r"(?:^|\s)#(?P<id>[^\s}]+)")


VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
OPENED = re.compile(r"<(?P<name>[A-Za-z][^\s/>]*)(?P<rest>[^<]*)")


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


def find_ids(text: str) -> list[str]:
    """Find the ids that attribute lists give, in order."""
    return [found["id"] for match in ATTRIBUTES.finditer(text) for found in ID.finditer(match["inside"])]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; the line counts from 1 within the text."""

    name: str
    line: int
    column: int
    """From 0."""
    attributes: tuple[tuple[str, str], ...] = ()
    closing: bool = False


def find_tags(text: str) -> list[Tag]:
    """Every tag, also inside comments and scripts, in order; one too malformed to parse by its name alone.

    Comments are not trusted to hide anything: what Python-Markdown takes for one and what a browser
    takes for one differ.
    """
    if "<" not in text:
        return []
    parser = _Parser()
    # Behind the last '>' no tag can end, and the parser would look for its end at every '<'.
    parser.feed(re.sub("<[!?]", "< ", text[: text.rfind(">") + 1]))
    parser.close()
    return parser.tags


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[Tag] = []

    def _add(self, name: str, attributes: list[tuple[str, str | None]], closing: bool = False) -> None:
        line, column = self.getpos()
        self.tags.append(Tag(name, line, column, tuple((n, v or "") for n, v in attributes), closing))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)
        self._add(tag, [], closing=True)

    def handle_endtag(self, tag: str) -> None:
        self._add(tag, [], closing=True)

    def handle_data(self, data: str) -> None:
        # The parser hands a tag that it cannot make sense of on as text; a browser may still run it.
        if match := OPENED.match(data):
            handlers = re.findall(r"\bon\w+(?=\s*=)", match["rest"], re.IGNORECASE)
            self._add(match["name"].lower(), [(handler.lower(), "") for handler in handlers])

    def set_cdata_mode(self, elem: str, *args: object, **options: object) -> None:
        """Stay out of it, so that what follows an unclosed script is still seen."""
