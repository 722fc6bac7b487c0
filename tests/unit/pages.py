"""What a reader sees in a template's output: parsed, and asked for by class, link and text."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

from harbour import PlainText

from foresite.model.corpus import Corpus
from foresite.pdf.chapters import DocumentLinks
from foresite.pdf.documents import Document
from foresite.pdf.print_job import PaperTemplates
from foresite.render.templating import Templates


class Shown:
    """One well-formed element, and what is in it."""

    def __init__(self, xhtml: str) -> None:
        self.xhtml = xhtml
        self.root = fromstring(xhtml)

    def all(self, tag: str, name: str = "") -> list[Element]:
        """The elements of that tag (``*`` for any) and class."""
        found = self.root.iter() if tag == "*" else self.root.iter(tag)
        return [element for element in found if not name or name in element.get("class", "").split()]

    def one(self, tag: str, name: str = "") -> Element:
        """The only such element."""
        found = self.all(tag, name)
        assert len(found) == 1, f"{len(found)} of {tag}.{name} in {self.xhtml}"
        return found[0]

    def texts(self, tag: str, name: str = "") -> list[str]:
        """What each such element says."""
        return [text(element) for element in self.all(tag, name)]

    def links(self) -> set[str]:
        """Where it leads."""
        return {element.get("href", "") for element in self.root.iter("a")}

    def bodies(self) -> list[str]:
        """The records whose bodies it shows."""
        return [element.get("record", "") for element in self.root.iter("fs-body")]

    @property
    def text(self) -> str:
        """Everything it says."""
        return text(self.root)

    def rows(self) -> Iterator[list[str]]:
        """The cells of each row of its tables."""
        for row in self.root.iter("tr"):
            yield [text(cell) for cell in row if cell.tag in ("td", "th")]


def text(element: Element) -> str:
    """The words of an element, single-spaced."""
    return " ".join("".join(element.itertext()).split())


def templates(corpus: Corpus) -> Templates:
    return Templates(corpus, PlainText(corpus))


def both(corpus: Corpus) -> tuple[Templates, Templates]:
    """The templates of the screen and those of paper."""
    document = Document("a.pdf", "A", ("a.md",))
    return templates(corpus), PaperTemplates(document, DocumentLinks(corpus, document), PlainText(corpus))


def shown(corpus: Corpus, macro: str, page: str = "somewhere/else.md", **arguments: object) -> Shown:
    return Shown(templates(corpus).macro(macro, arguments, page, 2))


def card(corpus: Corpus, id: str, page: str = "") -> Shown:
    record = corpus.records[id]
    return Shown(templates(corpus).card(record, page or record.page, 3))
