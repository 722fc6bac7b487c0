"""A preview, which keeps what an edit has left as it was, shows what a build from nothing shows."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from corpus import Corpus, write
from mkdocs.commands import build as commands
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page

from builds import SITES, project_of
from foresite.mkdocs import ForesitePlugin
from foresite.mkdocs.keeping import Kept
from foresite.views import parts

EDITS = {0: 4, 1: 70}
"""How many edits one after the other, by the seed of chance: few by day, many at night."""
WORDS = (
    *("gate", "2021", "1997", "1998", "likely", "unlikely", "occurred", "open", "locks", "trade"),
    *("[@amari2021]", "[@port1996000]", "port1996000-1", "event-port1996000-1", "§"),
)


def words(text: str, chance: random.Random) -> str:
    """Another word somewhere."""
    at = chance.choice([match.span() for match in re.finditer(r"[\w-]+", text)] or [(0, 0)])
    return text[: at[0]] + chance.choice(WORDS) + text[at[1] :]


def swapped(text: str, chance: random.Random) -> str:
    """Two words changed for one another: titles, ids, kinds."""
    one, other = chance.choices([match[0] for match in re.finditer(r"[\w-]+", text)] or ["word"], k=2)
    return re.sub(rf"\b({re.escape(one)}|{re.escape(other)})\b", lambda m: other if m[0] == one else one, text, count=2)


def without_lines(text: str, chance: random.Random) -> str:
    """Some lines gone."""
    lines = text.splitlines(keepends=True) or [""]
    at = chance.randrange(len(lines))
    return "".join(lines[:at] + lines[at + chance.randint(1, 8) :])


def with_a_sentence(text: str, chance: random.Random) -> str:
    """One more paragraph, between two others."""
    parts = text.split("\n\n")
    parts.insert(chance.randint(1, len(parts)), f"One more sentence {chance.random()} [@amari2021].")
    return "\n\n".join(parts)


def with_a_record(text: str, chance: random.Random) -> str:
    """One record more, like another but for its id."""
    found = list(re.finditer(r"(?ms)^/// .*?^///\n", text))
    if not found:
        return text
    block = chance.choice(found)
    number = chance.randrange(10**6)
    other = re.sub(r"(?m)^    id: (.*)$", lambda line: f"    id: {line[1]}-{number}", block[0], count=1)
    return f"{text[: block.end()]}\n{other}{text[block.end() :]}"


CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    words, swapped, without_lines, with_a_sentence, with_a_record,
)  # fmt: skip


class Preview:
    """What ``mkdocs serve`` does, without its server."""

    def __init__(self, project: Path, site: Path) -> None:
        self.project, self.site = project, site
        self.plugin: ForesitePlugin | None = None

    def build(self) -> dict[str, bytes]:
        """Build the project as it stands; the plugin is the same one every time."""
        config = load_config(str(self.project / "mkdocs.yml"), site_dir=str(self.site))
        plugin = config.plugins["foresite"]
        assert isinstance(plugin, ForesitePlugin)
        assert self.plugin in (None, plugin)
        self.plugin = plugin
        config.plugins.on_startup(command="serve", dirty=False)
        build(config, serve_url="http://127.0.0.1/")
        files = (path for path in self.site.rglob("*") if path.is_file() and path.name != "sitemap.xml.gz")
        return {path.relative_to(self.site).as_posix(): path.read_bytes() for path in files}

    def clean(self) -> dict[str, bytes]:
        """The same from nothing."""
        assert self.plugin
        kept, self.plugin.kept = self.plugin.kept, Kept()
        built = self.build()
        self.plugin.kept = kept
        return built


@pytest.fixture
def harbours(tmp_path: Path) -> Preview:
    """Few pages, which show much of each other."""
    return Preview(project_of(SITES / "harbours", tmp_path / "project"), tmp_path / "site")


@pytest.fixture
def ports(tmp_path: Path) -> Preview:
    """Many pages."""
    write(Corpus(8), tmp_path / "project")
    return Preview(tmp_path / "project", tmp_path / "site")


@pytest.fixture
def divided(ports: Preview, monkeypatch: pytest.MonkeyPatch) -> Preview:
    """The same, with views that are too much for one page."""
    monkeypatch.setattr(parts, "MOST", 20)
    return ports


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("name", ["harbours", "ports", "divided"])
def test_after_random_edits_it_is_byte_for_byte_what_a_build_from_nothing_is(
    name: str, seed: int, request: pytest.FixtureRequest
) -> None:
    preview = request.getfixturevalue(name)
    chance = random.Random(seed)
    preview.build()
    pages = sorted((preview.project / "docs").rglob("*.md"))
    for _ in range(EDITS[seed]):
        page = chance.choice(pages)
        page.write_text(chance.choice(CHANGES)(page.read_text("utf-8"), chance), "utf-8")
        shown, right = preview.build(), preview.clean()
        assert sorted(shown) == sorted(right)
        assert [path for path in right if shown[path] != right[path]] == [], page


def test_after_a_sentence_more_only_its_own_page_is_made_again(ports: Preview) -> None:
    preview = ports
    preview.build()
    assert preview.plugin
    before = dict(preview.plugin.kept.pages)
    page = preview.project / "docs" / "events" / "1997.md"
    page.write_text(page.read_text("utf-8") + "\n\nOne more sentence.\n", "utf-8")
    assert b"One more sentence." in preview.build()["events/1997/index.html"]
    after = preview.plugin.kept.pages
    assert [path for path in after if after[path] is not before[path]] == ["events/1997.md"]


def test_after_another_criterion_the_pages_of_other_briefs_stay(ports: Preview) -> None:
    preview = ports
    preview.build()
    assert preview.plugin
    before = dict(preview.plugin.kept.pages)
    page = preview.project / "docs" / "briefs" / "port1996000.md"
    page.write_text(re.sub("criterion: .*", "criterion: Otherwise.", page.read_text("utf-8"), count=1), "utf-8")
    assert b"Otherwise." in preview.build()["briefs/port1996000/index.html"]
    after = preview.plugin.kept.pages
    again = {path for path in after if after[path] is not before[path]}
    others = {path for path in after if path.startswith("briefs/port")} - {"briefs/port1996000.md"}
    assert "briefs/port1996000.md" in again
    assert len(again & others) < len(others) / 2


def test_after_a_claim_less_all_parts_of_a_view_know_how_many_come_before_them(divided: Preview) -> None:
    preview = divided
    before = preview.build()
    page = preview.project / "docs" / "briefs" / "port1996002.md"
    # Nothing refers to it.
    claim = re.compile(r"/// \w+ \|[^\n]*\n    id: port1996002-4\n.*?\n///\n", re.DOTALL)
    page.write_text(claim.sub("", page.read_text("utf-8")), "utf-8")
    shown = preview.build()
    last = (built["explore/1997-2/index.html"].split(b"data-columns='[")[1] for built in (before, shown))
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


def test_a_preview_watches_the_settings_that_are_inherited(harbours: Preview) -> None:
    config = harbours.project / "mkdocs.yml"
    base = harbours.project / "base.yml"
    base.write_text("copyright: The Delta Institute\n", "utf-8")
    config.write_text(f"INHERIT: base.yml\n{config.read_text('utf-8')}", "utf-8")
    harbours.build()
    assert harbours.plugin
    watched: list[str] = []
    server = SimpleNamespace(watch=watched.append)
    harbours.plugin.on_serve(server, config=load_config(str(config)), builder=None)  # type: ignore[arg-type]
    assert str(base) in watched
