"""Forecasts by the end of their horizon: those that are due, and those that are still to come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from foresite.exports.events import calendar, host, ics_text
from foresite.exports.serialise import permalink, without_empty
from foresite.language.words import gettext, in_language, of_corpus
from foresite.model.corpus import Corpus, ended
from foresite.model.records import Forecast, Status
from foresite.views import references

VERSION = 1
"""The version of the JSON form; it rises when a reader of the old form would stumble."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """A forecast that nobody has decided, with the last day of its horizon."""

    claim: Forecast
    end: date
    due: bool


def horizons(corpus: Corpus) -> list[Horizon]:
    """Return the forecasts with a horizon that are due or undecided and still to come, by the end of the horizon."""
    found = []
    for claim in corpus.forecasts:
        outcome, end, due = corpus.outcome(claim), ended(claim), corpus.due(claim)
        ahead = end is not None and end >= corpus.day and (outcome is None or outcome.status is Status.OPEN)
        if end and (due or ahead):
            found.append(Horizon(claim, end, due))
    return sorted(found, key=lambda horizon: (horizon.end, corpus.order[horizon.claim.id]))


def due_text(corpus: Corpus) -> str:
    """Return what is due, one forecast a line, as a problem would stand there; then when the next horizon ends."""
    known = horizons(corpus)
    due = [horizon for horizon in known if horizon.due]
    ahead = [horizon for horizon in known if not horizon.due]
    lines = [f"{claim.place}: {claim.id}: {claim.title} ({_ended(each)})" for each in due for claim in (each.claim,)]
    count = {0: "nothing is due", 1: "1 forecast is due"}.get(len(due), f"{len(due)} forecasts are due")
    following = f"; the next horizon ends on {ahead[0].end}" if ahead else ""
    return "\n".join((*lines, f"{count} as of {corpus.day}{following}")) + "\n"


def due_json(corpus: Corpus) -> str:
    """Return what is due and what is still to come as JSON; docs/commands.md describes the form."""
    known = horizons(corpus)
    document = {
        "version": VERSION,
        "as_of": corpus.day.isoformat(),
        "due": [_json(corpus, horizon) for horizon in known if horizon.due],
        "ahead": [_json(corpus, horizon) for horizon in known if not horizon.due],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@in_language(of_corpus)
def horizons_ics(corpus: Corpus) -> str:
    """Return the ends of horizons as a calendar (iCalendar, RFC 5545): a day each, on which to judge a forecast."""
    entries = (line for horizon in horizons(corpus) for line in _entry(corpus, horizon))
    site = corpus.settings.name
    return calendar("Horizons", gettext("%(site)s: horizons", site=site) if site else gettext("Horizons"), entries)


def _ended(horizon: Horizon) -> str:
    return f"ended on {horizon.end}" if horizon.due else f"ends on {horizon.end}"


def _json(corpus: Corpus, horizon: Horizon) -> dict[str, Any]:
    claim = horizon.claim
    outcome = corpus.outcome(claim)
    return without_empty(
        {
            "id": claim.id,
            "title": claim.title,
            "path": claim.place.path,
            "line": claim.place.line,
            "url": permalink(corpus, claim, "") if corpus.settings.url else "",
            "brief": claim.brief,
            "outlook": claim.outlook,
            "theme": claim.theme,
            "horizon": claim.horizon.text,
            "ends": horizon.end.isoformat(),
            "status": outcome.status.value if outcome else "",
        }
    )


def _entry(corpus: Corpus, horizon: Horizon) -> Iterator[str]:
    claim, work = horizon.claim, corpus.references.get(horizon.claim.brief)
    source = references.cited_name(corpus, work) if work else claim.brief
    yield "BEGIN:VEVENT"
    yield f"UID:{ics_text(f'{claim.id}-horizon@{host(corpus)}')}"
    yield f"DTSTAMP:{horizon.end:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{horizon.end:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{horizon.end + timedelta(days=1):%Y%m%d}"
    summary = gettext("Horizon ends: %(claim)s", claim=claim.title)
    yield f"SUMMARY:{ics_text(summary)}"
    said = [
        f"{source}, {claim.at}: {'; '.join(filter(None, (claim.expected, claim.wording)))}.",
        gettext("Criterion: %(criterion)s", criterion=claim.criterion) if claim.criterion else "",
    ]
    yield f"DESCRIPTION:{ics_text(chr(10).join(filter(None, said)))}"
    if corpus.settings.url:
        yield f"URL:{permalink(corpus, claim, '')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
