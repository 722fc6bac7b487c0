"""Understand a Markdown text once: its links, tags, headings, sections and plain words, with lines."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

from foresite.citing.grammar import find_citations
from foresite.model.records import Citation
from foresite.parsing.allowlist import unreserved
from foresite.parsing.characters import LATIN
from foresite.parsing.markdown.code import blocks_of_code, mask_blocks, mask_code, mask_spans

# Links of a Markdown text whose code is masked, and HTML tags, as a browser's tolerant parser would take them.


INLINE = re.compile(r"\]\(\s*(?:<(?P<bracketed>[^<>\n]*)>|(?P<bare>[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))")
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\[\]\n]+\]:[ ]*\n?[ ]*<?(?P<bare>[^\s<>]+)>?", re.MULTILINE)
ATTRIBUTES = re.compile(r"\{:?[ ]*(?P<inside>[^{}\n]{0,1000})\}")
ID = re.compile(r"(?:^|\s)#(?P<id>[^\s}]+)")


VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
OPENED = re.compile(r"<(?P<name>[A-Za-z][^\s/>]*)(?P<rest>[^<]*)")


@dataclass(frozen=True, slots=True)
class FoundLink:
    """The target of a link, as written, and its offset."""

    start: int
    target: str


def find_links(text: str) -> list[FoundLink]:
    """Return the targets of inline links, images and link definitions, in order."""
    links = []
    for match in INLINE.finditer(text) if "](" in text else ():
        group = "bracketed" if match["bracketed"] is not None else "bare"
        links.append(FoundLink(match.start(group), match[group]))
    if "]:" not in text:
        return links
    links += [FoundLink(match.start("bare"), match["bare"]) for match in DEFINITION.finditer(text)]
    return sorted(links, key=lambda link: link.start)


def find_ids(text: str) -> list[str]:
    """Return the ids set by attribute lists, in order."""
    return [id_match["id"] for match in ATTRIBUTES.finditer(text) for id_match in ID.finditer(match["inside"])]


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
    """Return all tags, even inside comments and scripts, in order; malformed ones by name alone.

    Comments are not trusted to hide anything: what Python-Markdown takes for one and what a browser
    takes for one differ.
    """
    if "<" not in text:
        return []
    parser = _Parser()
    # After the last '>' no tag can end, yet the parser would search for one at every '<'.
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
        # The parser treats a malformed tag as text, but a browser may still run it.
        if match := OPENED.match(data):
            handlers = re.findall(r"\bon\w+(?=\s*=)", match["rest"], re.IGNORECASE)
            self._add(match["name"].lower(), [(handler.lower(), "") for handler in handlers])

    def set_cdata_mode(self, elem: str, *args: object, **options: object) -> None:
        """Ignore the mode, so that tags after an unclosed script are still found."""


# Markdown to the words a reader sees, for uses that show plain text: search, feeds, summaries.


CALL = re.compile(r"\{\{.{,2000}?\}\}", re.DOTALL)
LINES = re.compile(
    r"^ {0,3}\[\^[^\[\]\n]+\]:[ \t]*"  # the mark of a footnote's text, which is read
    r"|^ {0,3}\[[^\[\]\n]+\]:.*$"  # the definition of a link
    r"|^[ \t]*/{3,}.*$"  # the fence of a block
    r"|^[ \t]*[!?]{3}\+?[ \t]+[\w -]*"  # the mark of an admonition
    r"|^[ \t|]*:?-{2,}[-:| \t]*$|^[ \t]*(?:=+|(?:[*_][ \t]*){3,})$"  # a rule, a line under heads
    r"|^(?:[ \t]*>)+|^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+|^ {0,3}#{1,6}[ \t]+|[ \t]#+[ \t]*$",
    re.MULTILINE,
)
# The start of any line that these match, except for a heading's closing marks.
STARTS = re.compile(r"\n[ \t]*[\[/!?|:=*_>+#\d-]")
ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
CODE = re.compile(r"(?<!`)(`+)(?!`)(.{1,1000}?)(?<!`)\1(?!`)", re.DOTALL)
ATTRIBUTE_LIST = re.compile(r"\{:[^{}\n]*\}|\{[ ]*(?:[#.]|[\w-]+=)[^{}\n]*\}")
TAG = re.compile(r"<(?:([a-z][a-z0-9+.-]*:[^<>\s]+)|[A-Za-z/!?][^<>]*)>", re.IGNORECASE)
FOOTNOTE = re.compile(r"\[\^[^\[\]\n]+\]")
LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]{,500}\]){,500})\]"
    r"(?:\([ ]*(?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]{,500}\)){,2000})(?:\s+(?:\"[^\"]{,500}\"|'[^']{,500}'))?[ ]*\)"
    r"|\[[^\[\]]{,500}\])?"
)
STRONG = re.compile(r"(\*{1,3}|~~|==)(?=[^\s,.;:!?)])(.{1,400}?)(?<=\S)\1", re.DOTALL)
UNDERSCORED = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.{1,400}?)(?<=\S)\1(?!\w)", re.DOTALL)
MARKED = (
    (("[",), LINK, r"\1"),
    (("[",), LINK, r"\1"),
    (("*", "~~", "=="), STRONG, r"\2"),
    (("*", "~~", "=="), STRONG, r"\2"),
    (("_",), UNDERSCORED, r"\2"),
)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# Literal characters are moved to the private use area while the marks around them are removed.
PRIVATE_USE = 0xE000
LITERAL = re.compile("[\ue021-\ue07e]")


def plain_text(markdown: str, mention: Callable[[Citation], str] = lambda _: "") -> str:
    """Return the words of a Markdown text in one line: no marks, no tags, NFC.

    Fenced code, comments, macro calls and bracketed citations are left out; ``mention`` says what a
    citation in the sentence itself reads, as in ``@rivera2024 says``.
    """
    # Most texts lack each kind, and a search for its mark is far faster than its pattern.
    text = _replace_citations(mask_blocks(markdown), mention)
    if "`" in text:
        text = CODE.sub(_code_words, text)
    if "\\" in text:
        text = ESCAPED.sub(lambda match: _shelter(match[1]), text)
    if "#" in text or STARTS.search(f"\n{text}"):
        text = LINES.sub("", text)
    if "{" in text:
        text = ATTRIBUTE_LIST.sub("", text)
    if "|" in text:
        text = ROW.sub(_row_words, text)
    if "[^" in text:
        text = FOOTNOTE.sub("", text)
    if "<" in text:
        text = TAG.sub(lambda match: match[1] or "", text)
    for marks, marked, words in MARKED:
        if any(mark in text for mark in marks):
            text = marked.sub(words, text)
    text = LITERAL.sub(lambda match: chr(ord(match[0]) - PRIVATE_USE), unescape(text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def words_and_code(markdown: str) -> str:
    """Return the words of a Markdown text as ``plain_text`` does, with each block of code on lines of its own."""
    lines, masked = markdown.split("\n"), mask_blocks(markdown).split("\n")
    parts: list[str] = []
    start = 0
    for first, last, code in [*blocks_of_code(markdown), (len(lines), len(lines), [])]:
        if words := plain_text("\n".join(masked[start:first])):
            parts.append(words)
        parts += [line.rstrip() for line in code]
        start = last + 1
    return unicodedata.normalize("NFC", "\n".join(parts)).strip("\n")


def _replace_citations(text: str, mention: Callable[[Citation], str]) -> str:
    """Replace citations by words or nothing, and remove macro calls; code spans stay."""
    masked = mask_code(text)
    gaps = [(match.start(), match.end(), "") for match in CALL.finditer(masked)] if "{{" in text else []
    for occurrence in find_citations(masked):
        if citation := occurrence.citation:
            gaps.append((occurrence.start, occurrence.end, mention(citation) if citation.narrative else ""))
    pieces, last_end = [], 0
    for start, end, words in sorted(gaps):
        if start < last_end:
            continue
        before = text[last_end:start]
        pieces += [before if words else before.rstrip(" "), words]
        last_end = end
    return "".join((*pieces, text[last_end:]))


def _row_words(match: re.Match[str]) -> str:
    return ", ".join(cell.strip() for cell in match[1].split("|") if cell.strip()) + "."


def _code_words(match: re.Match[str]) -> str:
    """Return a code span's words; the marks in it are its subject, not markup."""
    words = re.sub(r"[*`\[\]{}<>|@#]+", " ", match[2]).strip()
    return re.sub(r"[!-/:-@\[-`{-~]", lambda mark: _shelter(mark[0]), words)


