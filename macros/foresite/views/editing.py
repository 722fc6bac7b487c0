"""Where a record can be changed."""

from __future__ import annotations

from urllib.parse import quote

from foresite.model import Record
from foresite.settings import Settings


def edit_address(settings: Settings, record: Record) -> str:
    """The address that opens the record's block for editing, at its line; empty where the project has none."""
    if not settings.edit:
        return ""
    # An address that names the file after a hash has no room for the line.
    line = "" if "#" in settings.edit else f"#L{record.place.line}"
    return f"{settings.edit}{quote(record.page)}{line}"
