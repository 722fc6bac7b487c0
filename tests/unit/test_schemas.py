"""The schemas that editors use say what the reader says."""

from __future__ import annotations

import configparser
import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from builds import ROOT, SITES
from foresite import Settings
from foresite.cli import main
from foresite.diff.changes import settings_fields
from foresite.exports import json_schemas
from foresite.hosts.mkdocs.plugin import ForesiteConfig
from foresite.model.problems import Place
from foresite.parsing import front_matter, setting_table
from foresite.parsing.front_matter import read_front_matter
from foresite.parsing.setting_table import SETTINGS
from foresite.parsing.settings import settings_from
from foresite.parsing.yaml import parse_yaml, plain_value

FRONT_MATTER = json.loads(json_schemas.front_matter_schema())
MKDOCS = json.loads(json_schemas.settings_schema())


def accepts(schema: dict[str, Any], value: object) -> bool:
    return jsonschema.Draft7Validator(schema).is_valid(value)


@pytest.mark.parametrize("name", json_schemas.FILES)
def test_the_published_schemas_are_in_step(name: str, request: pytest.FixtureRequest) -> None:
    file = ROOT / "docs" / "schemas" / name
    written = json_schemas.FILES[name]()
    if request.config.getoption("--update-cases"):
        file.write_text(written, "utf-8")
    assert file.read_text("utf-8") == written
    jsonschema.Draft7Validator.check_schema(json.loads(written))


def test_every_setting_is_described() -> None:
    entry = MKDOCS["properties"]["plugins"]["anyOf"][1]["properties"]["foresite"]["properties"]
    assert tuple(entry) == tuple(SETTINGS)
    assert all(setting["description"] for setting in entry.values())


def test_a_diff_tells_of_every_setting_that_says_so(tmp_path: Path) -> None:
    scale = {"label": "Own", "source": "S", "terms": {"no": "0-40 %", "yes": "60-100 %"}}
    given = {"themes": {"trade": "Trade"}, "outlooks": {"europe": {"period": 2040}}, "scales": {"own": scale}}
    given["measures"] = {"ships": {"label": "Ships", "unit": "ships"}}
    settings, problems = settings_from(given, tmp_path, tmp_path / "docs", lambda _: Place("mkdocs.yml", 1))
    assert not problems
    told = {name.partition(".")[0] for name in settings_fields(settings)}
    assert told == {name for name, setting in SETTINGS.items() if setting.in_diff}
    assert {"themes", "outlooks", "scale", "style"} <= told


def test_every_setting_has_its_default_as_documented(tmp_path: Path) -> None:
    default = Settings.default(tmp_path)
    assert {setting.field or name for name, setting in SETTINGS.items()} <= {field.name for field in fields(Settings)}
    given = {name: setting.default for name, setting in SETTINGS.items() if setting.default}
    assert settings_from(given, default.root, default.docs, lambda _: Place("mkdocs.yml", 1)) == (default, [])


@pytest.mark.parametrize(
    ("first", "table"), [("setting", setting_table.documentation), ("key", front_matter.documentation)]
)
def test_every_setting_and_key_is_documented(
    first: str, table: Callable[[], str], request: pytest.FixtureRequest
) -> None:
    page = ROOT / "docs" / "authoring.md"
    text = page.read_text("utf-8")
    written = re.search(rf"^\| {first} \|.*?\n\n", text, re.MULTILINE | re.DOTALL)
    assert written
    if request.config.getoption("--update-cases"):
        text = text.replace(written[0], f"{table()}\n")
        page.write_text(text, "utf-8")
    assert f"\n{table()}\n" in text


def test_every_setting_is_an_option_of_the_plugin() -> None:
    assert dict(ForesiteConfig()) == {name: setting.default for name, setting in SETTINGS.items()}


GIVEN = [
    {}, {"bibliography": "a.bib"}, {"bibliography": ["a.bib", "b.bib"]}, {"bibliography": []}, {"bibliography": [""]},
    {"bibliography": {"a": "b"}}, {"themes": {"trade": "Trade"}}, {"themes": {"Trade": "Trade"}},
    {"themes": {"trade": ""}}, {"themes": ["trade"]}, {"scale": "kent"}, {"scale": "kents"}, {"scale": ["kent"]},
    {"link_colour": "#17406e"}, {"link_colour": ["#17406e", "#a9c7f2"]}, {"link_colour": "blue"}, {"link_colour": 7},
    {"outlook_colours": ["#1f5aa6", ["#a4430a"]]}, {"outlook_colours": "#1f5aa6"}, {"outlook_colours": []},
    {"outlook_colours": ["#1f5aa6"] * 7}, {"privacy_note": False}, {"privacy_note": "no"},
    {"footer_nav": ["About"]}, {"footer_nav": {"a": "b"}},
    {"templates": ["landing.html"]}, {"templates": ["../x.html"]}, {"templates": {"a": "b"}}, {"templates": "x.html"},
    {"front_matter": ["authors"]}, {"front_matter": ["a b"]}, {"front_matter": {"a": "b"}},
    {"scales": {"own": {"label": "Own", "source": "S", "terms": {"no": "0-40 %", "yes": "60-100 %"}}}},
    {"scales": {"own": {"label": "Own", "source": "S", "terms": {
        "no": {"range": "0-40 %", "synonyms": "never"}, "yes": {"range": "60-100 %", "synonyms": ["always"]},
    }, "no_degree": ["may"], "confidence": ["low", "high"]}}, "scale": "own"},
    {"scales": ["own"]}, {"scales": {"kent": {}}}, {"scales": {"Own": {}}}, {"scales": {"own": "likely"}},
    {"scales": {"own": {"label": "Own", "terms": {"no": "0-40 %", "yes": "60-100 %"}}}},
    {"scales": {"own": {"label": "Own", "source": "S", "terms": {"no": "0-40 %"}}}},
    {"scales": {"own": {"label": "Own", "source": "S", "terms": {"no": "0-40 %", "yes": {"rnge": "60-100 %"}}}}},
    {"scales": {"own": {"label": "Own", "source": "S", "term": {}, "terms": {"no": "0-40 %", "yes": "60-100 %"}}}},
    {"style": ["a.csl"]}, {"licence": "https://example.org/by"}, {"licence": "MIT"}, {"bibliografy": "a.bib"},
]  # fmt: skip


