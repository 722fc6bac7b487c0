"""Render views to XHTML: one Jinja template a macro, one a card.

No text of a page is ever a template, and what a page may call is checked before it comes here
(``foresite.parsing.calls``), so our own templates need no sandbox. Those of a project run in one
(``foresite.render.sandbox``), and ours with them.

Everything that comes out is one well-formed element. Bodies of records are Markdown, which nothing here
reads: ``<fs-body record="ID"></fs-body>`` stands where one belongs, for whoever can convert it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Protocol

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined, Template, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from foresite.citing.csl_json import context_object
from foresite.citing.grammar import WORDS
from foresite.citing.notes import NoteCitation
from foresite.language import formats
from foresite.language.catalogue import Language
from foresite.language.direction import ELEMENT, arrow, begins_against_page, isolated_words, runs_against_page
from foresite.language.words import CALLABLES, gettext, in_language, right_to_left
from foresite.model.corpus import Corpus
from foresite.model.dependencies import Computed, query
from foresite.model.likelihood import Scale
from foresite.model.macros import MACROS, Call
from foresite.model.records import Citation, CitedWork, Claim, Page, Record, Reference
from foresite.parsing.calls import check_call
from foresite.parsing.overrides import FIXED, OWN_MACROS, PRINT
from foresite.render import compiled
from foresite.render.sandbox import OverridesLoader, check_markup, fault_of, limits, sandbox
from foresite.views import addresses as links
from foresite.views import bibliography, citable, counts, part_navigation, references, share
from foresite.views.addresses import Addresses, LinkTarget, edit_address
from foresite.views.cards import Cards
from foresite.views.citable import sheet_foot
from foresite.views.findings import FINDINGS
from foresite.views.glossary import definition
from foresite.views.metadata import metadata
from foresite.views.outlooks import picture
from foresite.views.records import GenericView
from foresite.views.trails import trail

# The Jinja environment of the generator's own templates.


def environment(loader: BaseLoader, *, sandboxed: bool = False) -> Environment:
    """Return an environment whose templates escape all that they are given; a name that is missing is an error."""
    options: dict[str, Any] = {
        "bytecode_cache": compiled.SANDBOXED if sandboxed else compiled.PLAIN,
        "undefined": StrictUndefined,
        "autoescape": True,
        "auto_reload": False,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": ["jinja2.ext.i18n"],
    }
    env = sandbox(loader, **options) if sandboxed else Environment(loader=loader, **options)
    return speak(env)


def speak(env: Environment) -> Environment:
    """Give the templates of an environment with Jinja's extension for gettext the words of the current language."""
    env.install_gettext_callables(**CALLABLES, newstyle=True)  # type: ignore[attr-defined]
    env.policies["ext.i18n.trimmed"] = True
    env.globals |= {"arrow": arrow, "right_to_left": right_to_left}
    filters: dict[str, Callable[..., Any]] = {
        "bdi": isolated,
        "dir": _direction,
        "isolated_words": lambda markup: Markup(isolated_words(str(markup))),
        "clauses": _joined(formats.clauses),
        "counted": counts.counted,
        "in_brackets": _in_brackets,
        "kind": counts.kind,
        "link_to": counts.link_to,
        "none_match": counts.none_match,
        "around_number": counts.around_number,
        "number": formats.number,
        "numbered": counts.numbered,
        "per_cent": formats.per_cent,
        "scale_word": _scale_word,
        "series": _isolated_series,
    }
    env.filters |= {name: _when_rendered(function) for name, function in filters.items()}
    env.globals |= {
        "colon": formats.colon,
        "comma": formats.comma,
        "full_stop": formats.full_stop,
        "semicolon": formats.semicolon,
        "upright": formats.upright,
    }
    return env


