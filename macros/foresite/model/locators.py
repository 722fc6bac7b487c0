"""Paragraph locators, and the count of words by which the length of a quotation is limited.

Words are divided as Unicode's default rules have it (UAX #29, https://unicode.org/reports/tr29/): letters, digits and
the marks on them are one word, also with an apostrophe, full stop or colon between two letters and a comma or full
stop between two digits; a hyphen divides. Of scripts that put no spaces between words those rules say nothing, and a
dictionary for each would count differently from edition to edition. There two characters of Chinese or Japanese count
as a word, and four letters of Thai, Lao, Khmer or Burmese, marks above and below them aside.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import ceil
from urllib.parse import quote

from foresite.language.formats import series
from foresite.language.words import pgettext
from foresite.model.problems import edits

# Locators: where in a brief something stands: `7`, `7-9`, `p. 7, Table 1.1`, `Executive Summary`.


PART = "part"
"""The unit of a part that is named rather than numbered."""
PARAGRAPH = "paragraph"
MINUTE = "minute"
MAX_NAME_LENGTH = 100
"""The most characters of the name of a part."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What the places of a brief are numbered by."""

    name: str
    plural: str
    signs: tuple[str, str]
    """What stands before one number and before several, as it is shown."""
    words: tuple[str, ...]
    """What else an editor may write there, in lower case."""


