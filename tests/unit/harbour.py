"""A small corpus on ports and shipping, three outlooks long, built from the records themselves.

It stands for any project: nothing in the code may know more of its subject than of this one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any

from foresite.citing.notes import NoteCitation
from foresite.model.corpus import Corpus
from foresite.model.dates import OPEN, PartialDate, parse_edtf
from foresite.model.likelihood import NO_DEGREE, SCALES, Confidence, Likelihood
from foresite.model.locators import Locator
from foresite.model.probability import Probability
from foresite.model.problems import Place
from foresite.model.records import (
    Baseline,
    Brief,
    Change,
    ChosenBy,
    Citation,
    CitedWork,
    Coding,
    Condition,
    Correction,
    Event,
    Finding,
    Forecast,
    MacroCall,
    Name,
    Outcome,
    Page,
    PlacedCitation,
    Reason,
    Recommendation,
    Reference,
    Scenario,
    Shift,
    Status,
)
from foresite.model.settings import Settings

THEMES = {"berths": "Berths", "fuel": "Fuel and fleets", "labour": "Labour"}
PAGES = {2021: "briefs/2021-moor.md", 2022: "briefs/2022-okafor.md", 2023: "briefs/2023-ruiz.md"}
KEYS = {2021: "moor2021", 2022: "okafor2022", 2023: "ruiz2023"}
ANY = Place("docs/somewhere.md", 1)


def settings(**changes: Any) -> Settings:
    return replace(Settings.default(Path("/harbour")), themes=MappingProxyType(THEMES), **changes)


def likely(word: str, scale: str = "icd203") -> Likelihood:
    """A term of a scale, a probability such as ``65 %``, or ``no degree stated``."""
    if word == NO_DEGREE:
        return Likelihood()
    if any(map(str.isdigit, word)):
        return Likelihood(number=Probability.parse(word))
    term = SCALES[scale].term(word)
    assert term
    return Likelihood(term, SCALES[scale])


def _base(id: str, title: str, page: str, body: str) -> dict[str, Any]:
    return {
        "id": id,
        "title": title,
        "page": page,
        "place": Place(f"docs/{page}", 1),
        "body": body,
        "body_line": 2,
    }


def _claim(id: str, title: str, outlook: int, theme: str, at: str, quote: str, body: str) -> dict[str, Any]:
    base = _base(id, title, PAGES[outlook], body)
    return base | {
        "brief": KEYS[outlook],
        "outlook": str(outlook),
        "theme": theme,
        "further_themes": (),
        "at": Locator.parse(at),
        "actors": (),
        "places": (),
        "tags": (),
        "quote": quote,
    }


def forecast(
    id: str,
    title: str,
    outlook: int,
    word: str,
    *,
    theme: str = "berths",
    at: str = "1",
    wording: str = "",
    horizon: str = "",
    criterion: str = "",
    condition: str = "",
    if_nothing_changes: Baseline | None = None,
    codings: tuple[Coding, ...] = (),
    quote: str = "",
    body: str = "",
    scale: str = "icd203",
    chosen_by: ChosenBy | None = ChosenBy.BRIEF,
    confidence: Confidence | None = None,
) -> Forecast:
    return Forecast(
        **_claim(id, title, outlook, theme, at, quote, body),
        wording=wording or word,
        likelihood=likely(word, scale),
        chosen_by=chosen_by,
        confidence=confidence,
        horizon=parse_edtf(horizon) if horizon else OPEN,
        criterion=criterion,
        condition=condition,
        if_nothing_changes=if_nothing_changes,
        codings=codings,
    )


def finding(id: str, title: str, outlook: int, theme: str = "berths", at: str = "2", body: str = "") -> Finding:
    return Finding(**_claim(id, title, outlook, theme, at, "", body), confidence=None)


def recommendation(id: str, title: str, outlook: int, addressee: str = "", theme: str = "labour") -> Recommendation:
    return Recommendation(**_claim(id, title, outlook, theme, "9", "", "Why."), addressee=addressee)


def scenario(id: str, title: str, outlook: int, word: str = "", **parts: Any) -> Scenario:
    plain: dict[str, Any] = {
        "set": "canal-closure",
        "drivers": (),
        "assumptions": (),
        "signposts": (),
        "impact": "",
        "exclusive": False,
        "horizon": None,
    }
    return Scenario(
        **_claim(id, title, outlook, "fuel", "7", "", "What would follow."),
        wording=word,
        likelihood=likely(word) if word else None,
        chosen_by=ChosenBy.BRIEF if word else None,
        confidence=None,
        **(plain | parts),
    )


def event(
    id: str,
    title: str,
    date: str,
    *,
    themes: tuple[str, ...] = ("berths",),
    actors: tuple[str, ...] = (),
    sources: tuple[str, ...] = ("gazette2022",),
    body: str = "It happened.",
    page: str = "events.md",
) -> Event:
    return Event(
        **_base(id, title, page, body),
        date=parse_edtf(date),
        themes=themes,
        actors=actors,
        asserted_by=(),
        denied_by=(),
        sources=sources,
    )


def outcome(
    of: str,
    status: Status,
    *events: str,
    as_of: str = "2024-03-01",
    page: str = "outcomes.md",
    reason: Reason | None = None,
    condition: Condition | None = None,
    coder: str = "",
    adjudicated: bool = False,
) -> Outcome:
    return Outcome(
        **_base(
            f"{of}-outcome{f'-{coder.lower()}' if coder else ''}", f"What became of {of}", page, "Because of this."
        ),
        of=of,
        status=status,
        reason=reason,
        condition=condition,
        coder=coder,
        adjudicated=adjudicated,
        as_of=PartialDate.parse(as_of),
        events=events,
    )


def shift(
    id: str,
    title: str,
    change: Change,
    before: tuple[str, ...],
    after: tuple[str, ...],
    theme: str = "berths",
) -> Shift:
    return Shift(
        **_base(id, title, "shifts.md", "They differ because."),
        change=change,
        theme=theme,
        before=before,
        after=after,
    )


def correction(id: str, title: str, outlook: int) -> Correction:
    return Correction(
        **_base(id, title, PAGES[outlook], "The year is a misprint."),
        brief=KEYS[outlook],
        outlook=str(outlook),
        at=Locator.parse("3"),
        printed="opened in 1919",
        reading="opened in 1991",
    )


def reference(key: str, title: str, date: str = "", *authors: Name, **fields: str) -> Reference:
    return Reference(
        key=key,
        type="report",
        authors=authors,
        editors=(),
        date=parse_edtf(date) if date else None,
        fields=MappingProxyType({"title": title} | fields),
        source="",
        place=ANY,
    )


BRIEFS = tuple(Brief(KEYS[year], str(year), 20, PAGES[year], ANY) for year in PAGES)
REFERENCES = (
    reference(
        "moor2021",
        "Ports in 2021",
        "2021-01-12",
        Name("Moor", "Ada"),
        institution="Harbour Institute",
        type="Policy brief",
        number="7",
        url="https://example.org/ports?a=1&b=2",
    ),
    reference("okafor2022", "Quays and Queues", "2022-02", Name("Okafor", "Ben"), subtitle="An Outlook"),
    reference(
        "ruiz2023",
        "항만 전망",
        "2023-03-20",
        Name("Kim", "Dan", family_first=True, original="김단"),
        origtitle="항만",
    ),
    reference("gazette2022", "Second Berth Opens", "2022-06-01", Name(literal="Port Gazette")),
    reference("ledger2023", "Strike at the Docks", "2023-05-04", Name(literal="Ledger")),
    reference("unread2020", "Nobody Cites This", "2020", Name("Null", "No")),
)
CLAIMS = (
    forecast(
        "moor-second-berth",
        "The second berth opens",
        2021,
        "likely",
        at="3-4",
        wording="probable",
        horizon="2022",
        criterion="A ship moors there.",
        quote="a berth within two summers",
        body="The brief expects it.",
    ),
    forecast("moor-strike", "The dockers strike", 2021, "very unlikely", theme="labour", at="5", wording="hardly"),
    finding("moor-queues", "Queues lengthen in winter", 2021, at="2"),
    recommendation("moor-train", "Train pilots", 2021, "the port authority"),
    scenario(
        "moor-canal-shut",
        "The canal shuts",
        2021,
        "unlikely",
        drivers=("Drought", "War"),
        assumptions=("Dredging stops",),
        signposts=("berth-opens", "Water falls below the mark"),
        impact="Detours",
    ),
    scenario("moor-canal-open", "The canal stays open", 2021),
    forecast("okafor-third-berth", "A third berth is planned", 2022, "roughly even chance", at="6"),
    finding("okafor-queues", "Queues have gone", 2022, at="2"),
    forecast(
        "ruiz-third-berth",
        "The third berth is dropped",
        2023,
        "almost certain",
        at="1",
        horizon="2023-06~/2024",
    ),
    forecast("ruiz-fuel", "Ammonia ships call", 2023, "unlikely", theme="fuel", at="8"),
)
EVENTS = (
    event("berth-opens", "The second berth opens", "2022-06-01", actors=("Port authority", "Moor Lines")),
    event(
        "strike",
        "Dockers strike for a month",
        "2023-04~/2023-05",
        themes=("labour",),
        actors=("Dockers",),
        sources=("gazette2022", "ledger2023"),
    ),
    event("storm", "A storm shuts the roads", "2010-03", themes=("berths", "labour"), sources=("ledger2023",)),
)
OUTCOMES = (
    outcome("moor-second-berth", Status.OCCURRED, "berth-opens"),
    outcome("moor-strike", Status.OCCURRED, "strike"),
    outcome("okafor-third-berth", Status.DID_NOT_OCCUR),
    outcome("ruiz-third-berth", Status.PARTLY),
    outcome("moor-train", Status.DID_NOT_OCCUR),
)
SHIFTS = (
    shift(
        "shift-berth",
        "From a second berth to a third",
        Change.STRENGTHENED,
        ("moor-second-berth",),
        ("okafor-third-berth",),
    ),
    shift("shift-third", "The third berth goes", Change.REVERSED, ("okafor-third-berth",), ("ruiz-third-berth",)),
    shift("shift-queues", "Queues", Change.REVERSED, ("moor-queues",), ("okafor-queues",)),
    shift("shift-fuel", "Fuel enters", Change.NEW, (), ("ruiz-fuel",), theme="labour"),
)
CORRECTIONS = (correction("moor-correction-year", "A year of the canal", 2021),)
CITATIONS = (
    PlacedCitation(Citation((CitedWork("ledger2023"),)), "index.md", ANY),
    PlacedCitation(Citation((CitedWork("ledger2023"),)), "index.md", ANY),
    PlacedCitation(Citation((CitedWork("gazette2022"),)), "briefs/2021-moor.md", ANY, "moor-second-berth"),
)
CALLS = (MacroCall("bibliography", {}, "sources/bibliography.md", ANY),)
TITLES = {"index.md": "Harbour outlooks", **{page: f"Outlook {year}" for year, page in PAGES.items()}}


def corpus(**changes: Any) -> Corpus:
    """The harbour's corpus; every part can be given instead."""
    parts: dict[str, Any] = {
        "pages": [Page(path, title, {}, ANY) for path, title in TITLES.items()],
        "briefs": BRIEFS,
        "claims": CLAIMS,
        "corrections": CORRECTIONS,
        "events": EVENTS,
        "outcomes": OUTCOMES,
        "shifts": SHIFTS,
        "references": REFERENCES,
        "citations": CITATIONS,
        "calls": CALLS,
        "generic_records": (),
        "outlines": {},
        "excluded_ids": frozenset(),
        "overrides": {},
    }
    chosen = changes.pop("settings", None) or settings()
    sources: Any = SimpleNamespace(**(parts | changes))
    return Corpus.build(chosen, sources)


