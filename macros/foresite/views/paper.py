"""What stands at the foot of each sheet when a page is printed from a browser.

Browsers that know the margin boxes of CSS Paged Media (https://www.w3.org/TR/css-page-3/#margin-boxes) print
it: Chromium and its kin. The others print a title, an address and numbers of their own.
"""

from __future__ import annotations

import re

from foresite.views.citable import Citable

SPECIAL = re.compile(r"[\"\\<\x00-\x1f\x7f]")


def sheet_foot(own: Citable) -> str:
    """The stylesheet of a page's foot: title and permalink, day of the last change, number of the sheet.

    What all pages have in common stands in ``assets/foresite.css``.
    """
    name = "\n".join(filter(None, (own.target.text, own.url)))
    changed = f"{own.changed.words}\n" if own.changed else ""
    return (
        f"@page{{@bottom-left{{content:{_string(name)};white-space:pre-line}}"
        f'@bottom-right{{content:{_string(changed)}counter(page)" / "counter(pages);white-space:pre-line}}}}'
    )


def _string(text: str) -> str:
    """A string of CSS that can stand in a ``style`` element whatever it says."""
    return '"' + SPECIAL.sub(lambda found: f"\\{ord(found[0]):x} ", text) + '"'
