"""The environment of the generator's templates: what it escapes, what a macro takes, what it refuses."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup, escape

from foresite.templates.compiling import CompilingEnvironment

MACROS = """
{% macro named(text, mark="!", twice=false) -%}
<b>{{ text }}{{ mark }}{% if twice %}{{ mark }}{% endif %}</b>
{%- endmacro %}
{% macro around(text) -%}
<i>{{ named(text, twice=true) }}</i>
{%- endmacro %}
"""
VALUE = CompilingEnvironment(DictLoader({"page.j2": "{{ value }}"})).get_template("page.j2")


def shown(source: str, **values: object) -> str:
    loader = DictLoader({"macros.j2": MACROS, "page.j2": f'{{% import "macros.j2" as m %}}{source}'})
    return CompilingEnvironment(loader).get_template("page.j2").render(**values)


@given(st.text() | st.integers() | st.none() | st.builds(Markup, st.text()))
def test_every_value_is_escaped_as_markupsafe_does_it(value: object) -> None:
    assert VALUE.render(value=value) == str(escape(value))


def test_what_a_macro_makes_is_escaped_once() -> None:
    assert shown("{{ m.around(text) }}", text="a < b") == "<i><b>a &lt; b!!</b></i>"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("m.named('a')", "<b>a!</b>"),
        ("m.named('a', '?')", "<b>a?</b>"),
        ("m.named('a', '?', true)", "<b>a??</b>"),
        ("m.named('a', twice=true)", "<b>a!!</b>"),
        ("m.named(text='a', mark='')", "<b>a</b>"),
    ],
)
def test_a_macro_takes_arguments_by_place_and_by_name(call: str, expected: str) -> None:
    assert shown(f"{{{{ {call} }}}}") == expected


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(AttributeError):
        shown("{{ record.titel }}", record=SimpleNamespace(title="a"))
    with pytest.raises(UndefinedError):
        shown("{{ record.title }}")
    with pytest.raises(TypeError):
        shown("{{ m.named('a', loud=true) }}")
