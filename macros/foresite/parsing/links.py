"""Check links between pages, to anchors of records and to files, and that what was published still has an address."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from urllib.parse import unquote, urlsplit

from foresite.model.addresses import (
    BOOK,
    CITATIONS,
    MARKDOWN,
    PUBLISHED,
    SCHEMAS,
    Permalink,
    read_published,
    redirected,
    redirections,
)
from foresite.model.addresses import DATA as DATA_NAMES
from foresite.model.datafiles import DATA_FILES
from foresite.model.problems import UNREAD, Code, Hints, Place, Problem
from foresite.model.settings import Settings
from foresite.model.sources import Link, Sources
from foresite.parsing.files import MAX_SOURCE_BYTES, decode_utf8
from foresite.parsing.page_source import files_below

# Links between the pages of a project, to the anchors of records, and to the files beside them.


DATA = (
    *(f"data/{name}" for name in DATA_NAMES),
    *sorted({file.schema for file in DATA_FILES if file.schema.startswith(f"{SCHEMAS}/")}),
)
"""The data files that the generator writes, by their paths on the site."""
MADE = ("assets/", "search/", f"{CITATIONS}/", "sitemap.xml", "404.html")
"""Prefixes of other paths on a site that are not in the docs folder."""
FILES = 500
"""The number of files searched for a similar name."""
PRINTED = (BOOK, "selection.pdf")
# Prefixes of anchors that rendering adds to footnotes, citations and tabs.
GENERATED = ("fn:", "fnref:", "ref-", "__")


def check_links(sources: Sources, settings: Settings) -> Iterator[Problem]:
    """Yield problems for links to missing pages, anchors and files; links to other sites are not checked."""
    checker = _Checker(sources, settings)
    for link in sources.links:
        yield from checker.check(link)


def unread_pages(sources: Sources) -> set[str]:
    """Return the unreadable files, by every path that they could have within the docs folder."""
    unread = {p.place.path for p in sources.problems if p.code in UNREAD}
    return {path[at + 1 :] for path in unread for at, sign in enumerate(path) if sign == "/"}


class _Checker:
    def __init__(self, sources: Sources, settings: Settings) -> None:
        self.settings = settings
        self.exists_by_target: dict[str, bool] = {}
        self.pages = {page.path for page in sources.pages}
        # Unreadable pages are reported on their own.
        self.unread = unread_pages(sources)
        self.excluded = sources.excluded
        self.declarations = sources.declarations
        self.anchors = sources.anchors
        self.generating = {call.page for call in sources.calls}
        self.hints = Hints()

    @cached_property
    def page_of(self) -> dict[str, str]:
        return {d.id: d.page for d in reversed(self.declarations)}

    @cached_property
    def records(self) -> dict[str, set[str]]:
        records: dict[str, set[str]] = {page: set() for page in self.pages}
        for declaration in self.declarations:
            records[declaration.page].add(declaration.id)
        return records

    @cached_property
    def served(self) -> dict[str, str]:
        """Return the page at each address of the site: ``timeline`` to ``timeline.md``; the first page's is empty."""
        return {_folder_address(page): page for page in self.pages}

    @cached_property
    def divided(self) -> set[str]:
        """Return the addresses of pages that a macro may split into parts, whose addresses begin alike."""
        return {_folder_address(page) for page in self.generating}

    @cached_property
    def files(self) -> list[str]:
        """Return paths that a link to a file may have meant."""
        docs = self.settings.docs
        paths = (path.relative_to(docs).as_posix() for path in files_below(docs) if path.suffix not in MARKDOWN)
        return [*DATA, *islice((path for path in paths if "." in posixpath.basename(path)), FILES)]

    def check(self, link: Link) -> Iterator[Problem]:
        try:
            parts = urlsplit(html.unescape(link.target))
        except ValueError:
            return
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        if parts.scheme or parts.netloc:
            return
        if path.startswith("/"):
            if "links.absolute_links:relative_to_docs" not in self.settings.mkdocs_warnings:
                yield from self._check_absolute(link, path)
                return
            path = posixpath.relpath(path.lstrip("/") or ".", posixpath.dirname(link.page) or ".")
        if path and not path.endswith(MARKDOWN):
            yield from self._check_file(link, path)
            return
        folder = posixpath.dirname(link.page)
        page = posixpath.normpath(posixpath.join(folder, path)) if path else link.page
        if page in self.pages:
            yield from self._check_anchor(link, page, anchor)
        elif reason := self.excluded.pages.get(page):
            message = f"the link leads to '{path}', {reason}, expected a page that is published"
            yield Problem(link.place, Code.UNPUBLISHED, message)
        elif page not in self.unread and self.settings.file_list_is_final:
            message = f"no page '{path}', expected a page of the docs folder"
            yield Problem(link.place, Code.BROKEN_LINK, message, self._nearest_hint(path, sorted(self.pages), folder))

    def _nearest_hint(self, path: str, candidates: Iterable[str], folder: str) -> str:
        """Return a hint with the nearest path, relative to the page's ``folder``."""
        return self.hints.nearest(
            path, lambda: [posixpath.relpath(candidate, folder or ".") for candidate in candidates], folder
        )

    def _check_absolute(self, link: Link, path: str) -> Iterator[Problem]:
        """Check a link from the root of the server, which a host leaves as it is."""
        if "links.absolute_links" in self.settings.mkdocs_warnings:
            near = self._link_to_page_at(posixpath.normpath(path.strip("/")), link)
            message = f"the link '{path}' begins at the root of the server, expected a page relative to this one"
            yield Problem(link.place, Code.BROKEN_LINK, message, f"write '{near}'" if near else "")

    def _check_file(self, link: Link, path: str) -> Iterator[Problem]:
        """Check a link to something other than a page of the docs folder: a file, or an address of the site."""
        folder = posixpath.dirname(link.page)
        target = posixpath.normpath(posixpath.join(folder, path))
        if "." in posixpath.basename(path.rstrip("/")).lstrip("."):
            if not self._exists(target):
                message = f"no file '{path}', expected a file of the docs folder or a data file"
                yield Problem(link.place, Code.BROKEN_LINK, message, self._nearest_hint(path, self.files, folder))
            return
        # A host leaves the link unchanged, so that a browser resolves it against the page's own address.
        own = _folder_address(link.page)
        base = own if self.settings.directory_urls else posixpath.dirname(own)
        address = posixpath.normpath(posixpath.join("/", base, path)).strip("/")
        near = self._link_to_page_at(address, link) or self._link_to_page_at("" if target == "." else target, link)
        hint = f"write '{near}'" if near else ""
        if "links.unrecognized_links" in self.settings.mkdocs_warnings:
            message = f"the link '{path}' names no file, expected that of a page"
            yield Problem(link.place, Code.BROKEN_LINK, message, hint)
        elif not (address in self.served or self._may_be_generated(address)):
            message = f"the link '{path}' leads nowhere in the site, expected a page or file of it"
            yield Problem(link.place, Code.BROKEN_LINK, message, hint)

    def _link_to_page_at(self, address: str, link: Link) -> str:
        """Return the link to the page served at an address, relative to the linking page; empty if there is none."""
        page = self.served.get(address)
        return posixpath.relpath(page, posixpath.dirname(link.page) or ".") if page else ""

    def _exists(self, target: str) -> bool:
        if target not in self.exists_by_target:
            self.exists_by_target[target] = (
                not self.settings.file_list_is_final
                or target in DATA
                or target.startswith(MADE)
                or self._is_printed(target)
                or (not target.startswith("..") and (self.settings.docs / target).is_file())
            )
        return self.exists_by_target[target]

    def _is_printed(self, target: str) -> bool:
        """Check whether the target is a printed document, which exists once it has been printed."""
        stem = target.removesuffix(".pdf").removesuffix("-summary")
        return target.endswith(".pdf") and (
            target in PRINTED or any(f"{stem}{ending}" in self.pages for ending in MARKDOWN)
        )

    def _may_be_generated(self, address: str) -> bool:
        if not self.settings.file_list_is_final or f"{address}/".startswith(MADE):
            return True
        if (self.settings.docs / address).is_dir() and (self.settings.docs / address / "index.html").is_file():
            return True
        parents = {address[:at] for at, letter in enumerate(address) if letter == "/"}
        return not self.divided.isdisjoint(parents | {""} if "" in self.divided else parents)

    def _check_anchor(self, link: Link, page: str, anchor: str) -> Iterator[Problem]:
        if not anchor or anchor.startswith(GENERATED):
            return
        anchors, records = self.anchors.get(page, frozenset()), self.records[page]
        if anchor in anchors or anchor in records:
            return
        if anchor not in self.page_of and (where := self.excluded.exclusion_of(anchor)):
            message = f"the link leads to '{anchor}', which {where}, expected a record that is published"
            yield Problem(link.place, Code.UNPUBLISHED, message)
            return
        message = f"no anchor '{anchor}' on {page}, expected a heading or a record of that page"
        if elsewhere := self.page_of.get(anchor):
            to = posixpath.relpath(elsewhere, posixpath.dirname(link.page) or ".")
            yield Problem(link.place, Code.BROKEN_LINK, message, f"'{anchor}' is in {to}")
            return
        # Macros add anchors of their own; only an anchor similar to a known one is certainly a mistake.
        hint = self.hints.nearest(anchor, lambda: anchors | records, f"#{page}")
        if hint or page not in self.generating:
            yield Problem(link.place, Code.BROKEN_LINK, message, hint)


