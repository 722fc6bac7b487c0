"""How what a process has read gets to the one that asked for it: packed by the first, unpacked by the second.

Only what was packed by a process of the same program is ever unpacked; nothing of it is written to a disk.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from copyreg import dispatch_table
from dataclasses import fields
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from foresite import model
from foresite.problems import Problem
from foresite.reading.options import Options
from foresite.values import SCALES, Interval, Likelihood, Locator, PartialDate

Reduced = tuple[Callable[..., Any], tuple[Any, ...]]


def packed(value: object) -> bytes:
    """The value as bytes."""
    buffer = io.BytesIO()
    _Packer(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getvalue()


def unpacked(data: bytes) -> Any:
    """What was packed."""
    return pickle.loads(data)


def _frozen(given: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(given)


def _likelihood(scale: str, term: str) -> Likelihood:
    """A likelihood with the scale itself, and no copy of it."""
    found = SCALES[scale].term(term)
    assert found
    return Likelihood(found, SCALES[scale])


def _by_fields(record: type) -> Callable[[Any], Reduced]:
    """A record as what it is made from, which is quicker than what dataclasses do by themselves."""
    names = [field.name for field in fields(record)]
    taken = attrgetter(*names)
    if len(names) == 1:
        return lambda given: (record, (taken(given),))
    return lambda given: (record, taken(given))


_RECORDS: tuple[type, ...] = (
    *(model.Finding, model.Forecast, model.Recommendation, model.Scenario, model.Correction),
    *(model.Event, model.Outcome, model.Shift, model.Brief, model.Page, model.MacroCall),
    *(model.PlacedCitation, model.Citation, model.CitedWork),
    *(Problem, Options, PartialDate, Interval, Locator),
)


class _Packer(pickle.Pickler):
    dispatch_table = {  # noqa: RUF012 - this is where a pickler looks for it
        **dispatch_table,
        **{record: _by_fields(record) for record in _RECORDS},
        MappingProxyType: lambda given: (_frozen, (dict(given),)),
        Likelihood: lambda given: (_likelihood, (given.scale.id, given.term.name)),
    }
