"""Read the text of a page as a host may have it, and its sections."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from foresite.model.problems import Problem
from foresite.model.records import Citation
from foresite.model.settings import Settings
from foresite.parsing.characters import without_hidden
from foresite.parsing.files import linked, read_text
from foresite.parsing.front_matter import KEYS, FrontMatter, front_matter_end, read_front_matter
from foresite.parsing.markdown.comments import Uncommented, without_comments, without_notes
from foresite.parsing.markdown.scan import scan
from foresite.parsing.markdown.text import MarkdownText, Section

# The files of the docs folder that a host may read, and the text of a page that it may see.


LEADING_EMPTY_LINES = re.compile(r"\A(?: *\n)++")
NOTHING = "{}\n"
SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def page_source(path: Path, settings: Settings) -> str:
    """Return a page's text for its host; empty if the file may not be read."""
    text = read_text(path, settings)
    return "" if isinstance(text, Problem) else host_source(text, path.name, settings)


def host_source(text: str, name: str, settings: Settings) -> str:
    """Return the text of a page for its host, without comments; ``name`` is that of its file.

    A host reads front matter with a parser of its own, which follows what ours refuses, and which finds some where
    there are no fences. So it gets front matter that we write, of what we have accepted.
    """
    front = read_front_matter(page_without_comments(text).text, name, name, settings)
    ours = {key: value for key, value in front.meta.items() if key in KEYS}
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in ours.items()]
    if foreign_keys := front.meta.keys() - ours.keys():
        # Values for other plugins keep their YAML types.
        typed_values = _typed(front)
        lines.append(yaml.safe_dump({key: typed_values[key] for key in sorted(foreign_keys)}, allow_unicode=True))
    return f"---\n{''.join(lines) or NOTHING}---\n{LEADING_EMPTY_LINES.sub('', front.rest)}"


def _typed(front: FrontMatter) -> Mapping[str, Any]:
    try:
        return yaml.load(front.inside, SAFE)  # type: ignore[no-any-return]
    except (yaml.YAMLError, ValueError):
        # Such as a date that does not exist.
        return front.meta


def page_without_comments(text: str) -> Uncommented:
    """Remove the comments from a page's text, including its front matter, before a host sees it."""
    end = front_matter_end(text)
    if not end:
        return without_comments(text)
    front, body = without_notes(text[:end]), without_comments(text[end:])
    above = text.count("\n", 0, end)
    noted = frozenset(line + above for line in body.noted)
    faults = (*front.faults, *(fault._replace(line=fault.line + above) for fault in body.faults))
    # The text before ``end`` includes the closing line of the front matter.
    return Uncommented(front.text + body.text, noted, faults)


def is_inside(path: Path, folder: Path) -> bool:
    """Check whether a file is in a folder even after its symbolic links are followed."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; unreadable folders are skipped, where ``Path.rglob`` raises."""
    for parent, _, files in os.walk(folder):
        yield from (Path(parent, name) for name in files)


def linked_folders(folder: Path, root: Path) -> Iterator[Path]:
    """Yield the folder itself if it is a symbolic link in the project, or else the linked folders below it.

    Following two links that lead back to each other would never end.
    """
    if linked(folder, root):
        yield folder
        return
    for parent, folders, _ in os.walk(folder):
        yield from (Path(parent, name) for name in sorted(folders) if Path(parent, name).is_symlink())


# The sections of a page's text, without front matter, comments and blocks.


def read_sections(
    text: str, page: str, taken: Iterable[str] = (), mention: Callable[[Citation], str] = lambda _: ""
) -> list[Section]:
    """Read the sections of a page's text, in order; ``taken`` are the ids of its records."""
    text = page_without_comments(without_hidden(text)).text
    scanned = scan(read_front_matter(text, page, page).rest)
    return MarkdownText(scanned.outside, visible=scanned.prose).sections(taken, mention)
