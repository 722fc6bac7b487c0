"""Read the options of a block: YAML, each with its line, and the context in which each is read to a value."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from types import MappingProxyType
from typing import NamedTuple

from foresite.model.fields import Field, Target
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

# The options of a block: YAML, each with its line, and what can be read of it where some cannot.


NONE: frozenset[str] = frozenset()
SIGNED = re.compile(
    r"[ ]*(?P<name>[\w-]+) *: +"
    r"(?P<value>(?![&*]\w+(?:\s|$))[@`&*!%>|\"'?-][^\n]*|[^\s\[{][^\n]*:)[ ]*(?:\n|\Z)"
)
"""An option whose text begins or ends with a sign that means something to YAML."""
NAME = re.compile(r"(?P<name>[\w-]+) *:")


class Option(NamedTuple):
    """An option as given."""

    name: str
    line: int
    node: Node


class Options(NamedTuple):
    """The options of one block."""

    given: Mapping[str, Option]
    """By name; of one given twice, the first."""
    unread: frozenset[str]
    """The names of options whose value YAML could not read."""
    faults: tuple[Fault, ...]

    def text(self, name: str) -> str:
        """The option's text; the empty string where it is not given or no text."""
        option = self.given.get(name)
        return option.node.value if option and isinstance(option.node, Text) else ""


def read_options(text: str, line: int) -> Options:
    """Read a block's options, whose first line is ``line`` of its file; never raises.

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
        return _one_by_one(text, line)
    if root is not None and not isinstance(root, Table):
        return _one_by_one(text, line)
    given, faults = given_once(root)
    return Options(given, frozenset(), faults)


def given_once(root: Table | None) -> tuple[Mapping[str, Option], tuple[Fault, ...]]:
    """The entries by name, and a fault for each that is given again."""
    given: dict[str, Option] = {}
    faults = []
    for key, node in root.entries if root else ():
        if first := given.get(key.value):
            message = f"'{key.value}' is already given on line {first.line}, expected each option once"
            faults.append(Fault(key.line, Code.DUPLICATE_OPTION, message))
        else:
            given[key.value] = Option(key.value, key.line, node)
    return MappingProxyType(given), tuple(faults)


def altered(name: str, node: Node, prose: bool, seen: set[int] | None = None) -> Iterator[Fault]:
    """The texts of an option of which YAML makes others.

    ``prose`` is for any text, in which a number sign may stand: elsewhere, one with a space behind it begins a note.
    Where settings stand for each other by aliases, each is looked at once: ``seen`` holds those that were.
    """
    seen = set() if seen is None else seen
    if id(node) in seen:
        return
    seen.add(id(node))
    match node:
        case Text(value, line, typed) if typed:
            lost = typed.removeprefix(value).strip() if typed.startswith(value) else ""
            note = lost.startswith("# ")
            right = f"write '{name}: {quoted(typed)}'" if name else f"write {quoted(typed)}"
            if not lost.startswith("#"):
                message = "YAML reads a backslash in double quotes as the sign for another character"
                yield Fault(line, Code.ALTERED_TEXT, f"{message}, expected single quotes around it", right)
            elif prose or not note:
                message = f"YAML takes '{lost}' for a note, so that it is lost, expected the text in quotes"
                right += ", or the note on a line of its own" if note else ""
                yield Fault(line, Code.ALTERED_TEXT, message, right)
        case Items():
            for item in node.items:
                yield from altered("", item, prose, seen)
        case Table():
            for key, item in node.entries:
                yield from altered(key.value, item, prose, seen)


def quoted(text: str) -> str:
    """A text as YAML takes it whatever stands in it."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'{}'".format(text.replace("'", "''"))


def read_draft(given: Mapping[str, Option]) -> tuple[bool, tuple[Fault, ...]]:
    """Whether ``draft`` says that something is one. What it says otherwise is a fault, and a draft to be safe.

    So is ``Draft``, which is not an option: what is meant for editors alone is not published for a capital letter.
    """
    option = given.get("draft") or next((given[name] for name in given if name.lower() == "draft"), None)
    if option is None:
        return False, ()
    said = option.node.value.strip().lower() if isinstance(option.node, Text) else None
    if said in ("true", "false"):
        return said == "true", ()
    message = "'draft' is neither true nor false, expected 'true' or 'false'"
    return True, (Fault(option.line, Code.BAD_DRAFT, message, "until then it is a draft"),)


def yaml_fault(error: YamlError, text: str = "") -> Fault:
    """What an editor is told of a text that YAML cannot read."""
    hint = error.hint or readable(text)
    expected = "" if hint else ", expected 'name: value'"
    return Fault(error.line, Code.BAD_YAML, f"YAML cannot read this: {error}{expected}", hint)


