"""Read highlights of briefs, as W3C Web Annotations or a Hypothes.is export, and convert them to draft findings.

https://www.w3.org/TR/annotation-model/ and https://h.readthedocs.io/en/latest/api/.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from foresite.editing.insertions import escaped, kebab_case, suggest_id
from foresite.exports.annotations import urn_of
from foresite.model.addresses import MARKDOWN
from foresite.model.fields import KINDS, QUOTED_WORDS
from foresite.model.locators import PART, UNITS, Locator, LocatorError, count_words
from foresite.model.problems import nearest_name, one_of_some
from foresite.model.records import Brief, Finding, Reference
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.characters import without_hidden
from foresite.parsing.files import read_text
from foresite.parsing.markdown.literal import find_literal_in_line
from foresite.parsing.markdown.text import plain_text
from foresite.parsing.values import WHOLE_SENTENCE
from foresite.tabular.entries import CellProblem, Entry
from foresite.tabular.tables import MAX_TABLE_BYTES, Cell, TableError

WHAT = "highlight"
MARK = re.compile(rf"<!-- {WHAT}: (\S+) -->")
"""The comment that names the highlight from which a draft was made."""
TITLE_WORDS = 16
PASSAGES = re.compile(r"(?<=[.!?])\s+")
CLOSING = " \t,;:–—-([“\"'"
"""Characters with which a phrase that was cut does not end."""
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
SIGNS = re.compile(r"[\\`*_{}\[\]<>@#=~^$|%]")
BLOCKS = frozenset(("p", "div", "br", "li", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "tr"))
MOST_PAGES = 1_000
"""The maximum number of pages of a collection, each within the one before it."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A highlight as read."""

    number: int
    """The position in the file, from 1."""
    id: str
    addresses: tuple[str, ...]
    """Where the annotated document is."""
    quotations: tuple[str, ...] = ()
    note: str = ""
    """Markdown."""
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """What it names instead of a note of its own."""
    at: str = ""
    """The place in the document, as an option of a claim; empty where it names none that readers can find."""
    position: tuple[int, int] = (0, 0)
    """The page and the offset, for the order of highlights without regard to their file."""
    fault: str = ""
    """Why it cannot be read."""


@dataclass(slots=True)
class Highlights:
    """The highlights of a file."""

    items: list[Highlight]
    not_kept: Counter[str] = field(default_factory=Counter)
    """What is left out, with its number."""


def are_highlights(path: Path) -> bool:
    """Return whether a JSON file holds annotations rather than records or works."""
    if path.suffix.lower() == ".jsonld":
        return True
    if path.suffix.lower() != ".json" or path.stat().st_size > MAX_TABLE_BYTES:
        return False
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    if isinstance(document, list):
        return any(isinstance(item, dict) and ("target" in item or _types(item) & ANNOTATIONS) for item in document)
    return isinstance(document, dict) and (bool(_types(document) & ANNOTATIONS) or _client_items(document) is not None)


ANNOTATIONS = frozenset(("Annotation", "AnnotationPage", "AnnotationCollection"))


def read_highlights(path: Path) -> Highlights:
    """Return the highlights of a file.

    Raises:
        TableError: where it holds none.
    """
    if path.stat().st_size > MAX_TABLE_BYTES:
        raise TableError(f"{path}: larger than {MAX_TABLE_BYTES // 1_000_000} MB, expected annotations")
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError):
        raise TableError(f"{path}: not JSON, expected Web Annotations or an export of Hypothes.is") from None
    found = Highlights([])
    bodies = {str(item.get("id")): item for item in _dicts(_member(document, "as:tag"))}
    for number, item in enumerate(_items(document, found), 1):
        if not isinstance(item, Mapping):
            found.items.append(Highlight(number, "", (), fault="not an annotation, expected a mapping with a 'target'"))
        elif _list(item.get("references")) and "text" in item:
            found.not_kept["replies"] += 1
        else:
            found.items.append(_highlight(number, item, bodies))
    if not found.items:
        raise TableError(f"{path}: no annotations, expected at least one")
    return found


