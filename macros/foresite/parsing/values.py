"""From the text of an option to the value that a record holds.

Each reader takes an ``OptionContext`` and returns the value, or None where there is none that a record could
hold; what is wrong is reported to the ``OptionContext``. A value that is merely not allowed (a theme that
mkdocs.yml does not list, a quotation that is too long) is reported and still returned, so that one
mistake costs the record nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache, lru_cache
from typing import TypeVar

from foresite.model import fields
from foresite.model.dates import EdtfError, Horizon, PartialDate, Span, parse_edtf, parse_horizon
from foresite.model.fields import CHOICES
from foresite.model.likelihood import NO_DEGREE, Confidence, Likelihood, Scale, closed_up
from foresite.model.locators import RULE, UNITS, UNSPACED, Locator, LocatorError, count_words
from foresite.model.probability import Probability, ProbabilityError
from foresite.model.problems import Code, nearest, one_of, one_of_some
from foresite.model.quantities import Amount, Bounds, QuantityError
from foresite.model.records import Brief, Coding
from foresite.parsing.allowlist import RECORD_ID_STARTS
from foresite.parsing.front_matter import TRUTHS
from foresite.parsing.options import OptionContext, Reader, UnplacedReference, text, texts

KEBAB = re.compile(fields.KEBAB)
NOT_KEBAB = re.compile(r"[^a-z0-9]+")
WHOLE_SENTENCE = re.compile(r"[A-Z].*[.!?…]|.*[。！？]")


def many(context: OptionContext) -> tuple[str, ...] | None:
    """Read one or more texts, as a record holds them."""
    found = texts(context)
    return tuple(item.value for item in found) if found else None


def phrase(context: OptionContext) -> str | None:
    """Read a phrase of the brief; one with more words than its field allows is reported and returned."""
    value = text(context)
    if value is None:
        return None
    limit = context.field.limit
    if (words := count_words(value)) > limit:
        hint = RULE if UNSPACED.search(value) else ""
        context.fault(Code.LONG_QUOTATION, f"'{context.name}' has {words} words, expected at most {limit}", hint)
    elif context.name == "quote" and WHOLE_SENTENCE.fullmatch(value):
        context.fault(Code.BAD_VALUE, "'quote' is a whole sentence, expected a phrase of the brief")
    return value


def identifier(context: OptionContext) -> str | None:
    """Read an id in kebab-case."""
    value = text(context, single=True)
    if value is not None and value.startswith(RECORD_ID_STARTS) and KEBAB.fullmatch(value):
        start = value.partition("-")[0]
        message = f"the id '{value}' is reserved for what Foresite makes, expected one that does not begin '{start}-'"
        context.fault(Code.BAD_ID, message)
        return None
    return _kebab(context, value)


def _kebab(context: OptionContext, value: str | None, what: str = "id") -> str | None:
    """The value, unless it is not kebab-case, which is reported."""
    if value is None or KEBAB.fullmatch(value):
        return value
    bare = unicodedata.normalize("NFKD", value.casefold()).encode("ascii", "ignore").decode("ascii")
    right = NOT_KEBAB.sub("-", bare).strip("-")
    hint = f"write '{what}: {right}'" if KEBAB.fullmatch(right) else ""
    expected = "expected lowercase letters, digits and hyphens"
    context.fault(Code.BAD_ID, f"the {what} '{value}' is not kebab-case, {expected}", hint)
    return None


def theme(context: OptionContext) -> str | None:
    """Read a theme."""
    value = text(context, single=True)
    if value is not None:
        _check_theme(context, value, context.option.line)
    return value


def themes(context: OptionContext) -> tuple[str, ...] | None:
    """Read one or more themes."""
    found = texts(context)
    for item in found or ():
        _check_theme(context, item.value, item.line)
    return tuple(item.value for item in found) if found else None


def locator(context: OptionContext) -> Locator | None:
    """Read where in the page's brief something stands."""
    value = text(context)
    if value is None:
        return None
    try:
        found = Locator.parse(value, context.brief.unit) if context.brief else Locator.parse(value)
    except LocatorError as error:
        context.fault(Code.BAD_LOCATOR, str(error), error.hint)
        return None
    if context.brief and (message := past_the_end(found, context.brief)):
        context.fault(Code.BAD_LOCATOR, message)
    return found


def past_the_end(found: Locator, brief: Brief) -> str:
    """Return the message for a locator that a brief is too short for; empty where it is not."""
    for unit in UNITS:
        if (count := brief.count(unit)) and (place := found.past(unit, count)):
            return f"'{brief.key}' has no {place}, expected a {unit} from 1 to {count}"
    return ""


def likelihood(context: OptionContext) -> Likelihood | None:
    """Read a term of the brief's scale or one of its synonyms, a probability, both, or that no degree is stated."""
    value = text(context, single=True)
    return None if value is None else _term(context, value, context.option.line)


