"""The grammar of citations, Pandoc's: ``[see @gauge2024, ¶7; -@rivera2025]``, ``@gauge2024 says``, ``@gauge2024 [¶7]``.

https://pandoc.org/MANUAL.html#citation-syntax. Where Pandoc falls back to plain text, a mistake is
found here instead: a bracket that does not close, a part without a key, two keys in one part. The labels of
locators are those of the Citation Style Language; the words are the ones Pandoc takes in English.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from foresite.model.records import Citation, CitedWork

KEY = re.compile(
    r"(?<![\w@])(?P<minus>(?<![\w-])-)?@"
    r"(?:\{(?P<braced>[^{}\s]+)\}|(?P<bare>\w+(?:[:.#$%&+?<>~/-]\w+)*))"
)
_CALL = r"\{\{[^\n]{,2000}?\}\}"
CALL = re.compile(_CALL)
HIDDEN = re.compile(
    r"(?P<key>@\{[^{}\s]+\})"  # the key of a citation, which may be an address, and which stays
    r"|\\[^\w\s]"  # an escaped character
    r"|<[A-Za-z/!?][^<>]*>"  # a tag, an autolink
    rf"|{_CALL}"  # a macro call
    r"|^[ ]{0,3}\[(?!\^)[^\]\n]+\]:.*$"  # the definition of a link
    r"|(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)"  # where a link leads
    r"|\b[a-z][a-z0-9+.-]{,20}://[^\s<>\]]+",  # a bare address
    re.MULTILINE | re.IGNORECASE,
)
HIDING = ("\\", "<", "{{", "](", "]:", "://")
"""A text without any of these hides nothing."""
_KEY, _AT = r"\w+(?:[:.#$%&+?<>~/-]\w+)*+", r"(?:, ¶\d{1,4}(?:[-–]\d{1,4})?+)?+"
SIMPLE = re.compile(rf"\[@({_KEY}{_AT}(?:; @{_KEY}{_AT})*+)\]")
"""The form of nearly all citations: keys alone, or with paragraphs."""
EMPHASIS, STRONG, CODE = ("\ufdd0", "\ufdd1"), ("\ufdd2", "\ufdd3"), ("\ufdd4", "\ufdd5")
"""Markers around emphasised words in an affix, so that no sign of the text is read as markup."""
MARKERS = re.compile("[\ufdd0-\ufdd5]")
MARKUP = re.compile(
    r"\\(?P<escaped>[^\w\s])"
    r"|(?P<ticks>`{1,3})(?P<code>[^`]{1,400})(?P=ticks)"
    r"|(?P<strong>\*\*|__)(?=\S)(?P<bold>[^*_]{1,400})(?<=\S)(?P=strong)"
    r"|(?<![\w*])(?P<star>[*_])(?=[^\s*_])(?P<slanted>(?:[^*_]|\*\*|__){1,400})(?<=\S)(?P=star)(?![\w*])"
    r"|(?P<entity>&#?\w{1,31};)"
    r"|\[(?P<linked>[^\[\]]{1,400})\]\([^()\s]{1,500}\)"
)
BLANK_LINE = re.compile(r"\n[ \t]*\n")
OPENER = re.compile(r"\[|-?@")
BRACKET = re.compile(r"[\[\]]")
SIGN = re.compile(r"-?@")
SIGN_ALONE = re.compile(r"-?@(?![\w@])")
FOLLOWING = re.compile(r"[ \t]*+(?:\n[ \t]*+)?\[(?!\^)")
"""The bracket that belongs to a mention before it; a footnote's does not."""


WORDS = {
    "book": ("bk.", "bks.", "book", "books"),
    "chapter": ("ch.", "chs.", "chap.", "chaps.", "chapter", "chapters"),
    "column": ("col.", "cols.", "column", "columns"),
    "figure": ("fig.", "figs.", "figure", "figures"),
    "folio": ("fol.", "fols.", "folio", "folios"),
    "issue": ("no.", "nos.", "number", "numbers", "issue", "issues"),
    "line": ("l.", "ll.", "line", "lines"),
    "note": ("n.", "nn.", "note", "notes"),
    "opus": ("op.", "opp.", "opus", "opera"),
    "page": ("p.", "pp.", "page", "pages"),
    "paragraph": ("¶", "¶¶", "par.", "pars.", "para.", "paras.", "paragraph", "paragraphs"),
    "part": ("pt.", "pts.", "part", "parts"),
    "section": ("§", "§§", "sec.", "secs.", "section", "sections"),
    "sub-verbo": ("s.v.", "s.vv."),
    "verse": ("v.", "vv.", "verse", "verses"),
    "volume": ("vol.", "vols.", "volume", "volumes"),
}
"""Each label with the words that name it."""
LABELS = {word: label for label, words in WORDS.items() for word in words}

