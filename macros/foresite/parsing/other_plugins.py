"""What other plugins of MkDocs read on pages, and which of them cannot do their work beside Foresite."""

from __future__ import annotations

from collections.abc import Collection, Mapping

KEYS: Mapping[str, tuple[str, ...]] = {
    "blog": ("authors", "categories", "date", "links", "pin", "readtime", "slug"),
}
"""Keys of front matter, by the plugin that reads them."""
TEMPLATES: Mapping[str, tuple[str, ...]] = {"blog": ("blog.html", "blog-post.html")}
"""Templates that a plugin gives to pages; the theme has its own of these names."""
CALLS: Mapping[str, tuple[str, ...]] = {
    "table-reader": (
        "pd_read_csv", "pd_read_excel", "pd_read_feather", "pd_read_fwf", "pd_read_json", "pd_read_table",
        "pd_read_yaml", "read_csv", "read_excel", "read_feather", "read_fwf", "read_json", "read_raw", "read_table",
        "read_yaml",
    ),
}  # fmt: skip
"""Names between double braces that a plugin replaces before Foresite sees them, by plugin."""
DELIMITERS = ("j2_variable_start_string", "j2_block_start_string", "j2_comment_start_string")
"""The options of mkdocs-macros that say where its expressions begin; by default it takes ours for its own."""


def short(plugin: str) -> str:
    """Return the name of a plugin without that of the theme it comes with."""
    return plugin.removeprefix("/").removeprefix("material/")


def keys_of(plugins: Collection[str]) -> frozenset[str]:
    """Return the keys of front matter that some of these plugins read."""
    return frozenset(key for plugin in plugins for key in KEYS.get(short(plugin), ()))


def templates_of(plugins: Collection[str]) -> frozenset[str]:
    """Return the templates that some of these plugins give to pages."""
    return frozenset(name for plugin in plugins for name in TEMPLATES.get(short(plugin), ()))


def calls_of(plugins: Collection[str]) -> frozenset[str]:
    """Return the names between double braces that are calls of these plugins."""
    return frozenset(name for plugin in plugins for name in CALLS.get(short(plugin), ()))


def conflict(plugin: str, options: Mapping[str, str]) -> tuple[str, str] | None:
    """Return why a plugin cannot work beside Foresite with these options, and what to do; None where it can."""
    match short(plugin):
        case "i18n":
            message = (
                "the plugin 'i18n' builds each page once for each language, at addresses that no record has, "
                "expected one page for each text"
            )
            return message, "remove it, and write pages of another language with 'lang' in their front matter"
        case "glightbox":
            message = (
                "the plugin 'glightbox' needs code in each page, which the page's own policy blocks, "
                "expected pictures without it"
            )
            return message, "remove it, and link a small picture to the large one"
        case "macros" if options.get("render_by_default", "").lower() != "false":
            if any(options.get(name, "{").startswith("{") for name in DELIMITERS):
                message = "the plugin 'macros' takes '{{ … }}' and '{#id}' for its own, expected other delimiters"
                hint = "see 'Other plugins' in Foresite's documentation for its options"
                return message, hint
    return None
