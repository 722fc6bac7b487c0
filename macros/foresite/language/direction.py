"""Tell in which direction a text runs, and what must be isolated on a page of the other direction."""

from __future__ import annotations

import re

from foresite.language.words import right_to_left

RIGHTWARD = re.compile(
    "[\u0041-\u005a\u0061-\u007a\u00c0-\u02af\u0370-\u0589\u0900-\u1fff\u2c00-\ud7ff\uf900-\ufaff\uff21-\uffdc]"
)
"""Letters that run from left to right."""
LEFTWARD = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Letters that run from right to left."""


def arrow() -> str:
    """Return the arrow from what was to what is."""
    return "←" if right_to_left() else "→"


def runs_against_page(text: str) -> bool:
    """Return whether a text has letters that run against the direction of the page."""
    return bool((RIGHTWARD if right_to_left() else LEFTWARD).search(text))


LEFTWARD_WORDS = re.compile(rf"{LEFTWARD.pattern}+(?:[ '’-]{LEFTWARD.pattern}+)*")
ELEMENT = re.compile(r"<[^<>]*>|&[^&;<]*;")


def isolated_words(markup: str) -> str:
    """Return XHTML that begins from the left with its words from the right isolated.

    A number after such words, such as the year after a name, would else run with them. After words from the left it
    does so rightly.
    """
    plain = ELEMENT.sub("", markup)
    rightward, leftward = RIGHTWARD.search(plain), LEFTWARD.search(plain)
    if not rightward or not leftward or leftward.start() < rightward.start():
        return markup
    parts, at = [], 0
    for element in ELEMENT.finditer(markup):
        parts += [LEFTWARD_WORDS.sub(_isolated, markup[at : element.start()]), element[0]]
        at = element.end()
    return "".join([*parts, LEFTWARD_WORDS.sub(_isolated, markup[at:])])


def _isolated(words: re.Match[str]) -> str:
    return f"<bdi>{words[0]}</bdi>"


def begins_against_page(text: str) -> bool:
    """Return whether the first letter of a text runs against the direction of the page, and the text with it."""
    rightward, leftward = RIGHTWARD.search(text), LEFTWARD.search(text)
    first = min((found.start() for found in (rightward, leftward) if found), default=-1)
    against = rightward if right_to_left() else leftward
    return against is not None and against.start() == first
