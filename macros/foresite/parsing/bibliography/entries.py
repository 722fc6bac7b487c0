"""Read entries of a bibliography to references, and check their addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from foresite.model.dates import EdtfError, Span
from foresite.model.problems import Code, Place, Problem, edits, nearest, one_of
from foresite.model.records import Name, Reference
from foresite.parsing.bibliography import latex
from foresite.parsing.bibliography.dates import STATES, read_date, read_month, read_year
from foresite.parsing.bibliography.latex import (
    AND,
    XDATA_MARK,
    OriginalsError,
    decode_latex,
    decode_with_markup,
    joined,
    names_in,
    one_line,
    read_names,
)
from foresite.parsing.bibliography.syntax import ParsedEntry, read_value

# Addresses in bibliography fields: only those that a reader can follow and that cannot run code.


DOI = re.compile(
    r"(?:(?:https?://)?(?:[\w-]+\.)?doi\.(?:\w+\.)?org/|doi:\s*)?"
    r"(10(?:\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s\"\\{}]+|/[a-z0-9]{3,12}))",
    re.IGNORECASE,
)
"""A DOI, or a short one (``10/abcde``), bare or as its address; older ones have ``<>;()`` in them."""
FORBIDDEN = re.compile(r"[\s<>\"\\\x00-\x20\x7f-\x9f]")
PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*+(?:/[\w./?=&;,+:!*()-]*+)?+", re.ASCII)
LATEX = re.compile(
    r"\{?\\([_&%#$])\}?|\{?\\(?:~|textasciitilde|sim)(?:\s*\{\s*\})?\}?|\{\\textunderscore(?:\{\})?\}|\$\\sim\$"
)
"""How LaTeX writes the signs of addresses."""
WRAPPED = re.compile(
    r"(?:\\(?:url|path|nolinkurl)\s*\{(.*)\}|\\href\s*\{([^{}]*)\}\s*\{.*\}|<(.*)>|\{(.*)\})", re.DOTALL
)


class AddressError(ValueError):
    """A text that is not an address; its message says what was expected, its hint the right form if one is near."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_url(text: str) -> str:
    """An address of the web or of mail; a DOI becomes its address at doi.org.

    Raises:
        AddressError: where it is not one of these.
    """
    if PLAIN.fullmatch(text):
        return text
    url = _unwrapped(text)
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
    if parts.scheme in ("http", "https", "ftp") and host:
        return url
    if parts.scheme == "mailto" and "@" in parts.path:
        return url
    near = f"did you mean 'https://{url}'?" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", url) else ""
    raise AddressError(expected, near)


def read_doi(text: str) -> str:
    """A DOI, bare.

    Raises:
        AddressError: where it is not an address.
    """
    doi = DOI.fullmatch(_unwrapped(text))
    if not doi:
        raise AddressError(f"'{_short(text)}' is not a DOI, expected a form like 10.1371/journal.pone.0213522")
    return doi[1]


def eprint_address(fields: Mapping[str, str]) -> str:
    """Where a work is that an archive keeps, by its number there; empty where the archive is not known."""
    number = fields.get("eprint", "")
    archive = (fields.get("eprinttype") or fields.get("archiveprefix", "")).lower()
    if not archive and ARXIV.fullmatch(number):
        archive = "arxiv"
    start = ARCHIVES.get(archive, "")
    if not (start and re.fullmatch(r"[\w.:/()<>;-]+", number)):
        return ""
    return start + quote(re.sub(r"^(?:arxiv|hal|hdl|pmid):", "", number, flags=re.IGNORECASE), safe="/:.()")


ARCHIVES = {
    "arxiv": "https://arxiv.org/abs/", "jstor": "https://www.jstor.org/stable/",
    "pubmed": "https://pubmed.ncbi.nlm.nih.gov/", "hal": "https://hal.science/", "hdl": "https://hdl.handle.net/",
    "googlebooks": "https://books.google.com/books?id=", "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
    "eprint": "", "ssrn": "https://ssrn.com/abstract=",
}  # fmt: skip
"""The archives of ``eprinttype``, with the addresses of what they keep."""
ARXIV = re.compile(r"(?:arxiv:)?(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?", re.IGNORECASE)


def _unwrapped(text: str) -> str:
    """An address without the LaTeX around it and in it."""
    text = text.strip()
    for _ in range(2):
        if found := WRAPPED.fullmatch(text):
            text = next((part for part in found.groups() if part is not None), "").strip()
    return LATEX.sub(lambda found: found[1] or ("_" if "underscore" in found[0] else "~"), text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}…"


# A bibliography entry becomes a Reference; what is wrong with it becomes problems.


