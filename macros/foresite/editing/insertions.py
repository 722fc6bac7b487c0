"""Draft a new block, brief or reference: its text, and the place where it belongs."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path, PurePosixPath

from foresite.model.addresses import Permalink
from foresite.model.dates import EdtfError, parse_edtf
from foresite.model.fields import GENERIC_KINDS
from foresite.model.locators import PARAGRAPH, Locator, LocatorError
from foresite.model.records import Claim, Event, Outcome, Record, Reference, Shift
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.bibliography.latex import ADDRESSES, encode
from foresite.parsing.files import decode_utf8
from foresite.parsing.front_matter import read_front_matter
from foresite.parsing.markdown.scan import scan
from foresite.parsing.yaml import scalar

# Blocks, front matter and entries as text that reads back to what was given.


PEOPLE = ("author", "editor", "authororig")
"""Fields whose braces and commas mean something, so that they are written as given."""


def block(kind: str, title: str, options: Mapping[str, str | Sequence[str]], body: str) -> str:
    """A block with its fences, without a line end behind it."""
    lines = [f"/// {kind} | {_one_line(title)}"]
    lines += [f"    {name}: {value(given)}" for name, given in options.items() if given]
    return "\n".join([*lines, *(["", body.strip("\n")] if body.strip() else []), "///"])


def value(given: str | Sequence[str]) -> str:
    """A text or a list of texts as YAML on one line, in quotes only where it needs them."""
    if isinstance(given, str):
        return scalar(_one_line(given), "{}")
    return f"[{', '.join(scalar(_one_line(item), '[{}]') for item in given)}]"


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """An entry of a bibliography, without a line end behind it."""
    lines = [
        f"  {name} = {{{text if name in (*ADDRESSES, *PEOPLE) else encode(_one_line(text))}}},"
        for name, text in fields.items()
        if text.strip()
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _one_line(text: str) -> str:
    return " ".join(text.split())


# Where a new block or entry belongs: the file, and the line behind which it goes.


LINE_END = re.compile(rb"\r\n|\r|\n")


def busiest(records: Sequence[Record]) -> str:
    """The page on which most of the records stand; empty where there are none."""
    pages = Counter(record.page for record in records)
    return min(pages, key=lambda page: (-pages[page], page)) if pages else ""


def behind(records: Sequence[Record], text: str, fits: Callable[[Record], bool]) -> int:
    """The closing line of the last record on a page that ``fits``, else of the last of them, else 0."""
    ends = {block.line: block.end_line for block in scan(read_front_matter(text, "", "").rest).blocks}
    placed = [record for record in records if record.place.line in ends]
    chosen = [record for record in placed if fits(record)] or placed
    return max((ends[record.place.line] for record in chosen), default=0)


def behind_references(references: Sequence[Reference], keys: Iterable[str]) -> list[int]:
    """For each key, the closing line of the last entry of a file whose key comes before it, or 0.

    A file that is in order stays so; of one that is not, the end is as good a place as any.
    """
    in_order = sorted(references, key=lambda each: each.key.casefold())
    names = [each.key.casefold() for each in in_order]
    last = accumulate(in_order, _later)
    counts = (bisect_left(names, key.casefold()) for key in keys)
    lines = [each.place.line + each.source.count("\n") for each in last]
    return [lines[count - 1] if 0 < count < len(names) else 0 for count in counts]


def _later(one: Reference, other: Reference) -> Reference:
    return other if other.place.line > one.place.line else one


def insert(data: bytes, after: int, text: str) -> bytes:
    """The file with ``text`` behind the line ``after``, or at its end; every other byte stays.

    An empty line is kept between the text and what stands before and behind it.
    """
    return insert_all(data, [(after, text)])


def insert_all(data: bytes, texts: Iterable[tuple[int, str]]) -> bytes:
    """The same for several texts, each with the line behind which it goes; those of one line stay in their order."""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    ends = [match.end() for match in LINE_END.finditer(data)]
    by_place: dict[int, list[str]] = {}
    for after, text in texts:
        by_place.setdefault(ends[after - 1] if 0 < after <= len(ends) else len(data), []).append(text)
    pieces, written = [], 0
    for at in sorted(by_place):
        pieces.append(data[written:at])
        for text in by_place[at]:
            # Four bytes show whether an empty line stands before.
            before = b"".join(pieces[-2:])[-4:] if len(pieces) > 1 else pieces[0]
            gap = 0 if not before or _ends_blank(before) else 1 if before.endswith((b"\n", b"\r")) else 2
            pieces.append(newline * gap + text.encode().replace(b"\n", newline) + newline)
        if at < len(data) and LINE_END.match(data, at) is None:
            pieces.append(newline)
        written = at
    return b"".join((*pieces, data[written:]))


def _ends_blank(data: bytes) -> bool:
    """Whether the last line is empty and ended."""
    return data.endswith((b"\n\n", b"\r\n\r\n", b"\r\r"))


# A new block, brief or reference: its text, and the file with it in its place.


GivenOptions = Mapping[str, str | Sequence[str]]
"""The options of a block, lists as lists."""


FIRST_PAGES = {
    "event": ("events.md", "Events"),
    "outcome": ("outcomes.md", "Outcomes"),
    "shift": ("shifts.md", "Shifts"),
}
"""The page that the first block of a kind gets where there is none yet, and its heading."""
# Letters that no accent makes of one of the alphabet.
LATIN = str.maketrans({
    "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "ng",
})  # fmt: skip


class PlacementError(ValueError):
    """Something that can be put in no place; its message says why."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A file as it would be."""

    path: Path
    data: bytes
    line: int
    """Where the new text starts."""
    permalink: Permalink
    text: str
    """What is new in it."""
    read: bytes = b""
    """What it held when it was read; empty where it is new."""
    new_page: bool = False
    """Whether it is a page that was not there."""


