"""Hints: whoever follows one has no problem left on that line, and none more elsewhere."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

import pytest
import yaml

from foresite.model.problems import Code, Problem, nearest_name
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.parsing.yaml import UNKNOWN, in_our_words

CONFIG = """site_name: Harbours
plugins:
  - foresite:
      themes: {trade: Trade, safety: Safety}
"""
BIB = """@report{rivera2024,
  author = {Rivera, Alma},
  title = {The Port},
  date = {2024-01-20},
}
"""
FRONT = "---\nbrief: rivera2024\noutlook: 2024\nparagraphs: 12\n---\n\n"
OPTIONS = {
    "id": "rivera-strike", "theme": "trade", "at": "7", "wording": "likely", "likelihood": "likely", "horizon": "2024",
    "criterion": "It ends", "quote": "a few words",
}  # fmt: skip
WRITE = re.compile(r"write '?(?P<text>.+?)'?")
MEAN = re.compile(r"did you mean '(?P<text>.+)'\?")


def problems_of(project: Path) -> list[Problem]:
    settings, problems = read_settings(project / "mkdocs.yml")
    return [*problems, *read_project(settings).problems]


def project_of(folder: Path, page: str, more: dict[str, str] | None = None) -> Path:
    files = {"mkdocs.yml": CONFIG, "bib/references.bib": BIB, "docs/brief.md": page, **(more or {})}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


def forecast(**changes: str) -> str:
    lines = "\n".join(f"    {name}: {value}" for name, value in {**OPTIONS, **changes}.items())
    return f"{FRONT}/// forecast | The strike ends\n{lines}\n\nIt ends [@rivera2024, ¶7].\n///\n"


def followed(project: Path, problem: Problem) -> None:
    """Do what a hint says: write its text instead of the line, or its name instead of the wrong one."""
    path = project / problem.place.path
    lines = path.read_bytes().decode().split("\n")
    line = lines[problem.place.line - 1]
    if found := WRITE.fullmatch(problem.hint):
        text = found["text"]
        indent = "" if text.startswith(("/", " ")) or not line.startswith(" ") else "    "
        argument = re.fullmatch(r"(\w+)=(.+)", text)
        value = argument and argument[2].strip('"')
        right = re.sub(rf'(?:{argument[1]}=)?"?\b{value}\b"?', text, line) if argument else indent + text
        lines[problem.place.line - 1] = right
    elif found := MEAN.fullmatch(problem.hint):
        [wrong] = get_close_matches(found["text"], re.findall(r"'([^']+)'", problem.message), n=1, cutoff=0)
        lines[problem.place.line - 1] = line.replace(wrong, found["text"])
    elif problem.code is Code.HIDDEN_CHARACTER:
        lines[problem.place.line - 1] = line.replace("\u200b", "")
    else:
        raise AssertionError(f"nobody knows how to follow: {problem.hint}")
    path.write_bytes("\n".join(lines).encode())


MISTAKES = {
    "a list of themes": forecast(theme="[trade, safety]"),
    "a list whose first theme is unknown": forecast(theme="[rail, safety]"),
    "a list of paragraphs": forecast(at="[7, 12]"),
    "a list of likelihoods": forecast(likelihood="[likely, very likely]"),
    "a list of dates": forecast(horizon="[2024, 2025]"),
    "a list of texts": forecast(criterion="[one, two]"),
    "a list of long texts": forecast(quote="[one two three four five six, seven eight nine ten eleven twelve more]"),
    "a list of ids": forecast(id="[rivera-a, rivera-b]"),
    "a mapping": forecast(criterion="{the gauge: nine metres}"),
    "a colon": forecast(criterion="the gauge: it shows: nine metres"),
    "a colon and a quotation mark": forecast(criterion='the "gauge": nine metres'),
    "an open bracket": forecast(at="[7, 12"),
    "an open bracket around a theme": forecast(theme="[trade"),
    "an open quotation mark": forecast(quote='"a few words'),
    "a closed quotation mark with words behind": forecast(quote='"a few" words'),
    "a sign that YAML reserves": forecast(criterion="@gauge shows nine"),
    "a percent sign": forecast(criterion="%5 of all"),
    "a star": forecast(criterion="*all* ships"),
    "an exclamation mark": forecast(criterion="!important"),
    "a backtick": forecast(criterion="`gauge` at nine"),
    "no space": forecast().replace("theme: trade", "theme:trade"),
    "no space and a slip": forecast().replace("theme: trade", "theme:tade"),
    "a bad id": forecast(id="Rivera_Strike"),
    "a slip in a theme": forecast(theme="tradde"),
    "a slip in a likelihood": forecast(likelihood="lickely"),
    "a slip in an option": forecast().replace("theme:", "theem:"),
    "a slip in a key": forecast().replace("@rivera2024,", "@rivera2042,"),
    "a slip in a block": forecast().replace("/// forecast", "/// forcast"),
    "no bar": forecast().replace("forecast | The", "forecast The"),
    "a no-break space behind a colon": forecast().replace("theme: ", "theme:\u00a0"),
    "a no-break space before a name": forecast().replace("    theme", "\u00a0\u00a0\u00a0\u00a0theme"),
    "a full-width space behind a colon": forecast().replace("at: ", "at:\u3000"),
    "a full-width colon": forecast().replace("at: ", "at："),
    "a zero-width space behind a colon": forecast().replace("at: ", "at:\u200b "),
    "a no-break space in a fence": forecast().replace("/// forecast", "///\u00a0forecast"),
    "a no-break space before the bar": forecast().replace("forecast |", "forecast\u00a0|"),
    "a full-width bar": forecast().replace("forecast | The", "forecast ｜ The"),
    "full-width slashes": forecast().replace("/// forecast", "／／／ forecast"),
    "an em space in a fence": forecast().replace("/// forecast", "///\u2003forecast"),
    "a zero-width space in a fence": forecast().replace("/// forecast", "\u200b/// forecast"),
    "a no-break space behind the closing fence": forecast().replace("\n///\n", "\n///\u00a0\n"),
    "a no-break space in front matter": forecast().replace("outlook: ", "outlook:\u00a0"),
    "an option indented by two": forecast().replace("    id: rivera", "  id: rivera"),
    "a slip in an argument": forecast() + '\n{{ comparison(thme="trade") }}\n',
    "a slip in a grouping": forecast() + '\n{{ comparison(by="bref") }}\n',
    "a date without quotes": forecast() + "\n{{ timeline(start=2024) }}\n",
    "a slip in a macro": forecast() + "\n{{ comparision() }}\n",
    "a colon in front matter": forecast().replace("brief:", "title: The port: a year\nbrief:"),
}  # fmt: skip


@pytest.mark.parametrize("page", MISTAKES.values(), ids=MISTAKES)
def test_whoever_follows_the_hint_has_no_second_error(tmp_path: Path, page: str) -> None:
    project = project_of(tmp_path, page)
    found = problems_of(project)
    assert len(found) == 1, found
    assert found[0].hint
    followed(project, found[0])
    assert problems_of(project) == []


@pytest.mark.parametrize(
    "page",
    [
        forecast().replace("    at: 7\n", "    at: 7\n    att: 8\n"),
        forecast() + '\n{{ comparison(theme="trade", thme="trade") }}\n',
        forecast() + "\n{{ claims(theme=7) }}\n",
        forecast() + "\n{{ brief() }}\n",
    ],
)
def test_where_a_hint_would_lead_to_another_error_there_is_none(tmp_path: Path, page: str) -> None:
    [problem] = problems_of(project_of(tmp_path, page))
    assert problem.hint == ""


def test_a_field_is_no_slip_where_the_right_one_is_given(tmp_path: Path) -> None:
    more = {"bib/references.bib": BIB.replace("date =", "titel = {X},\n  date =")}
    assert problems_of(project_of(tmp_path, forecast(), more)) == []


def test_without_a_mistake_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert problems_of(project_of(tmp_path, forecast())) == []


def test_a_list_of_texts_is_shown_as_it_should_be(tmp_path: Path) -> None:
    page = "/// event | Ice\n    id: ice\n    date: 2024\n    themes: [trade, trade]\n    sources: [rivera2024]\n///\n"
    project = project_of(tmp_path, forecast(), {"docs/events.md": page})
    [problem] = problems_of(project)
    followed(project, problem)
    assert problems_of(project) == []


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\u00a0", "a no-break space (U+00A0)"), ("\u3000", "a full-width space (U+3000)"),
        ("\u2003", "an em space (U+2003)"), ("\u2002", "an en space (U+2002)"),
        ("\u202f", "a narrow no-break space (U+202F)"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["fence", "option", "front matter", "item"])
def test_a_blank_that_is_no_space_is_named(tmp_path: Path, char: str, name: str, page: str) -> None:
    if page == "fence":
        text = forecast().replace("/// f", f"///{char}f")
    elif page == "option":
        text = forecast().replace("theme: ", f"theme:{char}")
    elif page == "front matter":
        text = forecast().replace("outlook: ", f"outlook:{char}")
    else:
        text = (
            forecast()
            + "/// event | Ice\n    id: ice\n    date: 2024\n    themes: [trade]\n"
            + f"    sources:\n      -{char}rivera2024\n///\n"
        )
    [problem] = problems_of(project_of(tmp_path, text))
    assert name in problem.message
    assert problem.place.line == next(n for n, line in enumerate(text.split("\n"), 1) if char in line)


def test_such_blanks_are_welcome_in_texts(tmp_path: Path) -> None:
    text = forecast(criterion="12\u00a0% of\u3000all").replace("The strike", "The\u00a0strike")
    text = text.replace("It ends [", "À\u00a0: [")
    text = text.replace("brief:", "title: 展望：二〇二四\nbrief:")
    assert problems_of(project_of(tmp_path, text)) == []


def test_a_tab_that_yaml_refuses_is_named(tmp_path: Path) -> None:
    [problem] = problems_of(project_of(tmp_path, forecast().replace("outlook: 2024", "x:\n\t- y\noutlook: 2024")))
    assert "a tab" in problem.message
    (tmp_path / "mkdocs.yml").write_text(CONFIG.replace("      themes:", "\tthemes:"), "utf-8")
    assert any("a tab" in problem.message for problem in problems_of(tmp_path))


OUTCOME = "/// outcome | It ended\n    id: o\n    of: {of}\n    status: open\n    as-of: 2025\n///\n"


@pytest.mark.parametrize("wrong", ["rivera-gone", "rivera-strikes-end", "lang-strike", "rivers-strike", "okafor-x"])
def test_no_other_forecast_is_offered(tmp_path: Path, wrong: str) -> None:
    found = problems_of(project_of(tmp_path, forecast(), {"docs/record.md": OUTCOME.format(of=wrong)}))
    assert [(problem.code, problem.hint) for problem in found] == [(Code.UNKNOWN_CLAIM, "")]


@pytest.mark.parametrize("wrong", ["rivera-strke", "rivera-strikes", "rivera-stirke", "rivear-strike", "Rivera-strike"])
def test_a_slip_of_the_hand_is_known(tmp_path: Path, wrong: str) -> None:
    found = problems_of(project_of(tmp_path, forecast(), {"docs/record.md": OUTCOME.format(of=wrong)}))
    assert [problem.hint for problem in found] == ["did you mean 'rivera-strike'?"]


def test_where_two_are_as_near_none_is_offered() -> None:
    assert nearest_name("rivera-low-2", ["rivera-low-3", "rivera-low-4"]) == ""
    assert nearest_name("rivera-cast", ["rivera-cost", "rivera-case"]) == ""
    assert nearest_name("b.md", ["a.md"]) == ""
    assert nearest_name("rivera2023", ["rivera2024"]) == ""


def test_a_page_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    project = project_of(tmp_path, forecast(), {"docs/record.md": OUTCOME.format(of="okafor-strike")})
    (project / "docs" / "okafor.md").write_bytes(b"\xff")
    found = [problem for problem in problems_of(project) if problem.code is Code.UNKNOWN_CLAIM]
    assert [problem.hint for problem in found] == ["it may be on docs/okafor.md, which cannot be read"]


def test_a_published_page_that_is_gone_is_named(tmp_path: Path) -> None:
    project = project_of(tmp_path, forecast(), {"docs/record.md": OUTCOME.format(of="rivera-strikes")})
    (project / "permalinks.txt").write_text("okafor.md#rivera-strikes\n", "utf-8")
    found = [problem for problem in problems_of(project) if problem.code is Code.UNKNOWN_CLAIM]
    assert [problem.hint for problem in found] == ["it was published on docs/okafor.md, which is missing"]


def test_a_brief_without_a_page_is_named(tmp_path: Path) -> None:
    more = {
        "docs/record.md": OUTCOME.format(of="okafor-strike"),
        "bib/references.bib": BIB + BIB.replace("rivera2024", "okafor2025"),
    }
    [problem] = problems_of(project_of(tmp_path, forecast(), more))
    assert problem.hint == "no page annotates 'okafor2025'"


def test_a_call_of_a_brief_without_a_page_says_so(tmp_path: Path) -> None:
    more = {
        "docs/record.md": '{{ brief("okafor2025") }}\n',
        "bib/references.bib": BIB + BIB.replace("rivera2024", "okafor2025"),
    }
    [problem] = problems_of(project_of(tmp_path, forecast(), more))
    assert problem.hint == "no page annotates it"


def said_by_yaml() -> list[str]:
    """What PyYAML's readers say, from their source, and what libyaml says, from its library."""
    folder = Path(yaml.__file__).parent
    said = []
    for name in ("scanner", "parser", "composer"):
        source = re.sub(r"(?m)^ *#.*$", "", (folder / f"{name}.py").read_text("utf-8"))
        for call in re.findall(r"raise (?:Scanner|Parser|Composer)Error\((.+?)_mark\b", source, re.DOTALL):
            said += [text for text in re.findall(r'"([^"\n]{12,})"', call) if not text.startswith("while ")]
    words = rb"\x00((?:found|did not find|could not find|mapping|block seq)[ -~]{8,90})(?=\x00)"
    for library in folder.glob("_yaml*.so"):
        for found in re.findall(words, library.read_bytes()):
            if not re.search(rb"[*>&]|\(|_", found):
                said.append(found.decode())
    return sorted(set(said))


