from __future__ import annotations

from dataclasses import replace
from typing import Any

import harbour
import pytest
from harbour import forecast, outcome
from pages import shown

from foresite.model.corpus import Corpus
from foresite.model.likelihood import NO_DEGREE
from foresite.model.records import Baseline, ChosenBy, Condition, Reason, Status, Verdict
from foresite.views.cards import Cards
from foresite.views.clusters import clusters
from foresite.views.scorecard import scorecard, scores


def corpus_of(*pairs: tuple[str, Status | None], **parts: Any) -> Corpus:
    """Forecasts of 2021 by their words and statuses."""
    claims = [forecast(f"f-{number}", "It happens", 2021, word, **parts) for number, (word, _) in enumerate(pairs)]
    outcomes = [outcome(f"f-{number}", status) for number, (_, status) in enumerate(pairs) if status]
    return harbour.corpus(claims=claims, outcomes=outcomes, shifts=())


def said(corpus: Corpus) -> list[str]:
    """Each score with what it stands on."""
    return [f"{score.basis}: {score} of {score.decided}" for score in scores(corpus, corpus.forecasts)]


def test_likely_that_came_true_scores_from_4_to_20_hundredths() -> None:
    corpus = corpus_of(("likely", Status.OCCURRED))
    assert said(corpus) == ["ICD 203: 0.04–0.20 of 1"]


def test_the_score_is_the_mean_of_the_least_and_of_the_greatest() -> None:
    # likely, true: 0.04 to 0.2025; very unlikely, true: 0.64 to 0.9025.
    corpus = corpus_of(("likely", Status.OCCURRED), ("very unlikely", Status.OCCURRED))
    (score,) = scores(corpus, corpus.forecasts)
    assert (score.least, score.greatest) == (pytest.approx(0.34), pytest.approx(0.5525))


@pytest.mark.parametrize("status", [None, Status.OPEN, Status.PARTLY, Status.NOT_ASSESSABLE])
def test_what_is_not_decided_has_no_score(status: Status | None) -> None:
    corpus = corpus_of(("likely", status))
    assert said(corpus) == []


def test_an_even_chance_is_scored_though_it_has_no_verdict() -> None:
    corpus = corpus_of(("roughly even chance", Status.OCCURRED))
    assert said(corpus) == ["ICD 203: 0.20–0.30 of 1"]


def test_a_probability_in_numbers_has_one_score_and_a_range_of_numbers_an_interval() -> None:
    assert said(corpus_of(("65 %", Status.OCCURRED))) == ["the briefs’ numbers: 0.12 of 1"]
    assert said(corpus_of(("0.65", Status.DID_NOT_OCCUR))) == ["the briefs’ numbers: 0.42 of 1"]
    assert said(corpus_of(("60-70 %", Status.OCCURRED))) == ["the briefs’ numbers: 0.09–0.16 of 1"]


def test_scales_and_numbers_are_scored_apart_and_never_in_one() -> None:
    claims = [
        forecast("a", "It happens", 2021, "likely"),
        forecast("b", "It happens", 2021, "likely", scale="ipcc"),
        forecast("c", "It happens", 2021, "65 %"),
    ]
    outcomes = [outcome(claim.id, Status.OCCURRED) for claim in claims]
    corpus = harbour.corpus(claims=claims, outcomes=outcomes, shifts=())
    assert said(corpus) == ["ICD 203: 0.04–0.20 of 1", "IPCC: 0.00–0.12 of 1", "the briefs’ numbers: 0.12 of 1"]
    page = shown(corpus, "scorecard")
    rows = list(page.rows())
    assert ["Outlook", "ICD 203", "IPCC", "the briefs’ numbers"] in rows
    assert ["All", "0.04–0.20 (1 decided)", "0.00–0.12 (1 decided)", "0.12 (1 decided)"] in rows
    assert "Each is scored apart, and the scores are not to be ranked" in page.text


