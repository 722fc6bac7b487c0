"""A preview, which keeps what an edit has left as it was, shows what a build from nothing shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mkdocs.commands import build as commands
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.pages import Page

from bilingual import write as write_bilingual
from builds import SITES, listening, project_of
from edits import Edits
from foresite.hosts.mkdocs.plugin import ForesitePlugin
from foresite.runtime import pool
from foresite.views import parts

pytestmark = pytest.mark.usefixtures("one_process")

EDITS = {0: 3, 1: 70}
"""How many edits one after the other, by the seed of chance: few by day, many at night."""
SERVED = "http://127.0.0.1:8000/"


@dataclass(frozen=True)
class Shown:
    """What somebody sees after a save: the site, what was said, and why it is not a new one."""

    site: Mapping[str, bytes]
    said: Sequence[str] = ()
    failed: str = ""


class Preview:
    """What ``mkdocs serve`` does, without its server."""

    def __init__(self, project: Path, site: Path) -> None:
        self.project, self.site = project, site
        self.plugin: ForesitePlugin | None = None
        self.watched: dict[Path, bool] = {}
        """What is watched, and whether with all that is below it."""
        self._plugins: dict[str, Any] = {}
        self._shown = Shown({})

    def build(self) -> dict[str, bytes]:
        """Build the project as it stands; the plugin is the same one every time."""
        with pytest.MonkeyPatch.context() as context:
            # MkDocs keeps plugins for as long as its process runs, which is here that of all tests.
            context.setattr(MkDocsConfig.plugins, "plugin_cache", self._plugins)
            config = load_config(str(self.project / "mkdocs.yml"), site_dir=str(self.site))
        first, plugin = self.plugin is None, config.plugins["foresite"]
        assert isinstance(plugin, ForesitePlugin)
        assert self.plugin in (None, plugin)
        self.plugin = plugin
        if first:
            config.plugins.on_startup(command="serve", dirty=False)
        config.site_url = SERVED
        build(config, serve_url=SERVED)
        if first:
            of_host = (config.docs_dir, str(config.config_file_path), *config.watch)
            self.watched = {Path(path): True for path in of_host}
            server = SimpleNamespace(watch=self._watch, unwatch=self._unwatch)
            config.plugins.on_serve(server, config=config, builder=self.build)  # type: ignore[arg-type]
        return self._files()

    def shown(self) -> Shown:
        """What is shown after a build, be it that of before."""
        with listening() as said:
            try:
                self._shown = Shown(self.build(), said)
            except MkDocsException as error:
                self._shown = Shown(self._files(), said, f"{type(error).__name__}: {error}")
        return self._shown

    def after(self, saved: Iterable[str]) -> Shown:
        """What is shown after some files were saved: the same, if nobody watches them."""
        paths = [self.project / path for path in saved]
        seen = any(self.is_watched(path) for path in paths)
        return self.shown() if seen else self._shown

    def from_nothing(self) -> Preview:
        """Another preview of the project as it stands, which has built nothing yet."""
        site = self.site.with_name("clean")
        shutil.rmtree(site, ignore_errors=True)
        return Preview(self.project, site)

    def clean(self) -> dict[str, bytes]:
        """What that builds."""
        return self.from_nothing().build()

    def _files(self) -> dict[str, bytes]:
        files = (path for path in self.site.rglob("*") if path.is_file() and path.name != "sitemap.xml.gz")
        return {path.relative_to(self.site).as_posix(): path.read_bytes() for path in files}

    def is_watched(self, path: Path) -> bool:
        """Whether the preview builds again when a file changes."""
        deep = (watched for watched, deep in self.watched.items() if deep)
        return not self.watched.keys().isdisjoint((path, path.parent)) or any(map(path.is_relative_to, deep))

    def _watch(self, path: str, *, recursive: bool = True) -> None:
        # What is not there, the watching of MkDocs ends with.
        assert Path(path).exists()
        self.watched[Path(path)] = recursive

    def _unwatch(self, path: str) -> None:
        del self.watched[Path(path)]


@pytest.fixture
def harbours(tmp_path: Path) -> Preview:
    """Few pages, which show much of each other."""
    return Preview(project_of(SITES / "harbours", tmp_path / "project"), tmp_path / "site")


@pytest.fixture
def vigie(tmp_path: Path) -> Preview:
    """Conditions, several coders, and sources that repeat each other."""
    return Preview(project_of(SITES / "vigie", tmp_path / "project"), tmp_path / "site")


@pytest.fixture
def ports(tmp_path: Path, port_sources: Path) -> Preview:
    """Many pages."""
    shutil.copytree(port_sources, tmp_path / "project")
    return Preview(tmp_path / "project", tmp_path / "site")


@pytest.fixture
def bilingual(tmp_path: Path) -> Preview:
    """Two languages, one of which lacks a part."""
    return Preview(write_bilingual(tmp_path / "project"), tmp_path / "site")


@pytest.fixture
def divided(ports: Preview, monkeypatch: pytest.MonkeyPatch) -> Preview:
    """The same, with views that are too much for one page."""
    monkeypatch.setattr(parts, "MAX_ITEMS_PER_PAGE", 20)
    return ports


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        *(("harbours", 0), ("divided", 0)),
        *(
            pytest.param(name, seed, marks=pytest.mark.nightly)
            for name, seed in (("vigie", 0), *((name, 1) for name in ("harbours", "vigie", "ports", "divided")))
        ),
    ],
)
def test_after_random_edits_it_is_byte_for_byte_what_a_build_from_nothing_is(
    name: str, seed: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "processors", lambda: 2)
    preview = request.getfixturevalue(name)
    edits = Edits(preview.project, f"{name} {seed}")
    before = preview.shown()
    for number in range(EDITS[seed]):
        # Who reads that something is wrong mends it; now and then everything is taken back.
        mended = edits.mend() if before.failed else edits.restore() if number % 20 == 19 else ""
        edit = mended or edits.next()
        shown, right = preview.after(edits.changed()), preview.from_nothing().shown()
        assert sorted(shown.said) == sorted(right.said), edit
        assert shown.failed == right.failed, edit
        # What fails for its warnings is shown all the same.
        expected = right.site or before.site
        assert sorted(shown.site) == sorted(expected), edit
        assert [path for path in expected if shown.site[path] != expected[path]] == [], edit
        before = shown


def test_after_a_sentence_more_only_its_own_page_is_made_again(ports: Preview) -> None:
    preview = ports
    preview.build()
    assert preview.plugin
    before = dict(preview.plugin.build_cache.pages)
    page = preview.project / "docs" / "events" / "1997.md"
    page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
    assert b"One more sentence." in preview.build()["events/1997/index.html"]
    after = preview.plugin.build_cache.pages
    assert [path for path in after if after[path] is not before[path]] == ["events/1997.md"]


def test_after_another_criterion_the_pages_of_other_briefs_stay(ports: Preview) -> None:
    preview = ports
    preview.build()
    assert preview.plugin
    before = dict(preview.plugin.build_cache.pages)
    page = preview.project / "docs" / "briefs" / "port1996000.md"
    page.write_text(re.sub("criterion: .*", "criterion: Otherwise.", page.read_text("utf-8"), count=1), "utf-8")
    assert b"Otherwise." in preview.build()["briefs/port1996000/index.html"]
    after = preview.plugin.build_cache.pages
    again = {path for path in after if after[path] is not before[path]}
    others = {path for path in after if path.startswith("briefs/port")} - {"briefs/port1996000.md"}
    assert "briefs/port1996000.md" in again
    assert len(again & others) < len(others) / 2


def test_after_another_template_of_the_project_only_pages_that_show_it_are_made_again(ports: Preview) -> None:
    preview = ports
    own = preview.project / "own"
    own.mkdir()
    settings = preview.project / "mkdocs.yml"
    text = settings.read_text("utf-8").replace("  - foresite:\n", "  - foresite:\n      overrides: own\n")
    settings.write_text(text, "utf-8")
    first = preview.shown().site
    assert preview.plugin
    for kind in ("added", "changed", "removed"):
        before = dict(preview.plugin.build_cache.pages)
        template = own / "card-event.j2"
        if kind == "removed":
            template.unlink()
        else:
            template.write_text(f'<div>{{% include "foresite/card-event.j2" %}}<p>{kind}</p></div>', "utf-8")
        shown = preview.after(["own/card-event.j2"])
        assert (f"<p>{kind}</p>" in shown.site["events/1997/index.html"].decode()) == (kind != "removed")
        after = preview.plugin.build_cache.pages
        again = {path for path in after if after[path] is not before[path]}
        assert "events/1997.md" in again
        assert not any(path.startswith("briefs/port") for path in again)
        assert shown.site == preview.clean()
    assert shown.site == first


def test_after_another_macro_of_the_project_pages_that_call_it_are_made_again(ports: Preview) -> None:
    preview = ports
    own = preview.project / "own"
    own.mkdir()
    settings = preview.project / "mkdocs.yml"
    text = settings.read_text("utf-8").replace("  - foresite:\n", "  - foresite:\n      overrides: own\n")
    settings.write_text(text, "utf-8")
    page = preview.project / "docs" / "events" / "1997.md"
    page.write_text(page.read_text("utf-8") + '\n\n{{ greet("you") }}\n', "utf-8")
    (own / "macros.j2").write_text("{% macro greet(who) %}<p>Hello, {{ who }}</p>{% endmacro %}", "utf-8")
    assert b"Hello, you" in preview.build()["events/1997/index.html"]
    (own / "macros.j2").write_text(
        "{% macro greet(who, then='bye') %}<p>{{ then }}, {{ who }}</p>{% endmacro %}", "utf-8"
    )
    shown = preview.after(["own/macros.j2"]).site
    assert b"bye, you" in shown["events/1997/index.html"]
    assert shown == preview.clean()


def test_after_a_claim_less_all_parts_of_a_view_know_how_many_come_before_them(divided: Preview) -> None:
    preview = divided
    before = preview.build()
    page = preview.project / "docs" / "briefs" / "port1996002.md"
    # Nothing refers to it.
    claim = re.compile(r"/// \w+ \|[^\n]*\n    id: port1996002-4\n.*?\n///\n", re.DOTALL)
    page.write_text(claim.sub("", page.read_text("utf-8")), "utf-8")
    shown = preview.build()
    last = (built["explore/1997-2/index.html"].split(b"data-claim='[")[1] for built in (before, shown))
    counted = [int(each.split(b",")[0]) for each in last]
    assert counted[1] == counted[0] - 1
    assert shown == preview.clean()


def test_a_verdict_that_turns_is_seen_where_the_claim_is_shown(ports: Preview) -> None:
    preview = ports
    preview.build()
    for page in (preview.project / "docs").rglob("*.md"):
        text = page.read_text("utf-8")
        page.write_text(text.replace("status: occurred", "status: did-not-occur"), "utf-8")
    shown = preview.build()
    assert shown == preview.clean()


def test_a_preview_that_fails_leaves_the_last_to_be_seen(harbours: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = harbours
    before = preview.build()
    page = preview.project / "docs" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
    with monkeypatch.context() as context:
        context.setattr(Page, "render", raising)
        with pytest.raises(RuntimeError, match="in the middle"):
            preview.build()
    shown = {name: (preview.site / name).read_bytes() for name in before}
    assert shown == before
    assert [path.name for path in preview.site.parent.iterdir() if "site" in path.name] == ["site"]
    assert b"One more sentence." in preview.build()["index.html"]


def test_settings_that_others_inherit_are_seen(harbours: Preview) -> None:
    preview = harbours
    config, base = preview.project / "mkdocs.yml", preview.project / "base.yml"
    base.write_text("copyright: The Delta Institute\n", "utf-8")
    config.write_text(f"INHERIT: base.yml\n{config.read_text('utf-8')}", "utf-8")
    assert b"The Delta Institute" in preview.build()["record/index.html"]
    base.write_text("copyright: The Coast Forum\n", "utf-8")
    shown = preview.build()
    assert b"The Coast Forum" in shown["record/index.html"]
    assert shown == preview.clean()


def test_what_is_no_longer_there_is_not_shown(ports: Preview) -> None:
    preview = ports
    preview.build()
    (preview.project / "docs" / "shifts" / "1997.md").unlink()
    (preview.project / "docs" / "picture.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    shown = preview.build()
    assert "shifts/1997/index.html" not in shown
    assert "picture.svg" in shown
    (preview.project / "docs" / "picture.svg").unlink()
    assert "picture.svg" not in preview.build()
    assert preview.build() == preview.clean()


def test_after_one_that_fails_at_its_end_the_next_is_whole(ports: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = ports
    preview.build()
    page = preview.project / "docs" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
    with monkeypatch.context() as context:
        context.setattr(commands, "_build_theme_template", raising)
        with pytest.raises(RuntimeError, match="in the middle"):
            preview.build()
    assert b"One more sentence." in preview.build()["index.html"]


def test_a_preview_that_is_broken_off_leaves_no_folder(harbours: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = harbours
    preview.build()
    with monkeypatch.context() as context:
        context.setattr(Page, "render", interrupted)
        page = preview.project / "docs" / "index.md"
        page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
        with pytest.raises(KeyboardInterrupt):
            preview.build()
    assert preview.plugin
    preview.plugin.on_shutdown()
    assert [path.name for path in preview.site.parent.iterdir() if "site" in path.name] == ["site"]


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def raising(*_: object) -> None:
    raise RuntimeError("in the middle")


def test_a_preview_watches_what_settings_name_as_they_are_now(harbours: Preview) -> None:
    preview = harbours
    preview.build()
    config = preview.project / "mkdocs.yml"
    for folder in ("shared", "styles", "more", "overrides"):
        (preview.project / folder).mkdir()
    (preview.project / "shared" / "base.yml").write_text("copyright: The Delta Institute\n", "utf-8")
    text = config.read_text("utf-8").replace("scale: phia", "style: styles/own.csl\n      bibliography: more/all.bib")
    config.write_text(f"INHERIT: shared/base.yml\n{text}".replace("font: false", "custom_dir: overrides"), "utf-8")
    preview.after(["mkdocs.yml"])
    # One that is missing is seen when it comes.
    for path in ("shared/base.yml", "styles/own.csl", "more/all.bib", "overrides/main.html", "permalinks.txt"):
        assert preview.is_watched(preview.project / path), path
    # Builds write these.
    assert not preview.is_watched(preview.project / ".cache" / "foresite" / "history.json")
    config.write_text((SITES / "harbours" / "mkdocs.yml").read_text("utf-8"), "utf-8")
    preview.after(["mkdocs.yml"])
    assert not preview.is_watched(preview.project / "more" / "all.bib")


def test_a_strict_preview_checks_the_whole_site(harbours: Preview) -> None:
    preview = harbours
    config = preview.project / "mkdocs.yml"
    config.write_text(f"strict: true\n{config.read_text('utf-8')}", "utf-8")
    first = preview.shown()
    page = preview.project / "docs" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
    shown = preview.shown()
    assert b"One more sentence." in shown.site["index.html"]
    assert (shown.failed, sorted(shown.said)) == (first.failed, sorted(first.said))


def test_after_edits_of_originals_and_translations_both_languages_are_what_a_build_from_nothing_makes(
    bilingual: Preview,
) -> None:
    bilingual.build()
    docs = bilingual.project / "docs"
    edits = [
        ("briefs/rivera.ko.md", "곡물 수출이 늘어난다", "곡물이 더 나간다"),
        ("briefs/rivera.md", "The port is full", "The port is closed"),
    ]
    for page, before, after in edits:
        text = (docs / page).read_text("utf-8")
        assert before in text
        (docs / page).write_text(text.replace(before, after), "utf-8")
        shown = bilingual.after([f"docs/{page}"])
        assert not shown.failed
        assert shown.site == bilingual.clean()
        assert any(after.encode() in content for path, content in shown.site.items() if path.startswith("ko/"))


def test_after_a_sentence_of_a_translation_the_other_pages_of_its_language_stay(bilingual: Preview) -> None:
    bilingual.build()
    page = bilingual.project / "docs" / "briefs" / "rivera.ko.md"
    page.write_text(page.read_text("utf-8").replace("보고서의 내용이다", "보고서의 내용을 적는다"), "utf-8")
    bilingual.build()
    assert bilingual.plugin
    assert len(bilingual.plugin.unchanged.pages) == 4
    translation = bilingual.plugin.tree_plugins["ko"]["foresite"]
    assert translation.unchanged.pages == {"index.md", "about.md", "outcomes.md"}
