"""Pictures in SVG: what draws stays, what runs, leads elsewhere or loads is left out and named."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from xml.etree import ElementTree

import pytest

from foresite.render.svg import MAX_ELEMENTS, MAX_SVG_BYTES, SVG, SvgError, sanitise

PICTURES = Path(__file__).parents[1] / "pictures"
XLINK = "{http://www.w3.org/1999/xlink}"


def picture(inside: str, root: str = "") -> bytes:
    names = f'xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml"'
    return f'<svg {names} {root}>\n<rect width="9" height="9"/>{inside}</svg>'.encode()


def kept(inside: str, root: str = "") -> str:
    return sanitise(picture(inside, root)).content.decode()


def drawn(data: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Every element of SVG but notes, with its attributes and text, where no program put them for itself."""
    found = []
    for element in ElementTree.fromstring(data).iter():
        if element.tag.startswith(f"{{{SVG}}}") and not element.tag.endswith("}metadata"):
            own = {n: v for n, v in element.items() if "{" not in n or n.startswith(XLINK) or n.endswith("}space")}
            text = element.text or ""
            found.append((element.tag, own, text if text.strip() else ""))
    return found


@pytest.mark.parametrize("name", ["inkscape.svg", "matplotlib.svg"])
def test_what_real_programs_draw_stays_as_it_is(name: str) -> None:
    data = (PICTURES / name).read_bytes()
    made = sanitise(data)
    assert made.removed == ()
    assert drawn(made.content) == drawn(data)
    assert sanitise(made.content).content == made.content
    assert b"sodipodi" not in made.content


HOSTILE = {
    "<script>alert(1)</script>": "the element 'script'",
    "<h:script>alert(1)</h:script>": "the element 'script'",
    "<script xlink:href='https://evil.example/x.js'/>": "the element 'script'",
    "<foreignObject><h:iframe src='https://evil.example'/></foreignObject>": "the element 'foreignObject'",
    "<handler type='text/javascript'>alert(1)</handler>": "the element 'handler'",
    "<rect onload='alert(1)'/>": "'onload' of 'rect'",
    "<rect ONCLICK='alert(1)'/>": "'ONCLICK' of 'rect'",
    "<a href='javascript:alert(1)'><rect/></a>": "'href' of 'a'",
    "<a xlink:href=' java&#10;script:alert(1)'><rect/></a>": "'href' of 'a'",
    "<a href='data:text/html,x'><rect/></a>": "'href' of 'a'",
    "<animate attributeName='href' values='javascript:alert(1)'/>": "the element 'animate'",
    "<set attributeName='onclick' to='alert(1)'/>": "the element 'set'",
    "<use href='https://evil.example/a.svg#x'/>": "'href' of 'use'",
    "<use href='data:image/svg+xml;base64,PHN2Zz4='/>": "'href' of 'use'",
    "<image href='https://evil.example/a.png'/>": "'href' of 'image'",
    "<image href='data:image/svg+xml;base64,PHN2Zz4='/>": "'href' of 'image'",
    "<feImage href='//evil.example/a.png'/>": "'href' of 'feImage'",
    "<rect style='fill:url(https://evil.example/#a)'/>": "'style' of 'rect'",
    "<rect style='fill:u\\72l(https://evil.example/#a)'/>": "'style' of 'rect'",
    "<rect fill='url(\"//evil.example/#a\")'/>": "'fill' of 'rect'",
    "<rect fill='url(//evil.example/#a'/>": "'fill' of 'rect'",
    "<rect mask='image-set(\"https://evil.example/a\" 1x)'/>": "'mask' of 'rect'",
    "<style>@import 'https://evil.example/a.css';</style>": "a style sheet that loads something",
    "<style>@im/**/port 'a.css'; rect { fill: url( 'https://evil.example/a' ) }</style>":
        "a style sheet that loads something",
    "<style>rect { fill: red; } <![CDATA[ @import '//evil.example/a' ]]></style>": "a style sheet that loads something",
    "<style>@font-face { src: url(https://evil.example/a.woff) }</style>": "a style sheet that loads something",
}  # fmt: skip


