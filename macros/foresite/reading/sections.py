"""The sections of a page's text, its front matter, notes and blocks left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from foresite.model import Citation
from foresite.reading.characters import without_hidden
from foresite.reading.front_matter import read_front_matter
from foresite.reading.markdown import MarkdownText
from foresite.reading.markdown.scan import scan
from foresite.reading.markdown.structure import Section
from foresite.reading.source import page_without_comments


def read_sections(
    text: str, page: str, taken: Iterable[str] = (), mention: Callable[[Citation], str] = lambda _: ""
) -> list[Section]:
    """Read the sections of a page's text, in order; ``taken`` are the ids that its records have."""
    text = page_without_comments(without_hidden(text)).text
    found = scan(read_front_matter(text, page, page).rest)
    return MarkdownText(found.outside, visible=found.prose).sections(taken, mention)
