"""PDF/UA-1 as far as a program can tell: the checks of the Matterhorn Protocol that need no person."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pikepdf
import pytest
from papers import Papers, kids

SHOWS = {"Tj", "TJ", "'", '"', "Do", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "INLINE IMAGE"}
STANDARD = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "P", "H1",
    "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot",
    "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Figure", "Formula", "Form",
}  # fmt: skip


@pytest.fixture(params=["book.pdf", ".pdf", "-summary.pdf", "comparison.pdf"])
def paper(request: pytest.FixtureRequest, papers: Papers):
    """One document of each kind: two of the first brief."""
    name = request.param
    return papers[name if name[0].isalpha() else papers.corpus.briefs[0].page.replace(".md", name)]


def test_it_is_sound(paper) -> None:
    assert paper.pdf.check_pdf_syntax() == []


def test_it_is_marked_as_tagged(paper) -> None:
    assert paper.pdf.Root.MarkInfo.Marked is True
    assert {element.S for element in paper.elements()} <= {f"/{name}" for name in STANDARD}


def test_all_content_is_tagged_or_an_artifact(paper) -> None:
    for number, page in enumerate(paper.pdf.pages, 1):
        depth, marked = 0, []
        seen = set()
        for instruction in pikepdf.parse_content_stream(page):
            operands, name = instruction.operands, str(instruction.operator)
            if name in ("BDC", "BMC"):
                marked.append(str(operands[0]))
                if name == "BDC" and "/MCID" in operands[1]:
                    seen.add(int(operands[1]["/MCID"]))
            elif name == "EMC":
                marked.pop()
            elif name in SHOWS:
                assert marked, (number, name)
            depth = max(depth, len(marked))
        parents = dict(zip(*[iter(paper.pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
        assert len(parents[page.StructParents]) >= len(seen), number
        assert page.Tabs == "/S"


def test_headings_skip_no_level(paper) -> None:
    names = [str(element.S) for element in paper.elements()]
    levels = [int(name[2:]) for name in names if name in {f"/H{level}" for level in range(1, 7)}]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_figures_have_words(paper) -> None:
    assert all(str(element.get("/Alt", "")).strip() for element in paper.elements("Figure"))


def test_links_stand_in_the_structure_and_have_words(paper) -> None:
    inside = Counter(
        kid.Obj.objgen for element in paper.elements("Link") for kid in kids(element) if kid.get("/Type") == "/OBJR"
    )
    notes = [note for _, note in paper.notes()]
    for note in notes:
        assert note.Subtype == "/Link"
        assert str(note.Contents)
        assert inside[note.objgen] == 1
    keys = [int(note.StructParent) for note in notes]
    assert len(keys) == len(set(keys))


def test_tables_are_regular_and_their_heads_have_a_scope(paper) -> None:
    for table in paper.elements("Table"):
        inside = [row for group in kids(table) for row in ([group] if group.S == "/TR" else kids(group))]
        rows = [row for row in inside if row.S == "/TR"]
        widths = set()
        for row in rows:
            cells = list(kids(row))
            assert {str(cell.S) for cell in cells} <= {"/TH", "/TD"}
            for cell in cells:
                if cell.S == "/TH":
                    assert cell.A.Scope in ("/Row", "/Column")
            attributes = [cell.get("/A") or pikepdf.Dictionary() for cell in cells]
            widths.add(sum(int(each.get("/ColSpan", 1)) for each in attributes))
        assert len(widths) == 1, widths


def test_no_element_has_an_id_twice(paper) -> None:
    ids = [bytes(element.ID) for element in paper.elements() if "/ID" in element]
    assert len(ids) == len(set(ids))


def test_lists_hold_items(paper) -> None:
    for element in paper.elements("L"):
        assert {str(kid.S) for kid in kids(element)} <= {"/LI", "/Caption", "/L"}
    for element in paper.elements("LI"):
        assert {str(kid.S) for kid in kids(element)} <= {"/Lbl", "/LBody"}
