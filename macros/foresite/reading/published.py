"""Promises kept: what was published still stands, or a redirect leads to where it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from foresite.permalinks import PUBLISHED, Permalink, read_published, redirected, redirections
from foresite.problems import Code, Hints, Place, Problem
from foresite.reading.linking import unread_pages
from foresite.reading.text import LARGEST, decode
from foresite.settings import Settings
from foresite.sources import Sources


def check_permalinks(sources: Sources, settings: Settings) -> Iterator[Problem]:
    """Published addresses that lead nowhere, and redirects from what is there or to what is not."""
    standing = _Standing(sources)
    for redirect in settings.redirects:
        if standing.has(redirect.old):
            message = f"'{redirect.old}' still exists, expected a redirect from an address that is gone"
            yield Problem(redirect.place, Code.BAD_REDIRECT, message)
        if why := standing.hidden(redirect.new):
            message = f"the redirect leads to '{redirect.new}', {why}, expected a page that is published"
            yield Problem(redirect.place, Code.UNPUBLISHED, message)
        elif not standing.has(redirect.new):
            message = (
                f"the redirect leads to '{redirect.new}', which does not exist, expected a page or one of its anchors"
            )
            yield Problem(redirect.place, Code.BAD_REDIRECT, message, standing.near(redirect.new))
    text = published_text(settings)
    if isinstance(text, Problem):
        yield text
        return
    # A redirect that leads nowhere is a problem of its own.
    declared = redirections(settings.redirects)
    for link, line in read_published(text):
        new = redirected(link, declared)
        if standing.has(link) or standing.unread(link) or link in declared or (new and standing.has(new)):
            continue
        if why := standing.hidden(link):
            message = f"'{link}', {why}, was published before, expected it on the site or a redirect in mkdocs.yml"
            yield Problem(Place(PUBLISHED, line), Code.UNPUBLISHED, message)
            continue
        message = f"'{link}' was published and is gone, expected it on the site or a redirect in mkdocs.yml"
        now = standing.now(link)
        hint = f"under redirects in mkdocs.yml write '{link}: {now}'" if now else standing.near(link)
        yield Problem(Place(PUBLISHED, line), Code.BROKEN_PERMALINK, message, hint)


def published_text(settings: Settings) -> str | Problem:
    """The list of what was published; empty where there is none."""
    path = settings.root / PUBLISHED
    try:
        if not path.exists():
            return ""
        if not path.is_file():
            message = "this is not a regular file, expected one that can be read"
            return Problem(Place(PUBLISHED, 1), Code.BAD_FILE, message)
        if not path.resolve().is_relative_to(settings.root) or path.stat().st_size > LARGEST:
            message = "the file is outside the project or is too large, expected a file of at most 2 MB"
            return Problem(Place(PUBLISHED, 1), Code.BAD_FILE, message)
        return decode(path.read_bytes(), PUBLISHED)
    except (OSError, RuntimeError):
        return Problem(Place(PUBLISHED, 1), Code.BAD_FILE, "the file cannot be read, expected a readable file")


class _Standing:
    """The addresses that lead somewhere."""

    def __init__(self, sources: Sources) -> None:
        self.pages = {page.path for page in sources.pages}
        self.withheld = sources.withheld
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
        """Why it is left out of the site, as a relative clause; empty where it is not."""
        if reason := self.withheld.pages.get(link.page):
            return reason
        if self.has(link):
            return ""
        if where := self.withheld.where(link.anchor):
            return f"which {where}"
        known = link.page in self.listing and link.anchor.removeprefix("ref-") in self.withheld.references
        return "which only drafts and excluded pages use" if known else ""

    def unread(self, link: Permalink) -> bool:
        """Whether its page cannot be read, which is a problem of its own."""
        return link.page in self.unreadable

    def now(self, link: Permalink) -> Permalink | None:
        """Where the same id stands now."""
        page = self.ids.get(link.anchor)
        return Permalink(page, link.anchor) if page else None

    def near(self, link: Permalink) -> str:
        """The hint that names the address most like it."""

        def known() -> list[str]:
            records = {Permalink(page, id) for id, page in self.ids.items()} if link.anchor else set()
            return [str(each) for each in sorted(records | {Permalink(page) for page in self.pages})]

        return self.hints.nearest(str(link), known)
