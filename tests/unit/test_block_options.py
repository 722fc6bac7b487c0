"""Options of blocks: YAML with lines, everything kept as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import tried
from foresite.model.problems import Code
from foresite.parsing.options import read_options
from foresite.parsing.yaml import INDENTED, Items, Text, YamlError, as_table, parse_yaml, plain_value, read_simple


@pytest.mark.parametrize("value", ["2024-06", "2024-06-19", "7-9", "7", "yes", "1e3", "null", "07", "12:30", "2024/.."])
def test_scalars_stay_as_written(value: str) -> None:
    assert read_options(f"    date: {value}", 1).text("date") == value


def test_every_option_and_every_item_has_its_line() -> None:
    options = read_options("    id: a\n    sources:\n      - b\n      - c\n", 10)
    assert options.by_name["sources"].line == 11
    node = options.by_name["sources"].node
    assert isinstance(node, Items)
    assert node.items == (Text("b", 12), Text("c", 13))


def test_text_of_what_is_no_text_is_empty() -> None:
    options = read_options("    a: [b]", 1)
    assert options.text("a") == options.text("missing") == ""


def test_of_two_options_of_one_name_the_first_counts() -> None:
    options = read_options("    id: a\n    id: b", 5)
    assert options.text("id") == "a"
    assert [(fault.line, fault.code) for fault in options.faults] == [(6, Code.DUPLICATE_OPTION)]


def test_one_broken_option_costs_no_other() -> None:
    options = read_options("    id: a\n    at: [1\n    theme: b\n    x: y: z", 1)
    assert (options.text("id"), options.text("theme")) == ("a", "b")
    assert options.unread == {"at", "x"}
    assert [(fault.line, fault.code) for fault in options.faults] == [(2, Code.BAD_YAML), (4, Code.BAD_YAML)]
    assert options.faults[1].hint == "write 'x: \"y: z\"'"


def test_anchors_are_refused_so_that_no_text_can_blow_up() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}]\n" for n in range(20))
    options = read_options(bomb, 1)
    assert not options.by_name
    assert {fault.code for fault in options.faults} == {Code.BAD_YAML}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: [1\nb: 2", 2), ("a: b\n---\nc: d", 2), ("a: \x07", 1), ("? [a]\n: b", 1), ("a: *b", 1), ("[" * 60, 1)],
)
def test_what_is_no_document_raises_with_its_line(text: str, line: int) -> None:
    with pytest.raises(YamlError) as error:
        parse_yaml(text)
    assert error.value.line == line


def test_what_stands_behind_a_tag_of_the_host_is_left_out_of_settings() -> None:
    text = "a: !!python/name:os.system x\nb: !ENV [C, d]\nc: !!str 7\nd: ! 7"
    assert plain_value(parse_yaml(text, aliases=True)) == {"a": "", "b": "", "c": "7", "d": "7"}
    with pytest.raises(YamlError, match="the tag '!secret', which MkDocs does not know"):
        parse_yaml("a: !secret b", aliases=True)


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\r"])
def test_only_the_line_ends_of_the_file_count(end: str) -> None:
    options = read_options(f"    a: b{end}c\n    at: [1\n", 1)
    assert options.text("a") == "b c"
    assert [fault.line for fault in options.faults] == [3]


PIECES = st.sampled_from(
    [
        "a", "b c", "7", "2024-06", "한", "é", "¶", ":", ": ", " :", " ", "  ", "#", " #", "[", "]", ", ", ",", "'",
        '"', "\\", "-", "- ", "\u00a0", "\u200b", "\x85", "\u2028", "\t", "!", "&", "*", "|", ">", "{", "}", "?",
        "%", "@", "`", "~", "null", "yes", "...", "---", "[a, b]", "[a b,c]", "'a: b'", '"a # b"',
    ]
)  # fmt: skip
LINE = st.builds("{}: {}".format, st.sampled_from(["id", "as-of", "on"]), st.lists(PIECES, max_size=5).map("".join))


@given(st.lists(LINE, min_size=1, max_size=3))
@tried(2000)
def test_simple_options_are_read_as_the_parser_of_yaml_reads_them(lines: list[str]) -> None:
    text = "\n".join(lines)
    simple = read_simple(text, 5)
    assert simple is None or as_table(simple, 5) == parse_yaml(text, 5)
    assert read_simple("\n".join(f"    {line}" for line in lines), 5, INDENTED) == simple


def test_what_most_options_are_needs_no_parser() -> None:
    assert read_simple("id: a-b\nat: 7, 12\nevents: [a-b, c]\nquote: 'It is: so'\nwording: \"may\"", 1)
