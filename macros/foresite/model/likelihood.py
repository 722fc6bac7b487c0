"""Scales of verbal probability, and what a brief says of how likely something is.

Sources of the ranges (per cent):

* ICD 203: Office of the Director of National Intelligence, Intelligence Community Directive 203,
  *Analytic Standards*, 2015, section D.6.e(2)(a).
* PHIA: Professional Head of Intelligence Assessment, *Probability Yardstick*, UK. Its gaps are deliberate.
* Kent: Sherman Kent, "Words of Estimative Probability", *Studies in Intelligence*, 1964.
* IPCC: Mastrandrea and others, *Guidance Note for Lead Authors of the IPCC Fifth Assessment Report on Consistent
  Treatment of Uncertainties*, 2010, table 1 and its note. The Sixth Assessment Report uses the same terms. Its ranges
  lie within each other: what is very likely is likely, too.

A word means nothing without its scale: no function here maps a word that does not name one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from foresite.model.probability import Probability

NO_DEGREE = "no degree stated"
"""What is said of a possibility that a brief names without a degree."""
NAMES_NO_DEGREE = ("may", "could", "might")
"""Words that name a possibility and no degree, on every scale of ours."""
NUMBERS = "the briefs’ numbers"
"""On what a likelihood stands that a brief gives in numbers, where others stand on scales."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """One step of a scale: its words and its range."""

    name: str
    least: float
    """Lower end of the range, per cent."""
    greatest: float
    """Upper end of the range, per cent."""
    synonyms: tuple[str, ...] = ()
    over: bool = False
    """Whether the lower end itself is outside."""

    @property
    def middle(self) -> float:
        """Middle of the range, per cent."""
        return (self.least + self.greatest) / 2

    @property
    def range(self) -> str:
        """The range as it is printed, per cent: ``5–20 %``."""
        return f"{'>' if self.over else ''}{self.least}–{self.greatest} %"


@dataclass(frozen=True, slots=True)
class Scale:
    """A published scale of verbal probability, its terms from the least likely to the most."""

    id: str
    label: str
    source: str
    terms: tuple[Term, ...]
    no_degree: tuple[str, ...] = NAMES_NO_DEGREE
    """Words that name a possibility and no degree."""
    confidence: tuple[str, ...] = ("low", "moderate", "high")
    """The levels of confidence that go with it, from the lowest."""

    def words(self) -> list[str]:
        """Every word that names a term, synonyms included, from the least likely."""
        return [word for term in self.terms for word in (term.name, *term.synonyms)]

    def term(self, word: str) -> Term | None:
        """The term that ``word`` names, or None; case and spacing do not matter."""
        wanted = closed_up(word)
        return next((t for t in self.terms if wanted in map(closed_up, (t.name, *t.synonyms))), None)

    def names_no_degree(self, word: str) -> bool:
        """Whether a word says that no degree is stated."""
        return closed_up(word) in (NO_DEGREE, *map(closed_up, self.no_degree))

    def term_in(self, wording: str) -> Term | None:
        """The term that a brief's wording has in it, the longest of several: ``very likely`` rather than ``likely``."""
        said = f" {_bare(wording)} "
        return next((term for word, term in _from_the_longest(self) if word in said), None)

    def closest(self, term: Term) -> Term:
        """The term of this scale that shares most of the range of a term of another scale.

        Between equal overlaps, and where there is none, the one whose middle is nearest.
        """

        def fit(own: Term) -> tuple[float, float]:
            shared = min(own.greatest, term.greatest) - max(own.least, term.least)
            return max(shared, 0), -abs(own.middle - term.middle)

        return max(self.terms, key=fit)

    def closest_level(self, other: Confidence) -> str:
        """The level of confidence that stands where one of another scale does: in the middle, or near an end."""
        wanted = other.rank - 1 / (2 * len(other.scale.confidence))
        number = len(self.confidence)
        return self.confidence[min(range(number), key=lambda at: abs((at + 0.5) / number - wanted))]


def closed_up(word: str) -> str:
    """A word in lower case, with one space where there are several."""
    return " ".join(word.casefold().split())


def _bare(words: str) -> str:
    """Words alone, without what stands between them."""
    return " ".join(WORD.findall(words.casefold()))


