"""What the package promises, it exposes once."""

from __future__ import annotations

import pytest

import foresite


def test_every_public_name_is_there_once() -> None:
    assert sorted(foresite.__all__) == list(foresite.__all__)
    assert len(set(foresite.__all__)) == len(foresite.__all__)
    for name in foresite.__all__:
        assert getattr(foresite, name).__doc__, f"{name} says nothing of itself"


def test_every_public_name_stands_where_it_is_looked_for() -> None:
    assert set(foresite._MODULE_OF) == set(foresite.__all__)
    for name, home in foresite._MODULE_OF.items():
        assert getattr(foresite, name).__module__.startswith(home)


def test_another_name_is_none() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Korpus'"):
        _ = foresite.Korpus
