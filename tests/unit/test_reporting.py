"""Problems in the forms that people and machines read."""

from __future__ import annotations

import json

import jsonschema
import pytest

from foresite.model.problems import Code, Notice, Place, Problem
from foresite.model.sources import Sources
from foresite.reporting.formats import Report, problems_json, sarif, terminal, workflow_commands

PAGE = "# Port\n\n\tSee [@jang2042] and 항만 [@gauge].\n" + "x" * 300 + " [@far] " + "y" * 300 + "\n\x1b[2Jwipe\n"


def report(*problems: Problem) -> Report:
    return Report.of(list(problems), Sources(), lambda path: PAGE if path == "docs/a.md" else None)


def problem(message: str, line: int = 3, code: Code = Code.UNKNOWN_CITATION, hint: str = "", path: str = "docs/a.md"):
    return Problem(Place(path, line), code, message, hint)


def lines(*problems: Problem) -> list[str]:
    return terminal(report(*problems), colour=False).splitlines()


def test_the_word_that_is_meant_is_underlined() -> None:
    assert lines(problem("no entry 'jang2042' in bib/references.bib", hint="did you mean 'gauge'?")) == [
        "docs/a.md:3: unknown-citation: no entry 'jang2042' in bib/references.bib; did you mean 'gauge'?",
        "    3 |     See [@jang2042] and 항만 [@gauge].",
        "      |           ^^^^^^^^",
    ]


def test_wide_characters_take_two_columns() -> None:
    shown = lines(problem("no entry 'gauge'"))
    assert shown[2].index("^") == shown[1].index("gauge") + len("항만")
    assert lines(problem("the id '항만' is not kebab-case"))[2].count("^") == 4


def test_of_a_long_line_the_part_around_the_word_is_shown() -> None:
    _, line, carets = lines(problem("no entry 'far'", 4))
    assert len(line) < 115
    assert line[8] == line[-1] == "…"
    assert carets.index("^") == line.index("far")


def test_without_such_a_word_the_line_stands_alone() -> None:
    assert lines(problem("something is missing", 1)) == [
        "docs/a.md:1: unknown-citation: something is missing",
        "    1 | # Port",
    ]


@pytest.mark.parametrize(("path", "line"), [("docs/a.md", 2), ("docs/a.md", 99), ("docs", 1)])
def test_where_there_is_no_line_to_show_the_message_stands_alone(path: str, line: int) -> None:
    assert len(lines(problem("no entry 'far'", line, path=path))) == 1


def test_nothing_written_controls_the_terminal() -> None:
    shown = terminal(report(problem("no entry '\x1b[2Jwipe'", 5, hint="\x9b\u202e")), colour=False)
    assert "\x1b" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown
    assert "�[2Jwipe" in shown


def test_colour_is_added_around_and_not_to_the_words() -> None:
    shown = terminal(report(problem("no entry 'gauge'")), colour=True)
    assert "\x1b[1;33munknown-citation:\x1b[0m no entry 'gauge'" in shown


def test_commands_for_github_cannot_be_broken_out_of() -> None:
    said = workflow_commands(report(problem("100 %\n::error::x", hint="a,b:c", path="docs/a,b:c%.md")), "token")
    assert said == ("::warning file=docs/a%2Cb%3Ac%25.md,line=3,title=unknown-citation::100 %25%0A::error::x; a,b:c\n")


def test_the_worst_come_first_and_the_rest_stays_in_the_log() -> None:
    found = [problem(f"no entry 'k{n}'", n + 10) for n in range(12)]
    found += [problem(f"<script> {n}", n + 10, Code.UNSAFE_HTML) for n in range(3)]
    found += [problem(f"'x{n}'", n + 10, Code.UNCLOSED_BLOCK, path="docs/##[add-mask]a.md") for n in range(9)]
    said = workflow_commands(report(*found), "token", "site").splitlines()
    kinds = [line.split(" ")[0] for line in said]
    assert kinds[:20] == ["::error"] * 10 + ["::warning"] * 10
    assert all("title=unsafe-html" in line for line in said[:3])
    assert said[20] == "::notice title=foresite check::4 more problems are listed in the log"
    assert (said[21], said[-1]) == ("::stop-commands::token", "::token::")
    assert len(said) == 20 + 1 + 4 + 2
    assert said[22].startswith("site/docs/##[add-mask]a.md:17: unclosed-block: 'x7'")


def test_json_has_columns_from_one_and_null_for_what_is_not_known() -> None:
    document = json.loads(problems_json(report(problem("no entry 'jang2042'"), problem("missing", 1))))
    assert document["version"] == 1
    first, second = document["problems"]
    assert (first["line"], first["column"], first["end_column"]) == (3, 8, 16)
    assert first["code"] == "unknown-citation"
    assert (second["column"], second["hint"]) == (None, None)


# What SARIF 2.1.0 requires of the parts that are used here (sections 3.13, 3.14, 3.19, 3.27 to 3.30, 3.49).
STRING = {"type": "string"}
TEXT = {"type": "object", "required": ["text"], "properties": {"text": STRING}, "additionalProperties": False}
NUMBER = {"type": "integer", "minimum": 1}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {"id": {"type": "string"}, "shortDescription": TEXT},
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEXT,
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation"],
                                                "additionalProperties": False,
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "properties": {
                                                            "uri": {"type": "string", "pattern": r"^[\w./%~-]+$"}
                                                        },
                                                        "additionalProperties": False,
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "properties": {
                                                            "startLine": NUMBER,
                                                            "startColumn": NUMBER,
                                                            "endColumn": NUMBER,
                                                        },
                                                        "additionalProperties": False,
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


def test_sarif_has_the_form_of_sarif() -> None:
    found = (
        problem("no entry 'jang2042'"),
        problem("unreadable", 1, Code.BAD_FILE, path="docs/항 만.md"),
        problem("no entry 'gauge'"),
    )
    for many in (found, ()):
        log = json.loads(sarif(report(*many), "1.2.3", "site"))
        jsonschema.validate(log, SARIF)
    log = json.loads(sarif(report(*found), "1.2.3", "site"))
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["bad-file", "unknown-citation"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [r["ruleId"] for r in run["results"]]
    assert run["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("site/docs/%ED")
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 8, "endColumn": 16}


def test_a_notice_is_told_in_every_form_and_fails_nothing() -> None:
    notice = Notice(Place("mkdocs.yml", 4), "'theme.font' has no effect\x1b")
    told = Report.of([], Sources(), lambda _: None, [notice])
    assert told.found == ()
    assert told.summary.endswith("no problems")
    assert terminal(told, colour=False) == "mkdocs.yml:4: notice: 'theme.font' has no effect�\n"
    assert workflow_commands(told, "t", "port").startswith("::notice file=port/mkdocs.yml,line=4::'theme.font'")
    (found,) = json.loads(problems_json(told))["notices"]
    assert found == {"path": "mkdocs.yml", "line": 4, "message": notice.message}
    (run,) = json.loads(sarif(told, "1.0"))["runs"]
    (result,) = run["results"]
    assert (result["level"], result["ruleId"]) == ("note", run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"])
