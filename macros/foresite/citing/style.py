"""Read citation styles: which can be used, and what is added to them before Pandoc reads them.

A project without a style of its own uses Pandoc's built-in one: the author-date system of the Chicago Manual of
Style, 18th edition.

A macro that uses itself never terminates. One that uses another twice, which uses a third twice, doubles in size with
each: forty short macros keep citeproc busy for years. So each use of a macro counts with the macro's expanded size;
only one branch of a choice is taken, so the largest counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError, ParserCreate

from foresite.citing.grammar import WORDS
from foresite.model.problems import StyleError, nearest

CSL = "{http://purl.org/net/xbiblio/csl}"
MAX_BYTES = 2_000_000
MAX_ELEMENTS = 25_000
"""Elements that an entry may expand to; the largest style of the CSL project expands to 4,500."""
MAX_DEPTH = 200
"""The depth of nested elements with all macros expanded; the deepest of those styles has 72."""
STYLE_NAME = re.compile(r"\w[\w.-]{0,200}")
LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,8})?")
STYLE_START = re.compile(r"<(?:\w+:)?style\b[^>]*>")
DEFAULT_LOCALE = re.compile(r"\sdefault-locale\s*+=\s*+(?:\"[^\"]*\"|'[^']*')")

MONTH_AND_DAY = re.compile(r'<date-part name="month"/>\s*<date-part name="day" prefix=" "/>')
LONE_YEAR = re.compile(r'<date date-parts="year" form="text"((?: (?:prefix|suffix|variable)="[^"]*")*)/>')
DAYS = {
    "de": '<date-part name="day" suffix=". "/><date-part name="month"/>',
    "es": '<date-part name="day" suffix=" de "/><date-part name="month"/>',
    "fr": '<date-part name="day" form="ordinal" suffix=" "/><date-part name="month"/>',
    "ja": '<date-part name="month"/><date-part name="day" suffix="日"/>',
    "ko": '<date-part name="month" suffix=" "/><date-part name="day" suffix="일"/>',
}
"""A month and its day in languages, in place of English."""
NUMBERS = {"de": "Nr.", "es": "n.º", "fr": "n°"}
"""The word before the number of a report, where Pandoc's locale has none."""


def label_word(label: str) -> str:
    """Return the word by which Pandoc recognises a locator's label in any language; no style prints it."""
    return f"foresite{label.replace('-', '')}"


def in_language(style: str, language: str) -> str:
    """Return a style whose words, such as “edited by”, are those of a language, unless it has one of its own."""
    opening = STYLE_START.search(style)
    if opening is None or DEFAULT_LOCALE.search(opening[0]):
        return style
    end = opening.end() - 1
    return f'{style[:end]} default-locale="{language}"{style[end:]}'


def with_dates(style: str, language: str) -> str:
    """Return the built-in style with days as a language writes them: ``5 mai``, ``5월 4일``.

    It is made for English, where a month stands before its day. Years are numbers alone, as everywhere in the
    author-date system: CSL's locales of Japanese and Korean set a sign behind them, which letters would follow.
    """
    primary = re.split("[-_]", language, maxsplit=1)[0].lower()
    if day := DAYS.get(primary):
        style = MONTH_AND_DAY.sub(day, style)
    style = LONE_YEAR.sub(r'<date\1><date-part name="year"/></date>', style)
    if number := NUMBERS.get(primary):
        terms = f'<term name="number" form="short">{number}</term>'
        style = style.replace("</info>", f'</info><locale xml:lang="{primary}"><terms>{terms}</terms></locale>', 1)
    return style