def _folder_address(page: str) -> str:
    """Return the address of a page if pages are served as folders, without the final slash."""
    stem = posixpath.splitext(page)[0]
    return posixpath.dirname(stem) if posixpath.basename(stem) in ("index", "README") else stem


# Permalinks: published addresses still exist, or redirect to their new place.


def check_permalinks(sources: Sources, settings: Settings) -> Iterator[Problem]:
    """Yield problems for published addresses that are gone, and for redirects with a wrong source or target."""
    live = _LiveAddresses(sources)
    for redirect in settings.redirects:
        if live.has(redirect.old):
            message = f"'{redirect.old}' still exists, expected a redirect from an address that is gone"
            yield Problem(redirect.place, Code.BAD_REDIRECT, message)
        if why := live.hidden(redirect.new):
            message = f"the redirect leads to '{redirect.new}', {why}, expected a page that is published"
            yield Problem(redirect.place, Code.UNPUBLISHED, message)
        elif not live.has(redirect.new):
            message = (
                f"the redirect leads to '{redirect.new}', which does not exist, expected a page or one of its anchors"
            )
            yield Problem(redirect.place, Code.BAD_REDIRECT, message, live.near(redirect.new))
    text = published_text(settings)
    if isinstance(text, Problem):
        yield text
        return
    # Broken redirects are reported above.
    declared = redirections(settings.redirects)
    for link, line in read_published(text):
        new = redirected(link, declared)
        if live.has(link) or live.unread(link) or link in declared or (new and live.has(new)):
            continue
        if why := live.hidden(link):
            message = f"'{link}', {why}, was published before, expected it on the site or a redirect in mkdocs.yml"
            yield Problem(Place(PUBLISHED, line), Code.UNPUBLISHED, message)
            continue
        message = f"'{link}' was published and is gone, expected it on the site or a redirect in mkdocs.yml"
        now = live.now(link)
        hint = f"under redirects in mkdocs.yml write '{link}: {now}'" if now else live.near(link)
        yield Problem(Place(PUBLISHED, line), Code.BROKEN_PERMALINK, message, hint)


