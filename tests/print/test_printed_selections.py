"""Chosen claims, and a brief on one page."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from papers import Paper, Papers, run_print, squeezed

from builds import SITES, project_of
from foresite.cli import main


def test_the_claims_chosen_are_those_that_explore_shows(harbour: Path, harbour_papers: Papers) -> None:
    run = run_print(harbour, "--theme", "trade", "--outlook", "2021", "--outlook", "2022", "-o", "chosen.pdf")
    assert run.returncode == 0, run.stderr
    paper = Paper(harbour / "chosen.pdf")
    titles = [title for _, title, _ in paper.outline]
    wanted = [c.title for c in harbour_papers.corpus.claims if c.theme == "trade" and c.outlook in ("2021", "2022")]
    assert wanted
    assert [title for title in titles if title in {c.title for c in harbour_papers.corpus.claims}] == wanted
    assert titles[0] == "Claims: outlook 2021 or 2022; theme Trade and freight"
    # The works that they cite stand at the end, with the pages.
    assert "Cited on p." in paper.texts[-1].replace("\u00a0", " ")


def test_where_the_site_is_published_paper_leads_to_it(harbour: Path) -> None:
    settings = harbour / "mkdocs.yml"
    settings.write_text(f"site_url: https://harbours.example/\n{settings.read_text('utf-8')}", "utf-8")
    run = run_print(harbour, "--outlook", "2021", "-o", "chosen.pdf")
    assert run.returncode == 0, run.stderr
    paper = Paper(harbour / "chosen.pdf")
    home = "https://harbours.example/"
    assert all(home in text for text in paper.texts)
    led = {str(note.A.URI) for _, note in paper.notes() if "/A" in note}
    # What became of a claim is not in the document: the site has it.
    assert any(link.startswith(f"{home}record/#") for link in led), led


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--theme", "trad"), "no theme 'trad', expected trade, locks; did you mean 'trade'?"),
        (("--outlook", "1999"), "no outlook '1999', expected 2021, 2022, 2023"),
        (("--summary", "morr2021"), "no page annotates 'morr2021', expected"),
        (("--summary", "x", "--theme", "trade"), "expected one of the two"),
        (("--output", "x.pdf"), "a build finds the site's own PDFs"),
    ],
)
def test_what_cannot_be_chosen_is_said(harbour: Path, options: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(main, ["print", "-f", str(harbour / "mkdocs.yml"), *options])
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_summary_is_one_page_of_the_paper(harbour: Path, harbour_papers: Papers, paper: str) -> None:
    brief = harbour_papers.corpus.briefs[0]
    run = run_print(harbour, "--summary", brief.key, "--paper", paper)
    assert run.returncode == 0, run.stderr
    printed = Paper(harbour / f"{brief.key}-summary.pdf")
    assert printed.sizes == [{"a4": (210, 297), "letter": (216, 279)}[paper]]
    for claim in harbour_papers.corpus.claims:
        if claim.brief == brief.key and claim.kind == "forecast":
            assert squeezed(claim.title) in printed.squeezed[0]


def test_a_summary_of_the_longest_brief_is_one_page_and_says_what_it_leaves_out(harbour: Path) -> None:
    page = harbour / "docs" / "briefs" / "2021.md"
    text = page.read_text("utf-8")
    long = "A proposition of so many words that it takes up several lines of the table, " * 4
    for number in range(60):
        told = "    theme: trade\n    at: 1\n"
        likely = "    wording: likely\n    likelihood: likely\n    horizon: open\n"
        text += f"\n/// forecast | {long}{number}\n    id: long-{number}\n{told}{likely}\nBecause.\n///\n"
        text += f"\n/// recommendation | {long}{number}\n    id: advice-{number}\n{told}\nBecause.\n///\n"
    page.write_text(text, "utf-8")
    key = text.split("brief: ")[1].split()[0]
    run = run_print(harbour, "--summary", key)
    assert run.returncode == 0, run.stdout + run.stderr
    (said,) = Paper(harbour / f"{key}-summary.pdf").texts
    assert "For want of room this page leaves out" in " ".join(said.split())


@pytest.mark.nightly
def test_summaries_of_the_shipped_briefs_are_one_page(shipped_papers: Papers) -> None:
    for brief in shipped_papers.corpus.briefs:
        paper = shipped_papers[brief.page.replace(".md", "-summary.pdf")]
        (text,) = paper.texts
        assert "How it turned out" in text and "What it recommends" in text
        assert "Brier" in text
        # The intervals stand in words, not in the drawing alone.
        assert text.count("%") > 8


def test_numbers_confidence_and_no_degree_are_printed_as_the_brief_gives_them(tmp_path: Path) -> None:
    project = project_of(SITES / "estimate", tmp_path / "project")
    chosen = [part for value in ("65 %", "likely, 60–70 %", "no degree stated") for part in ("--likelihood", value)]
    run = run_print(project, "--outlook", "2019", *chosen, "-o", "chosen.pdf")
    assert run.returncode == 0, run.stderr
    said = squeezed("".join(Paper(project / "chosen.pdf").texts))
    for shown in (
        "65 %, moderate confidence; the brief’s word: “a 65 per cent chance”",
        "likely, 60–70 %, high confidence",
        "no degree stated; the brief’s word: “may”",
        "occurred as of 10 January 2022, not scored",
    ):
        assert squeezed(shown) in said
