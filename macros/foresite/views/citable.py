"""Format citations of the site's own pages and claims, for the screen and the foot of each printed sheet.

Browsers with margin boxes of CSS Paged Media (https://www.w3.org/TR/css-page-3/#margin-boxes), such as Chromium, print
the foot. Others print a title, an address and page numbers of their own.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from posixpath import splitext
from types import MappingProxyType
from typing import NamedTuple

from foresite.language import formats
from foresite.language.foreign import alike
from foresite.language.words import gettext, pgettext
from foresite.model.addresses import CITATIONS
from foresite.model.corpus import Corpus
from foresite.model.dates import PartialDate
from foresite.model.dependencies import query
from foresite.model.problems import Place
from foresite.model.records import Claim, Name, Page, Reference
from foresite.views import references
from foresite.views.addresses import Addresses, LinkTarget, is_home
from foresite.views.cards import when
from foresite.views.records import When
from foresite.views.share import CARD_HEIGHT, claim_page

# Citations of this site's own pages and claims.

FORMATS = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}
QUOTES = {
    "“": str.maketrans("“”", "‘’"),
    "„": str.maketrans("„“", "‚‘"),
    "«": str.maketrans("«»", "“”"),
    "「": str.maketrans("「」", "『』"),
}
"""The replacements for quotation marks inside quotation marks, by the outer one."""

ENDS = (".", "?", "!", "…", "。", "？", "！")
"""What ends a sentence, so that no full stop follows."""


class Citable(NamedTuple):
    """The citation of a page or a claim."""

    what: str
    """``page``, or the claim's kind."""
    target: LinkTarget
    words: str
    """The citation in Chicago's author-date style, without the address."""
    url: str
    """Its permanent address; empty where the site's own address is unknown."""
    changed: When | None
    """The day of its last change; None where it is unknown."""
    files: tuple[LinkTarget, ...]
    """The citation files: the format's name, and the path from the site's root. One file holds a page and its
    claims."""
    beside: str
    """What else these files contain, in words; empty where they contain nothing else."""
    reference: Reference
    """The citation as an entry of a bibliography."""
    embed: LinkTarget | None = None
    """The card to share or embed; None for a page, or where the site has none."""
    height: int = 0
    """Pixels that this card takes in a frame."""


def of_claim(corpus: Corpus, claim: Claim) -> Citable:
    """Return the citation of a claim."""
    target = LinkTarget(claim.title, claim.page, claim.id)
    citation = _citable(claim.kind, target, _claim(corpus, claim), gettext("the rest of the page"))
    card = LinkTarget(gettext("Card to embed"), claim_page(claim.id)) if corpus.settings.share else None
    return citation._replace(embed=card, height=CARD_HEIGHT)


def of_page(corpus: Corpus, page: Page) -> Citable:
    """Return the citation of a page."""
    target = LinkTarget(_title(corpus, page), page.path)
    return _citable("page", target, _page(corpus, page), gettext("its claims") if corpus.claims_on(page.path) else "")


def entries(corpus: Corpus, page: Page) -> list[Reference]:
    """Return the entries in the citation files of a page: the page, then its claims."""
    return [_page(corpus, page), *(_claim(corpus, claim) for claim in corpus.claims_on(page.path))]


@cache
def files(page: str) -> tuple[LinkTarget, ...]:
    """Return the citation files of a page, one per format."""
    stem = splitext(page)[0]
    return tuple(LinkTarget(name, f"{CITATIONS}/{stem}.{suffix}") for name, suffix in FORMATS.items())


def _claim(corpus: Corpus, claim: Claim) -> Reference:
    brief = corpus.references.get(claim.brief)
    name = references.cited_name(corpus, brief) if brief else claim.brief
    source = gettext("Annotation of %(brief)s, %(place)s", brief=name, place=claim.at.words)
    addresses = Addresses.of(corpus.settings)
    address = addresses.url(addresses.path(claim.page, claim.id))
    changed = corpus.history.records.get(claim.id)
    return _reference(corpus, claim.id, claim.title, source, address, changed, claim.place)


