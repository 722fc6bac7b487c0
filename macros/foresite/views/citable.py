"""How to cite this site's own pages and claims: words, formats, and the day of the last change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from posixpath import splitext
from types import MappingProxyType

from foresite.corpus import Corpus
from foresite.model import Claim, Name, Page, Reference
from foresite.problems import Place
from foresite.values import PartialDate
from foresite.values.dates import MONTHS
from foresite.views import references
from foresite.views.addresses import Addresses, is_home
from foresite.views.cards import when
from foresite.views.links import Target
from foresite.views.records import When

FOLDER = "data/cite"
"""Where a site keeps the citations of its own pages and their claims: three files a page."""
FORMATS = {"BibTeX": "bib", "RIS": "ris", "CSL-JSON": "json"}
QUOTES = str.maketrans("“”", "‘’")
"""Quotation marks inside quotation marks."""


@dataclass(frozen=True, slots=True)
class Citable:
    """A page or a claim as something to cite."""

    what: str
    """``page``, or the claim's kind."""
    target: Target
    words: str
    """The citation as Chicago's author-date style has it, up to the address."""
    url: str
    """Its permanent address; empty where the site's own address is not known."""
    changed: When | None
    """The day of its last change; None where that is not known."""
    files: tuple[Target, ...]
    """The citation in each format: the format's name, and the path from the site's root. One file holds a page
    and its claims."""
    beside: str
    """What else these files hold, in words; empty where that is nothing."""
    reference: Reference
    """The same as an entry of a bibliography."""


def of_claim(corpus: Corpus, claim: Claim) -> Citable:
    """A claim, cited as what this site says of a brief."""
    brief = corpus.references.get(claim.brief)
    source = f"Annotation of {references.short_name(brief) if brief else claim.brief}, {claim.at}"
    target = Target(claim.title, claim.page, claim.id)
    changed = corpus.history.records.get(claim.id)
    return _citable(corpus, claim.kind, target, claim.place, changed, claim.id, source, "the rest of the page")


def of_page(corpus: Corpus, page: Page) -> Citable:
    """A page of the site."""
    stem = splitext(page.path)[0]
    name = "-".join((corpus.settings.name or "site", *stem.split("/")))
    key = "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())
    title = (corpus.settings.name if is_home(page.path) else "") or page.title
    target = Target(title, page.path)
    beside = "its claims" if corpus.claims_on(page.path) else ""
    return _citable(corpus, "page", target, page.place, _changed(corpus, page), key, "", beside)


def together(corpus: Corpus, page: Page) -> list[Citable]:
    """What stands in the files of a page: the page, then its claims."""
    return [of_page(corpus, page), *(of_claim(corpus, claim) for claim in corpus.claims_on(page.path))]


def _changed(corpus: Corpus, page: Page) -> date | None:
    """When a page last changed; one that shows records from elsewhere changes with them."""
    own = corpus.history.pages.get(page.path)
    shown = corpus.changed if page.path in corpus.showing else None
    return max((day for day in (own, shown) if day), default=None)


def _citable(
    corpus: Corpus, what: str, target: Target, place: Place, changed: date | None, key: str, source: str, beside: str
) -> Citable:
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    url = addresses.url(addresses.path(target.page, target.anchor))
    day = PartialDate.parse(changed.isoformat()) if changed else None
    author = settings.author or settings.name
    fields = {
        "title": target.text,
        "titleaddon": source,
        "journaltitle": settings.name if settings.name != target.text else "",
        "language": settings.language,
        "url": url,
    }
    return Citable(
        what=what,
        target=target,
        words=_chicago(author, changed, target.text, source, fields["journaltitle"]),
        url=url,
        changed=when(day) if day else None,
        files=_files(target.page),
        beside=beside,
        reference=Reference(
            key=key,
            type="online",
            authors=(Name(literal=author),) if author else (),
            editors=(),
            date=day,
            fields=_given(fields),
            source="",
            place=place,
        ),
    )


@cache
def _files(page: str) -> tuple[Target, ...]:
    stem = splitext(page)[0]
    return tuple(Target(name, f"{FOLDER}/{stem}.{suffix}") for name, suffix in FORMATS.items())


def _given(fields: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({name: text for name, text in fields.items() if text})


def _chicago(author: str, changed: date | None, title: str, source: str, site: str) -> str:
    """A web page in the author-date system of the Chicago Manual of Style."""
    quoted = f"“{_ended(title.translate(QUOTES))}”"
    year = _ended(str(changed.year) if changed else "n.d.")
    parts = [_ended(author), year, quoted] if author else [quoted, year]
    parts += [_ended(part) for part in (source, site) if part]
    if changed:
        parts.append(f"Last modified {MONTHS[changed.month - 1]} {changed.day}, {changed.year}.")
    return " ".join(parts)


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