def _items(document: Any, found: Highlights) -> Iterator[Any]:
    """Yield the annotations of a collection, page, list or single annotation."""
    pending = [document]
    for _ in range(MOST_PAGES):
        if not pending:
            return
        current = pending.pop(0)
        if isinstance(current, list):
            yield from current
        elif isinstance(current, Mapping):
            if (items := _client_items(current)) is not None:
                yield from items
            elif "AnnotationCollection" in _types(current):
                pending += _next_page(current.get("first"), found)
            elif "AnnotationPage" in _types(current):
                yield from _list(current.get("items"))
                pending += _next_page(current.get("next"), found)
            elif "@graph" in current:
                yield from (item for item in _list(current["@graph"]) if _types(item) & {"Annotation"})
            else:
                yield current


def _client_items(document: Mapping[str, Any]) -> list[Any] | None:
    """Return the annotations as the client or the interface of Hypothes.is lists them."""
    items = next((document[name] for name in ("annotations", "rows") if name in document), None)
    return items if isinstance(items, list) and any("target" in item for item in _dicts(items)) else None


def _next_page(page: Any, found: Highlights) -> list[Any]:
    if isinstance(page, Mapping) and "items" in page:
        return [page]
    if address := page if isinstance(page, str) else _member(page, "id"):
        found.not_kept[f"the page {address} of the collection, which is not in the file"] += 1
    return []


def _types(item: Any) -> set[str]:
    return {str(name).rpartition("#")[2].rpartition(":")[2] for name in _list(_member(item, "type", "@type"))}


def _member(item: Any, *names: str) -> Any:
    return next((item[name] for name in names if name in item), None) if isinstance(item, Mapping) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in _list(value) if isinstance(item, Mapping)]


def _highlight(number: int, item: Mapping[str, Any], bodies: Mapping[str, Mapping[str, Any]]) -> Highlight:
    addresses = [str(item["uri"])] if isinstance(item.get("uri"), str) else []
    selectors: list[Mapping[str, Any]] = []
    for target in _list(item.get("target")):
        source = target if isinstance(target, str) else _member(target, "source", "id")
        source = source if isinstance(source, str) else _member(source, "id")
        addresses += [source] if isinstance(source, str) else []
        selectors += _selectors(_member(target, "selector"))
    notes, tags, links = _bodies(item, bodies)
    if isinstance(item.get("text"), str):
        notes.insert(0, _clean_lines(item["text"]))
    tags = [tag for tag in [*map(str, _list(item.get("tags"))), *tags] if tag.strip()]
    quotations = [_clean(str(selector["exact"])) for selector in selectors if isinstance(selector.get("exact"), str)]
    fragments = [selector.get("value") for selector in selectors if "FragmentSelector" in _types(selector)]
    fragments += [urlsplit(address).fragment for address in addresses]
    places = [place for fragment in fragments if (place := _place(str(fragment)))]
    places += [place for selector in selectors if (place := _page_place(selector))]
    starts = [start for selector in selectors if isinstance(start := selector.get("start"), int)]
    content = json.dumps([addresses, quotations, notes], ensure_ascii=False)
    id = item.get("id") if isinstance(item.get("id"), str) and str(item["id"]).strip() else ""
    return Highlight(
        number,
        str(id) or f"sha256:{hashlib.sha256(content.encode('utf-8', 'replace')).hexdigest()[:16]}",
        tuple(dict.fromkeys(addresses)),
        tuple(dict.fromkeys(filter(None, quotations))),
        "\n\n".join(filter(None, notes)),
        tuple(dict.fromkeys(_clean(tag) for tag in tags)),
        tuple(links),
        places[0].written if places else "",
        (_page_number(places[0]) if places else 0, min(starts, default=0)),
        "" if addresses else "it names no document, expected a 'target'",
    )


def _selectors(value: Any) -> list[Mapping[str, Any]]:
    """Return selectors, each followed by those that refine it."""
    return [
        each
        for selector in _dicts(value)
        for each in (
            selector,
            *(_selectors(selector["refinedBy"]) if "refinedBy" in selector else ()),
            *(_selectors(selector.get("items")) if "Choice" in _types(selector) else ()),
        )
    ]


