"""A build that goes on from what an earlier process has left writes what a build from nothing writes."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from corpus import Corpus, write
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException

from bilingual import write as write_bilingual
from builds import SITES, listening, mkdocs_build, project_of
from edits import Edits
from foresite.hosts.mkdocs import parallel, stored
from foresite.hosts.mkdocs.plugin import ForesitePlugin
from foresite.hosts.mkdocs.stored import REBUILD
from foresite.runtime import pool, signed
from foresite.views import parts

pytestmark = pytest.mark.usefixtures("one_process")

EDITS = {0: 3, 1: 60}
"""How many edits one after the other, by the seed of chance: few by day, many at night."""


@dataclass(frozen=True)
class Built:
    """A site, what was said, why there is no new one, and what made it."""

    site: Mapping[str, bytes]
    said: Sequence[str]
    failed: str
    plugin: ForesitePlugin

    @property
    def kept(self) -> set[str]:
        """The pages that were not made again."""
        return {path for path in self.plugin.unchanged.pages if path in self.plugin.ahead}


def built(project: Path, site: str = "site", serving: bool = False, **options: Any) -> Built:
    """Build a project as a process does that starts anew."""
    folder = project.with_name(site)
    failed = ""
    with pytest.MonkeyPatch.context() as context, listening() as said:
        context.setattr(MkDocsConfig.plugins, "plugin_cache", {})
        try:
            config = load_config(str(project / "mkdocs.yml"), site_dir=str(folder), **options)
            plugin = cast(ForesitePlugin, config.plugins["foresite"])
            config.plugins.on_startup(command="serve" if serving else "build", dirty=False)
            build(config, serve_url="http://127.0.0.1:8000/" if serving else None)
        except MkDocsException as error:
            failed = f"{type(error).__name__}: {error}"
            plugin = ForesitePlugin()
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "sitemap.xml.gz")
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return Built(found, said, failed, plugin)


def from_nothing(project: Path, serving: bool = False) -> Built:
    """The same, of which nothing is taken from an earlier build and nothing is left."""
    shutil.rmtree(project.with_name("whole"), ignore_errors=True)
    with pytest.MonkeyPatch.context() as context:
        context.setenv(REBUILD, "1")
        return built(project, "whole", serving)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Small sites are stored as well, by a key of this test alone."""
    monkeypatch.delenv(REBUILD)
    monkeypatch.setattr(parallel, "MIN_PAGES_TO_STORE", 1)
    monkeypatch.setattr(signed, "user_cache_path", lambda name: tmp_path / "user" / name)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))


@pytest.fixture
def ports(tmp_path: Path, port_sources: Path) -> Path:
    return shutil.copytree(port_sources, tmp_path / "project")


