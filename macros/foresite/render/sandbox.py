"""Run templates of a project's own in a sandbox: they see what is shown, and reach nothing else.

A template can read the views that ours read, call what ours call, and include any template. It reaches no file, no
setting, no function of Python, and nothing that could change what another template shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType, TracebackType
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, meta
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace, missing

from foresite.model.problems import TemplateFault, nearest
from foresite.parsing.allowlist import SCHEMES, scheme_of
from foresite.parsing.overrides import OWN_MACROS
from foresite.runtime.guard import LimitReached, limit_memory, limit_time

BUILT_IN = "foresite/"
"""Before the name of a template, it names ours even where the project overrides it."""
PLAIN = (str, int, float, complex, bytes, tuple, list, dict, set, frozenset, MappingProxyType, type(None))
SHOWN = ("foresite.views.", "foresite.model.", "foresite.pdf.summary")
"""The modules whose values a template may read."""
HIDDEN = (
    "foresite.model.corpus", "foresite.model.dependencies", "foresite.model.macros", "foresite.model.settings",
    "foresite.model.sources", "foresite.views.cards",
)  # fmt: skip
"""Those of them that lead to everything else."""
JINJAS = (LoopContext, Macro, Cycler, Joiner, Namespace)
RESTS = ("Jinja was looking for", "You probably made", "The innermost block")


class _Missing(StrictUndefined):
    """A name that does not exist; the error names what does."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Exception] = UndefinedError,
    ) -> None:
        super().__init__(hint or (_not_there(obj, name) if name else None), obj, name, exc)  # type: ignore[arg-type]


def _not_there(obj: Any, name: str) -> str:
    if obj is missing:
        return f"no value '{name}' in this template"
    known = sorted(_names(obj))
    expected = f", expected {', '.join(known)}" if known else ""
    near = nearest(str(name), known) if known else ""
    return f"{_kind(obj)} has no '{name}'{expected}{f'; {near}' if near else ''}"


def _kind(obj: Any) -> str:
    name = type(obj).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"


def _names(obj: Any) -> set[str]:
    if isinstance(obj, Mapping):
        return {str(key) for key in obj}
    kind = type(obj)
    if not kind.__module__.startswith(SHOWN):
        return set()
    declared = {each.name for each in fields(obj)} if is_dataclass(obj) else set(getattr(obj, "_fields", ()))
    computed = {name for name in vars(kind) if isinstance(vars(kind)[name], property | cached_property)}
    return {name for name in declared | computed if not name.startswith("_")}


def _is_shown(obj: Any) -> bool:
    kind = type(obj)
    if isinstance(obj, PLAIN) and (kind.__module__ in ("builtins", "markupsafe") or kind.__module__.startswith(SHOWN)):
        return True
    if isinstance(obj, JINJAS) or kind.__module__ == "datetime":
        return True
    if kind.__module__ == "jinja2.environment" and kind.__name__ == "TemplateModule":
        return True
    return kind.__module__.startswith(SHOWN) and not kind.__module__.startswith(HIDDEN)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment whose templates read values that are shown, and nothing else."""

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return a product or power, where it is not too large to be computed in time."""
        size = 0
        if isinstance(left, int) and isinstance(right, int):
            size = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
        elif isinstance(left, int) and isinstance(right, Sequence):
            size = left * len(right)
        elif isinstance(left, Sequence) and isinstance(right, int):
            size = right * len(left)
        if size > MOST:
            raise SecurityError(f"the result of '{operator}' is too large, expected a smaller one")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may read an attribute."""
        return _is_shown(obj) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Return whether a template may call a value: what ours call, and methods of what is shown."""
        return not isinstance(obj, type) and super().is_safe_callable(obj)

    def unsafe_undefined(self, obj: Any, attribute: str) -> StrictUndefined:
        """Return what stands for an attribute that a template may not read."""
        message = f"'{attribute}' of {_kind(obj)} cannot be read in a template"
        return self.undefined(message, obj=obj, name=attribute, exc=SecurityError)  # type: ignore[return-value]


def sandbox(loader: BaseLoader, **options: Any) -> Environment:
    """Return an environment for templates of a project's own."""
    env = Sandbox(loader=loader, **{**options, "undefined": _Missing})
    for name in ("lipsum", "dict", "range"):
        env.globals.pop(name, None)
    env.globals |= {"range": _range}
    return env


def _range(*numbers: int) -> range:
    counted = range(*numbers)
    if len(counted) > MOST:
        raise SecurityError(f"range() counts to {len(counted)}, expected at most {MOST}")
    return counted


MOST = 10_000
"""The limit of what range() counts to, and of the bits of a number or the length of a text that is multiplied."""
SECONDS = 10.0
"""Processor seconds for one card or macro, which takes some milliseconds."""
MEMORY = 1_000_000_000
"""Bytes for one card or macro."""
PARSER = Environment(extensions=["jinja2.ext.i18n"])
"""For what a template's text refers to, which no option of an environment changes."""


@contextmanager
def limits() -> Iterator[None]:
    """Limit the time and memory in which a template of a project's own is compiled and rendered.

    Raises:
        LimitReached: where a limit is exceeded.
    """
    try:
        with limit_time(SECONDS), limit_memory(MEMORY):
            yield
    except MemoryError as error:
        raise LimitReached(f"more than {MEMORY / 1e9:.0f} GB of memory").with_traceback(error.__traceback__) from None


@lru_cache(256)
def _referenced(text: str) -> frozenset[str | None]:
    """Return the names of the templates to which a template's text refers; None where one is only known when it is run.

    Ours are the same for every loader, and to parse them all takes a tenth of a second.
    """
    return frozenset(meta.find_referenced_templates(PARSER.parse(text)))


