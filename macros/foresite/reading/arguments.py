"""Arguments of macros whose values only the whole project can tell right from wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from foresite.macros import MACROS, Takes
from foresite.model import Recommendation
from foresite.problems import Code, Hints, Problem, nearest, nearest_name
from foresite.reading.faults import one_of_some
from foresite.settings import Settings
from foresite.sources import Sources, Withheld

CODES = {Takes.THEME: Code.UNKNOWN_THEME, Takes.SET: Code.UNKNOWN_SET, Takes.BRIEF: Code.UNKNOWN_BRIEF}


def check_arguments(sources: Sources, settings: Settings) -> Iterator[Problem]:
    """Every argument that names something which is not there."""
    known = _known(sources, settings)
    hidden = _known(sources.withheld, replace(settings, themes={}))
    chosen: dict[Takes, dict[str, None]] = {}
    hints = Hints()
    for call in sources.calls:
        for parameter in MACROS[call.name].parameters:
            value = call.arguments.get(parameter.name)
            if value is None or parameter.takes not in known:
                continue
            if parameter.takes not in chosen:
                chosen[parameter.takes] = dict.fromkeys(known[parameter.takes]())
            choices = chosen[parameter.takes]
            if str(value) in choices:
                continue
            what = parameter.takes.name.lower()
            if (takes := parameter.takes) in hidden and str(value) in hidden[takes]():
                message = f"'{call.name}' names the {what} '{value}', of which nothing is published"
                hint = "its records are drafts or on excluded pages"
                yield Problem(call.place, Code.UNPUBLISHED, message, hint)
                continue
            if not choices:
                continue
            expected = one_of_some(choices)
            message = f"'{call.name}' names the {what} '{value}', which does not exist, expected {expected}"
            code = CODES.get(parameter.takes, Code.BAD_ARGUMENT)
            find = nearest if parameter.takes is Takes.THEME else nearest_name
            hint = "no page annotates it" if _is_work(parameter.takes, value, sources) else ""
            yield Problem(call.place, code, message, hint or hints.nearest(str(value), choices.keys, what, find))


def _is_work(takes: Takes, value: object, sources: Sources) -> bool:
    """Whether what should be an annotated brief is a work of the bibliography."""
    return takes is Takes.BRIEF and any(reference.key == value for reference in sources.references)


def _known(sources: Sources | Withheld, settings: Settings) -> dict[Takes, Callable[[], Iterable[str]]]:
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
