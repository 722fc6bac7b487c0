"""Bibliography files: what reads, and what an editor is told of what does not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.model.problems import Problem
from foresite.model.records import Name, Reference
from foresite.model.settings import Settings
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_bibliographies, read_bibliography, read_entries
from foresite.parsing.bibliography.latex import decode_latex

REPORT = "@report{%s,\n  title = {T},\n%s}\n"


def read(text: str) -> tuple[list[Reference], list[str]]:
    references, problems = read_entries(text, EntryReader("bib/x.bib", {}))
    return references, [str(problem) for problem in problems]


def read_one(fields: str, kind: str = "report") -> Reference:
    references, problems = read(f"@{kind}{{a,\n  title = {{T}},\n  {fields}\n}}\n")
    assert problems == []
    return references[0]


def test_an_entry_is_decoded():
    text = (
        "@Report{lee2025,\n"
        "  author = {Lee, Sang Joon and {The Asan Institute}},\n"
        "  authororig = {이상준 and {}},\n"
        "  nameorder = {family-first},\n"
        "  editor = {von der Leyen, Ursula},\n"
        "  title = {Outlook --- {DPRK} \\& Russia},\n"
        "  date = {2025-04-09},\n"
        "  url = {https://example.org/a_b?x=1&y=50%25},\n"
        "}\n"
    )
    (reference,), problems = read(text)
    assert problems == []
    assert reference.type == "report"
    assert reference.authors == (
        Name("Lee", "Sang Joon", family_first=True, original="이상준"),
        Name(literal="The Asan Institute"),
    )
    assert reference.editors == (Name("von der Leyen", "Ursula"),)
    assert str(reference.date) == "9 April 2025"
    assert reference.fields == {
        "title": "Outlook — DPRK & Russia",
        "url": "https://example.org/a_b?x=1&y=50%25",
    }
    assert reference.source == text.strip()
    assert str(reference.place) == "bib/x.bib:1"


def test_strings_comments_and_preambles():
    text = (
        "Anything outside an entry is a comment, mail@example.org too.\n"
        '@preamble{"\\newcommand{\\x}{y}"}\n'
        "@comment{@report{hidden, title = {No}}}\n"
        '@string{EAI = "East Asia " # {Institute}}\n'
        '@report(a, title = "The " # eai # { (2024)}, year = 2024, month = jun)\n'
    )
    (reference,), problems = read(text)
    assert problems == []
    assert reference.fields["title"] == "The East Asia Institute (2024)"
    assert reference.date and reference.date.text == "2024-06"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("date = {2024-06~},", "2024-06~"),
        ("date = {2024/2025},", "2024/2025"),
        ("year = {2024},", "2024"),
        ("year = 2024, month = {6},", "2024-06"),
        ("year = 2024, month = {June},", "2024-06"),
        ("date = {2024-06-05}, year = {1999},", "2024-06-05"),
    ],
)
def test_dates(fields: str, text: str):
    date = read_one(fields).date
    assert date and date.text == text


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ('G{\\"o}del', "Gödel"),
        ("\\'et\\'{e} \\c{c} \\v s \\L{}\\'od\\'z na\\\"{\\i}ve", "été ç š Łódź naïve"),
        ("from $5 to $6 million, $x^2$", "from $5 to $6 million, x^2"),
        ("\\emph{Pravda}, ``quoted'', 50\\% of 60%", "Pravda, “quoted”, 50% of 60%"),
        ("한국의 대응\n   전망", "한국의 대응 전망"),
        ("\\enquote{a {b} c}~d", "“a b c”\u00a0d"),
    ],
)
def test_latex_is_decoded(written: str, read_as: str):
    assert decode_latex(written) == (read_as, [])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "\n\n@report{a,\n  title = {T},\n",
            "bib/x.bib:3: bad-entry: entry 'a' is not closed, expected } before the end",
        ),
        (
            "@report{a,\n  title = {T},\n@report{b,\n title = {U}}\n",
            "bib/x.bib:1: bad-entry: entry 'a' is not closed, expected } before the next '@report'",
        ),
        (REPORT % ("", ""), "bib/x.bib:1: bad-entry: an entry without a key, expected @report{key,"),
        (REPORT % ("a b", ""), "bib/x.bib:1: bad-entry: the key 'a b' cannot be cited, expected letters"),
        (
            REPORT % ("a", "  publisher = jons,\n") + "@string{johns = {J}}\n",
            "bib/x.bib:3: undefined-string: publisher: the string 'jons' is not defined, expected the name of "
            "an @string; did you mean 'johns'?",
        ),
        (REPORT % ("a", "  date = {2024-13},\n"), "bib/x.bib:3: bad-date: date: '2024-13' has an impossible month"),
        (REPORT % ("a", "  urldate = {soon},\n"), "bib/x.bib:3: bad-date: urldate: 'soon' is not a date"),
        (REPORT % ("a", "  year = {in press},\n"), "bib/x.bib:3: bad-date: year: 'in press' is not a year, expected"),
        (REPORT % ("a", "  year = 2024,\n  month = 13,\n"), "bib/x.bib:4: bad-date: month: '13' is not a month"),
        ("@report{a,\n  author = {B}\n}\n", "bib/x.bib:1: missing-title: 'a' has no title, expected title = {…}; for"),
        (
            REPORT % ("a", "\n  url = {javascript:alert(1)},\n"),
            "bib/x.bib:4: bad-url: url: 'javascript:alert(1)' is not an address, expected one that starts with https://",
        ),
        (
            REPORT % ("a", "  url = {www.example.org/x},\n"),
            "bib/x.bib:3: bad-url: url: 'www.example.org/x' is not an address, expected one that starts with https://; "
            "did you mean 'https://www.example.org/x'?",
        ),
        (REPORT % ("a", "  doi = {11.5/x},\n"), "bib/x.bib:3: bad-url: doi: '11.5/x' is not a DOI"),
        (
            "@raport{a, title = {T}}",
            "bib/x.bib:1: bad-entry: unknown entry type '@raport' of 'a', expected one of BibLaTeX's; "
            "did you mean 'report'?",
        ),
        (
            REPORT % ("a", "  instituton = {X},\n"),
            "bib/x.bib:3: bad-entry: unknown field 'instituton' of 'a'; did you mean 'institution'?",
        ),
        (
            REPORT % ("a", "  Title = {U},\n"),
            "bib/x.bib:3: bad-entry: 'a' has the field 'title' twice, first on line 2",
        ),
        (
            "@report{a,\n  title = {T}\n  date = {2024}\n}\n",
            "bib/x.bib:2: bad-entry: title: no comma after the value, expected one before the next field",
        ),
        (REPORT % ("a", "  note = \\odd{x},\n"), "bib/x.bib:3: bad-entry: note: "),
        (
            REPORT % ("a", "  note = {\\odd{x}},\n"),
            "bib/x.bib:3: bad-entry: note: the LaTeX command '\\odd' is unknown, expected plain Unicode text",
        ),
        (
            REPORT % ("a", "  author = {A, B and C, D},\n  authororig = {가},\n"),
            "bib/x.bib:4: bad-entry: authororig: 1 in their own script for 2 authors, expected as many",
        ),
        (
            REPORT % ("a", "  author = {A, B, C, D},\n"),
            "bib/x.bib:3: bad-entry: author: 'A, B, C, D' is not a name: too many",
        ),
        (
            REPORT % ("a", "  nameorder = {given-first},\n"),
            "bib/x.bib:3: bad-entry: nameorder 'given-first' is unknown, expected family-first",
        ),
        ("\n@report jang,\n  title = {T}\n", "bib/x.bib:2: bad-entry: '@report' does not open an entry, expected @re"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, problem: str):
    _, problems = read(text)
    assert any(told.startswith(problem) for told in problems), problems


def test_lines_are_those_of_the_file_behind_a_break_that_is_escaped():
    text = "@report{a,\n  title = {One \\\\\n  two},\n  date = {soon},\n}\n@report{b,\n  note = odd,\n title={U}}\n"
    references, problems = read(text)
    assert [str(reference.place) for reference in references] == ["bib/x.bib:1", "bib/x.bib:6"]
    assert [problem.split(" ")[0] for problem in problems if "date" in problem] == ["bib/x.bib:4:"]
    assert [problem.split(" ")[0] for problem in problems if "odd" in problem] == ["bib/x.bib:7:"]


def test_an_entry_after_a_broken_one_is_still_read():
    references, problems = read("@report{a,\n  title = {T,\n}\n\n@report{b,\n  title = {U},\n}\n")
    assert [reference.key for reference in references] == ["b"]
    assert len(problems) == 1


def test_what_is_wrong_with_a_field_leaves_the_rest():
    (reference,), problems = read(REPORT % ("a", "  url = {ftp://x},\n  date = {2024-02-30},\n  note = {N},\n"))
    assert len(problems) == 2
    assert reference.fields == {"title": "T", "note": "N"}
    assert reference.date is None


def test_a_key_that_stands_twice_names_the_first():
    references, problems = read(REPORT % ("a", "") + REPORT % ("b", "") + REPORT % ("a", "  note = {N},\n"))
    assert [(reference.key, "note" in reference.fields) for reference in references] == [("a", False), ("b", False)]
    assert problems == ["bib/x.bib:7: duplicate-key: the key 'a' is used twice, first at bib/x.bib:1"]


def test_keys_that_differ_by_case():
    references, problems = read(REPORT % ("Jang2024", "") + REPORT % ("jang2024", ""))
    assert len(references) == 2
    assert problems[0].startswith(
        "bib/x.bib:4: similar-key: the keys 'jang2024' and 'Jang2024' (bib/x.bib:1) differ only in case"
    )


def test_a_description_does_for_a_title():
    (reference,), problems = read("@online{a,\n  titleaddon = {Report on the summit},\n}\n")
    assert problems == []
    assert reference.fields == {"titleaddon": "Report on the summit"}


def test_fields_of_somebodys_own_are_kept():
    assert read_one("wikidata = {Q1},").fields["wikidata"] == "Q1"


def test_addresses():
    reference = read_one("url = {10.1371/journal.pone.0213522}, doi = {https://doi.org/10.1000/a_b},")
    assert reference.fields["url"] == "https://doi.org/10.1371/journal.pone.0213522"
    assert reference.fields["doi"] == "10.1000/a_b"
    assert read_one("url = {https://a.org/x\\_y\\&z\\%20},").fields["url"] == "https://a.org/x_y&z%20"
    assert read_one("url = {mailto:a@example.org},").fields["url"] == "mailto:a@example.org"


def project(folder: Path, *files: bytes) -> Settings:
    paths = []
    for number, content in enumerate(files):
        paths.append(folder / "bib" / f"{number}.bib")
        paths[-1].parent.mkdir(exist_ok=True)
        paths[-1].write_bytes(content)
    return Settings(root=folder, docs=folder / "docs", bibliography=tuple(paths))


def told(problems: list[Problem]) -> list[str]:
    return [f"{problem.place}: {problem.code}" for problem in problems]


def test_a_file_that_is_not_utf8(tmp_path: Path):
    settings = project(tmp_path, b"@report{a,\n  title = {caf\xe9},\n}\n")
    assert told(read_bibliography(settings.bibliography[0], settings)[1]) == ["bib/0.bib:2: not-utf8"]


def test_a_file_with_byte_order_mark_and_windows_line_ends(tmp_path: Path):
    settings = project(tmp_path, b"\xef\xbb\xbf@report{a,\r\n  title = {T},\r\n  date = {x},\r\n}\r\n")
    references, problems = read_bibliography(settings.bibliography[0], settings)
    assert [reference.key for reference in references] == ["a"]
    assert told(problems) == ["bib/0.bib:3: bad-date"]


def test_a_missing_file(tmp_path: Path):
    settings = project(tmp_path, b"")
    settings.bibliography[0].unlink()
    assert told(read_bibliographies(settings)[1]) == ["bib/0.bib:1: bad-file"]


def test_a_key_stands_once_in_all_files(tmp_path: Path):
    entry = (REPORT % ("a", "")).encode()
    references, problems = read_bibliographies(project(tmp_path, entry, b"\n" + entry))
    assert len(references) == 1
    assert [str(problem) for problem in problems] == [
        "bib/1.bib:2: duplicate-key: the key 'a' is used twice, first at bib/0.bib:1"
    ]


def test_five_thousand_entries_take_seconds():
    entry = (
        "@online{k%d,\n  author = {Kim, A%d and {TASS}},\n  title = {On {DPRK} \\& \\'etat},\n"
        "  odd = {x},\n  date = {2024}\n}\n"
    )
    start = time.process_time()
    references, problems = read("".join(entry % (n, n) for n in range(5000)))
    assert (len(references), problems) == (5000, [])
    assert time.process_time() - start < 10


PIECES = st.sampled_from(
    ["@report{", "@string{", "@", "{", "}", "(", ")", '"', "#", "=", ",", "\n", " ", "\\", "$", "~", "%", "key", "title",  # noqa: E501
     "author", "date", "year", "month", "url", "doi", " and ", "2024", "\\'", "\\emph", "--", "가", "\x00", "http://["]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_no_text_raises(text: str):
    references, problems = read(text)
    assert all(isinstance(reference, Reference) for reference in references)
    assert all(problem.startswith("bib/x.bib:") and "\n" not in problem for problem in problems)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_field_raises(value: str):
    for name in ("author", "authororig", "date", "year", "month", "url", "doi", "title", "nameorder"):
        read(f"@report{{a, title = {{T}}, {name} = {{{value}}} }}")
