"""The settings of the ``foresite`` entry: one table, which reads, describes and documents them.

A new setting is an entry here and a field of ``foresite.model.settings.Settings``. The plugin's and the Markdown
extension's options, the JSON schema and the table in ``docs/authoring.md`` are made from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.model.addresses import Permalink, Redirect
from foresite.model.allowed_hosts import DIRECTIVES, HOST
from foresite.model.colours import Colour, ColourError
from foresite.model.dates import EdtfError, PartialDate, Span, parse_edtf
from foresite.model.languages import SiteLanguage
from foresite.model.likelihood import SCALES, Scale
from foresite.model.macros import call_in_name
from foresite.model.outlook import Outlook, OutlookError, outlook_of
from foresite.model.problems import Code, Place, Problem, nearest, one_of
from foresite.model.quantities import Measure
from foresite.model.records import Grouping
from foresite.model.settings import BIBLIOGRAPHY, COLOURS, FILES, SCALE
from foresite.parsing.allowlist import is_reserved_id
from foresite.parsing.configuration import WEB
from foresite.parsing.languages import MEASURE, TEXT, languages_schema, read_languages
from foresite.parsing.scales import SCALES_SCHEMA, read_scales
from foresite.parsing.values import KEBAB

ADDRESS = re.compile(r"(?![/ ])(?!.*(?:^|/)\.\.?/)[^\t\r\n#<>\"\\]+\.(?:md|markdown|mdown|mkdn|mkd)(?:#[^\s#<>\"]+)?")
"""A page relative to the docs folder, or an anchor on it."""
KIND = re.compile(r"[A-Za-z0-9_-][\w.-]*", re.ASCII)
"""The ending of a file's name without its dot, or a name as a whole."""
PlaceOf = Callable[[str], Place]
"""From a setting's name, or ``setting.part`` for a part of one, to its place."""


class SettingContext:
    """What a reader of a setting needs: the project's folder, and a way to report what is wrong."""

    def __init__(self, root: Path, place_of: PlaceOf) -> None:
        self.root = root
        self.place_of = place_of
        self.scales: Mapping[str, Scale] = SCALES
        """The scales that settings can name: those built in, and those that the project declares."""
        self.problems: list[Problem] = []

    def problem(self, part: str, message: str, hint: str = "", code: Code = Code.BAD_SETTING) -> None:
        """Report what is wrong with a setting or, as ``setting.part``, with a part of one."""
        self.problems.append(Problem(self.place_of(part), code, message, hint))

    def inside(self, part: str, name: str) -> Path | None:
        """The path, unless it leads out of the project, which is reported."""
        try:
            path = (self.root / name).resolve()
        except (OSError, ValueError, RuntimeError):
            path = Path("/")
        if path.is_relative_to(self.root) and path != self.root:
            return path
        self.problem(part, f"'{name}' is not a path inside the project, expected one relative to mkdocs.yml")
        return None


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    description: str
    """What it holds, for its documentation: Markdown."""
    default_description: str
    """What holds where it is not given: Markdown."""
    read: Callable[[SettingContext, Any], Any]
    """From the value as given, which is never None, to what ``Settings`` holds; None where its default is to stay."""
    schema: Mapping[str, Any]
    """What it may be, as a JSON schema whose description an editor shows."""
    default: object = ""
    """Its default as somebody would write it; empty where there is none to write."""
    extension: bool = False
    """Whether it is an option of the Markdown extension as well, which a page without a host needs."""
    field: str = ""
    """The field of ``Settings``, where it has not the setting's name."""
    affects_reading: bool = False
    """Whether what a page is read as depends on it, so that pages are read again where it changed."""
    in_diff: bool = False
    """Whether ``foresite diff`` tells of it: it changes what pages say."""


def _bibliography(context: SettingContext, value: Any) -> tuple[Path, ...] | None:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not names or not all(isinstance(n, str) and n for n in names):
        context.problem("bibliography", f"'bibliography' is {value!r}, expected a path or a list of paths")
        return None
    return tuple(path for name in names if (path := context.inside("bibliography", name))) or None


