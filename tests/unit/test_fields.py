"""One table of fields: a new option is declared in two files, a new kind in two, and everything knows it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from io import StringIO
from pathlib import Path

import pytest

import foresite
from foresite.model.fields import KINDS

RECORD = {"title", "page", "place", "body", "body_line", "other_titles"}
PACKAGE = Path(foresite.__file__).parent
BRIEF = """---
brief: rivera2024
outlook: 2024
paragraphs: 12
---

# Outlook 2024

/// forecast | The second lock opens
    id: rivera-lock
    theme: harbour
    at: 7
    wording: likely
    likelihood: likely
    horizon: 2024
    test-option: 2024-03-01

The brief expects it.
///

/// testkind | The tables are provisional
    id: rivera-provisional
    theme: harbour
    at: 3
    printed: provisional figures
    weight: heavy as lead

Treat them with care.
///

{{ brief("rivera2024") }}

{{ explore() }}
"""
BIB = "@report{rivera2024, author = {Rivera, Alma}, title = {The Port}, institution = {Institute}, date = {2024}}\n"
OPTION = """            Field(
                "test-option",
                DATE,
                "an EDTF date",
                "When it is looked at again (EDTF).",
                "the day on which to look again",
                label="Test option",
                searched=True,
                early_column=True,
                facet="Test option",
                since="0.2",
            ),
"""
KIND = """    "testkind": Kind(
        TestKind,
        "Testkind",
        _by_name(
            _id,
            _theme,
            _at,
            Field("printed", PHRASE, "what it prints", "What it prints.", "what it prints", limit=12),
            Field(
                "weight", TEXT, "its weight", "Its weight.", "its weight", required=True, label="Weight", searched=True
            ),
        ),
        of_brief=True,
        generic=True,
    ),
"""
RECORD_OF_KIND = '''

@dataclass(frozen=True, slots=True)
class TestKind(Record):
    """A limit that a brief sets itself."""

    brief: str
    outlook: int
    theme: str
    at: Locator
    printed: str
    weight: str

    kind = "testkind"
'''


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_its_attribute_and_every_attribute_its_field(kind: str) -> None:
    declared = {each.attribute_name for each in KINDS[kind].fields.values()}
    of_brief = {"brief", "outlook"} if KINDS[kind].of_brief else set()
    assert {each.name for each in fields(KINDS[kind].record)} == declared | RECORD | of_brief


def insert(file: Path, before: str, text: str) -> None:
    written = file.read_text("utf-8")
    assert before in written
    file.write_text(written.replace(before, text + before, 1), "utf-8")


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with a new option of forecasts and a new kind, and a project that uses both."""
    root = tmp_path_factory.mktemp("extended")
    package = shutil.copytree(PACKAGE, root / "src" / "foresite", ignore=shutil.ignore_patterns("__pycache__"))
    insert(package / "model" / "fields.py", '            Field(\n                "criterion"', OPTION)
    insert(package / "model" / "fields.py", '    "correction": Kind(', KIND)
    insert(package / "model" / "fields.py", "    Shift,\n    Status,\n    Vintage,\n)", "    TestKind,\n")
    model = package / "model" / "records.py"
    insert(model, "    criterion: str\n", "    test_option: PartialDate | None\n")
    insert(model, "\n\n@dataclass(frozen=True, slots=True)\nclass Correction(Record)", RECORD_OF_KIND)
    changed = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
        if path.read_bytes() != (PACKAGE / path.relative_to(package)).read_bytes()
    ]
    assert sorted(changed) == ["model/fields.py", "model/records.py"]
    project = root / "project"
    (project / "docs").mkdir(parents=True)
    (project / "bib").mkdir()
    (project / "docs" / "index.md").write_text(BRIEF, "utf-8")
    (project / "bib" / "references.bib").write_text(BIB, "utf-8")
    # So many that other processes read them, and records travel between them.
    for number in range(160):
        (project / "docs" / f"note-{number}.md").write_text(f"# Note {number}\n\nNothing.\n", "utf-8")
    (project / "mkdocs.yml").write_text("site_name: Ports\nplugins:\n  - foresite\n", "utf-8")
    return project


