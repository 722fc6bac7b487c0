"""Define the addresses that the generator reserves, and permalinks: permanent addresses.

Paths are relative to the site's root, with forward slashes: ``timeline/index.html``.

A published address must remain, because others link to it. Only a redirect may replace it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename, dirname, join, splitext

from foresite.model.datafiles import DATA_FILES
from foresite.model.problems import Place

# The paths of a site's files, and those that the generator reserves.


MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""The file name extensions of pages."""
INDEXES = ("index", "README")
"""The names of index pages of a folder."""
BOOK = "book.pdf"
"""The path of the PDF of the whole site."""
SINGLE = ("comparison", "forecasts")
"""The macros of which one page has a PDF of its own."""
THEME_PAGE = "theme"
"""The macro whose pages all have a PDF of their own: one for each theme."""
CITATIONS = "data/cite"
"""The folder of the citations of pages and their claims: three files per page."""
SCHEMAS = "data/schemas"
"""The folder of the schemas of the data."""
EMBEDS = "embed"
"""The folder of the pages that others embed, and of the pictures of link previews."""
PREVIEWS = f"{EMBEDS}/pictures"
"""The folder of these pictures."""
ASSETS = {".css": "assets", ".js": "assets", ".svg": "assets/images"}
"""The folder of Foresite's own assets, by file name extension."""
DATA = tuple(
    sorted(
        path.removeprefix("data/")
        for path in {name for file in DATA_FILES for name in (file.path, file.schema)}
        if path.startswith("data/") and not path.startswith(f"{SCHEMAS}/")
    )
)
"""The names of the files in the folder ``data/`` itself."""
THEME_STYLES = "assets/theme.css"
"""The part of the theme's style sheets that is served."""
SITE_MARKS = ("assets/foresite.css", "sitemap.xml")
"""Files that identify a folder as a built site, with or without Foresite."""
SEARCHED = re.compile(r"search/(?:index|words|entries-\d+|terms-\d+)\.js", re.IGNORECASE)
"""The files that search loads."""


OF_TREES = frozenset(
    ("assets/search.js", *(file.path for file in DATA_FILES if file.media_type == "application/atom+xml"))
)
"""The files beside pages and search that each translation of a site has: the feeds, and the script that search is."""


def page_file(page: str, directories: bool) -> str:
    """Return the file of a page: ``timeline/index.html`` with ``directories``, else ``timeline.html``."""
    stem = splitext(page)[0]
    if basename(stem) in INDEXES:
        return join(dirname(stem), "index.html")
    return f"{stem}/index.html" if directories else f"{stem}.html"


def printed_file(page: str) -> str:
    """Return the path of the PDF of a page."""
    return f"{splitext(page)[0]}.pdf"


def summary_file(page: str) -> str:
    """Return the path of the PDF with a brief's summary on one page."""
    return f"{splitext(page)[0]}-summary.pdf"


def own_files() -> Mapping[str, str]:
    """Return the files that the generator adds to every site, each with a description."""
    return dict(_own_files())


def own_folder(path: str) -> str:
    """Return a description of the generator's folder that contains a path; empty where none does."""
    folded = f"{path.casefold()}/"
    if folded.startswith(f"{CITATIONS}/"):
        return "the files by which pages and claims are cited"
    if folded.startswith(f"{SCHEMAS}/"):
        return "the schemas of the data"
    if folded.startswith(f"{EMBEDS}/"):
        return "the pages that others embed"
    return "what search looks through" if SEARCHED.fullmatch(path) else ""


def _own_files() -> Iterator[tuple[str, str]]:
    # The names are listed here, as checks need them before the files are made.
    descriptions = {".css": "a style sheet", ".js": "a script", ".svg": "a picture"}
    for item in sorted((Path(__file__).parents[1] / "assets").iterdir()):
        if item.suffix in ASSETS:
            yield f"{ASSETS[item.suffix]}/{item.name}", f"{descriptions[item.suffix]} of the site"
    yield THEME_STYLES, "a style sheet of the site"
    for name in DATA:
        yield f"data/{name}", "a data file of the site"
    yield "404.html", "the page of a wrong address"
    yield "sitemap.xml", "the site map"
    yield "sitemap.xml.gz", "the site map"
    yield BOOK, "the book of the site"
    yield "search/index.js", "what search looks through"
    yield "search/words.js", "what search looks through"


def in_tree(path: str, printed: Iterable[str] = ()) -> bool:
    """Return whether the translation of a site has a file of its own at a path; all others the original has for all.

    ``printed`` are the documents that are printed of the translation.
    """
    if path in printed or path in OF_TREES or SEARCHED.fullmatch(path):
        return True
    return (path.endswith(("/", ".html")) and not path.startswith(f"{EMBEDS}/")) or not path


# Permanent addresses: the pages of a site, its records and its references.


PUBLISHED = "permalinks.txt"
"""The file that lists published addresses, beside mkdocs.yml."""


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
    """A redirect from an old permalink to a new one."""

    old: Permalink
    new: Permalink
    place: Place
    """The place where the redirect is declared."""


def redirections(redirects: Iterable[Redirect]) -> dict[Permalink, Permalink]:
    """Return the new permalinks by the old ones."""
    return {redirect.old: redirect.new for redirect in redirects}


def redirected(link: Permalink, targets: Mapping[Permalink, Permalink]) -> Permalink | None:
    """Return the target of a permalink's redirect: its own, or that of its page, with the anchor unchanged."""
    if link in targets:
        return targets[link]
    page = targets.get(Permalink(link.page))
    return Permalink(page.page, link.anchor) if page and not page.anchor else None


def read_published(text: str) -> list[tuple[Permalink, int]]:
    """Return the permalinks in a list of published ones, each with its line."""
    lines = enumerate((line.strip() for line in text.split("\n")), 1)
    return [(Permalink.parse(line), number) for number, line in lines if line and not line.startswith("# ")]


def permalinks_text(links: Iterable[Permalink]) -> str:
    """Return the text of the list."""
    head = (
        "# What this site has published: `foresite ids --write` adds to it at each release.\n"
        "# An address listed here that vanishes without a redirect is a problem.\n"
    )
    return head + "".join(f"{link}\n" for link in sorted(links))
