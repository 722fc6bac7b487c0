"""What a page leaves literal is found in its source, and what it renders is not: held against Markdown itself."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest
from markdown import Extension, Markdown

from foresite.model.problems import Code
from foresite.model.settings import CONTRACT, Settings, in_use
from foresite.parsing.markdown.code import mask_spans
from foresite.parsing.markdown.literal import find_literal
from foresite.parsing.markdown.markup import FORMS, leftovers
from foresite.parsing.markdown.scan import scan
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.project import Project

# What an extension that can be turned on renders: how it is written, and what is left of it if nothing does.
RENDERED = [
    ("pymdownx.tabbed", '=== "Tab"\n\n    Text.', '=== "Tab"'),
    ("pymdownx.tasklist", "- [ ] A task", "[ ] A task"),
    ("pymdownx.mark", "A ==mark== in it.", "==mark=="),
    ("pymdownx.caret", "An ^^insertion^^ in it.", "^^insertion^^"),
    ("pymdownx.caret", "x^2^ in it.", "x^2^"),
    ("pymdownx.tilde", "A ~~deletion~~ in it.", "~~deletion~~"),
    ("pymdownx.tilde", "H~2~O in it.", "H~2~O"),
    ("pymdownx.keys", "Press ++ctrl+c++ now.", "++ctrl+c++"),
    ("pymdownx.emoji", "A :smile: in it.", ":smile:"),
    ("pymdownx.critic", "{++added++} words.", "{++added++}"),
    ("pymdownx.progressbar", '[=85% "85%"]', "[=85%"),
    ("wikilinks", "See [[Locks]] there.", "[[Locks]]"),
    ("abbr", "The LDC.\n\n*[LDC]: Lock district council", "*[LDC]:"),
    ("def_list", "Lock\n:   A gate for ships.", ":   A gate"),
    ("pymdownx.quotes", "> [!NOTE]\n> Text.", "[!NOTE]"),
    ("pymdownx.bracketspan", "Some [words]{.wide} here.", "{.wide}"),
]
OPTIONS = {"pymdownx.tabbed": {"alternate_style": True}, "pymdownx.quotes": {"callouts": True}}
# What nothing turns on renders, with what its author should do.
LITERAL = [
    ("A lead. {: .fs-lead }", "{: .fs-lead }", "a line of its own"),
    ("A paragraph.\n\n{: .fs-lead }", "{: .fs-lead }", "a line of its own"),
    ("- An item {.wide}", "{.wide}", "a line of its own"),
    ("A note[^1].", "[^1]", "'[^1]: …'"),
    ("!!! note: what\n    Text.", "!!! note", '!!! note "Title"'),
    ("says [＠lock2021] so", "[＠lock2021]", "write '[@lock2021]'"),
    ("says ［@lock2021］ so", "［@lock2021］", "write '[@lock2021]'"),
    ("says ＠lock2021 so", "＠lock2021", "write '@lock2021'"),
    ("says @[lock2021] so", "@[lock2021]", "write '[@lock2021]'"),
    (r"says \cite{lock2021} so", r"\cite{lock2021}", "[@key]"),
    ('{ brief("x") }', '{ brief("x") }', 'write {{ brief("x") }}'),
    ('｛｛ brief("x") ｝｝', "｛｛ brief", 'write {{ brief("x") }}'),
    ('{{brief("x")｝｝', "｝｝", ""),
    ("[[ scorecard() ]]", "[[ scorecard() ]]", "write {{ scorecard() }}"),
    ("scorecard()", "scorecard()", "write {{ scorecard() }}"),
    ("::: warning\nText.\n:::", "::: warning", '!!! warning "Title"'),
    ("See ![[Locks]] there.", "![[Locks]]", "![Text](picture.png)"),
    ("A note^[inline] here.", "^[inline]", "[^1]"),
    ("The sum $a^2 + b$ is.", "$a^2 + b$", "x² + 1"),
    ("$$\nx\n$$", "$$", "x² + 1"),
    ("[toc]", "[toc]", "[TOC]"),
    (".. note:: Text", ".. note::", '!!! note "Title"'),
    ('--8<-- "a.md"', '--8<-- "a.md"', "the text itself"),
    ("[Text] (https://example.org/a)", "[Text] (https", "without a space"),
    ("[Text][nowhere]", "[Text][nowhere]", "[nowhere]: address"),
    ("Some **bold and no end.", "**bold", "close it"),
    ("Some ** bold ** words.", "** bold **", "**bold**"),
    ("Das _wort_é ist", "_wort_é", "*wort*"),
    ("강조 _말_을 하다", "_말_을", "*말*"),
    ("Items:\n- one\n- two", "- one", "an empty line above the list"),
    ("Words\n| a | b |\n| - | - |\n| 1 | 2 |", "| a | b |", "an empty line above the table"),
    ("| a | b |\n| 1 | 2 |", "| a | b |", "| --- | --- |"),
    ("| a | b |\n|---|\n| 1 | 2 |", "| a | b |", "expected 2"),
    ("```\ncode", "```", "close the code"),
    ('<div class="x">\n**bold**\n</div>', "**bold**", "<div markdown>"),
]
HARMLESS = [
    "A lead.\n{: .fs-lead }",
    "## Heading {#id .wide}",
    "Heading {#id}\n=======",
    "*x*{.a} and [l](a.md){.b} and ![p](a.png){ width=40 } and `c`{.d}",
    "| a {: .x } | b |\n| --- | --- |\n| 1 | 2 |",
    "A note[^1].\n\n[^1]: Text.",
    '!!! note "On "locks" and gates"\n    Text.',
    "??? tip\n    Text.",
    "Costs of $5 to $6 million, or US$7 and $8.",
    "At 10:30:20, see a:b:c and C++ or C++.",
    "From ~5 to ~10 %, 2024-06~ or 2**3 = 8 and 3 ^ 4 ^ 5.",
    "- **`code`**: and **[a link](a.md) with words** or ** as a sign.",
    "snake_case_name and \\*\\*stars\\*\\* and \\[x\\]",
    "What??? No!!! === So === it is.",
    "A [lock] and [lock][] and [it][lock].\n\n[lock]: https://example.org/",
    "<div markdown>\n**bold**\n</div>\n\n<details><summary>More</summary>Words.</details>",
    "A line\n- that goes on with a dash",
    "- one\n- two\n    - three\n\n1. four\n    - five",
    "> - a quoted list\n> - of two",
    "`{: .x } [^1] !!! [[x]]`",
    "    {: .x } in indented code\n    [^1]",
    "<!-- ==a== [^1] -->",
    "[see @lock2021, ¶3; -@gate2022] and @lock2021 [¶4]",
]


def found(text: str, *extensions: str) -> list[str]:
    """What the check says of a page with this text."""
    outcome = scan(text)
    faults = find_literal(outcome.outside, mask_spans(outcome.prose), in_use(extensions))
    assert all(fault.code is Code.UNRENDERED for fault in faults)
    return [f"{fault.message}; {fault.hint}" for fault in faults]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("project")
    (folder / "docs").mkdir()
    return Project.load(Settings.default(folder))


def shown(project: Project, text: str, *extensions: str) -> str:
    """The words of the page, code aside, as a reader sees them."""
    extension = ForesiteExtension(project, page="a.md")
    html = Markdown(extensions=[*extensions, extension], extension_configs=OPTIONS).convert(text)
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"<(code|pre)\b.*?</\1>", "", html, flags=re.DOTALL)))


@pytest.mark.parametrize(("extension", "text", "left"), RENDERED)
def test_what_an_extension_renders_is_literal_without_it(
    project: Project, extension: str, text: str, left: str
) -> None:
    assert left in shown(project, text)
    said = found(text)
    assert said
    # Of some there is a form that needs no other extension.
    if extension not in ("pymdownx.bracketspan", "pymdownx.quotes"):
        assert f"add '{extension}' to markdown_extensions" in said[0]
    if extension.startswith("pymdownx."):
        pytest.importorskip(extension, reason="the lowest version of pymdown-extensions does not have it yet")
    assert left not in shown(project, text, extension)
    assert found(text, extension) == []


@pytest.mark.parametrize(("text", "left", "hint"), LITERAL)
def test_what_nothing_renders_is_found_with_the_right_form(project: Project, text: str, left: str, hint: str) -> None:
    if not text.startswith(("```", '{{brief("x")')):
        assert left.split("\n")[0] in shown(project, text)
    if text != '{{brief("x")｝｝':
        assert hint in found(text)[0]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_rendered_or_only_looks_like_markup_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", [text for text, left, _ in LITERAL if leftovers(left)])
def test_the_finished_page_is_read_with_the_same_words(project: Project, text: str) -> None:
    """What both find, both name alike, so that one mistake is not two."""
    seen = dict(leftovers(shown(project, text)))
    if seen:
        assert any(written in said for written in seen for said in found(text)) or "｝｝" in text


def test_every_form_is_tried() -> None:
    texts = [text for _, text, _ in RENDERED] + [text for text, _, _ in LITERAL]
    untried = [form.name for form in FORMS if not any(form.pattern.search(text) for text in texts)]
    assert untried == []


def test_the_contract_is_on_wherever_the_extension_is(project: Project) -> None:
    text = (
        "# A {#named}\n\nA lead.\n{: .fs-lead }\n\nNote[^1].\n\n[^1]: Text.\n\n!!! note\n    Inside.\n\n"
        "??? tip\n    Folded.\n\n<div markdown>\n**bold**\n</div>\n\n| a |\n| --- |\n| 1 |\n\n"
        "- Item\n\n    ```python\n    x\n    ```\n\n[TOC]\n"
    )
    html = Markdown(extensions=[ForesiteExtension(project, page="a.md")]).convert(text)
    for made in (
        'id="named"', 'class="fs-lead"', 'id="fn:1"', 'class="admonition note"', '<details class="tip"',
        "<strong>bold</strong>", "<table>", 'class="highlight"', 'class="toc"',
    ):  # fmt: skip
        assert made in html, made
    assert len(CONTRACT) == 8


def test_what_the_settings_say_of_an_extension_counts(project: Project) -> None:
    options = {"toc": {"permalink": "#"}, "footnotes": {"BACKLINK_TEXT": "up"}}
    extensions: list[str | Extension] = ["toc", "footnotes", ForesiteExtension(project, page="a.md")]
    html = Markdown(extensions=extensions, extension_configs=options).convert("# A\n\nNote[^1].\n\n[^1]: Text.")
    assert 'class="headerlink"' in html
    assert ">up</a>" in html


def test_bundles_count_as_what_they_bring() -> None:
    assert {"abbr", "def_list"} <= in_use(["markdown.extensions.extra"])
    assert "pymdownx.betterem" in in_use(["pymdownx.extra"])
    assert found("Lock\n:   A gate.", "extra") == []


def test_a_long_page_of_signs_is_read_in_time() -> None:
    for piece in (
        "{: ",
        "[^",
        "**a ",
        "| a |\n",
        "[[x",
        "==a",
        "$a_",
        "![a](",
        "<div>\n",
        "_a_",
        "- a\n",
        ":a",
        "[a][b]",
    ):
        start = time.process_time()
        found(piece * (60_000 // len(piece)))
        assert time.process_time() - start < 4, piece
