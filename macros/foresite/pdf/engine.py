"""Lay out and write PDFs with WeasyPrint, under limits of time and memory."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree.ElementTree import Element

from foresite.language.catalogue import ENGLISH
from foresite.parsing.markdown.nesting import MAX_COLUMNS
from foresite.pdf.cache import PrintingError
from foresite.pdf.page_numbers import FIGURE_SPACE, SLOT
from foresite.runtime.guard import LimitReached, limit_memory, limit_time
from foresite.runtime.origin import how_to_install
from foresite.views.outlooks import DRAWINGS, picture

# Limits of a layout, and of drawing it: deeply nested tables keep WeasyPrint busy for hours, and so do some pictures.

SECONDS, PER_ELEMENT = 60.0, 0.005
"""Processor seconds that a layout may take, and additional seconds per element, which takes about 0.001 s."""
GRACE = 20.0
"""Additional processor seconds for a library to return from one call; after them, the process ends."""
MEMORY = 4_000_000_000
"""Bytes that a layout may allocate."""


def _elements(root: Any) -> int:
    """Count the elements for which a layout gets time: of a row, so many as a table may have columns."""
    return sum(1 for _ in root.iter()) - sum(max(0, len(row) - MAX_COLUMNS) for row in root.iter("tr"))


@contextmanager
def layout_limits(elements: int, what: str = "printing") -> Iterator[None]:
    """Limit the time and memory of a layout of so many elements, as far as the system supports it.

    Where a library in C does not return in time, as Pango at a letter with a hundred thousand accents, nothing can be
    raised: then the process says ``what`` takes too long, and ends.

    Raises:
        LimitReached: where a limit is exceeded.
    """
    try:
        with limit_time(SECONDS + PER_ELEMENT * elements, what, GRACE), limit_memory(MEMORY):
            yield
    except MemoryError:
        raise LimitReached(f"more than {MEMORY / 1e9:.0f} GB of memory") from None


# WeasyPrint, loaded on first use: it needs system libraries that may be missing.


LIBRARIES = (
    "printing needs libraries that are missing here; on Debian: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-linuxlibertine fonts-nanum"
)
FACES = ("Libertine", "Biolinum")
"""Parts of the names of the fonts of text and of headings, whatever their source."""
FONTS = (
    "printing needs fonts that are missing here, Linux Libertine and Nanum; on Debian: "
    "apt-get install fonts-linuxlibertine fonts-nanum"
)
PACKAGE = f"printing needs WeasyPrint: {how_to_install('pdf')}"
VARIANT = "pdf/ua-1"
PAPERS = {"a4": "A4", "letter": "Letter"}
"""Paper sizes: their names for users, and in CSS."""
FOLIO = "000 / 000"
"""The placeholder for the page number in the stylesheet."""


KOREAN = ("NanumMyeongjo", "NanumGothic")
"""The fonts of Korean in the stylesheet, with serifs and without; they have Chinese characters as well."""
FONTS_OF = {
    "ja": (
        '"Noto Serif CJK JP", "Source Han Serif JP", "IPAexMincho"',
        '"Noto Sans CJK JP", "Source Han Sans JP", "IPAexGothic"',
    ),
    "zh": ('"Noto Serif CJK SC", "Source Han Serif SC"', '"Noto Sans CJK SC", "Source Han Sans SC"'),
}
"""The fonts of languages that write the same characters in forms of their own."""
TOLERANCE = 2.0
"""CSS pixels by which a box may stand over an edge, as rounding makes it do."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A text or a picture that stands over the edge of its page's text area, or of its table cell."""

    page: int
    """The number of its page, from 1 in the layout."""
    text: str
    """Empty for a picture."""
    element: Element
    """The element that holds it."""
    table: Element | None
    """The outermost table around it."""
    width: float
    """The room that it has, in CSS pixels."""
    height: float
    too_tall: bool
    """Whether it stands over the upper or lower edge, and not over the left or right one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A part of a document, laid out on pages."""

    document: Any
    """WeasyPrint's document."""
    elements: int = 0
    """The number of elements."""
    page: str = ""
    """The page of the site that it shows; empty for other parts."""

    @property
    def length(self) -> int:
        """The number of pages."""
        return len(self.document.pages)

    @property
    def ends_with(self) -> float:
        """The share of the last page's height that is filled, from 0 to 1."""
        page = self.document.pages[-1]._page_box
        text = page.children[0]
        ends = [box.position_y + box.height for box in text.descendants() if hasattr(box, "pango_layout")]
        return (max(ends) - page.content_box_y()) / page.height if ends else 0.0

    @property
    def texts(self) -> list[str]:
        """The text of each page in the order of its sources, which no program that reads the PDF can tell."""
        return ["".join(piece.text for piece in self._pieces(page) if piece.text) for page in self.document.pages]

    def misfits(self) -> list[Misfit]:
        """Return the texts and pictures that their pages have no room for, in order."""
        return [
            Misfit(number, piece.text, piece.element, piece.table, *piece.room, piece.too_tall)
            for number, page in enumerate(self.document.pages, 1)
            for piece in self._pieces(page)
            if piece.is_over_an_edge and piece.element is not None
        ]

    @staticmethod
    def _pieces(page: Any) -> Iterator[_Piece]:
        box = page._page_box
        left, top = box.content_box_x(), box.content_box_y()
        yield from _pieces(box.children[0], _Area(left, top, left + box.width, top + box.height))

    def anchors(self, before: int = 0) -> dict[str, int]:
        """Return the page number of each anchor; ``before`` pages precede the layout."""
        numbers: dict[str, int] = {}
        for number, page in enumerate(self.document.pages, before + 1):
            for anchor in page.anchors:
                numbers.setdefault(anchor, number)
        return numbers

    def write(self, texts: Mapping[str, str], before: int, total: int) -> None:
        """Replace placeholders by texts of the same width, and set the page numbers.

        A layout takes far longer than everything else, and texts of the same width do not change it. WeasyPrint shapes
        a text again when it draws it, so only the text has to be changed.
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


class _Area(NamedTuple):
    """A rectangle of a page, in CSS pixels."""

    left: float
    top: float
    right: float
    bottom: float


class _Piece(NamedTuple):
    """A text or a picture where it lies on a page."""

    text: str
    element: Any
    table: Any
    area: _Area
    room: tuple[float, float]
    is_over_an_edge: bool
    too_tall: bool


def _pieces(box: Any, page: _Area, cell: _Area | None = None, table: Any = None) -> Iterator[_Piece]:
    """Yield the texts and pictures of a box, in the order of the sources."""
    # The placeholder of a box that is positioned, such as the mark of an item of a list.
    box = getattr(box, "_box", box)
    if box.element_tag == "table" and table is None:
        table = box.element
    if box.element_tag in ("td", "th") and hasattr(box, "colspan"):
        left, top = box.border_box_x(), box.border_box_y()
        cell = _Area(left, top, left + box.border_width(), page.bottom)
    is_text, is_picture = hasattr(box, "pango_layout"), hasattr(box, "replacement")
    if is_text and box.text.strip():
        area = _Area(box.position_x, box.position_y, box.position_x + box.width, box.position_y + box.height)
        yield _piece(box, table, area, page, cell)
    elif is_text:
        yield _Piece(box.text, None, None, page, (0, 0), False, False)
    elif is_picture:
        left, top = box.content_box_x(), box.content_box_y()
        yield _piece(box, table, _Area(left, top, left + box.width, top + box.height), page, cell)
    for child in getattr(box, "children", ()):
        yield from _pieces(child, page, cell, table)


def _piece(box: Any, table: Any, area: _Area, page: _Area, cell: _Area | None) -> _Piece:
    edges = cell or page
    too_wide = area.left < edges.left - TOLERANCE or area.right > min(edges.right, page.right) + TOLERANCE
    too_tall = area.top < page.top - TOLERANCE or area.bottom > page.bottom + TOLERANCE
    room = edges.right - edges.left, page.bottom - page.top
    text = getattr(box, "text", "")
    return _Piece(text, box.element, table, area, room, too_wide or too_tall, too_tall and not too_wide)


class PdfEngine:
    """Lays out and prints documents; one instance serves several.

    Raises:
        PrintingError: where WeasyPrint or a library that it needs is missing.
    """

    def __init__(self, stylesheet: str, folder: Path) -> None:
        try:
            # WeasyPrint prints a long message where a library is missing.
            with redirect_stdout(StringIO()):
                import cssselect2  # noqa: F401
                import pikepdf  # noqa: F401
                import pypdfium2  # noqa: F401
                import tinyhtml5  # noqa: F401
                import weasyprint
        except ImportError:
            raise PrintingError(PACKAGE) from None
        except OSError:
            raise PrintingError(LIBRARIES) from None
        self._weasyprint = weasyprint
        self._folder = folder
        self._fetcher = _fetcher(folder)
        self._fonts = weasyprint.text.fonts.FontConfiguration()
        self.messages: list[str] = []
        """WeasyPrint's warnings since the list was last cleared."""
        with self._collect_messages():
            self._style = weasyprint.CSS(string=stylesheet, font_config=self._fonts)

    def lay_out(self, root: Element, page: str = "") -> Layout:
        """Lay out a part of a document, given as the tree of an HTML page, which shows a ``page`` of the site.

        Raises:
            LimitReached: where it takes too long or too much memory.
        """
        elements = _elements(root)
        with self._collect_messages(), layout_limits(elements, self._named(page, "laying the page out")):
            document = self._source(root).render(
                stylesheets=[self._style], font_config=self._fonts, pdf_variant=VARIANT
            )
        for sheet in document.pages:
            # WeasyPrint adds another link for each element inside a link.
            sheet.links = [link for link in sheet.links if link[3].link]
        return Layout(document, elements, page)

    def print(self, parts: Sequence[Layout]) -> bytes:
        """Return the PDF of layouts; the same layouts give the same bytes.

        Raises:
            PrintingError: where the fonts are missing.
            LimitReached: where it takes too long or too much memory: pictures in SVG are drawn only now.
        """
        pages = [page for part in parts for page in part.document.pages]
        with (
            self._collect_messages(),
            layout_limits(
                sum(part.elements for part in parts), self._named(parts[0].page if len(parts) == 1 else "", "drawing")
            ),
        ):
            document = parts[0].document.copy(pages)
            pdf = document.write_pdf(pdf_variant=VARIANT, uncompressed_pdf=True, finisher=_set_scopes)
        if not any(face in font.family for font in document.fonts.values() for face in FACES):
            raise PrintingError(FONTS)
        return _compress(pdf)

    def _named(self, page: str, what: str) -> str:
        """Return the start of a message about a page; without one, it is about what is printed."""
        return f"{self._folder.name}/{page}:1: unprintable: {what}" if page else f"Error: {what}"

    def _source(self, root: Element) -> Any:
        """Wrap a tree for WeasyPrint, which would otherwise parse text again."""
        from cssselect2 import ElementWrapper

        source = self._weasyprint.HTML.__new__(self._weasyprint.HTML)
        source.base_url = f"{self._folder.as_uri()}/"
        source.url_fetcher = self._fetcher
        source.media_type = "print"
        source.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        source.etree_element = source.wrapper_element.etree_element
        return source

    @contextmanager
    def _collect_messages(self) -> Iterator[None]:
        """Collect WeasyPrint's log messages instead of printing them."""
        messages = self.messages

        class Collector(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                messages.append(record.getMessage())

        logger = logging.getLogger("weasyprint")
        handlers, spreads = logger.handlers, logger.propagate
        logger.handlers, logger.propagate = [Collector(logging.WARNING)], False
        try:
            with warnings.catch_warnings():
                # Pillow warns of large pictures, which the limits end if they take too much.
                warnings.simplefilter("ignore")
                yield
        finally:
            logger.handlers, logger.propagate = handlers, spreads


MARGIN_BOX = re.compile("@(top|bottom)-(left|right)")
OTHER_SIDE = {"left": "right", "right": "left"}


def stylesheet(paper: str, language: str = ENGLISH, *, right_to_left: bool = False) -> str:
    """Return the whole stylesheet for one of ``PAPERS``, with the fonts of a language before those of Korean."""
    size = PAPERS[paper]
    rules = files("foresite.pdf").joinpath("print.css").read_text("utf-8")
    for korean, own in zip(KOREAN, FONTS_OF.get(re.split("[-_]", language)[0].lower(), ()), strict=False):
        rules = rules.replace(f'"{korean}"', f'{own}, "{korean}"')
    if right_to_left:
        # What stands in the margins knows no direction.
        rules = MARGIN_BOX.sub(lambda found: f"@{found[1]}-{OTHER_SIDE[found[2]]}", rules)
    signs = (f'.fs-sign--{name} {{ background-image: url("{picture(name)}") }}\n' for name in DRAWINGS)
    return f"@page {{ size: {size} }}\n@page wide {{ size: {size} landscape }}\n{rules}{''.join(signs)}"


def _fetcher(folder: Path) -> Any:
    """Return WeasyPrint's fetcher for pictures of one folder; it refuses other files and all hosts."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Pictures(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                # The address holds the picture itself, such as a diagram.
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = Path(url2pathname(parts.path)).resolve()
            if parts.scheme != "file" or not path.is_relative_to(folder.resolve()):
                raise ValueError("only pictures of the docs folder are printed")
            return URLFetcherResponse(url, path.read_bytes())

    return Pictures()


def _set_scopes(document: Any, pdf: Any) -> None:
    """Set the scope of each header cell of a table, and remove ids that may repeat.

    WeasyPrint links cells by ids instead, which repeat with the header of a table on several pages; duplicate ids are
    an error.
    """
    elements = [value for value in pdf.objects if isinstance(value, dict)]
    for element in elements:
        match element.get("S"):
            case "/TH":
                element.pop("ID", None)
                group = _parent(_parent(element, pdf), pdf)
                element["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
            case "/TD":
                element["A"].pop("Headers", None)


def _compress(content: bytes) -> bytes:
    """Compress the PDF, which takes a third of WeasyPrint's own time; the same input gives the same output."""
    import pikepdf

    output = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return output.getvalue()


def _parent(element: Any, pdf: Any) -> Any:
    """Return the element that contains one of the tags: its ``P`` is a reference, ``b"12 0 R"``."""
    return pdf.objects[int(element["P"].split()[0])]
