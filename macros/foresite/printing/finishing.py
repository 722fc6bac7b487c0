"""What a PDF still needs when WeasyPrint has made it.

A head cell says which way it heads by its ``Scope``. WeasyPrint links cells by ids instead, which repeat
where a table goes on over several pages with its head repeated: two elements with one id are a fault.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any


def scope(document: Any, pdf: Any) -> None:
    """Give each head cell of a table its scope, and take away the ids that may repeat."""
    elements = [each for each in pdf.objects if isinstance(each, dict)]
    for element in elements:
        match element.get("S"):
            case "/TH":
                element.pop("ID", None)
                group = _parent(_parent(element, pdf), pdf)
                element["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"
            case "/TD":
                element["A"].pop("Headers", None)


def compress(written: bytes) -> bytes:
    """The PDF compressed, which takes a third of the time here that WeasyPrint takes; same in, same out."""
    import pikepdf

    done = BytesIO()
    with pikepdf.open(BytesIO(written)) as pdf:
        pdf.save(done, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return done.getvalue()


def _parent(element: Any, pdf: Any) -> Any:
    """The element that one of the tags stands in: its ``P`` is a reference, ``b"12 0 R"``."""
    return pdf.objects[int(element["P"].split()[0])]