@pytest.fixture
def divided(ports: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, with views that are too much for one page."""
    monkeypatch.setattr(parts, "MAX_ITEMS_PER_PAGE", 20)
    return ports


@pytest.fixture
def harbours(tmp_path: Path) -> Path:
    return project_of(SITES / "harbours", tmp_path / "project")


@pytest.mark.parametrize(
    ("name", "seed"),
    [("divided", 0), *(pytest.param(name, 1, marks=pytest.mark.nightly) for name in ("harbours", "ports", "divided"))],
)
def test_after_random_edits_it_is_byte_for_byte_what_a_build_from_nothing_is(
    name: str, seed: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "processors", lambda: 2)
    # What is stored is now the build before, now one that is some edits old.
    monkeypatch.setattr(parallel, "LITTLE", 0.2)
    project = request.getfixturevalue(name)
    edits = Edits(project, f"cold {name} {seed}")
    before = built(project)
    assert not before.kept
    for number in range(EDITS[seed]):
        mended = edits.mend() if before.failed else edits.restore() if number % 20 == 19 else ""
        edit = mended or edits.next()
        again, right = built(project), from_nothing(project)
        assert sorted(again.said) == sorted(right.said), edit
        assert again.failed == right.failed, edit
        expected = right.site or before.site
        assert sorted(again.site) == sorted(expected), edit
        assert [path for path in expected if again.site[path] != expected[path]] == [], edit
        before = again


def test_only_what_changed_is_made_again(ports: Path) -> None:
    first = built(ports)
    again = built(ports)
    assert again.kept == set(again.plugin.ahead)
    assert again.site == first.site
    page = ports / "docs" / "events" / "1997.md"
    page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
    third = built(ports)
    assert set(third.plugin.ahead) - third.kept == {"events/1997.md"}
    assert b"One more sentence." in third.site["events/1997/index.html"]


def test_another_template_of_the_project_is_noticed(ports: Path) -> None:
    template = ports / "own" / "card-event.j2"
    template.parent.mkdir()
    template.write_text('<div>{% include "foresite/card-event.j2" %}<p>one</p></div>', "utf-8")
    settings = ports / "mkdocs.yml"
    text = settings.read_text("utf-8").replace("  - foresite:\n", "  - foresite:\n      overrides: own\n")
    settings.write_text(text, "utf-8")
    built(ports)
    template.write_text('<div>{% include "foresite/card-event.j2" %}<p>two</p></div>', "utf-8")
    again = built(ports)
    assert b"<p>two</p>" in again.site["events/1997/index.html"]
    assert "briefs/port1996000.md" in again.kept
    assert again.site == from_nothing(ports).site
    template.write_text("<p>{{ nothing }}</p>", "utf-8")
    wrong = built(ports)
    assert wrong.said == from_nothing(ports).said
    assert any("own/card-event.j2:1: bad-template: " in line for line in wrong.said)
    # What is wrong is said again, although nothing is made anew.
    assert built(ports).said == wrong.said


def test_a_preview_that_is_started_again_goes_on_from_the_last(ports: Path) -> None:
    for edited in (None, "events/1997.md"):
        if edited:
            page = ports / "docs" / edited
            page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
            # Its folder is another every time.
            shutil.rmtree(ports.with_name("site"))
        shown = built(ports, serving=True)
        assert set(shown.plugin.ahead) - shown.kept == ({edited} if edited else set(shown.plugin.ahead))
        assert shown.site == from_nothing(ports, serving=True).site
    # What is shown to the one who writes is not what is published.
    assert not built(ports).kept


def test_what_is_in_the_future_today_is_not_tomorrow(ports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ports / "docs" / "events" / "1997.md"
    page.write_text(re.sub(r"(?m)^    date: .*", "    date: 2030-05-01", page.read_text("utf-8"), count=1), "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert any("in the future" in line for line in built(ports).said)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1990000000")
    later = built(ports)
    assert later.kept
    assert not any("in the future" in line for line in later.said)


def test_another_process_goes_on_from_it(tmp_path: Path) -> None:
    project = tmp_path / "project"
    write(Corpus(20), project)
    page = project / "docs" / "events" / "1997.md"
    first = mkdocs_build(project, tmp_path / "site")
    before = state(project).read_bytes()
    page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
    again = mkdocs_build(project, tmp_path / "site")
    assert (first.code, again.code) == (0, 0)
    # So little was made that it is not worth storing.
    assert state(project).read_bytes() == before
    right = from_nothing(project)
    files = {path: (again.site / path).read_bytes() for path in right.site}
    assert [path for path in right.site if files[path] != right.site[path]] == []
    assert b"One more sentence." in files["events/1997/index.html"]


def test_what_is_wrong_on_a_page_that_is_taken_is_said_again(ports: Path) -> None:
    page = ports / "docs" / "events" / "1997.md"
    page.write_text(page.read_text("utf-8") + "\n\nSee [nothing](nowhere.md) [@nobody].\n", "utf-8")
    first, again = built(ports), built(ports)
    assert any("nowhere.md" in line for line in first.said)
    assert again.said == first.said
    assert "events/1997.md" in again.kept


@pytest.mark.parametrize("name", ["a template", "a variable", "a version", "an option"])
def test_what_else_pages_are_made_of_has_all_of_them_made_anew(
    name: str, ports: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = ports / "mkdocs.yml"
    folder = ports / "overrides"
    folder.mkdir()
    (folder / "main.html").write_text('{% extends "base.html" %}', "utf-8")
    text = config.read_text("utf-8").replace("  font: false", "  font: false\n  custom_dir: overrides")
    config.write_text(f"{text}copyright: !ENV [WHOSE, Nobody]\n", "utf-8")
    options: dict[str, Any] = {}
    built(ports)
    match name:
        case "a template":
            (folder / "main.html").write_text('{% extends "base.html" %}{% block footer %}A{% endblock %}', "utf-8")
        case "a variable":
            monkeypatch.setenv("WHOSE", "The Delta Institute")
        case "a version":
            installed = list(stored._installed())
            monkeypatch.setattr(stored, "made_by", stored.made_by.__wrapped__)
            monkeypatch.setattr(stored, "_installed", lambda: [*installed, "another-1.dist-info"])
        case "an option":
            options = {"use_directory_urls": False}
    assert not built(ports, **options).kept


def test_a_template_that_shows_the_moment_has_every_page_made_in_every_build(ports: Path) -> None:
    config = ports / "mkdocs.yml"
    (ports / "overrides").mkdir()
    text = '{% extends "base.html" %}{% block footer %}{{ build_date_utc }}{% endblock %}'
    (ports / "overrides" / "main.html").write_text(text, "utf-8")
    config.write_text(config.read_text("utf-8").replace("  font: false", "  custom_dir: overrides"), "utf-8")
    built(ports)
    assert not built(ports).kept


def state(project: Path) -> Path:
    return project / ".cache" / "foresite" / "site" / "state"


class Harmful:
    """What runs a command when it is unpickled."""

    def __init__(self, sign: Path) -> None:
        self.sign = sign

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.sign),)


def test_a_planted_store_is_not_read(ports: Path, tmp_path: Path) -> None:
    sign = tmp_path / "ran"
    first = built(ports)
    path, store, other = state(ports), stored.Store.of(ports, "site"), signed.Signer.of(tmp_path / "other")
    assert store
    assert other
    mine = path.read_bytes()
    assert store.load()
    harmful = stored.made_by() + pickle.dumps(Harmful(sign))
    for content in (harmful, harmful + bytes(signed.SIZE), harmful + mine[-signed.SIZE :], b"x", b""):
        path.write_bytes(content)
        assert store.load() is None
    # Of another project, and under another name.
    other.save(path, harmful)
    assert store.load() is None
    path.write_bytes((path.parent / "search").read_bytes())
    assert store.load() is None
    path.unlink()
    os.mkfifo(path)
    assert store.load() is None
    path.unlink()
    (tmp_path / "state").write_bytes(mine)
    path.symlink_to(tmp_path / "state")
    assert store.load() is None
    path.unlink()
    path.write_bytes(harmful + mine[-signed.SIZE :])
    again = built(ports)
    assert not again.kept
    assert again.site == first.site
    assert not sign.exists()


def test_links_and_pipes_in_the_store_lead_nowhere_and_hang_nothing(ports: Path, tmp_path: Path) -> None:
    first = built(ports)
    files = state(ports).parent / "files"
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "zzz.txt").write_text("not ours", "utf-8")
    (files / "zz").symlink_to(theirs)
    pipes = [path for path in files.rglob("*") if path.is_file()][:3]
    for path in pipes:
        path.unlink()
        os.mkfifo(path)
    assert built(ports).site == first.site
    page = ports / "docs" / "index.md"
    page.write_text(page.read_text("utf-8") + "\nMore.\n", "utf-8")
    shutil.rmtree(state(ports).parent / "files")
    state(ports).unlink()
    files.mkdir()
    (files / "zz").symlink_to(theirs)
    built(ports)
    assert [path.name for path in theirs.iterdir()] == ["zzz.txt"]
    shutil.rmtree(files)
    state(ports).unlink()
    files.symlink_to(tmp_path)
    built(ports)
    assert [path.name for path in theirs.iterdir()] == ["zzz.txt"]


def test_a_file_in_the_store_that_says_something_else_is_made_again(ports: Path) -> None:
    first = built(ports)
    folder = state(ports).parent / "files"
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
            path.write_bytes(b"<script>alert(1)</script>")
    assert built(ports).site == first.site
    shutil.rmtree(folder)
    assert built(ports).site == first.site


def test_there_is_no_store_whose_key_others_may_know(
    ports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "user" / "foresite"
    folder.mkdir(parents=True)
    (folder / "key").write_bytes(bytes(signed.SIZE))
    (folder / "key").chmod(0o644)
    built(ports)
    assert not state(ports).exists()
    # Somebody who sets the user's cache to a folder of the project has it come with the project.
    signed._key.cache_clear()
    monkeypatch.setattr(signed, "user_cache_path", lambda name: ports / ".cache" / name)
    built(ports)
    assert not state(ports).exists()


def test_a_store_under_version_control_is_not_used(ports: Path) -> None:
    built(ports)
    for command in (["init", "-q"], ["add", "--force", ".cache"]):
        subprocess.run(["git", *command], cwd=ports, check=True)
    assert not built(ports).kept


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no users of this kind")
def test_only_the_user_can_read_the_key(ports: Path, tmp_path: Path) -> None:
    built(ports)
    assert (tmp_path / "user" / "foresite" / "key").stat().st_mode & 0o077 == 0
    assert state(ports).stat().st_mode & 0o022 == 0


def test_a_small_site_is_not_stored(ports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "MIN_PAGES_TO_STORE", 1000)
    built(ports)
    assert not state(ports).exists()


def test_everything_is_made_anew_where_that_is_asked_for(ports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(ports)
    monkeypatch.setenv(REBUILD, "1")
    assert not built(ports).kept


def test_each_language_goes_on_from_its_own_store(tmp_path: Path) -> None:
    project = write_bilingual(tmp_path / "project")
    whole = built(project).site
    again = built(project)
    assert again.site == whole == from_nothing(project).site
    translation = again.plugin.tree_plugins["ko"]["foresite"]
    assert {path for path in translation.unchanged.pages if path in translation.ahead} == again.kept
    page = project / "docs" / "briefs" / "rivera.ko.md"
    page.write_text(page.read_text("utf-8").replace("곡물 수출이 늘어난다", "곡물이 더 나간다"), "utf-8")
    changed = built(project)
    assert "곡물이 더 나간다".encode() in changed.site["ko/index.html"]
    assert changed.site == from_nothing(project).site
