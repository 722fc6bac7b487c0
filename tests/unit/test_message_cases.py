"""Golden cases of the messages: a small project in, every problem line out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foresite.problems import Code, in_order
from foresite.reading import read_project
from foresite.reading.settings import read_settings

CASES = Path(__file__).parents[1] / "cases" / "messages"
NAMES = sorted(path.parent.name for path in CASES.glob("*/purpose.txt"))
TESTS = Path(__file__).parents[1]


def messages(project: Path) -> str:
    settings, problems = read_settings(project / "mkdocs.yml")
    found = in_order([*problems, *read_project(settings).problems])
    return "".join(f"{problem}\n" for problem in found)


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, request: pytest.FixtureRequest) -> None:
    case = CASES / name
    found = messages(case)
    if request.config.getoption("--update-cases"):
        (case / "expected.txt").write_text(found, "utf-8")
    assert found == (case / "expected.txt").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_right_input_has_no_problem_and_wrong_input_has_one(name: str) -> None:
    expected = (CASES / name / "expected.txt").read_text("utf-8")
    assert bool(expected) != name.endswith("-nope")


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_points_at_a_line_of_its_file(name: str) -> None:
    for line in (CASES / name / "expected.txt").read_text("utf-8").splitlines():
        path, number = re.match(r"(.+?):(\d+): ", line).groups()
        file = CASES / name / path
        if file.is_file():
            assert 1 <= int(number) <= file.read_bytes().count(b"\n") + 1, line


def test_every_case_states_its_purpose_on_one_line() -> None:
    assert NAMES
    for folder in CASES.iterdir():
        assert len((folder / "purpose.txt").read_text("utf-8").strip().splitlines()) == 1, folder.name


@pytest.mark.parametrize("code", Code, ids=str)
def test_every_code_is_shown_by_a_case_or_asserted_by_a_test(code: Code) -> None:
    if any(f": {code}: " in path.read_text("utf-8") for path in CASES.glob("*/expected.txt")):
        return
    others = [path.read_text("utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    assert any(f"Code.{code.name}" in text or code.slug in text for text in others)
