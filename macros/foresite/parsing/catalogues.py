"""Read a project's own catalogues: the words in which Foresite speaks to readers, one file a language."""

from __future__ import annotations

from foresite.language import catalogue
from foresite.language.catalogue import ENDING, CatalogueError, faults
from foresite.model.problems import Code, Place, Problem
from foresite.model.settings import Settings
from foresite.parsing.files import read_text

OTHER_ENDINGS = (".mo", ".pot", ".json", ".xlf", ".xliff")


def own_catalogues(settings: Settings) -> tuple[tuple[tuple[str, str], ...], list[Problem]]:
    """Return the project's own catalogues that can be used, and what is wrong with its folder.

    A catalogue with a translation that cannot be used is not used at all, so that no build fails of it.
    """
    folder = settings.catalogues
    if folder is None:
        return (), []
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        paths = []
    found: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for path in paths:
        place = Place(settings.relative(path), 1)
        tag, ending = path.stem, path.suffix
        if ending.lower() in OTHER_ENDINGS:
            message = f"'{path.name}' is not read, expected a file of the name '{tag}{ENDING}'"
            problems.append(Problem(place, Code.BAD_CATALOGUE, message))
        if ending != ENDING:
            continue
        text = read_text(path, settings)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        try:
            wrong = list(faults(catalogue.read_catalogue(text, tag)))
        except CatalogueError as error:
            wrong = [error]
        if wrong:
            problems += [
                Problem(Place(place.path, error.line), Code.BAD_CATALOGUE, str(error), error.hint) for error in wrong
            ]
        else:
            found.append((tag, text))
    return tuple(found), problems
