"""What of a page's raw HTML, attributes, links and front matter reaches the site: text, and nothing that acts."""

from __future__ import annotations

import html
import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from examples import tried
from foresite.assets import SCRIPTS, STYLESHEETS
from foresite.model.settings import Settings
from foresite.parsing.allowlist import is_reserved_class, scheme_of
from foresite.render.markdown.extension import ForesiteExtension
from foresite.render.sanitise import clean_html, clean_meta, clean_tag, is_clean
from foresite.site.project import Project

ACTIVE = {
    "script", "style", "iframe", "object", "embed", "applet", "svg", "math", "form", "link", "meta", "base", "template",
    "noscript", "textarea", "button", "video", "audio", "frame", "frameset", "portal",
}  # fmt: skip
EXTENSIONS = ["admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.superfences"]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("project")
    (root / "docs").mkdir()
    (root / "bib").mkdir()
    (root / "bib" / "references.bib").write_text("@misc{a, title={A}, date={2024}}", "utf-8")
    return Project.load(Settings.default(root))


@pytest.fixture(scope="session")
def render(project: Project):
    """Renders a page as the site would."""
    md = Markdown(extensions=[*EXTENSIONS, ForesiteExtension(project, page="a.md")])
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
    "``` {.x onclick=alert(1)}\nx\n```", "``` {.x data-x='\"><script>alert(1)</script>'}\nx\n```",
    "``` {.x data-x='\" onclick=\"alert(1)'}\nx\n```", "``` {.x data-x='\" style=\"position:fixed'}\nx\n```",
    "~~~ {.x data-x='\"><img src=x onerror=alert(1)>'}\nx\n~~~", "``` {.x ='\"><script>'}\nx\n```",
    "``` {.\"><script> #\"><script> title='\"><script>'}\nx\n```", "``` {.x onclick=\"alert(1)\"}\nx\n```",
    "[^a]\n\n[^a]: <img src=x onerror=alert(1)>",
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


@pytest.mark.parametrize("maker", ["fenced_code", "codehilite", "pymdownx.superfences"])
@pytest.mark.parametrize("text", [text for text in HOSTILE if text.startswith(("```", "~~~"))])
def test_no_code_acts_whatever_makes_it(project: Project, maker: str, text: str) -> None:
    extensions = ["attr_list", "fenced_code" if maker == "codehilite" else maker, maker]
    md = Markdown(extensions=[*dict.fromkeys(extensions), ForesiteExtension(project, page="a.md")])
    assert acts(md.convert(text)) == []


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


ASSETS = "".join([*STYLESHEETS.values(), *SCRIPTS.values()])
SELECTORS = re.findall(r"""(?:querySelector(?:All)?|closest|matches|all)\((?:\w+, )?["'`]([^"'`]+)""", ASSETS)
OWN_CLASSES = set(re.findall(r"\.([A-Za-z][\w-]*)", " ".join([*STYLESHEETS.values(), *SELECTORS])))
OWN_IDS = set(re.findall(r"#(fs-[\w-]+|ref-)", ASSETS)) | {"fs-main", "fs-tip", "ref-a", "__search"}
OWN_DATA = set(re.findall(r"\[(data-[\w-]+)|attr\((data-[\w-]+)", ASSETS))
ESCAPES = ("[a](b){{: {} }}", "A\n{{: {} }}", "# A {{{}}}", "| a |\n|---|\n| b |\n{{: {} }}", "``` {{.py {}}}\nx\n```")


def attributes(rendered: str) -> set[tuple[str, str]]:
    found = html5lib.parseFragment(rendered, namespaceHTMLElements=False).iter()
    return {(str(name), value) for element in found for name, value in element.attrib.items()}


def test_no_class_of_ours_can_be_set_but_those_for_editors(render) -> None:
    assert len(SELECTORS) > 40
    assert len(OWN_CLASSES) > 100
    # Code has the class by itself.
    assert {name for name in OWN_CLASSES if not is_reserved_class(name)} == {"fs-columns", "fs-lead", "highlight"}
    for name in ("fs-off", "fs-search", "fs-moved", "md-typeset", "js", "headerlink", "Z3988"):
        for form in ESCAPES:
            for written in (f".{name}", f"class={name}", f'class="mine {name}"'):
                shown = attributes(render(form.format(written)))
                assert name not in {each for key, value in shown if key == "class" for each in value.split()}, form
    assert 'class="fs-lead mine"' in render("A\n{: .fs-lead .mine .fs-off }")


