"""Pages of the site made ready for paper."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from xml.etree.ElementTree import fromstring, tostring

import harbour
import pytest

from foresite.printing.chapters import Binder
from foresite.printing.dressing import flatten
from foresite.printing.hangul import keep_words
from foresite.printing.parsing import parse_html
from foresite.reading.host import read_host


def chapter(html: str, page: str = "notes.md", pages: tuple[str, ...] = ("notes.md",)) -> str:
    binder = Binder(harbour.corpus(), pages)
    return tostring(binder.chapter(page, "Notes", parse_html(html)).body, encoding="unicode")


def test_each_word_with_hangul_stands_alone() -> None:
    root = fromstring("<p>A 북한과 러시아, <em>둘의</em> 관계.</p>")
    keep_words(root)
    assert tostring(root, encoding="unicode") == (
        '<p>A <span class="w">북한과</span> <span class="w">러시아,</span> '
        '<em><span class="w">둘의</span></em> <span class="w">관계.</span></p>'
    )


def test_what_stands_in_a_link_holds_it_instead() -> None:
    root = fromstring('<p><a href="#x">a <em>b</em> c</a> d</p>')
    flatten(root)
    assert "".join(root.itertext()) == "a b c d"
    assert all(not len(link) for link in root.iter("a"))
    assert [link.text for link in root.iter("a")] == ["a ", "b", " c"]
    assert root.find("span/em/a") is not None


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        ("#mine", "#notes--mine"),
        ("briefs/2021-moor.md#moor-strike", "#moor-strike"),
        ("briefs/2021-moor.md", "#briefs-2021-moor"),
        ("events.md#berth-opens", None),
        ("javascript:alert(1)", None),
        ("https://example.org/", "https://example.org/"),
    ],
)
def test_links_lead_into_the_document_to_the_web_or_nowhere(href: str, leads: str | None) -> None:
    pages = ("notes.md", "briefs/2021-moor.md")
    body = fromstring(chapter(f'<h1>Notes</h1><p id="mine"><a href="{href}">there</a></p>', pages=pages))
    assert [link.get("href") for link in body.iter("a")] == ([leads] if leads else [])
    assert "there" in "".join(body.itertext())


def test_a_page_that_is_mostly_a_wide_table_turns() -> None:
    row = "<tr>" + "<td>much text in a cell</td>" * 8 + "</tr>"
    assert 'class="chapter wide"' in chapter(f"<h1>Notes</h1><table>{row}</table>")
    narrow = chapter(f"<h1>Notes</h1><p>{'Much more text. ' * 40}</p><table>{row}</table>")
    assert 'class="chapter"' in narrow
    assert "wide" in narrow


def test_html_that_is_no_xml_is_read_all_the_same() -> None:
    body = parse_html("<p>One<br>two &nbsp; <svg viewBox='0 0 1 1'><path d='M0 0'></svg>")
    assert "".join(body.itertext()).split() == ["Onetwo"]
    assert body.find(".//{http://www.w3.org/2000/svg}path") is not None


def test_the_order_of_pages_and_the_extensions_are_the_hosts(tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(
        "nav:\n  - b.md\n  - Part:\n      - A: a.md\n      - b.md\n"
        "markdown_extensions:\n  - tables\n  - toc:\n      permalink: true\n      toc_depth: 3\n"
        "      slugify: !!python/name:os.system\n",
        "utf-8",
    )
    host = read_host(file)
    assert host.navigation == ("b.md", "a.md")
    assert host.extensions == {"tables": {}, "toc": {"permalink": True, "toc_depth": 3}}
    assert read_host(tmp_path / "none.yml").navigation == ()


def test_what_paper_writes_its_own_way_takes_what_the_screen_takes() -> None:
    """The templates of cards and macros serve both: each part that they call is there on paper, for the same call."""
    templates = files("foresite") / "templates"
    screen, paper = (_macros(files("foresite") / where / "parts.j2") for where in ("templates", "printing/templates"))
    own = {each.name for each in (files("foresite") / "printing" / "templates").iterdir()}
    shared = [each for each in templates.iterdir() if each.name.endswith(".j2") and each.name not in own]
    called = {name for each in shared for name in re.findall(r"\bparts\.(\w+)\(", each.read_text("utf-8"))}
    assert len(called) > 15
    assert {name: paper.get(name) for name in called} == {name: screen[name] for name in called}


def _macros(template: Traversable) -> dict[str, list[str]]:
    """Name and required parameters of each macro of a template."""
    found = re.findall(r"\{% macro (\w+)\(([^)]*)\)", template.read_text("utf-8"))
    return {name: [each.strip() for each in given.split(",") if "=" not in each] for name, given in found}
