"""The policy of a page, as a browser would weigh it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import html5lib

from foresite.policy import with_policy


def digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def directives(page: str) -> dict[str, str]:
    head = html5lib.parse(page, namespaceHTMLElements=False).find("head")
    assert head[0].get("http-equiv") == "Content-Security-Policy"
    parts = (part.strip().partition(" ") for part in head[0].get("content").split(";"))
    return {name: allowed for name, _, allowed in parts}


def page(head: str = "", body: str = "") -> str:
    return f'<!doctype html>\n<html lang="en">\n  <head data-a="1">\n{head}</head><body>{body}</body></html>'


def test_it_is_the_first_of_the_head_and_the_rest_stays_as_it_was() -> None:
    before = page("<title>A &amp; B</title>\n", "<p>이 글\n</p>")
    after = with_policy(before)
    start = after.index("<meta")
    end = after.index(">", start) + 1
    assert after[:start] + after[end:] == before
    assert after[:start].endswith('<head data-a="1">')


def test_a_page_without_inline_code_allows_none() -> None:
    found = directives(with_policy(page()))
    assert found["script-src"] == found["style-src"] == "'self'"
    assert found["default-src"] == "'none'"


def test_inline_scripts_and_styles_are_allowed_by_what_they_say_to_the_letter() -> None:
    script, style = '\n if (a < b && "</p>") {} ', "p { color: red }"
    head = f"<script>{script}</script><style>{style}</style>"
    found = directives(with_policy(page(head, f"<script>{script}</script>")))
    assert found["script-src"] == f"'self' {digest(script)}"
    assert found["style-src"] == f"'self' {digest(style)}"


def test_letters_that_grow_in_lower_case_move_nothing() -> None:
    script = "let a = 1;"
    found = directives(with_policy(page("<title>İİİİ 이 글</title>", f"<p>İ</p><SCRIPT>{script}</SCRIPT>")))
    assert found["script-src"] == f"'self' {digest(script)}"


def test_a_style_attribute_is_allowed_without_allowing_others() -> None:
    found = directives(with_policy(page(body='<td style="text-align: right">1</td>')))
    assert found["style-src"] == f"'self' 'unsafe-hashes' {digest('text-align: right')}"


def test_scripts_from_files_need_no_hash_and_handlers_get_none() -> None:
    found = directives(with_policy(page('<script src="a.js">ignored</script>', '<p onclick="a()">b</p>')))
    assert found["script-src"] == "'self'"


def test_what_is_no_page_stays_as_it_is() -> None:
    assert with_policy("<p>a</p>") == "<p>a</p>"