def _themes(context: SettingContext, value: Any) -> Mapping[str, str] | None:
    if not isinstance(value, Mapping):
        message = f"'themes' is {value!r}, expected a mapping of ids to labels"
        context.problem("themes", message, "write 'trade: Trade'")
        return None
    themes = {}
    for theme, label in value.items():
        part = f"themes.{theme}"
        if not KEBAB.fullmatch(str(theme)):
            context.problem(part, f"the theme id '{theme}' is not kebab-case, expected lowercase letters and hyphens")
        elif is_reserved_id(str(theme)):
            context.problem(part, f"the theme id '{theme}' is reserved for what Foresite makes, expected another")
        elif not isinstance(label, str) or not label.strip():
            context.problem(part, f"the theme '{theme}' has no label, expected a text", f"write '{theme}: Label'")
        elif wrong := call_in_name(f"the label of the theme '{theme}'", label):
            context.problem(part, wrong)
        else:
            themes[str(theme)] = label
    return MappingProxyType(themes)


def _see_also(context: SettingContext, value: Any) -> Mapping[str, tuple[str, ...]] | None:
    right = "write 'trade: [harbour]'"
    if not isinstance(value, Mapping):
        context.problem("see_also", f"'see_also' is {value!r}, expected a mapping of themes to lists of themes", right)
        return None
    found = {}
    for theme, given in value.items():
        named = [given] if isinstance(given, str) else given
        if not isinstance(named, list | tuple) or not all(isinstance(other, str) for other in named):
            message = f"'see_also' has {given!r} for the theme '{theme}', expected a list of themes"
            context.problem(f"see_also.{theme}", message, right)
        else:
            found[str(theme)] = tuple(dict.fromkeys(named))
    return MappingProxyType(found)


def check_see_also(context: SettingContext, see_also: Mapping[str, tuple[str, ...]], themes: Collection[str]) -> None:
    """Report themes that lead to others, or that others lead to, and that the settings do not declare."""
    for theme, others in see_also.items():
        for name in (theme, *others):
            if themes and name not in themes:
                message = f"'see_also' names the theme '{name}', expected {one_of(themes)}"
                context.problem(f"see_also.{theme}", message, nearest(name, themes))
        if theme in others:
            context.problem(f"see_also.{theme}", f"'see_also' leads from '{theme}' to itself, expected other themes")


PERSON = re.compile(r"[^,]*[^,\s], ?[^,\s][^,]*")
"""A name as an index has it."""
MEASURE_PARTS = ("label", "unit")
"""What a measure is declared with."""


def _measures(context: SettingContext, value: Any) -> Mapping[str, Measure] | None:
    right = "write 'output-growth: {label: Growth of output, unit: per cent}'"
    if not isinstance(value, Mapping):
        context.problem("measures", f"'measures' is {value!r}, expected a mapping of ids to label and unit", right)
        return None
    found = {}
    for key, given in value.items():
        id, part = str(key), f"measures.{key}"
        # An id with a label alone is short for a mapping.
        parts = given if isinstance(given, Mapping) else {"label": given}
        if not KEBAB.fullmatch(id):
            message = f"the measure id '{id}' is not kebab-case, expected lowercase letters, digits and hyphens"
            context.problem(part, message)
        elif is_reserved_id(id):
            context.problem(part, f"the measure id '{id}' is reserved for what Foresite makes, expected another")
        elif unknown := next((each for each in parts if each not in MEASURE_PARTS), None):
            message = f"the measure '{id}' has no '{unknown}', expected {one_of(MEASURE_PARTS)}"
            context.problem(f"{part}.{unknown}", message, nearest(str(unknown), MEASURE_PARTS))
        elif not (isinstance(label := parts.get("label"), str) and label.strip()):
            context.problem(part, f"the measure '{id}' has no label, expected a text", f"write '{id}: Label'")
        elif (unit := parts.get("unit")) is not None and not (isinstance(unit, str) and unit.strip()):
            context.problem(f"{part}.unit", f"the unit of the measure '{id}' is {unit!r}, expected a text")
        elif wrong := call_in_name(f"the label of the measure '{id}'", label):
            context.problem(part, wrong)
        elif wrong := call_in_name(f"the unit of the measure '{id}'", unit or ""):
            context.problem(f"{part}.unit", wrong)
        else:
            found[id] = Measure(label.strip(), unit.strip() if unit else "")
    return MappingProxyType(found)


PARTS = ("label", "period", "order")
"""What an outlook is declared with."""


