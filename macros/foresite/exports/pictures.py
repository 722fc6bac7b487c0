"""Draw the pictures of link previews: shapes and digits of our own, so that they need no font.

Each is cached by its drawing, in ``.cache/foresite/pictures``.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from foresite.assets import OURS, STYLESHEETS
from foresite.language.words import right_to_left, use
from foresite.model.corpus import Corpus
from foresite.model.records import Verdict
from foresite.model.settings import Settings
from foresite.parsing.cache import own_cache
from foresite.render import raster
from foresite.views import share
from foresite.views.axis import along
from foresite.views.cards import Cards
from foresite.views.outlooks import DRAWINGS, Group
from foresite.views.share import HEIGHT, WIDTH, Picture

FOLDER = "pictures"
MAX_BYTES = 500_000
LIGHT = re.compile(r"--fs-(\w+): light-dark\((#[0-9a-f]+)")
OWN = re.compile(r"\.fs-outlook--(\d) \{ --fs-own: light-dark\((#[0-9a-f]+)")
DIGITS = {
    "0": "M1 2.5Q1 0 3 0Q5 0 5 2.5V7.5Q5 10 3 10Q1 10 1 7.5Z",
    "1": "M1.5 2L3.5 0V10",
    "2": "M1 2.5Q1 0 3 0Q5 0 5 2.5Q5 4.5 1 10H5",
    "3": "M1 2Q1.2 0 3 0Q4.8 0 4.8 2.4Q4.8 4.7 2.6 4.7Q5 4.7 5 7.3Q5 10 3 10Q1.1 10 1 7.8",
    "4": "M4 10V0L.5 7H5.5",
    "5": "M4.8 0H1.4L1.2 4.5Q2 3.9 3 3.9Q5 3.9 5 6.9Q5 10 3 10Q1.2 10 1 8.2",
    "6": "M4.6 1.4Q4.2 0 3 0Q1 0 1 3.5V7Q1 10 3 10Q5 10 5 7Q5 4.3 3 4.3Q1 4.3 1 7",
    "7": "M1 0H5L2.3 10",
    "8": "M3 4.6Q1.2 4.6 1.2 2.3Q1.2 0 3 0Q4.8 0 4.8 2.3Q4.8 4.6 3 4.6Q1 4.6 1 7.3Q1 10 3 10Q5 10 5 7.3Q5 4.6 3 4.6",
    "9": "M1.4 8.6Q1.8 10 3 10Q5 10 5 6.5V3Q5 0 3 0Q1 0 1 3Q1 5.7 3 5.7Q5 5.7 5 3",
    "–": "M.8 5.4H5.2",
    "%": "M.2 2A1.3 1.9 0 1 0 2.8 2A1.3 1.9 0 1 0 .2 2M3.2 8A1.3 1.9 0 1 0 5.8 8A1.3 1.9 0 1 0 3.2 8M5.2 0L.8 10",
    ".": "M2.8 9.6H3.4",
}
"""What is drawn of each character, as a line in a box of 6 by 10."""
STEP = 7.5
"""From one character to the next."""


# Drawings.


def colours(settings: Settings) -> dict[str, str]:
    """Return the colours of light pages, by the names of the stylesheet; those of outlooks by their numbers."""
    sheet = STYLESHEETS[OURS]
    own = {str(number): colour.light for number, colour in enumerate(settings.outlook_colours)}
    return dict(LIGHT.findall(sheet)) | dict(OWN.findall(sheet)) | own


def drawing(picture: Picture, settings: Settings) -> str:
    """Return a picture in SVG."""
    paints = colours(settings)
    own = paints[str(picture.group.colour)] if picture.group else paints["link"]
    parts = [_rect(0, 0, WIDTH, HEIGHT, paints["bg"]), _rect(0, 0, 36, HEIGHT, own)]
    with use(settings.language):
        parts += _bar(picture, paints) if picture.counts else _claim(picture, paints, own)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>'


def _claim(picture: Picture, paints: dict[str, str], own: str) -> Iterator[str]:
    if picture.verdict:
        yield _sign(picture.verdict, *((860, 80, 240) if picture.likelihood else (460, 175, 280)), paints)
    elif not picture.likelihood:
        yield f'<circle cx="600" cy="315" r="140" fill="{own}"/>'
    if picture.likelihood:
        lower, upper = picture.likelihood
        yield _text(f"{lower:g}%" if lower == upper else f"{lower:g}–{upper:g}%", 110, 110, 15, paints["text"])
        yield _rect(110, 400, 1000, 90, paints["line"])
        # The axis runs as the pages do.
        lower, upper = sorted((along(lower), along(upper)))
        if lower == upper:
            yield f'<circle cx="{110 + 10 * lower:g}" cy="445" r="52" fill="{own}"/>'
        else:
            yield _rect(110 + 10 * lower, 400, 10 * (upper - lower), 90, own)
        for tick in (0, 25, 50, 75, 100):
            yield _rect(108 + 10 * tick, 380, 4, 130, paints["dim"])


def _bar(picture: Picture, paints: dict[str, str]) -> Iterator[str]:
    total, left = sum(count for _, count in picture.counts), 110.0
    if picture.group:
        yield _mark(picture.group, 110, 70, 110, own=paints[str(picture.group.colour)])
    yield _text(str(total), 270 if picture.group else 110, 70, 11, paints["text"])
    for verdict, count in reversed(picture.counts) if right_to_left() else picture.counts:
        width = 1000 * count / total
        colour = _colour(verdict, paints)
        filled = verdict in (Verdict.HELD, Verdict.MISSED, Verdict.PARTLY)
        yield _rect(left + 2, 400, width - 4, 140, colour if filled else paints["line"])
        needed = 8 * STEP * len(str(count)) + 10
        if width > needed:
            middle = left + width / 2
            yield _sign(verdict, middle - 30, 250, 60, paints)
            yield _text(str(count), middle - 3.5 * STEP * len(str(count)), 325, 6, paints["text"])
        left += width


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{max(width, 1):g}" height="{height:g}" fill="{fill}"/>'


def _mark(group: Group, x: float, y: float, size: float, own: str) -> str:
    return f'<path transform="translate({x:g} {y:g}) scale({size / 12:g})" fill="{own}" d="{group.outline}"/>'


def _colour(verdict: Verdict, paints: dict[str, str]) -> str:
    named = {Verdict.HELD: "good", Verdict.MISSED: "bad", Verdict.PARTLY: "half"}
    return paints[named.get(verdict, "dim")]


def _sign(verdict: Verdict, x: float, y: float, size: float, paints: dict[str, str]) -> str:
    drawn = DRAWINGS[verdict.value].replace("currentColor", _colour(verdict, paints))
    return f'<g transform="translate({x:g} {y:g}) scale({size / 12:g})">{drawn}</g>'


def _text(text: str, x: float, y: float, scale: float, colour: str) -> str:
    lines = (
        f'<path transform="translate({place * STEP:g} 0)" d="{DIGITS[sign]}"/>'
        for place, sign in enumerate(text)
        if sign in DIGITS
    )
    return (
        f'<g transform="translate({x:g} {y:g}) scale({scale:g})" fill="none" stroke="{colour}" stroke-width="1.3" '
        f'stroke-linejoin="round" stroke-linecap="round">{"".join(lines)}</g>'
    )


# Files.


def can_draw(root: Path) -> bool:
    """Return whether pictures can be drawn for the project in a folder; what is cached was drawn before."""
    if not raster.is_installed():
        return False
    cache = own_cache(root)
    return bool(cache and any((cache / FOLDER).glob("*.png"))) or raster.can_load()


def picture_files(corpus: Corpus) -> dict[str, bytes]:
    """Return the pictures of all pages, claims and charts, by path; each drawing once."""
    settings = corpus.settings
    if not settings.previews:
        return {}
    cards = Cards(corpus)
    found = [picture for page in corpus.pages if (picture := share.of_page(corpus, page.path))]
    found += [share.of_claim(cards.line(claim)) for claim in corpus.claims]
    found += [embed.picture for embed in share.chart_embeds(cards) if embed.picture]
    cache = own_cache(settings.root)
    folder = cache / FOLDER if cache else None
    pictures = {picture.path: drawing(picture, settings) for picture in found}
    drawn = {svg: _cached(folder / _name(svg)) if folder else b"" for svg in pictures.values()}
    missing = [svg for svg, content in drawn.items() if not content]
    for svg, content in zip(missing, raster.pngs(missing, WIDTH, HEIGHT) if missing else (), strict=True):
        drawn[svg] = content
        if folder:
            _keep(folder / _name(svg), content)
    if folder:
        _clear(folder, set(map(_name, drawn)))
    return {path: drawn[svg] for path, svg in pictures.items()}


def _name(svg: str) -> str:
    return f"{sha256(svg.encode()).hexdigest()[:32]}.png"


def _cached(path: Path) -> bytes:
    """Return a cached picture; nothing where there is none, or something else in its place."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
            return b""
        content = path.read_bytes()
    except OSError:
        return b""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", WIDTH, HEIGHT)
    return content if content.startswith(head) else b""


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            part.write(content)
        Path(part.name).replace(path)
    except OSError:
        return


def _clear(folder: Path, names: set[str]) -> None:
    """Remove pictures that nothing shows any more."""
    for path in folder.glob("*.png"):
        if path.name not in names:
            path.unlink(missing_ok=True)
