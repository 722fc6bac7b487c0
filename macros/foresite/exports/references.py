"""Write the bibliography as BibLaTeX, RIS and CSL-JSON, and the citations of each page and claim.

RIS has no escapes: a value is one line, and white space of any kind in it becomes a space.

The pages stay light: a card links to its page's three files instead of holding its citations, and where
scripts run ``assets/cite.js`` cuts out the one that was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from foresite.citing.csl_json import language_of, to_csl
from foresite.exports.serialise import compact
from foresite.model.corpus import Corpus
from foresite.model.records import Name, Reference
from foresite.parsing.bibliography.entries import AND
from foresite.parsing.bibliography.latex import ADDRESSES, DATES, LISTS, encode
from foresite.views import citable

# The bibliography as BibLaTeX, in a form of its own: the same references give the same text.


VERBATIM = frozenset((*ADDRESSES, *DATES, "eprint", "eprinttype", "eprintclass", "archiveprefix", "langid", "ids"))
"""The fields that LaTeX reads as they are."""
INHERITING = frozenset(("crossref", "xdata", "xref", "entryset"))
"""The fields that name what an entry inherits from; what it inherits stands in the entry itself."""
TITLES = frozenset(
    "title subtitle titleaddon booktitle booksubtitle maintitle mainsubtitle issuetitle issuesubtitle eventtitle "
    "shorttitle series".split()
)
"""The fields whose capitals styles change."""
CASED = '<span class="nocase">'
TAG = re.compile(r'(</?(?:i|b|sup|sub)>|<span class="nocase">|<span style="font-variant:small-caps;">|</span>)')
COMMANDS = {
    "<i>": r"\emph{", "<b>": r"\textbf{", "<sup>": r"\textsuperscript{", "<sub>": r"\textsubscript{", CASED: "{",
    '<span style="font-variant:small-caps;">': r"\textsc{", "</i>": "}", "</b>": "}", "</sup>": "}", "</sub>": "}",
    "</span>": "}",
}  # fmt: skip
"""The tags of CSL-JSON in LaTeX."""
WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")
SMALL_WORDS = frozenset("with from into over after under about between against through during before upon within "
                        "without toward towards since until than that this when where while".split())  # fmt: skip
"""Words that headlines set in lower case, too."""


def references_bib(corpus: Corpus) -> str:
    """The whole bibliography in BibLaTeX."""
    return to_bibtex(list(corpus.references.values()))


def to_bibtex(references: Iterable[Reference]) -> str:
    """The references as a .bib file that reads back to the same records, by key.

    People and date come first, then the fields by name. Strings and comments of the original are gone.
    """
    return bibtex(sorted(references, key=lambda each: each.key))


def bibtex(references: Iterable[Reference]) -> str:
    """The references as a .bib file, in the order given."""
    return "\n".join(map(_bib_entry, references))


def _bib_entry(reference: Reference) -> str:
    fields = {
        "author": _people(reference.authors),
        "authororig": _originals(reference.authors),
        "nameorder": "family-first" if any(name.family_first for name in reference.authors) else "",
        "editor": _people(reference.editors),
        **{name: _people(names) for name, names in sorted(reference.people.items())},
        "date": reference.date.text if reference.date else "",
    }
    english = (language_of(reference.fields) or "en").startswith("en")
    for name, text in sorted(reference.fields.items()):
        if name not in INHERITING:
            fields[name] = _field(reference, name, text, english)
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    return f"@{reference.type}{{{reference.key},\n{''.join(lines)}}}\n"


def _field(reference: Reference, name: str, text: str, english: bool) -> str:
    if name in VERBATIM:
        return text
    if entries := reference.lists.get(name):
        return " and ".join(_entry_of(name, entry) for entry in entries)
    if name in TITLES:
        return _title(reference.markup.get(name, text), english)
    return _marked(reference.markup[name]) if name in reference.markup else _entry_of(name, text)


def _entry_of(name: str, text: str) -> str:
    """A field, or an entry of one that is a list: an 'and' of its own stands in braces."""
    return f"{{{encode(text)}}}" if name in LISTS and AND.search(text) else encode(text)


def _marked(markup: str) -> str:
    """A text with the tags of CSL-JSON in LaTeX."""
    return "".join(COMMANDS[part] if part in COMMANDS else encode(part) for part in TAG.split(markup))


def _title(markup: str, english: bool) -> str:
    """A title, with braces around what must keep its capitals.

    Readers of BibLaTeX take English titles for headlines and set them in lower case, so the names in a title that is
    none would lose their capitals; in a headline nobody can tell names from other words.
    """
    written = TAG.sub("", markup)
    sentence = not english or _is_sentence(written)
    first = True
    opened: list[str] = []
    parts: list[str] = []
    for part in TAG.split(markup):
        if part in COMMANDS:
            opened = opened[:-1] if part.startswith("</") else [*opened, part]
            parts.append(COMMANDS[part])
            continue
        parts.append(encode(part) if CASED in opened else _encoded_around(part, sentence, first))
        first = first and not part.strip()
    return "".join(parts)


def _encoded_around(text: str, sentence: bool, first: bool) -> str:
    """A text with braces around its words that keep their capitals."""
    pieces: list[str] = []
    done = 0
    for word in WORD.finditer(text):
        begins = first and not text[: word.start()].strip()
        kept = _keeps_case(word[0], sentence and not begins)
        between = encode(text[done : word.start()])
        if kept and between == " " and pieces and pieces[-1].endswith("}"):
            # Names of several words are one.
            pieces[-1] = f"{pieces[-1][:-1]} {encode(word[0])}}}"
        else:
            pieces += [between, f"{{{encode(word[0])}}}" if kept else encode(word[0])]
        done = word.end()
    return "".join((*pieces, encode(text[done:])))


def _keeps_case(word: str, any_capital: bool) -> bool:
    """Whether a word has capitals that are its own: within it, or at its start where others have none."""
    return word[1:].lower() != word[1:] or (any_capital and word[0].isupper())


def _is_sentence(title: str) -> bool:
    """Whether a title has a word without a capital that headlines capitalise."""
    return any(
        word.islower() and len(word) > 3 and word not in SMALL_WORDS and not word[0].isdigit()
        for word in WORD.findall(title)[1:]
    )


def _people(names: Iterable[Name]) -> str:
    return " and ".join(_name(name) for name in names)


def _name(name: Name) -> str:
    if name.others:
        return "others"
    if name.literal:
        return f"{{{encode(name.literal)}}}"
    if not name.given and not name.suffix:
        return encode(name.family)
    return ", ".join(_part(part) for part in (name.family, name.suffix, name.given) if part)


def _part(text: str) -> str:
    """A part of a name; in braces where its words or commas would make it several parts."""
    encoded = encode(text)
    words = text.split()
    plain = "," not in text and "and" not in (word.lower() for word in words)
    return encoded if plain and not any(word[:1].islower() for word in words) else f"{{{encoded}}}"


def _originals(names: tuple[Name, ...]) -> str:
    if not any(name.original for name in names):
        return ""
    return " and ".join(f"{{{encode(name.original)}}}" for name in names)


# The bibliography as CSL-JSON, which Zotero, Pandoc and other citation software read.


def references_json(corpus: Corpus) -> str:
    """The whole bibliography in CSL-JSON."""
    return to_csl_json(list(corpus.references.values()))


def to_csl_json(references: Iterable[Reference]) -> str:
    """The references as a CSL-JSON array, by key; the same references give the same text."""
    return csl_json(to_csl(each, markup=True) for each in sorted(references, key=lambda each: each.key))


def csl_json(items: Iterable[Mapping[str, Any]]) -> str:
    """CSL-JSON items as an array, in the order given, a line each."""
    return "[" + ",\n".join(map(compact, items)) + "]\n"


# The bibliography as RIS, which EndNote, Zotero and most library catalogues read.


TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK",
    "chapter": "CHAP", "dataset": "DATA", "entry": "ENCYC", "graphic": "ART", "legal_case": "CASE",
    "legislation": "STAT", "manuscript": "UNPB", "motion_picture": "VIDEO", "pamphlet": "PAMP",
    "paper-conference": "CPAPER", "patent": "PAT", "periodical": "SER", "personal_communication": "PCOMM",
    "report": "RPRT", "software": "COMP", "song": "SOUND", "standard": "STAND", "thesis": "THES",
    "webpage": "ELEC",
}  # fmt: skip
"""CSL's types; the rest are ``GEN``."""
TAGS = {
    "title": "TI", "title-short": "ST", "original-title": "OP", "container-title": "T2", "collection-title": "T3",
    "genre": "M3", "publisher": "PB", "publisher-place": "CY", "edition": "ET", "volume": "VL", "issue": "IS",
    "collection-number": "IS", "number": "SN", "ISBN": "SN", "ISSN": "SN", "DOI": "DO", "URL": "UR",
    "language": "LA", "abstract": "AB", "note": "N1",
}  # fmt: skip
"""CSL's variables, in the order in which they are written. A report's number has the tag of serial numbers."""

