"""One run of Pandoc's citeproc: items and citations in, elements out, whatever its caller does meanwhile."""

from __future__ import annotations

import json
import re
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
        self._keys = {item["id"] for item in items}
        self._cited = len(citations)
        self._home = TemporaryDirectory(prefix="foresite-")
        folder = self._folder = Path(self._home.name)
        (folder / "items.json").write_text(json.dumps(items, ensure_ascii=False), encoding="utf-8")
        (folder / "style.csl").write_text(style, encoding="utf-8")
        (folder / "document.json").write_text(json.dumps(_document(citations)), encoding="utf-8")
        # Files rather than pipes: nobody has to read them while the run goes on.
        with _failing(), (folder / "out.html").open("wb") as out, (folder / "said.txt").open("wb") as said:
            self._process = subprocess.Popen(
                [
                    *(pypandoc.get_pandoc_path(), "--from=json", "--to=html", "--wrap=none", "--citeproc", "--sandbox"),
                    *(f"--bibliography={folder / 'items.json'}", f"--csl={folder / 'style.csl'}"),
                    str(folder / "document.json"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=said,
            )
        self._deadline = time.monotonic() + TIMEOUT
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
            _check(code, (self._folder / "said.txt").read_text(encoding="utf-8"))
            html = (self._folder / "out.html").read_text(encoding="utf-8")
        finally:
            self._stop()
        try:
            root = ElementTree.fromstring(f"<html>{html}</html>")
        except ElementTree.ParseError as error:
            raise CiteprocError(f"Pandoc's output is not XML: {error}") from error
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


def _said(*arguments: str) -> str:
    with _failing():
        done = subprocess.run(
            [pypandoc.get_pandoc_path(), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=TIMEOUT,
        )
    _check(done.returncode, done.stderr)
    return done.stdout


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CiteprocError(f"Pandoc does not run: {error}") from error


def _check(code: int, stderr: str) -> None:
    said = " ".join(stderr.split())
    # Pandoc only warns of these, and formats all the same.
    if code or "not found" in said or "undefined" in said:
        of_style = "CSL" in said or "style.csl" in said or "undefined" in said
        raise (StyleError if of_style else CiteprocError)(f"Pandoc says: {said}")


@cache
def _api() -> list[int]:
    """The version of Pandoc's tree."""
    version: list[int] = json.loads(_said("--from=markdown", "--to=json"))["pandoc-api-version"]
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
