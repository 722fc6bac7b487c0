"""Assign the paths of a site: first to the generator's own files, then to the pages, then to files beside the pages.

A page or file whose path is taken by the generator is reported, with the occupant, and not published. The same holds
for two pages with one address, and for names that some file system cannot distinguish.
``foresite check`` and a build use the same inventory.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import basename, splitext

from foresite.model.addresses import MARKDOWN, own_files, own_folder, page_file, printed_file, summary_file
from foresite.model.problems import Code, Place, Problem
from foresite.model.settings import Settings
from foresite.parsing.files import linked, name_fault, printable_path, same_name, special
from foresite.parsing.installed import ThemeFiles
from foresite.parsing.page_source import is_inside
from foresite.parsing.unpublished import FOR_EDITORS, exclusion_reason, is_excluded
from foresite.render.svg import MAX_SVG_BYTES, SvgError, sanitise

SPECIAL_NAMES = frozenset(("ads.txt", "app-ads.txt", "manifest.json", "robots.txt"))
"""Names with a meaning to browsers or crawlers; settings must name these in full."""
ACTIVE = frozenset(("css", "htm", "html", "js", "mjs", "shtml", "swf", "wasm", "xht", "xhtml", "xml", "xsl", "xslt"))
"""Endings of files that can run code on the site's own origin, or change how its pages look."""


NOT_FOUND_PAGE = "404.html"
"""The page that hosts serve for a wrong address."""


