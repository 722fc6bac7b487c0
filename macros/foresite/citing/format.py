"""Format references and citations: CSL-JSON in, XHTML out, by Pandoc where the cache lacks the result.

After an edit only the works whose form could have changed are formatted, with their citations. Pandoc takes seconds
for thousands of entries, so a bibliography is formatted in batches, in parallel.

Citations that differ only by a paragraph are formatted once, with a placeholder that the paragraphs replace
afterwards. Otherwise a brief of twenty paragraphs would be formatted up to twenty times, which makes a build of
1,000 briefs an eighth slower. Every run checks that both ways agree by formatting some paragraphs directly, and a
citation whose placeholder does not return exactly once is formatted directly, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.citing import cache as caches
from foresite.citing.cache import Batch, FormatCache, batches, digest, is_local
from foresite.citing.csl_json import own_words
from foresite.citing.notes import (
    NUMBER_HERE,
    NUMBER_VARIABLE,
    POSITIONS,
    NoteCitation,
    note_citation,
    note_distance,
    stops_in_quotes,
    style_at,
)
from foresite.citing.pandoc import default_style, run_citeproc, version
from foresite.citing.style import in_language, listing_only, read_style, too_heavy, with_dates, with_labels
from foresite.citing.xhtml import CslAdapter
from foresite.language.catalogue import ENGLISH, IN_ENGLISH, Words
from foresite.model.problems import CiteprocError, LimitError, StyleError
from foresite.model.records import Citation, CitedWork, Reference
from foresite.runtime.pool import processors

__all__ = ["CiteprocError", "Formatted", "StyleError", "UnknownKeyError", "format_citations"]

CACHE_VERSION = 4
"""Increased when the same input gives other output, which invalidates earlier caches."""
FIRST, LAST = "8888881", "8888889"
"""The placeholders for a paragraph, and for the last of several: numbers that no text has by chance."""
SUBSTITUTE = re.compile(r"\ssubsequent-author-substitute(?:-rule)?=(?:\"[^\"]*\"|'[^']*')")
"""What a style prints for an author named in the entry before, which another entry precedes in a page's own list."""
PARAGRAPHS = re.compile(r"([1-9]\d{0,3})(?:–([1-9]\d{0,3}))?")
TRIALS = ("1", "2", "3", "7", "11", "12", "21", "100", "112", "1000", "1–1", "1–2", "7–9", "9–12", "101–108", "321–328")
"""Paragraphs that test whether a style treats all alike: plurals, ordinals, shortened ranges."""


class UnknownKeyError(LookupError):
    """A citation of a work that is not among the references; ``key`` is its key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no reference has the key '{key}'")
        self.key = key


@dataclass(frozen=True, slots=True)
class Formatted:
    """The entries and citations of a site; every text is well-formed XHTML for use inside a line."""

    entries: Mapping[str, str]
    """The inside of each entry by its key, in the order of the bibliography."""
    citations: Mapping[Citation, str]
    """Each citation for use in a sentence, its works linked to ``#ref-KEY``."""
    note_distance: int = 0
    """The number of notes within which the style calls a note near; 0 where it does not cite in footnotes."""
    notes: Mapping[Citation, NoteCitation] = field(default_factory=lambda: MappingProxyType({}))
    """Each citation of a style that cites in footnotes."""

    def entry(self, key: str) -> str:
        """Return the inside of the work's entry.

        Raises:
            KeyError: where no reference has the key.
        """
        return self.entries[key]

    def citation(self, citation: Citation) -> str:
        """Return the citation with its links.

        Raises:
            KeyError: where it was not formatted.
        """
        return self.citations[citation]

    def note(self, citation: Citation) -> NoteCitation:
        """Return the citation as a footnote.

        Raises:
            KeyError: where it was not formatted.
        """
        return self.notes[citation]

    @property
    def order(self) -> tuple[str, ...]:
        """Return the keys in the order of the bibliography."""
        return tuple(self.entries)


