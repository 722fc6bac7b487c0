"""Markdown to plain words."""

from __future__ import annotations

import time

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.model.records import Citation
from foresite.parsing.markdown.code import mask_blocks
from foresite.parsing.markdown.text import plain_text, words_and_code


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("A *very* **bold _word_** and ***both***.", "A very bold word and both."),
        ("A [**linked** word](../a(b).md#x 'title') and ![a picture](x.png).", "A linked word and a picture."),
        ("A [reference][one], a note[^1].\n\n[one]: https://example.org\n", "A reference, a note."),
        ("<https://example.org/a_b_c> and <b class='x'>a tag</b>", "https://example.org/a_b_c and a tag"),
        ("Fish &amp; chips, 3 &lt; 4, snake_case_name", "Fish & chips, 3 < 4, snake_case_name"),
        (r"\*no emphasis\*, \[no link\]", "*no emphasis*, [no link]"),
        ("It says `docs/a_b.md` and `[@key]`.", "It says docs/a_b.md and key."),
        ("# A heading {#here .wide}\n\nText.\n{: lang=ko }", "A heading Text."),
        ("- one\n* two\n3. three\n> quoted\n2024. A year", "one two three quoted 2024. A year"),
        ("| a | b |\n|---|:-:|\n| c | d |", "a, b. c, d."),
        ('!!! note "Mind"\n    The gap.', '"Mind" The gap.'),
        ("/// note | Mind\nThe gap.\n///", "The gap."),
        ("Before\n```\ncode [@x]\n```\nafter <!-- a comment -->.", "Before after ."),
        ("Shown below: {{ scorecard() }} and on.", "Shown below: and on."),
        ("As it says [see @a, ¶7; @b], and [@c].", "As it says, and."),
        ("Above\n=====\n\nText\n\n* * *\n\nmore", "Above Text more"),
        ("특별**군사**작전의", "특별군사작전의"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_marks_are_gone_and_words_stay(markdown: str, words: str) -> None:
    assert plain_text(markdown) == words


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        (
            "Before *it*\nis so:\n\n```py\nif a:\n    b = [@x]\n```\n\nand after.",
            "Before it is so:\nif a:\n    b = [@x]\nand after.",
        ),
        ("Before:\n\n    a **b**\n\n      c\n\nafter", "Before:\na **b**\n\n  c\nafter"),
        ("> Before:\n>\n> ~~~\n> a\n>\n> b\n> ~~~\n> after", "Before:\na\n\nb\nafter"),
        ("- item\n\n    ```\n    a\n      b\n    ```\n", "item\na\n  b"),
        ("<pre>a &lt; <b>b</b>\n  c</pre>\n\nafter", "a < b\n  c\nafter"),
        ("A <!-- note\n\n    code\n\n-->note.\n\n```\n<!-- kept -->\n```", "A note.\n<!-- kept -->"),
        ("Drawn:\n\n```mermaid\ngraph TD\n```\n\nso.", "Drawn:\nso."),
        ("No code, [a link](b.md).", "No code, a link."),
        ("```\nnever closed", "``` never closed"),
        ("```\n> not quoted\n```", "> not quoted"),
    ],
)
def test_code_stays_on_lines_of_its_own(markdown: str, words: str) -> None:
    assert words_and_code(markdown) == words


def test_a_citation_in_the_sentence_reads_as_the_page_prints_it() -> None:
    def mention(citation: Citation) -> str:
        return citation.works[0].key.upper()

    assert plain_text("@rivera says so [@gauge]. Write to desk@example.org.", mention) == (
        "RIVERA says so. Write to desk@example.org."
    )


@given(st.text(alphabet="*_`[](){}<>!#|-~=\\/@^& \nab1.가", max_size=60))
def test_it_never_fails_and_never_breaks_the_line(text: str) -> None:
    assert "\n" not in plain_text(text)


@pytest.mark.parametrize("part", ["[", "{{", "`a", "**a ", "<a", " ", "[a](", "[@a", "_a ", "| ", "> ", "# ", "![a"])
def test_no_text_takes_long(part: str) -> None:
    start = time.process_time()
    plain_text(part * (20_000 // len(part)))
    assert time.process_time() - start < 5


BEFORE = ("- item\n", "- item\n\n", "text\n\n", "> quoted\n\n", "- a\n    - b\n\n", "[^1]: note\n\n")
FENCES = ("```\nx\n```\n", "```\nx\n```\n\n", "    ```\n    x\n    ```\n\n", "  ```\n  x\n  ```\n\n")


@pytest.mark.parametrize("fence", FENCES)
@pytest.mark.parametrize("before", BEFORE)
def test_indented_text_behind_a_fence_is_code_where_markdown_makes_it_code(before: str, fence: str) -> None:
    for indent in (4, 8, 12):
        text = f"{before}{fence}{' ' * indent}INSIDE\n\n[^1]\n"
        page = markdown.markdown(text, extensions=["pymdownx.superfences", "footnotes"])
        before_it = page[: page.index("INSIDE")]
        is_code = before_it.rfind("<code") > before_it.rfind("</code")
        assert ("INSIDE" not in mask_blocks(text)) == is_code, text
