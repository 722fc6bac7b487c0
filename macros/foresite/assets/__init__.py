"""Load the stylesheets, scripts and pictures of Foresite, by the path at which a site serves them.

They are served unchanged but without indentation and comments, to save bandwidth.
"""

from __future__ import annotations

import re
from importlib.resources import files

from foresite.model.settings import Settings

INDENTATION = re.compile("^[ \t]+", re.MULTILINE)
# Of scripts only whole lines, as code can hold the signs of a comment.
COMMENTS = re.compile(r"^(?://.*|/\*[^\n]*\*/)\n+", re.MULTILINE)
CSS_COMMENTS = re.compile(r"(\"[^\"\n]*\"|'[^'\n]*')|/\*.*?\*/\n*", re.DOTALL)


def _load(suffix: str, folder: str = "assets") -> dict[str, str]:
    names = sorted(item.name for item in files(__package__).iterdir() if item.name.endswith(suffix))
    return {f"{folder}/{name}": INDENTATION.sub("", (files(__package__) / name).read_text("utf-8")) for name in names}


def _served(text: str, path: str) -> str:
    return CSS_COMMENTS.sub(lambda found: found[1] or "", text) if path.endswith(".css") else COMMENTS.sub("", text)


def _all_served(files: dict[str, str]) -> dict[str, str]:
    return {path: _served(text, path) for path, text in files.items()}


_WRITTEN = _load(".css")
_SHARED = _WRITTEN["assets/foresite.css"].partition("/* The page */")[0]
_ALL_STYLESHEETS = _all_served(_WRITTEN)
EMBED = "assets/embed.css"
"""The stylesheet of pages to embed, which no other page loads."""
STYLESHEETS: dict[str, str] = {path: text for path, text in _ALL_STYLESHEETS.items() if path != EMBED}
"""Path to content, in the order in which pages load them."""
OURS = "assets/foresite.css"
"""The stylesheet whose colours settings may change."""
SCRIPTS: dict[str, str] = _all_served(_load(".js"))
"""Path to content; pages defer scripts, and can be read without them."""
FOR_PARTS = {
    "assets/cite.js": "fs-citethis",
    "assets/explore.js": "fs-facets",
    "assets/moved.js": "data-fs-moved",
    "assets/timeline.js": "fs-timeline",
}
"""The scripts that only some pages need, each with the class or attribute of the part that it serves."""
PICTURES: dict[str, str] = _load(".svg", "assets/images")
"""Path to content; settings may choose one as the site's icon."""


def unneeded_scripts(html: str) -> list[str]:
    """Return the paths of our scripts that have nothing to do on a page."""
    return [path for path, part in FOR_PARTS.items() if part not in html]


def without_unneeded_scripts(html: str) -> str:
    """Return a page without the elements that load scripts that it does not need."""
    for path in unneeded_scripts(html):
        html = re.sub(rf'<script\b[^>]*\ssrc="(?:[^"]*/)?{re.escape(path)}"[^>]*></script>\n?', "", html)
    return html


def stylesheets(settings: Settings) -> dict[str, str]:
    """Return the stylesheets of a site with its own colours, and with rules for several languages where it has them."""
    rules = [f":root {{ --fs-link: {settings.link_colour.css} }}"] if settings.link_colour else []
    for number, colour in enumerate(settings.outlook_colours):
        # The frame of each page also uses the first two.
        name = ":root { --fs-%d" if number < 2 else ".fs-outlook--%d { --fs-own"
        rules.append(f"{name % number}: {colour.css} }}")
    if settings.trees:
        rules.append(".fs-languages { font-size: .9em; & a { display: inline-block; padding: .3em } }")
        rules.append("@media print { .fs .fs-languages { display: none } }")
    own = "".join(f"{rule}\n" for rule in rules)
    embed = _served(_SHARED, EMBED) + _ALL_STYLESHEETS[EMBED]
    return STYLESHEETS | {OURS: STYLESHEETS[OURS] + own, EMBED: embed + own}
