"""What a host would say of a project before it has built it: its own settings, the navigation, the plugin."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from foresite.problems import Code, Problem
from foresite.reading.configuration import Configuration
from foresite.reading.host_settings import Found, check_settings
from foresite.reading.navigation import check_navigation, missing_plugin
from foresite.settings import Settings


def check_host(
    configuration: Configuration,
    settings: Settings,
    pages: Iterable[str],
    problems: Iterable[Problem],
    *,
    marked: bool,
    withheld: Collection[str] = (),
) -> list[Found]:
    """Everything of that kind. ``pages`` are paths within the docs folder.

    ``problems`` say which files could not be read, and ``marked`` whether a page has something that only the plugin
    can read; ``withheld`` are the pages that are left out of the site.
    """
    found = check_settings(configuration, settings.root)
    folder = f"{settings.relative(settings.docs)}/"
    unread = {
        problem.place.path.removeprefix(folder)
        for problem in problems
        if problem.code in (Code.BAD_FILE, Code.NOT_UTF8) and problem.place.path.startswith(folder)
    }
    if not any(each.setting == "nav" for each in found):
        found += check_navigation(configuration, settings, list(pages), unread, withheld)
    if marked and not any(each.setting == "plugins" for each in found):
        found += missing_plugin(configuration, settings.root)
    return found
