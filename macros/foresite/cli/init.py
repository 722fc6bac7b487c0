"""Run ``foresite init``: set up a small, complete project."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Callable, Iterable
from datetime import date as day
from pathlib import Path

import click

from foresite.cli.common import answer, at_terminal, load, optional, say_problems
from foresite.editing.insertions import kebab_case
from foresite.model.dates import parse_edtf
from foresite.model.likelihood import SCALES
from foresite.model.outlook import FORMS, OutlookError, outlook_of
from foresite.model.problems import nearest, one_of
from foresite.parsing.allowlist import is_reserved_id
from foresite.parsing.configuration import WEB
from foresite.parsing.installed import languages
from foresite.parsing.values import KEBAB
from foresite.scaffold import (
    EXAMPLE_THEMES,
    HOSTINGS,
    FirstBrief,
    InTheWayError,
    NewProject,
    project_files,
    write_project,
)

HOSTING_NAMES = ", ".join(f"{name} ({hosting.label})" for name, hosting in HOSTINGS.items())


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@click.option("--name", help="The name of the site.")
@click.option("--language", help="The language of the pages' own words, such as en, de or ko.")
@click.option(
    "--theme", "themes", multiple=True, metavar="NAME", help="A theme, as 'Name' or 'id: Name'; give it once for each."
)
@click.option("--scale", help=f"The scale of likelihoods: {one_of(SCALES)}.")
@click.option("--brief", metavar="TITLE", help="The title of the first brief, which then gets its page.")
@click.option("--author", help="Its author, as 'Family, Given'; an organization by its name.")
@click.option("--date", help="When it was published: an EDTF date.")
@click.option("--outlook", help="The time that it speaks for: 2024, 2024-H1, 2024-Q3, 2024/2025.")
@click.option("--paragraphs", help="How many body paragraphs it has.")
@click.option("--host", help=f"Where the site will be published: {HOSTING_NAMES}.")
@click.option("--url", help="The address of the site, which may be below a path.")
@click.option(
    "--example", "without_example", is_flag=True, help="Write the pages of Foresite's own site without any record."
)
def command(folder: Path, themes: tuple[str, ...], without_example: bool, **flags: str | None) -> None:
    """Set up a new project in FOLDER, which is this folder unless you name one.

    It asks at a terminal for what you do not give as a flag; elsewhere it uses defaults. The project has
    settings, pages, a bibliography, and one brief as an example. It can be checked and built at once.

    Nothing that is in the folder is changed. Where something is in the way, nothing is written.
    """
    try:
        project = _ask_for_project(folder, themes, example=not without_example, **flags)
        files = project_files(project)
        _check(files)
        existing = write_project(folder, files)
    except click.Abort:
        click.echo("", err=True)
        raise click.ClickException("stopped; nothing was written") from None
    except InTheWayError as error:
        names, is_single = ", ".join(error.paths), len(error.paths) == 1
        are, them = ("is", "it") if is_single else ("are", "them")
        message = f"{names} {are} there already, expected a folder without {them}"
        raise click.ClickException(f"nothing was written: {message}") from None
    where = folder.as_posix()
    click.echo(f"{where}: {len(files) - len(existing)} files written")
    for path in existing:
        click.echo(f"kept your {path}{_missing(folder, path, files[path])}", err=True)
    steps = [] if folder.resolve() == Path.cwd().resolve() else [f"cd {shlex.quote(str(where))}"]
    click.echo("Next: " + " && ".join([*steps, "mkdocs serve"]) + ", then open http://127.0.0.1:8000", err=True)


def _missing(folder: Path, path: str, text: str) -> str:
    """Return the lines that an existing .gitignore lacks, in words."""
    if path != ".gitignore":
        return ""
    own_lines = (folder / path).read_text("utf-8", "replace").splitlines()
    missing_lines = [
        line
        for line in text.splitlines()
        if line.strip("/") not in {line_of_own.strip().strip("/") for line_of_own in own_lines}
    ]
    return f"; add {', '.join(missing_lines)} to it" if missing_lines else ""


def _check(files: dict[str, str]) -> None:
    """Stop with the problems that the new project would have, before anything is written."""
    with tempfile.TemporaryDirectory(prefix="foresite-") as name:
        write_project(Path(name), files)
        problems = load(Path(name) / "mkdocs.yml", host=True).problems
    if problems:
        say_problems(problems)
        raise click.ClickException("nothing was written, because it would have these problems")


def _ask_for_project(folder: Path, themes: tuple[str, ...], *, example: bool, **flags: str | None) -> NewProject:
    """Return the project as set by flags, answered at the terminal, or taken from defaults."""

    def ask(name: str, expects: str, default: str, validate: Callable[[str], str]) -> str:
        return _require_valid(name, answer(name, flags[name], expects, default, validate), validate)

    own_name = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    name = ask("name", "the name of the site", own_name[:1].upper() + own_name[1:] or "Outlooks", _bad_line)
    language = ask(
        "language",
        "a code such as en, de or ko",
        "en",
        _membership_check(languages("material"), "language", "a code such as en, de or ko"),
    )
    chosen_themes = _themes(themes)
    if not themes and at_terminal():
        default = ", ".join(EXAMPLE_THEMES.values())
        theme_names = answer("themes", None, "their names, separated by commas", default, _bad_themes)
        chosen_themes = _themes(theme_names.split(","))
    scale = ask("scale", one_of(SCALES), "icd203", _membership_check(SCALES, "scale"))
    brief = _brief(flags)
    host = ask("host", HOSTING_NAMES, "none", _membership_check(HOSTINGS, "host"))
    url = optional("url", flags["url"], "the address at which it will be published", _bad_url)
    _require_valid("url", url, _bad_url)
    return NewProject(
        name, language, chosen_themes or dict(EXAMPLE_THEMES), scale, host, _with_slash(url), brief, example
    )


def _brief(flags: dict[str, str | None]) -> FirstBrief | None:
    title = optional("brief", flags["brief"], "the title of your first brief", _bad_line)
    dependent_flags = ("author", "date", "outlook", "paragraphs")
    if not title:
        if dependent := next((name for name in dependent_flags if flags[name]), ""):
            raise click.UsageError(f"--{dependent} is about the first brief, expected --brief TITLE with it")
        return None
    _require_valid("brief", title, _bad_line)
    author = optional("author", flags["author"], "Family, Given; an organization by its name", _bad_line)
    date = optional("date", flags["date"], "when it was published, an EDTF date", _bad_date)
    _require_valid("author", author, _bad_line)
    _require_valid("date", date, _bad_date)
    year = date[:4] if date[:4].isdigit() else str(day.today().year)
    outlook = answer("outlook", flags["outlook"], "the time that it speaks for", year, _bad_outlook)
    _require_valid("outlook", outlook, _bad_outlook)
    paragraphs = answer("paragraphs", flags["paragraphs"], "how many body paragraphs it has", wrong=_bad_number)
    return FirstBrief(title, outlook, _require_valid("paragraphs", paragraphs, _bad_number), author, date)


def _require_valid(name: str, value: str, validate: Callable[[str], str]) -> str:
    """Return the value if it is valid; raise a usage error otherwise."""
    if value and (fault := validate(value)):
        raise click.UsageError(f"--{name} {value}: {fault}")
    return value


def _membership_check(names: Iterable[str], noun: str, expected: str = "") -> Callable[[str], str]:
    valid_names = tuple(names)

    def validate(value: str) -> str:
        if value in valid_names:
            return ""
        hint = nearest(value, valid_names)
        return f"no such {noun}{f'; {hint}' if hint else f', expected {expected or one_of(valid_names)}'}"

    return validate


def _bad_line(value: str) -> str:
    return "" if value.strip() and value.isprintable() else "expected a line of text"


def _bad_url(value: str) -> str:
    return "" if WEB.fullmatch(value) else "expected an address such as https://example.org/outlooks/"


def _with_slash(url: str) -> str:
    """Return an address with a slash at its end."""
    return url if not url or url.endswith("/") else f"{url}/"


def _bad_date(value: str) -> str:
    try:
        parse_edtf(value)
    except ValueError as error:
        return str(error)
    return ""


def _bad_outlook(value: str) -> str:
    try:
        outlook_of(value, {})
    except OutlookError:
        return f"expected {FORMS}"
    return ""


def _bad_number(value: str) -> str:
    is_valid = value.isascii() and value.isdigit() and 0 < int(value[:9]) < 100_000
    return "" if is_valid else "expected a number above 0"


def _bad_themes(value: str) -> str:
    try:
        _themes(value.split(","))
    except click.UsageError as error:
        return error.message
    return ""


def _themes(texts: Iterable[str]) -> dict[str, str]:
    """Return themes by id, from ``Name`` or ``id: Name``.

    Raises:
        click.UsageError: where one cannot be a theme, or is given twice.
    """
    themes: dict[str, str] = {}
    for number, text in enumerate((" ".join(theme_text.split()) for theme_text in texts), 1):
        id, colon, label = (part.strip() for part in text.partition(":"))
        if not (colon and KEBAB.fullmatch(id)):
            id, label = kebab_case(text) or f"topic-{number}", text
        if not label or not text.isprintable():
            raise click.UsageError(f"--theme '{text}' is not a theme, expected 'Name' or 'id: Name'")
        if is_reserved_id(id):
            raise click.UsageError(f"--theme '{text}': the id '{id}' is reserved, expected another as 'id: Name'")
        if id in themes:
            raise click.UsageError(f"--theme '{text}': '{id}' is given twice, expected another id as 'id: Name'")
        themes[id] = label
    return themes
