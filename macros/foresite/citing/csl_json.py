"""Convert references to CSL-JSON, the form that citation software shares, and to COinS, which Zotero finds in pages.

https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV; ANSI/NISO Z39.88-2004.
Zotero reads the type of what is not a book, article or thesis from ``rft.type``, by its own names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from foresite.language.catalogue import IN_ENGLISH, Words
from foresite.language.words import NP_, Message
from foresite.model.dates import Interval, PartialDate, Span, parse_edtf
from foresite.model.records import OTHERS, Name, Reference
from foresite.parsing.bibliography.entries import eprint_address

TYPES = {
    "article": "article-journal", "review": "article-journal", "suppperiodical": "article-journal",
    "artwork": "graphic", "image": "graphic", "audio": "song", "music": "song", "movie": "motion_picture",
    "video": "motion_picture", "booklet": "pamphlet", "bookinbook": "chapter", "inbook": "chapter",
    "incollection": "chapter", "suppbook": "chapter", "suppcollection": "chapter", "inreference": "entry",
    "conference": "paper-conference", "inproceedings": "paper-conference", "dataset": "dataset",
    "jurisdiction": "legal_case", "legal": "treaty", "legislation": "legislation", "commentary": "book",
    "letter": "personal_communication", "electronic": "webpage", "online": "webpage", "www": "webpage",
    "patent": "patent", "performance": "performance", "set": "document", "softwareversion": "software",
    "softwaremodule": "software", "codefragment": "software", "periodical": "periodical", "report": "report",
    "techreport": "report", "software": "software", "standard": "standard", "mastersthesis": "thesis",
    "phdthesis": "thesis", "thesis": "thesis", "unpublished": "manuscript", "misc": "document",
    "bibnote": "document",
}  # fmt: skip
"""BibLaTeX's types; the rest are books."""
SUBTYPES = {"newspaper": "article-newspaper", "magazine": "article-magazine"}
GENRES = {
    "phdthesis": NP_("type of work", "PhD diss."), "mathesis": NP_("type of work", "Master’s thesis"),
    "mastersthesis": NP_("type of work", "Master’s thesis"), "bathesis": NP_("type of work", "Bachelor’s thesis"),
    "candthesis": NP_("type of work", "Candidate thesis"), "techreport": NP_("type of work", "Technical report"),
    "resreport": NP_("type of work", "Research report"), "software": NP_("type of work", "Computer software"),
    "datacd": NP_("type of work", "CD-ROM"), "audiocd": NP_("type of work", "Audio CD"),
    "patent": NP_("type of work", "Patent"), "patentde": NP_("type of work", "German patent"),
    "patenteu": NP_("type of work", "European patent"), "patentfr": NP_("type of work", "French patent"),
    "patentuk": NP_("type of work", "British patent"), "patentus": NP_("type of work", "U.S. patent"),
    "patreq": NP_("type of work", "Patent request"), "patreqde": NP_("type of work", "German patent request"),
    "patreqeu": NP_("type of work", "European patent request"),
    "patreqfr": NP_("type of work", "French patent request"),
    "patrequk": NP_("type of work", "British patent request"),
    "patrequs": NP_("type of work", "U.S. patent request"),
}  # fmt: skip
"""The texts for BibLaTeX's keys in ``type``."""
STATES = {
    "inpreparation": NP_("state of a work", "in preparation"), "submitted": NP_("state of a work", "submitted"),
    "forthcoming": NP_("state of a work", "forthcoming"), "inpress": NP_("state of a work", "in press"),
    "prepublished": NP_("state of a work", "pre-published"),
}  # fmt: skip
SERIES = {"newseries": NP_("series of a journal", "new series"), "oldseries": NP_("series of a journal", "old series")}
NTH_SERIES = NP_("series of a journal", "series %(number)s")
"""How a language without English ordinals counts the series of a journal."""
PEOPLE = {"translator": "translator", "bookauthor": "container-author", "director": "director",
          "holder": "author"}  # fmt: skip
"""The roles of CSL with the fields that fill them."""
ROLES = {"director": "director", "translator": "translator", "organizer": "organizer",
         "illustrator": "illustrator", "composer": "composer", "performer": "performer"}  # fmt: skip
"""The kinds of editor that CSL has a role for, and that are not editors to its styles."""
TERRITORIES = {"UK": "GB", "EP": "EU"}
"""Codes of countries that CLDR has under another."""
COUNTRIES = {"countryde": "Germany", "countryep": "European Union", "countryeu": "European Union",
             "countryfr": "France", "countryuk": "United Kingdom",
             "countryus": "United States of America"}  # fmt: skip
