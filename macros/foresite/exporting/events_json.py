"""``data/events.json``: the events with their dates, sources and what they decide."""

from __future__ import annotations

from foresite.corpus import Corpus
from foresite.exporting.json_form import document, members, shared_members, without_empty

PATH = "data/events.json"


def events_json(corpus: Corpus) -> str:
    """All events of the corpus as JSON; ``schemas/events.json`` and docs/data.md describe the form."""
    return document(
        corpus,
        "events.json",
        events=[
            without_empty(
                {
                    **shared_members(corpus, event, PATH),
                    **members(event),
                    "single_source": event.thin,
                    "decides": [outcome.of for outcome in corpus.outcomes_of(event)],
                }
            )
            for event in corpus.events
        ],
    )
