"""Bodies of records: converted once, shown on several pages."""

from __future__ import annotations

import posixpath
import re
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from markdown import Markdown

from foresite.markdown import citations, safety, tables
from foresite.markdown.prose import prose
from foresite.model import Record
from foresite.project import Project

PLACE = re.compile('<fs-body record="([^"]*)"></fs-body>')
# Links that depend on the page: neither to another site, nor from the root, nor to where citations lead.
RELATIVE = re.compile(r'\b(href|src)="((?!#ref-|/|[A-Za-z][A-Za-z0-9+.-]*:)[^"]*)"')
# What a body may use, the same under every host: it is part of the authoring contract.
EXTENSIONS = ("fenced_code", "sane_lists", "tables")


class Fragments:
    """The converted bodies of a project's records."""

    def __init__(self, project: Project) -> None:
        self.records = project.corpus.records
        self._href = project.href
        self._done: dict[str, str] = {}
        self._md = Markdown(extensions=list(EXTENSIONS), output_format="xhtml")
        # A body is Markdown alone: raw HTML in it is a problem, and shows as the text it is.
        self._md.preprocessors.deregister("html_block")
        self._md.inlinePatterns.deregister("html")
        self._md.inlinePatterns.deregister("entity")
        self._cited = citations.register(project, self._md).cited
        safety.register(self._md)
        self._tables = tables.register(self._md)

    def body(self, record: Record, page: str) -> str:
        """The record's body as XHTML, its links set for the page that shows it."""
        if record.id not in self._done:
            self._done[record.id] = prose(record.body, self._cited) or self._converted(record)
        body = self._done[record.id]
        if not RELATIVE.search(body):
            return body
        return RELATIVE.sub(
            lambda match: f'{match[1]}="{escape(self._address(unescape(match[2]), record.page, page))}"', body
        )

    def _converted(self, record: Record) -> str:
        self._md.reset()
        self._tables.title = record.title
        return self._md.convert(record.body)

    def filled(self, html: str, page: str) -> str:
        """A template's text with each record's body where the template has left its place."""
        return PLACE.sub(lambda match: self.body(self.records[unescape(match[1])], page), html)

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
