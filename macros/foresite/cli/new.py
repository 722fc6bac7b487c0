"""``foresite new``: a brief's page, a block or a reference, with the right options in the right file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from foresite.cli.asking import answer, at_terminal, optional
from foresite.cli.common import Loaded, config_option, load, say_problems
from foresite.corpus import Corpus
from foresite.fields import CLAIM_KINDS, KINDS, Field
from foresite.reading.biblatex import TYPES
from foresite.reading.faults import one_of
from foresite.views.addresses import Addresses
from foresite.writing import (
    Draft,
    DraftError,
    draft_block,
    draft_brief,
    draft_reference,
    new_problems,
    suggest_id,
    write_atomically,
)

SIDES = {"new": ("to",), "dropped": ("from",)}
"""Which sides a shift has; every other has both."""
page_option = click.option("--page", help="The page to write to, relative to the docs folder.")


def _field(option: str) -> str:
    """The name of a parameter for an option: ``from`` is a word of Python."""
    return f"{option.replace('-', '_')}_" if option == "from" else option.replace("-", "_")


def _option(field: str) -> str:
    return field.rstrip("_").replace("_", "-")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@click.group()
def command() -> None:
    """Write a brief's page, a claim, an event, an outcome, a shift, a correction or a reference.

    What is not given is asked for at a terminal. Nothing is written that would be a problem, and nothing
    else of the file is changed.
    """


def _options(kinds: Sequence[str]) -> Callable[[Any], Any]:
    """The options of some kinds of block, as flags of a command."""

    def add(function: Any) -> Any:
        specs = {name: spec for kind in reversed(kinds) for name, spec in KINDS[kind].fields.items()}
        for name in reversed(specs):
            several = specs[name].type.many
            kind = "; may be given more than once" if several else ""
            function = click.option(
                f"--{name}", _field(name), multiple=several, help=f"{_capital(specs[name].expects)}{kind}."
            )(function)
        function = click.option("--body", help="The text in your own words, in Markdown.")(function)
        return config_option(page_option(click.option("--title", help="What the block says.")(function)))

    return add


@command.command()
@click.option("--kind", type=click.Choice(CLAIM_KINDS), help="What kind of claim.")
@_options(CLAIM_KINDS)
def claim(kind: str | None, **given: Any) -> None:
    """Write a claim on its brief's page, behind those that rest on an earlier paragraph."""
    if kind is None and at_terminal():
        kind = click.prompt("kind", type=click.Choice(CLAIM_KINDS), err=True)
    if kind is None:
        raise click.UsageError(f"--kind is missing, expected {', '.join(CLAIM_KINDS)}")
    _block(kind, **given)


def _command_of(kind: str, text: str) -> None:
    @command.command(kind, help=text)
    @_options([kind])
    def of_kind(**given: Any) -> None:
        _block(kind, **given)


_command_of("correction", "Flag a slip on its brief's page.")
_command_of("event", "Write an event among the others, by date.")
_command_of("outcome", "Write what became of a claim.")
_command_of("shift", "Write how one outlook's claims stand to another's.")


@command.command()
@click.option("--key", help="The brief's key in the bibliography.")
@click.option("--outlook", help="The year it speaks for.")
@click.option("--paragraphs", help="How many body paragraphs it has.")
@click.option("--title", help="The page's title.")
@page_option
@config_option
def brief(
    key: str | None, outlook: str | None, paragraphs: str | None, title: str | None, page: str | None, config: Path
) -> None:
    """Write the page that annotates a brief; its reference must be in the bibliography."""
    loaded = load(config)
    key = answer("key", key, "the brief's key in the bibliography")
    outlook = answer("outlook", outlook, "the year it speaks for")
    paragraphs = answer("paragraphs", paragraphs, "how many body paragraphs it has")
    title = answer("title", title, "the page's title", f"Outlook {outlook}")
    _write(loaded, lambda: draft_brief(loaded.settings, key, outlook, paragraphs, title, page or ""))
    click.echo("add the page to nav in mkdocs.yml, if the site has one", err=True)


