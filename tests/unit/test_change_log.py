"""What changed in the record by day, from Git: read once, and nothing named that is not public now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from foresite.diff import log as log_module
from foresite.diff.log import read_log
from foresite.exports.feeds import changes_atom
from foresite.model.records import ChangeLog, LoggedChange, Verdict
from foresite.parsing.settings import read_settings
from foresite.site.project import Project
from foresite.views.cards import Cards
from foresite.views.changes import changes
from repositories import commit, git

MKDOCS = "site_name: Harbour\nplugins:\n  - foresite\n"
BIB = "@report{moor2021,\n  author = {Moor, Ada},\n  title = {Outlook},\n  date = {2021-01-05},\n}\n"
BRIEF = "---\ntitle: Brief\nbrief: moor2021\noutlook: 2021\nparagraphs: 9\n---\n\n# Brief\n\n"


def forecast(id: str, title: str = "The quay is rebuilt", likelihood: str = "likely", more: str = "") -> str:
    return (
        f"/// forecast | {title}\n    id: {id}\n    at: ¶2\n    theme: harbour\n    wording: likely\n"
        f"    likelihood: {likelihood}\n    horizon: 2021\n{more}\nWords of the note.\n///\n\n"
    )


def outcome(id: str, of: str, status: str = "occurred") -> str:
    options = f"    id: {id}\n    of: {of}\n    status: {status}\n    as-of: 2022-01-03\n"
    return f"/// outcome | What came of it\n{options}\nGround.\n///\n\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "bib").mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(MKDOCS, "utf-8")
    (folder / "bib" / "references.bib").write_text(BIB, "utf-8")
    git(folder, "init", "-q", "-b", "main")
    return folder


def write(folder: Path, day: str, *blocks: str, **pages: str) -> None:
    """Commit the brief's page with some blocks, and further pages."""
    (folder / "docs" / "index.md").write_text("# Home\n\n{{ changes() }}\n", "utf-8")
    (folder / "docs" / "brief.md").write_text(BRIEF + "".join(blocks), "utf-8")
    for name, text in pages.items():
        (folder / "docs" / f"{name}.md").write_text(text, "utf-8")
    commit(folder, day)


def read(folder: Path, cache: Path | None = None) -> ChangeLog:
    settings, _ = read_settings(folder / "mkdocs.yml")
    log = read_log(settings, cache)
    assert log
    return log


def told(folder: Path) -> list[tuple[str, str, str]]:
    """Day, change and id of all that is logged, but for the brief itself."""
    return [
        (each.day.isoformat(), each.change.value, each.id) for each in read(folder).changes if each.id != "moor2021"
    ]


def load(folder: Path, **options: Any) -> Project:
    settings, _ = read_settings(folder / "mkdocs.yml")
    return Project.load(replace(settings, **options), dated=True)


def shown(folder: Path) -> str:
    """The page and the feed, as one text."""
    project = load(folder)
    page = project.templates.macro("changes", {}, "index.md", 2)
    return page + changes_atom(project.corpus)


def test_each_day_says_what_is_new_judged_corrected_and_flipped(project: Path) -> None:
    write(project, "2024-01-01", forecast("quay"))
    write(project, "2024-02-01", forecast("quay"), forecast("pier"))
    write(project, "2024-03-01", forecast("quay"), forecast("pier"), outcome("quay-outcome", "quay"))
    write(
        project,
        "2024-04-01",
        forecast("quay", likelihood="unlikely"),
        forecast("pier"),
        outcome("quay-outcome", "quay"),
    )
    assert told(project) == [
        ("2024-04-01", "corrected", "quay"),
        ("2024-04-01", "flipped", "quay"),
        ("2024-03-01", "new", "quay-outcome"),
        ("2024-03-01", "flipped", "quay"),
        ("2024-02-01", "new", "pier"),
        ("2024-01-01", "new", "quay"),
    ]
    view = changes(Cards(load(project).corpus))
    assert [day.day.words for day in view.days] == ["1 April 2024", "1 March 2024", "1 February 2024", "1 January 2024"]
    corrected, came_in = view.days[0], view.days[1]
    assert [(group.label, [item.note for item in group.items]) for group in corrected.groups] == [
        ("Verdicts that changed", [""]), ("Corrected", ["likelihood, chosen by"])
    ]  # fmt: skip
    (item,) = came_in.groups[0].items
    assert (item.target.anchor, item.note) == ("quay", "occurred")
    assert (item.before, item.after) == (Verdict.OPEN, Verdict.HELD)


