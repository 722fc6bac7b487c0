"""The stylesheets, scripts and pictures that come with Foresite, by the path at which a site serves them.

They are served as they stand, but for the indentation of their lines: no reader needs to load that.
"""

from __future__ import annotations

import re
from importlib.resources import files

from foresite.model.settings import Settings

INDENTATION = re.compile("^[ \t]+", re.MULTILINE)


def _served(suffix: str, folder: str = "assets") -> dict[str, str]:
    found = sorted(item.name for item in files(__package__).iterdir() if item.name.endswith(suffix))
    return {f"{folder}/{name}": INDENTATION.sub("", (files(__package__) / name).read_text("utf-8")) for name in found}


STYLESHEETS: dict[str, str] = _served(".css")
"""Path to content, in the order in which pages load them."""
OURS = "assets/foresite.css"
"""The one whose colours settings may change."""
SCRIPTS: dict[str, str] = _served(".js")
"""Path to content; pages defer them, and read the same without."""
PICTURES: dict[str, str] = _served(".svg", "assets/images")
"""Path to content; what settings may name as the site's icon."""


def stylesheets(settings: Settings) -> dict[str, str]:
    """Return the stylesheets of a site with its own colours."""
    rules = [f":root {{ --fs-link: {settings.link_colour.css} }}"] if settings.link_colour else []
    for number, colour in enumerate(settings.outlook_colours):
        # Those of the first two are also in the frame of each page.
        name = ":root { --fs-%d" if number < 2 else ".fs-outlook--%d { --fs-own"
        rules.append(f"{name % number}: {colour.css} }}")
    return STYLESHEETS | {OURS: STYLESHEETS[OURS] + "".join(f"{rule}\n" for rule in rules)}
