"""What is wrong in the finished pages, each traced back to where it was written."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from foresite.checking.site import SiteFinding, find_in_site
from foresite.problems import Code, Place, Problem, in_order
from foresite.reading.code import mask_code
from foresite.reading.text import read_text
from foresite.settings import Settings
from foresite.views.addresses import Addresses

ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


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


class _Tracer:
    """Finds in the sources what stands in a finished page."""

    def __init__(self, settings: Settings, pages: Iterable[str], told: set[Place]) -> None:
        self.settings = settings
        self.told = told
        addresses = Addresses.of(settings)
        self.source_of = {addresses.file(page): settings.docs / page for page in pages}
        self.texts: dict[Path, str] = {}

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
        files = [*([source] if source else ()), *(file for file in self._files() if file != source)]
        for clue in _clues(finding):
            for file in files:
                text = self._text(file)
                for shown in (mask_code(text), text):
                    if hits := [match.start() for match in re.finditer(clue, shown)]:
                        return [Place(self._path(file), text.count("\n", 0, at) + 1) for at in hits]
        return [Place(self._path(source), 1) if source else Place(finding.page, 1)]

    def _meant(self, written: str) -> bool:
        """Whether a source has this text only with backslashes or as entities, so that it reads like this."""
        clue = written.rstrip()
        texts = [self._text(file) for file in self._files()]
        if any(clue in text for text in texts):
            return False
        return any(clue in html.unescape(ESCAPE.sub("", text)) for text in texts)

    def _files(self) -> Iterator[Path]:
        yield from self.source_of.values()
        yield from self.settings.bibliography

    def _text(self, file: Path) -> str:
        if file not in self.texts:
            text = read_text(file, self.settings)
            self.texts[file] = text if isinstance(text, str) else ""
        return self.texts[file]

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
        yield rf"\bid[ ]*[:=][ ]*[\"']?{re.escape(written)}(?![\w-])|\{{[^}}\n]*#{re.escape(written)}(?![\w-])"
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
