"""Decode what BibLaTeX writes: LaTeX commands, months, types of works, and names of people.

https://ctan.org/pkg/biblatex, chapters 2.1 and 2.2.

A small subset, the one that bibliographies use: accents, special letters, escapes, dashes, quotation marks
and commands that only mark up their argument. Money is commoner than mathematics in briefs, so ``$5``
stays, and only ``$…$`` with a command, ``^`` or ``_`` in it loses its dollars.
"""

from __future__ import annotations

import re
import unicodedata

from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from foresite.model.records import Name

# The vocabulary of BibLaTeX, and the few fields that Foresite adds: what a misspelling is measured against.


TYPES = frozenset(
    """
    article artwork audio bibnote book bookinbook booklet collection commentary conference dataset
    electronic image inbook incollection inproceedings inreference jurisdiction legal legislation letter
    manual mastersthesis misc movie music mvbook mvcollection mvproceedings mvreference online patent
    performance periodical phdthesis proceedings reference report review software standard suppbook
    suppcollection suppperiodical techreport thesis unpublished video www
    """.split()
)

PEOPLE = ("author", "editor")
"""The fields that hold names and become the people of a reference."""

DATES = ("date", "eventdate", "origdate", "urldate")

ADDRESSES = ("url", "doi")

NOTES = frozenset("annotation annote comment comments file groups localfile owner pdf review timestamp".split())
"""The fields in which reference managers keep what is for their user: notes, files, dates. No page shows them."""
LISTS = (
    "institution", "institutionorig", "publisher", "publisherorig", "organization", "school", "location", "address",
    "origpublisher", "origlocation", "affiliation", "affiliationorig",
)  # fmt: skip
"""The fields whose values are lists, their entries joined by ' and '; braces keep an 'and' that belongs to a name."""

OURS = {
    "nameorder": "family-first: the authors' names print family name first",
    "authororig": "the authors' names in their own script, joined by ' and '",
    "titletranslation": "the title in the language of the site",
    "institutionorig": "the institution's name in its own script",
    "publisherorig": "the publisher's name in its own script",
    "affiliation": "where the authors work",
    "affiliationorig": "that name in its own script",
}
"""The fields that BibLaTeX does not have, each with what it says."""

FIELDS = frozenset(
    """
    abstract addendum address afterword annotation annotator annote archiveprefix bookauthor
    bookpagination booksubtitle booktitle booktitleaddon chapter commentator crossref day doi edition
    editora editorb editorc editortype eid entryset entrysubtype eprint eprintclass eprinttype
    eventtitle eventtitleaddon execute file foreword gender groups holder howpublished ids
    indexsorttitle indextitle institution introduction isan isbn ismn isrn issn issue issuesubtitle
    issuetitle issuetitleaddon iswc journal journalsubtitle journaltitle journaltitleaddon key keywords
    label langid langidopts language library location mainsubtitle maintitle maintitleaddon month
    nameaddon note number options organization origlanguage origlocation origpublisher origtitle owner
    pages pagetotal pagination part pdf primaryclass presort publisher pubmedid pubstate related
    relatedoptions relatedstring relatedtype reprinttitle school series shortauthor shorteditor
    shorthand shorthandintro shortjournal shortseries shorttitle sortkey sortname sortshorthand
    sorttitle sortyear subtitle timestamp title titleaddon translator type urlyear userb venue version
    volume volumes xdata xref year
    """.split()
) | {*PEOPLE, *DATES, *ADDRESSES, *OURS}

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The strings that BibTeX itself defines."""


# LaTeX in bibliography fields: decoded to plain text, and encoded again.


TRIGGERS = re.compile(r"[\\{}$~]|--|``|''")
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
SYMBOLS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "copyright": "©", "dag": "†", "ddag": "‡", "dots": "…",
    "ldots": "…", "textellipsis": "…", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textdollar": "$", "textunderscore": "_", "textbraceleft": "{", "textbraceright": "}", "textendash": "–",
    "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«",
    "guillemotright": "»", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "degree": "°",
    "texteuro": "€", "euro": "€", "textsection": "§", "textparagraph": "¶", "textbullet": "•",
    "textgreater": ">", "textless": "<", "textbar": "|", "times": "×", "alpha": "α", "beta": "β", "gamma": "γ",
    "delta": "δ", "mu": "μ", "pi": "π", "slash": "/", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "newline": " ", "quad": " ", "space": " ", "relax": "", "protect": "", "noopsort": "",
}  # fmt: skip
MARKUP = dict.fromkeys(
    "emph textit textbf textsc textrm textsf texttt textup textsl textnormal textsuperscript "
    "textsubscript mbox hbox underline url path nolinkurl it bf sc rm sf tt em itshape bfseries "
    "scshape mkbibemph".split(),
    ("", ""),
) | {"enquote": ("“", "”"), "mkbibquote": ("“", "”"), "mkbibparens": ("(", ")"), "mkbibbrackets": ("[", "]")}
"""The commands that mark up their argument, with what stands around it in plain text."""
SIGNS = {"\\": " ", ",": "\u2009", "/": "", "-": "", "@": ""}
LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "~": "\u00a0"}
SPACE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
# Possessive, so that dollars that never pair take no longer than others.
MATHS = re.compile(r"(?<!\\)\$([^$\\^_]*+[\\^_][^$]*+)(?<!\\)\$")
TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)[ \t\n]*|\\(?P<sign>.)|(?P<brace>[{}])|---?|``|''|~|[^\\{}~`'-]+|.",
    re.DOTALL,
)


def decode_latex(text: str) -> tuple[str, list[str]]:
    """The text without LaTeX, in one line, and the commands in it that nobody knows, kept as written."""
    if not TRIGGERS.search(text):
        return one_line(text), []
    decoder = _Decoder()
    for token in TOKEN.finditer(MATHS.sub(r"\1", text)):
        decoder.take(token)
    return one_line("".join(decoder.out)), decoder.unknown


class _Decoder:
    """The state between two tokens: the accent that waits for its letter, the command that waits for its brace."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.unknown: list[str] = []
        self.accent = ""
        self.around = ("", "")
        self.closers: list[str] = []

    def take(self, token: re.Match[str]) -> None:
        word, sign = token["word"], token["sign"]
        if (word or sign) in ACCENTS:
            self.accent = ACCENTS[word or sign]
        elif word in SYMBOLS:
            self.put(SYMBOLS[word])
        elif word in MARKUP:
            self.around = MARKUP[word]
        elif word:
            self.unknown.append(f"\\{word}")
            self.put(token[0])
        elif sign:
            self.put(SIGNS.get(sign, sign))
        elif token["brace"] == "{":
            before, after = self.around
            self.around = ("", "")
            if before:
                self.put(before)
            self.closers.append(after)
        elif token["brace"]:
            self.accent = ""
            self.out.append(self.closers.pop() if self.closers else "")
        else:
            self.put(LIGATURES.get(token[0], token[0]))

    def put(self, written: str) -> None:
        if self.accent and written:
            # LaTeX puts the accent of i on its dotless form.
            first = {"ı": "i", "ȷ": "j"}.get(written[0], written[0])
            written = unicodedata.normalize("NFC", first + self.accent) + written[1:]
            self.accent = ""
        self.around = ("", "")
        self.out.append(written)


