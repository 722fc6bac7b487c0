"""Run Pandoc's citeproc under limits of time and memory: items and citations in, elements out."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from foresite.citing.grammar import CODE, EMPHASIS, MARKERS, STRONG
from foresite.citing.style import label_word, read_style
from foresite.model.problems import CiteprocError, Code, LimitError, Place, Problem, StyleError
from foresite.model.records import Citation, CitedWork
from foresite.model.settings import Settings
from foresite.runtime.limits import limited

SECONDS, PER_WORK = 60, 0.05
"""How long a run may take, and how much longer for each work and citation; 5,000 works take about ten seconds."""
MEMORY = "4g"
"""How much memory a run may take, as the runtime of Haskell writes it; 1,700 works take some 200 MB."""
SAID = 300
"""Characters of what Pandoc says that are repeated."""
EXHAUSTED = 251
"""The exit status of a program whose runtime has no memory left."""
HINT = "until then Chicago author-date is used"
PARTS = re.compile(f"({MARKERS.pattern})")
OPENING = frozenset((EMPHASIS[0], STRONG[0], CODE[0]))
CLOSING = {EMPHASIS[1]: "Emph", STRONG[1]: "Strong", CODE[1]: "Code"}
"""The markers that close marked words, with Pandoc's names for those."""
ILLEGAL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
"""What XML cannot hold."""


@cache
def version() -> str:
    """The version of the Pandoc that formats.

    Raises:
        CiteprocError: where Pandoc does not run.
    """
    return _said("--version").partition("\n")[0]


@cache
def default_style() -> str:
    """The style that comes with Pandoc."""
    return _said("--print-default-data-file", "default.csl")


def run_citeproc(
    items: Sequence[Mapping[str, Any]], citations: Sequence[Citation], style: str
) -> tuple[list[Element], dict[str, Element]]:
    """Format CSL-JSON items, and citations of them, with a style's text in one run of Pandoc.

    Return the citations in the order given, and the entries by key, in the style's order.

    Raises:
        StyleError: where Pandoc cannot use the style.
        LimitError: where Pandoc reaches a limit.
        CiteprocError: where it fails otherwise, or leaves out anything.
    """
    document = json.dumps(_document(citations))
    with TemporaryDirectory(prefix="foresite-") as home:
        folder = Path(home)
        (folder / "items.json").write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
        (folder / "style.csl").write_text(style, encoding="utf-8")
        (folder / "document.json").write_text(document, encoding="utf-8")
        command = [
            *("+RTS", f"-M{MEMORY}", "-RTS"),
            *("--from=json", "--to=html", "--wrap=none", "--citeproc", "--sandbox"),
            *(f"--bibliography={folder / 'items.json'}", f"--csl={folder / 'style.csl'}"),
            str(folder / "document.json"),
        ]
        html = _output(*command, seconds=int(SECONDS + PER_WORK * (len(items) + len(citations))))
    try:
        root = ElementTree.fromstring(f"<html>{html.decode()}</html>")
    except (ElementTree.ParseError, ValueError) as error:
        raise CiteprocError(f"Pandoc's output is not HTML: {error}") from error
    formatted = [each for each in root if each.get("class") == "citation"]
    listed = [each for each in root.iter("div") if each.get("class") == "csl-entry"]
    entries = {each.get("id", "").removeprefix("ref-"): each for each in listed}
    if len(formatted) != len(citations) or entries.keys() != {item["id"] for item in items}:
        raise CiteprocError("Pandoc left out citations or entries")
    return formatted, entries


def try_style(style: str) -> None:
    """Format one work, which shows whether Pandoc reads the style.

    Raises:
        StyleError: where Pandoc cannot use it.
        CiteprocError: where Pandoc does not run.
    """
    try:
        _tried(style)
    except LimitError as error:
        raise StyleError(f"{error} with a single work, expected a style that comes to an end") from error
    except CiteprocError as error:
        # Where Pandoc runs with its own style, it is this one that it cannot take.
        _tried(default_style())
        raise StyleError(str(error)) from error


def _tried(style: str) -> None:
    item = {"id": "a", "type": "book", "title": "A", "author": [{"family": "B"}], "issued": {"date-parts": [[2020]]}}
    run_citeproc([item], [Citation((CitedWork("a"),))], style)


