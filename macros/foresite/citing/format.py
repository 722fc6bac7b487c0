"""Format references and citations: CSL-JSON in, XHTML out, by Pandoc for what no earlier build has formatted.

After an edit only the works are formatted whose form it could change, with what cites them. Pandoc takes seconds for
thousands of entries, so a bibliography is formatted in batches, side by side.

Citations that differ only by a paragraph are formatted once: a placeholder is formatted, and the paragraphs are put
in afterwards. A brief of twenty paragraphs would else be formatted up to twenty times over, which makes a build of
1,000 briefs an eighth slower. That it makes no difference is not taken for granted: every run formats some
paragraphs both ways, and a citation in which the placeholder does not come back exactly once is formatted as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.citing import cache as caches
from foresite.citing.cache import Batch, FormatCache, batches, digest, is_local
from foresite.citing.pandoc import default_style, run_citeproc, version
from foresite.citing.style import listing_only, read_style, too_heavy, with_labels
from foresite.citing.xhtml import CslAdapter
from foresite.model.problems import CiteprocError, LimitError, StyleError
from foresite.model.records import Citation, CitedWork, Reference
from foresite.runtime.pool import processors

__all__ = ["CiteprocError", "Formatted", "StyleError", "UnknownKeyError", "format_citations"]

FORM = 4
"""Raised when the same input gives other output: the caches of earlier versions no longer count."""
FIRST, LAST = "8888881", "8888889"
"""The placeholders for a paragraph, and for the last of several: numbers that no text has by chance."""
PARAGRAPHS = re.compile(r"([1-9]\d{0,3})(?:–([1-9]\d{0,3}))?")
TRIALS = ("1", "2", "3", "7", "11", "12", "21", "100", "112", "1000", "1–1", "1–2", "7–9", "9–12", "101–108", "321–328")
"""The paragraphs by which a style shows that it treats all alike: plurals, ordinals, shortened ranges."""


class UnknownKeyError(LookupError):
    """A citation of a work that is not among the references; ``key`` is its key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no reference has the key '{key}'")
        self.key = key


@dataclass(frozen=True, slots=True)
class Formatted:
    """What citeproc made of a site; every text is well-formed XHTML that can stand inside a line."""

    entries: Mapping[str, str]
    """The inside of each entry by its key, in the order of the bibliography."""
    citations: Mapping[Citation, str]
    """Each citation, its works linked to ``#ref-KEY``."""

    def entry(self, key: str) -> str:
        """Return the inside of the work's entry.

        Raises:
            KeyError: where no reference has the key.
        """
        return self.entries[key]

    def citation(self, citation: Citation) -> str:
        """Return the citation with its links.

        Raises:
            KeyError: where it is none of those that were formatted.
        """
        return self.citations[citation]

    @property
    def order(self) -> tuple[str, ...]:
        """The keys in the order of the bibliography."""
        return tuple(self.entries)


