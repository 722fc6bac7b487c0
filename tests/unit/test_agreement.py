"""Agreement of coders: the published worked examples, what is not defined, and what a page shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import harbour
import pytest
from harbour import forecast, likely, outcome
from pages import Shown, both, card, shown

from foresite.model import agreement
from foresite.model.agreement import Unit, alpha, cohen, fleiss, interval, numeric, ordinal, raw
from foresite.model.corpus import Corpus
from foresite.model.dates import parse_edtf
from foresite.model.likelihood import NO_DEGREE
from foresite.model.quantities import Amount
from foresite.model.records import Coding, Forecast, Outcome, Status
from foresite.views.agreement import Measured
from foresite.views.agreement import agreement as view
from foresite.views.cards import Cards

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
    assert alpha(units, ordinal("12345")) == pytest.approx(0.815, abs=0.0005)
    numbers = numeric({digit: float(digit) for digit in "12345"})
    assert alpha(units, numbers) == pytest.approx(0.849, abs=0.0005)
    least, greatest = interval(units, numbers) or (1, 0)
    assert least < 0.849 < greatest


def test_alpha_of_numbers_counts_the_square_of_each_difference() -> None:
    # Observed (1 + 0 + 1) / 3; expected 2 * 6 * 10 / (6 * 5), since the six values lie about 3 with squares of 10.
    units = units_of("1 3 5", "2 3 4")
    numbers = numeric({digit: float(digit) for digit in "12345"})
    assert alpha(units, numbers) == pytest.approx(1 - (2 / 3) / 4)
    assert alpha(units_of("10 30 50", "20 30 40"), numeric({f"{n}0": n * 10.0 for n in range(1, 6)})) == pytest.approx(
        alpha(units, numbers)
    )
    assert alpha(units) == pytest.approx(1 - 5 * 4 / (30 - 2))


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


def measured(corpus: Corpus) -> dict[str, Measured]:
    return {each.name: each for each in view(Cards(corpus)).measured}


def test_values_are_compared_as_numbers_for_each_measure() -> None:
    def value(of: str, coder: str, number: str, **more: Any) -> Outcome:
        told = outcome(of, Status.MEASURED, coder=coder, **more)
        return replace(told, id=f"{of}-{coder}", value=Amount.parse(number))

    claims = [
        replace(
            forecast(f"f-{n}", f"Ships {n}", 2021, "likely", at=str(n + 1)),
            measure="ships" if n < 3 else "fees",
            unit="ships" if n < 3 else "",
            likelihood=None,
            value=Amount.parse("3"),
            period=parse_edtf(f"202{n}"),
        )
        for n in range(5)
    ]
    given = (("1", "2"), ("3.0", "3"), ("5", "4"), ("-1", "-2"), ("0", "0"))
    outcomes = [
        value(f"f-{n}", coder, number) for n, pair in enumerate(given) for coder, number in zip("AB", pair, strict=True)
    ]
    outcomes += [value(f"f-{n}", "", "2", adjudicated=True) for n in (0, 2, 3)]
    corpus = harbour.corpus(claims=claims, outcomes=outcomes, shifts=())
    found = measured(corpus)
    assert [*found] == ["Values: Ships (ships)", "Values: Fees"]
    ships = found["Values: Ships (ships)"]
    assert (ships.level, ships.coders, ships.confusions) == ("interval", ("A", "B"), ())
    assert (ships.rows[0].units, ships.rows[0].raw, ships.rows[0].kappa) == (3, pytest.approx(1 / 3), None)
    assert ships.rows[0].alpha == pytest.approx(1 - (2 / 3) / 4)
    assert ships.rows[0].interval
    for page in both(corpus):
        page_shown = Shown(page.macro("agreement", {}, "somewhere/else.md", 2))
        rows = list(page_shown.rows())
        assert ["Ships 0", "1", "2"] in rows
        assert ["Ships 3", "−1", "−2"] in rows
        assert "Ships 1" not in page_shown.text
        assert "alpha is interval" in page_shown.texts("caption")[0]


def read(id: str, *words: str, brief: str = "moor2021") -> Forecast:
    codings = tuple(Coding(coder, likely(word)) for coder, word in zip("ABC", words, strict=False))
    return replace(forecast(id, f"It happens {id}", 2021, "likely"), brief=brief, codings=codings)


def test_words_are_ordinal_and_numbers_and_mixtures_are_compared_by_their_middles() -> None:
    words = [read("a", "likely", "very likely"), read("b", "unlikely", "unlikely"), read("c", "likely", "likely")]
    numbers = [read("d", "10 %", "20 %"), read("e", "25-35 %", "30 %"), read("f", "50 %", "roughly even chance")]
    found = measured(harbour.corpus(claims=[*words, *numbers], outcomes=(), shifts=()))
    assert [(each.name, each.level) for each in found.values()] == [
        ("Likelihoods (ICD 203)", "ordinal"),
        ("Likelihoods (the briefs’ numbers)", "interval"),
    ]
    # The middles of d to f: 10 and 20, 30 twice, 50 twice. Observed 100 / 3; about their mean the squares sum up to
    # 4,150 / 3, so expected is 2 * 6 * (4,150 / 3) / (6 * 5).
    alpha_of_numbers = found["Likelihoods (the briefs’ numbers)"].rows[0].alpha
    squares = sum((middle - 190 / 6) ** 2 for middle in (10, 20, 30, 30, 50, 50))
    assert alpha_of_numbers == pytest.approx(1 - (100 / 3) / (2 * squares / 5))


def test_readings_without_a_degree_are_a_category_beside_those_in_order() -> None:
    claims = [
        read("a", "likely", "very likely"),
        read("b", "unlikely", "unlikely"),
        read("c", "likely", NO_DEGREE),
        read("d", "likely", "likely", NO_DEGREE),
    ]
    found = measured(harbour.corpus(claims=claims, outcomes=(), shifts=()))
    every, stated = found["Likelihoods"], found["Likelihoods where a degree is stated"]
    assert (every.level, every.rows[0].units) == ("nominal", 4)
    assert (stated.level, stated.rows[0].units) == ("ordinal", 3)
    assert NO_DEGREE in every.confusions[0].values
    assert not stated.confusions
    # Ranks of unlikely, likely and very likely with 2, 3 and 1 codings: 1, 3.5 and 5.5.
    # Observed 2 * 2² / 6; expected 2 * (6 * 2.5² + 2 * 4.5² + 3 * 2²) / (6 * 5).
    assert stated.rows[0].alpha == pytest.approx(1 - (8 / 6) / (2 * (6 * 2.5**2 + 2 * 4.5**2 + 3 * 2**2) / 30))


def test_a_site_with_one_coder_says_so() -> None:
    assert shown(harbour.corpus(), "agreement").text == "No claim has been judged by several coders."
    assert agreement.RESAMPLES == 1_000