def check_style(settings: Settings) -> list[Problem]:
    """Return what is wrong with the style that the settings name; nothing where they name none."""
    if settings.style is None:
        return []
    try:
        try_style(read_style(settings.style))
    except StyleError as error:
        return [bad_style(settings, settings.style, error)]
    except CiteprocError:
        # That Pandoc does not run is not the style's fault; whoever formats citations says so.
        return []
    return []


def bad_style(settings: Settings, style: Path, error: StyleError) -> Problem:
    """Return the problem that a style is, at its line."""
    return Problem(Place(settings.relative(style), error.line), Code.BAD_STYLE, str(error), HINT)


def _pandoc() -> str:
    """Where Pandoc is: where the environment says, with pypandoc, or on the path.

    pypandoc itself runs all that it finds, for as long as they take, to compare their versions.
    """
    # Only looked for: to import it takes time, which a check does not have.
    package = find_spec("pypandoc")
    folder = Path(package.origin).parent if package and package.origin else Path()
    with_it = folder / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc")
    found = os.environ.get("PYPANDOC_PANDOC") or (
        str(with_it) if package and with_it.is_file() else shutil.which("pandoc")
    )
    if not found:
        raise CiteprocError("Pandoc is missing, expected it from 'pip install pypandoc_binary'")
    return found


def _said(*arguments: str) -> str:
    return _output(*arguments, seconds=SECONDS).decode("utf-8", "replace")


def _output(*arguments: str, seconds: int) -> bytes:
    """Run Pandoc for at most so many seconds and return what it prints.

    Raises:
        StyleError: where Pandoc cannot use the style.
        LimitError: where Pandoc reaches a limit.
        CiteprocError: where it does not run, or fails.
    """
    command = limited([_pandoc(), *arguments], seconds)
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise LimitError(f"Pandoc was ended after {seconds} seconds") from None
    except OSError as error:
        raise CiteprocError(f"Pandoc does not run: {error}") from error
    _check(done.returncode, done.stderr)
    return done.stdout


def _check(code: int, stderr: bytes) -> None:
    said = " ".join(stderr.decode("utf-8", "replace").split())
    if code == EXHAUSTED:
        raise LimitError(f"Pandoc was ended when it had taken {MEMORY.removesuffix('g')} GB of memory")
    if code == -getattr(signal, "SIGXCPU", 0):
        raise LimitError("Pandoc was ended when its time was over")
    if code < 0:
        raise CiteprocError(f"Pandoc was ended by signal {-code}")
    # Pandoc only warns of these, and formats all the same.
    if code or "not found" in said or "undefined" in said:
        of_style = any(word in said for word in ("CSL", "style.csl", "undefined", "CiteprocParseError"))
        said = said or f"exit status {code}"
        raise (StyleError if of_style else CiteprocError)(f"Pandoc says: {said[:SAID]}")


@cache
def _api() -> list[int]:
    """The version of Pandoc's tree."""
    try:
        version: list[int] = json.loads(_said("--from=markdown", "--to=json"))["pandoc-api-version"]
    except (ValueError, LookupError, TypeError) as error:
        raise CiteprocError("Pandoc printed something else than JSON, expected Pandoc 3") from error
    return version


def _document(citations: Sequence[Citation]) -> dict[str, Any]:
    """Pandoc's own tree rather than Markdown: no prefix or suffix can be read as markup."""
    nocite = {"t": "MetaInlines", "c": [_cite(Citation((CitedWork("*"),)))]}
    meta = {"nocite": nocite, "link-citations": {"t": "MetaBool", "c": True}}
    blocks = [{"t": "Plain", "c": [_cite(citation)]} for citation in citations]
    return {"pandoc-api-version": _api(), "meta": meta, "blocks": blocks}


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
    """Text in Pandoc's form, its marked words as such; a space at its start stays."""
    groups: list[list[dict[str, Any]]] = [[]]
    coded = False
    for part in PARTS.split(ILLEGAL.sub("", text).rstrip()):
        if part in OPENING:
            coded = part == CODE[0]
            groups.append([])
        elif part in CLOSING and len(groups) > 1:
            inside = groups.pop()
            groups[-1].append(inside[0] if coded and inside else {"t": CLOSING[part], "c": inside})
            coded = False
        elif coded:
            groups[-1].append({"t": "Code", "c": [["", [], []], part]})
        elif part and part not in CLOSING:
            words = re.split(r"(\s+)", part)
            groups[-1] += [{"t": "Space"} if word.isspace() else {"t": "Str", "c": word} for word in words if word]
    return [inline for group in groups for inline in group]
