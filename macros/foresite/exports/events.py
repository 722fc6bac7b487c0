"""Write events and outcomes: JSON, iCalendar (RFC 5545) and an Atom feed (RFC 4287).

A calendar knows days only, so an event whose day is not known spans all the days it can have been, and says
so: its summary has the date in words, and ``X-FORESITE-EDTF`` and the description have it as recorded.

A feed tells what is new and counts. It is not an archive: all outcomes are in ``data/claims.json``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from foresite.citing.pandoc import ILLEGAL
from foresite.exports.serialise import document, members, permalink, shared_members, without_empty
from foresite.model.corpus import Corpus
from foresite.model.dates import Span
from foresite.model.records import Event, Outcome
from foresite.parsing.markdown.text import words_and_code
from foresite.views import references
from foresite.views.addresses import Addresses
from foresite.views.cards import told

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


def events_ics(corpus: Corpus) -> str:
    """All events of the corpus as one calendar; the same sources give the same text."""
    entries = (line for event in corpus.events for line in _event(corpus, event))
    return calendar("Events", corpus.settings.name or "Events", entries)


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
    mark = "Draft: " if event.draft else ""
    yield f"SUMMARY:{mark}{ics_text(event.title if _exact(event.date) else f'{event.title} ({event.date})')}"
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
    parts = [words_and_code(event.body), f"Date as recorded: {event.date} (EDTF {event.date.text})."]
    if event.actors:
        parts.append(f"Actors: {', '.join(event.actors)}.")
    if event.asserted_by:
        parts.append(f"Asserted by: {', '.join(event.asserted_by)}.")
    if event.denied_by:
        parts.append(f"Denied by: {', '.join(event.denied_by)}.")
    if sources:
        lone = " The event rests on one independent source." if corpus.independent_sources(event) == 1 else ""
        parts.append(f"{'Source' if len(sources) == 1 else 'Sources'}: {'; '.join(sources)}.{lone}")
    return "\n".join(part for part in parts if part)


def host(corpus: Corpus) -> str:
    """What makes the ids of this site's entries unique in the world."""
    name = urlsplit(corpus.settings.url).netloc or corpus.settings.name
    return re.sub(r"[^\w.:-]+", "-", name).strip("-").lower() or "foresite"


def _ics_day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


# `data/outcomes.atom`: the latest outcomes as a feed (Atom, RFC 4287), the newest first.


OUTCOMES_ATOM = "data/outcomes.atom"
NAMESPACE = "http://www.w3.org/2005/Atom"
MAX_FEED_OUTCOMES = 100
"""How many outcomes it holds."""


def outcomes_atom(corpus: Corpus) -> str:
    """The latest outcomes that count as a feed; an entry's date is that on which it was judged."""
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    outcomes = sorted(corpus.counted_outcomes, key=lambda outcome: (_outcome_day(outcome), outcome.id), reverse=True)
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": settings.content_language})
    _text(feed, "id", addresses.url(OUTCOMES_ATOM) or _urn(corpus, OUTCOMES_ATOM))
    _text(feed, "title", f"{settings.name}: outcomes" if settings.name else "Outcomes")
    _text(feed, "updated", _outcome_day(outcomes[0]) if outcomes else "1970-01-01T00:00:00Z")
    _text(SubElement(feed, "author"), "name", settings.author or settings.name or "Unknown")
    SubElement(
        feed,
        "link",
        {"rel": "self", "type": "application/atom+xml", "href": addresses.link(OUTCOMES_ATOM, OUTCOMES_ATOM)},
    )
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": addresses.link("", OUTCOMES_ATOM)})
    if settings.licence:
        SubElement(feed, "link", {"rel": "license", "href": settings.licence})
    for outcome in outcomes[:MAX_FEED_OUTCOMES]:
        _entry(SubElement(feed, "entry"), corpus, outcome)
    for element in feed:
        element.tail = "\n"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'


def _entry(entry: Element, corpus: Corpus, outcome: Outcome) -> None:
    claim = corpus.claim(outcome.of)
    status = told(corpus, outcome).capitalize() if outcome.value else outcome.status.label.capitalize()
    address = permalink(corpus, outcome, OUTCOMES_ATOM)
    _text(entry, "id", address if corpus.settings.url else _urn(corpus, outcome.id))
    status = f"Draft: {status}" if outcome.draft else status
    _text(entry, "title", f"{status}: {claim.title if claim else outcome.title}")
    _text(entry, "updated", _outcome_day(outcome))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    if claim:
        related = {"rel": "related", "type": "text/html", "href": permalink(corpus, claim, OUTCOMES_ATOM)}
        SubElement(entry, "link", {**related, "title": _clean(claim.title)})
        for theme in claim.themes:
            SubElement(entry, "category", {"term": theme, "label": corpus.settings.theme_label(theme)})
    SubElement(entry, "category", {"term": outcome.status.value, "label": status})
    if outcome.reason:
        SubElement(entry, "category", {"term": outcome.reason.value, "label": outcome.reason.label})
    _text(entry, "content", words_and_code(outcome.body) or outcome.title)


def _outcome_day(outcome: Outcome) -> str:
    """The last day that the judgement can date from, as Atom has it."""
    return f"{outcome.as_of.last.isoformat()}T00:00:00Z"


def _urn(corpus: Corpus, name: str) -> str:
    """A permanent name for something of a site whose address is not known."""
    return uuid5(NAMESPACE_URL, f"foresite:{corpus.settings.name}:{name}").urn


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _clean(text)


def _clean(text: str) -> str:
    return ILLEGAL.sub("", text)
