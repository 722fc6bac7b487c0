"""The policy of a page, as a browser would weigh it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import html5lib
import pytest

from foresite.site.policy import MARK, marked, with_policy, without_marks


def digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def directives(page: str) -> dict[str, str]:
    head = html5lib.parse(page, namespaceHTMLElements=False).find("head")
    assert head[0].get("http-equiv") == "Content-Security-Policy"
    parts = (part.strip().partition(" ") for part in head[0].get("content").split(";"))
    return {name: allowed for name, _, allowed in parts}


def page(head: str = "", body: str = "") -> str:
    return f'<!doctype html>\n<html lang="en">\n  <head data-a="1">\n{head}</head><body>{body}</body></html>'


def written(head: str = "", body: str = "") -> str:
    """The same, all of it written by a template."""
    return marked(page(head, body))


def test_it_is_the_first_of_the_head_and_the_rest_stays_as_it_was() -> None:
    before = page("<title>A &amp; B</title>\n", "<p>이 글\n</p>")
    after = with_policy(before)
    start = after.index("<meta")
    end = after.index(">", start) + 1
    assert after[:start] + after[end:] == before
    assert after[:start].endswith('<head data-a="1">')


@pytest.mark.parametrize("before", ["<!-- <head> -->", "<!-- <head>\n\n-->\n", "<!--\r\n<head>-->\r\n"])
def test_a_head_in_a_comment_is_none(before: str) -> None:
    after = with_policy(f"{before}<HTML>\n<Head\nclass='>'><title>x</title></HEAD></HTML>")
    assert after.startswith(f"{before}<HTML>\n<Head\nclass='>'><meta http-equiv=")


def test_a_page_without_inline_code_allows_none() -> None:
    found = directives(with_policy(page()))
    assert found["script-src"] == found["style-src"] == "'self'"
    assert found["default-src"] == "'none'"


def test_inline_scripts_and_styles_are_allowed_by_what_they_say_to_the_letter() -> None:
    script, style = '\n if (a < b && "</p>") {} ', "p { color: red }"
    head = f"<script>{script}</script><style>{style}</style>"
    found = directives(with_policy(written(head, f"<script>{script}</script>")))
    assert found["script-src"] == f"'self' {digest(script)}"
    assert found["style-src"] == f"'self' {digest(style)}"


def test_letters_that_grow_in_lower_case_move_nothing() -> None:
    script = "let a = 1;"
    found = directives(with_policy(written("<title>İİİİ 이 글</title>", f"<p>İ</p><SCRIPT>{script}</SCRIPT>")))
    assert found["script-src"] == f"'self' {digest(script)}"


def test_a_style_attribute_is_allowed_without_allowing_others() -> None:
    found = directives(with_policy(written(body='<td style="text-align: right">1</td>')))
    assert found["style-src"] == f"'self' 'unsafe-hashes' {digest('text-align: right')}"


def test_scripts_from_files_need_no_hash_and_handlers_get_none() -> None:
    found = directives(with_policy(written('<script src="a.js">ignored</script>', '<p onclick="a()">b</p>')))
    assert found["script-src"] == "'self'"


INJECTED = ["<script>evil()</script>", "<SCRIPT >evil()</SCRIPT>", "<style>* { display: none }</style>",
    '<p style="position: fixed">x</p>', "<script type='application/ld+json'>evil()</script>"]  # fmt: skip


@pytest.mark.parametrize("injected", INJECTED)
def test_code_that_came_in_beside_the_templates_is_not_allowed(injected: str) -> None:
    html = marked("<html><head></head><body>{}<script>own()</script></body></html>").format(injected)
    found = directives(with_policy(html))
    assert found["script-src"] == f"'self' {digest('own()')}"
    assert found["style-src"] == "'self'"


def test_nobody_can_know_the_mark_and_no_page_shows_it() -> None:
    assert len(MARK) > 32
    html = marked("<html><head><script>own()</script></head></html>")
    assert MARK in html
    assert MARK.strip() not in with_policy(html)
    assert without_marks(html) == "<html><head><script>own()</script></head></html>"


def test_what_is_no_page_stays_as_it_is() -> None:
    assert with_policy("<p>a</p>") == "<p>a</p>"


def test_hosts_that_are_allowed_stand_where_they_are_allowed_and_nowhere_else() -> None:
    allowed = {"pictures": ("a.example.org", "http://127.0.0.1:8080"), "frames": ("*.b.example.org",)}
    found = directives(with_policy(page(), allowed))
    assert found["img-src"] == "'self' data: https://a.example.org http://127.0.0.1:8080"
    assert found["frame-src"] == "https://*.b.example.org"
    assert {name: value for name, value in found.items() if name not in ("img-src", "frame-src")} == {
        name: value for name, value in directives(with_policy(page())).items() if name != "img-src"
    }
