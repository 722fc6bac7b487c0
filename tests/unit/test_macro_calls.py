"""Macro calls: found where they stand, parsed by Jinja's parser, and refused unless they are literal."""

from __future__ import annotations

import pytest

from foresite.model.macros import MACROS, CallError, ParameterType
from foresite.model.problems import Code
from foresite.parsing.calls import bind_call, check_call, find_calls, parse_call


def test_a_call_is_bound_to_its_parameters() -> None:
    bound = bind_call(' timeline("2023-09", theme="trade", outlook=2024) ')
    assert bound
    assert bound.name == "timeline"
    assert bound.arguments == {"start": "2023-09", "theme": "trade", "outlook": "2024"}


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_can_be_called_with_what_it_requires(name: str) -> None:
    literals = {ParameterType.OUTLOOK: "2024"}
    required = [literals.get(p.type, '"x"') for p in MACROS[name].parameters if p.required]
    assert bind_call(f"{name}({', '.join(required)})")


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "scorecard",
        "scorecard() + 1",
        "scorecard()()",
        "scorecard().x",
        "scorecard()['x']",
        "scorecard() | safe",
        "cycler.__init__.__globals__",
        "''.__class__",
        "self.scorecard()",
        "scorecard(outlook=x)",
        "scorecard(outlook=1+1)",
        "scorecard(outlook=(1, 2))",
        "scorecard(outlook={})",
        "scorecard(*[1])",
        "scorecard(**{})",
        "scorecard(scorecard())",
        "scorecard() if true",
        "scorecard() ~ scorecard()",
        "scorecard(",
        "scorecard(outlook=" + "(" * 400,
        "scorecard(" + "1" * 2000 + ")",
        "scorecard() }} {{ scorecard()",
        "scorecard() %} {% raw",
    ],
)
def test_anything_but_one_call_with_literals_is_refused(expression: str) -> None:
    with pytest.raises(CallError, match="expected"):
        parse_call(expression)
    assert bind_call(expression) is None


@pytest.mark.parametrize(
    ("expression", "code", "hint"),
    [
        ("scorcard()", Code.UNKNOWN_MACRO, "did you mean 'scorecard'?"),
        ("scorecard(outlok=2024)", Code.UNKNOWN_ARGUMENT, "did you mean 'outlook'?"),
        ('scorecard(2024, "brief", 1)', Code.UNKNOWN_ARGUMENT, ""),
        ("brief()", Code.MISSING_ARGUMENT, ""),
        ('scorecard(by="institute")', Code.BAD_ARGUMENT, "did you mean 'institution'?"),
        ("scorecard(true)", Code.BAD_ARGUMENT, ""),
        ("comparison(7)", Code.BAD_ARGUMENT, ""),
        ("timeline(2024)", Code.BAD_ARGUMENT, 'write start="2024"'),
        ('claims(kind="forecats")', Code.BAD_ARGUMENT, "did you mean 'forecast'?"),
        ('forecasts(verdict="hold")', Code.BAD_ARGUMENT, "did you mean 'held'?"),
        ('timeline(end="2024-13")', Code.BAD_DATE, ""),
    ],
)
def test_what_a_macro_does_not_take(expression: str, code: Code, hint: str) -> None:
    _, (fault,) = check_call(parse_call(expression), 7)
    assert (fault.line, fault.code, fault.hint) == (7, code, hint)


def test_calls_are_found_with_their_offsets() -> None:
    text = "a {{ x() }} b {{\ny()\n}} {#id} {: .c } { {z} }"
    assert [(text[f.start : f.end], f.expression.strip()) for f in find_calls(text)] == [
        ("{{ x() }}", "x()"),
        ("{{\ny()\n}}", "y()"),
    ]


def test_a_call_does_not_run_over_its_paragraph() -> None:
    found = find_calls("{{ x(\n\n) }} {{ y() }}")
    assert [bool(f.error) for f in found] == [True, False]
