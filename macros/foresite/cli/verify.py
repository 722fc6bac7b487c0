"""Run ``foresite verify``: check a copy of a brief against its annotation."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.cli.common import (
    brief_of,
    config_option,
    copy_argument,
    fingerprints_of,
    load,
    problems_in_words,
    say_problems,
    text_of,
)
from foresite.parsing.files import read_text
from foresite.verify.checks import verify


@click.command()
@click.argument("key")
@copy_argument
@config_option
def command(key: str, copy: Path, config: Path) -> None:
    """Check the annotation of the brief KEY against FILE, a copy of it as text or PDF.

    Is it the copy annotated? Does every quoted and printed phrase stand in the paragraph named? Is no
    more than 5 % of the brief quoted in all? No text of the brief is written anywhere.
    """
    loaded = load(config, drafts=True)
    brief = brief_of(loaded, key)
    path, fingerprints = fingerprints_of(loaded)
    if key not in fingerprints:
        name = loaded.settings.relative(path)
        raise click.UsageError(f"no fingerprints of '{key}' in {name}, expected those of foresite fingerprint")
    settings = loaded.settings
    pages = (read_text(settings.docs / page.path, settings) for page in loaded.sources.pages)
    texts = [text for text in pages if isinstance(text, str)]
    verification = verify(loaded.sources, brief, text_of(copy), fingerprints[key], texts)
    say_problems(verification.problems)
    counts = (
        f"{verification.paragraphs} of {len(fingerprints[key])} paragraphs, {verification.phrases} phrases, "
        f"{verification.share * 100:.1f} % quoted"
    )
    click.echo(f"{key}: {counts}: {problems_in_words(len(verification.problems))}", err=True)
    raise SystemExit(1 if verification.problems else 0)
