"""Macro calls: one Jinja expression, evaluated where it stands."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from foresite.reading.calls import FARTHEST

# Below `backtick` (190): code is left alone. Above `escape` (180): arguments are not Markdown.
PRIORITY = 185
CALL = rf"\{{\{{(.{{,{FARTHEST}}}?)\}}\}}"
TAG = "fs-macro"


class MacroProcessor(InlineProcessor):
    """Puts a marker where a call stands; it is filled once the page's headings are known.

    A macro yields whole blocks, and a block cannot stand inside the paragraph that Markdown makes
    around the call. So the call is only marked here, and evaluated over the finished tree.
    """

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """The marker, with the call's source in its ``call`` attribute."""
        marker = Element(TAG, {"call": m[1]})
        return marker, m.start(0), m.end(0)


def register(md: Markdown) -> None:
    """Make a Markdown instance mark macro calls."""
    processor = MacroProcessor(CALL, md)
    processor.compiled_re = re.compile(CALL, re.DOTALL)
    md.inlinePatterns.register(processor, "foresite-macro", PRIORITY)
