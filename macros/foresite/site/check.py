"""Check the finished site: markup left over, ids that repeat, dead links, each traced to where it was written.

A host that does not know us may leave us out and say nothing, or take a page from its cache although what
the page shows from elsewhere has changed. So each page that we render for it says what it was made of.
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


TOGETHER, FEWEST = 16, 4
"""Pages that a process reads before it hands them over, and how many times that are worth another process."""
# What means the top of a page without an anchor of that name.
TOP = ("", "top")


@dataclass(frozen=True, slots=True)
class SiteFinding:
    """Something wrong in a finished page."""

    page: str
    """The file's path within the site."""
    code: Code
    message: str
    written: str
    """What the page has there: the text, the id or the address."""
    target: str = ""
    """The path within the site to which a dead link would lead."""
    hint: str = ""


def find_in_site(site: Path, address: str = "", allowed: Allowed = NONE) -> list[SiteFinding]:
    """Everything wrong in the pages of a folder.

    ``address`` is where it is published, if that is known; ``allowed`` are the other hosts from which it takes content.
    """
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = _read(site, sorted(name for name in files if name.endswith((".html", ".htm"))))
    reader = _Reader(files, pages, address, allowed)
    return [finding for name in pages for finding in reader.read(name)]


def _read(site: Path, names: Sequence[str]) -> dict[str, HtmlPage]:
    """The pages by name, read side by side where there are many."""
    groups = [names[start : start + TOGETHER] for start in range(0, len(names), TOGETHER)]
    tasks = {number: partial(_read_group, site, group) for number, group in enumerate(groups)}
    pages: dict[str, HtmlPage] = {}
    with Workers(tasks, fewest=FEWEST) as workers:
        for number, group in enumerate(groups):
            pages.update(zip(group, workers.result(number), strict=True))
    return pages


def _read_group(site: Path, names: Sequence[str]) -> list[HtmlPage]:
    texts = ((site / name).read_text("utf-8", "replace") for name in names)
    return [read_plain(text) or read_html(text) for text in texts]


class _Reader:
    def __init__(self, files: set[str], pages: Mapping[str, HtmlPage], address: str, allowed: Allowed) -> None:
        self.allowed = allowed
        self.files = files
        self.pages = pages
        self.address = address
        self.base = urlsplit(address).path or "/"
        self.blocked: set[str] = set()
        """What pages take from other hosts and has been found: a theme takes it on every page."""

    def read(self, name: str) -> Iterator[SiteFinding]:
        page = self.pages[name]
        for text, hint in dict.fromkeys(page.leftovers):
            yield SiteFinding(name, Code.UNRENDERED, message(text), text, hint=hint)
        for anchor, times in page.ids.items():
            if times > 1:
                said = f"the id '{_short(anchor)}' is used {times} times on the page, expected once"
                yield SiteFinding(name, Code.REPEATED_ANCHOR, said, anchor)
        for kind, link in dict.fromkeys(page.loads):
            if link in self.blocked:
                continue
            if blocking := blocked(self.allowed, kind, link, self.address):
                self.blocked.add(link)
                yield SiteFinding(name, Code.BLOCKED_CONTENT, blocking[0], link, hint=blocking[1])
        for link in dict.fromkeys(page.links):
            if wrong := self._wrong(link, name):
                said = f"the link '{_short(link)}' {wrong}"
                yield SiteFinding(name, Code.DEAD_LINK, said, link, target=self._target(link, name))

    def _wrong(self, link: str, name: str) -> str:
        """Why an address leads nowhere in the site; empty where it leads somewhere, or out of it."""
        if self.address and link.startswith(self.address):
            link = self.base + link.removeprefix(self.address)
        try:
            parts = urlsplit(link)
        except ValueError:
            return "is not an address, expected one that starts with https://, or a path"
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or (path.startswith("/") and not path.startswith(self.base)):
            return ""
        target = self._file(path, name)
        if target is None:
            return "leads nowhere in the site, expected a page or file of it"
        anchor = unquote(parts.fragment).partition(":~:")[0]
        if anchor in TOP or target not in self.pages:
            return ""
        there = self.pages[target]
        if anchor in there.ids or anchor in there.names:
            return ""
        return f"leads to no anchor of {target}, expected one of its ids"

    def _target(self, link: str, name: str) -> str:
        """The path within the site that a link names, whether or not it is there."""
        if self.address and link.startswith(self.address):
            link = self.base + link.removeprefix(self.address)
        try:
            path = unquote(urlsplit(link).path)
        except ValueError:
            return ""
        return self._normal(path, name)

    def _normal(self, path: str, name: str) -> str:
        inside = path.removeprefix(self.base) if path.startswith("/") else posixpath.join(posixpath.dirname(name), path)
        return posixpath.normpath(inside or ".")

    def _file(self, path: str, name: str) -> str | None:
        """The file that is served for a path as the page ``name`` writes it."""
        if not path:
            return name
        normal = self._normal(path, name)
        index = "index.html" if normal == "." else f"{normal}/index.html"
        served = (index,) if path.endswith(("/", ".")) else (normal, index)
        return next((file for file in served if file in self.files), None)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}…"