@lru_cache(maxsize=64)
def _from_the_longest(scale: Scale) -> list[tuple[str, Term]]:
    """Every word of a scale, between spaces, with its term."""
    found = [(f" {_bare(word)} ", term) for term in scale.terms for word in (term.name, *term.synonyms)]
    return sorted(found, key=lambda each: -len(each[0]))


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What a brief says of how likely something is: a term of a scale, a number, both, or no degree.

    Of both, the number counts: it is what the brief itself meant by its word.
    """

    term: Term | None = None
    """What the brief's own word is taken to mean; None where it gives a number alone, or no degree."""
    scale: Scale | None = None
    """That of the term."""
    number: Probability | None = None
    """What the brief gives in numbers."""

    @property
    def extent(self) -> Term | Probability | None:
        """What has the range that counts; None where no degree is stated."""
        return self.number or self.term

    @property
    def word(self) -> str:
        """The term's first word, as the scale prints it; empty where a number stands alone."""
        if self.term:
            return self.term.name
        return "" if self.number else NO_DEGREE

    @property
    def range(self) -> str:
        """What counts, per cent: the number as the brief prints it, or the term's range; empty for no degree."""
        if self.number:
            return self.number.text
        return self.term.range if self.term else ""

    @property
    def name(self) -> str:
        """What an editor writes: ``likely``, ``65 %``, ``likely, 65 %``, ``no degree stated``."""
        return ", ".join(filter(None, (self.word, self.number.text if self.number else "")))

    @property
    def basis(self) -> str:
        """On what the range stands: the label of a scale, or ``NUMBERS``; empty for no degree."""
        if self.number:
            return NUMBERS
        return self.scale.label if self.scale else ""

    @property
    def expects(self) -> bool | None:
        """True where the whole range lies above 50 per cent, False where it lies below, else None."""
        extent = self.extent
        if extent is None:
            return None
        if extent.least > 50 or (extent.least == 50 and extent.over):
            return True
        under = isinstance(extent, Probability) and extent.under
        return False if extent.greatest < 50 or (extent.greatest == 50 and under) else None

    def brier(self, occurred: bool) -> tuple[float, float] | None:
        """The least and the greatest Brier score (p − o)² for p in the range and the outcome o; None for no degree.

        A point gives one score, twice. A word or a range gives an interval, so its score is one too. Source: Glenn
        W. Brier, "Verification of forecasts expressed in terms of probability", *Monthly Weather Review* 78 (1950),
        for one binary event, taken at the two ends of the range.
        """
        extent = self.extent
        if extent is None:
            return None
        outcome = 1.0 if occurred else 0.0
        low, high = extent.least / 100, extent.greatest / 100
        ends = sorted(((low - outcome) ** 2, (high - outcome) ** 2))
        return ends[0], ends[1]

    def read(self, steps: int) -> Likelihood:
        """The same word read some terms up its scale, or down; at its end, and of a number or no degree, itself."""
        if self.number or self.term is None or self.scale is None:
            return self
        terms = self.scale.terms
        at = min(max(terms.index(self.term) + steps, 0), len(terms) - 1)
        return Likelihood(terms[at], self.scale)

    @property
    def source(self) -> str:
        """Who says so: the label of a scale, or the brief itself; empty for no degree."""
        return "the brief’s number" if self.number else self.basis

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.word, self.range, self.source)))


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure a brief says it is of what it says, which is not how likely that is."""

    level: str
    scale: Scale
    """The scale that has the level among its own."""

    @property
    def rank(self) -> float:
        """Where the level stands among those of its scale, from above 0 to 1."""
        levels = self.scale.confidence
        return (levels.index(self.level) + 1) / len(levels)

    def __str__(self) -> str:
        # A scale of a project's own can be in any language.
        return f"{self.level} confidence" if self.scale.id in SCALES else f"confidence: {self.level}"


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
                Term("more likely than not", 50, 100, over=True),
                Term("likely", 66, 100),
                Term("very likely", 90, 100),
                Term("extremely likely", 95, 100),
                Term("virtually certain", 99, 100),
            ),
            confidence=("very low", "low", "medium", "high", "very high"),
        ),
    )
}
