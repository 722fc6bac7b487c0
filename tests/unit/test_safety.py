"""What a page may not do, however it is written."""

from __future__ import annotations

import pytest

from foresite.model.problems import Code
from foresite.parsing.unsafe import find_unsafe, find_unsafe_block


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "<SCRIPT/src=x>",
        "<script\nsrc=x\n>",
        "text <sCript>",
        "<script <p>",
        "<iframe src=x>",
        "<svg onload=x>",
        "<svg/onload=x>",
        "<img src=x\n\tonerror = 'x'>",
        "<img src=x OnErRoR=x>",
        "<img src=x onerror\n=\nx>",
        '<p style="background: URL(x)">',
        "<a href=x onclick>",
        "<!-- <script> -->",
        "<!--> <script>x</script> -->",
        "<div>\n`<script>`\n</div>",
        "<div></div> `<script>`",
        "<div>\n\n    <script>\n\n</div>",
        "- `a\n- <script> b`",
        "`\n<script>x</script>\n`",
        "```\nnever closed <script>",
        "- a\n\n    <script>",
        "Text\n{: onclick=x }",
        "[a](b){ onmouseover='x' }",
        "# T {: #id OnClick=x }",
    ],
)
def test_html_that_runs_code_is_found(text: str) -> None:
    assert Code.UNSAFE_HTML in {fault.code for fault in find_unsafe(text)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[a](b){: data-fs-moved=page }", "data-fs-moved"), ("A\n{: data-x }", "data-x"),
        ("# A {data-md-x='y'}", "data-md-x"),
        ("[a](b){ .fs-off }", "fs-off"), ("[a](b){.a .fs-off}", "fs-off"),
        ("A\n{: class='a md-overlay' }", "md-overlay"),
        ("[a](b){: class=fs&#45;off }", "fs-off"), ("<p class='a js'>", "js"), ("<p data-x=y>", "data-x"),
        ("``` {.py .fs-off}\nx\n```", "fs-off"), ("~~~ { .py data-x=y }\nx\n~~~", "data-x"),
        ("[a](b){: target=_blank }", "target"), ("[a](b){: rel=canonical }", "rel=canonical"),
        ("*a*{tabindex=5}", "tabindex=5"), ("[a](b){: title='}' data-x=y }", "data-x"),
    ],
)  # fmt: skip
def test_names_that_scripts_and_styles_act_on_are_found(text: str, named: str) -> None:
    (fault,) = find_unsafe(text)
    assert fault.code is Code.UNSAFE_HTML
    assert f"'{named}'" in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "# A {#ref-doe2024}", "A\n{: #fs-main }", "[a](b){: id=__search }", "<p id='ref-x'>", "<a name=fs-nav>",
        "``` {.py #fs-toc}\nx\n```", "[a](b){: id='&#114;ef-x' }",
    ],
)  # fmt: skip
def test_ids_of_the_frame_are_found(text: str) -> None:
    (fault,) = find_unsafe(text)
    assert fault.code is Code.BAD_ID
    assert "is reserved for what Foresite makes" in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:x)",
        "[a]( JavaScript:x)",
        "[a](<javascript:x>)",
        "[a](java\tscript:x)",
        "[a](java\nscript:x)",
        "[a](&#106;avascript:x)",
        "[a](javascript&colon;x)",
        "[a](\x01javascript:x)",
        "![a](data:text/html,x)",
        "[a]: vbscript:x",
        "[a]:\n  javascript:x",
        "> [a]: javascript:x",
        "<javascript:x>",
        "<a href=javascript:x>",
        '<a href=" java\nscript:x">',
        '<a href="&#x6a;avascript:x">',
        "<form action=x><button formaction=javascript:x>",
        "[a](b){: href=javascript:x }",
    ],
)
def test_links_that_run_code_are_found(text: str) -> None:
    assert Code.UNSAFE_LINK in {fault.code for fault in find_unsafe(text)}


@pytest.mark.parametrize(
    "text",
    [
        "`<script>` and `[a](javascript:x)`",
        "```html\n<script>\n```",
        "Text.\n\n    <script>in indented code</script>",
        "<kbd>A</kbd> <br> <div markdown>\n\ntext\n\n</div>",
        "<https://example.org/javascript:x> <a@b.org>",
        "[a](https://example.org/?data:x) [b](x.md 'javascript:')",
        "a < b and c > d; javascript: is a language; data: all of it",
        "on = off, {{ f(once='x') }} {#online} {: .onset title='on=x' }",
        "1 <2 <3",
        "A {x=1} and {see fs-off}; `{: .fs-off }`; # A {#theme-x .own data-toc-label='B'}",
        "# A {#ref .fs-lead lang=ko}\n\n[a](b){: .md-button rel=nofollow title='data: x' aria-label=y }",
        "``` {.py title='x' linenums='1' hl_lines='2'}\nx\n```",
    ],
)
def test_what_is_safe_nope(text: str) -> None:
    assert find_unsafe(text) == []


def test_lines_count_from_the_first_line_given() -> None:
    assert [fault.line for fault in find_unsafe("a\n<script>\n[b](javascript:x)\n{: onclick=x }", 10)] == [11, 12, 13]


def test_a_body_holds_no_html_at_all() -> None:
    (fault,) = find_unsafe("a <em>b</em> <https://example.org>", 5, in_body=True)
    assert (fault.line, fault.code) == (5, Code.UNSAFE_HTML)
    assert "Markdown" in fault.message


@pytest.mark.parametrize(
    ("name", "title", "options"),
    [("html", "script", ""), ("html", "img[onerror=x]", ""), ("note", "", "    attrs: {onclick: x}"),
     ("html", "a[href='javascript:x']", ""), ("html", "a", "    attrs: {href: 'javascript:x'}")],
)  # fmt: skip
def test_blocks_of_the_host_make_nothing_unsafe(name: str, title: str, options: str) -> None:
    assert [fault.line for fault in find_unsafe_block(name, title, options, 3)] == [3]


def test_blocks_of_the_host_may_have_attributes_nope() -> None:
    assert find_unsafe_block("html", "div.wide", "    attrs: {class: a, id: b}", 1) == []


@pytest.mark.parametrize(
    "text",
    [
        "![x](<two words.png>)", "[c d](<c d.md>)", '[c](<c d.md> "a title")', "[a [b] c](<d e.md#f g>)",
        r"[a \[b](<d e.md>)", "[`x`](<style guide.md>)", "[![i](<a b.png>)](<c d.md>)", "[a](<a b.md>){: .x}",
        "[a](b.md 'x <y> z')", '[a](b.md "<y>")', "- [a](<p q.md>)\n\n```\n<script>\n```",
        "<https://example.org/a>", "<a@example.org>", "a < b and c > d",
    ],
)  # fmt: skip
def test_links_in_angle_brackets_and_titles_are_no_html(text: str) -> None:
    assert find_unsafe(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[x](<script src=x>)", "![x](<img src=x onerror=y>)", "[x] (<two words>)", "[x](\n<a b.md>)", "[x](<a\nb>)",
        "[a](b.md \"<img src=x onerror=y>\")", "[x](<a b>c)", "[x](<javascript:alert(1) b>)", "[r]: <c d.md>",
        "[x](<javas&#99;ript:alert(1) b>)",
    ],
)  # fmt: skip
def test_what_only_looks_like_such_a_link_is_found(text: str) -> None:
    assert find_unsafe(text)
