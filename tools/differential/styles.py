"""Compare how Foresite and the pinned Pandoc print works: ``python tools/differential/styles.py BIBS STYLES``.

Every .csl file below ``STYLES`` prints works of the .bib files below ``BIBS``: their entries, a citation of each, and
in a style that cites in footnotes a text that comes back to them, so that later notes are compared, too. Both sides get
the same CSL-JSON, so that only what Foresite adds to Pandoc's citeproc is compared. Markup and spaces are not compared.
Keep both folders outside the repository.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import escape, unescape
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pypandoc  # type: ignore[import-untyped]

from foresite.citing.csl_json import to_csl
from foresite.citing.format import SUBSTITUTE, Formatted, format_citations
from foresite.citing.notes import NotePositions, capitalised
from foresite.citing.style import read_style
from foresite.model.problems import StyleError
from foresite.model.records import Citation, CitedWork, Reference
from foresite.parsing.bibliography.files import read_file

TAG = re.compile(r"<[^>]*>")
NUMBER = re.compile(r"^\s*(?:\[?\(?\d+[.)\]]*)\s*")
ADDED = ("note", "addendum", "titletranslation", "origtitle", "institutionorig", "publisherorig", "authororig")
"""Fields that Foresite prints in ways of its own."""
SIMPLE = re.compile(r"[A-Za-z](?:[\w-]*[A-Za-z0-9])?", re.ASCII)


def works(folder: Path, count: int) -> dict[str, Reference]:
    """Return works of a folder, evenly chosen among those that both print alike but for the style."""
    found: dict[str, Reference] = {}
    for path in sorted(folder.rglob("*.bib")):
        for each in read_file(path.read_text("utf-8", "replace").replace("\r\n", "\n"), path.name)[0]:
            plain = SIMPLE.fullmatch(each.key) and not any(name in each.fields for name in ADDED)
            if plain and each.type != "set" and "title" in each.fields and each.key not in found:
                found[each.key] = each
    keys = list(found)[:: max(1, len(found) // count)][:count]
    return {key: found[key] for key in keys}


def text_of(keys: list[str]) -> list[Citation]:
    """Return citations as a text has them: each work twice, with and without a page, then all of them again."""
    first = [[Citation((CitedWork(key),)), Citation((CitedWork(key, label="page", locator="3"),))] for key in keys]
    pairs = [Citation((CitedWork(one), CitedWork(other))) for one, other in zip(keys[::2], keys[1::2], strict=False)]
    return [*chain.from_iterable(first), *pairs]


def said(html: str) -> str:
    """Return a text so that what says the same is the same."""
    return " ".join(unescape(TAG.sub("", html)).replace("\u00a0", " ").split()).rstrip(".").casefold()


def ours(references: Mapping[str, Reference], citations: list[Citation], style: Path) -> tuple[Formatted, list[str]]:
    """Return what Foresite prints."""
    formatted = format_citations(references, citations, style)
    if not formatted.note_distance:
        return formatted, [said(formatted.citation(each)) for each in citations]
    positions = NotePositions(formatted.note_distance)
    notes = []
    for number, each in enumerate(citations, 1):
        notes.append(said(capitalised(formatted.note(each).text(*positions.add(each, number)))))
    return formatted, notes


def theirs(
    references: Mapping[str, Reference], citations: list[Citation], style: str
) -> tuple[dict[str, str], list[str]]:
    """Return what Pandoc prints of the same items."""
    lines = []
    for each in citations:
        cited = "; ".join(f"@{work.key}{f', p. {work.locator}' if work.locator else ''}" for work in each.works)
        lines.append(f"x [{cited}]")
    with TemporaryDirectory() as home:
        folder = Path(home)
        items = [to_csl(each, markup=True) for each in references.values()]
        for item in items:
            for variable in ("note", "custom", "original-title", "abstract", "keyword"):
                item.pop(variable, None)
            for names in item.values():
                if isinstance(names, list) and {"literal": "et al."} in names:
                    # So Pandoc knows that the style's own words for others belong here.
                    names[names.index({"literal": "et al."})] = {"literal": "others"}
        (folder / "items.json").write_text(json.dumps(items), "utf-8")
        (folder / "style.csl").write_text(style, "utf-8")
        meta = f"---\nnotes-after-punctuation: false\nbibliography: {folder}/items.json\n---\n\n"
        command = [pypandoc.get_pandoc_path(), "--citeproc", f"--csl={folder}/style.csl", "-t", "html", "--wrap=none"]
        text = meta + "\n\n".join(lines)
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=300)
    root = ElementTree.fromstring(f"<html>{done.stdout.decode().replace('&nbsp;', '&#160;')}</html>")
    entries = {
        each.get("id", "").removeprefix("ref-"): said(ElementTree.tostring(each, encoding="unicode"))
        for each in root.iter("div")
        if "csl-entry" in (each.get("class") or "")
    }
    notes = root.find("section[@id='footnotes']")
    if notes is not None:
        texts = [escape("".join(item.itertext()).replace("↩︎", "")) for item in notes.iter("li")]
    else:
        texts = [escape("".join(each.itertext())) for each in root.iter("span") if each.get("class") == "citation"]
    return entries, [said(text) for text in texts]


def differing(references: Mapping[str, Reference], style: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield what differs with a style: kind, key, ours and theirs."""
    citations = text_of(list(references))
    formatted, cited = ours(references, citations, style)
    entries, printed = theirs(references, citations, SUBSTITUTE.sub("", read_style(style)))
    for key in references if entries else ():
        mine, other = said(formatted.entry(key)), entries.get(key, "")
        if NUMBER.sub("", mine) != NUMBER.sub("", other):
            yield "entry", key, mine, other
    for citation, mine, other in zip(citations, cited, printed, strict=True):
        if mine != other:
            yield "citation", " ".join(work.key for work in citation.works), mine, other


def main() -> None:
    """Compare all styles of a folder and print what differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("bibs", type=Path)
    parser.add_argument("styles", type=Path)
    parser.add_argument("--works", type=int, default=150, metavar="N")
    parser.add_argument("--examples", type=int, default=3, metavar="N", help="examples of each kind")
    options = parser.parse_args()
    references = works(options.bibs, options.works)
    for style in sorted(options.styles.rglob("*.csl")):
        try:
            found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
            for kind, *rest in differing(references, style):
                found[kind].append((rest[0], rest[1], rest[2]))
        except StyleError as error:
            print(f"{style.stem}: {error}")
            continue
        counts = ", ".join(f"{len(cases)} of kind '{kind}'" for kind, cases in found.items())
        print(f"{style.stem}: {len(references)} works, differing: {counts or 'none'}")
        for kind, cases in found.items():
            for key, mine, other in cases[:: max(1, len(cases) // options.examples)][: options.examples]:
                print(f"  {kind} {key}\n    ours:   {mine}\n    Pandoc: {other}")


if __name__ == "__main__":
    sys.exit(main())