def test_of_a_day_the_last_commit_counts_and_line_breaks_correct_nothing(project: Path) -> None:
    write(project, "2024-01-01", forecast("quay"), forecast("slip"))
    write(project, "2024-01-01", forecast("quay"))
    write(project, "2024-02-01", forecast("quay").replace("of the note", "of\nthe note"))
    assert told(project) == [("2024-01-01", "new", "quay")]


def redirecting(folder: Path, *redirects: str) -> None:
    """Write the settings with some redirects."""
    lines = "".join(f"        {redirect}\n" for redirect in redirects)
    (folder / "mkdocs.yml").write_text(MKDOCS.replace("- foresite", f"- foresite:\n      redirects:\n{lines}"), "utf-8")


def test_what_was_renamed_with_a_redirect_is_neither_new_nor_withdrawn(project: Path) -> None:
    write(project, "2024-01-01", forecast("quay"))
    redirecting(project, "brief.md#quay: brief.md#wharf")
    write(project, "2024-02-01", forecast("wharf"))
    assert told(project) == [("2024-01-01", "new", "wharf")]
    assert "brief/#wharf" in shown(project)


@pytest.mark.parametrize("first", ["brief.md#quay: brief.md#wharf", "brief.md#quay: brief.md#mole"])
def test_what_was_renamed_twice_has_its_last_name(project: Path, first: str) -> None:
    write(project, "2024-01-01", forecast("quay"))
    write(project, "2024-02-01", forecast("wharf"))
    redirecting(project, first, "brief.md#wharf: brief.md#mole")
    write(project, "2024-03-01", forecast("mole"))
    assert told(project) == [("2024-01-01", "new", "mole")]


