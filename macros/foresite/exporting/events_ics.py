"""``data/events.ics``: the events as a calendar (iCalendar, RFC 5545).

A calendar knows days only, so an event whose day is not known spans all the days it can have been, and says
so: its summary has the date in words, and ``X-FORESITE-EDTF`` and the description have it as recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from foresite.corpus import Corpus
from foresite.exporting.json_form import permalink
from foresite.model import Event
from foresite.reading.markdown.plain import plain
from foresite.values import Span
from foresite.views import references

PATH = "data/events.ics"
WIDTH = 75
"""How many octets a line may have before it is folded."""
ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
"""What stands for a character; for the backslash first, since the others bring more of them."""
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def events_ics(corpus: Corpus) -> str:
    """All events of the corpus as one calendar; the same sources give the same text."""
    settings = corpus.settings
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Foresite//Events//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(settings.name or 'Events')}",
        *(line for event in corpus.events for line in _event(corpus, event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def text(value: str) -> str:
    """A value of the type TEXT, escaped; control characters are left out."""
    # Lines end in one way in most texts, and nothing in them controls anything.
    plainly = value.replace("\n", " ").isprintable()
    value = value.removesuffix("\n") if plainly else CONTROLS.sub("", "\n".join(value.splitlines()))
    for character, escaped in ESCAPES.items():
        value = value.replace(character, escaped)
    return value


def folded(line: str) -> str:
    """A line broken so that no part has more than 75 octets; no character is broken."""
    octets = line.encode()
    parts, start, end = [], 0, WIDTH
    while end < len(octets):
        # Not before an octet that only goes on with a character.
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(octets[start:end])
        # The space before it counts.
        start, end = end, end + WIDTH - 1
    return b"\r\n ".join((*parts, octets[start:])).decode()


def _event(corpus: Corpus, event: Event) -> Iterator[str]:
    settings = corpus.settings
    first, after = _days(event.date)
    yield "BEGIN:VEVENT"
    yield f"UID:{text(f'{event.id}@{_host(corpus)}')}"
    yield f"DTSTAMP:{_stamp(corpus, event):%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    if after:
        yield f"DTEND;VALUE=DATE:{_day(after)}"
    mark = "Draft: " if event.draft else ""
    yield f"SUMMARY:{mark}{text(event.title if _exact(event.date) else f'{event.title} ({event.date})')}"
    yield f"DESCRIPTION:{text(_description(corpus, event))}"
    if event.themes:
        yield f"CATEGORIES:{','.join(text(settings.theme_label(theme)) for theme in event.themes)}"
    if settings.url:
        yield f"URL:{permalink(corpus, event, PATH)}"
    yield "TRANSP:TRANSPARENT"
    yield f"X-FORESITE-EDTF:{text(event.date.text)}"
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
    parts = [plain(event.body), f"Date as recorded: {event.date} (EDTF {event.date.text})."]
    if event.actors:
        parts.append(f"Actors: {', '.join(event.actors)}.")
    if sources:
        lone = " The event rests on one source." if event.thin else ""
        parts.append(f"{'Source' if event.thin else 'Sources'}: {'; '.join(sources)}.{lone}")
    return "\n".join(part for part in parts if part)


def _host(corpus: Corpus) -> str:
    """What makes the ids of this site's events unique in the world."""
    name = urlsplit(corpus.settings.url).netloc or corpus.settings.name
    return re.sub(r"[^\w.:-]+", "-", name).strip("-").lower() or "foresite"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
