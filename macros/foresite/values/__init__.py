"""Values that parse, print and explain themselves: likelihoods, partial dates, locators."""

from foresite.values.dates import EdtfError, Interval, PartialDate, Span, parse_edtf
from foresite.values.likelihood import SCALES, Likelihood, Scale, Term
from foresite.values.locator import Locator, LocatorError

__all__ = [
    "SCALES",
    "EdtfError",
    "Interval",
    "Likelihood",
    "Locator",
    "LocatorError",
    "PartialDate",
    "Scale",
    "Span",
    "Term",
    "parse_edtf",
]
