"""What of the docs folder is not part of the site: excluded pages, drafts, and what only they use.

MkDocs leaves pages out by ``exclude_docs`` and ``draft_docs``; a page or a block says ``draft: true`` of itself. What
is left out is known here all the same, so that a reference to it is told apart from one to nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

from pathspec.gitignore import GitIgnoreSpec

from foresite.model.fields import ReferenceTarget
from foresite.model.problems import Code, Problem
from foresite.model.records import Claim, Event, Outcome, Record, Reference, Scenario, Shift
from foresite.model.settings import Settings
from foresite.model.sources import Excluded, HiddenRecord
from foresite.parsing.pages import ReadPage

BY_DEFAULT = (".*", "/templates/")
"""What MkDocs excludes without being told."""
EXCLUDED = "which exclude_docs leaves out of the site"
HOST_EXCLUDED = "which MkDocs leaves out of the site"
DRAFTED = "which draft_docs keeps out of the site"
CONFLICTING = "which MkDocs leaves out of the site for index.md beside it"
REMOVED = "which another plugin leaves out of the site"
DRAFT = "which is a draft"
FOR_EDITORS = frozenset((DRAFTED, DRAFT))
"""Why a page is left out that a preview shows."""
Some = TypeVar("Some", bound=Record)


@lru_cache(maxsize=8)
def spec(patterns: str) -> GitIgnoreSpec:
    """Patterns in the form of ``.gitignore``, one a line, as MkDocs reads them.

    Raises:
        ValueError: where one of them is not a pattern.
    """
    return GitIgnoreSpec.from_lines(patterns.splitlines())


def exclusion_reason(page: str, pages: Iterable[str], settings: Settings) -> str:
    """Why a page is not part of the site by the settings, as a relative clause; empty where it is one.

    ``pages`` are all pages of the docs folder.
    """
    if settings.host_built_pages is not None and page in settings.host_built_pages:
        # Who builds the site knows best; what is built for a preview alone is a draft still.
        return DRAFTED if _matches(settings.draft_docs, page) else ""
    if is_excluded(page, settings):
        return EXCLUDED if _matches(settings.exclude_docs, page) else HOST_EXCLUDED
    if _matches(settings.draft_docs, page):
        return DRAFTED
    folder, name = posixpath.split(page)
    if name == "README.md" and posixpath.join(folder, "index.md") in pages:
        return CONFLICTING
    return "" if settings.host_built_pages is None else REMOVED


def is_excluded(path: str, settings: Settings) -> bool:
    """Whether MkDocs leaves a file out of the site, also out of a preview."""
    return _matches("\n".join((*BY_DEFAULT, settings.exclude_docs)), path)


def is_withheld(translation: str, settings: Settings) -> bool:
    """Whether a translation is left out of the site, or is a draft, by its own path: then its original stands there."""
    return is_excluded(translation, settings) or _matches(settings.draft_docs, translation)


def _matches(patterns: str, page: str) -> bool:
    try:
        return bool(patterns) and spec(patterns).match_file(page)
    except ValueError:
        return False


@dataclass(slots=True)
class PublicationSplit:
    """Pages as read, those of the site apart from the rest."""

    pages: list[ReadPage] = field(default_factory=list)
    hidden: list[ReadPage] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    """Page to why it is left out."""

    @property
    def draft_problems(self) -> Iterator[Problem]:
        """Why something is taken for a draft that may be none; what else is wrong in drafts concerns nobody yet."""
        for page in self.hidden:
            whole = page.page.path in self.reasons
            if whole and self.reasons[page.page.path] is not DRAFT:
                continue
            # Of front matter that cannot be read, nothing is known.
            unread = not whole or not page.page.meta
            for problem in page.problems:
                if problem.code is Code.BAD_DRAFT or (problem.code is Code.BAD_YAML and unread):
                    yield problem

    @property
    def excluded(self) -> Excluded:
        """What is known of what is left out."""
        declared = [declaration for page in self.hidden for declaration in page.declarations]
        return Excluded(
            pages=MappingProxyType(self.reasons),
            records=MappingProxyType(
                {
                    each.id: HiddenRecord(each.kind, each.place, self.reasons.get(each.page, ""))
                    for each in reversed(declared)
                }
            ),
            briefs=tuple(page.brief for page in self.hidden if page.brief),
            declarations=tuple(declared),
            claims=tuple(_of(Claim, self.hidden)),
            events=tuple(_of(Event, self.hidden)),
        )


def split_published(pages: Sequence[ReadPage], settings: Settings) -> PublicationSplit:
    """Pages apart by what a build shows; a preview shows drafts, and they are marked as such."""
    split = PublicationSplit()
    names = {page.page.path for page in pages}
    for page in pages:
        reason = exclusion_reason(page.page.path, names, settings)
        # A host that builds no drafts has removed it for that.
        if page.draft and (not reason or (reason is REMOVED and not settings.drafts)):
            reason = DRAFT
        if reason and not (settings.drafts and reason in FOR_EDITORS):
            split.reasons[page.page.path] = reason
            split.hidden.append(page)
            if page.drafts:
                split.hidden.append(page.drafts)
        elif reason:
            split.pages.append(_drafted(_joined(page)))
        elif page.drafts and settings.drafts:
            split.pages.append(_joined(page))
        else:
            split.pages.append(page)
            if page.drafts:
                split.hidden.append(page.drafts)
    return split


def _joined(page: ReadPage) -> ReadPage:
    """A page with its drafts, in the order of its lines."""
    drafts = page.drafts
    if not drafts:
        return page
    return replace(
        page,
        records=sorted((*page.records, *map(_draft, drafts.records)), key=lambda record: record.place.line),
        citations=sorted((*page.citations, *drafts.citations), key=lambda each: each.place.line),
        links=sorted((*page.links, *drafts.links), key=lambda link: link.place.line),
        declarations=sorted((*page.declarations, *drafts.declarations), key=lambda each: each.place.line),
        option_references=sorted(
            (*page.option_references, *drafts.option_references), key=lambda reference: reference.place.line
        ),
        problems=[*page.problems, *drafts.problems],
        drafts=None,
    )


def _drafted(page: ReadPage) -> ReadPage:
    """A page that is a draft as a whole."""
    return replace(
        page,
        page=replace(page.page, draft=True),
        brief=replace(page.brief, draft=True) if page.brief else None,
        records=[_draft(record) for record in page.records],
    )


def _draft(record: Some) -> Some:
    return replace(record, draft=True)


def _of(kind: type[Some], pages: Iterable[ReadPage]) -> Iterator[Some]:
    return (record for page in pages for record in page.records if isinstance(record, kind))


def published_records(records: Iterable[Record], excluded: Excluded) -> Iterator[Record]:
    """Records without what they say of others that are left out; those that speak of nothing else are gone too.

    Each such reference is a problem of its own, but who builds all the same publishes nothing of it.
    """
    records = list(records)
    hidden = excluded.records.keys() - {record.id for record in records}

    def left(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id for id in ids if id not in hidden) if hidden.intersection(ids) else ids

    if not hidden:
        yield from records
        return
    for record in records:
        if isinstance(record, Claim) and record.revises in hidden:
            record = replace(record, revises="")
        match record:
            case Outcome():
                if record.of not in hidden:
                    yield replace(record, events=left(record.events))
            case Shift():
                before, after = left(record.before), left(record.after)
                if before or after or not (record.before or record.after):
                    yield replace(record, before=before, after=after)
            case Scenario():
                yield replace(record, signposts=left(record.signposts))
            case _:
                yield record


def without_unused(references: Sequence[Reference], split: PublicationSplit) -> tuple[list[Reference], frozenset[str]]:
    """The references without those that only left out pages and drafts use, and the keys of these.

    What nobody uses stays: it is listed on purpose.
    """
    if not split.hidden:
        return list(references), frozenset()
    keys = _used(split.hidden) - _used(split.pages)
    known = frozenset(reference.key for reference in references if reference.key in keys)
    return [reference for reference in references if reference.key not in keys], known


def _used(pages: Iterable[ReadPage]) -> set[str]:
    used: set[str] = set()
    for page in pages:
        used.update(work.key for placed in page.citations for work in placed.citation.works)
        used.update(
            reference.name for reference in page.option_references if reference.target is ReferenceTarget.SOURCE
        )
        used.update({page.brief.key} if page.brief else ())
    return used


def of_site(problems: Iterable[Problem], settings: Settings) -> Iterator[Problem]:
    """The problems of files that are part of the site, as far as their names tell."""
    prefix = settings.relative(settings.docs) + "/"
    for problem in problems:
        page = problem.place.path.removeprefix(prefix)
        if page == problem.place.path or exclusion_reason(page, (), settings) not in (EXCLUDED, HOST_EXCLUDED):
            yield problem
