"""Text reads as it is written: what nobody sees is taken out, and what scripts need of it stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown

from foresite.model.dates import EdtfError, parse_edtf
from foresite.model.locators import Locator, LocatorError
from foresite.model.problems import Code
from foresite.parsing.characters import SUSPECT, find_hidden, hidden_faults, without_hidden
from foresite.render.sanitise import clean_html, clean_meta


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم", "می&zwnj;خواهم", "क\u094d\u200dष", "ක\u0dca\u200dෂ",
        "👩🏽\u200d🚀 ❤\ufe0f\u200d🔥 🙂\u200d↔\ufe0f 🏳\ufe0f\u200d⚧\ufe0f 1\ufe0f\u20e3 ℹ\ufe0f ©\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום \u200f(2024)\u200e said", "a \u2068שלום\u2069 b", "שלום \u2066left \u2067ימין\u2069\u2069",
        "العدد \u061c10-20", "Donau\xaddampf", "葛\U000e0100城", "ไทย\u200bคำ", "\u115fᅡ", "ᠮᠠ\u180b",
        "한국어 日本語 Ελληνικά ½ € … \ufffd \u00a0 \u202f", "`&#x202e;` and\n\n    &#x202e;\n",
        "&amp; &nbsp; &lt;", "a\tb\n",
    ],
)  # fmt: skip
def test_what_a_script_needs_stays(text: str) -> None:
    assert find_hidden(text) == []
    assert without_hidden(text) is text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("not \u202edessim\u202c", "not dessim"), ("\u202a\u202b\u202dx", "x"), ("a\0b\x08\x1b[8mc\x7f\x85", "ab[8mc"),
        ("ze\u200bro, ze\u200cro, ze\u200dro, ze\u2060ro, ze\ufeffro", "zero, zero, zero, zero, zero"),
        ("tag\U000e0041\U000e0042", "tag"), ("🏴\U000e0041", "🏴"), ("🙂\ufe0f\ufe0f\ufe01", "🙂\ufe0f"),
        ("a\ufe0f", "a"),
        ("\u2067held\u2069 in 10 20", "held in 10 20"), ("held \u200f10 20 \u061c", "held 10 20 "),
        ("\u2067ימין", "ימין"), ("ימין\u2069", "ימין"), ("ימין \u2067\nb\u2069", "ימין \nb"),
        ("one\u2028two\u2029three", "onetwothree"), ("\u115f\u1160\u3164\uffa0", ""), ("a \xad b", "a  b"),
        ("&#x202E;a&#8238;b&#x202e", "ab"), ("a&ZeroWidthSpace;b&NoBreak;c", "abc"), ("&#0;&#x1f;&#xFFFE;", ""),
        ("&#x20\u200b2e;", ""), ("&#x20&#x200b;2e;", ""),
        ("\u034fa\U000e0100", "a"), ("\U0001d173\U0001bca0\ufdd0\U0001ffff", ""),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_reported_and_taken_out(text: str, left: str) -> None:
    assert {fault.code for fault in hidden_faults(text)} == {Code.HIDDEN_CHARACTER}
    assert without_hidden(text) == left


@given(
    st.lists(st.sampled_from([*"aא&#x;12\n", "\u202e", "\u200b", "&#x20", "2e;", "\u2067", "\u2069", "\u200f", "\0"]))
)
@settings(max_examples=500, deadline=None)
def test_nothing_is_left_however_it_is_put_together(pieces: list[str]) -> None:
    left = without_hidden("".join(pieces))
    assert find_hidden(left) == []
    assert "\u202e" not in left


def test_each_is_told_once_a_line() -> None:
    faults = hidden_faults("a\u202eb\u202e\n\nc\u202e &#x202e; \u200b")
    assert [(fault.line, fault.message[:20]) for fault in faults] == [
        (1, "U+202E RIGHT-TO-LEFT"), (3, "U+202E RIGHT-TO-LEFT"), (3, "a zero-width space ("),
    ]  # fmt: skip
    assert "isolates" not in faults[2].hint
    assert "U+2068" in faults[0].hint


def test_nothing_of_it_is_rendered_under_any_host(render_page) -> None:
    text = (
        "# A\u202eb\n\nc\u200bd &#x202e;\n\n<div>\n\n    &#x202e; \u200b\n\n</div>\n\n[x](y '&#x202e;')\n\n`&#x202e;`"
    )
    rendered = render_page(text)
    assert not SUSPECT.search(rendered)
    assert rendered.count("&#x202e;") == 0
    assert "&amp;#x202e;" in rendered


@pytest.fixture
def render_page(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "references.bib").write_text("", "utf-8")
    options = {"docs": str(tmp_path / "docs"), "page": "a.md"}
    extensions = ["foresite", "md_in_html", "toc", "attr_list"]
    return Markdown(extensions=extensions, extension_configs={"foresite": options}).convert


def test_raw_html_and_front_matter_lose_it_too() -> None:
    assert clean_html("<b title='a&#x202e;b'>a&#8238;b</b>") == '<b title="ab">ab</b>'
    assert clean_meta({"title": "a\u202eb &amp;#x202e;c"}) == {"title": "ab c"}


@pytest.mark.parametrize("text", ["２０２４", "٢٠٢٤", "2024-٠٦", "2024-06-１9", "२०२४/2025", "20٢X"])
def test_dates_take_digits_of_one_kind_alone(text: str) -> None:
    with pytest.raises(EdtfError):
        parse_edtf(text)


@pytest.mark.parametrize("text", ["７", "٧-9", "1, ２"])
def test_paragraphs_take_digits_of_one_kind_alone(text: str) -> None:
    with pytest.raises(LocatorError):
        Locator.parse(text)
