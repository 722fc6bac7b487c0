"""What a corpus finds out about its records."""

from __future__ import annotations

from dataclasses import replace

import harbour
import pytest

from foresite.model.records import Citation, CitedWork, PlacedCitation


def cited(number: int) -> PlacedCitation:
    twice = Citation((CitedWork("moor2021", suffix="here"), CitedWork("moor2021", suffix="and there")))
    return PlacedCitation(twice, f"page-{number}.md", harbour.ANY)


def test_what_cites_a_work_twice_cites_it_once_and_thousands_do_not_take_longer_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    equal = PlacedCitation.__eq__
    monkeypatch.setattr(PlacedCitation, "__eq__", lambda self, other: compared.append(1) or equal(self, other))
    found = tuple(map(cited, range(300)))
    assert replace(harbour.corpus(), citations=found).citations_of("moor2021") == found
    assert len(compared) <= 2 * len(found)
