"""Formatted references and citations: one run of Pandoc for all that no earlier build has formatted.

A run takes 2 s for 5,000 entries and a second more for each 5,000 citations, so those that differ only by a paragraph
are formatted once. After an edit only the works are formatted whose form it could change, with what cites them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from foresite.citing import standins
from foresite.citing.dress import Dresser
from foresite.citing.kept import Kept, digest
from foresite.citing.kinship import is_local, related
from foresite.citing.pandoc import CiteprocError, default_style, run_citeproc, version
from foresite.citing.style import StyleError, listing_only, read_style, with_labels
from foresite.model import Citation, CitedWork, Reference

__all__ = ["CiteprocError", "Formatted", "StyleError", "UnknownKeyError", "format_citations"]

FORM = 2
"""Raised when the same input gives other output: the caches of earlier versions no longer count."""


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
        """The inside of the work's entry.

        Raises:
            KeyError: where no reference has the key.
        """
        return self.entries[key]

    def citation(self, citation: Citation) -> str:
        """The citation with its links.

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
    distinct = list(dict.fromkeys(citations))
    for work in (work for citation in distinct for work in citation.works):
        if work.key not in references:
            raise UnknownKeyError(work.key)
    if not references:
        return Formatted(MappingProxyType({}), MappingProxyType({}))
    csl = read_style(style) if style else ""
    name = f"citations-{digest(FORM, version(), csl)}.json"
    known = Kept.load(cache / name) if cache else Kept()
    bibliography = _Bibliography(references, distinct, csl)
    kept = bibliography.formatted(known)
    if cache and kept != known:
        kept.save(cache / name)
    return bibliography.taken(kept)


class _Bibliography:
    """The works and citations of a site, and what the form of each depends on."""

    def __init__(self, references: Mapping[str, Reference], citations: Sequence[Citation], csl: str) -> None:
        self.references = references
        self.citations = citations
        self.csl = csl
        style = csl or default_style()
        self.style = with_labels(style, pilcrow=not csl)
        self.dresser = Dresser.of(references.values())
        self.local = is_local(style)
        together = related(references.values()) if self.local else [tuple(references)]
        # Where a form depends on anything, it depends on everything.
        all_else = [] if self.local else [repr(citations)]
        self.groups = {digest([_content(references[key]) for key in keys], all_else): keys for keys in together}
        self.group_of = {key: name for name, keys in self.groups.items() for key in keys}
        self.names = {
            citation: digest(repr(citation), sorted({self.group_of[work.key] for work in citation.works}))
            for citation in citations
        }
        self.order = digest(list(references), list(self.groups))

    def formatted(self, known: Kept) -> Kept:
        """What is known of this bibliography with what was missing, and nothing of any other."""
        missing = [citation for citation, name in self.names.items() if name not in known.citations]
        groups = {name for name in self.groups if len(known.entries.get(name, ())) != len(self.groups[name])}
        groups |= {self.group_of[work.key] for citation in missing for work in citation.works}
        keys = [key for key in self.references if self.group_of[key] in groups]
        cited, entries = self._run(keys, missing) if keys else ({}, {})
        listed = known.orders.get(self.order, ())
        if sorted(listed) != sorted(self.references):
            listed = list(entries) if len(keys) == len(self.references) else self._listed()
        new = {name: [entries[key] for key in self.groups[name]] for name in groups}
        return Kept(
            {name: new[name] if name in new else known.entries[name] for name in self.groups},
            {name: cited[each] if each in cited else known.citations[name] for each, name in self.names.items()},
            {self.order: list(listed)},
        )

    def taken(self, kept: Kept) -> Formatted:
        """The site's entries and citations from what is kept."""
        groups = [zip(keys, kept.entries[name], strict=True) for name, keys in self.groups.items()]
        entries = {key: html for group in groups for key, html in group}
        cited = {citation: kept.citations[name] for citation, name in self.names.items()}
        ordered = {key: entries[key] for key in kept.orders[self.order]}
        return Formatted(MappingProxyType(ordered), MappingProxyType(cited))

    def _run(self, keys: Sequence[str], citations: Sequence[Citation]) -> tuple[dict[Citation, str], dict[str, str]]:
        """The citations and the entries of some works, these in the order of the style."""
        stands = {each: stand for each in citations if self.local and (stand := standins.standing_in(each))}
        some = next(iter(stands), None)
        if some is None or len(stands) - len(set(stands.values())) < len(standins.TRIED):
            return self._straight(keys, citations)
        asked = [*(stands.get(each, each) for each in citations), *standins.tried(some)]
        asked += filter(None, map(standins.standing_in, standins.tried(some)))
        cited, entries = self._straight(keys, list(dict.fromkeys(asked)))
        if not standins.all_alike(some, cited):
            return self._straight(keys, citations)
        found = {
            each: standins.put_in(cited[stands[each]], each.works[0].locator) if each in stands else cited[each]
            for each in citations
        }
        if unclear := [each for each, html in found.items() if html is None]:
            found |= self._straight(keys, unclear)[0]
        return {each: html for each, html in found.items() if html is not None}, entries

    def _straight(
        self, keys: Sequence[str], citations: Sequence[Citation]
    ) -> tuple[dict[Citation, str], dict[str, str]]:
        items = [self.dresser.item(self.references[key]) for key in keys]
        if self.local:
            # Of works that nothing else tells apart, the one cited first has the first letter behind its year.
            alone = [Citation((CitedWork(key),)) for key in keys]
            citations = list(dict.fromkeys([*alone, *citations]))
        cited, listed = run_citeproc(items, citations, self.style)
        entries = {key: self.dresser.entry(element, self.references[key]) for key, element in listed.items()}
        formatted = {
            citation: self.dresser.citation(element, [self.references[work.key] for work in citation.works])
            for element, citation in zip(cited, citations, strict=True)
        }
        if not self.csl:
            # The record prints ¶7 everywhere; styles leave a space behind a label.
            formatted = {citation: html.replace("¶ ", "¶") for citation, html in formatted.items()}
        return formatted, entries

    def _listed(self) -> list[str]:
        """The keys of all works in the order of the style."""
        items = [self.dresser.item(reference) for reference in self.references.values()]
        return list(run_citeproc(items, (), listing_only(self.style))[1])


def _content(reference: Reference) -> list[object]:
    """What a work's form depends on, in a form that JSON has."""
    people = [repr(reference.authors), repr(reference.editors)]
    return [reference.key, reference.type, *people, repr(reference.date), dict(reference.fields)]
