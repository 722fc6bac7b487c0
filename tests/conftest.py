"""What the tests share: the sites, each built once a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from corpus import Corpus, write

import examples
from bilingual import write as write_bilingual
from builds import ROOT, SITES, Build, mkdocs_build
from foresite.parsing.settings import read_settings
from foresite.runtime import pool
from foresite.site.project import Project
from sharing import Shared, hosted_site

LARGE = 130
"""How many briefs there are of the site that is too much for one page a view."""

examples.register()
# Builds start from nothing, and leave nothing in the user's own cache, but where a test says so.
os.environ["FORESITE_REBUILD"] = "1"


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """What all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    # Each process that pytest-xdist starts has a folder of its own in that of the run.
    return Shared((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared")


@pytest.fixture(scope="session")
def harbours(shared: Shared) -> Build:
    """The mini-site with three outlooks on another subject."""
    return shared.built("harbours", lambda folder: mkdocs_build(SITES / "harbours", folder / "site", "--strict"))


@pytest.fixture(scope="session")
def vigie(shared: Shared) -> Build:
    """The mini-site in French: conditions, two coders, sources that repeat each other."""
    return shared.built("vigie", lambda folder: mkdocs_build(SITES / "vigie", folder / "site", "--strict"))


@pytest.fixture(scope="session")
def muzn(shared: Shared) -> Build:
    """The mini-site in Arabic, from right to left, built strictly."""
    return shared.built("muzn", lambda folder: mkdocs_build(SITES / "muzn", folder / "site", "--strict"))


@pytest.fixture(scope="session")
def bilingual(shared: Shared) -> Build:
    """A small site in English and Korean, of which a part is not translated, built strictly."""

    def build(folder: Path) -> Build:
        project = write_bilingual(folder / "project")
        return mkdocs_build(project, folder / "site", "--strict")

    return shared.built("bilingual", build)


@pytest.fixture(scope="session")
def mihari(shared: Shared) -> Build:
    """The same kind of outlook in Japanese, with every macro, built strictly."""
    return shared.built("mihari", lambda folder: mkdocs_build(SITES / "mihari", folder / "site", "--strict"))


@pytest.fixture(scope="session")
def economy(shared: Shared) -> Build:
    """The mini-site with eight briefs of four institutions, in several editions of one year, built strictly."""
    return shared.built("economy", lambda folder: mkdocs_build(SITES / "economy", folder / "site", "--strict"))


@pytest.fixture(scope="session")
def growth(shared: Shared) -> Build:
    """The mini-site of an economic outlook in numbers, with tables, built strictly."""
    return shared.built("growth", lambda folder: mkdocs_build(SITES / "growth", folder / "site", "--strict"))


@pytest.fixture(scope="session")
def coast(shared: Shared) -> Build:
    """The mini-site of a scenario report on 2040, built strictly."""
    return shared.built("coast2040", lambda folder: mkdocs_build(SITES / "coast2040", folder / "site", "--strict"))


@pytest.fixture(scope="session")
def shipped(shared: Shared) -> Build:
    """The site that this project ships, built strictly."""
    return shared.built("shipped", lambda folder: mkdocs_build(ROOT, folder / "site", "--strict", alone=False))


@pytest.fixture(scope="session")
def large(shared: Shared) -> Build:
    """A site whose views are too much for one page each, built strictly."""

    def build(project: Path) -> Build:
        write(Corpus(LARGE), project)
        return mkdocs_build(project, project / "site", "--strict", alone=False)

    return shared.built("large", build)


@pytest.fixture(scope="session")
def port_sources(shared: Shared) -> Path:
    """A project of many pages to copy and change, with its formatted citations, which need no other program again."""

    def make(folder: Path) -> None:
        write(Corpus(8), folder)
        settings, _ = read_settings(folder / "mkdocs.yml")
        assert not Project.load(settings).problems

    return shared.once("port-sources", make)


@pytest.fixture(scope="session")
def hosted(shared: Shared) -> Build:
    """The mini-site of eight briefs, built by Zensical and exported."""
    return hosted_site(shared, "economy", SITES / "economy")


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process builds, as on a machine with one processor: for a small site that takes a third less of it."""
    monkeypatch.setattr(pool, "processors", lambda: 1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of our own."""
    parser.addoption("--update-cases", action="store_true", help="rewrite what the golden cases expect")


def pytest_configure() -> None:
    """Take away what would tell the tests where they run: that is not part of what they test."""
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "CI_"))]:
        del os.environ[name]