def format_citations(
    references: Mapping[str, Reference],
    citations: Iterable[Citation],
    style: Path | None = None,
    cache: Path | None = None,
    words: Words = IN_ENGLISH,
) -> Formatted:
    """Format every reference (by its key), and each distinct citation once.

    ``style`` is a CSL file, or None for the Chicago author-date style (18th edition) of Pandoc itself;
    ``cache`` is a folder that keeps the result for the next build, and ``words`` are those of the language of
    citations; a style can have a language of its own.

    Raises:
        UnknownKeyError: where a citation names a key that no reference has.
        StyleError: where the style cannot be used.
        CiteprocError: where Pandoc fails.
    """
    cited = list(citations)
    for citation in cited:
        for work in citation.works:
            if work.key not in references:
                raise UnknownKeyError(work.key)
    if not references:
        return Formatted(MappingProxyType({}), MappingProxyType({}))
    csl = SUBSTITUTE.sub("", read_style(style)) if style else ""
    if words.tag != ENGLISH:
        csl = in_language(csl or with_dates(default_style(), words.tag), words.tag)
    distance = note_distance(csl) if csl else 0
    if distance:
        return _format_notes(references, cited, csl, cache, words, distance)
    return _format(references, cited, csl, cache, words, built_in=not style)


def _format_notes(
    references: Mapping[str, Reference],
    cited: Sequence[Citation],
    csl: str,
    cache: Path | None,
    words: Words,
    distance: int,
) -> Formatted:
    """Format with a style that cites in footnotes: each citation at each position."""
    styles = [style_at(csl, position) for position in POSITIONS]
    # Few styles tell all positions apart.
    made = {style: _format(references, cited, style, cache, words) for style in dict.fromkeys(styles)}
    notes = {
        citation: note_citation(
            citation, [made[style].citation(citation) for style in styles], in_quotes=stops_in_quotes(csl)
        )
        for citation in cited
    }
    in_line = {citation: note.full for citation, note in notes.items()}
    return Formatted(made[styles[0]].entries, MappingProxyType(in_line), distance, MappingProxyType(notes))


def _format(
    references: Mapping[str, Reference],
    cited: Sequence[Citation],
    csl: str,
    cache: Path | None,
    words: Words,
    *,
    built_in: bool = False,
) -> Formatted:
    """Format with a style that cites in the text; ``built_in`` where it is the one that comes with Pandoc.

    Raises:
        StyleError: where the style cannot be used.
        CiteprocError: where Pandoc fails.
    """
    path = cache / f"citations-{digest(CACHE_VERSION, version(), csl, *own_words(words))}.json" if cache else None
    cached = FormatCache.load(path) if path else FormatCache()
    bibliography = _Bibliography(references, cited, csl, words, built_in=built_in)
    try:
        completed = bibliography.complete(cached)
    except LimitError as error:
        raise (error if built_in else too_heavy(csl, str(error))) from error
    if path and completed != cached:
        completed.save(path)
    return bibliography.formatted(completed)


