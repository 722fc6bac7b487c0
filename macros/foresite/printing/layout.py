"""WeasyPrint, loaded when something is printed: it needs libraries of the system that not everybody has."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from foresite.printing.finishing import compress, scope
from foresite.printing.limits import limited
from foresite.printing.numbers import FIGURE_SPACE, SLOT
from foresite.printing.pictures import pictures

LIBRARIES = (
    "printing needs libraries that are missing here; on Debian: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-linuxlibertine fonts-nanum"
)
FACE = "Libertine"
"""What the name of the face of the text has in it, wherever it comes from."""
FONTS = (
    "printing needs fonts that are missing here, Linux Libertine and Nanum; on Debian: "
    "apt-get install fonts-linuxlibertine fonts-nanum"
)
PACKAGE = "printing needs WeasyPrint: pip install 'foresite[pdf]'"
VARIANT = "pdf/ua-1"
FOLIO = "000 / 000"
"""What the stylesheet puts in the place of the page's number."""


class PrintingError(RuntimeError):
    """Printing is not possible here; the message says in one line what to install."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A part of a document, laid out on pages."""

    document: Any
    """WeasyPrint's own."""

    @property
    def length(self) -> int:
        """How many pages it has."""
        return len(self.document.pages)

    @property
    def ends_with(self) -> float:
        """How much of the height of its last page it fills, from 0 to 1."""
        page = self.document.pages[-1]._page_box
        text = page.children[0]
        ends = [box.position_y + box.height for box in text.descendants() if hasattr(box, "pango_layout")]
        return (max(ends) - page.content_box_y()) / page.height if ends else 0.0

    def anchors(self, before: int = 0) -> dict[str, int]:
        """The number of the page on which each anchor stands; ``before`` pages stand before the first."""
        found: dict[str, int] = {}
        for number, page in enumerate(self.document.pages, before + 1):
            for anchor in page.anchors:
                found.setdefault(anchor, number)
        return found

    def write(self, texts: Mapping[str, str], before: int, total: int) -> None:
        """Put texts in the places of others that are as wide, and the page's number at its foot.

        A layout takes far longer than all else, and these change nothing in it. WeasyPrint shapes a text
        again when it draws it, so the text is all there is to change.
        """
        for number, page in enumerate(self.document.pages, before + 1):
            for box in page._page_box.descendants():
                shape = getattr(box, "pango_layout", None)
                if shape is None:
                    continue
                slot = box.element.get(SLOT, "") if box.element is not None else ""
                if slot in texts and "::" not in box.element_tag:
                    box.text = shape.text = texts[slot]
                elif shape.text == FOLIO:
                    box.text = shape.text = f"{number} / {total}".rjust(len(FOLIO), FIGURE_SPACE)


class Press:
    """Lays out and prints; made once for several documents.

    Raises:
        PrintingError: where WeasyPrint or a library that it needs is missing.
    """

    def __init__(self, stylesheet: str, folder: Path) -> None:
        try:
            # Where a library is missing it says so itself, at length.
            with redirect_stdout(StringIO()):
                import weasyprint
        except ImportError:
            raise PrintingError(PACKAGE) from None
        except OSError:
            raise PrintingError(LIBRARIES) from None
        self._weasyprint = weasyprint
        self._folder = folder
        self._fetcher = pictures(folder)
        self._fonts = weasyprint.text.fonts.FontConfiguration()
        self.said: list[str] = []
        """What WeasyPrint has warned of since this was last looked at."""
        with self._listening():
            self._style = weasyprint.CSS(string=stylesheet, font_config=self._fonts)

    def lay_out(self, root: Element) -> Laid:
        """Lay a part of a document out: the tree of an HTML page.

        Raises:
            LimitReached: where that takes too long or too much memory.
        """
        with self._listening(), limited(sum(1 for _ in root.iter())):
            source = self._source(root)
            return Laid(source.render(stylesheets=[self._style], font_config=self._fonts, pdf_variant=VARIANT))

    def print(self, parts: Sequence[Laid]) -> bytes:
        """The PDF of parts that are laid out; the same parts, the same bytes.

        Raises:
            PrintingError: where the fonts are missing.
        """
        pages = [page for part in parts for page in part.document.pages]
        with self._listening():
            whole = parts[0].document.copy(pages)
            written = whole.write_pdf(pdf_variant=VARIANT, uncompressed_pdf=True, finisher=scope)
        if not any(FACE in font.family for font in whole.fonts.values()):
            raise PrintingError(FONTS)
        return compress(written)

    def _source(self, root: Element) -> Any:
        """A tree as WeasyPrint takes it, which by itself would read text once more."""
        from cssselect2 import ElementWrapper

        source = self._weasyprint.HTML.__new__(self._weasyprint.HTML)
        source.base_url = f"{self._folder.as_uri()}/"
        source.url_fetcher = self._fetcher
        source.media_type = "print"
        source.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        source.etree_element = source.wrapper_element.etree_element
        return source

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Keep what WeasyPrint says meanwhile, instead of printing it."""
        said = self.said

        class Ear(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                said.append(record.getMessage())

        logger = logging.getLogger("weasyprint")
        handlers, spreads = logger.handlers, logger.propagate
        logger.handlers, logger.propagate = [Ear(logging.WARNING)], False
        try:
            yield
        finally:
            logger.handlers, logger.propagate = handlers, spreads
