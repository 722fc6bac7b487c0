"""Compute the address at which a reader finds what a claim rests on: in the brief itself.

Text fragments: https://wicg.github.io/scroll-to-text-fragment/. Pages of PDFs: RFC 8118.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from foresite.model.corpus import Corpus
from foresite.model.locators import Locator, count_words
from foresite.model.records import Claim, Forecast, Reference, Scenario
from foresite.views import references

TELLING = 4
"""How many words a wording needs: browsers go to the first match, and shorter ones stand in many places."""
OMISSION = re.compile(r"\[[^\[\]]*\]|…|\.{3}")
"""What editors write into a quotation: omissions and words in square brackets."""
NUMBER = re.compile(r"[1-9][0-9]{0,4}")


def of_claim(corpus: Corpus, claim: Claim) -> str:
    """Return the address of the claim's place in its brief, as exactly as it can be given; empty without an address."""
    work = corpus.references.get(claim.brief)
    text = _text_address(work) if work else ""
    if not work or not text:
        # A DOI or an archive's number leads to a description of the work, which has neither its words nor its pages.
        return _on_the_web(references.address(work)) if work else ""
    if urlsplit(text).path.lower().endswith(".pdf"):
        page = _page(claim.at, work)
        return f"{text.partition('#')[0]}#page={page}" if page else text
    fragment = text_fragment(claim.quote) or text_fragment(_telling_wording(claim))
    return f"{text}{'' if '#' in text else '#'}:~:{fragment}" if fragment else text


def _text_address(work: Reference) -> str:
    """Return where the text itself is: the work's URL or, where there is no other address, an archived copy."""
    url = _on_the_web(work.fields.get("url", ""))
    return url or ("" if references.address(work) else references.archived(work))


def _on_the_web(address: str) -> str:
    return address if address.lower().startswith(("https://", "http://")) else ""


def text_fragment(phrase: str) -> str:
    """Return the directive that has a browser go to a phrase: ``text=``, its start, and its end after an omission."""
    parts = [stripped for part in OMISSION.split(phrase) if (stripped := part.strip())]
    return f"text={','.join(map(_encoded, dict.fromkeys((parts[0], parts[-1]))))}" if parts else ""


def _encoded(text: str) -> str:
    # A hyphen, comma or ampersand would be read as part of the directive; ``quote`` leaves the hyphen.
    return quote(text, safe="").replace("-", "%2D")


def _telling_wording(claim: Claim) -> str:
    wording = claim.wording if isinstance(claim, Forecast | Scenario) else ""
    return wording if count_words(wording) >= TELLING else ""


def _page(at: Locator, work: Reference) -> int:
    """Return the page of the file on which a place begins; 0 where the place names no page.

    Pages of a journal or volume are numbered from its own first page, which the bibliography gives.
    """
    first = NUMBER.match(work.fields.get("pages", ""))
    skipped = int(first[0]) - 1 if first else 0
    numbers = [start for unit in ("page", "slide") for start, _ in at.of(unit) if NUMBER.fullmatch(start)]
    return max(int(numbers[0]) - skipped, 0) if numbers else 0
