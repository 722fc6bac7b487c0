"""Read entries of a bibliography to references, and check their addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from urllib.parse import urlsplit

from foresite.model.dates import EdtfError, Span, parse_edtf
from foresite.model.problems import Code, Place, Problem, nearest
from foresite.model.records import Name, Reference
from foresite.parsing.bibliography import latex
from foresite.parsing.bibliography.latex import OriginalsError, decode_latex, names_in, one_line, read_names
from foresite.parsing.bibliography.syntax import ParsedEntry, read_value

# Addresses in bibliography fields: only those that a reader can follow and that cannot run code.


DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/[^\s<>\"\\]+)", re.IGNORECASE)
FORBIDDEN = re.compile(r"[\s<>\"\\\x00-\x20\x7f-\x9f]")
PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*+(?:/[\w./?=&;,+:!*()-]*+)?+", re.ASCII)
LATEX = re.compile(r"\\([_&%#~$])")


class AddressError(ValueError):
    """A text that is not an address; its message says what was expected, its hint the right form if one is near."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_url(text: str) -> str:
    """An address of the web or of mail; a DOI becomes its address at doi.org.

    Raises:
        AddressError: where it is none of these.
    """
    if PLAIN.fullmatch(text):
        return text
    url = LATEX.sub(r"\1", text.strip())
    if (doi := DOI.fullmatch(url)) and "://" not in url:
        return f"https://doi.org/{doi[1]}"
    expected = f"'{_short(url)}' is not an address, expected one that starts with https://"
    if FORBIDDEN.search(url):
        raise AddressError(f"{expected}, without spaces, quotation marks or angle brackets", "write %20 for a space")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise AddressError(expected) from None
    if parts.scheme in ("http", "https") and host:
        return url
    if parts.scheme == "mailto" and "@" in parts.path:
        return url
    near = f"did you mean 'https://{url}'?" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", url) else ""
    raise AddressError(expected, near)


def read_doi(text: str) -> str:
    """A DOI, bare.

    Raises:
        AddressError: where it is none.
    """
    doi = DOI.fullmatch(LATEX.sub(r"\1", text.strip()))
    if not doi:
        raise AddressError(f"'{_short(text)}' is not a DOI, expected a form like 10.1371/journal.pone.0213522")
    return doi[1]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}…"


# A bibliography entry becomes a Reference; what is wrong with it becomes problems.


KEY = re.compile(r"\w(?:[\w.:+/-]*\w)?")
"""The keys that can be cited and stand in an address."""
YEAR = re.compile(r"[0-9]{4}")
AND = re.compile(r"\sand\s", re.IGNORECASE)
BRACED = re.compile(r"\{[^{}\\]*+\}")
"""A value that is nothing but text."""
GROWTH = 1_000_000
"""Characters that the strings of one file may add: a string of strings doubles with every line."""
HIDDEN = frozenset((*latex.PEOPLE, *latex.NOTES, "date", "year", "month", "nameorder", "authororig"))
"""The fields that become people and date."""


