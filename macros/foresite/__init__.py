"""Foresite compares forward-looking policy briefs year by year."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foresite.model.corpus import Corpus
    from foresite.model.problems import Code, Place, Problem
    from foresite.model.settings import Settings
    from foresite.model.sources import Sources
    from foresite.parsing.project import read_project
    from foresite.render.markdown.extension import ForesiteExtension
    from foresite.site.project import Project

__all__ = [
    "Code",
    "Corpus",
    "ForesiteExtension",
    "Place",
    "Problem",
    "Project",
    "Settings",
    "Sources",
    "read_project",
]

# Imported on first use: `foresite check` runs before every commit and needs neither the Markdown
# extension nor the citation formatter.
_MODULE_OF = {
    "Code": "foresite.model.problems",
    "Corpus": "foresite.model.corpus",
    "ForesiteExtension": "foresite.render.markdown.extension",
    "Place": "foresite.model.problems",
    "Problem": "foresite.model.problems",
    "Project": "foresite.site.project",
    "Settings": "foresite.model.settings",
    "Sources": "foresite.model.sources",
    "read_project": "foresite.parsing.project",
}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'foresite' has no attribute '{name}'")
    return getattr(import_module(_MODULE_OF[name]), name)
