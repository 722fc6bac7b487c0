"""Macro calls: one expression between ``{{`` and ``}}``, one known macro, literal arguments.

What is not a plain call with plain arguments is read by Jinja's own parser, so that nothing is a call here and
something else to it; then everything but a call of a name with literals is refused. There is nothing to escape
from: no attribute, no subscript, no filter, no variable.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from foresite.model.dates import EdtfError, parse_edtf
from foresite.model.fields import CLAIM_KINDS
from foresite.model.macros import EXPECTED_CALL, MACROS, Call, CallError, Macro, Parameter, ParameterType
from foresite.model.outlook import outlook_name
from foresite.model.problems import Code, Fault, nearest, one_of
from foresite.model.records import Grouping, Verdict

OPENING = re.compile(r"\{\{|\{%")
BLANK_LINE = re.compile(r"\n[ \t]*+\n")
YEAR = re.compile(r"[1-9][0-9]{3}")
MAX_CALL_LENGTH = 1000
MAX_CALL_SOURCE_LENGTH = 4 * MAX_CALL_LENGTH
"""How far on the end of a call is looked for: doing so to the end of the text for each would take its square."""
_ARGUMENT = r'(?:(?<![a-z_])([a-z_]++)=)?(?:"([^"\\{}%#]*)"|([1-9][0-9]{0,8}))'
ARGUMENT = re.compile(_ARGUMENT)
SIMPLE = re.compile(rf" *(?P<name>[a-z_]+)\((?P<arguments>(?:{_ARGUMENT}(?:, *{_ARGUMENT})*+)?)\) *")
GROUPINGS = tuple(grouping.value for grouping in Grouping)
VINTAGES = ("latest", "first-print")
VERDICTS = tuple(verdict.value for verdict in Verdict)


@dataclass(frozen=True, slots=True)
class FoundCall:
    """A call, or what was meant as one, in a text."""

    start: int
    end: int
    expression: str
    error: str = ""
    """What is wrong with its braces; empty where they are right."""


@dataclass(frozen=True, slots=True)
class BoundCall:
    """A call whose macro exists and takes what it is given."""

    name: str
    arguments: Mapping[str, object]


def find_calls(text: str) -> list[FoundCall]:
    """Every ``{{ … }}`` and ``{% … %}`` of a text; code must be masked already, offsets kept."""
    return list(_calls(text)) if "{{" in text or "{%" in text else []


def _calls(text: str) -> Iterator[FoundCall]:
    at = 0
    paragraphs = [*(match.start() for match in BLANK_LINE.finditer(text)), len(text)]
    while match := OPENING.search(text, at):
        start = match.start()
        limit = min(paragraphs[bisect_left(paragraphs, start)], start + MAX_CALL_SOURCE_LENGTH)
        close = "}}" if match[0] == "{{" else "%}"
        end = text.find(close, start + 2, limit)
        at = end + 2 if end >= 0 else start + 2
        inside = text[start + 2 : end] if end >= 0 else ""
        if match[0] == "{%":
            yield FoundCall(start, at, inside, f"'{{%' cannot be used on a page, {EXPECTED_CALL}")
        elif end < 0:
            yield FoundCall(start, at, inside, f"'{{{{' is never closed, {EXPECTED_CALL}")
        else:
            yield FoundCall(start, at, inside)


def parse_call(expression: str) -> Call:
    """Read what stands between the braces.

    Raises:
        CallError: where it is anything but one call with literal arguments.
    """
    if len(expression) > MAX_CALL_LENGTH:
        raise CallError(f"the call is longer than {MAX_CALL_LENGTH} characters, {EXPECTED_CALL}")
    return _simple(expression) or _parsed(expression)


def _simple(expression: str) -> Call | None:
    """A call as nearly all are written; None where it takes Jinja to read it."""
    match = SIMPLE.fullmatch(expression)
    if not match or match["name"] not in MACROS or not expression.isprintable():
        return None
    positional: list[object] = []
    keyword: list[tuple[str, object]] = []
    for name, text, number in ARGUMENT.findall(match["arguments"]):
        value = int(number) if number else text
        if name:
            keyword.append((name, value))
        elif keyword:
            return None
        else:
            positional.append(value)
    return Call(match["name"], tuple(positional), tuple(keyword))


def _parsed(expression: str) -> Call:
    # Jinja takes as long to load as many pages to read, and `foresite check` can nearly always do without.
    from foresite.parsing.expressions import parse_expression

    return parse_expression(expression)


def bind_call(expression: str, macros: Mapping[str, Macro] = MACROS) -> BoundCall | None:
    """The call ready to be made; None where anything in it is wrong."""
    try:
        call = parse_call(expression)
    except CallError:
        return None
    arguments, faults = check_call(call, 1, macros)
    return None if faults else BoundCall(call.name, arguments)


def check_call(call: Call, line: int, macros: Mapping[str, Macro] = MACROS) -> tuple[Mapping[str, object], list[Fault]]:
    """The arguments by their parameters' names, and what is wrong with the call."""
    signature = macros.get(call.name)
    if signature is None:
        message = f"no macro '{call.name}', expected {one_of(macros)}"
        return {}, [Fault(line, Code.UNKNOWN_MACRO, message, nearest(call.name, macros))]
    faults: list[Fault] = []
    arguments: dict[str, object] = {}
    for parameter, value in zip(signature.parameters, call.positional, strict=False):
        arguments[parameter.name] = value
    if len(call.positional) > len(signature.parameters):
        message = f"'{call.name}' is called with {len(call.positional)} arguments, expected {signature}"
        faults.append(Fault(line, Code.UNKNOWN_ARGUMENT, message))
    given = {*arguments, *(name for name, _ in call.keyword)}
    for name, value in call.keyword:
        faults += _place(signature, name, value, arguments, given, line)
    misspelt = {_near(name, signature) for name, _ in call.keyword if signature.parameter(name) is None}
    for parameter in signature.parameters:
        if parameter.name in arguments:
            faults += _check(parameter, arguments[parameter.name], call.name, line)
            if parameter.type is ParameterType.OUTLOOK:
                arguments[parameter.name] = outlook_name(str(arguments[parameter.name]))
        elif parameter.required and parameter.name not in misspelt:
            message = f"'{call.name}' is called without '{parameter.name}', expected {parameter.type.value}"
            faults.append(Fault(line, Code.MISSING_ARGUMENT, message))
    return MappingProxyType(arguments), faults


