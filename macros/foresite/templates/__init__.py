"""Views to XHTML: one Jinja file a macro, one a card.

Everything that comes out is one well-formed element. Bodies of records are Markdown, which nothing here
reads: ``<fs-body record="ID"></fs-body>`` stands where one belongs, for whoever can convert it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from jinja2 import PackageLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from foresite.corpus import Corpus
from foresite.model import Citation, Claim, Record
from foresite.views import bibliography, briefs, comparison, lists, references, scenarios, scorecard, timeline
from foresite.views.cards import Cards
from foresite.views.links import Target, href

__all__ = ["MACROS", "CitationText", "Templates"]

MACROS: Mapping[str, Callable[..., object]] = {
    "brief": briefs.brief,
    "claims": lists.claims,
    "comparison": comparison.comparison,
    "corrections": lists.corrections,
    "events": lists.events,
    "forecasts": lists.forecasts,
    "recommendations": lists.recommendations,
    "scenarios": scenarios.scenarios,
    "scorecard": scorecard.scorecard,
    "timeline": timeline.timeline,
}
"""The macros that show a view of their arguments; ``bibliography`` takes none and shows the works."""


class CitationText(Protocol):
    """Formatted citations and references, as XHTML."""

    @property
    def order(self) -> Sequence[str]:
        """The keys in the order of the bibliography."""

    def citation(self, citation: Citation) -> str:
        """A citation, its works linked to ``#ref-KEY``."""

    def entry(self, key: str) -> str:
        """A work as the bibliography has it."""


class Templates:
    """The templates of one corpus."""

    def __init__(self, corpus: Corpus, formatted: CitationText) -> None:
        self.corpus = corpus
        self.cards = Cards(corpus)
        self._formatted = formatted
        self._environment = ImmutableSandboxedEnvironment(
            loader=PackageLoader("foresite"),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {"cite": self._cite, "entry": self._entry, "href": _href}

    def macro(self, name: str, arguments: Mapping[str, object], page: str, level: int) -> str:
        """What a macro call shows on a page, under a heading of ``level - 1``.

        Raises:
            KeyError: where no macro has that name.
        """
        if name == "bibliography":
            keys = [key for key in self._formatted.order if key in self.corpus.references]
            return self._render("bibliography", page, level, keys=keys)
        return self._render(name, page, level, view=MACROS[name](self.cards, **arguments))

    def card(self, record: Record, page: str, level: int) -> str:
        """The card of a record, where its block stands; its heading has the record's id."""
        name = "claim" if isinstance(record, Claim) else record.kind
        return self._render(f"card-{name}", page, level, view=self.cards.card(record))

    def references(self, keys: Sequence[str], page: str, level: int) -> str:
        """The works that a page cites, in the order of the bibliography, each with the id ``ref-KEY``."""
        known = [key for key in self._formatted.order if key in set(keys) and key in self.corpus.references]
        return self._render("references", page, level, keys=known)

    @cached_property
    def _entries(self) -> Mapping[str, bibliography.Entry]:
        return bibliography.entries(self.cards)

    def _render(self, template: str, page: str, level: int, **values: Any) -> str:
        if template in ("bibliography", "references"):
            values["works"] = [(self._entries[key], self._label(key), self._entry(key)) for key in values.pop("keys")]
        found = self._environment.get_template(f"{template}.j2")
        return found.render(page=page, level=min(level, 6), **values).strip()

    def _cite(self, citation: Citation) -> Markup | str:
        """A citation; where it names a work that nobody knows, its keys: a draft still shows."""
        if all(work.key in self.corpus.references for work in citation.works):
            return Markup(self._formatted.citation(citation))
        return "; ".join(work.key for work in citation.works)

    def _entry(self, key: str) -> Markup:
        """A formatted work; nothing where the bibliography lacks it."""
        return Markup(self._formatted.entry(key) if key in self.corpus.references else "")

    def _label(self, key: str) -> str:
        """A work's heading: as texts cite it, so that letters tell the works of one year apart."""
        text = Markup(self._formatted.citation(references.of_work(key))).striptags()
        inner = text.removeprefix("(").removesuffix(")")
        lettered = any(letter.isalpha() for letter in inner)
        return inner if lettered else references.short_name(self.corpus.references[key])


def _href(target: Target, page: str) -> str:
    return href(target.page, target.anchor, page)
