"""Check the finished site for unrendered markup, repeated ids and dead links, and trace each to its source.

A host that does not know Foresite may silently skip it, or serve a page from its cache although data that the page
shows from elsewhere has changed. So each page rendered for such a host names the sources that it was made from.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from foresite.model.allowed_hosts import NONE, Allowed, blocked
from foresite.model.problems import Code, Place, Problem, in_order
from foresite.model.settings import Settings
from foresite.parsing.files import read_text
from foresite.parsing.markdown.code import Lines, mask_code
from foresite.parsing.markdown.markup import message
from foresite.runtime.pool import Workers
from foresite.site.finished_pages import HtmlPage, read_html, read_plain
from foresite.views.addresses import Addresses

# The pages of a site against each other.


PAGES_PER_TASK, MIN_TASKS = 16, 4
"""How many pages a task reads, and how many tasks justify another process."""
# These fragments lead to the top of any page.
TOP_ANCHORS = ("", "top")


@dataclass(frozen=True, slots=True)
class SiteFinding:
    """Something wrong in a finished page."""

    page: str
    """The file's path within the site."""
    code: Code
    message: str
    written: str
    """The text, id or address as it stands in the page."""
    target: str = ""
    """The path within the site to which a dead link leads."""
    hint: str = ""


def find_in_site(site: Path, address: str = "", allowed: Allowed = NONE) -> list[SiteFinding]:
    """Return all problems in the pages of a folder.

    ``address`` is the URL of the published site, or empty; ``allowed`` are the other hosts that may serve content.
    """
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = _read_pages(site, sorted(name for name in files if name.endswith((".html", ".htm"))))
    reader = _PageChecker(files, pages, address, allowed)
    return [finding for name in pages for finding in reader.read(name)]


def _read_pages(site: Path, names: Sequence[str]) -> dict[str, HtmlPage]:
    """Return the pages by name, read by several processes where there are many."""
    groups = [names[start : start + PAGES_PER_TASK] for start in range(0, len(names), PAGES_PER_TASK)]
    tasks = {number: partial(_read_group, site, group) for number, group in enumerate(groups)}
    pages: dict[str, HtmlPage] = {}
    with Workers(tasks, fewest=MIN_TASKS) as workers:
        for number, group in enumerate(groups):
            pages.update(zip(group, workers.result(number), strict=True))
    return pages


def _read_group(site: Path, names: Sequence[str]) -> list[HtmlPage]:
    texts = ((site / name).read_text("utf-8", "replace") for name in names)
    return [read_plain(text) or read_html(text) for text in texts]


class _PageChecker:
    def __init__(self, files: set[str], pages: Mapping[str, HtmlPage], address: str, allowed: Allowed) -> None:
        self.allowed = allowed
        self.files = files
        self.pages = pages
        self.address = address
        self.base = urlsplit(address).path or "/"
        self.blocked: set[str] = set()
        """Content of other hosts that is already reported: a theme loads it on every page."""

    def read(self, name: str) -> Iterator[SiteFinding]:
        page = self.pages[name]
        for text, hint in dict.fromkeys(page.leftovers):
            yield SiteFinding(name, Code.UNRENDERED, message(text), text, hint=hint)
        for anchor, times in page.ids.items():
            if times > 1:
                description = f"the id '{_shorten(anchor)}' is used {times} times on the page, expected once"
                yield SiteFinding(name, Code.REPEATED_ANCHOR, description, anchor)
        for kind, link in dict.fromkeys(page.loads):
            if link in self.blocked:
                continue
            if blocking := blocked(self.allowed, kind, link, self.address):
                self.blocked.add(link)
                yield SiteFinding(name, Code.BLOCKED_CONTENT, blocking[0], link, hint=blocking[1])
        for link in dict.fromkeys(page.links):
            if reason := self._dead_reason(link, name):
                description = f"the link '{_shorten(link)}' {reason}"
                yield SiteFinding(name, Code.DEAD_LINK, description, link, target=self._target(link, name))

    def _dead_reason(self, link: str, name: str) -> str:
        """Return why an address is dead; empty where it leads to something in the site, or out of it."""
        if self.address and link.startswith(self.address):
            link = self.base + link.removeprefix(self.address)
        try:
            parts = urlsplit(link)
        except ValueError:
            return "is not an address, expected one that starts with https://, or a path"
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or (path.startswith("/") and not path.startswith(self.base)):
            return ""
        target = self._served_file(path, name)
        if target is None:
            return "leads nowhere in the site, expected a page or file of it"
        anchor = unquote(parts.fragment).partition(":~:")[0]
        if anchor in TOP_ANCHORS or target not in self.pages:
            return ""
        page = self.pages[target]
        if anchor in page.ids or anchor in page.names:
            return ""
        return f"leads to no anchor of {target}, expected one of its ids"

    def _target(self, link: str, name: str) -> str:
        """Return the path within the site that a link names, whether or not the file exists."""
        if self.address and link.startswith(self.address):
            link = self.base + link.removeprefix(self.address)
        try:
            path = unquote(urlsplit(link).path)
        except ValueError:
            return ""
        return self._normalise(path, name)

    def _normalise(self, path: str, name: str) -> str:
        inside = path.removeprefix(self.base) if path.startswith("/") else posixpath.join(posixpath.dirname(name), path)
        return posixpath.normpath(inside or ".")

    def _served_file(self, path: str, name: str) -> str | None:
        """Return the file that is served for a path that the page ``name`` links to; None where there is none."""
        if not path:
            return name
        normal = self._normalise(path, name)
        index = "index.html" if normal == "." else f"{normal}/index.html"
        candidates = (index,) if path.endswith(("/", ".")) else (normal, index)
        return next((file for file in candidates if file in self.files), None)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}…"


