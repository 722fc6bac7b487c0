"""Addresses lose what tracks readers, and nothing else."""

from __future__ import annotations

import pytest

from foresite.editing.bibtex import format_bibtex
from foresite.editing.tracking import is_amp, tracking_parameters, without_tracking


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("https://x.example/a?utm_source=x&utm_medium=y", "https://x.example/a"),
        ("https://x.example/a?id=1&utm_source=x&b=2#c", "https://x.example/a?id=1&b=2#c"),
        ("https://x.example/a?UTM_Source=x&fbclid=1&gclid=2&msclkid=3&id=%20", "https://x.example/a?id=%20"),
        (r"https://x.example/a\_b?id=1\&utm\_source=x\#c", r"https://x.example/a\_b?id=1\#c"),
        (r"https://x.example/a?gclid=1\&id=2", "https://x.example/a?id=2"),
        ("https://x.example/a?fbclid=1&amp;id=2", "https://x.example/a?id=2"),
        ("https://x.example/a#utm_source=rss", "https://x.example/a"),
        ("https://x.example/a?source=utm_source&ref=b&id", "https://x.example/a?source=utm_source&ref=b&id"),
        ("https://x.example/utm_source=1?&a==&&b", "https://x.example/utm_source=1?&a==&&b"),
        ("https://x.example/a?#b", "https://x.example/a?#b"),
        ("https://x.example/a?gid=1&id=2", "https://x.example/a?gid=1&id=2"),
    ],
)
def test_tracking_parameters_are_removed_and_the_rest_stays(address: str, clean: str) -> None:
    assert without_tracking(address) == clean
    assert without_tracking(clean) == clean
    assert bool(tracking_parameters(address)) is (address != clean)


def test_the_parameters_are_named() -> None:
    assert tracking_parameters("https://x.example/?utm_source=a&id=1&fbclid=2") == ("utm_source", "fbclid")


@pytest.mark.parametrize(
    ("address", "amp"),
    [
        ("https://x.example/amp/news", True),
        ("https://x.example/news/amp", True),
        ("https://x.example/news.amp.html", True),
        ("https://amp.x.example/news", True),
        ("https://x-example.cdn.ampproject.org/c/news", True),
        ("https://x.example/news?amp=1", True),
        ("https://x.example/camp/amplitude?lamp=1", False),
        ("https://x.example/amplifier", False),
    ],
)
def test_an_amp_version_is_recognised(address: str, amp: bool) -> None:
    assert is_amp(address) is amp


def test_formatting_cleans_addresses_of_works_and_nothing_else() -> None:
    dirty = (
        "@online{a,\n  title = {T?utm_source=x},\n  url = {https://x.example/a?utm_source=x&b=1},\n"
        "  archived = {https://w.example/web/1/https://x.example/a?utm_source=x},\n}\n"
    )
    assert format_bibtex(dirty) == dirty.replace("/a?utm_source=x&b=1}", "/a?b=1}")
    quoted = '@online{a,\n  url = "https://x.example/?gclid=1",\n}\n'
    assert format_bibtex(quoted) == quoted.replace("?gclid=1", "")
    joined = "@online{a,\n  url = base # {?gclid=1},\n}\n"
    assert format_bibtex(joined) == joined
