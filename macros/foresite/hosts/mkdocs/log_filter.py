"""Filter MkDocs's messages on settings, links and navigation, which ``foresite check`` reports as well.

MkDocs reports a part of what our own check reports, in other words and without a line number. Where we have reported
the same, its message is dropped; an unknown message passes, so that nothing is lost if MkDocs changes its words.
"""

from __future__ import annotations

import logging
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import mkdocs
from mkdocs.config.defaults import MkDocsConfig

from foresite.hosts.mkdocs.cleaning import clean_settings
from foresite.hosts.mkdocs.progress import log
from foresite.model.problems import Code, Problem
from foresite.parsing.configuration import read_configuration
from foresite.parsing.host_settings import SettingFault, check_settings
from foresite.parsing.links import MADE
from foresite.parsing.navigation import check_host
from foresite.parsing.settings import read_settings
from foresite.site.project import Project

VALUE = re.compile(r"Config value '(\w+)'")
NAVIGATION = re.compile(r"An? (?:reference|absolute path) to '(.*?)' is included in the 'nav'")
OMITTED = "The following pages exist in the docs directory, but are not included"
LINK = re.compile(r"Doc file '(.*?)' contains (?:a|an absolute|an unrecognized relative) link '(.*?)'[,.]")
SKIPPED = re.compile(r"Template skipped: '(.*?)' not found")
TWINS = re.compile(r"Excluding '(.*?)' from the site because it conflicts with '(.*?)'")
EDIT = re.compile(r"edit_uri: ")
CHECKED = re.compile(r"no such anchor|does not contain an anchor|is not found among documentation files")
QUOTED = re.compile(r"'([^']*)'")
LOGGERS = ("config", "commands.build", "structure.files", "structure.nav", "structure.pages")
"""The loggers of MkDocs with such messages."""


def config_path(config_file_path: str | None) -> Path:
    """Return the settings file; MkDocs itself does not know its path where standard input is closed."""
    return Path(config_file_path or "mkdocs.yml")


class MkDocsLogFilter(logging.Filter):
    """Drops messages of MkDocs on what Foresite has reported."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[SettingFault] = []
        """Faults of MkDocs's settings."""
        self.reported = False
        """Whether these have been reported."""
        self.navigation: set[str] = set()
        self.links: dict[str, set[str]] = {}
        self.strict = False
        self.silent = False
        """Whether translations are built, of which MkDocs says nothing new: their links are checked in the site."""

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Drop all that MkDocs says while translations are built, but for errors."""
        self.silent = True
        try:
            yield
        finally:
            self.silent = False
            for each in _loggers():
                each.addFilter(self)

    def begin(self, path: Path) -> None:
        """Check the settings when MkDocs validates them, before it calls other hooks of plugins."""
        settings, _ = read_settings(path)
        self.faults, self.reported = check_settings(read_configuration(path), settings.root), False
        for logger in _loggers():
            logger.addFilter(self)

    def end(self) -> None:
        """Stop filtering: another project may follow in this process."""
        for logger in _loggers():
            logger.removeFilter(self)

    def problems(self, path: Path, project: Project) -> list[Problem]:
        """Return the problems of MkDocs's settings and navigation that have not been reported."""
        corpus = project.corpus
        pages = [page.path for page in corpus.pages if not corpus.part(page.path)]
        reported = {fault.problem for fault in self.faults} if self.reported else set()
        excluded = project.origin.facts.excluded.pages
        source_problems, configuration = project.problems, read_configuration(path)
        self.faults = check_host(
            configuration, corpus.settings, pages, source_problems, marked=False, excluded=excluded
        )
        nav_names = (QUOTED.search(fault.problem.message) for fault in self.faults if fault.setting == "nav")
        self.navigation = {name[1] for name in nav_names if name}
        self.links = _reported_links(project.problems, corpus.settings.relative(corpus.settings.docs))
        return [fault.problem for fault in self.faults if fault.problem not in reported]

    @property
    def dead(self) -> set[str]:
        """The paths within the site that are reported as dead links."""
        return {fault.dead for fault in self.faults if fault.dead}

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass messages on what we have not reported; replace a message on a setting by our own."""
        if self.silent:
            return record.levelno >= logging.ERROR
        message = record.getMessage()
        if match := VALUE.match(message):
            if not any(fault.setting == match[1] for fault in self.faults):
                return True
            if not self.reported:
                self.reported = True
                for fault in self.faults:
                    log.warning(str(fault.problem))
            return False
        if match := NAVIGATION.match(message):
            return match[1] not in self.navigation
        if message.startswith(OMITTED):
            return not any(fault.setting == "nav" and not fault.dead for fault in self.faults)
        if SKIPPED.match(message):
            return not any(fault.setting == "extra_templates" for fault in self.faults)
        if TWINS.match(message):
            # MkDocs logs it before the sources are read; our own report follows.
            return False
        if EDIT.match(message):
            return not any(fault.setting.startswith("edit_uri") for fault in self.faults)
        if match := LINK.match(message):
            if self.strict and CHECKED.search(message):
                # A strict build checks every link of the finished pages, and reports the line.
                return False
            path, _, anchor = match[2].partition("#")
            if posixpath.normpath(posixpath.join(posixpath.dirname(match[1]), unquote(path))).startswith(MADE):
                # MkDocs does not know all generated files; the check of the site finds missing ones.
                return False
            return not {unquote(path), unquote(anchor), match[2]} & self.links.get(match[1], set())
        return True

    def settle(self, config: MkDocsConfig) -> None:
        """Replace settings that would stop the build with a traceback or break every page; they have been reported."""
        self.strict = config.strict
        faulty_settings = {fault.setting for fault in self.faults}
        if "site_url" in faulty_settings:
            config.site_url = None
        clean_settings(config)
        if "theme" in faulty_settings and config.theme.name == "material" and "language" in config.theme:
            folders = [Path(folder, "partials", "languages") for folder in config.theme.dirs]
            if not any((folder / f"{config.theme['language']}.html").is_file() for folder in folders):
                config.theme["language"] = "en"


def _loggers() -> list[logging.Logger]:
    # A fork of MkDocs has another name, and its loggers too.
    return [logging.getLogger(f"{mkdocs.__name__}.{name}") for name in LOGGERS]


def _reported_links(problems: Iterable[Problem], docs: str) -> dict[str, set[str]]:
    """Return the targets of links that have been reported, by page."""
    links: defaultdict[str, set[str]] = defaultdict(set)
    for problem in problems:
        if problem.code is Code.BROKEN_LINK and (name := QUOTED.search(problem.message)):
            links[problem.place.path.removeprefix(f"{docs}/")].add(name[1])
    return dict(links)
