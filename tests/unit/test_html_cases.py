"""Golden cases of the Markdown extension, without a host: a page in, XHTML out."""

from __future__ import annotations

import shutil
from pathlib import Path

import markdown
import pytest

CASES = Path(__file__).parents[1] / "cases" / "html"
NAMES = sorted(path.parent.name for path in CASES.glob("*/page.md"))


def render(folder: Path, text: str) -> str:
    """The text as a page of the cases' project."""
    shutil.copytree(CASES / "project", folder, dirs_exist_ok=True)
    (folder / "docs" / "case.md").write_text(text, "utf-8")
    options = {"docs": str(folder / "docs"), "bibliography": "bib/references.bib", "page": "case.md"}
    # A host takes the front matter off before it renders.
    body = text.split("---\n", 2)[2] if text.startswith("---\n") else text
    return markdown.markdown(
        body, extensions=["attr_list", "fenced_code", "foresite"], extension_configs={"foresite": options}
    )


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    case = CASES / name
    html = render(tmp_path, (case / "page.md").read_text("utf-8")) + "\n"
    if request.config.getoption("--update-cases"):
        (case / "expected.html").write_text(html, "utf-8")
    assert html == (case / "expected.html").read_text("utf-8")


def test_every_case_states_its_purpose() -> None:
    assert NAMES
    for name in NAMES:
        assert (CASES / name / "purpose.txt").read_text("utf-8").strip(), name