# Tracing of problems in finished pages to their sources.


ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
WORD = re.compile(r"[^\s()<>\[\]\"'|]+")
"""Text of a source that may be an address."""
ID_SYNTAX = re.compile(r"\bid[ ]*[:=][ ]*[\"']?([\w-]+)|\{[^{}\n]*\}")
HASH_ID = re.compile(r"#([\w-]+)")
MAX_SEARCHES = 200
"""The maximum number of texts to search for in all sources; problems beyond it name only the page."""


def check_site(
    site: Path, settings: Settings, pages: Iterable[str], known: Iterable[Problem], dead: Collection[str] = ()
) -> list[Problem]:
    """Return all problems of a built site, in order, each with the file and line of its source.

    ``pages`` are the paths of the docs folder's pages. The places of ``known`` problems and links to ``dead`` paths are
    left out, so that each mistake is reported once.
    """
    tracer = _Tracer(settings, pages, {problem.place for problem in known})
    findings = (finding for finding in find_in_site(site, settings.url, settings.allow) if finding.target not in dead)
    return in_order(problem for finding in findings if (problem := tracer.problem(finding)))


class _Source:
    """A source, with an index of its words and ids."""

    def __init__(self, text: str) -> None:
        self.text = text
        # Code is searched only for what stands nowhere else: most of it is not rendered.
        self._variants = [mask_code(text), text]
        self._lines_of = Lines(text)

    def line(self, offset: int) -> int:
        """Return the line of an offset."""
        return self._lines_of.at(offset)

    def lines_of_word(self, word: str) -> list[int]:
        """Return the lines on which a word stands."""
        return next((lines[word] for lines in self._word_lines if word in lines), [])

    def lines_of_id(self, name: str) -> list[int]:
        """Return the lines on which an id is set."""
        return next((lines[name] for lines in self._id_lines if name in lines), [])

    def search(self, pattern: str) -> list[int]:
        """Return the lines that match a pattern."""
        matches = ([self.line(match.start()) for match in re.finditer(pattern, text)] for text in self._variants)
        return next(filter(None, matches), [])

    @cached_property
    def _word_lines(self) -> list[dict[str, list[int]]]:
        return [self._lines((match[0], match.start()) for match in WORD.finditer(text)) for text in self._variants]

    @cached_property
    def _id_lines(self) -> list[dict[str, list[int]]]:
        return [self._lines(_ids_of(text)) for text in self._variants]

    def _lines(self, occurrences: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
        lines: dict[str, list[int]] = {}
        for name, offset in occurrences:
            lines.setdefault(name, []).append(self.line(offset))
        return lines


def _ids_of(text: str) -> Iterator[tuple[str, int]]:
    """Yield every id that a text sets, with its offset."""
    for match in ID_SYNTAX.finditer(text):
        for name in [match[1]] if match[1] else HASH_ID.findall(match[0]):
            yield name, match.start()


class _Tracer:
    """Finds the source of what stands in a finished page."""

    def __init__(self, settings: Settings, pages: Iterable[str], reported: set[Place]) -> None:
        self.settings = settings
        self.reported = reported
        addresses = Addresses.of(settings)
        self.source_of = {addresses.file(page): settings.docs / page for page in pages}
        self.sources: dict[Path, _Source] = {}
        self.found_places: dict[tuple[Code, str, Path | None], list[Place]] = {}
        self.intended: dict[str, bool] = {}

    def problem(self, finding: SiteFinding) -> Problem | None:
        """Return the finding at its source; None where it is already reported or intended."""
        source = self.source_of.get(finding.page)
        if finding.code is Code.UNRENDERED and self._is_intended(finding.written):
            return None
        places = self._places(finding, source)
        if self.reported.intersection(places):
            return None
        # The first use of an id is right; the second repeats it.
        place = places[1] if finding.code is Code.REPEATED_ANCHOR and len(places) > 1 else places[0]
        elsewhere = source is not None and place.path != self._path(source)
        seen_on = f" (seen on {self._path(source)})" if source and elsewhere else ""
        return Problem(place, finding.code, f"{finding.message}{seen_on}", finding.hint)

    def _places(self, finding: SiteFinding, source: Path | None) -> list[Place]:
        """Return the lines that may cause a finding: in the page's source, else in any source, else line 1."""
        files = [*([source] if source else ()), *(file for file in self._files if file != source)]
        for file in files if finding.code is not Code.UNRENDERED else ():
            indexed = self._source(file)
            find = indexed.lines_of_id if finding.code is Code.REPEATED_ANCHOR else indexed.lines_of_word
            if lines := find(finding.written):
                return [Place(self._path(file), line) for line in lines]
        query = finding.code, finding.written, source
        if query not in self.found_places and len(self.found_places) < MAX_SEARCHES:
            self.found_places[query] = self._search(finding, files)
        return self.found_places.get(query) or [Place(self._path(source), 1) if source else Place(finding.page, 1)]

    def _search(self, finding: SiteFinding, files: Sequence[Path]) -> list[Place]:
        for pattern in _patterns(finding):
            for file in files:
                if lines := self._source(file).search(pattern):
                    return [Place(self._path(file), line) for line in lines]
        return []

    def _is_intended(self, written: str) -> bool:
        """Return whether a source has this text only escaped, by backslashes or entities."""
        text = written.rstrip()
        if text not in self.intended:
            may_search = len(self.intended) < MAX_SEARCHES
            self.intended[text] = may_search and text not in self._all_text and text in self._unescaped
        return self.intended[text]

    @cached_property
    def _files(self) -> list[Path]:
        return [*self.source_of.values(), *self.settings.bibliography]

    @cached_property
    def _all_text(self) -> str:
        """Return the text of all sources."""
        return "\0".join(self._source(file).text for file in self._files)

    @cached_property
    def _unescaped(self) -> str:
        """Return the text of all sources without escapes."""
        return html.unescape(ESCAPE.sub("", self._all_text))

    def _source(self, file: Path) -> _Source:
        if file not in self.sources:
            text = read_text(file, self.settings)
            self.sources[file] = _Source(text if isinstance(text, str) else "")
        return self.sources[file]

    def _path(self, file: Path) -> str:
        return self.settings.relative(file)


def _patterns(finding: SiteFinding) -> Iterator[str]:
    """Yield patterns that find a finding in a source, the most specific first."""
    written = finding.written
    if finding.code is Code.UNRENDERED:
        yield re.escape(written)
        yield re.escape(written.split(" ")[0])
        return
    if finding.code is Code.REPEATED_ANCHOR:
        return
    yield re.escape(written)
    path, _, anchor = written.partition("#")
    name = posixpath.basename(unquote(path).rstrip("/").removesuffix("/index.html"))
    stem = posixpath.splitext(name)[0]
    if anchor:
        yield rf"{re.escape(stem)}[^\s()]*#{re.escape(unquote(anchor))}(?![\w-])"
        yield rf"\b{re.escape(unquote(anchor))}\b"
    elif stem:
        yield rf"\]\([^\s()]*{re.escape(stem)}|\]:.*{re.escape(stem)}|=[\"']?[^\s\"'>]*{re.escape(stem)}"


# The check that every page of a site was made from the current sources.


STAMP = "data-fs-sources="


def check_stamps(site: Path, settings: Settings, pages: Iterable[str], stamp: str) -> Iterator[Problem]:
    """Yield a problem for each page of the docs folder that the site lacks, or that lacks the current ``stamp``."""
    addresses = Addresses.of(settings)
    for page in pages:
        file = addresses.file(page)
        try:
            text = (site / file).read_text("utf-8", "replace")
        except OSError:
            description = f"the site has no '{file}', expected every page of the docs folder"
        else:
            if f'{STAMP}"{stamp}"' in text:
                continue
            description = f"'{file}' was made from other sources, expected the current ones"
            if STAMP not in text:
                description = f"'{file}' was not rendered by Foresite, expected its Markdown extension to be used"
        place = Place(settings.relative(settings.docs / page), 1)
        yield Problem(place, Code.STALE_PAGE, description, "build the site again, without the host's cache")
