"""Changes of the sources: what is written, where, and only if nothing becomes wrong by it."""

from __future__ import annotations

from foresite.writing.bibtex_format import FormatError, format_bibtex
from foresite.writing.drafts import Draft, DraftError, draft_block, draft_brief, draft_reference, suggest_id
from foresite.writing.files import ChangedError, locked, write_atomically
from foresite.writing.trial import new_problems

__all__ = [
    "ChangedError",
    "Draft",
    "DraftError",
    "FormatError",
    "draft_block",
    "draft_brief",
    "draft_reference",
    "format_bibtex",
    "locked",
    "new_problems",
    "suggest_id",
    "write_atomically",
]