BOOKLIKE = frozenset("book mvbook collection mvcollection reference mvreference proceedings mvproceedings".split())
PARTLIKE = frozenset(
    "inbook bookinbook suppbook incollection suppcollection inreference inproceedings conference".split()
)
NUMBERED_SERIES = BOOKLIKE | PARTLIKE
"""The types whose number is that of a series."""
VARIABLES = {
    "container-title-short": ("shortjournal",),
    "publisher-place": ("address", "location"),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "number-of-volumes": ("volumes",),
    "edition": ("edition",),
    "version": ("version",),
    "chapter-number": ("chapter",),
    "page": ("pages",),
    "number-of-pages": ("pagetotal",),
    "title-short": ("shorttitle",),
    "original-title": ("origtitle",),
    "original-publisher": ("origpublisher",),
    "original-publisher-place": ("origlocation",),
    "medium": ("howpublished",),
    "PMID": ("pmid", "pubmedid"),
    "PMCID": ("pmcid",),
    "call-number": ("library",),
    "DOI": ("doi",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "URL": ("url",),
    "abstract": ("abstract",),
    "keyword": ("keywords",),
}
"""CSL's variables with the fields that fill them; the first existing one counts."""
DATES = {"accessed": "urldate", "event-date": "eventdate", "original-date": "origdate"}
CUSTOM = (
    *("archived", "titletranslation", "institutionorig", "publisherorig", "affiliation", "affiliationorig"),
    *("voice", "readat", "restson"),
)
"""Fields without a CSL variable; they go into the item's ``custom``."""
TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
LANGUAGES = {
    "afrikaans": "af", "albanian": "sq", "amharic": "am", "arabic": "ar", "armenian": "hy", "asturian": "ast",
    "azerbaijani": "az", "basque": "eu", "belarusian": "be", "bengali": "bn", "bosnian": "bs", "breton": "br",
    "bulgarian": "bg", "burmese": "my", "catalan": "ca", "chinese": "zh", "chinese-simplified": "zh-Hans",
    "chinese-traditional": "zh-Hant", "croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB", "australian": "en-AU",
    "canadian": "en-CA", "newzealand": "en-NZ", "esperanto": "eo", "estonian": "et", "farsi": "fa", "persian": "fa",
    "finnish": "fi", "french": "fr", "francais": "fr", "frenchb": "fr", "acadian": "fr-CA", "canadien": "fr-CA",
    "friulan": "fur", "galician": "gl", "georgian": "ka", "german": "de", "germanb": "de", "ngerman": "de",
    "austrian": "de-AT", "naustrian": "de-AT", "swissgerman": "de-CH", "nswissgerman": "de-CH", "greek": "el",
    "polutonikogreek": "el", "ancientgreek": "grc", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "magyar": "hu",
    "icelandic": "is", "indonesian": "id", "bahasa": "id", "bahasai": "id", "interlingua": "ia", "irish": "ga",
    "italian": "it", "japanese": "ja", "kazakh": "kk", "khmer": "km", "korean": "ko", "kurdish": "ku",
    "kurmanji": "kmr", "kyrgyz": "ky", "lao": "lo", "latin": "la", "classiclatin": "la", "latvian": "lv",
    "lithuanian": "lt", "lowersorbian": "dsb",
    "lsorbian": "dsb", "macedonian": "mk", "malay": "ms", "bahasam": "ms", "malayalam": "ml",
    "marathi": "mr", "mongolian": "mn", "nepali": "ne", "norwegian": "no", "norsk": "nb", "bokmal": "nb",
    "nynorsk": "nn", "occitan": "oc", "piedmontese": "pms", "polish": "pl", "portuguese": "pt", "portuges": "pt",
    "portugues": "pt-PT", "brazil": "pt-BR", "brazilian": "pt-BR", "romanian": "ro", "romansh": "rm", "russian": "ru",
    "samin": "se", "sanskrit": "sa", "scottish": "gd", "serbian": "sr", "serbianc": "sr-Cyrl", "slovak": "sk",
    "slovene": "sl", "slovenian": "sl", "sorbian": "hsb", "spanish": "es", "mexican": "es-MX", "spanishmx": "es-MX",
    "swedish": "sv", "syriac": "syc", "tajik": "tg", "tamil": "ta", "telugu": "te", "thai": "th", "tibetan": "bo",
    "turkish": "tr", "turkmen": "tk", "ukrainian": "uk", "uppersorbian": "hsb", "usorbian": "hsb", "urdu": "ur",
    "uzbek": "uz", "vietnamese": "vi", "welsh": "cy",
}  # fmt: skip
"""The languages of BibLaTeX, Babel and Polyglossia, with their tags; a territory only where the name says it."""
BOOKS = {"book": "book", "chapter": "bookitem", "paper-conference": "proceeding", "report": "report"}
"""CSL's types that go by the format for books, with their genre there."""
PARTS = ("chapter", "paper-conference")
ZOTERO_TYPES = {
    "article-magazine": "magazineArticle", "article-newspaper": "newspaperArticle", "dataset": "dataset",
    "entry": "encyclopediaArticle", "graphic": "artwork", "legal_case": "case", "legislation": "statute",
    "manuscript": "manuscript", "motion_picture": "film", "personal_communication": "letter",
    "software": "computerProgram", "song": "audioRecording", "standard": "standard", "webpage": "webpage",
}  # fmt: skip
"""The names of the other types; the rest are ``document``."""


NUMBERS = frozenset("isbn issn isrn doi url eprint pmid volume volumes part pages pagetotal chapter eid".split())
"""Fields of numbers and addresses: exporters put all values into double braces, which say nothing of their case."""


def said(table: Mapping[str, Message], key: str, words: Words = IN_ENGLISH) -> str:
    """Return the text for one of BibLaTeX's keys in a language; what is not a key is a text of its own."""
    message = table.get(key)
    return words.pgettext(message.context, message.text) if message else key


def own_words(words: Words) -> list[str]:
    """Return what items hold in a language beside the texts of bibliographies; nothing in English."""
    if words.english:
        return []
    tables = (GENRES, STATES, SERIES, {"": NTH_SERIES})
    return [words.tag, *(words.pgettext(*message) for table in tables for message in table.values())]


def to_csl(reference: Reference, *, markup: bool = False, words: Words = IN_ENGLISH) -> dict[str, Any]:
    """Return the reference as a CSL-JSON item; its texts are plain, or with ``markup`` have CSL-JSON's tags.

    What BibLaTeX has keys for, such as types and countries, is in the language of ``words``; as data, in English.

    A source without a title has its description as ``genre``: styles print that without quotation marks,
    so that our words never look like a headline. A family-first name has ``static-ordering``.
    """
    marked = {name: text for name, text in reference.markup.items() if name not in NUMBERS} if markup else {}
    fields = {**reference.fields, **marked}
    item: dict[str, Any] = {"id": reference.key, "type": csl_type(reference), **_people(reference)}
    if title := _main_title(reference, fields):
        item["title"] = title
    if container := _container(reference, fields):
        item["container-title"] = container
    if series := fields.get("series"):
        item["collection-title"] = _series(series, words)
    if names := publishers(reference):
        # CSL has one text here; readers of BibLaTeX put a semicolon between two publishers, as Chicago does.
        item["publisher"] = "; ".join(names)
    if volume := ".".join(fields[name] for name in ("volume", "part") if name in fields):
        item["volume"] = volume
    for variable, names in VARIABLES.items():
        for name in names:
            if text := fields.get(name):
                item[variable] = "; ".join(reference.lists.get(name, (text,)))
                break
    kind = fields.get("type", reference.type if reference.type in GENRES else "")
    if genre := ", ".join(part for part in (fields.get("titleaddon"), said(GENRES, kind, words)) if part):
        item["genre"] = genre
    item |= _numbers(reference, item["type"])
    if state := fields.get("pubstate"):
        item["status"] = said(STATES, state, words)
    if language := language_of(fields):
        item["language"] = language
    if item["type"] == "patent" and (places := item.pop("publisher-place", "")):
        item["jurisdiction"] = "; ".join(_country(place, words) for place in places.split("; "))
    elif "address" in fields and "location" in fields:
        # Where there are two, one is where the conference was held.
        item.setdefault("event-place", fields["location"])
    if note := ". ".join(fields[name].rstrip(".") for name in ("note", "addendum") if name in fields):
        item["note"] = note
    if "page" in item:
        item["page"] = item["page"].replace("–", "-")
    if "URL" not in item and (address := eprint_address(fields)):
        item["URL"] = address
    if reference.date:
        item["issued"] = csl_date(reference.date)
    for variable, name in DATES.items():
        if name in fields:
            item[variable] = csl_date(parse_edtf(fields[name]))
    if custom := _custom(reference):
        item["custom"] = custom
    return item


def _country(place: str, words: Words) -> str:
    """Return the name of a country by its key in BibLaTeX; its code if the name is not known."""
    code = place.removeprefix("country")
    if place != code and len(code) == 2 and not words.english:
        code = code.upper()
        return str(words.locale.territories.get(TERRITORIES.get(code, code), code))
    return COUNTRIES.get(place, code.upper() if place != code and len(code) == 2 else place)


def _people(reference: Reference) -> dict[str, list[dict[str, Any]]]:
    """Return the people who made the work, by their role in CSL."""
    people: dict[str, list[Name]] = {}
    if reference.authors:
        people["author"] = list(reference.authors)
    if reference.editors:
        people[ROLES.get(reference.fields.get("editortype", ""), "editor")] = list(reference.editors)
    for name, role in PEOPLE.items():
        if names := reference.people.get(name):
            people.setdefault(role, list(names))
    for name in ("editora", "editorb", "editorc"):
        role = ROLES.get(reference.fields.get(f"{name}type", ""), "contributor")
        if names := reference.people.get(name):
            people[role] = [*people.get(role, ()), *names]
    return {role: [csl_name(name) for name in names] for role, names in people.items()}


def _main_title(reference: Reference, fields: Mapping[str, str]) -> str:
    """Return the title of the work itself; for a periodical, the title of its issue if it has one."""
    if reference.type == "periodical" and "issuetitle" in fields:
        return joined_title(fields["issuetitle"], fields.get("issuesubtitle", ""))
    if reference.type in BOOKLIKE and not fields.get("title") and not fields.get("titleaddon"):
        return joined_title(fields.get("maintitle", ""), fields.get("mainsubtitle", ""))
    return joined_title(fields.get("title", ""), fields.get("subtitle", ""))


def _container(reference: Reference, fields: Mapping[str, str]) -> str:
    """Return the title of the container: a book, with the work of which it is a volume, or a journal."""
    book, main, journal = (
        joined_title(fields.get(title, ""), fields.get(subtitle, ""))
        for title, subtitle in (
            ("booktitle", "booksubtitle"), ("maintitle", "mainsubtitle"), ("journaltitle", "journalsubtitle"),
        )
    )  # fmt: skip
    journal = journal or joined_title(fields.get("journal", ""), fields.get("journalsubtitle", ""))
    if reference.type == "periodical":
        return joined_title(fields.get("title", ""), fields.get("subtitle", "")) if "issuetitle" in fields else ""
    if reference.type in BOOKLIKE and not fields.get("title"):
        main = ""
    volume = ". ".join(dict.fromkeys(title for title in (main, book) if title))
    return volume or journal if reference.type in NUMBERED_SERIES else journal or volume


def _series(series: str, words: Words) -> str:
    """Return the title of a series; a number counts the series of a journal: ``3rd series``."""
    if not series.isascii() or not series.isdigit():
        return said(SERIES, series, words)
    if not words.english:
        return words.pgettext(*NTH_SERIES) % {"number": series}
    teen = len(series) > 1 and series[-2] == "1"
    return f"{series}{'th' if teen else {'1': 'st', '2': 'nd', '3': 'rd'}.get(series[-1], 'th')} series"


def publishers(reference: Reference) -> tuple[str, ...]:
    """Return the publishers of the work: a school or institution, then the publisher proper."""
    names: dict[str, None] = {}
    for name in ("school", "institution", "organization", "publisher"):
        if text := reference.fields.get(name):
            names |= dict.fromkeys(reference.lists.get(name, (text,)))
    return tuple(names)


def _numbers(reference: Reference, kind: str) -> dict[str, str]:
    """Return the numbers of a work: an article's are those of its issue, a book's that in its series."""
    number, issue = reference.fields.get("number"), reference.fields.get("issue")
    if reference.type in NUMBERED_SERIES:
        return {name: text for name, text in (("collection-number", number), ("issue", issue)) if text}
    if kind.startswith("article") or kind == "periodical":
        both = ", ".join(text for text in (number, issue) if text)
        return {"issue": both} if both else {}
    return {name: text for name, text in (("number", number), ("issue", issue)) if text}


def csl_type(reference: Reference) -> str:
    """Return the CSL type of a reference."""
    if reference.type == "article":
        return SUBTYPES.get(reference.fields.get("entrysubtype", ""), "article-journal")
    return TYPES.get(reference.type, "book")


def csl_name(name: Name) -> dict[str, Any]:
    """Return a name as CSL-JSON."""
    if name.literal:
        return {"literal": name.literal}
    parts: dict[str, Any] = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {key: part for key, part in parts.items() if part} | ({"static-ordering": True} if name.family_first else {})


def csl_date(span: Span) -> dict[str, Any]:
    """Return a date as CSL-JSON: date-parts if it has years, a literal otherwise."""
    ends = (span.start, span.end) if isinstance(span, Interval) else (span,)
    parts = [_date_parts(end) for end in ends]
    if not all(parts):
        return {"literal": str(span) if span.certain else str(span).partition(" (")[0]}
    date: dict[str, Any] = {"date-parts": parts}
    if isinstance(span, PartialDate) and span.precision == "season":
        date["season"] = int(span.text[5:7]) - 20
    if not span.certain:
        date["circa"] = True
    return date


def full_title(reference: Reference) -> str:
    """Return title and subtitle in one; the empty string if the source has none."""
    return joined_title(reference.fields.get("title", ""), reference.fields.get("subtitle", ""))


def joined_title(title: str, subtitle: str) -> str:
    """Return a title with its subtitle."""
    separator = " " if title.endswith(("?", "!", ":", "—")) else ": "
    return f"{title}{separator}{subtitle}" if title and subtitle else title or subtitle


def _date_parts(end: PartialDate | None) -> list[int]:
    """Return the known ones of year, month and day; an empty list without a year."""
    if end is None or end.precision in ("decade", "century"):
        return []
    precision = {"day": 3, "month": 2}.get(end.precision, 1)
    return [end.first.year, end.first.month, end.first.day][:precision]


def _custom(reference: Reference) -> dict[str, str]:
    custom = {name: reference.fields[name] for name in CUSTOM if name in reference.fields}
    if any(name.original for name in reference.authors):
        custom["authororig"] = " and ".join(name.original for name in reference.authors)
    return custom


def language_tag(text: str) -> str:
    """Return the BCP 47 tag of a language as a field names it; empty if it is neither tag nor known name."""
    name = text.strip().lower()
    if name in LANGUAGES:
        return LANGUAGES[name]
    return text.strip() if TAG.fullmatch(name) else ""


def language_of(fields: Mapping[str, str]) -> str:
    """Return the tag of a work's language, from the first field that names one."""
    tags = (language_tag(fields.get(name, "")) for name in ("language", "langid", "hyphenation"))
    return next(filter(None, tags), "")


def context_object(reference: Reference) -> str:
    """Return the reference as an OpenURL context object: URL-encoded keys and values."""
    pairs = (("ctx_ver", "Z39.88-2004"), *_pairs(to_csl(reference)))
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs if value)


