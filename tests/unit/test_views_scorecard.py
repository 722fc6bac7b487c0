import harbour
import pytest
from harbour import forecast, outcome
from pages import shown

from foresite.model.likelihood import SCALES
from foresite.model.records import Status
from foresite.views.cards import Cards
from foresite.views.scorecard import brier, scorecard


def corpus_of(*pairs):
    """Forecasts of 2021 by their words and statuses."""
    claims = [forecast(f"f-{number}", "It happens", 2021, word) for number, (word, _) in enumerate(pairs)]
    outcomes = [outcome(f"f-{number}", status) for number, (_, status) in enumerate(pairs) if status]
    return harbour.corpus(claims=claims, outcomes=outcomes, shifts=())


def test_likely_that_came_true_scores_from_4_to_20_hundredths() -> None:
    corpus = corpus_of(("likely", Status.OCCURRED))
    score = brier(corpus, corpus.forecasts)
    assert str(score) == "0.04–0.20"
    assert score and score.decided == 1


def test_the_score_is_the_mean_of_the_least_and_of_the_greatest() -> None:
    # likely, true: 0.04 to 0.2025; very unlikely, true: 0.64 to 0.9025.
    corpus = corpus_of(("likely", Status.OCCURRED), ("very unlikely", Status.OCCURRED))
    score = brier(corpus, corpus.forecasts)
    assert score
    assert (score.least, score.greatest) == (pytest.approx(0.34), pytest.approx(0.5525))


@pytest.mark.parametrize("status", [None, Status.OPEN, Status.PARTLY, Status.NOT_ASSESSABLE])
def test_what_is_not_decided_has_no_score(status: Status | None) -> None:
    corpus = corpus_of(("likely", status))
    assert brier(corpus, corpus.forecasts) is None


def test_an_even_chance_is_scored_though_it_has_no_verdict() -> None:
    corpus = corpus_of(("roughly even chance", Status.OCCURRED))
    assert str(brier(corpus, corpus.forecasts)) == "0.20–0.30"


def test_counts_stand_by_outlook_and_verdict_and_then_for_all() -> None:
    rows = list(shown(harbour.corpus(), "scorecard").rows())
    assert rows[0] == [
        "Outlook", "n", "held", "missed", "partly", "open", "not assessable", "d", "Brier score, least to greatest",
    ]  # fmt: skip
    assert rows[1:] == [
        ["2021", "2", "1", "1", "0", "0", "0", "2", "0.34–0.55"],
        ["2022", "1", "0", "0", "0", "0", "1", "1", "0.20–0.30"],
        ["2023", "2", "0", "0", "1", "1", "0", "0", "nothing decided"],
        ["All", "5", "1", "1", "1", "1", "1", "3", "0.29–0.47"],
    ]


def test_one_outlook_has_no_row_for_all() -> None:
    assert [row[0] for row in shown(harbour.corpus(), "scorecard", outlook=2022).rows()] == ["Outlook", "2022"]


def test_a_verdict_that_another_scale_confirms_is_no_change() -> None:
    # Kent's nearest to 55–80 is "probable", 63–87, and to 20–45 "probably not", 20–40: the same sides.
    corpus = corpus_of(("likely", Status.OCCURRED), ("unlikely", Status.DID_NOT_OCCUR))
    others = {other.label: other for other in scorecard(Cards(corpus)).others}
    assert {label: len(other.flips) for label, other in others.items()} == {"PHIA": 0, "Kent": 0}
    assert others["Kent"].judged == 2


def test_a_verdict_that_another_scale_would_change_is_counted_and_named() -> None:
    # The brief's word is a term of ICD 203, where it tells no side; the editor took it for PHIA's "remote chance".
    claims = [forecast("even", "It happens", 2021, "remote chance", wording="roughly even chance", scale="phia")]
    corpus = harbour.corpus(
        claims=claims,
        outcomes=[outcome("even", Status.DID_NOT_OCCUR)],
        shifts=(),
        settings=harbour.settings(scale=SCALES["phia"]),
    )
    card = scorecard(Cards(corpus))
    (flip,) = next(other for other in card.others if other.label == "ICD 203").flips
    assert flip.verdict.label == "not assessable"
    page = shown(corpus, "scorecard")
    assert "Under ICD 203 instead of PHIA, 1 of 1 verdicts would change:" in page.text
    assert "held would be not assessable (roughly even chance, 45–55 %)" in page.text


def test_open_forecasts_are_not_counted_among_those_that_could_change() -> None:
    card = scorecard(Cards(harbour.corpus()))
    assert [other.judged for other in card.others] == [4, 4]


def test_the_formula_the_source_and_n_are_given_and_no_calibration_is_drawn() -> None:
    said = shown(harbour.corpus(), "scorecard").text
    assert "(p − o)²" in said
    assert "(1950)" in said
    assert "No calibration curve is drawn: no outlook has 30 decided forecasts (at most n = 2)" in said


def test_with_thirty_decided_the_caution_goes() -> None:
    corpus = corpus_of(*[("likely", Status.OCCURRED)] * 30)
    assert "calibration" not in shown(corpus, "scorecard").text


def test_without_forecasts_it_says_so_and_shows_no_table() -> None:
    page = shown(harbour.empty(), "scorecard")
    assert page.text == "No forecasts match."
    assert not page.all("table")
