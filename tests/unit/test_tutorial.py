"""The pages for whoever begins are true: their commands run, one after another, and end in a site without a problem."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from builds import ROOT, mkdocs_build
from foresite.cli import main
from foresite.scaffold import NewProject, project_files

TUTORIAL, QUESTIONS = ROOT / "docs" / "tutorial.md", ROOT / "docs" / "questions.md"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ELSEWHERE = ("python3 -m venv", ". .venv", "pip install", "mkdocs serve")
"""What the test of the installed package does, and what would not end."""


def commands(page: Path) -> Iterator[list[str]]:
    for language, text in FENCE.findall(page.read_text("utf-8")):
        if language == "sh":
            yield from (shlex.split(line) for line in text.splitlines() if not line.startswith(ELSEWHERE))


def run(command: list[str]) -> str:
    assert command[0] == "foresite"
    done = CliRunner().invoke(main, command[1:])
    assert done.exit_code == 0, (command, done.output)
    return done.output


def test_the_settings_shown_are_those_that_a_new_project_gets(request: pytest.FixtureRequest) -> None:
    text = TUTORIAL.read_text("utf-8")
    (shown,) = re.findall(r"(?s)This is all of `mkdocs.yml`:\n\n```yaml\n(.*?)```", text)
    written = project_files(NewProject("Port outlooks"))["mkdocs.yml"]
    if request.config.getoption("--update-cases"):
        TUTORIAL.write_text(text.replace(f"```yaml\n{shown}```", f"```yaml\n{written}```"), "utf-8")
        shown = written
    assert shown == written


def test_the_tutorial_ends_in_a_site_without_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _, line = [text for language, text in FENCE.findall(TUTORIAL.read_text("utf-8")) if language == "yaml"]
    said = ""
    for command in commands(TUTORIAL):
        if command == ["mkdocs", "build", "--strict"]:
            build = mkdocs_build(tmp_path, tmp_path / "site", "--strict")
            assert build.code == 0, build.output
            continue
        said = run(command)
        if "brief" in command:
            path = line.split(": ")[-1].strip()
            assert path in said
            settings = tmp_path / "mkdocs.yml"
            settings.write_text(settings.read_text("utf-8").replace("  - Briefs:\n", f"  - Briefs:\n{line}"), "utf-8")
    assert "no problems" in said
    themes = "".join(page.read_text("utf-8") for page in (tmp_path / "site" / "themes").rglob("*.html"))
    assert "From a record low to growth" in themes
    assert "The third lock opens to ships" in themes


def test_what_the_answers_say_to_type_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(["foresite", "init"])
    typed = [command for command in commands(QUESTIONS) if command[:2] == ["foresite", "new"]]
    assert len(typed) == 6
    for command in typed:
        run(command)


def test_each_page_of_the_documentation_is_reached_from_the_foot_of_each_page() -> None:
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    section = re.search(r"(?s)  - About Foresite:\n(.*?)\n\n", settings)
    assert section
    names = "tutorial gallery authoring questions look commands data plugins hosts performance".split()
    assert [line.split(": ")[1] for line in section[1].splitlines()] == [f"{name}.md" for name in names]
    assert "footer_nav: [About Foresite]" in settings


def test_a_section_for_the_foot_that_the_navigation_does_not_have_is_a_problem(tmp_path: Path) -> None:
    files = project_files(NewProject("Port outlooks"))
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(
            text.replace("scale: icd203", "footer_nav: [Forecats]\n      scale: icd203"), "utf-8"
        )
    done = CliRunner().invoke(main, ["check", "-f", str(tmp_path / "mkdocs.yml")])
    expected = "expected one for 'footer_nav'; did you mean 'Forecasts'?"
    said = f"bad-setting: 'nav' has no section 'Forecats' at its top, {expected}"
    assert said in done.stdout
    build = mkdocs_build(tmp_path, tmp_path / "site", "--strict")
    assert build.code == 1
    assert said in build.output
