"""Links between the pages of a project, and to the anchors of records."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote, urlsplit

from foresite.problems import Code, Problem, nearest
from foresite.sources import Link, Sources

PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
# Anchors that footnotes, citations and tabs get when the page is rendered.
GENERATED = ("fn:", "fnref:", "ref-", "__")


def check_links(sources: Sources) -> Iterator[Problem]:
    """Links to pages and anchors that are not there. Other files, and other sites, are not looked at."""
    checker = _Checker(sources)
    for link in sources.links:
        yield from checker.check(link)


class _Checker:
    def __init__(self, sources: Sources) -> None:
        self.pages = {page.path for page in sources.pages}
        # A page that cannot be read has its own problem.
        self.unread = {p.place.path for p in sources.problems if p.code in (Code.BAD_FILE, Code.NOT_UTF8)}
        self.declarations = sources.declarations
        self.anchors = sources.anchors
        self.generating = {call.page for call in sources.calls}

    @cached_property
    def page_of(self) -> dict[str, str]:
        return {d.id: d.page for d in reversed(self.declarations)}

    @cached_property
    def records(self) -> dict[str, set[str]]:
        records: dict[str, set[str]] = {page: set() for page in self.pages}
        for declaration in self.declarations:
            records[declaration.page].add(declaration.id)
        return records

    def check(self, link: Link) -> Iterator[Problem]:
        try:
            parts = urlsplit(link.target)
        except ValueError:
            return
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        if parts.scheme or parts.netloc or path.startswith("/") or (path and not path.endswith(PAGES)):
            return
        here = posixpath.dirname(link.page)
        page = posixpath.normpath(posixpath.join(here, path)) if path else link.page
        if page in self.pages:
            yield from self._anchor(link, page, anchor)
        elif not any(unread.endswith(f"/{page}") for unread in self.unread):
            known = [posixpath.relpath(known, here or ".") for known in sorted(self.pages)]
            message = f"no page '{path}', expected a page of the docs folder"
            yield Problem(link.place, Code.BROKEN_LINK, message, nearest(path, known))

    def _anchor(self, link: Link, page: str, anchor: str) -> Iterator[Problem]:
        if not anchor or anchor.startswith(GENERATED):
            return
        there = self.anchors.get(page, frozenset()) | self.records[page]
        if anchor in there:
            return
        message = f"no anchor '{anchor}' on {page}, expected a heading or a record of that page"
        if elsewhere := self.page_of.get(anchor):
            to = posixpath.relpath(elsewhere, posixpath.dirname(link.page) or ".")
            yield Problem(link.place, Code.BROKEN_LINK, message, f"'{anchor}' stands in {to}")
            return
        # What a macro shows has anchors of its own; only a near miss of a known one is a mistake for sure.
        hint = nearest(anchor, there)
        if hint or page not in self.generating:
            yield Problem(link.place, Code.BROKEN_LINK, message, hint)
