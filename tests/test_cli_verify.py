"""``foresite fingerprint`` and ``foresite verify`` on a brief made up for it, as text and as PDF."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from builds import mkdocs_build
from foresite.cli import main

BODY = (
    "The lower harbour was closed for most of the winter, and the pilots who had kept it open for a generation "
    "were laid off before anyone had counted what their work was worth to the town and to its trade.",
    "It is likely that the new quay will open before the end of next year, provided that the dredging is paid "
    "for; the council has said so three times, and each time the sum that it named was larger than the last.",
    "A second bridge cannot be ruled out. Engineers who were asked about it pointed to the old ferry, which "
    "was to be replaced within a decade and has now been running for forty years without a single replacement.",
    "The port authority should publish its books every spring, so that shippers can see what each berth earns, "
    "and the public can judge whether the subsidy that was granted in 1987 still buys what it was meant to buy.",
)
COPY = f"""The River Institute

Outlook for the Lower Harbour

{BODY[0]}

{BODY[1]}

WHAT MAY COME

{BODY[2][:150].rsplit(" ", 1)[0]}

{BODY[2][len(BODY[2][:150].rsplit(" ", 1)[0]) + 1 :]}

{BODY[3]}

Printed in June. Not for resale in any form, and not to be lent, hired out or copied without the leave of
the institute in writing.
"""
PAGE = """---
brief: dale2024
outlook: 2024
paragraphs: 4
---

# Outlook

/// finding | The harbour was shut
    id: dale-shut
    theme: trade
    at: 1
    quote: most of the winter

In winter no ship came in.
///

/// forecast | The quay opens
    id: dale-quay
    theme: trade
    at: 2
    wording: It is LIKELY
    likelihood: likely
    horizon: 2025

By the end of the year.
///

/// correction | A year
    id: dale-year
    at: 3-4
    printed: subsidy … in 1987
    reading: 1978

A slip.
///
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "mkdocs.yml": "site_name: Port\nplugins: [foresite]\n",
        "docs/index.md": PAGE,
        "bib/references.bib": "@report{dale2024,\n  title = {Outlook},\n}\n",
        "copy.txt": COPY,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(project: Path, command: str, copy: str = "copy.txt", *options: str, key: str = "dale2024"):
    arguments = [command, key, str(project / copy), "-f", str(project / "mkdocs.yml"), *options]
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def marked(project: Path) -> Path:
    """The project with the fingerprints of its brief."""
    done = run(project, "fingerprint", "copy.txt", "--skip", "5")
    assert done.exit_code == 0, done.output
    assert done.stdout == "bib/fingerprints.json: 4 paragraphs of 'dale2024'\n"
    return project


def edit(project: Path, old: str, new: str) -> None:
    page = project / "docs" / "index.md"
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")


def words_of_the_brief(text: str) -> set[str]:
    """Runs of three words that the brief has too."""
    own = re.findall(r"\w+", " ".join(BODY).casefold())
    rows = {" ".join(own[n : n + 3]) for n in range(len(own) - 2)}
    said = re.findall(r"\w+", text.casefold())
    return rows & {" ".join(said[n : n + 3]) for n in range(len(said) - 2)}


def test_the_copy_annotated_is_known_again(marked: Path) -> None:
    done = run(marked, "verify")
    assert (done.exit_code, done.stdout) == (0, "")
    assert re.fullmatch(r"dale2024: 4 of 4 paragraphs, 3 phrases, \d\.\d % quoted: no problems\n", done.stderr)


def test_a_brief_whose_paragraphs_nobody_counts_is_searched_as_a_whole(project: Path) -> None:
    edit(project, "paragraphs: 4", "pages: 2")
    for at, place in {"at: 1\n": "at: p. 1\n", "at: 2\n": "at: Summary\n", "at: 3-4\n": "at: p. 2\n"}.items():
        edit(project, at, place)
    assert run(project, "fingerprint", "copy.txt", "--skip", "5").exit_code == 0
    assert run(project, "verify").exit_code == 0
    edit(project, "most of the winter", "most of the summer")
    done = run(project, "verify")
    assert done.exit_code == 1
    assert "the quote 'most of the summer' is not in p. 1 of the brief" in done.stdout


def test_fingerprints_hold_no_text(marked: Path) -> None:
    kept = (marked / "bib" / "fingerprints.json").read_text("utf-8")
    prints = json.loads(kept)["briefs"]["dale2024"]
    assert [set(each) for each in prints] == [{"letters", "sha256"}] * 4
    assert not words_of_the_brief(kept)


def test_paragraphs_that_are_not_as_many_are_listed_without_their_text(project: Path) -> None:
    done = run(project, "fingerprint")
    assert done.exit_code == 2
    assert "5 paragraphs of body text found, expected 4, as docs/index.md:2 says" in " ".join(done.stderr.split())
    assert "  5  line 17, 26 words\n" in done.stderr
    assert not words_of_the_brief(done.output)
    assert not (project / "bib" / "fingerprints.json").exists()


def test_another_layout_is_the_same_copy(marked: Path) -> None:
    text = COPY.replace("closed for", "CLOSED\nfor").replace("generation", "gener-\nation").replace("; ", ";\n\n")
    (marked / "copy.txt").write_text(f"\ufeffA new cover\n\n{text}", "utf-8")
    assert run(marked, "verify").exit_code == 0


