"""What of a page's raw HTML, attributes, links and front matter reaches the site: text, and nothing that acts."""

from __future__ import annotations

import html

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from examples import tried
from foresite.markdown import ForesiteExtension
from foresite.project import Project
from foresite.reading.allowed import scheme_of
from foresite.sanitising import clean_html, clean_meta, clean_tag
from foresite.settings import Settings

ACTIVE = {
    "script", "style", "iframe", "object", "embed", "applet", "svg", "math", "form", "link", "meta", "base", "template",
    "noscript", "textarea", "button", "video", "audio", "frame", "frameset", "portal",
}  # fmt: skip
EXTENSIONS = ["admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.superfences"]


@pytest.fixture(scope="session")
def render(tmp_path_factory: pytest.TempPathFactory):
    """Renders a page as the site would."""
    root = tmp_path_factory.mktemp("project")
    (root / "docs").mkdir()
    (root / "bib").mkdir()
    (root / "bib" / "references.bib").write_text("@misc{a, title={A}, date={2024}}", "utf-8")
    md = Markdown(extensions=[*EXTENSIONS, ForesiteExtension(Project.load(Settings.default(root)), page="a.md")])
    return lambda text: md.reset().convert(text)


def acts(rendered: str) -> list[str]:
    """Everything in a piece of HTML that a browser would run, load or follow with care, and should not."""
    found = []
    for element in html5lib.parseFragment(rendered, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        tag = element.tag.rpartition("}")[2].lower()
        if tag in ACTIVE:
            found.append(tag)
        for name, value in element.attrib.items():
            if str(name).lower().startswith("on") or name in ("srcdoc", "formaction"):
                found.append(f"{tag} {name}")
            if name == "style" and not value.startswith("text-align:"):
                found.append(f"{tag} style {value}")
            if name in ("href", "src", "cite") and scheme_of(value) not in ("", "http", "https", "mailto", "tel"):
                found.append(f"{tag} {name}={value}")
    return found


HOSTILE = [
    "a <b onclick=alert(1)<b>x/> c",
    "<script>alert(1)</script>", "text <script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "a <img src=x onerror=alert(1)> b", "<div>\n<iframe src=//x></iframe>\n</div>", "<svg onload=alert(1)>",
    "<a href='java\nscript:alert(1)'>x</a>", "a <a href='&#106;avascript:alert(1)'>x</a>", "[a](javascript:alert(1))",
    "[a](&#106;avascript:alert(1))", "[a](javascript&colon;alert(1))", "![a](data:text/html,x)",
    "[a]\n\n[a]: vbscript:x", "<javascript:alert(1)>", "[a](b){ onclick=alert(1) }", "# A {: onmouseover=alert(1) }",
    "*a*{ style='x:url(y)' }", "[a](b){ href=javascript:alert(1) }", "<div markdown onclick=alert(1)>\n*a*\n</div>",
    "<script markdown>a</script>", "<div markdown>\n<script>a</script>\n</div>",
    "<p markdown='span'><a href=javascript:x>a</a></p>", "<style>*{}</style>",
    "<math><mi xlink:href=javascript:x>x</mi></math>", "<form action=x><button>x</button></form>", "<base href=//x>",
    "<meta http-equiv=refresh content=0>", "<link rel=stylesheet href=//x>", "<!--><script>a</script>",
    "<!-- a --!><script>alert(1)</script> -->", "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>a</script> ?>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<a name=x href=data:text/html,x>x</a>", "<b title='`x`' onclick=alert(1)>", "&#2;wzxhzdk:0&#3; <b>x</b>",
    "<div>&#2;wzxhzdk:0&#3;</div>", "<div title='\n```\n onclick=alert(1) \n```\n'>\n</div>",
    "a <a title='\n```\nonclick=alert(1) x=\n```\n'>b</a>", "[x](y 'a\n```\n onclick=alert(1) \n```\nb')",
    "![<a title='x onerror=alert(1) '>](y)", "``` { .py onclick=alert(1) title='\" onclick=alert(1) x=\"' }\nx\n```",
    "``` {.x onclick=alert(1)}\nx\n```", "[^a]\n\n[^a]: <img src=x onerror=alert(1)>",
    "a | b\n--|--\n<script>x</script> | <img src=x onerror=y>", "{{ <script>alert(1)</script> }}",
    "/// forecast | <script>a</script>\n    id: <b>\n\n<script>alert(1)</script>\n///",
    "[@a, <script>alert(1)</script>]", "[<script>alert(1)</script> @a]",
    "<fs-body record='x' markdown>\na\n</fs-body>", "<xmp><script>alert(1)</script></xmp>",
    "<textarea><img src=x onerror=alert(1)></textarea>", "<plaintext><script>",
    "<select><script>alert(1)</script></select>", "<table><script>alert(1)</script></table>",
    "<title><script>a</script>", "<p style='background:url(//x)'>a</p>", "<img srcset='javascript:x 1x'>",
    "<object data=x>", "<embed src=x>", "<input type=image src=x onerror=alert(1)>",
    "<video poster=javascript:x onloadstart=alert(1)>", "<b/onclick=alert(1)>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_rendered(render, text: str) -> None:
    assert acts(render(text)) == []
    assert acts(render(f"- {text}")) == []
    assert acts(render(f"> {text}\n\n# {text}")) == []


PIECES = st.sampled_from(
    [
        "<", ">", "</", "/>", "script", "img", "a", "div", "b", "svg", " src=x", " href=", " onerror=", " onclick=",
        "alert(1)", "javascript:", "data:", "'", '"', "`", "```", "~~~", "\n", "\n\n", "    ", " markdown", " title=",
        "=", " ", "[", "]", "(", ")", "![", "]:", "{:", "{ ", "}", "#", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>",
        "&#2;", "&#3;", "wzxhzdk:0", "&lt;", "\x02", "\x03", "|", "--|--", "- ", "> ", "*", "_", "\\", "[^a]",
        "[^a]:", "[@a", "{{ ", " }}", "///", "forecast", ":", "x",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
@tried(1500)
def test_nothing_that_acts_is_rendered_however_it_is_put_together(render, text: str) -> None:
    assert acts(render(text)) == []


@given(st.lists(PIECES, max_size=20).map("".join))
@tried(300)
def test_pieces_stay_clean_wherever_they_stand(text: str) -> None:
    assert acts(clean_html(text)) == []
    assert acts(f"<p>a {clean_tag(text)} b</p>") == []


@pytest.mark.parametrize(
    "text",
    [
        "<details open>\n<summary>A</summary>\n<p lang=\"ko\">B</p>\n</details>", "H<sub>2</sub>O and <kbd>Esc</kbd>",
        '<abbr title="a b">x</abbr>', '<img src="a.png" alt="x" width="10">', '<a href="../b/#c">x</a>',
    ],
)  # fmt: skip
def test_what_text_needs_is_kept(render, text: str) -> None:
    assert text.replace(" open", "") in render(text).replace(' open=""', "").replace(" open", "")


def test_code_keeps_whatever_stands_in_it(render) -> None:
    rendered = render("`<script>`\n\n```\n<script>alert(1)</script>\n```\n")
    assert rendered.count("script&gt;") == 3


def test_markdown_inside_html_still_works(render) -> None:
    assert '<div class="a">\n<p><em>b</em></p>\n</div>' in render('<div class="a" markdown>\n*b*\n</div>')


def test_aligned_tables_tabs_and_attribute_lists_keep_theirs(render) -> None:
    assert 'style="text-align: right;"' in render("a |\n-:|\nb |")
    assert '<p class="x" id="y">' in render("A\n{: .x #y }")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A <b>title</b>", "A ‹b›title‹/b›"),
        ('</title><script>x</script>"', "‹/title›‹script›x‹/script›”"),
        ("&lt;script&gt;", "‹script›"),
        ("&amp;amp;lt;script&amp;amp;gt;", "‹script›"),
        ("Q&A – 북한 'x'", "Q&A – 북한 'x'"),
    ],
)
def test_front_matter_can_stand_in_any_template(written: str, shown: str) -> None:
    assert clean_meta({"title": written}) == {"title": shown}


def test_front_matter_keeps_its_kinds_and_loses_what_is_endless() -> None:
    endless: list[object] = []
    endless.append(endless)
    bomb: list[object] = ["x"]
    for _ in range(50):
        bomb = [bomb] * 10
    kept = clean_meta({"hide": ["toc"], "draft": False, "n": 3, "search": {"boost": 2}, "a": endless, "b": bomb})
    assert {name: kept[name] for name in ("hide", "draft", "n", "search")} == {
        "hide": ["toc"], "draft": False, "n": 3, "search": {"boost": 2},
    }  # fmt: skip
    assert len(str(kept)) < 20_000
    assert "<" not in clean_meta({"title": "&amp;" * 2 + "amp;" * 50_000 + "lt;script&gt;"})["title"]
    assert html.unescape(clean_meta({"t": "&" + "amp;" * 9 + "lt;"})["t"]).count("<") == 0