def test_a_redirect_that_comes_later_counts_also_with_a_cache(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "changes.json"
    write(project, "2024-01-01", forecast("quay"))
    write(project, "2024-02-01", forecast("wharf"))
    assert LoggedChange.WITHDRAWN in {each.change for each in read(project, cache).changes}
    redirecting(project, "brief.md#quay: brief.md#wharf")
    assert [each.id for each in read(project, cache).changes] == ["moor2021", "wharf"]


def test_each_settings_file_of_a_folder_has_a_log_of_its_own(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "changes.json"
    other = project / "mkdocs-ko.yml"
    other.write_text(MKDOCS + "docs_dir: ko\n", "utf-8")
    (project / "ko").mkdir()
    (project / "ko" / "brief.md").write_text(BRIEF + forecast("pier"), "utf-8")
    write(project, "2024-01-01", forecast("quay"))
    for _ in range(2):
        for config, id in (("mkdocs.yml", "quay"), ("mkdocs-ko.yml", "pier")):
            log = read_log(read_settings(project / config)[0], cache)
            assert log
            assert [each.id for each in log.changes] == ["moor2021", id]


def test_what_is_a_draft_now_is_not_named(project: Path) -> None:
    secret = forecast("secret-quay", "A secret of the quay")
    write(project, "2024-01-01", forecast("quay"), secret, hidden=f"{BRIEF}{forecast('hidden-pier', 'A hidden pier')}")
    assert "A secret of the quay" in shown(project)
    draft = secret.replace("horizon: 2021\n", "horizon: 2021\n    draft: true\n")
    commented = f"<!-- {secret} -->"
    for text in (draft, commented, ""):
        write(project, "2024-02-01", forecast("quay"), text)
        said = shown(project)
        assert "quay" in said
        assert "secret" not in said.lower()
        assert "1 record was withdrawn" in said
    # A preview shows the draft, but the list doesn't name it.
    write(project, "2024-03-01", forecast("quay"), draft)
    log = load(project, drafts=True).corpus.history.log
    assert log
    assert "secret-quay" not in {each.id for each in log.changes}


def test_a_draft_of_an_earlier_commit_is_never_seen(project: Path) -> None:
    hidden = forecast("pier", "Worked on in secret").replace("horizon: 2021\n", "horizon: 2021\n    draft: true\n")
    write(project, "2024-01-01", forecast("quay"), hidden)
    write(project, "2024-02-01", forecast("quay"), forecast("pier", "The pier is rebuilt"))
    assert told(project) == [("2024-02-01", "new", "pier"), ("2024-01-01", "new", "quay")]
    assert "secret" not in shown(project)


def test_no_words_of_an_earlier_commit_are_kept(project: Path, tmp_path: Path) -> None:
    write(project, "2024-01-01", forecast("quay", "A name that was taken back", more="    criterion: Taken back.\n"))
    write(project, "2024-02-01", forecast("quay"))
    cache = tmp_path / "changes.json"
    assert ("corrected", ("title", "criterion")) in [
        (each.change.value, each.fields) for each in read(project, cache).changes
    ]
    assert "aken back" not in shown(project)
    assert "aken back" not in cache.read_text("utf-8")


def test_a_build_reads_new_commits_alone(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "changes.json"
    for month in range(1, 9):
        write(project, f"2024-{month:02}-01", *(forecast(f"quay-{number}") for number in range(month)))
    first = read(project, cache)
    read_commits: list[str] = []
    real = log_module._corpus
    monkeypatch.setattr(log_module, "_corpus", lambda *given: read_commits.append(given[2]) or real(*given))
    assert read(project, cache) == first
    assert read_commits == []
    write(project, "2024-09-01", forecast("pier"))
    second = read(project, cache)
    assert len(read_commits) == 2
    cache.unlink()
    assert read(project, cache) == second


@pytest.mark.parametrize("text", ["", "{", "[]", '{"form": 1, "pairs": [["a", "b", [["new", 1, [], null, null, 1]]]]}'])
def test_a_cache_that_cannot_be_read_is_made_anew(project: Path, tmp_path: Path, text: str) -> None:
    write(project, "2024-01-01", forecast("quay"))
    cache = tmp_path / "changes.json"
    cache.write_text(text, "utf-8")
    assert [each.id for each in read(project, cache).changes] == ["moor2021", "quay"]


def test_a_long_history_is_cut_and_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "MAX_DAYS", 2)
    for month in range(1, 5):
        write(project, f"2024-{month:02}-01", *(forecast(f"quay-{number}") for number in range(month)))
    assert told(project) == [("2024-04-01", "new", "quay-3"), ("2024-03-01", "new", "quay-2")]
    assert read(project).since == date(2024, 2, 1)
    assert "What changed up to" in shown(project)


def test_data_of_a_day_holds_no_later_change(project: Path) -> None:
    write(project, "2024-01-01", forecast("quay"), outcome("quay-outcome", "quay"))
    write(project, "2024-03-01", forecast("quay"), outcome("quay-outcome", "quay", "did-not-occur"))
    corpus = load(project).corpus
    assert "held → missed" in changes_atom(corpus)
    feed = changes_atom(corpus.as_of(date(2024, 2, 1)))
    assert "held" not in feed
    assert "The quay is rebuilt" in feed


def test_a_shallow_clone_says_up_to_when_it_knows_nothing(project: Path, tmp_path: Path) -> None:
    write(project, "2024-01-01", forecast("quay"))
    write(project, "2024-02-01", forecast("quay"), forecast("pier"))
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{project}", str(clone))
    write(clone, "2024-03-01", forecast("quay"), forecast("pier"), forecast("mole"))
    assert told(clone) == [("2024-03-01", "new", "mole"), ("2024-02-01", "new", "pier")]
    assert read(clone).since == date(2024, 1, 1)


def test_without_git_outcomes_stand_under_their_days_and_that_is_said(tmp_path: Path, project: Path) -> None:
    write(project, "2024-01-01", forecast("quay"), outcome("quay-outcome", "quay"))
    (project / ".git").rename(tmp_path / "elsewhere")
    said = shown(project)
    assert "not built from a Git repository" in said
    assert "3 January 2022" in said
    assert "<updated>2022-01-03T00:00:00Z</updated>" in said


def test_a_clock_that_was_wrong_puts_no_day_after_a_later_one(project: Path) -> None:
    write(project, "2034-01-01", forecast("quay"))
    write(project, "2024-02-01", forecast("quay"), forecast("pier"))
    assert {day for day, _, _ in told(project)} == {"2024-02-01"}


def test_a_site_that_shows_no_changes_asks_for_none(project: Path) -> None:
    write(project, "2024-01-01", forecast("quay"))
    (project / "docs" / "index.md").write_text("# Home\n", "utf-8")
    assert load(project).corpus.history.log is None


def test_many_changes_of_a_day_are_counted_by_page(project: Path) -> None:
    write(project, "2024-01-01", *(forecast(f"quay-{number}") for number in range(30)))
    (day,) = changes(Cards(load(project).corpus)).days
    (group,) = day.groups
    assert [(item.target.page, item.note) for item in group.items] == [("brief.md", "1 brief, 30 forecasts")]
    assert LoggedChange.NEW.value == "new"
