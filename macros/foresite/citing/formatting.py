"""Some works and citations formatted by Pandoc, and once more for what was left unclear.

A run takes seconds for thousands of entries, and as long again for as many citations, so those that differ only by
a paragraph are formatted once, groups of works are put together, and works that need nothing of each other are
formatted side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from foresite.citing import standins, together
from foresite.citing.dress import Dresser
from foresite.citing.lanes import Lanes
from foresite.citing.pandoc import CiteprocRun
from foresite.citing.parting import parted
from foresite.citing.style import listing_only
from foresite.model import Citation, CitedWork, Reference


@dataclass(frozen=True, slots=True)
class Form:
    """How the works of a bibliography are formatted."""

    references: Mapping[str, Reference]
    dresser: Dresser
    style: str
    """The text of the style, as Pandoc reads it."""
    built_in: bool
    """Whether the style is the one that comes with Pandoc."""
    group_of: Mapping[str, str]
    """The group to which a work belongs, by its key; works of others have no influence on it."""
    local: bool
    """Whether there are such groups: the form of a work depends on nothing else."""

    def items(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        """Works as citeproc shall see them."""
        return [self.dresser.item(self.references[key]) for key in keys]


class Listing:
    """The keys of all works in the order of the style, found in the background."""

    def __init__(self, form: Form, lanes: Lanes) -> None:
        style = listing_only(form.style)
        self._result = lanes.add(lambda: CiteprocRun(form.items(list(form.references)), (), style))

    def result(self) -> list[str]:
        """The keys; asked for once."""
        return list(self._result()[1])


class Straight:
    """Works and citations formatted as they are, in the background."""

    def __init__(self, form: Form, keys: Sequence[str], citations: Sequence[Citation], lanes: Lanes) -> None:
        # Of works that nothing else tells apart, the one cited first has the first letter behind its year.
        alone = [Citation((CitedWork(key),)) for key in keys] if form.local else []
        self._form = form
        asked = list(dict.fromkeys([*alone, *citations]))
        parts = parted(keys, asked, form.group_of, lanes.count) if form.local else [(list(keys), asked)]
        self._runs = [(cited, lanes.add(partial(_run, form, own, cited))) for own, cited in parts]

    @property
    def ordered(self) -> bool:
        """Whether the result has the works in the order of the style."""
        return len(self._runs) == 1

    def result(self) -> tuple[dict[Citation, str], dict[str, str]]:
        """The citations and the entries of the works; asked for once."""
        formatted: dict[Citation, str] = {}
        entries: dict[str, str] = {}
        for citations, result in self._runs:
            cited, listed = result()
            formatted |= {each: self._citation(each, element) for each, element in zip(citations, cited, strict=True)}
            entries |= {key: self._entry(key, element) for key, element in listed.items()}
        return formatted, entries

    def _entry(self, key: str, element: Element) -> str:
        return self._form.dresser.entry(element, self._form.references[key])

    def _citation(self, citation: Citation, element: Element) -> str:
        references = [self._form.references[work.key] for work in citation.works]
        html = self._form.dresser.citation(element, references)
        # The record prints ¶7 everywhere; styles leave a space behind a label.
        return html.replace("¶ ", "¶") if self._form.built_in else html


class Shortened:
    """The same with stand-ins for paragraphs, and with groups of works put together, where that saves anything."""

    def __init__(self, form: Form, keys: Sequence[str], citations: Sequence[Citation], lanes: Lanes) -> None:
        self._form = form
        self._lanes = lanes
        self._keys = keys
        self._citations = citations
        self._stands = self._standing_in()
        self._groups = self._bare_groups()
        self._some = next((citations[at] for at in self._stands), None)
        self._tried = together.tried([citations[at] for at in self._groups])
        short = {*self._stands, *self._groups}
        asked = [each for at, each in enumerate(citations) if at not in short]
        asked += [*dict.fromkeys(self._stands.values()), *self._tried]
        if self._some:
            located = standins.tried(self._some)
            asked += [*located, *filter(None, map(standins.standing_in, located))]
        self._run = Straight(form, keys, asked, lanes)
        self.ordered = self._run.ordered
        """Whether the result has the works in the order of the style."""

    def result(self) -> tuple[list[str], dict[str, str]]:
        """The citations as given, and the entries of the works; asked for once."""
        cited, entries = self._run.result()
        found = self._short(cited)
        whole = [found[at] if at in found else cited.get(each) for at, each in enumerate(self._citations)]
        if unclear := [each for each, html in zip(self._citations, whole, strict=True) if html is None]:
            cited |= Straight(self._form, self._akin(unclear), unclear, self._lanes).result()[0]
        return [
            cited[each] if html is None else html for each, html in zip(self._citations, whole, strict=True)
        ], entries

    def _short(self, cited: Mapping[Citation, str]) -> dict[int, str | None]:
        """What the short cuts give, by its place among the citations; None where that is not clear."""
        found: dict[int, str | None] = dict.fromkeys((*self._stands, *self._groups))
        if self._some and standins.all_alike(self._some, cited):
            for at, stand in self._stands.items():
                found[at] = standins.put_in(cited[stand], self._citations[at].works[0].locator)
        if joint := together.Joint.shown(self._tried, cited):
            found |= {at: joint.put_together(self._citations[at], cited) for at in self._groups}
        return found

    def _standing_in(self) -> dict[int, Citation]:
        """The stand-ins by the places of what they stand for."""
        if not self._form.local:
            return {}
        stands = {at: stand for at, each in enumerate(self._citations) if (stand := standins.standing_in(each))}
        saved = len(stands) - len(set(stands.values()))
        return stands if saved >= len(standins.TRIED) else {}

    def _bare_groups(self) -> list[int]:
        """The places of the groups that can be put together."""
        if not (self._form.local and together.is_unsorted(self._form.style)):
            return []
        bare = [at for at, each in enumerate(self._citations) if together.is_bare(each) and self._is_apart(each)]
        return bare if len(bare) > 2 * together.TRIED else []

    def _is_apart(self, citation: Citation) -> bool:
        """Whether no two of its works could be taken for each other; an "n.d." would end unclearly."""
        keys = [work.key for work in citation.works]
        dated = all(self._form.references[key].date for key in keys)
        return dated and len({self._form.group_of[key] for key in keys}) == len(keys)

    def _akin(self, citations: Sequence[Citation]) -> list[str]:
        """The works that have an influence on citations."""
        groups = {self._form.group_of[work.key] for citation in citations for work in citation.works}
        return [key for key in self._keys if self._form.group_of[key] in groups]


def _run(form: Form, keys: Sequence[str], citations: Sequence[Citation]) -> CiteprocRun:
    return CiteprocRun(form.items(keys), citations, form.style)
