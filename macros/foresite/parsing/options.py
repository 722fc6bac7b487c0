"""Read the options of a block: YAML, each with its line, and the context in which each is read to a value."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from types import MappingProxyType
from typing import NamedTuple

from foresite.model.fields import Field, ReferenceTarget
from foresite.model.likelihood import Scale
from foresite.model.problems import Code, Fault
from foresite.model.records import Brief
from foresite.model.settings import Settings
from foresite.parsing.markdown.comments import without_notes
from foresite.parsing.yaml import (
    INDENTED,
    Items,
    Node,
    Table,
    Text,
    YamlError,
    new,
    parse_yaml,
    quoted_for_hint,
    read_simple,
    readable,
)

# The options of a block: YAML, each with its line; mistakes in one do not hide the others.


NONE: frozenset[str] = frozenset()
SIGNED = re.compile(
    r"[ ]*(?P<name>[\w-]+) *: +"
    r"(?P<value>(?![&*]\w+(?:\s|$))[@`&*!%>|\"'?-][^\n]*|[^\s\[{][^\n]*:)[ ]*(?:\n|\Z)"
)
"""An option whose text begins or ends with a sign that means something to YAML."""
NAME = re.compile(r"(?P<name>[\w-]+) *:")


class Option(NamedTuple):
    """An option as written."""

    name: str
    line: int
    node: Node


class Options(NamedTuple):
    """The options of one block."""

    by_name: Mapping[str, Option]
    """By name; of one given twice, the first."""
    unread: frozenset[str]
    """The names of options whose value YAML could not read."""
    faults: tuple[Fault, ...]

    def text(self, name: str) -> str:
        """Return the option's text; the empty string if it is not set or not a text."""
        option = self.by_name.get(name)
        return option.node.value if option and isinstance(option.node, Text) else ""


def read_options(text: str, line: int) -> Options:
    """Parse a block's options, whose first line is ``line`` of its file; never raises.

    Where YAML cannot read them as a whole, each option is read alone, so that one mistake hides no other.
    """
    text = without_notes(text).text
    simple = read_simple(text, line, INDENTED)
    if simple is not None:
        once = {name: new(Option, (name, node.line, node)) for name, node in simple}
        if len(once) == len(simple):
            return Options(once, NONE, ())
    text = textwrap.dedent(text)
    try:
        root = parse_yaml(text, line)
    except YamlError:
        return _read_one_by_one(text, line)
    if root is not None and not isinstance(root, Table):
        return _read_one_by_one(text, line)
    options, faults = entries_by_name(root)
    return Options(options, frozenset(), faults)


def entries_by_name(root: Table | None) -> tuple[Mapping[str, Option], tuple[Fault, ...]]:
    """Return the entries by name, and a fault for each that is repeated."""
    options: dict[str, Option] = {}
    faults = []
    for key, node in root.entries if root else ():
        if first := options.get(key.value):
            message = f"'{key.value}' is already given on line {first.line}, expected each option once"
            faults.append(Fault(key.line, Code.DUPLICATE_OPTION, message))
        else:
            options[key.value] = Option(key.value, key.line, node)
    return MappingProxyType(options), tuple(faults)


def altered_texts(name: str, node: Node, prose: bool, seen: set[int] | None = None) -> Iterator[Fault]:
    """Yield faults for texts of an option that YAML changes.

    ``prose`` is for any text, in which a number sign may stand: elsewhere, one with a space behind it begins a note.
    Where settings stand for each other by aliases, each is looked at once: ``seen`` holds those that were.
    """
    seen = set() if seen is None else seen
    if id(node) in seen:
        return
    seen.add(id(node))
    match node:
        case Text(value, line, typed) if typed:
            dropped = typed.removeprefix(value).strip() if typed.startswith(value) else ""
            note = dropped.startswith("# ")
            correction = f"write '{name}: {quoted(typed)}'" if name else f"write {quoted(typed)}"
            if not dropped.startswith("#"):
                message = "YAML reads a backslash in double quotes as the sign for another character"
                yield Fault(line, Code.ALTERED_TEXT, f"{message}, expected single quotes around it", correction)
            elif prose or not note:
                message = f"YAML takes '{dropped}' for a note, so that it is lost, expected the text in quotes"
                correction += ", or the note on a line of its own" if note else ""
                yield Fault(line, Code.ALTERED_TEXT, message, correction)
        case Items():
            for item in node.items:
                yield from altered_texts("", item, prose, seen)
        case Table():
            for key, item in node.entries:
                yield from altered_texts(key.value, item, prose, seen)


