"""Write the files of a new project: all or none, without replacing existing ones."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

KEPT = ("README.md", ".gitignore", ".editorconfig", ".vscode/extensions.json", ".vscode/settings.json",
        ".vscode/tasks.json")  # fmt: skip
"""Optional files: existing ones stay."""
OWN_FOLDERS = ("docs", "bib")
"""Folders that must be empty or missing."""


class InTheWayError(FileExistsError):
    """Existing files block new ones; nothing was written."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


def write_project(folder: Path, files: Mapping[str, str]) -> list[str]:
    """Write files into a folder, which is created if needed; return the existing files that stay.

    Raises:
        InTheWayError: where files exist that may not stay.
        OSError: where something cannot be written. What was written until then is removed.
    """
    conflicts: list[str] = []
    existing: list[str] = []
    for name in OWN_FOLDERS:
        own_folder = folder / name
        if own_folder.is_symlink() or (own_folder.exists() and (not own_folder.is_dir() or any(own_folder.iterdir()))):
            conflicts.append(f"{name}/" if own_folder.is_dir() else name)
    for path in files:
        if path.split("/")[0] in OWN_FOLDERS or not _exists(folder, path):
            continue
        (existing if path in KEPT and (folder / path).is_file() else conflicts).append(path)
    if conflicts:
        raise InTheWayError(conflicts)
    written: list[Path] = []
    created_folders: list[Path] = []
    try:
        for path, text in files.items():
            if path not in existing:
                _make_folder((folder / path).parent, created_folders)
                with (folder / path).open("x", encoding="utf-8", newline="\n") as file:
                    written.append(folder / path)
                    file.write(text)
    except BaseException:
        for file_path in reversed(written):
            with suppress(OSError):
                file_path.unlink()
        for created_folder in reversed(created_folders):
            with suppress(OSError):
                created_folder.rmdir()
        raise
    return existing


def _exists(folder: Path, path: str) -> bool:
    """Return whether a path exists, or one of its parent folders is a file."""
    parts = path.split("/")
    parents = [folder.joinpath(*parts[:end]) for end in range(1, len(parts))]
    full = folder / path
    return full.is_symlink() or full.exists() or any(not parent.is_dir() for parent in parents if parent.exists())


def _make_folder(folder: Path, created: list[Path]) -> None:
    """Create a folder and its parents, and append each to ``created``."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        _make_folder(folder.parent, created)
    folder.mkdir()
    created.append(folder)
