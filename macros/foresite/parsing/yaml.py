"""Parse YAML to nodes that know their lines, every scalar kept as written: ``2024-06`` is text, never a date.

PyYAML and libyaml word the same mistakes differently; a test extracts all messages from both, and checks that each is
handled here.

A block's options are a few short lines, and there are tens of thousands of blocks. Simple options are read without
the YAML parser, with the same nodes as result; the rest is left to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from foresite.parsing.characters import character_in_words, find_hidden, mended_option

# Messages of the YAML parsers, rephrased for editors.


UNKNOWN = "something in it is not YAML"
"""The message for unknown errors of a parser."""
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
    """Rephrase a parser's message; ``char`` is the character at which it stopped."""
    for pattern, words in WORDS:
        if re.search(pattern, problem):
            return TAB if words is RESERVED and char == "\t" else words.replace("{char}", char)
    return UNKNOWN


# YAML as nodes that know their lines, every scalar kept as written: `2024-06` is text, never a date.


# libyaml where PyYAML was built with it: ten times as fast, the same events.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 20
COMMENT = re.compile(r"[ \t]*(#[^\n]*)")
"""A comment after an unquoted text, which YAML drops."""
ESCAPE = re.compile(r"\\(?![\"\\/\n])(?<!\\\\)")
"""A backslash in double quotes that is more than a backslash: ``\\t`` is a tab."""
# Characters that YAML counts as line ends and editors do not.
OTHER_LINE_ENDS = str.maketrans(dict.fromkeys("\r\x85\u2028\u2029", " "))


