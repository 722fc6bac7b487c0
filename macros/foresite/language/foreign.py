"""Mark texts that are not in the language of the page that shows them, wherever they are shown.

A site in several languages shows what is not translated yet as it stands in the original. Such a text is a
``Foreign``: it compares, sorts and is searched as any text, but what a template or a format makes of it has signs
around it (language tags of Unicode, which nobody sees and no source may hold). Once a page is finished, the signs
become elements with a ``lang``, or are removed where there can be none: in attributes, in scripts, in data.
"""

from __future__ import annotations

import re
from typing import Any

BEGIN, END = "\U000e0001", "\U000e007f"
OFFSET = 0xE0000
SIGNS = re.compile("[\U000e0001\U000e0020-\U000e007f]+")
MARKED = re.compile(f"{BEGIN}([\U000e0020-\U000e007e]*+)([^{BEGIN}{END}]*+){END}")
TAG = re.compile(r"<(/?[A-Za-z][A-Za-z0-9]*+)?+[^<>]*+>")
TEXT_ONLY = ("script", "style", "title", "option", "textarea")
"""The elements that hold no others."""


class Foreign(str):
    """A text in another language than that of the site."""

    lang: str

    def __new__(cls, text: str, lang: str = "") -> Foreign:
        """Return the text with the tag of its language."""
        made = super().__new__(cls, text)
        made.lang = lang
        return made

    def __str__(self) -> str:
        return _signed(self[:], self.lang)

    def __html__(self) -> Any:
        from markupsafe import Markup, escape

        return Markup(_signed(str(escape(self[:])), self.lang))


def _signed(text: str, lang: str) -> str:
    return f"{BEGIN}{''.join(chr(OFFSET + ord(sign)) for sign in lang)}{text}{END}" if lang and text else text


def alike(text: str, changed: str) -> str:
    """Return a changed text in the language of what it was made of."""
    return Foreign(changed, text.lang) if isinstance(text, Foreign) else changed


def plain(text: str) -> str:
    """Return a text without signs."""
    return SIGNS.sub("", text) if BEGIN in text else text[:]


def with_elements(html: str) -> str:
    """Return a page whose signs are elements with a ``lang``; where none can stand, they are removed."""
    if BEGIN not in html:
        return html
    pieces, end, drawing = [], 0, 0
    while tag := TAG.search(html, end):
        name = (tag[1] or "").lower()
        pieces.append(_marked(html[end : tag.start()], drawing))
        start, end = tag.span()
        if name in TEXT_ONLY:
            closing = html.find(f"</{name}", end)
            end = closing if closing >= 0 else len(html)
        elif name == "svg" and not tag[0].endswith("/>"):
            drawing += 1
        elif name == "/svg":
            drawing -= 1
        pieces.append(plain(html[start:end]))
    pieces.append(_marked(html[end:], drawing))
    return "".join(pieces)


def _marked(text: str, drawing: int) -> str:
    if BEGIN not in text and END not in text:
        return text
    element = "tspan" if drawing else "span"

    def mark(match: re.Match[str]) -> str:
        lang = "".join(chr(ord(sign) - OFFSET) for sign in match[1])
        return f'<{element} lang="{lang}">{match[2]}</{element}>' if match[2].strip() else match[2]

    return plain(MARKED.sub(mark, text))
