"""One formatted citation for all paragraphs of a work: a stand-in is formatted, the paragraphs are put in afterwards.

A brief of twenty paragraphs would else be formatted up to twenty times over. That it makes no difference is not
taken for granted: every run formats some paragraphs both ways, and a citation in which the stand-in does not come
back exactly once is formatted as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from foresite.model import Citation, CitedWork

FIRST, LAST = "8888881", "8888889"
"""What stands in for a paragraph, and for the last of several: numbers that no text has by chance."""
PARAGRAPHS = re.compile(r"([1-9]\d{0,3})(?:–([1-9]\d{0,3}))?")
TRIED = ("1", "2", "3", "7", "11", "12", "21", "100", "112", "1000", "1–1", "1–2", "7–9", "9–12", "101–108", "321–328")
"""The paragraphs by which a style shows that it treats all alike: plurals, ordinals, shortened ranges."""


def standing_in(citation: Citation) -> Citation | None:
    """The citation with stand-ins; None where it names more than one work, or no single paragraph or range."""
    work = citation.works[0]
    found = PARAGRAPHS.fullmatch(work.locator) if len(citation.works) == 1 and work.label == "paragraph" else None
    return _located(citation, f"{FIRST}–{LAST}" if found[2] else FIRST) if found else None


def put_in(html: str, locator: str) -> str | None:
    """The formatted stand-in with the paragraphs in it; None where that is not clear."""
    first, _, last = locator.partition("–")
    if html.count(FIRST) != 1 or html.count(LAST) != bool(last):
        return None
    return html.replace(FIRST, first).replace(LAST, last) if last else html.replace(FIRST, first)


def tried(citation: Citation) -> list[Citation]:
    """The citation of each of the paragraphs that are tried."""
    return [_located(citation, locator) for locator in TRIED]


def all_alike(citation: Citation, formatted: Mapping[Citation, str]) -> bool:
    """Whether what was tried came out both ways the same."""
    pairs = [(each, standing_in(each)) for each in tried(citation)]
    return all(stand and put_in(formatted[stand], each.works[0].locator) == formatted[each] for each, stand in pairs)


def _located(citation: Citation, locator: str) -> Citation:
    work = citation.works[0]
    located = CitedWork(work.key, work.prefix, work.label, locator, work.suffix, work.author_suppressed)
    return Citation((located,), citation.narrative)
