"""A project read and made ready to show: the corpus, its citations formatted, its templates filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from foresite.citing.format import Formatted, StyleError, format_citations
from foresite.citing.notes import NoteCitation
from foresite.citing.pandoc import bad_style, check_style
from foresite.diff.log import public_log, read_log
from foresite.exports import pictures
from foresite.exports.files import site_files, small_files
from foresite.language.catalogue import words_of
from foresite.language.words import use
from foresite.model.corpus import Corpus
from foresite.model.problems import Problem
from foresite.model.records import ChangeLog, Citation, History, Page
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.cache import own_cache
from foresite.parsing.history import SourceDateError, read_history, source_date
from foresite.parsing.page_source import host_source, page_source
from foresite.parsing.parse_cache import ParseCache
from foresite.parsing.project import read_project
from foresite.parsing.unpublished import FOR_EDITORS
from foresite.pdf import cache as pdf_cache
from foresite.pdf.cache import CachedPdf, digest
from foresite.render.templating import Href, Templates
from foresite.runtime.pool import collector_paused
from foresite.site.redirects import moved_notes
from foresite.verify.quotations import check_budgets
from foresite.views import addresses as links
from foresite.views import references
from foresite.views.addresses import Addresses, LinkTarget
from foresite.views.counts import counted
from foresite.views.metadata import described
from foresite.views.parts import with_parts

CHANGES = "changes"
"""The macro for which Git is asked how the record changed."""


class PageFrame:
    """What a page shows beside its content, made when it is asked for."""

    def __init__(self, project: Project, page: Page, mark: str = "") -> None:
        self._project, self._page, self._mark = project, page, mark

    @property
    def description(self) -> str:
        """What it is about; empty where nothing says so."""
        with use(self._project.corpus.settings.language):
            return described(self._project.corpus, self._page)

    @property
    def head(self) -> str:
        """What stands of it in its head, for machines and for paper: HTML."""
        return self._project.templates.head(self._page, self._mark)

    @property
    def cite(self) -> str:
        """How to cite it, for its foot: XHTML whose links are those of the page as served."""
        return self._project.templates.cite_page(self._page)

    @property
    def printed(self) -> tuple[tuple[str, str, str], ...]:
        """The PDFs that are there for it: what a link says, its address from the page as served, length and size."""
        addresses = Addresses.of(self._project.corpus.settings)
        here = addresses.path(self._page.path)
        files = self._project.printed_of(self._page.path)
        return tuple((file.text, addresses.relative(addresses.served(file.page), here), size) for file, size in files)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a project is made of beside the prose of its pages."""

    settings: Settings
    facts: Sources
    history: History | None
    served: bool


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
    origin: Origin
    """What all of this was made of, but for the prose of pages."""
    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The text of each page of a translation, by path; of the original, files have them."""
    template_problems: tuple[Problem, ...] | None = ()
    """Those of the project's own templates, which it takes longer to find than to keep; None where not known."""

    @classmethod
    @collector_paused()
    def load(
        cls,
        settings: Settings,
        *,
        dated: bool = False,
        served: bool = False,
        parse_cache: ParseCache | None = None,
        before: Project | None = None,
        as_of: date | None = None,
        history: History | None = None,
    ) -> Project:
        """Read the sources, link them, and format every citation of the site in one go.

        ``dated`` asks Git when pages and records last changed. ``served`` makes links lead to where pages are
        served, for hosts that do not resolve what stands in finished text; otherwise they name source files. Such a
        host makes the pages of ``Corpus.parts``, too. ``parse_cache`` keeps what was read, so that a host that loads a
        project again reads only what changed; ``before`` is what it loaded the last time, of which is taken what an
        edit of prose leaves as it was.
        ``history`` is that of the original, for a translation.
        With ``as_of``, only the outcomes count that were known on that day.
        What is wrong in the sources is in ``problems``; the rest is read all the same.
        """
        if dated and not settings.tree and settings.share and settings.url:
            settings = replace(settings, previews=pictures.can_draw(settings.root))
        sources = read_project(settings, parse_cache)
        problems = sources.problems if settings.tree else (*sources.problems, *check_budgets(sources, settings))
        cache = own_cache(settings.root)
        file = cache / "history.json" if cache else None
        undated: list[Problem] = []
        if dated and not history:
            history, undated = read_history(settings, sources, file)
        problems = (*problems, *undated)
        if history and not history.log and any(call.name == CHANGES for call in sources.calls):
            history = replace(history, log=_log(settings, sources, cache))
        origin = Origin(settings, replace(sources.facts, problems=()), history, served)
        href = Addresses.of(settings).href if served else links.href
        # A style is a file that may have changed.
        known = before and (before.template_problems is not None or not sources.overrides)
        if before and known and before.origin == origin and not settings.style:
            corpus, formatted = before.corpus.with_outlines(sources.outlines), before.formatted
            problems = (*problems, *(before.template_problems or ()))
            templates = Templates(corpus, formatted, href=href)
            wrong_before = before.template_problems
            return cls(corpus, formatted, None, templates, href, problems, before.origin, sources.texts, wrong_before)
        corpus, wrong_templates = _checked(Corpus.build(settings, sources, history, _site_day()))
        problems = (*problems, *wrong_templates)
        if as_of:
            corpus = corpus.as_of(as_of)
        if served:
            corpus = with_parts(corpus)
        cited = _citations(corpus)
        words = words_of(settings.language)
        wrong = check_style(settings)
        style = None if wrong else settings.style
        problems = (*problems, *wrong)
        try:
            formatted = format_citations(corpus.references, cited, style, cache, words)
        except StyleError as error:
            if style is None:
                raise
            problems, style = (*problems, bad_style(settings, style, error)), None
            formatted = format_citations(corpus.references, cited, style, cache, words)
        templates = Templates(corpus, formatted, href=href)
        return cls(corpus, formatted, style, templates, href, problems, origin, sources.texts, wrong_templates)

    @classmethod
    def known(cls, corpus: Corpus, formatted: Formatted, origin: Origin) -> Project:
        """Return a project as a host loaded it earlier, for ``before``: its problems are not known any more."""
        href = Addresses.of(corpus.settings).href if origin.served else links.href
        return cls(
            corpus, formatted, None, Templates(corpus, formatted, href=href), href, (), origin, template_problems=None
        )

    def text(self, path: str) -> str:
        """Return the text of a page as its host may see it."""
        settings = self.corpus.settings
        if path in self.texts:
            return host_source(self.texts[path], path.rpartition("/")[2], settings)
        return page_source(settings.docs / path, settings)

    @property
    def drafts(self) -> frozenset[str]:
        """The pages that say of themselves that they are drafts."""
        pages = self.origin.facts.excluded.pages.items()
        shown = (page.path for page in self.corpus.pages if page.draft)
        return frozenset((*shown, *(page for page, reason in pages if reason in FOR_EDITORS)))

    @cached_property
    def pages_of_site(self) -> frozenset[str]:
        """The pages of the docs folder that are part of the site, drafts among them where they are shown."""
        return frozenset(page.path for page in self.corpus.pages if not self.corpus.part(page.path))

    @property
    def pages(self) -> frozenset[str]:
        """All pages of the docs folder that were read, be they part of the site or left out."""
        return self.pages_of_site | self.origin.facts.excluded.pages.keys()

    def page_frame(self, path: str, mark: str = "") -> PageFrame | None:
        """What a page shows beside its content; None where it is not a page of the project.

        ``mark`` is what the page's policy knows our inline code by.
        """
        page = self.corpus.page(path)
        return PageFrame(self, page, mark) if page else None

    def foot(self, path: str) -> str:
        """The same for the foot of a page's content, where a host has no theme of ours: XHTML, links as written."""
        page = self.corpus.page(path)
        moved = moved_notes(self.corpus, path, self.href)
        return self.templates.foot(page, moved, tuple(self.printed_of(path)), self.stamp) if page else ""

    def small_files(self) -> dict[str, str | bytes]:
        """What a site holds beside its pages that is quickly made, by the path at which it is served."""
        return small_files(self.corpus, self.printed)

    def files(self) -> dict[str, str | bytes]:
        """Everything that a site holds beside its pages, by the path at which it serves them."""
        return site_files(self.corpus, self.formatted, self.printed)

    @cached_property
    def stamp(self) -> str:
        """What tells a page that was made of these sources, by this version, from any other."""
        return sha256(f"{version('foresite')} {digest(self.corpus)}".encode()).hexdigest()[:16]

    @cached_property
    def printed(self) -> tuple[CachedPdf, ...]:
        """The documents that were printed of the project as it stands; none where there are none, or others."""
        return pdf_cache.load_documents(self.corpus)

    def printed_of(self, path: str) -> Iterator[tuple[LinkTarget, str]]:
        """The printed documents of a page, each with its length and size in words."""
        for document in self.printed:
            if path in document.links:
                with use(self.corpus.settings.language):
                    length = counted("page", document.pages)
                yield LinkTarget(document.label, document.path), f"{length}, {document.size}"

    def _formatted_apart(self, citation: Citation) -> Formatted:
        words = words_of(self.corpus.settings.language)
        return format_citations(self.corpus.references, [citation], self.style, words=words)

    def citation(self, citation: Citation) -> str:
        """A citation as XHTML, also one of a text that does not stand in the project, such as a draft.

        Raises:
            UnknownKeyError: where no reference has a key that it names.
        """
        try:
            return self.formatted.citation(citation)
        except KeyError:
            return self._formatted_apart(citation).citation(citation)

    def note(self, citation: Citation) -> NoteCitation:
        """A citation as a footnote, also one of a text that does not stand in the project.

        Raises:
            UnknownKeyError: where no reference has a key that it names.
        """
        try:
            return self.formatted.note(citation)
        except KeyError:
            return self._formatted_apart(citation).note(citation)