class _Bibliography:
    """The works and citations of a site, and the names by which the form of each is cached."""

    def __init__(
        self,
        references: Mapping[str, Reference],
        citations: Sequence[Citation],
        csl: str,
        words: Words,
        *,
        built_in: bool,
    ) -> None:
        self._references, self._words = references, words
        self._built_in = built_in
        self._style = csl or default_style()
        self._local = is_local(self._style)
        # The form of a work that depends on any other may depend on all of them.
        all_else = "" if self._local else repr(list(dict.fromkeys(citations)))
        grouped = caches.grouped(references.values(), local=self._local, all_else=all_else)
        self._groups, self._group_of = grouped.keys, grouped.of
        self._names = [(cited, self._groups_of(cited), caches.citation_key(cited)) for cited in citations]
        self._order = digest(list(references), list(self._groups))

    def complete(self, cached: FormatCache) -> FormatCache:
        """Return the cache for exactly this bibliography, with whatever ``cached`` lacks newly formatted."""
        groups, references = self._groups, self._references
        missing = {
            (home, name): citation for citation, home, name in self._names if name not in cached.citations.get(home, ())
        }
        stale = {name for name in groups if len(cached.entries.get(name, ())) != len(groups[name])}
        stale |= {self._group_of[work.key] for citation in missing.values() for work in citation.works}
        keys = [key for key in references if self._group_of[key] in stale]
        order = cached.orders.get(self._order, [])
        order = order if sorted(order) == sorted(references) else []
        formatted: dict[Citation, str] = {}
        entries: dict[str, str] = {}
        if keys or not order:
            formatter = self._formatter()
            with ThreadPoolExecutor(formatter.processors) as pool:
                is_everything = len(keys) == len(references) and len(formatter.batches(keys, ())) == 1
                listing = pool.submit(formatter.order) if not (order or is_everything) else None
                if keys:
                    formatted, entries = formatter.format(keys, list(missing.values()), pool)
                order = order or (listing.result() if listing else list(entries))
        fresh = {name: [entries[key] for key in groups[name]] for name in stale}
        citations: dict[str, dict[str, str]] = {}
        for citation, home, name in self._names:
            html = formatted[citation] if (home, name) in missing else cached.citations[home][name]
            citations.setdefault(home, {})[name] = html
        return FormatCache(
            {name: fresh[name] if name in fresh else cached.entries[name] for name in groups},
            citations,
            {self._order: order},
        )

    def formatted(self, completed: FormatCache) -> Formatted:
        """Return the site's entries and citations from a complete cache."""
        groups = [zip(keys, completed.entries[name], strict=True) for name, keys in self._groups.items()]
        entries = {key: html for group in groups for key, html in group}
        cited = {citation: completed.citations[home][name] for citation, home, name in self._names}
        ordered = {key: entries[key] for key in completed.orders[self._order]}
        return Formatted(MappingProxyType(ordered), MappingProxyType(cited))

    def _formatter(self) -> _Formatter:
        adapter = CslAdapter.of(self._references.values(), self._words)
        pilcrow = self._built_in and self._words.pgettext("place", "¶%(numbers)s").startswith("¶")
        style = with_labels(self._style, pilcrow=pilcrow)
        return _Formatter(self._references, adapter, style, pilcrow, self._group_of, self._local, processors())

    def _groups_of(self, citation: Citation) -> str:
        if len(citation.works) == 1:
            return self._group_of[citation.works[0].key]
        return " ".join(sorted({self._group_of[work.key] for work in citation.works}))


