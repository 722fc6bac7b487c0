"""Printed documents kept until a build publishes them: those of the sources as they stand, and no others.

A build that finds documents of other sources leaves them out, and the links to them too: what a site links
to is there, and says what the site says.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from foresite.citing.style import style_files
from foresite.model.corpus import Corpus
from foresite.model.settings import Settings
from foresite.parsing.cache import load_json, own_cache

FOLDER = "print"
LIST = "documents.json"
PDF = b"%PDF-"
PATH = re.compile(r"(?:[^/\\.][^/\\]*/)*[^/\\.][^/\\]*\.pdf")
"""Where a document can be published: a PDF below the site's folder."""


class PrintingError(RuntimeError):
    """Printing is not possible here; the message says in one line what is missing."""


@dataclass(frozen=True, slots=True)
class CachedPdf:
    """A printed document."""

    path: str
    """Where a site serves it."""
    label: str
    """What a link to it says."""
    links: tuple[str, ...]
    """The pages of the docs folder that link to it."""
    pages: int
    content: bytes = b""

    @property
    def size(self) -> str:
        """Its size in words: ``0.4 MB``."""
        return f"{max(len(self.content) / 1e6, 0.1):.1f} MB"


def save(documents: Sequence[CachedPdf], corpus: Corpus) -> Path:
    """Put documents in the place of those that were kept before, and say where.

    Raises:
        PrintingError: where the folder for them may be anybody's, or cannot be written to.
    """
    cache = own_cache(corpus.settings.root)
    if cache is None:
        raise PrintingError("nothing is kept: .cache/foresite is under version control, expected it in .gitignore")
    folder = cache / _folder(corpus)
    try:
        _write(documents, corpus, folder)
    except OSError as error:
        raise PrintingError(f"{error.filename or folder} cannot be written: {error.strerror or error}") from None
    return folder


def _folder(corpus: Corpus) -> str:
    """Return the folder of the documents of a language."""
    tree = corpus.settings.tree
    return f"{FOLDER}-{tree}" if tree else FOLDER


def _write(documents: Sequence[CachedPdf], corpus: Corpus, folder: Path) -> None:
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    for document in documents:
        path = part / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.content)
    listed = [{name: value for name, value in asdict(each).items() if name != "content"} for each in documents]
    text = json.dumps({"sources": digest(corpus), "documents": listed}, ensure_ascii=False, indent=1)
    (part / LIST).write_text(text, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)


def load_documents(corpus: Corpus) -> tuple[CachedPdf, ...]:
    """The documents that were printed of the sources as they stand; none where there are none, or others."""
    cache = own_cache(corpus.settings.root)
    folder = _folder(corpus)
    listed: Any = load_json(cache / folder / LIST) if cache else None
    try:
        if cache is None or listed["sources"] != digest(corpus):
            return ()
        documents = tuple(_document(cache / folder, each) for each in listed["documents"])
    except (OSError, ValueError, LookupError, TypeError):
        return ()
    return documents if len({each.path for each in documents}) == len(documents) else ()


def _document(folder: Path, said: Any) -> CachedPdf:
    """A document as the list has it.

    Raises:
        OSError: where it is not there.
        ValueError: where it is not a document that could have been printed.
        TypeError: the same.
    """
    document = CachedPdf(**said | {"links": tuple(said["links"])})
    texts = (document.path, document.label, *document.links)
    if not all(isinstance(text, str) for text in texts) or not isinstance(document.pages, int):
        raise TypeError("not a document")
    file = folder / document.path
    if not PATH.fullmatch(document.path) or not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
        raise ValueError("not a file of this folder")
    content = file.read_bytes()
    if not content.startswith(PDF):
        raise ValueError("not a PDF")
    return replace(document, content=content)


def digest(corpus: Corpus) -> str:
    """What a printed document depends on, in short: every file of the sources, the settings, the dates."""
    settings = corpus.settings
    said = [
        settings.name, settings.author, settings.description, settings.content_language, settings.url, settings.licence,
        settings.directory_urls, str(settings.scale), str(dict(settings.scales)), list(settings.themes.items()),
        sorted(settings.see_also.items()), list(settings.people), list(settings.footer_nav),
        str(corpus.changed),
        repr(list(settings.outlooks.items())), settings.by.value, corpus.day.isoformat(),
        sorted((page, str(day)) for page, day in corpus.history.pages.items()),
    ]  # fmt: skip
    total = sha256(json.dumps(said, ensure_ascii=False).encode())
    for path in _files(settings):
        total.update(f"\0{settings.relative(path)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _files(settings: Settings) -> Iterator[Path]:
    inside = sorted(path for path in settings.docs.rglob("*") if path.is_file() and not path.is_symlink())
    given = [*settings.bibliography, *(style_files(settings.style) if settings.style else ())]
    own = settings.overrides
    templates = sorted(path for path in own.rglob("*.j2") if path.is_file()) if own else []
    words = sorted(settings.catalogues.glob("*.po")) if settings.catalogues else []
    yield from (*inside, *templates, *words, *(path for path in given if path.is_file()))
