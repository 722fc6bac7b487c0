"""Read ``mkdocs.yml`` with its lines: what it says of the host, the site and the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from foresite.model.problems import Code, Place, Problem, nearest
from foresite.parsing.files import decode_utf8, read_regular
from foresite.parsing.options import given_once
from foresite.parsing.yaml import Items, Node, Table, Text, YamlError, kind, parse_yaml

# `mkdocs.yml` with the files that it inherits from, as nodes that know where they stand.


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
        text = decode_utf8(read_regular(path), name)
        return (None, text) if isinstance(text, Problem) else (parse_yaml(text, aliases=True), None)
    except YamlError as error:
        message = f"YAML cannot read this: {error}, expected valid YAML"
        return None, Problem(Place(name, error.line), Code.BAD_YAML, message, error.hint)


def _missing(path: Path, name: str, asking: Place, error: OSError) -> Problem:
    """That a file cannot be read, at the place that asks for it."""
    if asking.path == name:
        return Problem(asking, Code.BAD_FILE, f"the file cannot be read ({error.strerror}), expected a readable file")
    message = f"'{INHERIT}' leads to '{name}', which cannot be read ({error.strerror}), expected a file of settings"
    others = (
        [file.name for file in path.parent.glob("*.y*ml") if file != path and file.is_file()]
        if path.parent.is_dir()
        else []
    )
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


# What `mkdocs.yml` tells MkDocs, as far as it matters away from it: the order of pages, Markdown's extensions.


MOST = 10_000
"""More entries than any navigation has; with aliases, a short file can stand for a huge tree."""
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Host:
    """The host's own settings."""

    navigation: tuple[str, ...] = ()
    """The pages in the order in which readers find them."""
    extensions: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    """Markdown's extensions with their plain options; values that are code are left out."""
    site: str = "site"
    """The folder of the finished site, as written."""


def read_host(mkdocs_yml: Path) -> Host:
    """Read the host's settings; what cannot be read is left out, and is reported with the project's own."""
    root = read_configuration(mkdocs_yml).root
    entries = {key.value: node for key, node in root.entries} if isinstance(root, Table) else {}
    pages = dict.fromkeys(pages_of(entries.get("nav")))
    extensions = MappingProxyType(dict(named_with_options(entries.get("markdown_extensions"))))
    site = entries.get("site_dir")
    return Host(tuple(pages), extensions, site.value if isinstance(site, Text) and site.value else "site")


def pages_of(nav: Node | None) -> Iterator[str]:
    """What a navigation names, in order: pages, and addresses of other sites."""
    return _pages(nav, [MOST])


def _pages(node: Node | None, budget: list[int]) -> Iterator[str]:
    budget[0] -= 1
    if budget[0] < 0:
        return
    match node:
        case Text():
            yield node.value
        case Items():
            for item in node.items:
                yield from _pages(item, budget)
        case Table():
            for _, value in node.entries:
                yield from _pages(value, budget)


def named_with_options(node: Node | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The names of a list of extensions or plugins, each with its plain options."""
    for item in node.items if isinstance(node, Items) else ():
        if isinstance(item, Text):
            yield item.value, {}
        elif isinstance(item, Table):
            for name, options in item.entries:
                given = options.entries if isinstance(options, Table) else ()
                # A tag that names code leaves an empty text.
                plain = ((key.value, value) for key, value in given if isinstance(value, Text) and value.value)
                yield name.value, {key: _plain(value) for key, value in plain}


def _plain(value: Text) -> Any:
    return TRUTHS.get(value.value.lower(), int(value.value) if value.value.isdecimal() else value.value)


# What MkDocs's own settings say of the site itself: its name, author, language and address.


WEB = re.compile(r"https?://[^\s/<>\"]+[^\s<>\"]*", re.IGNORECASE)
"""An address on the web."""
TEXTS = {"name": "site_name", "author": "site_author", "description": "site_description"}


def site(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``Settings`` that ``mkdocs.yml`` fills, from the file as read or from MkDocs's configuration.

    What is missing, or has another form than MkDocs wants, is left out: MkDocs itself reports it.
    """
    found = {field: _text(given.get(name)) for field, name in TEXTS.items()}
    theme = given.get("theme")
    found["language"] = _text(theme.get("language")) if isinstance(theme, Mapping) else ""
    found["url"] = _root(given.get("site_url"))
    fields: dict[str, Any] = {field: text for field, text in found.items() if text}
    for name in ("exclude_docs", "draft_docs"):
        # MkDocs itself has made patterns of them, and says of the others what is wrong.
        if isinstance(patterns := given.get(name), str):
            fields[name] = patterns
    if str(given.get("use_directory_urls")).lower() == "false":
        fields["directory_urls"] = False
    return fields


def _root(value: object) -> str:
    """The root of a site, with a slash at its end; empty where the value is not an address on the web."""
    text = _text(value)
    return f"{text.rstrip('/')}/" if WEB.fullmatch(text) else ""


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


# Where the pages of a project are edited: in its repository, which `mkdocs.yml` or the CI's environment names.


BRANCH = "main"
"""The branch that is edited where nothing says which one the site is built from."""
EDITORS = {"github.com": "edit", "gitlab.com": "-/edit"}
"""The part of an address that opens a file for editing, by host; both go to the line that ``#L`` names."""


def edit_root(given: Mapping[str, Any], environment: Mapping[str, str], docs: Path) -> str:
    """The address to which a page's path below the docs folder is added; empty where there is none.

    ``given`` is ``mkdocs.yml``, whose ``repo_url`` and ``edit_uri`` mean what they mean to MkDocs: the
    second starts from the first, and is empty where nobody is to edit. Without them, GitHub's and
    GitLab's variables are looked for.
    """
    repository = _address(given.get("repo_url"))
    built, editor, branch = _built(environment)
    if "edit_uri" in given:
        return _joined(repository or built, given["edit_uri"])
    if repository and repository != built:
        built, editor, branch = repository, EDITORS.get(urlsplit(repository).hostname or "", ""), BRANCH
    if not (built and editor):
        return ""
    return "/".join((built, editor, quote(branch), *map(quote, docs.relative_to(_top(docs)).parts), ""))


def _joined(repository: str, way: object) -> str:
    """The way to the editor, from the repository's address on, as MkDocs joins the two."""
    if not (isinstance(way, str) and way):
        return ""
    address = urljoin(repository if way.startswith(("?", "#")) else f"{repository}/", way)
    return address if WEB.fullmatch(address) else ""


def _built(environment: Mapping[str, str]) -> tuple[str, str, str]:
    """The repository that is being built, the way to its editor, and its branch; a proposal's is the one it is for."""
    if server := environment.get("GITHUB_SERVER_URL"):
        pushed = environment.get("GITHUB_REF_NAME") if environment.get("GITHUB_REF_TYPE") != "tag" else ""
        branch = environment.get("GITHUB_BASE_REF") or pushed or BRANCH
        return _address(f"{server}/{environment.get('GITHUB_REPOSITORY', '')}"), "edit", branch
    names = ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_COMMIT_BRANCH", "CI_DEFAULT_BRANCH")
    branch = next((environment[name] for name in names if environment.get(name)), BRANCH)
    return _address(environment.get("CI_PROJECT_URL")), "-/edit", branch


def _address(value: object) -> str:
    """A repository's address as its host prints it; empty where the value is none."""
    text = value.strip().rstrip("/").removesuffix(".git") if isinstance(value, str) else ""
    return text if WEB.fullmatch(text) else ""


def _top(folder: Path) -> Path:
    """The folder of the repository that a folder is in; without one, the folder above it."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder.parent)
