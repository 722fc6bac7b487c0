"""A small project in English and Korean, to build and to change."""

from __future__ import annotations

from pathlib import Path

SETTINGS = """\
site_name: Harbour
site_url: https://example.org/harbour/
theme: {name: material, language: en, font: false}
nav:
  - Home: index.md
  - Rivera: briefs/rivera.md
  - About: about.md
  - Outcomes: outcomes.md
plugins:
  - foresite:
      themes: {trade: Trade}
      catalogues: catalogues
      languages:
        ko:
          site_name: 항구
          themes: {trade: 무역}
          nav: {Home: 처음}
          names: {Port authority: 항만청}
markdown_extensions: [foresite]
"""
BRIEF = """\
---
brief: rivera2024
outlook: 2024
paragraphs: 9
description: What Rivera says.
---
# Rivera on 2024

{{ brief("rivera2024") }}

## Claims

What the brief says.

/// forecast | Grain exports grow
    id: grain
    theme: trade
    at: 3
    wording: is likely to
    likelihood: likely
    horizon: 2024
    criterion: More tonnes than in 2023
    actors: [Port authority, Rivera Inc.]

The body says so.
///

/// finding | The port is full
    id: full
    theme: trade
    at: 2

No berth is free.
///
"""
BRIEF_KO = """\
---
title: 리베라의 2024년
description: 리베라의 전망.
---
# 리베라의 2024년

{{ brief("rivera2024") }}

## 주장

보고서의 내용이다.

/// forecast | 곡물 수출이 늘어난다
    id: grain
    criterion: 2023년보다 많은 톤수

보고서는 그렇게 본다. [방법](../about.md#method)
///
"""
FILES = {
    "mkdocs.yml": SETTINGS,
    "docs/index.md": "# Home\n\nSee [the claim](briefs/rivera.md#grain) and [how](about.md#method).\n\n"
    "{{ claims() }}\n\n{{ bibliography() }}\n",
    "docs/index.ko.md": "# 처음\n\n[주장](briefs/rivera.md#grain)과 [방법](about.md#method).\n\n{{ claims() }}\n\n"
    "{{ bibliography() }}\n",
    "docs/about.md": "# About us\n\n## Method\n\nHow it is made. [Data](data/claims.json)\n",
    "docs/outcomes.md": "# Outcomes\n\n/// outcome | Grain grew\n    id: grain-2024\n    of: grain\n"
    "    status: occurred\n    as-of: 2025-01-05\n\nIt did.\n///\n",
    "docs/briefs/rivera.md": BRIEF,
    "docs/briefs/rivera.ko.md": BRIEF_KO,
    "bib/references.bib": "@report{rivera2024,\n  author = {Rivera, Ana},\n  title = {Outlook of the harbour},\n"
    "  institution = {Harbour Institute},\n  date = {2024-01},\n  url = {https://example.org/rivera.pdf}\n}\n",
    # An empty catalogue takes ours into use.
    "catalogues/ko.po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Plural-Forms: nplurals=1; plural=0;\\n"\n',
}


def write(folder: Path, **files: str) -> Path:
    """Write the project, with other files where they are given by their paths."""
    for name, text in {**FILES, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
