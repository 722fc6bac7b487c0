"""Coverage-guided fuzzing of everything that reads what anybody may write (`make fuzz`).

Each input goes to one reader, chosen by its first byte. A reader may report problems; it may not raise, take longer
than ten seconds, or let anything active through to the page. What is found is left in tools/fuzz/found/.

usage: python tools/fuzz/fuzz.py [libFuzzer's options] [corpus folder]
"""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["foresite", "markdown", "bibtexparser"]):
    import markdown

    from foresite.citing.csl_json import to_csl
    from foresite.citing.from_csl import from_csl
    from foresite.citing.grammar import find_citations
    from foresite.citing.style import listing_only, read_style, with_labels
    from foresite.editing.bibtex import FormatError, format_bibtex
    from foresite.editing.renaming import renamed_in_bibliography, renamed_in_page
    from foresite.exports.files import data_files
    from foresite.model.corpus import Corpus
    from foresite.model.dates import EdtfError, parse_edtf
    from foresite.model.fields import KINDS
    from foresite.model.locators import Locator, LocatorError
    from foresite.model.probability import Probability, ProbabilityError
    from foresite.model.problems import Place, StyleError
    from foresite.model.settings import Settings
    from foresite.parsing.bibliography.entries import EntryReader
    from foresite.parsing.bibliography.files import read_entries, read_file
    from foresite.parsing.calls import bind_call, find_calls
    from foresite.parsing.configuration import read_configuration
    from foresite.parsing.front_matter import read_front_matter
    from foresite.parsing.host_settings import check_settings
    from foresite.parsing.markdown.nesting import flatten
    from foresite.parsing.markdown.scan import scan
    from foresite.parsing.markdown.text import plain_text
    from foresite.parsing.pages import read_page
    from foresite.parsing.project import read_project
    from foresite.parsing.settings import read_settings, settings_from
    from foresite.parsing.yaml import YamlError, parse_yaml
    from foresite.parsing.yaml import plain_value as plain
    from foresite.render.markdown.extension import ForesiteExtension
    from foresite.render.sanitise import clean_meta
    from foresite.render.svg import SvgError
    from foresite.render.svg import sanitise as sanitise_svg
    from foresite.site.finished_pages import read_html
    from foresite.site.project import Project
    from foresite.tabular.batch import batch
    from foresite.tabular.entries import Defaults, Entry, entries_of, parsed
    from foresite.tabular.tables import TableError, read_tables
    from foresite.tabular.works import read_works

import html5lib

from foresite.parsing.allowlist import SCHEMES, scheme_of

ROOT = Path(__file__).parents[2]
FOUND = ROOT / "tools" / "fuzz" / "found"
ACTIVE = frozenset(
    "script style iframe object embed svg math form link meta base template textarea video audio".split()
)
LONGEST = 10
"""Seconds of processor time that one input may take."""
EXTENSIONS = ("admonition", "attr_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.superfences")


WORKS = """@misc{a, title={A}, author={B, C}, date={2024}}
@misc{b, title={B}, author={B, C}, date={2025}, voice={press}, restson={a}}"""
BRIEF = "---\nbrief: a\noutlook: 2024\nparagraphs: 9\n---\n\n# A\n\nText [@a].\n"


PLAIN = "# A\n\nText [@a].\n"


def project(page: str) -> Project:
    """A project of two works and one page, so that citations and cards are rendered too."""
    root = Path(tempfile.mkdtemp(prefix="foresite-fuzz-"))
    for folder in ("docs", "bib"):
        (root / folder).mkdir()
    (root / "bib" / "references.bib").write_text(WORKS, "utf-8")
    (root / "docs" / "a.md").write_text(page, "utf-8")
    return Project.load(Settings.default(root))


STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info/><info></info>
<macro name="a"><choose><if type="book"><text macro="b"/></if><else><text variable="title"/></else></choose></macro>
<macro name="b"><names variable="author"><substitute><text value="x"/></substitute></names></macro>
<citation><layout><text macro="a"/></layout></citation>
<bibliography><sort><key macro="b"/></sort><layout><text macro="a"/></layout></bibliography></style>"""
EXAMPLES = (
    *(
        "60–70 %",
        "at least 0,9",
        "likely, 60-70 %",
        "p. 7, Table 1.1, §3.2",
        "min. 12:30",
        "[likely (A), very likely (B)]",
    ),
    "kind,title,theme,at,likelihood,horizon,wording\nforecast,A ship,t,7,65 %,2025,may\n",
    '{"claims": [{"kind": "finding", "id": "a-b", "title": "T", "theme": "t", "at": "7"}]}',
    "TY  - RPRT\nAU  - Rivera, Alma\nTI  - Dry\nPY  - 2024/06/19/\nSP  - 3\nER  - \n",
    '[{"type": "report", "title": "Dry", "author": [{"family": "R"}], "issued": {"date-parts": [[2024, 6]]}}]',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>a{fill:url(#b)}</style><use href="#b"/><g id="b"/></svg>',
    "@misc{c, crossref={a}, xdata={d}, restson={a}}\n@xdata{d, publisher={E}} % note\n@set{e, entryset={a, c}}",
    "/// forecast | A\n    id: b-one\n    theme: t\n    at: 7\n    wording: may\n    likelihood: 65 %\n"
    "    horizon: 2026\n"
    "    revises: b-one\n    codings: [likely (A)]\n\nB.\n///\n\n/// outcome | O\n    id: b-o\n    of: b-one\n"
    "    status: occurred\n    coder: A\n    as-of: 2026-01-10\n\nB.\n///\n",
    "s:\n  label: G\n  source: H\n  terms:\n    improbable: 0-25 %\n    probable: {range: 60-100 %, synonyms: [oui]}\n",
)
SETTINGS = project(BRIEF).corpus.settings
# Without a brief, whose marks our own templates draw in SVG: none is allowed to be there.
MARKDOWN = markdown.Markdown(extensions=[*EXTENSIONS, ForesiteExtension(project(PLAIN), page="a.md")])


def page(text: str) -> None:
    """The check of a page: every problem lies on a line that is there."""
    lines = text.count("\n") + 1
    assert all(1 <= problem.place.line <= lines for problem in read_page(text, "a.md", SETTINGS).problems)


def blocks(text: str) -> None:
    """The block grammar keeps every line, and so does what is made harmless."""
    found = scan(text)
    lines = text.count("\n")
    assert found.prose.count("\n") == found.outside.count("\n") == flatten(text).count("\n") == lines


def bibliography(text: str) -> None:
    """A bibliography, its strings and names."""
    read_entries(text, EntryReader("a.bib", {}))


def citations(text: str) -> None:
    """The citation grammar, and plain words."""
    assert all(0 <= found.start < found.end <= len(text) for found in find_citations(text))
    plain_text(text)


def dates(text: str) -> None:
    """EDTF: what is read prints and reads again."""
    try:
        span = parse_edtf(text)
    except EdtfError:
        return
    assert span.first <= span.last and str(span)


def calls(text: str) -> None:
    """Macro calls."""
    bind_call(text)
    find_calls(text)


def front_matter(text: str) -> None:
    """Front matter, and the plugin's own settings."""
    read_front_matter(f"---\n{text}\n---\n", "a.md", "docs/a.md")
    clean_meta({"title": text})
    try:
        options = plain(parse_yaml(text, aliases=False))
    except YamlError:
        return
    if isinstance(options, dict):
        settings_from(options, SETTINGS.root, SETTINGS.docs, lambda _: Place("mkdocs.yml", 1))


def settings(text: str) -> None:
    """A whole mkdocs.yml: every problem lies on a line that is there."""
    file = SETTINGS.root / "mkdocs.yml"
    file.write_text(text, "utf-8", "replace")
    lines = len(text.split("\n")) + text.replace("\r\n", "").count("\r")
    problems = [
        *read_settings(file)[1],
        *(found.problem for found in check_settings(read_configuration(file), file.parent)),
    ]
    assert all(1 <= problem.place.line <= lines for problem in problems if problem.place.path == file.name)


def style(text: str) -> None:
    """A citation style: what is accepted is what can be changed for Pandoc."""
    file = SETTINGS.root / "style.csl"
    file.write_text(text, "utf-8", "replace")
    try:
        found = read_style(file)
    except StyleError:
        return
    with_labels(found, pilcrow=True)
    listing_only(found)