def test_a_parser_of_yaml_is_heard_in_our_words() -> None:
    said = said_by_yaml()
    assert len(said) > 30
    assert [text for text in said if in_our_words(text) == UNKNOWN] == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("@report{a\n  title = {T},\n}", "entry 'a' cannot be read: no comma after the key"),
        ("@report{a,\n  title {T},\n}", "no '=' after a name, expected name = {text},"),
        ("@report{a,\n  title,\n}", "no '=' after a name, expected name = {text},"),
        ("@report{a,\n  title = {T} date = {2024},\n}", "no comma after the value"),
        ("@report{a,\n  title = {T},\n", "is not closed, expected }"),
        ("@report{a,\n  title = {T,\n}\n\n@report{b,\n title = {T},\n}", "is not closed, expected }"),
        ("@report{a,\n  title = {T},\n  author = {Rivera, Al, ma, x},\n}", "too many commas"),
        ("@report{a,\n  title = {T},\n  author = {Rivera,},\n}", "nothing after the comma"),
        ("@string{x {y}}\n@report{a,\n  title = {T},\n}", "expected"),
    ],
)
def test_a_parser_of_bibtex_is_heard_in_our_words(tmp_path: Path, entry: str, said: str) -> None:
    project = project_of(tmp_path, forecast(), {"bib/references.bib": f"{BIB}\n{entry}\n"})
    messages = [str(problem) for problem in problems_of(project)]
    assert any(said in message for message in messages), messages
    assert not any(re.search(r"Expected|Unexpected|`|field-value", message) for message in messages)
