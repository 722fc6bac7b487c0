"""What a build may publish, and where: the files that the inventory has, in a folder that holds nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files, InclusionLevel

from foresite.problems import Code, Place, Problem
from foresite.project import Project
from foresite.reading.configuration import read_configuration
from foresite.reading.site_folder import site_folder_fault
from foresite.reading.source_date import SourceDateError, source_date
from foresite.settings import Settings
from foresite.svg import sanitise


def only_published(files: Files, config: MkDocsConfig, project: Project) -> Iterator[Problem]:
    """Leave out of the docs folder what is not to be published, and make pictures harmless.

    What only the host would publish is reported; the rest was, when the sources were read.
    """
    facts = project.origin.facts
    published, removed = frozenset(facts.files), False
    for file in [file for file in files if file.src_dir == config.docs_dir and file.abs_src_path]:
        path, source = file.src_uri, Path(str(file.abs_src_path))
        if path in facts.unpublished or not (file.is_documentation_page() or path in published):
            files.remove(file)
            removed = True
            if path not in facts.unpublished and file.inclusion.value > InclusionLevel.DRAFT.value:
                # It has come since, or the host was told by something else than settings to include it.
                message = "the file is not published, expected one that was there when the sources were read"
                yield Problem(Place(project.corpus.settings.relative(source), 1), Code.REFUSED_FILE, message)
        elif path.lower().endswith(".svg"):
            file.content_bytes = sanitise(source.read_bytes()).content
    if removed:
        # What stood in the place of a file of the theme has kept it out.
        files.add_files_from_theme(config.theme.get_env(), config)


def require_site_folder(config: MkDocsConfig, settings: Settings) -> None:
    """End a build that would replace a folder that holds anything but a site."""
    files = read_configuration(Path(config.config_file_path)).files.values()
    if fault := site_folder_fault(Path(config.site_dir), settings, files):
        raise PluginError(f"site_dir '{config.site_dir}': {fault}; nothing was changed")


def require_source_date() -> None:
    """End a build whose date is not one, before MkDocs comes to it."""
    try:
        source_date()
    except SourceDateError as error:
        raise PluginError(str(error)) from None
