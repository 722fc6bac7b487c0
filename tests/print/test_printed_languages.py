"""Each language of a site is printed, and a build publishes it with the pages of that language."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from bilingual import write
from builds import mkdocs_build
from foresite.cli import main


def test_each_language_has_its_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    project = write(tmp_path / "project")
    wrong = CliRunner().invoke(main, ["print", "-f", str(project / "mkdocs.yml"), "--lang", "fr"])
    assert "no language 'fr', expected en or ko" in wrong.output
    printed = CliRunner().invoke(main, ["print", "-f", str(project / "mkdocs.yml"), "--lang", "ko"])
    assert printed.exit_code == 0, printed.output
    build = mkdocs_build(project, tmp_path / "site", "--strict")
    assert (build.code, build.warnings) == (0, [])
    assert not (build.site / "book.pdf").exists()
    assert 'href="../rivera.pdf"' in build.text("ko/briefs/rivera/index.html")
    paper = pypdfium2.PdfDocument(build.site / "ko" / "briefs" / "rivera.pdf")
    text = "".join(page.get_textpage().get_text_range() for page in paper)
    paper.close()
    for words in ("리베라의 2024년", "곡물 수출이 늘어난다", "The port is full", "2023년보다 많은 톤수"):
        assert words in text
