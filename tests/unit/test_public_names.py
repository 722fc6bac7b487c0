"""What the package promises, it exposes once."""

from __future__ import annotations

import foresite


def test_every_public_name_is_there_once() -> None:
    assert sorted(foresite.__all__) == list(foresite.__all__)
    assert len(set(foresite.__all__)) == len(foresite.__all__)
    for name in foresite.__all__:
        assert getattr(foresite, name).__doc__, f"{name} says nothing of itself"


def test_nothing_public_is_left_out() -> None:
    public = {
        name
        for name, value in vars(foresite).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("foresite.")
    }
    assert public == set(foresite.__all__)