def codings(context: OptionContext) -> tuple[Coding, ...] | None:
    """Read likelihoods as an option of their own has them, each with its coder in brackets."""
    found: dict[str, Coding] = {}
    for item in texts(context) or ():
        word, _, coder = item.value.removesuffix(")").rpartition("(")
        word, coder = word.strip(), coder.strip()
        if not (word and coder and item.value.endswith(")")):
            message = f"'{item.value}' names no coder, expected a form like 'likely (A)'"
            context.fault(Code.BAD_VALUE, message, line=item.line)
        elif coder in found:
            message = f"'{context.name}' has two terms of the coder '{coder}', expected one of each coder"
            context.fault(Code.BAD_VALUE, message, line=item.line)
        elif term := _term(context, word, item.line):
            found[coder] = Coding(coder, term)
    return tuple(found.values()) or None


def _term(context: OptionContext, value: str, line: int) -> Likelihood | None:
    """The likelihood that a word, a number or both stand for on the brief's scale."""
    scale = context.scale
    if known := _likelihood(scale, value):
        return known
    word, number = _parted(value)
    if number:
        return _in_numbers(context, scale, word, number, line)
    _unknown_term(context, scale, value, line=line)
    return None


def confidence(context: OptionContext) -> Confidence | None:
    """Read a level of confidence of the brief's scale."""
    value = text(context, single=True)
    if value is None:
        return None
    scale = context.scale
    plain = closed_up(value).removesuffix(" confidence")
    for level in scale.confidence:
        if plain == closed_up(level):
            return Confidence(level, scale)
    message = f"no level of confidence '{value}' on the scale {scale.label}, expected {one_of(scale.confidence)}"
    hint = nearest(value, scale.confidence)
    for other in context.settings.known_scales.values():
        if not hint and plain in other.confidence:
            right = scale.closest_level(Confidence(plain, other))
            hint = f"'{plain}' is a level of {other.label}; on {scale.label} write '{right}'"
    context.fault(Code.BAD_VALUE, message, hint)
    return None


DIGIT = re.compile(r"\d")


def _halves(value: str) -> tuple[str, str]:
    """What stands before a comma or bracket, and behind it: ``likely, 65 %``, ``likely (65 %)``."""
    if value.endswith(")") and "(" in value:
        first, _, second = value[:-1].partition("(")
    else:
        # A decimal comma has a digit before it, and no space behind it.
        first, _, second = value.partition(", ")
    return first.strip(), second.strip()


def _parted(value: str) -> tuple[str, str]:
    """The word and the number of a likelihood, either of them empty where it has none."""
    if not DIGIT.search(value):
        return value, ""
    first, second = _halves(value)
    return (first, second) if second and not DIGIT.search(first) else ("", value)


def _in_numbers(context: OptionContext, scale: Scale, word: str, number: str, line: int) -> Likelihood | None:
    """A likelihood in numbers, which may have a word before it."""
    try:
        probability = Probability.parse(number)
    except ProbabilityError as error:
        first, second = _halves(number)
        if not word and scale.term(second):
            message = f"'{number}' has its word behind the number, expected it before the number"
            context.fault(Code.BAD_PROBABILITY, message, f"write '{second}, {first}'", line)
        else:
            hint = error.hint.replace("write '", f"write '{word}, ", 1) if word else error.hint
            context.fault(Code.BAD_PROBABILITY, str(error), hint, line)
        return None
    if not word:
        return Likelihood(number=probability)
    if scale.names_no_degree(word):
        message = f"'{word}' states no degree and '{number}' does, expected one of the two"
        context.fault(Code.BAD_PROBABILITY, message, f"write '{number}'", line)
        return None
    if (term := scale.term(word)) is None:
        _unknown_term(context, scale, word, number, line=line)
        return None
    return Likelihood(term, scale, probability)


def _unknown_term(context: OptionContext, scale: Scale, word: str, number: str = "", *, line: int) -> None:
    """Report a word that the scale does not have, with the nearest that it has."""
    choices = one_of([*(term.name for term in scale.terms), "a probability such as 65 %", NO_DEGREE])
    message = f"no term '{word}' on the scale {scale.label}, expected {choices}"
    behind = f", {number}" if number else ""
    for other in context.settings.known_scales.values():
        if (term := other.term(word)) is not None:
            right = f"{scale.closest(term).name}{behind}"
            hint = f"'{word}' is a term of {other.label}; on {scale.label} write '{right}'"
            break
    else:
        hint = nearest(word, (*scale.words(), NO_DEGREE, *scale.no_degree))
    context.fault(Code.UNKNOWN_TERM, message, hint, line)


def date(context: OptionContext) -> Span | None:
    """Read an EDTF date or interval."""
    value = text(context, single=True)
    return None if value is None else _dated(context, value, parse_edtf)


def day(context: OptionContext) -> PartialDate | None:
    """Read an EDTF date; an interval is reported."""
    value = text(context, single=True)
    if value is not None and "/" in value:
        context.fault(Code.BAD_DATE, f"'{value}' is an interval, expected one date such as 2024-06-19")
        return None
    return None if value is None else _dated(context, value, PartialDate.parse)


@lru_cache(maxsize=256)
def _likelihood(scale: Scale, word: str) -> Likelihood | None:
    if scale.names_no_degree(word):
        return Likelihood()
    term = scale.term(word)
    return Likelihood(term, scale) if term else None


