"""On what likelihoods stand: a word means nothing without its scale, so a table names the scales of its words."""

from __future__ import annotations

from collections.abc import Iterable

from foresite.views.records import Line


def bases(lines: Iterable[Line]) -> tuple[str, ...]:
    """The scales, and the briefs' numbers, on which the likelihoods of some claims stand, in the claims' order.

    A table of more than one says of each claim on which it stands.
    """
    found = (line.likelihood.basis for line in lines if line.likelihood)
    return tuple(dict.fromkeys(basis for basis in found if basis))
