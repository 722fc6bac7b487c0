"""Markdown, understood in one place.

``MarkdownText`` is what most callers need. Beneath it: ``code`` masks, ``comments`` takes out notes, ``inline`` finds
links and tags, ``structure`` headings and sections, ``scan`` the blocks of the record, ``plain`` the words a reader
sees; ``depth`` and ``literal`` find what is nested too deeply and what no extension renders.
"""

from foresite.reading.markdown.text import MarkdownText

__all__ = ["MarkdownText"]
