"""Foresite compares forward-looking policy briefs year by year."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foresite.corpus import Corpus
    from foresite.markdown import ForesiteExtension
    from foresite.problems import Code, Place, Problem
    from foresite.project import Project
    from foresite.reading import read_project
    from foresite.settings import Settings
    from foresite.sources import Sources

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

# Loaded when first asked for: `foresite check` runs before every commit and needs neither the Markdown
# extension nor the citation formatter.
_HOMES = {
    "Code": "foresite.problems",
    "Corpus": "foresite.corpus",
    "ForesiteExtension": "foresite.markdown",
    "Place": "foresite.problems",
    "Problem": "foresite.problems",
    "Project": "foresite.project",
    "Settings": "foresite.settings",
    "Sources": "foresite.sources",
    "read_project": "foresite.reading",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'foresite' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
