"""Four times as much of anything that an editor can write many of takes about four times as long, right or wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown import Markdown

from examples import nightly
from foresite.citing.grammar import parse_group
from foresite.cli.common import load
from foresite.parsing.settings import read_settings
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.check import check_site
from foresite.site.project import Project
from foresite.tabular.works import plan_works, read_works

pytestmark = pytest.mark.slow

Files = dict[str, str]
TIMES, MOST = 4, 8
"""How many times as much, and how many times as long at most; what takes time as the square takes 16 times as long."""
QUICK = 0.25
"""Seconds of the processor for the larger, below which nothing is wrong and clocks are not exact."""
TRIES = 4
"""What disturbs a measurement makes it longer, and does not come back each time."""

SETTINGS = "site_name: S\nplugins:\n  - foresite:\n      scale: phia\n"
CLAIM = "/// forecast | F {n}\n    id: claim-{n}\n    at: 1\n    horizon: 2030\n\nText.\n///\n\n"
OUTCOME = "/// outcome | O\n    id: outcome-{n}\n    of: {of}\n    status: open\n    as-of: 2024\n\nT.\n///\n\n"
EVENT = "/// event | E {n}\n    id: event-{n}\n    date: 2024\n    themes: [t]\n    sources: [known0]\n\nText.\n///\n\n"
FRONT = "---\nbrief: known0\noutlook: 2024\nparagraphs: 9\n---\n\n"


def many(text: str, count: int, between: str = "") -> str:
    return between.join(text.replace("{n}", str(n)) for n in range(count))


def bib(count: int) -> str:
    return many("@misc{known{n}, title = {T {n}}, author = {Ax, B}, date = {2020}}\n", count)


def event(options: str) -> str:
    return f"# E\n\n/// event | E\n    id: event-x\n    date: 2024\n    {options}\n\nText.\n///\n"


def page(text: str, works: int = 1) -> Files:
    return {"docs/a.md": text, "bib/references.bib": bib(works)}


def settings(text: str, works: int = 1, body: str = "# A\n") -> Files:
    return {"mkdocs.yml": f"{SETTINGS}{text}\n", **page(body, works)}


def entry(text: str) -> Files:
    return {"docs/a.md": "# A\n", "bib/references.bib": text}


def shift(side: str, name: str, count: int) -> Files:
    claims = f"{FRONT}# A\n\n{many(CLAIM, count if name == 'claim-' else 1)}"
    other = "to" if side == "from" else "from"
    names = many(f"{name}{{n}}", count, ", ")
    text = f"/// shift | S\n    id: shift-x\n    change: kept\n    {side}: [{names}]\n    {other}: claim-0\n\nT.\n///\n"
    return page(claims) | {"docs/s.md": f"# S\n\n{text}"}


CHECKED: dict[str, tuple[int, Callable[[int], Files]]] = {
    "sources": (500, lambda n: page(event(f"sources: [{many('known{n}', n, ', ')}]"), n)),
    "sources that are unknown": (1500, lambda n: page(event(f"sources: [{many('knwon{n}', n, ', ')}]"), n)),
    "sources that are one unknown": (3000, lambda n: page(event(f"sources: [{'x, ' * n}x]"), n)),
    "themes of an event": (
        500, lambda n: settings(f"      themes: {{{many('t{n}: T', n, ', ')}}}", 1,
                                event(f"sources: known0\n    themes: [{many('t{n}', n, ', ')}]"))
    ),
    "themes of an event that are unknown": (
        500, lambda n: settings(f"      themes: {{{many('t{n}: T', n, ', ')}}}", 1,
                                event(f"sources: known0\n    themes: [{many('u{n}', n, ', ')}]"))
    ),
    "actors": (1500, lambda n: page(event(f"sources: known0\n    actors: [{many('A {n}', n, ', ')}]"))),
    "from of a shift": (200, lambda n: shift("from", "claim-", n)),
    "to of a shift": (200, lambda n: shift("to", "claim-", n)),
    "from of a shift that are unknown": (1500, lambda n: shift("from", "clam-", n)),
    "to of a shift that are unknown": (1500, lambda n: shift("to", "clam-", n)),
    "options that do not exist": (400, lambda n: page(event(many("x{n}: y", n, "\n    ")))),
    "options given again": (1500, lambda n: page(event("date: 2024\n    " * n))),
    "values of an option in lines": (800, lambda n: page(event("sources:\n" + many("      - known{n}\n", n)), n)),
    "keys of front matter": (1000, lambda n: page(f"---\n{many('key{n}: x', n, chr(10))}\n---\n\n# A\n")),
    "a list in front matter": (1500, lambda n: page(f"---\ntags: [{many('t{n}', n, ', ')}]\n---\n\n# A\n")),
    "claims": (100, lambda n: page(f"{FRONT}# A\n\n{many(CLAIM, n)}")),
    "claims with one id": (200, lambda n: page(f"{FRONT}# A\n\n{CLAIM.replace('{n}', '1') * n}")),
    "claims on a page that annotates nothing": (200, lambda n: page(f"# A\n\n{many(CLAIM, n)}")),
    "blocks of an unknown name": (400, lambda n: page(f"# A\n\n{many('/// forcast{n} | T', n, chr(10) * 2)}\n")),
    "blocks that are not closed": (400, lambda n: page(f"# A\n\n{many('/// event | T {n}', n, chr(10) * 2)}\n")),
    "fences that close nothing": (1500, lambda n: page("# A\n\n" + "///\n\n" * n)),
    "events": (150, lambda n: page(f"# A\n\n{many(EVENT, n)}")),
    "outcomes": (
        100, lambda n: page(f"{FRONT}# A\n\n{many(CLAIM, n)}")
        | {"docs/o.md": "# O\n\n" + many(OUTCOME.replace("{of}", "claim-{n}"), n)}
    ),
    "outcomes of claims that do not exist": (
        300, lambda n: page("# O\n\n" + many(OUTCOME.replace("{of}", "clam-{n}"), n))
    ),
    "citations in a group": (800, lambda n: page(f"# A\n\n[{many('@known{n}', n, '; ')}]\n", n)),
    "citations in a group that are unknown": (800, lambda n: page(f"# A\n\n[{many('@knwon{n}', n, '; ')}]\n", n)),
    "citations": (800, lambda n: page(f"# A\n\n{many('[@known{n}]', n, ' ')}\n", n)),
    "citations of paragraphs": (800, lambda n: page(f"# A\n\n{many('[@known0, ¶{n}]', n, ' ')}\n")),
    "links to pages that do not exist": (500, lambda n: page(f"# A\n\n{many('[x](b{n}.md)', n, chr(10))}\n")),
    "links to anchors that do not exist": (
        500, lambda n: page(f"# A\n\n{many('## H{n}x', n, chr(10))}\n\n{many('[x](#hx{n})', n, chr(10))}\n")
    ),
    "links to anchors": (
        500, lambda n: page(f"# A\n\n{many('## H{n}', n, chr(10))}\n\n{many('[x](#h{n})', n, chr(10))}\n")
    ),
    "links with definitions": (
        500, lambda n: page(f"# A\n\n{many('[x][r{n}]', n, ' ')}\n\n{many('[r{n}]: b.md', n, chr(10))}\n")
    ),
    "links that are unsafe": (500, lambda n: page(f"# A\n\n{many('[x](javascript:{n})', n, chr(10))}\n")),
    "macro calls": (300, lambda n: page("# A\n\n" + "{{ bibliography() }}\n\n" * n)),
    "macro calls that are unknown": (
        300, lambda n: page(f"# A\n\n{many('{{ bibliograpy{n}() }}', n, chr(10) * 2)}")
    ),
    "macro calls with unknown arguments": (
        300, lambda n: page(f"# A\n\n{many('{{ scorecard(a{n}=1) }}', n, chr(10) * 2)}")
    ),
    "macro calls that name what does not exist": (
        300, lambda n: page(f"{FRONT}# A\n\n{many(CLAIM, 1)}{many('{{ claims(outlook=19{n}) }}', n, chr(10) * 2)}")
    ),
    "headings": (1000, lambda n: page(f"# A\n\n{many('## H {n}', n, chr(10) * 2)}\n")),
    "headings alike": (1000, lambda n: page("# A\n\n" + "## H\n\n" * n)),
    "rows of a table": (1000, lambda n: page("# A\n\n| a | b |\n|---|---|\n" + "| [@known0] | d |\n" * n)),
    "columns of a table": (1000, lambda n: page(f"# A\n\n{'| a ' * n}|\n{'|---' * n}|\n{'| b ' * n}|\n")),
    "columns of a table in HTML": (
        1000, lambda n: page(f"# A\n\n<table><tr>{'<td>a</td>' * n}</tr></table>\n")
    ),
    "tables in HTML": (400, lambda n: page("# A\n\n" + "<table><tr><td>a</td></tr></table>\n\n" * n)),
    "list items": (1500, lambda n: page("# A\n\n" + "- a\n" * n)),
    "paragraphs": (1500, lambda n: page("# A\n\n" + "a b c\n\n" * n)),
    "unsafe elements": (500, lambda n: page("# A\n\n" + "<script>x</script>\n\n" * n)),
    "entries": (400, lambda n: entry(bib(n))),
    "entries with one key": (400, lambda n: entry("@misc{a, title = {T}}\n" * n)),
    "entries whose keys are alike": (
        400, lambda n: entry(many("@misc{a{n}, title = {T}}\n@misc{A{n}, title = {T}}\n", n))
    ),
    "entries of unknown types": (400, lambda n: entry(many("@miscc{a{n}, title = {T}}\n", n))),
    "fields of an entry": (600, lambda n: entry(f"@misc{{known0, title = {{T}}, {many('f{n} = {x}', n, ', ')}}}")),
    "one field again": (600, lambda n: entry(f"@misc{{known0, title = {{T}}, {'note = {x}, ' * n}}}")),
    "authors": (600, lambda n: entry(f"@misc{{known0, title = {{T}}, author = {{{many('A{n}, B', n, ' and ')}}}}}")),
    "keywords": (1500, lambda n: entry(f"@misc{{known0, title = {{T}}, keywords = {{{many('k{n}', n, ', ')}}}}}")),
    "strings": (600, lambda n: entry(many("@string{s{n} = {x}}\n", n) + "@misc{known0, title = s0}")),
    "strings that are not defined": (600, lambda n: entry(many("@misc{a{n}, title = s{n}}\n", n))),
    "comments": (1500, lambda n: entry("@comment{x}\n" * n)),
    "themes": (800, lambda n: settings("      themes:\n" + many("        t{n}: T\n", n))),
    "themes that are wrong": (500, lambda n: settings("      themes:\n" + many("        T_{n}: T\n", n))),
    "redirects": (500, lambda n: settings("      redirects:\n" + many("        old{n}.md: a.md\n", n))),
    "redirects to what does not exist": (
        500, lambda n: settings("      redirects:\n" + many("        old{n}.md: b{n}.md\n", n))
    ),
    "redirects that are wrong": (500, lambda n: settings("      redirects:\n" + many("        old{n}: b{n}\n", n))),
    "bibliographies": (100, lambda n: settings(f"      bibliography: [{many('bib/b{n}.bib', n, ', ')}]")
                       | {f"bib/b{k}.bib": f"@misc{{k{k}, title = {{T}}}}" for k in range(n)}),
    "bibliographies that are missing": (
        200, lambda n: settings(f"      bibliography: [{many('bib/b{n}.bib', n, ', ')}]")
    ),
    "settings that do not exist": (400, lambda n: settings(many("      x{n}: y\n", n))),
    "entries of the navigation": (800, lambda n: settings("nav:\n" + many("  - T {n}: a.md\n", n))),
    "plugins": (
        600, lambda n: page("# A\n")
        | {"mkdocs.yml": "site_name: S\nplugins:\n" + many("  - p{n}\n", n) + "  - foresite\n"}
    ),
    "published addresses": (
        400, lambda n: settings("      redirects:\n" + many("        old{n}.md: a.md\n", n))
        | {"permalinks.txt": many("old{n}.md\n", n)}
    ),
    "published addresses that are gone": (800, lambda n: page("# A\n") | {"permalinks.txt": many("old{n}.md#x\n", n)}),
    "patterns of pages that are left out": (500, lambda n: settings("exclude_docs: |\n" + many("  b{n}/*.md\n", n))),
    "patterns of drafts": (500, lambda n: settings("draft_docs: |\n" + many("  b{n}.md\n", n))),
    "titles of the navigation that are HTML": (400, lambda n: settings("nav:\n" + many("  - <b>T{n}: a.md\n", n))),
    "texts of extra": (400, lambda n: settings("extra:\n" + many("  x{n}: <script>\n", n))),
    "hosts that are allowed": (
        500, lambda n: settings(f"      allow: {{pictures: [{many('h{n}.example', n, ', ')}]}}", 1, "![](//h0.example)")
    ),
    "hosts that are wrong": (300, lambda n: settings(f"      allow: {{pictures: [{many('h{n}_', n, ', ')}]}}")),
    "kinds of files": (800, lambda n: settings(f"      files: [{many('x{n}', n, ', ')}]")),
    "keys of front matter that are allowed": (
        500, lambda n: settings(
            f"      front_matter: [{many('x{n}', n, ', ')}]", 1, f"---\n{many('x{n}: y', n, chr(10))}\n---\n\n# A\n"
        )
    ),
    "events of an outcome": (
        100, lambda n: page(
            f"{FRONT}# A\n\n{many(CLAIM, 1)}{many(EVENT, n)}"
            + many(OUTCOME.replace("{of}", f"claim-0\n    events: [{', '.join(f'event-{k}' for k in range(n))}]"), 1)
        )
    ),
    "footnotes": (500, lambda n: page(f"# A\n\n{many('x[^{n}]', n, ' ')}\n\n{many('[^{n}]: y', n, chr(10) * 2)}\n")),
    "footnotes without a text": (500, lambda n: page(f"# A\n\n{many('x[^{n}]', n, ' ')}\n")),
    "links in angle brackets": (500, lambda n: page(f"# A\n\n{many('[x](<b {n}.md>)', n, ' ')}\n")),
    "pages": (30, lambda n: {f"docs/p{k}.md": "# P\n\n[x](p0.md) [y](q.md)\n" for k in range(n)} | page("# A\n")),
}  # fmt: skip


def written(folder: Path, files: Files) -> Path:
    for name, text in ({"mkdocs.yml": SETTINGS} | files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder / "mkdocs.yml"


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def grows(small: Callable[[], object], large: Callable[[], object]) -> None:
    """Whether the time grows with the number rather than with its square."""
    told = []
    for _ in range(TRIES):
        taken = seconds(large)
        if taken < QUICK:
            return
        least = min(seconds(small) for _ in range(2))
        if taken / least < MOST:
            return
        told.append(f"{least:.3f} s, {taken:.3f} s")
    raise AssertionError(told)


@pytest.mark.parametrize("name", CHECKED)
def test_the_check(tmp_path: Path, name: str) -> None:
    most, make = CHECKED[name]
    # What takes time as the square is seen of half as many, if it takes much.
    count = most if nightly() else most // 2
    small, large = (written(tmp_path / str(n), make(n)) for n in (count, TIMES * count))
    grows(lambda: load(small), lambda: load(large))


RENDERED = {
    "headings": (50, lambda n: "## H\n\n" * n),
    "rows of a table": (100, lambda n: "| a | b |\n|---|---|\n" + "| c [@known0] | d |\n" * n),
    "columns of a table": (100, lambda n: f"{'| a ' * n}|\n{'|---' * n}|\n{'| b ' * n}|\n"),
    "list items": (100, lambda n: "- a [b](a.md)\n" * n),
    "links": (100, lambda n: many("[x](a.md#{n})", n, "\n")),
    "links with definitions": (100, lambda n: f"{many('[x][r{n}]', n, ' ')}\n\n{many('[r{n}]: a.md', n, chr(10))}\n"),
    "footnotes": (50, lambda n: f"{many('x[^{n}]', n, ' ')}\n\n{many('[^{n}]: y', n, chr(10) * 2)}\n"),
    "citations": (100, lambda n: "[@known0]\n\n" * n),
    "macro calls": (20, lambda n: "{{ bibliography() }}\n\n" * n),
    "events": (30, lambda n: many(EVENT, n)),
}


@pytest.mark.parametrize("name", RENDERED)
def test_the_rendering(tmp_path: Path, name: str) -> None:
    count, make = RENDERED[name]

    def rendering(n: int) -> Callable[[], object]:
        text = f"# A\n\n{make(n)}"
        settings, _ = read_settings(written(tmp_path / str(n), page(text)))
        extension = ForesiteExtension(Project.load(settings), page="a.md")
        md = Markdown(extensions=["attr_list", "md_in_html", "tables", "toc", "pymdownx.superfences", extension])
        return lambda: md.reset().convert(text)

    grows(rendering(count), rendering(TIMES * count))


FINISHED = {
    "dead links": ("[x](b{n}/)", '<a href="b{n}/">x</a>'),
    "dead links that stand nowhere": ("", '<a href="b{n}/">x</a>'),
    "dead links of a page": ("[x](b{n}.md#y)", '<a href="../b{n}/#y">x</a>'),
    "ids that stand twice": ("{: #i{n} }", '<p id="i{n}"></p><p id="i{n}"></p>'),
    "markup that was left": ("{% raw %}{{ x{n} }}", "<p>{{ x{n} }}</p>"),
    "markup that stands nowhere": ("", "<p>{{ x{n} }}</p>"),
}


@pytest.mark.parametrize("name", FINISHED)
def test_the_check_of_the_finished_site(tmp_path: Path, name: str) -> None:
    source, finished = FINISHED[name]

    def checking(n: int) -> Callable[[], object]:
        html = f"<!doctype html><html><body>{many(finished, n, chr(10))}</body></html>"
        files = page(f"# A\n\n{many(source, n, chr(10))}\n") | {"site/a/index.html": html}
        settings, _ = read_settings(written(tmp_path / str(n), files))
        assert len(check_site(tmp_path / str(n) / "site", settings, ["a.md"], ())) >= n
        return lambda: check_site(tmp_path / str(n) / "site", settings, ["a.md"], ())

    grows(checking(150), checking(TIMES * 150))


def test_a_group_is_read_in_time() -> None:
    grows(lambda: parse_group(many("@k{n}", 2_000, "; ")), lambda: parse_group(many("@k{n}", 8_000, "; ")))


def ris(count: int, text: str, of_one: str = "") -> str:
    work = f"TY  - BOOK\nTI  - T\nPY  - 2020\n{of_one * count}ER  - \n"
    return many(text, count) + (work if of_one else "")


RIS = {
    "works alike": (300, "TY  - BOOK\nTI  - T\nAU  - A, B\nPY  - 2020\nER  - \n", ""),
    "works with keys": (300, "TY  - BOOK\nID  - m{n}\nTI  - T\nPY  - 2020\nER  - \n", ""),
    "works with keys that are taken": (300, "TY  - BOOK\nID  - known{n}\nTI  - T {n}\nPY  - 2020\nER  - \n", ""),
    "authors": (3000, "", "AU  - A, B\n"),
    "keywords": (10_000, "", "KW  - a\n"),
    "lines of a value": (10_000, "", "a b c\n"),
    "unknown tags": (10_000, "", "ZZ  - a\n"),
}


@pytest.mark.parametrize("name", RIS)
def test_the_import_of_works(tmp_path: Path, name: str) -> None:
    most, text, of_one = RIS[name]
    count = most if nightly() else most // 2

    def importing(n: int) -> Callable[[], object]:
        config = written(tmp_path / str(n), page("# A\n", min(n, 1500)))
        file = tmp_path / f"{n}.ris"
        file.write_text(ris(n, text, of_one), "utf-8")
        loaded = load(config)
        return lambda: plan_works(config, loaded.settings, loaded.sources, read_works(file), file.name, skip_bad=False)

    grows(importing(count), importing(TIMES * count))
