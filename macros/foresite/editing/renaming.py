"""A key of the bibliography renamed: in its entry, in entries that name it, and in the pages."""

from __future__ import annotations

import re
from collections.abc import Collection

from bibtexparser.model import Entry

from foresite.parsing.bibliography.syntax import split_blocks
from foresite.parsing.markdown.code import mask_code

NAMING = ("crossref", "xdata", "xref", "entryset", "related")
"""The fields of an entry that hold keys."""
BARE = re.compile(r"\w+(?:[:.#$%&+?<>~/-]\w+)*")
"""The keys that can be cited without braces."""
CALL = re.compile(r"\{\{[^\n]{,2000}?\}\}")
BOUNDS = r"(?<![\w.:+/@{{'-]){}(?![\w'-]|[.:+/]\w)"


def renamed_in_bibliography(text: str, old: str, new: str) -> str:
    """The text of a bibliography with the key renamed wherever an entry has or names it."""
    pieces, done = [], 0
    for block in split_blocks(text):
        raw = block.raw or ""
        start = text.find(raw, done) if raw and isinstance(block, Entry) else -1
        if start < 0 or not isinstance(block, Entry):
            continue
        pieces += [text[done:start], _entry(block, raw, old, new)]
        done = start + len(raw)
    return "".join((*pieces, text[done:]))


def _entry(entry: Entry, raw: str, old: str, new: str) -> str:
    if entry.key.strip() == old:
        head = re.compile(rf"(@\s*\w+\s*[{{(]\s*){re.escape(old)}(?=\s*,)")
        raw = head.sub(lambda found: found[1] + new, raw, count=1)
    for name in NAMING:
        field = re.compile(rf"(\b{name}\s*=\s*[{{\"])([^{{}}\"]*)", re.IGNORECASE)
        raw = field.sub(lambda found: found[1] + _keys(found[2], old, new), raw)
    return raw


def _keys(listed: str, old: str, new: str) -> str:
    """A list of keys, the spaces around them kept."""
    return ",".join(key.replace(old, new) if key.strip() == old else key for key in listed.split(","))


def renamed_in_page(text: str, old: str, new: str, lines: Collection[int]) -> str:
    """The text of a page with the key renamed in citations, in calls, and on the ``lines`` of options that name it.

    Code is left alone, and so is prose in which the key happens to stand as a word.
    """
    masked = mask_code(text)
    found = [*_citations(masked, old, new), *_arguments(masked, old, new), *_options(text, old, new, lines)]
    for start, end, written in sorted(set(found), reverse=True):
        text = text[:start] + written + text[end:]
    return text


def _citations(text: str, old: str, new: str) -> list[tuple[int, int, str]]:
    key = re.escape(old)
    cited = re.compile(rf"(?<![\w\\])@(?:\{{{key}\}}|{key}(?![\w]|[:.#$%&+?<>~/-]\w))")
    places = []
    for found in cited.finditer(text):
        braced = found[0].startswith("@{") or not BARE.fullmatch(new)
        places.append((found.start(), found.end(), f"@{{{new}}}" if braced else f"@{new}"))
    anchors = re.compile(rf"#ref-{key}(?![\w.:+/-])")
    return [*places, *((each.start(), each.end(), f"#ref-{new}") for each in anchors.finditer(text))]


def _arguments(text: str, old: str, new: str) -> list[tuple[int, int, str]]:
    quoted = re.compile(rf"(?<=[\"']){re.escape(old)}(?=[\"'])")
    calls = CALL.finditer(text) if "{{" in text else ()
    return [
        (call.start() + each.start(), call.start() + each.end(), new)
        for call in calls
        for each in quoted.finditer(call[0])
    ]


def _options(text: str, old: str, new: str, lines: Collection[int]) -> list[tuple[int, int, str]]:
    named = re.compile(BOUNDS.format(re.escape(old)))
    places, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if number in lines:
            # Behind the option's name, which may be the same word.
            at = line.find(":") + 1
            places += [(start + each.start(), start + each.end(), new) for each in named.finditer(line, at)]
        start += len(line) + 1
    return places
