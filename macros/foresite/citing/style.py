"""Read citation styles: which can be used, and what is added to them before Pandoc reads them.

Without a style of the project's own, Pandoc's built-in one serves: the author-date system of the Chicago
Manual of Style, 18th edition.

A macro that uses itself has no end. One that uses another twice, which uses a third twice, doubles with each: forty
short macros keep citeproc busy for years. So each use of a macro counts as what the macro comes to; of the branches
of a choice only one is taken, so the longest counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError, ParserCreate

from foresite.citing.grammar import WORDS
from foresite.model.problems import StyleError, nearest

CSL = "{http://purl.org/net/xbiblio/csl}"
LIMIT = 2_000_000
MOST = 25_000
"""Elements that an entry may come to; of the styles of the CSL project, the largest comes to 4,500."""
DEEPEST = 200
"""Elements in elements, each macro standing where it is used; of those styles the deepest has 72."""


def label_word(label: str) -> str:
    """The word by which Pandoc knows a locator's label in any language: no style prints it."""
    return f"foresite{label.replace('-', '')}"


def read_style(path: Path) -> str:
    """The text of a style file.

    Raises:
        StyleError: where it cannot be read, is not a CSL style, only points to another, sets footnotes, or names
            macros that are missing, that use themselves, or that come to more than a style needs.
    """
    text = _text(path)
    # What declares entities is refused before anything is expanded.
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
    if root.find(f"{CSL}info/{CSL}link[@rel='independent-parent']") is not None:
        raise StyleError("the citation style only points to another, expected that other, an independent style")
    if root.find(f"{CSL}citation/{CSL}layout") is None or root.find(f"{CSL}bibliography/{CSL}layout") is None:
        raise StyleError("the citation style has no citations or no bibliography, expected both")
    if root.get("class") != "in-text":
        raise StyleError("the citation style sets footnotes, expected one that cites in the text")
    check_macros(text)
    return text


