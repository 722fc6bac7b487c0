"""Compiled templates go from process to process, but for those that hold a secret of one."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from foresite.hosts.mkdocs.theming import mark_templates
from foresite.render.compiled import CompiledTemplates, add_compiled, pack_compiled, take_new_compiled
from foresite.site.policy import MARK


def environment(text: str, compiled: CompiledTemplates) -> Environment:
    """Return an environment with one template, ``page``."""
    return Environment(loader=DictLoader({"page": text}), bytecode_cache=compiled, autoescape=True)


def fail(*_: Any, **__: Any) -> None:
    raise AssertionError("compiled")


@pytest.mark.parametrize("hand_over", [CompiledTemplates.take_new, CompiledTemplates.pack])
def test_another_process_compiles_only_other_templates(hand_over: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = CompiledTemplates(), CompiledTemplates()
    environment("{{ name }}!", first).get_template("page")
    second.add(hand_over(first))
    monkeypatch.setattr(Environment, "compile", fail)
    assert environment("{{ name }}!", second).get_template("page").render(name="<") == "&lt;!"
    with pytest.raises(AssertionError, match="compiled"):
        environment("{{ name }}?", second).get_template("page")


def test_what_was_compiled_is_handed_over_once() -> None:
    compiled = CompiledTemplates()
    environment("{{ name }}!", compiled).get_template("page")
    assert len(compiled.take_new()) == 1
    assert compiled.take_new() == {}


def test_a_template_with_a_mark_of_this_process_is_not_stored() -> None:
    env = mark_templates(Environment(loader=DictLoader({"page": "<script>{{ name }}</script>"})))
    env.get_template("page")
    new = take_new_compiled()
    add_compiled(new)
    assert any(MARK.strip().encode() in code for kind in new for code in kind.values())
    assert not any(MARK.strip().encode() in code for kind in pack_compiled() for code in kind.values())
