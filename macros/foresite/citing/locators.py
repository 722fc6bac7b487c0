"""Where in a work: the labels of locators and how what follows a key splits into locator and suffix.

The labels are those of the Citation Style Language; the words are the ones Pandoc takes in English.
"""

from __future__ import annotations

import re

WORDS = {
    "book": ("bk.", "bks.", "book", "books"),
    "chapter": ("ch.", "chs.", "chap.", "chaps.", "chapter", "chapters"),
    "column": ("col.", "cols.", "column", "columns"),
    "figure": ("fig.", "figs.", "figure", "figures"),
    "folio": ("fol.", "fols.", "folio", "folios"),
    "issue": ("no.", "nos.", "number", "numbers", "issue", "issues"),
    "line": ("l.", "ll.", "line", "lines"),
    "note": ("n.", "nn.", "note", "notes"),
    "opus": ("op.", "opp.", "opus", "opera"),
    "page": ("p.", "pp.", "page", "pages"),
    "paragraph": ("¶", "¶¶", "par.", "pars.", "para.", "paras.", "paragraph", "paragraphs"),
    "part": ("pt.", "pts.", "part", "parts"),
    "section": ("§", "§§", "sec.", "secs.", "section", "sections"),
    "sub-verbo": ("s.v.", "s.vv."),
    "verse": ("v.", "vv.", "verse", "verses"),
    "volume": ("vol.", "vols.", "volume", "volumes"),
}
"""Each label with the words that name it."""
LABELS = {word: label for label, words in WORDS.items() for word in words}

_WORD = "|".join(re.escape(word) for word in sorted(LABELS, key=len, reverse=True))
LABEL = re.compile(rf"(?P<label>{_WORD})(?:(?<=[.¶§])\s*|\s+)", re.IGNORECASE)
_UNIT = r"(?:[^\W\d_]{0,3}\d\w*(?:[.:]\w+)*|[ivxlcdm]+|[IVXLCDM]+|[A-Z])(?!\w)"
_RANGE = re.compile(rf"({_UNIT})(?:\s*(?:[-–—]|--)\s*(?:[¶§]\s*)?({_UNIT}))?")
_NEXT = re.compile(r"\s*[,&]\s*")
_BRACED = re.compile(r"\s*+(?:,\s*+)?\{([^{}]*+)\}")
_LEAD = re.compile(r"\s*,?\s*")


def split_locator(rest: str) -> tuple[str, str, str]:
    """What follows a key, as (label, locator, suffix).

    ``, ¶7–9, and more`` gives ``("paragraph", "7–9", ", and more")``; a number without a word is a page,
    as in Pandoc; braces take any locator whole: ``{pp. iv, (xv)}``. The locator's ranges have an en dash
    and its list ``, ``. The suffix keeps its leading comma. Label and locator are empty where there is none.
    """
    if braced := _BRACED.match(rest):
        label, at = _label(braced[1].strip(), 0)
        locator = " ".join(braced[1].strip()[at:].split())
        return (label or "page" if locator else "", locator, _tidy(rest[braced.end() :]))
    lead = _LEAD.match(rest)
    start = lead.end() if lead else 0
    label, at = _label(rest, start)
    if not label and not rest[start : start + 1].isdigit():
        return "", "", _tidy(rest)
    ranges: list[str] = []
    end = at
    while found := _RANGE.match(rest, at):
        ranges.append(f"{found[1]}–{found[2]}" if found[2] else found[1])
        end = found.end()
        comma = _NEXT.match(rest, end)
        if not comma:
            break
        again, at = _label(rest, comma.end())
        if again not in ("", label):
            break
        if not again and not rest[at : at + 1].isdigit():
            break
    if not ranges:
        return "", "", _tidy(rest)
    return label or "page", ", ".join(ranges), _tidy(rest[end:])


def _label(text: str, start: int) -> tuple[str, int]:
    """The label that stands at ``start``, and where what follows it starts."""
    found = LABEL.match(text, start)
    return (LABELS[found["label"].lower()], found.end()) if found else ("", start)


def _tidy(text: str) -> str:
    return " ".join(text.split())
