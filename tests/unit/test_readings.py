"""Reading by several processes, and reading again what is known, give what reading alone and anew gives."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from pathlib import Path
from typing import ClassVar

from hypothesis import given
from hypothesis import strategies as st

from builds import ROOT
from examples import tried
from foresite.model.fields import KINDS
from foresite.model.settings import Settings
from foresite.parsing import parse_cache as module
from foresite.parsing.characters import without_hidden
from foresite.parsing.front_matter import read_front_matter
from foresite.parsing.markdown.scan import scan
from foresite.parsing.markdown.text import MarkdownText
from foresite.parsing.page_source import read_sections
from foresite.parsing.pages import read_page
from foresite.parsing.parse_cache import ParseCache
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings

EVENT = (
    "/// event | Title {n}\n    id: e{n}\n    date: 2024\n    themes: trade\n    sources: [key{n}]\n\n"
    "Body [@key{n}].\n///\n"
)
FRONT = "---\nbrief: key{n}\noutlook: 2024\nparagraphs: 5\n---\n\n"
CLAIM = (
    "/// forecast | Title {n}\n    id: c{n}\n    theme: trade\n    at: 7\n    wording: may\n    likelihood: likely\n"
    "    horizon: 2024/2025\n\nBody [see @key{n}, ¶7].\n///\n"
)
CLAIMED = "    id: {}\n    theme: trade\n    at: 1-2, 4\n"
EVERY = [
    "/// finding | F\n" + CLAIMED.format("f") + "\nBody.\n///\n",
    "/// forecast | G\n" + CLAIMED.format("g") + "    wording: may\n    likelihood: remote\n    horizon: open\n///\n",
    "/// recommendation | R\n" + CLAIMED.format("r") + "    addressee: Ports\n    quote: dig\n///\n",
    "/// scenario | S\n" + CLAIMED.format("s") + "    set: s\n    drivers: [a, b]\n    signposts: [e-1]\n///\n",
    "/// scenario | T\n" + CLAIMED.format("t") + "    set: s\n    likelihood: likely\n    horizon: 2024/..\n///\n",
    "/// correction | C\n    id: c\n    at: 3\n    printed: a\n    reading: b\n///\n",
    "/// event | E\n    id: e-1\n    date: 2024-06~\n    themes: [a, b]\n    sources: [k]\n    actors: A\n///\n",
    "/// outcome | O\n    id: o\n    of: g\n    status: partly\n    as-of: 2024-06-01\n    events: [e-1]\n///\n",
    "/// shift | H\n    id: h\n    theme: t\n    change: kept\n    from: [f]\n    to: [g, r]\n///\n",
]
PIECES = st.sampled_from(
    [*EVERY, EVENT, FRONT, CLAIM,
     "# Heading\n\n", "{{{{ scorecard() }}}}\n\n", "{{{{ nothing() }}}}\n\n", "[a](b{n}.md)\n\n",
     "/// event | Broken\n", "<script>\n\n", "[@unknown]\n\n", "Text @key{n}.\n\n", "\ufeff", "\x00"]
)  # fmt: skip
PAGES = st.lists(PIECES, max_size=4)
ENTRY = "@book{{key{n}, title = {{T}}, author = {{A, B}}, date = {{2024}}}}\n"
ENTRIES = st.sampled_from([ENTRY, "@book{{broken\n", "@string{{x = {{y}}}}\n", "@book{{key{n}, title = x}}\n"])
EDIT = st.one_of(
    st.tuples(st.integers(0, 3), st.one_of(st.none(), PAGES)), st.tuples(st.just(-1), st.lists(ENTRIES, max_size=3))
)


def put(path: Path, pieces: list[str] | None) -> None:
    path.parent.mkdir(exist_ok=True)
    if pieces is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text("".join(piece.format(n=n) for n, piece in enumerate(pieces)), "utf-8")


@given(st.lists(EDIT, max_size=8), st.integers(0, 7))
@tried(60)
def test_reading_again_gives_what_reading_anew_gives(
    tmp_path_factory, edits: list[tuple[int, list[str] | None]], changing: int
) -> None:  # type: ignore[no-untyped-def]
    root = tmp_path_factory.mktemp("project")
    on = Settings.default(root)
    parse_cache = ParseCache()
    for number, (page, pieces) in enumerate(edits):
        put(on.bibliography[0] if page < 0 else on.docs / f"p{page}.md", pieces)
        if number == changing:
            on = Settings(root, on.docs, on.bibliography, themes={"law": "Law"})
        assert read_project(on, parse_cache) == read_project(on)


def test_what_did_not_change_is_not_read_again(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    on = Settings.default(tmp_path)
    for page in range(3):
        put(on.docs / f"p{page}.md", [EVENT, FRONT])
    put(on.bibliography[0], [ENTRY])
    parse_cache = ParseCache()
    read_project(on, parse_cache)
    read: list[str] = []
    one = read_page
    monkeypatch.setattr(module, "read_page", lambda text, page, on: read.append(page) or one(text, page, on))
    monkeypatch.setattr(module, "read_file", lambda text, path: read.append(path) or ([], []))
    put(on.docs / "p1.md", [CLAIM])
    read_project(on, parse_cache)
    assert read == ["p1.md"]


@given(st.lists(PAGES, max_size=3))
@tried(200)
def test_what_another_process_reads_arrives(pages: list[list[str]]) -> None:
    on = Settings.default(Path("/project"))
    texts = ["".join(piece.format(n=n) for n, piece in enumerate(pieces)) for pieces in pages]
    read = [read_page(text, f"p{number}.md", on) for number, text in enumerate(texts)]
    assert pickle.loads(pickle.dumps(read)) == read


def test_every_kind_of_record_arrives() -> None:
    on = Settings.default(Path("/project"))
    read = [read_page(FRONT.format(n=1) + "".join(EVERY), "p.md", on)]
    assert {record.kind for record in read[0].records} == KINDS.keys()
    assert pickle.loads(pickle.dumps(read)) == read


class Watched(Settings):
    """Settings that note which of their fields are asked for."""

    asked: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> object:
        Watched.asked.add(name)
        return super().__getattribute__(name)


def test_every_setting_that_reading_a_page_asks_for_has_pages_read_again() -> None:
    on = read_settings(ROOT / "mkdocs.yml")[0]
    watched = Watched(**{each.name: getattr(on, each.name) for each in fields(Settings)})
    Watched.asked.clear()
    for page in (*(ROOT / "docs").rglob("*.md"), *(ROOT / "tests" / "cases").rglob("*.md")):
        read_page(page.read_text("utf-8", errors="replace"), page.name, watched)
    asked = Watched.asked & {each.name for each in fields(Settings)}
    assert {"themes", "scale", "outlooks", "allow", "templates", "front_matter", "extensions"} <= asked
    assert asked <= set(module.PAGE_SETTINGS)


def test_several_processes_read_what_one_reads(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    on = Settings.default(tmp_path)
    pieces = [
        EVENT,
        FRONT + CLAIM,
        CLAIM,
        "{{{{ scorecard() }}}}\n",
        "{{{{ nothing() }}}}\n",
        "<script>\n",
        "@key{n}\n",
    ]
    for page in range(module.MIN_PAGES + 5):
        put(on.docs / f"p{page:03}.md", [pieces[page % 7], pieces[page % 5], pieces[page % 3]])
    put(on.bibliography[0], [ENTRY] * 3)
    several = read_project(on)
    monkeypatch.setattr(module, "MIN_PAGES", 10_000)
    assert several == read_project(on)
    assert several.problems


@given(PAGES, st.sampled_from(["", "\n", "\n\n\n"]), st.sampled_from(["", "\n\n"]), st.sampled_from(["", "x", "/// "]))
@tried(300)
def test_an_outline_tells_what_a_scan_of_the_content_would(
    pieces: list[str], before: str, after: str, more: str
) -> None:
    # Hosts hand it over as it was read: without hidden characters.
    text = without_hidden("".join(piece.format(n=n) for n, piece in enumerate(pieces)))
    read = read_page(text, "p.md", Settings.default(Path("/project")))
    rest = read_front_matter(text, "p.md", "p.md").rest
    content = before + rest.lstrip(" \n") + after + more
    blocks = read.outline.blocks_in(content) if read.outline else None
    ids = {record.place.line: record.id for record in read.records}
    if blocks is not None:
        skipped = rest.count("\n") - rest.lstrip(" \n").count("\n") - len(before)
        assert blocks == tuple((b.line, b.end_line, ids[b.line + skipped]) for b in scan(content).blocks)
    else:
        assert more or len(ids) < len(scan(rest).blocks) or rest.lstrip(" \n") != rest.lstrip("\n")
    prose = read.outline.prose if read.outline else ""
    assert MarkdownText(prose, visible=prose).sections() == read_sections(text, "p.md")


def test_a_picture_that_is_added_is_seen_by_the_next_reading(tmp_path: Path) -> None:
    put(tmp_path / "docs" / "index.md", ["![Gauge](gauge.png)\n"])
    put(tmp_path / "bib" / "references.bib", [])
    site, parse_cache = Settings.default(tmp_path), ParseCache()
    assert [problem.code.slug for problem in read_project(site, parse_cache).problems] == ["broken-link"]
    (tmp_path / "docs" / "gauge.png").write_bytes(b"")
    assert read_project(site, parse_cache).problems == ()


def test_a_template_that_is_allowed_now_is_read_anew(tmp_path: Path) -> None:
    put(tmp_path / "docs" / "index.md", ["---\ntemplate: landing.html\n---\n"])
    put(tmp_path / "bib" / "references.bib", [])
    site, parse_cache = Settings.default(tmp_path), ParseCache()
    assert [problem.code.slug for problem in read_project(site, parse_cache).problems] == ["bad-value"]
    assert read_project(replace(site, templates=("landing.html",)), parse_cache).problems == ()
