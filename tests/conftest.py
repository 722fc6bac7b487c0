"""What the tests share: the sites, each built once."""

from __future__ import annotations

import os

import pytest
from corpus import Corpus, write

from builds import ROOT, SITES, Build, export, mkdocs_build, project_of, zensical_build

LARGE = 130
"""How many briefs there are of the site that is too much for one page a view."""


@pytest.fixture(scope="session")
def harbours(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The mini-site with three outlooks on another subject."""
    build = mkdocs_build(SITES / "harbours", tmp_path_factory.mktemp("harbours") / "site", "--strict")
    assert build.code == 0, build.output
    return build


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The site that this project ships, built strictly."""
    build = mkdocs_build(ROOT, tmp_path_factory.mktemp("shipped") / "site", "--strict")
    assert build.code == 0, build.output
    return build


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A site whose views are too much for one page each, built strictly."""
    project = tmp_path_factory.mktemp("large")
    write(Corpus(LARGE), project)
    build = mkdocs_build(project, project / "site", "--strict")
    assert build.code == 0, build.output
    return build


@pytest.fixture(scope="session")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The shipped site, built by Zensical and exported."""
    project = project_of(ROOT, tmp_path_factory.mktemp("hosted"))
    build = zensical_build(project, "--clean")
    assert build.code == 0, build.output
    assert "No issues found" in build.output
    done = export(project)
    assert done.code == 0, done.output
    return done


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-cases", action="store_true", help="rewrite what the golden cases expect")


def pytest_configure() -> None:
    # Where the tests run is no part of what they test.
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "CI_"))]:
        del os.environ[name]
