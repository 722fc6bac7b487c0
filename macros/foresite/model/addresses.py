"""Addresses that the site keeps for itself, and permalinks: addresses that it has promised to keep.

Paths are relative to the site's root, with forward slashes: ``timeline/index.html``.

An address that was published stays: others have linked to it. Only a redirect may take its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, dirname, join, splitext

from foresite.model.datafiles import DATA_FILES
from foresite.model.problems import Place

# The paths at which a site serves its files, and those that the generator keeps for itself.


MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""The endings of pages."""
INDEXES = ("index", "README")
"""The names of pages that stand for their folder."""
BOOK = "book.pdf"
"""Where a site serves the whole of itself on paper."""
SINGLE = ("comparison", "forecasts")
"""The macros whose pages are printed by themselves."""
CITATIONS = "data/cite"
"""The folder of the citations of pages and their claims: three files a page."""
SCHEMAS = "data/schemas"
"""The folder of the schemas of the data."""
ASSETS = {".css": "assets", ".js": "assets", ".svg": "assets/images"}
"""Where what comes with Foresite is served, by the ending of its files."""
DATA = tuple(
    sorted(
        path.removeprefix("data/")
        for path in {name for file in DATA_FILES for name in (file.path, file.schema)}
        if path.startswith("data/") and not path.startswith(f"{SCHEMAS}/")
    )
)
"""The files of the folder ``data/`` itself."""
THEME_STYLES = "assets/theme.css"
"""What of the theme's style sheets is served."""
SITE_MARKS = ("assets/foresite.css", "sitemap.xml")
"""Files by which a folder is known for a finished site: ours, and that of a host without us."""
SEARCHED = re.compile(r"search/(?:index|entries-\d+|terms-\d+)\.js", re.IGNORECASE)
"""What search loads."""


def page_file(page: str, directories: bool) -> str:
    """The file of a page: ``timeline/index.html`` where pages are served as ``directories``, or ``timeline.html``."""
    stem = splitext(page)[0]
    if basename(stem) in INDEXES:
        return join(dirname(stem), "index.html")
    return f"{stem}/index.html" if directories else f"{stem}.html"


def printed_file(page: str) -> str:
    """The PDF of a page."""
    return f"{splitext(page)[0]}.pdf"


def summary_file(page: str) -> str:
    """The PDF of a brief's summary on one page."""
    return f"{splitext(page)[0]}-summary.pdf"


def own_files() -> Mapping[str, str]:
    """The files that every site has of the generator, each with what it is."""
    return dict(_own_files())


def own_folder(path: str) -> str:
    """What stands in the folder of the generator in which a path lies; empty where it lies in none."""
    folded = f"{path.casefold()}/"
    if folded.startswith(f"{CITATIONS}/"):
        return "the files by which pages and claims are cited"
    if folded.startswith(f"{SCHEMAS}/"):
        return "the schemas of the data"
    return "what search looks through" if SEARCHED.fullmatch(path) else ""


def _own_files() -> Iterator[tuple[str, str]]:
    # Read here, not taken from those who write them: what is checked before anything is made needs the names alone.
    kinds = {".css": "a style sheet", ".js": "a script", ".svg": "a picture"}
    for item in sorted((Path(__file__).parents[1] / "assets").iterdir()):
        if item.suffix in ASSETS:
            yield f"{ASSETS[item.suffix]}/{item.name}", f"{kinds[item.suffix]} of the site"
    yield THEME_STYLES, "a style sheet of the site"
    for name in DATA:
        yield f"data/{name}", "a data file of the site"
    yield "404.html", "the page of a wrong address"
    yield "sitemap.xml", "the site map"
    yield "sitemap.xml.gz", "the site map"
    yield BOOK, "the book of the site"
    yield "search/index.js", "what search looks through"


# Permanent addresses: the pages of a site, its records and its references.


PUBLISHED = "permalinks.txt"
"""The file that lists what was published, beside mkdocs.yml."""


@dataclass(frozen=True, slots=True, order=True)
class Permalink:
    """A page, or an anchor on it."""

    page: str
    """Relative to the docs folder: ``briefs/2024-jang.md``."""
    anchor: str = ""
    """A record's id, ``ref-`` and a reference's key, or nothing."""

    @classmethod
    def parse(cls, text: str) -> Permalink:
        """Read ``page.md`` or ``page.md#anchor``."""
        page, _, anchor = text.partition("#")
        return cls(page, anchor)

    def __str__(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where something that is gone is found instead."""

    old: Permalink
    new: Permalink
    place: Place
    """Where the redirect is declared."""


def redirections(redirects: Iterable[Redirect]) -> dict[Permalink, Permalink]:
    """The new address by the old one."""
    return {redirect.old: redirect.new for redirect in redirects}


def redirected(link: Permalink, known: Mapping[Permalink, Permalink]) -> Permalink | None:
    """Where a redirect leads from an address: its own, or that of its page, which keeps the anchor."""
    if link in known:
        return known[link]
    page = known.get(Permalink(link.page))
    return Permalink(page.page, link.anchor) if page and not page.anchor else None


def read_published(text: str) -> list[tuple[Permalink, int]]:
    """The addresses that a list of published ones names, each with its line."""
    lines = enumerate((line.strip() for line in text.split("\n")), 1)
    return [(Permalink.parse(line), number) for number, line in lines if line and not line.startswith("# ")]


def permalinks_text(links: Iterable[Permalink]) -> str:
    """The text of the list."""
    head = (
        "# What this site has published: `foresite ids --write` adds to it at each release.\n"
        "# An address listed here that vanishes without a redirect is a problem.\n"
    )
    return head + "".join(f"{link}\n" for link in sorted(links))
