"""Pictures in SVG that are opened by themselves: they look as before, and nothing in them acts."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request
from serving import served

from foresite.render.svg import sanitise

PICTURES = Path(__file__).parents[1] / "pictures"
HOSTILE = """<?xml-stylesheet href="https://evil.example/a.css"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 90"
  onload="document.title = 'ran'" xmlns:h="http://www.w3.org/1999/xhtml">
<script>document.title = 'ran'</script><h:script>document.title = 'ran'</h:script>
<style>@import "https://evil.example/b.css"; rect { fill: url(https://evil.example/c#d) }</style>
<a xlink:href="javascript:document.title='ran'"><rect width="90" height="90" onclick="document.title = 'ran'"/>
<animate attributeName="xlink:href" values="javascript:document.title='ran'" begin="0s"/></a>
<image href="https://evil.example/e.png" width="9" height="9"/><use href="https://evil.example/f.svg#g"/>
<foreignObject width="9" height="9"><h:img src="https://evil.example/h.png" onerror="document.title='ran'"/>
</foreignObject></svg>"""


@pytest.mark.parametrize("name", ["inkscape.svg", "matplotlib.svg"])
def test_a_picture_looks_as_it_did(browser: Browser, tmp_path: Path, name: str) -> None:
    data = (PICTURES / name).read_bytes()
    (tmp_path / "before.svg").write_bytes(data)
    (tmp_path / "after.svg").write_bytes(sanitise(data).content)
    seen = []
    with served(tmp_path) as address:
        page = browser.new_page()
        for each in ("before.svg", "after.svg"):
            page.goto(f"{address}{each}")
            seen.append(page.screenshot())
        page.close()
    assert len(seen[0]) > 2000
    assert seen[0] == seen[1]


def _note(urls: list[str], request: Request) -> None:
    urls.append(request.url)


def test_nothing_in_a_hostile_picture_acts(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "before.svg").write_text(HOSTILE, "utf-8")
    (tmp_path / "after.svg").write_bytes(sanitise(HOSTILE.encode()).content)
    with served(tmp_path) as address:
        asked: dict[str, list[str]] = {"before.svg": [], "after.svg": []}
        titles = {}
        for name, urls in asked.items():
            page = browser.new_page()
            page.on("request", partial(_note, urls))
            page.route("https://evil.example/**", lambda route: route.abort())
            page.goto(f"{address}{name}")
            page.mouse.click(100, 100)
            page.wait_for_timeout(200)
            titles[name] = page.title()
            page.close()
        assert titles["before.svg"] == "ran"
        assert len(asked["before.svg"]) > 3
        assert titles["after.svg"] == ""
        assert asked["after.svg"] == [f"{address}after.svg"]