def run(project: Path, *command: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(project.parent / "src"), "NO_MKDOCS_2_WARNING": "1"}
    asked = [sys.executable, "-m", *command]
    done = subprocess.run(asked, cwd=project, env=environment, text=True, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(extended: Path) -> Path:
    """The site of that project."""
    run(extended, "mkdocs", "build", "--quiet", "--site-dir", "site")
    return extended / "site"


def test_a_new_option_and_a_new_kind_are_known_to_everything(extended: Path, built: Path) -> None:
    run(extended, "foresite", "check")
    data = built / "data"
    claims = json.loads((data / "claims.json").read_text("utf-8"))
    assert claims["claims"][0]["test_option"] == "2024-03-01"
    assert claims["others"][0]["weight"] == "heavy as lead"
    table = (data / "claims.csv").read_text("utf-8-sig")
    assert next(csv.DictReader(StringIO(table)))["test_option"] == "2024-03-01"
    schema = json.loads((data / "schemas" / "claims.json").read_text("utf-8"))
    assert schema["$defs"]["forecast"]["properties"]["test_option"]["description"] == (
        "When it is looked at again (EDTF). Since 0.2."
    )
    assert "--test-option" in run(extended, "foresite", "new", "claim", "--help")


def test_readers_see_a_new_option_and_a_new_kind(built: Path) -> None:
    page = (built / "index.html").read_text("utf-8")
    assert '<dt>Test option</dt> <dd><time datetime="2024-03-01">1 March 2024</time></dd>' in page
    assert "<legend>Test option</legend>" in page
    assert '<section class="fs-card fs-card--testkind' in page
    assert "<dt>Weight</dt> <dd>heavy as lead</dd>" in page
    assert "1 forecast, 1 testkind</dd>" in page


CARDS = """
import sys
from dataclasses import replace
from pathlib import Path
from foresite.model.settings import Settings
from foresite.render.templating import PAPER, Templates
from foresite.site.project import Project
project = Project.load(replace(Settings.default(Path(sys.argv[1])), drafts=True))
record = project.corpus.records["rivera-provisional"]
print(project.templates.card(record, record.page, 2))
print("PAPER")
paper = Templates(project.corpus, project.formatted, package=PAPER)
print(paper.card(record, record.page, 2))
"""


def test_the_card_of_a_new_kind_shows_all_that_its_block_gives(extended: Path) -> None:
    page = extended / "docs" / "index.md"
    text = page.read_text("utf-8")
    page.write_text(text.replace("    weight:", "    draft: true\n    weight:"), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(extended.parent / "src")}
    asked = [sys.executable, "-c", CARDS, str(extended)]
    try:
        said = subprocess.run(asked, env=environment, text=True, capture_output=True, check=True).stdout
    finally:
        page.write_text(text, "utf-8")
    screen, paper = said.split("PAPER")
    assert "fs-draft" in screen
    for card in (screen, paper):
        assert "Harbour" in card
        assert "Rivera" in card and "¶3" in card
        assert "<q>provisional figures</q>" in card
        assert "heavy as lead" in card


PHRASES = """
import sys
from pathlib import Path
from foresite.parsing.project import read_project
from foresite.model.settings import Settings
from foresite.verify.quotations import phrases_by_brief
for phrase in phrases_by_brief(read_project(Settings.default(Path(sys.argv[1]))))["rivera2024"]:
    print(phrase.option, phrase.text, phrase.at, sep=": ")
"""


def test_what_a_new_kind_quotes_is_held_against_the_brief(extended: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(extended.parent / "src")}
    asked = [sys.executable, "-c", PHRASES, str(extended)]
    said = subprocess.run(asked, env=environment, text=True, capture_output=True, check=True).stdout
    assert said.splitlines() == ["wording: likely: ¶7", "printed: provisional figures: ¶3"]
