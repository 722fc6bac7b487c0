"""What would become wrong if some files were other: found out in a copy, before anything is written."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from foresite.problems import Problem, in_order
from foresite.reading import read_project
from foresite.reading.settings import read_settings
from foresite.settings import Settings
from foresite.site_paths import MARKDOWN

LINES = re.compile(r":\d+\b|\bline \d+")


def new_problems(config: Path, settings: Settings, changes: Mapping[str, bytes]) -> list[Problem]:
    """The problems that a project does not have now and would have with the changes.

    ``changes`` maps paths relative to the project's root to what the files would hold. A problem that is
    there already, be it on another line, is none of the changes' doing.
    """
    with tempfile.TemporaryDirectory(prefix="foresite-") as folder:
        copy = Path(folder)
        _copy(config, settings, copy)
        before = _problems(copy / config.name)
        for path, data in changes.items():
            file = copy / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        after = _problems(copy / config.name)
    known = Counter(map(_sense, before))
    new = []
    for problem in after:
        if known[_sense(problem)]:
            known[_sense(problem)] -= 1
        else:
            new.append(problem)
    return new


def _problems(config: Path) -> list[Problem]:
    settings, problems = read_settings(config)
    return in_order([*problems, *read_project(replace(settings, drafts=True)).problems])


def _sense(problem: Problem) -> tuple[str, str, str]:
    """The problem without the line that it stands on."""
    return problem.place.path, problem.code.slug, LINES.sub("", problem.message)


def _copy(config: Path, settings: Settings, to: Path) -> None:
    """The files that reading a project looks at; links out of it stay links, so that they are refused as before."""
    shutil.copyfile(config, to / config.name)
    pages = [path for path in settings.docs.rglob("*") if path.suffix in MARKDOWN and not path.is_dir()]
    others = [*settings.bibliography, *([settings.style] if settings.style else [])]
    for path in (*pages, *others):
        if path.is_file():
            file = to / settings.relative(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, file, follow_symlinks=False)
    (to / settings.relative(settings.docs)).mkdir(parents=True, exist_ok=True)
