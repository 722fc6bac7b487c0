"""The page on the commands is true: it names them all, and what it shows is what they say."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from builds import ROOT
from foresite.cli import COMMANDS, main
from foresite.editing import insertions
from foresite.model.problems import Code, Place, Problem
from foresite.model.sources import Sources
from foresite.reporting.formats import Report, problems_json, terminal

PAGE = (ROOT / "docs" / "commands.md").read_text("utf-8")


def shown(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_every_command_has_its_section() -> None:
    named = {name for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE) for name in heading.split(" and ")}
    assert named == set(COMMANDS)
    assert list(COMMANDS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 5


def test_the_report_shown_is_the_report_given() -> None:
    place = Place("docs/briefs/2024-rivera.md", 41)
    message = "no entry 'rivera2042' in bib/references.bib"
    problem = Problem(place, Code.UNKNOWN_CITATION, message, "did you mean 'rivera2024'?")
    page = "\n" * 40 + "The gates have been delivered [@rivera2042, ¶7].\n"
    report = Report.of([problem], Sources(), lambda path: page)
    assert shown("text")[0] == terminal(report, colour=False)
    assert json.loads(shown("json")[0]) == json.loads(problems_json(report))["problems"][0]


CLAIM = {"theme": "trade", "at": "1"}
EVENT = {"date": "2024", "themes": ["trade"], "sources": ["gauge2024"]}
LIKELY = {"wording": "likely", "likelihood": "likely", "horizon": "open"}
JUDGED = {"of": "rivera-second-lock-opens", "status": "open", "as-of": "2024-02"}
# A project in which the examples make sense: something of each kind is there, and what they name.
HARBOUR = {
    "mkdocs.yml": ["site_name: Port\nplugins: [foresite]"],
    "docs/index.md": ["# Port"],
    "bib/references.bib": [insertions.entry("misc", "gauge2024", {"title": "G"})],
    "docs/events.md": [insertions.block("event", "Lock", {"id": "lock-opens", **EVENT}, "")],
    "docs/outcomes.md": [insertions.block("outcome", "Lock", {"id": "old-outcome", **JUDGED}, "")],
    "docs/shifts.md": [
        insertions.block(
            "shift", "Old", {"id": "shift-old", "change": "new", "theme": "trade", "to": ["rivera-old"]}, ""
        )
    ],
    "docs/briefs/old.md": [
        "---\nbrief: gauge2024\noutlook: 2023\nparagraphs: 9\n---",
        insertions.block("finding", "Old", {"id": "rivera-old", **CLAIM}, ""),
        insertions.block("finding", "Traffic", {"id": "rivera-least-traffic", **CLAIM}, ""),
        insertions.block("forecast", "Lock", {"id": "rivera-second-lock-opens", **CLAIM, **LIKELY}, ""),
    ],
}


def test_the_examples_of_new_run_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, parts in HARBOUR.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("\n\n".join(parts) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    (examples,) = [text for text in shown("sh") if text.startswith("foresite new")]
    for line in examples.splitlines():
        done = CliRunner().invoke(main, shlex.split(line)[1:])
        assert done.exit_code == 0, (line, done.output)
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
