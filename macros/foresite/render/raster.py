"""Turn drawings in SVG into PNG, by the libraries that are there for printing; without them, there are no pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from functools import cache
from importlib.util import find_spec
from io import BytesIO, StringIO
from typing import Any

NEEDED = ("weasyprint", "pypdfium2", "PIL")
TOGETHER = 50
"""Drawings that are laid out as one document."""
COLOURS = 64
"""Colours of a picture: flat ones, and what smooths their edges."""


class RasterError(RuntimeError):
    """The libraries that draw are missing here."""


def is_installed() -> bool:
    """Return whether the libraries are installed, without loading them."""
    return all(map(find_spec, NEEDED))


@cache
def _libraries() -> tuple[Any, Any]:
    try:
        # WeasyPrint prints a long message where a library of the system is missing.
        with redirect_stdout(StringIO()):
            import pypdfium2
            import weasyprint
    except (ImportError, OSError) as error:
        raise RasterError(str(error)) from None
    return weasyprint, pypdfium2


def can_load() -> bool:
    """Return whether the libraries work, which takes half a second to find out."""
    try:
        _libraries()
    except RasterError:
        return False
    return True


def pngs(drawings: Sequence[str], width: int, height: int) -> Iterator[bytes]:
    """Yield drawings of ours, which name no font and no file, as PNG; the same drawing gives the same bytes.

    Raises:
        RasterError: where the libraries are missing.
    """
    weasyprint, pypdfium2 = _libraries()
    from PIL.Image import Dither, Quantize

    head = f"<style>@page{{size:{width}px {height}px;margin:0}}body{{margin:0}}svg{{display:block}}</style>"
    for start in range(0, len(drawings), TOGETHER):
        page = head + "".join(drawings[start : start + TOGETHER])
        document = pypdfium2.PdfDocument(weasyprint.HTML(string=page).write_pdf())
        try:
            for sheet in document:
                bitmap = sheet.render(scale=width / sheet.get_width()).to_pil()
                picture = bitmap.convert("RGB").crop((0, 0, width, height))
                buffer = BytesIO()
                picture.quantize(COLOURS, Quantize.FASTOCTREE, dither=Dither.NONE).save(buffer, "PNG")
                yield buffer.getvalue()
        finally:
            document.close()