KEY = re.compile(r"\w[\w.:+/-]*")
"""The keys that can be cited, in braces where they end in a sign, and stand in an address."""
BRACED = re.compile(r"\{[^{}\\]*+\}")
"""A value that is nothing but text."""
GROWTH = 1_000_000
"""Characters that the strings of one file may add: a string of strings doubles with every line."""
HIDDEN = frozenset(
    (
        *latex.PEOPLE,
        *latex.OTHER_PEOPLE,
        *latex.NOTES,
        "date",
        "year",
        "month",
        "day",
        "nameorder",
        "authororig",
    )
)
"""The fields that become people and date."""
UNPRINTED = frozenset(
    "abstract keywords keyword tags options execute gender library langidopts sortkey sortname sorttitle sortyear "
    "presort label copyright related relatedoptions source".split()
)
"""The fields whose text no page prints, so that no command in them is wrong."""
PRINTED = frozenset(latex.COMMON.union(*latex.USED.values()) - UNPRINTED)
PARENTS = ("crossref", "xdata", "entryset", "ids", "xref")
"""The fields that hold keys."""
SLIP = 2
"""How many letters a misspelt field differs by."""
ONLY_URL = re.compile(r"\s*(?:\\url\s*\{([^{}]*)\}|(https?://[^\s{}]+))\s*\.?\s*")


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
        """The entry's reference; None where it has no usable key or is not a work."""
        line, key = entry.line, entry.key.strip()
        kind = entry.type.lower()
        if kind in latex.CONTROLS:
            return None
        if not key:
            self.report(Code.BAD_ENTRY, line, f"an entry without a key, expected @{entry.type}{{key,")
            return None
        if not KEY.fullmatch(key):
            shown = one_line(key)[:60]
            message = f"the key '{shown}' cannot be cited, expected letters, digits and . : + / - between them"
            near = re.sub(r"[^\w.:+/-]+", "", shown).strip(".:+/-")
            hint = f'rename it here and in all pages: foresite fmt --rename "{shown}={near}"' if near else ""
            self.report(Code.BAD_ENTRY, line, message, hint)
            return None
        if kind not in latex.TYPES:
            self.report_type(kind, key, line)
        raw, lines = self._values(entry, key, kind)
        _move_address(raw, lines)
        _join_old_dates(raw, lines)
        date = self._date(raw, lines)
        authors = self._authors(raw, lines)
        editors = self._people("editor", raw, lines)
        people = {name: names for name in latex.OTHER_PEOPLE if (names := self._people(name, raw, lines))}
        fields: dict[str, str] = {}
        markup: dict[str, str] = {}
        for name, text in raw.items():
            if name in HIDDEN:
                continue
            plain, marked = self._decoded(name, text, lines[name])
            if plain:
                fields[name] = plain
            if marked != plain:
                markup[name] = marked
        lists = {name: entries for name in latex.LISTS if len(entries := _entries(raw.get(name, ""))) > 1}
        fields |= {name: joined(entries) for name, entries in lists.items()}
        return Reference(
            key, kind, authors, editors, date, MappingProxyType(fields), entry.source, Place(self.path, line),
            MappingProxyType(lists), MappingProxyType(people), MappingProxyType(markup),
        )  # fmt: skip

    def report_type(self, kind: str, key: str, line: int) -> None:
        """Keep the problem of an entry whose type is unknown."""
        message = f"unknown entry type '@{kind}' of '{key}', expected one of BibLaTeX's"
        self.report(Code.BAD_ENTRY, line, message, nearest(kind, latex.TYPES))

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

    def _values(self, entry: ParsedEntry, key: str, kind: str) -> tuple[dict[str, str], dict[str, int]]:
        """The fields as written, and the line of each, by lower-case name."""
        raw: dict[str, str] = {}
        lines: dict[str, int] = {}
        given = {one_line(each.key).lower() for each in entry.fields}
        for each in entry.fields:
            name, line = one_line(each.key).lower(), each.line
            if name in raw:
                self.report(Code.BAD_ENTRY, line, f"'{key}' has the field '{name}' twice, first on line {lines[name]}")
                continue
            if name not in latex.FIELDS and (meant := nearest_field(name, kind)) and meant not in given:
                self.report(Code.BAD_ENTRY, line, f"unknown field '{name}' of '{key}'", f"did you mean '{meant}'?")
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
        if not (raw.get(name) or originals):
            return ()
        try:
            read = read_names(raw.get(name, ""), originals=originals, family_first=first)
        except OriginalsError as error:
            self.report(Code.BAD_ENTRY, lines["authororig"], f"authororig: {error}")
            return self._people(name, raw, lines, "", first)
        for fault in read.faults:
            self.report(Code.BAD_ENTRY, lines[name], f"{name}: {fault}")
        self._unknown_commands(name, read.unknown, lines.get(name, 1))
        return read.names

    def _date(self, raw: Mapping[str, str], lines: Mapping[str, int]) -> Span | None:
        if date := one_line(raw.get("date", "")):
            return self._edtf("date", date, lines["date"])
        year, month = decode_latex(raw.get("year", ""))[0], one_line(raw.get("month", ""))
        if not year:
            return None
        try:
            span = read_year(year)
        except EdtfError as error:
            state = STATES.get(year.casefold())
            hint = "leave out a date that is not known; a partly known one is EDTF: date = {202X}"
            hint = f"write pubstate = {{{state}}} instead" if state else hint
            self.report(Code.BAD_DATE, lines["year"], f"year: {error}", hint)
            return None
        if not month or not re.fullmatch("[0-9]{4}", year):
            return span
        try:
            return read_month(year, decode_latex(month)[0], one_line(raw.get("day", "")))
        except EdtfError as error:
            self.report(Code.BAD_DATE, lines["month"], f"month: {error}")
            return span

    def _edtf(self, name: str, text: str, line: int) -> Span | None:
        try:
            return read_date(text)
        except EdtfError as error:
            self.report(Code.BAD_DATE, line, f"{name}: {error}")
            return None

    def _decoded(self, name: str, text: str, line: int) -> tuple[str, str]:
        """The field as plain text, and with markup."""
        if "xdata" in text and XDATA_MARK.fullmatch(text.strip()):
            return text.strip(), text.strip()
        if name in latex.ADDRESSES and text.strip():
            try:
                address = read_doi(text) if name == "doi" else read_url(text)
            except AddressError as error:
                self.report(Code.BAD_URL, line, f"{name}: {error}", error.hint)
                return "", ""
            return address, address
        if name in PARENTS or name == "eprint":
            plain = one_line(text)
            return plain, plain
        plain, marked, unknown = decode_with_markup(text)
        if name in PRINTED:
            self._unknown_commands(name, unknown, line)
        if (known := latex.CHOICES.get(name)) and plain not in ("", *known):
            message = f"{name}: '{one_line(plain)}' is unknown, expected {one_of(known)}"
            self.report(Code.BAD_ENTRY, line, message, nearest(plain, known))
            return "", ""
        if name in latex.DATES and plain:
            # The non-breaking space of LaTeX is the sign of what is approximate.
            span = self._edtf(name, plain.replace("\u00a0", "~"), line)
            return (span.text, span.text) if span else ("", "")
        return plain, marked

    def _unknown_commands(self, name: str, unknown: list[str], line: int) -> None:
        for command in unknown:
            message = f"{name}: the LaTeX command '{command}' is unknown, expected plain Unicode text"
            self.report(Code.BAD_ENTRY, line, message)