def _pairs(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = item["type"]
    title, container = item.get("title") or item.get("genre", ""), item.get("container-title", "")
    if kind in BOOKS:
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:book"
        yield "rft.genre", BOOKS[kind]
        yield "rft.atitle" if kind in PARTS else "rft.btitle", title
        yield "rft.btitle", container if kind in PARTS else ""
        yield "rft.pub", item.get("publisher", "")
        yield "rft.place", item.get("publisher-place", "")
        yield "rft.series", item.get("collection-title", "")
        yield "rft.edition", item.get("edition", "")
    elif kind == "article-journal":
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"
        yield "rft.genre", "article"
        yield "rft.atitle", title
        yield "rft.jtitle", container
        yield "rft.volume", item.get("volume", "")
        yield "rft.issue", item.get("issue", "")
    elif kind == "thesis":
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:dissertation"
        yield "rft.title", title
        yield "rft.inst", item.get("publisher", "")
    else:
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"
        yield "rft.type", ZOTERO_TYPES.get(kind, "document")
        yield "rft.title", title
        yield "rft.source", container
        yield "rft.publisher", item.get("publisher", "")
        yield "rft.identifier", item.get("URL", "")
    yield from _authors(item.get("author", ()))
    yield "rft.date", _date(item)
    yield "rft.pages", item.get("page", "")
    yield "rft.isbn", item.get("ISBN", "")
    yield "rft.issn", item.get("ISSN", "")
    yield "rft.language", item.get("language", "")
    yield "rft_id", f"info:doi/{item['DOI']}" if "DOI" in item else item.get("URL", "")


def _authors(names: Any) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(names):
        if (literal := name.get("literal")) == str(OTHERS):
            yield "rft.au", literal
        elif literal:
            yield "rft.aucorp", literal
        elif number:
            yield "rft.au", ", ".join(name[part] for part in ("family", "given", "suffix") if part in name)
        else:
            yield "rft.aulast", name.get("family", "")
            yield "rft.aufirst", name.get("given", "")
            yield "rft.ausuffix", name.get("suffix", "")


def _date(item: Mapping[str, Any]) -> str:
    """Return the date as far as it is known; of an interval, its start."""
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return "-".join(f"{part:0{4 if place == 0 else 2}}" for place, part in enumerate(parts))
