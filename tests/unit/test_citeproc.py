"""Formatted references and citations, by the real Pandoc."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from xml.etree import ElementTree

import harbour
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.citing import pandoc
from foresite.citing.csl_json import to_csl
from foresite.citing.format import Formatted, StyleError, UnknownKeyError, format_citations
from foresite.citing.grammar import find_citations, parse_group
from foresite.citing.style import read_style
from foresite.citing.xhtml import _serialise
from foresite.language.catalogue import Language, Words, template, words_of
from foresite.model.locators import Locator
from foresite.model.problems import Place
from foresite.model.records import Citation, CitedWork, Name, Reference
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.bibliography.latex import TYPES
from foresite.views.references import at_locator

LEE = """@report{lee2025,
  author = {Lee, Sang Joon}, authororig = {이상준}, nameorder = {family-first}, origlanguage = {korean},
  title = {Outlook for DPRK-Russia Relations}, origtitle = {북러 관계 전망},
  type = {Issue Brief}, number = {2025-09}, institution = {Asan Institute}, institutionorig = {아산정책연구원},
  date = {2025-04-09}, url = {https://a.org/?p=1&q=%EB%B6%81}, language = {en}, note = {A summary.},
}
"""
JANG = """@report{jang2024,
  author = {Jang, Seho}, title = {Ties after 75 Years}, date = {2024-06-05}, institution = {EAI},
}
"""
NEWS = """@online{ap2026,
  author = {{Associated Press}}, titleaddon = {Report on the party congress}, journaltitle = {Associated Press},
  date = {2026-02-20}, url = {https://news.example.org/ap}, addendum = {Read at Swissinfo},
}
"""


def references(text: str) -> dict[str, Reference]:
    found, problems = read_entries(text, EntryReader("x.bib", {}))
    assert problems == []
    return {reference.key: reference for reference in found}


def text_of(xhtml: str) -> str:
    """What a reader sees; also proves that the piece is well formed."""
    return "".join(ElementTree.fromstring(f"<span>{xhtml}</span>").itertext())


def cite(bib: str, *written: str, style: Path | None = None) -> list[str]:
    citations = [found.citation for text in written for found in find_citations(text)]
    assert all(citations)
    formatted = format_citations(references(bib), [each for each in citations if each], style)
    return [text_of(formatted.citation(each)) for each in citations if each]


def entries(bib: str, style: Path | None = None) -> dict[str, str]:
    formatted = format_citations(references(bib), [], style)
    return {key: text_of(xhtml) for key, xhtml in formatted.entries.items()}


def test_citations_in_the_sentence_and_in_brackets():
    assert cite(
        LEE + JANG + NEWS,
        "[@jang2024, ¶7; see @lee2025]",
        "@jang2024 says",
        "@jang2024 [¶7–9, 12]",
        "[-@jang2024, p. 3]",
        "@lee2025 [¶3; see also @jang2024, n. 4 and passim]",
        "[@ap2026, 12 and *so* on]",
        "[@jang2024{}, 99 years on]",
    ) == [
        "(Jang 2024, ¶7; see Lee 2025)",
        "Jang (2024)",
        "Jang (2024, ¶7–9, 12)",
        "(2024, 3)",
        "Lee (2025, ¶3; see also Jang 2024, n. 4 and passim)",
        "(Associated Press 2026, 12 and so on)",
        "(Jang 2024, 99 years on)",
    ]


@pytest.mark.parametrize(
    ("locator", "printed"),
    [("ch. 2", "chap. 2"), ("sec. 3.2", "sec. 3.2"), ("fig. 3", "fig. 3"), ("pp. 3-4", "3–4"), ("vol. 2", "vol. 2"),
     ("note 4", "n. 4"), ("§ 5", "sec. 5"), ("s.v. Kim 3", ", s.v. Kim 3")],
)  # fmt: skip
def test_labels(locator: str, printed: str):
    assert cite(JANG, f"[@jang2024, {locator}]") == [f"(Jang 2024, {printed.removeprefix(', ')})"]


def test_citations_lead_to_their_entries():
    citation = parse_group("@jang2024, ¶7; @lee2025")
    formatted = format_citations(references(LEE + JANG), [citation])
    links = ElementTree.fromstring(f"<span>{formatted.citation(citation)}</span>").iter("a")
    assert [link.get("href") for link in links] == ["#ref-jang2024", "#ref-lee2025"]


def test_an_entry_with_names_and_titles_in_two_scripts():
    assert entries(LEE)["lee2025"] == (
        "Lee Sang Joon 이상준. 2025. Outlook for DPRK-Russia Relations [북러 관계 전망]. Issue Brief 2025-09. "
        "Asan Institute 아산정책연구원. https://a.org/?p=1&q=북. A summary."
    )
    entry = ElementTree.fromstring(f"<span>{format_citations(references(LEE), []).entry('lee2025')}</span>")
    assert [(each.text, each.get("lang")) for each in entry.iter() if each.get("lang")] == [
        ("이상준", "ko"),
        ("Outlook for DPRK-Russia Relations", "en"),
        ("북러 관계 전망", "ko"),
        ("아산정책연구원", "ko"),
    ]
    assert [(a.get("href"), a.text) for a in entry.iter("a")] == [
        ("https://a.org/?p=1&q=%EB%B6%81", "https://a.org/?p=1&q=북")
    ]


def test_a_language_that_nobody_names_is_not_guessed():
    xhtml = format_citations(references(LEE.replace("origlanguage = {korean},", "")), []).entry("lee2025")
    assert "Lee Sang Joon 이상준." in xhtml
    assert 'lang="ko"' not in xhtml


def test_a_translated_title_stands_behind_the_original():
    bib = (
        "@online{a, author = {{News1}}, title = {“추가 과징금”}, titletranslation = {“More Fines”}, language = {ko},"
        "date = {2024}}"
    )
    assert entries(bib)["a"] == "News1. 2024. “‘추가 과징금’” [“More Fines”]."
    question = "@report{a, author = {{B}}, title = {왜?}, titletranslation = {Why?}, date = {2024}}"
    assert entries(question)["a"].startswith("B. 2024. 왜? [Why?].")


def test_a_title_keeps_its_own_punctuation():
    bib = "@online{%s, author = {{B}}, title = {%s}, date = {2024}, journaltitle = {C}}"
    assert "“Who Wins?” C" in entries(bib % ("a", "Who Wins?"))["a"]
    assert "“‘Pay’… or Else.”" in entries(bib % ("a", "“Pay”... or Else"))["a"]


def test_a_description_is_not_shown_as_a_title():
    entry = entries(NEWS)["ap2026"]
    assert entry == (
        "Associated Press. 2026. Report on the party congress. February 20. https://news.example.org/ap. "
        "Read at Swissinfo."
    )
    assert "“" not in entry


def test_family_first_names_keep_their_order_beside_others():
    bib = (
        "@book{a, author = {Lee, Sang Joon and Kim, Young}, nameorder = {family-first}, title = {T}, date = {2024}}\n"
        "@book{b, author = {Lee, Anna}, title = {U}, date = {2024}}\n"
        "@book{c, editor = {Park, J.}, title = {V}, date = {2024}}\n"
    )
    formatted = entries(bib)
    assert formatted["a"].startswith("Lee Sang Joon, and Kim Young. 2024.")
    assert formatted["b"].startswith("Lee, Anna. 2024.")


def test_two_people_of_one_family_name_are_told_apart():
    bib = (
        "@book{a, author = {Lee, Sang Joon}, nameorder = {family-first}, authororig = {이상준}, title = {T},"
        "date = {2024}}\n"
        "@book{b, author = {Lee, Anna}, title = {U}, date = {2024}}\n"
        "@book{c, author = {Lee, Sang Joon}, title = {V}, date = {2024}}\n"
    )
    first, second, third = cite(bib, "[@a]", "[@b]", "[@c]")
    assert second == "(A. Lee 2024)"
    assert {first[-6:], third[-6:]} == {"2024a)", "2024b)"}, "one person, whether or not both entries say the same"
    assert "이상준" not in first + third


def test_the_order_is_the_style_s():
    bib = references(JANG + LEE + NEWS)
    assert format_citations(bib, []).order == ("ap2026", "jang2024", "lee2025")


def test_partial_dates():
    bib = (
        "".join(
            f"@online{{{key}, author = {{{{A{key}}}}}, title = {{T}}, date = {{{date}}}}}\n"
            for key, date in {
                "a": "2024-06",
                "b": "2024-06~",
                "c": "2024-06/2024-08",
                "d": "202X",
                "e": "2024/..",
            }.items()
        )
        + "@online{f, author = {{Af}}, title = {T}}\n"
    )
    assert cite(bib, "[@a]", "[@c]", "[@d]", "[@e]", "[@f]") == [
        "(Aa 2024)", "(Ac 2024)", "(Ad 2020s)", "(Ae from 2024)", "(Af, n.d.)",
    ]  # fmt: skip
    assert "2024" in cite(bib, "[@b]")[0]
    assert cite(bib, "[@b]") != ["(Ab 2024)"], "an approximate date shows its doubt"


def test_marked_words_in_a_citation_are_marked():
    (found,) = find_citations("[see *also* `x < y` in @jang2024, ¶7, **all** of it, *passim*]")
    assert found.citation
    xhtml = format_citations(references(JANG), [found.citation]).citation(found.citation)
    assert "see <em>also</em> <code>x &lt; y</code> in" in xhtml
    assert "<strong>all</strong> of it, <em>passim</em>)" in xhtml
    assert text_of(xhtml).startswith("(see also x < y in Jang")


def test_a_style_does_not_change_the_case_in_braces_and_no_reader_sees_how():
    bib = "@book{a, author = {hooks, bell and others}, title = {On {bell hooks} and CO$_2$}, date = {2024}}"
    formatted = format_citations(references(bib), [])
    assert text_of(formatted.entries["a"]).startswith("hooks, bell et al. 2024. On bell hooks and CO2.")
    assert "<sub>2</sub>" in formatted.entries["a"]
    assert "nocase" not in formatted.entries["a"]


def test_nothing_in_a_citation_is_markup():
    nasty = '<b>&amp; "x" [@a](javascript:x) $y$ `z` \\cite{k} {{ m }} <script>alert(1)</script> \x00\ufffe'
    citation = Citation((CitedWork("jang2024", prefix=nasty, label="page", locator="<3>", suffix=nasty),))
    xhtml = format_citations(references(JANG), [citation]).citation(citation)
    assert {each.tag for each in ElementTree.fromstring(f"<span>{xhtml}</span>").iter()} == {"span", "a"}
    assert '<b>&amp; "x" [@a](javascript:x) $y$ `z` \\cite{k}' in text_of(xhtml)


def test_nothing_in_a_reference_breaks_the_page():
    text = 'A <b>& "x" <script>alert(1)</script> $y$ \U000f0001 \U000ffff0 \x07 \ufffe *z* ]]>'
    fields = dict.fromkeys(("title", "origtitle", "note", "addendum", "institution", "institutionorig",
                                      "type", "number", "journaltitle", "location", "language"), text)  # fmt: skip
    fields["url"] = "https://a.org/?x='\"&y=%3Cb%3E"
    name = Name(f"Fa {text}", f"Gi {text}", family_first=True, original=text)
    for kind in ("report", "online", "book", "misc", "article"):
        reference = Reference("a", kind, (name,), (name,), None, MappingProxyType(fields), "", Place("x", 1))
        citation = Citation((CitedWork("a"),))
        formatted = format_citations({"a": reference}, [citation])
        entry = ElementTree.fromstring(f"<span>{formatted.entry('a')}</span>")
        assert {each.tag for each in entry.iter()} <= {"span", "em", "a", "i", "b", "strong", "sup", "sub"}
        assert not re.search("[\U000f0000-\U000ffffd]", formatted.entry("a") + formatted.citation(citation))
        ElementTree.fromstring(f"<span>{formatted.citation(citation)}</span>")


def test_every_kind_of_work_has_an_entry_and_a_citation():
    works = {}
    for kind in TYPES:
        for number, fields in enumerate(({}, {"title": "Foo"}, {"titleaddon": "Report"}, {"url": "https://a.org/"})):
            for authors in ((), (Name("Kim", "Young"),)):
                key = f"{kind}{number}{'a' if authors else ''}"
                works[key] = Reference(key, kind, authors, (), None, MappingProxyType(fields), "", Place("x", 1))
    formatted = format_citations(works, [parse_group(f"@{key}") for key in works])
    for key in works:
        entry = text_of(formatted.entry(key))
        assert entry.endswith((".", ".”")) and not entry.endswith(("..", ".”."))
        assert text_of(formatted.citation(parse_group(f"@{key}"))).strip("() ")


TEXTS = st.text(st.sampled_from("a&<>\"'\r\n\t이 \U000ffff0"), max_size=4)
ELEMENTS = st.recursive(
    st.builds(lambda *parts: (*parts, []), TEXTS, TEXTS, TEXTS),
    lambda inner: st.tuples(TEXTS, TEXTS, TEXTS, st.lists(inner, max_size=3)),
    max_leaves=5,
)


@given(ELEMENTS)
def test_elements_are_written_as_elementtree_writes_them(given_parts):
    def built(parts):
        text, title, tail, children = parts
        element = ElementTree.Element("em", {"title": title} if title else {})
        element.text, element.tail = text or None, tail or None
        element.extend(map(built, children))
        return element

    element = built(given_parts)
    assert _serialise(element) == ElementTree.tostring(element, encoding="unicode", short_empty_elements=False)


def test_an_unknown_key_is_an_error():
    with pytest.raises(UnknownKeyError, match="jang2042") as error:
        format_citations(references(JANG), [parse_group("@jang2024; @jang2042")])
    assert error.value.key == "jang2042"


def test_nothing_to_format():
    assert format_citations({}, []).order == ()


STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="{locale}">
  <info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>
  <citation><layout prefix="[" suffix="]" delimiter="; ">
    <text variable="citation-number"/><label variable="locator" prefix=", " form="long" suffix=" "/>
    <text variable="locator"/>
  </layout></citation>
  <bibliography second-field-align="flush"><layout>
    <text variable="citation-number" suffix="."/>
    <names variable="author" suffix=", "><name initialize-with=". "/></names>
    <text variable="title"/><text variable="URL" prefix=", "/>
  </layout></bibliography>
</style>
"""


def style_file(folder: Path, text: str) -> Path:
    path = folder / "style.csl"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_style_of_the_projects_own(tmp_path: Path):
    style = style_file(tmp_path, STYLE.format(locale="fr-FR"))
    assert cite(JANG + LEE, "[@lee2025, ¶7; @jang2024, p. 3]", "[@jang2024]", style=style) == [
        "[1, paragraphe 7; 2, page 3]",
        "[2]",
    ]
    # Initials leave no room for a name in its own script.
    assert entries(LEE, style)["lee2025"] == (
        "1. S. J. Lee, Outlook for DPRK-Russia Relations [북러 관계 전망], https://a.org/?p=1&q=북. A summary."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no xml", "the citation style is not XML"),
        ("<html/>", "the citation style is not a CSL file, expected one whose root is <style>"),
        (
            STYLE.replace("<citation", "<macro").replace("</citation", "</macro"),
            "the citation style has no citations",
        ),
        (
            STYLE.replace("<bibliography", "<macro").replace("</bibliography", "</macro"),
            "the citation style has no bibliography",
        ),
        (
            STYLE.replace("<title>", '<link rel="independent-parent" href="x"/><title>'),
            "the citation style depends on 'x.csl'",
        ),
    ],
)
def test_a_style_that_cannot_be_used(tmp_path: Path, text: str, message: str):
    with pytest.raises(StyleError, match=re.escape(message)):
        format_citations(references(JANG), [], style_file(tmp_path, text))


def test_a_missing_style(tmp_path: Path):
    with pytest.raises(StyleError, match="cannot be read: No such file"):
        read_style(tmp_path / "none.csl")


def test_a_style_that_pandoc_refuses(tmp_path: Path):
    broken = STYLE.replace('<text variable="citation-number"/>', "<text/>")
    with pytest.raises(StyleError, match="Pandoc says"):
        format_citations(references(JANG), [parse_group("@jang2024")], style_file(tmp_path, broken))


def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many entries each run of Pandoc formatted."""
    runs: list[int] = []

    run_citeproc = pandoc.run_citeproc

    def run(items, citations, style):
        runs.append(len(items))
        return run_citeproc(items, citations, style)

    monkeypatch.setattr("foresite.citing.format.run_citeproc", run)
    return runs


def test_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    runs = counted(monkeypatch)
    bib, citation = references(JANG + LEE), parse_group("@jang2024, ¶7")

    def build(works: dict[str, Reference] = bib, cited: Iterable[Citation] = (citation,)) -> Formatted:
        return format_citations(works, cited, cache=tmp_path / "deep" / "cache")

    first = build()
    assert build() == first
    assert (runs, first.order) == ([2], build().order)
    build(cited=[parse_group("@jang2024, ¶8")])
    assert runs == [2, 1], "another citation needs the works that it could be taken for, and no others"
    build({**bib, "jang2024": replace(bib["jang2024"], authors=(Name("Jang", "Seho", original="장세호"),))})
    assert sorted(runs[2:]) == [1, 2], "another name needs those works, and the order of all"


def test_without_works_there_is_nothing_to_format() -> None:
    assert format_citations({}, []).order == ()
    with pytest.raises(UnknownKeyError):
        format_citations({}, [parse_group("@jang2024, ¶7")])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"entries": {}, "citations": []}', b'{"entries": 1}', b"\xff"])
def test_a_spoilt_cache_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes):
    runs = counted(monkeypatch)
    first = format_citations(references(JANG), [], cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(content)
    assert format_citations(references(JANG), [], cache=tmp_path) == first
    assert runs == [1, 1]
    assert [path.name for path in tmp_path.iterdir()] == [kept.name], "no half-written file is left"


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert format_citations(references(JANG), [], cache=tmp_path / "file").order == ("jang2024",)


@pytest.mark.parametrize(
    ("at", "cited"),
    [
        ("7-9, 12", "(Jang 2024, ¶7–9, 12)"),
        ("p. 7, Table 1.1", "(Jang 2024, 7, Table 1.1)"),
        ("ch. 2, Figure 2.1", "(Jang 2024, chap. 2, Figure 2.1)"),
        ("Table 1.1", "(Jang 2024, Table 1.1)"),
        ("slide 4", "(Jang 2024, slide 4)"),
        ("Executive Summary, p. 3", "(Jang 2024, Executive Summary, p. 3)"),
    ],
)
def test_every_kind_of_place_in_a_brief_is_cited(at: str, cited: str) -> None:
    record = replace(harbour.CLAIMS[0], brief="jang2024", at=Locator.parse(at))
    citation = at_locator(record)
    formatted = format_citations(references(JANG), [citation])
    assert text_of(formatted.citation(citation)) == cited


def test_what_bibliographies_have_keys_for_is_in_the_language_and_so_is_the_cache(tmp_path: Path) -> None:
    works = references("@phdthesis{a, author = {Lee, Ann}, title = {T}, school = {S}, date = {2024}}")
    told = {}
    for tag, thesis in (("en", ""), ("de", "Dissertation"), ("fr", "Thèse"), ("de", "Doktorarbeit")):
        header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        own = f'{header}msgctxt "type of work"\nmsgid "PhD diss."\nmsgstr "{thesis}"\n'
        words = words_of(Language(tag, ((tag, own),) if thesis else ()))
        told[thesis] = format_citations(works, [], cache=tmp_path, words=words).entry("a")
    assert "PhD diss." in told[""]
    assert all(thesis in entry and (not thesis or "PhD" not in entry) for thesis, entry in told.items())


def test_countries_are_called_as_the_language_does() -> None:
    found = references("@patent{a, title = {T}, location = {countryde and countryuk and countryjp}, date = {2024}}")
    assert to_csl(found["a"])["jurisdiction"] == "Germany; United Kingdom; JP"
    french = Words("fr", {"fr": template()})
    assert to_csl(found["a"], words=french)["jurisdiction"] == "Allemagne; Royaume-Uni; Japon"
