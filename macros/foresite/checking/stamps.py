"""Whether every page of a site was made of the sources as they are.

A host that does not know us may leave us out and say nothing, or take a page from its cache although what
the page shows from elsewhere has changed. So each page that we render for it says what it was made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from foresite.problems import Code, Place, Problem
from foresite.settings import Settings
from foresite.views.addresses import Addresses

STAMP = "data-fs-sources="


def check_stamps(site: Path, settings: Settings, pages: Iterable[str], stamp: str) -> Iterator[Problem]:
    """What is wrong with the pages that the docs folder should have become; ``stamp`` is the right one."""
    addresses = Addresses.of(settings)
    for page in pages:
        file = addresses.file(page)
        try:
            text = (site / file).read_text("utf-8", "replace")
        except OSError:
            wrong = f"the site has no '{file}', expected every page of the docs folder"
        else:
            if f'{STAMP}"{stamp}"' in text:
                continue
            wrong = f"'{file}' was made from other sources, expected the current ones"
            if STAMP not in text:
                wrong = f"'{file}' was not rendered by Foresite, expected its Markdown extension to be used"
        place = Place(settings.relative(settings.docs / page), 1)
        yield Problem(place, Code.STALE_PAGE, wrong, "build the site again, without the host's cache")