_WORD = "|".join(re.escape(word) for word in sorted(LABELS, key=len, reverse=True))
LABEL = re.compile(rf"(?P<label>{_WORD})(?:(?<=[.¶§])\s*|\s+)", re.IGNORECASE)
_SUBUNITS = r"(?:[.:]\w+)*(?:\(\w{1,5}\))*"
_UNIT = rf"(?:[^\W\d_]{{0,3}}\d\w*{_SUBUNITS}|(?:[ivxlcdm]+|[IVXLCDM]+|[A-Z]){_SUBUNITS})(?!\w)"
_RANGE = re.compile(rf"({_UNIT})(?:\s*(?:[-–—]|--)\s*(?:[¶§]\s*)?({_UNIT}))?")
NUMBERED = re.compile(r"(?:[^\W\d_]{0,3}|[IVXLCDM]{1,9}[.:])\d")
"""The start of a locator without a label: ``33``, ``A3``, ``XII.4``."""
ROMAN = re.compile(r"[ivxlcdm]+(?!\w)(?=\s*(?:[-–—,;&]|\Z))", re.IGNORECASE)
"""A Roman number in a list of them, not a word of the sentence that goes on."""
QUOTED = re.compile(r"&#?\w{1,31};|\"[^\"@]*\"|“[^“”@]*”|‘[^‘’@]*’|«[^«»@]*»")
"""Text in which a semicolon does not split: character references and quotations."""
_NEXT = re.compile(r"\s*[,&]\s*")
_BRACED = re.compile(r"\s*+(?:,\s*+)?\{([^{}]*+)\}")
_LEAD = re.compile(r"\s*,?\s*")


class CitationError(ValueError):
    """A group that is not a citation; the message says what was expected."""


class FoundCitation(NamedTuple):
    """A citation in a text, or a failed attempt at one."""

    start: int
    end: int
    """The offsets in the text, the end behind the last character."""
    citation: Citation | None
    """None if it is malformed."""
    error: str = ""
    """What is wrong with it and what was expected; empty for a citation."""


def find_citations(text: str) -> list[FoundCitation]:
    """Find every citation of a Markdown text, in order; code must be masked already, with offsets unchanged.

    E-mail addresses, escaped ``\\@``, addresses of links, tags and macro calls are not citations.
    """
    if "@" not in text:
        return []
    citations = _find_simple(text)
    return list(_Finder(text).run()) if citations is None else citations


def _find_simple(text: str) -> list[FoundCitation] | None:
    """Return the citations of a text if all its signs and brackets belong to simple ones; None otherwise."""
    if "{{" in text:
        text = CALL.sub(lambda match: " " * len(match[0]), text)
    groups = SIMPLE.findall(text)
    if (
        not text.count("[") == text.count("]") == len(groups)
        or text.count("@") != len(groups) + "".join(groups).count("@")
        or _may_hide(text)
    ):
        return None
    citations, end = [], 0
    for group in groups:
        start = text.index("[", end)
        end = start + len(group) + 3
        works = [_simple_work(*work.partition(",")) for work in group.split("; @")]
        citations.append(FoundCitation(start, end, Citation(tuple(works))))
    return citations


def _simple_work(key: str, comma: str, paragraphs: str) -> CitedWork:
    label, locator, _ = _cached_locator(comma + paragraphs) if comma else ("", "", "")
    return CitedWork(key, "", label, locator)


@lru_cache(maxsize=1024)
def _cached_locator(following: str) -> tuple[str, str, str]:
    return split_locator(following)


def parse_group(inside: str) -> Citation:
    """Parse the text between the brackets of a citation.

    Raises:
        CitationError: where a part has no key, or two.
    """
    return Citation(tuple(_work(part) for part in _parts(inside)))