UNITS: Mapping[str, Unit] = {
    unit.name: unit
    for unit in (
        Unit("paragraph", "paragraphs", ("¶", "¶"), ("¶", "¶¶", "par.", "pars.", "para.", "paras.")),
        Unit("page", "pages", ("p. ", "pp. "), ("p.", "pp.")),
        Unit("section", "sections", ("§", "§§"), ("§", "§§", "sec.", "secs.")),
        Unit("chapter", "chapters", ("ch. ", "chs. "), ("ch.", "chs.", "chap.", "chaps.")),
        Unit("table", "tables", ("Table ", "Tables "), ("tab.", "tabs.")),
        Unit("figure", "figures", ("Figure ", "Figures "), ("fig.", "figs.")),
        Unit("box", "boxes", ("Box ", "Boxes "), ()),
        Unit("slide", "slides", ("slide ", "slides "), ()),
        Unit("minute", "minutes", ("min. ", "min. "), ("min.", "mins.")),
    )
}
"""The units by name, in the order in which places of different units are sorted."""
COUNTED = {unit.plural: unit.name for unit in UNITS.values()}
"""What the front matter of a brief can count, with the unit of each."""
_WORDS = {word: unit.name for unit in UNITS.values() for word in (unit.name, unit.plural, *unit.words)}
_RANK = {name: rank for rank, name in enumerate((*UNITS, PART))}
_LABEL = re.compile(
    rf"({'|'.join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True))})(?:(?<=[.¶§])\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_NUMBER = (
    r"[0-9]{1,3}(?::[0-5][0-9]){1,2}"
    r"|(?:[A-Z]\.?)?[0-9]{1,5}(?:\.[0-9]{1,5}){0,5}[a-z]?"
    r"|[ivxlcdm]{1,9}|[IVXLCDM]{1,9}|[A-Z]"
)
_RANGE = re.compile(rf"({_NUMBER})(?:\s*[-–]\s*({_NUMBER}))?")
_ITEMS = re.compile(r'"[^"]*"|“[^“”]*”|,|[^,"“]+|["“]')
_PLAIN = re.compile(r"[0-9]{1,5}")
_STRANGER = re.compile(r"(?P<word>[^\W\d_]+)\.?\s+(?P<number>[0-9]\S*)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
EXPECTED = "expected a form like 7, 7-9, 'p. 7, Table 1.1' or a part by its name such as Executive Summary"


class LocatorError(ValueError):
    """A locator that is unreadable or runs backwards; its text says what was expected, ``hint`` what was meant."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class LocatorPart:
    """Places of one unit, as closed ranges in the order given, or one part by its name."""

    unit: str
    ranges: tuple[tuple[str, str], ...] = ()
    name: str = ""

    @property
    def numbers(self) -> str:
        """The numbers as a citation has them: ``7–9, 12``."""
        return ", ".join(self._shown)

    @property
    def _shown(self) -> tuple[str, ...]:
        return tuple(first if first == last else f"{first}–{last}" for first, last in self.ranges)

    def __str__(self) -> str:
        if self.unit == PART:
            return self.name if _is_name(self.name) else f'"{self.name}"'
        several = len(self.ranges) > 1 or self.ranges[0][0] != self.ranges[0][1]
        return UNITS[self.unit].signs[several] + self.numbers

    @property
    def words(self) -> str:
        """The part in the current language."""
        if self.unit == PART:
            return str(self)
        several = len(self.ranges) > 1 or self.ranges[0][0] != self.ranges[0][1]
        numbers = series(self._shown)
        return pgettext("place", f"{UNITS[self.unit].signs[several]}%(numbers)s", numbers=numbers)


@dataclass(frozen=True, slots=True)
class Locator:
    """One or more places in a brief, in the order given."""

    parts: tuple[LocatorPart, ...]

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str, unit: str = PARAGRAPH) -> Locator:
        """Read a locator; a number without a word is of the ``unit``, or of the one before it.

        Raises:
            LocatorError: where a part is neither a number nor a name, or runs backwards.
        """
        parts: list[LocatorPart] = []
        current = unit
        for part in _items(text):
            named = _name_of(part, text)
            if named:
                parts.append(LocatorPart(PART, name=named))
                current = unit
                continue
            label = _LABEL.match(part)
            current = _WORDS[label[1].lower()] if label else current
            place = _range(part[label.end() if label else 0 :], text)
            stands = MINUTE if ":" in place[0] else current
            _check(stands, place, text)
            if parts and parts[-1].unit == stands:
                parts[-1] = LocatorPart(stands, (*parts[-1].ranges, place))
            else:
                parts.append(LocatorPart(stands, (place,)))
        return cls(tuple(parts))

    def paragraphs(self) -> set[int]:
        """Every paragraph that it covers, as far as paragraphs have plain numbers."""
        found: set[int] = set()
        for first, last in self.of(PARAGRAPH):
            if _PLAIN.fullmatch(first) and _PLAIN.fullmatch(last):
                found.update(range(int(first), int(last) + 1))
        return found

    def of(self, unit: str) -> Iterator[tuple[str, str]]:
        """The ranges of a unit."""
        for part in self.parts:
            if part.unit == unit:
                yield from part.ranges

    @property
    def order(self) -> tuple[int, tuple[int, ...]]:
        """What places of a brief are put in order by: the first one's unit and number."""
        first = self.parts[0]
        return _RANK[first.unit], _key(first.ranges[0][0]) if first.ranges else ()

    def past(self, unit: str, count: int) -> str:
        """The place of a unit that a brief with so many of them does not have, as it is shown; else nothing.

        Paragraphs that are counted have plain numbers; the others may be numbered otherwise, as tables by chapter.
        """
        beyond = ""
        highest = count
        for first, last in self.of(unit):
            for number in (first, last):
                if _PLAIN.fullmatch(number):
                    beyond, highest = (number, int(number)) if int(number) > highest else (beyond, highest)
                elif unit == PARAGRAPH:
                    return f"{UNITS[unit].signs[0]}{number}"
        return f"{UNITS[unit].signs[0]}{beyond}" if beyond else ""

    @property
    def fragment(self) -> str:
        """The places in the manner of a media fragment: ``paragraph=7-9,12&table=1.1``."""
        return "&".join(_fragment(part) for part in self.parts)

    def __str__(self) -> str:
        return ", ".join(map(str, self.parts))

    @property
    def words(self) -> str:
        """The places in the current language; the text itself is the same in all."""
        return series(part.words for part in self.parts)

    @property
    def written(self) -> str:
        """The form in which an editor writes it."""
        only = self.parts[0].unit if len(self.parts) == 1 else ""
        return self.parts[0].numbers if only == PARAGRAPH else str(self)


def _items(text: str) -> list[str]:
    """The parts between commas; a comma in quotes divides nothing."""
    items = [""]
    for match in _ITEMS.finditer(text):
        if match[0] == ",":
            items.append("")
        else:
            items[-1] += match[0]
    return [item.strip() for item in items]


def _name_of(part: str, text: str) -> str:
    """The name of a part that is named; empty where it is numbered.

    Raises:
        LocatorError: where it is neither.
    """
    if part[:1] in ('"', "“"):
        name = part[1:-1].strip()
        if not name or part[-1:] not in ('"', "”") or len(name) > MAX_NAME_LENGTH:
            raise LocatorError(f"'{text}' is not a locator, {EXPECTED}")
        return name
    label = _LABEL.match(part)
    if _RANGE.fullmatch(part[label.end() if label else 0 :]):
        return ""
    if (stranger := _STRANGER.fullmatch(part)) and (near := _near(stranger["word"])):
        raise LocatorError(f"'{text}' is not a locator, {EXPECTED}", f"did you mean '{near} {stranger['number']}'?")
    if not label and _is_name(part):
        return part
    raise LocatorError(f"'{text}' is not a locator, {EXPECTED}")


def _near(word: str) -> str:
    """The unit of which a word is a slip of the hand, as large as that is written; empty where it is not one."""
    folded = word.lower()
    names = (name for unit in UNITS.values() for name in (unit.name, unit.plural))
    near = next((name for name in names if len(name) > 3 and edits(folded, name, 1) == 1), "")
    return near.capitalize() if word[0].isupper() else near


def _is_name(part: str) -> bool:
    """Whether a part is taken for a name without quotes: it begins with a capital, or in a script that has none."""
    first = part[:1]
    return (
        first.isalpha()
        and not first.islower()
        and len(part) <= MAX_NAME_LENGTH
        and not any(sign in part for sign in ',"“”')
        and not _RANGE.fullmatch(part)
        and not _LABEL.match(part)
    )


def _range(part: str, text: str) -> tuple[str, str]:
    match = _RANGE.fullmatch(part.strip())
    if not match:
        raise LocatorError(f"'{text}' is not a locator, {EXPECTED}")
    first, last = _plain(match[1]), _plain(match[2] or match[1])
    if _key(last) < _key(first):
        raise LocatorError(f"'{text}' runs backwards, expected {last}-{first}")
    return first, last


def _plain(number: str) -> str:
    return str(int(number)) if _PLAIN.fullmatch(number) else number


def _check(unit: str, place: tuple[str, str], text: str) -> None:
    if place[0] == "0" and unit not in (MINUTE, "section", "chapter"):
        raise LocatorError(f"{UNITS[unit].plural} are counted from 1")


@lru_cache(4096)
def _key(number: str) -> tuple[int, ...]:
    """What numbers are put in order by: Roman ones in lower case, plain ones, then letters and what they begin."""
    if ":" in number:
        hours = [int(part) for part in number.split(":")]
        return 1, sum(part * 60**power for power, part in enumerate(reversed(hours))) // 60, hours[-1]
    if number.isalpha():
        # A single capital is a letter of an annex, unless it begins to count: I, V, X.
        if len(number) == 1 and number.isupper() and number not in "IVX":
            return 2, ord(number)
        return 0 if number.islower() else 1, _roman(number.lower())
    letter = number[0] if number[0].isalpha() else ""
    tail = number[-1] if number[-1].isalpha() else ""
    digits = [int(digits) for digits in re.findall(r"[0-9]+", number)]
    return ((2, ord(letter)) if letter else (1,)) + (*digits, *([ord(tail)] if tail else []))


def _roman(number: str) -> int:
    values = [_ROMAN[letter] for letter in number]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _fragment(part: LocatorPart) -> str:
    if part.unit == PART:
        return f"{PART}={quote(part.name, safe='')}"
    ranges = (first if first == last else f"{first}-{last}" for first, last in part.ranges)
    return f"{part.unit}={','.join(ranges)}"


# How many words a text has, in any script: the one place where limits of words are counted.


IDEOGRAPHIC = (
    "\u3005-\u3007\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Chinese characters and kana."""
SYLLABIC = "\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17f9\uaa60-\uaa7f"
"""Thai, Lao, Burmese and Khmer."""
UNSPACED = re.compile(f"[{IDEOGRAPHIC}{SYLLABIC}]")
"""A character of a script that puts no spaces between words."""
CHARACTERS_PER_WORD = {"ideographic": 2, "syllabic": 4}
"""How many characters count as a word."""
RULE = "two characters of Chinese or Japanese, or four letters of Thai, Lao, Khmer or Burmese, count as one word"
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHIC}]")
ASCII = re.compile(r"\w+(?:(?<=[A-Za-z_])['.:](?=[A-Za-z_])\w+|(?<=[0-9])[',.;](?=[0-9])\w+)*", re.ASCII)
BETWEEN_LETTERS = frozenset("'’‘.․:·‧\u05f4﹕：．＇")
BETWEEN_DIGITS = frozenset("'’‘.․,;﹐﹔，；．＇")


