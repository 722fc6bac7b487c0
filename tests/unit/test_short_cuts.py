"""What is surely plain is read by short cuts, which find what the long way finds."""

from __future__ import annotations

import re
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from examples import tried
from foresite.citing import grammar
from foresite.parsing import calls, front_matter, unsafe
from foresite.parsing.bibliography import entries, files, latex
from foresite.parsing.bibliography import entries as addresses
from foresite.parsing.expressions import parse_expression
from foresite.parsing.markdown import code, nesting
from foresite.parsing.markdown.text import DEFINITION, INLINE, find_links

LINES = st.sampled_from(
    ["", " ", "\t", "a", "  a", "    a", "     b", "\ta", " \tb", "\u00a0", "\u00a0   c", "```", "~~~", "    ```",
     "- a", "1. b", "> ", "a `b", "c` d", "<!-- x", "y -->", "<b>", "///", "////", "/// event | A", "/// note | B",
     "/// event C", "    /// event | D", "/// nothing | E", "    id: a", "  theme: b", "id: c", "    at: d", "# H",
     "[a]: b", "[c](d)", "[g](<h i>)", "[j]: <k>", "{{ e() }}", "{: f=g }",
     "javascript:", "---", "...", "--- ", "brief: a", "<script>",
     "[a](javascript:b)", "[" * 51, "]" * 51, "> " * 60]
)  # fmt: skip
TEXTS = st.lists(LINES, max_size=14).map("\n".join)
CITING = st.lists(
    st.sampled_from(
        ["[@a]", "[@a, ¶7]", "[@b, ¶7-9; @c]", "[@a.b, ¶7–9]", "[@a; @b; @c, ¶1]", "@a", "-@a", "[", "]", "(", ")", ";",
         ", ¶7", "¶", "see ", " ", "\n", "\n\n", "\\", "<", ">", "{{", "}}", "{{ f('[@a]') }}", "]:", "://", "http",
         ":", "`", "[^1]", "^", "[@", "@{a b}", "a@b.c", "é", "한", "_", ".", "#", "~"]
    ),
    max_size=9,
).map("".join)  # fmt: skip


@given(TEXTS)
@tried(2000)
def test_code_is_masked(text: str) -> None:
    lines = text.split("\n")
    masked = code._mask_comments(code.mask_fences(lines))
    assert code.mask_blocks(text).split("\n") == code.mask_indented(masked, code.fence_places(lines))


@given(CITING)
@tried(4000)
def test_citations_are_found(text: str) -> None:
    assert grammar.find_citations(text) == list(grammar._Finder(text).run())


@given(TEXTS)
@tried(1000)
def test_what_is_unsafe_or_too_deep_is_found(text: str) -> None:
    found = unsafe.find_unsafe(text), list(nesting.deep_faults(text))
    with patch.object(unsafe, "SUSPECT", ("",)), patch.object(nesting, "_deeply_nested_lines", nesting.NESTED.finditer):
        assert (unsafe.find_unsafe(text), list(nesting.deep_faults(text))) == found


@given(TEXTS)
@tried(1000)
def test_links_are_found(text: str) -> None:
    expected = []
    for match in (*INLINE.finditer(text), *DEFINITION.finditer(text)):
        bracketed = match.groupdict().get("bracketed")
        target = match["bare"] if bracketed is None else bracketed
        expected.append((match.start("bare" if bracketed is None else "bracketed"), target))
    found = [(link.start, link.target) for link in find_links(text)]
    assert found == sorted(expected)
    assert all(text.startswith(target, start) for start, target in found)


@given(TEXTS)
@tried(1000)
def test_front_matter_is_read(text: str) -> None:
    text = f"---\n{text}"
    found = front_matter.read_front_matter(text, "p.md", "p.md")
    with patch.object(front_matter, "read_simple", lambda *_: None):
        assert front_matter.read_front_matter(text, "p.md", "p.md") == found


