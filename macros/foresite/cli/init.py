"""``foresite init``: a new project, complete and small."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import date as day
from pathlib import Path

import click

from foresite.cli.common import answer, at_terminal, load, optional, say_problems
from foresite.editing.drafts import kebab_case
from foresite.model.dates import parse_edtf
from foresite.model.likelihood import SCALES
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

HOSTING_NAMES = ", ".join(f"{name} ({each.label})" for name, each in HOSTINGS.items())


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
@click.option("--outlook", help="The year that it speaks for.")
@click.option("--paragraphs", help="How many body paragraphs it has.")
@click.option("--host", help=f"Where the site will be published: {HOSTING_NAMES}.")
@click.option("--url", help="The address of the site, which may be below a path.")
@click.option("--example", "bare", is_flag=True, help="Write the pages of Foresite's own site without any record.")
def command(folder: Path, themes: tuple[str, ...], bare: bool, **given: str | None) -> None:
    """Set up a new project in FOLDER, which is this folder unless you name one.

    It asks at a terminal for what you do not give as a flag; elsewhere it uses defaults. The project has
    settings, pages, a bibliography, and one brief as an example. It can be checked and built at once.

    Nothing that is in the folder is changed. Where something is in the way, nothing is written.
    """
    try:
        project = _asked(folder, themes, example=not bare, **given)
        files = project_files(project)
        _check(files)
        kept = write_project(folder, files)
    except click.Abort:
        click.echo("", err=True)
        raise click.ClickException("stopped; nothing was written") from None
    except InTheWayError as error:
        names, one = ", ".join(error.paths), len(error.paths) == 1
        said = f"{names} {'is' if one else 'are'} there already, expected a folder without {'it' if one else 'them'}"
        raise click.ClickException(f"nothing was written: {said}") from None
    where = folder.as_posix()
    click.echo(f"{where}: {len(files) - len(kept)} files written")
    for path in kept:
        click.echo(f"kept your {path}{_missing(folder, path, files[path])}", err=True)
    steps = [] if folder.resolve() == Path.cwd().resolve() else [f"cd {where}"]
    click.echo("Next: " + " && ".join([*steps, "mkdocs serve"]) + ", then open http://127.0.0.1:8000", err=True)


def _missing(folder: Path, path: str, text: str) -> str:
    """What one's own .gitignore lacks, in words."""
    if path != ".gitignore":
        return ""
    own = (folder / path).read_text("utf-8", "replace").splitlines()
    lacking = [line for line in text.splitlines() if line.strip("/") not in {each.strip().strip("/") for each in own}]
    return f"; add {', '.join(lacking)} to it" if lacking else ""


def _check(files: dict[str, str]) -> None:
    """End with the problems that a project would have, before any of it is written."""
    with tempfile.TemporaryDirectory(prefix="foresite-") as name:
        write_project(Path(name), files)
        problems = load(Path(name) / "mkdocs.yml", host=True).problems
    if problems:
        say_problems(problems)
        raise click.ClickException("nothing was written, because it would have these problems")


def _asked(folder: Path, themes: tuple[str, ...], *, example: bool, **given: str | None) -> NewProject:
    """What is given as flags, answered at the terminal, or taken as the default."""

    def ask(name: str, expects: str, default: str, wrong: Callable[[str], str]) -> str:
        return _right(name, answer(name, given[name], expects, default, wrong), wrong)

    own_name = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    name = ask("name", "the name of the site", own_name[:1].upper() + own_name[1:] or "Outlooks", _bad_line)
    language = ask(
        "language",
        "a code such as en, de or ko",
        "en",
        _known(languages("material"), "language", "a code such as en, de or ko"),
    )
    named = _themes(themes)
    if not themes and at_terminal():
        default = ", ".join(EXAMPLE_THEMES.values())
        said = answer("themes", None, "their names, separated by commas", default, _bad_themes)
        named = _themes(said.split(","))
    scale = ask("scale", one_of(SCALES), "icd203", _known(SCALES, "scale"))
    brief = _brief(given)
    host = ask("host", HOSTING_NAMES, "none", _known(HOSTINGS, "host"))
    url = optional("url", given["url"], "the address at which it will be published", _bad_url)
    _right("url", url, _bad_url)
    return NewProject(name, language, named or dict(EXAMPLE_THEMES), scale, host, _ended(url), brief, example)


def _brief(given: dict[str, str | None]) -> FirstBrief | None:
    title = optional("brief", given["brief"], "the title of your first brief", _bad_line)
    others = ("author", "date", "outlook", "paragraphs")
    if not title:
        if stray := next((name for name in others if given[name]), ""):
            raise click.UsageError(f"--{stray} is about the first brief, expected --brief TITLE with it")
        return None
    _right("brief", title, _bad_line)
    author = optional("author", given["author"], "Family, Given; an organization by its name", _bad_line)
    date = optional("date", given["date"], "when it was published, an EDTF date", _bad_date)
    _right("author", author, _bad_line)
    _right("date", date, _bad_date)
    year = date[:4] if date[:4].isdigit() else str(day.today().year)
    outlook = answer("outlook", given["outlook"], "the year that it speaks for", year, _bad_year)
    _right("outlook", outlook, _bad_year)
    paragraphs = answer("paragraphs", given["paragraphs"], "how many body paragraphs it has", wrong=_bad_number)
    return FirstBrief(title, outlook, _right("paragraphs", paragraphs, _bad_number), author, date)


def _right(name: str, value: str, wrong: Callable[[str], str]) -> str:
    """The value, unless something is wrong with it and nobody is there to be asked again."""
    if value and (mistake := wrong(value)):
        raise click.UsageError(f"--{name} {value}: {mistake}")
    return value


def _known(names: Iterable[str], of: str, expected: str = "") -> Callable[[str], str]:
    known = tuple(names)

    def wrong(value: str) -> str:
        if value in known:
            return ""
        hint = nearest(value, known)
        return f"no such {of}{f'; {hint}' if hint else f', expected {expected or one_of(known)}'}"

    return wrong


def _bad_line(value: str) -> str:
    return "" if value.strip() and value.isprintable() else "expected a line of text"


def _bad_url(value: str) -> str:
    return "" if WEB.fullmatch(value) else "expected an address such as https://example.org/outlooks/"


def _ended(url: str) -> str:
    """An address of a folder, with the slash at its end."""
    return url if not url or url.endswith("/") else f"{url}/"


def _bad_date(value: str) -> str:
    try:
        parse_edtf(value)
    except ValueError as error:
        return str(error)
    return ""


def _bad_year(value: str) -> str:
    return "" if len(value) == 4 and value.isascii() and value.isdigit() else "expected a year of four digits"


def _bad_number(value: str) -> str:
    right = value.isascii() and value.isdigit() and 0 < int(value[:9]) < 100_000
    return "" if right else "expected a number above 0"


def _bad_themes(value: str) -> str:
    try:
        _themes(value.split(","))
    except click.UsageError as error:
        return error.message
    return ""


def _themes(given: Iterable[str]) -> dict[str, str]:
    """Themes by id, from ``Name`` or ``id: Name``.

    Raises:
        click.UsageError: where one cannot be a theme, or is given twice.
    """
    themes: dict[str, str] = {}
    for number, text in enumerate((" ".join(each.split()) for each in given), 1):
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