def plan_block(
    settings: Settings, sources: Sources, kind: str, title: str, options: GivenOptions, body: str, page: str = ""
) -> Insertion:
    """A block of the record on the page it belongs to, or on ``page``.

    A claim or correction goes to the page that is named, or to the only brief's; there behind the last
    block that rests on the same or an earlier paragraph. Events go by date, outcomes to those of the
    same outlook, shifts behind those of the same theme; the first of them gets a page of its own.

    Raises:
        PlacementError: where no page is named and none suggests itself, or it is not a page.
    """
    text = block(kind, title, options, body)
    chosen = page or page_for(sources, kind, options)
    first = kind in FIRST_PAGES and not siblings_of_kind(sources, kind)
    if not chosen and first:
        chosen = FIRST_PAGES[kind][0]
    if not chosen:
        raise PlacementError("no page fits, expected --page")
    path = page_path(settings, chosen)
    if first and not path.exists():
        data = f"# {FIRST_PAGES[kind][1]}\n\n{text}\n".encode()
        return Insertion(path, data, 3, Permalink(chosen, str(options.get("id", ""))), text, new_page=True)
    if not path.is_file():
        raise PlacementError(f"there is no page '{chosen}' in {settings.relative(settings.docs)}/")
    data = path.read_bytes()
    written = decode_utf8(data, chosen)
    if not isinstance(written, str):
        raise PlacementError(str(written))
    same = [record for record in siblings_of_kind(sources, kind) if record.page == chosen]
    after = behind(same, written, lambda record: precedes(record, options, sources))
    return _plan(path, data, after, text, Permalink(chosen, str(options.get("id", ""))))


MARKUP = re.compile(r"[\\`*_{}\[\]@#!]")
"""Characters escaped with a backslash; other markup characters become character references."""
CHARACTER_REFERENCES = {ord(mark): f"&#{ord(mark)};" for mark in "&<=$~^"}


def escaped(text: str) -> str:
    """A text on one line, with all Markdown escaped."""
    return MARKUP.sub(r"\\\g<0>", " ".join(text.split())).translate(CHARACTER_REFERENCES)


def plan_brief(
    settings: Settings, key: str, outlook: str, counts: Mapping[str, str], title: str, page: str = ""
) -> Insertion:
    """The page that annotates a brief.

    Raises:
        PlacementError: where the page is there already, or is not in the docs folder.
    """
    word = kebab_case(stem(key))
    chosen = page or f"briefs/{'-'.join(part for part in (kebab_case(outlook), word) if part)}.md"
    path = page_path(settings, chosen)
    if path.exists():
        raise PlacementError(f"{settings.relative(path)} already exists")
    front = {"title": title, "brief": key, "outlook": outlook, **counts}
    lines = [f"{name}: {value(text)}" for name, text in front.items() if text]
    calls = [f'{{{{ {macro}("{key}") }}}}' for macro in ("brief", "brief_map")]
    heading = title or f"Outlook {settings.outlook_label(outlook)}"
    text = "\n".join(["---", *lines, "---", "", f"# {escaped(heading)}", "", calls[0], "", calls[1], ""])
    return Insertion(path, text.encode(), 1, Permalink(chosen), text, new_page=True)


def plan_reference(
    settings: Settings, sources: Sources, kind: str, key: str, fields: Mapping[str, str], bibliography: str | None
) -> Insertion:
    """An entry in the first bibliography, by its key; ``bibliography`` is the page that lists them."""
    path = settings.bibliography[0]
    data = path.read_bytes() if path.is_file() else b""
    own = [each for each in sources.references if each.place.path == settings.relative(path)]
    (after,) = behind_references(own, [key])
    return _plan(path, data, after, entry(kind, key, fields), Permalink(bibliography or "", f"ref-{key}"))


def suggest_id(sources: Sources, kind: str, title: str, options: GivenOptions, page: str = "") -> str:
    """An id that nothing has yet, in the manner of those beside it."""
    chosen = page or page_for(sources, kind, options)
    words = kebab_case(title) or _of_options(kind, options)
    if kind == "outcome" and options.get("of"):
        words = f"{options['of']}-outcome"
    elif kind == "shift":
        words = f"shift-{words}"
    elif kind not in ("event", "outcome"):
        prefix = prefix_of(sources, chosen)
        words = f"{prefix}-{words}" if prefix else words
    taken = {declared.id for declared in sources.declarations}
    return next(id for n in range(1, len(taken) + 3) if (id := words if n == 1 else f"{words}-{n}") not in taken)


