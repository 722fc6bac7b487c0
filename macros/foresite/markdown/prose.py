"""Bodies that are prose and citations alone, which most are: they become HTML without Markdown.

Markdown tries some thirty patterns on every piece of every text. Where none of its signs stands, there is nothing for
it to find. Whatever is not surely prose is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from foresite.citing.grammar import find_citations
from foresite.model import Citation

# A line that starts with a letter starts no list, heading, table or code; none of these signs means anything within.
LINE = re.compile(r"[^\W\d_](?:[^\W_]++|[ .,;:'\"()!?…–—‑“”‘’«»%/¶§+=$€£°-]++)*+(?<! )")
ASCII = bytes(code for code in range(128) if LINE.fullmatch(f"x{chr(code)}x"))
"""What of ASCII may stand in such a line."""
PARAGRAPHS = re.compile(r"\n{2,}")


def prose(text: str, cite: Callable[[Citation], str]) -> str | None:
    """A text as XHTML, or None where it is more than prose.

    ``cite`` gives a citation as XHTML, or the empty string where there is none to give.
    """
    done = [_paragraph(part, cite) for part in PARAGRAPHS.split(text.strip("\n"))]
    return "\n".join(f"<p>{part}</p>" for part in done) if all(done) else None


def _paragraph(text: str, cite: Callable[[Citation], str]) -> str:
    """A paragraph's inside; the empty string where it is more than prose."""
    shown, rest, at = "", "", 0
    for found in find_citations(text):
        formatted = cite(found.citation) if found.citation else ""
        if not formatted:
            return ""
        shown += f"{text[at : found.start]}{formatted}"
        # A letter holds its place.
        rest += f"{text[at : found.start]}x"
        at = found.end
    shown, rest = shown + text[at:], rest + text[at:]
    return shown if all(map(is_prose, rest.split("\n"))) else ""


def is_prose(line: str) -> bool:
    """Whether Markdown surely finds nothing in a line."""
    if line.isascii():
        return line[:1].isalpha() and line[-1] != " " and not line.encode().translate(None, ASCII)
    return LINE.fullmatch(line) is not None
