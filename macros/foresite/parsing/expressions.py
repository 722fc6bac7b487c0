"""Macro calls as Jinja's own parser reads them; everything but a call of a name with literals is refused."""

from __future__ import annotations

from jinja2 import Environment, TemplateError, nodes

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
        raise CallError(f"'*' arguments in a call, {EXPECTED_CALL}")
    positional = tuple(_literal(argument) for argument in call.args)
    return Call(call.node.name, positional, tuple((pair.key, _literal(pair.value)) for pair in call.kwargs))


def _describe(node: nodes.Node | None) -> str:
    match node:
        case nodes.Filter():
            return f"a filter '|{node.name}'"
        case nodes.Getattr() | nodes.Getitem():
            return "an attribute or subscript"
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
            raise CallError(f'the argument {node.name} is not a literal, expected a text in quotes: "{node.name}"')
    raise CallError(f"an argument that is not a literal, {EXPECTED_CALL}")
