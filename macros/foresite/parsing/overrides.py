"""Read a project's own templates and macros, which take the place of ours or stand beside them.

Here they are text: what is in the folder, what a template refers to, and what a macro takes. They are run, in a
sandbox, by ``foresite.render.overrides``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from foresite.model.macros import MACROS, Macro, Parameter, ParameterType
from foresite.model.problems import Code, Place, Problem, nearest, one_of_some
from foresite.model.settings import Settings
from foresite.parsing.files import read_text

PRINT = "print/"
"""The folder of templates for paper, within that of the overrides."""
OWN_MACROS = "macros.j2"
"""The file that defines a project's own macros."""
ENDING = ".j2"
FIXED = frozenset(("embed.j2", "head.j2", "foot.j2"))
"""Templates for machines rather than readers, which carry marks of the build."""
OTHER_ENDINGS = (".html", ".jinja", ".jinja2", ".htm", ".j2.html")
NAME = re.compile(r"[a-z][a-z0-9_]*")
PACKAGE = Path(__file__).parents[1]


@cache
def overridable(folder: str) -> frozenset[str]:
    """Return the names of the templates that can be overridden, for the screen or, with ``PRINT``, for paper."""
    templates = PACKAGE / ("pdf" if folder == PRINT else "render") / "templates"
    return frozenset(path.name for path in templates.glob(f"*{ENDING}")) - FIXED


class OwnTemplates(NamedTuple):
    """The templates of a project."""

    texts: Mapping[str, str]
    """By name within the folder: ``card-claim.j2``, ``print/card-claim.j2``."""
    problems: tuple[Problem, ...]


def read_overrides(settings: Settings) -> OwnTemplates:
    """Read every template of the project's own folder."""
    folder = settings.overrides
    if folder is None:
        return OwnTemplates(MappingProxyType({}), ())
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for name in _names(folder):
        path = folder / name
        place = Place(settings.relative(path), 1)
        if problem := _wrong_name(name, place):
            problems.append(problem)
            continue
        if not name.endswith(ENDING):
            continue
        text = read_text(path, settings)
        if isinstance(text, Problem):
            problems.append(text)
        else:
            texts[name] = text
    return OwnTemplates(MappingProxyType(texts), tuple(problems))


def _names(folder: Path) -> Iterator[str]:
    for prefix in ("", PRINT):
        try:
            with os.scandir(folder / prefix) as found:
                entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda e: e.name)
        except OSError:
            continue
        for entry in entries:
            if f"{entry.name}/" != PRINT or prefix:
                yield f"{prefix}{entry.name}"


def _wrong_name(name: str, place: Place) -> Problem | None:
    """Return what is wrong with the name of a file; files that are not templates are ignored."""
    prefix, _, base = name.rpartition("/")
    known = {*overridable(f"{prefix}/" if prefix else ""), OWN_MACROS}
    if base in FIXED and not prefix:
        message = f"'{base}' cannot be overridden, because it carries marks of the build"
        return Problem(place, Code.BAD_TEMPLATE, message)
    if base.endswith(ENDING) and (base in known or base.startswith("_")):
        return None
    stem = next((base.removesuffix(ending) for ending in OTHER_ENDINGS if base.endswith(ending)), "")
    if stem and f"{stem}{ENDING}" in known:
        return Problem(place, Code.BAD_TEMPLATE, f"'{base}' is not read, expected the name '{stem}{ENDING}'")
    if not base.endswith(ENDING):
        return None
    message = f"no template '{base}', expected {one_of_some(sorted(known))}, or a name that begins with '_'"
    return Problem(place, Code.BAD_TEMPLATE, message, nearest(base, known))


# Macros of one's own.


def own_macros(settings: Settings) -> tuple[Mapping[str, Macro], list[Problem]]:
    """Return the macros that ``macros.j2`` defines for pages, by name."""
    if settings.overrides is None:
        return MappingProxyType({}), []
    path = settings.overrides / OWN_MACROS
    if not path.exists():
        return MappingProxyType({}), []
    text = read_text(path, settings)
    if isinstance(text, Problem):
        # Reading the folder reports it.
        return MappingProxyType({}), []
    # Jinja takes long to load.
    from foresite.parsing.expressions import defined_macros

    macros: dict[str, Macro] = {}
    problems = []
    for name, line, parameters in defined_macros(text):
        place = Place(settings.relative(path), line)
        if name.startswith("_"):
            # For other macros.
            continue
        if name in MACROS:
            message = f"'{name}' is a macro of Foresite, expected another name"
            problems.append(Problem(place, Code.BAD_TEMPLATE, message, f"override it in '{name}{ENDING}'"))
        elif not NAME.fullmatch(name):
            message = f"'{name}' cannot be called on a page, expected lowercase letters, digits and underscores"
            problems.append(Problem(place, Code.BAD_TEMPLATE, message))
        elif name in macros:
            message = f"the macro '{name}' is defined twice, expected another name"
            problems.append(Problem(place, Code.BAD_TEMPLATE, message))
        else:
            own = tuple(Parameter(parameter, ParameterType.ANY, required) for parameter, required in parameters)
            macros[name] = Macro(name, own, own=True)
    return MappingProxyType(macros), problems