def _page(corpus: Corpus, page: Page) -> Reference:
    stem = splitext(page.path)[0]
    name = "-".join((corpus.settings.name or "site", *stem.split("/")))
    key = "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())
    addresses = Addresses.of(corpus.settings)
    address = addresses.url(addresses.path(page.path))
    return _reference(corpus, key, _title(corpus, page), "", address, changed(corpus, page), page.place)


def _title(corpus: Corpus, page: Page) -> str:
    return (corpus.settings.name if is_home(page.path) else "") or page.title


def changed(corpus: Corpus, page: Page) -> date | None:
    """Return the day of a page's last change; a page that shows records from other pages changes with them."""
    return _changed(corpus, page.path)


@query
def _changed(corpus: Corpus, path: str) -> date | None:
    page_day = corpus.history.pages.get(path)
    corpus_day = corpus.changed if path in corpus.showing else None
    return max((day for day in (page_day, corpus_day) if day), default=None)


def _reference(
    corpus: Corpus, key: str, title: str, source: str, address: str, changed: date | None, place: Place
) -> Reference:
    settings = corpus.settings
    author = settings.author or settings.name
    fields = {
        "title": title,
        "titleaddon": source,
        "journaltitle": settings.name if settings.name != title else "",
        "language": settings.content_language,
        "url": address,
    }
    return Reference(
        key=key,
        type="online",
        authors=(Name(literal=author),) if author else (),
        editors=(),
        date=PartialDate.parse(changed.isoformat()) if changed else None,
        fields=MappingProxyType({name: text for name, text in fields.items() if text}),
        source="",
        place=place,
    )


def _citable(what: str, target: LinkTarget, reference: Reference, beside: str) -> Citable:
    return Citable(
        what=what,
        target=target,
        words=_chicago(reference),
        url=reference.fields.get("url", ""),
        changed=when(reference.date) if reference.date else None,
        files=files(target.page),
        beside=beside,
        reference=reference,
    )


def _chicago(reference: Reference) -> str:
    """Return the citation of a web page in the author-date system of the Chicago Manual of Style."""
    fields, day = reference.fields, reference.date.first if reference.date else None
    outer = pgettext("title", "“%(title)s”", title="")[:1]
    own = fields.get("title", "")
    title = own.translate(QUOTES.get(outer, {}))
    if title.endswith(ENDS):
        quoted = pgettext("title", "“%(title)s”", title=alike(own, title))
    else:
        quoted = pgettext("title", "“%(title)s.”", title=alike(own, title))
    year = _with_full_stop(str(day.year) if day else pgettext("citation", "n.d."))
    authors = [_with_full_stop(str(author)) for author in reference.authors]
    parts = [*authors, year, quoted] if authors else [quoted, year]
    parts += [_with_full_stop(fields[name]) for name in ("titleaddon", "journaltitle") if name in fields]
    if day:
        parts.append(gettext("Last modified %(day)s.", day=formats.day_in_citation(day)))
    return " ".join(parts)


def _with_full_stop(text: str) -> str:
    return text if text.endswith(ENDS) else f"{text}."


# The foot of each sheet when a page is printed from a browser.


SPECIAL = re.compile(r"[\"\\<\x00-\x1f\x7f]")


def sheet_foot(own: Citable) -> str:
    """Return the stylesheet of a page's foot: title and permalink, day of the last change, number of the sheet.

    The common rules of all pages are in ``assets/foresite.css``.
    """
    name = "\n".join(filter(None, (own.target.text, own.url)))
    changed = f"{own.changed.words}\n" if own.changed else ""
    return (
        f"@page{{@bottom-left{{content:{_css_string(name)};white-space:pre-line}}"
        f'@bottom-right{{content:{_css_string(changed)}counter(page)" / "counter(pages);white-space:pre-line}}}}'
    )


def _css_string(text: str) -> str:
    """Return a CSS string that is safe in a ``style`` element."""
    return '"' + SPECIAL.sub(lambda match: f"\\{ord(match[0]):x} ", text) + '"'
