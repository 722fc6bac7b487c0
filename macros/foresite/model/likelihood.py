"""Define scales of verbal probability, and likelihoods as stated by briefs.

Sources of the ranges (per cent):

* ICD 203: Office of the Director of National Intelligence, Intelligence Community Directive 203,
  *Analytic Standards*, 2015, section D.6.e(2)(a).
* PHIA: Professional Head of Intelligence Assessment, *Probability Yardstick*, UK. Its gaps are deliberate.
* Kent: Sherman Kent, "Words of Estimative Probability", *Studies in Intelligence*, 1964.
* IPCC: Mastrandrea and others, *Guidance Note for Lead Authors of the IPCC Fifth Assessment Report on Consistent
  Treatment of Uncertainties*, 2010, table 1 and its note. The Sixth Assessment Report uses the same terms. Its ranges
  lie within each other: what is very likely is likely, too.

A word has no meaning without its scale, so no function here maps a word without one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from foresite.language import formats
from foresite.language.words import N_, gettext, pgettext
from foresite.model.probability import Probability

NO_DEGREE = "no degree stated"
"""The text for a possibility that a brief mentions without a degree."""
NAMES_NO_DEGREE = ("may", "could", "might")
"""Words for a possibility without a degree, on all built-in scales."""
NUMBERS = N_("the briefs’ numbers")
"""The basis of likelihoods in numbers, instead of a scale's label."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a scale: its words and its range."""

    name: str
    lower: float
    """Lower end of the range, per cent."""
    upper: float
    """Upper end of the range, per cent."""
    synonyms: tuple[str, ...] = ()
    lower_exclusive: bool = False
    """Whether the lower end is excluded."""

    @property
    def middle(self) -> float:
        """The middle of the range, in per cent."""
        return (self.lower + self.upper) / 2

    @property
    def range_text(self) -> str:
        """The range as text, in per cent: ``5–20 %``."""
        return formats.per_cent(f"{'>' if self.lower_exclusive else ''}{self.lower}–{self.upper}")


@dataclass(frozen=True, slots=True)
class Scale:
    """A published scale of verbal probability, its terms from the least likely to the most."""

    id: str
    label: str
    source: str
    terms: tuple[Term, ...]
    no_degree: tuple[str, ...] = NAMES_NO_DEGREE
    """Words for a possibility without a degree."""
    confidence: tuple[str, ...] = ("low", "moderate", "high")
    """The levels of confidence of the scale, from the lowest."""

    def words(self) -> list[str]:
        """Return all words for terms, including synonyms, from the least likely."""
        return [word for term in self.terms for word in (term.name, *term.synonyms)]

    def shown(self, word: str) -> str:
        """Return a word of the scale in the current language; a project's own scale may be in any and stays."""
        return pgettext(self.label, word) if self.id in SCALES else word

    def term(self, word: str) -> Term | None:
        """Return the term for ``word``, or None; case and spacing do not matter."""
        closed_word = closed_up(word)
        return next((t for t in self.terms if closed_word in map(closed_up, (t.name, *t.synonyms))), None)

    def names_no_degree(self, word: str) -> bool:
        """Return whether a word means that no degree is stated."""
        return closed_up(word) in (NO_DEGREE, *map(closed_up, self.no_degree))

    def term_in(self, wording: str) -> Term | None:
        """Return the term in a brief's wording, the longest of several: ``very likely`` rather than ``likely``."""
        bare_wording = f" {_words_only(wording)} "
        return next((term for word, term in _words_by_length(self) if word in bare_wording), None)

    def closest(self, term: Term) -> Term:
        """Return the term of this scale whose range overlaps most with that of a term of another scale.

        Between equal overlaps, and without any, it is the term whose middle is nearest.
        """

        def fit(candidate: Term) -> tuple[float, float]:
            overlap = min(candidate.upper, term.upper) - max(candidate.lower, term.lower)
            return max(overlap, 0), -abs(candidate.middle - term.middle)

        return max(self.terms, key=fit)

    def closest_level(self, other: Confidence) -> str:
        """Return the level of confidence at the same relative position as one of another scale."""
        position = other.rank - 1 / (2 * len(other.scale.confidence))
        number = len(self.confidence)
        return self.confidence[min(range(number), key=lambda index: abs((index + 0.5) / number - position))]


def closed_up(word: str) -> str:
    """Return a word in lower case, with single spaces."""
    return " ".join(word.casefold().split())


def _words_only(words: str) -> str:
    """Return only the words of a text, without punctuation."""
    return " ".join(WORD.findall(words.casefold()))


