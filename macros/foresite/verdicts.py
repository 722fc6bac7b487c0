"""The verdict: what a likelihood and an outcome say of each other."""

from __future__ import annotations

from foresite.model import Status, Verdict
from foresite.values import Likelihood


def verdict(likelihood: Likelihood | None, status: Status | None) -> Verdict:
    """How a forecast fared.

    A likelihood wholly above 50 per cent expects the proposition, one wholly below doubts it. What was
    expected and occurred, or doubted and did not occur, held; the other two pairs missed. A range that
    contains 50 per cent says neither, so nothing that happens can bear it out or refute it: such a
    forecast, and one without a likelihood, is not assessable. No outcome counts as an open one.
    """
    match status:
        case None | Status.OPEN:
            return Verdict.OPEN
        case Status.NOT_ASSESSABLE:
            return Verdict.NOT_ASSESSABLE
    expects = likelihood.expects if likelihood else None
    if expects is None:
        return Verdict.NOT_ASSESSABLE
    if status is Status.PARTLY:
        return Verdict.PARTLY
    return Verdict.HELD if expects == (status is Status.OCCURRED) else Verdict.MISSED
