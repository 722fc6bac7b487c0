"""Golden cases of the messages: a small project in, every problem line out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from foresite.model.problems import Code, in_order
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings

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


def spoken(path: Path) -> Iterator[str]:
    """The codes of problems that a test expects: of texts that read like a problem, and in comparisons."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            # A code stands at the beginning or after the line, and before the message.
            yield from re.findall(r"(?:^|: )([a-z]+(?:-[a-z]+)*): \S", node.value)
        elif isinstance(node, ast.Compare) and not isinstance(node.ops[0], ast.NotIn | ast.NotEq | ast.IsNot):
            yield from (Code[name].slug for name in re.findall(r"\bCode\.([A-Z_]+)\b", ast.unparse(node)))


def test_every_code_is_shown_by_a_case_or_asserted_by_a_test() -> None:
    lines = [line for path in CASES.glob("*/expected.txt") for line in path.read_text("utf-8").splitlines()]
    shown = {line.split(": ")[1] for line in lines}
    asserted = {code for path in TESTS.rglob("test_*.py") if path != Path(__file__) for code in spoken(path)}
    assert {code.slug for code in Code} - shown - asserted == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("assert 'docs/a.md:3: dead-link: it leads nowhere' in output", ["dead-link"]),
        ("assert found == [f'docs/a.md:{line}: dead-link: it leads nowhere']", ["dead-link"]),
        ("assert problem.code is Code.DEAD_LINK", ["dead-link"]),
        ("assert problem.code is not Code.DEAD_LINK", []),
        ("assert 'dead-link' not in output", []),
        ("write('a dead-link of a text')", []),
        ('"""Of a page: dead-link: none."""', []),
        ("def test_a_dead_link(): pass", []),
    ],
)
def test_a_code_that_merely_occurs_is_not_asserted(tmp_path: Path, text: str, found: list[str]) -> None:
    (tmp_path / "test_it.py").write_text(text, "utf-8")
    assert list(spoken(tmp_path / "test_it.py")) == found
