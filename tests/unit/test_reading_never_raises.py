"""Whatever an editor writes, reading it raises nothing, and every line reported lies in the file."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from examples import tried
from foresite.model.fields import KINDS
from foresite.model.problems import Place
from foresite.model.settings import Settings
from foresite.parsing import values
from foresite.parsing.calls import bind_call, find_calls
from foresite.parsing.configuration import read_configuration
from foresite.parsing.front_matter import read_front_matter
from foresite.parsing.host_settings import SETTINGS
from foresite.parsing.markdown.code import mask_code
from foresite.parsing.markdown.scan import scan
from foresite.parsing.navigation import check_host
from foresite.parsing.options import Option, OptionContext, read_options
from foresite.parsing.pages import read_page
from foresite.parsing.settings import read_settings, settings_from
from foresite.parsing.unsafe import find_unsafe
from foresite.parsing.yaml import Text, YamlError, parse_yaml

ROOT = Path("/project")
PROJECT = Settings.default(ROOT)
PIECES = st.sampled_from(
    [
        "/// ", "///", "////", "//// ", "//", "forecast", "finding", "shift", "note", "forcast", " | ", "\n", "\n\n",
        "    ", "\t", "  ", "id: ", "theme: ", "at: ", "7-9", "likelihood: ", "horizon: ", "date: ", "sources: ",
        "change: new", "status: ", "from: ", "to: ", "as-of: ", "2024-13", "2024-06/..", "[", "]", "{", "}", "'", '"',
        "&a ", "*a", "- ", "# ", "`", "```", "~~~", "<!--", "-->", "<", ">", "<script", "</div>", "on", "x=", "{{ ",
        " }}", "{%", "%}", "scorecard()", "brief(", "outlook=", "@", "@key", "[@key", ", ¶7", "---", "---\n", "...",
        "brief: k", "outlook: 2024", "paragraphs: 3", "](", ")", "javascript:", "]: ", "\\", "é", "한", "\x00",
        "\ufeff", "\u2028", "\x1b", ":", ": ", "|", "> ", "!!x ", "? ", "%",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))


def inside(line: int, text: str) -> bool:
    return 1 <= line <= text.count("\n") + 1


@given(TEXTS)
@tried(400)
def test_scan(text: str) -> None:
    found = scan(text)
    assert len(found.visible) == len(mask_code(text)) == len(text)
    assert found.prose.count("\n") == found.outside.count("\n") == text.count("\n")
    for block in (*found.blocks, *found.strays, *found.foreign):
        assert 1 <= block.line <= block.end_line <= text.count("\n") + 1
        assert block.line <= block.body_line <= block.end_line + 1
        first_line = block.body.split("\n")[0]
        assert not block.body or first_line.rstrip() == text.split("\n")[block.body_line - 1].rstrip()
    assert all(inside(fault.line, text) for fault in found.faults)
    ends = [(block.line, block.end_line) for block in found.blocks]
    assert all(before[1] < after[0] for before, after in pairwise(ends))


@given(TEXTS)
@tried(400)
def test_pages(text: str) -> None:
    read = read_page(text, "page.md", PROJECT)
    for problem in read.problems:
        assert problem.place.path == "docs/page.md"
        assert inside(problem.place.line, text), problem
        assert "\n" not in problem.message
    places = [*(c.place for c in read.citations), *(c.place for c in read.calls), *(link.place for link in read.links)]
    assert all(inside(place.line, text) for place in places)


@given(TEXTS)
@tried(200)
def test_blocks(options: str) -> None:
    lines = "\n".join(f"    {line}" for line in options.split("\n"))
    for name in ("forecast", "scenario", "correction", "event", "outcome", "shift", "evnt"):
        text = f"---\nbrief: k\noutlook: 2024\nparagraphs: 3\n---\n/// {name} | T\n{lines}\n\nBody.\n///\n"
        assert all(inside(p.place.line, text) for p in read_page(text, "page.md", PROJECT).problems)


@given(TEXTS)
@tried(300)
def test_options_and_front_matter(text: str) -> None:
    assert all(inside(fault.line, text) for fault in read_options(text, 1).faults)
    wrapped = f"---\n{text}\n---\n"
    front = read_front_matter(wrapped, "page.md", "docs/page.md")
    assert len(front.rest) == len(wrapped)
    assert all(inside(fault.line, wrapped) for fault in front.faults)


@given(TEXTS)
@tried(300)
def test_yaml(text: str) -> None:
    for aliases in (False, True):
        try:
            parse_yaml(text, aliases=aliases)
        except YamlError as error:
            assert inside(error.line, text)


@given(TEXTS)
@tried(300)
def test_calls_and_safety(text: str) -> None:
    bind_call(text)
    assert all(0 <= found.start < found.end <= len(text) for found in find_calls(text))
    assert all(inside(fault.line, text) for fault in find_unsafe(text))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["bibliography", "themes", "scale", "style", "other"]), JSON))
def test_settings(options: dict[str, object]) -> None:
    _, problems = settings_from(options, ROOT, ROOT / "docs", lambda _: Place("mkdocs.yml", 1))
    assert all(problem.message for problem in problems)


@given(st.lists(st.one_of(TEXTS, st.sampled_from(["plugins:\n", "  - foresite:\n", "      themes:\n", "docs_dir: "]))))
def test_settings_files(tmp_path_factory, parts: list[str]) -> None:
    text = "".join(parts)
    file = tmp_path_factory.mktemp("project") / "mkdocs.yml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    _, problems = read_settings(file)
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert all(inside(problem.place.line, lines) for problem in problems)


NAMES = st.sampled_from(["index.md", "foresite", "material", "toc", "warn"])
VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | TEXTS
    | st.sampled_from(["index.md", "foresite", "material", "toc", "warn"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["foresite", "name", "language", "links", "anchors", "path", "toc", "a"]), inner
        )
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([*SETTINGS, "INHERIT", "other"]), VALUE, max_size=6), TEXTS)
def test_settings_of_the_host(tmp_path_factory, given: dict[str, object], tail: str) -> None:
    file = tmp_path_factory.mktemp("project") / "mkdocs.yml"
    try:
        written = yaml.safe_dump(given, allow_unicode=True)
    except yaml.YAMLError:
        return
    for text in (written, f"{written}{tail}"):
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        site, _ = read_settings(file)
        found = check_host(read_configuration(file), site, ["index.md", "a.md"], [], marked=True)
        assert all(each.problem.message and each.problem.place.line > 0 for each in found)


@given(TEXTS)
def test_suggested_ids_are_ids(text: str) -> None:
    option = OptionContext(KINDS["event"].fields["id"], PROJECT, None, Option("id", 1, Text(text, 1)))
    if values.identifier(option) is None:
        hint = option.faults[0].hint
        assert not hint or values.KEBAB.fullmatch(hint.removeprefix("write 'id: ").removesuffix("'"))
