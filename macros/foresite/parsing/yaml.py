"""Parse YAML to nodes that know their lines, every scalar kept as written: ``2024-06`` is text, never a date.

PyYAML and libyaml each have their own words for the same mistakes; a test takes both lists from them, and finds each
of them here.

A block's options are a few short lines, and there are tens of thousands of blocks. What is not as simple as
this is left to the parser: both read the same nodes from the same lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from foresite.parsing.characters import character_in_words, find_hidden, mended_option

# What the parsers of YAML say, in words for somebody who writes annotations.


UNKNOWN = "something in it is not YAML"
"""What is said where a parser has words that nobody has seen yet."""
RESERVED = "a value starts with '{char}', which YAML reserves"
TAB = "there is a tab where YAML needs spaces"
REFERENCE = "'&', '*' or '!' at the start of a value means something else to YAML"
UNKNOWN_ESCAPE = "a backslash in double quotes that YAML does not know"
WORDS = (
    ("cannot start any token", RESERVED),
    ("a tab character", TAB),
    ("could not find expected ':'", "a line has no ': ' after its name"),
    ("mapping values are not allowed", "there is a second ': ' on the line"),
    ("mapping keys are not allowed", "a '?' at the start of a line means something else to YAML"),
    ("sequence entries are not allowed", "there is a '- ' where no list can begin"),
    ("',' or '\\]'", "a list has no closing ']'"),
    ("',' or '}'", "a mapping has no closing '}'"),
    ("expected key|<block end>|'-' indicator", "a line is indented differently from those it belongs to"),
    ("node content", "a value is missing or starts with a sign that YAML reserves"),
    ("unexpected end of stream", "a quotation mark is never closed"),
    ("unexpected document (indicator|separator)", "there is a line of '---' or '...' inside quotation marks"),
    ("escape|hexa?decimal", UNKNOWN_ESCAPE),
    ("undefined alias", "an alias refers to something that is not defined"),
    ("duplicate anchor", "an anchor is given twice"),
    ("indentation indicator|comment or (a )?line break|chomping", "'|' or '>' must be alone after the colon"),
    ("tag handle|tag URI|expected URI|'!'|'>'|URI escaped|alphabetic|whitespace|' ', but", REFERENCE),
    ("directive|version|incompatible YAML|digit|%", "a '%' at the start of a line means something else to YAML"),
    ("<document start>|document start", "a line is indented differently from those it belongs to"),
    ("unexpected ':'", "there is a ':' inside brackets, without quotes"),
    ("another document|single document", "more than one document"),
    ("(?i)utf-?8|utf-?16|unicode|control char|special char|surrogate", "a character that YAML does not allow"),
)  # fmt: skip


def in_our_words(problem: str, char: str = "") -> str:
    """What a parser found, in our words; ``char`` is the character at which it stopped."""
    for pattern, words in WORDS:
        if re.search(pattern, problem):
            return TAB if words is RESERVED and char == "\t" else words.replace("{char}", char)
    return UNKNOWN


# YAML as nodes that know their lines, every scalar kept as written: `2024-06` is text, never a date.


# libyaml where PyYAML was built with it: ten times as fast, the same events.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20
COMMENT = re.compile(r"[ \t]*(#[^\n]*)")
"""What stands behind a text that is not in quotes, and is not part of it to YAML."""
ESCAPE = re.compile(r"\\(?![\"\\/\n])(?<!\\\\)")
"""A backslash in double quotes that is more than a backslash: ``\\t`` is a tab."""
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
    typed: str = ""
    """What was typed, where YAML makes another text of it; empty where it does not."""


class Scalar(Text):
    """A scalar of settings, where its type counts."""

    tag: str
    """The type that YAML gives it, or the tag that stands before it, also before a list or mapping."""


class Items(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    line: int


class Table(NamedTuple):
    """A mapping; a key given twice stands here twice."""

    entries: tuple[tuple[Text, Node], ...]
    line: int


Node = Text | Items | Table

STANDARD = "tag:yaml.org,2002:"
HOSTS = ("!ENV", "!relative", f"{STANDARD}python/")
"""The tags that MkDocs gives a meaning to. What stands behind them is not known before it is built."""
MERGE = "<<"
KINDS = {
    "str": "a text", "int": "a number", "float": "a number", "bool": "true or false", "null": "empty",
    "timestamp": "a date", "merge": "a text", "value": "a text",
}  # fmt: skip


def kind(node: Node | None) -> str:
    """What a setting is: a text, a number, true or false, empty, a date, a list or a mapping; empty if nobody knows."""
    match node:
        case Scalar():
            return KINDS.get(node.tag.removeprefix(STANDARD), "")
        case Text():
            return "a text"
        case Items():
            return "a list"
        case Table():
            return "a mapping"
    return "empty"


def parse_yaml(text: str, line: int = 1, *, aliases: bool = False) -> Node | None:
    """Read one YAML document whose first line is ``line`` of its file.

    With ``aliases``, as in settings, scalars know their type, and what stands behind a tag of the host is left out.
    Without, an anchor or alias is refused, so that a short text cannot stand for a huge one, and a tag, which could
    mean something to another reader of the same text.

    Returns:
        The document's root, or None where it is empty.

    Raises:
        YamlError: where the text is not one YAML document, or is nested too deeply.
    """
    text = text.translate(OTHER_LINE_ENDS)
    try:
        return _Builder(text, line, aliases).document()
    except yaml.MarkedYAMLError as error:
        raise _in_our_words(error, text, line) from None
    except (yaml.YAMLError, UnicodeError):
        raise YamlError("a character that YAML does not allow", line + _bad_line(text)) from None


def plain_value(node: Node | None) -> Any:
    """The node as strings, lists and dictionaries; of a key given twice, the last."""
    match node:
        case Text():
            return node.value
        case Items():
            return [plain_value(item) for item in node.items]
        case Table():
            return {key.value: plain_value(value) for key, value in node.entries}
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
    def __init__(self, text: str, line: int, aliases: bool) -> None:
        self.text = text
        self.events: Iterator[Any] = yaml.parse(text, LOADER)
        self.line = line
        self.aliases = aliases
        self.anchors: dict[str, Node] = {}
        self.resolver: Any = yaml.resolver.Resolver()

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
        if self.aliases and not isinstance(event, yaml.AliasEvent):
            node = self._tagged(node, event)
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
                # The text was looked through: what is here now was written as an escape.
                if not self.aliases and (hidden := find_hidden(event.value)):
                    raise self._error(f"an escape that stands for {character_in_words(hidden[0].char)}", event)
                return Text(event.value, line, self._as_typed(event))
            case yaml.SequenceStartEvent():
                return Items(tuple(self._until(yaml.SequenceEndEvent, depth + 1)), line)
        entries = tuple(self._entries(depth + 1))
        return Table(_with_merged(entries) if self.aliases else entries, line)

    def _tagged(self, node: Node, event: Any) -> Node:
        """The node with its type; what stands behind a tag of the host is left out."""
        tag = event.tag
        if tag and not tag.startswith((*HOSTS, STANDARD, "!!")) and tag != "!":
            raise self._error(f"the tag '{tag}', which MkDocs does not know", event)
        if isinstance(node, Text):
            if not tag or tag == "!":
                tag = self.resolver.resolve(yaml.ScalarNode, node.value, (event.implicit[0], False))
                if not event.implicit[0]:
                    tag = f"{STANDARD}str"
            scalar = Scalar("" if tag.startswith(HOSTS) else node.value, node.line, node.typed)
        elif tag and tag.startswith(HOSTS):
            scalar = Scalar("", node.line)
        else:
            return node
        scalar.tag = tag
        return scalar

    def _as_typed(self, event: Any) -> str:
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
                raise self._error("a name that is not text", event)
            # A name with such a blank behind its colon is read as the text of the name above it.
            if isinstance(value, Text) and value.line > key.line and (error := _odd_blank(value.value, value.line)):
                raise error
            yield key, value


def _with_merged(entries: tuple[tuple[Text, Node], ...]) -> tuple[tuple[Text, Node], ...]:
    """The entries, and those of the mappings that ``<<`` merges into them: what stands there itself counts first."""
    given = {key.value for key, _ in entries}
    if MERGE not in given:
        return entries
    merged = dict[str, tuple[Text, Node]]()
    for key, node in entries:
        for table in (node.items if isinstance(node, Items) else (node,)) if key.value == MERGE else ():
            for entry in table.entries if isinstance(table, Table) else ():
                merged.setdefault(entry[0].value, entry)
    own = [entry for entry in entries if entry[0].value != MERGE]
    return (*own, *(entry for name, entry in merged.items() if name not in given))


def _bad_line(text: str) -> int:
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, match.start()) if match else 0


# The YAML that nearly all options are: `name: value` lines, read without a parser of YAML.


SIMPLE_LINE = (
    r"([a-z][a-z-]{0,40}): +(?:"
    r"(\w[^\s:#]*+(?:[: ][^\s:#]++)*+)"
    r"|\[ *(\w(?:[\w.-]| (?=\w))*(?: *, *\w(?:[\w.-]| (?=\w))*)*) *\]"
    r"|\"([^\"\\\n]*)\"|'([^'\n]*)') *$"
)
FLUSH = re.compile(f"^{SIMPLE_LINE}", re.MULTILINE)
INDENTED = re.compile(f"^    {SIMPLE_LINE}", re.MULTILINE)
# What a node is made by: as Text(value, line), without a call of Python's own for each of so many.
new = tuple.__new__


def read_simple(text: str, line: int, written: re.Pattern[str] = FLUSH) -> list[tuple[str, Node]] | None:
    """The names and values of a text that starts at ``line`` of its file; None where it is not that simple.

    ``written`` says how its lines begin. A name given twice stands there twice; each stands on its value's line.
    """
    found = written.findall(text)
    if len(found) <= text.count("\n") or not text.replace("\n", "").isprintable():
        return None
    entries: list[tuple[str, Node]] = []
    for number, (name, plain, items, double, single) in enumerate(found, line):
        if plain:
            entries.append((name, new(Text, (plain, number, ""))))
        elif items:
            listed = tuple([new(Text, (item.strip(), number, "")) for item in items.split(",")])
            entries.append((name, new(Items, (listed, number))))
        else:
            entries.append((name, new(Text, (double or single, number, ""))))
    return entries


def as_table(simple: list[tuple[str, Node]], line: int) -> Table:
    """The same as the parser of YAML gives it."""
    return Table(tuple((Text(name, node.line), node) for name, node in simple), line)


# Values as YAML reads them back: in quotes only where it needs them.


SCALAR_LINE = re.compile(r"(?P<name>[\w-]+)[ \t]*:[ \t]*(?P<value>\S.*)")
QUOTED = re.compile(r"(?P<mark>[\"'])(?P<inside>[^\"']*)(?P=mark)?")


def scalar(text: str, around: str = "{}") -> str:
    """The text plain where YAML reads it back, else in quotes; ``around`` is what it stands in, such as a list."""
    for form in (text, "'" + text.replace("'", "''") + "'"):
        try:
            node = parse_yaml("name: " + around.replace("{}", form))
        except YamlError:
            continue
        if _read(node) == text:
            return form
    return json.dumps(text, ensure_ascii=False)


def quoted_for_hint(text: str, around: str = "{}") -> str:
    """The same for a hint, which stands in single quotes itself."""
    form = scalar(text, around)
    return f'"{text}"' if form.startswith("'") and not set(text) & set('"\\') else form


def readable(line: str) -> str:
    """The hint with a line ``name: value`` as YAML would read it; empty where that cannot be told."""
    found = SCALAR_LINE.fullmatch(line.strip())
    if not found:
        return ""
    for form in _forms(found["value"]):
        try:
            node = parse_yaml(f"{found['name']}: {form}")
        except YamlError:
            continue
        if isinstance(node, Table) and len(node.entries) == 1 and isinstance(node.entries[0][1], (Text, Items)):
            return f"write '{found['name']}: {form}'"
    return ""


def _forms(value: str) -> Iterator[str]:
    """What a value can have been meant as, the likeliest first."""
    if value.startswith("[") and "]" not in value:
        yield f"{value.rstrip(' ,')}]"
    quoted = QUOTED.fullmatch(value)
    # One that is never closed may be an apostrophe, which is part of the text.
    if quoted and not value.endswith(quoted["mark"] * 2) and (quoted["mark"] == '"' or value.endswith("'")):
        yield quoted_for_hint(quoted["inside"].strip())
    yield quoted_for_hint(value)


def _read(node: Node | None) -> str | None:
    """The text of the only entry of a table, be it in a list."""
    found = node.entries[0][1] if isinstance(node, Table) and len(node.entries) == 1 else None
    if isinstance(found, Items) and len(found.items) == 1:
        found = found.items[0]
    return found.value if isinstance(found, Text) else None
