"""Sibling pages are laid over their originals; what does not fit, is missing or out of step is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bilingual import BRIEF, BRIEF_KO, FILES, SETTINGS, write
from foresite.cli import main
from foresite.language.foreign import Foreign, plain, with_elements
from foresite.model.problems import Code
from foresite.model.records import Forecast
from foresite.model.sources import Sources
from foresite.parsing.project import read_project, translation_lacks
from foresite.parsing.settings import read_settings

RIVERA = "docs/briefs/rivera.ko.md"


def problems(project: Path) -> list[str]:
    settings, found = read_settings(project / "mkdocs.yml")
    return [*map(str, found), *map(str, read_project(settings).problems)]


def korean(project: Path) -> Sources:
    settings, _ = read_settings(project / "mkdocs.yml")
    return read_project(settings.translated("ko"))


def lacks(project: Path) -> list[tuple[Code, str, str]]:
    settings, _ = read_settings(project / "mkdocs.yml")
    return [(lack.code, lack.kind, lack.id) for lack in translation_lacks(settings, read_project(settings), "ko")]


def run(project: Path, *arguments: str) -> tuple[int, str]:
    name, *rest = arguments
    result = CliRunner().invoke(main, [name, "-f", str(project / "mkdocs.yml"), *rest])
    assert not result.exception or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_translation_has_its_own_words_and_the_originals_values(tmp_path: Path) -> None:
    write(tmp_path)
    assert problems(tmp_path) == []
    forecast, finding = korean(tmp_path).claims
    assert isinstance(forecast, Forecast)
    assert forecast.likelihood
    assert (forecast.title, forecast.criterion) == ("곡물 수출이 늘어난다", "2023년보다 많은 톤수")
    assert (forecast.likelihood.name, str(forecast.at), forecast.theme) == ("likely", "¶3", "trade")
    assert forecast.actors == ("항만청", "Rivera Inc.")
    assert forecast.other_titles == ("Grain exports grow",)
    assert finding.title == "The port is full"


def test_what_is_not_translated_knows_its_language(tmp_path: Path) -> None:
    sources = korean(write(tmp_path))
    claims = {claim.id: claim for claim in sources.claims}
    grain = claims["grain"]
    assert isinstance(grain, Forecast)
    known = (claims["full"].title, claims["full"].body, grain.wording, grain.actors[1])
    assert [text.lang for text in known if isinstance(text, Foreign)] == ["en"] * 4
    assert not isinstance(claims["grain"].title, Foreign)
    pages = {page.path: page for page in sources.pages}
    assert (pages["about.md"].language, pages["index.md"].language) == ("en", "")
    assert (pages["briefs/rivera.md"].title, pages["briefs/rivera.md"].description) == (
        "리베라의 2024년",
        "리베라의 전망.",
    )


def test_siblings_are_not_pages_and_the_original_knows_their_titles(tmp_path: Path) -> None:
    settings, _ = read_settings(write(tmp_path) / "mkdocs.yml")
    sources = read_project(settings)
    assert [page.path for page in sources.pages] == ["about.md", "briefs/rivera.md", "index.md", "outcomes.md"]
    assert {claim.id: claim.other_titles for claim in sources.claims} == {
        "grain": ("곡물 수출이 늘어난다",),
        "full": (),
    }


def test_a_block_that_is_missing_stands_where_the_original_has_it(tmp_path: Path) -> None:
    first = BRIEF_KO.replace(
        "/// forecast", "/// finding | 항구가 가득 찼다\n    id: full\n\n빈자리가 없다.\n///\n\n/// forecast"
    )
    second = re.sub(r"/// forecast.*?\n///\n", "", first, flags=re.DOTALL)
    orders = []
    for text in (BRIEF_KO, second, re.sub(r"///.*", "", BRIEF_KO, flags=re.DOTALL)):
        project = write(tmp_path, **{RIVERA: text})
        orders.append([claim.id for claim in korean(project).claims])
    assert orders == [["grain", "full"]] * 3


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("    id: grain\n", "    id: grain\n    horizon: 2025\n"), "15: bad-translation: 'horizon' stands once"),
        (("    id: grain\n", "    id: grain\n    criterium: a\n"), "did you mean 'criterion'?"),
        (("    id: grain\n", "    id: grains\n"), "14: bad-translation: 'docs/briefs/rivera.md' has no 'grains'"),
        (("/// forecast", "/// finding"), "'grain' is a forecast in the original"),
        (("    id: grain\n", ""), "missing-id: the forecast '곡물 수출이 늘어난다' has no 'id'"),
        (("    id: grain\n", "    id: grain\n    translates: now\n"), "'translates' is 'now', expected eight digits"),
        (("title: 리", "outlook: 2025\ntitle: 리"), "2: bad-translation: 'outlook' stands once"),
        (("title: 리", "titel: 리"), "2: unknown-option: no key 'titel' in a translation"),
        (("about.md#method", "aboutt.md"), "17: broken-link: "),
        (("그렇게 본다", "그렇게 본다 [@nobody2024]"), "17: unknown-citation: no entry 'nobody2024'"),
        (("보고서의 내용이다", "<script>alert(1)</script>"), "11: unsafe-html: "),
    ],
)
def test_what_does_not_fit_is_a_problem_at_its_line(tmp_path: Path, change: tuple[str, str], expected: str) -> None:
    assert change[0] in BRIEF_KO
    found = problems(write(tmp_path, **{RIVERA: BRIEF_KO.replace(*change, 1)}))
    assert len(found) == 1, found
    assert found[0].startswith(f"{RIVERA}:")
    assert expected in found[0]


def test_a_fence_that_is_not_closed_is_told_once(tmp_path: Path) -> None:
    found = problems(write(tmp_path, **{RIVERA: BRIEF_KO.rstrip().removesuffix("///")}))
    assert [problem.split(": ")[:2] for problem in found] == [[f"{RIVERA}:13", "unclosed-block"]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "docs/aboutt.ko.md",
            "docs/aboutt.ko.md:1: bad-translation: there is no page 'aboutt.md' that this translates",
        ),
        ("docs/about.kr.md", "docs/about.kr.md:1: bad-translation: the site has no language 'kr', expected ko"),
        ("docs/about.KO.md", "docs/about.KO.md:1: bad-translation: the language is written 'KO', expected 'ko'"),
    ],
)
def test_a_name_that_comes_near_is_a_problem(tmp_path: Path, name: str, expected: str) -> None:
    found = problems(write(tmp_path, **{name: "# 제목\n\n## 방법\n\n글.\n"}))
    assert len(found) == 1, found
    assert found[0].startswith(expected)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("themes: {trade: 무역}", "'themes' translates 'trde', which 'themes' in mkdocs.yml does not have"),
        ("nav: {Home: 처음}", "'nav' translates 'Hom', which 'nav' in mkdocs.yml does not have"),
        ("site_name: 항구", "the language 'ko' has no 'site_nam'"),
    ],
)
def test_a_setting_that_does_not_fit_is_a_problem_at_its_line(tmp_path: Path, change: str, expected: str) -> None:
    wrong = change.replace("trade", "trde").replace("Home", "Hom").replace("site_name", "site_nam")
    settings = SETTINGS.replace(f"          {change}", f"          {wrong}")
    found = problems(write(tmp_path, **{"mkdocs.yml": settings}))
    line = settings[: settings.index(wrong)].count("\n") + 1
    assert len(found) == 1, found
    assert found[0].startswith(f"mkdocs.yml:{line}: bad-setting: ")
    assert expected in found[0]


def test_a_theme_without_a_switch_of_languages_is_a_problem(tmp_path: Path) -> None:
    settings = SETTINGS.replace("name: material", "name: readthedocs")
    found = problems(write(tmp_path, **{"mkdocs.yml": settings}))
    line = settings[: settings.index("languages:")].count("\n") + 1
    assert f"mkdocs.yml:{line}: bad-setting: the theme 'readthedocs' does not lead from one language" in "\n".join(
        found
    )


def test_the_check_of_translations_tells_what_is_missing_and_what_may_be_out_of_step(tmp_path: Path) -> None:
    write(tmp_path)
    missing, unknown = Code.UNTRANSLATED, Code.OUTDATED_TRANSLATION
    assert lacks(tmp_path) == [
        (missing, "page", ""),
        (unknown, "page", ""),
        (unknown, "forecast", "grain"),
        (missing, "finding", "full"),
        (unknown, "page", ""),
        (missing, "page", ""),
        (missing, "outcome", "grain-2024"),
    ]
    code, said = run(tmp_path, "check", "--translations")
    assert code == 1
    assert "docs/briefs/rivera.md:28: untranslated: the finding 'full' has no translation into 'ko'" in said
    assert "docs/briefs/rivera.ko.md:13: outdated-translation: the forecast 'grain' has no 'translates'" in said
    assert "ko: docs/outcomes.md: 1 outcome missing, 1 page missing" in said
    assert "ko: 1 of 3 records have a translation" in said
    # A plain check is about mistakes alone.
    assert run(tmp_path, "check")[0] == 0


def test_a_page_is_translated_from_a_skeleton_until_nothing_is_missing(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / RIVERA).unlink()
    assert run(tmp_path, "translate", "ko", "docs/briefs/rivera.md")[0] == 0
    made = (tmp_path / RIVERA).read_text("utf-8")
    assert problems(tmp_path) == []
    assert "    # criterion: More tonnes than in 2023\n" in made
    # What is not filled in yet counts as missing, and is not called in step.
    assert (Code.UNTRANSLATED, "forecast", "grain") in lacks(tmp_path)
    assert "nothing to do" in run(tmp_path, "translate", "ko", RIVERA, "--in-step")[1]
    filled = made.replace("# description: What", "description: 무엇을").replace(
        "<!--\n# Rivera", "# 리베라\n\n<!--\n# Rivera", 1
    )
    filled = filled.replace("/// forecast |", "/// forecast | 곡물").replace("/// finding |", "/// finding | 항구")
    filled = filled.replace("# criterion: More", "criterion: 많은").replace("-->\n///", "-->\n본문.\n///")
    filled = filled.replace("# 리베라\n", '# 리베라\n\n{{ brief("rivera2024") }}\n\n## 주장\n', 1)
    (tmp_path / RIVERA).write_text(filled, "utf-8")
    assert run(tmp_path, "translate", "ko", RIVERA, "--in-step")[0] == 0
    assert problems(tmp_path) == []
    assert [lack for lack in lacks(tmp_path) if lack[1] in ("forecast", "finding")] == []
    # Then the original changes.
    changed = BRIEF.replace("More tonnes", "Far more tonnes").replace("What the brief says.", "All of it.")
    (tmp_path / "docs/briefs/rivera.md").write_text(changed, "utf-8")
    told = [lack for lack in lacks(tmp_path) if lack[0] is Code.OUTDATED_TRANSLATION]
    assert told == [
        (Code.OUTDATED_TRANSLATION, "page", ""),
        (Code.OUTDATED_TRANSLATION, "forecast", "grain"),
        *told[2:],
    ]
    run(tmp_path, "translate", "ko", RIVERA, "--in-step", "grain")
    assert (Code.OUTDATED_TRANSLATION, "forecast", "grain") not in lacks(tmp_path)
    # Values that stand once are not part of the translation.
    (tmp_path / "docs/briefs/rivera.md").write_text(
        changed.replace("likelihood: likely", "likelihood: unlikely"), "utf-8"
    )
    assert (Code.OUTDATED_TRANSLATION, "forecast", "grain") not in lacks(tmp_path)


def test_translate_adds_what_is_missing_and_changes_nothing_else(tmp_path: Path) -> None:
    write(tmp_path)
    code, said = run(tmp_path, "translate", "ko", "docs/briefs/rivera.md")
    assert (code, said) == (0, f"{RIVERA}: full: was added\n")
    text = (tmp_path / RIVERA).read_text("utf-8")
    assert text.startswith(BRIEF_KO)
    assert "/// finding |\n    id: full\n" in text
    assert run(tmp_path, "translate", "ko", RIVERA)[1] == f"{RIVERA}: nothing to do\n"
    assert (tmp_path / RIVERA).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("kr", "docs/about.md"), "no language 'kr', expected ko"),
        (("ko", "docs/aboutt.md"), "no page 'aboutt.md'; did you mean 'about.md'?"),
        (("ko", "mkdocs.yml"), "is not in the folder of the pages"),
        (("ko", "docs/about.md", "--in-step"), "there is no 'docs/about.ko.md' yet"),
        (("ko", RIVERA, "--in-step", "grian"), "did you mean 'grain'?"),
    ],
)
def test_a_misuse_of_translate_is_told(
    tmp_path: Path, arguments: tuple[str, ...], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path))
    code, said = run(Path(), "translate", *arguments)
    assert code == 2
    assert expected in said
    assert sorted(path.name for path in (tmp_path / "docs").rglob("*.ko.md")) == ["index.ko.md", "rivera.ko.md"]


@pytest.mark.parametrize("front", ["draft: true\n", ""])
def test_the_translation_of_what_is_left_out_is_left_out(tmp_path: Path, front: str) -> None:
    settings = SETTINGS if front else f"exclude_docs: about.md\n{SETTINGS}".replace("  - About: about.md\n", "")
    changed = {
        "mkdocs.yml": settings.replace("  - About: about.md\n", ""),
        "docs/about.md": f"---\n{front}description: us\n---\n# About us\n\n## Method\n\nHow.\n",
        "docs/about.ko.md": "# 비밀\n\n아직 알릴 수 없다.\n",
    }
    for name in ("docs/index.md", "docs/index.ko.md", RIVERA):
        changed[name] = re.sub(r"\[[^]]*\]\([^)]*about.md#method\)", "", FILES[name])
    project = write(tmp_path, **changed)
    assert problems(project) == []
    sources = korean(project)
    assert "about.md" not in [page.path for page in sources.pages]
    assert "about.md" in sources.excluded.pages
    assert (Code.UNTRANSLATED, "page", "") in lacks(project)


def test_a_draft_block_is_a_draft_in_every_language(tmp_path: Path) -> None:
    draft = BRIEF.replace("    id: grain\n", "    id: grain\n    draft: true\n")
    project = write(tmp_path, **{"docs/briefs/rivera.md": draft, "docs/outcomes.md": "# Outcomes\n\nNone.\n"})
    assert [claim.id for claim in korean(project).claims] == ["full"]


def test_signs_become_elements_where_there_can_be_some_and_vanish_elsewhere() -> None:
    title = Foreign("A & b", "en")
    html = (
        f'<p title="{title}">{title.__html__()}</p><script>{title}</script><svg><text>{Foreign("x", "en")}</text></svg>'
    )
    expected = (
        '<p title="A & b"><span lang="en">A &amp; b</span></p><script>A & b</script>'
        '<svg><text><tspan lang="en">x</tspan></text></svg>'
    )
    assert with_elements(html) == expected
    assert plain(str(title)) == title == "A & b"


def test_reading_a_translation_never_raises(tmp_path: Path) -> None:
    parts = (
        "---\n",
        "title: [\n",
        "/// forecast",
        "///",
        " | x\n",
        "    id: grain\n",
        "    criterion: - a\n",
        "<!--",
        "\n",
    )
    for start in range(len(parts)):
        text = "".join((*parts[start:], *parts[:start], *parts[::-1]))
        project = write(tmp_path, **{RIVERA: text})
        problems(project)
        lacks(project)
        run(project, "translate", "ko", RIVERA)
