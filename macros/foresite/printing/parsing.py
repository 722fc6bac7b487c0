"""HTML text to a tree that WeasyPrint takes as it is."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, fromstring

from foresite.xml_text import xml_text

SVG = "{http://www.w3.org/2000/svg}"


def parse_html(text: str) -> Element:
    """The ``body`` of a piece of HTML; drawings in it have their namespace, as a browser gives it to them.

    Most pages are XML as well, which is read ten times as fast.
    """
    try:
        body = fromstring(f"<body>{xml_text(text)}</body>")
    except ParseError:
        body = _parse_html(text)
    for element in body.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    for drawing in list(body.iter("svg")):
        for element in drawing.iter():
            element.tag = f"{SVG}{element.tag}"
    return body


def _parse_html(text: str) -> Element:
    """The same, of what is no XML."""
    import tinyhtml5

    root: Element = tinyhtml5.parse(text, namespace_html_elements=False)
    body = root.find("body")
    assert body is not None
    return body
