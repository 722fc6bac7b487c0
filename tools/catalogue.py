#!/usr/bin/env python3
"""Collect every message that Foresite says to readers, and bring the catalogues up to date: `make catalogue`.

Messages stand in templates (`_()`, `{% trans %}`) and in Python (`gettext` and its kin, `N_`, `NP_`). Those that a
table declares, such as the labels of options, are taken from the table: what is added there is a message at once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from foresite.language.catalogue import ENDING, FOLDER, TEMPLATE, read_catalogue
from foresite.model.datafiles import DATA_FILES
from foresite.model.fields import KINDS
from foresite.model.likelihood import SCALES
from foresite.model.locators import UNITS
from foresite.model.macros import MACROS
from foresite.model.records import CHANGE_LABELS, VERDICT_LABELS, Grouping, how_many
from foresite.views.cards import named
from foresite.views.counts import THINGS, both
from foresite.views.lists import FILTERS
from foresite.views.quantities import LEADS, LONGEST_LEAD, published_ahead

PACKAGE = FOLDER.parents[1]
METHODS = [
    ("**.py", "python"),
    ("assets/*.js", "javascript"),
    *((f"{folder}/**", "jinja2") for folder in ("render/templates", "pdf/templates", "hosts/mkdocs/theme")),
]
OPTIONS = {
    pattern: {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
    for pattern, method in METHODS
    if method == "jinja2"
}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "N_": None,
    "NN_": (1, 2),
    "NP_": ((1, "c"), 2),
}
HEADERS = re.compile(
    r"^\"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team):.*\n",
    re.MULTILINE,
)
COMMENT = "# Messages of Foresite.\n"
Declared = tuple[str, str | tuple[str, str]]
"""A context, and a message, or its form for one and that for several."""


def declared() -> Iterator[Declared]:
    """Yield the messages that tables declare."""
    for name, kind in KINDS.items():
        yield "kind", kind.label
        yield "kind", kind.label.lower()
        yield "kind", f"{kind.label}s"
        for field in kind.fields.values():
            yield from (("option", label) for label in (field.label, field.facet) if label)
            if kind.generic:
                yield "option", named(field)
        yield from (("link", f"{what} this {name}") for what in ("Link to", "Edit", "Cite"))
    yield "link", "Cite this page"
    for scale in SCALES.values():
        words = (*scale.words(), *scale.no_degree, *scale.confidence, scale.source)
        yield from ((scale.label, word) for word in words)
        yield from ((scale.label, f"{level} confidence") for level in scale.confidence)
    for unit in UNITS.values():
        yield from (("place", f"{sign}%(numbers)s") for sign in unit.signs)
        yield "units", unit.name
        yield "units", unit.plural
    for thing in {*THINGS, *KINDS, *UNITS, *(macro.item_noun for macro in MACROS.values())}:
        yield "number", both(thing)
    yield from (("how many", how_many(label)) for label in (*VERDICT_LABELS.values(), *CHANGE_LABELS.values()))
    yield from (("filter", text) for text in FILTERS.values())
    yield from (("lead", published_ahead(words)) for words in (*(words for _, words in LEADS), LONGEST_LEAD))
    yield from (("grouping", f"no {by.value}") for by in Grouping)
    for file in DATA_FILES:
        yield "file", file.title


def template() -> Catalog:
    """Return the template: every message, with the files in which it stands."""
    catalogue = Catalog(
        project="Foresite", version="1", charset="utf-8", header_comment="# Messages of Foresite.\n", fuzzy=False
    )
    found = extract_from_dir(
        PACKAGE, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for name, _, message, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    for place, text in declared():
        catalogue.add(text, None, [("declared", 0)], context=place)
    return catalogue


def text_of(catalogue: Catalog, *, template: bool = False) -> str:
    """Return a catalogue as a file: without dates, and in the order of the messages, so that only these change it."""
    written = BytesIO()
    write_po(written, catalogue, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    text = HEADERS.sub("", written.getvalue().decode("utf-8"))
    return text.replace(", fuzzy\n", "\n", 1) if template else text


def updated(tag: str, wanted: Catalog) -> str:
    """Return a catalogue with every message; one that is gone is taken out, and none is guessed from one like it."""
    path = FOLDER / f"{tag}{ENDING}"
    before = path.read_text("utf-8")
    catalogue = read_catalogue(before, tag)
    comment = catalogue.header_comment
    catalogue.update(wanted, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.header_comment = comment
    return text_of(catalogue)


def main() -> int:
    """Write the template and the catalogues, and say how much of each is there."""
    wanted = template()
    TEMPLATE.write_text(text_of(wanted, template=True), "utf-8")
    for path in sorted(FOLDER.glob(f"*{ENDING}")):
        text = updated(path.stem, wanted)
        path.write_text(text, "utf-8")
        catalogue = read_catalogue(text, path.stem)
        there = [message for message in catalogue if message.id]
        done = sum(bool(message.string and all(message.string)) for message in there)
        print(f"{path.stem}: {done} of {len(there)} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