def test_what_states_no_degree_is_not_scored_and_told_apart_from_what_is_not_assessable() -> None:
    corpus = corpus_of(
        (NO_DEGREE, Status.OCCURRED),
        (NO_DEGREE, Status.DID_NOT_OCCUR),
        (NO_DEGREE, None),
        ("likely", Status.NOT_ASSESSABLE),
    )
    card = scorecard(Cards(corpus))
    assert dict(card.rows[0].verdicts)[Verdict.NO_DEGREE] == 3
    assert dict(card.rows[0].verdicts)[Verdict.NOT_ASSESSABLE] == 1
    assert said(corpus) == []
    page = shown(corpus, "scorecard")
    assert "not scored. What became of them: 1 occurred, 1 did not occur, 1 without an outcome." in page.text
    assert "no degree stated" in next(page.rows())
    assert "no degree stated" not in next(shown(harbour.corpus(), "scorecard").rows())


def test_counts_stand_by_outlook_and_verdict_and_then_for_all() -> None:
    rows = list(shown(harbour.corpus(), "scorecard").rows())
    assert rows[0] == [
        "Outlook", "Forecasts", "held", "missed", "partly", "not judged yet", "not assessable", "Decided",
        "Brier score, least to greatest",
    ]  # fmt: skip
    assert rows[1:] == [
        ["2021", "2", "1", "1", "0", "0", "0", "2", "0.34–0.55"],
        ["2022", "1", "0", "0", "0", "0", "1", "1", "0.20–0.30"],
        ["2023", "2", "0", "0", "1", "1", "0", "0", "nothing decided"],
        ["All", "5", "1", "1", "1", "1", "1", "3", "0.29–0.47"],
        ["Outlook", "Forecasts", "Terms chosen by the editors", "One term down", "As read", "One term up"],
        ["2021", "2", "0", "0.55–0.64 1 verdict changes: 1 held → not assessable", "0.34–0.55",
         "0.15–0.34 no verdicts change"],
        ["2022", "1", "0", "0.04–0.20 1 verdict changes: 1 not assessable → held", "0.20–0.30",
         "0.30–0.64 1 verdict changes: 1 not assessable → missed"],
        ["2023", "1", "0", "no score no verdicts change", "no score", "no score no verdicts change"],
        ["All", "4", "0",
         "0.38–0.50 2 verdicts change: 1 held → not assessable, 1 not assessable → held",
         "0.29–0.47", "0.20–0.44 1 verdict changes: 1 not assessable → missed"],
    ]  # fmt: skip


def test_forecasts_that_are_undecided_for_a_reason_are_counted_apart() -> None:
    corpus = corpus_of(
        ("likely", Status.OPEN), ("likely", Status.NOT_ASSESSABLE), ("likely", None), ("likely", Status.OCCURRED)
    )
    assert scorecard(Cards(corpus)).undecided is None
    first, second, *others = corpus.outcomes
    reasoned = [replace(first, reason=Reason.NOT_DUE), second, *others]
    page = shown(harbour.corpus(claims=corpus.claims, outcomes=reasoned, shifts=()), "scorecard")
    rows = list(page.rows())
    at = rows.index(["Outlook", "not due yet", "no reason given", "no outcome recorded"])
    assert rows[at + 1 : at + 5] == [
        ["2021", "1", "1", "1"],
        ["2022", "0", "0", "0"],
        ["2023", "0", "0", "0"],
        ["All", "1", "1", "1"],
    ]


def test_a_forecast_whose_condition_was_not_met_has_a_verdict_of_its_own_and_no_score() -> None:
    corpus = corpus_of(("likely", Status.OCCURRED), ("likely", Status.DID_NOT_OCCUR))
    unmet = [*corpus.outcomes[:1], replace(corpus.outcomes[1], condition=Condition.UNMET)]
    conditional = harbour.corpus(claims=corpus.claims, outcomes=unmet, shifts=())
    assert conditional.verdict(conditional.claims[1]) is Verdict.CONDITION_UNMET
    (score,) = scores(conditional, conditional.forecasts)
    assert str(score) == "0.04–0.20"
    card = scorecard(Cards(conditional))
    assert card.verdicts[-1] is Verdict.CONDITION_UNMET
    assert card.judged == 1
    page = shown(conditional, "scorecard")
    assert ["2021", "2", "1", "0", "0", "0", "0", "1", "1", "0.04–0.20"] in list(page.rows())