def published_text(settings: Settings) -> str | Problem:
    """Return the text of the list of published addresses; empty if there is none."""
    path = settings.root / PUBLISHED
    try:
        if not path.exists():
            return ""
        if not path.is_file():
            message = "this is not a regular file, expected one that can be read"
            return Problem(Place(PUBLISHED, 1), Code.BAD_FILE, message)
        if not path.resolve().is_relative_to(settings.root) or path.stat().st_size > MAX_SOURCE_BYTES:
            message = "the file is outside the project or is too large, expected a file of at most 2 MB"
            return Problem(Place(PUBLISHED, 1), Code.BAD_FILE, message)
        return decode_utf8(path.read_bytes(), PUBLISHED)
    except (OSError, RuntimeError):
        return Problem(Place(PUBLISHED, 1), Code.BAD_FILE, "the file cannot be read, expected a readable file")


class _LiveAddresses:
    """The addresses that exist on the site."""

    def __init__(self, sources: Sources) -> None:
        self.pages = {page.path for page in sources.pages}
        self.excluded = sources.excluded
        self.declarations = sources.declarations
        self.anchors = sources.anchors
        self.keys = {f"ref-{reference.key}" for reference in sources.references}
        self.listing = {call.page for call in sources.calls if call.name == "bibliography"}
        self.unreadable = unread_pages(sources)
        self.hints = Hints()

    @cached_property
    def ids(self) -> dict[str, str]:
        return {declared.id: declared.page for declared in reversed(self.declarations)}

    def has(self, link: Permalink) -> bool:
        if link.page not in self.pages or not link.anchor:
            return link.page in self.pages
        return (
            self.ids.get(link.anchor) == link.page
            or link.anchor in self.anchors.get(link.page, frozenset())
            or (link.page in self.listing and link.anchor in self.keys)
        )

    def hidden(self, link: Permalink) -> str:
        """Explain why an address is left out of the site, as a relative clause; empty if it is not."""
        if reason := self.excluded.pages.get(link.page):
            return reason
        if self.has(link):
            return ""
        if where := self.excluded.exclusion_of(link.anchor):
            return f"which {where}"
        is_unused = link.page in self.listing and link.anchor.removeprefix("ref-") in self.excluded.references
        return "which only drafts and excluded pages use" if is_unused else ""

    def unread(self, link: Permalink) -> bool:
        """Check whether the address's page cannot be read, which is a problem of its own."""
        return link.page in self.unreadable

    def now(self, link: Permalink) -> Permalink | None:
        """Return the current address of the same id."""
        page = self.ids.get(link.anchor)
        return Permalink(page, link.anchor) if page else None

    def near(self, link: Permalink) -> str:
        """Return a hint with the most similar address."""

        def addresses() -> list[str]:
            records = {Permalink(page, id) for id, page in self.ids.items()} if link.anchor else set()
            return [str(address) for address in sorted(records | {Permalink(page) for page in self.pages})]

        return self.hints.nearest(str(link), addresses)
