"""Pages that are read tag by tag are read as a parser of HTML reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds import Build
from foresite.site.finished_pages import read_html, read_plain

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", '<a href="#a">', "</a>", '<h2 id="b">', "</h2>", "<br/>", '<img src="c.png" alt="d">'),
        *("<script>x = 1</script>", '<script>"<b id=e>"</script>', "<style>p{}</style>", '<script src="f.js" defer>'),
        *("</script>", '<svg aria-hidden="true"><use href="#g"/></svg>', "<!-- h -->", "<", ">", "&", "&amp;"),
        *("&#91;@i]", "[@j2024]", "{{ k }}", "/// l", "<code>{{ m }}</code>", '<a name="n" href=" o ">', "é", '"'),
        *("<a href='p'>", "<A HREF=q>", '<p id="r" id="s">', '<p title="[@t]">', '<a href="u&amp;v">', "<p id>"),
        *('<p id="', "<textarea>", "\n", " text ", '<meta http-equiv="Refresh" content="0; url=w">'),
        *('<img SRCSET="x 1x, y 2x">', '<meta name="z" content="u">'),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_plain_is_read_as_a_parser_reads_it(text: str) -> None:
    assert read_plain(text) in (None, read_html(text))


@pytest.mark.parametrize("name", ["harbours", pytest.param("shipped", marks=pytest.mark.nightly)])
def test_nearly_all_pages_of_a_site_are_plain(name: str, request: pytest.FixtureRequest) -> None:
    build: Build = request.getfixturevalue(name)
    texts = [path.read_text("utf-8") for path in build.site.rglob("*.html")]
    plain = [(read_plain(text), text) for text in texts]
    assert all(page in (None, read_html(text)) for page, text in plain)
    assert sum(page is not None for page, _ in plain) > len(texts) / 2
