"""Every option of every kind, through everything that treats options: the table of fields says what must know it.

An option that is new fails here until ``GIVEN`` has a value for it, and until whatever its ``Field`` promises holds.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from builds import Build, mkdocs_build
from foresite.cli import main
from foresite.diff.changes import compare
from foresite.editing.insertions import block
from foresite.exports.csv_table import unescaped
from foresite.model.corpus import Corpus
from foresite.model.dates import PartialDate, parse_edtf
from foresite.model.fields import KINDS, PHRASE, Field, ReferenceTarget
from foresite.model.locators import Locator
from foresite.model.macros import MACROS, ParameterType
from foresite.model.problems import Place
from foresite.model.records import Record
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.pdf.documents import Document, documents
from foresite.pdf.print_job import paper_templates
from foresite.site.project import Project
from foresite.verify.quotations import phrases_by_brief
from searched import entries, files_of
from sharing import Shared

CONFIG = """site_name: Every option
plugins:
  - foresite:
      themes:
        harbour: The harbour
        trade: Trade and freight
"""
FRONT = "---\nbrief: {key}\noutlook: {year}\npages: 40\n---\n\n# Outlook {year}\n\n"
ENTRIES = """@report{rivera2023, author = {Rivera, Alma}, title = {The Port}, institution = {Institute}, date = {2023}}
@report{rivera2024, author = {Rivera, Alma}, title = {The Port}, institution = {Institute}, date = {2024}}
@online{gauge2024, author = {{The Gauge}}, title = {Low Water}, date = {2024-07}, url = {https://example.org/low}}
"""
"""Two editions of a brief, and a source."""
EVERY_CLAIM: dict[str, str | list[str]] = {
    "theme": "harbour",
    "further-themes": ["trade"],
    "at": "p. 7, Table 1.1",
    "actors": ["Pilots' guild", "Zöe & Sons"],
    "places": ["lower river"],
    "tags": ["low water"],
    "quote": "words of the brief",
}
GIVEN: dict[str, dict[str, str | list[str]]] = {
    "finding": {"id": "rivera-queues", **EVERY_CLAIM, "confidence": "moderate", "revises": "rivera-queues-before"},
    "forecast": {
        "id": "rivera-fees",
        **EVERY_CLAIM,
        "wording": "should probably",
        "likelihood": "likely",
        "chosen-by": "editors",
        "confidence": "low",
        "horizon": "2024-H2",
        "measure": "fees",
        "value": "-3.2",
        "unit": "million crowns",
        "interval": "-4.5 to 2.1 (90 %)",
        "period": "2024-Q3",
        "criterion": "The accounts say so.",
        "condition": "the river stays low",
        "if-nothing-changes": "no",
        "codings": ["likely (Ann)", "very likely (Bo)"],
        "revises": "rivera-fees-before",
    },
    "recommendation": {
        "id": "rivera-dredge", **EVERY_CLAIM, "addressee": "the port authority", "revises": "rivera-dredge-before",
    },
    "scenario": {
        "id": "rivera-dry",
        "set": "river",
        **EVERY_CLAIM,
        "wording": "hardly",
        "likelihood": "unlikely",
        "chosen-by": "editors",
        "confidence": "high",
        "horizon": "2024/2025",
        "drivers": ["a third dry winter, again", "no dam"],
        "assumptions": ["no dredging"],
        "signposts": ["lock-opens", "three metres"],
        "impact": "Freight moves.",
        "exclusive": "true",
        "revises": "rivera-dry-before",
    },
    "correction": {"id": "rivera-slip", "at": "p. 3", "printed": "opened in 1919", "reading": "opened in 1991"},
    "event": {
        "id": "lock-opens",
        "date": "2024-07-02",
        "themes": ["harbour", "trade"],
        "actors": ["Pilots' guild"],
        "asserted-by": ["Gauge keepers"],
        "denied-by": ["Ferry owners"],
        "sources": ["gauge2024"],
    },
    "outcome": {
        "id": "rivera-fees-outcome",
        "of": "rivera-fees",
        "status": "occurred",
        "condition": "met",
        "coder": "Ann",
        "adjudicated": "true",
        "as-of": "2025-03-04",
        "events": ["lock-opens"],
        "value": "2.9",
        "vintage": "first-print",
        "sources": ["gauge2024"],
    },
    "undecided outcome": {
        "id": "rivera-dry-outcome", "of": "rivera-dry", "status": "open", "reason": "disputed", "as-of": "2025-03-04",
    },
    "shift": {
        "id": "shift-fees", "change": "softened", "theme": "harbour", "from": ["rivera-fees-before"],
        "to": ["rivera-fees"],
    },
}  # fmt: skip
"""A value for each option of each kind, as editors give it; the last word of a name is the kind."""
ELSEWHERE = {"draft"}
"""The options that no published record has: test_cli_import.py and test_left_out.py are about drafts."""
SHOWN = {
    "id": [""],
    "theme": ["The harbour"],
    "themes": ["The harbour", "Trade and freight"],
    "further-themes": ["Trade and freight"],
    "at": ["p. 7, Table 1.1", ", 3</a>"],
    "revises": ["2023"],
    "likelihood": ["55–80 %", "20–45 %"],
    "chosen-by": ["the editors chose the term"],
    "confidence": ["moderate confidence", "low confidence", "high confidence"],
    "horizon": ["2024"],
    "value": ["−3.2", "2.9"],
    "interval": ["−4.5"],
    "period": ["2024"],
    "signposts": ["The lock opens", "three metres"],
    "exclusive": ["Exclusive"],
    "date": ["2 July 2024"],
    "sources": ["Gauge"],
    "of": ["Fees fall", "The river stays dry"],
    "status": ["occurred", "still open"],
    "reason": ["sources disagree"],
    "condition": ["the river stays low", "condition met"],
    "as-of": ["4 March 2025"],
    "adjudicated": ["adjudicated"],
    "if-nothing-changes": ["If nothing changes"],
    "events": ["The lock opens"],
    "vintage": ["first print"],
    "change": ["softened"],
    "from": ["Fees fell"],
    "to": ["Fees fall"],
}
"""What a card says for an option, where that is not what an editor writes."""
PAGES = ("index.md", "2023.md", "2024.md", "record.md")
TITLES = {
    "finding": "Queues lengthen", "forecast": "Fees fall", "recommendation": "Dredge the approach",
    "scenario": "The river stays dry", "correction": "The year of the flood", "event": "The lock opens",
    "outcome": "The fees came in", "undecided outcome": "It is in dispute", "shift": "Fees, once more",
}  # fmt: skip
KIND = {block: block.rpartition(" ")[2] for block in GIVEN}
OPTIONS = [(block, name) for block, options in GIVEN.items() for name in options]
OF_TABLE = {"value": "outcome_value", "condition": "outcome_condition"}
"""The columns of ``claims.csv`` that have another name than an outcome's option."""


def test_every_option_has_a_value_here() -> None:
    declared = {(kind, name) for kind in KINDS for name in KINDS[kind].fields if name not in ELSEWHERE}
    assert {(KIND[block], name) for block, name in OPTIONS} == declared


def blocks(*kinds: str) -> str:
    return "\n".join(
        block(KIND[kind], TITLES[kind], GIVEN[kind], f"About {GIVEN[kind]['id']}.") + "\n" for kind in kinds
    )


def before() -> str:
    """What the later edition revises, with what is required only."""
    found = []
    for kind, options in GIVEN.items():
        if "revises" in options:
            least = {name: GIVEN[kind][name] for name, each in KINDS[kind].fields.items() if each.required}
            kept = {name: GIVEN[kind][name] for name in ("measure", "unit", "value", "period") if kind == "forecast"}
            id = GIVEN[kind]["revises"]
            found.append(block(kind, TITLES[kind].replace("fall", "fell"), {**least, **kept, "id": id}, "Before."))
    return "\n".join(f"{each}\n" for each in found)


def written(folder: Path, *, record: bool = True) -> Path:
    """The project, or one that has its pages and no record."""
    files = {
        "mkdocs.yml": CONFIG,
        "bib/references.bib": ENTRIES,
        "docs/index.md": "# Home\n\n{{ explore() }}\n\n{{ bibliography() }}\n",
        "docs/2023.md": FRONT.format(key="rivera2023", year=2023) + (before() if record else ""),
        "docs/2024.md": FRONT.format(key="rivera2024", year=2024)
        + (blocks("finding", "forecast", "recommendation", "scenario", "correction") if record else ""),
        "docs/record.md": "# Record\n\n" + (blocks("event", "outcome", "undecided outcome", "shift") if record else ""),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def every(shared: Shared) -> Build:
    """The site with every option, built strictly once a run."""
    return shared.built("every-option", lambda root: mkdocs_build(written(root), root / "site", "--strict"))


def settings_of(project: Path) -> Settings:
    settings, problems = read_settings(project / "mkdocs.yml")
    assert problems == []
    return settings


def sources_of(project: Path) -> Sources:
    found = read_project(settings_of(project))
    assert [str(problem) for problem in found.problems] == []
    return found


@pytest.fixture(scope="module")
def sources(every: Build) -> Sources:
    return sources_of(every.site.parent)


def anywhere(sources: Sources) -> dict[str, Record]:
    """Every record by its id, wherever on its page it stands."""
    place: dict[str, Any] = {"place": Place("", 1), "body_line": 0, "page": ""}
    return {record.id: replace(record, body=record.body.strip(), **place) for record in sources.records}


def field(kind: str, name: str) -> Field:
    return KINDS[KIND[kind]].fields[name]


def record(sources: Sources, kind: str) -> Record:
    return next(each for each in sources.records if each.id == GIVEN[kind]["id"])


def said(kind: str, name: str) -> list[str]:
    """What readers see of an option; of several values that it can have, any."""
    given = GIVEN[kind][name]
    return SHOWN.get(name, given if isinstance(given, list) else [given])


# --- data ---------------------------------------------------------------------------------------------------------


@cache
def document(site: Path, name: str) -> Any:
    return json.loads((site / "data" / name).read_text("utf-8"))


def exported(site: Path, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The record of a kind as data, and the properties that its schema has."""
    claims, schema = document(site, "claims.json"), document(site, "schemas/claims.json")
    id = GIVEN[kind]["id"]
    match KIND[kind]:
        case "event":
            schema = document(site, "schemas/events.json")
            found = next(each for each in document(site, "events.json")["events"] if each["id"] == id)
        case "outcome":
            found = next(each["outcome"] for each in claims["claims"] if each.get("outcome", {}).get("id") == id)
        case "shift" | "correction":
            found = next(each for each in claims[f"{kind}s"] if each["id"] == id)
        case _:
            found = next(each for each in claims["claims"] if each["id"] == id)
    of_claim = schema["$defs"]["claim"]["properties"] if KINDS[KIND[kind]].is_claim else {}
    return found, {**of_claim, **schema["$defs"][KIND[kind]]["properties"]}


@pytest.mark.parametrize(("kind", "name"), OPTIONS)
def test_the_data_and_their_schema_have_every_option(every: Build, sources: Sources, kind: str, name: str) -> None:
    each = field(kind, name)
    found, properties = exported(every.site, kind)
    # An outcome stands in the claim that it judges.
    if (KIND[kind], name) != ("outcome", "of"):
        value = each.type.export(each.of(record(sources, kind)))
        assert found[each.data_name] == (list(value) if isinstance(value, tuple) else value)
        assert each.data_name in properties
        assert each.description == properties[each.data_name]["description"]
        for beside in each.type.companions:
            assert found[beside.name] == beside.of(each.of(record(sources, kind)))
            assert beside.name in properties


def test_the_data_are_valid_by_their_schemas(every: Build) -> None:
    for name in ("claims.json", "events.json"):
        schema = document(every.site, f"schemas/{name}")
        jsonschema.Draft202012Validator(schema).validate(document(every.site, name))


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, name in OPTIONS if KINDS[KIND[kind]].is_claim or KIND[kind] == "outcome"]
)
def test_the_table_of_claims_has_every_option(every: Build, sources: Sources, kind: str, name: str) -> None:
    rows = {row["id"]: row for row in csv.DictReader(StringIO(every.text("data/claims.csv").removeprefix("\ufeff")))}
    each = field(kind, name)
    of_outcome = KIND[kind] == "outcome"
    row = rows[str(GIVEN[kind]["of" if of_outcome else "id"])]
    if of_outcome and name in ("id", "of"):
        assert row["outcome"] == GIVEN[kind]["id"]
        return
    column = OF_TABLE.get(name, each.data_name) if of_outcome else each.data_name
    assert unescaped(row[column]) == each.type.cell(each.of(record(sources, kind)))


def take_in(project: Path, site: Path, *files: str) -> None:
    """Import published data files into a project."""
    for name in files:
        asked = ["import", "-f", str(project / "mkdocs.yml"), str(site / "data" / name), "--write"]
        done = CliRunner().invoke(main, [*asked, "--page", "record.md"])
        assert done.exit_code == 0, done.output


def test_every_option_is_restored_from_the_published_data(every: Build, tmp_path: Path) -> None:
    copy = written(tmp_path / "copy", record=False)
    take_in(copy, every.site, "events.json", "claims.json")
    assert anywhere(sources_of(copy)) == anywhere(sources_of(every.site.parent))


def test_claims_and_their_latest_outcomes_are_restored_from_the_published_table(every: Build, tmp_path: Path) -> None:
    copy = written(tmp_path / "copy", record=False)
    take_in(copy, every.site, "events.json", "claims.csv")
    known = anywhere(sources_of(every.site.parent))
    assert anywhere(sources_of(copy)) == {
        id: each for id, each in known.items() if each.kind not in ("shift", "correction")
    }


@pytest.mark.parametrize("name", ["record.csv", "record.xlsx"])
def test_every_option_is_restored_from_a_table(every: Build, tmp_path: Path, name: str) -> None:
    project = every.site.parent
    done = CliRunner().invoke(main, ["table", "-f", str(project / "mkdocs.yml"), str(tmp_path / name)])
    assert done.exit_code == 0, done.output
    copy = written(tmp_path / "copy", record=False)
    done = CliRunner().invoke(main, ["import", "-f", str(copy / "mkdocs.yml"), str(tmp_path / name), "--write"])
    assert done.exit_code == 0, done.output
    assert anywhere(sources_of(copy)) == anywhere(sources_of(project))


def test_every_option_is_written_by_new(every: Build, tmp_path: Path) -> None:
    copy = written(tmp_path / "copy", record=False)
    (copy / "docs" / "2023.md").write_text(FRONT.format(key="rivera2023", year=2023) + before(), "utf-8")
    order = ("event", "finding", "forecast", "recommendation", "scenario", "correction", "outcome",
             "undecided outcome", "shift")  # fmt: skip
    for kind in order:
        command = ["claim", "--kind", kind] if KINDS[KIND[kind]].is_claim else [KIND[kind]]
        given = [
            part
            for name, value in GIVEN[kind].items()
            for each in (value if isinstance(value, list) else [value])
            for part in (f"--{name}", each)
        ]
        place = ["--page", "2024.md" if KINDS[KIND[kind]].of_brief else "record.md"]
        asked = [*command, "-f", str(copy / "mkdocs.yml"), *place, "--title", TITLES[kind], *given]
        done = CliRunner().invoke(main, ["new", *asked, "--body", f"About {GIVEN[kind]['id']}."])
        assert done.exit_code == 0, (kind, done.output)
    assert anywhere(sources_of(copy)) == anywhere(sources_of(every.site.parent))


# --- what is wrong --------------------------------------------------------------------------------------------------


def wrong(folder: Path, kind: str, name: str, line: str) -> str:
    """What is said of a project in which another line stands in the place of one option."""
    for page in (folder / "docs").iterdir():
        lines = page.read_text("utf-8").splitlines()
        start = next((at for at, each in enumerate(lines) if each == f"    id: {GIVEN[kind]['id']}"), None)
        if start is not None:
            at = next(at for at in range(start, len(lines)) if lines[at].startswith(f"    {name}:"))
            page.write_text("\n".join([*lines[:at], f"    {line}", *lines[at + 1 :], ""]), "utf-8")
            place = Place(f"docs/{page.name}", at + 1)
            problems = [each for each in read_project(settings_of(folder)).problems if each.place == place]
            return "\n".join(map(str, problems))
    raise AssertionError(kind)


@pytest.mark.parametrize(("kind", "name"), OPTIONS)
def test_a_wrong_value_of_every_option_is_said_at_its_line(tmp_path: Path, kind: str, name: str) -> None:
    said = wrong(written(tmp_path), kind, name, f"{name}: {{a: b}}")
    assert f"'{name}'" in said or name in said, said
    assert "expected" in said, said


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name in OPTIONS if len(name) > 3])
def test_a_misspelt_option_is_told_the_nearest_name(tmp_path: Path, kind: str, name: str) -> None:
    misspelt = f"{name[:-2]}{name[-1]}{name[-2]}{name[-1]}"
    assert f"did you mean '{name}'" in wrong(written(tmp_path), kind, name, f"{misspelt}: x")


# --- what readers see ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project(every: Build) -> Project:
    return Project.load(settings_of(every.site.parent))


def book(project: Project) -> Document:
    """The document that holds every page."""
    return next(each for each in documents(project.corpus, PAGES) if each.pages == PAGES)


@pytest.mark.parametrize("paper", [False, True], ids=["screen", "paper"])
@pytest.mark.parametrize(("kind", "name"), OPTIONS)
def test_a_card_shows_every_option(project: Project, kind: str, name: str, paper: bool) -> None:
    shown = project.corpus.records[str(GIVEN[kind]["id"])]
    templates = paper_templates(book(project), project) if paper else project.templates
    card = " ".join(templates.card(shown, shown.page, 2).split()).replace("&amp;", "&").replace("&#39;", "'")
    assert any(text in card for text in said(kind, name)), card


SEARCHED = [(kind, name) for kind, name in OPTIONS if KINDS[KIND[kind]].is_claim and field(kind, name).searched]


@pytest.mark.parametrize(("kind", "name"), SEARCHED)
def test_search_finds_a_claim_by_what_its_field_says(every: Build, kind: str, name: str) -> None:
    found = {address.partition("#")[2]: text for _, _, address, text, *_ in entries(files_of(every))}
    given = GIVEN[kind][name]
    expected = given if isinstance(given, list) else [given]
    if field(kind, name).target is ReferenceTarget.SIGNPOST:
        expected = SHOWN["signposts"]
    for text in expected:
        assert text in found[str(GIVEN[kind]["id"])]


FACETS = [(kind, name) for kind, name in OPTIONS if KINDS[KIND[kind]].is_claim and field(kind, name).facet]


@pytest.mark.parametrize(("kind", "name"), FACETS)
def test_explore_narrows_and_downloads_by_what_its_field_says(every: Build, kind: str, name: str) -> None:
    page, each = every.html("index.html"), field(kind, name)
    legends = {"".join(legend.itertext()) for legend in page.iter("legend")}
    assert each.facet in legends
    table = next(table for table in page.iter("table") if table.get("data-columns"))
    columns = json.loads(table.get("data-columns"))
    assert each.data_name in columns
    rows = [json.loads(body.get("data-claim")) for body in table.iter("tbody") if body.get("data-claim")]
    row = next(row for row in rows if GIVEN[kind]["id"] in row)
    assert row[columns.index(each.data_name)]


OTHERWISE: dict[str, Any] = {
    "locator": Locator.parse("p. 9"),
    "date": PartialDate.parse("2025-03-05"),
    "date-or-interval": parse_edtf("2024-07-03"),
}
"""Another value of what a record cannot be without."""
# --- programs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name in OPTIONS if name != "id"])
def test_diff_tells_of_every_option(project: Project, sources: Sources, kind: str, name: str) -> None:
    each, shown = field(kind, name), record(sources, kind)
    changed: Any = replace(shown, **{each.attribute_name: OTHERWISE.get(each.type.name, each.absent)})
    held = f"{'claim' if KINDS[KIND[kind]].is_claim else KIND[kind]}s"
    lists: dict[str, Any] = {held: [changed if one.id == shown.id else one for one in getattr(sources, held)]}
    after = Corpus.build(project.corpus.settings, replace(sources, **lists))
    told = {field.name for item in compare(project.corpus, after).items if item.id == shown.id for field in item.fields}
    assert told >= {name}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, name in OPTIONS if field(kind, name).type is PHRASE])
def test_verify_looks_for_every_phrase(sources: Sources, kind: str, name: str) -> None:
    phrases = phrases_by_brief(sources)["rivera2024"]
    assert (name, GIVEN[kind][name]) in {(phrase.option, phrase.text) for phrase in phrases}


# --- macros -------------------------------------------------------------------------------------------------------

ARGUMENTS = {
    ParameterType.BRIEF: ('"rivera2024"', '"rivera2042"', "rivera2024"),
    ParameterType.OUTLOOK: ("2024", "2042", "2024"),
    ParameterType.THEME: ('"harbour"', '"harbuor"', "harbour"),
    ParameterType.KIND: ('"finding"', '"findign"', "finding"),
    ParameterType.DATE: ('"2024"', '"2024-13"', ""),
    ParameterType.ACTOR: ('"Pilots\' guild"', '"Pilot\'s guild"', "Pilots' guild"),
    ParameterType.SET: ('"river"', '"rivre"', "river"),
    ParameterType.VERDICT: ('"held"', '"hold"', "held"),
    ParameterType.PLACE: ('"lower river"', '"lower rivre"', "lower river"),
    ParameterType.TAG: ('"low water"', '"low watre"', "low water"),
    ParameterType.BY: ('"institution"', '"institute"', "institution"),
    ParameterType.ADDRESSEE: ('"the port authority"', '"the port authoritie"', "the port authority"),
    ParameterType.SCALE: ('"ipcc"', '"ipc"', "ipcc"),
    ParameterType.MEASURE: ('"fees"', '"feees"', "fees"),
    ParameterType.VINTAGE: ('"first-print"', '"first-prit"', "first-print"),
}
"""For each type of argument one that is right, one that is wrong, and the nearest right one."""
CALLS = [(macro.name, parameter.name) for macro in MACROS.values() for parameter in macro.parameters]


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_every_argument_of_every_macro_is_checked(tmp_path: Path, right: bool) -> None:
    copy = written(tmp_path)
    lines = []
    for name, argument in CALLS:
        given = []
        for parameter in MACROS[name].parameters:
            if parameter.required or parameter.name == argument:
                good, bad, _ = ARGUMENTS[parameter.type]
                given.append(f"{parameter.name}={bad if parameter.name == argument and not right else good}")
        lines.append(f"{{{{ {name}({', '.join(given)}) }}}}\n")
    (copy / "docs" / "calls.md").write_text("\n".join(lines), "utf-8")
    problems = {problem.place.line: str(problem) for problem in read_project(settings_of(copy)).problems}
    if right:
        assert problems == {}
        project = Project.load(settings_of(copy))
        papers = paper_templates(next(documents(project.corpus, ["calls.md"])), project)
        calls = [call for call in project.corpus.calls if call.page == "calls.md"]
        assert [call.name for call in calls] == [name for name, _ in CALLS]
        for call in calls:
            # What is asked for stands in the record, so that something is shown.
            for templates in (project.templates, papers):
                shown = templates.macro(call.name, call.arguments, "calls.md", 2)
                assert "fs-none" not in shown or call.name == "due", (call.name, call.arguments)
        return
    assert set(problems) == {2 * number + 1 for number in range(len(CALLS))}
    for number, (name, argument) in enumerate(CALLS):
        asked = MACROS[name].parameter(argument)
        assert asked
        nearest = ARGUMENTS[asked.type][2]
        assert not nearest or nearest in problems[2 * number + 1]