def rendering(text: str) -> None:
    """Markdown to HTML: nothing in it runs, loads or leads where it may not."""
    rendered = MARKDOWN.reset().convert(text)
    read_html(rendered)
    for element in html5lib.parseFragment(rendered, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            assert element.tag.rpartition("}")[2] not in ACTIVE, element.tag
            for name, value in element.attrib.items():
                assert not str(name).startswith("on"), name
                assert name not in ("href", "src") or scheme_of(value) in {"", *SCHEMES}, value


def numbers(text: str) -> None:
    """Likelihoods in numbers lie between 0 and 100 per cent, and places in a brief read again as they are shown."""
    try:
        probability = Probability.parse(text)
    except ProbabilityError:
        pass
    else:
        assert 0 <= probability.lower <= probability.upper <= 100
    try:
        locator = Locator.parse(text)
    except LocatorError:
        return
    assert Locator.parse(str(locator)).parts == locator.parts, str(locator)
    assert locator.fragment and locator.order and locator.past("page", 9) is not None
    locator.paragraphs()


def values(text: str) -> None:
    """Every option of every kind, as a cell of a table has it."""
    for kind in KINDS.values():
        for spec in kind.fields.values():
            parsed(SETTINGS, None, spec, tuple(text.split("\n")) if spec.type.many else text)


def scales(text: str) -> None:
    """Scales, outlooks and colours of a project: each setting that has parts of its own."""
    try:
        value = plain(parse_yaml(text, aliases=False))
    except YamlError:
        return
    for name in ("scales", "outlooks", "themes", "outlook_colours", "allow", "redirects"):
        settings_from({name: value}, SETTINGS.root, SETTINGS.docs, lambda _: Place("mkdocs.yml", 1))


def record(text: str) -> None:
    """What relates blocks to each other, and the data that is written of them."""
    file = SETTINGS.docs / "b.md"
    file.write_text(f"{BRIEF.replace('brief: a', 'brief: b')}\n{text}", "utf-8", "replace")
    try:
        data_files(Corpus.build(SETTINGS, read_project(SETTINGS)))
    finally:
        file.unlink()


def sources(text: str) -> None:
    """A bibliography: inheritance and reports that entries rest on; formatted it says the same, renamed it reads."""
    references, _ = read_file(text, "a.bib")
    for reference in references:
        from_csl(to_csl(reference)).entry("k")
    with suppress(FormatError):
        formatted = format_bibtex(text)
        assert format_bibtex(formatted) == formatted, "formatting twice changes more than formatting once"
    read_file(renamed_in_bibliography(text, "a", "b"), "a.bib")
    renamed_in_page(text, "a", "b", range(1, 9))


def table(text: str) -> None:
    """A table of records, and published data: what would be written of it."""
    for ending in (".csv", ".json"):
        file = SETTINGS.root / f"table{ending}"
        file.write_text(text, "utf-8", "replace")
        try:
            tables = read_tables(file)
        except TableError:
            continue
        read = read_project(SETTINGS)
        rows = [each for one in tables for each in entries_of(one, Defaults("finding", "a.md"), read)]
        entries = [each for each in rows if isinstance(each, Entry)]
        batch(SETTINGS.root / "mkdocs.yml", SETTINGS, read, entries, skip_bad=True)


def works(text: str) -> None:
    """Works of reference managers: each is an entry that reads again."""
    for ending in (".ris", ".json", ".bib"):
        file = SETTINGS.root / f"works{ending}"
        file.write_text(text, "utf-8", "replace")
        try:
            read = read_works(file)
        except TableError:
            continue
        for work in read:
            found, _ = read_file(work.entry("k"), "a.bib")
            assert len(found) == 1 or work.source, work.entry("k")
            assert work.stem


def picture(text: str) -> None:
    """A picture: what is left of it is left of it again."""
    try:
        cleaned = sanitise_svg(text.encode("utf-8", "replace"))
    except SvgError:
        return
    assert sanitise_svg(cleaned.content).content == cleaned.content


READERS = (
    *(page, blocks, bibliography, citations, dates, calls, front_matter, settings, style),
    *(rendering, rendering, rendering),
    *(numbers, values, scales, record, record, sources, sources, table, works, works, picture),
)


def one_input(data: bytes) -> None:
    """What libFuzzer calls. The first input of each kind of failure is kept, and the run goes on."""
    if not data:
        return
    reader = READERS[data[0] % len(READERS)]
    began = time.process_time()
    try:
        reader(data[1:].decode("utf-8", "replace"))
        took = time.process_time() - began
        assert took < LONGEST, f"{reader.__name__} took {took:.0f} seconds"
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        kind = f"{type(error).__name__}-{Path(frames[-1].filename).stem}-{frames[-1].lineno}"
        if not (FOUND / kind).exists():
            (FOUND / kind).write_bytes(data)
            print(f"found {kind}: {error}", file=sys.stderr)


def seeds(folder: Path) -> None:
    """The project's own pages and bibliography, in pieces, as a start for each reader."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [path.read_text("utf-8", "replace") for path in sorted(ROOT.glob("tests/**/docs/**/*.md"))]
    texts += [path.read_text("utf-8", "replace")[:3000] for path in sorted(ROOT.glob("tests/**/bib/*.bib"))]
    texts += ["2024-06-19/2024-07~", 'timeline(start="2023-09")', "a <b onclick=x>c</b> [d](javascript:e){ .f }"]
    texts += (ROOT / "docs" / "authoring.md").read_text("utf-8").split("\n\n")
    texts += [path.read_text("utf-8") for path in (ROOT / "mkdocs.yml", *sorted(ROOT.glob("tests/sites/*/mkdocs.yml")))]
    texts += [STYLE, *(example for example in EXAMPLES for _ in range(3))]
    whole = (page, blocks, bibliography, citations, settings, style, rendering, record, sources, scales, table, works)
    long = [READERS.index(each) for each in whole]
    for number, text in enumerate(texts):
        # Of short texts each reader gets a third, so that seeds leave most of the time for what is made of them.
        for reader in range(number % 3, len(READERS), 3) if len(text) < 500 else long:
            (folder / f"seed-{number}-{reader}").write_bytes(bytes([reader]) + text.encode())


def main() -> None:
    """Run until libFuzzer is told to stop."""
    corpus = ROOT / ".cache" / "fuzz"
    FOUND.mkdir(exist_ok=True)
    seeds(corpus)
    atheris.Setup(
        [*sys.argv, f"-artifact_prefix={FOUND}/", "-timeout=60", "-rss_limit_mb=3000", str(corpus)], one_input
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