def quoted(text: str) -> str:
    """Quote a text for YAML, whatever it contains."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'{}'".format(text.replace("'", "''"))


def read_draft(options: Mapping[str, Option]) -> tuple[bool, tuple[Fault, ...]]:
    """Read whether ``draft`` marks a draft; any other value is a fault and, to be safe, means a draft.

    ``Draft`` counts as well, though it is not an option, so that a capital letter does not publish a draft.
    """
    option = options.get("draft") or next((options[name] for name in options if name.lower() == "draft"), None)
    if option is None:
        return False, ()
    value = option.node.value.strip().lower() if isinstance(option.node, Text) else None
    if value in ("true", "false"):
        return value == "true", ()
    message = "'draft' is neither true nor false, expected 'true' or 'false'"
    return True, (Fault(option.line, Code.BAD_DRAFT, message, "until then it is a draft"),)


def yaml_fault(error: YamlError, text: str = "") -> Fault:
    """Return the fault of a text that YAML cannot read."""
    hint = error.hint or readable(text)
    expected = "" if hint else ", expected 'name: value'"
    return Fault(error.line, Code.BAD_YAML, f"YAML cannot read this: {error}{expected}", hint)


def _read_one_by_one(text: str, line: int) -> Options:
    entries: list[tuple[Text, Node]] = []
    faults: list[Fault] = []
    unread = set()
    for start, part in _text_parts(text):
        match = NAME.match(part)
        try:
            root = parse_yaml(part, line + start)
        except YamlError as error:
            faults.append(yaml_fault(error, part))
            unread |= {match["name"]} if match else set()
            continue
        if isinstance(root, Table):
            entries += root.entries
        elif root is not None:
            name, colon, value = part.partition(":")
            hint = f"write '{name.strip()}: {quoted_for_hint(value.strip())}'" if colon else ""
            message = f"'{_first_line(part)}' is not an option, expected 'name: value'"
            faults.append(Fault(line + start, Code.BAD_YAML, message, hint))
            unread |= {match["name"]} if match else set()
    options, repeated = entries_by_name(Table(tuple(entries), line))
    return Options(options, frozenset(unread), (*faults, *repeated))


def _text_parts(text: str) -> Iterator[tuple[int, str]]:
    """Split the text before each line that is not indented; yield each part with the index of its first line."""
    lines = text.split("\n")
    starts = [n for n, content in enumerate(lines) if n == 0 or (content.strip() and not content.startswith(" "))]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start, "\n".join(lines[start:end])


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


# The context in which an option is converted to a value: what its reader may use, and the faults it reports.


class UnplacedReference(NamedTuple):
    """A reference from an option, looked up once everything is read."""

    target: ReferenceTarget
    name: str
    line: int


NOTHING = Option("", 0, Text("", 0))


@dataclass(slots=True)
class OptionContext:
    """One option of a block, and the faults and references of the readers of its options."""

    field: Field
    """The option's declaration."""
    settings: Settings
    brief: Brief | None
    """The brief that the page annotates, or None."""
    option: Option = NOTHING
    """The option being read."""
    faults: list[Fault] = attribute(default_factory=list)
    references: list[UnplacedReference] = attribute(default_factory=list)
    read: Reader | None = None
    """The option's reader, used to test hints before they are shown."""

    @property
    def name(self) -> str:
        """Return the option's name."""
        return self.option.name

    @property
    def scale(self) -> Scale:
        """Return the scale of the brief's likelihoods: its own, or the site's."""
        return (self.brief and self.brief.scale) or self.settings.scale

    def fault(self, code: Code, message: str, hint: str = "", line: int = 0) -> None:
        """Report a mistake, on the option's line unless another is given."""
        self.faults.append(Fault(line or self.option.line, code, message, hint))


Reader = Callable[[OptionContext], object]


def text(context: OptionContext, *, single: bool = False) -> str | None:
    """Return a text, white space normalised; a ``single`` one names one thing, so a list is never joined."""
    node = context.option.node
    if isinstance(node, Text):
        return " ".join(node.value.split())
    kind = "a list" if isinstance(node, Items) else "a mapping"
    context.fault(Code.BAD_VALUE, f"'{context.name}' is {kind}, expected one text", _text_hint(context, node, single))
    return None


def texts(context: OptionContext) -> list[Text] | None:
    """Return a list of texts; a single text becomes a list of one."""
    node = context.option.node
    unique: dict[str, Text] = {}
    faults = []
    for entry in _members(node):
        if not isinstance(entry, Text):
            message = f"'{context.name}' contains something other than text, expected a list of texts"
            faults.append((message, entry.line))
        elif not entry.value.strip():
            faults.append((f"'{context.name}' has an empty entry, expected a text", entry.line))
        elif entry.value in unique:
            faults.append((f"'{context.name}' names '{entry.value}' twice, expected it once", entry.line))
        else:
            value = " ".join(entry.value.split())
            unique[value] = Text(value, entry.line)
    hint = _list_hint(context.name, node) if faults else ""
    for message, line in faults:
        context.fault(Code.BAD_VALUE, message, hint, line)
    return list(unique.values()) or None


def _list_hint(name: str, node: Node) -> str:
    """Return a hint with the list as it was probably meant."""
    parts = dict.fromkeys(part for part in _node_parts(node) if part)
    return f"write '{name}: [{', '.join(quoted_for_hint(part, '[{}]') for part in parts)}]'" if parts else ""


def _node_parts(node: Node) -> Iterator[str]:
    """Yield the texts in a node, including those in nested lists and in a mapping made by a ': '."""
    match node:
        case Text():
            yield " ".join(node.value.split())
        case Items():
            for item in node.items:
                yield from _node_parts(item)
        case Table():
            yield from (f"{key.value}: {part}" for key, value in node.entries for part in _node_parts(value))


def _text_hint(context: OptionContext, node: Node, single: bool) -> str:
    """Return a hint with one text to use instead: the first that the option's reader accepts."""
    parts = [part for part in _node_parts(node) if part]
    joined = [", ".join(parts)] if len(parts) > 1 and not single else []
    for candidate in (*joined, *parts):
        option = Option(context.name, 0, Text(candidate, 0))
        trial = OptionContext(context.field, context.settings, context.brief, option, read=context.read)
        if context.read and context.read(trial) is not None and not trial.faults:
            return f"write '{context.name}: {quoted_for_hint(candidate)}'"
    return ""


def _members(node: Node) -> tuple[Node, ...]:
    """Return the entries of a list; any other node is returned alone."""
    return node.items if isinstance(node, Items) else (node,)
