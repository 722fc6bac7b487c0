"""An option on its way to a value: what its reader sees, and what it has to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import NamedTuple

from foresite.fields import Field, Target
from foresite.model import Brief
from foresite.problems import Code
from foresite.reading.faults import Fault
from foresite.reading.nodes import Items, Node, Table, Text
from foresite.reading.options import Option
from foresite.reading.scalars import shown
from foresite.settings import Settings


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
    kept = dict.fromkeys(part for part in _parts(node) if part)
    return f"write '{name}: [{', '.join(shown(part, '[{}]') for part in kept)}]'" if kept else ""


def _parts(node: Node) -> Iterator[str]:
    """The texts that a node holds, those of lists in lists and those of which a ': ' made a mapping, too."""
    match node:
        case Text():
            yield " ".join(node.value.split())
        case Items():
            for item in node.items:
                yield from _parts(item)
        case Table():
            yield from (f"{key.value}: {part}" for key, value in node.entries for part in _parts(value))


def _as_text(given: OptionContext, node: Node, single: bool) -> str:
    """The hint with one text that the option could hold instead: what its reader says nothing against."""
    parts = [part for part in _parts(node) if part]
    joined = [", ".join(parts)] if len(parts) > 1 and not single else []
    for candidate in (*joined, *parts):
        option = Option(given.name, 0, Text(candidate, 0))
        trial = OptionContext(given.field, given.settings, given.brief, option, read=given.read)
        if given.read and given.read(trial) is not None and not trial.faults:
            return f"write '{given.name}: {shown(candidate)}'"
    return ""


def _members(node: Node) -> tuple[Node, ...]:
    """The entries of a list; anything else is its own."""
    return node.items if isinstance(node, Items) else (node,)
