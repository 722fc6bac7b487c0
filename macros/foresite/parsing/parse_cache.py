"""Keep what was read of a project's files, by content: a file that did not change is not read again.

Pages do not depend on each other, so many of them are read by several processes side by side. What is kept, is kept
in memory alone, for as long as the host keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from foresite.model.dates import today
from foresite.model.problems import Problem
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.bibliography.files import Entries, read_file
from foresite.parsing.integrity import check
from foresite.parsing.page_source import files_below
from foresite.parsing.pages import ReadPage, read_page
from foresite.parsing.setting_table import SETTINGS, fields_of_settings
from foresite.runtime.pool import Workers

MIN_PAGES = 150
"""Pages that are worth another process."""
PAGES_PER_TASK = 12
"""Pages that a process reads before it hands them over."""


PAGE_SETTINGS = (
    *("root", "docs", "url", "extensions", "own_macros"),
    *fields_of_settings(name for name, setting in SETTINGS.items() if setting.affects_reading),
)
"""The fields of ``Settings`` that what a page is read as depends on."""


@dataclass(slots=True)
class ParseCache:
    """Reads what it has not read yet. One serves a host for any number of builds, one after another."""

    _pages: dict[str, tuple[str, ReadPage]] = field(default_factory=dict)
    """Each page with the text it was read from."""
    _settings: tuple[object, ...] = ()
    """What else a page's reading depends on."""
    _bibliographies: dict[str, tuple[str, Entries]] = field(default_factory=dict)
    _trees: dict[str, ParseCache] = field(default_factory=dict)
    """The caches of the site's translations, by language."""
    _above: ParseCache | None = None
    """The cache of the original, for one of a translation."""
    _checked: tuple[tuple[object, ...], list[Problem]] | None = None
    """The facts that were last checked against each other, all else that counts, and what was wrong."""

    def tree(self, language: str) -> ParseCache:
        """Return the cache of a translation, which takes from this one what both have."""
        tree = self._trees.setdefault(language, ParseCache())
        tree._above = self
        return tree

    def start(self, texts: Mapping[str, str], settings: Settings) -> PagesInProgress:
        """Begin to read pages, given as text by their paths below the docs folder."""
        # What another language leaves as it is, is read alike.
        settings = settings.original or settings
        on = tuple(_comparable(getattr(settings, name)) for name in PAGE_SETTINGS)
        if on != self._settings:
            self._pages, self._settings = {}, on
        # Of a page that is gone nothing is kept.
        self._pages = {page: kept for page, kept in self._pages.items() if texts.get(page) == kept[0]}
        if self._above and self._above._settings == on:
            shared = self._above._pages.items()
            self._pages |= {page: kept for page, kept in shared if texts.get(page) == kept[0]}
        return PagesInProgress(texts, self._pages, settings)

    def text(self, page: str) -> str | None:
        """The text of a page as it was last read; None where it was not, or could not be."""
        kept = self._pages.get(page)
        return kept[0] if kept else None

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of each page as it was last read, by path."""
        return {page: text for page, (text, _) in self._pages.items()}

    def bibliography(self, text: str, path: str) -> Entries:
        """The references of a bibliography's text, and what is wrong in it; the path is that of its problems."""
        if self._above:
            return self._above.bibliography(text, path)
        kept = self._bibliographies.get(path)
        if kept is None or kept[0] != text:
            kept = self._bibliographies[path] = text, read_file(text, path)
        return kept[1]

    def check(self, facts: Sources, settings: Settings) -> list[Problem]:
        """What is wrong between the parts of a project; it is not looked for twice in the same facts."""
        # Links lead to pictures and other files, too, which no reading of a page knows.
        files = frozenset(path for path in files_below(settings.docs) if path.suffix != ".md")
        # What is in the future today is not tomorrow.
        on = (facts, settings, files, today())
        if self._checked is None or self._checked[0] != on:
            self._checked = on, check(facts, settings)
        return self._checked[1]


def _comparable(value: object) -> object:
    """Return a mapping in a form that is equal wherever its items are."""
    return dict(value) if isinstance(value, Mapping) else value


class PagesInProgress:
    """Pages that are being read."""

    def __init__(self, texts: Mapping[str, str], kept: dict[str, tuple[str, ReadPage]], settings: Settings) -> None:
        self._texts = texts
        self._kept = kept
        self._settings = settings
        unread = [page for page in texts if page not in kept]
        self._groups = [unread[start : start + PAGES_PER_TASK] for start in range(0, len(unread), PAGES_PER_TASK)]
        tasks = {number: partial(self._read, group) for number, group in enumerate(self._groups)}
        self._workers = Workers(tasks, fewest=MIN_PAGES // PAGES_PER_TASK)

    def all(self) -> list[ReadPage]:
        """The pages in the order of their texts, waited for if need be."""
        with self._workers as workers:
            for number, group in enumerate(self._groups):
                read = workers.result(number)
                self._kept.update((page, (self._texts[page], found)) for page, found in zip(group, read, strict=True))
        return [self._kept[page][1] for page in self._texts]

    def _read(self, pages: Sequence[str]) -> list[ReadPage]:
        return [read_page(self._texts[page], page, self._settings) for page in pages]
