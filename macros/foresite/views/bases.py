"""Name the bases of likelihoods: words have no meaning without a scale, so tables name the scales."""

from __future__ import annotations

from collections.abc import Iterable

from foresite.views.records import Line


def bases(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the scales, and the label of numbers, on which the likelihoods of claims are based, in the claims' order.

    A table with more than one basis names the basis of each claim.
    """
    labels = (line.likelihood.basis for line in lines if line.likelihood)
    return tuple(dict.fromkeys(basis for basis in labels if basis))