def _text(path: Path) -> str:
    """The text of a file.

    Raises:
        StyleError: where it cannot be read, is too large, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
        if len(content) > LIMIT:
            raise StyleError(f"the citation style is larger than {LIMIT // 1_000_000} MB, expected less")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise StyleError(f"the citation style cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StyleError("the citation style is not UTF-8 text", content.count(b"\n", 0, error.start) + 1) from error


def too_heavy(style: str, said: str) -> StyleError:
    """What to say of a style with which Pandoc reached a limit; ``said`` says which."""
    name, line = heaviest(style)
    macro = f"; its macro '{name}' comes to the most" if name else ""
    return StyleError(f"{said} with this citation style{macro}, expected a simpler one", line)


def with_labels(style: str, *, pilcrow: bool) -> str:
    """The style with a word of ours for each label, and ``¶`` for paragraphs if wanted.

    Pandoc finds out a locator's label from words in the style's language; ours hold in every language. They
    are in a form (``verb-short``) that styles never print for locators.
    """
    terms = [f'<term name="{label}" form="verb-short">{label_word(label)}</term>' for label in WORDS]
    if pilcrow:
        terms.append('<term name="paragraph" form="short"><single>¶</single><multiple>¶</multiple></term>')
    return style.replace("</info>", f"</info><locale><terms>{''.join(terms)}</terms></locale>", 1)


def listing_only(style: str) -> str:
    """The style with citations and entries that say nothing: for the order of the entries alone.

    How works are told apart in the text has no part in their order.
    """
    root = ElementTree.fromstring(style)
    for each in root.iter():
        each.tag = each.tag.removeprefix(CSL)
    root.set("xmlns", CSL[1:-1])
    for each in (*root.findall("citation"), *root.findall("bibliography")):
        for name in [name for name in each.attrib if "disambiguat" in name]:
            del each.attrib[name]
        for layout in each.iter("layout"):
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
        """The macro that it uses; empty where it uses none."""
        return self.attributes.get("macro", "")

    def all(self) -> Iterator[_Element]:
        """It and all that is inside of it."""
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
    """See to it that a style comes to an end, and soon.

    Raises:
        StyleError: where a macro is missing or uses itself, or where the style comes to too many elements.
    """
    root = _parse(text)
    _sizes(root, _macros(root))


def heaviest(text: str) -> tuple[str, int]:
    """The macro that comes to the most elements, and its line; an empty name where there is none."""
    root = _parse(text)
    macros = _macros(root)
    sizes = _sizes(root, macros)
    name = max(sizes, key=lambda name: sizes[name].elements, default="")
    return name, macros[name].line if name else 1


def _parse(text: str) -> _Element:
    """The elements of a style, which is known to be XML."""
    open_elements = [_Element("", {}, 1)]
    # Whatever encoding the text declares, it has been read already.
    parser = ParserCreate("utf-8", " ")

    def start(name: str, attributes: dict[str, str]) -> None:
        # Pandoc reads names without their namespaces.
        plain = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        element = _Element(name.rpartition(" ")[2], plain, parser.CurrentLineNumber)
        open_elements[-1].inside.append(element)
        open_elements.append(element)
        if len(open_elements) > DEEPEST:
            raise StyleError(f"elements stand in each other more than {DEEPEST} deep, expected fewer", element.line)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: open_elements.pop()
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except ExpatError as error:
        raise StyleError(f"the citation style is not XML: {error}", error.lineno) from error
    return open_elements[0]


def _macros(root: _Element) -> dict[str, _Element]:
    """The macros by name.

    Raises:
        StyleError: where two have the same name.
    """
    macros: dict[str, _Element] = {}
    for each in root.all():
        if each.name == "macro" and macros.setdefault(each.attributes.get("name", ""), each) is not each:
            message = f"the macro '{each.attributes.get('name', '')}' is defined twice, expected one definition"
            raise StyleError(message, each.line)
    return macros


def _sizes(root: _Element, macros: dict[str, _Element]) -> dict[str, _Size]:
    """The size of each macro.

    Raises:
        StyleError: where one of them, or an entry, is too large.
    """
    sizes: dict[str, _Size] = {}
    for name in _in_order(root, macros):
        sizes[name] = size = _size(macros[name], sizes)
        _check(size, f"the macro '{name}' comes", macros[name].line)
    for part in root.all():
        if part.name in ("citation", "bibliography"):
            _check(_size(part, sizes), f"<{part.name}> comes", part.line)
    return sizes


def _check(size: _Size, what: str, line: int) -> None:
    if size.elements > MOST:
        message = f"{what} to more than {MOST:,} elements once the macros that it uses are put in, expected fewer"
        raise StyleError(message, line)
    if size.depth > DEEPEST:
        message = f"{what} to elements that stand in each other more than {DEEPEST} deep, expected fewer"
        raise StyleError(message, line)


def _in_order(root: _Element, macros: dict[str, _Element]) -> list[str]:
    """The names of the macros, each behind those that it uses.

    Raises:
        StyleError: where one is missing or uses itself, also by way of others.
    """
    uses = {name: dict.fromkeys(_used(macro, macros)) for name, macro in macros.items()}
    for part in root.inside:
        _used(part, macros)
    ordered: dict[str, None] = {}
    for name in uses:
        path: dict[str, Iterator[str]] = {name: iter(uses[name])} if name not in ordered else {}
        while path:
            last = next(reversed(path))
            if (found := next(path[last], None)) is None:
                ordered[last] = None
                del path[last]
            elif found in path:
                way = [*path][[*path].index(found) :]
                others = " and ".join(f"'{each}'" for each in way[1:4])
                by = f", by way of {others}" if others else ""
                message = f"the macro '{found}' uses itself{by}, expected macros that come to an end"
                raise StyleError(message, macros[found].line)
            elif found not in ordered:
                path[found] = iter(uses[found])
    return list(ordered)


def _used(part: _Element, macros: dict[str, _Element]) -> list[str]:
    """The macros that a part of a style uses.

    Raises:
        StyleError: where one of them is missing.
    """
    found = []
    for element in part.all():
        if element.used and element.used not in macros:
            hint = nearest(element.used, macros)
            message = f"no macro '{element.used}', expected one of the citation style's own"
            raise StyleError(f"{message}; {hint}" if hint else message, element.line)
        if element.used:
            found.append(element.used)
    return found


def _size(element: _Element, sizes: dict[str, _Size]) -> _Size:
    inside = [_size(each, sizes) for each in element.inside]
    if element.used:
        inside.append(sizes[element.used])
    if not inside:
        return _Size(1, 1)
    elements = [each.elements for each in inside]
    counted = len(elements) + max(elements) if element.name == "choose" else sum(elements)
    return _Size(1 + counted, 1 + max(each.depth for each in inside))
