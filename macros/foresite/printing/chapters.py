"""A page of the site as a chapter: its anchors made unique in the document, its links set for paper."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass, field
from posixpath import splitext
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from foresite.corpus import Corpus
from foresite.printing.dressing import divide, flatten, leave_out, melt, run_in, turn, unwrap
from foresite.printing.hangul import keep_words
from foresite.views.addresses import Addresses

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
WORK = "ref-"
"""Before the key in the id of a work's entry."""


def chapter_anchor(page: str) -> str:
    """The anchor of a page's chapter."""
    return splitext(page)[0].replace("/", "-")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page made ready."""

    page: str
    title: str
    body: Element
    """A ``section`` whose id is the chapter's anchor."""
    headings: tuple[tuple[int, str, str], ...]
    """The level, words and anchor of each heading, records aside."""


@dataclass
class Binder:
    """Makes the chapters of one document."""

    corpus: Corpus
    pages: Collection[str]
    records: Collection[str] = ()
    """The ids of the records that stand in it away from their pages."""
    bibliography: str = ""
    """The page whose entries every citation of the document leads to; empty where each page has a list."""
    anchors: set[str] = field(default_factory=set)

    def chapter(self, page: str, title: str, root: Element) -> Chapter:
        """A page's content as a chapter; the tree is changed."""
        body = Element("section", {"class": "chapter", "id": chapter_anchor(page)})
        body.extend(root)
        if body.find(".//h1") is None:
            heading = Element("h1")
            heading.text = title
            body.insert(0, heading)
        for name in ("headerlink", "fs-tally", *(("fs-references",) if self.bibliography else ())):
            leave_out(body, name)
        divide(body)
        if turn(body):
            body.set("class", "chapter wide")
        self._anchors(body, page)
        self._links(body, page)
        self._pictures(body, page)
        run_in(body)
        melt(body)
        unwrap(body)
        keep_words(body)
        flatten(body)
        records = self.corpus.records
        headings = tuple(
            (int(each.tag[1]), " ".join("".join(each.itertext()).split()), each.get("id", ""))
            for each in body.iter()
            if each.tag in HEADINGS and each.get("id") not in records
        )
        return Chapter(page, headings[0][1] if headings else title, body, headings)

    def anchor(self, page: str, id: str) -> str:
        """The anchor in the document of a place on a page: the same where it is unique in the site."""
        record = self.corpus.records.get(id)
        if not id:
            return chapter_anchor(page)
        if (record and record.page == page) or id.startswith(WORK) or id in self.records:
            return id
        return f"{chapter_anchor(page)}--{id}"

    def _anchors(self, body: Element, page: str) -> None:
        for element in list(body.iter())[1:]:
            if id := element.get("id"):
                anchor = self.anchor(page, id)
                if anchor in self.anchors:
                    del element.attrib["id"]
                else:
                    self.anchors.add(anchor)
                    element.set("id", anchor)

    def _links(self, body: Element, page: str) -> None:
        for element in body.iter("a"):
            # A footnote has a number of its own, which says where it stands.
            plain = (element.get("class") or "").startswith("footnote-")
            for name in list(element.keys()):
                if name not in ("href", "id", "lang"):
                    del element.attrib[name]
            href = element.attrib.pop("href", "")
            if target := self._target(href, page):
                element.set("href", target)
                if plain:
                    element.set("class", "plain")
            else:
                element.tag = "span"

    def _pictures(self, body: Element, page: str) -> None:
        for picture in body.iter("img"):
            source = picture.get("src", "")
            if source.startswith(("http://", "https://", "//")):
                # Nothing is asked of the network: paper names the picture, and leads to it.
                picture.tag, picture.text = "a", picture.get("alt") or source
                picture.attrib.clear()
                picture.set("href", f"https:{source}" if source.startswith("//") else source)
            elif source.startswith("data:"):
                if width := picture.get("width"):
                    picture.set("style", f"width: {int(width)}px")
            else:
                picture.set("src", posixpath.join(posixpath.dirname(page), source))

    def _target(self, href: str, page: str) -> str:
        """Where a link leads on paper: a place in the document, an address on the web, or nowhere."""
        try:
            scheme, host, path, _, fragment = urlsplit(href)
        except ValueError:
            return ""
        if scheme or host:
            return href if scheme in ("http", "https", "mailto") else ""
        if fragment.startswith(WORK) and (self.bibliography or not path):
            return f"#{fragment}"
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
        if target in self.pages or unquote(fragment) in self.records:
            return f"#{self.anchor(target, unquote(fragment))}"
        addresses = Addresses.of(self.corpus.settings)
        known = any(target == one.path for one in self.corpus.pages)
        return addresses.url(addresses.path(target, unquote(fragment)) if known else target)
