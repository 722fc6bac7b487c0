"""The folder that a build replaces by the finished site, which must hold nothing but a site."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from foresite.permalinks import PUBLISHED
from foresite.settings import Settings
from foresite.site_paths import SITE_MARKS

KEPT = ".cache"
"""Where a project keeps what was made for earlier builds."""


def site_folder_fault(site: Path, settings: Settings, files: Iterable[Path] = ()) -> str:
    """Why a site cannot be built into a folder, and what was expected; empty where it can.

    A build replaces the folder whole. ``files`` are those of the settings.
    """
    site = site.resolve()
    root = settings.root.resolve()
    ours = [root, settings.docs, *settings.bibliography, *files, root / PUBLISHED, root / KEPT]
    ours += [path for path in (settings.style, settings.custom_dir) if path]
    for path in ours:
        if path.resolve().is_relative_to(site):
            held = "is" if path.resolve() == site else "holds"
            name = settings.relative(path) if path != root else "the project's folder"
            return f"the folder {held} {name}, which a build would replace, {EXPECTED}"
    for folder in (settings.docs.resolve(), root / ".git", *_repository(site)):
        if site.is_relative_to(folder):
            return f"the folder lies in {settings.relative(folder)}, {EXPECTED}"
    return _not_a_site(site)


EXPECTED = "expected a folder of its own, such as 'site'"


def _repository(site: Path) -> list[Path]:
    """The folder of a repository that a folder lies in."""
    return [folder for folder in (site, *site.parents) if folder.name == ".git"]


def _not_a_site(site: Path) -> str:
    """Why a folder that exists holds no site; empty where it does, or holds nothing that is seen."""
    try:
        with os.scandir(site) as found:
            seen = [entry.name for entry in found if not entry.name.startswith(".")]
    except FileNotFoundError:
        return ""
    except NotADirectoryError:
        return f"this is a file, or lies below one, {EXPECTED}"
    except OSError as error:
        return f"the folder cannot be read ({error.strerror}), {EXPECTED}"
    if not seen or any((site / mark).is_file() for mark in SITE_MARKS):
        return ""
    return f"the folder exists and holds no finished site but '{sorted(seen)[0]}', {EXPECTED}, or an empty one"
