"""Where the pages of a project are edited: in its repository, which ``mkdocs.yml`` or the CI's environment names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from foresite.reading.site import WEB

BRANCH = "main"
"""The branch that is edited where nothing says which one the site is built from."""
EDITORS = {"github.com": "edit", "gitlab.com": "-/edit"}
"""The part of an address that opens a file for editing, by host; both go to the line that ``#L`` names."""


def edit_root(given: Mapping[str, Any], environment: Mapping[str, str], docs: Path) -> str:
    """The address to which a page's path below the docs folder is added; empty where there is none.

    ``given`` is ``mkdocs.yml``, whose ``repo_url`` and ``edit_uri`` mean what they mean to MkDocs: the
    second starts from the first, and is empty where nobody is to edit. Without them, GitHub's and
    GitLab's variables are looked for.
    """
    repository = _address(given.get("repo_url"))
    built, editor, branch = _built(environment)
    if "edit_uri" in given:
        return _joined(repository or built, given["edit_uri"])
    if repository and repository != built:
        built, editor, branch = repository, EDITORS.get(urlsplit(repository).hostname or "", ""), BRANCH
    if not (built and editor):
        return ""
    return "/".join((built, editor, quote(branch), *map(quote, docs.relative_to(_top(docs)).parts), ""))


def _joined(repository: str, way: object) -> str:
    """The way to the editor, from the repository's address on, as MkDocs joins the two."""
    if not (isinstance(way, str) and way):
        return ""
    address = urljoin(repository if way.startswith(("?", "#")) else f"{repository}/", way)
    return address if WEB.fullmatch(address) else ""


def _built(environment: Mapping[str, str]) -> tuple[str, str, str]:
    """The repository that is being built, the way to its editor, and its branch; a proposal's is the one it is for."""
    if server := environment.get("GITHUB_SERVER_URL"):
        pushed = environment.get("GITHUB_REF_NAME") if environment.get("GITHUB_REF_TYPE") != "tag" else ""
        branch = environment.get("GITHUB_BASE_REF") or pushed or BRANCH
        return _address(f"{server}/{environment.get('GITHUB_REPOSITORY', '')}"), "edit", branch
    names = ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_COMMIT_BRANCH", "CI_DEFAULT_BRANCH")
    branch = next((environment[name] for name in names if environment.get(name)), BRANCH)
    return _address(environment.get("CI_PROJECT_URL")), "-/edit", branch


def _address(value: object) -> str:
    """A repository's address as its host prints it; empty where the value is none."""
    text = value.strip().rstrip("/").removesuffix(".git") if isinstance(value, str) else ""
    return text if WEB.fullmatch(text) else ""


def _top(folder: Path) -> Path:
    """The folder of the repository that a folder is in; without one, the folder above it."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder.parent)