def test_another_edition_is_not(marked: Path) -> None:
    (marked / "copy.txt").write_text(COPY.replace("three times", "four times"), "utf-8")
    done = run(marked, "verify")
    assert done.exit_code == 1
    assert "docs/index.md:2: wrong-copy: ¶2 of 'dale2024' is not in this copy" in done.stdout
    assert "3 of 4 paragraphs" in done.stderr
    # What stands in a paragraph that is not there cannot be looked for.
    assert "misquoted" not in done.stdout
    assert not words_of_the_brief(done.output)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("quote: most", "quote: all", ":13: misquoted: the quote 'all of the winter' is not in ¶1"),
        ("    at: 1\n", "    at: 2\n", "is not in ¶2 of the brief; it is in ¶1"),
        ("It is LIKELY", "is like", ":22: misquoted: the wording 'is like' is not in ¶2"),
        ("in 1987", "in 1988", ":32: misquoted: the printed 'subsidy … in 1988' is not in ¶3–4"),
    ],
)  # fmt: skip
def test_a_phrase_that_is_not_there(marked: Path, old: str, new: str, said: str) -> None:
    edit(marked, old, new)
    done = run(marked, "verify")
    assert done.exit_code == 1
    assert said in done.stdout


@pytest.mark.parametrize(
    "copied",
    [
        "As it says, “the pilots who had kept it open”, and ‘cannot be ruled out’.",
        "They say the council has said so three times and each time it grew.",
    ],
)
def test_no_more_than_the_budget_is_quoted_marked_or_not(marked: Path, copied: str) -> None:
    edit(marked, "In winter no ship came in.", copied)
    done = run(marked, "verify")
    assert done.exit_code == 1
    assert re.search(
        r"index\.md:2: overquoted: \d+\.\d % of 'dale2024' is quoted in all, expected at most 5 %", done.stdout
    )
    assert re.search(r"; most of it in ¶\d \(\d+ %\), ", done.stdout)


def test_without_a_copy_the_check_and_the_build_know_how_much_the_quotations_make_up(marked: Path) -> None:
    settings = marked / "mkdocs.yml"
    assert CliRunner().invoke(main, ["check", "-f", str(settings)]).exit_code == 0
    edit(marked, "quote: most of the winter", "quote: the pilots who had kept it open for a generation were laid")
    told = CliRunner().invoke(main, ["check", "-f", str(settings)])
    assert told.exit_code == 1
    said = re.search(r"index\.md:2: overquoted: (\d+\.\d) % of 'dale2024' is quoted in all", told.stdout)
    assert said
    assert 5 < float(said[1]) < 10
    settings.write_text("site_name: Port\nplugins: [foresite]\n", "utf-8")
    build = mkdocs_build(marked, marked / "site", "--strict")
    assert build.code != 0
    assert said[0] in build.output
    edit(marked, "quote: the pilots who had kept it open for a generation were laid", "quote: a generation")
    (marked / "bib" / "fingerprints.json").write_text('{"version": 1}', "utf-8")
    assert "bib/fingerprints.json:1: bad-file: " in CliRunner().invoke(main, ["check", "-f", str(settings)]).stdout


def test_what_is_missing_is_said(project: Path) -> None:
    assert "no fingerprints of 'dale2024' in bib/fingerprints.json" in " ".join(run(project, "verify").stderr.split())
    done = run(project, "verify", key="dale2042")
    assert done.exit_code == 2
    assert "no page annotates 'dale2042', expected dale2024; did you mean 'dale2024'?" in " ".join(done.stderr.split())
    (project / "bib" / "fingerprints.json").write_text("[]", "utf-8")
    assert "not what `foresite fingerprint` writes" in " ".join(run(project, "verify").stderr.split())
    (project / "copy.txt").write_bytes(b"\xff\xfe\x00")
    assert "neither a PDF nor text in UTF-8" in " ".join(run(project, "fingerprint").stderr.split())


def pdf(*pages: list[str]) -> bytes:
    """A plain PDF with a line of text for each line."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T*\n" for line in lines)
        stream = f"BT /F1 10 Tf 12 TL 40 800 Td\n{shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    return (
        f"{out}xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
        f"startxref\n{len(out)}\n%%EOF\n"
    ).encode("latin-1")


def wrapped(text: str) -> list[str]:
    return re.findall(r".{1,70}(?:\s|$)", text)


def test_a_pdf_whose_pages_divide_a_paragraph(marked: Path) -> None:
    second = wrapped(BODY[1])
    pages = [
        ["River Institute Papers 7", *wrapped(BODY[0]), *second[:2], "1"],
        ["River Institute Papers 7", *second[2:], *wrapped(BODY[2]), "2"],
        ["River Institute Papers 7", *wrapped(BODY[3]), "3"],
    ]
    (marked / "copy.pdf").write_bytes(pdf(*pages))
    done = run(marked, "verify", "copy.pdf")
    assert done.exit_code == 0, done.output
    assert "4 of 4 paragraphs" in done.stderr


def test_a_pdf_that_cannot_be_read(marked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (marked / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    assert run(marked, "verify", "broken.pdf").exit_code == 2
    (marked / "picture.pdf").write_bytes(pdf([]))
    assert "only pictures of it" in " ".join(run(marked, "verify", "picture.pdf").stderr.split())
    monkeypatch.setitem(sys.modules, "pypdf", None)
    done = run(marked, "verify", "picture.pdf")
    assert done.exit_code == 2
    assert "pip install 'foresite[pdf]'" in " ".join(done.stderr.split())
