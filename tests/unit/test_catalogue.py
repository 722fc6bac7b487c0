"""Every word that Foresite says to readers comes from a catalogue, and the catalogues are in step with the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import catalogue as tool
import pytest
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.jslexer import tokenize
from jinja2 import DictLoader, nodes

import foresite
from foresite.language.catalogue import (
    COMPLETE,
    FOLDER,
    TEMPLATE,
    Language,
    faults,
    missing,
    read_catalogue,
    shipped_tags,
)
from foresite.render.templating import environment
from foresite.views.lists import FILTERS
from foresite.views.quantities import LEADS, LONGEST_LEAD

PACKAGE = Path(foresite.__file__).parent
TEMPLATES = [
    path
    for folder in ("render/templates", "pdf/templates", "hosts/mkdocs/theme")
    for path in sorted((PACKAGE / folder).rglob("*"))
    if path.suffix in (".j2", ".html")
]
NOT_YET: frozenset[str] = frozenset()
"""Templates whose words do not come from a catalogue yet; the list only gets shorter."""
NAMES = frozenset(("summary_large_image", "html", "h", "n", "d", "p", "c", "BibTeX", "RIS", "MkDocs "))
ENVIRONMENT = environment(DictLoader({}))
TAG = re.compile(r"<[!/]?[A-Za-z](?:[^<>\"]|\"[^\"]*\")*>?|\b\w[\w-]*=\"[^\"]*\"?|<!--.*?-->", re.DOTALL)
CODE = re.compile(r"<(script|style|var|code)\b.*?</\1>", re.DOTALL)
READ = re.compile(r"\b(?:aria-label|title|alt|placeholder|data-label)=\"([^\"]*)\"")
WORD = re.compile(r"[^\W\d_]{2,}")


def plain(text: str) -> str:
    """Return what a reader sees or hears of a piece of a template."""
    text = CODE.sub("", text)
    return " ".join((TAG.sub(" ", text), *READ.findall(text)))


def texts(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """Yield the text of a template in order, each expression as a sign, with its line."""
    if isinstance(node, nodes.TemplateData):
        yield node.lineno, node.data
        return
    if isinstance(node, nodes.Output):
        for each in node.nodes:
            if isinstance(each, nodes.TemplateData):
                yield each.lineno, each.data
            else:
                yield each.lineno, "\0"
        return
    for child in node.iter_child_nodes():
        if not isinstance(child, nodes.Expr):
            yield from texts(child)


def constants(node: nodes.Node, shown: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the texts in expressions that are shown as they are."""
    if isinstance(node, nodes.Const) and shown and isinstance(node.value, str):
        yield node.lineno, node.value
    for child in node.iter_child_nodes():
        inside = isinstance(node, nodes.Output | nodes.CondExpr | nodes.Or | nodes.Concat | nodes.Add | nodes.List)
        if isinstance(node, nodes.Call):
            name = getattr(node.node, "name", getattr(node.node, "attr", ""))
            inside = name in ("fact_line", "to", "claims", "brief_claims") and child is not node.node
        if isinstance(node, nodes.Compare | nodes.Getitem | nodes.Filter | nodes.Test):
            inside = False
        if isinstance(node, nodes.CondExpr) and child is node.test:
            inside = False
        if isinstance(node, nodes.Assign):
            inside = False
        yield from constants(child, inside)