def _outlooks(context: SettingContext, value: Any) -> Mapping[str, Outlook] | None:
    right = "write 'europe-2040: {label: Europe 2040, period: 2040}'"
    if not isinstance(value, Mapping):
        message = f"'outlooks' is {value!r}, expected a mapping of names to label, period and order"
        context.problem("outlooks", message, right)
        return None
    found = {}
    for key, given in value.items():
        name, part = str(key), f"outlooks.{key}"
        try:
            known: Outlook | None = outlook_of(name, {})
        except OutlookError:
            known = None
        # A name with its period alone is short for a mapping.
        parts = given if isinstance(given, Mapping) else {"period": given}
        if known is None and not KEBAB.fullmatch(name):
            message = f"'{name}' is not the name of an outlook, expected lowercase letters and hyphens, or a period"
            context.problem(part, message)
        elif unknown := next((each for each in parts if each not in PARTS), None):
            message = f"the outlook '{name}' has no '{unknown}', expected {one_of(PARTS)}"
            context.problem(f"{part}.{unknown}", message, nearest(str(unknown), PARTS))
        elif declared := _outlook(context, part, name, known, parts):
            found[declared.name] = declared
    return MappingProxyType(found)


def _outlook(
    context: SettingContext, part: str, name: str, known: Outlook | None, parts: Mapping[str, Any]
) -> Outlook | None:
    """One outlook as declared; None where it cannot be used, which is reported."""
    label, period, order = (parts.get(each) for each in PARTS)
    if label is not None and not (isinstance(label, str) and label.strip()):
        context.problem(f"{part}.label", f"the label of the outlook '{name}' is {label!r}, expected a text")
        return None
    if wrong := call_in_name(f"the label of the outlook '{name}'", label or ""):
        context.problem(f"{part}.label", wrong)
        return None
    if period is None and known is None:
        message = f"the outlook '{name}' has no period, expected the time that it looks at"
        context.problem(part, message, f"write '{name}: {{period: 2040}}'")
        return None
    at = f"{part}.period"
    try:
        span: Span = parse_edtf(str(period)) if period is not None else known.period  # type: ignore[union-attr]
        at = f"{part}.order"
        place = None if order is None else PartialDate.parse(str(order)).first
    except EdtfError as error:
        context.problem(at, f"the outlook '{name}': {error}", code=Code.BAD_DATE)
        return None
    words = label.strip() if label else known.words if known else name.replace("-", " ").capitalize()
    return Outlook(known.name if known else name, words, span, place, named=bool(label) or known is None)


def _by(context: SettingContext, value: Any) -> Grouping | None:
    names = [grouping.value for grouping in Grouping]
    if value in names:
        return Grouping(value)
    context.problem("by", f"no grouping '{value}', expected {one_of(names)}", nearest(str(value), names))
    return None


def _scale(context: SettingContext, value: Any) -> Scale | None:
    if isinstance(value, str) and value in context.scales:
        return context.scales[value]
    known = context.scales
    context.problem("scale", f"no scale '{value}', expected {one_of(known)}", nearest(str(value), known))
    return None


def _scales(context: SettingContext, value: Any) -> Mapping[str, Scale] | None:
    scales = read_scales(context, value)
    context.scales = {**SCALES, **(scales or {})}
    return scales


def _style(context: SettingContext, value: Any) -> Path | None:
    if not isinstance(value, str):
        context.problem("style", f"'style' is {value!r}, expected the path of a CSL file")
        return None
    path = context.inside("style", value)
    if path is None or path.is_file():
        return path
    others = (
        sorted(found.name for found in path.parent.glob("*.csl") if found.is_file()) if path.parent.is_dir() else []
    )
    context.problem("style", f"no file '{value}', expected a CSL file", nearest(path.name, others), Code.BAD_STYLE)
    return None


def _licence(context: SettingContext, value: Any) -> str | None:
    if isinstance(value, str) and WEB.fullmatch(value):
        return value
    hint = "write the address at which the licence can be read, such as https://creativecommons.org/licenses/by/4.0/"
    context.problem("licence", f"'licence' is {value!r}, expected a web address", hint)
    return None


def _redirects(context: SettingContext, value: Any) -> tuple[Redirect, ...] | None:
    right = "write 'page.md#old-id: page.md#new-id'"
    if not isinstance(value, Mapping):
        context.problem("redirects", f"'redirects' is {value!r}, expected a mapping of old addresses to new", right)
        return None
    found = []
    for old, new in value.items():
        if all(isinstance(text, str) and ADDRESS.fullmatch(text) for text in (old, new)):
            place = context.place_of(f"redirects.{old}")
            found.append(Redirect(Permalink.parse(old), Permalink.parse(new), place))
        else:
            message = f"'{old}: {new}' is not a redirect, expected pages or their anchors"
            context.problem(f"redirects.{old}", message, right)
    return tuple(found)


