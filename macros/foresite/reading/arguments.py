"""Arguments of macros whose values only the whole project can tell right from wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from foresite.macros import MACROS, Takes
from foresite.model import Recommendation
from foresite.problems import Code, Problem, nearest
from foresite.reading.faults import one_of
from foresite.settings import Settings
from foresite.sources import Sources

CODES = {Takes.THEME: Code.UNKNOWN_THEME, Takes.SET: Code.UNKNOWN_SET, Takes.BRIEF: Code.UNKNOWN_BRIEF}
MOST = 12
"""How many choices a message lists."""


def check_arguments(sources: Sources, settings: Settings) -> Iterator[Problem]:
    """Every argument that names something which is not there."""
    known = _known(sources, settings)
    chosen: dict[Takes, dict[str, None]] = {}
    for call in sources.calls:
        for parameter in MACROS[call.name].parameters:
            value = call.arguments.get(parameter.name)
            if value is None or parameter.takes not in known:
                continue
            if parameter.takes not in chosen:
                chosen[parameter.takes] = dict.fromkeys(known[parameter.takes]())
            choices = chosen[parameter.takes]
            if not choices or str(value) in choices:
                continue
            what = parameter.takes.name.lower()
            expected = one_of(choices) if len(choices) <= MOST else f"one of the {len(choices)} that there are"
            message = f"'{call.name}' names the {what} '{value}', which does not exist, expected {expected}"
            code = CODES.get(parameter.takes, Code.BAD_ARGUMENT)
            yield Problem(call.place, code, message, nearest(str(value), choices))


def _known(sources: Sources, settings: Settings) -> dict[Takes, Callable[[], Iterable[str]]]:
    """The values that exist, also in blocks that became no record; without any, nothing is checked."""

    def themes() -> Iterable[str]:
        used = {d.theme for d in sources.declarations} | {theme for event in sources.events for theme in event.themes}
        return list(settings.themes) or sorted(used - {""})

    return {
        Takes.BRIEF: lambda: sorted(brief.key for brief in sources.briefs),
        Takes.OUTLOOK: lambda: sorted({str(brief.outlook) for brief in sources.briefs}),
        Takes.THEME: themes,
        Takes.SET: lambda: sorted({d.set for d in sources.declarations} - {""}),
        Takes.ACTOR: lambda: sorted({actor for event in sources.events for actor in event.actors}),
        Takes.ADDRESSEE: lambda: sorted(
            {c.addressee for c in sources.claims if isinstance(c, Recommendation) and c.addressee}
        ),
    }