def _place(
    signature: Macro, name: str, value: object, arguments: dict[str, object], given: Collection[str], line: int
) -> list[Fault]:
    known = [parameter.name for parameter in signature.parameters]
    if name not in known:
        message = f"'{signature.name}' takes no '{name}', expected {one_of(known) if known else 'no argument'}"
        free = [each for each in known if each not in given]
        return [Fault(line, Code.UNKNOWN_ARGUMENT, message, nearest(name, free))]
    if name in arguments:
        return [Fault(line, Code.BAD_ARGUMENT, f"'{name}' is given twice, expected {signature}")]
    arguments[name] = value
    return []


def _near(name: str, signature: Macro) -> str:
    return next(iter(get_close_matches(name, [p.name for p in signature.parameters], n=1)), "")


CHOICES = {
    ParameterType.KIND: CLAIM_KINDS,
    ParameterType.VERDICT: VERDICTS,
    ParameterType.BY: GROUPINGS,
    ParameterType.VINTAGE: VINTAGES,
}


def _written(value: object) -> str:
    """A value as an editor writes it."""
    return str(value).lower() if value is None or isinstance(value, bool) else repr(value)


def _check(parameter: Parameter, value: object, macro: str, line: int) -> list[Fault]:
    takes = parameter.type
    wrong = f"'{parameter.name}' of '{macro}' is {_written(value)}, expected "
    if takes is ParameterType.ANY:
        known = isinstance(value, str | int | float) and not isinstance(value, bool)
        return [] if known else [Fault(line, Code.BAD_ARGUMENT, wrong + takes.value)]
    if takes is ParameterType.OUTLOOK:
        # Which outlooks there are, only the whole project tells.
        known = type(value) is int or isinstance(value, str)
        return [] if known else [Fault(line, Code.BAD_ARGUMENT, wrong + takes.value)]
    if not isinstance(value, str):
        # What else stands in quotes must exist, and nobody calls a theme or an actor by a number.
        hint = f'write {parameter.name}="{value}"' if takes is ParameterType.DATE and YEAR.fullmatch(str(value)) else ""
        return [Fault(line, Code.BAD_ARGUMENT, wrong + takes.value, hint)]
    choices = CHOICES.get(takes)
    if choices and value not in choices:
        return [Fault(line, Code.BAD_ARGUMENT, wrong + one_of(choices), nearest(value, choices))]
    if takes is ParameterType.DATE:
        try:
            parse_edtf(value)
        except EdtfError as error:
            return [Fault(line, Code.BAD_DATE, f"'{parameter.name}' of '{macro}': {error}")]
    return []
