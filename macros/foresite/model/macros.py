"""The macros, each declared once, and a call of one as it was parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pkgutil import resolve_name
from typing import Any

# The macros, each declared once: what a page may call, what that takes and what it shows.


class ParameterType(Enum):
    """What an argument holds; the value says it in words."""

    BRIEF = "the key of an annotated brief, in quotes"
    OUTLOOK = "a year such as 2024, or another outlook in quotes"
    THEME = "a theme, in quotes"
    KIND = "a kind of claim, in quotes"
    DATE = "an EDTF date, in quotes"
    ACTOR = "an actor of an event or claim, in quotes"
    SET = "a scenario set, in quotes"
    VERDICT = "a verdict, in quotes"
    PLACE = "a place of a claim, in quotes"
    TAG = "a tag of a claim, in quotes"
    BY = "what to group by, in quotes"
    ADDRESSEE = "an addressee of a recommendation, in quotes"
    SCALE = "the id of a scale, in quotes"
    MEASURE = "the id of a measure, in quotes"
    VINTAGE = "latest or first-print, in quotes"
    ANY = "a text in quotes, or a number"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a macro."""

    name: str
    type: ParameterType
    required: bool = False


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: what it takes, what it shows, and how that is divided where it is too much for one page.

    Views are named and looked up when they are first asked for: the table stands below what reads pages.
    """

    name: str
    parameters: tuple[Parameter, ...] = ()
    """In order."""
    view: str = ""
    """``module:function`` within ``foresite.views``: from the cards and the arguments to what the template shows.

    Empty for the bibliography, which shows formatted works.
    """
    divided_by: str = ""
    """The same for what the view can be divided by; empty where it does not grow with the record."""
    item_noun: str = "claim"
    """What it shows, of which a part says how many it holds."""
    of_events: bool = False
    """Whether it shows events for themselves, rather than with a claim."""
    own: bool = False
    """Whether a project defines it itself, in a template."""

    def __str__(self) -> str:
        """The macro as an editor would call it: ``brief(key)``, ``comparison([theme])``."""
        names = (p.name if p.required else f"[{p.name}]" for p in self.parameters)
        return f"{self.name}({', '.join(names)})"

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((p for p in self.parameters if p.name == name), None)

    @property
    def template(self) -> str:
        """The file that shows the view."""
        return f"{self.name}.j2"

    def build_view(self, cards: Any, **arguments: object) -> Any:
        """Return the view of some arguments."""
        return resolve_name(f"foresite.views.{self.view}")(cards, **arguments)

    def division(self, cards: Any, **arguments: object) -> Any:
        """Return what the view of some arguments can be divided by: a list of ``Division``."""
        return resolve_name(f"foresite.views.{self.divided_by}")(cards, **arguments)


OUTLOOK = Parameter("outlook", ParameterType.OUTLOOK)
THEME = Parameter("theme", ParameterType.THEME)
ACTOR = Parameter("actor", ParameterType.ACTOR)
NAMES = (ACTOR, Parameter("place", ParameterType.PLACE), Parameter("tag", ParameterType.TAG))
START = Parameter("start", ParameterType.DATE)
END = Parameter("end", ParameterType.DATE)
BY = Parameter("by", ParameterType.BY)

MACROS: Mapping[str, Macro] = {
    macro.name: macro
    for macro in (
        Macro("brief", (Parameter("key", ParameterType.BRIEF, required=True),), "briefs:brief"),
        Macro("brief_map", (Parameter("key", ParameterType.BRIEF, required=True),), "brief_map:brief_map"),
        Macro(
            "claims",
            (OUTLOOK, THEME, Parameter("kind", ParameterType.KIND), *NAMES, BY),
            "lists:claims",
            "lists:claims_division",
        ),
        Macro("comparison", (THEME, BY), "comparison:comparison", "comparison:division"),
        Macro(
            "theme",
            (Parameter("theme", ParameterType.THEME, required=True), BY),
            "themes:theme",
            "comparison:division",
        ),
        Macro("overview", (BY,), "comparison:overview"),
        Macro("headline", (THEME, BY), "headline:headline"),
        Macro("outlook", (Parameter("outlook", ParameterType.OUTLOOK, required=True),), "briefs:glance"),
        Macro(
            "timeline",
            (START, END, THEME, ACTOR, OUTLOOK, BY),
            "timeline:timeline",
            "timeline:division",
            item_noun="entry",
            of_events=True,
        ),
        Macro(
            "scenarios",
            (Parameter("set", ParameterType.SET), BY),
            "briefs:scenarios",
            "briefs:division",
            item_noun="scenario",
        ),
        Macro(
            "forecasts",
            (OUTLOOK, THEME, Parameter("verdict", ParameterType.VERDICT), *NAMES, BY),
            "explore:forecasts",
            "lists:forecasts_division",
            item_noun="forecast",
        ),
        Macro("due", (OUTLOOK, THEME, *NAMES, BY), "lists:due", "lists:due_division", item_noun="forecast"),
        Macro("scorecard", (OUTLOOK, BY), "scorecard:scorecard"),
        Macro(
            "quantities",
            (Parameter("measure", ParameterType.MEASURE), THEME, Parameter("vintage", ParameterType.VINTAGE), BY),
            "quantities:quantities",
            "quantities:division",
            item_noun="forecast",
        ),
        Macro("agreement", (), "agreement:agreement"),
        Macro("trails", (THEME, BY), "trails:trails", "trails:division"),
        Macro(
            "recommendations",
            (OUTLOOK, THEME, Parameter("addressee", ParameterType.ADDRESSEE), *NAMES, BY),
            "lists:recommendations",
            "lists:recommendations_division",
            item_noun="recommendation",
        ),
        Macro(
            "events",
            (ACTOR, THEME, START, END),
            "lists:events",
            "lists:events_division",
            item_noun="event",
            of_events=True,
        ),
        Macro(
            "deciding_events",
            (ACTOR, THEME, START, END),
            "timeline:deciding_events",
            "timeline:deciding_division",
            item_noun="event",
            of_events=True,
        ),
        Macro(
            "corrections",
            (Parameter("brief", ParameterType.BRIEF),),
            "lists:corrections",
            "lists:corrections_division",
            item_noun="correction",
        ),
        Macro("changes", (), "changes:changes"),
        Macro("bibliography", divided_by="bibliography:division", item_noun="work"),
        Macro("explore", (BY,), "explore:explore", "explore:division"),
        Macro("scales", (Parameter("scale", ParameterType.SCALE),), "scales:scales"),
        Macro("glossary", (), "glossary:glossary"),
        Macro("key", (), "glossary:glossary"),
    )
}
"""The macros by name."""


# A macro call as parsed, before anything of it is checked.


def call_in_name(name: str, text: str) -> str:
    """Return what is wrong with a text that is only shown, such as a label; empty where it begins no macro call."""
    if "{{" not in text and "{%" not in text:
        return ""
    return f"{name} has '{{{{' or '{{%', which begin a macro call, expected words"


EXPECTED_CALL = 'expected one macro with texts in quotes or numbers, such as {{ comparison(theme="trade") }}'


class CallError(ValueError):
    """An expression that is not a call; its text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as parsed: any name, any literals."""

    name: str
    positional: tuple[object, ...]
    keyword: tuple[tuple[str, object], ...]
