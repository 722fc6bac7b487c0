"""Make what a reader finds at an address that has moved: a note where the page remains, a page where it is gone.

Both hold plain links and work without scripts; ``assets/moved.js`` follows them at once.
"""

from __future__ import annotations

from html import escape

from foresite.language.words import gettext, in_language, of_corpus
from foresite.model.addresses import Permalink, Redirect
from foresite.model.corpus import Corpus
from foresite.render.templating import Href
from foresite.site.policy import with_policy
from foresite.views.addresses import Addresses

SCRIPT = "assets/moved.js"
LINK = "\0"
"""Stands for the link in a message until the rest is escaped."""


@in_language(of_corpus)
def moved_notes(corpus: Corpus, page: str, href: Href) -> str:
    """Return the notes of a page for the anchors that it no longer has; empty where there are none.

    ``href`` links the page to a place on another.
    """
    redirects = [redirect for redirect in _redirects_of(corpus, page) if redirect.old.anchor]
    notes = "".join(
        _note(corpus, redirect, href(redirect.new.page, redirect.new.anchor, page)) for redirect in redirects
    )
    label = escape(gettext("Moved"))
    return f'\n<aside class="fs-moved" aria-label="{label}">{notes}</aside>\n' if notes else ""


@in_language(of_corpus)
def redirect_pages(corpus: Corpus) -> dict[str, str]:
    """Return the pages that replace removed pages, by the path of their file."""
    addresses = Addresses.of(corpus.settings)
    existing = {addresses.file(page.path) for page in corpus.pages}
    old = dict.fromkeys(redirect.old.page for redirect in corpus.settings.redirects)
    removed = [page for page in old if addresses.file(page) not in existing]
    return {addresses.file(page): _page(corpus, page, addresses) for page in removed}


def _page(corpus: Corpus, page: str, addresses: Addresses) -> str:
    path = addresses.path(page)
    redirects = _redirects_of(corpus, page)
    target = next((redirect.new for redirect in redirects if not redirect.old.anchor), None)
    notes = "".join(
        _note(corpus, redirect, _href(redirect.new, page, addresses)) for redirect in redirects if redirect.old.anchor
    )
    head = lead = ""
    if target:
        address = escape(_href(target, page, addresses))
        # Only without scripts: a script keeps the anchor, which this loses.
        head = (
            f'<noscript><meta http-equiv="refresh" content="0; url={address}"></noscript>'
            f'<link rel="canonical" href="{address}">'
        )
        name = escape(_name(corpus, target))
        link = f'<a href="{address}">{name}</a>'
        said = _said(gettext("This page has moved to %(link)s.", link=LINK), link)
        lead = f'<p data-fs-moved="page">{said}</p>'
    moved = escape(gettext("Moved"))
    script = escape(addresses.relative(SCRIPT, path))
    return with_policy(
        f'<!doctype html>\n<html lang="{escape(corpus.settings.content_language)}"><head><meta charset="utf-8">'
        f'<meta name="robots" content="noindex"><meta name="viewport" content="width=device-width">'
        f"<title>{moved}</title>{head}"
        f'<script src="{script}" defer></script></head>'
        f"<body><main><h1>{moved}</h1>{lead}{notes}</main></body></html>\n"
    )


def _note(corpus: Corpus, redirect: Redirect, address: str) -> str:
    name, anchor = escape(_name(corpus, redirect.new)), escape(redirect.old.anchor)
    link = f'<a href="{escape(address)}">{name}</a>'
    said = _said(gettext("This has moved to %(link)s.", link=LINK), link)
    return f'<p id="{anchor}" data-fs-moved="">{said}</p>'


def _said(message: str, link: str) -> str:
    """Return a message, which has a link, as XHTML."""
    return escape(message).replace(LINK, link)


def _redirects_of(corpus: Corpus, page: str) -> list[Redirect]:
    """Return the redirects of a page, without those whose old address still exists."""
    redirects = (redirect for redirect in corpus.settings.redirects if redirect.old.page == page)
    return [redirect for redirect in redirects if not _exists(corpus, redirect.old)]


def _exists(corpus: Corpus, link: Permalink) -> bool:
    record = corpus.records.get(link.anchor)
    return record is not None and record.page == link.page


def _href(link: Permalink, page: str, addresses: Addresses) -> str:
    return addresses.relative(addresses.path(link.page, link.anchor), addresses.path(page))


def _name(corpus: Corpus, link: Permalink) -> str:
    """Return the title of the record or page to which a link leads, or the page's path."""
    if record := corpus.records.get(link.anchor):
        return record.title
    page = corpus.page(link.page)
    return page.title if page else link.page
