"""Claims and charts that others can embed, and the pictures of link previews."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from harbour import PAGES, corpus, settings
from pages import shown

from foresite.exports import pictures
from foresite.exports.embeds import chart_files, claim_files
from foresite.exports.files import page_files
from foresite.exports.pictures import drawing, picture_files
from foresite.model.corpus import Corpus
from foresite.render import raster
from foresite.site.policy import MARK
from foresite.views import share
from foresite.views.cards import Cards
from foresite.views.headline import headline
from foresite.views.metadata import metadata

CLAIM = "moor-second-berth"
CARD = f"embed/claim/{CLAIM}.html"


def site(**changes: object) -> Corpus:
    given = {"url": "https://harbour.example/", "name": "Harbour", "previews": True} | changes
    return corpus(settings=replace(settings(), **given))  # type: ignore[arg-type]


def meta(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', html)
    return dict(found)


def test_a_claim_has_a_card_that_says_what_it_is_and_leads_to_it() -> None:
    found = site()
    html = claim_files(found, PAGES[2021])[CARD]
    claim = found.claim(CLAIM)
    assert claim
    address = f"https://harbour.example/briefs/2021-moor/#{CLAIM}"
    assert html.count(address) == 3
    assert f'<link rel="canonical" href="{address}">' in html
    assert f">{claim.title}</a></h1>" in html
    assert '<html lang="en">' in html
    assert meta(html)["robots"] == "noindex"
    assert meta(html)["og:title"] == claim.title
    assert "Moor 2021, ¶" in meta(html)["og:description"]
    assert meta(html)["twitter:card"] == "summary_large_image"
    assert meta(html)["og:image"].startswith("https://harbour.example/embed/pictures/claim-")
    code = html.partition("<code>")[2].partition("</code>")[0]
    assert f"&lt;iframe src=&#34;https://harbour.example/{CARD}&#34; title=" in code


def test_a_page_to_embed_runs_nothing() -> None:
    for html in (*claim_files(site(), PAGES[2021]).values(), *chart_files(site()).values()):
        policy = html.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors" not in html
        assert not re.search(r"<(?:script|form|iframe|object|base)\b|\son\w+=|javascript:", html)
        assert MARK not in html
        assert re.findall(r'<link rel="stylesheet" href="([^"]+)">', html) == ["../../assets/embed.css"]
        assert len(html.encode()) < 4_000


def test_what_is_hostile_stays_text() -> None:
    found = site()
    claims = tuple(replace(claim, title='"><script>alert(1)</script>') for claim in found.claims)
    html = claim_files(replace(found, claims=claims), PAGES[2021])[CARD]
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_without_an_address_links_are_relative_and_there_is_no_code_to_copy() -> None:
    html = claim_files(site(url="", previews=False), PAGES[2021])[CARD]
    assert f'href="../../briefs/2021-moor/#{CLAIM}"' in html
    assert "<code>" not in html
    assert "og:image" not in html and "og:url" not in html


def test_each_outlook_and_theme_with_forecasts_has_a_chart_whose_parts_fill_it() -> None:
    found = site()
    charts = list(share.chart_embeds(Cards(found)))
    assert {chart.path for chart in charts} >= {"embed/outlook/2021.html"}
    for chart in charts:
        assert sum(part.width for part in chart.segments) == pytest.approx(100, abs=0.01)
        assert "judged" in chart.words
    files = chart_files(found)
    assert files.keys() == {chart.path for chart in charts}


def test_a_chart_of_a_theme_counts_what_its_page_counts() -> None:
    found = site()
    claims = tuple(
        replace(claim, further_themes=("labour",)) if claim.theme == "berths" else claim for claim in found.claims
    )
    cards = Cards(replace(found, claims=claims))
    charts = {chart.path: chart.words for chart in share.chart_embeds(cards)}
    for theme in ("berths", "labour"):
        if (whole := headline(cards, theme).whole).verdicts:
            assert charts[f"embed/theme/{theme}.html"] == whole.sentence
        else:
            assert f"embed/theme/{theme}.html" not in charts


def test_a_setting_turns_all_of_it_off() -> None:
    found = site(share=False, previews=False)
    assert not [path for path in page_files(found, PAGES[2021]) if path.startswith("embed/")]
    assert chart_files(found) == picture_files(found) == {}
    page = next(page for page in found.pages if page.path == PAGES[2021])
    assert "og:image" not in dict(metadata(found, page).properties)


def test_every_page_names_a_picture_that_is_there(tmp_path: Path) -> None:
    found = site(root=tmp_path)
    made = picture_files(found)
    for page in found.pages:
        properties = dict(metadata(found, page).properties)
        assert properties["og:image"].removeprefix("https://harbour.example/") in made
        assert properties["og:image:alt"]
        assert dict(metadata(found, page).names)["twitter:card"] == "summary_large_image"
    for html in (*claim_files(found, PAGES[2021]).values(), *chart_files(found).values()):
        assert meta(html)["og:image"].removeprefix("https://harbour.example/") in made


def test_a_picture_has_no_text_and_asks_for_no_font() -> None:
    found = site()
    line = Cards(found).line(found.claims[0])
    for picture in (share.of_claim(line), share.of_site(found)):
        tags = {element.tag.rpartition("}")[2] for element in fromstring(drawing(picture, found.settings)).iter()}
        assert tags <= {"svg", "g", "path", "rect", "circle"}


def test_the_same_drawing_is_the_same_picture_and_is_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = site(root=tmp_path)
    first = picture_files(found)
    for content in first.values():
        assert content.startswith(b"\x89PNG")
        assert len(content) < 40_000
    cached = sorted((tmp_path / ".cache/foresite/pictures").iterdir())
    assert 0 < len(cached) <= len(first)
    # What cannot be a picture of ours is drawn again, and what nothing shows is removed.
    cached[0].write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 40)
    (cached[0].parent / "old.png").write_bytes(b"")
    assert picture_files(found) == first
    assert sorted(cached[0].parent.iterdir()) == cached
    monkeypatch.setattr(raster, "pngs", lambda *given: pytest.fail("drawn again"))
    assert picture_files(found) == first


def test_without_the_libraries_there_are_no_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "NEEDED", ("weasyprint", "no_such_library"))
    assert not pictures.can_draw(tmp_path)


def test_a_check_loads_no_library_that_draws(tmp_path: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from foresite.cli import main;"
        "CliRunner().invoke(main, ['check']);"
        "import json; print(json.dumps([n for n in ('weasyprint', 'pypdfium2', 'PIL') if n in sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True, encoding="utf-8")
    assert json.loads(run.stdout) == []


def test_the_page_of_a_theme_leads_to_its_chart_to_embed() -> None:
    found = site()
    for theme in found.themes:
        charts = [link for link in shown(found, "theme", theme=theme).links() if "embed/theme/" in link]
        path = share.theme_page(found, theme)
        assert [link.removeprefix("../") for link in charts] == ([path] if path else [])
        assert not path or path in chart_files(found)
    assert any(share.theme_page(found, theme) for theme in found.themes)
    hidden = corpus(settings=replace(settings(), share=False))
    assert not any("embed/" in link for link in shown(hidden, "theme", theme="labour").links())
