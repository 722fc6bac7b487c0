"""Values that parse, print and explain themselves: likelihoods, partial dates, locators."""

from foresite.values.dates import OPEN, EdtfError, Horizon, Interval, Open, PartialDate, Span, parse_edtf, parse_horizon
from foresite.values.likelihood import SCALES, Likelihood, Scale, Term
from foresite.values.locator import Locator, LocatorError

__all__ = [
    "OPEN",
    "SCALES",
    "EdtfError",
    "Horizon",
    "Interval",
    "Likelihood",
    "Locator",
    "LocatorError",
    "Open",
    "PartialDate",
    "Scale",
    "Span",
    "Term",
    "parse_edtf",
    "parse_horizon",
]
