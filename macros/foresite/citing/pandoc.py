"""One run of Pandoc's citeproc: items and citations in, elements out."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pypandoc  # type: ignore[import-untyped]

from foresite.citing.style import StyleError, label_word
from foresite.model import Citation, CitedWork

TIMEOUT = 600
"""Seconds; 5,000 entries take about ten."""


ILLEGAL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
"""What XML cannot hold."""


class CiteprocError(RuntimeError):
    """Pandoc failed on checked input; its text is what Pandoc said."""


def version() -> str:
    """The version of the Pandoc that formats."""
    return str(pypandoc.get_pandoc_version())


def default_style() -> str:
    """The style that comes with Pandoc."""
    return _run("--print-default-data-file", "default.csl")


def run_citeproc(
    items: Sequence[Mapping[str, Any]], citations: Sequence[Citation], style: str
) -> tuple[list[Element], dict[str, Element]]:
    """The citations formatted, in the order given, and the entries by key, in the style's order.

    Raises:
        StyleError: where Pandoc cannot use the style.
        CiteprocError: where it fails otherwise, or leaves out anything.
    """
    with TemporaryDirectory(prefix="foresite-") as name:
        folder = Path(name)
        (folder / "items.json").write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
        (folder / "style.csl").write_text(style, encoding="utf-8")
        html = _run(
            *("--from=json", "--to=html", "--wrap=none", "--citeproc", "--sandbox"),
            *(f"--bibliography={folder / 'items.json'}", f"--csl={folder / 'style.csl'}"),
            document=_document(citations),
        )
    try:
        root = ElementTree.fromstring(f"<html>{html}</html>")
    except ElementTree.ParseError as error:
        raise CiteprocError(f"Pandoc's output is no XML: {error}") from error
    by_id = {element.get("id", ""): element for element in root.iter("div")}
    formatted = [by_id[f"cite-{n}"][0] for n in range(len(citations)) if len(by_id.get(f"cite-{n}", ()))]
    entries = {id.removeprefix("ref-"): each for id, each in by_id.items() if each.get("class") == "csl-entry"}
    if len(formatted) != len(citations) or entries.keys() != {item["id"] for item in items}:
        raise CiteprocError("Pandoc left out citations or entries")
    return formatted, entries


def _run(*arguments: str, document: Mapping[str, Any] | None = None) -> str:
    try:
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), *arguments],
            input=json.dumps(document) if document else "",
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CiteprocError(f"Pandoc does not run: {error}") from error
    said = " ".join(done.stderr.split())
    # Pandoc only warns of these, and formats all the same.
    if done.returncode or "not found" in said or "undefined" in said:
        of_style = "CSL" in said or "style.csl" in said or "undefined" in said
        raise (StyleError if of_style else CiteprocError)(f"Pandoc says: {said}")
    return done.stdout


def _document(citations: Sequence[Citation]) -> dict[str, Any]:
    """Pandoc's own tree rather than Markdown: no prefix or suffix can be read as markup."""
    api = json.loads(_run("--from=markdown", "--to=json"))["pandoc-api-version"]
    nocite = {"t": "MetaInlines", "c": [_cite(Citation((CitedWork("*"),)))]}
    blocks = [
        {"t": "Div", "c": [[f"cite-{n}", [], []], [{"t": "Plain", "c": [_cite(citation)]}]]}
        for n, citation in enumerate(citations)
    ]
    meta = {"nocite": nocite, "link-citations": {"t": "MetaBool", "c": True}}
    return {"pandoc-api-version": api, "meta": meta, "blocks": blocks}


def _cite(citation: Citation) -> dict[str, Any]:
    works: list[dict[str, Any]] = []
    for work in citation.works:
        mode = "SuppressAuthor" if work.author_suppressed else "NormalCitation"
        if citation.narrative and not works:
            mode = "AuthorInText"
        works.append(
            {
                "citationId": work.key,
                "citationPrefix": _inlines(work.prefix),
                "citationSuffix": _inlines(_suffix(work)),
                "citationMode": {"t": mode},
                "citationNoteNum": 0,
                "citationHash": 0,
            }
        )
    return {"t": "Cite", "c": [works, [{"t": "Str", "c": "?"}]]}


def _suffix(work: CitedWork) -> str:
    """Locator and suffix in Pandoc's form; the braces keep numbers of the suffix out of the locator."""
    locator = f"{label_word(work.label)} {work.locator}" if work.locator else ""
    if not (locator or work.suffix):
        return ""
    gap = "" if work.suffix.startswith((",", ".", ";", ":", "?", "!", ")")) else " "
    return f", {{{locator}}}{gap}{work.suffix}".rstrip()


def _inlines(text: str) -> list[dict[str, Any]]:
    """Plain text, its words in Pandoc's form; a space at its start stays."""
    inlines: list[dict[str, Any]] = []
    for word in ILLEGAL.sub("", text).split():
        inlines += [{"t": "Space"}, {"t": "Str", "c": word}]
    return inlines if text.startswith(" ") else inlines[1:]
