"""Read ``mkdocs.yml`` with its lines: settings of the host, the site and the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from foresite.model.problems import Code, Place, Problem, nearest
from foresite.parsing.files import decode_utf8, read_regular
from foresite.parsing.options import entries_by_name
from foresite.parsing.yaml import Items, Node, Table, Text, YamlError, kind, parse_yaml

# `mkdocs.yml` with the files that it inherits from, as nodes that know their lines.


INHERIT = "INHERIT"
"""MkDocs's setting for the file from which this one inherits."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A site's settings as its files define them.

    As in MkDocs, a file's own settings override those it inherits; mappings are merged, all else is replaced.
    """

    name: str
    """The first file's name, as used in problems."""
    root: Node | None
    files: Mapping[str, Path]
    """Every file by its name in problems, each before the one that it inherits from."""
    problems: tuple[Problem, ...]
    """Unreadable files and repeated settings."""
    homes: Mapping[int, tuple[Text, str]]
    """Each name's node and file, by the node's identity; holding the node keeps the identity unique."""

    def entry(self, name: str) -> tuple[Place, Node | None]:
        """Return a setting with its place; None if it is not set."""
        entries = ((self.place(key), node) for key, node in _entries(self.root) if key.value == name)
        return next(entries, (Place(self.name, 1), None))

    def place(self, name: Text) -> Place:
        """Return the place of a name."""
        return Place(self.homes[id(name)][1], name.line)


def read_configuration(mkdocs_yml: Path) -> Configuration:
    """Read the settings of a site; nothing in them is run. Never raises."""
    levels: list[Node | None] = []
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    homes: dict[int, tuple[Text, str]] = {}
    first_file = Path(os.path.normpath(mkdocs_yml))
    file: Path | None = first_file
    reference_place = Place(mkdocs_yml.name, 1)
    while file:
        name = Path(os.path.relpath(file, first_file.parent)).as_posix()
        try:
            node, problem = _read(file, name)
        except OSError as error:
            node, problem = None, _unreadable_file(file, name, reference_place, error)
        problems += [problem] if problem else []
        if files and not problem and kind(node) not in ("a mapping", "empty"):
            message = f"'{INHERIT}' leads to '{name}', which holds {kind(node)}, expected a mapping of settings"
            problems.append(Problem(reference_place, Code.BAD_SETTING, message))
            node = None
        files[name] = file
        homes |= {id(key): (key, name) for key in _names(node)}
        problems += _repeated_settings(node, name)
        levels.append(_last_of_each(node))
        inherited = next((value for key, value in reversed(_entries(node)) if key.value == INHERIT), None)
        file = None
        if inherited is None:
            continue
        reference_place = Place(name, inherited.line)
        if not isinstance(inherited, Text) or kind(inherited) != "a text":
            if kind(inherited):
                message = f"'{INHERIT}' is {kind(inherited)}, expected the path of a file of settings"
                problems.append(Problem(reference_place, Code.BAD_SETTING, message))
            continue
        file = Path(os.path.normpath(files[name].parent / inherited.value))
        if file in files.values():
            circle = (
                "itself" if file == files[name] else f"'{Path(os.path.relpath(file, first_file.parent)).as_posix()}'"
            )
            message = f"'{INHERIT}' leads back to {circle}, expected a file that does not inherit from this one"
            problems.append(Problem(reference_place, Code.BAD_SETTING, message))
            file = None
    root = reduce(lambda inherited, own: _merge(own, inherited), reversed(levels))
    return Configuration(mkdocs_yml.name, root, files, tuple(problems), homes)


def _read(path: Path, name: str) -> tuple[Node | None, Problem | None]:
    try:
        text = decode_utf8(read_regular(path), name)
        return (None, text) if isinstance(text, Problem) else (parse_yaml(text, aliases=True), None)
    except YamlError as error:
        message = f"YAML cannot read this: {error}, expected valid YAML"
        return None, Problem(Place(name, error.line), Code.BAD_YAML, message, error.hint)


