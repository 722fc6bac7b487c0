"""Check the navigation of ``mkdocs.yml``, and everything else that a host would report before it builds."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pathspec

from foresite.model.problems import Code, Place, Problem, nearest
from foresite.model.settings import Settings
from foresite.parsing.configuration import Configuration
from foresite.parsing.host_settings import OURS, VALIDATED, HostSettings, SettingFault, check_settings
from foresite.parsing.links import DATA
from foresite.parsing.yaml import Items, Node, Table, Text

# The navigation of `mkdocs.yml`, compared with the existing pages.


INDEXES = ("index", "README")
ADD_NO_PAGES = frozenset(
    (OURS, "search", "offline", "privacy", "optimize", "minify", "meta", "info", "typeset", "social", "glightbox",
     "redirects", "macros", "table-reader", "git-revision-date-localized", "git-revision-date", "git-authors", "rss",
     "tags", "include-markdown", "exclude-search", "htmlproofer")
)  # fmt: skip
"""Plugins that neither add pages nor change the navigation; others may do so during the build."""
MAX_NAV_ENTRIES = 10_000
"""More entries than any navigation has; with aliases, a short file can stand for a huge tree."""


class NavigationEntry(NamedTuple):
    """A page or address that the navigation names."""

    target: str
    node: Text


def is_certain(host: HostSettings) -> bool:
    """Check whether all pages are known before the build: no hook and no plugin can add any."""
    names = (name.rpartition("/")[2] for name in _names(host.node("plugins")))
    return host.node("hooks") is None and ADD_NO_PAGES.issuperset(names)


def check_navigation(
    configuration: Configuration,
    settings: Settings,
    pages: Collection[str],
    unread: Collection[str] = (),
    excluded: Collection[str] = (),
) -> Iterator[SettingFault]:
    """Yield mismatches between the navigation and the pages, given by their paths.

    ``unread`` are pages that are there, and that have problems of their own; ``excluded`` those that are left out of
    the site, whose entries a host leaves out as well.
    """
    host = HostSettings(configuration, settings.root)
    yield from _hidden_twins(settings, pages, excluded)
    yield from _missing_sections(host, settings)
    if not is_certain(host):
        return
    existing = {*pages, *unread, *excluded}
    if (
        existing
        and settings.docs != settings.root
        and not any(posixpath.splitext(page)[0] in INDEXES for page in existing)
    ):
        docs = settings.relative(settings.docs)
        message = "no page 'index.md' in the docs folder, expected the page with which the site begins"
        yield SettingFault("", Problem(Place(docs, 1), Code.BAD_FILE, message), dead=".")
    levels = levels_of(host)
    targets = set()
    for entry in _entries(host.node("nav"), [MAX_NAV_ENTRIES]):
        target = entry.target
        if "nav.absolute_links:relative_to_docs" in levels:
            target = target.lstrip("/")
        targets.add(posixpath.normpath(target))
        try:
            parts = urlsplit(target)
        except ValueError:
            continue
        if parts.scheme or parts.netloc or target in existing:
            continue
        place = host.place("nav", entry.node)
        if target.startswith("/"):
            if "nav.absolute_links" in levels:
                message = f"the navigation leads to '{target}', expected a page of the docs folder"
                hint = nearest(target.lstrip("/"), existing)
                yield SettingFault("nav", Problem(place, Code.BROKEN_LINK, message, hint))
        elif (target not in DATA and not (settings.docs / target).is_file()) or target.endswith((".md", ".markdown")):
            message = f"no page '{target}' in the docs folder, expected one for 'nav'"
            yield SettingFault("nav", Problem(place, Code.BROKEN_LINK, message, nearest(target, existing)), dead=target)
    if "nav.omitted_files" in levels and targets:
        expected = pathspec.gitignore.GitIgnoreSpec.from_lines(host.text("not_in_nav").splitlines())
        for page in sorted(pages):
            if page not in targets and not expected.match_file(page):
                place = Place(settings.relative(settings.docs / page), 1)
                message = "the page is not in 'nav', expected it in 'nav' or 'not_in_nav'"
                yield SettingFault("nav", Problem(place, Code.BAD_SETTING, message))


def _missing_sections(host: HostSettings, settings: Settings) -> Iterator[SettingFault]:
    """Yield faults for sections named in 'footer_nav' that the navigation lacks."""
    node = host.node("nav")
    if not isinstance(node, Items):
        return
    titles = [key.value for item in node.items if isinstance(item, Table) for key, _ in item.entries]
    for title in settings.footer_nav:
        if title not in titles:
            message = f"'nav' has no section '{title}' at its top, expected one for 'footer_nav'"
            yield SettingFault(
                "footer_nav", Problem(host.place("nav"), Code.BAD_SETTING, message, nearest(title, titles))
            )


def _hidden_twins(settings: Settings, pages: Collection[str], excluded: Collection[str]) -> Iterator[SettingFault]:
    """Yield faults for pages that a host leaves out because another has the same address."""
    for page in sorted(excluded):
        folder, name = posixpath.split(page)
        index = posixpath.join(folder, f"{INDEXES[0]}.md")
        if name == f"{INDEXES[1]}.md" and index in pages:
            place = Place(settings.relative(settings.docs / page), 1)
            message = f"the page has the same address as '{index}', expected another name for one of them"
            yield SettingFault("addresses", Problem(place, Code.TAKEN_ADDRESS, message))


def levels_of(host: HostSettings) -> frozenset[str]:
    """Return what MkDocs warns of, such as ``nav.not_found``; a value other than a level follows a colon."""
    node = host.node("validation")
    validation = {key.value: value for key, value in node.entries} if isinstance(node, Table) else {}
    warnings = set()
    for group, keys in VALIDATED.items():
        inner = validation.get(group)
        own = {key.value: value for key, value in inner.entries} if isinstance(inner, Table) else {}
        for key, default in keys.items():
            value = own.get(key, validation.get(key))
            level = value.value if isinstance(value, Text) else default
            if level == "warn":
                warnings.add(f"{group}.{key}")
            elif level not in ("info", "ignore"):
                warnings.add(f"{group}.{key}:{level}")
    return frozenset(warnings)


def missing_plugin(configuration: Configuration, root: Path) -> Iterator[SettingFault]:
    """Yield the fault that the plugin is not listed although pages need it."""
    host = HostSettings(configuration, root)
    names = [name.rpartition("/")[2] for name in _names(host.node("plugins"))]
    if OURS not in names and not nearest(OURS, names):
        message = f"the plugin '{OURS}' is missing, expected it under 'plugins', for pages hold blocks or macro calls"
        yield SettingFault("plugins", Problem(host.place("plugins"), Code.BAD_SETTING, message, f"write '- {OURS}'"))


def _names(node: Node | None) -> Iterator[str]:
    for item in node.items if isinstance(node, Items) else (node,):
        if isinstance(item, Text):
            yield item.value
        elif isinstance(item, Table):
            yield from (key.value for key, _ in item.entries)


def _entries(node: Node | None, budget: list[int]) -> Iterator[NavigationEntry]:
    budget[0] -= 1
    if budget[0] < 0:
        return
    match node:
        case Text() if node.value:
            yield NavigationEntry(node.value, node)
        case Items():
            for item in node.items:
                yield from _entries(item, budget)
        case Table():
            for _, value in node.entries:
                yield from _entries(value, budget)


# What a host would report before a build: mistakes in its own settings, the navigation, the plugin.


def check_host(
    configuration: Configuration,
    settings: Settings,
    pages: Iterable[str],
    problems: Iterable[Problem],
    *,
    marked: bool,
    excluded: Collection[str] = (),
) -> list[SettingFault]:
    """Return everything a host would report before a build. ``pages`` are paths within the docs folder.

    ``problems`` say which files could not be read, and ``marked`` whether a page has something that only the plugin
    can read; ``excluded`` are the pages that are left out of the site.
    """
    faults = check_settings(configuration, settings.root)
    folder = f"{settings.relative(settings.docs)}/"
    unread = {
        problem.place.path.removeprefix(folder)
        for problem in problems
        if problem.code in (Code.BAD_FILE, Code.NOT_UTF8) and problem.place.path.startswith(folder)
    }
    if not any(fault.setting == "nav" for fault in faults):
        faults += check_navigation(configuration, settings, list(pages), unread, excluded)
    if marked and not any(fault.setting == "plugins" for fault in faults):
        faults += missing_plugin(configuration, settings.root)
    return faults