CALLS = st.builds(
    "{}{}({}){}".format,
    st.sampled_from(["", " ", "  ", "\t", "not ", "a."]),
    st.sampled_from(["brief", "claims", "nothing", "not", "timeline ", "true"]),
    st.lists(
        st.sampled_from(
            ['"a"', "'a'", '"a b-c, d"', '"é한"', "1", "2024", "01", "1.5", "true", "x", 'key="a"', 'key = "a"', "if=1",
             "outlook=2024", "outlook=1_0", '"a" "b"', '"\\n"', '"#}"', '"%"', '"', '"\u2028"', "[1]", "-1", "", "None",
             '"\n"']
        ),
        max_size=3,
    ).flatmap(lambda each: st.sampled_from([", ", ",", " ,", ",  "]).map(lambda comma: comma.join(each))),
    st.sampled_from(["", " ", "|x", ".y", "()", "\n"]),
)  # fmt: skip


@given(CALLS)
@tried(2000)
def test_calls_are_parsed(expression: str) -> None:
    call = calls._simple(expression)
    assert call is None or call == parse_expression(expression)


def test_calls_as_they_are_written_need_no_jinja() -> None:
    for call in ('brief("jang2024")', ' claims(kind="finding", outlook=2024) ', "scorecard()"):
        assert calls._simple(call)


NEVER = re.compile(r"(?!)")
ENTRY = "@book{{{key},\n  author = {{{author}}},\n  title = {{{title}}},\n  {more},\n}}\n"
AUTHORS = st.lists(
    st.sampled_from(["A, B", "Lee, Sang Joon", "von der Leyen, Ursula", "O'Neil, C.", "{The Body}", " and ", " And ",
                     " and and ", ",", "de la Cruz", "장, 세호", "~", "-", "--", ".", "\\'E", " ", "  ", "\n", "and"]),
    max_size=5,
).map("".join)  # fmt: skip
VALUES = st.lists(
    st.sampled_from(["a", " ", "  ", "{B}", "{", "}", "\\&", "\\", "--", '"', "=", ",", "\n", "@", "@book{", "#", "%",
                     "\u00a0", "\x85", "é"]),
    max_size=5,
).map("".join)  # fmt: skip
MORE = st.sampled_from(
    ["date = {2024}", "date = 2024", 'note = "x"', "note = {a} # b", "month = jan", "title = {again}", "url = {x}",
     "x", "date = {2024-13}", "note = {a", "note = a}", "url = {https://a.org/b?c=d}", "url = {HTTPS://a.org}",
     "doi = {10.1000/a}", "url = {mailto:a@b.c}", "note = {@book{z,\n}}"]
)  # fmt: skip
ENTRIES = st.builds(ENTRY.format, key=st.sampled_from(["a", "b", "A", "c d", "", "é", "e'"]), author=AUTHORS,
                    title=VALUES, more=MORE)  # fmt: skip
BETWEEN = st.sampled_from(
    ["\n", "% a comment\n", "@string{s = {t}}\n", "@string{s = 1}\n", "@comment{x}\n", "@comment{\n", "}\n", "a@b.c\n",
     "@book{\n", "@preamble{{x}}\n", "@book(p, title = {T})\n", "@bok z\n", "@Commentary{y,\n a = {b},\n}\n",
     "@misc{y,\n title = {b},\n}", " @misc{y,\n title = {b},\n}\n", "x @misc{w,\n title = {b},\n}\n", "\\"]
)  # fmt: skip


@given(st.lists(st.one_of(ENTRIES, BETWEEN), max_size=6).map("".join))
@tried(3000)
def test_entries_are_read(text: str) -> None:
    found = files.read_file(text, "a.bib")
    with (
        patch.object(entries, "BRACED", NEVER),
        patch.object(addresses, "PLAIN", NEVER),
    ):
        assert files.read_file(text, "a.bib") == found


@given(st.one_of(st.text(), VALUES))
def test_a_text_becomes_one_line(text: str) -> None:
    assert latex.one_line(text) == " ".join(part for part in latex.SPACE.split(text) if part)