def format_citations(
    references: Mapping[str, Reference],
    citations: Iterable[Citation],
    style: Path | None = None,
    cache: Path | None = None,
) -> Formatted:
    """Format every reference (by its key), and each distinct citation once.

    ``style`` is a CSL file, or None for the Chicago author-date style (18th edition) of Pandoc itself;
    ``cache`` is a folder that keeps the result for the next build.

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
    csl = read_style(style) if style else ""
    path = cache / f"citations-{digest(FORM, version(), csl)}.json" if cache else None
    known = FormatCache.load(path) if path else FormatCache()
    bibliography = _Bibliography(references, cited, csl)
    try:
        completed = bibliography.completed(known)
    except LimitError as error:
        raise (too_heavy(csl, str(error)) if csl else error) from error
    if path and completed != known:
        completed.save(path)
    return bibliography.formatted(completed)


class _Bibliography:
    """The works and citations of a site, and the names by which the form of each is cached."""

    def __init__(self, references: Mapping[str, Reference], citations: Sequence[Citation], csl: str) -> None:
        self._references = references
        self._csl = csl
        self._style = csl or default_style()
        self._local = is_local(self._style)
        # Where a form depends on anything, it depends on everything.
        all_else = "" if self._local else repr(list(dict.fromkeys(citations)))
        grouped = caches.grouped(references.values(), local=self._local, all_else=all_else)
        self._groups, self._group_of = grouped.keys, grouped.of
        self._names = [(each, self._groups_of(each), caches.of_citation(each)) for each in citations]
        self._order = digest(list(references), list(self._groups))

    def completed(self, known: FormatCache) -> FormatCache:
        """Return all that belongs to the bibliography, and nothing of any other, formatted where it is not known."""
        groups, references = self._groups, self._references
        missing = {
            (home, name): citation for citation, home, name in self._names if name not in known.citations.get(home, ())
        }
        stale = {name for name in groups if len(known.entries.get(name, ())) != len(groups[name])}
        stale |= {self._group_of[work.key] for citation in missing.values() for work in citation.works}
        keys = [key for key in references if self._group_of[key] in stale]
        order = known.orders.get(self._order, [])
        order = order if sorted(order) == sorted(references) else []
        formatted: dict[Citation, str] = {}
        entries: dict[str, str] = {}
        if keys or not order:
            formatter = self._formatter()
            with ThreadPoolExecutor(formatter.processors) as pool:
                whole = len(keys) == len(references) and len(formatter.batches(keys, ())) == 1
                listing = pool.submit(formatter.order) if not (order or whole) else None
                if keys:
                    formatted, entries = formatter.format(keys, list(missing.values()), pool)
                order = order or (listing.result() if listing else list(entries))
        new = {name: [entries[key] for key in groups[name]] for name in stale}
        citations: dict[str, dict[str, str]] = {}
        for citation, home, name in self._names:
            html = formatted[citation] if (home, name) in missing else known.citations[home][name]
            citations.setdefault(home, {})[name] = html
        return FormatCache(
            {name: new[name] if name in new else known.entries[name] for name in groups},
            citations,
            {self._order: order},
        )

    def formatted(self, completed: FormatCache) -> Formatted:
        """Return the site's entries and citations from a cache that has all of them."""
        groups = [zip(keys, completed.entries[name], strict=True) for name, keys in self._groups.items()]
        entries = {key: html for group in groups for key, html in group}
        cited = {citation: completed.citations[home][name] for citation, home, name in self._names}
        ordered = {key: entries[key] for key in completed.orders[self._order]}
        return Formatted(MappingProxyType(ordered), MappingProxyType(cited))

    def _formatter(self) -> _Formatter:
        adapter = CslAdapter.of(self._references.values())
        style = with_labels(self._style, pilcrow=not self._csl)
        return _Formatter(self._references, adapter, style, not self._csl, self._group_of, self._local, processors())

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
    built_in: bool
    """Whether the style is the one that comes with Pandoc."""
    group_of: Mapping[str, str]
    """The disambiguation group of a work by its key; works of others have no influence on it."""
    local: bool
    """Whether there are such groups: the form of a work depends on nothing else."""
    processors: int

    def format(
        self, keys: Sequence[str], citations: Sequence[Citation], pool: Executor
    ) -> tuple[dict[Citation, str], dict[str, str]]:
        """Format works and citations, those of a paragraph by placeholders where that saves anything."""
        placeholders = self._placeholders(citations)
        asked = [each for each in citations if each not in placeholders]
        trials = _trials(next(iter(placeholders))) if placeholders else []
        asked += [*placeholders.values(), *trials, *filter(None, map(with_placeholder, trials))]
        formatted, entries = self._format_all(keys, asked, pool)
        if all(_with_paragraphs(each, formatted) == formatted[each] for each in trials):
            for citation in placeholders:
                if html := _with_paragraphs(citation, formatted):
                    formatted[citation] = html
        if unclear := [each for each in citations if each not in formatted]:
            groups = {self.group_of[work.key] for citation in unclear for work in citation.works}
            akin = [key for key in keys if self.group_of[key] in groups]
            formatted |= self._format_all(akin, unclear, pool)[0]
        return formatted, entries

    def order(self) -> list[str]:
        """Return the keys of all works in the order of the style."""
        return list(run_citeproc(self._items(self.references), (), listing_only(self.style))[1])

    def batches(self, keys: Sequence[str], citations: Sequence[Citation]) -> list[Batch]:
        """Divide works and citations; all are one batch where the form of each depends on all."""
        if not self.local:
            return [(list(keys), list(citations))]
        return batches(keys, citations, self.group_of, self.processors)

    def _format_all(
        self, keys: Sequence[str], citations: Sequence[Citation], pool: Executor
    ) -> tuple[dict[Citation, str], dict[str, str]]:
        # Of works that nothing else tells apart, the one cited first has the first letter behind its year.
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
            formatted[citation] = html.replace("¶ ", "¶") if self.built_in else html
        return formatted, {key: self.adapter.entry(each, self.references[key]) for key, each in listed.items()}

    def _items(self, keys: Iterable[str]) -> list[dict[str, Any]]:
        return [self.adapter.item(self.references[key]) for key in keys]

    def _placeholders(self, citations: Iterable[Citation]) -> dict[Citation, Citation]:
        """Return the citations that need not be formatted themselves, each with the one that has placeholders."""
        if not self.local:
            return {}
        placeholders = {each: found for each in citations if (found := with_placeholder(each))}
        saved = len(placeholders) - len(set(placeholders.values()))
        return placeholders if saved >= len(TRIALS) else {}


def with_placeholder(citation: Citation) -> Citation | None:
    """Return the citation with placeholders; None where it has several works, or no single paragraph or range."""
    work = citation.works[0]
    found = PARAGRAPHS.fullmatch(work.locator) if len(citation.works) == 1 and work.label == "paragraph" else None
    return _located(citation, f"{FIRST}–{LAST}" if found[2] else FIRST) if found else None


def put_in(html: str, locator: str) -> str | None:
    """Put paragraphs into a formatted citation with placeholders; return None where their place is not clear."""
    first, _, last = locator.partition("–")
    if html.count(FIRST) != 1 or html.count(LAST) != bool(last):
        return None
    return html.replace(FIRST, first).replace(LAST, last) if last else html.replace(FIRST, first)


def _with_paragraphs(citation: Citation, formatted: Mapping[Citation, str]) -> str | None:
    placeholder = with_placeholder(citation)
    return put_in(formatted[placeholder], citation.works[0].locator) if placeholder else None


def _trials(citation: Citation) -> list[Citation]:
    """Return the citation with each of the paragraphs that are formatted both ways."""
    return [_located(citation, locator) for locator in TRIALS]


def _located(citation: Citation, locator: str) -> Citation:
    work = citation.works[0]
    located = CitedWork(work.key, work.prefix, work.label, locator, work.suffix, work.author_suppressed)
    return Citation((located,), citation.narrative)
