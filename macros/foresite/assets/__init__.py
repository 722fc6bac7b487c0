"""The stylesheet that comes with Foresite, by the path at which a site serves it."""

from __future__ import annotations

from importlib.resources import files

STYLESHEETS: dict[str, str] = {
    f"assets/{name}": (files(__package__) / name).read_text("utf-8") for name in ("foresite.css",)
}
