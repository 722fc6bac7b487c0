"""Templates and macros of a project's own: what they show, what is wrong with them, and what they cannot reach."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import harbour
import pytest
from corpus import Corpus as Ports
from corpus import write
from pages import Shown

from foresite.cli.common import load
from foresite.model.corpus import Corpus
from foresite.model.problems import TemplateFault, in_order
from foresite.parsing.overrides import PRINT, overridable
from foresite.parsing.settings import read_settings
from foresite.render.templating import Templates
from foresite.site.project import Project

AROUND = """<div class="ours">
{% include "foresite/card-event.j2" %}
<p>Kept by {{ keeper }}.</p>
</div>
"""
OURS = AROUND.replace("{{ keeper }}", "{{ view.target.text }}")
SHORTLIST = """{% import "components.j2" as components %}
{% macro _item(line) %}<li>{{ components.line(line, page) }}</li>{% endmacro %}
{% macro shortlist(theme, most=2) %}
<div><h{{ level }}>On {{ theme }}</h{{ level }}>
<ul>{% for line in view("claims", theme=theme).lines[:most] %}{{ _item(line) }}{% endfor %}</ul>
{{ show("claims", theme=theme) }}</div>
{% endmacro %}
"""


def shown_with(overrides: dict[str, str], **changes: object) -> Templates:
    """The templates of the harbours with some of a project's own."""
    corpus = harbour.corpus()
    settings = replace(corpus.settings, overrides=Path("/project/overrides"))
    corpus = replace(corpus, settings=settings, overrides=overrides, **changes)  # type: ignore[arg-type]
    return Templates(corpus, harbour.PlainText(corpus))


