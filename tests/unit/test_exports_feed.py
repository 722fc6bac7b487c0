"""The feed of outcomes, read by a feed reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID
from xml.etree.ElementTree import fromstring

import feedparser
from harbour import corpus, forecast, outcome, settings

from foresite.exports.feeds import outcomes_atom
from foresite.model.corpus import Corpus
from foresite.model.records import History, Status

ATOM = "{http://www.w3.org/2005/Atom}"


def read(**changes):
    text = outcomes_atom(corpus(**changes))
    feed = feedparser.parse(text.encode(), response_headers={"content-type": "application/atom+xml"})
    assert not feed.bozo
    root = fromstring(text.encode())
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    return feed


def test_an_entry_tells_what_became_of_a_claim_and_when_it_was_judged() -> None:
    feed = read(outcomes=(outcome("moor-strike", Status.DID_NOT_OCCUR, as_of="2024-03"),))
    (entry,) = feed.entries
    assert entry.title == "Did not occur: The dockers strike"
    assert entry.updated == feed.feed.updated == f"{date(2024, 3, 31).isoformat()}T00:00:00Z"
    assert entry.content[0].value == "Because of this."
    assert {tag.term: tag.label for tag in entry.tags} == {"labour": "Labour", "did-not-occur": "Did not occur"}
    assert [(link.rel, link.href) for link in entry.links] == [
        ("alternate", "../outcomes/#moor-strike-outcome"),
        ("related", "../briefs/2021-moor/#moor-strike"),
    ]


def test_as_of_a_day_nothing_is_of_a_later_one() -> None:
    later = harbour_as_of(date(2024, 6, 1))
    feed = feedparser.parse(outcomes_atom(later).encode())
    assert feed.entries
    assert {each.updated[:10] for each in (feed.feed, *feed.entries)} == {"2024-03-01"}
    assert not [page for page, changed in later.history.pages.items() if changed > later.day]


def harbour_as_of(day: date) -> Corpus:
    """The harbour as of a day, whose outcomes were all changed later."""
    now = corpus()
    changed = {each.id: date(2025, 7, 1) for each in now.outcomes}
    history = History({"outcomes.md": date(2025, 7, 1)}, changed, date(2025, 7, 1))
    return replace(now, history=history).as_of(day)


def test_code_keeps_its_lines() -> None:
    body = "It reads *so*:\n\n```\nif dry:\n    close(gate)\n```\n"
    judged = replace(outcome("moor-strike", Status.OPEN), body=body)
    assert read(outcomes=(judged,)).entries[0].content[0].value == "It reads so:\nif dry:\n    close(gate)"


def test_ids_are_permanent_links_where_the_site_knows_its_address() -> None:
    at = settings(
        url="https://harbour.example/", name="Harbour", author="The harbour desk", licence="https://l.example/"
    )
    feed = read(settings=at)
    assert feed.feed.id == "https://harbour.example/data/outcomes.atom"
    assert feed.feed.author == "The harbour desk"
    assert "https://harbour.example/outcomes/#moor-strike-outcome" in {entry.id for entry in feed.entries}
    assert all(entry.link.startswith("https://harbour.example/") for entry in feed.entries)
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": "https://harbour.example/data/outcomes.atom",
        "alternate": "https://harbour.example/",
        "license": "https://l.example/",
    }


def test_ids_are_names_that_stay_where_it_does_not() -> None:
    ids = [entry.id for entry in read().entries]
    assert all(UUID(id).version == 5 for id in ids)
    assert ids == [entry.id for entry in read().entries]


def test_the_latest_judgement_comes_first() -> None:
    outcomes = [outcome("moor-strike", Status.OPEN, as_of=day) for day in ("2023-01-01", "2024-01-01")]
    late = outcome("moor-second-berth", Status.OCCURRED, as_of="2025")
    feed = read(outcomes=(outcomes[0], late))
    assert [entry.updated[:4] for entry in feed.entries] == ["2025", "2023"]


def test_of_several_coders_it_holds_what_counts_on_each_day() -> None:
    early = outcome("moor-strike", Status.OPEN, as_of="2023-01-01", coder="A")
    adjudicated = outcome("moor-strike", Status.DID_NOT_OCCUR, as_of="2024-01-01", adjudicated=True)
    dissent = [
        outcome("moor-strike", status, as_of="2024-01-01", coder=coder)
        for coder, status in (("B", Status.OPEN), ("C", Status.OCCURRED))
    ]
    early = replace(early, id="moor-strike-early")
    feed = read(outcomes=(dissent[0], adjudicated, dissent[1], early))
    assert [(entry.updated[:4], entry.title) for entry in feed.entries] == [
        ("2024", "Did not occur: The dockers strike"),
        ("2023", "Still open: The dockers strike"),
    ]


def test_it_holds_the_latest_hundred() -> None:
    days = [date(2023, 1, 1) + timedelta(days=day) for day in range(150)]
    judged = [replace(outcome("moor-strike", Status.OPEN, as_of=str(day)), id=f"o-{day}") for day in days]
    assert [entry.updated[:10] for entry in read(outcomes=judged).entries] == [str(day) for day in days[:49:-1]]


def test_nothing_judged_is_a_feed_all_the_same() -> None:
    assert read(outcomes=()).entries == []


def test_a_hostile_title_stays_a_title() -> None:
    hostile = '</title><script>alert(1)</script> & "q" \x00\x0b ]]>'
    claim = forecast("a", hostile, 2021, "likely")
    (entry,) = read(claims=(claim,), outcomes=(outcome("a", Status.OPEN),)).entries
    root = fromstring(outcomes_atom(corpus(claims=(claim,), outcomes=(outcome("a", Status.OPEN),))).encode())
    title = root.find(f"{ATOM}entry/{ATOM}title")
    assert title is not None
    assert title.text == "Still open: " + hostile.replace("\x00", "").replace("\x0b", "")
    assert entry.title