def _shelter(literal: str) -> str:
    return chr(PRIVATE_USE + ord(literal))


# Headings of a Markdown text whose code is masked, with their anchors and the prose below them.


# Possessive, so that a line of spaces or hashes takes no longer than any other.
HEADING = re.compile(
    r"^(?:(?P<marks>#{1,6})[ \t]++(?P<text>(?:[^ \t#\n]|[ \t#]++(?!$))*+)[ \t#]*+"
    r"|(?=[^\n]*\S)(?P<above>[^\n]++)\n(?P<underline>=++|-++)[ \t]*+)$",
    re.MULTILINE,
)
MARKUP = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?|<[^<>]*>|\{[^{}]*\}|[`*]")
NUMBERED = re.compile(r"(?P<stem>.*)_(?P<number>\d+)")
ROOM = re.compile(r"\n(?:[^\S\n]*\n)+")
"""Empty lines; those left by blocks count as the end of a paragraph."""
MAX_DESCRIPTION_LENGTH = 300
"""Characters. Search engines show about half of it, reference managers all."""
READ = 10 * MAX_DESCRIPTION_LENGTH
"""Characters of Markdown that are examined, including addresses and citations."""
BLANK = re.compile(r"\n[ \t]*(?=\n)")
NO_PROSE = re.compile(
    r"\s{0,3}(?:[#<|>/:]|[*+-]\s|[!?]{3}|!\[|\d+[.)]\s|\{\{|\[[^\]\n]*\]:|`{3}|~{3})"
    r"|[^\n]*\n {0,3}(?:=+|-+)[ \t]*$"
)
"""The start of anything but prose: a heading, a tag, a table, a list, a block, a macro call, code."""
SENTENCE = re.compile(r"[.!?…。][”’\"')]*(?=\s)")


