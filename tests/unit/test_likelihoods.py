"""How a likelihood is read: on whose scale it stands, whose word it is, and how sure the brief is."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresite.model.problems import Code
from foresite.model.records import ChosenBy, Forecast
from foresite.model.sources import Sources
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings

BIB = "@report{a2024, author = {A, B}, title = {T}, institution = {I}, date = {2024}}\n"
SCALE = """
plugins:
  - foresite:
      scales:
        own:
          label: Own
          source: Ours
          terms:
            kaum: 0-40 %
            wohl:
              range: 40-100 %
              synonyms: [wahrscheinlich]
          no_degree: kann
          confidence: [gering, hoch]
"""


def project(folder: Path, options: str, front: str = "", settings: str = "") -> Sources:
    (folder / "docs").mkdir()
    (folder / "bib").mkdir()
    (folder / "bib" / "references.bib").write_text(BIB, "utf-8")
    (folder / "mkdocs.yml").write_text(f"site_name: x\n{settings}", "utf-8")
    page = (
        f"---\nbrief: a2024\noutlook: 2024\nparagraphs: 3\n{front}---\n/// forecast | It happens\n"
        f"    id: a\n    theme: t\n    at: 1\n    horizon: open\n{options}\n\nBody.\n///\n"
    )
    (folder / "docs" / "index.md").write_text(page, "utf-8")
    read, problems = read_settings(folder / "mkdocs.yml")
    assert problems == []
    return read_project(read)


def forecast(sources: Sources) -> Forecast:
    assert [str(problem) for problem in sources.problems] == []
    (claim,) = sources.claims
    assert isinstance(claim, Forecast)
    return claim


@pytest.mark.parametrize(
    ("wording", "likelihood", "said", "whose"),
    [
        ("will likely come", "likely", "", ChosenBy.BRIEF),
        ("probably", "likely", "", ChosenBy.BRIEF),
        ("very likely", "likely", "", ChosenBy.EDITORS),
        ("is expected to", "likely", "", ChosenBy.EDITORS),
        ("more likely than last year", "likely", "editors", ChosenBy.EDITORS),
        ("it stands to reason", "likely", "brief", ChosenBy.BRIEF),
        ("65 %", "65 %", "", None),
        ("likely", "likely, 65 %", "", None),
        ("may", "may", "", None),
    ],
)
def test_whose_word_a_term_is(tmp_path: Path, wording: str, likelihood: str, said: str, whose: ChosenBy | None) -> None:
    chosen = f"\n    chosen-by: {said}" if said else ""
    read = forecast(project(tmp_path, f"    wording: {wording}\n    likelihood: {likelihood}{chosen}"))
    assert read.chosen_by is whose


def test_a_brief_may_have_a_scale_of_its_own(tmp_path: Path) -> None:
    options = "    wording: likely\n    likelihood: likely\n    confidence: very high"
    read = forecast(project(tmp_path, options, front="scale: ipcc\n"))
    assert str(read.likelihood) == "likely, 66–100 %, IPCC"
    assert str(read.confidence) == "very high confidence"


def test_a_project_may_have_a_scale_of_its_own_in_any_language(tmp_path: Path) -> None:
    options = "    wording: Wahrscheinlich\n    likelihood: Wahrscheinlich\n    confidence: Hoch"
    read = forecast(project(tmp_path, options, front="scale: own\n", settings=SCALE))
    assert str(read.likelihood) == "wohl, 40–100 %, Own"
    assert read.chosen_by is ChosenBy.BRIEF
    assert str(read.confidence) == "confidence: hoch"


def test_words_without_a_degree_are_those_of_the_scale(tmp_path: Path) -> None:
    read = forecast(project(tmp_path, "    wording: kann\n    likelihood: kann", front="scale: own\n", settings=SCALE))
    assert read.likelihood.name == "no degree stated"


def test_a_word_of_another_scale_is_told_with_the_nearest_of_the_briefs(tmp_path: Path) -> None:
    options = "    wording: roughly even chance\n    likelihood: roughly even chance"
    (problem,) = project(tmp_path, options, front="scale: ipcc\n").problems
    assert problem.code is Code.UNKNOWN_TERM
    assert "is a term of ICD 203; on IPCC write 'about as likely as not'" in problem.hint


@pytest.mark.parametrize(
    ("scales", "problems"),
    [
        (60, ["'scales' is a mapping of 60, expected a mapping of ids to scales"]),
        (40, ["the scale has more than 200 words, expected fewer"] * 40),
    ],
)
def test_aliases_in_scales_cannot_blow_up(tmp_path: Path, scales: int, problems: list[str]) -> None:
    words = ", ".join(f"w{'x' * at}" for at in range(150))
    terms = "".join(f"            {'t' * (at + 1)}: {{range: 0-{at + 1}.5 %, synonyms: *w}}\n" for at in range(90))
    more = "".join(f"        s{at}: *s\n" for at in range(1, scales))
    text = (
        f"extra:\n  words: &w [{words}]\nplugins:\n  - foresite:\n      scales:\n        s: &s\n"
        f"          label: S\n          source: S\n          terms:\n{terms}{more}"
    )
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    _, found = read_settings(tmp_path / "mkdocs.yml")
    told = [problem.message for problem in found]
    assert [message for message in told if "stands for" not in message] == problems
    assert len(told) < 10_000
