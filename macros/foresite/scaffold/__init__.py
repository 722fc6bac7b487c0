"""Set up a new project without changing existing files."""

from __future__ import annotations

from foresite.scaffold.files import EXAMPLE_THEMES, FirstBrief, NewProject, project_files
from foresite.scaffold.hosting import HOSTINGS, Hosting
from foresite.scaffold.writing import KEPT, InTheWayError, write_project

__all__ = [
    "EXAMPLE_THEMES",
    "HOSTINGS",
    "KEPT",
    "FirstBrief",
    "Hosting",
    "InTheWayError",
    "NewProject",
    "project_files",
    "write_project",
]
