"""Which files of the docs folder a host may read, and the text of a page as it may have it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from foresite.problems import Code, Problem
from foresite.reading.comments import Uncommented, without_comments, without_notes
from foresite.reading.front_matter import front_matter_end, read_front_matter
from foresite.reading.text import linked, read_text
from foresite.settings import Settings


def page_source(path: Path, settings: Settings) -> str:
    """A page's text for its host; empty where the file may not be read, without front matter that cannot be.

    A host reads front matter with a parser of its own, which follows what ours refuses.
    """
    text = read_text(path, settings)
    return "" if isinstance(text, Problem) else harmless(text, path.name)


def harmless(text: str, name: str) -> str:
    """The text of a page as its host may have it, without comments; ``name`` is that of its file."""
    text = page_without_comments(text).text
    front = read_front_matter(text, name, name)
    return front.rest.lstrip("\n") if any(fault.code is Code.BAD_YAML for fault in front.faults) else text


def page_without_comments(text: str) -> Uncommented:
    """A page's text, its front matter included, without comments; what a host may have of it."""
    end = front_matter_end(text)
    if not end:
        return without_comments(text)
    front, rest = without_notes(text[:end]), without_comments(text[end:])
    above = text.count("\n", 0, end)
    noted = frozenset(line + above for line in rest.noted)
    faults = (*front.faults, *(fault._replace(line=fault.line + above) for fault in rest.faults))
    # What stands at the end of front matter closes it.
    return Uncommented(front.text + rest.text, noted, faults)


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a file stands in a folder also where its symbolic links lead."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def linked_folders(folder: Path, root: Path) -> Iterator[Path]:
    """The folder itself where it is a symbolic link in the project, and the links to folders below it.

    Whoever follows two that lead back never comes to an end.
    """
    if linked(folder, root):
        yield folder
        return
    for parent, folders, _ in os.walk(folder):
        yield from (Path(parent, name) for name in sorted(folders) if Path(parent, name).is_symlink())
