"""``foresite print``: the site on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from foresite.cli.common import config_option, follow, problems_in_words, quiet_option, say_problems
from foresite.model.problems import Code, StyleError, nearest_name, one_of
from foresite.model.records import Brief, Grouping
from foresite.parsing.configuration import read_host
from foresite.parsing.history import SourceDateError, source_date
from foresite.parsing.settings import read_settings
from foresite.pdf.cache import PrintingError
from foresite.pdf.documents import SELECTION, NothingSelected
from foresite.pdf.engine import PAPERS, PdfEngine, stylesheet
from foresite.pdf.print_job import PrintedDocument, PrintJob, write
from foresite.reporting.progress import Progress
from foresite.site.project import Project

FACETS = (
    *(grouping.value for grouping in Grouping),
    *("theme", "kind", "likelihood", "confidence", "actor", "place", "tag", "verdict", "reason"),
)


def _facets(command: click.Command) -> click.Command:
    for name in reversed(FACETS):
        said = f"Only claims of this {name}; give it again for one more."
        command.params.append(click.Option([f"--{name}"], multiple=True, metavar=name.upper(), help=said))
    return command


@_facets
@click.command()
@config_option
@quiet_option
@click.option("--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="The paper's size.")
@click.option("--summary", metavar="KEY", help="Only the summary of the brief KEY, on one page.")
@click.option("--lang", metavar="LANG", help="Only in this language, of a site in several.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The file of a summary or of chosen claims."
)
def command(
    config: Path,
    quiet: bool,
    paper: str,
    summary: str | None,
    lang: str | None,
    output: Path | None,
    **facets: tuple[str, ...],
) -> None:
    """Print the site as PDFs: the next build publishes them and links to them.

    Printed are each brief's annotation and summary, the comparison, the ledger of forecasts, and all of it
    as a book, in each language of the site. With --summary, or with what the claims are to have, one PDF is
    written here instead.
    Nothing is written where a PDF would lack something of the site.
    """
    asked = {name: facets[name] for name in FACETS if facets[name]}
    if summary and asked:
        raise click.UsageError("--summary prints a brief, and the other options choose claims: expected one of the two")
    if output and not (summary or asked):
        raise click.UsageError("--output is for a summary or for chosen claims: a build finds the site's own PDFs")
    try:
        with follow(quiet) as progress:
            progress.phase("Reading the sources")
            project = _sound(config)
            trees = project.corpus.settings.trees
            if lang and not (lang == project.corpus.settings.content_language or lang in trees):
                known = (project.corpus.settings.content_language, *trees)
                raise click.UsageError(f"no language '{lang}', expected {one_of(known)}")
            jobs = [_job(each, config, paper) for each in _in_languages(project, lang)]
            # One document is printed in one language.
            job = jobs[0]
            project = job.project
            if summary:
                path = output or Path(f"{summary}-summary.pdf")
                written = _write(job.summary(_brief(project, summary)), path, progress)
            elif asked:
                written = _write(job.selection(asked), output or Path(SELECTION), progress)
            else:
                written = [line for each in jobs for line in _print_all(each, progress)]
    except (PrintingError, StyleError) as error:
        raise click.ClickException(str(error)) from None
    except NothingSelected as error:
        raise click.UsageError(str(error)) from None
    if not quiet:
        click.echo("\n".join(written))


def _in_languages(project: Project, lang: str | None) -> list[Project]:
    """Return the project in the language that is asked for, or in each."""
    settings = project.corpus.settings
    history = project.origin.history
    trees = [tag for tag in settings.trees if lang in (None, tag)]
    translations = [Project.load(settings.translated(tag), dated=True, history=history) for tag in trees]
    return [project, *translations] if lang in (None, settings.content_language) else translations


def _job(project: Project, config: Path, paper: str) -> PrintJob:
    settings = project.corpus.settings
    style = stylesheet(paper, settings.content_language, right_to_left=settings.language.right_to_left)
    return PrintJob(project, read_host(config), PdfEngine(style, settings.docs), _day)


def _write(printed: PrintedDocument, path: Path, progress: Progress) -> list[str]:
    """Write one document, and say what was written."""
    _refuse([printed], progress)
    write(printed, path)
    return [f"{path}: {_pages(printed.pages)}"]


def _print_all(job: PrintJob, progress: Progress) -> list[str]:
    """Print all that is published, keep it for the next build, and say what was kept."""
    progress.phase("Printing", job.size)
    printed = job.everything(lambda name: progress.step(what=name))
    _refuse([document for document, _ in printed], progress)
    folder, kept = job.keep(printed)
    return [f"{folder / each.path}: {_pages(each.pages)}, {each.size}" for each in kept]


def _refuse(printed: Sequence[PrintedDocument], progress: Progress) -> None:
    """End without writing anything where something is wrong."""
    progress.end()
    if problems := [problem for document in printed for problem in document.problems]:
        say_problems(problems)
        raise click.ClickException(f"nothing is written: {problems_in_words(len(problems))}")


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number} pages"


def _sound(config: Path) -> Project:
    """The project, which must have no problems; what Git does not say is only told."""
    settings, problems = read_settings(config)
    project = Project.load(settings, dated=True)
    found = [*problems, *project.problems]
    say_problems(found)
    if any(problem.code is not Code.NO_HISTORY for problem in found):
        raise click.ClickException("the sources have problems, expected none before printing")
    return project


def _brief(project: Project, key: str) -> Brief:
    brief = project.corpus.brief(key)
    if brief is None:
        known = [brief.key for brief in project.corpus.briefs]
        hint = nearest_name(key, known)
        raise click.UsageError(f"no page annotates '{key}', expected {', '.join(known)}{f'; {hint}' if hint else ''}")
    return brief


def _day(known: date | None) -> date | None:
    """The day that a document bears: that of the last change, or what SOURCE_DATE_EPOCH says instead."""
    try:
        return source_date() or known
    except SourceDateError as error:
        raise click.ClickException(str(error)) from None
