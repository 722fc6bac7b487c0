"""What a page is about, in the words it begins with: for search engines, link previews and citation software."""

from __future__ import annotations

import re

from foresite.reading.plain import plain

MOST = 300
"""Characters. Search engines show about half of it, reference managers all."""
READ = 10 * MOST
"""Characters of Markdown that are looked at, its addresses and citations included."""
BLANK = re.compile(r"\n[ \t]*(?=\n)")
NO_PROSE = re.compile(
    r"\s{0,3}(?:[#<|>/:]|[*+-]\s|[!?]{3}|!\[|\d+[.)]\s|\{\{|\[[^\]\n]*\]:|`{3}|~{3})"
    r"|[^\n]*\n {0,3}(?:=+|-+)[ \t]*$"
)
"""How what is not a paragraph of prose begins: a heading, a tag, a table, a list, a block, a macro call, code."""
SENTENCE = re.compile(r"[.!?…。][”’\"')]*(?=\s)")


def lead(prose: str) -> str:
    """The first paragraph of a page's Markdown in plain words, cut after a sentence; empty where there is none.

    Code is expected to be masked, as in ``foresite.reading.scan.Scan.prose``.
    """
    for paragraph in BLANK.split(prose):
        text = paragraph.lstrip("\n")[:READ]
        if text and not text.isspace() and not NO_PROSE.match(text) and (words := plain(text)):
            return _cut(words)
    return ""


def _cut(words: str) -> str:
    """The words up to the last end of a sentence that fits, or to the last word that does."""
    if len(words) <= MOST:
        return words
    ends = [end.end() for end in SENTENCE.finditer(words, 0, MOST)]
    if ends and ends[-1] > MOST // 3:
        return words[: ends[-1]]
    return words[: words.rindex(" ", 0, MOST)].rstrip(",;:–— ") + " …" if " " in words[:MOST] else words[:MOST]
