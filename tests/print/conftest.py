"""The PDFs of the shipped site and of the mini-site, each printed once as a person would print them."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import Papers, run_print

from builds import ROOT, SITES, project_of


@pytest.fixture(scope="session")
def shipped_papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """The shipped site, printed."""
    folder = project_of(ROOT, tmp_path_factory.mktemp("shipped-papers"))
    run = run_print(folder)
    assert run.returncode == 0, run.stderr
    return Papers(folder)


@pytest.fixture(scope="session")
def harbour_papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """The mini-site, printed."""
    folder = project_of(SITES / "harbours", tmp_path_factory.mktemp("harbour-papers"))
    run = run_print(folder)
    assert run.returncode == 0, run.stderr
    return Papers(folder)


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A copy of the mini-site to change."""
    return project_of(SITES / "harbours", tmp_path / "project")
