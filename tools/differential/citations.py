"""Compare how Foresite and the pinned Pandoc read citations: ``python tools/differential/citations.py FOLDER``.

Both look for citations in every .md and .txt file below the folder, paragraph by paragraph. What differs is counted by
kind, with the smallest examples: which works are cited, how (in the sentence, without the author), and what stands
before and behind them. Collect the files yourself and keep them outside the repository.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypandoc  # type: ignore[import-untyped]

from foresite.citing.grammar import MARKERS, find_citations
from foresite.parsing.markdown.code import mask_code

SPACES = re.compile(r"\s+")
SAME = str.maketrans("‘’“”–—\u00a0", "''\"\"-- ")
Work = tuple[str, str, str, str]
"""Key, mode, and what stands before and behind it."""


def ours(text: str) -> list[Work]:
    """Return the works that Foresite finds cited, in order."""
    works = []
    for found in find_citations(mask_code(text)):
        for number, work in enumerate(found.citation.works if found.citation else ()):
            mode = "SuppressAuthor" if work.author_suppressed else "NormalCitation"
            if found.citation and found.citation.narrative and not number:
                mode = "AuthorInText"
            works.append((work.key, mode, said(work.prefix), said(f"{work.locator} {work.suffix}")))
    return works


def theirs(text: str) -> list[Work]:
    """Return the works that Pandoc finds cited, in order."""
    command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", "markdown", "-t", "json"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    works = []
    for cite in cites(json.loads(done.stdout)["blocks"]):
        for work in cite:
            prefix, suffix = words(work["citationPrefix"]), words(work["citationSuffix"])
            works.append((work["citationId"], work["citationMode"]["t"], said(prefix), said(suffix)))
    return works


def cites(tree: Any) -> Iterator[list[dict[str, Any]]]:
    """Yield the works of each citation in a tree of Pandoc."""
    if isinstance(tree, dict):
        if tree.get("t") == "Cite":
            yield tree["c"][0]
            return
        yield from cites(tree.get("c"))
    elif isinstance(tree, list):
        for each in tree:
            yield from cites(each)


def words(inlines: Any) -> str:
    """Return the plain words of a tree of Pandoc."""
    if isinstance(inlines, list):
        return "".join(map(words, inlines))
    if not isinstance(inlines, dict):
        return ""
    kind, content = inlines["t"], inlines.get("c")
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Str":
        return str(content)
    if kind == "Code":
        return str(content[1])
    if kind == "Quoted":
        sign = '"' if content[0]["t"] == "DoubleQuote" else "'"
        return f"{sign}{words(content[1])}{sign}"
    return words(content)


def said(text: str) -> str:
    """Return a text so that what says the same is the same: the words of locators, commas and spaces left out."""
    plain = MARKERS.sub("", text).translate(SAME).replace("--", "-")
    plain = re.sub(
        r"(?:^|(?<=[\s,]))(?:¶+|§+|pp?\.|paras?\.|chs?\.|chap\.|secs?\.|vols?\.|figs?\.|nos?\.|bks?\.|nn?\.)\s*",
        "",
        plain,
    )
    return SPACES.sub("", plain).replace(",", "").strip("{}")


def main() -> None:
    """Compare all files of a folder and print what differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--examples", type=int, default=5, metavar="N", help="examples of each kind")
    options = parser.parse_args()
    found: dict[str, list[tuple[str, Any, Any]]] = defaultdict(list)
    count = same = 0
    paths = [path for path in sorted(options.folder.rglob("*")) if path.suffix in (".md", ".txt")]
    for path in paths:
        paragraphs = re.split(r"\n[ \t]*\n", path.read_text("utf-8", "replace"))
        for paragraph in dict.fromkeys(each for each in paragraphs if "@" in each):
            one, other = ours(paragraph), theirs(paragraph)
            count += 1
            same += one == other
            if [work[0] for work in one] != [work[0] for work in other]:
                found["other works"].append((paragraph, one, other))
                continue
            for mine, its in zip(one, other, strict=True):
                names = ("key", "mode", "prefix", "locator and suffix")
                for name, left, right in zip(names, mine, its, strict=True):
                    if left != right:
                        found[name].append((paragraph, left, right))
    for kind, cases in sorted(found.items(), key=lambda each: -len(each[1])):
        print(f"{len(cases):6} {kind}")
        for paragraph, left, right in sorted(cases, key=lambda case: len(case[0]))[: options.examples]:
            print(f"  {' '.join(paragraph.split())[:300]}\n    ours:   {left}\n    Pandoc: {right}")
    print(f"{len(paths)} files, {count} paragraphs with an at sign, {same} read alike")


if __name__ == "__main__":
    sys.exit(main())