@dataclass(frozen=True, slots=True)
class _Formatter:
    """Formats works of a bibliography, in batches."""

    references: Mapping[str, Reference]
    adapter: CslAdapter
    style: str
    """The text of the style, as Pandoc reads it."""
    pilcrow: bool
    """Whether paragraphs are cited as ¶7."""
    group_of: Mapping[str, str]
    """The disambiguation group of a work by its key; works of other groups do not affect it."""
    local: bool
    """Whether there are such groups, so that the form of a work depends on nothing outside its own."""
    processors: int

    def format(
        self, keys: Sequence[str], citations: Sequence[Citation], pool: Executor
    ) -> tuple[dict[Citation, str], dict[str, str]]:
        """Format works and citations; use placeholders for paragraph numbers where that saves runs."""
        placeholders = self._placeholders(citations)
        to_format = [cited for cited in citations if cited not in placeholders]
        trials = _trial_citations(next(iter(placeholders))) if placeholders else []
        to_format += [*placeholders.values(), *trials, *filter(None, map(with_placeholder, trials))]
        formatted, entries = self._format_all(keys, to_format, pool)
        if all(_with_paragraphs(cited, formatted) == formatted[cited] for cited in trials):
            for citation in placeholders:
                if html := _with_paragraphs(citation, formatted):
                    formatted[citation] = html
        if unclear := [cited for cited in citations if cited not in formatted]:
            groups = {self.group_of[work.key] for citation in unclear for work in citation.works}
            akin = [key for key in keys if self.group_of[key] in groups]
            formatted |= self._format_all(akin, unclear, pool)[0]
        return formatted, entries

    def order(self) -> list[str]:
        """Return the keys of all works in the order of the style."""
        return list(run_citeproc(self._items(self.references), (), listing_only(self.style))[1])

    def batches(self, keys: Sequence[str], citations: Sequence[Citation]) -> list[Batch]:
        """Divide works and citations; return one batch if the form of each depends on all others."""
        if not self.local:
            return [(list(keys), list(citations))]
        return batches(keys, citations, self.group_of, self.processors)

    def _format_all(
        self, keys: Sequence[str], citations: Sequence[Citation], pool: Executor
    ) -> tuple[dict[Citation, str], dict[str, str]]:
        # Works that only a letter after the year distinguishes get their letters in the order of citation.
        alone = [Citation((CitedWork(key),)) for key in keys] if self.local else []
        formatted: dict[Citation, str] = {}
        entries: dict[str, str] = {}
        divided = self.batches(keys, list(dict.fromkeys([*alone, *citations])))
        for cited, listed in pool.map(self._format_batch, divided):
            formatted |= cited
            entries |= listed
        return formatted, entries

    def _format_batch(self, batch: Batch) -> tuple[dict[Citation, str], dict[str, str]]:
        keys, citations = batch
        cited, listed = run_citeproc(self._items(keys), citations, self.style)
        formatted = {}
        for citation, element in zip(citations, cited, strict=True):
            html = self.adapter.citation(element, [self.references[work.key] for work in citation.works])
            # The record prints ¶7 everywhere; styles leave a space behind a label.
            formatted[citation] = html.replace("¶ ", "¶") if self.pilcrow else html
        return formatted, {key: self.adapter.entry(body, self.references[key]) for key, body in listed.items()}

    def _items(self, keys: Iterable[str]) -> list[dict[str, Any]]:
        numbered = {NUMBER_VARIABLE: NUMBER_HERE} if NUMBER_VARIABLE in self.style else {}
        return [{**self.adapter.item(self.references[key]), **numbered} for key in keys]

    def _placeholders(self, citations: Iterable[Citation]) -> dict[Citation, Citation]:
        """Map each citation that need not be formatted itself to the one with placeholders in its stead."""
        if not self.local:
            return {}
        placeholders = {citation: placeholder for citation in citations if (placeholder := with_placeholder(citation))}
        saved = len(placeholders) - len(set(placeholders.values()))
        return placeholders if saved >= len(TRIALS) else {}


def with_placeholder(citation: Citation) -> Citation | None:
    """Return the citation with placeholders; None if it has several works, or no single paragraph or range."""
    work = citation.works[0]
    paragraphs = PARAGRAPHS.fullmatch(work.locator) if len(citation.works) == 1 and work.label == "paragraph" else None
    return _with_locator(citation, f"{FIRST}–{LAST}" if paragraphs[2] else FIRST) if paragraphs else None


def insert_paragraphs(html: str, locator: str) -> str | None:
    """Put paragraphs into a formatted citation with placeholders; return None if their position is not unique."""
    first, _, last = locator.partition("–")
    if html.count(FIRST) != 1 or html.count(LAST) != bool(last):
        return None
    return html.replace(FIRST, first).replace(LAST, last) if last else html.replace(FIRST, first)


def _with_paragraphs(citation: Citation, formatted: Mapping[Citation, str]) -> str | None:
    placeholder = with_placeholder(citation)
    return insert_paragraphs(formatted[placeholder], citation.works[0].locator) if placeholder else None


def _trial_citations(citation: Citation) -> list[Citation]:
    """Return the citation with each of the paragraphs that are formatted both ways."""
    return [_with_locator(citation, locator) for locator in TRIALS]


def _with_locator(citation: Citation, locator: str) -> Citation:
    work = citation.works[0]
    located = CitedWork(work.key, work.prefix, work.label, locator, work.suffix, work.author_suppressed)
    return Citation((located,), citation.narrative)