@command.command()
@click.option("--type", "kind", help="BibLaTeX's type: report, article, online, …")
@click.option("--key", help="The key it is cited by.")
@click.option("--author", help="Family, Given and Family, Given; a body in braces.")
@click.option("--title", help="The title.")
@click.option("--date", help="An EDTF date.")
@click.option("--url", help="Where it is read.")
@click.option(
    "--field", "fields", multiple=True, metavar="NAME=TEXT", help="Another field; may be given more than once."
)
@config_option
def reference(
    kind: str | None,
    key: str | None,
    author: str | None,
    title: str | None,
    date: str | None,
    url: str | None,
    fields: tuple[str, ...],
    config: Path,
) -> None:
    """Write an entry of the bibliography, by its key."""
    loaded = load(config)
    if wrong := [field for field in fields if "=" not in field]:
        raise click.UsageError(f"--field {wrong[0]}: expected NAME=TEXT")
    others = dict(field.split("=", 1) for field in fields)
    kind = answer("type", kind, "report, article, online or another of BibLaTeX's types")
    if kind not in TYPES:
        raise click.UsageError(f"--type {kind}: expected one of BibLaTeX's types")
    key = answer("key", key, "the key it is cited by")
    known = {
        "author": optional("author", author, "Family, Given; a body in braces"),
        "title": "" if "titleaddon" in others else answer("title", title, "the title"),
        "date": optional("date", date, "an EDTF date"),
        "url": optional("url", url, "where it is read"),
    }
    listed = Corpus.build(loaded.settings, loaded.sources).page_of("bibliography")
    _write(loaded, lambda: draft_reference(loaded.settings, loaded.sources, kind, key, known | others, listed))


def _block(kind: str, config: Path, page: str | None, title: str | None, body: str | None, **given: Any) -> None:
    loaded = load(config)
    specs = KINDS[kind].fields
    for name in (name for name, value in given.items() if value and _option(name) not in specs):
        raise click.UsageError(f"--{_option(name)} is no option of {kind}")
    if KINDS[kind].of_brief and not page and len(loaded.sources.briefs) != 1:
        pages = [brief.page for brief in loaded.sources.briefs]
        page = answer("page", page, f"its brief's page: {', '.join(pages)}")
    title = answer("title", title, "what it says, in one sentence without a full stop")
    options: dict[str, str | Sequence[str]] = {}
    for name, spec in specs.items():
        if name != "id":
            expects = _expects(name, spec, loaded)
            options[name] = _value(name, spec, expects, given[_field(name)], kind, options)
    proposed = suggest_id(loaded.sources, kind, title, options, page or "")
    id_ = answer("id", given["id"], "its permanent name", proposed)
    body = optional("body", body, "the text, in your own words")
    options = {"id": id_, **options}
    _write(loaded, lambda: draft_block(loaded.settings, loaded.sources, kind, title, options, body, page or ""))


def _expects(name: str, spec: Field, loaded: Loaded) -> str:
    """What stands in an option, with the names to choose from where the project sets them."""
    settings = loaded.settings
    if name in ("theme", "themes") and settings.themes:
        return f"{spec.expects}: {one_of(settings.themes)}"
    if name == "likelihood":
        return f"{spec.expects}: {one_of(term.name for term in settings.scale.terms)}"
    return spec.expects


def _value(
    name: str, spec: Field, expects: str, given: Any, kind: str, options: Mapping[str, str | Sequence[str]]
) -> str | Sequence[str]:
    """The value of an option: as given, as answered, or nothing where it may be missing."""
    sides = SIDES.get(str(options.get("change")), ("from", "to")) if kind == "shift" else ()
    needed = spec.required or name in sides
    if kind == "shift" and name in ("from", "to") and name not in sides and not given:
        return ""
    if spec.type.many:
        if given:
            return list(given)
        said = answer(name, None, expects) if needed else optional(name, None, expects)
        return [part.strip() for part in said.split(",") if part.strip()]
    return answer(name, given, expects) if needed else optional(name, given, expects)


def _write(loaded: Loaded, draft: Callable[[], Draft]) -> None:
    """Write the draft if nothing becomes wrong by it, and say where it stands."""
    try:
        made = draft()
    except DraftError as error:
        raise click.UsageError(str(error)) from None
    settings = loaded.settings
    name = settings.relative(made.path)
    if problems := new_problems(loaded.config, settings, {name: made.data}):
        say_problems(problems)
        click.echo("nothing was written, because of what would be wrong", err=True)
        raise SystemExit(1)
    write_atomically(made.path, made.data)
    click.echo(f"{name}:{made.line}")
    if made.permalink.page:
        addresses = Addresses.of(settings)
        path = addresses.path(made.permalink.page, made.permalink.anchor)
        click.echo(addresses.url(path) or path)
