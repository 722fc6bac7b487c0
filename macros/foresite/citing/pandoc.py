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
from foresite.citing.notes import FIRST, note_distance, style_at
from foresite.citing.style import label_word, read_style
from foresite.model.problems import CiteprocError, Code, LimitError, Place, Problem, StyleError
from foresite.model.records import Citation, CitedWork
from foresite.model.settings import Settings
from foresite.runtime.limits import limited

SECONDS, PER_WORK = 60, 0.05
"""The time limit of a run, and the addition for each work and citation; 5,000 works take about ten seconds."""
MEMORY = "4g"
"""The memory limit of a run, in the notation of Haskell's runtime; 1,700 works take some 200 MB."""
MESSAGE_LENGTH = 300
"""Characters of Pandoc's messages that are repeated."""
EXHAUSTED = 251
"""The exit status of a program whose runtime has no memory left."""
HINT = "until then Chicago author-date is used"
PARTS = re.compile(f"({MARKERS.pattern})")
OPENING = frozenset((EMPHASIS[0], STRONG[0], CODE[0]))
CLOSING = {EMPHASIS[1]: "Emph", STRONG[1]: "Strong", CODE[1]: "Code"}
"""The markers that close marked words, with Pandoc's names for those."""
ILLEGAL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
"""Characters that XML cannot hold."""


@cache
def version() -> str:
    """Return the version of the Pandoc that formats.

    Raises:
        CiteprocError: where Pandoc does not run.
    """
    return _text_output("--version").partition("\n")[0]


@cache
def default_style() -> str:
    """Return the text of the style that comes with Pandoc."""
    return _text_output("--print-default-data-file", "default.csl")


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
        _write(folder / "items.json", json.dumps(items, ensure_ascii=False))
        _write(folder / "style.csl", style)
        _write(folder / "document.json", document)
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
    formatted = [element for element in root if element.get("class") == "citation"]
    listed = [element for element in root.iter("div") if element.get("class") == "csl-entry"]
    entries = {element.get("id", "").removeprefix("ref-"): element for element in listed}
    if len(formatted) != len(citations) or entries.keys() != {item["id"] for item in items}:
        raise CiteprocError("Pandoc left out citations or entries")
    return formatted, entries


def _write(path: Path, text: str) -> None:
    """Write a file for Pandoc.

    Raises:
        OSError: where that fails, as on a full disk; it names the file.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def try_style(style: str) -> None:
    """Format one work to check whether Pandoc reads the style.

    Raises:
        StyleError: where Pandoc cannot use it.
        CiteprocError: where Pandoc does not run.
    """
    try:
        _format_trial_work(style)
    except LimitError as error:
        raise StyleError(f"{error} with a single work, expected a style that comes to an end") from error
    except CiteprocError as error:
        # If Pandoc runs with its own style, the error lies in this one.
        _format_trial_work(default_style())
        raise StyleError(str(error)) from error


def _format_trial_work(style: str) -> None:
    item = {"id": "a", "type": "book", "title": "A", "author": [{"family": "B"}], "issued": {"date-parts": [[2020]]}}
    run_citeproc([item], [Citation((CitedWork("a"),))], style)


def check_style(settings: Settings) -> list[Problem]:
    """Return the problems of the style that the settings name; an empty list if they name none."""
    if settings.style is None:
        return []
    try:
        style = read_style(settings.style)
        try_style(style_at(style, FIRST) if note_distance(style) else style)
    except StyleError as error:
        return [bad_style(settings, settings.style, error)]
    except CiteprocError:
        # A missing Pandoc is not the style's fault, and is reported when citations are formatted.
        return []
    return []


def bad_style(settings: Settings, style: Path, error: StyleError) -> Problem:
    """Return the problem of a style that cannot be used, at its line."""
    return Problem(Place(settings.relative(error.path or style), error.line), Code.BAD_STYLE, str(error), HINT)


def _pandoc() -> str:
    """Return the path of Pandoc: from the environment, from pypandoc or from the search path.

    pypandoc itself would run every Pandoc it finds, without a time limit, to compare their versions.
    """
    # Importing pypandoc would slow down every check.
    package = find_spec("pypandoc")
    folder = Path(package.origin).parent if package and package.origin else Path()
    bundled = folder / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc")
    path = os.environ.get("PYPANDOC_PANDOC") or (
        str(bundled) if package and bundled.is_file() else shutil.which("pandoc")
    )
    if not path:
        raise CiteprocError("Pandoc is missing, expected it from 'pip install pypandoc_binary'")
    return path


def _text_output(*arguments: str) -> str:
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
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise LimitError(f"Pandoc was ended after {seconds} seconds") from None
    except OSError as error:
        raise CiteprocError(f"Pandoc does not run: {error}") from error
    _check_exit_status(result.returncode, result.stderr)
    return result.stdout


def _check_exit_status(code: int, stderr: bytes) -> None:
    stderr_text = " ".join(stderr.decode("utf-8", "replace").split())
    if code == EXHAUSTED:
        raise LimitError(f"Pandoc was ended when it had taken {MEMORY.removesuffix('g')} GB of memory")
    if code == -getattr(signal, "SIGXCPU", 0):
        raise LimitError("Pandoc was ended when its time was over")
    if code < 0:
        raise CiteprocError(f"Pandoc was ended by signal {-code}")
    # Pandoc only warns of these, and formats all the same.
    if code or "not found" in stderr_text or "undefined" in stderr_text:
        of_style = any(word in stderr_text for word in ("CSL", "style.csl", "undefined", "CiteprocParseError"))
        stderr_text = stderr_text or f"exit status {code}"
        raise (StyleError if of_style else CiteprocError)(f"Pandoc says: {stderr_text[:MESSAGE_LENGTH]}")


@cache
def _api_version() -> list[int]:
    """Return the version of Pandoc's document tree."""
    try:
        version: list[int] = json.loads(_text_output("--from=markdown", "--to=json"))["pandoc-api-version"]
    except (ValueError, LookupError, TypeError) as error:
        raise CiteprocError("Pandoc printed something else than JSON, expected Pandoc 3") from error
    return version


def _document(citations: Sequence[Citation]) -> dict[str, Any]:
    """Return the citations as Pandoc's document tree; unlike Markdown, it keeps affixes from being read as markup."""
    nocite = {"t": "MetaInlines", "c": [_cite(Citation((CitedWork("*"),)))]}
    meta = {"nocite": nocite, "link-citations": {"t": "MetaBool", "c": True}}
    blocks = [{"t": "Plain", "c": [_cite(citation)]} for citation in citations]
    return {"pandoc-api-version": _api_version(), "meta": meta, "blocks": blocks}


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
    """Return locator and suffix in Pandoc's form; braces keep numbers of the suffix out of the locator."""
    locator = f"{label_word(work.label)} {work.locator}" if work.locator else ""
    if not (locator or work.suffix):
        return ""
    gap = "" if work.suffix.startswith((",", ".", ";", ":", "?", "!", ")")) else " "
    return f", {{{locator}}}{gap}{work.suffix}".rstrip()


def _inlines(text: str) -> list[dict[str, Any]]:
    """Return text as Pandoc's inlines, emphasised words included; a leading space stays."""
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