def _bodies(item: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], list[str], list[str]]:
    """Return the notes, tags and addresses that a Web Annotation has as its bodies."""
    notes, tags, links = [], [], []
    if isinstance(item.get("bodyValue"), str):
        notes.append(_escaped_lines(item["bodyValue"]))
    pending = _list(item.get("body"))
    while pending:
        body = pending.pop(0)
        body = known.get(body, body) if isinstance(body, str) else body
        if isinstance(body, str):
            links.append(body)
        elif not isinstance(body, Mapping):
            continue
        elif "items" in body:
            pending[:0] = _list(body["items"])[: 1 if "Choice" in _types(body) else None]
        elif isinstance(value := _member(body, "value", "chars"), str):
            if {"tagging", "classifying"} & {str(purpose) for purpose in _list(body.get("purpose"))}:
                tags.append(value)
            else:
                notes.append(_note(value, str(body.get("format", ""))))
        elif isinstance(address := _member(body, "source", "id"), str):
            links.append(address)
    return notes, [tag for tag in tags if tag not in KINDS], links


def _note(text: str, format: str) -> str:
    """Return a note as Markdown."""
    if format.startswith("text/html"):
        words = _Words()
        words.feed(text)
        words.close()
        return _escaped_lines("".join(words.parts))
    return _clean_lines(text) if format.startswith("text/markdown") else _escaped_lines(text)


