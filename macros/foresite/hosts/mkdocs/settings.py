"""What MkDocs says of its settings, of links and of the navigation, said once and in the words of ``foresite check``.

MkDocs reports a part of what our own check reports, in other words and without a line. Where we have reported the
same, its line is dropped; what we did not foresee is shown as it is, so that nothing is lost if it changes its words.
"""

from __future__ import annotations

import logging
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable
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
SAYING = ("config", "commands.build", "structure.files", "structure.nav", "structure.pages")
"""The loggers of MkDocs that say it."""


def config_path(config_file_path: str | None) -> Path:
    """The settings file; MkDocs itself does not know which it reads where standard input is closed."""
    return Path(config_file_path or "mkdocs.yml")


class SettingsFilter(logging.Filter):
    """Drops what MkDocs says where it has been said."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[SettingFault] = []
        """What is wrong in the settings of MkDocs."""
        self.said = False
        """Whether that has been reported."""
        self.navigation: set[str] = set()
        self.links: dict[str, set[str]] = {}
        self.strict = False

    def begin(self, path: Path) -> None:
        """Read the settings while MkDocs looks at them, before it asks its plugins for anything else."""
        settings, _ = read_settings(path)
        self.found, self.said = check_settings(read_configuration(path), settings.root), False
        for logger in _loggers():
            logger.addFilter(self)

    def end(self) -> None:
        """Let MkDocs say everything again: another project may follow in this process."""
        for logger in _loggers():
            logger.removeFilter(self)

    def problems(self, path: Path, project: Project) -> list[Problem]:
        """What is wrong in MkDocs's settings and navigation, without what has been reported already."""
        corpus = project.corpus
        pages = [page.path for page in corpus.pages if not corpus.part(page.path)]
        done = {each.problem for each in self.found} if self.said else set()
        withheld = project.origin.facts.withheld.pages
        known, configuration = project.problems, read_configuration(path)
        self.found = check_host(configuration, corpus.settings, pages, known, marked=False, withheld=withheld)
        named = (QUOTED.search(each.problem.message) for each in self.found if each.setting == "nav")
        self.navigation = {name[1] for name in named if name}
        self.links = _linked(project.problems, corpus.settings.relative(corpus.settings.docs))
        return [each.problem for each in self.found if each.problem not in done]

    @property
    def dead(self) -> set[str]:
        """The paths within the site that lead nowhere, as has been reported."""
        return {each.dead for each in self.found if each.dead}

    def filter(self, record: logging.LogRecord) -> bool:
        """Let MkDocs say what we have not said, and say ours in place of what it says of a setting."""
        said = record.getMessage()
        if match := VALUE.match(said):
            if not any(each.setting == match[1] for each in self.found):
                return True
            if not self.said:
                self.said = True
                for each in self.found:
                    log.warning(str(each.problem))
            return False
        if match := NAVIGATION.match(said):
            return match[1] not in self.navigation
        if said.startswith(OMITTED):
            return not any(each.setting == "nav" and not each.dead for each in self.found)
        if SKIPPED.match(said):
            return not any(each.setting == "extra_templates" for each in self.found)
        if TWINS.match(said):
            # It is said before the sources are read; ours comes when they are.
            return False
        if EDIT.match(said):
            return not any(each.setting.startswith("edit_uri") for each in self.found)
        if match := LINK.match(said):
            if self.strict and CHECKED.search(said):
                # A strict build follows every link of the finished pages, and names the line.
                return False
            path, _, anchor = match[2].partition("#")
            if posixpath.normpath(posixpath.join(posixpath.dirname(match[1]), unquote(path))).startswith(MADE):
                # MkDocs is not told of each; where one is not there, the finished page shows it.
                return False
            return not {unquote(path), unquote(anchor), match[2]} & self.links.get(match[1], set())
        return True

    def settle(self, config: MkDocsConfig) -> None:
        """Put right what would stop the build with a traceback, or go wrong on every page: it has been reported."""
        self.strict = config.strict
        wrong = {each.setting for each in self.found}
        if "site_url" in wrong:
            config.site_url = None
        clean_settings(config)
        if "theme" in wrong and config.theme.name == "material" and "language" in config.theme:
            folders = [Path(folder, "partials", "languages") for folder in config.theme.dirs]
            if not any((folder / f"{config.theme['language']}.html").is_file() for folder in folders):
                config.theme["language"] = "en"


def _loggers() -> list[logging.Logger]:
    # A fork of MkDocs has another name, and its loggers too.
    return [logging.getLogger(f"{mkdocs.__name__}.{name}") for name in SAYING]


def _linked(problems: Iterable[Problem], docs: str) -> dict[str, set[str]]:
    """What the links lead to that have been reported, by page."""
    links: defaultdict[str, set[str]] = defaultdict(set)
    for problem in problems:
        if problem.code is Code.BROKEN_LINK and (name := QUOTED.search(problem.message)):
            links[problem.place.path.removeprefix(f"{docs}/")].add(name[1])
    return dict(links)
