"""Load the stylesheets, scripts and pictures of Foresite, by the path at which a site serves them.

They are served unchanged but without indentation, to save bandwidth.
"""

from __future__ import annotations

import re
from importlib.resources import files

from foresite.model.settings import Settings

INDENTATION = re.compile("^[ \t]+", re.MULTILINE)


def _load(suffix: str, folder: str = "assets") -> dict[str, str]:
    names = sorted(item.name for item in files(__package__).iterdir() if item.name.endswith(suffix))
    return {f"{folder}/{name}": INDENTATION.sub("", (files(__package__) / name).read_text("utf-8")) for name in names}


_ALL_STYLESHEETS = _load(".css")
EMBED = "assets/embed.css"
"""The stylesheet of pages to embed, which no other page loads."""
STYLESHEETS: dict[str, str] = {path: text for path, text in _ALL_STYLESHEETS.items() if path != EMBED}
"""Path to content, in the order in which pages load them."""
OURS = "assets/foresite.css"
"""The stylesheet whose colours settings may change."""
SCRIPTS: dict[str, str] = _load(".js")
"""Path to content; pages defer scripts, and can be read without them."""
PICTURES: dict[str, str] = _load(".svg", "assets/images")
"""Path to content; settings may choose one as the site's icon."""


def stylesheets(settings: Settings) -> dict[str, str]:
    """Return the stylesheets of a site with its own colours."""
    rules = [f":root {{ --fs-link: {settings.link_colour.css} }}"] if settings.link_colour else []
    for number, colour in enumerate(settings.outlook_colours):
        # The frame of each page also uses the first two.
        name = ":root { --fs-%d" if number < 2 else ".fs-outlook--%d { --fs-own"
        rules.append(f"{name % number}: {colour.css} }}")
    own = "".join(f"{rule}\n" for rule in rules)
    embed = STYLESHEETS[OURS].partition("/* The page */")[0] + _ALL_STYLESHEETS[EMBED]
    return STYLESHEETS | {OURS: STYLESHEETS[OURS] + own, EMBED: embed + own}
