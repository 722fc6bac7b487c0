"""Nobody watches the reader: no request leaves the host, nothing is kept, and the policy holds on every page."""

from __future__ import annotations

import gzip
import re

from playwright.sync_api import Browser, Page
from test_accessibility import ALL

from builds import Build
from examples import nightly

WATCH = """window.broken = [];
document.addEventListener('securitypolicyviolation', e => broken.push(`${e.violatedDirective} ${e.blockedURI}`));"""
MOST = 90_000
"""How heavy the first view of a page may be, in bytes as they are sent."""

HEAVIEST = (
    ".", "authoring", "bibliography", "briefs/2024-jang", "briefs/2025-lee", "comparison", "data", "explore",
    "forecasts", "gallery", "themes/security", "timeline",
)  # fmt: skip
"""By day the heaviest pages of each kind are weighed, and one with pictures; at night every page."""


def policy(build: Build, path: str) -> dict[str, str]:
    """The directives of a page's policy, which is the first thing in its head."""
    tree = build.html(path if path.endswith(".html") else f"{path}index.html")
    first = tree.find("head")[0]
    assert first.get("http-equiv") == "Content-Security-Policy", path
    return dict(part.strip().split(" ", 1) for part in first.get("content").split(";"))


def test_every_page_has_a_policy_that_allows_no_inline_code(shipped: Build) -> None:
    for path in ALL:
        directives = policy(shipped, path)
        assert "unsafe" not in " ".join(directives.values()), path
        assert directives["default-src"] == "'none'"
        assert directives["script-src"].startswith("'self' 'sha256-")
        assert not re.search(r"https?:|\*", " ".join(directives.values()))


def test_no_page_breaks_its_policy_or_keeps_anything(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    context.add_init_script(WATCH)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: told.append(f"{page.url}: {error}"))
    page.on("request", lambda request: told.extend(left(request.url, address)))
    for path in ALL:
        page.goto(path)
        page.get_by_role("button", name="Dark colours").click()
        told += page.evaluate("broken")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search").press_sequentially("treaty")
    page.locator("[role=option]").first.wait_for()
    told += page.evaluate("broken")
    assert told == []
    assert context.cookies() == []
    assert page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]") == [["fs-scheme"], []]
    context.close()


def left(url: str, address: str) -> list[str]:
    """What there is to tell of a request: that it left the site."""
    return [] if url.startswith(address) else [f"left the site: {url}"]


def test_a_script_that_was_slipped_into_a_page_does_not_run(page: Page) -> None:
    page.goto("")
    page.evaluate(
        """() => { const script = document.createElement('script'); script.textContent = 'window.slipped = 1';
        document.body.append(script);
        window.failed = new Promise((resolve) => document.addEventListener('error', resolve, { capture: true }));
        document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="slipped = 2">'); }"""
    )
    # What would have run had its chance: the picture could not be loaded, and its handlers were called.
    page.evaluate("failed.then(() => new Promise((resolve) => setTimeout(resolve)))")
    assert page.evaluate("window.slipped === undefined")


def test_nothing_of_the_theme_is_left_that_could_call_another_host(shipped: Build) -> None:
    scripts = {path.relative_to(shipped.site).as_posix() for path in shipped.site.rglob("*.js")}
    assert all(re.match("(ko/)?(assets|search)/", path) for path in scripts)
    for path in shipped.site.rglob("*.js"):
        assert "unpkg" not in path.read_text("utf-8")
    for path in shipped.site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", path.read_text("utf-8")), path
    assert not list(shipped.site.rglob("*.map"))


def test_the_first_view_of_any_page_is_light(browser: Browser, address: str, shipped: Build) -> None:
    every = sorted(path.parent.relative_to(shipped.site).as_posix() for path in shipped.site.rglob("index.html"))
    assert {"gallery", *(path.strip("/") or "." for path in ALL if path != "404.html")} <= set(every)
    paths = every if nightly() else HEAVIEST
    context = browser.new_context(base_url=address)
    page = context.new_page()
    weighed: dict[str, int] = {}
    bodies: dict[str, int] = {}
    loaded: list[str] = []
    page.on("requestfinished", lambda request: loaded.append(request.url))
    for path in paths:
        loaded.clear()
        page.goto(f"{path}/", wait_until="networkidle")
        for url in loaded:
            if url not in bodies:
                bodies[url] = len(gzip.compress(page.request.get(url).body(), 6))
        weighed[path] = sum(bodies[url] for url in loaded)
    context.close()
    print("\nfirst views, kB:", {path: round(weight / 1000) for path, weight in weighed.items()})
    assert {path: weight for path, weight in weighed.items() if weight > MOST} == {}


def test_our_own_styles_and_scripts_stay_small(shipped: Build) -> None:
    own = [path for path in (shipped.site / "assets").iterdir() if path.suffix in (".css", ".js")]
    for suffix in (".css", ".js"):
        sent = (path.read_bytes() for path in own if path.suffix == suffix and path.name != "theme.css")
        size = sum(len(gzip.compress(content, 6)) for content in sent)
        assert 0 < size < 30_000, suffix