@lru_cache(maxsize=64)
def _words_by_length(scale: Scale) -> list[tuple[str, Term]]:
    """Return all words of a scale, between spaces, with their terms, the longest first."""
    words = [(f" {_words_only(word)} ", term) for term in scale.terms for word in (term.name, *term.synonyms)]
    return sorted(words, key=lambda pair: -len(pair[0]))


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A likelihood stated by a brief: a term of a scale, a number, both, or no degree.

    If there are both, the number counts, as the brief itself defines its word by it.
    """

    term: Term | None = None
    """The term for the brief's own word; None where it states only a number, or no degree."""
    scale: Scale | None = None
    """The scale of the term."""
    number: Probability | None = None
    """The number that the brief states."""

    @property
    def interval(self) -> Term | Probability | None:
        """The number or term whose range counts; None where no degree is stated."""
        return self.number or self.term

    @property
    def word(self) -> str:
        """The term's first word in the current language; empty where a number stands alone."""
        if self.term:
            return self.scale.shown(self.term.name) if self.scale else self.term.name
        return "" if self.number else pgettext("verdict", "no degree stated")

    @property
    def defined(self) -> str:
        """The term under which a glossary explains it, as editors write it."""
        return self.term.name if self.term else NO_DEGREE

    @property
    def range_text(self) -> str:
        """The range that counts, in per cent: the number as printed, or the term's range; empty for no degree."""
        if self.number:
            return self.number.text
        return self.term.range_text if self.term else ""

    @property
    def name(self) -> str:
        """The text that an editor writes: ``likely``, ``65 %``, ``likely, 65 %``, ``no degree stated``."""
        word = self.term.name if self.term else "" if self.number else NO_DEGREE
        return ", ".join(filter(None, (word, self.number.text if self.number else "")))

    @property
    def words(self) -> str:
        """The same in the current language."""
        return formats.series(filter(None, (self.word, self.number.text if self.number else "")))

    @property
    def basis(self) -> str:
        """The basis of the range: the label of a scale, or ``NUMBERS``; empty for no degree."""
        if self.number:
            return gettext(NUMBERS)
        return self.scale.label if self.scale else ""

    @property
    def expects(self) -> bool | None:
        """Whether the whole range is above (True) or below (False) 50 per cent; None otherwise."""
        interval = self.interval
        if interval is None:
            return None
        if interval.lower > 50 or (interval.lower == 50 and interval.lower_exclusive):
            return True
        under = isinstance(interval, Probability) and interval.upper_exclusive
        return False if interval.upper < 50 or (interval.upper == 50 and under) else None

    def brier(self, occurred: bool) -> tuple[float, float] | None:
        """Return the range of Brier scores (p − o)² for p in the range and the outcome o; None for no degree.

        A point gives the same score twice. A word or a range gives an interval of scores. Source: Glenn
        W. Brier, "Verification of forecasts expressed in terms of probability", *Monthly Weather Review* 78 (1950),
        for one binary event, taken at the two ends of the range.
        """
        interval = self.interval
        if interval is None:
            return None
        outcome = 1.0 if occurred else 0.0
        low, high = interval.lower / 100, interval.upper / 100
        ends = sorted(((low - outcome) ** 2, (high - outcome) ** 2))
        return ends[0], ends[1]

    def shifted(self, steps: int) -> Likelihood:
        """Return the likelihood with its term moved some steps up or down its scale; a number or no degree stays."""
        if self.number or self.term is None or self.scale is None:
            return self
        terms = self.scale.terms
        index = min(max(terms.index(self.term) + steps, 0), len(terms) - 1)
        return Likelihood(terms[index], self.scale)

    @property
    def source(self) -> str:
        """The source of the range: the label of a scale, or the brief itself; empty for no degree."""
        return gettext("the brief’s number") if self.number else self.basis

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.word, self.range_text, self.source)))


@dataclass(frozen=True, slots=True)
class Confidence:
    """A brief's stated confidence in a claim, which is not the claim's likelihood."""

    level: str
    scale: Scale
    """The scale to which the level belongs."""

    @property
    def rank(self) -> float:
        """The position of the level among those of its scale, from above 0 to 1."""
        levels = self.scale.confidence
        return (levels.index(self.level) + 1) / len(levels)

    def __str__(self) -> str:
        # A project's own scale may be in any language.
        if self.scale.id in SCALES:
            return pgettext(self.scale.label, f"{self.level} confidence")
        return gettext("confidence: %(level)s", level=self.level)


SCALES: dict[str, Scale] = {
    scale.id: scale
    for scale in (
        Scale(
            "icd203",
            "ICD 203",
            "Office of the Director of National Intelligence, Intelligence Community Directive 203 (2015)",
            (
                Term("almost no chance", 1, 5, ("remote",)),
                Term("very unlikely", 5, 20, ("highly improbable",)),
                Term("unlikely", 20, 45, ("improbable", "improbably")),
                Term("roughly even chance", 45, 55, ("roughly even odds",)),
                Term("likely", 55, 80, ("probable", "probably")),
                Term("very likely", 80, 95, ("highly probable",)),
                Term("almost certain", 95, 99, ("nearly certain", "almost certainly")),
            ),
        ),
        Scale(
            "phia",
            "PHIA",
            "Professional Head of Intelligence Assessment, Probability Yardstick (UK)",
            (
                Term("remote chance", 0, 5),
                Term("highly unlikely", 10, 20),
                Term("unlikely", 25, 35),
                Term("realistic possibility", 40, 50),
                Term("likely", 55, 75, ("probable", "probably")),
                Term("highly likely", 80, 90),
                Term("almost certain", 95, 100, ("almost certainly",)),
            ),
        ),
        Scale(
            "kent",
            "Kent",
            "Sherman Kent, Words of Estimative Probability (1964)",
            (
                Term("almost certainly not", 2, 12),
                Term("probably not", 20, 40),
                Term("chances about even", 40, 60),
                Term("probable", 63, 87, ("probably",)),
                Term("almost certain", 87, 99, ("almost certainly",)),
            ),
        ),
        Scale(
            "ipcc",
            "IPCC",
            "Mastrandrea and others, Guidance Note for Lead Authors of the IPCC Fifth Assessment Report on Consistent "
            "Treatment of Uncertainties (2010), also used for the Sixth",
            (
                Term("exceptionally unlikely", 0, 1),
                Term("extremely unlikely", 0, 5),
                Term("very unlikely", 0, 10),
                Term("unlikely", 0, 33),
                Term("about as likely as not", 33, 66),
                Term("more likely than not", 50, 100, lower_exclusive=True),
                Term("likely", 66, 100),
                Term("very likely", 90, 100),
                Term("extremely likely", 95, 100),
                Term("virtually certain", 99, 100),
            ),
            confidence=("very low", "low", "medium", "high", "very high"),
        ),
    )
}
