"""Pictures and frames of another host: shown where the settings allow it, blocked and reported where they do not."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, expect
from serving import served, until
from test_policy import WATCH

from builds import SITES, Build, mkdocs_build, project_of

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30"/></svg>'
PAGE = """# Pictures

![Allowed]({allowed}lock.svg)

![Blocked]({blocked}lock.svg)

<iframe src="{allowed}frame.html" title="A film"></iframe>

```mermaid
flowchart LR
  A[Talks] --> B[Treaty]
```
"""


class Site(NamedTuple):
    """A built site, what the check says of it, and two other hosts."""

    address: str
    said: str
    allowed: str
    blocked: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("allowed")
    other = folder / "other"
    other.mkdir()
    (other / "lock.svg").write_text(PICTURE, "utf-8")
    (other / "frame.html").write_text("<!doctype html><title>Film</title><p>A film</p>", "utf-8")
    project = project_of(SITES / "harbours", folder / "project")
    with served(other) as allowed, served(other) as blocked:
        (project / "docs" / "pictures.md").write_text(PAGE.format(allowed=allowed, blocked=blocked), "utf-8")
        config = project / "mkdocs.yml"
        host = allowed.rstrip("/")
        allow = f'      allow:\n        pictures: ["{host}"]\n        frames: ["{host}"]\n      themes:\n'
        config.write_text(config.read_text("utf-8").replace("      themes:\n", allow), "utf-8")
        command = [sys.executable, "-m", "foresite", "check", "-f", str(config)]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        build = mkdocs_build(project, folder / "site")
        assert build.code == 0, build.output
        with served(build.site) as address:
            yield Site(address, said, allowed, blocked)


def test_what_is_allowed_is_shown_and_nothing_else(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.address)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto("pictures/")
    allowed, blocked, drawn = (page.get_by_role("img", name=name) for name in ("Allowed", "Blocked", "Talks; Treaty"))
    until(page, "document.querySelector('img[alt=Allowed]').naturalWidth === 40")
    until(page, "broken.length")
    assert page.evaluate("broken") == [f"img-src {site.blocked}lock.svg"]
    assert blocked.evaluate("image => image.naturalWidth") == 0
    assert allowed.evaluate("image => image.naturalWidth") == 40
    expect(page.frame_locator("iframe[title='A film']").get_by_text("A film")).to_be_visible()
    # A drawing is a part of the page, and needs no host.
    expect(drawn).to_be_visible()
    assert drawn.evaluate("image => image.naturalWidth") > 100
    expect(page.get_by_text("nothing but what comes from")).to_contain_text(site.allowed.split("//")[1].rstrip("/"))
    context.close()


def test_the_check_names_what_is_not_allowed_and_how_to_allow_it(site: Site) -> None:
    host = site.blocked.split("//")[1].rstrip("/")
    lines = [line for line in site.said.splitlines() if re.match(r"\S+:\d+: (?!notice:)", line)]
    assert len(lines) == 1
    assert lines[0].startswith(f"docs/pictures.md:5: blocked-content: the picture comes from '{host}'")
    assert lines[0].endswith(f"'allow: {{pictures: [http://{host}]}}'")


def test_the_promise_of_no_other_host_stands_where_none_is_allowed(harbours: Build) -> None:
    assert "no counting, nothing from other hosts." in harbours.text("index.html")