class Inventory:
    """Assigns the paths of a site; the first to ask for a path gets it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._theme = ThemeFiles(settings.theme, settings.custom_dir)
        self._files: dict[str, str] = {}
        """The file at each path, as some system would tell it from others, in words."""
        self._folders: dict[str, str] = {}
        """The same for folders: the first file in each."""
        self._pages: frozenset[str] = frozenset()
        self.problems: list[Problem] = []
        self.siblings: set[str] = set()
        """The pages of the docs folder that translate others, and are no pages of their own."""
        self.unpublished: set[str] = set()
        """The pages and files of the docs folder that are not published."""
        for path, what in own_files().items():
            self._reserve(path, what)
        for tag in settings.trees:
            self._files[same_name(tag)] = f"the site in the language '{tag}'"

    def pages(self, pages: Iterable[str]) -> list[str]:
        """Return the pages that can be published, in order, and report why others cannot."""
        all_pages, published = frozenset(pages), []
        for page in sorted(all_pages, key=self._rank):
            if exclusion_reason(page, all_pages, self._settings) not in ("", *FOR_EDITORS):
                # It is not served, so that it needs no address.
                published.append(page)
                continue
            served = page_file(page, self._settings.directory_urls)
            if fault := name_fault(page):
                self._refuse(page, Code.BAD_NAME, fault)
            # The project may replace the page for wrong addresses.
            elif (occupant := self._occupant(served)) and served != NOT_FOUND_PAGE:
                message = f"the page would be published as '{served}', where {occupant} stands, expected another name"
                self._refuse(page, Code.TAKEN_ADDRESS, message)
            else:
                self._reserve(served, f"the page '{self._printable_path(page)}'")
                published.append(page)
        self._pages = frozenset(published)
        return sorted(published)

    def leave_out(self, siblings: Iterable[str]) -> None:
        """Leave out the pages that translate others; reserve the folders of the languages."""
        self.siblings = set(siblings)
        self.unpublished |= self.siblings

    def reserve_generated(self, printed: Iterable[str], briefs: Iterable[str]) -> None:
        """Reserve the paths of files made from pages: PDFs of those that are printed, and summaries of briefs."""
        for page in printed:
            self._reserve(printed_file(page), f"the PDF of '{self._printable_path(page)}'")
        for page in briefs:
            self._reserve(summary_file(page), f"the summary of '{self._printable_path(page)}'")
        redirects = {r.old.page: r for r in self._settings.redirects if r.old.page not in self._pages}
        for page, redirect in redirects.items():
            served = page_file(page, self._settings.directory_urls)
            if occupant := self._occupant(served):
                message = f"'{page}' has the address of {occupant}, expected one that is gone"
                self.problems.append(Problem(redirect.place, Code.BAD_REDIRECT, message))
            else:
                self._reserve(served, f"the page that leads on from '{page}'")

    def files(self) -> tuple[str, ...]:
        """Return the files beside the pages that can be published, in order, and report why others cannot."""
        published = []
        for path in sorted(self._files_beside(), key=str.swapcase):
            if self._can_publish(path):
                self._reserve(path, f"the file '{self._printable_path(path)}'")
                published.append(path)
        return tuple(sorted(published))

    def _rank(self, page: str) -> tuple[object, ...]:
        """Return a sort key for pages with one address: those in the navigation, plainly named, in lower case first.

        As for MkDocs, a README stands for its folder only where there is no index.
        """
        stem = splitext(basename(page))[0]
        return page not in self._settings.navigation, stem == "README", "." in stem, page.swapcase(), page

    def _can_publish(self, path: str) -> bool:
        file, is_named = self._settings.docs / path, path in self._settings.files_named_in_config
        if fault := name_fault(path):
            self._refuse(path, Code.BAD_NAME, fault)
        elif fault := _unreadable_reason(file, self._settings.docs):
            self._refuse(path, Code.BAD_FILE, fault)
        elif occupant := self._occupant(path):
            message = f"the file would be published as '{path}', where {occupant} stands, expected another name"
            self._refuse(path, Code.TAKEN_ADDRESS, message)
        elif not is_named and not is_published(path, self._settings.files):
            self._refuse(path, Code.REFUSED_FILE, *self._refusal(path))
        elif path.lower().endswith(".svg"):
            return self._is_picture(path, file)
        else:
            return True
        return False

    def _is_picture(self, path: str, file: Path) -> bool:
        """Check whether an SVG file is a picture once sanitised, and report what is left out of it."""
        try:
            # Read no more than is needed to see that a file is too large.
            with file.open("rb") as data:
                removed = sanitise(data.read(MAX_SVG_BYTES + 1)).removed
        except SvgError as error:
            self._refuse(path, Code.BAD_FILE, str(error), line=error.line)
            return False
        except OSError as error:
            self._refuse(path, Code.BAD_FILE, f"the file cannot be read ({error.strerror}), expected a readable file")
            return False
        place = self._printable_path(path)
        for removal in removed:
            message = f"{removal.what} can run code or load from elsewhere and is left out, expected what draws"
            self.problems.append(Problem(Place(place, removal.line), Code.UNSAFE_SVG, message))
        return True

    def _refusal(self, path: str) -> tuple[str, str]:
        """Explain why a file of this kind is not published, and what to do."""
        name = basename(path)
        kind = splitext(name)[1].lstrip(".").lower()
        what = f"the name '{name}'" if name.lower() in SPECIAL_NAMES or not kind else f"the kind '{kind}'"
        message = f"a file of {what} is not published, expected one of {', '.join(self._settings.files)}"
        if kind in ("css", "js", "mjs"):
            option = "extra_css" if kind == "css" else "extra_javascript"
            return message, f"what the site itself needs is named under {option} in mkdocs.yml"
        if kind in ACTIVE:
            return message, "it could run code in the place of the site's own pages"
        entry = name if name.lower() in SPECIAL_NAMES or not kind else kind
        return message, f"to publish it, name '{entry}' under 'files' in mkdocs.yml"

    def _occupant(self, path: str) -> str:
        """Describe what occupies a path or stands in its way; empty if it is free."""
        key = same_name(path)
        if occupant := self._files.get(key) or self._folders.get(key):
            return occupant
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            part = "/".join(parts[:end])
            if (occupant := self._files.get(same_name(part))) and end < len(parts):
                return occupant
            if self._theme.has(part):
                return "a file of the theme"
        return own_folder(path)

    def _reserve(self, path: str, what: str) -> None:
        key = same_name(path)
        self._files.setdefault(key, what)
        while "/" in key and (key := key.rpartition("/")[0]) not in self._folders:
            self._folders[key] = what

    def _refuse(self, path: str, code: Code, message: str, hint: str = "", line: int = 1) -> None:
        self.unpublished.add(path)
        self.problems.append(Problem(Place(self._printable_path(path), line), code, message, hint))

    def _printable_path(self, path: str) -> str:
        return printable_path(self._settings.relative(self._settings.docs / path))

    def _files_beside(self) -> Iterator[str]:
        """Yield the files of the docs folder that hosts copy beside the pages; report unreadable folders."""

        def unreadable(error: OSError) -> None:
            folder = Path(error.filename).relative_to(self._settings.docs).as_posix()
            message = f"the folder cannot be read ({error.strerror}), expected a readable folder"
            self._refuse(folder, Code.BAD_FILE, message)

        docs = self._settings.docs
        if linked(docs, self._settings.root) or not os.path.isdir(docs):  # noqa: PTH112 (of a folder that may not be seen, pathlib raises)
            return
        for parent, folders, files in os.walk(docs, onerror=unreadable):
            below = Path(parent).relative_to(docs).as_posix()
            folders.sort()
            for name in files:
                path = name if below == "." else f"{below}/{name}"
                if not name.endswith(MARKDOWN) and not is_excluded(path, self._settings):
                    yield path


def is_published(path: str, kinds: Iterable[str]) -> bool:
    """Check whether a file's kind is published beside the pages; a kind is an ending or a whole name."""
    name = basename(path)
    ending = splitext(name)[1].lstrip(".").lower()
    if name in kinds:
        return True
    return bool(ending) and ending in kinds and name.lower() not in SPECIAL_NAMES


def _unreadable_reason(file: Path, docs: Path) -> str:
    """Explain why a file of the docs folder cannot be published, whatever it holds; empty if it can."""
    try:
        if file.is_symlink() and not is_inside(file, docs):
            return "the file is a symbolic link that leads out of the docs folder, expected a real file"
        if what := special(file.stat().st_mode):
            return f"the file is {what}, expected a regular file"
        if not os.access(file, os.R_OK):
            return "the file cannot be read (Permission denied), expected a readable file"
    except OSError as error:
        return f"the file cannot be read ({error.strerror}), expected a readable file"
    return ""
