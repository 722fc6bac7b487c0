"""Write the bibliography as BibLaTeX, RIS and CSL-JSON, and the citations of each page and claim.

RIS has no escapes: a value is one line, and white space of any kind in it becomes a space.

Pages stay small: a card links to its page's three files instead of containing its citations, and with scripts
``assets/cite.js`` extracts the requested one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from foresite.citing.csl_json import language_of, to_csl
from foresite.exports.serialise import compact
from foresite.model.corpus import Corpus
from foresite.model.records import Name, Reference
from foresite.parsing.bibliography.latex import ADDRESSES, AND, DATES, LISTS, encode
from foresite.views import citable

# The bibliography as BibLaTeX, in a canonical form.

VERBATIM = frozenset((*ADDRESSES, *DATES, "eprint", "eprinttype", "eprintclass", "archiveprefix", "langid", "ids"))
"""Fields that LaTeX reads verbatim."""
INHERITING = frozenset(("crossref", "xdata", "xref", "entryset"))
"""Fields for inheritance, which are resolved: inherited values stand in the entry itself."""
TITLES = frozenset(
    "title subtitle titleaddon booktitle booksubtitle maintitle mainsubtitle issuetitle issuesubtitle eventtitle "
    "shorttitle series".split()
)
"""Fields whose capitals citation styles change."""
CASED = '<span class="nocase">'
TAG = re.compile(r'(</?(?:i|b|sup|sub)>|<span class="nocase">|<span style="font-variant:small-caps;">|</span>)')
COMMANDS = {
    "<i>": r"\emph{", "<b>": r"\textbf{", "<sup>": r"\textsuperscript{", "<sub>": r"\textsubscript{", CASED: "{",
    '<span style="font-variant:small-caps;">': r"\textsc{", "</i>": "}", "</b>": "}", "</sup>": "}", "</sub>": "}",
    "</span>": "}",
}  # fmt: skip
"""LaTeX for the tags of CSL-JSON."""
WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")
SMALL_WORDS = frozenset("with from into over after under about between against through during before upon within "
                        "without toward towards since until than that this when where while".split())  # fmt: skip
"""Long words that headlines do not capitalise."""


def references_bib(corpus: Corpus) -> str:
    """Return the whole bibliography in BibLaTeX."""
    return to_bibtex(list(corpus.references.values()))


def to_bibtex(references: Iterable[Reference]) -> str:
    """Return the references as a .bib file, by key, which reads back to the same records.

    People and date come first, then the fields by name. Strings and comments of the original are lost.
    """
    return bibtex(sorted(references, key=lambda reference: reference.key))


def bibtex(references: Iterable[Reference]) -> str:
    """Return the references as a .bib file, in the given order."""
    return "\n".join(map(_bibtex_entry, references))


def _bibtex_entry(reference: Reference) -> str:
    fields = {
        "author": _people(reference.authors),
        "authororig": _original_names(reference.authors),
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
        return " and ".join(_encode_value(name, entry) for entry in entries)
    if name in TITLES:
        return _title(reference.markup.get(name, text), english)
    return _encode_markup(reference.markup[name]) if name in reference.markup else _encode_value(name, text)


def _encode_value(name: str, text: str) -> str:
    """Encode a field, or an item of a list field: an 'and' within an item is protected by braces."""
    return f"{{{encode(text)}}}" if name in LISTS and AND.search(text) else encode(text)


def _encode_markup(markup: str) -> str:
    """Convert a text with the tags of CSL-JSON to LaTeX."""
    return "".join(COMMANDS[part] if part in COMMANDS else encode(part) for part in TAG.split(markup))


def _title(markup: str, english: bool) -> str:
    """Return a title in LaTeX, with braces around words that must keep their capitals.

    Readers of BibLaTeX expect English titles in headline case and lower them, so names in a title in sentence case
    would lose their capitals; in headline case, names cannot be told from other words.
    """
    plain = TAG.sub("", markup)
    is_sentence = not english or _is_sentence(plain)
    first = True
    open_tags: list[str] = []
    parts: list[str] = []
    for part in TAG.split(markup):
        if part in COMMANDS:
            open_tags = open_tags[:-1] if part.startswith("</") else [*open_tags, part]
            parts.append(COMMANDS[part])
            continue
        parts.append(encode(part) if CASED in open_tags else _protect_capitals(part, is_sentence, first))
        first = first and not part.strip()
    return "".join(parts)


def _protect_capitals(text: str, sentence: bool, first: bool) -> str:
    """Encode a text with braces around words that must keep their capitals."""
    pieces: list[str] = []
    end_of_last = 0
    for word in WORD.finditer(text):
        is_first = first and not text[: word.start()].strip()
        protected = _keeps_case(word[0], sentence and not is_first)
        between = encode(text[end_of_last : word.start()])
        if protected and between == " " and pieces and pieces[-1].endswith("}"):
            # Adjacent protected words share one pair of braces.
            pieces[-1] = f"{pieces[-1][:-1]} {encode(word[0])}}}"
        else:
            pieces += [between, f"{{{encode(word[0])}}}" if protected else encode(word[0])]
        end_of_last = word.end()
    return "".join((*pieces, encode(text[end_of_last:])))


def _keeps_case(word: str, any_capital: bool) -> bool:
    """Return whether a word has capitals of its own: within it, or at its start where others have none."""
    return word[1:].lower() != word[1:] or (any_capital and word[0].isupper())


def _is_sentence(title: str) -> bool:
    """Return whether a title has a lower-case word that headlines capitalise."""
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
    """Encode a part of a name, in braces where its words or commas would split it."""
    encoded = encode(text)
    words = text.split()
    needs_no_braces = "," not in text and "and" not in (word.lower() for word in words)
    return encoded if needs_no_braces and not any(word[:1].islower() for word in words) else f"{{{encoded}}}"


def _original_names(names: tuple[Name, ...]) -> str:
    if not any(name.original for name in names):
        return ""
    return " and ".join(f"{{{encode(name.original)}}}" for name in names)


# The bibliography as CSL-JSON, which Zotero, Pandoc and other citation software read.


def references_json(corpus: Corpus) -> str:
    """Return the whole bibliography in CSL-JSON."""
    return to_csl_json(list(corpus.references.values()))


def to_csl_json(references: Iterable[Reference]) -> str:
    """Return the references as a CSL-JSON array, by key; the same references give the same text."""
    return csl_json(
        to_csl(reference, markup=True) for reference in sorted(references, key=lambda reference: reference.key)
    )


def csl_json(items: Iterable[Mapping[str, Any]]) -> str:
    """Return CSL-JSON items as an array, in the given order, one per line."""
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
"""RIS types by CSL types; others are ``GEN``."""
TAGS = {
    "title": "TI", "title-short": "ST", "original-title": "OP", "container-title": "T2", "collection-title": "T3",
    "genre": "M3", "publisher": "PB", "publisher-place": "CY", "edition": "ET", "volume": "VL", "issue": "IS",
    "collection-number": "IS", "number": "SN", "ISBN": "SN", "ISSN": "SN", "DOI": "DO", "URL": "UR",
    "language": "LA", "abstract": "AB", "note": "N1",
}  # fmt: skip
"""RIS tags by CSL variables, in output order. A report's number has the tag of serial numbers."""

