"""From files to records: every mistake in them becomes a problem with its line."""

from foresite.reading.project import read_project

__all__ = ["read_project"]