class _Words(HTMLParser):
    """Collects the text of HTML, a line for each block."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(" ".join(data.split("\n")))


def _clean(text: str) -> str:
    """Return a text on one line, without characters that nobody sees, as PDFs have them."""
    return " ".join(without_hidden(text, markup=False).split())


def _clean_lines(text: str) -> str:
    """Return a Markdown text whose lines neither end its block nor hide what follows."""
    lines = [without_hidden(line).rstrip() for line in re.split(r"\r\n|\r|\n", text)]
    text = "\n".join(f"\\{line}" if line.startswith("///") else line for line in lines).strip("\n")
    return text.replace("<!--", "&lt;!--") if text.strip() else ""


def _escaped_lines(text: str) -> str:
    """Return a plain text as Markdown, each line of which is a paragraph."""
    return _clean_lines("\n\n".join(escaped(line) for line in text.splitlines() if line.strip()))


def _place(fragment: str) -> Locator | None:
    """Return the place that a fragment such as ``page=5`` names."""
    parts = [part.partition("=") for part in fragment.split("&")]
    texts = [
        f'"{unquote(value)}"' if name == PART else f"{name} {value.replace(',', f', {name} ')}"
        for name, _, value in parts
        if value and (name in UNITS or name == PART)
    ]
    return _locator(", ".join(texts))


def _page_place(selector: Mapping[str, Any]) -> Locator | None:
    """Return the page that a selector of Hypothes.is names: by its label, or counted from 0."""
    if "PageSelector" not in _types(selector):
        return None
    index = selector.get("index")
    return _locator(f"page {selector.get('label', '')}") or (
        _locator(f"page {index + 1}") if isinstance(index, int) else None
    )


def _locator(text: str) -> Locator | None:
    try:
        return Locator.parse(text) if text else None
    except LocatorError:
        return None


def _page_number(place: Locator) -> int:
    first = next(place.of("page"), ("", ""))[0]
    return int(first) if first.isascii() and first.isdigit() else 0


@dataclass(slots=True)
class Drafts:
    """The draft findings of highlights."""

    entries: list[Entry] = field(default_factory=list)
    unchanged: int = 0
    """The number of highlights from which a draft was made earlier."""
    faults: list[CellProblem] = field(default_factory=list)


def drafts_of(
    settings: Settings, sources: Sources, highlights: Iterable[Highlight], name: str, *, brief: str, theme: str
) -> Drafts:
    """Return a draft finding for each highlight that the pages do not have yet.

    ``brief`` is the key of the brief of highlights whose document is not known, ``theme`` that of highlights without a
    tag that names one.
    """
    drafts = Drafts()
    known_marks = set(_marks(settings))
    briefs = _briefs_by_address(sources)
    taken: set[str] = set()
    seen: dict[str, int] = {}
    for highlight in sorted(highlights, key=lambda each: (each.position, each.number)):
        mark = _mark(highlight.id)
        fault = highlight.fault
        if mark in known_marks and not fault:
            drafts.unchanged += 1
            continue
        if mark in seen and not fault:
            fault = f"it has the id of {WHAT} {seen[mark]}, expected each once"
        elif not (highlight.quotations or highlight.note or fault):
            fault = "it has neither a quotation nor a note, expected one of them"
        found = briefs.get(next((each for each in map(_address, highlight.addresses) if each in briefs), ""), [])
        annotated = found or [each for each in sources.briefs if brief and each.key == brief]
        if not fault and len(annotated) != 1:
            fault = _brief_fault(highlight, annotated, sources)
        if fault:
            drafts.faults.append(CellProblem(name, highlight.number, "", fault, "", WHAT))
            continue
        seen[mark] = highlight.number
        drafts.entries.append(_entry(settings, sources, highlight, annotated[0], name, theme, taken))
    drafts.faults.sort(key=lambda fault: fault.row)
    return drafts


def _brief_fault(highlight: Highlight, annotated: Sequence[Brief], sources: Sources) -> str:
    pages = " and ".join(each.page for each in annotated)
    keys = [each.key for each in sources.briefs]
    if annotated:
        return f"{pages} annotate '{highlight.addresses[0]}', expected one brief of that address"
    expected = one_of_some(keys) if keys else "one that 'foresite new brief' has written"
    return (
        f"no brief has the address '{highlight.addresses[0]}', expected it in the bibliography, or --brief {expected}"
    )


def check_names(settings: Settings, sources: Sources, *, brief: str, theme: str) -> str:
    """Return what is wrong with the names of a brief and a theme; empty where they are right."""
    keys = [each.key for each in sources.briefs]
    if brief and brief not in keys:
        hint = nearest_name(brief, keys)
        expected = one_of_some(keys) if keys else "one that 'foresite new brief' has written"
        return f"--brief '{brief}': no page annotates it, expected {expected}{f'; {hint}' if hint else ''}"
    if theme and settings.themes and theme not in settings.themes:
        hint = nearest_name(theme, settings.themes)
        expected = one_of_some([*settings.themes])
        return f"--theme '{theme}': no such theme in mkdocs.yml, expected {expected}{f'; {hint}' if hint else ''}"
    return ""


def _briefs_by_address(sources: Sources) -> dict[str, list[Brief]]:
    references = {reference.key: reference for reference in sources.references}
    briefs: dict[str, list[Brief]] = {}
    for brief in sources.briefs:
        for address in dict.fromkeys(_addresses(brief.key, references.get(brief.key))):
            briefs.setdefault(address, []).append(brief)
    return briefs


def _addresses(key: str, reference: Reference | None) -> Iterator[str]:
    fields = reference.fields if reference else {}
    if doi := fields.get("doi", ""):
        yield _address(f"https://doi.org/{doi.removeprefix('https://doi.org/')}")
    if url := fields.get("url", ""):
        yield _address(url)
    yield urn_of(key, reference)


def _address(text: str) -> str:
    """Return an address in the form in which two that lead to one document are the same."""
    if not text.casefold().startswith(("http://", "https://")):
        return text.partition("#")[0]
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    host = parts.netloc.casefold().removeprefix("www.").replace("dx.doi.org", "doi.org")
    path = unquote(parts.path).rstrip("/")
    return f"{host}{path.casefold() if host == 'doi.org' else path}{f'?{parts.query}' if parts.query else ''}"


def _marks(settings: Settings) -> Iterator[str]:
    """Yield the marks of all highlights from which the pages have drafts, or findings made of these."""
    for path in sorted(settings.docs.rglob("*")):
        if path.suffix in MARKDOWN and path.is_file():
            text = read_text(path, settings)
            yield from MARK.findall(text) if isinstance(text, str) else ()


def _mark(id: str) -> str:
    """Return an id as a comment can hold it."""
    return re.sub(r"\s+", "%20", id.strip()).replace("-->", "--%3E").replace("<!--", "%3C!--")


def _entry(
    settings: Settings,
    sources: Sources,
    highlight: Highlight,
    brief: Brief,
    name: str,
    default_theme: str,
    taken: set[str],
) -> Entry:
    themes, tags = _sort_tags(settings, highlight.tags)
    quotation = highlight.quotations[0] if highlight.quotations else ""
    quote = _phrase(quotation)
    title, body = _title(highlight.note, quote)
    options: dict[str, Cell] = {"draft": "true"}
    options |= {"theme": themes[0] if themes else default_theme, "at": highlight.at, "quote": quote}
    options |= {"further-themes": tuple(themes[1:]), "tags": tuple(tags)}
    options = {option: value for option, value in options.items() if value}
    options["id"] = _free_id(suggest_id(sources, Finding.kind, title, options, brief.page), taken)
    comments = [f"<!-- {WHAT}: {_mark(highlight.id)} -->"]
    if len(highlight.quotations) > 1 or quotation != quote:
        comments += [_comment("quotation", text) for text in highlight.quotations]
    comments += [_comment("see", link) for link in highlight.links]
    text = "\n".join(comments) + (f"\n\n{body}" if body else "")
    entry = Entry(name, highlight.number, Finding.kind, {}, title, text, brief.page, options)
    entry.what, entry.unfinished = WHAT, True
    return entry


def _free_id(id: str, taken: set[str]) -> str:
    number, free = 1, id
    while free in taken:
        number += 1
        free = f"{id}-{number}"
    taken.add(free)
    return free


def _sort_tags(settings: Settings, tags: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the themes among some tags, by id or label, and the others."""
    names = {name.casefold(): theme for theme, label in settings.themes.items() for name in (theme, label)}
    found = [(names.get(tag.casefold()) or names.get(kebab_case(tag)), tag) for tag in tags]
    return (
        list(dict.fromkeys(theme for theme, _ in found if theme)),
        [tag for theme, tag in found if not theme],
    )


