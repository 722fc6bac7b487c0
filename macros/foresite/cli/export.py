"""``foresite export``: what a site by another host than MkDocs lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from foresite.cli.common import config_option, day_option, follow, problems_in_words, quiet_option, say_problems
from foresite.exports.files import schemas
from foresite.hosts.page_heads import assets, is_ours, with_head, without_head
from foresite.language.scripts import script_block
from foresite.model.addresses import MARKDOWN, page_file
from foresite.model.datafiles import DATA_FILES
from foresite.model.problems import Code, Place, Problem, in_order, one_of
from foresite.parsing.configuration import read_host
from foresite.parsing.settings import read_settings
from foresite.render.markdown.extension import NAME
from foresite.render.svg import sanitise
from foresite.reporting.progress import Progress
from foresite.site.check import check_site, check_stamps
from foresite.site.project import Project
from foresite.views.addresses import Addresses


@click.command()
@config_option
@quiet_option
@click.option(
    "--site",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The finished site.  [default: site_dir of the settings]",
)
@day_option("Write the data alone, with the outcomes that were known on this day, and leave the site as it is.")
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for the data of a day.  [default: as-of-DATE]",
)
def command(config: Path, quiet: bool, site: Path | None, as_of: date | None, output: Path | None) -> None:
    """Finish a site that another host than MkDocs has built, such as Zensical, and check it.

    Written are the data and citation files, the search index, the pages that stand where others are gone,
    the PDFs that were printed, stylesheets and scripts, and what each page says of itself in its head.
    Then everything is checked that a strict build checks, in the sources and in the finished pages.

    With --as-of, none of this is done: the data files are written as they would have been on that day, into a folder
    of their own.

    Exits with 0 where nothing is wrong, with 1 where something is, with 2 where the command is misused.
    """
    if output and not as_of:
        raise click.UsageError("--output is for the data of a day, expected --as-of beside it")
    if as_of:
        if site:
            raise click.UsageError("--as-of writes data and leaves the site as it is, expected no --site beside it")
        raise SystemExit(_export_day(config, as_of, output or Path(f"as-of-{as_of}"), quiet=quiet))
    host = read_host(config)
    site = site or config.parent / host.site
    if not (site / "index.html").is_file():
        raise click.UsageError(f"no finished site in '{site}', expected it built before, such as by 'zensical build'")
    if is_ours((site / "index.html").read_text("utf-8", "replace")):
        raise click.UsageError(f"'{site}' was built with the MkDocs plugin, which leaves nothing to export")
    with follow(quiet) as progress:
        progress.phase("Reading the sources")
        settings, problems = read_settings(config)
        if NAME not in host.extensions:
            message = f"'{NAME}' is not among markdown_extensions, expected it for a host that knows no plugins"
            problems.append(Problem(Place(config.name, 1), Code.BAD_SETTING, message))
        if settings.trees:
            message = f"this host cannot build a translation into {one_of(settings.trees)}, expected MkDocs"
            problems.append(Problem(Place(config.name, 1), Code.BAD_SETTING, message, "only the original is finished"))
        project = Project.load(settings, dated=True)
        known = in_order([*problems, *project.problems])
        written = _write(project, site, progress)
        progress.phase("Checking the site")
        found = known if problems else in_order([*known, *_check(project, site, known)])
    say_problems(found)
    if found or not quiet:
        click.echo(f"{site}: {written} files, {problems_in_words(len(found))}", err=bool(found))
    raise SystemExit(1 if found else 0)


def _export_day(config: Path, day: date, folder: Path, *, quiet: bool) -> int:
    """Write the data as it was known on a day, and return the exit code."""
    with follow(quiet) as progress:
        progress.phase("Reading the sources")
        settings, problems = read_settings(config)
        project = Project.load(settings, dated=True, as_of=day)
        progress.phase("Making the files", len(DATA_FILES))
        corpus = project.corpus.with_known_works()
        files = {file.path: file.write(corpus) for file in DATA_FILES} | schemas()
        for name, content in files.items():
            path = folder / name.removeprefix("data/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode())
            progress.step()
    found = in_order([*problems, *project.problems])
    say_problems(found)
    if found or not quiet:
        said = f"as of {day}, {len(project.corpus.outcomes)} outcomes, {problems_in_words(len(found))}"
        click.echo(f"{folder}: {len(files)} files, {said}", err=bool(found))
    return 1 if found else 0


def _write(project: Project, site: Path, progress: Progress) -> int:
    """Write what the site lacks, and say how many files."""
    _take_back(project, site)
    progress.phase("Making the files")
    files = project.files()
    progress.phase("Writing the files", len(files))
    for name, content in files.items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        progress.step()
    addresses, words = Addresses.of(project.corpus.settings), script_block(project.corpus.settings.language)
    progress.phase("Finishing the pages", len(project.corpus.pages))
    for page in project.corpus.pages:
        path = site / addresses.file(page.path)
        if path.is_file():
            html = without_head(path.read_text("utf-8", "replace"))
            head = assets(addresses.path(page.path), addresses, html) + words + project.templates.head(page)
            path.write_text(with_head(html, head), "utf-8")
        progress.step()
    return len(files)


def _take_back(project: Project, site: Path) -> None:
    """Remove what the host has published and may not be, and make its pictures harmless."""
    settings, facts = project.corpus.settings, project.origin.facts
    kept = {page_file(page.path, settings.directory_urls) for page in facts.pages}
    served = {page_file(page, settings.directory_urls) for page in facts.unpublished if page.endswith(MARKDOWN)}
    for name in (facts.unpublished | served) - kept:
        if (site / name).is_file():
            (site / name).unlink()
            # Where a page had the address of a file, its folder stands in the way.
            if (site / name).parent != site and not any((site / name).parent.iterdir()):
                (site / name).parent.rmdir()
    for path in facts.files:
        if path.lower().endswith(".svg") and (site / path).is_file():
            (site / path).write_bytes(sanitise((settings.docs / path).read_bytes()).content)


def _check(project: Project, site: Path, known: list[Problem]) -> list[Problem]:
    """What is wrong in the finished site."""
    drafts = list(_drafts(project, site))
    settings, pages = project.corpus.settings, [page.path for page in project.corpus.pages]
    stale = list(check_stamps(site, settings, pages, project.stamp))
    # What is not made of these sources cannot be traced to them.
    return drafts + (stale or check_site(site, settings, pages, known))


def _drafts(project: Project, site: Path) -> Iterator[Problem]:
    """Pages that the host has built although they say that they are drafts."""
    settings = project.corpus.settings
    addresses = Addresses.of(settings)
    for page in sorted(project.drafts):
        if (site / addresses.file(page)).is_file():
            message = f"the page is a draft that the host builds all the same, expected '{page}' in draft_docs"
            yield Problem(Place(settings.relative(settings.docs / page), 1), Code.UNPUBLISHED, message)