def count_words(text: str) -> int:
    """How many words a text has."""
    if text.isascii():
        return len(ASCII.findall(text))
    count = 0
    for kind, run in groupby(_classed(text), key=lambda each: each[0]):
        if together := CHARACTERS_PER_WORD.get(kind):
            count += ceil(sum(1 for _ in run) / together)
        elif kind == "word":
            count += sum(starts for _, starts in run)
    return count


def _classed(text: str) -> list[tuple[str, bool]]:
    """Each character that counts with its kind, and whether it starts a word."""
    classed: list[tuple[str, bool]] = []
    before = ""
    kinds = [_kind(char) for char in text]
    for at, (char, kind) in enumerate(zip(text, kinds, strict=True)):
        if kind == "mark":
            continue
        if kind in CHARACTERS_PER_WORD:
            classed.append((kind, True))
        elif kind:
            classed.append(("word", before not in ("letter", "digit")))
        elif before in ("letter", "digit") and _joins(char, before, kinds, at):
            continue
        else:
            classed.append(("", False))
        before = kind
    return classed


def _kind(char: str) -> str:
    """What a character is to the division of words; empty for what stands between them."""
    category = unicodedata.category(char)
    if category in ("Mn", "Mc", "Me", "Cf"):
        return "mark"
    if UNSPACED.match(char) and category != "Nd":
        return "ideographic" if _IDEOGRAPH.match(char) else "syllabic"
    if category == "Nd":
        return "digit"
    return "letter" if category[0] == "L" or category in ("Nl", "No", "Pc") else ""


def _joins(char: str, before: str, kinds: list[str], at: int) -> bool:
    """Whether a sign stands inside a word: between two letters, or between two digits."""
    behind = next((kind for kind in kinds[at + 1 :] if kind != "mark"), "")
    return before == behind and char in (BETWEEN_LETTERS if before == "letter" else BETWEEN_DIGITS)
