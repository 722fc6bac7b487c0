"""``foresite import`` of highlights: what readers marked in a brief becomes draft findings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from builds import SITES, Build, project_of
from examples import tried
from foresite.cli import main
from foresite.model.locators import count_words
from foresite.model.records import Finding
from foresite.model.sources import Sources
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.tabular.highlights import drafts_of, read_highlights
from foresite.tabular.tables import TableError

BRIEF = "https://institute.example/dry-year"
PAGE = "docs/briefs/2024-rivera.md"
SENTENCE = "The port handled fewer ships in the dry year than in any year since the lock was opened --> so it says."
CLIENT = {
    "export_date": "2024-03-01T10:00:00Z",
    "export_userid": "acct:reader@hypothes.is",
    "client_version": "1.0",
    "annotations": [
        {
            "id": "aBc-1_x",
            "uri": f"{BRIEF}/#summary",
            "text": "Fewest ships since the lock opened. *Which* year?\n\nAsk the port.",
            "tags": ["Trade and freight", "harbour", "low water"],
            "target": [
                {
                    "source": BRIEF,
                    "selector": [
                        {"type": "RangeSelector", "startContainer": "/p[1]", "startOffset": 0},
                        {"type": "PageSelector", "index": 4, "label": "5"},
                        {"type": "TextPositionSelector", "start": 900, "end": 990},
                        {"type": "TextQuoteSelector", "exact": SENTENCE, "prefix": "x", "suffix": "y"},
                    ],
                }
            ],
        },
        {
            "id": "aBc-2",
            "uri": BRIEF.replace("https://", "http://www."),
            "text": "",
            "tags": [],
            "target": [
                {
                    "source": BRIEF,
                    "selector": [
                        {"type": "TextPositionSelector", "start": 100, "end": 140},
                        {"type": "TextQuoteSelector", "exact": "The river\nstays\u00ad low."},
                    ],
                }
            ],
        },
        {"id": "aBc-3", "uri": BRIEF, "text": "I agree.", "references": ["aBc-1_x"], "target": [{"source": BRIEF}]},
    ],
}
WEB = {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    "type": ["AnnotationCollection"],
    "first": {
        "type": "AnnotationPage",
        "items": [
            {
                "id": "https://notes.example/1",
                "type": "Annotation",
                "motivation": "commenting",
                "body": [
                    {"type": "TextualBody", "value": "The <b>gates</b> {{ here }} are *late*", "format": "text/plain"},
                    {"type": "TextualBody", "value": "harbour", "purpose": "tagging"},
                    {"type": "TextualBody", "value": "gates", "purpose": ["tagging"]},
                    "https://notes.example/gates.html",
                ],
                "target": {
                    "source": {"id": f"{BRIEF}#page=7"},
                    "selector": {
                        "type": "FragmentSelector",
                        "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
                        "value": "page=7",
                        "refinedBy": {"type": "TextQuoteSelector", "exact": "gates have been delivered"},
                    },
                },
            }
        ],
        "next": {
            "type": "AnnotationPage",
            "items": [
                {
                    "id": "https://notes.example/2",
                    "type": "Annotation",
                    "body": {
                        "type": "TextualBody",
                        "value": "<p>Two <em>ferries</em> stop.</p><p>Or three.</p>",
                        "format": "text/html",
                    },
                    "target": [f"{BRIEF}#page=9"],
                },
                {"type": "Annotation", "bodyValue": "No id & no place.", "target": BRIEF},
            ],
            "next": "https://notes.example/page3",
        },
    },
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    done = CliRunner().invoke(main, ["init", str(tmp_path / "port")])
    assert done.exit_code == 0, done.output
    return tmp_path / "port"


def run(project: Path, command: str, *arguments: object) -> Result:
    return CliRunner().invoke(main, [command, "-f", str(project / "mkdocs.yml"), *map(str, arguments)])


def imported(project: Path, document: Any, *arguments: object, name: str = "highlights.json") -> Result:
    path = project.parent / name
    path.write_text(json.dumps(document), "utf-8")
    return run(project, "import", path, *arguments)


def sources(project: Path, *, drafts: bool = True) -> Sources:
    settings, _ = read_settings(project / "mkdocs.yml")
    return read_project(replace(settings, drafts=drafts))


def findings(project: Path) -> dict[str, Finding]:
    """The draft findings by their titles."""
    published = {record.id for record in sources(project, drafts=False).records}
    new = [record for record in sources(project).records if record.id not in published]
    assert all(isinstance(record, Finding) for record in new)
    return {record.title: record for record in new if isinstance(record, Finding)}


def test_an_export_of_hypothesis_becomes_drafts_once(project: Path) -> None:
    before = (project / PAGE).read_text("utf-8")
    done = imported(project, CLIENT, "--theme", "trade")
    assert done.exit_code == 0, done.output
    assert f"{PAGE}: 2 new\n" in done.stdout
    assert "not kept: replies (1)\n" in done.stdout
    assert "without 'at': 1 draft, to be completed by hand\n" in done.stdout
    assert (project / PAGE).read_text("utf-8") == before
    done = imported(project, CLIENT, "--theme", "trade", "--write")
    assert (done.exit_code, done.stderr) == (0, "written\n"), done.output
    text = (project / PAGE).read_text("utf-8")
    assert f"<!-- quotation: {SENTENCE.replace('-->', '--&gt;')} -->\n" in text
    found = findings(project)["Fewest ships since the lock opened"]
    assert (found.theme, found.further_themes, found.tags) == ("trade", ("harbour",), ("low water",))
    assert found.at.written == "p. 5"
    assert found.quote == "The port handled fewer ships in the dry year than in any"
    assert count_words(found.quote) == 12
    assert found.body.strip().endswith("*Which* year?\n\nAsk the port.")
    # What names no place is written all the same, and is checked with the drafts until it does.
    assert "    quote: The river stays low\n" in text
    assert "<!-- quotation: The river stays low. -->\n" in text
    assert run(project, "check").exit_code == 0
    checked = run(project, "check", "--drafts")
    assert "missing-option" in checked.stdout
    assert checked.stdout.count("missing-option") == 1
    # It is known by the annotation's own id, whatever else an editor has changed by then.
    (project / PAGE).write_text(text.replace("id: rivera-fewest-ships", "id: rivera-few-ships"), "utf-8")
    after = (project / PAGE).read_bytes()
    done = imported(project, CLIENT, "--write")
    assert (done.exit_code, done.stderr) == (0, "nothing to write\n"), done.output
    assert "unchanged: 2\n" in done.stdout
    assert (project / PAGE).read_bytes() == after


def test_a_collection_of_web_annotations_with_all_its_pages(project: Path) -> None:
    done = imported(project, WEB, "--write", "--theme", "trade", name="x.jsonld")
    assert done.exit_code == 0, done.output
    assert "not kept: the page https://notes.example/page3 of the collection, which is not in the file\n" in done.stdout
    found = findings(project)
    gates = found["The gates here are late"]
    assert (gates.theme, gates.tags, gates.at.written) == ("harbour", ("gates",), "p. 7")
    assert gates.quote == "gates have been delivered"
    text = (project / PAGE).read_text("utf-8")
    assert "<!-- see: https://notes.example/gates.html -->" in text
    ferries = found["Two ferries stop"]
    assert (ferries.at.written, ferries.body.strip().endswith("Two ferries stop.\n\nOr three.")) == ("p. 9", True)
    assert "/// finding | No id & no place\n" in text
    before = (project / PAGE).read_bytes()
    done = imported(project, WEB, "--write", name="x.jsonld")
    assert ("unchanged: 3\n" in done.stdout, (project / PAGE).read_bytes()) == (True, before), done.output


@pytest.mark.parametrize("form", ["rows", "list", "page", "one"])
def test_other_forms_of_the_same(project: Path, form: str) -> None:
    first = WEB["first"]["items"][0]  # type: ignore[index]
    document = {
        "rows": {"total": 1, "rows": CLIENT["annotations"][:1]},
        "list": CLIENT["annotations"][:1],
        "page": {"@context": "x", "type": "AnnotationPage", "items": [first]},
        "one": first,
    }[form]
    done = imported(project, document, "--write")
    assert done.exit_code == 0, done.output
    assert len(findings(project)) == 1


def test_a_draft_is_published_nowhere_and_a_note_never(project: Path) -> None:
    imported(project, CLIENT, "--write", "--theme", "trade")
    assert "Fewest ships" not in published(project)
    path = project / PAGE
    path.write_text(path.read_text("utf-8").replace("    draft: true\n", ""), "utf-8")
    text = published(project)
    assert "Fewest ships" in text
    assert "since the lock was" not in text
    assert "aBc-1_x" not in text


def published(project: Path) -> str:
    """All that is published as data."""
    folder = project.parent / "data"
    done = run(project, "export", "--as-of", "2026-01-01", "--output", folder)
    assert folder.is_dir(), done.output
    return "".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def test_what_a_site_publishes_as_annotations_comes_back_with_its_places(harbours: Build, tmp_path: Path) -> None:
    project = project_of(SITES / "harbours", tmp_path / "port")
    claims = sources(project, drafts=False).claims
    done = run(project, "import", harbours.site / "data" / "annotations.jsonld")
    assert "without 'at': " not in done.stdout, done.output
    corrections = len(sources(project).corrections)
    assert f"{len(claims) + corrections} highlights\n" in done.stdout
    written = imported_drafts(project, harbours)
    known = {(claim.title, claim.brief): claim for claim in claims}
    same = [(record, known[record.title, record.brief]) for record in written if (record.title, record.brief) in known]
    assert same
    assert all(draft.at == claim.at for draft, claim in same)
    assert all(draft.quote == claim.quote for draft, claim in same)


def imported_drafts(project: Path, build: Build) -> list[Finding]:
    done = run(project, "import", "--write", "--skip-bad", build.site / "data" / "annotations.jsonld")
    assert done.exit_code == 0, done.output
    return list(findings(project).values())


# --- mistakes ----------------------------------------------------------------------------------------------------


def test_each_bad_entry_is_one_mistake_and_stops_all(project: Path, tmp_path: Path) -> None:
    good = CLIENT["annotations"][1]
    document = [
        {"id": "a", "target": "https://elsewhere.example/x", "bodyValue": "x"},
        good,
        {"id": "b", "type": "Annotation", "target": BRIEF},
        "x",
        {"id": "c", "target": BRIEF, "text": "Raw <script>alert(1)</script> at last"},
        {"id": "d", "type": "Annotation", "bodyValue": "y"},
        good,
    ]
    before = (project / PAGE).read_bytes()
    done = imported(project, document, "--write")
    assert (done.exit_code, (project / PAGE).read_bytes()) == (1, before)
    name = tmp_path / "highlights.json"
    lines = done.stdout.splitlines()
    for line in (
        f"{name}: highlight 1: no brief has the address 'https://elsewhere.example/x', "
        "expected it in the bibliography, or --brief rivera2024",
        f"{name}: highlight 3: it has neither a quotation nor a note, expected one of them",
        f"{name}: highlight 4: not an annotation, expected a mapping with a 'target'",
        f"{name}: highlight 6: it names no document, expected a 'target'",
        f"{name}: highlight 7: it has the id of highlight 2, expected each once",
    ):
        assert line in lines
    assert any(line.startswith(f"{name}: highlight 5: unsafe-html: ") for line in lines)
    assert done.stderr == "nothing is written: 6 mistakes; --skip-bad leaves out their highlights\n"
    done = imported(project, document, "--write", "--skip-bad")
    assert (done.exit_code, done.stderr) == (0, "written, without the highlights of 6 mistakes\n")
    assert (project / PAGE).read_text("utf-8").count("<!-- highlight: ") == 1


def test_a_document_without_an_address_takes_the_brief_that_is_named(project: Path) -> None:
    document = [{"id": "a", "target": "urn:x-pdf:0123", "text": "Low water."}]
    assert "'urn:x-pdf:0123'" in imported(project, document).stdout
    done = imported(project, document, "--brief", "rivera2042")
    assert (done.exit_code, "did you mean" in done.stderr) == (2, True)
    assert "--brief 'rivera2042': no page annotates it, expected rivera2024" in done.stderr
    assert "did you mean 'trade'?" in imported(project, document, "--theme", "trad").stderr
    assert imported(project, document, "--brief", "rivera2024", "--write").exit_code == 0
    assert "/// finding | Low water\n" in (project / PAGE).read_text("utf-8")


def test_a_file_that_is_none_says_so(project: Path) -> None:
    for document in ({"type": "AnnotationCollection", "total": 0}, {"type": "AnnotationPage", "items": []}):
        done = imported(project, document)
        assert (done.exit_code, "no annotations, expected at least one" in done.stderr) == (1, True)
    assert "no claims or events" in imported(project, {"rows": []}).stderr
    (project / "x.jsonld").write_text("{", "utf-8")
    assert "not JSON" in run(project, "import", project / "x.jsonld").stderr


def test_options_of_another_kind_of_file_are_refused(project: Path, tmp_path: Path) -> None:
    assert imported(project, CLIENT, "--kind", "finding").exit_code == 2
    (tmp_path / "x.csv").write_text("title\nx\n", "utf-8")
    done = run(project, "import", tmp_path / "x.csv", "--brief", "rivera2024")
    assert (done.exit_code, "--brief and --theme are for highlights" in done.stderr) == (2, True)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("@graph", "annotations", "as:tag", "body", "bodyValue", "chars", "exact", "first", "format", "id",
                 "index", "items", "label", "next", "purpose", "references", "refinedBy", "rows", "selector", "source",
                 "start", "tags", "target", "text", "type", "uri", "value")
            )
            | st.text(max_size=3),
            inner | st.sampled_from(("Annotation", "AnnotationPage", "AnnotationCollection", "PageSelector",
                                     "FragmentSelector", "TextQuoteSelector", "page=5", "text/html", "tagging")),
            max_size=6,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@tried(400, 60)
@given(document=ANYTHING)
def test_whatever_the_file_holds_it_is_read_or_refused(document: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonld"
    path.write_text(json.dumps(document), "utf-8")
    settings, _ = read_settings(SITES / "harbours" / "mkdocs.yml")
    try:
        found = read_highlights(path)
    except TableError:
        return
    drafts = drafts_of(settings, KNOWN, found.items, "any", brief=KNOWN.briefs[0].key, theme="")
    assert len(drafts.entries) + len(drafts.faults) + drafts.unchanged == len(found.items)


KNOWN = read_project(read_settings(SITES / "harbours" / "mkdocs.yml")[0])
