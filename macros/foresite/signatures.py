"""The macros and what they take: what a page may call, checked before anything is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Takes(Enum):
    """What an argument holds; the value says it in words."""

    BRIEF = "the key of an annotated brief, in quotes"
    OUTLOOK = "a year such as 2024, without quotes"
    THEME = "a theme, in quotes"
    KIND = "a kind of claim, in quotes"
    DATE = "an EDTF date, in quotes"
    ACTOR = "an actor of an event, in quotes"
    SET = "a scenario set, in quotes"
    VERDICT = "a verdict, in quotes"
    ADDRESSEE = "an addressee of a recommendation, in quotes"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a macro."""

    name: str
    takes: Takes
    required: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """A macro: its name and its parameters in order."""

    name: str
    parameters: tuple[Parameter, ...] = ()

    def __str__(self) -> str:
        """The macro as an editor would call it: ``brief(key)``, ``comparison([theme])``."""
        names = (p.name if p.required else f"[{p.name}]" for p in self.parameters)
        return f"{self.name}({', '.join(names)})"

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name, or None."""
        return next((p for p in self.parameters if p.name == name), None)


OUTLOOK = Parameter("outlook", Takes.OUTLOOK)
THEME = Parameter("theme", Takes.THEME)
ACTOR = Parameter("actor", Takes.ACTOR)
START = Parameter("start", Takes.DATE)
END = Parameter("end", Takes.DATE)

SIGNATURES: Mapping[str, Signature] = {
    signature.name: signature
    for signature in (
        Signature("brief", (Parameter("key", Takes.BRIEF, required=True),)),
        Signature("claims", (OUTLOOK, THEME, Parameter("kind", Takes.KIND))),
        Signature("comparison", (THEME,)),
        Signature("overview"),
        Signature("outlook", (Parameter("outlook", Takes.OUTLOOK, required=True),)),
        Signature("timeline", (START, END, THEME, ACTOR, OUTLOOK)),
        Signature("scenarios", (Parameter("set", Takes.SET),)),
        Signature("forecasts", (OUTLOOK, THEME, Parameter("verdict", Takes.VERDICT))),
        Signature("scorecard", (OUTLOOK,)),
        Signature("recommendations", (OUTLOOK, THEME, Parameter("addressee", Takes.ADDRESSEE))),
        Signature("events", (ACTOR, THEME, START, END)),
        Signature("corrections", (Parameter("brief", Takes.BRIEF),)),
        Signature("bibliography"),
        Signature("explore"),
    )
}
