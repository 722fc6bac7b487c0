"""Agreement of coders: the published worked examples, what is not defined, and what a page shows."""

from __future__ import annotations

from dataclasses import replace

import harbour
import pytest
from harbour import forecast, likely, outcome
from pages import card, shown

from foresite.model import agreement
from foresite.model.agreement import Unit, alpha, cohen, fleiss, interval, raw
from foresite.model.records import Coding, Status

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), C: four observers, missing data.
FOUR_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)


def units_of(*coders: str) -> list[Unit]:
    """The units that at least two coders judged; a star is not a judgement."""
    columns = zip(*(row.split() for row in coders), strict=True)
    units = ({f"coder {n}": value for n, value in enumerate(column) if value != "*"} for column in columns)
    return [unit for unit in units if len(unit) > 1]


def test_alpha_is_that_of_the_published_example() -> None:
    units = units_of(*FOUR_OBSERVERS)
    assert alpha(units) == pytest.approx(0.743, abs=0.0005)
    assert alpha(units, "12345") == pytest.approx(0.815, abs=0.0005)


def test_kappa_of_two_coders_is_cohens() -> None:
    # 20 both yes, 15 both no, 5 and 10 differ: 0.70 observed, 0.50 by chance.
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    units = [{"A": one, "B": other} for one, other in pairs]
    assert raw(units) == pytest.approx(0.7)
    assert cohen(units) == pytest.approx(0.4)


def test_kappa_of_more_coders_is_fleisss() -> None:
    # Fleiss's own example: fourteen raters, ten subjects, five categories.
    table = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1), (7, 7, 0, 0, 0),
        (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    values = ([str(value) for value, count in enumerate(row) for _ in range(count)] for row in table)
    units = [{f"coder {n}": value for n, value in enumerate(row)} for row in values]
    assert fleiss(units) == pytest.approx(0.210, abs=0.0005)


def test_what_cannot_be_told_is_not_defined() -> None:
    alike = units_of("1 1 1", "1 1 1")
    assert (alpha(alike), cohen(alike), fleiss(alike), interval(alike)) == (None, None, None, None)
    assert cohen(units_of("1 2 1", "1 2 2", "2 1 1")) is None
    assert fleiss(units_of("1 2 1", "1 2 2", "* 1 1")) is None


def test_the_interval_holds_alpha_and_is_the_same_each_time() -> None:
    units = units_of(*FOUR_OBSERVERS)
    least, greatest = interval(units) or (1, 0)
    assert least < 0.743 < greatest
    assert interval(units) == (least, greatest)
    assert interval(list(reversed(units))) != (least, greatest)


CODERS = ((Status.OCCURRED, Status.OCCURRED), (Status.OCCURRED, Status.PARTLY), (Status.PARTLY, Status.PARTLY))


def coded():
    """Three forecasts that two coders judged, one of them differently, and one that one coder judged."""
    claims = [forecast(f"f-{n}", f"It happens {n}", 2021, "likely", at=str(n + 1)) for n in range(4)]
    claims[0] = replace(claims[0], codings=(Coding("A", likely("likely")), Coding("B", likely("very likely"))))
    outcomes = [
        outcome(f"f-{n}", status, coder=coder)
        for n, statuses in enumerate(CODERS)
        for coder, status in zip("AB", statuses, strict=True)
    ]
    outcomes += [outcome("f-1", Status.PARTLY, adjudicated=True), outcome("f-3", Status.OCCURRED, coder="A")]
    return harbour.corpus(claims=claims, outcomes=outcomes, shifts=())


def test_an_adjudicated_outcome_counts_wherever_it_stands() -> None:
    corpus = coded()
    claim = corpus.claim("f-1")
    assert claim
    counted = corpus.outcome(claim)
    assert counted
    assert counted.adjudicated
    assert [each.coder for each in corpus.peers(counted)] == ["A", "B"]
    assert [each.coder for each in corpus.dissents(counted)] == ["A"]


def test_dissent_stands_on_the_card_and_in_the_ledger() -> None:
    corpus = coded()
    said = card(corpus, "f-1").text
    assert "partly as of 1 March 2024 by B, adjudicated; dissent: occurred (A)" in said
    ledger = {row[0].partition(" 2021")[0]: row for row in shown(corpus, "forecasts").rows()}
    assert "dissent: occurred (A)" in ledger["It happens 1"][3]
    assert "dissent" not in ledger["It happens 0"][3]
    assert "coded as likely (A), very likely (B)" in ledger["It happens 0"][1]
    assert "Coded as likely (A), very likely (B)" in card(corpus, "f-0").text


def test_the_page_gives_agreement_with_its_measures_and_confusion() -> None:
    rows = list(shown(coded(), "agreement").rows())
    assert rows[0] == ["Claims", "n", "Raw agreement", "Kappa", "Krippendorff’s alpha", "95 % interval of alpha"]
    assert rows[1][:5] == ["All", "3", "67 %", "0.40 (Cohen)", "0.44"]
    assert ["A / B", "occurred", "partly"] in rows
    assert ["occurred", "1", "1"] in rows
    assert ["partly", "0", "1"] in rows
    assert ["A / B", "likely", "very likely"] in rows


def test_a_site_with_one_coder_says_so() -> None:
    assert shown(harbour.corpus(), "agreement").text == "No claim has been judged by several coders."
    assert agreement.RESAMPLES == 1_000
