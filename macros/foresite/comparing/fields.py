"""The fields of a record, a reference or a brief, each by the name and in the form that an editor writes."""

from __future__ import annotations

from collections.abc import Mapping

from foresite.fields import KINDS
from foresite.model import Brief, Record, Reference
from foresite.settings import Settings

TEXT = "text"
"""The name of the field that holds a record's body."""


def record_fields(record: Record) -> dict[str, str]:
    """The title, the options of its block and the body; an option that is not given is empty."""
    fields = {"title": record.title}
    for name, each in KINDS[record.kind].fields.items():
        if name != "id":
            fields[name] = each.written(record)
    return {**fields, "page": record.page, TEXT: record.body}


def reference_fields(reference: Reference) -> dict[str, str]:
    """The type, the people, the date and every other field."""
    return {
        "type": reference.type,
        "author": "; ".join(map(str, reference.authors)),
        "authororig": "; ".join(name.original for name in reference.authors if name.original),
        "editor": "; ".join(map(str, reference.editors)),
        "date": reference.date.text if reference.date else "",
        **reference.fields,
    }


def brief_fields(brief: Brief) -> dict[str, str]:
    """The front matter of its page."""
    return {"outlook": str(brief.outlook), "paragraphs": str(brief.paragraphs), "page": brief.page}


def settings_fields(settings: Settings) -> dict[str, str]:
    """The settings that change what pages say."""
    return {
        "bibliography": ", ".join(map(settings.relative, settings.bibliography)),
        "scale": settings.scale.id,
        "style": settings.relative(settings.style) if settings.style else "",
        **{f"themes.{theme}": label for theme, label in settings.themes.items()},
    }


def title_of(reference: Reference) -> str:
    """What a reference is called."""
    fields: Mapping[str, str] = reference.fields
    return fields.get("title") or fields.get("titleaddon") or reference.key