class OverridesLoader(BaseLoader):
    """Loads a project's templates before ours; ``foresite/NAME`` is always ours."""

    def __init__(self, texts: Mapping[str, str], package: str, folder: str = "") -> None:
        """``folder`` is ``PRINT`` for paper."""
        self.texts, self._folder = texts, folder
        self._ours = PackageLoader(package)
        self._referred: dict[str, frozenset[str]] = {}

    def own(self, template: str) -> str:
        """Return the name, within the folder, of the template that is used; empty where it is ours."""
        for name in self._candidates(template):
            if name in self.texts:
                return name
        return ""

    def _candidates(self, template: str) -> tuple[str, ...]:
        if template.startswith(BUILT_IN):
            return ()
        shared = not self._folder or template == OWN_MACROS or template.startswith("_")
        return tuple(dict.fromkeys((f"{self._folder}{template}", *([template] if shared else []))))

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template's text, with the name by which mistakes in it are reported."""
        if own := self.own(template):
            return self.texts[own], own, None
        return self._ours.get_source(environment, template.removeprefix(BUILT_IN))

    def asked(self, environment: Environment, template: str) -> frozenset[str]:
        """Return the names in the folder on which a template depends, be they there or not."""
        known = self._referred.get(template)
        if known is None:
            names: set[str] = set()
            unseen = [template]
            seen = {template}
            for name in unseen:
                names.update(self._candidates(name))
                for other in self._references(environment, name):
                    if other not in seen:
                        seen.add(other)
                        unseen.append(other)
            known = self._referred[template] = frozenset(names)
        return known

    def _references(self, environment: Environment, template: str) -> set[str]:
        try:
            found = set(_referenced(self.get_source(environment, template)[0]))
        except (TemplateNotFound, TemplateSyntaxError, RecursionError):
            return set()
        if None in found:
            # A name that is only known when it is run may be any.
            found |= {name.removeprefix(self._folder) for name in self.texts}
        return {name for name in found if name}


ACTIVE = frozenset((
    "animate", "animatemotion", "animatetransform", "applet", "base", "embed", "fencedframe", "foreignobject", "form",
    "frame", "frameset", "iframe", "link", "meta", "noscript", "object", "portal", "script", "set", "style", "template",
))  # fmt: skip
"""Elements that run code, load something or change the page around them."""
ACTING = frozenset(("data-fs-moved", "formaction", "http-equiv", "ping", "srcdoc", "style"))
"""Attributes that send readers or their data elsewhere, or change the page; those of events begin with ``on``."""
ADDRESSES = frozenset(("action", "background", "data", "href", "poster", "src", "srcset"))


def active_markup(root: Element) -> tuple[str, str] | None:
    """Return what a template made that it may not make, and what to do instead."""
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
        if name in ACTIVE:
            return f"a template cannot contain <{name}>", "name scripts in extra_javascript, and styles in extra_css"
        for qualified, value in element.items():
            attribute = qualified.rpartition("}")[2].rpartition(":")[2].lower()
            if attribute.startswith("on") or attribute in ACTING:
                hint = "name a file in extra_javascript or extra_css"
                return f"a template cannot set '{attribute}' on an element", hint
            if attribute in ADDRESSES and (scheme := scheme_of(value)) and scheme not in SCHEMES:
                return f"a link cannot begin with '{scheme}:'", "escape what it shows, and link to pages"
    return None


def check_markup(html: str, template: str) -> None:
    """Check what is shown of a record or call that was not tried before.

    Raises:
        TemplateFault: where it holds what a template may not make.
    """
    try:
        wrong = active_markup(fromstring(f"<div>{html}</div>"))
    except ParseError as error:
        wrong = f"what it makes is not XHTML ({reason(error, html)})", "close each element that it opens"
    if wrong:
        raise TemplateFault(template, 1, *wrong)


def reason(error: ParseError, html: str) -> str:
    """Return why a text is not XHTML, with the words near the place."""
    line, column = error.position
    lines = html.splitlines()
    near = " ".join(lines[line - 1][max(column - 30, 0) : column + 10].split()) if 0 < line <= len(lines) else ""
    return f"{str(error).partition(':')[0]}, near '{near}'" if near else str(error).partition(":")[0]


def fault_of(error: Exception, texts: Mapping[str, str], template: str = "") -> TemplateFault | None:
    """Return the mistake of a project's template that an error stands for; None where it is not one of those.

    ``template`` is the one that was used, for what reaches a limit outside of any line of it.
    """
    if isinstance(error, TemplateSyntaxError):
        if error.filename in texts:
            return TemplateFault(str(error.filename), error.lineno, f"the template cannot be read: {_plain(error)}")
        return None
    place = _place(error.__traceback__, texts)
    if place is None and isinstance(error, LimitReached) and template:
        place = template, 1
    if place is None:
        return None
    return TemplateFault(*place, _said(error))


def _place(trace: TracebackType | None, texts: Mapping[str, str]) -> tuple[str, int] | None:
    found = None
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name in texts:
            found = name, trace.tb_lineno
        trace = trace.tb_next
    return found


def _said(error: Exception) -> str:
    match error:
        case UndefinedError() | SecurityError():
            return str(error.message)
        case TemplateNotFound():
            return f"no template '{error.name}', expected one of this folder, or one of ours such as 'components.j2'"
        case RecursionError():
            return "the template includes itself without end"
        case LimitReached():
            return f"the template takes {error}, expected less"
        case TypeError() | ZeroDivisionError():
            return f"a value does not fit: {error}"
    return f"the template cannot be used: {error or type(error).__name__}"


def _plain(error: TemplateSyntaxError) -> str:
    words = str(error.message or "")
    for rest in RESTS:
        words = words.partition(f" {rest}")[0]
    return words[:1].lower() + words[1:].rstrip(".")
