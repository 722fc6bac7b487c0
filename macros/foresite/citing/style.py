"""Citation styles: which can be used, and what is added to them before Pandoc reads them.

Without a style of the project's own, Pandoc's built-in one serves: the author-date system of the Chicago
Manual of Style, 18th edition.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from foresite.citing.errors import StyleError
from foresite.citing.expansion import check_macros, heaviest
from foresite.citing.locators import WORDS

CSL = "{http://purl.org/net/xbiblio/csl}"
LIMIT = 2_000_000


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
