"""From files to records: every mistake in them becomes a problem with its line."""

from foresite.reading.project import read_project
from foresite.reading.sources import Sources

__all__ = ["Sources", "read_project"]
