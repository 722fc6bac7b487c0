"""``foresite new`` and ``foresite fmt`` as they are called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner

from builds import SITES, project_of
from foresite.cli import common as asking
from foresite.cli import main, new
from foresite.editing import files as editing
from foresite.editing.files import new_problems
from foresite.parsing.settings import read_settings
from foresite.render.markdown.extension import PageRenderer
from foresite.site.project import Project

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


@pytest.mark.parametrize(
    ("likelihood", "written"),
    [("65 %", "65 %"), ("> 90 %", "'> 90 %'"), ("highly likely, 85 %", "highly likely, 85 %"), ("might", "might")],
)
def test_a_likelihood_in_numbers_is_written_so_that_it_is_read(project: Path, likelihood: str, written: str) -> None:
    more = ("--wording", "a chance", "--likelihood", likelihood, "--confidence", "moderate", "--horizon", "2022")
    place = ("--page", "briefs/2021.md", "--title", "The dam breaks", "--theme", "locks", "--at", "6")
    done = run(project, "claim", "--kind", "forecast", *place, *more)
    assert done.exit_code == 0, done.output
    assert f"    likelihood: {written}\n" in (project / "docs" / "briefs" / "2021.md").read_text("utf-8")
    assert check(project) == 0


def test_a_claim_stands_behind_those_of_earlier_paragraphs(project: Path) -> None:
    done = run(
        project, "claim", "--kind", "finding", "--page", "briefs/2021.md", "--title", "Late", "--theme", "trade",
        "--at", "6",
    )  # fmt: skip
    page = (project / "docs" / "briefs" / "2021.md").read_text("utf-8")
    assert done.exit_code == 0
    assert page.index("id: amari-freight") < page.index("id: amari-late") < page.index("id: amari-dredge")


def test_a_brief_is_counted_by_pages_and_its_claims_stand_by_page(project: Path) -> None:
    page = "briefs/2024.md"
    made = [
        ("reference", "--type", "report", "--key", "dale2024", "--title", "Outlook", "--author", "Dale, Di"),
        ("brief", "--key", "dale2024", "--outlook", "2024", "--pages", "40", "--tables", "3", "--page", page),
        *(
            ("claim", "--kind", "finding", "--page", page, "--title", at, "--theme", "trade", "--at", at, "--tags", "x")
            for at in ("7, Table 3", "Annex", "p. 12")
        ),
    ]
    for command in made:
        done = run(project, *command)
        assert done.exit_code == 0, done.output
    text = (project / "docs" / page).read_text("utf-8")
    assert text.startswith("---\ntitle: Outlook 2024\nbrief: dale2024\noutlook: 2024\npages: 40\ntables: 3\n---\n")
    assert text.index("at: 7, Table 3") < text.index("at: p. 12") < text.index("at: Annex")
    assert "    tags: [x]\n" in text
    assert check(project) == 0
    late = run(
        project, "claim", "--kind", "finding", "--page", page, "--title", "Late", "--theme", "trade", "--at", "41"
    )
    assert "'dale2024' has no p. 41, expected a page from 1 to 40" in late.stdout


def test_two_coders_judge_one_claim(project: Path) -> None:
    common = ("outcome", "--title", "It opened", "--of", "chen-third-lock", "--as-of", "2024-01-01")
    first = run(project, *common, "--status", "occurred", "--coder", "A", "--id", "by-a")
    assert first.exit_code == 0, first.output
    second = run(project, *common, "--status", "partly", "--coder", "B", "--id", "by-b")
    assert (second.exit_code, "differ as of 2024-01-01 (A: occurred, B: partly)" in second.stdout) == (1, True)
    agreed = run(project, *common, "--status", "partly", "--coder", "B", "--id", "by-b", "--adjudicated", "true")
    assert agreed.exit_code == 0, agreed.output
    reason = run(project, *common, "--status", "open", "--reason", "not-du", "--coder", "C")
    assert "did you mean 'not-due'?" in reason.stdout


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
        (("claim", "--kind", "finding", "--addressee", "x"), "--addressee is not an option of a finding"),
        (("shift", "--title", "x", "--change", "kept", "--theme", "trade", "--to", "a"), "--from is missing"),
        ((*EVENT, "--page", "../out.md"), "is not a page"),
        ((*EVENT, "--page", "nowhere.md"), "there is no page 'nowhere.md' in docs/"),
        (("brief", "--key", "a", "--outlook", "1", "--paragraphs", "1", "--page", "record.md"), "already exists"),
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


AMARI = ("--page", "briefs/2021.md", "--title")
JAPANESE = "港は二〇二四年に再び開く"


@pytest.mark.parametrize(
    ("arguments", "id"),
    [
        (("event", "--title", JAPANESE, "--date", "2022-01-05", "--themes", "trade", "--sources", "ledger2022"),
         "event-2022-01-05"),
        (("claim", "--kind", "forecast", *AMARI, JAPANESE, "--theme", "trade", "--at", "6", "--wording", "likely",
          "--likelihood", "likely", "--horizon", "2022"), "amari-forecast-6"),
        (("claim", "--kind", "finding", *AMARI, "Порт открыт", "--theme", "trade", "--at", "2-3"), "amari-finding-2-3"),
        (("correction", *AMARI, JAPANESE, "--at", "1", "--printed", "二〇三二年", "--reading", "二〇二三年"),
         "amari-correction-1"),
        (("shift", "--title", JAPANESE, "--change", "new", "--theme", "trade", "--to", "amari-freight"),
         "shift-new-trade"),
        (("claim", "--kind", "finding", *AMARI, "Øresund and Łódź grow", "--theme", "trade", "--at", "2"),
         "amari-oresund-and-lodz-grow"),
    ],
)  # fmt: skip
def test_a_title_in_any_script_gets_an_id(project: Path, arguments: tuple[str, ...], id: str) -> None:
    done = run(project, *arguments)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[1].endswith(f"#{id}")
    assert check(project) == 0


def brief_of(project: Path, key: str, outlook: str) -> None:
    for arguments in (
        ("reference", "--type", "report", "--key", key, "--title", "Outlook", "--author", "Dale, Di"),
        ("brief", "--key", key, "--outlook", outlook, "--paragraphs", "9"),
    ):
        done = run(project, *arguments)
        assert done.exit_code == 0, done.output


def test_the_title_of_a_brief_stays_text(project: Path) -> None:
    title = "{{ claims() }} *and* <b>[x](y)</b> `z`"
    reference = ("--type", "report", "--key", "dale2024", "--title", "Outlook", "--author", "Dale, Di")
    assert run(project, "reference", *reference).exit_code == 0
    brief = ("--key", "dale2024", "--outlook", "2024", "--paragraphs", "9", "--title", title)
    assert run(project, "brief", *brief).exit_code == 0
    assert check(project) == 0
    settings, _ = read_settings(project / "mkdocs.yml")
    loaded = Project.load(settings)
    html = PageRenderer(loaded, {}).page("briefs/2024-dale.md")
    assert fromstring(f"<div>{html}</div>").find("h1").text == title


def test_a_brief_of_a_half_year_has_a_page_named_after_it(project: Path) -> None:
    brief_of(project, "dale2024", "2024-h1")
    page = (project / "docs" / "briefs" / "2024-h1-dale.md").read_text("utf-8")
    assert page.startswith("---\ntitle: Outlook H1 2024\nbrief: dale2024\noutlook: 2024-H1\nparagraphs: 9\n---\n")
    assert check(project) == 0
    wrong = run(project, "brief", "--key", "dale2024", "--outlook", "2024-H3", "--paragraphs", "9", "--page", "x.md")
    assert wrong.exit_code == 1
    assert "bad-outlook: '2024-H3' is not an outlook" in wrong.output


def first_claim(project: Path, page: str) -> str:
    done = run(
        project, "claim", "--kind", "finding", "--page", page, "--title", "It rains", "--theme", "trade", "--at", "2"
    )
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[1].partition("#")[2]


def test_the_first_claim_of_a_brief_begins_with_the_brief_s_word(project: Path) -> None:
    brief_of(project, "dale2024a", "2024")
    assert first_claim(project, "briefs/2024-dale.md") == "dale-it-rains"
    brief_of(project, "dale2025", "2025")
    assert first_claim(project, "briefs/2025-dale.md") == "dale2025-it-rains"


def test_an_organization_is_not_made_a_person(project: Path) -> None:
    before = files(project)
    reference = ("reference", "--type", "report", "--key", "fund2024", "--title", "Outlook")
    done = run(project, *reference, "--author", "Dale, Di and Fund Staff")
    assert done.exit_code == 2
    assert "--author 'Fund Staff' may be a person or an organization" in done.stderr
    assert files(project) == before
    done = run(project, *reference, "--author", "Dale, Di", "--corporate-author", "Fund Staff & Co and Sons")
    assert done.exit_code == 0, done.output
    text = (project / "bib" / "references.bib").read_text("utf-8")
    assert "author = {Dale, Di and {Fund Staff \\& Co and Sons}}," in text
    assert check(project) == 0


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "at_terminal", lambda: True)
    monkeypatch.setattr(new, "at_terminal", lambda: True)


def test_at_a_terminal_it_is_asked_whether_a_name_is_an_organization(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_a_terminal(monkeypatch)
    answers = (
        "repport\nreport\n" "Gauge2022\nfund2024\n" "Dale, Di, Jr, III\nFund Staff and Di Dale\ny\nn\n\n" "Outlook\n"
        "31 May\n2024-05-31\n" "example.org\n\n"
    )  # fmt: skip
    done = run(project, "reference", answers=answers)
    assert done.exit_code == 0, done.output
    text = (project / "bib" / "references.bib").read_text("utf-8")
    assert "author = {{Fund Staff} and Dale, Di}," in text
    assert "date = {2024-05-31}," in text


def test_a_slip_at_the_prompt_loses_no_answer(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_a_terminal(monkeypatch)
    answers = (
        "Rain\n" "January 2022\n2022-01\n" "trade, lokcs\ntrade, locks\n" "\n" "ledgre2022\nledger2022\n"
        "Bad_Id\nlock-opens\n" "It rained [@nobody].\n"
        "rain\nIt rained.\n"
    )  # fmt: skip
    done = run(project, "event", answers=answers)
    assert done.exit_code == 0, done.output
    assert "did you mean 'ledger2022'?" in done.stderr
    assert done.stderr.count("what it says") == 1
    page = (project / "docs" / "record.md").read_text("utf-8")
    block = "/// event | Rain\n    id: rain\n    date: 2022-01\n    themes: [trade, locks]\n    sources: [ledger2022]\n"
    assert f"{block}\nIt rained.\n///\n" in page
    assert check(project) == 0


def test_the_first_event_outcome_and_shift_make_their_page(project: Path) -> None:
    record = project / "docs" / "record.md"
    record.unlink()
    for page in project.glob("docs/*.md"):
        page.write_text("# Here\n", "utf-8")
    event = run(project, *EVENT)
    assert event.exit_code == 0, event.output
    assert event.stdout.splitlines()[0] == "docs/events.md:3"
    assert "docs/events.md is a new page: add it to nav in mkdocs.yml" in event.stderr
    assert (project / "docs" / "events.md").read_text("utf-8").startswith("# Events\n\n/// event | Rain at last\n")
    claim = run(
        project, "claim", "--kind", "recommendation", "--page", "briefs/2021.md", "--title", "Dig", "--theme", "trade",
        "--at", "6",
    )  # fmt: skip
    assert claim.exit_code == 0, claim.output
    outcome = ("outcome", "--title", "It did", "--of", "amari-dig", "--status", "open", "--as-of", "2022-02-02")
    shift = ("shift", "--title", "Digging", "--change", "new", "--theme", "trade", "--to", "amari-dig")
    assert run(project, *outcome).stdout.startswith("docs/outcomes.md:3\n")
    assert run(project, *shift, "--page", "changes.md").stdout.startswith("docs/changes.md:3\n")
    assert run(project, *shift, "--page", "chagnes.md").exit_code == 2


def together(project: Path, *commands: tuple[str, ...]) -> list[subprocess.CompletedProcess[str]]:
    """Processes that run side by side."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "foresite", *command, "-f", str(project / "mkdocs.yml")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        )
        for command in commands
    ]  # fmt: skip
    said = [process.communicate(timeout=120) for process in started]
    return [
        subprocess.CompletedProcess(process.args, process.returncode, *texts)
        for process, texts in zip(started, said, strict=True)
    ]