PEOPLE = (("author", "AU"), ("editor", "ED"), ("translator", "A4"))

SEASONS = ("spring", "summer", "autumn", "winter")


def references_ris(corpus: Corpus) -> str:
    """The whole bibliography in RIS."""
    return to_ris(list(corpus.references.values()))


def to_ris(references: Iterable[Reference]) -> str:
    """The references as a RIS file, by key, its lines ended as RIS wants them."""
    return ris(map(to_csl, sorted(references, key=lambda each: each.key)))


def ris(items: Iterable[Mapping[str, Any]]) -> str:
    """CSL-JSON items as a RIS file, in the order given."""
    return "".join(f"{tag}  - {_line(value)}\r\n" for item in items for tag, value in _ris_entry(item))


def _ris_entry(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES.get(item["type"], "GEN")
    yield "ID", item["id"]
    for variable, tag in PEOPLE:
        for name in item.get(variable, ()):
            parts = (name[part] for part in ("family", "given", "suffix") if part in name)
            yield tag, name.get("literal") or ", ".join(parts)
    yield from _date(item.get("issued", {}))
    for variable, tag in TAGS.items():
        if variable in item:
            yield tag, item[variable]
    first, _, last = item.get("page", "").partition("-")
    if first:
        yield "SP", first
    if last:
        yield "EP", last
    for word in item.get("keyword", "").split(","):
        if word.strip():
            yield "KW", word
    if "accessed" in item:
        yield "Y2", _day(item["accessed"])
    yield "ER", ""


def _date(issued: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The year, and the date with as much of it as is known; what no number says stands as words."""
    if parts := issued.get("date-parts"):
        yield "PY", f"{parts[0][0]:04}"
    if day := _day(issued):
        yield "DA", day


def _day(date: Mapping[str, Any]) -> str:
    """``2024/06/19/``, each part there or not, and after the last stroke what is not a number."""
    if "date-parts" not in date:
        return f"///{date['literal']}" if date.get("literal") else ""
    start, *rest = date["date-parts"]
    known = [f"{start[0]:04}", *(f"{part:02}" for part in start[1:])]
    words = [f"to {'-'.join(f'{part:02}' for part in end)}" for end in rest]
    if "season" in date:
        words.append(SEASONS[date["season"] - 1])
    if date.get("circa"):
        words.append("approximate")
    return "/".join([*known, "", ""][:3]) + f"/{', '.join(words)}"


def _line(text: str) -> str:
    return " ".join(text.split())


# `data/cite/`: the citations of each page and of its claims, one file a page in each format.


def cite_files(corpus: Corpus) -> dict[str, str]:
    """Path and content of every file."""
    return {path: content for page in corpus.pages for path, content in files_of(corpus, page.path).items()}


def files_of(corpus: Corpus, path: str) -> dict[str, str]:
    """Path and content of a page's files, its own entry first in each."""
    page = corpus.page(path)
    entries = citable.entries(corpus, page) if page else []
    items = [to_csl(entry) for entry in entries]
    made = {"BibTeX": bibtex(entries), "RIS": ris(items), "CSL-JSON": csl_json(items)}
    return {file.page: made[file.text] for file in citable.files(path)}