def event(templates: Templates) -> Shown:
    return Shown(templates.card(templates.corpus.events[0], "events.md", 3))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two briefs with their events, and a folder for templates."""
    write(Ports(2), tmp_path)
    file = tmp_path / "mkdocs.yml"
    file.write_text(
        file.read_text("utf-8").replace("  - foresite:\n", "  - foresite:\n      overrides: own\n"), "utf-8"
    )
    (tmp_path / "own" / "print").mkdir(parents=True)
    return tmp_path


def problems(project: Path) -> list[str]:
    """What the check says, which the build says as well."""
    found = [str(problem) for problem in load(project / "mkdocs.yml").problems]
    settings, wrong = read_settings(project / "mkdocs.yml")
    assert [str(problem) for problem in in_order([*wrong, *Project.load(settings).problems])] == found
    return found


# What they show


def test_a_template_of_the_project_takes_the_place_of_ours_and_can_hold_it() -> None:
    card = event(shown_with({"card-event.j2": OURS}))
    title = card.all("h3")[0].text
    assert card.root.get("class") == "ours"
    assert card.texts("p")[-1] == f"Kept by {title}."
    assert event(shown_with({})).root.get("class") != "ours"


def test_a_part_that_several_templates_share_is_overridden_for_all_of_them() -> None:
    facts = "{% macro fact(fact, page) %}<b>a fact</b>{% endmacro %}"
    templates = shown_with({"facts.j2": facts})
    corpus = templates.corpus
    card = next(
        Shown(templates.card(claim, claim.page, 3)) for claim in corpus.claims if claim.id == "moor-second-berth"
    )
    assert "a fact" in card.texts("b")


def test_what_it_shows_is_escaped() -> None:
    hostile = "</h3><script>alert(1)</script>"
    corpus = harbour.corpus()
    first = replace(corpus.events[0], title=hostile)
    card = event(shown_with({"card-event.j2": OURS}, events=(first, *corpus.events[1:])))
    assert card.all("script") == []
    assert card.texts("p")[-1] == f"Kept by {hostile}."


def test_a_macro_of_the_project_is_called_on_a_page_with_its_arguments(project: Path) -> None:
    (project / "own" / "macros.j2").write_text(SHORTLIST, "utf-8")
    page = project / "docs" / "index.md"
    theme = load(project / "mkdocs.yml").sources.claims[0].theme
    page.write_text(page.read_text("utf-8") + f'\n{{{{ shortlist("{theme}", most=1) }}}}\n', "utf-8")
    assert problems(project) == []
    settings, _ = read_settings(project / "mkdocs.yml")
    loaded = Project.load(settings)
    call = next(call for call in loaded.corpus.calls if call.name == "shortlist")
    result = Shown(loaded.templates.macro(call.name, call.arguments, "index.md", 2))
    assert result.texts("h2") == [f"On {theme}"]
    lists = [len(found) for found in result.all("ul")]
    assert lists[0] == 1 and lists[1] > 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("shortlst('x')", "no macro 'shortlst'"),
        ("shortlist()", "'shortlist' is called without 'theme', expected a text in quotes, or a number"),
        ("shortlist('a', 'b', 'c')", "'shortlist' is called with 3 arguments, expected shortlist(theme, [most])"),
        ("shortlist('a', mst=2)", "'shortlist' takes no 'mst', expected theme or most; did you mean 'most'?"),
        ("shortlist(['a'])", "'theme' of 'shortlist' is ['a'], expected a text in quotes, or a number"),
        ("_item('a')", "no macro '_item'"),
    ],
)
def test_a_wrong_call_is_a_problem_on_its_page(project: Path, call: str, message: str) -> None:
    (project / "own" / "macros.j2").write_text(SHORTLIST, "utf-8")
    (project / "docs" / "index.md").write_text(f"# Home\n\n{{{{ {call} }}}}\n", "utf-8")
    found = [each for each in problems(project) if each.startswith("docs/index.md:3: ")]
    assert len(found) == 1 and message in found[0]


# What is wrong with them


WRONG = {
    "syntax": ("{% if view %}\n<p>a</p>", ":2: bad-template: the template cannot be read: unexpected end of template"),
    "tag": (
        "<p>\n{% otherwise %}</p>",
        ":2: bad-template: the template cannot be read: encountered unknown tag 'otherwise'",
    ),
    "filter": ("<p>{{ view.when|shrt }}</p>", ":1: bad-template: the template cannot be read: no filter named 'shrt'"),
    "name": ("<p>\n{{ vieww }}</p>", ":2: bad-template: no value 'vieww' in this template"),
    "field": ("<p>{{ view.wen }}</p>", ":1: bad-template: an EventView has no 'wen', expected "),
    "near": ("<p>{{ view.targets }}</p>", "; did you mean 'target'?"),
    "include": ('{% include "card-evnt.j2" %}', ":1: bad-template: no template 'card-evnt.j2'"),
    "itself": ('{% include "card-event.j2" %}', ":1: bad-template: the template includes itself without end"),
    "number": ("<p>\n\n{{ 1 / 0 }}</p>", ":3: bad-template: a value does not fit: division by zero"),
    "open": ("<p>{{ view.target.text }}", ":1: bad-template: what it makes is not XHTML (mismatched tag"),
    "two": ("<p>a</p><p>b</p>", ":1: bad-template: what it makes is not one element of XHTML (junk after"),
    "id": ("<p>no id</p>", ":1: bad-template: the card has no element with the id of its record"),
    "script": (f"<div>{OURS}<script>alert(1)</script></div>", ":1: bad-template: a template cannot contain <script>"),
    "handler": (f'<div onclick="x()">{OURS}</div>', ":1: bad-template: a template cannot set 'onclick' on an element"),
    "link": (f'<div>{OURS}<a href="javascript:x()">a</a></div>', "a link cannot begin with 'javascript:'"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_a_problem_at_its_line_and_ours_is_shown(project: Path, name: str) -> None:
    template, message = WRONG[name]
    (project / "own" / "card-event.j2").write_text(template, "utf-8")
    (found,) = problems(project)
    assert found.startswith("own/card-event.j2:")
    assert message in found
    settings, _ = read_settings(project / "mkdocs.yml")
    loaded = Project.load(settings)
    first = loaded.corpus.events[0]
    shown = Shown(loaded.templates.card(first, first.page, 3))
    assert "fs-card--event" in shown.root.get("class", "")


def test_each_template_with_a_mistake_is_named_and_the_others_are_used(project: Path) -> None:
    (project / "own" / "card-event.j2").write_text("<p>{{ nothing }}</p>", "utf-8")
    (project / "own" / "card-outcome.j2").write_text("<p>\n{{ nothing }}</p>", "utf-8")
    (project / "own" / "print" / "card-event.j2").write_text("<p>{{ nothing }}</p>", "utf-8")
    right = '<div class="ours">{% include "foresite/card-claim.j2" %}</div>'
    (project / "own" / "card-claim.j2").write_text(right, "utf-8")
    assert [each.partition(": ")[0] for each in problems(project)] == [
        "own/card-event.j2:1", "own/card-outcome.j2:2", "own/print/card-event.j2:1",
    ]  # fmt: skip
    settings, _ = read_settings(project / "mkdocs.yml")
    assert set(Project.load(settings).corpus.overrides) == {"card-claim.j2"}


def test_names_that_are_not_those_of_templates(project: Path) -> None:
    for name in ("card-clam.j2", "card-event.html", "head.j2", "README.md", "_shared.j2", "print/summary.j2"):
        file = project / "own" / name
        file.write_text('{% include "foresite/summary.j2" %}' if name == "print/summary.j2" else "<p>a</p>", "utf-8")
    found = problems(project)
    assert "own/card-clam.j2:1: bad-template: no template 'card-clam.j2', expected " in found[0]
    assert found[0].endswith("did you mean 'card-claim.j2'?")
    assert found[1:] == [
        "own/card-event.html:1: bad-template: 'card-event.html' is not read, expected the name 'card-event.j2'",
        "own/head.j2:1: bad-template: 'head.j2' cannot be overridden, because it carries marks of the build",
    ]


def test_macros_of_wrong_names(project: Path) -> None:
    names = ("claims", "Shout", "twice", "twice")
    text = "\n".join(f"{{% macro {name}() %}}<p>a</p>{{% endmacro %}}" for name in names)
    (project / "own" / "macros.j2").write_text(text, "utf-8")
    found = problems(project)
    assert [each.split(": ", 2)[2].partition(",")[0] for each in found] == [
        "'claims' is a macro of Foresite",
        "'Shout' cannot be called on a page",
        "the macro 'twice' is defined twice",
    ]
    assert [each.partition(": ")[0] for each in found] == [f"own/macros.j2:{line}" for line in (1, 2, 4)]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("[a]", "expected the path of a folder"),
        ("nowhere", "no folder 'nowhere', expected one with templates of your own"),
        ("../other", "'../other' is not a path inside the project"),
        ("docs/own", "expected a folder outside of the pages'"),
    ],
)
def test_a_wrong_folder(project: Path, value: str, message: str) -> None:
    (project / "docs" / "own").mkdir()
    file = project / "mkdocs.yml"
    file.write_text(file.read_text("utf-8").replace("overrides: own", f"overrides: {value}"), "utf-8")
    (found,) = problems(project)
    assert "bad-setting: " in found and message in found


def test_a_link_that_leads_out_of_the_folder_is_not_read(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.j2"
    secret.write_text("secret", "utf-8")
    (project / "own" / "card-event.j2").symlink_to(secret)
    (found,) = problems(project)
    assert found.startswith("own/card-event.j2:1: bad-file: ")


# What they cannot reach


ESCAPES = (
    "view.__class__", "view.__class__.__mro__[1].__subclasses__()", "link.func", "link.args", "link.keywords",
    "cite.__self__", "cite.__func__", "entry.__globals__", "citable.__code__", "trail.args[0].corpus",
    "self._TemplateReference__context", "('{0.__class__}').format(view)", "view|attr('__class__')",
    "[view]|map(attribute='__class__')|join", "().__class__.__base__", "view.place.__reduce__()",
    "cycler.__init__", "joiner.__init__.__globals__", "namespace.__init__", "lipsum.__globals__", "dict(a=1)",
    "range(99999999)", "view.sources.append(1)", "href.__closure__", "'a'.__class__", "view.target.__dict__",
    "trail(1, 2).cards", "view.target.text.__len__", "parts", "config", "corpus", "settings", "open('/etc/passwd')",
)  # fmt: skip


@pytest.mark.parametrize("expression", ESCAPES)
def test_a_template_reaches_nothing_but_what_is_shown(expression: str) -> None:
    source = f'<div>{{{{ {expression} }}}}<h3 id="{{{{ view.target.anchor }}}}">a</h3></div>'
    with pytest.raises(TemplateFault) as raised:
        event(shown_with({"card-event.j2": source}))
    assert raised.value.line == 1


@pytest.mark.parametrize(
    "statement", ["{% do view.clear() %}", "{% set view.target = 1 %}", "{% set ns = view %}{% set ns.target = 1 %}"]
)
def test_a_template_changes_nothing(statement: str) -> None:
    with pytest.raises(TemplateFault):
        event(shown_with({"card-event.j2": f"{statement}<p>a</p>"}))


@pytest.mark.parametrize(
    "name", ["../templates/card-event.j2", "/etc/passwd", "foresite/../../cli/init.py", "foresite//etc/passwd"]
)
def test_a_template_includes_templates_alone(name: str) -> None:
    with pytest.raises(TemplateFault):
        event(shown_with({"card-event.j2": f'<div>{{% include "{name}" %}}</div>'}))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}"
         "{% endfor %}", "takes more than 0 seconds"),
        ("{% set r = range(9999) %}{% for a in r %}{% for b in r %}{% for c in r %}{% endfor %}{% endfor %}"
         "{% endfor %}", "takes more than 0 seconds"),
        ("{% macro m(n) %}{{ m(n - 1) if n }}{{ m(n - 1) if n }}{% endmacro %}{{ m(60) }}", "more than 0 seconds"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "includes itself without end"),
        ("{{ 10 ** 10000000000 }}", "the result of '**' is too large"),
        ("{{ 'a' * 10000000000 }}", "the result of '*' is too large"),
        ("{{ [1] * 10000000000 }}", "the result of '*' is too large"),
        ("{% macro m(n, x) %}{{ m(n - 1, x * x) if n }}{% endmacro %}{{ m(60, 3) }}", "is too large"),
        ("{% macro m(n, x) %}{{ m(n - 1, x ~ x) if n }}{% endmacro %}{{ m(60, 'ab') }}", "more than 0 GB of memory"),
        ("{{ 'a'|center(9999999999) }}", "more than 0 GB of memory"),
        ("{{ '%9999999999d' % 1 }}", "more than 0 GB of memory"),
        ("{{ '{:9999999999}'.format(1) }}", "more than 0 GB of memory"),
    ],
)  # fmt: skip
def test_a_template_comes_to_an_end(monkeypatch: pytest.MonkeyPatch, source: str, message: str) -> None:
    monkeypatch.setattr("foresite.render.sandbox.SECONDS", 0.2)
    monkeypatch.setattr("foresite.render.sandbox.MEMORY", 100_000_000)
    with pytest.raises(TemplateFault, match=re.escape(message)):
        event(shown_with({"card-event.j2": f"<div>{source}</div>"}))


@pytest.mark.parametrize(
    "html",
    ["<script>a</script>", "<iframe src='https://a.example/'/>", "<form action='https://a.example/'/>",
     "<meta http-equiv='refresh' content='0; url=https://a.example/'/>", "<p onclick='a()'>a</p>",
     "<a href='javascript:a()'>a</a>", "<a href=' java&#9;script:a()'>a</a>", "<p style='position:fixed'>a</p>",
     "<button formaction='https://a.example/'>a</button>", "<a href='a' ping='https://a.example/'>a</a>",
     "<span data-fs-moved='https://a.example/'>a</span>", "<style>p {}</style>", "<template><p/></template>",
     "<svg xmlns:x='http://www.w3.org/1999/xlink'><a x:href='javascript:a()'/></svg>",
     "<svg xmlns='http://www.w3.org/2000/svg'><set attributeName='href' to='javascript:a()'/></svg>",
     "<svg:script xmlns:svg='http://www.w3.org/2000/svg'>a</svg:script>", "<p>not closed"],
)  # fmt: skip
def test_nothing_that_acts_is_shown_of_a_record_that_was_not_tried(html: str) -> None:
    """What is tried are some records of each form; a template may do other things at others."""
    templates = shown_with({"card-event.j2": f"<div>{html}</div>"})
    with pytest.raises(TemplateFault):
        event(templates)


def test_no_view_holds_what_templates_may_not_read(project: Path) -> None:
    """Whatever a template is given, it can be read to its last field without leading to a file or the corpus."""
    for name in overridable(""):
        if name.startswith("card-"):
            text = f'<div>{{{{ view|pprint }}}}{{% include "foresite/{name}" %}}</div>'
            (project / "own" / name).write_text(text, "utf-8")
    assert problems(project) == []


def test_templates_of_paper_are_those_that_there_are() -> None:
    assert {"card-claim.j2", "comparison.j2", "summary.j2"} <= overridable(PRINT)
    assert {"card-claim.j2", "comparison.j2"} <= overridable("")
    assert "head.j2" not in overridable("")


def test_without_a_folder_nothing_is_read(project: Path) -> None:
    shutil.rmtree(project / "own")
    file = project / "mkdocs.yml"
    file.write_text(file.read_text("utf-8").replace("      overrides: own\n", ""), "utf-8")
    settings, _ = read_settings(file)
    loaded: Corpus = Project.load(settings).corpus
    assert loaded.overrides == {} and settings.own_macros == {}
