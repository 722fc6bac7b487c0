"""Every kind of block and every option that it takes, each declared once.

Everything that treats an option follows from its ``Field``: how it is read and checked (``foresite.parsing``), the
data files with their schemas (``foresite.exports``), the facts on a card and the columns and facets of Explore
(``foresite.views``), search, ``foresite new`` and ``foresite diff``, and the tables of docs/authoring.md and
docs/data.md. A new option is declared here, and its value gets an attribute in ``foresite.model.records``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any

from foresite.language.words import pgettext
from foresite.model.problems import Code
from foresite.model.records import (
    Baseline,
    Change,
    ChosenBy,
    Claim,
    Condition,
    Correction,
    Event,
    Finding,
    Forecast,
    Outcome,
    Reason,
    Recommendation,
    Record,
    Scenario,
    Shift,
    Status,
    Vintage,
)

QUOTED_WORDS = 12
"""How many words of a brief may be quoted in one place."""
WORDING_WORDS = 6
"""How many words of a brief name a likelihood."""
KEBAB = "[a-z0-9]+(?:-[a-z0-9]+)*"
"""The pattern of an id."""


DIVIDERS = frozenset(",; ")
"""What else may divide the items of a list in a table."""


class ReferenceTarget(Enum):
    """What an option can refer to."""

    CLAIM = "claim"
    JUDGED = "forecast, recommendation or scenario"
    EVENT = "event"
    SIGNPOST = "signpost"
    SOURCE = "source"


def _text(value: Any) -> str:
    return value or ""


def _list(values: Iterable[str]) -> str:
    return ", ".join(values)


@dataclass(frozen=True, slots=True)
class CompanionValue:
    """What the data files give beside a value, because its text alone does not tell."""

    name: str
    """The name of its member, and of its column in a table."""
    describes: str
    schema: Mapping[str, Any]
    datatype: str
    """What a table holds, as CSV on the Web names it."""
    of: Callable[[Any], Any]
    """From the value to it; None where the value has none."""


# A type is compared with others for every option that is read, so by identity.
@dataclass(frozen=True, slots=True, eq=False)
class ValueType:
    """A type of value: how it leaves the record. ``foresite.parsing.values`` reads each by its name."""

    name: str
    schema: Mapping[str, Any]
    """The JSON Schema of the exported value."""
    export: Callable[[Any], Any] = _text
    """Returns the value as JSON holds it; what is empty is left out."""
    write: Callable[[Any], str] = _text
    """Returns the value as an editor writes it."""
    absent: object = ""
    """What a record holds where the option is optional and not given."""
    many: bool = False
    """Whether it is a list."""
    spaced: bool = False
    """Whether a table separates its items by spaces, as ids can be."""
    companions: tuple[CompanionValue, ...] = ()
    """What the data files give beside it."""
    dated: bool = False
    """Whether it is a date, of which a table holds the EDTF, and not what an editor may write for it."""

    def cell(self, value: Any) -> str:
        """Return the value as a table holds it: the items of a list on lines, or with spaces between."""
        if not self.many:
            exported = self.export(value)
            if isinstance(exported, int | float) and not isinstance(exported, bool):
                return self.write(value)
            return str(exported or "") if exported is not True else "true"
        if self.spaced:
            return " ".join(value)
        lines = "\n".join(item if isinstance(item, str) else self.write((item,)) for item in value)
        # A line end says that lines, and nothing else, divide it.
        return f"{lines}\n" if len(value) == 1 and DIVIDERS.intersection(lines) else lines


_STRING = {"type": "string"}
_LISTED = {"type": "array", "items": _STRING, "minItems": 1}
_ID = {"type": "string", "pattern": f"^{KEBAB.replace('?:', '')}$"}
_IDS = {"type": "array", "items": _ID, "uniqueItems": True, "minItems": 1}
_EDTF = {"$ref": "#/$defs/edtf"}


def _edtf(value: Any) -> str:
    return value.text if value else ""


def _typed(value: Any) -> str:
    return value.typed if value else ""


def _choice(name: str, choices: type[Enum], absent: object = "") -> ValueType:
    def value_of(choice: Enum | None) -> str:
        return str(choice.value) if choice else ""

    return ValueType(name, {"enum": [choice.value for choice in choices]}, value_of, value_of, absent)


ID = ValueType("id", _ID)
TEXT = ValueType("text", _STRING)
SET = ValueType("set", _STRING)
PHRASE = ValueType("phrase", _STRING)
"""Words of the brief: limited in number, held against a copy of it, and counted as quoted but for a ``wording``."""
THEME = ValueType("theme", _STRING)
NAMED = ValueType("named", _STRING)
THEMES = ValueType("themes", _LISTED, tuple, _list, (), many=True)
TEXTS = ValueType("texts", _LISTED, tuple, _list, (), many=True)
WORDS = ValueType("words", _LISTED, tuple, _list, (), many=True)
"""Texts so short that a card shows them on one line."""
NAMES = ValueType("names", _LISTED, tuple, _list, (), many=True)
IDS = ValueType("ids", _IDS, tuple, _list, (), many=True, spaced=True)
LOCATOR = ValueType("locator", {"type": "string", "minLength": 1}, str, lambda at: at.written)
_PER_CENT = {"type": "number", "minimum": 0, "maximum": 100}
LIKELIHOOD = ValueType(
    "likelihood",
    {"type": "string", "minLength": 1},
    lambda likelihood: likelihood.name if likelihood else "",
    lambda likelihood: likelihood.name if likelihood else "",
    None,
    companions=(
        CompanionValue(
            "scale",
            "The id of the scale that defines its word; of a number alone there is none.",
            _STRING,
            "string",
            lambda likelihood: likelihood.scale.id if likelihood and likelihood.scale else None,
        ),
        CompanionValue(
            "least",
            "The lower end of its range, per cent; of a number without a range, the number.",
            _PER_CENT,
            "number",
            lambda likelihood: likelihood.interval.lower if likelihood and likelihood.interval else None,
        ),
        CompanionValue(
            "greatest",
            "The upper end of its range, per cent; of a number without a range, the number.",
            _PER_CENT,
            "number",
            lambda likelihood: likelihood.interval.upper if likelihood and likelihood.interval else None,
        ),
    ),
)
CONFIDENCE = ValueType(
    "confidence",
    {"type": "string", "minLength": 1},
    lambda confidence: confidence.level if confidence else "",
    lambda confidence: confidence.level if confidence else "",
    None,
    companions=(
        CompanionValue(
            "confidence_scale",
            "The id of the scale that has this level of confidence.",
            _STRING,
            "string",
            lambda confidence: confidence.scale.id if confidence else None,
        ),
    ),
)
CODINGS = ValueType(
    "codings",
    _LISTED,
    lambda codings: tuple(map(str, codings)),
    lambda codings: ", ".join(map(str, codings)),
    (),
    many=True,
)
"""Likelihoods with their coders; the record holds ``Coding``s."""
DATE_OR_INTERVAL = ValueType("date-or-interval", _EDTF, _edtf, _typed, None, dated=True)
"""A date or an interval; the record holds a ``Span``."""
DATE = ValueType("date", _EDTF, _edtf, _typed, None, dated=True)
"""A date and no interval; the record holds a ``PartialDate``."""
HORIZON = ValueType("horizon", {"anyOf": [_EDTF, {"const": "open"}]}, _edtf, _typed, None, dated=True)
"""A date, an interval or ``open``; the record holds a ``Horizon``."""
MEASURE = ValueType("measure", _ID)
"""The id of a measure, which the settings may declare."""
AMOUNT = ValueType(
    "number",
    {"type": "number"},
    lambda amount: amount.exported if amount else None,
    lambda amount: amount.text if amount else "",
    None,
)
"""A number; the record holds an ``Amount``."""
INTERVAL = ValueType(
    "interval",
    {"type": "string", "minLength": 1},
    lambda bounds: bounds.text if bounds else "",
    lambda bounds: bounds.text if bounds else "",
    None,
    companions=(
        CompanionValue(
            "interval_lower",
            "The lower end of the interval.",
            {"type": "number"},
            "number",
            lambda bounds: bounds.lower.exported if bounds else None,
        ),
        CompanionValue(
            "interval_upper",
            "The upper end of the interval.",
            {"type": "number"},
            "number",
            lambda bounds: bounds.upper.exported if bounds else None,
        ),
        CompanionValue(
            "interval_coverage",
            "How often such intervals should hold what comes out, per cent.",
            _PER_CENT,
            "number",
            lambda bounds: bounds.coverage.exported if bounds and bounds.coverage else None,
        ),
    ),
)
"""An interval with its coverage; the record holds ``Bounds``."""
DRAFT = ValueType("draft", {"const": True}, bool, lambda draft: "true" if draft else "", False)
TRUTH = ValueType(
    "truth", {"const": True}, lambda true: True if true else "", lambda true: "true" if true else "", False
)
STATUS = _choice("status", Status)
CHANGE = _choice("change", Change)
REASON = _choice("reason", Reason, None)
CONDITION = _choice("condition", Condition, None)
BASELINE = _choice("baseline", Baseline, None)
CHOSEN_BY = _choice("chosen-by", ChosenBy, None)
VINTAGE = _choice("vintage", Vintage, None)
CHOICES: Mapping[str, tuple[type[Enum], Code]] = {
    STATUS.name: (Status, Code.UNKNOWN_STATUS),
    CHANGE.name: (Change, Code.UNKNOWN_CHANGE),
    REASON.name: (Reason, Code.UNKNOWN_REASON),
    CONDITION.name: (Condition, Code.BAD_VALUE),
    BASELINE.name: (Baseline, Code.BAD_VALUE),
    CHOSEN_BY.name: (ChosenBy, Code.BAD_VALUE),
    VINTAGE.name: (Vintage, Code.BAD_VALUE),
}
"""The types that are a choice of a closed list, and the code of a value that is not in it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One option of a kind of block."""

    name: str
    """As editors write it: ``as-of``."""
    type: ValueType
    expects: str
    """What stands there, in words: for messages, and for the help of ``foresite new``."""
    describes: str
    """What it holds, in a sentence: for the schemas of the data files and docs/data.md."""
    manual: str
    """What it holds, in Markdown, for the tables of docs/authoring.md."""
    required: bool = False
    unless: str = ""
    """The option that makes a required one optional, where it is given."""
    attribute_name: str = ""
    """The record's attribute; the option's name with underscores unless another is given."""
    data_name: str = ""
    """The name in the data files; that of the attribute unless another is given."""
    limit: int = 0
    """The most words of a phrase."""
    target: ReferenceTarget | None = None
    """What the names in it refer to."""
    label: str = ""
    """By what name a card shows it among the facts; empty where it has a place of its own, or none."""
    searched: bool = False
    """Whether search finds its record by it."""
    early_column: bool = False
    """Whether its column of the table of claims is before those of the outcome; all others are at the end."""
    facet: str = ""
    """By what name readers narrow the claims by it in Explore; empty where they can't."""
    in_download: bool = False
    """Whether a download from Explore has it, as it has every facet."""
    compared: bool = False
    """Whether the table of a scenario set has a column for it."""
    asked: bool = True
    """Whether ``foresite new`` asks for it at a terminal; else whoever writes one gives the flag."""
    names: bool = False
    """Whether it holds names, which the setting ``languages`` translates for the whole site."""
    verbatim: bool = False
    """Whether it holds words of a brief, which stand in the brief's own language."""
    since: str = ""
    """The version that first has it, which the documentation says; empty for what the first had."""
    prose: bool = field(init=False, default=False)
    """Whether it holds any text, rather than names of something or a value with a form."""

    def __post_init__(self) -> None:
        # Here rather than in properties: they are looked up for every record.
        object.__setattr__(self, "attribute_name", self.attribute_name or self.name.replace("-", "_"))
        object.__setattr__(self, "data_name", self.data_name or self.attribute_name)
        prose = self.type in (TEXT, PHRASE, SET, TEXTS, WORDS) or self.target is ReferenceTarget.SIGNPOST
        object.__setattr__(self, "prose", prose)
        object.__setattr__(self, "verbatim", self.verbatim or self.type is PHRASE)

    @property
    def shown_label(self) -> str:
        """By what name a card shows it, in the current language; empty where it has a place of its own, or none."""
        return pgettext("option", self.label) if self.label else ""

    @property
    def shown_facet(self) -> str:
        """By what name readers narrow claims by it, in the current language."""
        return pgettext("option", self.facet) if self.facet else ""

    @property
    def translatable(self) -> bool:
        """Whether a translation of its record may give it: it is text for readers."""
        text = self.type in (TEXT, TEXTS, WORDS, PHRASE) or self.target is ReferenceTarget.SIGNPOST
        return text and not self.names

    @property
    def absent(self) -> object:
        """What the record holds where the option is not given."""
        return self.type.absent

    @property
    def documentation(self) -> str:
        """What it holds, and since when, for the tables of docs/authoring.md: Markdown."""
        return f"{self.manual} (since {self.since})" if self.since else self.manual

    @property
    def description(self) -> str:
        """What it holds, and since when, for the schemas of the data files and docs/data.md."""
        return f"{self.describes} Since {self.since}." if self.since else self.describes

    def of(self, record: Record) -> Any:
        """Return the value that a record holds."""
        return getattr(record, self.attribute_name)

    def written(self, record: Record) -> str:
        """Return the value as an editor writes it; empty where it is not given."""
        return self.type.write(self.of(record))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block."""

    record: type[Record]
    label: str
    """What readers call it."""
    fields: Mapping[str, Field] = field(default_factory=lambda: MappingProxyType({}))
    """By name, in the order in which messages and prompts name them."""
    of_brief: bool = False
    """Whether it says something of a brief, and so stands on a page that annotates one."""
    generic: bool = False
    """Whether its card is the generic one, which shows every option; claims have theirs, and so have four others."""

    @property
    def words(self) -> str:
        """What readers call it, in the current language."""
        return pgettext("kind", self.label)

    @property
    def noun(self) -> str:
        """The same as a sentence has it."""
        return pgettext("kind", self.label.lower())

    @property
    def is_claim(self) -> bool:
        """Whether its records are claims."""
        return issubclass(self.record, Claim)


_draft = Field(
    "draft",
    DRAFT,
    "true, for what only a preview shows",
    "Whether it is a draft; only a preview has one, and says so of it alone.",
    "`true` for what only a preview shows",
    asked=False,
)


def _by_name(*fields: Field) -> Mapping[str, Field]:
    return MappingProxyType({each.name: each for each in (*fields, _draft)})


_id = Field(
    "id",
    ID,
    "an id in lowercase letters, digits and hyphens",
    "Its name, unique in the site and permanent.",
    "its permanent name",
    required=True,
)
_theme = Field(
    "theme",
    THEME,
    "a theme",
    "The id of its theme.",
    "one of the themes that `mkdocs.yml` lists",
    required=True,
    facet="Theme",
)
_further_themes = Field(
    "further-themes",
    THEMES,
    "a list of themes",
    "The ids of further themes that it belongs to.",
    "a list of further themes that it belongs to; it is compared under its `theme`",
    asked=False,
)


def _named(name: str, one: str, describes: str, manual: str) -> Field:
    """A field of names by which claims are found and narrowed."""
    label = name.capitalize()
    return Field(
        name,
        WORDS,
        f"a list of {name}",
        describes,
        manual,
        label=label,
        searched=True,
        facet=one.capitalize(),
        asked=False,
        names=True,
    )


_found_by = (
    _named("actors", "actor", "Who it is about.", "a list of names: whom it is about, always written the same way"),
    _named("places", "place", "Where it is about.", "a list of names of places, always written the same way"),
    _named("tags", "tag", "Its tags.", "a list of words of your own to find it by"),
)
_at = Field(
    "at",
    LOCATOR,
    "a paragraph such as 7, 7-9 or '7, 12', another place such as 'p. 7, Table 1.1', or the name of a part",
    "Where in the brief it stands: `¶7–9`, `p. 7, Table 1.1`, `Executive Summary`.",
    "where in the brief it stands: `7`, `7-9`, `p. 7, Table 1.1` or `Executive Summary` ([below](#places-in-a-brief))",
    required=True,
)
_where = (_theme, _further_themes, _at, *_found_by)
_quote = Field(
    "quote",
    PHRASE,
    f"a phrase of the brief, at most {QUOTED_WORDS} words",
    "A phrase of the brief, verbatim.",
    f"a phrase of the brief, verbatim, at most {QUOTED_WORDS} words and never a whole sentence",
    limit=QUOTED_WORDS,
)

_revises = Field(
    "revises",
    NAMED,
    "the id of a claim of an earlier edition",
    "The id of the claim of an earlier edition that it takes the place of.",
    "the claim (its id) that says the same in an earlier brief, so that both stand on one [trail](#trails)",
    target=ReferenceTarget.CLAIM,
    asked=False,
)


_confidence = Field(
    "confidence",
    CONFIDENCE,
    "a level of confidence such as moderate",
    "How sure the brief says it is: a level of confidence, in its own word.",
    "how sure the brief says it is: `low`, `moderate` or `high`, or what the [scale](#scales) has instead",
    searched=True,
    early_column=True,
    facet="Confidence",
)


def _expectation(*, required: bool, unless: str = "") -> tuple[Field, ...]:
    """The fields of what may turn out; a scenario need not have them, nor a forecast of a quantity."""
    return (
        Field(
            "wording",
            PHRASE,
            f"the brief's own words, at most {WORDING_WORDS}",
            "The brief's own words for the likelihood.",
            f"the brief's own words for the likelihood, at most {WORDING_WORDS}",
            required,
            unless=unless,
            limit=WORDING_WORDS,
            searched=True,
            early_column=True,
            in_download=True,
        ),
        Field(
            "likelihood",
            LIKELIHOOD,
            "a term of the scale, a probability such as 65 %, both, or 'no degree stated'",
            "What those words are taken to mean: a term of a scale, a probability as the brief prints it, both of "
            "them after each other (`likely, 65 %`), or `no degree stated`.",
            "the [term of the scale](#scales) that they stand for, a [probability](#likelihood), both, or "
            "`no degree stated`",
            required,
            unless=unless,
            searched=required,
            early_column=True,
            facet="Likelihood",
        ),
        Field(
            "chosen-by",
            CHOSEN_BY,
            "brief or editors",
            "Whose word the term is: that of the `brief`, or of the `editors` where its own words are none.",
            "`brief` or `editors`: whose word the term is, where the `wording` does [not tell](#likelihood)",
            early_column=True,
            facet="Term chosen by",
        ),
        _confidence,
        Field(
            "horizon",
            HORIZON,
            "an EDTF date, an interval or open",
            "When it should have turned out (EDTF), or `open`.",
            "by when: an EDTF date or interval, or `open`",
            required,
            unless=unless,
            label="Horizon",
            early_column=True,
        ),
    )


KINDS: Mapping[str, Kind] = {
    "finding": Kind(Finding, "Finding", _by_name(_id, *_where, _confidence, _quote, _revises), of_brief=True),
    "forecast": Kind(
        Forecast,
        "Forecast",
        _by_name(
            _id,
            *_where,
            *_expectation(required=True, unless="measure"),
            Field(
                "measure",
                MEASURE,
                "the id of a measure",
                "The id of the measure of which it forecasts a value.",
                "the [measure](#quantities) of which it forecasts a value, by its id",
                label="Measure",
                searched=True,
                early_column=True,
                facet="Measure",
                asked=False,
            ),
            Field(
                "value",
                AMOUNT,
                "a number such as 3.2 or -0.4",
                "The value that it expects.",
                "the value that it expects: a number such as `3.2` or `-0.4`",
                early_column=True,
                in_download=True,
                asked=False,
            ),
            Field(
                "unit",
                TEXT,
                "the unit of the value",
                "The unit of value and interval: its own, or that of the measure.",
                "the unit of value and interval, unless `mkdocs.yml` declares that of the measure",
                early_column=True,
                in_download=True,
                asked=False,
                names=True,
            ),
            Field(
                "interval",
                INTERVAL,
                "an interval such as '2.1 to 4.3 (90 %)'",
                "The interval that it gives for the value, with its coverage: `2.1 to 4.3 (90 %)`.",
                "the interval that the brief gives for it, with its coverage: `2.1 to 4.3 (90 %)`",
                early_column=True,
                in_download=True,
                asked=False,
            ),
            Field(
                "period",
                DATE_OR_INTERVAL,
                "an EDTF date or interval",
                "The time for which the value is expected (EDTF).",
                "the time that the value is for: an EDTF date or interval",
                label="Period",
                early_column=True,
                in_download=True,
                asked=False,
            ),
            Field(
                "criterion",
                TEXT,
                "what would show that it happened",
                "What would show that it happened.",
                "what would show that it happened, so that two people would agree",
                label="Criterion",
                searched=True,
                early_column=True,
            ),
            Field(
                "condition",
                TEXT,
                "on what it depends",
                "On what it depends: it is judged only if this is met.",
                "on what it depends, such as `if the river stays low`; it is judged only if this is met",
                label="Condition",
                searched=True,
                early_column=True,
                asked=False,
            ),
            Field(
                "if-nothing-changes",
                BASELINE,
                "yes or no",
                "Whether it comes true if things go on as before.",
                "`yes` or `no`: whether it comes true if things go on as before",
                label="If nothing changes",
                early_column=True,
                asked=False,
            ),
            Field(
                "codings",
                CODINGS,
                "a list of terms with their coders, such as likely (A)",
                "What each coder took the wording to mean, with the coder in brackets.",
                "a list of what each coder, working alone, took the wording to mean: `[likely (A), very likely (B)]`",
                label="Coded as",
                asked=False,
            ),
            _quote,
            _revises,
        ),
        of_brief=True,
    ),
    "recommendation": Kind(
        Recommendation,
        "Recommendation",
        _by_name(
            _id,
            *_where,
            Field(
                "addressee",
                TEXT,
                "whom it is addressed to",
                "Whom it addresses.",
                "whom it addresses",
                label="Addressed to",
                searched=True,
                early_column=True,
            ),
            _quote,
            _revises,
        ),
        of_brief=True,
    ),
    "scenario": Kind(
        Scenario,
        "Scenario",
        _by_name(
            _id,
            Field(
                "set",
                SET,
                "the name of its set",
                "The set of scenarios to which it belongs.",
                "the name that the scenarios of one choice share",
                required=True,
                label="Set",
                early_column=True,
                names=True,
            ),
            *_where,
            *_expectation(required=False),
            Field(
                "drivers",
                TEXTS,
                "a list of texts",
                "What drives it.",
                "a list of short phrases: what drives it",
                label="Drivers",
                searched=True,
                compared=True,
            ),
            Field(
                "assumptions",
                TEXTS,
                "a list of texts",
                "What it takes for granted.",
                "a list of short phrases: what it takes for granted",
                label="Assumptions",
                searched=True,
                compared=True,
            ),
            Field(
                "signposts",
                NAMES,
                "a list of event ids or texts",
                "The signs by which it would be known to come: ids of events that happened, or text.",
                "a list of events (their ids) or short phrases: what would show that this future is coming",
                target=ReferenceTarget.SIGNPOST,
                label="Signposts",
                searched=True,
                compared=True,
            ),
            Field(
                "impact",
                TEXT,
                "what it would mean",
                "What would follow.",
                "what it would mean",
                label="Impact",
                searched=True,
                compared=True,
            ),
            Field(
                "exclusive",
                TRUTH,
                "true, where one scenario of the set comes true and no other",
                "Whether one scenario of its set comes true and no other.",
                "`true` where one scenario of the set comes true and no other: their likelihoods add up to 100 %",
                label="Exclusive",
                early_column=True,
                asked=False,
            ),
            _quote,
            _revises,
        ),
        of_brief=True,
    ),
    "correction": Kind(
        Correction,
        "Correction",
        _by_name(
            _id,
            Field(
                "at",
                LOCATOR,
                _at.expects,
                _at.describes,
                "where in the brief it stands",
                required=True,
            ),
            Field(
                "printed",
                PHRASE,
                f"what the brief prints, at most {QUOTED_WORDS} words",
                "What the brief prints.",
                f"what the brief prints, verbatim, at most {QUOTED_WORDS} words",
                required=True,
                limit=QUOTED_WORDS,
                searched=True,
            ),
            Field(
                "reading",
                TEXT,
                "what is right",
                "What is right.",
                "what is right",
                required=True,
                searched=True,
                verbatim=True,
            ),
        ),
        of_brief=True,
    ),
    "event": Kind(
        Event,
        "Event",
        _by_name(
            _id,
            Field(
                "date",
                DATE_OR_INTERVAL,
                "an EDTF date or interval",
                "When it happened (EDTF).",
                "an EDTF date or interval",
                required=True,
            ),
            Field("themes", THEMES, "a list of themes", "The ids of its themes.", "a list of themes", required=True),
            Field(
                "actors",
                TEXTS,
                "a list of names",
                "Who acted.",
                "a list of names, always written the same way",
                names=True,
            ),
            Field(
                "asserted-by",
                TEXTS,
                "a list of names",
                "Who says that it happened, where that is in doubt.",
                "a list of names: who says that it happened, where that is in doubt",
                asked=False,
                names=True,
            ),
            Field(
                "denied-by",
                TEXTS,
                "a list of names",
                "Who denies it.",
                "a list of names: who denies it",
                asked=False,
                names=True,
            ),
            Field(
                "sources",
                NAMES,
                "a list of citation keys",
                "The keys of its sources in the bibliography.",
                "a list of citation keys",
                required=True,
                target=ReferenceTarget.SOURCE,
            ),
        ),
    ),
    "outcome": Kind(
        Outcome,
        "Outcome",
        _by_name(
            _id,
            Field(
                "of",
                NAMED,
                "the id of a forecast, recommendation or scenario",
                "The id of the claim that it judges.",
                "the claim's id",
                required=True,
                target=ReferenceTarget.JUDGED,
            ),
            Field(
                "status",
                STATUS,
                "occurred, partly, did-not-occur, open, not-assessable or measured",
                "What became of it; `measured` where a value came out that decides nothing else.",
                "`occurred`, `partly`, `did-not-occur`, `open` or `not-assessable`; `measured`, or nothing, where only "
                "a [value](#quantities) is given",
                required=True,
                unless="value",
            ),
            Field(
                "reason",
                REASON,
                "not-due, condition-unmet, not-public, not-gathered or disputed",
                "Why it is undecided; only where it is open or not assessable.",
                "why it is undecided: `not-due`, `condition-unmet`, `not-public`, `not-gathered` or `disputed`",
            ),
            Field(
                "condition",
                CONDITION,
                "met or unmet",
                "Whether the forecast's condition was met; only of a forecast that has one.",
                "`met` or `unmet`, of a forecast that has a condition",
            ),
            Field(
                "coder",
                TEXT,
                "who judged",
                "Who judged.",
                "who judged, always written the same way; needed where several judge one claim as of one day",
                asked=False,
                names=True,
            ),
            Field(
                "adjudicated",
                TRUTH,
                "true, where the coders agreed on it in the end",
                "Whether it is the outcome that counts among those of several coders.",
                "`true` for the outcome that counts where coders differ",
                asked=False,
            ),
            Field(
                "as-of",
                DATE,
                "an EDTF date",
                "The date of the judgement (EDTF).",
                "the day on which you judged",
                required=True,
            ),
            Field(
                "events",
                IDS,
                "a list of event ids",
                "The events that are its evidence.",
                "the events that decide it",
                target=ReferenceTarget.EVENT,
            ),
            Field(
                "value",
                AMOUNT,
                "a number such as 3.2 or -0.4",
                "The value that came out, in the unit of the forecast.",
                "the value that came out, of a forecast of a [quantity](#quantities): a number such as `2.9`",
                searched=True,
                asked=False,
            ),
            Field(
                "vintage",
                VINTAGE,
                "first-print or revision",
                "Which publication of the figure the value is from.",
                "`first-print` or `revision`: which publication of the figure the value is from",
                asked=False,
            ),
            Field(
                "sources",
                NAMES,
                "a list of citation keys",
                "The keys of the sources of the value in the bibliography.",
                "a list of citation keys: where the value stands",
                target=ReferenceTarget.SOURCE,
                asked=False,
            ),
        ),
    ),
    "shift": Kind(
        Shift,
        "Shift",
        _by_name(
            _id,
            Field(
                "change",
                CHANGE,
                "kept, strengthened, softened, reversed, dropped or new",
                "What changed.",
                "`kept`, `strengthened`, `softened`, `reversed`, `dropped` or `new`",
                required=True,
            ),
            _theme,
            Field(
                "from",
                IDS,
                "a list of claims",
                "The claims of the earlier outlook.",
                "the claims of the earlier outlook",
                attribute_name="before",
                data_name="from",
                target=ReferenceTarget.CLAIM,
            ),
            Field(
                "to",
                IDS,
                "a list of claims",
                "The claims of the later outlook.",
                "the claims of the later outlook",
                attribute_name="after",
                data_name="to",
                target=ReferenceTarget.CLAIM,
            ),
        ),
    ),
}
"""The kinds by the names of their blocks."""

OPTION_NAMES = frozenset(name for kind in KINDS.values() for name in kind.fields)
"""The names of all options."""
CLAIM_KINDS = tuple(name for name, kind in KINDS.items() if kind.is_claim)
"""The kinds that are claims."""
OF_BRIEF = tuple(name for name, kind in KINDS.items() if kind.of_brief)
"""The kinds that say something of a brief."""
GENERIC_KINDS = tuple(name for name, kind in KINDS.items() if kind.generic)
"""The kinds that no view knows by name."""
CLAIM_OPTIONS = ("id", "theme", "further-themes", "at", "actors", "places", "tags", "quote", "revises", "draft")
"""The options that every claim has."""


RECORD_OPTIONS = ("id", "draft")
"""The options that every record has, which the data files have beside those of its kind."""


@cache
def common_fields() -> tuple[Field, ...]:
    """Return the options that every claim has, but for its id and whether it is a draft."""
    fields = KINDS[CLAIM_KINDS[0]].fields
    return tuple(fields[name] for name in CLAIM_OPTIONS if name not in RECORD_OPTIONS)


@cache
def own_fields(kind: str) -> tuple[Field, ...]:
    """Return the options that a kind of claim has beside those of every claim."""
    return tuple(each for name, each in KINDS[kind].fields.items() if name not in CLAIM_OPTIONS)


def claim_fields() -> tuple[Field, ...]:
    """Return the options that only some kinds of claim have, each name once, in the order of the kinds.

    What a finding has stands where the other kinds have it.
    """
    found: dict[str, Field] = {}
    for kind in (*CLAIM_KINDS[1:], CLAIM_KINDS[0]):
        for each in own_fields(kind):
            found.setdefault(each.name, each)
    return tuple(found.values())
