"""An option on its way to a value: what its reader sees, and what it has to say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import NamedTuple

from foresite.fields import Field, Target
from foresite.model import Brief
from foresite.problems import Code
from foresite.reading.faults import Fault
from foresite.reading.nodes import Items, Node, Text
from foresite.reading.options import Option
from foresite.settings import Settings


class Named(NamedTuple):
    """Something that an option refers to, to be looked up once everything is read."""

    target: Target
    name: str
    line: int


NOTHING = Option("", 0, Text("", 0))


@dataclass(slots=True)
class Given:
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

    @property
    def name(self) -> str:
        """The option's name."""
        return self.option.name

    def fault(self, code: Code, message: str, hint: str = "", line: int = 0) -> None:
        """Report a mistake, on the option's line unless another is given."""
        self.faults.append(Fault(line or self.option.line, code, message, hint))


Reader = Callable[[Given], object]


def text(given: Given) -> str | None:
    """A text, its white space closed up."""
    node = given.option.node
    if isinstance(node, Text):
        return " ".join(node.value.split())
    kind = "a list" if isinstance(node, Items) else "a mapping"
    given.fault(Code.BAD_VALUE, f"'{given.name}' is {kind}, expected one text", _as_text(node))
    return None


def texts(given: Given) -> list[Text] | None:
    """A list of texts; a single text is a list of one."""
    node = given.option.node
    entries = node.items if isinstance(node, Items) else (node,)
    found: list[Text] = []
    for entry in entries:
        if not isinstance(entry, Text):
            message = f"'{given.name}' holds more than texts, expected a list of texts"
            given.fault(
                Code.BAD_VALUE,
                message,
                f"write {given.name}: [first, second], quotes around ': '",
                entry.line,
            )
        elif not entry.value.strip():
            given.fault(Code.BAD_VALUE, f"'{given.name}' has an empty entry, expected a text", line=entry.line)
        elif entry.value in (known.value for known in found):
            message = f"'{given.name}' names '{entry.value}' twice, expected it once"
            given.fault(Code.BAD_VALUE, message, line=entry.line)
        else:
            found.append(Text(" ".join(entry.value.split()), entry.line))
    return found or None


def _as_text(node: Node) -> str:
    items = node.items if isinstance(node, Items) else ()
    values = [item.value for item in items if isinstance(item, Text)]
    return f"write '{', '.join(values)}' without the list" if values else "put a text that contains ': ' in quotes"
