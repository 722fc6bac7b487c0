"""Printed documents kept until a build publishes them: those of the sources as they stand, and no others.

A build that finds documents of other sources leaves them out, and the links to them too: what a site links
to is there, and says what the site says.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from foresite.corpus import Corpus
from foresite.settings import Settings

FOLDER = Path(".cache") / "foresite" / "print"
LIST = "documents.json"


@dataclass(frozen=True, slots=True)
class Kept:
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


def keep(documents: Sequence[Kept], corpus: Corpus) -> Path:
    """Put documents in the place of those that were kept before, and say where."""
    folder = corpus.settings.root / FOLDER
    part = folder.with_name("print.part")
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
    return folder


def kept(corpus: Corpus) -> tuple[Kept, ...]:
    """The documents that were printed of the sources as they stand; none where there are none, or others."""
    folder = corpus.settings.root / FOLDER
    try:
        listed: Any = json.loads((folder / LIST).read_text(encoding="utf-8"))
        if listed["sources"] != digest(corpus):
            return ()
        return tuple(
            Kept(**each | {"links": tuple(each["links"])}, content=(folder / each["path"]).read_bytes())
            for each in listed["documents"]
        )
    except (OSError, ValueError, LookupError, TypeError):
        return ()


def digest(corpus: Corpus) -> str:
    """What a printed document depends on, in short: every file of the sources, the settings, the dates."""
    settings = corpus.settings
    said = [
        settings.name, settings.author, settings.description, settings.language, settings.url, settings.licence,
        settings.directory_urls, settings.scale.id, list(settings.themes.items()), str(corpus.changed),
        sorted((page, str(day)) for page, day in corpus.history.pages.items()),
    ]  # fmt: skip
    total = sha256(json.dumps(said, ensure_ascii=False).encode())
    for path in _files(settings):
        total.update(f"\0{settings.relative(path)}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _files(settings: Settings) -> Iterator[Path]:
    inside = sorted(path for path in settings.docs.rglob("*") if path.is_file() and not path.is_symlink())
    given = [*settings.bibliography, *([settings.style] if settings.style else [])]
    yield from (*inside, *(path for path in given if path.is_file()))
