"""Notes for editors, excluded pages and drafts: nothing of them is published, whatever is made of the record."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pikepdf
import pypdfium2
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.structure.files import File, set_exclusions
from pathspec.gitignore import GitIgnoreSpec

from builds import SITES, Build, mkdocs_build, project_of
from foresite.model.settings import Settings
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.parsing.unpublished import exclusion_reason

MARK = "Qzmark"
"""A word that stands in nothing but what is left out."""
BRIEF = """---
# {M}a
brief: dawes2024
outlook: 2024
paragraphs: 9
description: About boats <!-- {M}b -->
---

# Outlook 2024 <!-- {M}c -->

<!-- {M}d -->
Boats <!-- {M}e --> sail {{# {M}f #}} [@dawes2024, ¶1].

[//]: # ({M}g)

<!--
{M}h [@amari2021] {{{{ bibliography() }}}}

/// event | {M}i
    id: qzmark-event
    date: 2024
    themes: [trade]
    sources: [amari2021]
///
```
{M}j
-->

| A <!-- {M}k --> | B |
|---|---|
| 1 | <!-- {M}l --> 2 |

- one <!-- {M}m -->

    <!-- {M}n
    -->

## Boats

/// forecast | Boats return <!-- {M}o -->
    id: dawes-boats
    # {M}p
    theme: trade # {M}q
    at: 2
    <!-- {M}r -->
    wording: maybe
    likelihood: likely
    horizon: 2025
    criterion: Boats <!-- {M}s --> return.

Boats <!-- {M}t --> do.

<!-- {M}u
///
[@amari2021] -->
Two [@gauge2022].
///

/// finding | {M}v
    id: qzmark-finding
    theme: trade
    at: 3
    draft: true

{M}w [@qzmark2024].
///
"""
EXCLUDED = """---
brief: qzmark2023
outlook: 2027
paragraphs: 9
title: {M}x
---

# {M}

/// finding | {M}
    id: qzmark-{name}
    theme: trade
    at: 3

{M} says [@qzmark2024] and @boone2022.
///

/// event | {M}
    id: qzmark-event-{name}
    date: 2019
    themes: [trade]
    actors: [{M}]
    sources: [qzmark2024]
///

{{{{ comparison() }}}}
"""
BIB = """
% @report{qzmark1, title = {Qzmark}}

@comment{Qzmark}

Qzmark between entries.

@report{dawes2024,
  % Qzmark
  title = {Boats <!-- Qzmark -->},
  author = {Dawes, Di}, % Qzmark
  date = {2024},
  annotation = {Qzmark},
  file = {Qzmark.pdf},
}

@report{qzmark2023, title = {Qzmark}, author = {Qzmark, A}, date = {2023}}

@online{qzmark2024, title = {Qzmark}, date = {2024}}
"""
SETTINGS = """
# Qzmark
nav:
  - index.md
  - Qzmark: left/excluded.md
  - Qzmark: marked.md
  - record.md
  - views.md
  - briefs/2024.md
exclude_docs: |
  left/
  !left/kept.md
draft_docs: |
  *-draft.md
not_in_nav: |
  briefs/
  left/kept.md
"""


def marked(project: Path) -> Path:
    """The mini-site with the mark wherever something is left out."""
    docs = project_of(SITES / "harbours", project) / "docs"
    (docs / "ko.md").unlink()
    (docs / "briefs" / "2024.md").write_text(BRIEF.format(M=MARK), "utf-8")
    (docs / "left").mkdir()
    (docs / "templates").mkdir()
    (docs / ".hidden").mkdir()
    pages = {
        "left/excluded.md": EXCLUDED,
        "briefs/2023-draft.md": EXCLUDED,
        "marked.md": EXCLUDED.replace("---\n", "---\ndraft: true\n", 1),
        "unsure.md": EXCLUDED.replace("---\n", "---\ndraft: true\n", 1),
        "templates/page.md": EXCLUDED,
        ".hidden/page.md": EXCLUDED,
    }
    for number, (path, text) in enumerate(pages.items()):
        (docs / path).write_text(text.format(M=MARK, name=number), "utf-8")
    (docs / "left" / "kept.md").write_text("---\ntitle: 08\n---\n\nThis stays.\n", "utf-8")
    with (project / "bib" / "references.bib").open("a", encoding="utf-8") as file:
        file.write(BIB)
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    return project


def published(site: Path) -> Iterator[tuple[str, str]]:
    """Every file of a site as text, decompressed."""
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        text = printed(data) if path.suffix == ".pdf" else data.decode("utf-8", "replace")
        yield path.relative_to(site).as_posix(), text


def printed(data: bytes) -> str:
    """All that a PDF says: the text of its pages, its outline, and everything in it as it is written."""
    with pypdfium2.PdfDocument(data) as document:
        said = [page.get_textpage().get_text_range() for page in document]
        said += [entry.get_title() for entry in document.get_toc(max_depth=30)]
    whole = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(whole, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    return "\n".join((*said, whole.getvalue().decode("utf-8", "replace")))


def leaks(site: Path) -> list[str]:
    found = []
    for path, text in published(site):
        at = text.casefold().find(MARK.casefold())
        if at >= 0 or MARK.casefold() in path.casefold():
            found.append(f"{path}: …{text[max(at - 80, 0) : at + 60]}…")
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return marked(tmp_path_factory.mktemp("left-out") / "project")


@pytest.fixture(scope="module")
def built(project: Path) -> Build:
    """The site, with its PDFs."""
    run = command(project, "print")
    assert run.returncode == 0, run.stdout + run.stderr
    return mkdocs_build(project, project / "site", "--strict")


def command(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "-m", "foresite", *words)
    return subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)


def test_a_strict_build_passes_and_publishes_nothing_that_is_left_out(built: Build) -> None:
    assert built.code == 0, built.output
    assert leaks(built.site) == []
    assert any("Boats return" in text for path, text in published(built.site) if path.endswith(".pdf"))
    claims = json.loads(built.text("data/claims.json"))
    assert "dawes-boats" in [claim["id"] for claim in claims["claims"]]
    assert 2027 not in [brief["outlook"] for brief in claims["briefs"]]
    kept = built.text("left/kept/index.html")
    assert "This stays." in kept
    # As it was typed, not as the number that YAML makes of it.
    assert "<title>08 · Harbour outlooks</title>" in kept


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_comparison_of_revisions_says_nothing_of_what_is_left_out(form: str, project: Path) -> None:
    git = ["git", "-C", str(project), "-c", "user.name=A", "-c", "user.email=a@example.org"]
    if not (project / ".git").exists():
        subprocess.run([*git, "init", "-q"], check=True)
        subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "Nothing"], check=True)
    run = command(project, "diff", "HEAD", "--format", form)
    assert run.returncode == 0
    assert "dawes-boats" in run.stdout
    assert MARK.casefold() not in (run.stdout + run.stderr).casefold()


def test_the_addresses_that_are_promised_are_those_of_the_site(project: Path) -> None:
    before = sorted(project.iterdir())
    run = command(project, "ids", "--write")
    text = (project / "permalinks.txt").read_text("utf-8")
    (project / "permalinks.txt").unlink()
    assert run.returncode == 0 and sorted(project.iterdir()) == before
    assert "briefs/2024.md#dawes-boats" in text
    assert MARK.casefold() not in text


REFERRING = """# Referring

See [it](left/excluded.md), [it](marked.md#qzmark-2), [it](briefs/2024.md#qzmark-finding).

{{ brief("qzmark2023") }}

{{ outlook(2027) }}

/// outcome | The strike
    id: strike-outcome
    of: boone-strike
    status: occurred
    as-of: 2024-01-01
    events: [qzmark-event-1]
///

/// shift | Left shift
    id: left-shift
    change: dropped
    theme: trade
    from: [qzmark-0]

Left body.
///
"""
PROBLEMS = """\
docs/refer.md:3: unpublished: the link leads to 'left/excluded.md', which exclude_docs leaves out of the site, …
docs/refer.md:3: unpublished: the link leads to 'marked.md', which is a draft, …
docs/refer.md:3: unpublished: the link leads to 'qzmark-finding', which is a draft (docs/briefs/2024.md:60), …
docs/refer.md:5: unpublished: 'brief' names the brief 'qzmark2023', of which nothing is published; …
docs/refer.md:7: unpublished: 'outlook' names the outlook '2027', of which nothing is published; …
docs/refer.md:14: unpublished: the event 'qzmark-event-1' stands in docs/briefs/2023-draft.md, \
which draft_docs keeps out of the site, …
docs/refer.md:21: unpublished: the finding 'qzmark-0' stands in docs/left/excluded.md, \
which exclude_docs leaves out of the site, …
mkdocs.yml:9: unpublished: the redirect leads to 'marked.md', which is a draft, …
permalinks.txt:1: unpublished: 'left/excluded.md#qzmark-0', which exclude_docs leaves out of the site, …
permalinks.txt:2: unpublished: 'views.md#ref-qzmark2024', which only drafts and excluded pages use, …
"""


def problems(project: Path, *, drafts: bool = False) -> list[str]:
    settings, found = read_settings(project / "mkdocs.yml")
    return [*map(str, found), *map(str, read_project(replace(settings, drafts=drafts)).problems)]


def test_what_refers_to_something_left_out_is_told_why_at_its_line(tmp_path: Path) -> None:
    project = marked(tmp_path / "project")
    (project / "docs" / "refer.md").write_text(REFERRING, "utf-8")
    (project / "permalinks.txt").write_text("left/excluded.md#qzmark-0\nviews.md#ref-qzmark2024\n", "utf-8")
    settings = (project / "mkdocs.yml").read_text("utf-8")
    redirects = "scale: phia\n      redirects:\n        old.md: marked.md"
    (project / "mkdocs.yml").write_text(settings.replace("scale: phia", redirects), "utf-8")
    found = problems(project)
    for line, expected in zip(found, PROBLEMS.splitlines(), strict=True):
        assert line.startswith(expected.rstrip("…"))
    # A build that is not strict says nothing of it either, but for what refers to it.
    build = mkdocs_build(project, project / "site")
    assert "Left body." not in build.text("refer/index.html")
    assert "left-shift" not in build.text("data/claims.json")
    assert [path for path, text in published(build.site) if "qzmark-" in text.casefold()] == ["refer/index.html"]


def test_a_page_that_another_plugin_removes_is_no_part_of_the_record(tmp_path: Path) -> None:
    project = project_of(SITES / "harbours", tmp_path / "project")
    removing = "    files.remove(files.get_file_from_path('briefs/2020.md'))\n    return files\n"
    (project / "hook.py").write_text(f"def on_files(files, config):\n{removing}", "utf-8")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("hooks:\n  - hook.py\n")
    brief = (project / "docs" / "briefs" / "2023.md").read_text("utf-8")
    removed = brief.replace("chen", "diaz").replace("2023", "2020")
    (project / "docs" / "briefs" / "2020.md").write_text(removed, "utf-8")
    with (project / "bib" / "references.bib").open("a", encoding="utf-8") as file:
        file.write("@report{diaz2020, title = {Removed}, author = {Diaz, D}, date = {2020}}\n")
    build = mkdocs_build(project, project / "site", "--strict")
    assert build.code == 0, build.output
    assert [path for path, text in published(build.site) if re.search("diaz|Removed", text)] == []
    (project / "docs" / "more.md").write_text("# More\n\n[It](briefs/2020.md).\n", "utf-8")
    build = mkdocs_build(project, project / "site")
    assert "docs/more.md:3: unpublished: the link leads to 'briefs/2020.md', which another plugin leaves out" in (
        build.output
    )


def is_shown(element: Element) -> bool:
    """Whether it is the card, line or row of a draft."""
    kind = element.get("class", "").split(" ")[0]
    if kind not in ("fs-card", "fs-line", "fs-event") and element.tag != "tr":
        return False
    links = [each for each in element.iter("a") if "#qzmark-" in each.get("href", "")]
    own = [each for each in element.iter() if each.tag in ("h2", "h3", "h4") and "qzmark" in each.get("id", "")]
    return bool(links or own)


def test_a_preview_shows_drafts_and_says_so_wherever_they_are_shown(project: Path, tmp_path: Path) -> None:
    config = load_config(str(project / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1/")
    site = Build(tmp_path / "site", 0, "")
    page = site.html("briefs/2023-draft/index.html")
    assert "DRAFT" in [element.text for element in page.iter("div")]
    for path in ("briefs/2023-draft/index.html", "briefs/2024/index.html", "views/index.html"):
        shown = [element for element in site.html(path).iter() if is_shown(element)]
        assert shown
        for element in shown:
            marks = [mark for mark in element.iter("span") if mark.get("class") == "fs-draft"]
            assert marks, (path, "".join(element.itertext()))
    claims = json.loads(site.text("data/claims.json"))
    drafts = [claim["id"] for claim in claims["claims"] if claim.get("draft")]
    assert sorted(drafts) == ["qzmark-1", "qzmark-2", "qzmark-3", "qzmark-finding"]
    assert all("qzmark" in row for row in site.text("data/claims.csv").splitlines() if row.endswith("true"))
    shown = [link.get("href") for link in site.html("index.html").iter("a")]
    assert "marked/" in shown and not [link for link in shown if "excluded" in (link or "")]
    # What exclude_docs names is not shown, and comments are nowhere.
    assert not (site.site / "left" / "excluded").exists()
    assert not [text for _, text in published(site.site) if "Qzmarkd" in text or "Qzmarku" in text]


def test_a_draft_that_is_not_surely_none_is_one(tmp_path: Path) -> None:
    project = project_of(SITES / "harbours", tmp_path)
    page = project / "docs" / "briefs" / "2023.md"
    text = page.read_text("utf-8")
    for front in ("draft: yes", "draft: [", "draft:", "draft: True", "draft: [true]", "Draft: true", "DRAFT: yes"):
        page.write_text(text.replace("---\n", f"---\n{front}\n", 1), "utf-8")
        settings, _ = read_settings(project / "mkdocs.yml")
        assert "chen2023" not in [brief.key for brief in read_project(settings).briefs], front
    page.write_text(text.replace("---\n", "---\ndraft: false\n", 1), "utf-8")
    assert "chen2023" in [brief.key for brief in read_project(settings).briefs]
    assert problems(project) == []
    for option in ("Draft: true", "draft: yes", "draft: 'tru", "draft:"):
        page.write_text(text.replace("    theme: locks", f"    theme: locks\n    {option}"), "utf-8")
        assert "chen-third-lock" not in [claim.id for claim in read_project(settings).claims], option
    assert problems(project, drafts=True) == [
        "docs/briefs/2023.md:12: bad-draft: 'draft' is neither true nor false, expected 'true' or 'false'; "
        "until then it is a draft"
    ]


def test_the_patterns_are_those_of_mkdocs(tmp_path: Path) -> None:
    patterns = ["left/", "!left/kept.md", "*.draft.md", "/top.md", "deep/**/x.md", "# note", "a[0-9].md"]
    pages = [
        "left/a.md", "left/kept.md", "x.draft.md", "top.md", "sub/top.md", "deep/1/2/x.md", "deep/x.md", "a1.md",
        "ab.md", ".hid.md", "templates/a.md", "sub/templates/a.md", "# note",
    ]  # fmt: skip
    exclude = GitIgnoreSpec.from_lines(patterns)
    for draft in ("", "sub/"):
        files = [File(page, "docs", "site", True) for page in pages]
        config: Any = {"exclude_docs": exclude, "draft_docs": GitIgnoreSpec.from_lines([draft]), "not_in_nav": None}
        set_exclusions(files, config)
        settings = replace(Settings.default(tmp_path), exclude_docs="\n".join(patterns), draft_docs=draft)
        assert [page for page in pages if exclusion_reason(page, pages, settings)] == [
            file.src_uri for file in files if file.inclusion.is_excluded()
        ]
