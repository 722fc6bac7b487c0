"""Bodies of records: converted once, shown on several pages."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from markdown import Markdown

from foresite.extensions import BODY
from foresite.markdown import citations, diagrams, safety, tables
from foresite.markdown.prose import prose
from foresite.model import Record
from foresite.project import Project

PLACE = re.compile('<fs-body record="([^"]*)"></fs-body>')
# Links that depend on the page: neither to another site, nor from the root, nor to where citations lead.
RELATIVE = re.compile(r'\b(href|src)="((?!#ref-|#fn(?:ref\d*)?:|/|[A-Za-z][A-Za-z0-9+.-]*:)[^"]*)"')
FOOTNOTE = re.compile(r'\b((?:id|href)="#?fn(?:ref\d*)?:)')
"""The addresses of a body's footnotes and of what refers to them."""


class Fragments:
    """The converted bodies of a project's records."""

    def __init__(self, project: Project) -> None:
        self.records = project.corpus.records
        self._href = project.href
        self._done: dict[str, str] = {}
        self._md = Markdown(extensions=list(BODY), output_format="xhtml")
        # A body is Markdown alone: raw HTML in it is a problem, and shows as the text it is.
        self._md.preprocessors.deregister("html_block")
        self._md.inlinePatterns.deregister("html")
        self._md.inlinePatterns.deregister("entity")
        self._cited = citations.register(project, self._md).cited
        diagrams.register(self._md)
        safety.register(self._md)
        self._tables = tables.register(self._md)

    def body(self, record: Record, page: str, shown: Counter[str] | None = None) -> str:
        """The record's body as XHTML, its links set for the page that shows it.

        ``shown`` counts how often the page has shown each record with footnotes, so that no id of one stands twice.
        """
        if record.id not in self._done:
            self._done[record.id] = prose(record.body, self._cited) or self._converted(record)
        body = self._done[record.id]
        if FOOTNOTE.search(body):
            shown = Counter() if shown is None else shown
            shown[record.id] += 1
            time = f".{shown[record.id]}" if shown[record.id] > 1 else ""
            body = FOOTNOTE.sub(rf"\g<1>{record.id}{time}:", body)
        if not RELATIVE.search(body):
            return body
        return RELATIVE.sub(
            lambda match: f'{match[1]}="{escape(self._address(unescape(match[2]), record.page, page))}"', body
        )

    def _converted(self, record: Record) -> str:
        self._md.reset()
        self._tables.title = record.title
        return self._md.convert(record.body)

    def filled(self, html: str, page: str, shown: Counter[str] | None = None) -> str:
        """A template's text with each record's body where the template has left its place."""
        return PLACE.sub(lambda match: self.body(self.records[unescape(match[1])], page, shown), html)

    def _address(self, written: str, written_on: str, shown_on: str) -> str:
        """A relative link as the page that shows it must write it."""
        _, _, path, query, fragment = urlsplit(written)
        if not path and (written_on == shown_on or fragment.startswith("ref-")):
            # A citation leads to the reference list of the page that shows it.
            return written
        folder = posixpath.dirname(written_on)
        target = posixpath.normpath(posixpath.join(folder, unquote(path))) if path else written_on
        address, _, anchor = self._href(target, unquote(fragment), shown_on).partition("#")
        return address + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")
