"""The contract for editors is true: every example in it reads, and its list of codes is the list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from markdown import Markdown

from foresite.model.fields import CLAIM_OPTIONS, KINDS, Field, own_fields
from foresite.model.macros import MACROS
from foresite.model.problems import Code
from foresite.model.sources import Sources
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.project import Project

PAGE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text("utf-8")
CALLS = re.findall(r"^\| `(\{\{.*?\}\})` \|", PAGE, re.MULTILINE)
FENCES = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def examples(language: str) -> list[str]:
    return [body for name, body in FENCES.findall(PAGE) if name == language]


def project(folder: Path) -> Path:
    """A project made of nothing but the page's examples."""
    (folder / "docs").mkdir()
    (folder / "bib").mkdir()
    (folder / "mkdocs.yml").write_text("site_name: Examples\n" + "".join(examples("yaml")), "utf-8")
    (folder / "bib" / "references.bib").write_text("\n".join(examples("bibtex")), "utf-8")
    cited = re.findall(r"^\| `([^`]*@rivera[^`]*)` \|", PAGE, re.MULTILINE)
    assert len(CALLS) == len(MACROS)
    assert len(cited) == 5
    page = "\n".join([*examples("markdown"), *CALLS, *cited])
    (folder / "docs" / "2024-rivera.md").write_text(page, "utf-8")
    return folder


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    settings, problems = read_settings(project(tmp_path) / "mkdocs.yml")
    assert problems == []
    return read_project(settings)


def test_every_example_reads_without_a_problem(sources: Sources) -> None:
    assert [str(problem) for problem in sources.problems] == []


def test_there_is_an_example_of_every_block(sources: Sources) -> None:
    assert {claim.kind for claim in sources.claims} == {"finding", "forecast", "recommendation", "scenario"}
    assert sources.corrections
    assert sources.events
    assert sources.outcomes
    assert sources.shifts


def test_every_macro_is_shown(sources: Sources) -> None:
    assert {call.name for call in sources.calls} == set(MACROS)


def test_every_call_may_stand_twice_on_a_page_and_no_id_does(tmp_path: Path) -> None:
    settings, _ = read_settings(project(tmp_path) / "mkdocs.yml")
    md = Markdown(extensions=[ForesiteExtension(Project.load(settings), page="twice.md")])
    for text in ("\n\n".join(call for each in CALLS for call in (each, each)), "\n\n".join(CALLS * 2)):
        ids = re.findall(r' id="([^"]*)"', md.reset().convert(text))
        assert sorted(id for id, number in Counter(ids).items() if number > 1) == []


def options_table(fields: Sequence[Field]) -> str:
    rows = [f"| `{each.name}`{'*' * each.required} | {each.documentation} |\n" for each in fields]
    return "".join(["| option | what it holds |\n", "|---|---|\n", *rows])


def tables() -> dict[str, str]:
    """The tables of options by the headings that they stand under."""
    every = [KINDS["finding"].fields[name] for name in CLAIM_OPTIONS]
    found: dict[str, Sequence[Field]] = {"Options that every claim has": every}
    for name, kind in KINDS.items():
        found[name] = own_fields(name) if kind.is_claim else [*kind.fields.values()][1:]
    # A finding has no options of its own.
    return {heading: options_table(fields) for heading, fields in found.items() if fields}


@pytest.mark.parametrize("heading", tables())
def test_each_table_of_options_is_that_of_the_fields(heading: str, request: pytest.FixtureRequest) -> None:
    file = Path(__file__).parents[2] / "docs" / "authoring.md"
    page = file.read_text("utf-8")
    start = page.index(f"\n### {heading}\n")
    end = page.index("\n#", start + 4)
    table = re.compile(r"\| option \| what it holds \|\n(?:\|.*\n)+")
    section, right = page[start:end], tables()[heading]
    if request.config.getoption("--update-cases"):
        file.write_text(page[:start] + table.sub(lambda _: right, section, count=1) + page[end:], "utf-8")
    assert table.findall(file.read_text("utf-8")[start:])[0] == right


def test_the_codes_are_the_codes(request: pytest.FixtureRequest) -> None:
    file = Path(__file__).parents[2] / "docs" / "authoring.md"
    table = re.compile(r"(?<=These are the codes:\n\n\| code \| meaning \|\n\|---\|---\|\n)(?:\|.*\n)+")
    right = "".join(f"| `{code.slug}` | {code.meaning} |\n" for code in Code)
    if request.config.getoption("--update-cases"):
        file.write_text(table.sub(lambda _: right, file.read_text("utf-8")), "utf-8")
    assert table.findall(file.read_text("utf-8")) == [right]


def test_the_message_shown_is_the_message_given(tmp_path: Path) -> None:
    folder = project(tmp_path)
    page = folder / "docs" / "2024-rivera.md"
    page.write_text(page.read_text("utf-8") + "\n\nA slip [@rivera2042].\n", "utf-8")
    settings, _ = read_settings(folder / "mkdocs.yml")
    said = [str(problem).split(": ", 1)[1] for problem in read_project(settings).problems]
    shown = examples("text")[0].strip().split(": ", 1)[1]
    assert said == [shown]
