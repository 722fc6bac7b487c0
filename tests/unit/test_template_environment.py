"""The environment of the generator's templates: what it escapes, and what it refuses."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, UndefinedError

from foresite.language.catalogue import Language
from foresite.language.words import use
from foresite.render.templating import environment

MACROS = "{% macro named(text) -%}<b>{{ text }}</b>{%- endmacro %}"


def shown(source: str, **values: object) -> str:
    loader = DictLoader({"macros.j2": MACROS, "page.j2": f'{{% import "macros.j2" as m %}}{source}'})
    return environment(loader).get_template("page.j2").render(**values)


def test_every_value_is_escaped_once() -> None:
    assert shown("{{ text }}{{ m.named(text) }}", text="a < b") == "a &lt; b<b>a &lt; b</b>"


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        shown("{{ record.titel }}", record=SimpleNamespace(title="a"))
    with pytest.raises(UndefinedError):
        shown("{{ record.title }}")
    with pytest.raises(TypeError):
        shown("{{ m.named('a', loud=true) }}")


def test_a_template_that_was_compiled_in_one_language_speaks_another() -> None:
    """What is kept of a template between builds must not hold words: the next build may be in another language."""
    source = "{{ 'correction' | kind }}, {{ 'forecast' | counted(2) }}, {{ ['shift'] | map('kind') | series }}"
    said = []
    for tag in ("en", "fr", "ja"):
        with use(Language(tag)):
            said.append(shown(source))
    assert said == ["correction, 2 forecasts, shift", "correction, 2 prévisions, évolution", "訂正, 予測2件, 変化"]
