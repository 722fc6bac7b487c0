"""Bodies of records: converted once, shown on several pages."""

from __future__ import annotations

import posixpath
from copy import deepcopy
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown

from foresite.markdown import citations, safety
from foresite.markdown.trees import parse_xhtml, replace, with_parents
from foresite.model import Record
from foresite.project import Project

BODY = "fs-body"
# What a body may use, the same under every host: it is part of the authoring contract.
EXTENSIONS = ("fenced_code", "sane_lists", "tables")


class Fragments:
    """The converted bodies of a project's records."""

    def __init__(self, project: Project) -> None:
        self.records = project.corpus.records
        self._done: dict[str, Element] = {}
        self._md = Markdown(extensions=list(EXTENSIONS), output_format="xhtml")
        # A body is Markdown alone: raw HTML in it is a problem, and shows as the text it is.
        self._md.preprocessors.deregister("html_block")
        self._md.inlinePatterns.deregister("html")
        self._md.inlinePatterns.deregister("entity")
        citations.register(project, self._md)
        safety.register(self._md)

    def body(self, record: Record, page: str) -> Element:
        """The record's body as a ``div``, its links set for the page that shows it."""
        if record.id not in self._done:
            self._md.reset()
            self._done[record.id] = parse_xhtml(f"<div>{self._md.convert(record.body)}</div>")
        tree = deepcopy(self._done[record.id])
        for element in tree.iter():
            for attribute in ("href", "src"):
                if address := element.get(attribute):
                    element.set(attribute, _rebased(address, record.page, page))
        return tree


    def fill(self, root: Element, page: str) -> None:
        """Put each record's body where a template has left its place."""
        for parent, element in with_parents(root):
            if element.tag == BODY:
                body = self.body(self.records[element.get("record", "")], page)
                replace(parent, element, list(body))


def _rebased(address: str, written_on: str, shown_on: str) -> str:
    """A link as the page that shows it must write it; one to another site stays as it is."""
    scheme, host, path, _, fragment = urlsplit(address)
    if written_on == shown_on or scheme or host or path.startswith("/"):
        return address
    if not path:
        # A citation leads to the reference list of the page that shows it.
        if fragment.startswith("ref-"):
            return address
        target = written_on
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(written_on), path))
    relative = posixpath.relpath(target, posixpath.dirname(shown_on) or ".")
    return f"{relative}#{fragment}" if fragment else relative
