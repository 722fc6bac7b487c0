"""The eight blocks and their options: one table, which reads them and describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foresite.model import (
    Correction,
    Event,
    Finding,
    Forecast,
    Outcome,
    Recommendation,
    Record,
    Scenario,
    Shift,
)
from foresite.reading import values
from foresite.reading.given import Reader, Target, text


@dataclass(frozen=True, slots=True)
class Spec:
    """One option of a kind of block."""

    expects: str
    """What stands there, in words."""
    read: Reader
    required: bool = False
    absent: object = ""
    """What the record holds where the option is not given."""
    field: str = ""
    """The record's field, where it has not the option's name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block."""

    record: type[Record]
    options: Mapping[str, Spec]
    of_brief: bool
    """Whether it says something of a brief, and so stands on a page that annotates one."""


QUOTED_WORDS = 12
WORDING_WORDS = 6

ID = {"id": Spec("an id in kebab-case", values.identifier, required=True)}
DRAFT = {"draft": Spec("true, for what only a preview shows", text, absent=False)}
THEME = {"theme": Spec("a theme", values.theme, required=True)}
AT = {"at": Spec("a paragraph locator such as 7, 7-9 or '7, 12'", values.locator, required=True)}
QUOTE = {"quote": Spec(f"a phrase of the brief, at most {QUOTED_WORDS} words", values.phrase(QUOTED_WORDS))}
CLAIM = {**ID, **THEME, **AT}


def _expectation(required: bool) -> dict[str, Spec]:
    words = f"the brief's own words, at most {WORDING_WORDS}"
    absent = "" if required else None
    return {
        "wording": Spec(words, values.phrase(WORDING_WORDS), required),
        "likelihood": Spec("a term of the site's scale", values.likelihood, required, absent),
        "horizon": Spec("an EDTF date, an interval or open", values.horizon, required, absent),
    }


PROSE = frozenset(
    "quote wording criterion addressee set drivers assumptions signposts impact printed reading actors".split()
)
"""The options that hold any text."""

_KINDS: Mapping[str, Kind] = {
    "finding": Kind(Finding, CLAIM | QUOTE, of_brief=True),
    "forecast": Kind(
        Forecast,
        CLAIM | _expectation(required=True) | {"criterion": Spec("what would show that it happened", text)} | QUOTE,
        of_brief=True,
    ),
    "recommendation": Kind(
        Recommendation,
        CLAIM | {"addressee": Spec("whom it is addressed to", text)} | QUOTE,
        of_brief=True,
    ),
    "scenario": Kind(
        Scenario,
        {**ID, "set": Spec("the name of its set", text, required=True), **THEME, **AT}
        | _expectation(required=False)
        | {
            "drivers": Spec("a list of texts", values.many, absent=()),
            "assumptions": Spec("a list of texts", values.many, absent=()),
            "signposts": Spec("a list of event ids or texts", values.naming_many(Target.SIGNPOST), absent=()),
            "impact": Spec("what it would mean", text),
        }
        | QUOTE,
        of_brief=True,
    ),
    "correction": Kind(
        Correction,
        ID
        | AT
        | {
            "printed": Spec(
                f"what the brief prints, at most {QUOTED_WORDS} words",
                values.phrase(QUOTED_WORDS),
                required=True,
            ),
            "reading": Spec("what is right", text, required=True),
        },
        of_brief=True,
    ),
    "event": Kind(
        Event,
        ID
        | {
            "date": Spec("an EDTF date or interval", values.date, required=True),
            "themes": Spec("a list of themes", values.themes, required=True),
            "actors": Spec("a list of names", values.many, absent=()),
            "sources": Spec("a list of citation keys", values.naming_many(Target.SOURCE), required=True),
        },
        of_brief=False,
    ),
    "outcome": Kind(
        Outcome,
        ID
        | {
            "of": Spec(
                "the id of a forecast, recommendation or scenario",
                values.naming(Target.JUDGED),
                required=True,
            ),
            "status": Spec("occurred, partly, did-not-occur, open or not-assessable", values.status, required=True),
            "as-of": Spec("an EDTF date", values.day, required=True, field="as_of"),
            "events": Spec("a list of event ids", values.naming_many(Target.EVENT), absent=()),
        },
        of_brief=False,
    ),
    "shift": Kind(
        Shift,
        ID
        | {
            "change": Spec("kept, strengthened, softened, reversed, dropped or new", values.change, required=True),
            **THEME,
            "from": Spec("a list of claims", values.naming_many(Target.CLAIM), absent=(), field="before"),
            "to": Spec("a list of claims", values.naming_many(Target.CLAIM), absent=(), field="after"),
        },
        of_brief=False,
    ),
}

KINDS: Mapping[str, Kind] = {
    name: Kind(kind.record, {**kind.options, **DRAFT}, kind.of_brief) for name, kind in _KINDS.items()
}

OPTION_NAMES = frozenset(name for kind in KINDS.values() for name in kind.options)
