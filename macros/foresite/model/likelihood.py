"""Scales of verbal probability, and a likelihood as a term of one of them.

Sources of the ranges (per cent):

* ICD 203: Office of the Director of National Intelligence, Intelligence Community Directive 203,
  *Analytic Standards*, 2015, section D.6.e(2)(a).
* PHIA: Professional Head of Intelligence Assessment, *Probability Yardstick*, UK. Its gaps are deliberate.
* Kent: Sherman Kent, "Words of Estimative Probability", *Studies in Intelligence*, 1964.

A word means nothing without its scale: no function here maps a word that does not name one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One step of a scale: its words and its range."""

    name: str
    least: int
    """Lower end of the range, per cent."""
    greatest: int
    """Upper end of the range, per cent."""
    synonyms: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        """Middle of the range, per cent."""
        return (self.least + self.greatest) / 2


@dataclass(frozen=True, slots=True)
class Scale:
    """A published scale of verbal probability, its terms from the least likely to the most."""

    id: str
    label: str
    source: str
    terms: tuple[Term, ...]

    def words(self) -> list[str]:
        """Every word the scale knows, synonyms included, from the least likely."""
        return [word for term in self.terms for word in (term.name, *term.synonyms)]

    def term(self, word: str) -> Term | None:
        """The term that ``word`` names, or None; case and spacing do not matter."""
        wanted = " ".join(word.casefold().split())
        return next((t for t in self.terms if wanted in (t.name, *t.synonyms)), None)

    def closest(self, term: Term) -> Term:
        """The term of this scale that shares most of the range of a term of another scale.

        Between equal overlaps, and where there is none, the one whose middle is nearest.
        """

        def fit(own: Term) -> tuple[int, float]:
            shared = min(own.greatest, term.greatest) - max(own.least, term.least)
            return max(shared, 0), -abs(own.middle - term.middle)

        return max(self.terms, key=fit)


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A term of a named scale: what a brief's own word is taken to mean."""

    term: Term
    scale: Scale

    @property
    def name(self) -> str:
        """The term's first word, as the scale prints it."""
        return self.term.name

    @property
    def range(self) -> str:
        """The range as it is printed, per cent: ``5–20 %``."""
        return f"{self.term.least}–{self.term.greatest} %"

    @property
    def expects(self) -> bool | None:
        """True where the whole range lies above 50 per cent, False where it lies below, else None."""
        if self.term.least > 50:
            return True
        return False if self.term.greatest < 50 else None

    def brier(self, occurred: bool) -> tuple[float, float]:
        """The least and the greatest Brier score (p − o)² for p in the range and the outcome o.

        A word gives an interval, so its score is one too. Source: Glenn W. Brier, "Verification of
        forecasts expressed in terms of probability", *Monthly Weather Review* 78 (1950), for one
        binary event, taken at the two ends of the range.
        """
        outcome = 1.0 if occurred else 0.0
        low, high = self.term.least / 100, self.term.greatest / 100
        ends = sorted(((low - outcome) ** 2, (high - outcome) ** 2))
        return ends[0], ends[1]

    def under(self, scale: Scale, wording: str = "") -> Likelihood:
        """The same likelihood under another scale.

        Where the other scale knows the brief's own ``wording`` or this term's name, that term; else
        the one that shares most of the range.
        """
        term = scale.term(wording) or scale.term(self.name) or scale.closest(self.term)
        return Likelihood(term, scale)

    def __str__(self) -> str:
        return f"{self.name}, {self.range}, {self.scale.label}"


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
                Term("unlikely", 20, 45, ("improbable",)),
                Term("roughly even chance", 45, 55, ("roughly even odds",)),
                Term("likely", 55, 80, ("probable",)),
                Term("very likely", 80, 95, ("highly probable",)),
                Term("almost certain", 95, 99, ("nearly certain",)),
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
                Term("likely", 55, 75, ("probable",)),
                Term("highly likely", 80, 90),
                Term("almost certain", 95, 100),
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
                Term("probable", 63, 87),
                Term("almost certain", 87, 99),
            ),
        ),
    )
}
