"""Every claim in one table, with what a reader may narrow it by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.fields import (
    CHOSEN_BY,
    CLAIM_KINDS,
    CONFIDENCE,
    KINDS,
    LIKELIHOOD,
    MEASURE,
    claim_fields,
    common_fields,
)
from foresite.model.groupings import NAMED_GROUPS
from foresite.model.likelihood import Confidence, Likelihood
from foresite.model.records import Claim, Grouping, Reason, Verdict
from foresite.views.bases import bases
from foresite.views.cards import Cards
from foresite.views.lists import by_group
from foresite.views.outlooks import Group
from foresite.views.parts import Division
from foresite.views.records import Line

SHOWN = ("title", "url")
"""What a download takes from the row's link."""
DOWNLOADED_FIELDS = tuple(each for each in claim_fields() if each.in_download or each.facet)
"""The options that only some claims have and that a download has."""
FURTHER = tuple(each for each in common_fields() if each.type.many)
"""The options with several values that every claim has."""
CARRIED = (
    *("id", "kind", "brief", "outlook", *(grouping.value for grouping in NAMED_GROUPS), "theme", "at"),
    *(each.data_name for each in FURTHER),
    *(
        name
        for each in DOWNLOADED_FIELDS
        for name in (each.data_name, *(beside.name for beside in each.type.companions))
    ),
    *("status", "reason", "as_of", "verdict"),
)
"""What each row carries for it."""
COLUMNS = (*SHOWN, *CARRIED)
"""What a download has of each claim: columns of ``data/claims.csv``, with the same values."""
Value = str | float | tuple[str, ...]
"""A value of a column; a tuple where an option has several."""
NONE = "none"
"""The value of claims that have none; an empty one could not stand in an address."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a reader may ask for."""

    value: str
    label: str
    count: int = 0
    group: Group | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the claims; only values that occur."""

    name: str
    """By what name an address keeps what is chosen."""
    label: str
    choices: tuple[Choice, ...]
    columns: tuple[str, ...]
    """The columns that it looks at."""

    def values(self, row: ExploreRow) -> set[str]:
        """The values that a claim has of it; ``NONE`` where it has none."""
        return _distinct(row.values[COLUMNS.index(column)] for column in self.columns)


@dataclass(frozen=True, slots=True)
class ExploreRow:
    """A claim as the table shows it, and as a download has it."""

    line: Line
    values: tuple[Value, ...]
    """One for each of ``COLUMNS``; what the claim lacks is empty, and so is its address, which the page knows."""

    @property
    def carried(self) -> tuple[Value, ...]:
        """What stands beside its cells."""
        return self.values[len(SHOWN) :]


@dataclass(frozen=True, slots=True)
class Explored:
    """All claims, in the order of the briefs and paragraphs."""

    facets: tuple[Facet, ...]
    carried: tuple[str, ...]
    """The columns that rows carry, in order."""
    bases: tuple[str, ...]
    """On what the likelihoods stand: scales, the briefs' numbers."""
    rows: tuple[ExploreRow, ...]
    by: Grouping
    first: int
    """How many claims of the site come before these."""


def explore(
    cards: Cards, by: str | None = None, only: Collection[str] | None = None, *, every_facet: bool = False
) -> Explored:
    """All claims of the corpus, or those of one part, and the facets by which they can be narrowed.

    Of groupings that divide the briefs alike, such as outlooks of one brief each, only the first is a facet, unless
    ``every_facet`` is asked for.
    """
    groups = cards.groups(by)
    first, claims = _shown(cards.corpus, None if only is None else frozenset(only))
    rows = tuple(ExploreRow(cards.line(claim, by), _values(cards, claim)) for claim in claims)
    groupings = tuple(Grouping) if every_facet else _apart(cards.corpus, groups.by.value)
    facets = _facets(cards, rows, groupings)
    return Explored(
        facets=tuple(facet for facet in facets if any(each.value != NONE for each in facet.choices)),
        carried=CARRIED,
        bases=bases(row.line for row in rows),
        rows=rows,
        by=groups.by,
        first=first,
    )


@query
def _shown(corpus: Corpus, only: frozenset[str] | None) -> tuple[int, tuple[Claim, ...]]:
    """The claims, or those of one part, and how many of the site come before them."""
    claims = [(at, claim) for at, claim in enumerate(corpus.claims) if only is None or claim.id in only]
    return claims[0][0] if claims else 0, tuple(claim for _, claim in claims)


def division(cards: Cards, by: str | None = None) -> list[Division]:
    """All claims by outlook."""
    return by_group(cards, lambda corpus: corpus.claims, Grouping.OUTLOOK)


@query
def _apart(corpus: Corpus, asked: str) -> tuple[Grouping, ...]:
    """The grouping that is asked for, and each that divides the briefs otherwise than those before it."""
    by, known = Grouping(asked), dict[tuple[int | None, ...], Grouping]()
    for grouping in dict.fromkeys((by, *Grouping)):
        name = grouping.value
        places = (corpus.group_place(name, corpus.group_of(name, brief.key)) for brief in corpus.briefs)
        known.setdefault(tuple(places), grouping)

    def named(grouping: Grouping) -> int:
        return sum(bool(id) for id in corpus.group_ids(grouping.value))

    return tuple(grouping for grouping in known.values() if grouping is by or named(grouping) > 1)


