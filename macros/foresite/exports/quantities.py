"""Write forecasts of quantities in the layouts that programs for the evaluation of forecasts read.

The package forecast_evaluation of the Bank of England (https://github.com/bank-of-england/forecast_evaluation) reads
a table of forecasts and one of outturns. It knows quarters and months alone, so that years and other periods are left
out of these two.

The hubverse (https://docs.hubverse.io) reads model output with a row for each quantile, and target data as time series
with the day as of which each value was known.

Forecasts that depend on a condition, and those of briefs without a date of publication, are in none of them.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from foresite.exports.csv_table import guarded
from foresite.model.corpus import Corpus
from foresite.model.dates import PartialDate, Span
from foresite.model.groupings import grouped_by, published
from foresite.model.records import Forecast, Grouping, Outcome

FREQUENCIES = {"quarter": ("Q", 3), "month": ("M", 1)}
"""How forecast_evaluation calls the length of a period, and its months."""
FORECASTS = ("date", "variable", "vintage_date", "source", "frequency", "forecast_horizon", "value", "metric")
OUTTURNS = ("date", "variable", "vintage_date", "frequency", "value", "metric")
MODEL_OUTPUT = (
    "model_id", "origin_date", "target", "target_period", "target_end_date",
    "output_type", "output_type_id", "value",
)  # fmt: skip
TIME_SERIES = ("target", "target_period", "target_end_date", "observation", "as_of")
METRIC = "levels"
"""A value as it stands, which nothing is to be computed from."""
MISSING = "NA"


@dataclass(frozen=True, slots=True)
class Expected:
    """An unconditional forecast of a quantity, with who made it and when."""

    claim: Forecast
    period: Span
    published: date
    institution: str
    series: str


def forecasts_csv(corpus: Corpus) -> str:
    """Return the forecasts of quarters and months as forecast_evaluation reads them."""
    return _table(FORECASTS, _forecasts(corpus))


def outturns_csv(corpus: Corpus) -> str:
    """Return what came out of quarters and months, every vintage, as forecast_evaluation reads it."""
    return _table(OUTTURNS, _outturns(corpus))


def model_output_csv(corpus: Corpus) -> str:
    """Return all forecasts as model output of the hubverse: values as medians, the ends of intervals as quantiles."""
    return _table(MODEL_OUTPUT, _model_output(corpus))


def time_series_csv(corpus: Corpus) -> str:
    """Return what came out, every vintage, as target data of the hubverse."""
    return _table(TIME_SERIES, _time_series(corpus))


def _forecasts(corpus: Corpus) -> Iterator[tuple[str, ...]]:
    several = _with_several_series(corpus)
    seen: set[tuple[str, ...]] = set()
    for each in _expected(corpus):
        claim, length = each.claim, _frequency(each.period)
        if claim.value is None or length is None:
            continue
        frequency, months = length
        source = f"{each.institution}, {each.series}" if each.institution in several else each.institution
        key = (each.period.last.isoformat(), claim.measure, each.published.isoformat(), source)
        if key in seen:
            # Two briefs of one day.
            source = f"{source}, {claim.brief}"
        seen.add(key)
        ahead = _index(each.period.last, months) - _index(each.published, months)
        yield (*key[:3], source, frequency, str(ahead), claim.value.text, METRIC)


def _outturns(corpus: Corpus) -> Iterator[tuple[str, ...]]:
    for measure, period, outcome in _came_out(corpus):
        length = _frequency(period)
        if length and outcome.value:
            known = outcome.as_of.last.isoformat()
            yield period.last.isoformat(), measure, known, length[0], outcome.value.text, METRIC


def _model_output(corpus: Corpus) -> Iterator[tuple[str, ...]]:
    seen: set[tuple[str, ...]] = set()
    for each in _expected(corpus):
        claim = each.claim
        task = (each.published.isoformat(), claim.measure, each.period.text, each.period.last.isoformat())
        model = f"{_name(each.institution)}-{_name(each.series) or 'outlook'}"
        if (model, *task) in seen:
            model = f"{model}_{_name(claim.brief)}"
        seen.add((model, *task))
        quantiles = [(_plain(level), end.text) for level, end in claim.interval.quantiles] if claim.interval else []
        middle = [("median", MISSING, claim.value.text)] if claim.value else []
        yield from ((model, *task, *row) for row in middle)
        yield from ((model, *task, "quantile", level, value) for level, value in quantiles)


def _time_series(corpus: Corpus) -> Iterator[tuple[str, ...]]:
    for measure, period, outcome in _came_out(corpus):
        if outcome.value:
            known = outcome.as_of.last.isoformat()
            yield measure, period.text, period.last.isoformat(), outcome.value.text, known


def _expected(corpus: Corpus) -> Iterator[Expected]:
    """The unconditional forecasts, by measure, then by period and day of publication."""
    found = []
    for claim in corpus.quantities():
        brief, work = corpus.brief(claim.brief), corpus.references.get(claim.brief)
        day = published(brief, corpus.references) if brief else None
        if brief and day and claim.period and not claim.condition:
            institution = grouped_by(Grouping.INSTITUTION, brief, work) or grouped_by(Grouping.AUTHOR, brief, work)
            series = grouped_by(Grouping.SERIES, brief, work)
            found.append(Expected(claim, claim.period, day, institution or brief.key, series))
    yield from sorted(found, key=lambda each: (each.claim.measure, each.period.first, each.period.last, each.published))


def _with_several_series(corpus: Corpus) -> set[str]:
    known: dict[str, set[str]] = {}
    for each in _expected(corpus):
        known.setdefault(each.institution, set()).add(each.series)
    return {institution for institution, series in known.items() if len(series) > 1}


def _came_out(corpus: Corpus) -> Iterator[tuple[str, Span, Outcome]]:
    """Every value that came out, once for each vintage, by measure, then by period."""
    first = {claim.quantity: claim for claim in reversed(corpus.quantities())}
    ordered = sorted(first.values(), key=lambda claim: (claim.measure, claim.period.last if claim.period else date.min))
    for claim in ordered:
        for outcome in corpus.values_of(claim) if claim.period else ():
            if claim.period:
                yield claim.measure, claim.period, outcome


def _frequency(period: Span) -> tuple[str, int] | None:
    return FREQUENCIES.get(period.precision) if isinstance(period, PartialDate) else None


def _index(day: date, months: int) -> int:
    """The number of a day's quarter or month."""
    return (day.year * 12 + day.month - 1) // months


def _name(text: str) -> str:
    """A text in letters, digits and underscores, as the hubverse has the parts of a model's id."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    return name or "_".join(f"{ord(sign):x}" for sign in text[:8])


def _plain(number: Decimal) -> str:
    """Return a number without trailing noughts."""
    return f"{number.normalize():f}"


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(guarded, row))
    return out.getvalue()