def read_style(path: Path) -> str:
    """Read the text of a style file; that of its parent where the style depends on another.

    Raises:
        StyleError: where it cannot be read, is not a CSL style, depends on a style that does not lie beside it, or
            names macros that are missing, that use themselves, or that come to more than a style needs.
    """
    text = _read_text(path)
    root = _read_root(text)
    link = _parent_link(root)
    if link is None:
        check_independent(text, root)
        return text
    parent = _parent_path(path, link)
    try:
        parent_text = _read_text(parent)
        parent_root = _read_root(parent_text)
        if _parent_link(parent_root) is not None:
            raise StyleError("the citation style depends on another, expected an independent one")
        check_independent(parent_text, parent_root)
    except StyleError as error:
        raise StyleError(str(error), error.line, parent) from error
    locale = root.get("default-locale", "")
    return _with_locale(parent_text, locale) if LOCALE.fullmatch(locale) else parent_text


def style_files(path: Path) -> tuple[Path, ...]:
    """Return the files that a style consists of: itself, and the parent on which it depends, whether it exists or not.

    A style that cannot be read depends on nothing.
    """
    try:
        link = _parent_link(_read_root(_read_text(path)))
        return (path,) if link is None else (path, path.parent / _parent_name(link))
    except StyleError:
        return (path,)


def check_independent(text: str, root: ElementTree.Element) -> None:
    """Check that a style says how works are cited and listed, and that it comes to an end.

    Raises:
        StyleError: where it does not.
    """
    if root.find(f"{CSL}citation/{CSL}layout") is None:
        raise StyleError("the citation style has no citations, expected <citation> with a <layout>")
    if root.find(f"{CSL}bibliography/{CSL}layout") is None and not is_note_style(root):
        raise StyleError("the citation style has no bibliography, expected <bibliography> with a <layout>")
    check_macros(text)


def is_note_style(root: ElementTree.Element) -> bool:
    """Return whether a style cites in footnotes."""
    return root.get("class") == "note"


def _read_root(text: str) -> ElementTree.Element:
    """Return the root element of a style's text.

    Raises:
        StyleError: where it is not a CSL style.
    """
    # A document type is refused before parsing, since it could declare entities that expand.
    if (at := text.find("<!DOCTYPE")) >= 0:
        message = "the citation style declares a document type, expected none: it could define entities"
        raise StyleError(message, text.count("\n", 0, at) + 1)
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise StyleError(f"the citation style is not XML: {error}", error.position[0]) from error
    except (ValueError, RecursionError) as error:
        raise StyleError(f"the citation style is not XML: {error}") from error
    if root.tag != f"{CSL}style" or "</info>" not in text:
        raise StyleError("the citation style is not a CSL file, expected one whose root is <style>")
    return root


def _parent_link(root: ElementTree.Element) -> ElementTree.Element | None:
    """Return the link to the style on which this one depends; None if it is independent."""
    return root.find(f"{CSL}info/{CSL}link[@rel='independent-parent']")


def _parent_name(link: ElementTree.Element) -> str:
    """Return the name of the parent's file: that of its address, which no folder precedes.

    Raises:
        StyleError: where the address names no file.
    """
    name = link.get("href", "").rstrip("/").rpartition("/")[2].removesuffix(".csl")
    if not STYLE_NAME.fullmatch(name):
        raise StyleError("the citation style depends on another that it does not name, expected <link> with its href")
    return f"{name}.csl"


def _parent_path(path: Path, link: ElementTree.Element) -> Path:
    """Return the file of the parent, which lies beside the style.

    Raises:
        StyleError: where it is missing, or not a file of that folder.
    """
    name = _parent_name(link)
    parent = path.parent / name
    if not parent.is_file():
        href = link.get("href", "")
        source = f"; it comes from {href}" if href.startswith(("http://", "https://")) else ""
        message = f"the citation style depends on '{name}', expected that file beside it{source}"
        raise StyleError(message)
    if parent.resolve().parent != path.resolve().parent:
        raise StyleError(f"the citation style depends on '{name}', expected a file beside it, not a link elsewhere")
    return parent


def _with_locale(text: str, locale: str) -> str:
    """Return a style with another default locale, that of the style that depends on it."""
    start = STYLE_START.search(text)
    if not start:
        return text
    opening = DEFAULT_LOCALE.sub("", start[0])
    return f'{text[: start.start()]}{opening[:-1]} default-locale="{locale}">{text[start.end() :]}'