@pytest.mark.parametrize(("inside", "what"), HOSTILE.items())
def test_what_runs_or_loads_is_left_out_and_named_at_its_line(inside: str, what: str) -> None:
    made = sanitise(picture(inside))
    assert [(each.line, each.what) for each in made.removed] == [(2, what)]
    text = made.content.decode().casefold()
    assert not [word for word in ("alert", "evil", "import", "script", "html", "onload") if word in text]
    assert '<rect width="9" height="9">' in text


HARMLESS = [
    "<g id='s'><path/></g>" + "<use href='#s'/>" * 1000, "<g id='b'><a href='#b'><rect/></a></g>",
    "<style>path, * { fill: url(#p) }</style><pattern id='p'><path/></pattern><path/>",
    "<a href='https://example.org/'><rect/></a>", "<a xlink:href='../page/'><rect/></a>", "<use xlink:href='#a'/>",
    "<image href='data:image/png;base64,iVBORw0KGgo='/>", "<rect fill='url(#a)' style='mask:url(&quot;#b&quot;)'/>",
    "<style>@media print { rect { fill: url(#a) } }</style>", "<text xml:space='preserve'> a  b </text>",
    "<rect transform='scale(1 -1) translate(0 -1)' class='a' data-a='b@c.example' aria-label='a@b'/>",
    "<style>@font-face { font-family: a; src: url(data:font/woff2;base64,d09GMg==) }</style>",
]  # fmt: skip


@pytest.mark.parametrize("inside", HARMLESS)
def test_what_draws_goes_unreported(inside: str) -> None:
    assert sanitise(picture(inside)).removed == ()
    assert drawn(kept(inside).encode()) == drawn(picture(inside))


def test_instructions_and_notes_are_left_out() -> None:
    data = b'<?xml-stylesheet href="https://evil.example/a.css"?>' + picture("<metadata><x/></metadata><!-- a -->")
    assert sanitise(data).content == sanitise(picture("<metadata><x/></metadata>")).content
    assert b"evil" not in sanitise(data).content


TENTH = "<use href='#g{}'/>"
DOUBLING = "<g id='g0'/>" + "".join(f"<g id='g{n}'>{TENTH.format(n - 1) * 10}</g>" for n in range(1, 9))
SHAPE = "<rect class='c{}'/>"
DOUBLING_IN_STYLES = "".join(
    f"<style>svg .c{n}, a {{ stroke: red; fill: url(#p{n}) }}</style>"
    f"<pattern id='p{n}'>{SHAPE.format(n - 1) * 10}</pattern>"
    for n in range(1, 9)
) + SHAPE.format(8)
ENTITIES = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
FOREIGN = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg", "not well-formed XML"),
        (b"", "not well-formed XML"),
        (b"<html><script>alert(1)</script></html>", "the root of the picture is 'html'"),
        (b"<svg><script>alert(1)</script></svg>", "expected 'svg' in the namespace"),
        (ENTITIES.encode() + picture("&b;"), "declares entities"),
        (FOREIGN.encode() + picture("&a;"), "declares entities"),
        (picture("<g>" * 500 + "</g>" * 500), "elements in elements"),
        (picture("<g/>" * (MAX_ELEMENTS + 1)), "more than 200000 elements"),
        (picture(DOUBLING), "draws more than 200000 elements"),
        (picture(DOUBLING_IN_STYLES), "draws more than 200000 elements"),
        (picture("<g id='a'><use href='#b'/></g>\n<g id='b'><use href='#a'/></g>"), "in a circle"),
        (picture("<style>.a { fill: URL( '#p' ) }</style><pattern id='p'><rect class='a'/></pattern>"), "in a circle"),
        (b" " * (MAX_SVG_BYTES + 1), "too large"),
        (b'<?xml version="1.0" encoding="nope"?><svg/>', "the picture"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(SvgError, match=said):
        sanitise(data)


PARTS = ["url(", "url( ", "image ", "/*", "@a", "url('a' ", "<![CDATA[x]]>", "&#97;", "expression "]


@pytest.mark.parametrize("part", PARTS)
def test_time_grows_with_the_picture(part: str) -> None:
    def taken(times: int) -> float:
        data = picture(f"<style>{part * times}</style>")
        start = process_time()
        sanitise.__wrapped__(data)
        return process_time() - start

    small = min(taken(2_000) for _ in range(3))
    assert taken(40_000) < 60 * small + 0.2
