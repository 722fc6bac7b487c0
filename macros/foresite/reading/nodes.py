"""YAML as nodes that know their lines, every scalar kept as written: ``2024-06`` is text, never a date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from foresite.reading.blanks import mended_option
from foresite.reading.yaml_words import in_our_words

# libyaml where PyYAML was built with it: ten times as fast, the same events.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20
# Line ends to YAML, but to nobody who counts the lines of a file.
OTHER_LINE_ENDS = str.maketrans(dict.fromkeys("\r\x85\u2028\u2029", " "))


class YamlError(ValueError):
    """A text that YAML cannot read; its message says what is wrong, ``line`` where."""

    def __init__(self, message: str, line: int, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint
        """What to write instead; empty where that is not certain."""


class Text(NamedTuple):
    """A scalar."""

    value: str
    line: int


class Items(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    line: int


class Table(NamedTuple):
    """A mapping; a key given twice stands here twice."""

    entries: tuple[tuple[Text, Node], ...]
    line: int


Node = Text | Items | Table


def parse_yaml(text: str, line: int = 1, *, aliases: bool = False) -> Node | None:
    """Read one YAML document whose first line is ``line`` of its file.

    With ``aliases`` tags are ignored. Without, an anchor or alias is refused, so that a short text cannot
    stand for a huge one, and a tag, which could mean something to another reader of the same text.

    Returns:
        The document's root, or None where it is empty.

    Raises:
        YamlError: where the text is not one YAML document, or is nested too deeply.
    """
    text = text.translate(OTHER_LINE_ENDS)
    try:
        return _Builder(yaml.parse(text, LOADER), line, aliases).document()
    except yaml.MarkedYAMLError as error:
        raise _in_our_words(error, text, line) from None
    except (yaml.YAMLError, UnicodeError):
        raise YamlError("a character that YAML does not allow", line + _bad_line(text)) from None


def plain(node: Node | None) -> Any:
    """The node as strings, lists and dictionaries; of a key given twice, the last."""
    match node:
        case Text():
            return node.value
        case Items():
            return [plain(item) for item in node.items]
        case Table():
            return {key.value: plain(value) for key, value in node.entries}
    return None


def _in_our_words(error: yaml.MarkedYAMLError, text: str, line: int) -> YamlError:
    """What the parser found, told to somebody who writes annotations."""
    lines = text.split("\n")
    mark = error.problem_mark or error.context_mark
    at = min(mark.line, len(lines) - 1) if mark else 0
    begun = min(error.context_mark.line, at) if error.context_mark else at
    for number in range(begun, at + 1):
        if found := _odd_blank(lines[number], line + number):
            return found
    char = lines[at][mark.column : mark.column + 1] if mark else ""
    return YamlError(in_our_words(error.problem or "", char), line + at)


def _odd_blank(written: str, line: int) -> YamlError | None:
    """The error of a line whose structure is written with blanks or colons that YAML does not know."""
    mended = mended_option(written)
    if mended is None:
        return None
    return YamlError(f"there is {mended.odd} where YAML needs a space", line, f"write '{mended.line.strip()}'")


class _Builder:
    def __init__(self, events: Iterator[Any], line: int, aliases: bool) -> None:
        self.events = events
        self.line = line
        self.aliases = aliases
        self.anchors: dict[str, Node] = {}

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self._error("more than one document", event)
                root = self._node(next(self.events), 0)
        if isinstance(root, Text) and (error := _odd_blank(root.value, root.line)):
            raise error
        return root

    def _error(self, message: str, event: Any) -> YamlError:
        return YamlError(message, self.line + event.start_mark.line)

    def _node(self, event: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._error("nested too deeply", event)
        if not self.aliases and getattr(event, "anchor", None):
            raise self._error("a value starts with '&' or '*', which YAML reserves", event)
        if not self.aliases and getattr(event, "tag", None):
            raise self._error("a value starts with '!', which YAML reserves", event)
        node = self._build(event, depth)
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            self.anchors[event.anchor] = node
        return node

    def _build(self, event: Any, depth: int) -> Node:
        line = self.line + event.start_mark.line
        match event:
            case yaml.AliasEvent():
                if event.anchor not in self.anchors:
                    raise self._error(f"an alias for '{event.anchor}', which is not defined", event)
                return self.anchors[event.anchor]
            case yaml.ScalarEvent():
                return Text(event.value, line)
            case yaml.SequenceStartEvent():
                return Items(tuple(self._until(yaml.SequenceEndEvent, depth + 1)), line)
        return Table(tuple(self._entries(depth + 1)), line)

    def _until(self, end: Callable[..., Any], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), end):  # type: ignore[arg-type]
            yield self._node(event, depth)

    def _entries(self, depth: int) -> Iterator[tuple[Text, Node]]:
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(next(self.events), depth)
            if not isinstance(key, Text):
                raise self._error("a name that is not text", event)
            # A name with such a blank behind its colon is read as the text of the name above it.
            if isinstance(value, Text) and value.line > key.line and (error := _odd_blank(value.value, value.line)):
                raise error
            yield key, value


def _bad_line(text: str) -> int:
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, match.start()) if match else 0