PEOPLE = (("author", "AU"), ("editor", "ED"), ("translator", "A4"))

SEASONS = ("spring", "summer", "autumn", "winter")


def references_ris(corpus: Corpus) -> str:
    """Return the whole bibliography in RIS."""
    return to_ris(list(corpus.references.values()))


def to_ris(references: Iterable[Reference]) -> str:
    """Return the references as a RIS file, by key, with the line endings of RIS."""
    return ris(map(to_csl, sorted(references, key=lambda reference: reference.key)))


def ris(items: Iterable[Mapping[str, Any]]) -> str:
    """Return CSL-JSON items as a RIS file, in the given order."""
    return "".join(f"{tag}  - {_single_line(value)}\r\n" for item in items for tag, value in _ris_entry(item))


def _ris_entry(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES.get(item["type"], "GEN")
    yield "ID", item["id"]
    for variable, tag in PEOPLE:
        for name in item.get(variable, ()):
            parts = (name[part] for part in ("family", "given", "suffix") if part in name)
            yield tag, name.get("literal") or ", ".join(parts)
    yield from _ris_date_fields(item.get("issued", {}))
    for variable, tag in TAGS.items():
        if variable in item:
            yield tag, item[variable]
    if copy := item.get("custom", {}).get("archived"):
        yield "N1", f"Archived copy: {copy}"
    first, _, last = item.get("page", "").partition("-")
    if first:
        yield "SP", first
    if last:
        yield "EP", last
    for word in item.get("keyword", "").split(","):
        if word.strip():
            yield "KW", word
    if "accessed" in item:
        yield "Y2", _ris_date(item["accessed"])
    yield "ER", ""


def _ris_date_fields(issued: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the year, and the date as far as it is known, with non-numeric parts as words."""
    if parts := issued.get("date-parts"):
        yield "PY", f"{parts[0][0]:04}"
    if day := _ris_date(issued):
        yield "DA", day


def _ris_date(date: Mapping[str, Any]) -> str:
    """Return ``2024/06/19/``, with missing parts empty, and non-numeric parts after the last slash."""
    if "date-parts" not in date:
        return f"///{date['literal']}" if date.get("literal") else ""
    start, *rest = date["date-parts"]
    numbers = [f"{start[0]:04}", *(f"{part:02}" for part in start[1:])]
    words = [f"to {'-'.join(f'{part:02}' for part in end)}" for end in rest]
    if "season" in date:
        words.append(SEASONS[date["season"] - 1])
    if date.get("circa"):
        words.append("approximate")
    return "/".join([*numbers, "", ""][:3]) + f"/{', '.join(words)}"


def _single_line(text: str) -> str:
    return " ".join(text.split())


# `data/cite/`: the citations of each page and its claims, one file per page and format.


def cite_files(corpus: Corpus) -> dict[str, str]:
    """Return all citation files, by path."""
    return {path: content for page in corpus.pages for path, content in files_of(corpus, page.path).items()}


def files_of(corpus: Corpus, path: str) -> dict[str, str]:
    """Return the citation files of a page, by path, with its own entry first in each."""
    page = corpus.page(path)
    entries = citable.entries(corpus, page) if page else []
    items = [to_csl(entry) for entry in entries]
    contents = {"BibTeX": bibtex(entries), "RIS": ris(items), "CSL-JSON": csl_json(items)}
    return {file.page: contents[file.text] for file in citable.files(path)}
