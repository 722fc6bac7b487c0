"""Pages that anybody may propose, in a real browser: they lead nowhere and take the place of nothing.

The site is built without ``--strict``, so that everything in it is published which only the check would keep away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox import Firefox
from playwright.sync_api import Browser, Page, Request, expect
from serving import served, until

from builds import SITES, mkdocs_build, project_of
from foresite.model.problems import Code
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from sharing import Shared

AWAY = "https://evil.example/"
PAGES = {
    "link": f"[Away]({AWAY}){{: data-fs-moved=page }}",
    "paragraph": f"[Away]({AWAY})\n{{: data-fs-moved=page #old }}",
    "raw": f'<p id="old" data-fs-moved="page"><a href="{AWAY}">Away</a></p>',
    "inside": f'<div data-fs-moved="page" markdown>\n\n[Away]({AWAY})\n\n</div>',
    "table": f"| a |\n|---|\n| [Away]({AWAY}){{: data-fs-moved=page }} |",
    "fence": "``` {.py .fs-work #ref-gauge2022 data-fs-moved=page}\nThe author's own words\n```",
    "heading": "## The author's own words {#ref-gauge2022}",
    "named": '<a name="ref-gauge2022">The author\'s own words</a> <p id="ref-gauge2022">The author\'s own words</p>',
    "entity": f"[Away]({AWAY}){{: .fs&#45;tip #fs&#45;main data-fs-moved=page }}",
    "frame": '## Main {#fs-main}\n\n## Search {#__search}\n\n<p id="fs-nav" class="fs-search fs-menu">x</p>',
    "slug": "## FS main\n\n## Ref gauge2022",
    "overlay": '<div class="md-overlay fs-tip">Covered</div>\n\nCovered\n{: .md-search__overlay .fs-off }',
    "machine": '<span class="Z3988" title="ctx_ver=Z39.88-2004&amp;rft.title=Forged">x</span>',
    "canonical": f"[Away]({AWAY}){{: rel=canonical }}",
    "turned": "The verdict is \u202edlehL\u202c, &#x202E;dlehL&#x202C;, <bdo dir=rtl>dlehL</bdo>, he\u200bld.",
}
"""Each below a citation; what it shall not do, all pages are tried for."""
RELEASED = {"slug"}
"""What is not a problem, for no editor would think of it: the build itself gives these headings other ids."""
ACTING = """() => [...document.querySelectorAll('article *')].filter(each =>
    each.matches('[data-fs-moved], [rel=canonical], .fs-off, [class^=md-], .Z3988[title*=Forged], bdo')
    || getComputedStyle(each).position === 'fixed').map(each => each.outerHTML)"""
"""What of an article acts on the page, or covers it: a function of JavaScript."""
CONFIG = """
site_name: Harbours
theme: {name: material, font: false}
hooks: [inject.py]
plugins:
  - foresite:
      scale: phia
      themes: {trade: Trade, locks: Locks, constructor: Builders}
      redirects: {"views.md#gone": "record.md#lock-opens"}
markdown_extensions: [attr_list, md_in_html, tables, toc, pymdownx.superfences]
"""
INJECT = """
def on_page_content(html, page, **_):
    return html + '<script>window.ran = "injected"</script>' if page.file.src_uri == "index.md" else html
"""
CLAIM = """
/// finding | Builders are few
    id: amari-builders
    theme: constructor
    at: 1

