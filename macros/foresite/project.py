"""A project read and made ready to show: the corpus, its citations formatted, its templates filled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from foresite.citing.citeproc import Formatted, StyleError, format_citations
from foresite.corpus import Corpus
from foresite.model import Citation
from foresite.printing.store import Kept, kept
from foresite.problems import Code, Place, Problem
from foresite.reading import read_project
from foresite.reading.history import read_history
from foresite.reading.readings import Readings
from foresite.settings import Settings
from foresite.templates import Href, Templates
from foresite.verifying.budget import check_budgets
from foresite.views import citable, links, references
from foresite.views.addresses import Addresses
from foresite.views.metadata import Metadata, metadata
from foresite.views.paper import sheet_foot
from foresite.views.parts import with_parts


@dataclass(frozen=True, slots=True)
class PageParts:
    """What a page shows beside its content."""

    metadata: Metadata
    """For its head."""
    cite: str
    """How to cite it, for its foot: XHTML whose links are those of the page as served."""
    sheet: str
    """The stylesheet that names the page at the foot of each printed sheet."""
    printed: tuple[tuple[str, str, str], ...]
    """The PDFs that are there for it: what a link says, its address from the page as served, length and size."""


@dataclass(frozen=True)
class Project:
    """Everything a host needs to show a project. Immutable: a change on disk means a new one."""

    corpus: Corpus
    formatted: Formatted
    style: Path | None
    """The citation style in use: the settings' own, or None for the built-in one."""
    templates: Templates
    href: Href
    """The link from a page to a place on another."""
    problems: tuple[Problem, ...]
    """What is wrong in the sources, in order."""

    @classmethod
    def load(
        cls, settings: Settings, *, dated: bool = False, served: bool = False, readings: Readings | None = None
    ) -> Project:
        """Read the sources, link them, and format every citation of the site in one go.

        ``dated`` asks Git when pages and records last changed. ``served`` makes links lead to where pages are
        served, for hosts that do not resolve what stands in finished text; otherwise they name source files. Such a
        host makes the pages of ``Corpus.parts``, too. ``readings`` keeps what was read, so that a host that loads a
        project again reads only what changed.
        What is wrong in the sources is in ``problems``; the rest is read all the same.
        """
        sources = read_project(settings, readings)
        problems = [*sources.problems, *check_budgets(sources, settings)]
        cache = settings.root / ".cache" / "foresite"
        history = read_history(settings, sources, cache / "history.json") if dated else None
        corpus = Corpus.build(settings, sources, history)
        if served:
            corpus = with_parts(corpus)
        cited = _citations(corpus)
        style = settings.style
        try:
            formatted = format_citations(corpus.references, cited, style, cache)
        except StyleError as error:
            place = Place(settings.relative(style or settings.root), 1)
            problems.append(Problem(place, Code.BAD_STYLE, str(error), "until then Chicago author-date is used"))
            style = None
            formatted = format_citations(corpus.references, cited, style, cache)
        href = Addresses.of(settings).href if served else links.href
        return cls(corpus, formatted, style, Templates(corpus, formatted, href=href), href, tuple(problems))

    def parts(self, path: str) -> PageParts | None:
        """What a page shows beside its content; None where it is no page of the project."""
        page = self.corpus.page(path)
        if page is None:
            return None
        sheet = sheet_foot(citable.of_page(self.corpus, page))
        cite, printed = self.templates.cite_page(page), tuple(self._printed(path))
        return PageParts(metadata(self.corpus, page), cite, sheet, printed)

    @cached_property
    def printed(self) -> tuple[Kept, ...]:
        """The documents that were printed of the project as it stands; none where there are none, or others."""
        return kept(self.corpus)

    def _printed(self, path: str) -> Iterator[tuple[str, str, str]]:
        addresses = Addresses.of(self.corpus.settings)
        for document in self.printed:
            if path in document.links:
                length = "1 page" if document.pages == 1 else f"{document.pages} pages"
                link = addresses.relative(document.path, addresses.path(path))
                yield document.label, link, f"{length}, {document.size}"

    def citation(self, citation: Citation) -> str:
        """A citation as XHTML, also one of a text that does not stand in the project, such as a draft.

        Raises:
            UnknownKeyError: where no reference has a key that it names.
        """
        try:
            return self.formatted.citation(citation)
        except KeyError:
            return format_citations(self.corpus.references, [citation], self.style).citation(citation)


def _citations(corpus: Corpus) -> list[Citation]:
    """Every distinct citation that a page can show, those of unknown works left out."""
    every = (
        *(placed.citation for placed in corpus.citations),
        *map(references.at_paragraph, corpus.claims),
        *map(references.at_paragraph, corpus.corrections),
        *(references.of_sources(event) for event in corpus.events if event.sources),
        *(references.of_work(key) for key in corpus.references),
    )
    known = corpus.references
    return [c for c in dict.fromkeys(every) if all(work.key in known for work in c.works)]