# What is wrong in the finished pages, each traced back to where it was written.


ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
WORD = re.compile(r"[^\s()<>\[\]\"'|]+")
"""What can be an address as it was written."""
ID = re.compile(r"\bid[ ]*[:=][ ]*[\"']?([\w-]+)|\{[^{}\n]*\}")
HASH = re.compile(r"#([\w-]+)")
SEARCHES = 200
"""How many texts are searched for in all sources; of more, only the page is told until these are mended."""


def check_site(
    site: Path, settings: Settings, pages: Iterable[str], known: Iterable[Problem], dead: Collection[str] = ()
) -> list[Problem]:
    """Everything wrong in a built site, in order, each with the file and line that it comes from.

    ``pages`` are those of the docs folder, by path. A place that is among the ``known`` problems is not
    reported again, nor a link to one of the ``dead`` paths: one mistake is told once.
    """
    tracer = _Tracer(settings, pages, {problem.place for problem in known})
    found = (each for each in find_in_site(site, settings.url, settings.allow) if each.target not in dead)
    return in_order(problem for each in found if (problem := tracer.problem(each)))


class _Source:
    """A source, searched once for all that could be looked for in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        # What stands in code is not what was rendered, unless it stands nowhere else.
        self.shown = [mask_code(text), text]
        self._lines_of = Lines(text)

    def line(self, at: int) -> int:
        """The line of an offset."""
        return self._lines_of.at(at)

    def lines_of_word(self, word: str) -> list[int]:
        """The lines of a word."""
        return next((each[word] for each in self._words if word in each), [])

    def lines_of_id(self, name: str) -> list[int]:
        """The lines on which an id is given."""
        return next((each[name] for each in self._ids if name in each), [])

    def search(self, clue: str) -> list[int]:
        """The lines of a pattern."""
        found = ([self.line(match.start()) for match in re.finditer(clue, text)] for text in self.shown)
        return next(filter(None, found), [])

    @cached_property
    def _words(self) -> list[dict[str, list[int]]]:
        return [self._lines((match[0], match.start()) for match in WORD.finditer(text)) for text in self.shown]

    @cached_property
    def _ids(self) -> list[dict[str, list[int]]]:
        return [self._lines(_ids(text)) for text in self.shown]

    def _lines(self, found: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
        lines: dict[str, list[int]] = {}
        for name, at in found:
            lines.setdefault(name, []).append(self.line(at))
        return lines


def _ids(text: str) -> Iterator[tuple[str, int]]:
    """Every id that a text gives, with its offset."""
    for match in ID.finditer(text):
        for name in [match[1]] if match[1] else HASH.findall(match[0]):
            yield name, match.start()


class _Tracer:
    """Finds in the sources what stands in a finished page."""

    def __init__(self, settings: Settings, pages: Iterable[str], told: set[Place]) -> None:
        self.settings = settings
        self.told = told
        addresses = Addresses.of(settings)
        self.source_of = {addresses.file(page): settings.docs / page for page in pages}
        self.sources: dict[Path, _Source] = {}
        self.searched: dict[tuple[Code, str, Path | None], list[Place]] = {}
        self.meant: dict[str, bool] = {}

    def problem(self, finding: SiteFinding) -> Problem | None:
        """The finding at its source; None where that has been told, or was written so on purpose."""
        source = self.source_of.get(finding.page)
        if finding.code is Code.UNRENDERED and self._meant(finding.written):
            return None
        places = self._places(finding, source)
        if self.told.intersection(places):
            return None
        # Of an id that stands twice, the later place is the one too many.
        place = places[1] if finding.code is Code.REPEATED_ANCHOR and len(places) > 1 else places[0]
        elsewhere = source is not None and place.path != self._path(source)
        seen = f" (seen on {self._path(source)})" if source and elsewhere else ""
        return Problem(place, finding.code, f"{finding.message}{seen}", finding.hint)

    def _places(self, finding: SiteFinding, source: Path | None) -> list[Place]:
        """The lines that it can come from: on the page's own source, else on any; else the page as a whole."""
        files = [*([source] if source else ()), *(file for file in self._files if file != source)]
        for file in files if finding.code is not Code.UNRENDERED else ():
            known = self._source(file)
            find = known.lines_of_id if finding.code is Code.REPEATED_ANCHOR else known.lines_of_word
            if lines := find(finding.written):
                return [Place(self._path(file), line) for line in lines]
        asked = finding.code, finding.written, source
        if asked not in self.searched and len(self.searched) < SEARCHES:
            self.searched[asked] = self._search(finding, files)
        return self.searched.get(asked) or [Place(self._path(source), 1) if source else Place(finding.page, 1)]

    def _search(self, finding: SiteFinding, files: Sequence[Path]) -> list[Place]:
        for clue in _clues(finding):
            for file in files:
                if lines := self._source(file).search(clue):
                    return [Place(self._path(file), line) for line in lines]
        return []

    def _meant(self, written: str) -> bool:
        """Whether a source has this text only with backslashes or as entities, so that it reads like this."""
        clue = written.rstrip()
        if clue not in self.meant:
            few = len(self.meant) < SEARCHES
            self.meant[clue] = few and clue not in self._whole and clue in self._unescaped
        return self.meant[clue]

    @cached_property
    def _files(self) -> list[Path]:
        return [*self.source_of.values(), *self.settings.bibliography]

    @cached_property
    def _whole(self) -> str:
        """All sources."""
        return "\0".join(self._source(file).text for file in self._files)

    @cached_property
    def _unescaped(self) -> str:
        """The same as they read."""
        return html.unescape(ESCAPE.sub("", self._whole))

    def _source(self, file: Path) -> _Source:
        if file not in self.sources:
            text = read_text(file, self.settings)
            self.sources[file] = _Source(text if isinstance(text, str) else "")
        return self.sources[file]

    def _path(self, file: Path) -> str:
        return self.settings.relative(file)


def _clues(finding: SiteFinding) -> Iterator[str]:
    """Patterns that find it in a source, the surest first."""
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


# Whether every page of a site was made of the sources as they are.


STAMP = "data-fs-sources="


def check_stamps(site: Path, settings: Settings, pages: Iterable[str], stamp: str) -> Iterator[Problem]:
    """What is wrong with the pages that the docs folder should have become; ``stamp`` is the right one."""
    addresses = Addresses.of(settings)
    for page in pages:
        file = addresses.file(page)
        try:
            text = (site / file).read_text("utf-8", "replace")
        except OSError:
            wrong = f"the site has no '{file}', expected every page of the docs folder"
        else:
            if f'{STAMP}"{stamp}"' in text:
                continue
            wrong = f"'{file}' was made from other sources, expected the current ones"
            if STAMP not in text:
                wrong = f"'{file}' was not rendered by Foresite, expected its Markdown extension to be used"
        place = Place(settings.relative(settings.docs / page), 1)
        yield Problem(place, Code.STALE_PAGE, wrong, "build the site again, without the host's cache")