class YamlError(ValueError):
    """A text that YAML cannot read; its message says what is wrong, ``line`` where."""

    def __init__(self, message: str, line: int, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint
        """What to write instead; empty if that is not certain."""


class Text(NamedTuple):
    """A scalar."""

    value: str
    line: int
    typed: str = ""
    """The text as typed, if YAML changes it; empty otherwise."""


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
"""The tags with a meaning to MkDocs; their values are not known before a build."""
MERGE = "<<"
KINDS = {
    "str": "a text", "int": "a number", "float": "a number", "bool": "true or false", "null": "empty",
    "timestamp": "a date", "merge": "a text", "value": "a text",
}  # fmt: skip


def kind(node: Node | None) -> str:
    """Name the type of a setting, such as 'a text' or 'a list'; empty if it is known only to the host."""
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
    """Parse one YAML document whose first line is ``line`` of its file.

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
        raise _rephrase(error, text, line) from None
    except (yaml.YAMLError, UnicodeError):
        raise YamlError("a character that YAML does not allow", line + _bad_line(text)) from None


def plain_value(node: Node | None) -> Any:
    """Return the node as strings, lists and dictionaries; of a repeated key, the last."""
    match node:
        case Text():
            return node.value
        case Items():
            return [plain_value(item) for item in node.items]
        case Table():
            return {key.value: plain_value(value) for key, value in node.entries}
    return None


def _rephrase(error: yaml.MarkedYAMLError, text: str, line: int) -> YamlError:
    """Rephrase a parser's error for editors."""
    lines = text.split("\n")
    mark = error.problem_mark or error.context_mark
    at = min(mark.line, len(lines) - 1) if mark else 0
    first_line = min(error.context_mark.line, at) if error.context_mark else at
    for number in range(first_line, at + 1):
        if odd_blank_error := _odd_blank_error(lines[number], line + number):
            return odd_blank_error
    char = lines[at][mark.column : mark.column + 1] if mark else ""
    return YamlError(in_our_words(error.problem or "", char), line + at)


def _odd_blank_error(text: str, line: int) -> YamlError | None:
    """Return the error of a line whose structure has blanks or colons that YAML does not know; None if it has none."""
    mended = mended_option(text)
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
        if isinstance(root, Text) and (error := _odd_blank_error(root.value, root.line)):
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
            node = self._with_type(node, event)
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
                # The text itself was checked before, so that these characters come from escapes.
                if not self.aliases and (hidden_characters := find_hidden(event.value)):
                    raise self._error(
                        f"an escape that stands for {character_in_words(hidden_characters[0].char)}", event
                    )
                return Text(event.value, line, self._as_typed(event))
            case yaml.SequenceStartEvent():
                return Items(tuple(self._until(yaml.SequenceEndEvent, depth + 1)), line)
        entries = tuple(self._entries(depth + 1))
        return Table(_merge_entries(entries) if self.aliases else entries, line)

    def _with_type(self, node: Node, event: Any) -> Node:
        """Add the type to a node; a value behind a tag of the host is emptied."""
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
        """Return what was typed for a scalar that YAML cut short or in which it replaced escapes; empty otherwise."""
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
            # YAML reads a name with an odd blank after its colon as part of the value above it.
            if (
                isinstance(value, Text)
                and value.line > key.line
                and (error := _odd_blank_error(value.value, value.line))
            ):
                raise error
            yield key, value


def _merge_entries(entries: tuple[tuple[Text, Node], ...]) -> tuple[tuple[Text, Node], ...]:
    """Return the entries with those merged by ``<<``; the table's own take precedence."""
    own_names = {key.value for key, _ in entries}
    if MERGE not in own_names:
        return entries
    merged = dict[str, tuple[Text, Node]]()
    for key, node in entries:
        for table in (node.items if isinstance(node, Items) else (node,)) if key.value == MERGE else ():
            for entry in table.entries if isinstance(table, Table) else ():
                merged.setdefault(entry[0].value, entry)
    own = [entry for entry in entries if entry[0].value != MERGE]
    return (*own, *(entry for name, entry in merged.items() if name not in own_names))


def _bad_line(text: str) -> int:
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    return text.count("\n", 0, match.start()) if match else 0


# The YAML of nearly all options: `name: value` lines, read without a YAML parser.


SIMPLE_LINE = (
    r"([a-z][a-z-]{0,40}): +(?:"
    r"(\w[^\s:#]*+(?:[: ][^\s:#]++)*+)"
    r"|\[ *(\w(?:[\w.-]| (?=\w))*(?: *, *\w(?:[\w.-]| (?=\w))*)*) *\]"
    r"|\"([^\"\\\n]*)\"|'([^'\n]*)') *$"
)
FLUSH = re.compile(f"^{SIMPLE_LINE}", re.MULTILINE)
INDENTED = re.compile(f"^    {SIMPLE_LINE}", re.MULTILINE)
# Creates named tuples without a Python-level call, for speed.
new = tuple.__new__


def read_simple(text: str, line: int, pattern: re.Pattern[str] = FLUSH) -> list[tuple[str, Node]] | None:
    """Parse the names and values of a text that starts at ``line`` of its file; None if it is not that simple.

    ``pattern`` matches its lines. A name given twice stands there twice; each stands on its value's line.
    """
    matches = pattern.findall(text)
    if len(matches) <= text.count("\n") or not text.replace("\n", "").isprintable():
        return None
    entries: list[tuple[str, Node]] = []
    for number, (name, plain, items, double, single) in enumerate(matches, line):
        if plain:
            entries.append((name, new(Text, (plain, number, ""))))
        elif items:
            listed = tuple([new(Text, (item.strip(), number, "")) for item in items.split(",")])
            entries.append((name, new(Items, (listed, number))))
        else:
            entries.append((name, new(Text, (double or single, number, ""))))
    return entries


def as_table(simple: list[tuple[str, Node]], line: int) -> Table:
    """Return the table that the YAML parser would return."""
    return Table(tuple((Text(name, node.line), node) for name, node in simple), line)


# Values formatted so that YAML reads them back unchanged, quoted only if necessary.


SCALAR_LINE = re.compile(r"(?P<name>[\w-]+)[ \t]*:[ \t]*(?P<value>\S.*)")
QUOTED = re.compile(r"(?P<mark>[\"'])(?P<inside>[^\"']*)(?P=mark)?")


def scalar(text: str, around: str = "{}") -> str:
    """Format a text for YAML: plain if it is read back unchanged, else in quotes; ``around`` is its context."""
    for form in (text, "'" + text.replace("'", "''") + "'"):
        try:
            node = parse_yaml("name: " + around.replace("{}", form))
        except YamlError:
            continue
        if _only_text(node) == text:
            return form
    return json.dumps(text, ensure_ascii=False)


def quoted_for_hint(text: str, around: str = "{}") -> str:
    """Format a text for YAML in a hint, which is itself in single quotes."""
    form = scalar(text, around)
    return f'"{text}"' if form.startswith("'") and not set(text) & set('"\\') else form


def readable(line: str) -> str:
    """Return a hint with a line ``name: value`` as YAML would read it; empty if none can be given."""
    match = SCALAR_LINE.fullmatch(line.strip())
    if not match:
        return ""
    for form in _forms(match["value"]):
        try:
            node = parse_yaml(f"{match['name']}: {form}")
        except YamlError:
            continue
        if isinstance(node, Table) and len(node.entries) == 1 and isinstance(node.entries[0][1], (Text, Items)):
            return f"write '{match['name']}: {form}'"
    return ""


def _forms(value: str) -> Iterator[str]:
    """Yield what a value may have meant, the likeliest first."""
    if value.startswith("[") and "]" not in value:
        yield f"{value.rstrip(' ,')}]"
    quoted = QUOTED.fullmatch(value)
    # An unclosed quotation mark may be an apostrophe.
    if quoted and not value.endswith(quoted["mark"] * 2) and (quoted["mark"] == '"' or value.endswith("'")):
        yield quoted_for_hint(quoted["inside"].strip())
    yield quoted_for_hint(value)


def _only_text(node: Node | None) -> str | None:
    """Return the text of the only entry of a table, even if it is in a list."""
    node_value = node.entries[0][1] if isinstance(node, Table) and len(node.entries) == 1 else None
    if isinstance(node_value, Items) and len(node_value.items) == 1:
        node_value = node_value.items[0]
    return node_value.value if isinstance(node_value, Text) else None