class Heading(NamedTuple):
    """A heading as written."""

    level: int
    text: str
    """Without its marks, its attribute list included."""
    line: int
    """Its line, from 1 within the text."""
    start: int
    end: int
    underlined: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The text between one heading and the next."""

    title: str
    """The heading in plain words; empty for the text before the first heading."""
    anchor: str
    """The heading's id; empty for the page's own heading and for the text before it."""
    text: str
    """Its prose in plain words: no block of the record, no code, no macro call."""
    line: int = field(default=1, compare=False)
    """The line of the heading, from 1."""


def find_headings(text: str) -> list[Heading]:
    """Return the headings of a text, in order."""
    headings, line, last_start = [], 1, 0
    for match in HEADING.finditer(text):
        line, last_start = line + text.count("\n", last_start, match.start()), match.start()
        if match["marks"]:
            headings.append(Heading(len(match["marks"]), match["text"], line, *match.span()))
        else:
            level = 1 if match["underline"][0] == "=" else 2
            headings.append(Heading(level, match["above"].strip(), line, *match.span(), underlined=True))
    return headings


def heading_anchors(headings: Iterable[Heading]) -> set[str]:
    """Return the anchors that headings may have: ours, and those that settings can have made in another way."""
    written = [heading.text for heading in headings]
    titles = [own_words(text) for text in written]
    count = Counter(map(heading_anchor, titles))
    numbered = {f"{anchor}_{n}" for anchor, most in count.items() for n in range(1, most + (not anchor))}
    # Code keeps more of its characters on the page than in plain words.
    others = [MARKUP.sub(lambda markup: markup[1] or "", text) for text in written if "`" in text]
    return {
        *map(unreserved, (*count, *numbered, *map(heading_anchor, others), *map(_unfolded_anchor, (*titles, *others))))
    } - {""}


def own_words(heading: str) -> str:
    """Return the words of a heading as its anchor is made of: without citations, whose text changes with the works.

    Of a heading that is nothing but citations, these are the keys.
    """
    return plain_text(heading) or cited_words(work.key for citation in _citations(heading) for work in citation.works)


def _citations(heading: str) -> list[Citation]:
    return [found.citation for found in find_citations(heading) if found.citation]


def cited_words(keys: Iterable[str]) -> str:
    """Return the words of a heading that only cites works; a style may name them in any order."""
    return " ".join(sorted(set(keys)))


def heading_anchor(title: str, separator: str = "-") -> str:
    """Return the anchor of a heading: its letters and digits; those of Latin scripts in ASCII."""
    letters = [_anchor_letters(char) for char in unicodedata.normalize("NFKC", title)]
    # A mark belongs to the letter before it: one of ASCII loses it.
    kept = "".join(
        char
        for before, char in zip(["", *letters], letters, strict=False)
        if not (char and unicodedata.combining(char[0]) and before.isascii())
    )
    return re.sub(rf"[{separator}\s]+", separator, kept.strip().lower().translate(LATIN))


def _anchor_letters(char: str) -> str:
    """Return what an anchor keeps of a character."""
    if char.isspace() or char in "-_":
        return char
    plain = unicodedata.normalize("NFKD", char)
    if plain[0].isascii():
        return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
    return char if unicodedata.category(char)[0] in "LMN" and not "\u02b0" <= char <= "\u02ff" else ""


def _unfolded_anchor(title: str) -> str:
    """Return the anchor that a way to make them keeps all letters in, such as that of PyMdown."""
    text = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFC", title))
    return re.sub(r"[-\s]+", "-", text.strip().lower())


def divide(
    text: str,
    headings: Iterable[Heading],
    taken: Iterable[str] = (),
    mention: Callable[[Citation], str] = lambda _: "",
) -> list[Section]:
    """Split a text at its headings; ``taken`` are the ids of other things on the page.

    A page whose site's settings make anchors in another way loses the place on the page, not the page.
    """
    parts = [Heading(0, "", 1, 0, 0), *headings]
    ids = {*taken, *filter(None, (_explicit_id(part.text) for part in parts))}
    ends = [*(part.start for part in parts[1:]), len(text)]
    sections = []
    for part, end in zip(parts, ends, strict=True):
        title = plain_text(part.text, mention) or " ".join(map(mention, _citations(part.text))) or own_words(part.text)
        anchor = _explicit_id(part.text) or (
            _unique_anchor(unreserved(heading_anchor(own_words(part.text))), ids) if part.level else ""
        )
        prose = ROOM.sub("\n\n", f"\n{text[part.end : end]}").lstrip("\n")
        sections.append(Section(title, anchor if part.level > 1 else "", plain_text(prose, mention), part.line))
    return [section for section in sections if section.title or section.text]


def anchors_of(headings: Iterable[Heading], taken: Iterable[str] = ()) -> list[str]:
    """Return the anchor of each heading; ``taken`` are the ids of other things on the page."""
    headings = list(headings)
    explicit = [_explicit_id(heading.text) for heading in headings]
    ids = {*taken, *filter(None, explicit)}
    return [
        id or _unique_anchor(unreserved(heading_anchor(own_words(heading.text))), ids)
        for id, heading in zip(explicit, headings, strict=True)
    ]


def _explicit_id(heading: str) -> str:
    ids = find_ids(heading)
    return ids[-1] if ids else ""


def _unique_anchor(anchor: str, ids: set[str]) -> str:
    """Return the anchor, numbered if it is in ``ids`` or empty, and add it there."""
    while not anchor or anchor in ids:
        numbered = NUMBERED.fullmatch(anchor)
        anchor = f"{numbered['stem']}_{int(numbered['number']) + 1}" if numbered else f"{anchor}_1"
    ids.add(anchor)
    return anchor


def first_paragraph(prose: str) -> str:
    """Return a page's first paragraph in plain words, cut after a sentence; empty if there is none.

    Code is expected to be masked, as in ``foresite.parsing.markdown.scan.Scan.prose``.
    """
    for paragraph in BLANK.split(prose):
        text = paragraph.lstrip("\n")[:READ]
        if text and not text.isspace() and not NO_PROSE.match(text) and (words := plain_text(text)):
            return _shorten(words)
    return ""


def _shorten(words: str) -> str:
    """Return the words up to the last sentence that fits, or up to the last word that does."""
    if len(words) <= MAX_DESCRIPTION_LENGTH:
        return words
    ends = [end.end() for end in SENTENCE.finditer(words, 0, MAX_DESCRIPTION_LENGTH)]
    if ends and ends[-1] > MAX_DESCRIPTION_LENGTH // 3:
        return words[: ends[-1]]
    return (
        words[: words.rindex(" ", 0, MAX_DESCRIPTION_LENGTH)].rstrip(",;:–— ") + " …"
        if " " in words[:MAX_DESCRIPTION_LENGTH]
        else words[:MAX_DESCRIPTION_LENGTH]
    )


# A Markdown text, analysed once: masked code, links, headings, sections and plain words, with lines.


class MarkdownText:
    """Analyses a text lazily; offsets are the same in all its forms."""

    def __init__(self, written: str, first_line: int = 1, *, visible: str | None = None) -> None:
        """Take a text and the line on which it begins; pass ``visible`` if it is known already."""
        self.written = written
        self._first_line = first_line
        self._known = 0, first_line
        if visible is not None:
            self.visible = visible

    @cached_property
    def visible(self) -> str:
        """Return the text with fenced and indented code and comments as spaces; code spans stay."""
        return mask_blocks(self.written)

    @cached_property
    def masked(self) -> str:
        """Return the same with code spans as spaces, too."""
        return mask_spans(self.visible)

    def line(self, offset: int) -> int:
        """Return the line of an offset in its file; fast for ascending offsets."""
        last_offset, line = self._known if self._known[0] <= offset else (0, self._first_line)
        self._known = offset, line + self.written.count("\n", last_offset, offset)
        return self._known[1]

    @cached_property
    def links(self) -> list[FoundLink]:
        """Return the links, in order."""
        return find_links(self.masked)

    @cached_property
    def headings(self) -> list[Heading]:
        """Return the headings, in order; their lines count from 1 within the text."""
        return find_headings(self.visible)

    @cached_property
    def title(self) -> str:
        """Return the first heading of the first level, without its attributes; empty if there is none."""
        titles = (heading.text for heading in self.headings if heading.level == 1 and not heading.underlined)
        return ATTRIBUTES.sub("", next(titles, "")).strip()

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Return the anchors that links can lead to: of headings, and ids set by attribute lists."""
        return frozenset({*heading_anchors(self.headings), *find_ids(self.masked)})

    @cached_property
    def first_paragraph(self) -> str:
        """Return the first paragraph in plain words, cut after a sentence; empty if there is none."""
        return first_paragraph(self.visible)

    def sections(self, taken: Iterable[str] = (), mention: Callable[[Citation], str] = lambda _: "") -> list[Section]:
        """Return the sections in plain words; ``taken`` are the ids of the page's records."""
        return divide(self.visible, self.headings, taken, mention)