def literals(path: Path) -> list[str]:
    """Return the words of a template that no catalogue has, each with its line."""
    tree = ENVIRONMENT.parse(path.read_text("utf-8"))
    pieces = list(texts(tree))
    text = "".join(piece.replace("\n", " ") for _, piece in pieces)
    found = [word for word in WORD.findall(plain(text)) if word not in NAMES]
    found += [
        text
        for _, text in constants(tree)
        if text not in NAMES and WORD.search(text) and not re.fullmatch(r"[a-z-]+\d*", text)
    ]
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_word_of_a_template_comes_from_a_catalogue(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix() in NOT_YET:
        assert literals(path), "its words come from a catalogue now: take it out of NOT_YET"
    else:
        assert literals(path) == [], 'write {{ _("…") }} or {% trans %}…{% endtrans %}'


FIXED = {
    "addresses": {"Addresses"},
    "agreement": {"Cohen", "Fleiss"},
    "bibliography": {"Other"},
    "citable": {
        ";white-space:pre-line}@bottom-right{content:",
        'counter(page)" / "counter(pages);white-space:pre-line}}',
    },
    "counts": {"forecasts of quantities"},
    "outlooks": {"data:image/svg+xml,"},
    "quantities": {"first print", "latest value"},
    "share": {'" loading="lazy" style="border:0"></iframe>'},
}
"""Texts of views that no reader sees: names of classes and people, style sheets, addresses, names of choices."""
DECLARED = {*FILTERS.values(), *(words for _, words in LEADS), LONGEST_LEAD}
"""Messages that are taken from the table in which they stand."""
FOR_MACHINES = frozenset(("metadata",))
"""Views whose words are those of schema.org."""
MODULES_NOT_YET: frozenset[str] = frozenset()
"""Views whose words do not come from a catalogue yet; the list only gets shorter."""
SENTENCE = re.compile(r"[^\W\d_]{2,}[ ,:][^\n]*[^\W\d_]{2,}|^[A-Z][a-z]{2,}[a-z ]*$")
MARKUP = re.compile(r"^<|^https?:")


def spoken(path: Path) -> list[str]:
    """Return the texts of a module that look like words for readers and that no catalogue has."""
    tree = ast.parse(path.read_text("utf-8"))
    passed: set[int] = set()

    def leave_out(node: ast.AST) -> None:
        passed.update(id(each) for each in ast.walk(node))

    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Raise() | ast.Assert() | ast.Compare() | ast.Subscript():
                leave_out(node)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in MARKERS:
                leave_out(node)
            case ast.FunctionDef():
                for each in (*node.decorator_list, node.args, *filter(None, [node.returns])):
                    leave_out(each)
            case ast.AnnAssign():
                leave_out(node.annotation)
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in passed
        and SENTENCE.search(node.value)
        and not MARKUP.search(node.value)
    ]


MARKERS = frozenset(("gettext", "ngettext", "pgettext", "npgettext", "N_", "NN_", "NP_", "TypeVar", "compile"))
MODULES = [path for path in sorted((PACKAGE / "views").glob("*.py")) if path.stem not in FOR_MACHINES]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_word_of_a_view_comes_from_a_catalogue(path: Path) -> None:
    words = [text for text in spoken(path) if text not in FIXED.get(path.stem, ()) and text not in DECLARED]
    if path.stem in MODULES_NOT_YET:
        assert words, "its words come from a catalogue now: take it out of MODULES_NOT_YET"
    else:
        assert words == [], "give it to gettext"


def test_a_word_outside_of_a_catalogue_is_seen() -> None:
    tree = ENVIRONMENT.parse(
        '<p title="A title">{{ name }} of {% if a %}<b>{{ _("Kept") }}</b>{% else %}none{% endif %}</p>'
    )
    words = WORD.findall(plain("".join(text for _, text in texts(tree))))
    assert sorted(words) == ["none", "of", "title"]


@pytest.fixture(scope="module")
def template() -> Catalog:
    return tool.template()


CALL = re.compile(r"\b(?:n|p|np)?gettext\(")
KEYS = re.compile(r"(?:Arrow|Page)(?:Down|Left|Right|Up)|End|Enter|Escape|Home|Boolean|Addresses")
SAID = re.compile(r"[A-Z][a-z]+(?: [a-z…]+)*")
SCRIPTS = sorted((PACKAGE / "assets").glob("*.js"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_every_word_of_a_script_comes_from_a_catalogue(path: Path, template: Catalog) -> None:
    script = path.read_text("utf-8")
    calls = extract("javascript", BytesIO(script.encode()), keywords=tool.KEYWORDS)
    assert len(list(calls)) == len(CALL.findall(script)), "a message is a text, outside of other texts"
    before, outside = "", []
    for token in tokenize(script):
        text = token.value.strip("\"'`")
        if token.type in ("string", "template_string") and before not in ("gettext(", "pgettext(", ",gettext("):
            outside += [text] if SAID.fullmatch(text) and not KEYS.fullmatch(text) else []
        before = f"{before}(" if token.value == "(" else token.value
    assert outside == [], "give it to gettext"


def test_no_message_stands_within_an_f_string() -> None:
    """What gathers the messages does not look into one."""
    within = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in MARKERS
    ]
    assert within == []


def test_the_template_has_every_message(template: Catalog) -> None:
    assert tool.text_of(template, template=True) == TEMPLATE.read_text("utf-8"), "run make catalogue"


@pytest.mark.parametrize("tag", shipped_tags())
def test_a_catalogue_is_in_step_and_can_be_used(tag: str, template: Catalog) -> None:
    text = (FOLDER / f"{tag}.po").read_text("utf-8")
    assert tool.updated(tag, template) == text, "run make catalogue"
    assert [f"{each.line}: {each}" for each in faults(read_catalogue(text, tag))] == []


def test_a_language_that_is_used_is_complete() -> None:
    assert {tag: missing(Language(tag))[0] for tag in COMPLETE} == {tag: [] for tag in COMPLETE}
    assert not COMPLETE or not (NOT_YET or MODULES_NOT_YET)
