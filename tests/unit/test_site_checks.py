"""What a finished site is checked for, and how each finding leads back to its source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from foresite.model.problems import Code, Place, Problem
from foresite.model.settings import Settings
from foresite.site.check import check_site
from foresite.site.finished_pages import read_html

PAGES = ("index.md", "briefs/a.md")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose sources and finished pages a test writes side by side."""
    for folder in ("docs/briefs", "bib", "site/briefs/a", "site/assets"):
        (tmp_path / folder).mkdir(parents=True)
    for page in PAGES:
        (tmp_path / "docs" / page).write_text("", "utf-8")
    (tmp_path / "bib" / "references.bib").write_text("", "utf-8")
    (tmp_path / "site" / "index.html").write_text("<h1 id=top-of-it>A</h1>", "utf-8")
    (tmp_path / "site" / "briefs" / "a" / "index.html").write_text("<h2 id=쪽>B</h2><a name=old></a>", "utf-8")
    (tmp_path / "site" / "assets" / "a.css").write_text("", "utf-8")
    return tmp_path


def problems(project: Path, html: str, source: str = "", url: str = "", known: tuple[Problem, ...] = ()) -> list[str]:
    (project / "site" / "index.html").write_text(html, "utf-8")
    (project / "docs" / "index.md").write_text(source, "utf-8")
    settings = replace(Settings.default(project), url=url)
    return [str(problem) for problem in check_site(project / "site", settings, PAGES, known)]


@pytest.mark.parametrize(
    "left", ["[@rivera2024", "[-@rivera2024]", "{{ scorecard() }}", "/// forecast | It opens", "///"]
)
def test_what_was_left_unrendered_is_found_on_its_line(project: Path, left: str) -> None:
    (found,) = problems(project, f"<p>Text.\n{left}</p>", f"# A\n\n`{left}`\n\nText.\n{left}\n")
    assert found.startswith(f"docs/index.md:6: unrendered: '{left}' appears on the page as typed")


@pytest.mark.parametrize(
    "html",
    ["<p>See <code>[@key]</code>.</p>", "<pre>{{ a }}\n/// b</pre>", "<script>a = '{{'</script>", "<p>a // b</p>",
     "<style>{{</style>", "<section class='x fs-unread'><p>/// a</p><section></section>{{</section>",
     "<p>https:///x</p>", "<p>me [at] x@y.org</p>", "<textarea>@a{b, c = {{d}}}</textarea>"],
)  # fmt: skip
def test_code_and_what_only_looks_like_markup_are_left_alone(project: Path, html: str) -> None:
    assert problems(project, html, "none of it") == []


def test_hidden_text_ends_where_its_element_ends(project: Path) -> None:
    assert len(problems(project, "<pre><b><pre>x</pre></b>{{ hidden</pre><p>{{ seen</p>", "{{ seen")) == 1


def test_alternative_texts_and_titles_are_read_too(project: Path) -> None:
    found = problems(project, '<img src="assets/a.css" alt="The {{ port">', "\n![The {{ port](assets/a.css)")
    assert [each.split(" appears")[0] for each in found] == ["docs/index.md:2: unrendered: '{{ port'"]


def test_what_was_meant_as_it_stands_is_no_problem(project: Path) -> None:
    assert problems(project, "<p>[@handle] and {{ braces</p>", r"[\@handle] and &#123;{ braces") == []


def test_an_id_that_stands_twice_is_found_where_it_is_repeated(project: Path) -> None:
    html = "<h2 id=port>A</h2><h2 id=port>B</h2><p id=once>"
    (found,) = problems(project, html, "# T\n\n## A {#port}\n\n## B {#port}\n")
    assert found == "docs/index.md:5: repeated-anchor: the id 'port' is used 2 times on the page, expected once"


@pytest.mark.parametrize(
    "link",
    ["briefs/a/", "briefs/a", "./briefs/a/index.html", "briefs/a/#%EC%AA%BD", "briefs/a/#old", "#here", "#", "?q=1#top",
     "assets/a.css?v=1", "https://example.org/x", "mailto:a@b.org", "//example.org/x", "/elsewhere/", "#here:~:text=a",
     "https://own.example/base/briefs/a/", "/base/briefs/a/", ""],
)  # fmt: skip
def test_links_that_lead_somewhere(project: Path, link: str) -> None:
    html = f"<h1 id=here>A</h1><a href='{link}'>x</a>"
    assert problems(project, html, url="https://own.example/base/") == []


