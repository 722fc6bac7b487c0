"""What is surely plain is read by short cuts, which find what the long way finds."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from foresite.citing import grammar
from foresite.reading import code, depth, front_matter, header, safety, scan
from foresite.reading.links import DEFINITION, INLINE, find_links

LINES = st.sampled_from(
    ["", " ", "\t", "a", "  a", "    a", "     b", "\ta", " \tb", "\u00a0", "\u00a0   c", "```", "~~~", "    ```",
     "- a", "1. b", "> ", "a `b", "c` d", "<!-- x", "y -->", "<b>", "///", "////", "/// event | A", "/// note | B",
     "/// event C", "    /// event | D", "/// nothing | E", "    id: a", "  theme: b", "id: c", "    at: d", "# H",
     "[a]: b", "[c](d)", "{{ e() }}", "{: f=g }", "javascript:", "---", "...", "--- ", "brief: a", "<script>",
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
@settings(max_examples=2000, deadline=None)
def test_code_is_masked(text: str) -> None:
    lines = text.split("\n")
    assert code.mask_blocks(text).split("\n") == code.mask_indented(code._without_comments(code.mask_fences(lines)))


@given(TEXTS)
@settings(max_examples=2000, deadline=None)
def test_blocks_are_found(text: str) -> None:
    found = scan.scan(text)
    with (
        patch.object(scan._Scanner, "_closing", lambda *_: 0),
        patch.object(header, "_plain", lambda *_: None),
    ):
        assert scan.scan(text) == found


@given(CITING)
@settings(max_examples=4000, deadline=None)
def test_citations_are_found(text: str) -> None:
    assert grammar.find_citations(text) == list(grammar._Finder(text).run())


@given(TEXTS)
@settings(max_examples=1000, deadline=None)
def test_what_is_unsafe_or_too_deep_is_found(text: str) -> None:
    found = safety.find_unsafe(text), list(depth.deep_faults(text))
    with patch.object(safety, "SUSPECT", ("",)), patch.object(depth, "_nested", depth.NESTED.finditer):
        assert (safety.find_unsafe(text), list(depth.deep_faults(text))) == found


@given(TEXTS)
@settings(max_examples=1000, deadline=None)
def test_links_are_found(text: str) -> None:
    assert len(find_links(text)) == sum(len(pattern.findall(text)) for pattern in (INLINE, DEFINITION))


@given(TEXTS)
@settings(max_examples=1000, deadline=None)
def test_front_matter_is_read(text: str) -> None:
    text = f"---\n{text}"
    found = front_matter.read_front_matter(text, "p.md", "p.md")
    with patch.object(front_matter, "read_simple", lambda *_: None):
        assert front_matter.read_front_matter(text, "p.md", "p.md") == found