def _when_rendered(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a filter that a template applies each time it is rendered.

    Jinja applies others to a constant, such as ``"shift" | kind``, once when it compiles the template, in whatever
    language is current then.
    """

    @pass_context
    def filtered(_context: Context, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)

    return filtered


def _joined(join: Callable[[Iterable[str]], str]) -> Callable[[Iterable[object]], Markup]:
    """Make a filter of a form of lists, which escapes what is not markup yet."""
    return lambda items: Markup(join(escape(item) for item in items))


def isolated(text: object) -> Markup:
    """Return a text of another direction than the page's as ``<bdi>``, so that it moves nothing beside it."""
    plain = escape(text)
    return Markup(f"<bdi>{isolated_words(plain)}</bdi>") if runs_against_page(str(text)) else plain


def _direction(markup: object) -> Markup:
    """Return the attribute of a block whose text runs against the page, such as a reference in another script."""
    return Markup(' dir="auto"') if begins_against_page(ELEMENT.sub("", str(markup))) else Markup("")


def _isolated_series(items: Iterable[object]) -> Markup:
    return Markup(formats.series(item if isinstance(item, Markup) else isolated(item) for item in items))


def _in_brackets(said: object) -> Markup:
    """What is said in brackets of what stands before."""
    return Markup(formats.bracketed("", escape(said)))


def _scale_word(word: str, scale: Scale) -> str:
    return scale.shown(word)


def _of_templates(templates: Templates) -> Language:
    return templates.corpus.settings.language


_in_language = in_language(_of_templates)


# Views to XHTML: one Jinja file a macro, one a card.


SCREEN, PAPER = "foresite.render", "foresite.pdf"
"""The packages whose templates are those of the screen and of paper."""

__all__ = ["CitationText", "Templates", "label", "named_by_citation"]

Href = Callable[[str, str, str], str]
"""From a target's page and anchor, and the page that asks, to a link."""


class CitationText(Protocol):
    """Formatted citations and references, as XHTML."""

    @property
    def order(self) -> Sequence[str]:
        """The keys in the order of the bibliography."""

    def citation(self, citation: Citation) -> str:
        """A citation, its works linked to ``#ref-KEY``."""

    def entry(self, key: str) -> str:
        """A work as the bibliography has it."""

    @property
    def note_distance(self) -> int:
        """0 unless the style cites in footnotes."""

    def note(self, citation: Citation) -> NoteCitation:
        """The citation as a footnote, in a style that cites in such."""


class Templates:
    """The templates of one corpus, those of the screen unless ``package`` has others.

    Templates of the project's own take their place. ``href`` links a page to a place on another: as editors write
    it, unless a host has other addresses.
    """

    def __init__(
        self, corpus: Corpus, formatted: CitationText, *, package: str = SCREEN, href: Href = links.href
    ) -> None:
        self.corpus = corpus
        self._href = href
        self.cards = Cards(corpus)
        self._formatted = formatted
        self._computed = Computed(corpus)
        self._own: OverridesLoader | None = None
        if corpus.settings.overrides:
            # What is asked of them is recorded when a template is rendered: it is loaded once.
            texts = dict(getattr(corpus, "plain", corpus).overrides)
            self._own = OverridesLoader(texts, package, "" if package == SCREEN else PRINT)
        self._environment = environment(self._own or PackageLoader(package), sandboxed=bool(self._own))
        self._calls: dict[str, Template] = {}
        self._environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
        self._environment.globals |= {
            "citable": self._citable,
            "cite": self._cite,
            "coins": self._coins,
            "definition": partial(definition, self.cards),
            "embed_of": self._embed_of,
            "entry": self._entry,
            "findings": FINDINGS,
            "href": self._link,
            "picture": picture,
            "sourced": self._sourced,
            "trail": partial(trail, self.cards),
        }

    @_in_language
    def macro(self, name: str, arguments: Mapping[str, object], page: str, level: int) -> str:
        """What a macro call shows on a page, under a heading of ``level - 1``.

        Raises:
            KeyError: where no macro has that name.
        """
        if self.corpus.settings.macros[name].own:
            return self._own_macro(name, arguments, page, level)
        if part := self.corpus.part(page):
            shown = Markup(self._view(name, part.arguments, page, level, part.ids))
            return self._render("part", page, level, view=shown, around=part_navigation.around(self.corpus, part))
        if parts := self.corpus.parts_of(name, arguments):
            head = part_navigation.head(self.cards, parts, self._label)
            return self._render("divided", page, level, view=head)
        return self._view(name, arguments, page, level)

    def _view(
        self, name: str, arguments: Mapping[str, object], page: str, level: int, only: Collection[str] | None = None
    ) -> str:
        """A view, or the part of it that shows these records or works."""
        if name == "bibliography":
            keys = self._formatted.order if only is None else in_order(self._formatted, frozenset(only))
            return self._render(name, page, level, keys=keys)
        part = {} if only is None else {"only": only}
        return self._render(name, page, level, view=MACROS[name].build_view(self.cards, **arguments, **part))

    def _own_macro(self, name: str, arguments: Mapping[str, object], page: str, level: int) -> str:
        """What a macro of the project's own shows; the call as plain text where its template cannot be used."""
        if not self._own or not self._own.own(OWN_MACROS):
            return Markup('<p class="fs-unread"><code>{}</code></p>').format(name)

        def checked(macro: str, given: Mapping[str, object]) -> Mapping[str, object]:
            named = tuple((key, value) for key, value in given.items() if value is not None)
            bound, faults = check_call(Call(macro, (), named), 1)
            if faults:
                hint = f"; {faults[0].hint}" if faults[0].hint else ""
                raise UndefinedError(f"{faults[0].message}{hint}")
            return bound

        def view(macro: str, **given: object) -> Any:
            """What a macro of ours would show, as its template sees it."""
            return MACROS[macro].build_view(self.cards, **checked(macro, given))

        def show(macro: str, **given: object) -> Markup:
            """What a macro of ours shows."""
            return Markup(self._view(macro, checked(macro, given), page, level))

        values = {"view": view, "show": show, "arguments": arguments}
        return self._render("macros", page, level, template=self._call(name), **values)

    def _call(self, name: str) -> Template:
        """The template that calls a macro of the project's own."""
        if name not in self._calls:
            call = f'{{% import "{OWN_MACROS}" as own with context %}}{{{{ own.{name}(**arguments) }}}}'
            self._calls[name] = self._environment.from_string(call)
        return self._calls[name]

    @_in_language
    def card(self, record: Record, page: str, level: int) -> str:
        """The card of a record, where its block stands; its heading has the record's id."""
        name = "claim" if isinstance(record, Claim) else record.kind
        view = self.cards.card(record)
        if isinstance(view, GenericView):
            name = "generic"
        edit = edit_address(self.corpus.settings, record)
        return self._render(f"card-{name}", page, level, view=view, edit=edit)

    def scale(self, label: str, page: str) -> str:
        """The name of a scale, which leads to its terms where a page explains these."""
        place = definition(self.cards, "likelihood", "")
        name = Markup.escape(label)
        return Markup('<a href="{}">{}</a>').format(self._link(place, page), name) if place else name

    @_in_language
    def references(self, keys: Sequence[str], page: str, level: int) -> str:
        """The works that a page cites, in the order of the bibliography, each with the id ``ref-KEY``."""
        known = frozenset(key for key in keys if key in self.corpus.references)
        return self._render("references", page, level, keys=in_order(self._formatted, known))

    @_in_language
    def cite_page(self, page: Page) -> str:
        """How to cite a page, for its foot: its links are those of the page as it is served."""
        addresses = Addresses.of(self.corpus.settings)
        here = addresses.path(page.path)

        def link(target: LinkTarget) -> str:
            # The page itself has no need of a name: an empty link holds in a folder on disk, too.
            return "" if target.page == page.path else addresses.relative(addresses.served(target.page), here)

        return self._render("cite-page", page.path, 2, view=citable.of_page(self.corpus, page), link=link)

    @_in_language
    def head(self, page: Page, mark: str = "") -> str:
        """What stands of a page in its head, for machines and for paper: HTML, its inline code with a mark."""
        sheet = sheet_foot(citable.of_page(self.corpus, page))
        return self._render("head", page.path, 1, metadata=metadata(self.corpus, page), sheet=sheet, mark=Markup(mark))

    @_in_language
    def foot(self, page: Page, moved: str, printed: Sequence[tuple[LinkTarget, str]], stamp: str) -> str:
        """The same and more for the content itself, where a host has no theme of ours: its links are as written.

        ``moved`` are notes in XHTML, ``printed`` PDFs with their sizes in words; ``stamp`` says from which
        sources the page was made.
        """
        view = citable.of_page(self.corpus, page)
        changes = self.corpus.page_of("changes")
        values: dict[str, Any] = {
            "view": view,
            "moved": Markup(moved),
            "printed": printed,
            "stamp": stamp,
            "changes": LinkTarget(gettext("What changed"), changes) if changes else None,
            "feed": LinkTarget(gettext("Feed of changes"), "data/changes.atom"),
        }
        return self._render("foot", page.path, 2, **values)

    def _render(self, shown: str, page: str, level: int, *, template: Template | None = None, **values: Any) -> str:
        if shown in ("bibliography", "references"):
            values["works"] = [(self._work(key), self._label(key), self._entry(key)) for key in values.pop("keys")]
        values = {"page": page, "level": min(level, 6), "link": partial(self._link, page=page), **values}
        if self._own:
            return self._render_own(self._own, f"{shown}.j2", template, values)
        return self._environment.get_template(f"{shown}.j2").render(values).strip()

    def _render_own(
        self, own: OverridesLoader, name: str, template: Template | None, values: Mapping[str, object]
    ) -> str:
        """The same where the project has templates of its own.

        Raises:
            TemplateFault: where one of these cannot be rendered.
        """
        asked = sorted(own.asked(self._environment, name))
        for each in asked:
            self.corpus.overrides.get(each)
        used = own.own(name) or next((each for each in asked if each in own.texts), "")
        try:
            with limits():
                html = (template or self._environment.get_template(name)).render(values).strip()
        except Exception as error:
            if fault := fault_of(error, own.texts, used):
                raise fault from error
            raise
        if used and name not in FIXED:
            check_markup(html, used)
        return html

    def _work(self, key: str) -> bibliography.BibliographyEntry:
        return self._computed.get(("work", key), lambda: bibliography.entry(self.cards, key))

    def _label(self, key: str) -> str:
        return self._computed.get(("label", key), lambda: label(self.corpus, self._formatted, key))

    def _link(self, target: LinkTarget, page: str) -> str:
        return self._href(target.page, target.anchor, page)

    def _cite(self, citation: Citation) -> Markup | str:
        """A citation; where it names a work that nobody knows, its keys: a draft still shows."""
        if all(work.key in self.corpus.references for work in citation.works):
            if self._formatted.note_distance:
                return Markup(self._formatted.note(citation).short or self._called(citation))
            return Markup(self._formatted.citation(citation))
        return "; ".join(work.key for work in citation.works)

    def _sourced(self, citation: Citation, page: str) -> Markup | str:
        """A citation that leads to the bibliography: a page that shows very many needs no list of its own."""
        shown, home = self._cite(citation), self.corpus.whole_page_of("bibliography")
        if not isinstance(shown, Markup) or not home or home == page:
            return shown
        text = str(shown)
        for work in citation.works:
            target = self.corpus.page_showing("bibliography", home, work.key)
            href = escape(self._href(target, f"ref-{work.key}", page))
            text = text.replace(f'href="#ref-{work.key}"', f'href="{href}"')
        return Markup(text)

    def _called(self, citation: Citation) -> Markup:
        """A citation by authors and years, where the style has no form without a footnote."""
        return Markup("; ").join(
            Markup('<a href="#ref-{}">{}{}</a>{}').format(
                work.key, self._label(work.key), f", {located(work)}" if work.locator else "", work.suffix
            )
            for work in citation.works
        )

    def _entry(self, key: str) -> Markup:
        """A formatted work; nothing where the bibliography lacks it."""
        return Markup(self._formatted.entry(key) if key in self.corpus.references else "")

    def _citable(self, id: str) -> citable.Citable | None:
        """How to cite a claim."""
        claim = self.corpus.claim(id)
        return citable.of_claim(self.corpus, claim) if claim else None

    def _embed_of(self, outlook: str = "", theme: str = "") -> LinkTarget | None:
        """The chart of an outlook or theme that others can embed."""
        page = share.theme_page(self.corpus, theme) if theme else share.outlook_page(self.corpus, outlook)
        return LinkTarget(gettext("Chart to embed"), page) if page else None

    def _coins(self, key: str) -> str:
        """A work for citation software, as the ``title`` of a span of the class ``Z3988``."""
        return context_object(self.corpus.references[key])


def located(work: CitedWork) -> str:
    """The place in a work as the record prints it: ``¶7``, ``p. 3``, ``pp. 3–4``."""
    one, several = WORDS[work.label][:2]
    many = any(sign in work.locator for sign in "–-,&")
    word = "¶" if work.label == "paragraph" else f"{several if many else one} "
    return f"{word}{work.locator}"


@lru_cache(1)
def _places(order: tuple[str, ...]) -> Mapping[str, int]:
    return {key: place for place, key in enumerate(order)}


@query
def in_order(formatted: CitationText, keys: frozenset[str]) -> tuple[str, ...]:
    """Those of the keys that the bibliography has, in its order."""
    places = _places(tuple(formatted.order))
    return tuple(sorted((key for key in keys if key in places), key=places.__getitem__))


def label(corpus: Corpus, formatted: CitationText, key: str) -> str:
    """A work as texts cite it, so that letters tell the works of one year apart: ``Reuters 2024c``.

    Notes cite by title; there a work is called by author and year as well.
    """
    work = corpus.references[key]
    if formatted.note_distance:
        return references.cited_name(corpus, work)
    return named_by_citation(Markup(formatted.citation(references.work_citation(work.key))).striptags(), work)


def named_by_citation(text: str, work: Reference) -> str:
    """The same from the words of its citation."""
    inner = text.removeprefix("(").removesuffix(")")
    return inner if any(letter.isalpha() for letter in inner) else references.short_name(work)
