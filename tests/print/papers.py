"""PDFs read as their readers' programs read them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from foresite.model.corpus import Corpus
from foresite.parsing.settings import read_settings
from foresite.site.project import Project
from forking import run_module

EPOCH = "1780617600"
"""5 June 2026."""
POINT = 72 / 25.4
IMPORTS = ("foresite.cli.print", "foresite.render.markdown.extension", "weasyprint", "pikepdf", "pypdfium2")


def run_print(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``foresite print`` in a project's folder."""
    command, dated = ["foresite", "print", *options], {"SOURCE_DATE_EPOCH": EPOCH}
    if not environment:
        return run_module(command, folder, IMPORTS, dated)
    # What is set for an interpreter when it starts.
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, **dated, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def squeezed(text: str) -> str:
    """The letters and digits of a text."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


@dataclass
class Paper:
    """One PDF."""

    path: Path
    _open: list[Any] = field(default_factory=list)

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(self.path)

    @cached_property
    def texts(self) -> list[str]:
        """The text of each page."""
        with pypdfium2.PdfDocument(self.path) as document:
            return [page.get_textpage().get_text_range() for page in document]

    @cached_property
    def squeezed(self) -> list[str]:
        return [squeezed(text) for text in self.texts]

    @cached_property
    def outline(self) -> list[tuple[int, str, int]]:
        """Level, title and page of each entry."""
        with pypdfium2.PdfDocument(self.path) as document:
            return [
                (entry.level, entry.get_title(), entry.get_dest().get_index() + 1)
                for entry in document.get_toc(max_depth=30)
            ]

    @cached_property
    def anchors(self) -> dict[str, int]:
        """The page of each named place."""
        pages = {page.objgen: number for number, page in enumerate(self.pdf.pages, 1)}
        places = pikepdf.NameTree(self.pdf.Root.Names.Dests)
        return {str(name): pages[place[0].objgen] for name, place in places.items()}

    def notes(self) -> Iterator[tuple[int, pikepdf.Object]]:
        """Each annotation and its page."""
        for number, page in enumerate(self.pdf.pages, 1):
            for note in page.get("/Annots", ()):
                yield number, note

    def elements(self, kind: str = "") -> Iterator[pikepdf.Object]:
        """The elements of the structure, in reading order."""
        stack = [self.pdf.Root.StructTreeRoot.K[0]]
        while stack:
            element = stack.pop()
            if not kind or element.get("/S") == f"/{kind}":
                yield element
            stack += [kid for kid in reversed(list(kids(element))) if "/S" in kid]

    @cached_property
    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each page in millimetres."""
        boxes = [page.MediaBox for page in self.pdf.pages]
        return [(round(float(box[2]) / POINT), round(float(box[3]) / POINT)) for box in boxes]

    def pictures(self, dots: int = 40) -> Iterator[Any]:
        """Each page in grey, so many dots an inch."""
        with pypdfium2.PdfDocument(self.path) as document:
            for page in document:
                yield page.render(scale=dots / 72, grayscale=True).to_pil()


def kids(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """What stands in an element, marked content aside."""
    inside = element.get("/K", [])
    for kid in inside if isinstance(inside, pikepdf.Array) else [inside]:
        if isinstance(kid, pikepdf.Dictionary):
            yield kid


@dataclass
class Papers:
    """A project's PDFs."""

    folder: Path
    shipped: bool = False
    """Whether they are those of the shipped site."""

    @property
    def printed(self) -> Path:
        return self.folder / ".cache" / "foresite" / "print"

    @cached_property
    def project(self) -> Project:
        settings, problems = read_settings(self.folder / "mkdocs.yml")
        assert not problems
        return Project.load(settings)

    @property
    def corpus(self) -> Corpus:
        return self.project.corpus

    @cached_property
    def names(self) -> list[str]:
        return sorted(path.relative_to(self.printed).as_posix() for path in self.printed.rglob("*.pdf"))

    @cached_property
    def _papers(self) -> dict[str, Paper]:
        return {name: Paper(self.printed / name) for name in self.names}

    def __getitem__(self, name: str) -> Paper:
        return self._papers[name]

    def __iter__(self) -> Iterator[tuple[str, Paper]]:
        return iter(self._papers.items())
