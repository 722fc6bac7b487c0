"""Search that is made again, of which only what changed is looked at, is search made anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import harbour
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.model.corpus import Corpus
from foresite.model.dependencies import Queries, Recorder, merge
from foresite.search import shards as search_shards
from foresite.search import terms
from foresite.search.index import SearchBuilder, search_files
from foresite.search.shards import Shards
from foresite.search.terms import Index
from foresite.site.invalidate import changed_queries
from foresite.site.recording import QuerySources
from searched import index, shards

BODIES = st.sampled_from(
    ["Plain.", "*Marked* [words](x.md).", "So says @moor2021.", "As [@moor2021] has it; @tan2022 differs.", ""]
)


class Again:
    """A search that is made again and again, as previews do."""

    def __init__(self) -> None:
        self.search = SearchBuilder()
        self.before: QuerySources | None = None
        self.queries: Queries = {}

    def files(self, corpus: Corpus, formatted: harbour.PlainText) -> dict[str, str]:
        now, recorder = QuerySources(corpus, formatted), Recorder()
        changed = changed_queries(self.before, now, self.queries) if self.before else None
        made = self.search.files(*now.recorded_by(recorder), changed)
        self.before = now
        merge(self.queries, recorder.take_new())
        return made


class Told(harbour.PlainText):
    """Citations that read otherwise."""

    def citation(self, citation):
        return f"<b>{super().citation(citation)}</b> again"


@given(st.lists(st.tuples(BODIES, st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_made_again_it_has_the_same_files(edits: list[tuple[str, bool, bool]]) -> None:
    again = Again()
    for body, told, fewer in edits:
        claims = (replace(harbour.CLAIMS[0], body=body), *harbour.CLAIMS[1:])
        corpus = harbour.corpus(claims=claims[:-1] if fewer else claims)
        formatted = (Told if told else harbour.PlainText)(corpus)
        assert again.files(corpus, formatted) == search_files(corpus, formatted)


def test_what_reads_as_it_did_is_not_looked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[str] = []
    real = search_shards.Shard.of
    monkeypatch.setattr(search_shards.Shard, "of", lambda text: packed.append(text) or real(text))
    again, corpus = Again(), harbour.corpus()
    again.files(corpus, harbour.PlainText(corpus))
    assert len(packed) >= 2
    packed.clear()
    looked: list[str] = []
    find = terms.Terms.of
    monkeypatch.setattr(terms.Terms, "of", lambda self, text: looked.append(text) or find(self, text))
    again.files(corpus, harbour.PlainText(corpus))
    assert packed == looked == []
    changed = harbour.corpus(claims=(replace(harbour.CLAIMS[0], body="Zebras."), *harbour.CLAIMS[1:]))
    again.files(changed, harbour.PlainText(changed))
    assert len([text for text in looked if "Zebras" in text]) == 1
    assert len(packed) == 3, "its entries, its terms and the list of words"


WORDS = st.lists(st.sampled_from(["port", "Port", "quay", "가나다", "n'est", "x" * 30]), max_size=4).map(" ".join)


@dataclass(frozen=True, eq=False)
class Said:
    title: str
    text: str = field(default="")

    @property
    def shown(self) -> list[str]:
        return [self.title, self.text]


def pair(entry: Said) -> tuple[str, str]:
    return entry.title, entry.text


ENTRIES = st.lists(st.builds(Said, WORDS, WORDS), max_size=6)
EDITS = st.lists(st.tuples(st.integers(0, 5), st.builds(Said, WORDS, WORDS)), max_size=3)


@given(ENTRIES, st.lists(st.one_of(EDITS, ENTRIES), max_size=5), st.sampled_from([0, 1, 500]))
def test_an_index_told_of_other_entries_is_theirs(first: list[Said], edits: Sequence, few: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(terms, "MAX_CHANGES", few)
        patch.setattr(search_shards, "ENTRIES_PER_FILE", 2)
        patch.setattr(search_shards, "FILE_SIZE", 20)
        patch.setattr(search_shards, "WIDE_SIZE", 40)
        found, files, entries = Index(pair), Shards(), list(first)
        for edit in [[], *edits]:
            if edit and isinstance(edit[0], Said):
                entries = list(edit)
            for at, entry in (each for each in edit if isinstance(each, tuple) and each[0] < len(entries)):
                entries[at] = entry
            moved = found.update(entries)
            expected = index(map(pair, entries))
            assert found.postings == expected
            assert files.files(entries, found.postings, moved) == shards(entries, expected)
