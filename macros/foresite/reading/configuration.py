"""``mkdocs.yml`` with the files that it inherits from, as nodes that know where they stand."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from foresite.problems import Code, Place, Problem, nearest
from foresite.reading.nodes import Items, Node, Table, Text, YamlError, kind, parse_yaml
from foresite.reading.options import given_once
from foresite.reading.text import decode

INHERIT = "INHERIT"
"""The setting by which MkDocs names a file that has what this one does not say."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A site's settings as its files give them.

    As MkDocs has it, what a file says itself counts before what it inherits; mappings are merged, all else is replaced.
    """

    name: str
    """The first file, as problems name it."""
    root: Node | None
    files: Mapping[str, Path]
    """Every file by the name that problems give it, each before the one that it inherits from."""
    problems: tuple[Problem, ...]
    """Why one of them could not be read, and what is given twice."""
    homes: Mapping[int, tuple[Text, str]]
    """The file of each name, by the identity of its node, which is kept here with it."""

    def entry(self, name: str) -> tuple[Place, Node | None]:
        """A setting with its place; None where it is not given."""
        found = ((self.place(key), node) for key, node in _entries(self.root) if key.value == name)
        return next(found, (Place(self.name, 1), None))

    def place(self, name: Text) -> Place:
        """Where a name stands."""
        return Place(self.homes[id(name)][1], name.line)


def read_configuration(mkdocs_yml: Path) -> Configuration:
    """Read the settings of a site; nothing in them is run. Never raises."""
    root: Node | None = None
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    homes: dict[int, tuple[Text, str]] = {}
    top = Path(os.path.normpath(mkdocs_yml))
    asked: Path | None = top
    asking = Place(mkdocs_yml.name, 1)
    while asked:
        name = Path(os.path.relpath(asked, top.parent)).as_posix()
        try:
            node, problem = _read(asked, name)
        except OSError as error:
            node, problem = None, _missing(asked, name, asking, error)
        problems += [problem] if problem else []
        if files and not problem and kind(node) not in ("a mapping", "empty"):
            message = f"'{INHERIT}' leads to '{name}', which holds {kind(node)}, expected a mapping of settings"
            problems.append(Problem(asking, Code.BAD_SETTING, message))
            node = None
        files[name] = asked
        homes |= {id(key): (key, name) for key in _names(node)}
        problems += _repeated(node, name)
        root = _merged(root, _last_of_each(node))
        inherited = next((value for key, value in reversed(_entries(node)) if key.value == INHERIT), None)
        asked = None
        if inherited is None:
            continue
        asking = Place(name, inherited.line)
        if not isinstance(inherited, Text) or kind(inherited) != "a text":
            if kind(inherited):
                message = f"'{INHERIT}' is {kind(inherited)}, expected the path of a file of settings"
                problems.append(Problem(asking, Code.BAD_SETTING, message))
            continue
        asked = Path(os.path.normpath(files[name].parent / inherited.value))
        if asked in files.values():
            circle = "itself" if asked == files[name] else f"'{Path(os.path.relpath(asked, top.parent)).as_posix()}'"
            message = f"'{INHERIT}' leads back to {circle}, expected a file that does not inherit from this one"
            problems.append(Problem(asking, Code.BAD_SETTING, message))
            asked = None
    return Configuration(mkdocs_yml.name, root, files, tuple(problems), homes)


def _read(path: Path, name: str) -> tuple[Node | None, Problem | None]:
    try:
        text = decode(path.read_bytes(), name)
        return (None, text) if isinstance(text, Problem) else (parse_yaml(text, aliases=True), None)
    except YamlError as error:
        message = f"YAML cannot read this: {error}, expected valid YAML"
        return None, Problem(Place(name, error.line), Code.BAD_YAML, message, error.hint)


def _missing(path: Path, name: str, asking: Place, error: OSError) -> Problem:
    """That a file cannot be read, at the place that asks for it."""
    if asking.path == name:
        return Problem(asking, Code.BAD_FILE, f"the file cannot be read ({error.strerror}), expected a readable file")
    message = f"'{INHERIT}' leads to '{name}', which cannot be read ({error.strerror}), expected a file of settings"
    others = [file.name for file in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
    return Problem(asking, Code.BAD_FILE, message, nearest(path.name, others))


def _entries(node: Node | None) -> tuple[tuple[Text, Node], ...]:
    return node.entries if isinstance(node, Table) else ()


def _names(node: Node | None) -> Iterator[Text]:
    """The names in a file as deep as settings of ours go, lest aliases make a short file endless."""
    for key, setting in _entries(node):
        yield key
        for part in _parts(setting):
            for name, value in _entries(part):
                yield name
                for inner, option in _entries(value):
                    yield inner
                    yield from (last for last, _ in _entries(option))


def _repeated(node: Node | None, name: str) -> list[Problem]:
    """Settings given twice, of which YAML takes the last without a word."""
    if not isinstance(node, Table):
        return []
    return [fault.within(name) for fault in given_once(node)[1]]


def _last_of_each(node: Node | None) -> Node | None:
    if not isinstance(node, Table):
        return node
    return Table(tuple({key.value: (key, value) for key, value in node.entries}.values()), node.line)


def _parts(node: Node) -> tuple[Node, ...]:
    """The members of a list; anything else is its own."""
    return node.items if isinstance(node, Items) else (node,)


def _merged(own: Node | None, inherited: Node | None) -> Node | None:
    if not (isinstance(own, Table) and isinstance(inherited, Table)):
        return own or inherited
    theirs = {key.value: node for key, node in inherited.entries}
    mine = {key.value for key, _ in own.entries}
    merged = tuple((key, _merged(node, theirs.get(key.value)) or node) for key, node in own.entries)
    return Table((*merged, *(entry for entry in inherited.entries if entry[0].value not in mine)), own.line)