@dataclass(slots=True)
class EntryReader:
    """Reads the entries of one file."""

    path: str
    strings: Mapping[str, str]
    """The defined strings by their lower-case names."""
    problems: list[Problem] = field(default_factory=list)
    grown: int = 0
    """How many characters strings have added to the file so far."""

    def read(self, entry: ParsedEntry) -> Reference | None:
        """The entry's reference; None where it has no usable key."""
        line, key = entry.line, entry.key.strip()
        if not key:
            self.report(Code.BAD_ENTRY, line, f"an entry without a key, expected @{entry.type}{{key,")
            return None
        if not KEY.fullmatch(key):
            message = (
                f"the key '{one_line(key)[:60]}' cannot be cited, expected letters, digits and . : + / - between them"
            )
            self.report(Code.BAD_ENTRY, line, message)
            return None
        kind = entry.type.lower()
        if kind not in latex.TYPES:
            hint = nearest(kind, latex.TYPES)
            self.report(
                Code.BAD_ENTRY, line, f"unknown entry type '@{kind}' of '{key}', expected one of BibLaTeX's", hint
            )
        raw, lines = self._values(entry, key)
        date = self._date(raw, lines)
        authors = self._authors(raw, lines)
        editors = self._people("editor", raw, lines)
        fields = {name: self._decoded(name, text, lines[name]) for name, text in raw.items() if name not in HIDDEN}
        fields = {name: text for name, text in fields.items() if text}
        lists = {name: entries for name in latex.LISTS if len(entries := _entries(raw.get(name, ""))) > 1}
        fields |= {name: _joined(entries) for name, entries in lists.items()}
        if not fields.get("title") and not fields.get("titleaddon"):
            hint = "for a source whose headline is not known, write titleaddon = {what it is}"
            self.report(Code.MISSING_TITLE, line, f"'{key}' has no title, expected title = {{…}}", hint)
        place = Place(self.path, line)
        known = MappingProxyType(fields)
        return Reference(key, kind, authors, editors, date, known, entry.source, place, MappingProxyType(lists))

    def report(self, code: Code, line: int, message: str, hint: str = "") -> None:
        """Keep a problem of this file."""
        self.problems.append(Problem(Place(self.path, line), code, message, hint))

    def value(self, raw: str, line: int, name: str) -> str:
        """A value joined from its parts, its braces and LaTeX as written."""
        if BRACED.fullmatch(raw):
            return raw[1:-1]
        value = read_value(raw, self.strings)
        self.grown += max(0, len(value.text) - len(raw))
        if self.grown > GROWTH or len(value.text) > len(raw) + GROWTH:
            message = f"{name}: strings that grow beyond {GROWTH:,} characters, expected short ones"
            self.report(Code.BAD_ENTRY, line, message)
            return ""
        if value.fault:
            self.report(Code.BAD_ENTRY, line + value.fault_line, f"{name}: {value.fault}")
        for undefined in value.undefined:
            hint = nearest(undefined, self.strings) or f"put a text in braces: {{{undefined}}}"
            message = f"{name}: the string '{one_line(undefined)}' is not defined, expected the name of an @string"
            self.report(Code.UNDEFINED_STRING, line, message, hint)
        return value.text

    def _values(self, entry: ParsedEntry, key: str) -> tuple[dict[str, str], dict[str, int]]:
        """The fields as written, and the line of each, by lower-case name."""
        raw: dict[str, str] = {}
        lines: dict[str, int] = {}
        for each in entry.fields:
            name, line = one_line(each.key).lower(), each.line
            if name in raw:
                self.report(Code.BAD_ENTRY, line, f"'{key}' has the field '{name}' twice, first on line {lines[name]}")
                continue
            if name not in latex.FIELDS and (hint := nearest_field(name)):
                given = any(f"'{one_line(other.key).lower()}'" in hint for other in entry.fields)
                self.report(Code.BAD_ENTRY, line, f"unknown field '{name}' of '{key}'", "" if given else hint)
            raw[name], lines[name] = self.value(each.value, line, name), line
        return raw, lines

    def _authors(self, raw: Mapping[str, str], lines: Mapping[str, int]) -> tuple[Name, ...]:
        order = one_line(raw.get("nameorder", ""))
        if order not in ("", "family-first"):
            message = f"nameorder '{order}' is unknown, expected family-first"
            self.report(Code.BAD_ENTRY, lines["nameorder"], message)
        return self._people("author", raw, lines, raw.get("authororig", ""), order == "family-first")

    def _people(
        self, name: str, raw: Mapping[str, str], lines: Mapping[str, int], originals: str = "", first: bool = False
    ) -> tuple[Name, ...]:
        try:
            names, unknown = read_names(raw.get(name, ""), originals=originals, family_first=first)
        except OriginalsError as error:
            self.report(Code.BAD_ENTRY, lines["authororig"], f"authororig: {error}")
            return self._people(name, raw, lines, "", first)
        except ValueError as error:
            self.report(Code.BAD_ENTRY, lines[name], f"{name}: {error}")
            return ()
        self._unknown_commands(name, unknown, lines.get(name, 1))
        return names

    def _date(self, raw: Mapping[str, str], lines: Mapping[str, int]) -> Span | None:
        if "date" in raw:
            return self._edtf("date", one_line(raw["date"]), lines["date"])
        if "year" not in raw:
            return None
        year, month = one_line(raw["year"]), one_line(raw.get("month", ""))
        if not YEAR.fullmatch(year):
            hint = "leave out a date that is not known; a partly known one is EDTF: date = {202X}"
            self.report(Code.BAD_DATE, lines["year"], f"year: '{year}' is not a year, expected four digits", hint)
            return None
        if not month:
            return self._edtf("year", year, lines["year"])
        number = latex.MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in latex.MONTHS else 0
        if YEAR.fullmatch(month.zfill(4)):
            number = int(month)
        if not 1 <= number <= 12:
            self.report(Code.BAD_DATE, lines["month"], f"month: '{month}' is not a month, expected 1-12 or jan-dec")
            return self._edtf("year", year, lines["year"])
        return self._edtf("month", f"{year}-{number:02}", lines["month"])

    def _edtf(self, name: str, text: str, line: int) -> Span | None:
        try:
            return parse_edtf(text)
        except EdtfError as error:
            self.report(Code.BAD_DATE, line, f"{name}: {error}")
            return None

    def _decoded(self, name: str, text: str, line: int) -> str:
        if name in latex.ADDRESSES and text.strip():
            try:
                return read_doi(text) if name == "doi" else read_url(text)
            except AddressError as error:
                self.report(Code.BAD_URL, line, f"{name}: {error}", error.hint)
                return ""
        plain, unknown = decode_latex(text)
        self._unknown_commands(name, unknown, line)
        if name in latex.DATES and plain:
            return plain if self._edtf(name, plain, line) else ""
        return plain

    def _unknown_commands(self, name: str, unknown: list[str], line: int) -> None:
        for command in unknown:
            message = f"{name}: the LaTeX command '{command}' is unknown, expected plain Unicode text"
            self.report(Code.BAD_ENTRY, line, message)


def _entries(raw: str) -> tuple[str, ...]:
    """The entries of a list, decoded; an 'and' in braces divides nothing."""
    if not AND.search(raw):
        return (raw,)
    return tuple(text for name in names_in(raw) if (text := decode_latex(name)[0]))


def _joined(entries: tuple[str, ...]) -> str:
    """A list in words: ``A, B and C``, or ``A; B and C`` where the second is one name."""
    if any(AND.search(entry) for entry in entries):
        return "; ".join(entries)
    *others, last = entries
    return f"{', '.join(others)} and {last}"


@cache
def nearest_field(name: str) -> str:
    """The hint for a field that is nearly one of BibLaTeX's; empty where it is a field of somebody's own."""
    hint = nearest(name, latex.FIELDS)
    known = hint.split("'")[1] if hint else ""
    return hint if len(known) > 3 and abs(len(known) - len(name)) <= 2 else ""
