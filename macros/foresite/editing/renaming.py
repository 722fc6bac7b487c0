"""Rename a key of the bibliography: in its entry, in entries that name it, and in the pages."""

from __future__ import annotations

import re
from collections.abc import Collection

from bibtexparser.model import Entry

from foresite.parsing.bibliography.syntax import split_blocks
from foresite.parsing.markdown.code import mask_code

KEY_FIELDS = ("crossref", "xdata", "xref", "entryset", "related", "restson")
"""The fields of an entry that hold keys."""
BARE_KEY = re.compile(r"\w+(?:[:.#$%&+?<>~/-]\w+)*")
"""The keys that can be cited without braces."""
CALL = re.compile(r"\{\{[^\n]{,2000}?\}\}")
WHOLE_KEY = r"(?<![\w.:+/@{{'-]){}(?![\w'-]|[.:+/]\w)"


def renamed_in_bibliography(text: str, old: str, new: str) -> str:
    """Return the text of a bibliography with the key renamed wherever an entry has or names it."""
    pieces, end_of_last = [], 0
    for block in split_blocks(text):
        raw = block.raw or ""
        start = text.find(raw, end_of_last) if raw and isinstance(block, Entry) else -1
        if start < 0 or not isinstance(block, Entry):
            continue
        pieces += [text[end_of_last:start], _entry(block, raw, old, new)]
        end_of_last = start + len(raw)
    return "".join((*pieces, text[end_of_last:]))


def _entry(entry: Entry, raw: str, old: str, new: str) -> str:
    if entry.key.strip() == old:
        head = re.compile(rf"(@\s*\w+\s*[{{(]\s*){re.escape(old)}(?=\s*,)")
        raw = head.sub(lambda match: match[1] + new, raw, count=1)
    for name in KEY_FIELDS:
        field = re.compile(rf"(\b{name}\s*=\s*[{{\"])([^{{}}\"]*)", re.IGNORECASE)
        raw = field.sub(lambda match: match[1] + _keys(match[2], old, new), raw)
    taken = re.compile(rf"(\bxdata\s*=\s*){re.escape(old)}(?=-[a-z]+(?:-[0-9]+)?\s*(?:[}}\"]|and\s))", re.IGNORECASE)
    return taken.sub(lambda match: match[1] + new, raw)


def _keys(keys: str, old: str, new: str) -> str:
    """Return a list of keys with one renamed, and the spaces around them unchanged."""
    return ",".join(key.replace(old, new) if key.strip() == old else key for key in keys.split(","))


def renamed_in_page(text: str, old: str, new: str, lines: Collection[int]) -> str:
    """Return the text of a page with the key renamed in citations, in calls, and on the ``lines`` of options.

    Code stays unchanged, as does prose that contains the key as a word.
    """
    masked = mask_code(text)
    replacements = [*_citations(masked, old, new), *_arguments(masked, old, new), *_options(text, old, new, lines)]
    for start, end, replacement in sorted(set(replacements), reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def _citations(text: str, old: str, new: str) -> list[tuple[int, int, str]]:
    key = re.escape(old)
    citation = re.compile(rf"(?<![\w\\])@(?:\{{{key}\}}|{key}(?![\w]|[:.#$%&+?<>~/-]\w))")
    replacements = []
    for match in citation.finditer(text):
        braced = match[0].startswith("@{") or not BARE_KEY.fullmatch(new)
        replacements.append((match.start(), match.end(), f"@{{{new}}}" if braced else f"@{new}"))
    anchors = re.compile(rf"#ref-{key}(?![\w.:+/-])")
    return [
        *replacements,
        *(
            (match_of_anchor.start(), match_of_anchor.end(), f"#ref-{new}")
            for match_of_anchor in anchors.finditer(text)
        ),
    ]


def _arguments(text: str, old: str, new: str) -> list[tuple[int, int, str]]:
    quoted = re.compile(rf"(?<=[\"']){re.escape(old)}(?=[\"'])")
    calls = CALL.finditer(text) if "{{" in text else ()
    return [
        (call.start() + argument.start(), call.start() + argument.end(), new)
        for call in calls
        for argument in quoted.finditer(call[0])
    ]


def _options(text: str, old: str, new: str, lines: Collection[int]) -> list[tuple[int, int, str]]:
    name = re.compile(WHOLE_KEY.format(re.escape(old)))
    replacements, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if number in lines:
            # Searches after the option's name, which may be the same word.
            value_start = line.find(":") + 1
            replacements += [
                (start + match.start(), start + match.end(), new) for match in name.finditer(line, value_start)
            ]
        start += len(line) + 1
    return replacements