Few are left.
///
"""


def make(folder: Path) -> None:
    """Write the project, and build it a second time from a cache in which somebody has put a script."""
    project = project_of(SITES / "harbours", folder / "project")
    (project / "mkdocs.yml").write_text(CONFIG, "utf-8")
    (project / "inject.py").write_text(INJECT, "utf-8")
    with (project / "docs" / "briefs" / "2021.md").open("a", encoding="utf-8") as file:
        file.write(CLAIM)
    for name, text in PAGES.items():
        body = f"# A stranger\n\nOpened in July [@gauge2022]. {{{{ claims() }}}}\n\n{text}\n"
        (project / "docs" / f"{name}.md").write_text(body, "utf-8")
    first = mkdocs_build(project, folder / "site")
    assert first.code == 0, first.output
    (cache,) = (project / ".cache" / "foresite").glob("citations-*.json")
    kept = json.loads(cache.read_text("utf-8"))
    script = "<script>window.ran = 'cached'</script>"
    kept["entries"] = {name: [f"{script}{each}" for each in entries] for name, entries in kept["entries"].items()}
    cache.write_text(json.dumps(kept), "utf-8")
    build = mkdocs_build(project, folder / "site")
    assert build.code == 0, build.output
    assert "injected" in build.text("index.html")
    assert "cached" not in "".join(path.read_text("utf-8") for path in build.site.rglob("*.html"))


@pytest.fixture(scope="module")
def project(shared: Shared) -> Path:
    return shared.once("strangers", make) / "project"


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    with served(project.parent / "site") as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that notes every attempt to leave the site."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    left: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            left.append(request.url)

    page.on("request", note)
    page.route(f"{AWAY}**", lambda route: route.fulfill(body="elsewhere"))
    yield page
    context.close()
    assert left == []


@pytest.mark.parametrize("name", PAGES)
def test_a_strangers_page_leads_nowhere_and_takes_the_place_of_nothing(page: Page, address: str, name: str) -> None:
    for anchor in ("", "#old", "#ref-gauge2022", "#fs-main"):
        page.goto(f"{name}/{anchor}")
        page.wait_for_timeout(50)
        assert page.url == f"{address}{name}/{anchor}"
    page.reload()
    # Its citation leads to the entry of the reference list, and shows it.
    page.locator("p > .fs-cite a").first.hover()
    expect(page.locator(".fs-tip")).to_contain_text("Second lock opens", ignore_case=True)
    assert page.locator("#ref-gauge2022").count() == 1
    assert page.locator(".fs-references #ref-gauge2022").count() == 1
    assert "author's own words" not in page.locator(".fs-tip").inner_text()
    for id in ("fs-main", "fs-nav", "fs-results"):
        assert page.locator(f"[id='{id}']").count() == 1, id
    assert page.evaluate(ACTING) == []
    assert not re.search("[\u202a-\u202e\u200b]", page.locator("article").inner_text())
    # How to cite it leads to itself alone.
    cite = page.locator("article > .fs-citethis")
    cite.locator("summary").click()
    expect(cite.get_by_role("button", name="Copy citation")).to_be_visible()
    for link in cite.get_by_role("link").all():
        assert link.evaluate("link => link.href").startswith(address)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search").press_sequentially("lock")
    expect(page.locator("[role=option]").first).to_contain_text("lock", ignore_case=True)


def test_what_was_put_into_a_page_or_a_cache_does_not_run(page: Page) -> None:
    for path in ("", "views/", "link/", "briefs/2021/"):
        page.goto(path)
        until(page, "document.documentElement.classList.contains('js')")
        assert page.evaluate("window.ran") is None, path


def test_an_old_anchor_still_leads_on(page: Page, address: str) -> None:
    page.goto("views/#gone")
    page.wait_for_url(f"{address}record/#lock-opens")


def test_a_theme_with_the_name_of_a_property_is_counted_like_any_other(page: Page) -> None:
    page.goto("views/")
    facets = page.get_by_role("form", name="Narrow the claims")
    facets.locator("details > summary").click()
    label = facets.get_by_role("group", name="Theme").locator("label").filter(has_text="Builders")
    expect(label.locator(".fs-facets__count")).to_have_text("1")
    label.get_by_role("checkbox").check()
    expect(facets.get_by_role("status")).to_have_text(re.compile("^1 of "))
    expect(label.locator(".fs-facets__count")).to_have_text("1")


@pytest.mark.parametrize("name", sorted(PAGES.keys() - RELEASED))
def test_the_check_names_each_with_its_line(project: Path, name: str) -> None:
    settings, _ = read_settings(project / "mkdocs.yml")
    places = {
        problem.place.line
        for problem in read_project(settings).problems
        if problem.place.path == f"docs/{name}.md"
        and problem.code in (Code.UNSAFE_HTML, Code.BAD_ID, Code.HIDDEN_CHARACTER)
    }
    lines = (project / "docs" / f"{name}.md").read_text("utf-8").splitlines()
    assert places
    assert places <= set(range(5, len(lines) + 1))


@pytest.mark.parametrize("name", PAGES)
def test_it_is_so_in_firefox_too(firefox: Firefox, address: str, name: str) -> None:
    firefox.forget()
    for anchor in ("", "#old", "#ref-gauge2022", "#fs-main"):
        firefox.goto(f"{address}{name}/{anchor}")
        assert firefox.url == f"{address}{name}/{anchor}"
    firefox.reload()
    firefox.hover("p > .fs-cite a")
    firefox.until("document.querySelector('.fs-tip')?.textContent.toLowerCase().includes('second lock opens')")
    assert "author's own words" not in firefox.evaluate("document.querySelector('.fs-tip').textContent")
    for id in ("fs-main", "fs-nav", "fs-results", "ref-gauge2022"):
        assert firefox.evaluate(f"document.querySelectorAll('[id=\"{id}\"]').length") == 1, id
    assert firefox.evaluate(f"({ACTING})()") == []
    assert not re.search("[\u202a-\u202e\u200b]", firefox.evaluate("document.querySelector('article').innerText"))
    firefox.click("article > .fs-citethis summary")
    links = firefox.evaluate("[...document.querySelectorAll('article > .fs-citethis a')].map(each => each.href)")
    assert links
    assert [link for link in links if not link.startswith(address)] == []
    firefox.press("Control+k")
    firefox.until("document.activeElement?.role === 'combobox'")
    firefox.type("lock")
    firefox.until("document.querySelector('[role=option]')?.textContent.toLowerCase().includes('lock')")
    assert firefox.evaluate("window.ran ?? null") is None
    assert firefox.url.startswith(f"{address}{name}/")
    assert [url for url in firefox.requests if not url.startswith((address, "data:"))] == []


def test_what_was_put_into_a_page_or_a_cache_does_not_run_in_firefox_either(firefox: Firefox, address: str) -> None:
    for path in ("", "views/", "link/", "briefs/2021/"):
        firefox.goto(f"{address}{path}")
        firefox.until("document.documentElement.classList.contains('js')")
        assert firefox.evaluate("window.ran ?? null") is None, path


def test_explore_counts_every_theme_in_firefox(firefox: Firefox, address: str) -> None:
    firefox.goto(f"{address}views/")
    counts = "[...document.querySelectorAll('.fs-facets label')].filter(e => e.textContent.includes('Builders'))"
    count = f"{counts}.map(e => e.querySelector('.fs-facets__count').textContent)"
    firefox.until(f"{count}[0] === '1'")