def _names(setting: str, of: str, form: re.Pattern[str]) -> Callable[[SettingContext, Any], tuple[str, ...] | None]:
    """The reader of a list of names of a form; ``of`` says of what, in the plural."""

    def read(context: SettingContext, value: Any) -> tuple[str, ...] | None:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple):
            context.problem(setting, f"'{setting}' is {value!r}, expected a list of {of}")
            return None
        for name in names:
            if not (isinstance(name, str) and form.fullmatch(name)):
                context.problem(setting, f"'{setting}' has {name!r}, expected {of}")
        return tuple(name for name in names if isinstance(name, str) and form.fullmatch(name))

    return read


def _files(context: SettingContext, value: Any) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple) or not all(isinstance(kind, str) and kind for kind in value):
        message = f"'files' is {value!r}, expected a list of endings such as png, or of whole names"
        context.problem("files", message, "write 'files: [png, pdf, csv]'")
        return None
    if wrong := next((kind for kind in value if not KIND.fullmatch(kind)), ""):
        message = f"'{wrong}' is not the ending or name of a file, expected one such as png"
        context.problem("files", message, "write 'png'")
        return None
    return tuple(dict.fromkeys(value))


def _allow(context: SettingContext, value: Any) -> Mapping[str, tuple[str, ...]]:
    right = "write 'pictures: [upload.example.org]'"
    if not isinstance(value, Mapping):
        context.problem("allow", f"'allow' is {value!r}, expected kinds of content with their hosts", right)
        return MappingProxyType({})
    found = {}
    for kind, hosts in value.items():
        part = f"allow.{kind}"
        names = [hosts] if isinstance(hosts, str) else hosts
        if kind not in DIRECTIVES:
            message = f"no kind of content '{kind}', expected {one_of(DIRECTIVES)}"
            context.problem(part, message, nearest(str(kind), DIRECTIVES))
        elif not isinstance(names, list | tuple) or not names:
            context.problem(part, f"'{kind}' is {hosts!r}, expected a list of hosts", right)
        elif wrong := [name for name in names if not (isinstance(name, str) and HOST.fullmatch(name))]:
            message = f"'{wrong[0]}' is not a host, expected its name alone, such as upload.example.org"
            context.problem(part, message)
        else:
            found[kind] = tuple(names)
    return MappingProxyType(found)


def _synonyms(context: SettingContext, value: Any) -> tuple[tuple[str, ...], ...] | None:
    right = "write 'aid: [help, assistance]'"
    if not isinstance(value, Mapping):
        context.problem("synonyms", f"'synonyms' is {value!r}, expected a mapping of words to their synonyms", right)
        return None
    groups: dict[str, tuple[str, ...]] = {}
    for key, given in value.items():
        part, word = f"synonyms.{key}", " ".join(str(key).split())
        others = [given] if isinstance(given, str) else given
        if given in (None, "", []):
            context.problem(part, f"'{word}' has no synonyms, expected a list of words or phrases", right)
        elif not isinstance(others, list | tuple):
            message = f"the synonyms of '{word}' are {given!r}, expected a list of words or phrases"
            context.problem(part, message, right)
        elif wrong := [each for each in others if not (isinstance(each, str) and WORDS.search(each))]:
            text = "put it in quotes" if isinstance(wrong[0], bool | int | float) else ""
            context.problem(part, f"'{wrong[0]}' is not a synonym of '{word}', expected a word or phrase", text)
        elif not WORDS.search(word):
            context.problem(part, f"'{word}' has no letter or digit, expected a word or phrase")
        else:
            groups[word] = tuple(dict.fromkeys((word, *(" ".join(each.split()) for each in others))))
    return tuple(groups.values())


def _colour(context: SettingContext, part: str, value: Any) -> Colour | None:
    given = value if isinstance(value, list | tuple) else [value]
    if not 1 <= len(given) <= 2 or not all(isinstance(text, str) for text in given):
        right = "write \"'#1f5aa6'\", or \"['#1f5aa6', '#8fbaf7']\" for light and dark pages"
        context.problem(part, f"'{part}' has {value!r}, expected a colour", right)
        return None
    try:
        return Colour.of(*given)
    except ColourError as error:
        context.problem(part, str(error), error.hint)
        return None


