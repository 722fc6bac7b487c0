"""Say how many there are of something, as languages count."""

from __future__ import annotations

from foresite.language.words import NP_, npgettext, pgettext
from foresite.model.records import Change, Verdict

THINGS = ("claim", "work", "event", "brief")
"""What is counted beside records of every kind, the parts of a brief, and what macros list."""


def both(thing: str) -> tuple[str, str]:
    """Return the message for one and that for several."""
    several = thing.removesuffix("y") + "ies" if thing.endswith("y") else thing + ("es" if thing.endswith("x") else "s")
    return f"%(num)s {thing}", f"%(num)s {several}"


def counted(thing: str, number: int) -> str:
    """Return a number of things in words: ``12 forecasts``; ``thing`` is a kind, a unit or one of ``THINGS``."""
    return npgettext("number", *both(thing), number)


def numbered(label: Verdict | Change | str, number: int) -> str:
    """Return how many there are of what a label names: ``13 held``."""
    if isinstance(label, str):
        return pgettext("number", "%(count)s %(label)s", count=number, label=label)
    return label.counted(number)


def around_number(thing: Verdict | Change | str, number: int) -> tuple[str, str]:
    """Return the words before and behind a number, for where only the number is seen."""
    if isinstance(thing, str):
        said = npgettext("number", *both(thing), number, num="\0")
    else:
        said = thing.counted(number, num="\0")
    before, _, behind = said.partition("\0")
    return before, behind


def kind(name: str) -> str:
    """Return what readers call a kind, as a sentence has it."""
    return pgettext("kind", name)


def link_to(what: str, name: str) -> str:
    """Return the text of a link to a record or page: ``Cite this forecast``; ``what`` is ``Cite``."""
    return pgettext("link", f"{what} this {name}")


NONE = {
    "briefs": NP_("none", "No briefs match"),
    "claims": NP_("none", "No claims match"),
    "corrections": NP_("none", "No corrections match"),
    "events": NP_("none", "No events match"),
    "forecasts": NP_("none", "No forecasts match"),
    "forecasts of quantities": NP_("none", "No forecasts of quantities match"),
    "recommendations": NP_("none", "No recommendations match"),
    "scales": NP_("none", "No scales match"),
    "scenarios": NP_("none", "No scenarios match"),
    "trails": NP_("none", "No trails match"),
    "words": NP_("none", "No words match"),
}


def none_match(things: str) -> str:
    """Return that none of the things that were asked for is there."""
    return NONE[things].words
