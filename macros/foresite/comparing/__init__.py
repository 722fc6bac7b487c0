"""What a change of the sources means, and that said in several formats."""

from __future__ import annotations

from foresite.comparing.changes import Changes, compare
from foresite.comparing.changes_json import changes_json
from foresite.comparing.changes_markdown import changes_markdown
from foresite.comparing.changes_text import changes_text

__all__ = ["Changes", "changes_json", "changes_markdown", "changes_text", "compare"]