def _read_text(path: Path) -> str:
    """Read the text of a file.

    Raises:
        StyleError: where it cannot be read, is too large, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise StyleError(f"the citation style is larger than {MAX_BYTES // 1_000_000} MB, expected less")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise StyleError(f"the citation style cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StyleError("the citation style is not UTF-8 text", content.count(b"\n", 0, error.start) + 1) from error


def too_heavy(style: str, limit: str) -> StyleError:
    """Return the error of a style with which Pandoc reached a limit; ``limit`` names the limit."""
    name, line = largest_macro(style)
    macro = f"; its macro '{name}' comes to the most" if name else ""
    return StyleError(f"{limit} with this citation style{macro}, expected a simpler one", line)


def with_labels(style: str, *, pilcrow: bool) -> str:
    """Return the style with a term of ours for each label and, if ``pilcrow``, ``¶`` for paragraphs.

    Pandoc finds out a locator's label from words in the style's language; ours hold in every language. They
    are in a form (``verb-short``) that styles never print for locators.
    """
    terms = [f'<term name="{label}" form="verb-short">{label_word(label)}</term>' for label in WORDS]
    if pilcrow:
        terms.append('<term name="paragraph" form="short"><single>¶</single><multiple>¶</multiple></term>')
    return style.replace("</info>", f"</info><locale><terms>{''.join(terms)}</terms></locale>", 1)


def listing_only(style: str) -> str:
    """Return the style with placeholder citations and entries, for the order of the entries alone.

    Disambiguation is dropped, since it does not affect the order.
    """
    root = ElementTree.fromstring(style)
    for element in root.iter():
        element.tag = element.tag.removeprefix(CSL)
    root.set("xmlns", CSL[1:-1])
    for element in (*root.findall("citation"), *root.findall("bibliography")):
        for name in [name for name in element.attrib if "disambiguat" in name]:
            del element.attrib[name]
        for layout in element.iter("layout"):
            layout.clear()
            ElementTree.SubElement(layout, "text", value=".")
    return ElementTree.tostring(root, encoding="unicode")


@dataclass(slots=True)
class _Element:
    """An element of a style."""

    name: str
    attributes: dict[str, str]
    line: int
    inside: list[_Element] = field(default_factory=list)

    @property
    def used(self) -> str:
        """Return the macro that the element uses; the empty string if it uses none."""
        return self.attributes.get("macro", "")

    def all(self) -> Iterator[_Element]:
        """Yield the element and all its descendants, in document order."""
        elements = [self]
        while elements:
            element = elements.pop()
            elements += reversed(element.inside)
            yield element


@dataclass(frozen=True, slots=True)
class _Size:
    elements: int
    depth: int


def check_macros(text: str) -> None:
    """Check that a style terminates and does not expand too far.

    Raises:
        StyleError: where a macro is missing or uses itself, or where the style comes to too many elements.
    """
    root = _parse(text)
    _sizes(root, _macros(root))


def largest_macro(text: str) -> tuple[str, int]:
    """Return the macro that expands to the most elements, and its line; an empty name if there is none."""
    root = _parse(text)
    macros = _macros(root)
    sizes = _sizes(root, macros)
    name = max(sizes, key=lambda name: sizes[name].elements, default="")
    return name, macros[name].line if name else 1


def _parse(text: str) -> _Element:
    """Parse the elements of a style, which must be well-formed XML."""
    open_elements = [_Element("", {}, 1)]
    # The text is decoded already, whatever encoding it declares.
    parser = ParserCreate("utf-8", " ")

    def start(name: str, attributes: dict[str, str]) -> None:
        # Pandoc reads names without their namespaces.
        plain = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        element = _Element(name.rpartition(" ")[2], plain, parser.CurrentLineNumber)
        open_elements[-1].inside.append(element)
        open_elements.append(element)
        if len(open_elements) > MAX_DEPTH:
            raise StyleError(f"elements stand in each other more than {MAX_DEPTH} deep, expected fewer", element.line)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except ExpatError as error:
        raise StyleError(f"the citation style is not XML: {error}", error.lineno) from error
    return open_elements[0]


def _macros(root: _Element) -> dict[str, _Element]:
    """Return the macros by name.

    Raises:
        StyleError: where two have the same name.
    """
    macros: dict[str, _Element] = {}
    for element in root.all():
        if element.name == "macro" and macros.setdefault(element.attributes.get("name", ""), element) is not element:
            message = f"the macro '{element.attributes.get('name', '')}' is defined twice, expected one definition"
            raise StyleError(message, element.line)
    return macros


def _sizes(root: _Element, macros: dict[str, _Element]) -> dict[str, _Size]:
    """Return the size of each macro.

    Raises:
        StyleError: where one of them, or an entry, is too large.
    """
    sizes: dict[str, _Size] = {}
    for name in _dependency_order(root, macros):
        sizes[name] = size = _expanded_size(macros[name], sizes)
        _check_size(size, f"the macro '{name}' comes", macros[name].line)
    for part in root.all():
        if part.name in ("citation", "bibliography"):
            _check_size(_expanded_size(part, sizes), f"<{part.name}> comes", part.line)
    return sizes


def _check_size(size: _Size, what: str, line: int) -> None:
    if size.elements > MAX_ELEMENTS:
        message = (
            f"{what} to more than {MAX_ELEMENTS:,} elements once the macros that it uses are put in, expected fewer"
        )
        raise StyleError(message, line)
    if size.depth > MAX_DEPTH:
        message = f"{what} to elements that stand in each other more than {MAX_DEPTH} deep, expected fewer"
        raise StyleError(message, line)


def _dependency_order(root: _Element, macros: dict[str, _Element]) -> list[str]:
    """Return the names of the macros, each after those that it uses.

    Raises:
        StyleError: where one is missing or uses itself, also by way of others.
    """
    uses = {name: dict.fromkeys(_used_macros(macro, macros)) for name, macro in macros.items()}
    for part in root.inside:
        _used_macros(part, macros)
    ordered: dict[str, None] = {}
    for name in uses:
        path: dict[str, Iterator[str]] = {name: iter(uses[name])} if name not in ordered else {}
        while path:
            last = next(reversed(path))
            if (next_name := next(path[last], None)) is None:
                ordered[last] = None
                del path[last]
            elif next_name in path:
                cycle = [*path][[*path].index(next_name) :]
                between = " and ".join(f"'{name_between}'" for name_between in cycle[1:4])
                via = f", by way of {between}" if between else ""
                message = f"the macro '{next_name}' uses itself{via}, expected macros that come to an end"
                raise StyleError(message, macros[next_name].line)
            elif next_name not in ordered:
                path[next_name] = iter(uses[next_name])
    return list(ordered)


def _used_macros(part: _Element, macros: dict[str, _Element]) -> list[str]:
    """Return the macros that a part of a style uses.

    Raises:
        StyleError: where one of them is missing.
    """
    names = []
    for element in part.all():
        if element.used and element.used not in macros:
            hint = nearest(element.used, macros)
            message = f"no macro '{element.used}', expected one of the citation style's own"
            raise StyleError(f"{message}; {hint}" if hint else message, element.line)
        if element.used:
            names.append(element.used)
    return names


def _expanded_size(element: _Element, sizes: dict[str, _Size]) -> _Size:
    sizes_inside = [_expanded_size(child, sizes) for child in element.inside]
    if element.used:
        sizes_inside.append(sizes[element.used])
    if not sizes_inside:
        return _Size(1, 1)
    elements = [size.elements for size in sizes_inside]
    counted = len(elements) + max(elements) if element.name == "choose" else sum(elements)
    return _Size(1 + counted, 1 + max(size.depth for size in sizes_inside))
