"""Write the pages that others embed: small, without scripts, and with a policy that lets anybody frame them."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader

from foresite.language.words import in_language, of_corpus
from foresite.model.corpus import Corpus
from foresite.render.templating import environment
from foresite.site.policy import with_policy
from foresite.views import share
from foresite.views.addresses import Addresses, LinkTarget
from foresite.views.cards import Cards
from foresite.views.outlooks import DRAWINGS
from foresite.views.share import HEIGHT, WIDTH, Embed

STYLES = "assets/embed.css"
"""The stylesheet of these pages, which no other page loads."""


@in_language(of_corpus)
def claim_files(corpus: Corpus, page: str) -> dict[str, str]:
    """Return the pages to embed of the claims on a page, by path."""
    if not corpus.settings.share:
        return {}
    cards = Cards(corpus)
    embeds = (share.claim_embed(cards, claim) for claim in corpus.claims_on(page))
    return {embed.path: _page(corpus, embed) for embed in embeds}


@in_language(of_corpus)
def chart_files(corpus: Corpus) -> dict[str, str]:
    """Return the pages to embed of outlooks and themes, by path."""
    if not corpus.settings.share:
        return {}
    return {embed.path: _page(corpus, embed) for embed in share.chart_embeds(Cards(corpus))}


@cache
def _environment() -> Environment:
    return environment(PackageLoader("foresite.render"))


def _page(corpus: Corpus, embed: Embed) -> str:
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)

    def link(target: LinkTarget) -> str:
        return addresses.link(addresses.path(target.page, target.anchor), embed.path)

    html = (
        _environment()
        .get_template("embed.j2")
        .render(
            view=embed,
            settings=settings,
            link=link,
            styles=addresses.relative(STYLES, embed.path),
            address=addresses.url(embed.path),
            picture=addresses.url(embed.picture.path) if embed.picture else "",
            size=(WIDTH, HEIGHT),
            code=share.code(settings, embed),
            drawings=DRAWINGS,
        )
    )
    return with_policy(html)
