"""HTML text made readable for XML parsers, which are ten times as fast as those of HTML."""

from __future__ import annotations

import re
from html import escape, unescape

NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]*;")
# XML 1.0 has no form for these characters, escaped or not.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with the characters that only HTML has names for as themselves, and without those XML cannot hold."""
    return NOT_XML.sub("", NAMED_ENTITY.sub(lambda match: escape(unescape(match[0])), text))
