"""Git repositories for tests, with the days that they are told."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str, day: str = "2024-01-01", given: str = "") -> str:
    """Run Git without the user's settings, at half past eleven of a day; return its output."""
    when = f"{day}T23:30:00-0500"
    who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in (
        ("NAME", "N"), ("EMAIL", "n@example.org"), ("DATE", when))}  # fmt: skip
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    run = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **who, **alone},
        encoding="utf-8", input=given,
    )  # fmt: skip
    return run.stdout


def commit(folder: Path, day: str) -> None:
    git(folder, "add", "-A", day=day)
    git(folder, "commit", "-qm", "x", day=day)
