"""What is wrong in the finished pages, each traced back to where it was written."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from foresite.checking.site import SiteFinding, find_in_site
from foresite.problems import Code, Place, Problem, in_order
from foresite.reading.markdown.code import mask_code
from foresite.reading.markdown.lines import Lines
from foresite.reading.text import read_text
from foresite.settings import Settings
from foresite.views.addresses import Addresses

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