@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_a_setting_is_right_for_both_or_wrong_for_both(given: dict[str, Any], tmp_path: Path) -> None:
    root = Settings.default(tmp_path).root
    _, problems = settings_from(given, root, root / "docs", lambda _: Place("mkdocs.yml", 1))
    for plugins in ([{"search": {}}, {"foresite": given}], {"foresite": given}):
        assert accepts(MKDOCS, {"site_name": "x", "plugins": plugins}) == (not problems)


def test_the_rest_of_the_settings_is_left_alone() -> None:
    assert accepts(MKDOCS, {"site_name": "x"})
    assert accepts(MKDOCS, {"plugins": ["search", "foresite", {"foresite": None}, {"tags": {"a": 1}}]})
    for project in (ROOT, SITES / "harbours"):
        assert accepts(MKDOCS, plain_value(parse_yaml((project / "mkdocs.yml").read_text("utf-8"))))


PAGES = [
    "brief: a\noutlook: 2024\nparagraphs: 3", "brief: a\noutlook: '2024'\nparagraphs: '3'", "title: x\ntags: [a]",
    "brief: a", "outlook: 2024", "brief: a\noutlook: 2024", "brief: a\noutlook: 24\nparagraphs: 3",
    "brief: a\noutlook: [2024]\nparagraphs: 3", "brief: a\noutlook: 2024\nparagraphs: 0",
    "brief: a\noutlook: 2024\nparagraphs: many", "brief: ''\noutlook: 2024\nparagraphs: 3",
    "brief: [a]\noutlook: 2024\nparagraphs: 3", "title:", "titel: x", "hide: [toc, navigation]", "hide:",
    "hide: toc", "hide: [sidebar]", "search: true", "search: {exclude: true, boost: 2}", "search: {exclude: 2}",
    "search: {excluded: true}", "tags: a", "tags:", "status: new", "status: 'new one'", "icon: material/scale-balance",
    "icon: scale", "lang: ko", "lang: Korean language", "comments: true", "comments: maybe", "description: [a]",
    "location: https://elsewhere.example", "title: 2024", "scale: ipcc",
    "brief: a\noutlook: 2024\nparagraphs: 3\nscale: ipcc",
]  # fmt: skip


@pytest.mark.parametrize("text", PAGES)
def test_front_matter_is_right_for_both_or_wrong_for_both(text: str) -> None:
    read = read_front_matter(f"---\n{text}\n---\n", "page.md", "docs/page.md")
    assert accepts(FRONT_MATTER, yaml.safe_load(text)) == (not read.faults)


def test_the_pages_shipped_are_right() -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        parts = page.read_text("utf-8").split("---\n")
        if parts[0] == "":
            assert accepts(FRONT_MATTER, yaml.safe_load(parts[1])), page


def test_the_settings_name_their_schema_themselves() -> None:
    first = (ROOT / "mkdocs.yml").read_text("utf-8").split("\n", 1)[0]
    name = first.removeprefix("# yaml-language-server: $schema=")
    assert json.loads((ROOT / name).read_text("utf-8")) == MKDOCS


def test_an_editor_finds_each_problem_in_what_the_check_prints() -> None:
    (task,) = json.loads((ROOT / ".vscode" / "tasks.json").read_text("utf-8"))["tasks"]
    name = task["label"]
    command = [Path(task["command"]).name, *task["args"]]
    assert name == "foresite check" == " ".join(command)
    pattern = task["problemMatcher"]["pattern"]
    settings = str(SITES / "mistakes" / "mkdocs.yml")
    printed = CliRunner().invoke(main, ["check", "-f", settings]).stdout.splitlines()
    report = json.loads(CliRunner().invoke(main, ["check", "-f", settings, "--format", "json"]).stdout)
    told = [*report["problems"], *({"code": "notice", **notice} for notice in report["notices"])]
    matches = [match for line in printed if (match := re.search(pattern["regexp"], line))]
    found = [(match[pattern["file"]], int(match[pattern["line"]]), match[pattern["code"]]) for match in matches]
    assert found == [(problem["path"], problem["line"], problem["code"]) for problem in told]


def test_editors_are_told_of_files_that_are_there() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    assert {Path(schema).name for schema in settings["yaml.schemas"]} == set(json_schemas.FILES)
    assert all((ROOT / schema).is_file() for schema in settings["yaml.schemas"])
    config = configparser.ConfigParser(strict=True)
    config.read_string("[top]\n" + (ROOT / ".editorconfig").read_text("utf-8"))
    assert config["top"]["root"] == "true"
    assert config["*"]["charset"] == "utf-8"
