"""One run of Pandoc's citeproc: items and citations in, elements out, whatever its caller does meanwhile."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import finalize
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pypandoc  # type: ignore[import-untyped]

from foresite.citing.errors import CiteprocError, LimitError, StyleError
from foresite.citing.style import label_word
from foresite.limited import limited
from foresite.model import Citation, CitedWork

SECONDS, PER_WORK = 60, 0.05
"""How long a run may take, and how much longer for each work and citation; 5,000 works take about ten seconds."""
MEMORY = "4g"
"""How much memory a run may take, as the runtime of Haskell writes it; 1,700 works take some 200 MB."""
SAID = 300
"""Characters of what Pandoc says that are repeated."""
EXHAUSTED = 251
"""The exit status of a program whose runtime has no memory left."""
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


class CiteprocRun:
    """A run that goes on in the background from the moment it is made.

    Raises:
        CiteprocError: where Pandoc does not run.
    """

    def __init__(self, items: Sequence[Mapping[str, Any]], citations: Sequence[Citation], style: str) -> None:
        document = json.dumps(_document(citations))
        self._keys = {item["id"] for item in items}
        self._cited = len(citations)
        self._home = TemporaryDirectory(prefix="foresite-")
        folder = self._folder = Path(self._home.name)
        (folder / "items.json").write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
        (folder / "style.csl").write_text(style, encoding="utf-8")
        (folder / "document.json").write_text(document, encoding="utf-8")
        command = [
            *(_pandoc(), "+RTS", f"-M{MEMORY}", "-RTS"),
            *("--from=json", "--to=html", "--wrap=none", "--citeproc", "--sandbox"),
            *(f"--bibliography={folder / 'items.json'}", f"--csl={folder / 'style.csl'}"),
            str(folder / "document.json"),
        ]
        self.seconds = int(SECONDS + PER_WORK * (len(items) + len(citations)))
        """How long the run may take."""
        # Files rather than pipes: nobody has to read them while the run goes on.
        with _failing(), (folder / "out.html").open("wb") as out, (folder / "said.txt").open("wb") as said:
            self._process = subprocess.Popen(
                limited(command, self.seconds), stdin=subprocess.DEVNULL, stdout=out, stderr=said
            )
        self._deadline = time.monotonic() + self.seconds
        # Nobody may ask for the result.
        self._stop = finalize(self, _stop, self._process, self._home)

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to wait for, or no use in it."""
        return self._process.poll() is not None or time.monotonic() > self._deadline

    def result(self) -> tuple[list[Element], dict[str, Element]]:
        """The citations formatted, in the order given, and the entries by key, in the style's order; asked for once.

        Raises:
            StyleError: where Pandoc cannot use the style.
            CiteprocError: where it fails otherwise, or leaves out anything.
        """
        try:
            with _failing():
                code = self._process.wait(max(0.0, self._deadline - time.monotonic()))
                said, html = ((self._folder / name).read_bytes() for name in ("said.txt", "out.html"))
            _check(code, said)
        except subprocess.TimeoutExpired:
            raise LimitError(f"Pandoc was ended after {self.seconds} seconds") from None
        finally:
            self._stop()
        try:
            root = ElementTree.fromstring(f"<html>{html.decode()}</html>")
        except (ElementTree.ParseError, ValueError) as error:
            raise CiteprocError(f"Pandoc's output is not HTML: {error}") from error
        formatted = [each for each in root if each.get("class") == "citation"]
        listed = [each for each in root.iter("div") if each.get("class") == "csl-entry"]
        entries = {each.get("id", "").removeprefix("ref-"): each for each in listed}
        if len(formatted) != self._cited or entries.keys() != self._keys:
            raise CiteprocError("Pandoc left out citations or entries")
        return formatted, entries


def _stop(process: subprocess.Popen[bytes], home: TemporaryDirectory[str]) -> None:
    process.kill()
    process.wait()
    home.cleanup()


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
    CiteprocRun([item], [Citation((CitedWork("a"),))], style).result()


def _pandoc() -> str:
    """Where Pandoc is: where the environment says, with pypandoc, or on the path.

    pypandoc itself runs all that it finds, for as long as they take, to compare their versions.
    """
    with_it = Path(pypandoc.__file__).parent / "files" / ("pandoc.exe" if os.name == "nt" else "pandoc")
    found = os.environ.get("PYPANDOC_PANDOC") or (str(with_it) if with_it.is_file() else shutil.which("pandoc"))
    if not found:
        raise CiteprocError("Pandoc is missing, expected it from 'pip install pypandoc_binary'")
    return found


def _said(*arguments: str) -> str:
    pandoc = _pandoc()
    try:
        with _failing():
            command = limited([pandoc, *arguments], SECONDS)
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise LimitError(f"Pandoc was ended after {SECONDS} seconds") from None
    _check(done.returncode, done.stderr)
    return done.stdout.decode("utf-8", "replace")


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CiteprocError(f"Pandoc does not run: {error}") from error


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
    """Plain text, its words in Pandoc's form; a space at its start stays."""
    inlines: list[dict[str, Any]] = []
    for word in ILLEGAL.sub("", text).split():
        inlines += [{"t": "Space"}, {"t": "Str", "c": word}]
    return inlines if text.startswith(" ") else inlines[1:]
