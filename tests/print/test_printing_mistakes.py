"""Where something would be lost nothing is printed, and what was printed before stays."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from click.testing import CliRunner
from papers import EPOCH, Paper, run_print
from pypdf import PdfReader

from builds import ROOT, SITES, Build, mkdocs_build, project_of
from foresite.cli import main
from foresite.pdf import engine as limits
from foresite.pdf.engine import PdfEngine, stylesheet
from foresite.runtime.guard import LimitReached


def kept(folder: Path) -> dict[str, bytes]:
    inside = folder / ".cache" / "foresite" / "print"
    return {path.name: path.read_bytes() for path in inside.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["jetty", pytest.param("harbours", marks=pytest.mark.nightly)])
def test_the_same_sources_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    one, other = (project_of(SITES / name, tmp_path / each) for each in ("one", "other"))
    runs = run_print(one), run_print(other, PYTHONHASHSEED="7", TZ="Asia/Seoul", LC_ALL="C")
    assert [run.returncode for run in runs] == [0, 0], [run.stderr for run in runs]
    assert kept(one)
    assert kept(one) == kept(other)


def test_a_character_that_no_font_has_is_named_and_nothing_is_written(jetty: Path) -> None:
    assert run_print(jetty).returncode == 0
    before = kept(jetty)
    page = jetty / "docs" / "index.md"
    text = page.read_text("utf-8")
    page.write_text(f"{text}\nA sign that is none: \U00012031.\n", "utf-8")
    run = run_print(jetty)
    assert run.returncode == 1
    line = text.count("\n") + 2
    said = "missing-glyph: no installed font has the character '\U00012031' (U+12031) of book.pdf"
    assert f"docs/index.md:{line}: {said}" in run.stdout
    assert kept(jetty) == before


def test_what_a_document_lacks_is_named_with_its_line(jetty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = stylesheet
    monkeypatch.setattr(
        "foresite.cli.print.stylesheet",
        lambda *given, **named: f"{whole(*given, **named)}\n.fs-card--event {{ display: none }}",
    )
    done = CliRunner().invoke(main, ["print", "-f", str(jetty / "mkdocs.yml")])
    assert done.exit_code == 1
    text = (jetty / "docs" / "record.md").read_text("utf-8")
    event = re.search(r"/// event \| (.+)", text)
    assert event
    line = text.count("\n", 0, event.start()) + 1
    said = f"lost-in-print: book.pdf lacks the event '{event[1]}', expected it printed"
    assert f"docs/record.md:{line}: {said}" in done.output
    id = text[event.end() :].split("id: ")[1].split()[0]
    assert re.search(rf"^docs/\S+:\d+: dead-link: a link to '{id}' in book.pdf leads nowhere", done.output, re.M)
    assert "nothing is written" in done.output
    assert kept(jetty) == {}


def test_what_is_in_its_place_without_its_words_is_named_too(jetty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = stylesheet
    hidden = ".fs-card > p:not([class]) { display: none }"
    monkeypatch.setattr("foresite.cli.print.stylesheet", lambda *given, **named: f"{whole(*given, **named)}\n{hidden}")
    done = CliRunner().invoke(main, ["print", "-f", str(jetty / "mkdocs.yml")])
    assert done.exit_code == 1
    said = r"^docs/\S+:\d+: lost-in-print: \S+ lacks the words '.+' of the \w+ '.+', expected on page \d+$"
    assert re.search(said, done.output, re.MULTILINE)


def test_pictures_are_printed_from_the_docs_folder_and_from_nowhere_else(jetty: Path) -> None:
    shutil.copy(ROOT / "docs" / "images" / "comparison.png", jetty / "docs" / "briefs" / "port.png")
    page = jetty / "docs" / "briefs" / "2021.md"
    text = page.read_text("utf-8")
    config = jetty / "mkdocs.yml"
    allow = "      allow: {pictures: [example.org]}\n      themes:\n"
    config.write_text(config.read_text("utf-8").replace("      themes:\n", allow), "utf-8")
    page.write_text(f"{text}\n![The port](port.png)\n\n![The far lock](https://example.org/far.png)\n", "utf-8")
    run = run_print(jetty)
    assert run.returncode == 0, run.stdout
    paper = Paper(jetty / ".cache/foresite/print/briefs/2021.pdf")
    (figure,) = paper.elements("Figure")
    assert str(figure.Alt) == "The port"
    # Of another host, a picture is named, and can be followed.
    assert any("The far lock" in each for each in paper.texts)
    page.write_text(f"{text}\n![Gone](gone.png)\n\n![](port.png)\n", "utf-8")
    run = run_print(jetty)
    assert run.returncode == 1
    line = text.count("\n") + 2
    assert f"docs/briefs/2021.md:{line}: broken-link: no file 'gone.png'" in run.stdout
    page.write_text(f"{text}\n![](port.png)\n", "utf-8")
    run = run_print(jetty)
    assert f"docs/briefs/2021.md:{line}: unprintable: the picture 'port.png' of book.pdf has no text" in run.stdout


def test_sources_with_problems_are_not_printed(jetty: Path) -> None:
    page = jetty / "docs" / "index.md"
    page.write_text(page.read_text("utf-8") + "\n[@nobody1900]\n", "utf-8")
    run = run_print(jetty)
    assert run.returncode == 1
    assert "unknown-citation" in run.stdout
    assert kept(jetty) == {}


BROKEN = """
import cffi

