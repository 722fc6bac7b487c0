"""Show a claim, or the verdicts of an outlook or theme, by itself: on a small page that others can embed.

A claim has no page of its own, and what previews links asks for pages. So its page to embed is the address to share:
it says what the claim is, and leads to it. Pictures of link previews are named here, and drawn by
``foresite.exports.pictures``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from foresite.language.formats import series
from foresite.language.words import gettext, pgettext
from foresite.model.addresses import EMBEDS, PREVIEWS
from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.records import Claim, Forecast, Grouping, Verdict
from foresite.model.settings import Settings
from foresite.views import references
from foresite.views.addresses import Addresses, LinkTarget
from foresite.views.cards import Cards
from foresite.views.counts import kind
from foresite.views.outlooks import Group
from foresite.views.parts import address_part
from foresite.views.records import Line
from foresite.views.related import place_of_theme
from foresite.views.tally import Counts, Tally, tally

# Pictures of link previews: what each draws, without words.


WIDTH, HEIGHT = 1200, 630
"""Pixels: the size that link previews show."""
CARD_HEIGHT, CHART_HEIGHT = 320, 300
"""Pixels that a page to embed takes in a frame of 300 pixels' width, but for long titles."""


class Picture(NamedTuple):
    """What a picture draws, and the name that it has for that."""

    name: str
    """The same for the same drawing, in one site."""
    alt: str
    """What it shows, in words."""
    group: Group | None = None
    """The group of the verdicts, whose colour and mark it has."""
    likelihood: tuple[float, float] | None = None
    """The range of a claim, in per cent."""
    verdict: Verdict | None = None
    """Its verdict."""
    counts: Counts = ()

    @property
    def path(self) -> str:
        """Where the site serves it."""
        return f"{PREVIEWS}/{self.name}.png"


def of_claim(line: Line) -> Picture:
    """Return the picture of a claim: the range of its likelihood, and its verdict."""
    interval = line.likelihood.interval if line.likelihood else None
    spans = (float(interval.lower), float(interval.upper)) if interval else None
    # Without the look of its group, claims of all outlooks share pictures.
    parts = [f"{end:g}".replace(".", "-") for end in spans or ()]
    said = line.likelihood.range_text if line.likelihood and spans else ""
    verdict = line.judged
    if verdict:
        parts.append(verdict.value)
    words = series(filter(None, (kind(line.kind), said, verdict.label if verdict else "")))
    alt = f"{words[:1].upper()}{words[1:]}"
    return Picture("-".join(("claim", *parts)), alt, likelihood=spans, verdict=verdict)


def of_forecasts(group: Group | None, counts: Counts, alt: str) -> Picture:
    """Return the picture of verdicts, counted."""
    parts = [f"{verdict.value}-{count}" for verdict, count in counts]
    look = [str(group.colour), group.mark] if group else []
    return Picture("-".join(("verdicts", *look, *parts)), alt, group, counts=counts)


def of_site(corpus: Corpus) -> Picture:
    """Return the picture of all pages without one of their own: its name stays when a verdict changes."""
    return Picture("site", gettext("How the forecasts of this site fared"), counts=_all_counts(corpus))


def of_page(corpus: Corpus, page: str) -> Picture | None:
    """Return the picture of a page, of its brief or of the site; None where there are none, or nothing to draw."""
    if not corpus.settings.previews:
        return None
    brief = corpus.brief_on(page)
    if brief and (counted := _of_brief(corpus, brief.key)).verdicts:
        group = Cards(corpus).groups(Grouping.OUTLOOK).of_brief(brief.key)
        return of_forecasts(group, counted.verdicts, counted.sentence)
    return of_site(corpus) if _any(corpus) else None


@query
def _any(corpus: Corpus) -> bool:
    return any(isinstance(claim, Forecast) and claim.likelihood for claim in corpus.claims)


@query
def _all_counts(corpus: Corpus) -> Counts:
    return tally(corpus, corpus.claims).verdicts


@query
def _of_brief(corpus: Corpus, brief: str) -> Tally:
    return tally(corpus, corpus.claims_of(brief))