def test_forecasts_that_share_an_event_count_as_one_cluster() -> None:
    words = ("likely", "likely", "very unlikely", "likely", "likely")
    claims = [forecast(f"f-{number}", f"It happens {number}", 2021, word) for number, word in enumerate(words)]
    outcomes = [
        outcome("f-0", Status.OCCURRED, "berth-opens"),
        outcome("f-1", Status.OCCURRED, "strike", "berth-opens"),
        outcome("f-2", Status.OCCURRED, "berth-opens", "strike"),
        outcome("f-3", Status.OCCURRED),
        outcome("f-4", Status.OCCURRED, "storm", "strike"),
    ]
    corpus = harbour.corpus(claims=claims, outcomes=outcomes, shifts=())
    groups = clusters(corpus, corpus.forecasts)
    assert [(event and event.id, [each.id for each in group]) for event, group in groups] == [
        ("berth-opens", ["f-0", "f-1", "f-2"]),
        (None, ["f-3"]),
        (None, ["f-4"]),
    ]
    page = shown(corpus, "scorecard")
    rows = list(page.rows())
    # likely, true: 0.04 to 0.2025; very unlikely, true: 0.64 to 0.9025. Of the cluster: 0.24 to 0.4358.
    assert ["All", "5", "3", "0.11–0.28"] in rows
    (together,) = [item for item in page.texts("li") if "f-0" not in item and "The second berth opens" in item]
    assert all(f"It happens {number}" in together for number in range(3))
    # The strike decides three, too, but two of them are taken: no chain of events joins the rest.
    assert "Dockers strike for a month" not in together
    assert scorecard(Cards(harbour.corpus())).clustered is None


def test_things_as_before_are_scored_beside_the_outlook() -> None:
    claims = [
        forecast("f-0", "It happens", 2021, "likely", if_nothing_changes=Baseline.YES),
        forecast("f-1", "It happens", 2021, "likely", if_nothing_changes=Baseline.NO),
        forecast("f-2", "It happens", 2022, "likely", if_nothing_changes=Baseline.NO),
        forecast("f-3", "It happens", 2021, "likely"),
    ]
    outcomes = [outcome(f"f-{number}", Status.OCCURRED) for number in range(4)]
    corpus = harbour.corpus(claims=claims, outcomes=outcomes, shifts=())
    rows = list(shown(corpus, "scorecard").rows())
    at = rows.index(["2021", "2", "0.04–0.20", "0.50"])
    assert rows[at : at + 3] == [
        ["2021", "2", "0.04–0.20", "0.50"],
        ["2022", "1", "0.04–0.20", "1.00"],
        ["All", "3", "0.04–0.20", "0.67"],
    ]
    assert scorecard(Cards(harbour.corpus())).baselines == ()


def test_clusters_and_baselines_stand_apart_for_each_scale() -> None:
    claims = [
        forecast("f-0", "It happens", 2021, "likely", if_nothing_changes=Baseline.YES),
        forecast("f-1", "It happens, too", 2021, "likely", if_nothing_changes=Baseline.NO),
        forecast("f-2", "That happens", 2021, "80 %", if_nothing_changes=Baseline.YES),
        forecast("f-3", "It is possible", 2021, NO_DEGREE, if_nothing_changes=Baseline.YES),
    ]
    outcomes = [outcome(f"f-{number}", Status.OCCURRED, "berth-opens") for number in range(4)]
    corpus = harbour.corpus(claims=claims, outcomes=outcomes, shifts=())
    card = scorecard(Cards(corpus))
    assert [[line.target.anchor for line in cluster.lines] for cluster in card.clusters] == [["f-0", "f-1"]]
    scored = [(row.score.basis, row.score.decided, row.clusters) for row in card.clustered.rows]
    assert scored == [("ICD 203", 2, 1), ("ICD 203", 2, 1)]
    rows = list(shown(corpus, "scorecard").rows())
    assert ["2021", "ICD 203", "2", "1", "0.04–0.20"] in rows
    assert ["2021", "ICD 203", "2", "0.04–0.20", "0.50"] in rows
    assert ["2021", "the briefs’ numbers", "1", "0.04", "0.00"] in rows


def test_clusters_baselines_and_reasons_stand_by_the_group_that_is_asked_for() -> None:
    claims = [
        forecast(f"f-{number}", f"It happens {number}", year, "likely", if_nothing_changes=Baseline.YES)
        for number, year in enumerate((2021, 2021, 2022, 2022))
    ]
    outcomes = [outcome(f"f-{number}", Status.OCCURRED, "berth-opens") for number in range(3)]
    outcomes.append(outcome("f-3", Status.OPEN, reason=Reason.NOT_DUE))
    corpus = harbour.corpus(claims=claims, outcomes=outcomes, shifts=())
    page = shown(corpus, "scorecard", by="institution")
    rows = list(page.rows())
    assert ["Institution", "Decided", "Clusters", "Brier score, least to greatest"] in rows
    assert ["Institution", "not due yet"] in rows
    assert ["All", "3", "1", "0.04–0.20"] in rows
    assert "Why forecasts are undecided, by institution" in page.text
    assert {row[0] for row in rows} == {"Institution", "Harbour Institute", "no institution", "All"}


