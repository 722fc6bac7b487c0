"""Notes for editors, excluded pages and drafts: nothing of them is published, whatever is made of the record."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from builds import SITES, Build, mkdocs_build, project_of

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
    (docs / "left" / "kept.md").write_text("# Kept\n\nThis stays.\n", "utf-8")
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
        yield path.relative_to(site).as_posix(), data.decode("utf-8", "replace")


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
    return mkdocs_build(project, project / "site", "--strict")


def test_a_strict_build_passes_and_publishes_nothing_that_is_left_out(built: Build) -> None:
    assert built.code == 0, built.output
    assert leaks(built.site) == []
    claims = json.loads(built.text("data/claims.json"))
    assert "dawes-boats" in [claim["id"] for claim in claims["claims"]]
    assert 2027 not in [brief["outlook"] for brief in claims["briefs"]]
    assert "This stays." in built.text("left/kept/index.html")
