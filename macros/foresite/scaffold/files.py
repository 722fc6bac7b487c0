"""Render the files of a new project from the templates in the folder ``project``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from foresite.editing import insertions
from foresite.editing.insertions import kebab_case, stem
from foresite.exports import json_schemas
from foresite.model.likelihood import SCALES, Scale
from foresite.runtime import origin
from foresite.scaffold.hosting import HOSTINGS

EXAMPLE_THEMES = {"harbour": "The harbour", "trade": "Trade and freight"}
"""The default themes of a project, which the example uses."""
EXAMPLE_KEY = "rivera2024"
EXAMPLE_PAGE = "briefs/2024-rivera.md"
PAGES = (
    "index", "comparison", "shifts", "explore", "scenarios", "timeline", "events", "changes", "outcomes",
    "forecasts", "recommendations", "bibliography", "method", "glossary",
)  # fmt: skip
"""The pages that every project has."""
OTHER_FILES = {
    "mkdocs.yml": "mkdocs.yml.j2",
    "bib/references.bib": "references.bib.j2",
    "permalinks.txt": "permalinks.txt.j2",
    "requirements.txt": "requirements.txt.j2",
    "README.md": "README.md.j2",
    ".gitignore": "gitignore.j2",
    ".editorconfig": "editorconfig.j2",
    ".vscode/extensions.json": "extensions.json.j2",
    ".vscode/settings.json": "settings.json.j2",
    ".vscode/tasks.json": "tasks.json.j2",
}
"""The files besides the pages, with their templates."""
SCHEMAS = ".vscode/schemas"
OTHER_SIGNS = re.compile(r"[^a-z0-9]")
"""What no key of the bibliography needs."""


@dataclass(frozen=True, slots=True)
class FirstBrief:
    """The first brief of a project."""

    title: str
    outlook: str
    paragraphs: str
    author: str = ""
    """``Family, Given``, or the name of an organization."""
    date: str = ""

    @property
    def family(self) -> str:
        """The author's family name, or the organization's name."""
        return self.author.partition(",")[0].strip()

    @property
    def key(self) -> str:
        """The key of its entry in the bibliography."""
        word = kebab_case(stem(self.family)).replace("-", "") or "brief"
        key = f"{word}{OTHER_SIGNS.sub('', self.outlook.lower())}"
        return f"{key}b" if key == EXAMPLE_KEY else key

    @property
    def entry(self) -> str:
        """The brief's entry in the bibliography."""
        person = self.author if "," in self.author else f"{{{self.author}}}"
        fields = {"author": person if self.author else "", "title": self.title, "date": self.date}
        return insertions.entry("report", self.key, fields)


@dataclass(frozen=True, slots=True)
class NewProject:
    """The choices for a new project."""

    name: str
    language: str = "en"
    themes: Mapping[str, str] = field(default_factory=lambda: dict(EXAMPLE_THEMES))
    scale: str = "icd203"
    hosting: str = "none"
    url: str = ""
    brief: FirstBrief | None = None
    example: bool = True
    """Whether it contains the example brief."""


def project_files(project: NewProject) -> dict[str, str]:
    """Return the text of each file of a new project, by its path."""
    pages = _pages(project)
    scale = SCALES[project.scale]
    ids = list(project.themes)
    released, requirement = _requirement()
    values: dict[str, Any] = {
        "site": {
            "name": project.name,
            "language": project.language,
            "url": project.url,
            "scale": project.scale,
            "themes": project.themes,
            "slug": kebab_case(project.name) or "outlooks",
        },
        "pages": pages,
        "example": {"path": EXAMPLE_PAGE} if project.example else None,
        "themes": {"first": ids[0], "last": ids[-1]},
        "scale": scale,
        "scales": list(SCALES),
        "likely": _nearest(scale, 87),
        "probable": _nearest(scale, 67),
        "unlikely": _nearest(scale, 32),
        "entries": [project.brief.entry] if project.brief else [],
        "hosting": HOSTINGS[project.hosting],
        "version": origin.version(),
        "released": released,
        "requirement": requirement,
    }
    templates = OTHER_FILES | {f"docs/{page}.md": f"docs/{page}.md.j2" for page in PAGES}
    templates |= HOSTINGS[project.hosting].files
    files = {path: _render(template, values) for path, template in templates.items()}
    for page in pages:
        files[f"docs/{page['path']}"] = _render(page["template"], values | {"page": page})
    for id, label in project.themes.items():
        files[f"docs/themes/{id}.md"] = _render("docs/theme.md.j2", values | {"page": {"id": id, "label": label}})
    return files | {f"{SCHEMAS}/{name}": write() for name, write in json_schemas.FILES.items()}


def _pages(project: NewProject) -> list[dict[str, str]]:
    """Return the pages that annotate briefs: that of the first brief, then that of the example."""
    pages = []
    if brief := project.brief:
        word = kebab_case(stem(brief.family)) or "brief"
        path = f"briefs/{kebab_case(brief.outlook)}-{word}.md"
        pages.append(
            {
                "template": "docs/brief.md.j2",
                "path": path if path != EXAMPLE_PAGE else path.replace(".md", "-b.md"),
                "label": f"{brief.outlook}: {brief.family or brief.title}",
                "key": brief.key,
                "outlook": brief.outlook,
                "argument": brief.outlook if brief.outlook.isdigit() else _quoted(brief.outlook),
                "paragraphs": brief.paragraphs,
            }
        )
    if project.example:
        pages.append(
            {
                "template": "docs/example.md.j2",
                "path": EXAMPLE_PAGE,
                "label": "2024: Alma Rivera (an example)",
                "key": EXAMPLE_KEY,
                "outlook": "2024",
                "argument": "2024",
                "paragraphs": "12",
            }
        )
    return pages


def _nearest(scale: Scale, likelihood: int) -> str:
    """Return the term of a scale whose range is nearest to a likelihood in per cent."""
    return min(scale.terms, key=lambda term: abs(term.middle - likelihood)).name


def _requirement() -> tuple[bool, str]:
    """Return whether this version can be installed elsewhere, and the requirement that installs it there."""
    if "+" in origin.address().partition("://")[0]:
        return True, origin.requirement()
    return origin.is_release(), f"foresite=={origin.version()}" if origin.is_release() else "foresite"


@cache
def _environment() -> Environment:
    """Return a Jinja environment whose delimiters do not clash with Markdown, YAML or workflows."""
    environment = Environment(
        loader=PackageLoader("foresite.scaffold", "project"),
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[##",
        comment_end_string="##]",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        # The files are not HTML; each template quotes as its format requires.
        autoescape=False,
    )
    environment.filters |= {"yaml": insertions.value, "quoted": _quoted, "markdown": insertions.escaped}
    return environment


def _render(template: str, values: Mapping[str, Any]) -> str:
    return _environment().get_template(template).render(values).strip("\n") + "\n"


def _quoted(text: str) -> str:
    """Return a text in quotation marks, as YAML and JSON read it."""
    return json.dumps(text, ensure_ascii=False)