class _Finder:
    """A text with its keys, brackets and paragraphs, computed once for repeated look-ups."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.visible = _mask_hidden(text)
        self.keys = [key.start() for key in _keys(self.visible)]
        self.paragraphs = [*(blank.start() for blank in BLANK_LINE.finditer(self.visible)), len(text)]
        self.closing = self._brackets()

    def run(self) -> Iterator[FoundCitation]:
        at = 0
        while opener := OPENER.search(self.visible, at):
            start = opener.start()
            citation = self._group(start) if opener[0] == "[" else self._narrative(start)
            if citation:
                yield citation
            # After a minus that is not part of a key, a key may follow.
            at = citation.end if citation else start + 1

    def _brackets(self) -> dict[int, int]:
        """Map each opening bracket to its closing one, within paragraphs."""
        closing: dict[int, int] = {}
        start = 0
        for stop in self.paragraphs:
            opened: list[int] = []
            for bracket in BRACKET.finditer(self.visible, start, stop):
                if bracket[0] == "[":
                    opened.append(bracket.start())
                elif opened:
                    closing[opened.pop()] = bracket.start()
            start = stop
        return closing

    def _key_between(self, start: int, stop: int) -> int | None:
        """Return the offset of the first key between two offsets; None if there is none."""
        index = bisect_left(self.keys, start)
        return self.keys[index] if index < len(self.keys) and self.keys[index] < stop else None

    def _group(self, start: int) -> FoundCitation | None:
        """Return the citation, or the mistake, at an opening bracket; None if the bracket is neither."""
        end = self.closing.get(start)
        if end is None:
            return self._unclosed(start)
        if self._key_between(start, end) is None or not _has_top_level_key(self.visible[start + 1 : end]):
            if SIGN_ALONE.match(self.visible, start + 1):
                error = "a citation without a key, expected a form like [@key, ¶7]"
                return FoundCitation(start, end + 1, None, error)
            return None
        if self._is_link(end) and not self.visible.startswith("[@", end + 1):
            error = r"a citation in the text of a link, expected it outside, or '\@' for a sign"
            return FoundCitation(start, end + 1, None, error)
        try:
            return FoundCitation(start, end + 1, parse_group(self.text[start + 1 : end]))
        except CitationError as error:
            return FoundCitation(start, end + 1, None, str(error))

    def _unclosed(self, start: int) -> FoundCitation | None:
        """Return the mistake of a bracket that is never closed; None if no citation follows it."""
        stop = self.paragraphs[bisect_left(self.paragraphs, start)]
        key = start + 1 if SIGN.match(self.visible, start + 1) else self._key_between(start, stop)
        if key is None:
            return None
        line_end = self.visible.find("\n", key, stop)
        end = stop if line_end < 0 else line_end
        return FoundCitation(start, end, None, "a citation that is not closed, expected ']'")

    def _narrative(self, start: int) -> FoundCitation | None:
        """Return the mention in a sentence at ``start``, including the bracket that may follow it."""
        key = KEY.match(self.visible, start)
        if not key:
            return None
        name, suppressed = key["braced"] or key["bare"], bool(key["minus"])
        plain = Citation((CitedWork(name, author_suppressed=suppressed),), narrative=not suppressed)
        bracket = FOLLOWING.match(self.visible, key.end())
        end = self.closing.get(bracket.end() - 1) if bracket else None
        if not bracket or end is None or self._is_link(end) or self.text.startswith(":", end + 1):
            return FoundCitation(start, key.end(), plain)
        first, *more_parts = _parts(self.text[bracket.end() : end])
        if _has_top_level_key(_mask_hidden(first)):
            return FoundCitation(start, key.end(), plain)
        label, locator, suffix = split_locator(first)
        work = CitedWork(name, "", label, locator, _plain_affix(suffix), suppressed)
        try:
            more_works = tuple(_work(part) for part in more_parts)
        except CitationError as error:
            return FoundCitation(start, end + 1, None, str(error))
        return FoundCitation(start, end + 1, Citation((work, *more_works), narrative=not suppressed))

    def _is_link(self, end: int) -> bool:
        """Check whether the bracket that closes at ``end`` holds the text of a link."""
        return self.text.startswith(("(", "["), end + 1) and not self.text.startswith("[^", end + 1)


def _keys(text: str) -> Iterator[re.Match[str]]:
    """Yield the keys of a text as ``KEY.finditer`` would, but without trying the pattern at every letter."""
    last_end, sign = 0, text.find("@")
    while sign >= 0:
        starts = (sign - 1, sign) if sign > last_end and text[sign - 1] == "-" else (sign,)
        key = next((key for start in starts if (key := KEY.match(text, start))), None)
        if key:
            yield key
            last_end = key.end()
        sign = text.find("@", max(sign + 1, last_end))


def _work(part: str) -> CitedWork:
    visible = _mask_hidden(part)
    keys = list(_keys(visible))
    line = " ".join(part.split())
    if not keys:
        raise CitationError(f"'{line}' names no key, expected a form like [see @key, ¶7]")
    if len(keys) > 1:
        raise CitationError(f"'{line}' names two keys, expected ';' between them")
    key = keys[0]
    label, locator, suffix = split_locator(part[key.end() :])
    return CitedWork(
        key=key["braced"] or key["bare"],
        prefix=_plain_affix(part[: key.start()]),
        label=label,
        locator=locator,
        suffix=_plain_affix(suffix),
        author_suppressed=bool(key["minus"]),
    )


def _parts(inside: str) -> list[str]:
    """Split a group at its semicolons, except those in brackets or braces or after a backslash."""
    if ";" not in inside:
        return [inside]
    visible = QUOTED.sub(lambda match: _blank(match[0]), _mask_hidden(inside))
    parts, depth, start = [], 0, 0
    for at, char in enumerate(visible):
        depth += (char in "[{(") - (char in "]})")
        if char == ";" and depth <= 0:
            parts.append(inside[start:at])
            start = at + 1
    return [*parts, inside[start:]]


def _has_top_level_key(inside: str) -> bool:
    """Check whether a key stands in the group itself, not only in brackets within it."""
    if "[" not in inside:
        return any(True for _ in _keys(inside))
    depth, flat = 0, []
    for char in inside:
        depth -= char == "]"
        flat.append(" " if depth > 0 else char)
        depth += char == "["
    return any(True for _ in _keys("".join(flat)))


def _mask_hidden(text: str) -> str:
    """Return the text with spaces wherever no citation can stand; offsets and lines stay the same."""
    return HIDDEN.sub(lambda match: match["key"] or _blank(match[0]), text) if _may_hide(text) else text


def _may_hide(text: str) -> bool:
    return any(map(text.__contains__, HIDING))


def _blank(text: str) -> str:
    return "".join("\n" if char == "\n" else " " for char in text)


def _plain_affix(text: str) -> str:
    """Return a prefix or suffix as it reads: one line, unescaped, with markers around emphasised words.

    A link is reduced to its words, since citations are links themselves.
    """
    plain = " ".join(MARKERS.sub("", text).split())
    return MARKUP.sub(_replace_markup, plain) if any(sign in plain for sign in "\\*_`[&") else plain


def _replace_markup(markup: re.Match[str]) -> str:
    if markup["escaped"]:
        return markup["escaped"]
    if markup["code"]:
        return f"{CODE[0]}{markup['code'].strip()}{CODE[1]}"
    if markup["entity"]:
        return unescape(markup["entity"])
    if markup["linked"]:
        return _plain_affix(markup["linked"])
    before, after = STRONG if markup["bold"] else EMPHASIS
    return f"{before}{_plain_affix(markup['bold'] or markup['slanted'])}{after}"


def split_locator(following: str) -> tuple[str, str, str]:
    """Split the text after a key into (label, locator, suffix).

    ``, ¶7–9, and more`` gives ``("paragraph", "7–9", ", and more")``; a number without a word is a page,
    as in Pandoc; braces take any locator whole: ``{pp. iv, (xv)}``. The locator's ranges have an en dash
    and its list ``, ``. The suffix keeps its leading comma. Label and locator are empty where there is none.
    """
    if braced := _BRACED.match(following):
        label, at = _label(braced[1].strip(), 0)
        locator = " ".join(braced[1].strip()[at:].split())
        return (label or "page" if locator else "", locator, _close_up_spaces(following[braced.end() :]))
    lead = _LEAD.match(following)
    start = lead.end() if lead else 0
    label, at = _label(following, start)
    if not label and not NUMBERED.match(following, start):
        return "", "", _close_up_spaces(following)
    ranges: list[str] = []
    end = at
    while number_range := _RANGE.match(following, at):
        ranges.append(f"{number_range[1]}–{number_range[2]}" if number_range[2] else number_range[1])
        end = number_range.end()
        comma = _NEXT.match(following, end)
        if not comma:
            break
        next_label, at = _label(following, comma.end())
        if next_label not in ("", label):
            break
        roman = ROMAN.fullmatch(number_range[1]) and ROMAN.match(following, at)
        if not next_label and not roman and not following[at : at + 1].isdigit():
            break
    if not ranges:
        return "", "", _close_up_spaces(following)
    return label or "page", ", ".join(ranges), _close_up_spaces(following[end:])


def _label(text: str, start: int) -> tuple[str, int]:
    """Return the label at ``start``, and the offset at which the text after it starts."""
    match = LABEL.match(text, start)
    if match and match["label"] in ("V.", "L.") and match.end() == match.end("label"):
        # A Roman number: V.9.
        return "", start
    return (LABELS[match["label"].lower()], match.end()) if match else ("", start)


def _close_up_spaces(text: str) -> str:
    return " ".join(text.split())
