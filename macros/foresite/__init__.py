"""Foresite compares forward-looking policy briefs year by year."""

from foresite.corpus import Corpus
from foresite.markdown import ForesiteExtension
from foresite.problems import Code, Place, Problem
from foresite.project import Project
from foresite.reading import Sources, read_project
from foresite.settings import Settings

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