# Pages to embed.


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, in per cent of its width."""

    verdict: Verdict
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Embed:
    """A page to embed: a claim, or a bar of verdicts."""

    path: str
    """Where the site serves it."""
    title: str
    words: str
    """What it shows, in a sentence."""
    target: LinkTarget
    """What it leads to."""
    picture: Picture | None
    group: Group | None
    height: int
    """Pixels that it takes in a frame."""
    line: Line | None = None
    """The claim."""
    source: str = ""
    """The brief and the place in it."""
    segments: tuple[Segment, ...] = ()
    """The bar."""


@cache
def claim_page(id: str) -> str:
    """Return where the site serves the page to embed of a claim."""
    return f"{EMBEDS}/claim/{id}.html"


def claim_embed(cards: Cards, claim: Claim) -> Embed:
    """Return the page to embed of a claim."""
    corpus, line = cards.corpus, cards.line(claim)
    work = corpus.references.get(claim.brief)
    picture = of_claim(line)
    source = f"{references.cited_name(corpus, work) if work else claim.brief}, {claim.at.words}"
    outcome = (
        gettext("Outcome: %(status)s as of %(day)s.", status=line.outcome.status, day=line.outcome.as_of.words)
        if line.outcome
        else ""
    )
    said = pgettext("sentence", "%(words)s (%(source)s).", words=picture.alt, source=source)
    return Embed(
        path=claim_page(claim.id),
        title=claim.title,
        words=" ".join(filter(None, (said, outcome))),
        target=line.target,
        picture=picture if corpus.settings.previews else None,
        group=line.group,
        height=CARD_HEIGHT,
        line=line,
        source=source,
    )


def chart_embeds(cards: Cards) -> Iterator[Embed]:
    """Yield the pages to embed of each outlook and theme that has forecasts."""
    corpus, settings = cards.corpus, cards.corpus.settings
    for outlook, path in _paths("outlook", corpus.outlooks):
        claims = [claim for claim in corpus.claims if claim.outlook == outlook]
        pages = [brief.page for brief in corpus.briefs if brief.outlook == outlook]
        page = pages[0] if len(pages) == 1 else (corpus.page_of("comparison") or pages[0])
        group = cards.groups(Grouping.OUTLOOK).get(outlook)
        label = settings.outlook_label(outlook)
        yield from _chart(cards, path, label, LinkTarget(label, page), claims, group)
    home = next((page.path for page in corpus.pages if page.path in ("index.md", "README.md")), "index.md")
    for theme, path in _paths("theme", _themes(corpus)):
        label = settings.theme_label(theme)
        target = place_of_theme(cards, theme) or LinkTarget(label, home)
        # A claim counts under its first theme, as on the theme's own page.
        claims = [claim for claim in corpus.claims_with(theme) if claim.theme == theme]
        yield from _chart(cards, path, label, target, claims, None)


@query
def outlook_page(corpus: Corpus, outlook: str) -> str:
    """Return where the site serves the chart to embed of an outlook; empty where it has none."""
    claims = (claim for claim in corpus.claims if claim.outlook == outlook)
    forecasts = any(isinstance(claim, Forecast) and claim.likelihood for claim in claims)
    return dict(_paths("outlook", corpus.outlooks)).get(outlook, "") if forecasts and corpus.settings.share else ""


@query
def theme_page(corpus: Corpus, theme: str) -> str:
    """Return where the site serves the chart to embed of a theme; empty where it has none."""
    claims = (claim for claim in corpus.claims_with(theme) if claim.theme == theme)
    forecasts = any(isinstance(claim, Forecast) and claim.likelihood for claim in claims)
    return dict(_paths("theme", _themes(corpus))).get(theme, "") if forecasts and corpus.settings.share else ""


def _themes(corpus: Corpus) -> tuple[str, ...]:
    return tuple(corpus.settings.themes or dict.fromkeys(theme for claim in corpus.claims for theme in claim.themes))


def _paths(kind: str, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield names with their pages, each page once."""
    taken: set[str] = set()
    for name in names:
        slug = address_part(name)
        while slug in taken:
            slug = f"{slug}-2"
        taken.add(slug)
        yield name, f"{EMBEDS}/{kind}/{slug}.html"


def _chart(
    cards: Cards, path: str, label: str, target: LinkTarget, claims: Sequence[Claim], group: Group | None
) -> Iterator[Embed]:
    counted = tally(cards.corpus, claims)
    if not (counts := counted.verdicts):
        return
    words = counted.sentence
    yield Embed(
        path=path,
        title=gettext("%(label)s: how the forecasts fared", label=label),
        words=words,
        target=target,
        picture=of_forecasts(group, counts, words) if cards.corpus.settings.previews else None,
        group=group,
        height=CHART_HEIGHT,
        segments=tuple(_segments(counts)),
    )


def _segments(counts: Counts) -> Iterator[Segment]:
    total, start = sum(count for _, count in counts), 0
    for verdict, count in counts:
        yield Segment(verdict, count, round(100 * start / total, 3), round(100 * count / total, 3))
        start += count


def code(settings: Settings, embed: Embed) -> str:
    """Return the HTML by which another site shows a page to embed; empty where the site's own address is unknown."""
    address = Addresses.of(settings).url(embed.path)
    if not address:
        return ""
    title = f"{embed.title} · {settings.name}" if settings.name else embed.title
    quoted = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return (
        f'<iframe src="{address}" title="{quoted}" width="100%" height="{embed.height}" loading="lazy" '
        'style="border:0"></iframe>'
    )
