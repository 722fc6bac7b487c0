"""The block grammar: what is a block, where it stands, and what hides one."""

from __future__ import annotations

import pytest

from foresite.model.problems import Code
from foresite.parsing.markdown.code import mask_code
from foresite.parsing.markdown.scan import scan

BLOCK = """Before.

/// finding | The river is low
    id: low
    theme: trade

First line.

Last line.

///
After.
"""


def test_a_block_knows_its_parts_and_lines() -> None:
    (block,) = scan(BLOCK).blocks
    assert (block.name, block.title) == ("finding", "The river is low")
    assert (block.line, block.options_line, block.body_line, block.end_line) == (3, 4, 7, 11)
    assert block.options == "    id: low\n    theme: trade"
    assert block.body == "First line.\n\nLast line."


def test_prose_keeps_lines() -> None:
    found = scan(BLOCK)
    assert found.prose.split() == ["Before.", "After."]
    assert found.prose.split("\n").index("After.") == BLOCK.split("\n").index("After.")


def test_a_block_may_have_neither_options_nor_body() -> None:
    (block,) = scan("/// event | Bare\n///").blocks
    assert (block.options, block.body, block.end_line) == ("", "", 2)


def test_names_are_read_in_any_case_as_the_host_does() -> None:
    assert scan("/// Event | X\n///").blocks[0].name == "event"


@pytest.mark.parametrize(
    "text",
    [
        "```\n/// event | X\n///\n```",
        "````md\n```\n/// event | X\n```\n````",
        "~~~ text\n/// event | X\n~~~",
        '``` yaml hl_lines="1" title="x"\n/// event | X\n```',
        "- a\n\n    ```\n    /// event | X\n    ```",
        "> ```\n> /// event | X\n> ```",
        "Text.\n\n    /// event | X\n    ///",
        "<!-- /// event | X\n///\n-->",
        "<!--\n/// event | X\n///\n-->",
        "https:///event",
        "/// 4",
        "a /// event | X",
    ],
)
def test_what_is_no_block_nope(text: str) -> None:
    found = scan(text)
    assert not found.blocks
    assert not [fault for fault in found.faults if fault.code is not Code.UNKNOWN_BLOCK]


@pytest.mark.parametrize(
    "text",
    [
        "```\nnever closed\n\n/// event | X\n///",
        "```\nclosed by another length\n````\n\n/// event | X\n///",
        "    ```\n  abandoned\n\n/// event | X\n///",
        "<!-- never closed\n\n/// event | X\n///",
        "`<!--` in code\n\n/// event | X\n///\n\n-->",
        "<!--> closed at once\n\n/// event | X\n///",
        "- a list\n\n/// event | X\n///",
        "   /// event | X\n   ///",
        "//// note | Around\n/// event | X\n///\n////",
        "/// note | Around\n/// event | X\n///\n///",
    ],
)
def test_what_hides_no_block(text: str) -> None:
    found = scan(text)
    assert [block.name for block in found.blocks] == ["event"]
    assert not found.faults


def test_longer_fences_close_with_as_many_slashes() -> None:
    found = scan("//// event | X\nBody.\n////\n")
    assert found.blocks[0].end_line == 3
    assert not found.faults


def test_an_unclosed_block_ends_before_the_next_one() -> None:
    found = scan("/// event | One\n\nBody.\n/// event | Two\n///\n")
    assert [(block.title, block.line, block.end_line) for block in found.blocks] == [("One", 1, 3), ("Two", 4, 5)]
    assert [(fault.line, fault.code) for fault in found.faults] == [(1, Code.UNCLOSED_BLOCK)]


def test_an_unclosed_block_leaves_the_next_heading_to_the_page() -> None:
    found = scan("/// event | One\n\nBody.\n\n## Rest\n\nText.")
    assert found.blocks[0].body == "Body."
    assert found.prose.split() == ["##", "Rest", "Text."]


def test_an_unclosed_host_block_is_reported_and_its_text_is_read() -> None:
    found = scan("/// note | One\n\nBody @key.")
    assert [(fault.line, fault.code) for fault in found.faults] == [(1, Code.UNCLOSED_BLOCK)]
    assert "@key" in found.prose


def test_a_nested_block_is_taken_out_of_the_body_around_it() -> None:
    found = scan("/// event | Out\n\nA.\n/// event | In\nB.\n///\nC.\n///\n")
    assert found.blocks[0].body == "A.\n\n\n\nC."
    assert [block.title for block in found.strays] == ["In"]
    assert [(fault.line, fault.code) for fault in found.faults] == [(4, Code.NESTED_BLOCK)]


def test_a_code_fence_in_a_body_hides_a_closing_fence() -> None:
    found = scan("/// event | X\n\n```\n///\n```\n\nMore.\n///\n")
    assert found.blocks[0].body.endswith("More.")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a `b` c", "a c"),
        ("a ``b ` c`` d", "a d"),
        ("a `b c", "a `b c"),
        (r"a \`b` c", r"a \`b` c"),
        ("a `b\nc` d", "a d"),
        ("a `b\n\nc` d", "a `b c` d"),
        ("- `a\n- b` c", "- `a - b` c"),
        ("a <!-- b --> c", "a c"),
    ],
)
def test_inline_code_and_comments_are_masked(text: str, left: str) -> None:
    masked = mask_code(text)
    assert len(masked) == len(text)
    assert " ".join(masked.split()) == left