def _unreadable_file(path: Path, name: str, reference_place: Place, error: OSError) -> Problem:
    """Return the problem of an unreadable file, at the place that refers to it."""
    if reference_place.path == name:
        return Problem(
            reference_place, Code.BAD_FILE, f"the file cannot be read ({error.strerror}), expected a readable file"
        )
    message = f"'{INHERIT}' leads to '{name}', which cannot be read ({error.strerror}), expected a file of settings"
    siblings = (
        [file.name for file in path.parent.glob("*.y*ml") if file != path and file.is_file()]
        if path.parent.is_dir()
        else []
    )
    return Problem(reference_place, Code.BAD_FILE, message, nearest(path.name, siblings))


def _entries(node: Node | None) -> tuple[tuple[Text, Node], ...]:
    return node.entries if isinstance(node, Table) else ()


def _names(node: Node | None) -> Iterator[Text]:
    """Yield the names of a file down to the depth that our settings need, since aliases can nest without end."""
    for key, setting in _entries(node):
        yield key
        for part in _parts(setting):
            for name, value in _entries(part):
                yield name
                for inner, option in _entries(value):
                    yield inner
                    yield from (last for last, _ in _entries(option))


def _repeated_settings(node: Node | None, name: str) -> list[Problem]:
    """Return problems for settings given twice, of which YAML silently takes the last."""
    if not isinstance(node, Table):
        return []
    return [fault.within(name) for fault in entries_by_name(node)[1]]


def _last_of_each(node: Node | None) -> Node | None:
    if not isinstance(node, Table):
        return node
    return Table(tuple({key.value: (key, value) for key, value in node.entries}.values()), node.line)


def _parts(node: Node) -> tuple[Node, ...]:
    """Return the members of a list; any other node is returned alone."""
    return node.items if isinstance(node, Items) else (node,)


def _merge(own: Node | None, inherited: Node | None) -> Node | None:
    """Merge two files' settings in the order of MkDocs: first the keys that are inherited, then those of one's own."""
    if not (isinstance(own, Table) and isinstance(inherited, Table)):
        return own or inherited
    merged = {key.value: (key, node) for key, node in inherited.entries}
    for key, node in own.entries:
        _, inherited_node = merged.get(key.value, (key, None))
        merged[key.value] = key, _merge(node, inherited_node) or node
    return Table(tuple(merged.values()), own.line)


# MkDocs's own settings that matter outside it: the order of pages, Markdown's extensions.


MAX_NAV_ENTRIES = 10_000
"""More entries than any navigation has; with aliases, a short file can stand for a huge tree."""
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Host:
    """The host's own settings."""

    navigation: tuple[str, ...] = ()
    """The pages in the order of the navigation."""
    sections: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The titles at the top of the navigation, with the pages below each."""
    extensions: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    """Markdown's extensions with their plain options; values that are code are left out."""
    site: str = "site"
    """The folder of the finished site, as written."""


def read_host(mkdocs_yml: Path) -> Host:
    """Read the host's settings; unreadable ones are left out here, and reported with the project's own."""
    root = read_configuration(mkdocs_yml).root
    entries = {key.value: node for key, node in root.entries} if isinstance(root, Table) else {}
    pages = dict.fromkeys(pages_of(entries.get("nav")))
    extensions = MappingProxyType(dict(named_with_options(entries.get("markdown_extensions"))))
    site = entries.get("site_dir")
    return Host(
        tuple(pages),
        MappingProxyType(dict(_sections(entries.get("nav")))),
        extensions,
        site.value if isinstance(site, Text) and site.value else "site",
    )


