"""Diagrams are drawn when a page is made, as pictures in which nothing acts."""

from __future__ import annotations

import re
import sys
from base64 import b64decode
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from markdown import Markdown

from foresite.model.settings import Settings
from foresite.parsing import diagrams
from foresite.parsing.diagrams import check_diagrams, draw, find_diagrams
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.project import Project

FLOW = "```mermaid\nflowchart TD\n  A[Talks] -->|by June| B{Treaty?}\n  B --> C[조약]\n```\n"
HOSTILE = """```mermaid
flowchart TD
  A["<img src=x onerror=alert(1)><script>alert(2)</script>"] --> B
  click A "javascript:alert(3)"
  click B href "https://elsewhere.example.org/" _blank
```
"""
BROKEN = "# A\n\n```mermaid\nflowchart TD\n  A[open --> B\n```\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("project")
    (folder / "docs").mkdir()
    return Project.load(Settings.default(folder))


def render(project: Project, text: str) -> str:
    return Markdown(extensions=[ForesiteExtension(project, page="a.md")], output_format="xhtml").convert(text)


def picture(html: str) -> tuple[str, str]:
    """The drawing and its alternative text."""
    match = re.search(r'<img src="data:image/svg\+xml;base64,([^"]*)" alt="([^"]*)" width="\d+" height="\d+" />', html)
    assert match, html
    return b64decode(match[1]).decode(), unescape(match[2])


def test_a_diagram_is_a_picture_with_words_for_those_who_do_not_see_it(project: Project) -> None:
    drawing, words = picture(render(project, FLOW))
    assert fromstring(drawing).tag == "{http://www.w3.org/2000/svg}svg"
    for label in ("Talks", "by June", "Treaty?", "조약"):
        assert label in drawing
        assert label in words


def test_the_words_that_a_diagram_gives_itself_count(project: Project) -> None:
    titled = FLOW.replace("TD\n", "TD\n  accTitle: Two futures\n  accDescr: With and without a treaty\n")
    assert picture(render(project, titled))[1] == "Two futures. With and without a treaty"


@pytest.mark.parametrize(
    "text",
    [f"- An item\n\n{re.sub('^', '    ', FLOW, flags=re.MULTILINE)}", FLOW.replace("```", "~~~~"),
     FLOW.replace("mermaid", "{.mermaid}"), f"!!! note\n\n{re.sub('^', '    ', FLOW, flags=re.MULTILINE)}"],
)  # fmt: skip
def test_it_is_drawn_wherever_code_can_stand(project: Project, text: str) -> None:
    html = render(project, text)
    assert "Talks" in picture(html)[0]
    assert "flowchart" not in html


def test_nothing_in_a_drawing_acts_or_leads_anywhere_from_the_page(project: Project) -> None:
    html = render(project, HOSTILE)
    drawing, _ = picture(html)
    assert "<script" not in drawing
    assert not re.search(r"\son\w+=", drawing)
    assert "javascript:" not in drawing
    # The page has one picture, and no element of the drawing.
    assert re.findall(r"<(\w+)", html) == ["figure", "img"]


def test_code_about_mermaid_is_code() -> None:
    assert not list(find_diagrams("````markdown\n" + FLOW + "````\n"))
    assert not list(find_diagrams(FLOW.replace("mermaid", "text mermaid")))


def test_one_that_cannot_be_drawn_is_named_and_stays_code(project: Project) -> None:
    (fault,) = check_diagrams(BROKEN)
    assert fault.line == 3
    assert "cannot be drawn: Unterminated node label" in fault.message
    assert "A[open --&gt; B" in render(project, BROKEN)


def test_without_the_library_one_is_told_how_to_get_it(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "merman", None)
    draw.cache_clear()
    (fault,) = check_diagrams(FLOW)
    assert fault.hint == diagrams.missing()
    assert "foresite[diagrams]" in fault.hint
    assert "flowchart" in render(project, FLOW)


def test_the_check_names_its_line_in_a_body(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    block = f"\n/// event | It opens\n    id: a\n    date: 2024\n    themes: [a]\n    sources: [b]\n\n{BROKEN[5:]}///\n"
    (tmp_path / "docs" / "a.md").write_text(block, "utf-8")
    draw.cache_clear()
    said = [str(problem) for problem in Project.load(Settings.default(tmp_path)).problems]
    assert any(each.startswith("docs/a.md:8: unrendered: the Mermaid diagram cannot be drawn") for each in said)