def _log(settings: Settings, sources: Sources, cache: Path | None) -> ChangeLog | None:
    """The changes by day to what is public now; what has become a draft since is not named."""
    log = read_log(settings, cache / "changes.json" if cache else None)
    shown = {record.id for record in sources.records if not record.draft}
    return public_log(log, shown | {brief.key for brief in sources.briefs if not brief.draft}) if log else None


def _checked(corpus: Corpus) -> tuple[Corpus, tuple[Problem, ...]]:
    """The corpus without templates that cannot be used, and what is wrong with them."""
    if not corpus.overrides:
        return corpus, ()
    from foresite.render.overrides import without_faulty_overrides

    usable, problems = without_faulty_overrides(corpus)
    return usable, tuple(problems)


def _site_day() -> date | None:
    """The day that SOURCE_DATE_EPOCH gives to the site; None where it gives none."""
    try:
        return source_date()
    except SourceDateError:
        return None


def _citations(corpus: Corpus) -> list[Citation]:
    """Every distinct citation that a page can show, those of unknown works left out."""
    with use(corpus.settings.language):
        every = _made_and_written(corpus)
    known = corpus.references
    return [c for c in dict.fromkeys(every) if all(work.key in known for work in c.works)]


def _made_and_written(corpus: Corpus) -> tuple[Citation, ...]:
    return (
        *(placed.citation for placed in corpus.citations),
        *map(references.at_locator, corpus.claims),
        *map(references.at_locator, corpus.corrections),
        *filter(None, map(references.of_record, corpus.generic_records)),
        *(references.of_sources(event) for event in corpus.events if event.sources),
        *(references.of_sources(outcome) for outcome in corpus.outcomes if outcome.sources),
        *(references.work_citation(key) for key in corpus.references),
    )