def empty() -> Corpus:
    """A corpus of nothing."""
    nothing: dict[str, Any] = dict.fromkeys(
        (
            "pages",
            "briefs",
            "claims",
            "corrections",
            "events",
            "outcomes",
            "shifts",
            "references",
            "citations",
            "calls",
        ),
        (),
    )
    return corpus(**nothing)


class PlainText:
    """Citations in a form of their own, so that no citation style is under test here."""

    def __init__(self, corpus: Corpus) -> None:
        self.references = corpus.references
        self.order = tuple(sorted(corpus.references))
        self.note_distance = 0

    def note(self, citation: Citation) -> NoteCitation:
        raise KeyError(citation)

    def citation(self, citation: Citation) -> str:
        return f"({'; '.join(self._work(work) for work in citation.works)})"

    def entry(self, key: str) -> str:
        work = self.references[key]
        return f"{escape(self._name(key))}. <i>{escape(work.fields['title'])}</i>."

    def _work(self, work: CitedWork) -> str:
        locator = f", ¶{escape(work.locator)}" if work.locator else ""
        return f'<a href="#ref-{work.key}">{escape(self._name(work.key))}{locator}</a>'

    def _name(self, key: str) -> str:
        name, year = re.fullmatch(r"(\D+)(\d+)", key).groups()  # type: ignore[union-attr]
        return f"{name.capitalize()} {year}"
