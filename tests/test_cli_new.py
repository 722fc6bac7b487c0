"""``foresite new`` and ``foresite fmt`` as they are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from builds import SITES, project_of
from foresite.cli import asking, main, new

EVENT = (
    "event", "--title", "Rain at last", "--date", "2022-01", "--themes", "trade", "--themes", "locks",
    "--sources", "ledger2022", "--body", "It rained.",
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    project_of(SITES / "harbours", tmp_path)
    return tmp_path


def run(project: Path, command: str, *arguments: str, answers: str = ""):
    group = ["new", command] if command != "fmt" else ["fmt"]
    return CliRunner().invoke(main, [*group, "-f", str(project / "mkdocs.yml"), *arguments], input=answers)


def files(project: Path) -> dict[str, bytes]:
    return {str(path.relative_to(project)): path.read_bytes() for path in project.rglob("*") if path.is_file()}


def check(project: Path) -> int:
    return CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")]).exit_code


def test_an_event_goes_among_the_others_by_date(project: Path) -> None:
    before = files(project)
    done = run(project, *EVENT)
    assert done.exit_code == 0, done.output
    line, address = done.stdout.splitlines()
    assert address == "record/#rain-at-last"
    after = files(project)
    assert {name for name in after if after[name] != before.get(name)} == {"docs/record.md"}
    page = (project / "docs" / "record.md").read_text("utf-8")
    block = (
        "/// event | Rain at last\n    id: rain-at-last\n    date: 2022-01\n    themes: [trade, locks]\n"
        "    sources: [ledger2022]\n\nIt rained.\n///\n\n"
    )
    assert page.replace(block, "").encode() == before["docs/record.md"]
    assert line == f"docs/record.md:{page[: page.index(block)].count(chr(10)) + 1}"
    assert page.index("strike-begins\n") < page.index(block) < page.index("/// outcome")
    assert check(project) == 0


def test_every_kind_can_be_written(project: Path) -> None:
    made = [
        ("reference", "--type", "report", "--key", "dale2024", "--title", "Outlook", "--author", "Dale, Di"),
        ("brief", "--key", "dale2024", "--outlook", "2024", "--paragraphs", "9"),
        ("claim", "--kind", "finding", "--page", "briefs/2024-dale.md", "--title", "It rains: much", "--theme", "trade",
         "--at", "2", "--id", "dale-rains"),
        ("claim", "--kind", "forecast", "--page", "briefs/2024-dale.md", "--title", "It rains on", "--theme", "trade",
         "--at", "3, 5", "--wording", "likely", "--likelihood", "likely", "--horizon", "open"),
        ("claim", "--kind", "recommendation", "--page", "briefs/2024-dale.md", "--title", "Build a roof", "--theme",
         "locks", "--at", "9", "--addressee", "the port"),
        ("claim", "--kind", "scenario", "--page", "briefs/2024-dale.md", "--title", "A dry year", "--theme", "locks",
         "--at", "9", "--set", "rain", "--drivers", "a, b", "--drivers", "no: rain"),
        ("correction", "--page", "briefs/2024-dale.md", "--title", "A year", "--at", "1", "--printed", "2032",
         "--reading", "2023"),
        ("outcome", "--title", "It did", "--of", "dale-it-rains-on", "--status", "occurred", "--as-of", "2025-01-01"),
        ("shift", "--title", "Rain", "--change", "new", "--theme", "trade", "--to", "dale-rains"),
    ]  # fmt: skip
    for arguments in made:
        done = run(project, *arguments)
        assert done.exit_code == 0, (arguments, done.output)
    assert check(project) == 0
    page = (project / "docs" / "briefs" / "2024-dale.md").read_text("utf-8")
    assert page.startswith("---\ntitle: Outlook 2024\nbrief: dale2024\noutlook: 2024\nparagraphs: 9\n---\n")
    assert "id: dale-it-rains-on\n" in page
    assert "    drivers: ['a, b', 'no: rain']\n" in page


def test_a_claim_stands_behind_those_of_earlier_paragraphs(project: Path) -> None:
    done = run(
        project, "claim", "--kind", "finding", "--page", "briefs/2021.md", "--title", "Late", "--theme", "trade",
        "--at", "6",
    )  # fmt: skip
    page = (project / "docs" / "briefs" / "2021.md").read_text("utf-8")
    assert done.exit_code == 0
    assert page.index("id: amari-freight") < page.index("id: amari-late") < page.index("id: amari-dredge")


def test_line_ends_and_a_byte_order_mark_stay(project: Path) -> None:
    page = project / "docs" / "record.md"
    before = b"\xef\xbb\xbf" + page.read_bytes().replace(b"\n", b"\r\n")
    page.write_bytes(before)
    done = run(project, *EVENT)
    after = page.read_bytes()
    assert done.exit_code == 0, done.output
    added = len(after) - len(before)
    at = after.index(b"/// event | Rain at last")
    assert after[:at] + after[at + added :] == before
    assert b"\n" not in after.replace(b"\r\n", b"")
    line = after[:at].count(b"\n") + 1
    assert done.stdout.startswith(f"docs/record.md:{line}\n")


def test_nothing_is_written_that_would_be_a_problem(project: Path) -> None:
    before = files(project)
    done = run(project, *EVENT, "--sources", "ledgre2022")
    assert done.exit_code == 1
    assert "unknown-citation: no entry 'ledgre2022'" in done.stdout
    assert "did you mean 'ledger2022'?" in done.stdout
    assert run(project, *EVENT, "--id", "lock-opens").exit_code == 1
    assert run(project, *EVENT, "--body", "/// note").exit_code == 1
    assert run(project, "brief", "--key", "nobody", "--outlook", "2024", "--paragraphs", "3").exit_code == 1
    assert run(project, "reference", "--type", "book", "--key", "gauge2022", "--title", "T").exit_code == 1
    assert files(project) == before


def test_problems_that_are_there_already_do_not_stand_in_the_way(project: Path) -> None:
    page = project / "docs" / "record.md"
    page.write_text(page.read_text("utf-8") + "\n\nNo work [@nobody].\n", "utf-8")
    assert run(project, *EVENT).exit_code == 0
    assert check(project) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("event", "--title", "x"), "--date is missing, expected an EDTF date or interval"),
        (("claim", "--title", "x"), "--kind is missing"),
        (
            ("claim", "--kind", "finding", "--title", "x"),
            "--page is missing, expected its brief's page: briefs/2021.md",
        ),
        (("claim", "--kind", "finding", "--addressee", "x"), "--addressee is no option of finding"),
        (("shift", "--title", "x", "--change", "kept", "--theme", "trade", "--to", "a"), "--from is missing"),
        ((*EVENT, "--page", "../out.md"), "is no page"),
        ((*EVENT, "--page", "nowhere.md"), "there is no page 'nowhere.md' in docs/"),
        (("brief", "--key", "a", "--outlook", "1", "--paragraphs", "1", "--page", "record.md"), "is there already"),
        (("reference", "--type", "bock", "--key", "a"), "expected one of BibLaTeX's types"),
        (("reference", "--type", "book", "--field", "x"), "expected NAME=TEXT"),
    ],
)
def test_what_is_missing_is_said(project: Path, arguments: tuple[str, ...], said: str) -> None:
    before = files(project)
    done = run(project, *arguments)
    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert files(project) == before


def test_at_a_terminal_what_is_missing_is_asked_for(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "at_terminal", lambda: True)
    monkeypatch.setattr(new, "at_terminal", lambda: True)
    answers = "Rain\n2022-01\ntrade, locks\n\nledger2022\n\nIt rained.\n"
    done = run(project, "event", answers=answers)
    assert done.exit_code == 0, done.output
    assert "date (an EDTF date or interval): " in done.stderr
    assert "themes (a list of themes: trade or locks): " in done.stderr
    assert "id (its permanent name) [rain]: " in done.stderr
    assert (
        "themes: [trade, locks]\n    sources: [ledger2022]\n\nIt rained.\n" in (project / "docs/record.md").read_text()
    )


def test_fmt_orders_the_bibliography_once(project: Path) -> None:
    file = project / "bib" / "references.bib"
    file.write_bytes(b"@misc{b, title={B}}\r\n@Misc{a,\r\n date={2020}, title={A}}\r\n" + file.read_bytes())
    assert run(project, "fmt", "--check").exit_code == 1
    assert file.read_bytes().startswith(b"@misc{b, title={B}}")
    assert run(project, "fmt").stdout == "bib/references.bib: was put in order\n"
    assert file.read_bytes().startswith(b"@misc{a,\r\n  title = {A},\r\n  date = {2020},\r\n}\r\n\r\n")
    done = run(project, "fmt", "--check")
    assert (done.exit_code, done.stdout) == (0, "")


def test_fmt_refuses_a_file_with_problems(project: Path) -> None:
    file = project / "bib" / "references.bib"
    file.write_text(file.read_text("utf-8") + "\n@misc{open, title={X}\n", "utf-8")
    before = file.read_bytes()
    done = run(project, "fmt")
    assert done.exit_code == 1
    assert "bad-entry: entry 'open' is not closed" in done.stdout
    assert "not touched, because it has problems" in done.stderr
    assert file.read_bytes() == before
