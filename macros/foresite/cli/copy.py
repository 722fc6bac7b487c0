"""What the commands that take a copy of a brief share."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.cli.common import Loaded
from foresite.model import Brief
from foresite.problems import nearest_name
from foresite.verifying import CopyError, Fingerprint, FingerprintsError, read_all, read_copy
from foresite.verifying.fingerprints import NAME

copy_argument = click.argument("copy", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def brief_of(loaded: Loaded, key: str) -> Brief:
    """The annotated brief with that key."""
    for brief in loaded.sources.briefs:
        if brief.key == key:
            return brief
    known = [brief.key for brief in loaded.sources.briefs]
    hint = nearest_name(key, known)
    raise click.UsageError(f"no page annotates '{key}', expected {', '.join(known)}{f'; {hint}' if hint else ''}")


def text_of(copy: Path) -> str:
    """The copy's text."""
    try:
        return read_copy(copy)
    except CopyError as error:
        raise click.UsageError(f"{copy}: {error}") from None


def fingerprints_of(loaded: Loaded) -> tuple[Path, dict[str, tuple[Fingerprint, ...]]]:
    """The project's file of fingerprints, and what it holds."""
    path = loaded.settings.bibliography[0].parent / NAME
    try:
        return path, read_all(path.read_text("utf-8")) if path.is_file() else {}
    except (FingerprintsError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{loaded.settings.relative(path)}: {error}") from None
