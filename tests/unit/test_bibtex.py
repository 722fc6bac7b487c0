"""Bibliography files: what reads, and what an editor is told of what does not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.citing.csl_json import to_csl
from foresite.model.problems import Problem
from foresite.model.records import OTHERS, Name, Reference
from foresite.model.settings import Settings
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_bibliographies, read_bibliography, read_entries
from foresite.parsing.bibliography.latex import decode_latex, decode_with_markup

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
        ("from $5 to $6 million, $x^2$", "from $5 to $6 million, x²"),
        ("\\emph{Pravda}, ``quoted'', 50\\% of 60%", "Pravda, “quoted”, 50% of 60%"),
        ("한국의 대응\n   전망", "한국의 대응 전망"),
        ("\\enquote{a {b} c}~d", "“a b c”\u00a0d"),
        ("CO$_2$ at 4$^{th}$ Street", "CO₂ at 4th Street"),
        ("$\\alpha$ and $\\beta$-decay, 10$^{-3}$ m, $n$ ports", "α and β-decay, 10⁻³ m, n ports"),
        ("$\\frac{1}{2}$, $\\mathrm{H_2O}$, \\textonehalf{}", "1/2, H₂O, ½"),
        (
            "$\\frac{a+b}{2c}$, $\\frac12$, $\\frac{x_1}\\pi$, $\\dfrac{\\frac{a}{b}}{c-d}$",
            "(a+b)/(2c), 1/2, x₁/π, a/b/(c−d)",
        ),
        ("$\\sqrt{x+1}$, $\\sqrt2$, $\\sqrt[3]{x}$, $\\sqrt[5]{x}$", "√(x+1), √2, ∛x, ⁵√x"),
        ("\\(x^2\\), \\[x^2\\], $$x^2$$, 5 \\( left", "x², x², x², 5 left"),
        ("$e^{-x}$, $\\sum_{i=1}^n x$, 4$^{th}$", "e^(-x), ∑_(i=1)ⁿx, 4th"),
        ("$a \\text{ if } b$, $a^\\text{max}$", "a if b, amax"),
        ("a `new' port, an editor's one", "a ‘new’ port, an editor's one"),
        ("\\noopsort{1973b}1973, \\href{https://a.org}{here}", "1973, here"),
        ("\\'{\\^e} and \\^{\\'e}", "ế and é̂"),
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
        (REPORT % ("a", "  url = {\\url{javascript:alert(1)}},\n"), "bib/x.bib:3: bad-url: url: 'javascript:alert(1)'"),
        (
            REPORT % ("a", "  howpublished = {\\url{javascript:alert(1)}},\n"),
            "bib/x.bib:3: bad-url: url: 'javascript:alert(1)' is not an address",
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


@pytest.mark.parametrize(
    ("written", "markup"),
    [
        ("CO$_2$ in {bell hooks}", 'CO<sub>2</sub> in <span class="nocase">bell hooks</span>'),
        ("{\\v{S}}ol in \\emph{Pravda}, {\\em old} news", "Šol in <i>Pravda</i>, <i>old</i> news"),
        ("{{\\v{S}}terreich} has $E=mc^2$", '<span class="nocase">Šterreich</span> has E=mc<sup>2</sup>'),
    ],
)
def test_markup_is_kept(written: str, markup: str):
    assert decode_with_markup(written).markup == markup


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Stone, Jr., Paul", [Name("Stone", "Paul", suffix="Jr.")]),
        ("Stone, Ada and others", [Name("Stone", "Ada"), OTHERS]),
        ("Mu\\~noz, A and \\'Alvarez, B and \\textsc{Lund}, C", "Muñoz, A; Álvarez, B; Lund, C"),
        ("M{\\'e}ndez, A and {\\v{C}}apek, B and G\\'{\\i}l, C", "Méndez, A; Čapek, B; Gíl, C"),
        ("family=Berg, given=Ada, prefix=van, useprefix=true and Lock, B", "van Berg, Ada; Lock, B"),
        ('"family={de la Torre}, given={A, B}, suffix=III"', [Name("de la Torre", "A, B", suffix="III")]),
        ("{R\\&D Board} and Lock, B", [Name(literal="R&D Board"), Name("Lock", "B")]),
    ],
)
def test_names(field: str, names: list[Name] | str) -> None:
    if isinstance(names, str):
        names = [Name(*name.split(", ", 1)) for name in names.split("; ")]  # type: ignore[arg-type]
    assert list(read_one(f"author = {{{field}}},").authors) == names


@pytest.mark.parametrize(
    ("field", "told", "kept"),
    [
        ("Moore, Ada; Stone, Paul", "';' between names, expected {Moore, Ada and Stone, Paul}", 1),
        ("Moore \\& Stone", "'&' between names, expected {Moore and Stone}, or {{Moore \\& Stone}} for one body", 1),
        ("Moore, Ada and ", "a name is missing behind the last 'and', expected one, or 'and others'", 1),
        ("Lock, B and May, Ada, and Stone, C", "'May, Ada,' is not a name: nothing after the comma", 3),
        ("family=Berg, Ada", "no '=' in 'Ada', expected {family=Berg, given=Ada}", 1),
    ],
)
def test_a_name_that_is_none_is_told_with_the_fix_and_kept(field: str, told: str, kept: int):
    (reference,), problems = read(REPORT % ("a", f"  author = {{{field}}},\n"))
    assert len(problems) == 1
    assert problems[0].startswith("bib/x.bib:3: bad-entry: author: ")
    assert told in problems[0]
    assert len(reference.authors) == kept


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("date = {2024-06-05T10:30:00Z},", "2024-06-05"),
        ("urldate = {2024-06-05 10:30},", "2024-06-05"),
        ("date = {2024/},", "2024/.."),
        ("date = {/2024},", "../2024"),
        ("date = {199u},", "199X"),
        ("date = {19uu/},", "19XX/.."),
        ("date = {1723?~},", "1723%"),
        ("year = {c. 1850},", "1850~"),
        ("year = {2010--2012},", "2010/2012"),
        ("year = 2024, month = {June/July},", "2024-06/2024-07"),
        ("year = 2024, month = jun, day = 5,", "2024-06-05"),
        ("origyear = 1921, origmonth = 3,", "1921-03"),
        ("urlyear = 2024, urlmonth = 6, urlday = {7},", "2024-06-07"),
        ("year = 2010, endyear = 2012,", "2010/2012"),
        ("year = {}, date = {},", None),
    ],
)
def test_older_forms_of_dates(fields: str, text: str | None):
    reference = read_one(fields)
    dates = [reference.date.text] if reference.date else []
    dates += [reference.fields[name] for name in ("urldate", "origdate") if name in reference.fields]
    assert dates == ([text] if text else [])


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("date = {-0044}", "date: '-0044' is before the year 1, expected a later date; write such a date in a note"),
        ("date = {2024-7-6}", "date: '2024-7-6' is not a date, expected 2024-07-06"),
        ("year = {1985--}", "year: '1985–' is not a date, expected 1985/.."),
        ("year = {to appear}", "year: 'to appear' is not a year, expected four digits; write pubstate = {forthcoming}"),
        ("date = {２０２４}", "date: '２０２４' is not a date, expected an EDTF date such as 2024"),
        ("year = {２０２４}", "year: '２０２４' is not a year, expected four digits"),
        ("year = 2024, month = {６}", "month: '６' is not a month, expected 1-12 or jan-dec"),
        ("date = {05/06/2024}", "date: '05/06/2024' is not a date, expected an EDTF date such as 2024"),
    ],
)
def test_what_is_no_date_is_told(field: str, told: str):
    _, problems = read(REPORT % ("a", f"  {field},\n"))
    assert len(problems) == 1
    assert problems[0].startswith(f"bib/x.bib:3: bad-date: {told}")


INHERITING = (
    "@inbook{part, crossref = {book}, title = {Gates}}\n"
    "@inbook{untitled, crossref = {book}, pages = {3--5}}\n"
    "@book{book, crossref = {volumes}, xdata = {house}, title = {The Lock}, shorttitle = {Lock}, year = 2001}\n"
    "@mvbook{volumes, title = {The Port}, author = {Stone, Ada}, note = {N}, label = {L}}\n"
    "@xdata{house, publisher = {Gauge}, location = {Oslo and Bergen}}\n"
    "@article{item, crossref = {journal}, title = {T}, journal = {Own}}\n"
    "@periodical{journal, title = {The Gauge}, date = {2024}, issn = {1}}\n"
    "@set{both, entryset = {item, part}}\n"
)


def test_entries_inherit_by_their_types():
    references, problems = read_all(INHERITING)
    assert problems == []
    part, untitled, book = (references[key] for key in ("part", "untitled", "book"))
    assert dict(part.fields) == {
        "crossref": "book", "title": "Gates", "booktitle": "The Lock", "maintitle": "The Port", "note": "N",
        "publisher": "Gauge", "location": "Oslo and Bergen",
    }  # fmt: skip
    assert part.lists["location"] == ("Oslo", "Bergen")
    assert part.authors == part.people["bookauthor"] == (Name("Stone", "Ada"),)
    assert part.date and part.date.text == "2001"
    assert (untitled.fields["booktitle"], "title" in untitled.fields) == ("The Lock", False)
    assert (book.fields["maintitle"], book.authors) == ("The Port", (Name("Stone", "Ada"),))
    item = references["item"]
    assert (item.fields["journal"], "journaltitle" in item.fields, item.fields["issn"]) == ("Own", False, "1")
    assert (references["both"].type, references["both"].fields["title"]) == ("article", "T")


def read_all(text: str) -> tuple[dict[str, Reference], list[str]]:
    references, problems = read(text)
    return {each.key: each for each in references}, problems


VALUES = (
    "@xdata{people, author = {Stone, Ada and Moore, Paul}, title = {CO$_2$ at the {Lock}}, url = {https://a.org/x}}\n"
    "@xdata{places, location = {Oslo and Bergen and Bodø}, publisher = {Gauge}}\n"
    "@book{taken, author = {Lund, Bo and xdata=people-author-2}, editor = {xdata = people-author}, title = {xdata="
    "people-title}, location = {xdata=places-location-3 and Tromsø and xdata=places-location}, publisher = "
    "{xdata=places-publisher-1}, url = {xdata=people-url}}\n"
)


def test_single_values_are_taken_from_xdata_by_field_and_number():
    references, problems = read_all(VALUES)
    assert problems == []
    taken = references["taken"]
    ada, paul = Name("Stone", "Ada"), Name("Moore", "Paul")
    assert (taken.authors, taken.editors) == ((Name("Lund", "Bo"), paul), (ada, paul))
    assert taken.lists["location"] == ("Bodø", "Tromsø", "Oslo", "Bergen", "Bodø")
    assert (taken.fields["location"], taken.fields["publisher"]) == ("Bodø, Tromsø, Oslo, Bergen and Bodø", "Gauge")
    assert (taken.fields["title"], taken.fields["url"]) == ("CO₂ at the Lock", "https://a.org/x")
    assert taken.markup["title"] == 'CO<sub>2</sub> at the <span class="nocase">Lock</span>'


@pytest.mark.parametrize(
    "written",
    [
        "xdata=people-author-3",
        "xdata=people-editor",
        "xdata=peple-author-1",
        "xdata=people",
        "xdata=other-author-1",
        "xdata=around-author-1",
    ],
)
def test_a_single_value_that_is_not_there_is_told(tmp_path: Path, written: str):
    others = "@book{other, author = {Stone, Ada}, title = {T}}\n@xdata{around, author = {xdata=around-author-1}}\n"
    text = f"{VALUES}{others}@book{{a, title = {{T}}, translator = {{{written}}}}}"
    _, problems = read_bibliographies(project(tmp_path, text.encode()))
    told = f"'a': '{written}' is not found, expected xdata=KEY-FIELD or xdata=KEY-FIELD-NUMBER of an @xdata that has it"
    assert told in [problem.message for problem in problems]


def test_single_values_are_taken_across_files_and_by_other_names(tmp_path: Path):
    taken = b"@book{a, author = {xdata=staff-author-1}, title = {T}}\n@inbook{b, crossref = {old}, title = {T}}\n"
    known = b"@xdata{people, ids = {staff, x}, author = {Stone, Ada}}\n@book{whole, ids = {old}, title = {W}}\n"
    references, problems = read_bibliographies(project(tmp_path, taken, known))
    assert problems == []
    assert references[0].authors == (Name("Stone", "Ada"),)
    assert references[1].fields["booktitle"] == "W"


@pytest.mark.parametrize("month", ['"8~" # jul', "{July 8}", "jul # {~8}", "{8 Jul.}", "{8th July}"])
def test_a_day_stands_beside_its_month(month: str):
    references, problems = read(f"@book{{a, title = {{T}}, year = 2024, month = {month}}}")
    assert problems == []
    assert references[0].date and references[0].date.text == "2024-07-08"


@pytest.mark.parametrize(
    "text",
    [
        "@book{a, maintitle = {Works}, volume = {2}, date = {2001}}",
        "@IEEEtranBSTCTL{a, CTLuse_url = {no}}\n@control{b, year = {x}}\n@ABNT-options{c, abnt-and-type=e}",
        "@book{a, title = {T}, date = {1999-uu}}",
        "@book{a, title = {Typeset in \\XeLaTeX{}}, languages = {deu}}",
    ],
)
def test_what_other_programs_write_is_no_problem(text: str):
    _, problems = read(text)
    assert problems == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@book-part{a, title = {T}}", "unknown entry type '@book-part' of 'a', expected one of BibLaTeX's"),
        ("@book{a, title = {T}, year = {c1988}}", "year: 'c1988' is not a year, expected 1988"),
        (
            "@book{a, title = {T}, year = {1988, repr. 1990}}",
            "year: '1988, repr. 1990' is not a date, expected an EDTF",
        ),
        ("@book{a, title = {T}, year = {1985 (Meiji)}}", "year: '1985 (Meiji)' is not a year, expected 1985"),
        ("@collection{a, booktitle = {T}}", "'a' has no title, expected title = {…}; did you mean title instead of"),
    ],
)
def test_the_fix_is_shown(text: str, told: str):
    _, problems = read(text)
    assert [told in problem for problem in problems] == [True], problems


def test_members_that_name_their_set_inherit_nothing_from_it():
    references, problems = read_all(
        "@set{s, entryset = {a, b}}\n@article{a, title = {A}, volume = {2}}\n@article{b, title = {B}, entryset = {s}}\n"
    )
    assert problems == []
    assert (references["s"].fields["volume"], "volume" in references["b"].fields) == ("2", False)


def test_numbers_in_double_braces_carry_no_markup():
    item = to_csl(read_one("issn = {{0360-1323}}, volume = {{12}}, pages = {{1-9}}", "article"), markup=True)
    assert (item["ISSN"], item["volume"], item["page"]) == ("0360-1323", "12", "1-9")


def test_inheritance_ends_where_it_goes_in_a_circle():
    references, _ = read_all("@book{a, crossref = {b}, title = {A}}\n@book{b, crossref = {a}, note = {N}, title = {B}}")
    assert references["a"].fields["note"] == "N"


def test_entries_inherit_across_files(tmp_path: Path):
    child = b"@inbook{a, crossref = {b}, title = {T}}\n@inbook{c, crossref = {bok}}\n"
    settings = project(tmp_path, child, b"@book{book, title = {B}}\n@book{b, title = {B}}\n@xdata{x, note = {N}}\n")
    references, problems = read_bibliographies(settings)
    assert [each.key for each in references] == ["a", "c", "book", "b"]
    assert references[0].fields["booktitle"] == "B"
    assert [str(problem) for problem in problems] == [
        "bib/0.bib:2: bad-entry: 'c' inherits from 'bok', which is not in the bibliography; did you mean 'book'?",
        "bib/0.bib:2: missing-title: 'c' has no title, expected title = {…}; for a source whose headline is not known, "
        "write titleaddon = {what it is}",
    ]


def test_comments_within_an_entry_hide_nothing_else():
    reference = read_one(
        'publisher = {P}, % the publisher\'s {own}, "name"\n  % note = {hidden},\n  volume = 3 % not 4, 5\n'
        "  , pages = {1--2} % pages\n  , isbn = {1% 2},",
        "book",
    )
    assert dict(reference.fields) == {
        "title": "T", "publisher": "P", "volume": "3", "pages": "1–2", "isbn": "1% 2"
    }  # fmt: skip


@pytest.mark.parametrize(
    "field",
    [
        "issue_date = {June}", "source = {Scopus}", "adsnote = {\\odd}", "eissn = {1}", "tags = {x}",
        "editoratype = {y}",
        "hyphenation = {norsk}", "origyear = 1921", "abstract = {\\odd{x}}", "file = {:C\\:\\odd:PDF}",
        "annote = {\\odd}",
        "date-added = {2024}", "journaltitl = {z}", "keywords = {\\odd}", "bdsk-url-1 = {u}", "mendeley-groups = {m}",
    ],
)  # fmt: skip
def test_fields_of_exporters_are_nobodys_problem(field: str):
    assert read(REPORT % ("a", f"  {field},\n  journaltitle = {{J}},\n"))[1] == []


def test_a_field_is_misspelt_only_where_the_type_uses_what_it_is_near():
    assert "did you mean 'journaltitle'?" in read("@article{a, title = {T}, journaltitel = {J}}")[1][0]
    assert read("@book{a, title = {T}, journaltitel = {J}}")[1] == []
    assert read("@article{a, title = {T}, journaltitle = {K}, journaltitel = {J}}")[1] == []


def test_keys_that_cannot_be_cited_say_how_to_rename_them():
    _, problems = read(REPORT % ("O'Neil2020", ""))
    assert problems == [
        "bib/x.bib:1: bad-entry: the key 'O'Neil2020' cannot be cited, expected letters, digits and . : + / - between "
        'them; rename it here and in all pages: foresite fmt --rename "O\'Neil2020=ONeil2020"'
    ]
    assert [each.key for each in read(REPORT % ("https://example.com/a", "") + REPORT % ("a--", ""))[0]] == [
        "https://example.com/a", "a--"
    ]  # fmt: skip


def test_an_entry_after_a_broken_one_is_still_read():
    references, problems = read("@report{a,\n  title = {T,\n}\n\n@report{b,\n  title = {U},\n}\n")
    assert [reference.key for reference in references] == ["b"]
    assert len(problems) == 1


def test_what_is_wrong_with_a_field_leaves_the_rest():
    (reference,), problems = read(REPORT % ("a", "  url = {gopher://x},\n  date = {2024-02-30},\n  note = {N},\n"))
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


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("url = {https://a.org/x{\\_}y{\\%}20z\\~{}me}", "https://a.org/x_y%20z~me"),
        ("url = {https://a.org/{\\textasciitilde}me\\textasciitilde{}b}", "https://a.org/~me~b"),
        ("url = {\\url{https://a.org/x\\_y}}", "https://a.org/x_y"),
        ("url = {<https://a.org/x>}", "https://a.org/x"),
        ("howpublished = {\\url{https://a.org/x}}", "https://a.org/x"),
        ("url = {ftp://a.org/x}", "ftp://a.org/x"),
        ("doi = {10.1002/(SICI)1097<1::AID-X1>3.0.CO;2-A}", "10.1002/(SICI)1097<1::AID-X1>3.0.CO;2-A"),
        ("doi = {10/abcde}", "10/abcde"),
        ("doi = {\\url{https://dx.doi.org/10.1000/a\\_b}}", "10.1000/a_b"),
        ("doi = {http://doi.acm.org/10.1145/1.2}", "10.1145/1.2"),
    ],
)
def test_addresses_are_unwrapped(written: str, read_as: str):
    fields = read_one(f"{written},").fields
    assert read_as in (fields.get("url"), fields.get("doi"))
    assert "howpublished" not in fields


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