def _values(cards: Cards, claim: Claim) -> tuple[Value, ...]:
    line, outcome = cards.line(claim), cards.corpus.outcome(claim)
    return (
        claim.title,
        "",
        claim.id,
        claim.kind,
        claim.brief,
        claim.outlook,
        *(cards.groups(grouping).id_of(claim) for grouping in NAMED_GROUPS),
        claim.theme,
        line.locator,
        *(each.of(claim) for each in FURTHER),
        *_own(claim),
        outcome.status.value if outcome else "",
        outcome.reason.value if outcome and outcome.reason else "",
        outcome.as_of.text if outcome else "",
        line.verdict.value if line.verdict else "",
    )


def _own(claim: Claim) -> Iterator[str | float]:
    fields = KINDS[claim.kind].fields
    for each in DOWNLOADED_FIELDS:
        value = each.of(claim) if each.name in fields else None
        yield each.type.cell(value) if each.name in fields else ""
        for told in (beside.of(value) for beside in each.type.companions):
            yield "" if told is None else told


def _scales(rows: Iterable[ExploreRow]) -> list[str]:
    at = COLUMNS.index("scale")
    return sorted({str(row.values[at]) for row in rows} - {""})


def _likelihoods(given: Iterable[Likelihood]) -> list[Choice]:
    """Each word and each number, from the least likely; a word of several scales says what it is on each."""
    ranges: dict[str, dict[str, str]] = {}
    for each in sorted(given, key=lambda each: (each.interval is None, _middle(each), each.name)):
        ranges.setdefault(each.name, {})[each.basis] = "" if each.number else each.range_text
    choices = []
    for name, known in ranges.items():
        said = [range for range in known.values() if range]
        if len(said) > 1:
            said = [f"{range} ({basis})" for basis, range in known.items() if range]
        choices.append(Choice(name, ", ".join((name, *said))))
    return choices


def _middle(likelihood: Likelihood) -> float:
    interval = likelihood.interval
    return interval.lower + interval.upper if interval else 0


def _levels(given: Iterable[Confidence]) -> list[Choice]:
    """Each level of confidence, from the lowest."""
    ranks = {each.level: each.rank for each in given}
    return [Choice(level, level) for level in sorted(ranks, key=lambda level: (ranks[level], level))]


LACKS = {CHOSEN_BY.name: "no term of a scale", MEASURE.name: "no measure"}
"""What is said of claims that have none, where an editor could not give one."""
ORDERED: Mapping[str, Callable[[Any], list[Choice]]] = {
    LIKELIHOOD.name: _likelihoods,
    CONFIDENCE.name: _levels,
}
"""The types whose values have an order of their own."""


def _distinct(values: Iterable[Value]) -> set[str]:
    """The values that a claim has in some columns, each once; ``NONE`` where it has none."""
    every = (each for value in values for each in (value if isinstance(value, tuple) else (str(value),)))
    return {each for each in every if each} or {NONE}


def _facets(cards: Cards, rows: tuple[ExploreRow, ...], groupings: Iterable[Grouping]) -> Iterator[Facet]:
    settings = cards.corpus.settings
    claims = [claim for row in rows if (claim := cards.corpus.claim(str(row.values[COLUMNS.index("id")])))]

    def facet(name: str, label: str, choices: Iterable[Choice], *columns: str) -> Facet:
        found = Facet(name, label, (), columns or (name,))
        counts = Counter(value for row in rows for value in found.values(row))
        counted = (replace(choice, count=counts[choice.value]) for choice in choices)
        return replace(found, choices=tuple(choice for choice in counted if choice.count))

    themes = [Choice(theme, settings.theme_label(theme)) for theme in cards.corpus.themes]
    verdicts = [Choice(verdict.value, verdict.label, verdict=verdict) for verdict in Verdict]
    for grouping in groupings:
        groups = cards.groups(grouping).all
        yield facet(
            grouping.value, grouping.label, [Choice(each.id or NONE, each.label, group=each) for each in groups]
        )
    yield facet("theme", "Theme", themes, "theme", "further_themes")
    yield facet("kind", "Kind", [Choice(kind, KINDS[kind].label) for kind in CLAIM_KINDS])
    for each in (*DOWNLOADED_FIELDS, *FURTHER):
        if each.facet:
            at = COLUMNS.index(each.data_name)
            found = sorted({value for row in rows for value in _distinct([row.values[at]])} - {NONE}, key=str.casefold)
            if each.type.many and not found:
                continue
            if each.type is MEASURE and not found:
                # A site without quantities need not ask for them.
                continue
            if each.type.name in ORDERED:
                values = [each.of(claim) for claim in claims if each.name in KINDS[claim.kind].fields]
                choices = ORDERED[each.type.name]([value for value in values if value])
            elif each.type is MEASURE:
                choices = [Choice(id, settings.measure_label(id)) for id in cards.corpus.measures]
            else:
                choices = [Choice(value, value) for value in found]
            name = each.facet.lower() if each.type.many else each.data_name
            lacking = Choice(NONE, LACKS.get(each.type.name, "none given"))
            yield facet(name, each.facet, (*choices, lacking), each.data_name)
            if each.type is LIKELIHOOD and len(scales := _scales(rows)) > 1:
                named = settings.known_scales
                labels = (Choice(id, named[id].label if id in named else id) for id in scales)
                yield facet("scale", "Scale", (*labels, Choice(NONE, "no word of a scale")))
    yield facet("verdict", "Verdict", (*verdicts, Choice(NONE, "no verdict")))
    reasons = [Choice(reason.value, reason.label) for reason in Reason]
    given = facet("reason", "Why undecided", reasons)
    # Of a site that gives no reasons, all would have none.
    yield facet("reason", given.label, (*reasons, Choice(NONE, "no reason given"))) if given.choices else given
