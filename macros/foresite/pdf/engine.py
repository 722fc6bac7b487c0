"""Lay out and write PDFs with WeasyPrint, under limits of time and memory."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree.ElementTree import Element

from foresite.pdf.cache import PrintingError
from foresite.pdf.page_numbers import FIGURE_SPACE, SLOT
from foresite.runtime.origin import how_to_install

# How much a layout may take: tables in tables in tables keep WeasyPrint busy for hours, and no page needs them.


SECONDS, PER_ELEMENT = 60.0, 0.02
"""Seconds of the processor that a layout may take, and how many more for each element; one takes a thousandth."""
MEMORY = 4_000_000_000
"""Bytes that it may take beside those that are taken already."""


class LimitReached(Exception):
    """What was done took too long or too much; the text says which."""


@contextmanager
def layout_limits(elements: int) -> Iterator[None]:
    """Do something with so many elements under limits, as far as the system has any.

    Raises:
        LimitReached: where it reaches one.
    """
    try:
        with _time(SECONDS + PER_ELEMENT * elements), _memory(MEMORY):
            yield
    except MemoryError:
        raise LimitReached(f"more than {MEMORY / 1e9:.0f} GB of memory") from None


@contextmanager
def _time(seconds: float) -> Iterator[None]:
    # Only there can a signal raise anything.
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def reached(*_: object) -> None:
        raise LimitReached(f"more than {seconds:.0f} seconds")

    before = signal.signal(signal.SIGVTALRM, reached)
    # And once more each second: what is raised where a library calls back is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _memory(more: int) -> Iterator[None]:
    if sys.platform != "linux":
        yield
        return
    import resource
    from pathlib import Path

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    taken = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    limit = min((each for each in (taken + more, soft, hard) if each != resource.RLIM_INFINITY), default=-1)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


# WeasyPrint, loaded when something is printed: it needs libraries of the system that not everybody has.


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
PACKAGE = f"printing needs WeasyPrint: {how_to_install('pdf')}"
VARIANT = "pdf/ua-1"
PAPERS = {"a4": "A4", "letter": "Letter"}
"""The sizes to print on: the name to ask for, and CSS's."""
FOLIO = "000 / 000"
"""What the stylesheet puts in the place of the page's number."""


@dataclass(frozen=True, slots=True)
class Layout:
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


class PdfEngine:
    """Lays out and prints; made once for several documents.

    Raises:
        PrintingError: where WeasyPrint or a library that it needs is missing.
    """

    def __init__(self, stylesheet: str, folder: Path) -> None:
        try:
            # Where a library is missing it says so itself, at length.
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
        """What WeasyPrint has warned of since this was last looked at."""
        with self._logged():
            self._style = weasyprint.CSS(string=stylesheet, font_config=self._fonts)

    def lay_out(self, root: Element) -> Layout:
        """Lay a part of a document out: the tree of an HTML page.

        Raises:
            LimitReached: where that takes too long or too much memory.
        """
        with self._logged(), layout_limits(sum(1 for _ in root.iter())):
            document = self._source(root).render(
                stylesheets=[self._style], font_config=self._fonts, pdf_variant=VARIANT
            )
        for page in document.pages:
            # WeasyPrint lays one link more over each element that stands in a link.
            page.links = [link for link in page.links if link[3].link]
        return Layout(document)

    def print(self, parts: Sequence[Layout]) -> bytes:
        """The PDF of parts that are laid out; the same parts, the same bytes.

        Raises:
            PrintingError: where the fonts are missing.
        """
        pages = [page for part in parts for page in part.document.pages]
        with self._logged():
            whole = parts[0].document.copy(pages)
            written = whole.write_pdf(pdf_variant=VARIANT, uncompressed_pdf=True, finisher=_set_scopes)
        if not any(FACE in font.family for font in whole.fonts.values()):
            raise PrintingError(FONTS)
        return _compressed(written)

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
    def _logged(self) -> Iterator[None]:
        """Keep what WeasyPrint says meanwhile, instead of printing it."""
        messages = self.messages

        class Collector(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                messages.append(record.getMessage())

        logger = logging.getLogger("weasyprint")
        handlers, spreads = logger.handlers, logger.propagate
        logger.handlers, logger.propagate = [Collector(logging.WARNING)], False
        try:
            yield
        finally:
            logger.handlers, logger.propagate = handlers, spreads


def stylesheet(paper: str) -> str:
    """The whole stylesheet for one of ``PAPERS``."""
    size = PAPERS[paper]
    own = files("foresite.pdf").joinpath("print.css").read_text("utf-8")
    return f"@page {{ size: {size} }}\n@page wide {{ size: {size} landscape }}\n{own}"


def _fetcher(folder: Path) -> Any:
    """What WeasyPrint fetches with: files of a folder, nothing else of this machine, and nothing of others."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Pictures(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                # The picture itself, such as a drawn diagram.
                return super().fetch(url, headers)
            parts = urlsplit(url)
            path = Path(url2pathname(parts.path)).resolve()
            if parts.scheme != "file" or not path.is_relative_to(folder.resolve()):
                raise ValueError("only pictures of the docs folder are printed")
            return URLFetcherResponse(url, path.read_bytes())

    return Pictures()


def _set_scopes(document: Any, pdf: Any) -> None:
    """Give each head cell of a table its scope, and take away the ids that may repeat.

    WeasyPrint links cells by ids instead, which repeat where a table goes on over several pages with its head
    repeated: two elements with one id are a fault.
    """
    elements = [each for each in pdf.objects if isinstance(each, dict)]
    for element in elements:
        match element.get("S"):
            case "/TH":
                element.pop("ID", None)
                group = _parent(_parent(element, pdf), pdf)
                element["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
            case "/TD":
                element["A"].pop("Headers", None)


def _compressed(written: bytes) -> bytes:
    """The PDF compressed, which takes a third of the time here that WeasyPrint takes; same in, same out."""
    import pikepdf

    done = BytesIO()
    with pikepdf.open(BytesIO(written)) as pdf:
        pdf.save(done, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return done.getvalue()


def _parent(element: Any, pdf: Any) -> Any:
    """The element that one of the tags stands in: its ``P`` is a reference, ``b"12 0 R"``."""
    return pdf.objects[int(element["P"].split()[0])]