def dlopen(*_):
    raise OSError("cannot load library 'libpango-1.0-0': no such file")

cffi.FFI.dlopen = dlopen
"""


def test_missing_libraries_are_named_in_one_line_and_the_rest_works(jetty: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BROKEN, "utf-8")
    # It is quiet because a machine that is slow would also be told how far it is.
    run = run_print(jetty, "--quiet", PYTHONPATH=str(tmp_path))
    assert run.returncode == 1
    assert run.stdout == ""
    # On a slow machine there are lines about progress before it.
    line = run.stderr.splitlines()[-1]
    assert line.startswith("Error: printing needs libraries")
    packages = re.search(r"apt-get install (.+)", line)
    assert packages
    system = (Path(__file__).parents[2] / "tools" / "system-packages").read_text("utf-8")
    assert {f"need {package} " for package in packages[1].split()} <= set(re.findall(r"need \S+ ", system))
    build = mkdocs_build(jetty, tmp_path / "site", "--strict")
    assert build.code == 0, build.output


def test_missing_fonts_are_named_in_one_line(jetty: Path, tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(
        f"<fontconfig><dir>/usr/share/fonts/truetype/nanum</dir><cachedir>{tmp_path}</cachedir></fontconfig>", "utf-8"
    )
    run = run_print(jetty, "--quiet", FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert run.returncode == 1
    # On a slow machine there are lines about progress before it.
    line = run.stderr.splitlines()[-1]
    assert line.startswith("Error: printing needs fonts that are missing here, Linux Libertine and Nanum")
    assert kept(jetty) == {}


def test_a_build_loads_nothing_that_printing_needs() -> None:
    said = "import sys, foresite.hosts.mkdocs.plugin; print({'weasyprint', 'pikepdf', 'pypdfium2'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def printed_links(build: Build, page: str) -> list[Element]:
    return [a for a in build.html(page).iter("a") if a.get("type") == "application/pdf"]


def test_a_build_publishes_what_was_printed_of_its_sources_and_no_other(
    jetty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is due depends on the day of the site, which printing and building must agree on.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    plain = mkdocs_build(jetty, tmp_path / "plain", "--strict")
    assert plain.code == 0 and not list(plain.site.rglob("*.pdf"))
    assert "application/pdf" not in plain.text("briefs/2021/index.html")
    assert run_print(jetty).returncode == 0
    full = mkdocs_build(jetty, tmp_path / "full", "--strict")
    assert full.code == 0, full.output
    links = {a.get("href"): a.text for a in printed_links(full, "briefs/2021/index.html")}
    assert links == {"../2021.pdf": "PDF of this page", "../2021-summary.pdf": "PDF of a summary on one page"}
    assert "book.pdf" in [a.get("href") for a in printed_links(full, "index.html")]
    assert (full.site / "briefs" / "2021.pdf").read_bytes().startswith(b"%PDF-1.7")
    page = jetty / "docs" / "index.md"
    page.write_text(page.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    stale = mkdocs_build(jetty, tmp_path / "stale", "--strict")
    assert stale.code == 0 and not list(stale.site.rglob("*.pdf"))
    assert "application/pdf" not in stale.text("briefs/2021/index.html")


def test_what_is_for_editors_stays_off_the_paper(jetty: Path) -> None:
    settings = jetty / "mkdocs.yml"
    settings.write_text(f"repo_url: https://github.com/team/jetty\n{settings.read_text('utf-8')}", "utf-8")
    run = run_print(jetty)
    assert run.returncode == 0, run.stderr
    book = PdfReader(jetty / ".cache" / "foresite" / "print" / "book.pdf")
    assert not any("Edit this" in page.extract_text() for page in book.pages)


def test_a_page_that_takes_too_long_to_lay_out_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "references.bib").write_text("", "utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: S\nplugins: [foresite]\n", "utf-8")
    (tmp_path / "docs" / "index.md").write_text("# A\n", "utf-8")
    row = f"<tr>{'<td>x</td>' * 100}</tr>"
    wide = f"<table>{row * 150}</table>"
    (tmp_path / "docs" / "wide.md").write_text(f"# B\n\n{wide}\n", "utf-8")
    monkeypatch.setattr(limits, "SECONDS", 1.0)
    monkeypatch.setattr(limits, "PER_ELEMENT", 0.0)
    done = CliRunner().invoke(main, ["print", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 1
    assert "docs/wide.md:1: unprintable: book.pdf cannot be printed: laying the page out takes more than" in done.output


def strange(folder: Path, picture: str) -> Path:
    """Write a project whose second page shows a picture; return its settings."""
    for name in ("docs", "bib"):
        (folder / name).mkdir()
    (folder / "bib" / "references.bib").write_text("", "utf-8")
    (folder / "mkdocs.yml").write_text("site_name: S\nplugins: [foresite]\n", "utf-8")
    (folder / "docs" / "index.md").write_text("# A\n", "utf-8")
    (folder / "docs" / "drawn.md").write_text("# B\n\n![A picture](a.svg)\n", "utf-8")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99">{picture}</svg>'
    (folder / "docs" / "a.svg").write_text(svg, "utf-8")
    return folder / "mkdocs.yml"


@pytest.mark.parametrize("limit", ["SECONDS", "MEMORY"])
def test_a_picture_that_takes_too_much_to_draw_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    stops = '<stop offset="0"/><stop offset="1" stop-color="red"/>'
    endless = f'<linearGradient id="a" x2="0.0000001" spreadMethod="repeat">{stops}</linearGradient>'
    config = strange(tmp_path, f'{endless}<rect fill="url(#a)" width="90" height="90"/>')
    monkeypatch.setattr(limits, limit, {"SECONDS": 1.0, "MEMORY": 300_000_000}[limit])
    done = CliRunner().invoke(main, ["print", "-f", str(config)])
    assert done.exit_code == 1
    said = "docs/drawn.md:3: unprintable: the picture 'a.svg' of book.pdf cannot be drawn in time and memory"
    assert said in done.output
    assert not (tmp_path / ".cache" / "foresite" / "print").exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (IndexError("list index out of range"), "fails (IndexError: list index out of range)"),
        (LimitReached("more than 60 seconds"), "takes more than 60 seconds"),
    ],
)
def test_a_page_at_which_drawing_fails_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    config = strange(tmp_path, '<rect width="9" height="9"/>')
    assert CliRunner().invoke(main, ["print", "-f", str(config)]).exit_code == 0
    whole = PdfEngine.print

    def draw(engine: PdfEngine, parts: list[limits.Layout]) -> bytes:
        if any(part.page == "drawn.md" for part in parts):
            raise error
        return whole(engine, parts)

    monkeypatch.setattr(PdfEngine, "print", draw)
    done = CliRunner().invoke(main, ["print", "-f", str(config)])
    assert done.exit_code == 1
    assert f"docs/drawn.md:1: unprintable: book.pdf cannot be printed: drawing the page {said}" in done.output


def test_a_page_at_which_the_layout_fails_is_named(harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = PdfEngine.lay_out

    def lay_out(engine: PdfEngine, root: Element, page: str) -> object:
        if root.find(".//*[@id='record']") is not None:
            raise IndexError("list index out of range")
        return whole(engine, root, page)

    monkeypatch.setattr(PdfEngine, "lay_out", lay_out)
    done = CliRunner().invoke(main, ["print", "-f", str(harbour / "mkdocs.yml")])
    assert done.exit_code == 1
    said = "book.pdf cannot be printed: laying the page out fails (IndexError: list index out of range)"
    assert f"docs/record.md:1: unprintable: {said}" in done.output
    assert kept(harbour) == {}


def test_a_file_that_cannot_be_written_is_named_in_one_line(harbour: Path) -> None:
    run = run_print(harbour, "--outlook", "2021", "-o", "nowhere/chosen.pdf")
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == "Error: nowhere/chosen.pdf cannot be written: No such file or directory"


def test_words_from_right_to_left_are_found(harbour: Path) -> None:
    page = harbour / "docs" / "briefs" / "2023.md"
    text = page.read_text("utf-8")
    page.write_text(text.replace("Perhaps [", "The sign says שלום עולם there [", 1), "utf-8")
    assert page.read_text("utf-8") != text
    run = run_print(harbour, "--outlook", "2023", "-o", "chosen.pdf")
    assert run.returncode == 0, run.stdout
