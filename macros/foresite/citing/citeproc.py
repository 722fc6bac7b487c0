"""Formatted references and citations: Pandoc runs for what no earlier build has formatted.

After an edit only the works are formatted whose form it could change, with what cites them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from foresite.citing import content
from foresite.citing.dress import Dresser
from foresite.citing.errors import CiteprocError, LimitError, StyleError
from foresite.citing.formatting import Form, Listing, Shortened
from foresite.citing.kept import Kept, digest
from foresite.citing.kinship import is_local
from foresite.citing.lanes import Lanes
from foresite.citing.pandoc import default_style, version
from foresite.citing.style import read_style, too_heavy, with_labels
from foresite.model import Citation, Reference
from foresite.workers import processors

__all__ = ["CiteprocError", "Formatted", "Formatting", "StyleError", "UnknownKeyError", "format_citations"]

FORM = 3
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
    return Formatting(references, citations, style, cache).result()


class Formatting:
    """The same in the background: Pandoc starts when it is made, and is waited for when the result is asked for.

    Raises:
        UnknownKeyError: where a citation names a key that no reference has.
        StyleError: where the style cannot be read.
        CiteprocError: where Pandoc does not run.
    """

    def __init__(
        self,
        references: Mapping[str, Reference],
        citations: Iterable[Citation],
        style: Path | None = None,
        cache: Path | None = None,
    ) -> None:
        cited = list(citations)
        for citation in cited:
            for work in citation.works:
                if work.key not in references:
                    raise UnknownKeyError(work.key)
        csl = read_style(style) if style and references else ""
        self._path = cache / f"citations-{digest(FORM, version(), csl)}.json" if cache and references else None
        self._known = Kept.load(self._path) if self._path else Kept()
        self._filling = _Filling(_Bibliography(references, cited, csl), self._known) if references else None

    def result(self) -> Formatted:
        """What was formatted; asked for once.

        Raises:
            StyleError: where Pandoc cannot use the style.
            CiteprocError: where Pandoc fails.
        """
        if not self._filling:
            return Formatted(MappingProxyType({}), MappingProxyType({}))
        try:
            kept = self._filling.result()
        except LimitError as error:
            csl = self._filling.bibliography.csl
            raise (too_heavy(csl, str(error)) if csl else error) from error
        if self._path and kept != self._known:
            kept.save(self._path)
        return self._filling.bibliography.taken(kept)


class _Bibliography:
    """The works and citations of a site, and the names by which the form of each is kept."""

    def __init__(self, references: Mapping[str, Reference], citations: Sequence[Citation], csl: str) -> None:
        self.references = references
        self.csl = csl
        self.style = csl or default_style()
        self.local = is_local(self.style)
        # Where a form depends on anything, it depends on everything.
        all_else = "" if self.local else repr(list(dict.fromkeys(citations)))
        grouped = content.grouped(references.values(), local=self.local, all_else=all_else)
        self.groups, self.group_of = grouped.keys, grouped.of
        self.names = [(citation, self._groups(citation), content.of_citation(citation)) for citation in citations]
        self.order = digest(list(references), list(self.groups))

    def form(self) -> Form:
        """How the works are formatted."""
        dresser = Dresser.of(self.references.values())
        style = with_labels(self.style, pilcrow=not self.csl)
        return Form(self.references, dresser, style, not self.csl, self.group_of, self.local)

    def taken(self, kept: Kept) -> Formatted:
        """The site's entries and citations from what is kept."""
        groups = [zip(keys, kept.entries[name], strict=True) for name, keys in self.groups.items()]
        entries = {key: html for group in groups for key, html in group}
        cited = {citation: kept.citations[home][name] for citation, home, name in self.names}
        ordered = {key: entries[key] for key in kept.orders[self.order]}
        return Formatted(MappingProxyType(ordered), MappingProxyType(cited))

    def is_all_of(self, kept: Kept) -> bool:
        """Whether nothing else is kept; that all of it is, has been seen to."""
        cited = len({home + name for _, home, name in self.names})
        return (len(self.groups), cited, 1) == (
            len(kept.entries),
            sum(map(len, kept.citations.values())),
            len(kept.orders),
        )

    def _groups(self, citation: Citation) -> str:
        if len(citation.works) == 1:
            return self.group_of[citation.works[0].key]
        return " ".join(sorted({self.group_of[work.key] for work in citation.works}))


class _Filling:
    """What is known of a bibliography being completed with what is missing, in the background."""

    def __init__(self, bibliography: _Bibliography, known: Kept) -> None:
        self.bibliography = bibliography
        self._known = known
        references, groups, group_of = bibliography.references, bibliography.groups, bibliography.group_of
        self._missing = {
            (home, name): citation
            for citation, home, name in bibliography.names
            if name not in known.citations.get(home, ())
        }
        missing = list(self._missing.values())
        self._groups = {name for name in groups if len(known.entries.get(name, ())) != len(groups[name])}
        self._groups |= {group_of[work.key] for citation in missing for work in citation.works}
        keys = [key for key in references if group_of[key] in self._groups] if self._groups else []
        listed = known.orders.get(bibliography.order, [])
        self._listed = listed if sorted(listed) == sorted(references) else None
        form = bibliography.form() if keys or not self._listed else None
        lanes = Lanes(processors())
        self._run = Shortened(form, keys, missing, lanes) if form and keys else None
        ordered = self._run is not None and self._run.ordered and len(keys) == len(references)
        self._listing = Listing(form, lanes) if form and not self._listed and not ordered else None

    def result(self) -> Kept:
        """All that belongs to the bibliography, and nothing of any other."""
        known, groups = self._known, self.bibliography.groups
        if not (self._run or self._listing) and self.bibliography.is_all_of(known):
            return known
        found, entries = self._run.result() if self._run else ([], {})
        cited = dict(zip(self._missing, found, strict=True))
        listed = self._listed or (self._listing.result() if self._listing else list(entries))
        new = {name: [entries[key] for key in groups[name]] for name in self._groups}
        citations: dict[str, dict[str, str]] = {}
        for _, home, name in self.bibliography.names:
            html = cited[home, name] if (home, name) in cited else known.citations[home][name]
            citations.setdefault(home, {})[name] = html
        return Kept(
            {name: new[name] if name in new else known.entries[name] for name in groups},
            citations,
            {self.bibliography.order: listed},
        )
