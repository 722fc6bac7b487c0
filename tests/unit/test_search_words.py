"""Words that are kept from one preview to the next are those that would be found anew."""

from __future__ import annotations

from dataclasses import replace

import harbour
from hypothesis import given
from hypothesis import strategies as st

from foresite.exporting.search_index import search_files
from foresite.exporting.search_words import Words

BODIES = st.sampled_from(
    ["Plain.", "*Marked* [words](x.md).", "So says @moor2021.", "As [@moor2021] has it; @tan2022 differs.", ""]
)


class Told(harbour.PlainText):
    """Citations that read otherwise."""

    def citation(self, citation):
        return f"<b>{super().citation(citation)}</b> again"


@given(st.lists(st.tuples(BODIES, st.booleans()), min_size=1, max_size=5))
def test_kept_words_give_the_same_files(edits: list[tuple[str, bool]]) -> None:
    words = Words(lasting=True)
    for body, told in edits:
        claims = (replace(harbour.CLAIMS[0], body=body), *harbour.CLAIMS[1:])
        corpus = harbour.corpus(claims=claims)
        formatted = (Told if told else harbour.PlainText)(corpus)
        assert search_files(corpus, formatted, words) == search_files(corpus, formatted)


def test_words_are_not_found_again() -> None:
    words = Words(lasting=True)
    corpus = harbour.corpus()
    words.begin(corpus, harbour.PlainText(corpus))
    first = words.terms("Harbour reports")
    words.begin(corpus, harbour.PlainText(corpus))
    assert words.terms("Harbour reports") is first