@pytest.mark.parametrize(
    ("html", "source", "expected"),
    [
        ("<a href='gone/'>x</a>", "\n[x](gone.md)", "docs/index.md:2: dead-link: the link 'gone/' leads nowhere"),
        ("<img src='a.png'>", "\n\n<img src='a.png'>", "docs/index.md:3: dead-link: the link 'a.png' leads nowhere"),
        ("<img srcset='assets/a.css 1x, b.png 2x'>", "", "docs/index.md:1: dead-link: the link 'b.png' leads nowhere"),
        ("<a href='briefs/a/#gone'>x</a>", "\n[x](briefs/a.md#gone)",
         "docs/index.md:2: dead-link: the link 'briefs/a/#gone' leads to no anchor of briefs/a/index.html"),
        ("<a href='#gone'>x</a>", "gone\n[x](#gone)", "docs/index.md:2: dead-link: the link '#gone' leads to no"),
        ("<a href='../../x'>x</a>", "", "docs/index.md:1: dead-link: the link '../../x' leads nowhere"),
        ("<a href='https://own.example/base/gone/'>x</a>", "", "docs/index.md:1: dead-link: the link 'https://own"),
        ("<a href='/base/gone'>x</a>", "", "docs/index.md:1: dead-link: the link '/base/gone' leads nowhere"),
        ("<a href='http://[x'>x</a>", "", "docs/index.md:1: dead-link: the link 'http://[x' is not an address"),
        ("<meta http-equiv=refresh content='0; url=gone/'>", "", "docs/index.md:1: dead-link: the link 'gone/'"),
    ],
)  # fmt: skip
def test_links_that_lead_nowhere(project: Path, html: str, source: str, expected: str) -> None:
    (found,) = problems(project, html, source, "https://own.example/base/")
    assert found.startswith(expected)


def test_what_another_page_says_is_traced_to_that_page(project: Path) -> None:
    (project / "docs" / "briefs" / "a.md").write_text("\n\nA [slip](gone.md).", "utf-8")
    (found,) = problems(project, "<a href='gone/'>x</a>", "{{ claims() }}")
    assert found.startswith("docs/briefs/a.md:3: dead-link:")
    assert found.endswith("(seen on docs/index.md)")


def test_a_page_without_a_source_is_named_itself(project: Path) -> None:
    (project / "site" / "404.html").write_text("<a href='gone'>x</a>", "utf-8")
    assert problems(project, "", "")[0].startswith("404.html:1: dead-link:")


def test_one_mistake_is_told_once(project: Path) -> None:
    known = Problem(Place("docs/index.md", 2), Code.BROKEN_LINK, "no page 'gone.md'")
    assert problems(project, "<a href='gone/'>x</a>", "\n[x](gone.md)", known=(known,)) == []


@pytest.mark.parametrize("piece", ["<a href='", "<pre>", "[@", "{{ ", "/// ", "<p id=a>", "<!--", "&#", "</pre>"])
def test_a_page_of_one_thing_over_and_over(piece: str) -> None:
    read_html(piece * 20_000)


@pytest.mark.parametrize(
    ("html", "kind", "named"),
    [
        ("<img src='https://a.example.org/x.png'>", "pictures", "picture"),
        ("<img srcset='x.png 1x, https://a.example.org/y.png 2x'>", "pictures", "picture"),
        ("<iframe src='https://a.example.org/'></iframe>", "frames", "frame"),
        ("<video src='//a.example.org/x.mp4'></video>", "media", "recording"),
        ("<script src='https://a.example.org/x.js'></script>", "scripts", "script"),
        ("<link rel='stylesheet' href='https://a.example.org/x.css'>", "styles", "stylesheet"),
    ],
)
def test_what_a_finished_page_takes_from_other_hosts_is_found(project: Path, html: str, kind: str, named: str) -> None:
    (project / "site" / "x.png").write_text("", "utf-8")
    (found,) = problems(project, html)
    assert found.startswith(f"docs/index.md:1: blocked-content: the {named} comes from 'a.example.org'")
    settings = replace(Settings.default(project), allow={kind: ("a.example.org",)})
    assert check_site(project / "site", settings, PAGES, ()) == []


def test_a_link_to_another_host_takes_nothing_from_it(project: Path) -> None:
    html = "<a href='https://a.example.org/'>x</a><link rel='canonical' href='https://a.example.org/'>"
    assert problems(project, html) == []