def _sections(nav: Node | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    for item in nav.items if isinstance(nav, Items) else ():
        for title, below in item.entries if isinstance(item, Table) else ():
            yield title.value, tuple(pages_of(below))


def pages_of(nav: Node | None) -> Iterator[str]:
    """Yield the targets of a navigation, in order: pages, and addresses of other sites."""
    return _pages(nav, [MAX_NAV_ENTRIES])


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
    """Yield the names of a list of extensions or plugins, each with its plain options."""
    for item in node.items if isinstance(node, Items) else ():
        if isinstance(item, Text):
            yield item.value, {}
        elif isinstance(item, Table):
            for name, options in item.entries:
                entries = options.entries if isinstance(options, Table) else ()
                # A value with a tag that names code is an empty text.
                plain = ((key.value, value) for key, value in entries if isinstance(value, Text) and value.value)
                yield name.value, {key: _plain_option(value) for key, value in plain}


def _plain_option(value: Text) -> Any:
    return TRUTHS.get(value.value.lower(), int(value.value) if value.value.isdecimal() else value.value)


# The site's name, author, language and address in MkDocs's own settings.


WEB = re.compile(r"https?://[^\s/<>\"]+[^\s<>\"]*", re.IGNORECASE)
"""An address on the web."""
TEXTS = {"name": "site_name", "author": "site_author", "description": "site_description"}


def site(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of ``Settings`` that ``mkdocs.yml`` fills, from the file or from MkDocs's configuration.

    Missing settings and those of the wrong type are left out, since MkDocs itself reports them.
    """
    texts = {field: _text(configuration.get(name)) for field, name in TEXTS.items()}
    theme = configuration.get("theme")
    texts["content_language"] = _text(theme.get("language")) if isinstance(theme, Mapping) else ""
    texts["direction"] = _text(theme.get("direction")) if isinstance(theme, Mapping) else ""
    texts["url"] = _site_root(configuration.get("site_url"))
    fields: dict[str, Any] = {field: text for field, text in texts.items() if text}
    for name in ("exclude_docs", "draft_docs"):
        # In MkDocs's configuration they are patterns already, and MkDocs reports values of the wrong type.
        if isinstance(patterns := configuration.get(name), str):
            fields[name] = patterns
    if str(configuration.get("use_directory_urls")).lower() == "false":
        fields["directory_urls"] = False
    return fields


def _site_root(value: object) -> str:
    """Return the root of a site, with a final slash; empty if the value is not an address on the web."""
    text = _text(value)
    return f"{text.rstrip('/')}/" if WEB.fullmatch(text) else ""


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


# The address for editing pages: in the repository named by `mkdocs.yml` or the CI's environment.


BRANCH = "main"
"""The branch to edit if the site's branch is unknown."""
EDITORS = {"github.com": "edit", "gitlab.com": "-/edit"}
"""The part of an address that opens a file for editing, by host; both go to the line that ``#L`` names."""


def edit_root(configuration: Mapping[str, Any], environment: Mapping[str, str], docs: Path) -> str:
    """Return the address to which a page's path below the docs folder is appended; empty if there is none.

    ``configuration`` is ``mkdocs.yml``, whose ``repo_url`` and ``edit_uri`` mean what they mean to MkDocs: the
    second starts from the first, and is empty where nobody is to edit. Without them, GitHub's and
    GitLab's variables are looked for.
    """
    repository = _repository_address(configuration.get("repo_url"))
    built, editor, branch = _built_repository(environment)
    if "edit_uri" in configuration:
        return _join_edit_uri(repository or built, configuration["edit_uri"])
    if repository and repository != built:
        built, editor, branch = repository, EDITORS.get(urlsplit(repository).hostname or "", ""), BRANCH
    if not (built and editor):
        return ""
    return "/".join((built, editor, quote(branch), *map(quote, docs.relative_to(_repository_root(docs)).parts), ""))


def _join_edit_uri(repository: str, edit_uri: object) -> str:
    """Return the address of the editor, joined with the repository's address as in MkDocs."""
    if not (isinstance(edit_uri, str) and edit_uri):
        return ""
    address = urljoin(repository if edit_uri.startswith(("?", "#")) else f"{repository}/", edit_uri)
    return address if WEB.fullmatch(address) else ""


def _built_repository(environment: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the repository being built, its edit path and its branch; for a proposal, the target branch."""
    if server := environment.get("GITHUB_SERVER_URL"):
        pushed = environment.get("GITHUB_REF_NAME") if environment.get("GITHUB_REF_TYPE") != "tag" else ""
        branch = environment.get("GITHUB_BASE_REF") or pushed or BRANCH
        return _repository_address(f"{server}/{environment.get('GITHUB_REPOSITORY', '')}"), "edit", branch
    names = ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_COMMIT_BRANCH", "CI_DEFAULT_BRANCH")
    branch = next((environment[name] for name in names if environment.get(name)), BRANCH)
    return _repository_address(environment.get("CI_PROJECT_URL")), "-/edit", branch


def _repository_address(value: object) -> str:
    """Return a repository's address as its host prints it; empty if the value is not one."""
    text = value.strip().rstrip("/").removesuffix(".git") if isinstance(value, str) else ""
    return text if WEB.fullmatch(text) else ""


def _repository_root(folder: Path) -> Path:
    """Return the root of the repository that contains a folder; without one, the folder's parent."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder.parent)
