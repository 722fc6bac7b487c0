"""The stylesheets, scripts and pictures that come with Foresite, by the path at which a site serves them.

They are served as they stand, but for the indentation of their lines: no reader needs to load that.
"""

from __future__ import annotations

import re
from importlib.resources import files

INDENTATION = re.compile("^[ \t]+", re.MULTILINE)


def _served(suffix: str, folder: str = "assets") -> dict[str, str]:
    found = sorted(item.name for item in files(__package__).iterdir() if item.name.endswith(suffix))
    return {f"{folder}/{name}": INDENTATION.sub("", (files(__package__) / name).read_text("utf-8")) for name in found}


STYLESHEETS: dict[str, str] = _served(".css")
"""Path to content, in the order in which pages load them."""
SCRIPTS: dict[str, str] = _served(".js")
"""Path to content; pages defer them, and read the same without."""
PICTURES: dict[str, str] = _served(".svg", "assets/images")
"""Path to content; what settings may name as the site's icon."""
