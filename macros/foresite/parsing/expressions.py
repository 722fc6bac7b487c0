"""Macro calls as Jinja's own parser reads them; everything but a call of a name with literals is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateError, TemplateSyntaxError, nodes

from foresite.model.macros import EXPECTED_CALL, Call, CallError

PARSER = Environment(autoescape=True)


def parse_expression(expression: str) -> Call:
    """Parse the expression between the braces of a macro call.

    Raises:
        CallError: where it is not a single call with literal arguments.
    """
    try:
        body = PARSER.parse(f"{{{{ {expression} }}}}").body
    except (TemplateError, RecursionError, ValueError) as error:
        reason = error.message if isinstance(error, TemplateError) else "nested too deeply"
        raise CallError(f"the call cannot be read ({reason}), {EXPECTED_CALL}") from None
    output = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
    call = output[0] if len(output) == 1 else None
    if isinstance(call, nodes.Name):
        raise CallError(f"'{call.name}' is not a call, {EXPECTED_CALL}")
    if not isinstance(call, nodes.Call) or not isinstance(call.node, nodes.Name):
        raise CallError(f"{_describe(call)}, {EXPECTED_CALL}")
    if call.dyn_args or call.dyn_kwargs:
        raise CallError(f"a '*' in a call, {EXPECTED_CALL}")
    positional = tuple(_literal(argument) for argument in call.args)
    return Call(call.node.name, positional, tuple((pair.key, _literal(pair.value)) for pair in call.kwargs))


def _describe(node: nodes.Node | None) -> str:
    match node:
        case nodes.Filter():
            return f"a filter '|{node.name}'"
        case nodes.Getattr() | nodes.Getitem():
            return "a '.' or '[' in a call"
        case nodes.Call():
            return "a call of something that is not a macro"
    return "not a call of a macro"


def _literal(node: nodes.Expr) -> object:
    match node:
        case nodes.Const():
            return node.value
        case nodes.List():
            return [_literal(item) for item in node.items]
        case nodes.Name():
            raise CallError(f'the argument {node.name} has no quotes, expected "{node.name}"')
    raise CallError(f"an argument that is neither a text nor a number, {EXPECTED_CALL}")


# Macros that a template defines.


DEFINITION = re.compile(r"\{%[-+]?[ \t]*macro[ \t]+(\w+)[ \t]*\(([^(){}%]*)\)")
"""A macro's definition in a template that cannot be parsed."""


def defined_macros(text: str) -> Iterator[tuple[str, int, list[tuple[str, bool]]]]:
    """Yield the name and line of each macro that a template defines, and its parameters, each with whether it is
    required.

    A template that cannot be parsed is a problem of its own; its macros are known all the same, as far as they can be
    seen.
    """
    try:
        body = PARSER.parse(text).body
    except (TemplateSyntaxError, RecursionError):
        for match in DEFINITION.finditer(text):
            names = [part.partition("=") for part in match[2].split(",") if part.strip()]
            line = text.count("\n", 0, match.start()) + 1
            yield match[1], line, [(name.strip(), not equals) for name, equals, _ in names]
        return
    for node in body:
        if isinstance(node, nodes.Macro):
            needed = len(node.args) - len(node.defaults)
            yield node.name, node.lineno, [(arg.name, number < needed) for number, arg in enumerate(node.args)]
