"""YAML as nodes that know their lines, every scalar kept as written: ``2024-06`` is text, never a date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

# libyaml where PyYAML was built with it: ten times as fast, the same events.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20
COMMENT = re.compile(r"[ \t]*(#[^\n]*)")
"""What stands behind a text that is not in quotes, and is no part of it to YAML."""
ESCAPE = re.compile(r"\\(?![\"\\/\n])(?<!\\\\)")
"""A backslash in double quotes that is more than a backslash: ``\\t`` is a tab."""
# Line ends to YAML, but to nobody who counts the lines of a file.
OTHER_LINE_ENDS = str.maketrans(dict.fromkeys("\r\x85\u2028\u2029", " "))


class YamlError(ValueError):
    """A text that YAML cannot read; its message says what is wrong, ``line`` where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Text(NamedTuple):
    """A scalar."""

    value: str
    line: int
    typed: str = ""
    """What was typed, where YAML makes another text of it; empty where it does not."""


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
        return _Builder(text, line, aliases).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = min(mark.line, text.count("\n")) if mark else 0
        raise YamlError(error.problem or "cannot be read", line + at) from None
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


class _Builder:
    def __init__(self, text: str, line: int, aliases: bool) -> None:
        self.text = text
        self.events: Iterator[Any] = yaml.parse(text, LOADER)
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
        return root

    def _error(self, message: str, event: Any) -> YamlError:
        return YamlError(message, self.line + event.start_mark.line)

    def _node(self, event: Any, depth: int) -> Node:
        if depth > DEEPEST:
            raise self._error("nested too deeply", event)
        if not self.aliases and getattr(event, "anchor", None):
            raise self._error("an anchor or alias, which is not allowed here", event)
        if not self.aliases and getattr(event, "tag", None):
            raise self._error(f"the tag '{event.tag}', which is not allowed here", event)
        node = self._build(event, depth)
        if event.anchor and not isinstance(event, yaml.AliasEvent):
            self.anchors[event.anchor] = node
        return node

    def _build(self, event: Any, depth: int) -> Node:
        line = self.line + event.start_mark.line
        match event:
            case yaml.AliasEvent():
                if event.anchor not in self.anchors:
                    raise self._error(f"an alias of '{event.anchor}', which is defined nowhere", event)
                return self.anchors[event.anchor]
            case yaml.ScalarEvent():
                return Text(event.value, line, self._typed(event))
            case yaml.SequenceStartEvent():
                return Items(tuple(self._until(yaml.SequenceEndEvent, depth + 1)), line)
        return Table(tuple(self._entries(depth + 1)), line)

    def _typed(self, event: Any) -> str:
        """What was typed for a scalar of which YAML has dropped the end, or read a part as a sign for another."""
        if not event.style:
            comment = COMMENT.match(self.text, event.end_mark.index)
            return f"{event.value} {comment[1]}".strip() if comment else ""
        if event.style == '"':
            raw = self.text[event.start_mark.index + 1 : event.end_mark.index - 1]
            return raw if ESCAPE.search(raw) else ""
        return ""

    def _until(self, end: Callable[..., Any], depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), end):  # type: ignore[arg-type]
            yield self._node(event, depth)

    def _entries(self, depth: int) -> Iterator[tuple[Text, Node]]:
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth)
            value = self._node(next(self.events), depth)
            if not isinstance(key, Text):
                raise self._error("a name that is no text", event)
            yield key, value


def _bad_line(text: str) -> int:
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, match.start()) if match else 0
