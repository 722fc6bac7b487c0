"""Draw Mermaid diagrams when a page is built: readers' browsers then need no script, and printed pages show them, too.

A drawing is embedded as an image, so that nothing in it can run code or load content. It is drawn by Merman, a library
that needs no browser and is imported only if there is a diagram.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from foresite.model.problems import Code, Fault
from foresite.parsing.markdown.code import DIAGRAM, FENCE, find_fences
from foresite.runtime.origin import how_to_install

TITLE = re.compile(r"<(?:title|desc)\b[^>]*>([^<]*)</(?:title|desc)>")
LABEL = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
TAG = re.compile(r"<[^<>]*>")
SIZE = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
REASON = re.compile(r"message=[\"'](?:Diagram parse error \([^)]*\): )?(.*?)[\"']?$", re.DOTALL)
MAX_ALT_LENGTH = 300
"""Characters of an alternative text made from the labels."""
OPTIONS = json.dumps(
    {
        "version": 2,
        "resources": {"profile": "constrained"},
        # Labels are SVG text, since only browsers show HTML in a drawing.
        "svg": {"pipeline": "resvg-safe", "diagram_id": "diagram"},
        # Shadows and gradients are drawn differently on paper.
        "site_config": {"theme": "neutral", "themeVariables": {"useGradient": False, "dropShadow": "none"}},
    }
)


class DiagramError(ValueError):
    """A diagram that cannot be drawn; the message says why, ``hint`` what to do about it."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


class Diagram(NamedTuple):
    """A diagram in a text; lines count from 0, its fences included."""

    start: int
    end: int
    prefix: str
    """The text before its fence: the indentation."""
    source: str


def missing() -> str:
    """Return what to do if the library that draws diagrams is not installed."""
    return f"{how_to_install('diagrams')}, or show a picture of it"


def find_diagrams(text: str) -> Iterator[Diagram]:
    """Yield the Mermaid diagrams of a text: fenced code whose language is ``mermaid``."""
    if "mermaid" not in text:
        return
    lines = text.split("\n")
    for start, end in find_fences(lines):
        opening = FENCE.match(lines[start])
        if opening and DIAGRAM.match(lines[start], opening.start("fence")):
            prefix = opening["prefix"]
            inside = (line.removeprefix(prefix) for line in lines[start + 1 : end])
            yield Diagram(start, end, prefix, "\n".join(inside))


def check_diagrams(text: str) -> list[Fault]:
    """Return a fault for each diagram of a text that cannot be drawn."""
    faults = []
    for diagram in find_diagrams(text):
        try:
            draw(diagram.source)
        except DiagramError as error:
            message = f"the Mermaid diagram cannot be drawn: {error}, expected a valid diagram"
            faults.append(Fault(diagram.start + 1, Code.UNRENDERED, message, error.hint))
    return faults


def figure(source: str) -> str:
    """Render a diagram as a picture in XHTML.

    Raises:
        DiagramError: where it cannot be drawn.
    """
    drawing = draw(source)
    titles = [unescape(match).strip() for match in TITLE.findall(drawing)]
    labels = dict.fromkeys(unescape(TAG.sub(" ", match)).strip() for match in LABEL.findall(drawing))
    spoken = " ".join(". ".join(filter(None, titles)).split()) or "; ".join(filter(None, labels))[:MAX_ALT_LENGTH]
    size = SIZE.search(drawing)
    space = f' width="{round(float(size[1]))}" height="{round(float(size[2]))}"' if size else ""
    data = b64encode(drawing.encode()).decode()
    picture = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(spoken)}"{space} />'
    return f'<figure class="fs-diagram">{picture}</figure>'


@lru_cache(maxsize=256)
def draw(source: str) -> str:
    """Render a diagram as SVG.

    Raises:
        DiagramError: where it cannot be drawn.
    """
    try:
        import merman
    except ImportError:
        raise DiagramError("Merman, which draws it, is not installed", missing()) from None
    if not source.strip():
        raise DiagramError("it is empty")
    try:
        drawing = str(merman.Merman().render_svg(source, OPTIONS))
        # The lines are dark, and so may be the page.
        return drawing.replace(' style="', ' style="background: #fff; ', 1)
    except merman.MermanError as error:
        reason = REASON.search(str(error))
        raise DiagramError(" ".join((reason[1] if reason else str(error)).split())[:200]) from None