def _phrase(quotation: str) -> str:
    """Return as much of a quotation as may be published: its first words, and never a whole sentence."""
    phrase = quotation
    if count_words(phrase) > QUOTED_WORDS:
        words = quotation.split(" ")
        units, joint = (words, " ") if count_words(words[0]) <= QUOTED_WORDS else (list(quotation), "")
        end = 0
        while end < len(units) and count_words(joint.join(units[: end + 1])) <= QUOTED_WORDS:
            end += 1
        phrase = joint.join(units[:end]).rstrip(CLOSING)
    return phrase.rstrip(" .!?…。！？") if WHOLE_SENTENCE.fullmatch(phrase) else phrase


def _title(note: str, quote: str) -> tuple[str, str]:
    """Return the title of a finding and its body: the first words of the note, or else of the quotation."""
    first = next((line for line in note.split("\n") if line.strip()), "")
    words = plain_text(first).lstrip("#>*- ").strip()
    if not words:
        return f"“{quote}”" if quote else "A note", note
    sentence = PASSAGES.split(words)[0]
    parts = sentence.split()
    title = " ".join(parts[:TITLE_WORDS]).rstrip(".")
    if any(find_literal_in_line(title, 1, "")):
        # A title is plain text: what would be markup elsewhere is left to the body.
        title = " ".join(SIGNS.sub("", TAG.sub("", title)).split())
    cut = len(parts) > TITLE_WORDS
    is_whole = not cut and note.strip().rstrip(".") == title
    return f"{title.rstrip(CLOSING)} …" if cut else title, "" if is_whole else note


def _comment(label: str, text: str) -> str:
    """Return a text as a note that is never published."""
    return f"<!-- {label}: {text.replace('-->', '--&gt;').replace('<!--', '&lt;!--')} -->"
