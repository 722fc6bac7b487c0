"""Likelihoods, dates and locators: what they read, what they print, what they say when they can't."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.model.dates import EdtfError, PartialDate, parse_edtf
from foresite.model.likelihood import NO_DEGREE, SCALES, Likelihood
from foresite.model.locators import Locator, LocatorError
from foresite.model.probability import Probability, ProbabilityError


def icd(word: str) -> Likelihood:
    term = SCALES["icd203"].term(word)
    assert term, word
    return Likelihood(term, SCALES["icd203"])


def test_a_likelihood_prints_its_range_and_its_scale() -> None:
    assert str(icd("very unlikely")) == "very unlikely, 5–20 %, ICD 203"
    assert str(icd("Improbable")) == "unlikely, 20–45 %, ICD 203"


def test_a_word_means_something_on_its_own_scale_only() -> None:
    assert SCALES["phia"].term("very unlikely") is None
    assert SCALES["kent"].term("probable").lower == 63


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda s: s.id)
def test_terms_rise_and_no_word_stands_twice(scale) -> None:
    assert [t.lower for t in scale.terms] == sorted(t.lower for t in scale.terms)
    assert [t.upper for t in scale.terms] == sorted(t.upper for t in scale.terms)
    assert all(0 <= t.lower < t.upper <= 100 for t in scale.terms)
    words = [*scale.words(), *scale.no_degree]
    assert len(set(words)) == len(words)


def test_likely_that_came_true_scores_from_004_to_020() -> None:
    least, greatest = icd("likely").brier(occurred=True) or (0, 0)
    assert (round(least, 4), round(greatest, 4)) == (0.04, 0.2025)


def test_even_odds_expect_nothing() -> None:
    assert icd("likely").expects is True
    assert icd("unlikely").expects is False
    assert icd("roughly even chance").expects is None


def test_more_likely_than_not_expects_though_its_range_begins_at_50() -> None:
    term = SCALES["ipcc"].term("more likely than not")
    assert term and term.range_text == ">50–100 %"
    assert Likelihood(term, SCALES["ipcc"]).expects is True


def test_a_likelihood_without_a_degree_expects_nothing_and_has_no_score() -> None:
    assert (str(Likelihood()), Likelihood().expects, Likelihood().brier(occurred=True)) == (NO_DEGREE, None, None)


def test_of_a_word_and_a_number_the_number_counts() -> None:
    both = Likelihood(icd("likely").term, SCALES["icd203"], Probability.parse("65 %"))
    assert str(both) == "likely, 65 %, the brief’s number"
    assert both.name == "likely, 65 %"
    assert both.brier(occurred=True) == (pytest.approx(0.1225), pytest.approx(0.1225))


@pytest.mark.parametrize(
    ("wording", "term"),
    [
        ("likely to move beyond", "likely"),
        ("very likely", "very likely"),
        ("will probably come", "likely"),
        ("highly improbable", "very unlikely"),
        ("unlikely", "unlikely"),
        ("expected to", None),
        ("the likelihood", None),
    ],
)
def test_a_wording_has_a_term_in_it_or_none(wording: str, term: str | None) -> None:
    found = SCALES["icd203"].term_in(wording)
    assert (found.name if found else None) == term


@pytest.mark.parametrize(
    ("text", "least", "greatest"),
    [
        ("65 %", 65, 65),
        ("65%", 65, 65),
        ("65\u00a0%", 65, 65),
        ("65\u202f%", 65, 65),
        ("６５％", 65, 65),
        ("65퍼센트", 65, 65),
        ("65 per cent", 65, 65),
        ("12,5 %", 12.5, 12.5),
        ("0.65", 65, 65),
        ("0,29", 29, 29),
        ("60-70 %", 60, 70),
        ("60–70 %", 60, 70),
        ("60 % to 70 %", 60, 70),
        ("60 à 70 %", 60, 70),
        ("60~70%", 60, 70),
        ("0.6-0.7", 60, 70),
        ("<10 %", 0, 10),
        ("at most 10 %", 0, 10),
        ("> 90 %", 90, 100),
        ("at least 90 %", 90, 100),
    ],
)
def test_probabilities_are_read_as_briefs_print_them(text: str, least: float, greatest: float) -> None:
    found = Probability.parse(text)
    assert (found.lower, found.upper, found.text) == (least, greatest, text)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("65", "has no per cent sign", "write '65 %'"),
        ("1", "has no per cent sign", ""),
        ("60-70", "has no per cent sign", "write '60-70 %'"),
        ("70-60 %", "runs backwards", "write '60-70 %'"),
        ("120 %", "is not between 0 and 100 per cent", ""),
        ("> 100 %", "is not between 0 and 100 per cent", ""),
        ("about 65 %", "is not exact", "write '65 %': the brief's own words stand in 'wording'"),
        ("1 in 5", "is not a probability", ""),
        ("60-60 %", "is not a range", ""),
        ("-5 %", "is not a probability", ""),
    ],
)
def test_what_leaves_doubt_is_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(ProbabilityError, match=message) as raised:
        Probability.parse(text)
    assert raised.value.hint == hint


@given(st.text())
def test_any_text_is_a_probability_or_an_error(text: str) -> None:
    try:
        found = Probability.parse(text)
    except ProbabilityError:
        return
    assert 0 <= found.lower <= found.upper <= 100


@pytest.mark.parametrize(
    ("text", "words", "first", "last", "precision"),
    [
        ("2024", "2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("2024-06", "June 2024", date(2024, 6, 1), date(2024, 6, 30), "month"),
        ("2024-02-29", "29 February 2024", date(2024, 2, 29), date(2024, 2, 29), "day"),
        ("2024-06~", "June 2024 (approximate)", date(2024, 6, 1), date(2024, 6, 30), "month"),
        ("2024?", "2024 (uncertain)", date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("202X", "2020s", date(2020, 1, 1), date(2029, 12, 31), "decade"),
        ("19XX", "1900s", date(1900, 1, 1), date(1999, 12, 31), "century"),
        ("2024-22", "summer 2024", date(2024, 6, 1), date(2024, 8, 31), "season"),
        ("2024-24", "winter 2024", date(2024, 12, 1), date(2025, 2, 28), "season"),
        ("2024-06-XX", "June 2024", date(2024, 6, 1), date(2024, 6, 30), "month"),
        ("2024-XX", "2024", date(2024, 1, 1), date(2024, 12, 31), "year"),
        ("2024-06-18/2024-06-19", "18–19 June 2024", date(2024, 6, 18), date(2024, 6, 19), "day"),
        ("2024-11-30/2024-12-02", "30 November – 2 December 2024", date(2024, 11, 30), date(2024, 12, 2), "day"),
        ("2024-06/2025", "June 2024 to 2025", date(2024, 6, 1), date(2025, 12, 31), "year"),
        ("2025/..", "from 2025", date(2025, 1, 1), date.max, "year"),
        ("../2025-03", "until March 2025", date.min, date(2025, 3, 31), "month"),
    ],
)
def test_dates_say_how_well_they_are_known(text, words, first, last, precision) -> None:
    span = parse_edtf(text)
    assert (str(span), span.first, span.last, span.precision) == (words, first, last, precision)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-13", "has an impossible month"),
        ("2023-02-29", "has an impossible day, expected 1 to 28"),
        ("2024-22-01", "names a day of a season, expected 2024-22"),
        ("202X-05", "names a month of an unspecified year, expected 202X"),
        ("2024-XX-05", "names a day of an unspecified month, expected 2024-XX"),
        ("0000", "year 0"),
        ("June 2024", "expected an EDTF date such as"),
        ("2024/2023", "runs backwards, expected 2023/2024"),
        ("../..", "open on both sides"),
        ("", "is not a date"),
    ],
)
def test_a_text_that_is_no_date_is_told_why(text, said) -> None:
    with pytest.raises(EdtfError, match=said.replace("(", r"\(")):
        parse_edtf(text)


@given(st.text())
def test_any_text_is_a_date_or_an_edtf_error(text) -> None:
    try:
        span = parse_edtf(text)
    except EdtfError:
        return
    assert span.first <= span.last
    assert str(span)


@given(st.dates())
def test_every_day_survives_the_round_trip(day) -> None:
    assert PartialDate.parse(day.isoformat()).first == day


def test_locators_print_what_they_read() -> None:
    assert str(Locator.parse("7")) == "¶7"
    assert str(Locator.parse("7-9")) == "¶7–9"
    assert str(Locator.parse("¶7, 12")) == "¶7, 12"
    assert Locator.parse("7-9, 12").paragraphs() == {7, 8, 9, 12}


@pytest.mark.parametrize(
    ("text", "shown", "fragment"),
    [
        ("p. 7, Table 1.1", "p. 7, Table 1.1", "page=7&table=1.1"),
        ("pages 7-9, 12", "pp. 7–9, 12", "page=7-9,12"),
        ("section 3.2", "§3.2", "section=3.2"),
        ("§§ 3-4", "§§3–4", "section=3-4"),
        ("Chapter 2, Figures 2.1-2.3", "ch. 2, Figures 2.1–2.3", "chapter=2&figure=2.1-2.3"),
        ("box A, slide 4", "Box A, slide 4", "box=A&slide=4"),
        ("12:30-13:05", "min. 12:30–13:05", "minute=12:30-13:05"),
        ("minute 1:02:30", "min. 1:02:30", "minute=1:02:30"),
        ("p. xii-xiv", "pp. xii–xiv", "page=xii-xiv"),
        ("Executive Summary, 3", "Executive Summary, ¶3", "part=Executive%20Summary&paragraph=3"),
        ('"risks, and more", p. 3', '"risks, and more", p. 3', "part=risks%2C%20and%20more&page=3"),
        ("Encadré 2", "Encadré 2", "part=Encadr%C3%A9%202"),
        ("요약", "요약", "part=%EC%9A%94%EC%95%BD"),
        ("A.3", "¶A.3", "paragraph=A.3"),
    ],
)
def test_a_locator_takes_every_kind_of_place_and_reads_what_it_prints(text, shown, fragment) -> None:
    locator = Locator.parse(text)
    assert (str(locator), locator.fragment) == (shown, fragment)
    assert Locator.parse(str(locator)) == Locator.parse(locator.written) == locator


def test_a_number_alone_is_of_what_the_brief_counts() -> None:
    assert str(Locator.parse("7, 9-12", "slide")) == "slides 7, 9–12"
    assert str(Locator.parse("7, Table 2, 3", "page")) == "p. 7, Tables 2, 3"


@pytest.mark.parametrize("ordered", [("p. ii", "p. 2", "p. 10", "p. 10a"), ("9:59", "10:01", "1:00:00"), ("2", "A.1")])
def test_places_of_one_unit_are_put_in_order_by_number(ordered) -> None:
    places = [Locator.parse(text).order for text in ordered]
    assert places == sorted(set(places))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9-7", "expected 7-9"),
        ("p. xiv-xii", "expected xii-xiv"),
        ("0", "paragraphs are counted from 1"),
        ("page 0", "pages are counted from 1"),
        ("p. seven", "a form like"),
        ("third paragraph", "a form like"),
        ('"', "a form like"),
        ("", "a form like"),
    ],
)
def test_a_wrong_locator_shows_the_right_form(text, said) -> None:
    with pytest.raises(LocatorError, match=said):
        Locator.parse(text)


@pytest.mark.parametrize(("text", "meant"), [("Tabel 1.1", "Table 1.1"), ("slied 4", "slide 4"), ("Pge 3", "Page 3")])
def test_a_slip_in_the_word_of_a_unit_finds_the_word(text, meant) -> None:
    with pytest.raises(LocatorError) as caught:
        Locator.parse(text)
    assert caught.value.hint == f"did you mean '{meant}'?"


@given(st.text() | st.from_regex(r"(p\. |Table |§|min\. |\"A )?[0-9ivxA-C.:-]{1,6}(, .{1,4})?", fullmatch=True))
def test_any_text_is_a_locator_or_a_locator_error(text) -> None:
    try:
        locator = Locator.parse(text)
    except LocatorError:
        return
    assert Locator.parse(str(locator)) == locator
    assert locator.order