def _link_colour(context: SettingContext, value: Any) -> Colour | None:
    return _colour(context, "link_colour", value)


def _outlook_colours(context: SettingContext, value: Any) -> tuple[Colour, ...] | None:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= COLOURS:
        message = f"'outlook_colours' is {value!r}, expected a list of up to {COLOURS} colours"
        context.problem("outlook_colours", message, "write \"['#1f5aa6', '#a4430a']\"")
        return None
    found = [_colour(context, "outlook_colours", each) for each in value]
    return tuple(each for each in found if each) if all(found) else None


def _privacy_note(context: SettingContext, value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    context.problem("privacy_note", f"'privacy_note' is {value!r}, expected true or false")
    return None


def _share(context: SettingContext, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    context.problem("share", f"'share' is {value!r}, expected true or false")
    return True


def _overrides(context: SettingContext, value: Any) -> Path | None:
    return _own_folder(context, "overrides", value, "templates")


def _catalogues(context: SettingContext, value: Any) -> Path | None:
    return _own_folder(context, "catalogues", value, "catalogues")


def _languages(context: SettingContext, value: Any) -> Mapping[str, SiteLanguage] | None:
    return read_languages(context, value, _synonyms)


def _own_folder(context: SettingContext, setting: str, value: Any, holds: str) -> Path | None:
    if not isinstance(value, str):
        message = f"'{setting}' is {value!r}, expected the path of a folder"
        context.problem(setting, message, f"write '{setting}'")
        return None
    path = context.inside(setting, value)
    if path is None or path.is_dir():
        return path
    context.problem(setting, f"no folder '{value}', expected one with {holds} of your own")
    return None


COLOUR = {"type": "string", "pattern": "^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})$"}
COLOUR_PAIR = {"anyOf": [COLOUR, {"type": "array", "items": COLOUR, "minItems": 1, "maxItems": 2}]}
PERIOD = {"type": ["string", "integer"]}
HOST_NAME = {"type": "string", "pattern": f"^{HOST.pattern.replace('[a-z0-9-]', '[A-Za-z0-9-]')}$"}
TEMPLATE = re.compile(r"(?!.*\.\.)[\w-][\w./-]*\.html")
WORDS_SCHEMA = {"type": "string", "pattern": "[^\\W_]"}
TITLE = re.compile(r"\S(?:.*\S)?")
WORDS = re.compile(r"[^\W_]")
META_KEY = re.compile(r"[A-Za-z_][\w-]*")


def _listed(form: re.Pattern[str]) -> dict[str, Any]:
    item = {"type": "string", "pattern": f"^{form.pattern}$"}
    return {"anyOf": [item, {"type": "array", "items": item}]}


SETTINGS: Mapping[str, Setting] = {
    "bibliography": Setting(
        "a BibTeX file, or a list of them",
        f"`{BIBLIOGRAPHY}`",
        _bibliography,
        {
            "description": "A BibTeX file, or a list of them, relative to mkdocs.yml.",
            "anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}],
        },
        default=BIBLIOGRAPHY,
        extension=True,
        in_diff=True,
    ),
    "themes": Setting(
        "id and label of each theme, in the order of the pages",
        "any theme is allowed",
        _themes,
        {
            "description": "Id and label of each theme, in the order of the pages.",
            "type": "object",
            "propertyNames": {"pattern": f"^{KEBAB.pattern}$"},
            "additionalProperties": TEXT,
        },
        extension=True,
        affects_reading=True,
        in_diff=True,
    ),
    "see_also": Setting(
        "the themes to which the page of a theme leads as well: `south: [trade]`; both lead to each other",
        "a theme leads to those that claims, shifts and events tie to it",
        _see_also,
        {
            "description": "The themes to which a theme leads as well; both lead to each other.",
            "type": "object",
            "propertyNames": {"pattern": f"^{KEBAB.pattern}$"},
            "additionalProperties": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
        },
    ),
    "people": Setting(
        "the actors that are people, as `Family, Given`, whether texts write the family name last or first: the index "
        "of the book files them by family name",
        "an actor is filed as it is written",
        _names("people", "people as 'Family, Given'", PERSON),
        {"description": "The actors that are people, as 'Family, Given'.", **_listed(PERSON)},
    ),
    "outlooks": Setting(
        "[names for outlooks](#outlooks) that are not a year or part of one, each with its period, and with a label "
        "and a date by which it is ordered if you like",
        "an outlook is a period",
        _outlooks,
        {
            "description": "Names of outlooks, each with its period, label and the date by which it is ordered.",
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    PERIOD,
                    {
                        "type": "object",
                        "properties": {"label": TEXT, "period": PERIOD, "order": PERIOD},
                        "additionalProperties": False,
                    },
                ]
            },
        },
        extension=True,
        affects_reading=True,
        in_diff=True,
    ),
    "measures": Setting(
        "[measures](#quantities) of which briefs forecast values: id and label, or id with label and unit",
        "any measure is allowed, and is called by its id",
        _measures,
        {
            "description": "Measures of which briefs forecast values: id to label, or to label and unit.",
            "type": "object",
            "propertyNames": {"pattern": f"^{KEBAB.pattern}$"},
            "additionalProperties": MEASURE,
        },
        extension=True,
        affects_reading=True,
        in_diff=True,
    ),
    "by": Setting(
        f"what pages [put briefs together by](#several-briefs-in-one-outlook): "
        f"{one_of(f'`{grouping.value}`' for grouping in Grouping)}",
        f"`{Grouping.OUTLOOK.value}`",
        _by,
        {
            "description": "What pages put briefs together by, unless a macro call says it.",
            "enum": [grouping.value for grouping in Grouping],
        },
        default=Grouping.OUTLOOK.value,
        extension=True,
        in_diff=True,
    ),
    # Before what names one of them.
    "scales": Setting(
        "[scales of your own](#a-scale-of-your-own): id, label, source and terms of each",
        "those built in are all that there are",
        _scales,
        {"description": "Scales of verbal probability of the project's own, by id.", **SCALES_SCHEMA},
        extension=True,
        affects_reading=True,
        in_diff=True,
    ),
    "scale": Setting(
        "the [scale](#scales) on which likelihoods stand: "
        + one_of((*(f"`{name}`" for name in SCALES), "one of `scales`")),
        f"`{SCALE}`",
        _scale,
        {"description": "The scale of verbal probability on which likelihoods stand.", **TEXT},
        default=SCALE,
        extension=True,
        affects_reading=True,
        in_diff=True,
    ),
    "style": Setting(
        "a CSL file for citations",
        "Chicago author-date",
        _style,
        {"description": "A CSL file for citations, relative to mkdocs.yml.", **TEXT},
        extension=True,
        in_diff=True,
    ),
    "licence": Setting(
        "the address of the licence of texts and data",
        "none is named",
        _licence,
        {
            "description": "The address of the licence of texts and data.",
            "type": "string",
            "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
        },
    ),
    "files": Setting(
        "the kinds of files that are published beside pages: a list of endings, or of whole names such as `CNAME`",
        "pictures, tables and documents: " + ", ".join(f"`{kind}`" for kind in FILES),
        _files,
        {
            "description": "The kinds of files that are published beside pages: endings such as png, or whole names.",
            "type": "array",
            "items": {"type": "string", "pattern": f"^{KIND.pattern}$"},
        },
        default=list(FILES),
    ),
    "allow": Setting(
        "the other hosts from which pages may take "
        "[pictures, frames and so on](#pictures-films-and-fonts-of-other-hosts)",
        "nothing of other hosts is loaded",
        _allow,
        {
            "description": "The other hosts from which pages may take content, by its kind.",
            "type": "object",
            "properties": {
                kind: {"anyOf": [HOST_NAME, {"type": "array", "items": HOST_NAME, "minItems": 1}]}
                for kind in DIRECTIVES
            },
            "additionalProperties": False,
        },
        affects_reading=True,
    ),
    "redirects": Setting(
        "what was published and is gone, and where it is found now: "
        "`briefs/2024.md#old-id: briefs/2024.md#new-id`, or page to page",
        "every published address must stand",
        _redirects,
        {
            "description": "What was published and is gone, and where it is found now: page.md#old-id: page.md#new-id.",
            "type": "object",
            "propertyNames": {"pattern": f"^{ADDRESS.pattern}$"},
            "additionalProperties": {"type": "string", "pattern": f"^{ADDRESS.pattern}$"},
        },
    ),
    "templates": Setting(
        "templates of the theme, or of `theme.custom_dir`, that a page may name in its front matter",
        "a page names none",
        _names("templates", "templates such as landing.html", TEMPLATE),
        {"description": "Templates that a page may name in its front matter.", **_listed(TEMPLATE)},
        affects_reading=True,
    ),
    "overrides": Setting(
        "a folder of [templates and macros of your own](look.md#cards-and-tables-of-your-own), which take the place of "
        "Foresite's",
        "cards and tables are Foresite's",
        _overrides,
        {"description": "A folder of templates of the project's own, relative to mkdocs.yml.", **TEXT},
        extension=True,
    ),
    "catalogues": Setting(
        "a folder of [catalogues of your own](look.md#words-of-the-interface): the words in which Foresite speaks to "
        "readers, one file a language, such as `sv.po`",
        "words are Foresite's",
        _catalogues,
        {"description": "A folder of catalogues of the project's own, relative to mkdocs.yml.", **TEXT},
        extension=True,
    ),
    "languages": Setting(
        "the languages into which [the site is translated](#several-languages), each with what the settings say in it",
        "the site is in one language",
        _languages,
        {
            "description": "The languages into which the site is translated, by tag.",
            **languages_schema(
                {
                    "type": "object",
                    "additionalProperties": {
                        "anyOf": [WORDS_SCHEMA, {"type": "array", "items": WORDS_SCHEMA, "minItems": 1}]
                    },
                }
            ),
        },
        extension=True,
    ),
    "front_matter": Setting(
        "further keys of front matter, which other plugins or templates of your own read",
        "[those documented](#front-matter)",
        _names("front_matter", "names of keys", META_KEY),
        {"description": "Keys of front matter that other plugins read.", **_listed(META_KEY)},
        affects_reading=True,
    ),
    "footer_nav": Setting(
        "the titles of sections of `nav` that most readers do not need: the foot of each page links to them, "
        "instead of the bar at the top",
        "the bar has all sections",
        _names("footer_nav", "titles of sections of 'nav'", TITLE),
        {"description": "Titles of sections of nav that the foot of each page links to.", **_listed(TITLE)},
    ),
    "synonyms": Setting(
        "[words and phrases](#search) that search takes for one another: `aid: [help, assistance]`",
        "search knows none of your own",
        _synonyms,
        {
            "description": "Words and phrases that search takes for one another: aid: [help, assistance].",
            "type": "object",
            "additionalProperties": {"anyOf": [WORDS_SCHEMA, {"type": "array", "items": WORDS_SCHEMA, "minItems": 1}]},
        },
    ),
    "link_colour": Setting(
        "the [colour](look.md#colours) of links: one, or a list of one for light and one for dark pages",
        "a dark blue",
        _link_colour,
        {"description": "The colour of links, or one for light and one for dark pages.", **COLOUR_PAIR},
    ),
    "outlook_colours": Setting(
        f"the [colours](look.md#colours) of the outlooks, from the earliest: up to {COLOURS}",
        "blue, orange, green, violet, red and olive",
        _outlook_colours,
        {
            "description": "The colours of the outlooks, from the earliest.",
            "type": "array",
            "items": COLOUR_PAIR,
            "minItems": 1,
            "maxItems": COLOURS,
        },
    ),
    "privacy_note": Setting(
        "whether the foot of each page says that nobody watches readers",
        "it says so if `mkdocs.yml` names no script of its own and allows none of other hosts",
        _privacy_note,
        {"description": "Whether the foot of each page says that nobody watches readers.", "type": "boolean"},
    ),
    "share": Setting(
        "whether the site has [cards and charts to embed and pictures of link previews](#sharing)",
        "it has both",
        _share,
        {"description": "Whether the site has pages to embed and pictures of link previews.", "type": "boolean"},
        default=True,
    ),
}
"""Every setting by its name, in the order in which they are documented."""


def fields_of_settings(names: Iterable[str]) -> tuple[str, ...]:
    """Return the fields of ``Settings`` that hold some settings."""
    return tuple(SETTINGS[name].field or name for name in names)


def documentation() -> str:
    """The table of the settings for ``docs/authoring.md``: Markdown."""
    rows = (
        f"| `{name}` | {setting.description} | {setting.default_description} |" for name, setting in SETTINGS.items()
    )
    return "\n".join(("| setting | what it holds | without it |", "|---|---|---|", *rows)) + "\n"