def test_a_forecast_without_a_degree_whose_condition_was_not_met_counts_as_such() -> None:
    corpus = corpus_of((NO_DEGREE, Status.OPEN))
    unmet = replace(corpus.outcomes[0], condition=Condition.UNMET)
    conditional = harbour.corpus(claims=corpus.claims, outcomes=[unmet], shifts=())
    assert conditional.verdict(conditional.claims[0]) is Verdict.CONDITION_UNMET
    assert scorecard(Cards(conditional)).no_degree == ()


def test_one_outlook_has_no_row_for_all() -> None:
    rows = [row[0] for row in shown(harbour.corpus(), "scorecard", outlook="2022").rows()]
    assert rows == ["Outlook", "2022"] * 2


def test_each_word_is_read_one_term_down_and_up() -> None:
    # Down, "likely" is an even chance, which judges nothing; up, "unlikely" is one.
    corpus = corpus_of(("likely", Status.OCCURRED), ("unlikely", Status.DID_NOT_OCCUR), ("likely", None))
    (words,) = scorecard(Cards(corpus)).words
    assert (words.judged, words.down.changed, words.up.changed) == (2, 1, 1)
    assert words.down.changes == ((Verdict.HELD, Verdict.NOT_ASSESSABLE, 1),)
    # 45–55 and 5–20 instead of 55–80 and 20–45.
    assert (str(words.as_read.score), str(words.down.score)) == ("0.04–0.20", "0.10–0.17")
    page = shown(corpus, "scorecard")
    assert "0.10–0.17 1 verdict changes: 1 held → not assessable" in page.text


def test_a_word_at_the_end_of_its_scale_and_a_number_stay() -> None:
    corpus = corpus_of(("almost certain", Status.OCCURRED), ("99 %", Status.OCCURRED))
    (words,) = scorecard(Cards(corpus)).words
    assert words.judged == 1
    assert words.up.score == words.as_read.score
    assert words.down.score != words.as_read.score


def test_terms_that_the_editors_chose_are_counted() -> None:
    claims = [
        forecast("a", "It happens", 2021, "likely", wording="expected to", chosen_by=ChosenBy.EDITORS),
        forecast("b", "It happens", 2021, "likely"),
        forecast("c", "It happens", 2022, "likely", wording="expected to", chosen_by=ChosenBy.EDITORS),
    ]
    outcomes = [outcome(claim.id, Status.OCCURRED) for claim in claims]
    card = scorecard(Cards(harbour.corpus(claims=claims, outcomes=outcomes, shifts=())))
    assert [(row.group.label if row.group else None, row.judged, row.chosen) for row in card.words] == [
        ("2021", 2, 1),
        ("2022", 1, 1),
        (None, 3, 2),
    ]
    said = shown(harbour.corpus(claims=claims, outcomes=outcomes, shifts=()), "scorecard").text
    assert "2 of 3 verdicts on words rest on a term that the editors, not the brief, chose" in said


def test_words_of_two_scales_are_never_counted_together() -> None:
    claims = [
        forecast("a", "It happens", 2021, "likely"),
        forecast("b", "It happens", 2021, "likely", scale="ipcc"),
    ]
    outcomes = [outcome(claim.id, Status.OCCURRED) for claim in claims]
    card = scorecard(Cards(harbour.corpus(claims=claims, outcomes=outcomes, shifts=())))
    assert [(row.basis, row.judged) for row in card.words if row.group] == [("ICD 203", 1), ("IPCC", 1)]


def test_open_forecasts_and_those_that_cannot_be_assessed_hang_on_no_word() -> None:
    corpus = corpus_of(("likely", Status.OPEN), ("likely", Status.NOT_ASSESSABLE), ("likely", None))
    assert scorecard(Cards(corpus)).words == ()
    assert "What hangs on the words" not in shown(corpus, "scorecard").text


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
