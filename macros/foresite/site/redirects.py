"""What a reader finds at an address that has moved: a note where the page remains, a page where it is gone.

Both hold plain links and work without scripts; ``assets/moved.js`` follows them at once.
"""

from __future__ import annotations

from html import escape

from foresite.model.addresses import Permalink, Redirect
from foresite.model.corpus import Corpus
from foresite.render.templating import Href
from foresite.site.policy import with_policy
from foresite.views.addresses import Addresses

SCRIPT = "assets/moved.js"


def moved_notes(corpus: Corpus, page: str, href: Href) -> str:
    """The notes of a page for the anchors that it no longer has; empty where it has them all.

    ``href`` links the page to a place on another.
    """
    here = [redirect for redirect in _of(corpus, page) if redirect.old.anchor]
    notes = "".join(_note(corpus, redirect, href(redirect.new.page, redirect.new.anchor, page)) for redirect in here)
    return f'\n<aside class="fs-moved" aria-label="Moved">{notes}</aside>\n' if notes else ""


def redirect_pages(corpus: Corpus) -> dict[str, str]:
    """The pages that stand where pages are gone, by the path of their file."""
    addresses = Addresses.of(corpus.settings)
    standing = {addresses.file(page.path) for page in corpus.pages}
    old = dict.fromkeys(redirect.old.page for redirect in corpus.settings.redirects)
    gone = [page for page in old if addresses.file(page) not in standing]
    return {addresses.file(page): _page(corpus, page, addresses) for page in gone}


def _page(corpus: Corpus, page: str, addresses: Addresses) -> str:
    here = addresses.path(page)
    redirects = _of(corpus, page)
    whole = next((redirect.new for redirect in redirects if not redirect.old.anchor), None)
    notes = "".join(
        _note(corpus, redirect, _href(redirect.new, page, addresses)) for redirect in redirects if redirect.old.anchor
    )
    head = lead = ""
    if whole:
        to = escape(_href(whole, page, addresses))
        # Only without scripts: they keep the anchor, which this would lose.
        head = (
            f'<noscript><meta http-equiv="refresh" content="0; url={to}"></noscript><link rel="canonical" href="{to}">'
        )
        lead = f'<p data-fs-moved="page">This page has moved to <a href="{to}">{escape(_name(corpus, whole))}</a>.</p>'
    script = escape(addresses.relative(SCRIPT, here))
    return with_policy(
        f'<!doctype html>\n<html lang="{escape(corpus.settings.language)}"><head><meta charset="utf-8">'
        f'<meta name="robots" content="noindex"><meta name="viewport" content="width=device-width">'
        f'<title>Moved</title>{head}<script src="{script}" defer></script></head>'
        f"<body><main><h1>Moved</h1>{lead}{notes}</main></body></html>\n"
    )


def _note(corpus: Corpus, redirect: Redirect, to: str) -> str:
    name, anchor = escape(_name(corpus, redirect.new)), escape(redirect.old.anchor)
    return f'<p id="{anchor}" data-fs-moved="">This has moved to <a href="{escape(to)}">{name}</a>.</p>'


def _of(corpus: Corpus, page: str) -> list[Redirect]:
    """The redirects of a page, those left out whose address is still there."""
    own = (redirect for redirect in corpus.settings.redirects if redirect.old.page == page)
    return [redirect for redirect in own if not _stands(corpus, redirect.old)]


def _stands(corpus: Corpus, link: Permalink) -> bool:
    record = corpus.records.get(link.anchor)
    return record is not None and record.page == link.page


def _href(link: Permalink, page: str, addresses: Addresses) -> str:
    return addresses.relative(addresses.path(link.page, link.anchor), addresses.path(page))


def _name(corpus: Corpus, link: Permalink) -> str:
    """What stands there now."""
    if record := corpus.records.get(link.anchor):
        return record.title
    page = corpus.page(link.page)
    return page.title if page else link.page