def test_nothing_that_is_reported_is_lost_when_many_write_at_once(project: Path) -> None:
    bib = project / "bib" / "references.bib"
    bib.write_text(bib.read_text("utf-8") + "\n@misc{aaa2020,\n title={A}, date={2020},\n}\n", "utf-8")
    reference = ("new", "reference", "--type", "report", "--title", "Outlook", "--author", "Dale, Di", "--key")
    done = together(
        project,
        *(("new", *EVENT) for _ in range(4)),
        (*reference, "dale2024"),
        (*reference, "zuma2024"),
        ("fmt",),
        ("ids", "--write"),
    )
    assert [each.returncode for each in done] == [0] * len(done), [each.stderr for each in done]
    page = (project / "docs" / "record.md").read_text("utf-8")
    assert page.count("/// event | Rain at last\n") == 4
    told = {each.stdout.splitlines()[1].partition("#")[2] for each in done[:4]}
    assert told == {"rain-at-last", "rain-at-last-2", "rain-at-last-3", "rain-at-last-4"}
    assert all(f"    id: {id}\n" in page for id in told)
    assert all(f"{{{key}," in bib.read_text("utf-8") for key in ("dale2024", "zuma2024", "aaa2020", "ledger2022"))
    assert check(project) == 0


def test_what_an_editor_saves_meanwhile_is_not_written_over(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = project / "docs" / "record.md"

    def meanwhile(*arguments):
        if "Saved." not in page.read_text("utf-8"):
            page.write_text(page.read_text("utf-8") + "\nSaved.\n", "utf-8")
        return new_problems(*arguments)

    monkeypatch.setattr(new, "new_problems", meanwhile)
    assert run(project, *EVENT).exit_code == 0
    text = page.read_text("utf-8")
    assert "Saved." in text
    assert text.count("Rain at last") == 1


def test_fmt_orders_the_bibliography_once(project: Path) -> None:
    file = project / "bib" / "references.bib"
    file.write_bytes(b"@misc{b, title={B}}\r\n@Misc{a,\r\n date={2020}, title={A}}\r\n" + file.read_bytes())
    assert run(project, "fmt", "--check").exit_code == 1
    assert file.read_bytes().startswith(b"@misc{b, title={B}}")
    assert run(project, "fmt").stdout == "bib/references.bib: was put in order\n"
    assert file.read_bytes().startswith(b"@misc{a,\r\n  title = {A},\r\n  date = {2020},\r\n}\r\n\r\n")
    done = run(project, "fmt", "--check")
    assert (done.exit_code, done.stdout) == (0, "")


def test_fmt_renames_a_key_everywhere(project: Path) -> None:
    file = project / "bib" / "references.bib"
    file.write_bytes(file.read_bytes().replace(b"@online{ledger2022,", b"@online{O'Neil&Co,"))
    for page in project.rglob("docs/**/*.md"):
        page.write_bytes(page.read_bytes().replace(b"ledger2022", b"O'Neil&Co"))
    quoted = "The word O'Neil&Co and `[@O'Neil&Co]` stay; @{O'Neil&Co} and [see @{O'Neil&Co}, p. 3] change.\r\n"
    (project / "docs" / "own.md").write_bytes(quoted.encode())
    wrong = CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")])
    assert 'foresite fmt --rename "O\'Neil&Co=ONeilCo"' in wrong.output
    assert run(project, "fmt", "--rename", "O'Neil&Co=neil:2022", "--check").exit_code == 1
    done = run(project, "fmt", "--rename", "O'Neil&Co=neil:2022")
    assert done.exit_code == 0, done.output
    assert "bib/references.bib: was changed\n" in done.stdout
    assert (project / "docs" / "own.md").read_bytes().decode() == (
        "The word O'Neil&Co and `[@O'Neil&Co]` stay; @{neil:2022} and [see @{neil:2022}, p. 3] change.\r\n"
    )
    left = [path for path in project.rglob("*.md") if "O'Neil" in path.read_text("utf-8") and path.name != "own.md"]
    assert left == []
    assert check(project) == 0


def test_fmt_renames_what_rests_on_a_key_and_reads_no_pipe_and_nothing_outside(project: Path, tmp_path: Path) -> None:
    bibliography = project / "bib" / "references.bib"
    repeats = "@misc{echo2022, author={{Echo}}, title={Again}, date={2022}, restson = {ledger2022}}\n"
    bibliography.write_text(f"{bibliography.read_text('utf-8')}\n{repeats}", "utf-8")
    outside = tmp_path / "outside.md"
    outside.write_text("[@ledger2022]\n", "utf-8")
    (project / "docs" / "leak.md").symlink_to(outside)
    (project / "docs" / "folder.md").mkdir()
    os.mkfifo(project / "docs" / "pipe.md")
    done = run(project, "fmt", "--rename", "ledger2022=book2022")
    assert done.exit_code == 0, done.output
    assert "restson = {book2022}" in bibliography.read_text("utf-8")
    assert outside.read_text("utf-8") == "[@ledger2022]\n"
    assert (project / "docs" / "leak.md").is_symlink()


def test_fmt_renames_in_every_file_or_in_none(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def texts() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in project.rglob("*") if path.suffix in (".md", ".bib")}

    before = texts()
    whole = editing.write_atomically
    written = []

    def write(path: Path, data: bytes, read: bytes | None = None) -> None:
        if len(written) == 1 and read is not None:
            raise editing.ChangedError(f"{path} was changed meanwhile")
        written.append(path)
        whole(path, data, read)

    monkeypatch.setattr(editing, "write_atomically", write)
    done = run(project, "fmt", "--rename", "ledger2022=book2022")
    assert done.exit_code == 1
    assert "nothing was renamed" in done.output and "was changed" not in done.stdout
    assert texts() == before


def test_fmt_renames_nothing_that_would_be_wrong(project: Path) -> None:
    before = files(project)
    for names, told in (
        ("ledger2022=ledger 2022", "--rename takes OLD=NEW"),
        ("ledgr2022=other2022", "no entry 'ledgr2022' in the bibliography; did you mean 'ledger2022'?"),
        ("ledger2022=amari2021", "the bibliography has an entry 'amari2021' already"),
    ):
        done = run(project, "fmt", "--rename", names)
        assert done.exit_code == 2
        assert told in done.stderr
    assert files(project) == before


def test_fmt_refuses_a_file_with_problems(project: Path) -> None:
    file = project / "bib" / "references.bib"
    file.write_text(file.read_text("utf-8") + "\n@misc{open, title={X}\n", "utf-8")
    before = file.read_bytes()
    done = run(project, "fmt")
    assert done.exit_code == 1
    assert "bad-entry: entry 'open' is not closed" in done.stdout
    assert "not touched, because it has problems" in done.stderr
    assert file.read_bytes() == before
