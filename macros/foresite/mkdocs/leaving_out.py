"""Which pages MkDocs builds, so that the record has those and no others."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from mkdocs.structure.files import Files, InclusionLevel


def built_pages(files: Files, serving: bool) -> frozenset[str]:
    """The pages that MkDocs builds of what it has found and other plugins have left, by path."""
    wanted = InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
    return frozenset(file.src_uri for file in files.documentation_pages(inclusion=wanted))


def mark_drafts(files: Files, drafts: Collection[str]) -> None:
    """Let MkDocs treat pages that say so as drafts, as it does those of ``draft_docs``."""
    for path in drafts:
        file = files.get_file_from_path(path)
        if file and not file.inclusion.is_excluded():
            file.inclusion = InclusionLevel.DRAFT


def without_pages(nav: Any, files: Files) -> Any:
    """A navigation as the settings have it, without the pages that MkDocs knows and does not build."""
    match nav:
        case list():
            left = [without_pages(item, files) for item in nav]
            return [item for item in left if item not in (None, {}, [])]
        case dict():
            entries = {title: without_pages(value, files) for title, value in nav.items()}
            return {title: value for title, value in entries.items() if value not in (None, {}, [])}
        case str():
            file = files.get_file_from_path(nav)
            return None if file and file.inclusion.is_excluded() else nav
    return nav