def _one_by_one(text: str, line: int) -> Options:
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
            faults.append(
                Fault(line + start, Code.BAD_YAML, f"'{_line(part)}' is not an option, expected 'name: value'", hint)
            )
            unread |= {match["name"]} if match else set()
    given, repeated = given_once(Table(tuple(entries), line))
    return Options(given, frozenset(unread), (*faults, *repeated))


def _text_parts(text: str) -> Iterator[tuple[int, str]]:
    """The text divided before each line that is not indented, with the index of each part's first line."""
    lines = text.split("\n")
    starts = [n for n, content in enumerate(lines) if n == 0 or (content.strip() and not content.startswith(" "))]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start, "\n".join(lines[start:end])


def _line(text: str) -> str:
    return text.strip().partition("\n")[0]


# An option on its way to a value: what its reader sees, and what it has to say.


class Named(NamedTuple):
    """Something that an option refers to, to be looked up once everything is read."""

    target: Target
    name: str
    line: int


NOTHING = Option("", 0, Text("", 0))


@dataclass(slots=True)
class OptionContext:
    """One option of a block, and what the readers of its options found to say."""

    field: Field
    """What the option is declared to be."""
    settings: Settings
    brief: Brief | None
    """The brief that the page annotates, or None."""
    option: Option = NOTHING
    """The one that is being read."""
    faults: list[Fault] = attribute(default_factory=list)
    named: list[Named] = attribute(default_factory=list)
    read: Reader | None = None
    """What reads it; hints are tried with it before they are given."""

    @property
    def name(self) -> str:
        """The option's name."""
        return self.option.name

    @property
    def scale(self) -> Scale:
        """The scale on which the brief's likelihoods stand: its own, or the site's."""
        return (self.brief and self.brief.scale) or self.settings.scale

    def fault(self, code: Code, message: str, hint: str = "", line: int = 0) -> None:
        """Report a mistake, on the option's line unless another is given."""
        self.faults.append(Fault(line or self.option.line, code, message, hint))


Reader = Callable[[OptionContext], object]


def text(given: OptionContext, *, single: bool = False) -> str | None:
    """A text, its white space closed up; a ``single`` one names one thing, so a list of them can't be joined."""
    node = given.option.node
    if isinstance(node, Text):
        return " ".join(node.value.split())
    kind = "a list" if isinstance(node, Items) else "a mapping"
    given.fault(Code.BAD_VALUE, f"'{given.name}' is {kind}, expected one text", _as_text(given, node, single))
    return None


def texts(given: OptionContext) -> list[Text] | None:
    """A list of texts; a single text is a list of one."""
    node = given.option.node
    found: dict[str, Text] = {}
    faults = []
    for entry in _members(node):
        if not isinstance(entry, Text):
            faults.append((f"'{given.name}' contains something other than text, expected a list of texts", entry.line))
        elif not entry.value.strip():
            faults.append((f"'{given.name}' has an empty entry, expected a text", entry.line))
        elif entry.value in found:
            faults.append((f"'{given.name}' names '{entry.value}' twice, expected it once", entry.line))
        else:
            value = " ".join(entry.value.split())
            found[value] = Text(value, entry.line)
    hint = _as_list(given.name, node) if faults else ""
    for message, line in faults:
        given.fault(Code.BAD_VALUE, message, hint, line)
    return list(found.values()) or None


def _as_list(name: str, node: Node) -> str:
    """The hint with the list as it was probably meant."""
    kept = dict.fromkeys(part for part in _node_parts(node) if part)
    return f"write '{name}: [{', '.join(quoted_for_hint(part, '[{}]') for part in kept)}]'" if kept else ""


def _node_parts(node: Node) -> Iterator[str]:
    """The texts that a node holds, those of lists in lists and those of which a ': ' made a mapping, too."""
    match node:
        case Text():
            yield " ".join(node.value.split())
        case Items():
            for item in node.items:
                yield from _node_parts(item)
        case Table():
            yield from (f"{key.value}: {part}" for key, value in node.entries for part in _node_parts(value))


def _as_text(given: OptionContext, node: Node, single: bool) -> str:
    """The hint with one text that the option could hold instead: what its reader says nothing against."""
    parts = [part for part in _node_parts(node) if part]
    joined = [", ".join(parts)] if len(parts) > 1 and not single else []
    for candidate in (*joined, *parts):
        option = Option(given.name, 0, Text(candidate, 0))
        trial = OptionContext(given.field, given.settings, given.brief, option, read=given.read)
        if given.read and given.read(trial) is not None and not trial.faults:
            return f"write '{given.name}: {quoted_for_hint(candidate)}'"
    return ""


def _members(node: Node) -> tuple[Node, ...]:
    """The entries of a list; anything else is its own."""
    return node.items if isinstance(node, Items) else (node,)
