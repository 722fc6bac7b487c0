"""``foresite new``: a brief's page, a block or a reference, with the right options in the right file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from foresite.cli.common import Loaded, answer, at_terminal, config_option, load, optional, say_problems
from foresite.editing.files import ChangedError, locked, new_problems, write_atomically
from foresite.editing.insertions import Insertion, PlacementError, plan_block, plan_brief, plan_reference, suggest_id
from foresite.model import records
from foresite.model.corpus import Corpus
from foresite.model.dates import parse_edtf
from foresite.model.fields import CLAIM_KINDS, KINDS, Field
from foresite.model.outlook import OutlookError, outlook_name
from foresite.model.problems import Code, Place, Problem, a, nearest_name, one_of
from foresite.model.settings import Settings
from foresite.model.sources import OptionReference
from foresite.parsing.bibliography.entries import KEY, read_url
from foresite.parsing.bibliography.latex import TYPES, encode, names_in, read_names
from foresite.parsing.front_matter import COUNTS, NUMBER
from foresite.parsing.integrity import unknown_names
from foresite.parsing.options import Option, OptionContext
from foresite.parsing.values import READERS
from foresite.parsing.yaml import Items, Text
from foresite.views.addresses import Addresses

SIDES = {"new": ("to",), "dropped": ("from",)}
"""Which sides a shift has; every other has both."""
UNDECIDED = {status.value for status in records.UNDECIDED}
"""The statuses of an outcome that is asked for its reason."""
OPTION_LINE = re.compile(r" {4}(?P<name>[a-z-]+):")
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


HELP = {
    "correction": "Flag a slip on its brief's page.",
    "event": "Write an event among the others, by date.",
    "outcome": "Write what became of a claim.",
    "shift": "Write how one outlook's claims stand to another's.",
}
for _kind, _declared in KINDS.items():
    if not _declared.is_claim:
        _command_of(_kind, HELP.get(_kind, f"Write a {_declared.label.lower()}."))


def _counts(function: Any) -> Any:
    """A flag for each thing that can be counted of a brief."""
    for name in reversed([*COUNTS]):
        function = click.option(f"--{name}", help=f"{_capital(COUNTS[name].expects)}.")(function)
    return function


@command.command()
@click.option("--key", help="The brief's key in the bibliography.")
@click.option("--outlook", help="The outlook that it is of, such as 2024 or 2024-H1, or a name of the settings.")
@_counts
@click.option("--title", help="The page's title.")
@page_option
@config_option
def brief(
    key: str | None, outlook: str | None, title: str | None, page: str | None, config: Path, **counts: str | None
) -> None:
    """Write the page that annotates a brief; its reference must be in the bibliography."""
    loaded = load(config, drafts=True)
    keys = {reference.key for reference in loaded.sources.references}

    def unknown(key: str) -> str:
        hint = nearest_name(key, keys)
        return "" if key in keys else f"no entry '{key}' in the bibliography{f'; {hint}' if hint else ''}"

    key = answer("key", key, "the brief's key in the bibliography", wrong=unknown)

    def wrong_outlook(text: str) -> str:
        try:
            loaded.settings.outlook(text)
        except OutlookError as error:
            hint = nearest_name(text, loaded.settings.outlooks)
            return f"{error}{f'; {hint}' if hint else ''}"
        return ""

    outlook = answer("outlook", outlook, "the outlook that it is of, such as 2024 or 2024-H1", wrong=wrong_outlook)
    outlook = outlook_name(outlook)
    asked = [name for name in COUNTS if counts[name] is not None] or ["paragraphs"]
    wrong = _unlike(NUMBER, "expected a number")
    numbers = {name: optional(name, counts[name], COUNTS[name].expects, wrong=wrong) for name in asked}
    title = answer("title", title, "the page's title", f"Outlook {loaded.settings.outlook_label(outlook)}")
    pages = [page or ""]

    def ask(_: str, *, again: bool) -> None:
        pages.append(answer("page", None, "another page, relative to the docs folder"))

    _write(config, lambda now: plan_brief(now.settings, key, outlook, numbers, title, pages[-1]), ask)


@command.command()
@click.option("--type", "kind", help="BibLaTeX's type: report, article, online, …")
@click.option("--key", help="The key it is cited by.")
@click.option("--author", help="People as 'Family, Given', joined by ' and '.")
@click.option(
    "--corporate-author", "bodies", multiple=True, help="An organization as author; may be given more than once."
)
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
    bodies: tuple[str, ...],
    title: str | None,
    date: str | None,
    url: str | None,
    fields: tuple[str, ...],
    config: Path,
) -> None:
    """Write an entry of the bibliography, by its key."""
    loaded = load(config, drafts=True)
    if wrong := [field for field in fields if "=" not in field]:
        raise click.UsageError(f"--field {wrong[0]}: expected NAME=TEXT")
    others = dict(field.split("=", 1) for field in fields)
    keys = {reference.key for reference in loaded.sources.references}
    expects = "report, article, online or another of BibLaTeX's types"
    kind = answer("type", kind, expects, wrong=lambda kind: "" if kind in TYPES else f"expected {expects}")
    if kind not in TYPES:
        raise click.UsageError(f"--type {kind}: expected one of BibLaTeX's types")
    key = answer("key", key, "the key it is cited by", wrong=lambda key: _bad_key(key, keys))
    given = author if author is not None or not bodies else ""
    expects = "Family, Given; an organization by its name"
    people = _people(optional("author", given, expects, wrong=_bad_names), bodies)
    known = {
        "author": people,
        "title": "" if "titleaddon" in others else answer("title", title, "the title"),
        "date": optional("date", date, "an EDTF date", wrong=_error_of(parse_edtf)),
        "url": optional("url", url, "where it is read", wrong=_error_of(read_url)),
    }

    def draft(now: Loaded) -> Insertion:
        listed = Corpus.build(now.settings, now.sources).page_of("bibliography")
        return plan_reference(now.settings, now.sources, kind, key, known | others, listed)

    _write(config, draft)


def _unlike(pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    return lambda value: "" if pattern.fullmatch(value) and value.isascii() else expected


def _error_of(read: Callable[[str], object]) -> Callable[[str], str]:
    def wrong(value: str) -> str:
        try:
            read(value)
        except ValueError as error:
            return str(error)
        return ""

    return wrong


def _bad_names(author: str) -> str:
    """What is wrong with names; an organization with an ampersand in it is asked for later."""
    return next((fault for fault in read_names(author).faults if "'&' between names" not in fault), "")


def _bad_key(key: str, keys: Iterable[str]) -> str:
    if not KEY.fullmatch(key):
        return "expected letters, digits and . : + / - between them"
    taken = next((known for known in keys if known.casefold() == key.casefold()), "")
    return f"the bibliography already has '{taken}', expected another" if taken else ""


def _people(author: str, bodies: Sequence[str]) -> str:
    """The authors as BibLaTeX has them: organizations in braces, and no organization taken for a person."""
    return " and ".join([*map(_person, names_in(author)), *(f"{{{encode(body.strip())}}}" for body in bodies)])


def _person(name: str) -> str:
    if "," in name or name.startswith("{") or name == "others":
        return name
    if not at_terminal():
        expected = f"a person is written 'Family, Given', an organization is given as --corporate-author '{name}'"
        raise click.UsageError(f"--author '{name}' may be a person or an organization: {expected}")
    if click.confirm(f"Is '{name}' an organization?", err=True):
        return f"{{{encode(name)}}}"
    if " " not in name:
        return name
    family = answer("family name", None, f"of {name}", name.split()[-1])
    given = " ".join(name.replace(family, "", 1).split())
    return f"{family}, {given}" if given else family


@dataclass(slots=True)
class _Answers:
    """What is known of a block that is to be written."""

    kind: str
    loaded: Loaded
    page: str
    given: Mapping[str, Any]
    title: str = ""
    options: dict[str, str | Sequence[str]] = field(default_factory=dict)
    id: str = ""
    """Empty where one is to be made of the title when the block is written."""
    body: str = ""

    def ask(self, name: str, *, again: bool = False) -> None:
        """Ask for a part, unless a flag has said it; ``again`` where that was wrong."""
        specs = KINDS[self.kind].fields
        if name == "title":
            given = None if again else self.given["title"]
            self.title = answer("title", given, "what it says, in one sentence without a full stop")
        elif name == "page":
            self.page = answer("page", None, "a page of the docs folder, relative to it")
        elif name == "body":
            self.body = optional("body", None if again else self.given["body"], "the text, in your own words")
        elif name == "id":
            given = None if again else self.given["id"]
            proposed = suggest_id(self.loaded.sources, self.kind, self.title, self.options, self.page)
            if given is not None or at_terminal():
                self.id = answer("id", given, "its permanent name", proposed, self._wrong("id", specs["id"]))
        else:
            given = None if again else self.given[_field(name)]
            self.options[name] = self._value(name, specs[name], given)

    def draft(self, now: Loaded) -> Insertion:
        """The block in its place, in the project as it is now."""
        id_ = self.id or suggest_id(now.sources, self.kind, self.title, self.options, self.page)
        options = {"id": id_, **self.options}
        return plan_block(now.settings, now.sources, self.kind, self.title, options, self.body, self.page)

    def _wrong(self, name: str, spec: Field) -> Callable[[str], str]:
        """What is wrong with an answer, as a check would say it."""
        settings, sources = self.loaded.settings, self.loaded.sources
        briefs = [brief for brief in sources.briefs if brief.page == self.page] or list(sources.briefs[:1])
        brief = briefs[0] if KINDS[self.kind].of_brief and briefs else None

        def wrong(value: str) -> str:
            node = Items(tuple(Text(part, 1) for part in _listed(value)), 1) if spec.type.many else Text(value, 1)
            read = READERS[spec.type.name]
            trial = OptionContext(spec, settings, brief, Option(name, 1, node), read=read)
            read(trial)
            said = [(fault.message, fault.hint) for fault in trial.faults]
            named = tuple(OptionReference(target, each, Place("", 1)) for target, each, _ in trial.references)
            said += [(problem.message, problem.hint) for problem in unknown_names(sources, settings, named)]
            return "; ".join(part for part in said[0] if part) if said else ""

        return wrong

    def _conditional(self) -> bool:
        """Whether the claim that an outcome judges has a condition."""
        return any(
            getattr(claim, "condition", "") for claim in self.loaded.sources.claims if claim.id == self.options["of"]
        )

    def _value(self, name: str, spec: Field, given: Any) -> str | Sequence[str]:
        """The value of an option: as given, as answered, or nothing where it may be missing."""
        sides = SIDES.get(str(self.options.get("change")), ("from", "to")) if self.kind == "shift" else ()
        if self.kind == "shift" and name in ("from", "to") and name not in sides and not given:
            return ""
        if not spec.asked and not given:
            return ""
        if name == "reason" and not given and self.options.get("status") not in UNDECIDED:
            return ""
        if (self.kind, name) == ("outcome", "condition") and not given and not self._conditional():
            return ""
        if spec.unless and self.given[_field(spec.unless)] and not given:
            # Who gives a value by a flag may leave out what else is required.
            return ""
        ask = answer if spec.required or name in sides else optional
        expects, wrong = _expects(name, spec, self.loaded), self._wrong(name, spec)
        if not spec.type.many:
            return ask(name, given, expects, wrong=wrong)
        if given and not (at_terminal() and any(map(wrong, given))):
            return list(given)
        return _listed(ask(name, None, expects, wrong=wrong))


def _listed(said: str) -> list[str]:
    return [part.strip() for part in said.split(",") if part.strip()]


def _block(kind: str, config: Path, page: str | None, **given: Any) -> None:
    loaded = load(config, drafts=True)
    specs = KINDS[kind].fields
    for name in (name for name, value in given.items() if value and _option(name) not in (*specs, "title", "body")):
        raise click.UsageError(f"--{_option(name)} is not an option of {a(kind)}")
    if KINDS[kind].of_brief and not page and len(loaded.sources.briefs) != 1:
        pages = [brief.page for brief in loaded.sources.briefs]
        expects = f"its brief's page: {', '.join(pages)}"
        page = answer("page", page, expects, wrong=lambda page: "" if page in pages else f"expected {', '.join(pages)}")
    answers = _Answers(kind, loaded, page or _only_page(kind, loaded), given)
    for name in ("title", *(name for name in specs if name != "id"), "id", "body"):
        answers.ask(name)
    _write(config, answers.draft, answers.ask)


def _only_page(kind: str, loaded: Loaded) -> str:
    briefs = loaded.sources.briefs
    return briefs[0].page if KINDS[kind].of_brief and len(briefs) == 1 else ""


def _expects(name: str, spec: Field, loaded: Loaded) -> str:
    """What stands in an option, with the names to choose from where the project sets them."""
    settings = loaded.settings
    if name in ("theme", "themes") and settings.themes:
        return f"{spec.expects}: {one_of(settings.themes)}"
    if name == "likelihood":
        return f"{spec.expects}: {', '.join(term.name for term in settings.scale.terms)}"
    if name == "confidence":
        return f"{spec.expects}: {one_of(settings.scale.confidence)}"
    return spec.expects


def _write(config: Path, draft: Callable[[Loaded], Insertion], ask: Callable[..., None] | None = None) -> None:
    """Write the draft if nothing becomes wrong by it, and say where it stands.

    At a terminal, what is wrong is asked for again, by ``ask``; every other answer is kept.
    """
    while True:
        try:
            problems, made, settings = _attempt(config, draft)
        except PlacementError as error:
            if ask is None or not at_terminal():
                raise click.UsageError(str(error)) from None
            click.echo(str(error), err=True)
            ask("page", again=True)
            continue
        if not problems:
            break
        say_problems(problems)
        if ask is None or not at_terminal():
            click.echo("nothing was written, because it would add these problems", err=True)
            raise SystemExit(1)
        click.echo("Nothing is written yet. Answer again what was wrong; all else is kept.", err=True)
        for name in _parts_of(problems, made, settings.relative(made.path)):
            ask(name, again=True)
    name = settings.relative(made.path)
    click.echo(f"{name}:{made.line}")
    if made.permalink.page:
        addresses = Addresses.of(settings)
        path = addresses.path(made.permalink.page, made.permalink.anchor)
        click.echo(addresses.url(path) or path)
    if made.new_page:
        click.echo(f"{name} is a new page: add it to nav in mkdocs.yml, if the site has one", err=True)


def _attempt(config: Path, draft: Callable[[Loaded], Insertion]) -> tuple[list[Problem], Insertion, Settings]:
    """Write what is drafted of the sources as they are now; the problems because of which nothing was written.

    Meanwhile no other command of ours writes. Where somebody saves the same file, all is done again.
    """
    while True:
        with locked(config.absolute().parent):
            loaded = load(config)
            made = draft(loaded)
            problems = new_problems(config, loaded.settings, {loaded.settings.relative(made.path): made.data})
            if problems:
                return problems, made, loaded.settings
            with suppress(ChangedError):
                write_atomically(made.path, made.data, made.read)
                return [], made, loaded.settings


def _parts_of(problems: Sequence[Problem], made: Insertion, path: str) -> list[str]:
    """The parts of a block that problems are about; where that can't be told, the one that is chosen."""
    lines = made.text.split("\n")
    found: dict[str, None] = {}
    for problem in problems:
        at = problem.place.line - made.line
        if problem.code is Code.DUPLICATE_ID:
            found["id"] = None
        elif problem.place.path == path and 0 <= at < len(lines):
            option = OPTION_LINE.match(lines[at])
            found["title" if at == 0 else option["name"] if option else "body"] = None
    if found:
        return list(found)
    names = ["title", *(match["name"] for line in lines if (match := OPTION_LINE.match(line))), "body"]
    return [click.prompt("Which part is to be changed", type=click.Choice(names), err=True)]