def test_no_data_attribute_and_no_id_of_ours_can_be_set(render) -> None:
    data = sorted({name for found in OWN_DATA for name in found if name} | {"data-fs-moved", "data-shows", "data-x"})
    assert len(data) > 5
    for form in ESCAPES:
        for name in data:
            for written in (name, f"{name}=page", f'{name}="page"'):
                assert not [key for key, _ in attributes(render(form.format(written))) if key.startswith("data-")]
        for id in OWN_IDS:
            for written in (f"#{id}", f"id={id}", f'id="{id}"'):
                assert ("id", id) not in attributes(render(form.format(written))), form


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("A[^1]\n\n[^1]: A note", ['id="fn:1"', 'id="fnref:1"', 'class="footnote-ref"']),
        ("# A {#mine .own title=x}", ['id="mine"', 'class="own"', 'title="x"']),
        ("[a](b){: rel=nofollow tabindex=0 role=note }", ['rel="nofollow"', 'tabindex="0"', 'role="note"']),
        ("``` {.py #mine .own}\nx = 1\n```", ['id="mine"', 'class="own highlight"']),
        ("``` {.py linenums=1}\nx = 1\n```", ['class="linenos"']),
        ("[a](b){: .md-button .md-button--primary }", ['class="md-button md-button--primary"']),
        ('# Long {data-toc-label="Short"}', [">Long<"]),
    ],
)
def test_what_editors_and_extensions_set_stays(render, text: str, kept: list[str]) -> None:
    rendered = render(text)
    assert [each for each in kept if each not in rendered] == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>", "<em onclick='x()'>a</em>", '<a href="javascript:x()">a</a>', "<em>a", "a</one><one>",
        "<img src='https://evil.example/x.png'></img>", "<em id='fs-main'>a</em>", "<em class='fs-off'>a</em>",
        "<br/>", "<!-- a -->", "<p>a</p>", "<em data-fs-moved='page'>a</em>", "a\x02b", "&nbsp;",
        "<span style='position: fixed'>a</span>",
    ],
)  # fmt: skip
def test_what_no_formatter_made_is_found_out(text: str) -> None:
    formatted = ['Doe. <em>A &amp; B</em> <span lang="ko">북한</span>. <a href="#ref-a">2024</a>.', "b"]
    assert is_clean(formatted)
    assert not is_clean([*formatted, text])


def test_code_keeps_whatever_stands_in_it(render) -> None:
    rendered = render("`<script>`\n\n```\n<script>alert(1)</script>\n```\n")
    assert rendered.count("script&gt;") == 3


def test_markdown_inside_html_still_works(render) -> None:
    assert '<div class="a">\n<p><em>b</em></p>\n</div>' in render('<div class="a" markdown>\n*b*\n</div>')


def test_aligned_tables_tabs_and_attribute_lists_keep_theirs(render) -> None:
    assert 'style="text-align: right;"' in render("a |\n-:|\nb |")
    assert '<p class="x" id="y">' in render("A\n{: .x #y }")


ALLOWED = {"frames": ("www.example.org", "*.films.example.org"), "media": ("https://films.example.org",)}


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('<iframe src="https://www.example.org/x" title="A" onload="x()" srcdoc="y"><script>x</script></iframe>',
         '<iframe src="https://www.example.org/x" title="A"></iframe>'),
        ('<iframe src="https://a.films.example.org/x"></iframe>', '<iframe src="https://a.films.example.org/x"></iframe>'),
        ('<video controls src="https://films.example.org/a.mp4"></video>',
         '<video controls="" src="https://films.example.org/a.mp4"></video>'),
        ('<iframe src="https://elsewhere.example.org/"></iframe>', ""),
        ('<iframe src="http://www.example.org/"></iframe>', ""),
        ('<iframe src="https://www.example.org@elsewhere.example.org/"></iframe>', ""),
        ('<iframe src="https://elsewhere.example.org/#https://www.example.org"></iframe>', ""),
        ('<iframe src="https://evilfilms.example.org/"></iframe>', ""),
        ('<iframe src="javascript:alert(1)"></iframe>', ""),
        ('<iframe src="/own.html"></iframe>', ""),
        ('<iframe title="a > b" srcdoc="<script>alert(1)</script>"></iframe>', ""),
        ('<video src="https://elsewhere.example.org/a.mp4"></video>', "<video></video>"),
    ],
)  # fmt: skip
def test_frames_and_recordings_come_from_allowed_hosts_alone(written: str, left: str) -> None:
    assert clean_html(written, ALLOWED) == left
    assert "<iframe" not in clean_html(written)
    assert "<video" not in clean_html(written)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A <b>title</b>", "A ‹b›title‹/b›"),
        ('</title><script>x</script>"', "‹/title›‹script›x‹/script›”"),
        ("&lt;script&gt;", "‹script›"),
        ("&amp;amp;lt;script&amp;amp;gt;", "‹script›"),
        ("Q&A – 북한 'x'", "Q&A – 북한 'x'"),
        ('The "third" way ("x"), 5"', "The “third” way (“x”), 5”"),
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