def _entries(raw: str) -> tuple[str, ...]:
    """The entries of a list, decoded; an 'and' in braces divides nothing."""
    if not AND.search(raw):
        return (raw,)
    return tuple(text for name in names_in(raw) if (text := decode_latex(name)[0]))


def _move_address(raw: dict[str, str], lines: dict[str, int]) -> None:
    """An address that stands in ``howpublished`` alone is the address of the work, as older styles had it."""
    if (found := ONLY_URL.fullmatch(raw.get("howpublished", ""))) and not raw.get("url"):
        raw["url"], lines["url"] = found[1] or found[2], lines["howpublished"]
        del raw["howpublished"]


def _join_old_dates(raw: dict[str, str], lines: dict[str, int]) -> None:
    """Dates whose year, month and day have fields of their own become one: ``origyear``, ``urlmonth``, ``endyear``."""
    for prefix in ("orig", "event", "url"):
        name, parts = f"{prefix}date", [f"{prefix}{part}" for part in ("year", "month", "day")]
        if parts[0] in raw and not raw.get(name):
            raw[name], lines[name] = _old_date(raw, parts), lines[parts[0]]
        for part in parts:
            raw.pop(part, None)
    ending = [raw.pop(f"end{part}", "") for part in ("year", "month", "day")]
    if ending[0] and "date" not in raw and "year" in raw:
        start = _old_date(raw, ["year", "month", "day"])
        raw["date"], lines["date"] = (
            f"{start}/{_old_date(dict(zip('abc', ending, strict=True)), list('abc'))}",
            lines["year"],
        )


def _old_date(raw: Mapping[str, str], parts: list[str]) -> str:
    """A date of three fields as EDTF, as far as they are known."""
    year, month, day = (decode_latex(raw.get(part, ""))[0] for part in parts)
    try:
        return read_month(year, month, day).text if month else year
    except EdtfError:
        return year


@cache
def nearest_field(name: str, kind: str) -> str:
    """The field that an entry's type uses and that is nearly this one; empty where there is none."""
    least, best = SLIP + 1, ""
    for known in sorted(latex.USED.get(kind, latex.COMMON)):
        most = 1 if len(known) < 9 else SLIP
        if len(known) < 4 or abs(len(known) - len(name)) > most or name[:1] != known[:1]:
            continue
        if (apart := edits(name, known, most)) <= most and apart < least:
            least, best = apart, known
    return best
