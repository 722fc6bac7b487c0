"""Search in a site of twenty thousand records: complete, quick, and little to load."""

from __future__ import annotations

import random
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response
from serving import served
from test_search import ask, titles, warm

from builds import Build
from foresite.search.index import SearchEntry
from searched import index, shards

ENTRIES = 20_000
QUERIES = (
    "ka", "k", "s", "1997", "recommendation 2005", "kare ti", "forecast t",
    "작전", "군사작전을", "작", "특별", "k 작전",
)  # fmt: skip
"""Frequent and rare words, beginnings of thousands, what stands inside words, kinds and outlooks."""


@dataclass(frozen=True)
class Large:
    entries: list[SearchEntry]
    address: str
    size: int
    """Of all files of search, in bytes."""


@pytest.fixture(scope="module")
def large(shipped: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Large]:
    """The first page of the shipped site, with a search of its own."""
    site = tmp_path_factory.mktemp("large")
    shutil.copy(shipped.site / "index.html", site)
    shutil.copytree(shipped.site / "assets", site / "assets")
    entries = made()
    found = index((entry.title, entry.words) for entry in entries)
    about = {"outlooks": {}, "verdicts": {}, "last": ENTRIES, "english": True, "synonyms": []}
    files = shards(entries, found, **about)
    for name, text in files.items():
        put(site / "search" / f"{name}.js", text)
    with served(site) as address:
        yield Large(entries, address, sum(len(text) for text in files.values()))


def put(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def made() -> list[SearchEntry]:
    """Entries in made-up words, a few of them frequent and most of them rare, as in any language."""
    chance = random.Random(3)
    parts = [a + b for a in "bdfgklmnprstv" for b in "aeiou"]
    words = [*dict.fromkeys("".join(chance.choices(parts, k=chance.choice((2, 2, 3, 4)))) for _ in range(20_000))]
    hangul = [
        a + b + c for a in ("특별", "합동", "") for b in ("군사", "해상", "외교") for c in ("작전", "작전을", "회담은")
    ]
    words[40:40] = hangul
    weights = [*accumulate(1 / (place + 10) for place in range(len(words)))]

    def text(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=count))

    kinds = ("forecast", "finding", "event", "reference", "recommendation")
    return [
        SearchEntry(
            kinds[n % 5], text(7).capitalize(), f"#r{n}", text(50), text(1), str(1996 + n % 30) if n % 2 else ""
        )
        for n in range(ENTRIES)
    ]


def told(entries: list[SearchEntry], query: str) -> int:
    """How many answer, by reading them all."""
    wanted = [{word, re.sub("을$", "", word)} for word in query.split()]
    count = 0
    for entry in entries:
        words = f" {entry.title} {entry.words}".casefold()
        count += all(any((form if form >= "가" else f" {form}") in words for form in forms) for forms in wanted)
    return count


def asked(browser: Browser, large: Large, query: str) -> tuple[str, int]:
    """What search says of a query on a first visit, and how many bytes were loaded for it."""
    context = browser.new_context(base_url=large.address)
    page = context.new_page()
    loaded: list[int] = []

    def weigh(response: Response) -> None:
        if "/search/" in response.url:
            loaded.append(int(response.headers["content-length"]))

    page.on("response", weigh)
    page.goto("")
    ask(page, query)
    answer = page.get_by_role("dialog").get_by_role("status").inner_text()
    context.close()
    return answer, sum(loaded)


@pytest.mark.parametrize("query", QUERIES)
def test_every_record_that_answers_is_found_and_little_is_loaded(browser: Browser, large: Large, query: str) -> None:
    answer, loaded = asked(browser, large, query)
    found = told(large.entries, query)
    assert found
    assert answer.partition(" ")[0] == str(found)
    print(f"\n{query}: {found} results, {loaded:,} bytes of {large.size:,}")
    assert loaded < 350_000


def test_a_phrase_and_a_misspelt_word_load_little(browser: Browser, large: Large) -> None:
    chance = random.Random(5)
    for _ in range(3):
        words = chance.choice(large.entries).text.split()
        phrase = " ".join(words[3:6])
        answer, loaded = asked(browser, large, f'"{phrase}"')
        count = sum(phrase in text for entry in large.entries for text in (entry.title.casefold(), entry.text))
        assert answer.partition(" ")[0] == str(count)
        print(f"\n{phrase}: {count} results, {loaded:,} bytes")
        assert loaded < 350_000
    answer, loaded = asked(browser, large, "recomendation 2005")
    print(f"\nmisspelt: {answer}, {loaded:,} bytes")
    assert "showing: recommendation" in answer
    assert loaded < 450_000


def test_what_is_loaded_first_is_small_and_nothing_is_loaded_before(browser: Browser, large: Large) -> None:
    answer, loaded = asked(browser, large, "")
    assert answer == ""
    assert 0 < loaded < 3_000


def test_answers_come_within_a_tenth_of_a_second(browser: Browser, large: Large) -> None:
    context = browser.new_context(base_url=large.address)
    page = context.new_page()
    page.goto("")
    took = {query: warm(page, query) for query in QUERIES}
    context.close()
    print("\nwarm queries, ms:", {query: round(time, 1) for query, time in took.items()})
    assert max(took.values()) < 100, took


def test_finds_are_marked_inside_hangul_words_and_at_the_beginning_of_others(browser: Browser, large: Large) -> None:
    context = browser.new_context(base_url=large.address)
    page: Page = context.new_page()
    page.goto("")
    ask(page, unicodedata.normalize("NFD", "군사작전을"))
    assert all("군사작전" in title for title in titles(page))
    assert set(page.locator(".fs-result__title b").all_inner_texts()) <= {"군사작전", "군사작전을"}
    ask(page, "ka")
    assert {found.casefold() for found in page.locator(".fs-result b").all_inner_texts()} == {"ka"}
    context.close()