def prefix_of(sources: Sources, page: str) -> str:
    """The word that the ids of a brief's claims begin with: that of its other claims, else that of its key."""
    own = {claim.id.partition("-")[0] for claim in sources.claims if claim.page == page}
    if len(own) == 1:
        return own.pop()
    brief = next((brief for brief in sources.briefs if brief.page == page), None)
    if brief is None:
        return ""
    others = {claim.id.partition("-")[0] for claim in sources.claims if claim.page != page}
    word = kebab_case(stem(brief.key))
    return word if word and word not in others else kebab_case(brief.key)


def stem(key: str) -> str:
    """A key without the year and letter at its end: ``rivera`` of ``rivera2024a``."""
    bare = key.rstrip("0123456789")
    year = key[:-1].rstrip("0123456789") if key[-1:].islower() else key
    return year if bare == key and len(year) < len(key) - 1 else bare


def kebab_case(text: str) -> str:
    """The first words of a text in kebab-case; empty where most of it is in another script than the Latin."""
    folded = text.casefold().translate(LATIN)
    bare = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode("ascii")
    letters = sum(map(str.isalpha, folded))
    if 2 * sum(map(str.isalpha, bare)) < letters:
        return ""
    return "-".join(re.findall(r"[a-z0-9]+", bare)[:6])


def _of_options(kind: str, options: GivenOptions) -> str:
    """An id of what a block says of itself, for a title of which no id can be made: ``forecast-7``."""
    said = options.get({"event": "date", "shift": "theme"}.get(kind, "at"), "")
    told = kebab_case(said if isinstance(said, str) else " ".join(said))
    what = str(options.get("change", "")) if kind == "shift" else kind
    return "-".join(part for part in (what, told) if part)


def _plan(path: Path, data: bytes, after: int, text: str, permalink: Permalink) -> Insertion:
    changed = insert(data, after, text)
    at = changed.index(text.split("\n")[0].encode(), _same(data, changed))
    return Insertion(path, changed, len(LINE_END.findall(changed[:at])) + 1, permalink, text, data)


def _same(old: bytes, new: bytes) -> int:
    """Up to where two texts are alike, back to the start of that line."""
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return max(old.rfind(b"\n", 0, at), old.rfind(b"\r", 0, at), -1) + 1


def page_for(sources: Sources, kind: str, options: GivenOptions) -> str:
    """Return the page that a new block belongs to; empty where none suggests itself."""
    match kind:
        case "event":
            return busiest(sources.events)
        case "shift":
            return busiest(sources.shifts)
        case "outcome":
            claims = {claim.id: claim for claim in sources.claims}
            of = claims.get(str(options.get("of", "")))
            beside = [o for o in sources.outcomes if of and o.of in claims and claims[o.of].outlook == of.outlook]
            return busiest(beside or sources.outcomes)
    return sources.briefs[0].page if len(sources.briefs) == 1 else ""


def siblings_of_kind(sources: Sources, kind: str) -> Sequence[Record]:
    """Return the records among which a new block of a kind goes."""
    match kind:
        case "event":
            return sources.events
        case "shift":
            return sources.shifts
        case "outcome":
            return sources.outcomes
        case "correction":
            return sources.corrections or sources.claims
    return [record for record in sources.generic_records if record.kind == kind] or sources.claims


def precedes(record: Record, options: GivenOptions, sources: Sources) -> bool:
    """Whether a record stands before the new one in the order of its page."""
    try:
        match record:
            case Claim():
                return _is_before(record.brief, record.at, options, sources)
            case Event():
                return record.date.first <= parse_edtf(str(options.get("date", ""))).first
            case Shift():
                return record.theme == options.get("theme")
            case Outcome():
                order = [claim.id for claim in sources.claims]
                return order.index(record.of) <= order.index(str(options.get("of", "")))
            case _ if record.kind in GENERIC_KINDS and isinstance(at := getattr(record, "at", None), Locator):
                return _is_before(getattr(record, "brief", ""), at, options, sources)
    except (LocatorError, EdtfError, ValueError):
        pass
    return True


def _is_before(key: str, at: Locator, options: GivenOptions, sources: Sources) -> bool:
    """Whether a place in a brief is not behind that of the new block."""
    unit = next((brief.unit for brief in sources.briefs if brief.key == key), PARAGRAPH)
    return at.order <= Locator.parse(str(options.get("at", "")), unit).order


def page_path(settings: Settings, page: str) -> Path:
    """Return the file of a page.

    Raises:
        PlacementError: where it would not be a page of the docs folder.
    """
    path = settings.docs / page
    parts = PurePosixPath(page).parts
    hidden = any(part.startswith(".") for part in parts)
    if PurePosixPath(page).suffix != ".md" or hidden or page.startswith("/") or path.is_symlink():
        raise PlacementError(
            f"'{page}' is not a page, expected a path such as briefs/2024-name.md inside the docs folder"
        )
    if not path.resolve().is_relative_to(settings.docs.resolve()):
        raise PlacementError(f"'{page}' is outside the docs folder")
    return path
