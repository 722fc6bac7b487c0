"""The PDFs of some sites, each printed once a run as a person would print them."""

from __future__ import annotations

from pathlib import Path

import pytest
from papers import Papers, run_print

from builds import ROOT, SITES, project_of
from sharing import Shared


def printed(shared: Shared, name: str, source: Path) -> Papers:
    """A project, printed once a run."""

    def make(folder: Path) -> None:
        run = run_print(project_of(source, folder))
        assert run.returncode == 0, run.stderr

    return Papers(shared.once(name, make), shipped=source == ROOT)


@pytest.fixture(scope="session")
def shipped_papers(shared: Shared) -> Papers:
    """The shipped site, printed."""
    return printed(shared, "shipped-papers", ROOT)


@pytest.fixture(scope="session")
def harbour_papers(shared: Shared) -> Papers:
    """The mini-site, printed."""
    return printed(shared, "harbour-papers", SITES / "harbours")


@pytest.fixture(scope="session", params=["economy", pytest.param("shipped", marks=pytest.mark.nightly)])
def papers(request: pytest.FixtureRequest, shared: Shared) -> Papers:
    """A site of all kinds of pages, printed: a small one by day, the shipped one at night, which takes minutes."""
    source = ROOT if request.param == "shipped" else SITES / request.param
    return printed(shared, f"{request.param}-papers", source)


@pytest.fixture
def jetty(tmp_path: Path) -> Path:
    """A copy of the smallest site that has something to print, to change."""
    return project_of(SITES / "jetty", tmp_path / "project")


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A copy of the mini-site to change."""
    return project_of(SITES / "harbours", tmp_path / "project")
