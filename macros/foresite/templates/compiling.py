"""Templates as plain Python: attributes and calls without the questions that Jinja asks of each.

Only the generator's own templates are made so, and what a page may call is checked before it comes here
(``foresite.reading.calls``), so there is nothing for a sandbox to hold back: no text of a page is ever a template. A
value that is missing is an error at once, as it is with ``StrictUndefined``, which the names of a template still have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, StrictUndefined, Template, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup, escape


class Finished(str):
    """Text of HTML: what ``markupsafe.Markup`` is, without its care, for what only goes into a template again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class CompilingEnvironment(Environment):
    """An environment whose templates escape all that they are given, and take only what is there."""

    def __init__(self, loader: BaseLoader) -> None:
        self.code_generator_class = _Generator
        self.template_class = _Template
        self._loaded: dict[str | Template, Template] = {}
        super().__init__(
            loader=loader,
            bytecode_cache=Compiled(),
            undefined=StrictUndefined,
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """A template, loaded once: every one has the same globals, and no name means another in another template."""
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template of this environment knows, looked up at once."""
        return {**self.globals, **(d or {})}

    @staticmethod
    def escaped(value: object) -> str:
        """A value as HTML; most are what a macro made, or short texts with nothing to escape."""
        kind = type(value)
        if kind is str:
            text: str = value  # type: ignore[assignment]
            # Asked for each sign by itself it is told twice as quickly as by a pattern.
            special = "&" in text or "<" in text or ">" in text or '"' in text or "'" in text
            return escape(text) if special else text
        if kind is Finished or kind is Markup:
            return value  # type: ignore[return-value]
        return str(value) if kind is int else escape(value)

    @staticmethod
    def finished(pieces: Iterable[str]) -> Finished:
        """What a macro has made."""
        return Finished("".join(pieces))

    @staticmethod
    def bound(macro: Callable[..., Finished], names: tuple[str, ...]) -> Callable[..., Finished]:
        """A macro that takes its arguments by place or name, those that are not given from its own defaults."""
        left_out = [(missing,) * (len(names) - count) for count in range(len(names) + 1)]

        def call(*given: Any, **named: Any) -> Finished:
            if not named:
                return macro(*given, *left_out[len(given)])
            rest = [named.pop(name, missing) for name in names[len(given) :]]
            if named:
                raise TypeError(f"a macro takes {', '.join(names)}")
            return macro(*given, *rest)

        return call


class Compiled(BytecodeCache):
    """What was compiled in this process, by the text of the template: a preview has new templates for every build."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is known of a template, if that is anything."""
        bucket.code = _CODE.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        _CODE[bucket.key, bucket.checksum] = bucket.code


_CODE: dict[tuple[str, str], CodeType | None] = {}


class _Template(Template):
    """A template whose macros are made once."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class _Generator(CodeGenerator):
    """Writes what a template says as Python would say it."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        node = macro_ref.node
        names = tuple(argument.name for argument in node.args)
        # Without defaults it is a function like any other.
        self.write(f"environment.bound(macro, {names!r})" if node.defaults else "macro")

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        self.writeline(f"return environment.finished({frame.buffer})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.escaped(")
