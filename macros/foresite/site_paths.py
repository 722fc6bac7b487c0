"""The paths at which a site serves its files, and those that the generator keeps for itself.

Paths are relative to the site's root, with forward slashes: ``timeline/index.html``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import basename, dirname, join, splitext

from foresite.datafiles import DATA_FILES

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
    for item in sorted((Path(__file__).parent / "assets").iterdir()):
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
