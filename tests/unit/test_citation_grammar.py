"""The grammar of citations: Pandoc's forms, and the mistakes that Pandoc passes over."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.citing.grammar import CitationError, find_citations, parse_group
from foresite.model.records import Citation, CitedWork


def only(text: str) -> Citation:
    (found,) = find_citations(text)
    assert found.citation, found.error
    return found.citation


def one(text: str) -> CitedWork:
    (work,) = only(text).works
    return work


def test_a_group():
    text = "As they say [@jang2024, ¶7; see @lee2025, pp. 3-4, and more]."
    (found,) = find_citations(text)
    assert text[found.start : found.end] == "[@jang2024, ¶7; see @lee2025, pp. 3-4, and more]"
    assert found.citation == Citation(
        (
            CitedWork("jang2024", label="paragraph", locator="7"),
            CitedWork("lee2025", prefix="see", label="page", locator="3–4", suffix=", and more"),
        )
    )


def test_a_mention_in_a_sentence():
    assert only("@jang2024 says") == Citation((CitedWork("jang2024"),), narrative=True)
    assert only("(@jang2024)").narrative


def test_a_mention_with_a_locator():
    expected = CitedWork("jang2024", label="paragraph", locator="7")
    assert only("@jang2024 [¶7] says") == Citation((expected,), narrative=True)
    assert only("@jang2024 [¶7; see also @lee2025]").works == (expected, CitedWork("lee2025", prefix="see also"))


def test_a_mention_before_a_citation_keeps_to_itself():
    assert [found.citation for found in find_citations("@a [@b]")] == [
        Citation((CitedWork("a"),), narrative=True),
        Citation((CitedWork("b"),)),
    ]


def test_without_the_author():
    assert one("[-@jang2024, p. 3]") == CitedWork("jang2024", label="page", locator="3", author_suppressed=True)
    assert not only("Jang -@jang2024 says").narrative


@pytest.mark.parametrize(
    ("written", "label", "locator", "suffix"),
    [
        (", ¶7-9", "paragraph", "7–9", ""),
        (", ¶¶ 7–9, 12", "paragraph", "7–9, 12", ""),
        (", ¶7, ¶12", "paragraph", "7, 12", ""),
        (", para. 7", "paragraph", "7", ""),
        (", paragraphs 7--9", "paragraph", "7–9", ""),
        (" p. 3", "page", "3", ""),
        (", PP. iv-x", "page", "iv–x", ""),
        (", 33", "page", "33", ""),
        (", ch. 2", "chapter", "2", ""),
        (", sec. 3.2 and elsewhere", "section", "3.2", "and elsewhere"),
        (", § 4", "section", "4", ""),
        (", fig. 3, note 4", "figure", "3", ", note 4"),
        (", n. 4", "note", "4", ""),
        (", vol. II", "volume", "II", ""),
        (", {pp. iv, (xv)} passim", "page", "iv, (xv)", "passim"),
        ("{}, 99 years on", "", "", ", 99 years on"),
        (", § 3(a)(ii)", "section", "3(a)(ii)", ""),
        (", §§ 3(1), 4(2)(b) and on", "section", "3(1), 4(2)(b)", "and on"),
        (", pp. i, iv, xii", "page", "i, iv, xii", ""),
        (", pp. i–iv, xii-xv", "page", "i–iv, xii–xv", ""),
        (", p. iv, I think", "page", "iv", ", I think"),
        (", XII.4", "page", "XII.4", ""),
        (", ch. XII.4", "chapter", "XII.4", ""),
        (", A3", "page", "A3", ""),
        (", V.9", "page", "V.9", ""),
        (", v. 9", "verse", "9", ""),
        (", p. 12 (a note)", "page", "12", "(a note)"),
        (", Rivera's view", "", "", ", Rivera's view"),
        (", and more", "", "", ", and more"),
        (" and sections of it", "", "", "and sections of it"),
        (", chapter and verse", "", "", ", chapter and verse"),
        (", ¶7 [emphasis added]", "paragraph", "7", "[emphasis added]"),
    ],
)
def test_locators(written: str, label: str, locator: str, suffix: str):
    assert one(f"[@a{written}]") == CitedWork("a", label=label, locator=locator, suffix=suffix)


@pytest.mark.parametrize("key", ["a", "38north202406", "_x", "a:b", "a.b-c", "kim2024a", "장2024", "a/b"])
def test_keys(key: str):
    assert one(f"@{key}. Then").key == key
    assert one(f"[@{key}]").key == key
    assert one(f"@{{{key}}}s").key == key


@pytest.mark.parametrize(
    "text",
    [
        "mail seho@example.org",
        "<seho@example.org> and [mail](mailto:a@b.org)",
        r"\@jang2024 and \[\@jang2024\]",
        "https://medium.com/@jang2024/post and <https://x.org/@a>",
        "[text](https://x.org/@a) and [text]: x",
        "[text]: https://x.org/@a",
        '<a href="@a">text</a>',
        '{{ brief("@a") }}',
        "5 @ 3 and @, and @@a",
        "[a note] [^1] [x] no key",
    ],
)
def test_what_is_no_citation(text: str):
    assert find_citations(text) == []


@pytest.mark.parametrize(
    ("text", "span", "error"),
    [
        ("so [@", "[@", "a citation that is not closed, expected ']'"),
        ("so [@a, ¶7 and on\nand on", "[@a, ¶7 and on", "a citation that is not closed, expected ']'"),
        ("so [see @a, ¶7\n\nnext] par", "[see @a, ¶7", "a citation that is not closed, expected ']'"),
        ("[@]", "[@]", "a citation without a key, expected a form like [@key, ¶7]"),
        ("[-@ x]", "[-@ x]", "a citation without a key, expected a form like [@key, ¶7]"),
        ("[@a; and b]", "[@a; and b]", "'and b' names no key, expected a form like [see @key, ¶7]"),
        ("[@a and @b]", "[@a and @b]", "'@a and @b' names two keys, expected ';' between them"),
        ("[by @a](x.md)", "[by @a]", r"a citation in the text of a link, expected it outside, or '\@' for a sign"),
        ("@a [¶7; b]", "@a [¶7; b]", "'b' names no key, expected a form like [see @key, ¶7]"),
    ],
)
def test_mistakes(text: str, span: str, error: str):
    (found,) = find_citations(text)
    assert text[found.start : found.end] == span
    assert (found.citation, found.error) == (None, error)


def test_a_group_may_run_over_a_line_end():
    assert one("[see\n@a, ¶\n7]") == CitedWork("a", prefix="see", label="paragraph", locator="7")


def test_a_key_in_braces_may_be_an_address():
    assert one("[@{https://example.com/x?a=b}, p. 33]") == CitedWork(
        "https://example.com/x?a=b", label="page", locator="33"
    )
    assert one("see @{https://example.com/x}는").key == "https://example.com/x"


def test_a_footnote_behind_a_citation_makes_it_no_link():
    assert one("[@doe][^1]") == CitedWork("doe")


@pytest.mark.parametrize("said", ["see &amp;", "&#8220;", '"a; b"', "“a; b”", "«a; b; c»"])
def test_a_semicolon_in_a_quotation_or_an_entity_divides_nothing(said: str):
    assert [work.key for work in only(f"[{said} @doe, p. 3; @lee]").works] == ["doe", "lee"]


def test_escapes_in_a_group_are_undone():
    assert one(r"[see \*the\* \@ of @a, ¶7 \[sic\]]") == CitedWork(
        "a", prefix="see *the* @ of", label="paragraph", locator="7", suffix="[sic]"
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("*passim*", "\ufdd0passim\ufdd1"),
        ("_see_ **also**", "\ufdd0see\ufdd1 \ufdd2also\ufdd3"),
        ("*the **whole** of*", "\ufdd0the \ufdd2whole\ufdd3 of\ufdd1"),
        ("`a * b` in", "\ufdd4a * b\ufdd5 in"),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
        ("[a link](https://a.org/x) before", "a link before"),
        ("*R&amp;D* &#8212; and", "\ufdd0R&D\ufdd1 — and"),
    ],
)
def test_markup_in_a_prefix(written: str, read_as: str):
    assert one(f"[{written} @a]").prefix == read_as


def test_a_group_alone():
    assert parse_group("@a; @b").works == (CitedWork("a"), CitedWork("b"))
    with pytest.raises(CitationError, match="names no key"):
        parse_group("a")


PIECES = st.sampled_from(
    ["[", "]", "@a", "@", "-@b", ";", ",", " ", "¶7", "p. 3-4", "(", ")", "{", "}", "\n", "\n\n", "\\", "x"]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_any_text_gives_spans_in_order(text: str):
    at = 0
    for found in find_citations(text):
        assert at <= found.start < found.end <= len(text)
        assert bool(found.citation) != bool(found.error)
        assert "\n" not in found.error
        at = found.end


@pytest.mark.parametrize("piece", ["[", "[@a", "@a [", "{{", "](", "-@", "a.", "[[@a]", "<a", "\\", "[x](@"])
def test_no_text_is_slow(piece: str):
    start = time.perf_counter()
    find_citations(piece * (60_000 // len(piece)))
    assert time.perf_counter() - start < 3
