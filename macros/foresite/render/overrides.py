"""Try a project's own templates before pages are made of them, so that mistakes are problems at their lines.

Each is compiled, and what is shown with it is rendered for records and calls of the project: all where there are few,
else some of each form. A template with a mistake is not used: ours stands in its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from xml.etree.ElementTree import ParseError, fromstring

from jinja2 import TemplateError
from markupsafe import escape

from foresite.citing.notes import POSITIONS, NoteCitation
from foresite.model.corpus import Corpus
from foresite.model.problems import Code, Place, Problem, TemplateFault
from foresite.model.records import Citation, Claim, Record
from foresite.parsing.overrides import PRINT
from foresite.render.sandbox import OverridesLoader, active_markup, fault_of, limits, reason
from foresite.render.templating import PAPER, SCREEN, Templates, environment
from foresite.runtime.guard import LimitReached
from foresite.views.records import GenericView

MOST = 40
"""Records of one form, or calls of one macro, that are tried."""


class PlainText:
    """Stands for formatted citations, which take another program to make: keys as texts."""

    order: Sequence[str] = ()
    note_distance: int = 0

    def citation(self, citation: Citation) -> str:
        """Return the keys of a citation."""
        return str(escape("; ".join(work.key for work in citation.works)))

    def entry(self, key: str) -> str:
        """Return the key of a work."""
        return str(escape(key))

    def note(self, citation: Citation) -> NoteCitation:
        """Return the keys of a citation as a footnote's text."""
        return NoteCitation(name="", forms=((self.citation(citation),),) * len(POSITIONS))


def without_faulty_overrides(corpus: Corpus) -> tuple[Corpus, list[Problem]]:
    """Return the corpus with those of the project's templates that can be used, and what is wrong with the others."""
    problems: list[Problem] = []
    # Each mistake may hide others, in the same template or in one that includes it.
    while corpus.overrides and (faults := _faults(corpus)):
        problems += [template_problem(corpus, fault) for fault in faults]
        wrong = {fault.name for fault in faults}
        corpus = replace(corpus, overrides={name: text for name, text in corpus.overrides.items() if name not in wrong})
    return corpus, problems


def template_problem(corpus: Corpus, fault: TemplateFault) -> Problem:
    """Return the problem of a mistake in a template."""
    folder = corpus.settings.overrides
    assert folder
    place = Place(corpus.settings.relative(folder / fault.name), fault.line)
    return Problem(place, Code.BAD_TEMPLATE, str(fault), fault.hint)


def _faults(corpus: Corpus) -> list[TemplateFault]:
    """Return the first mistake of each template that has one."""
    found: dict[str, TemplateFault] = {}
    for fault in (*_compiling(corpus), *([] if any(_compiling(corpus)) else _rendering(corpus))):
        found.setdefault(fault.name, fault)
    return list(found.values())


def _compiling(corpus: Corpus) -> Iterator[TemplateFault]:
    for name in corpus.overrides:
        folder = PRINT if name.startswith(PRINT) else ""
        package = PAPER if folder else SCREEN
        env = environment(OverridesLoader(corpus.overrides, package, folder), sandboxed=True)
        # One that paper adds.
        env.filters["short"] = str
        try:
            with limits():
                env.get_template(name.removeprefix(folder))
        except (TemplateError, RecursionError, LimitReached) as error:
            yield fault_of(error, corpus.overrides, name) or TemplateFault(
                name, 1, f"the template cannot be read: {error}"
            )


class _PaperTemplates(Templates):
    """Templates for paper, of no document."""

    def __init__(self, corpus: Corpus) -> None:
        super().__init__(corpus, PlainText(), package=PAPER)
        self._environment.globals |= {"printed": lambda page: True, "scale": corpus.settings.scale.label}
        self._environment.filters["short"] = str


def _rendering(corpus: Corpus) -> Iterator[TemplateFault]:
    yield from _rendered(corpus, Templates(corpus, PlainText()), OverridesLoader(corpus.overrides, SCREEN))
    if any(name.startswith(PRINT) for name in corpus.overrides):
        yield from _rendered(corpus, _PaperTemplates(corpus), OverridesLoader(corpus.overrides, PAPER, PRINT))


def _rendered(corpus: Corpus, templates: Templates, loader: OverridesLoader) -> Iterator[TemplateFault]:
    env = environment(loader, sandboxed=True)
    for name, make, needed in _samples(corpus, templates):
        used = loader.asked(env, f"{name}.j2") & corpus.overrides.keys()
        if not used:
            continue
        try:
            html = make()
        except TemplateFault as fault:
            yield fault
            continue
        first = loader.own(f"{name}.j2") or min(used)
        if wrong := _wrong_markup(html, needed):
            yield TemplateFault(first, 1, *wrong)


def _samples(corpus: Corpus, templates: Templates) -> Iterator[tuple[str, Callable[[], str], str]]:
    """Yield what is tried: the name of a template, what renders it, and the id that it must show."""
    tried: defaultdict[object, int] = defaultdict(int)
    for record in corpus.records.values():
        form = _form(corpus, record)
        tried[form] += 1
        if tried[form] <= (MOST if len(corpus.records) <= MOST else 1):
            shown = isinstance(templates.cards.card(record), GenericView)
            name = "generic" if shown else "claim" if isinstance(record, Claim) else record.kind
            yield f"card-{name}", partial(templates.card, record, record.page, 3), record.id
    for call in corpus.calls:
        tried[call.name] += 1
        if tried[call.name] <= MOST:
            name = "macros" if call.name in corpus.settings.own_macros else call.name
            yield name, partial(templates.macro, call.name, call.arguments, call.page, 3), ""
    for page in corpus.pages[:1]:
        keys = tuple(corpus.references)[:MOST]
        yield "references", partial(templates.references, keys, page.path, 2), ""
        yield "cite-page", partial(templates.cite_page, page), ""


def _form(corpus: Corpus, record: Record) -> tuple[object, ...]:
    """Return what tells apart records that a template may treat otherwise."""
    given: list[object] = [bool(getattr(record, each.name)) for each in fields(record)]
    claim: list[object] = []
    if isinstance(record, Claim):
        claim = [corpus.verdict(record), bool(corpus.shifts_of(record))]
    return type(record), *given, *claim


def _wrong_markup(html: str, needed: str) -> tuple[str, str] | None:
    """Return what is wrong with what a template made, and what to do."""
    try:
        root = fromstring(html)
    except ParseError as error:
        return f"what it makes is not one element of XHTML ({reason(error, html)})", "close each element that it opens"
    if wrong := active_markup(root):
        return wrong
    ids = {element.get("id") for element in root.iter()}
    if needed and needed not in ids:
        hint = 'write <h{{ level }} id="{{ view.line.target.anchor }}">, or view.target.anchor for other cards'
        return f"the card has no element with the id of its record, so that links to '{needed}' lead nowhere", hint
    return None