def horizon(context: OptionContext) -> Horizon | None:
    """Read an EDTF date or interval, or ``open``."""
    value = text(context, single=True)
    return None if value is None else _dated(context, value, parse_horizon)


def naming(context: OptionContext) -> str | None:
    """Read one id or key of something else."""
    value = text(context, single=True)
    if value is not None and context.field.target:
        context.references.append(UnplacedReference(context.field.target, value, context.option.line))
    return value


def naming_many(context: OptionContext) -> tuple[str, ...] | None:
    """Read one or more ids or keys of something else."""
    found = texts(context)
    if context.field.target:
        context.references += [UnplacedReference(context.field.target, item.value, item.line) for item in found or ()]
    return tuple(item.value for item in found) if found else None


MANY = 100
"""Mistakes in one block, beyond which the nearest theme is no longer looked for."""


def _check_theme(context: OptionContext, value: str, line: int) -> None:
    known = context.settings.themes
    if known and value not in known:
        message = f"no theme '{value}' in mkdocs.yml, expected {one_of_some(known)}"
        hint = nearest(value, known) if len(context.faults) < MANY else ""
        context.fault(Code.UNKNOWN_THEME, message, hint, line)


Date = TypeVar("Date")


def _dated(context: OptionContext, value: str, parse: Callable[[str], Date]) -> Date | None:
    try:
        return parse(value)
    except EdtfError as error:
        context.fault(Code.BAD_DATE, str(error))
        return None


@cache
def _values(choices: type[Enum]) -> tuple[str, ...]:
    return tuple(choice.value for choice in choices)


def choice(context: OptionContext) -> Enum | None:
    """Read one of a closed list."""
    choices, code = CHOICES[context.field.type.name]
    value = text(context, single=True)
    known = _values(choices)
    if value is None or value in known:
        return None if value is None else choices(value)
    meant = next((each.value for each in choices if getattr(each, "label", "") == value.casefold()), "")
    hint = f"write '{meant}'" if meant else nearest(value, known)
    wrong = f"'{context.name}' is '{value}'" if code is Code.BAD_VALUE else f"no {context.name} '{value}'"
    context.fault(code, f"{wrong}, expected {one_of(known)}", hint)
    return None


def measure(context: OptionContext) -> str | None:
    """Read the id of a measure; where the settings declare measures, of one of them."""
    value = text(context, single=True)
    known = context.settings.measures
    if value is not None and not known:
        return _kebab(context, value, "measure")
    if value is not None and value not in known:
        labels = {measure.label.casefold(): id for id, measure in known.items()}
        message = f"no measure '{value}' in mkdocs.yml, expected {one_of_some(known)}"
        meant = labels.get(value.casefold(), "")
        context.fault(Code.UNKNOWN_MEASURE, message, f"write 'measure: {meant}'" if meant else nearest(value, known))
    return value


def amount(context: OptionContext) -> Amount | None:
    """Read a number."""
    return _quantity(context, Amount.parse)


def interval(context: OptionContext) -> Bounds | None:
    """Read an interval with its coverage."""
    return _quantity(context, Bounds.parse)


Quantity = TypeVar("Quantity")


def _quantity(context: OptionContext, parse: Callable[[str], Quantity]) -> Quantity | None:
    value = text(context, single=True)
    if value is None:
        return None
    try:
        return parse(value)
    except QuantityError as error:
        hint = error.hint.replace("write '", f"write '{context.name}: ", 1)
        context.fault(Code.BAD_VALUE, str(error), hint)
        return None


def truth(context: OptionContext) -> bool | None:
    """Read ``true`` or ``false``."""
    value = text(context, single=True)
    if value is None or value.lower() in TRUTHS:
        return None if value is None else TRUTHS[value.lower()]
    context.fault(Code.BAD_VALUE, f"'{context.name}' is '{value}', expected true or false", nearest(value, TRUTHS))
    return None


READERS: Mapping[str, Reader] = {
    fields.ID.name: identifier,
    fields.TEXT.name: text,
    fields.SET.name: text,
    fields.PHRASE.name: phrase,
    fields.THEME.name: theme,
    fields.NAMED.name: naming,
    fields.THEMES.name: themes,
    fields.TEXTS.name: many,
    fields.WORDS.name: many,
    fields.NAMES.name: naming_many,
    fields.IDS.name: naming_many,
    fields.LOCATOR.name: locator,
    fields.LIKELIHOOD.name: likelihood,
    fields.CONFIDENCE.name: confidence,
    fields.CHOSEN_BY.name: choice,
    fields.CODINGS.name: codings,
    fields.DATE_OR_INTERVAL.name: date,
    fields.DATE.name: day,
    fields.HORIZON.name: horizon,
    fields.TRUTH.name: truth,
    fields.STATUS.name: choice,
    fields.CHANGE.name: choice,
    fields.REASON.name: choice,
    fields.CONDITION.name: choice,
    fields.BASELINE.name: choice,
    fields.MEASURE.name: measure,
    fields.AMOUNT.name: amount,
    fields.INTERVAL.name: interval,
    fields.VINTAGE.name: choice,
}
"""What reads a value, by the name of its type."""
