"""Write events: JSON and iCalendar (RFC 5545).

A calendar knows days only, so an event whose day is not known spans all the days it can have been, and says
so: its summary has the date in words, and ``X-FORESITE-EDTF`` and the description have it as recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from foresite.exports.serialise import document, members, permalink, shared_members, without_empty
from foresite.language.formats import clauses, series
from foresite.language.words import gettext, in_language, ngettext, of_corpus
from foresite.model.corpus import Corpus
from foresite.model.dates import Span
from foresite.model.records import Event
from foresite.parsing.markdown.text import words_and_code
from foresite.views import references

# `data/events.json`: the events with their dates, sources and what they decide.


EVENTS_JSON = "data/events.json"


def events_json(corpus: Corpus) -> str:
    """All events of the corpus as JSON; ``schemas/events.json`` and docs/data.md describe the form."""
    return document(
        corpus,
        "events.json",
        events=[
            without_empty(
                {
                    **shared_members(corpus, event, EVENTS_JSON),
                    **members(event),
                    "independent_sources": corpus.independent_sources(event),
                    "single_source": corpus.independent_sources(event) == 1,
                    "decides": [*dict.fromkeys(outcome.of for outcome in corpus.outcomes_of(event))],
                }
            )
            for event in corpus.events
        ],
    )


# `data/events.ics`: the events as a calendar (iCalendar, RFC 5545).


EVENTS_ICS = "data/events.ics"
WIDTH = 75
"""How many octets a line may have before it is folded."""
ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
"""What stands for a character; for the backslash first, since the others bring more of them."""
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@in_language(of_corpus)
def events_ics(corpus: Corpus) -> str:
    """All events of the corpus as one calendar; the same sources give the same text."""
    entries = (line for event in corpus.events for line in _event(corpus, event))
    return calendar("Events", corpus.settings.name or gettext("Events"), entries)


def calendar(kind: str, name: str, entries: Iterable[str]) -> str:
    """A calendar of entries, given line by line."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Foresite//{kind}//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{ics_text(name)}",
        *entries,
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def ics_text(value: str) -> str:
    """A value of the type TEXT, escaped; control characters are left out."""
    # Lines end in one way in most texts, and nothing in them controls anything.
    plainly = value.replace("\n", " ").isprintable()
    value = value.removesuffix("\n") if plainly else CONTROLS.sub("", "\n".join(value.splitlines()))
    for character, escaped in ESCAPES.items():
        value = value.replace(character, escaped)
    return value


def folded(line: str) -> str:
    """A line broken so that no part has more than 75 octets; no character and no escape is broken.

    The standard allows to break escapes, but Outlook shows what is left of them.
    """
    octets = line.encode()
    parts, start, end = [], 0, WIDTH
    while end < len(octets):
        # Not before an octet that only goes on with a character.
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        before = octets[start:end]
        end -= (len(before) - len(before.rstrip(b"\\"))) % 2
        parts.append(octets[start:end])
        # The space before it counts.
        start, end = end, end + WIDTH - 1
    return b"\r\n ".join((*parts, octets[start:])).decode()


def _event(corpus: Corpus, event: Event) -> Iterator[str]:
    settings = corpus.settings
    first, after = _days(event.date)
    yield "BEGIN:VEVENT"
    yield f"UID:{ics_text(f'{event.id}@{host(corpus)}')}"
    yield f"DTSTAMP:{_stamp(corpus, event):%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_ics_day(first)}"
    if after:
        yield f"DTEND;VALUE=DATE:{_ics_day(after)}"
    title = event.title if _exact(event.date) else f"{event.title} ({event.date})"
    summary = gettext("Draft: %(title)s", title=title) if event.draft else title
    yield f"SUMMARY:{ics_text(summary)}"
    yield f"DESCRIPTION:{ics_text(_description(corpus, event))}"
    if event.themes:
        yield f"CATEGORIES:{','.join(ics_text(settings.theme_label(theme)) for theme in event.themes)}"
    if settings.url:
        yield f"URL:{permalink(corpus, event, EVENTS_ICS)}"
    yield "TRANSP:TRANSPARENT"
    yield f"X-FORESITE-EDTF:{ics_text(event.date.text)}"
    yield "END:VEVENT"


def _days(span: Span) -> tuple[date, date | None]:
    """The first day, and the day after the last; of a date that is open at one end, the day of the other."""
    if span.first == date.min:
        return span.last, None
    if span.last == date.max:
        return span.first, None
    return span.first, span.last + timedelta(days=1)


def _exact(span: Span) -> bool:
    return span.precision == "day" and span.certain and date.min < span.first and span.last < date.max


def _stamp(corpus: Corpus, event: Event) -> date:
    """The last revision where it is known, else a day of the event itself: never the time of the build."""
    first, after = _days(event.date)
    return corpus.history.records.get(event.id) or (after - timedelta(days=1) if after else first)


def _description(corpus: Corpus, event: Event) -> str:
    known = corpus.references
    sources = [references.cited_name(corpus, known[key]) if key in known else key for key in event.sources]
    parts = [
        words_and_code(event.body),
        gettext("Date as recorded: %(date)s (EDTF %(edtf)s).", date=event.date, edtf=event.date.text),
    ]
    if event.actors:
        parts.append(gettext("Actors: %(names)s.", names=series(event.actors)))
    if event.asserted_by:
        parts.append(gettext("Asserted by: %(names)s.", names=series(event.asserted_by)))
    if event.denied_by:
        parts.append(gettext("Denied by: %(names)s.", names=series(event.denied_by)))
    if sources:
        told = ngettext("Source: %(sources)s.", "Sources: %(sources)s.", len(sources), sources=clauses(sources))
        lone = gettext("The event rests on one independent source.") if corpus.independent_sources(event) == 1 else ""
        parts.append(" ".join(filter(None, (told, lone))))
    return "\n".join(part for part in parts if part)


def host(corpus: Corpus) -> str:
    """What makes the ids of this site's entries unique in the world."""
    name = urlsplit(corpus.settings.url).netloc or corpus.settings.name
    return re.sub(r"[^\w.:-]+", "-", name).strip("-").lower() or "foresite"


def _ics_day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