def one_line(text: str) -> str:
    """The text with its line ends, tabs and control characters as single spaces, none at its ends."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(part for part in SPACE.split(text) if part)


def encode(text: str) -> str:
    """The text so that ``decode_latex`` gives it back: for any text in one line that is in Unicode's NFC."""
    escaped = re.sub(r"[\\{}$~]", lambda match: ESCAPES[match[0]], text)
    return re.sub(r"-(?=-)|`(?=`)|'(?=')", lambda match: match[0] + "{}", escaped)


ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\textdollar{}",
    "~": r"\textasciitilde{}",
}
"""By name: braces that are not balanced would end the field."""


# Names in bibliography fields: `Lee, Sang Joon and {The Asan Institute}`.


class OriginalsError(ValueError):
    """Names in their own script that are not as many as the names."""


def read_names(text: str, *, originals: str = "", family_first: bool = False) -> tuple[tuple[Name, ...], list[str]]:
    """The people of a field, in order, and the LaTeX commands in them that nobody knows.

    A name in braces of its own is a body and stays whole. ``originals`` gives the names in their own
    script, as many and in the same order.

    Raises:
        ValueError: where a name has too many commas or unbalanced braces.
        OriginalsError: where the originals are not as many as the names.
    """
    unknown: list[str] = []

    def plain(parts: list[str]) -> str:
        decoded, strange = decode_latex(" ".join(parts))
        unknown.extend(strange)
        return decoded

    scripts = [plain([name]) for name in split_multiple_persons_names(originals)]
    written = [name for name in split_multiple_persons_names(text) if name.strip()]
    if scripts and len(scripts) != len(written):
        raise OriginalsError(f"{len(scripts)} in their own script for {len(written)} authors, expected as many")
    names = []
    for name, original in zip(written, scripts or [""] * len(written), strict=True):
        try:
            parts = parse_single_name_into_parts(name.strip(), strict=True)
        except InvalidNameError as error:
            raise ValueError(
                f"'{plain([name])}' is not a name: {_reason(error.reason)}, expected 'Family, Given'"
            ) from None
        if whole := _body(name.strip()):
            names.append(Name(literal=plain([whole]), original=original))
            continue
        family = plain([*parts.von, *parts.last])
        given = plain([*parts.first, *parts.jr])
        if family or given:
            names.append(Name(family, given, family_first=family_first, original=original))
    return tuple(names), unknown


def names_in(text: str) -> list[str]:
    """The entries of a list of names, as BibLaTeX joins them by ' and '; what stands in braces is one."""
    return [name.strip() for name in split_multiple_persons_names(text) if name.strip()]


def _reason(said: str) -> str:
    """Why bibtexparser can't read a name, in our words."""
    if "comma" in said.lower():
        return "too many commas" if "many" in said else "nothing after the comma"
    return "braces that do not match" if "brace" in said else "it can't be divided"


def _body(name: str) -> str:
    """What stands in the braces where one pair of them holds the whole name."""
    if not (name.startswith("{") and name.endswith("}")):
        return ""
    depth = 0
    for at, char in enumerate(name):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return name[1:-1] if at == len(name) - 1 else ""
    return ""
