"""Citation styles: which can be used, and what is added to them before Pandoc reads them.

Without a style of the project's own, Pandoc's built-in one serves: the author-date system of the Chicago
Manual of Style, 18th edition.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from foresite.citing.locators import WORDS

CSL = "{http://purl.org/net/xbiblio/csl}"
LIMIT = 2_000_000


class StyleError(ValueError):
    """A style that cannot be used; its text says why and what was expected."""


def label_word(label: str) -> str:
    """The word by which Pandoc knows a locator's label in any language: no style prints it."""
    return f"foresite{label.replace('-', '')}"


def read_style(path: Path) -> str:
    """The text of a style file.

    Raises:
        StyleError: where it cannot be read, is no CSL style, only points to another, or sets footnotes.
    """
    try:
        text = path.read_bytes()[: LIMIT + 1].decode("utf-8-sig")
        if "<!DOCTYPE" in text:
            raise StyleError("the citation style declares a document type, expected none: it could define entities")
        root = ElementTree.fromstring(text)
    except OSError as error:
        raise StyleError(f"the citation style cannot be read: {error.strerror}") from error
    except StyleError:
        raise
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError) as error:
        raise StyleError(f"the citation style is not XML: {error}") from error
    if len(text) > LIMIT:
        raise StyleError("the citation style is larger than 2 MB")
    if root.tag != f"{CSL}style" or "</info>" not in text:
        raise StyleError("the citation style is not a CSL file, expected one whose root is <style>")
    if root.find(f"{CSL}info/{CSL}link[@rel='independent-parent']") is not None:
        raise StyleError("the citation style only points to another, expected that other, an independent style")
    if root.find(f"{CSL}citation/{CSL}layout") is None or root.find(f"{CSL}bibliography/{CSL}layout") is None:
        raise StyleError("the citation style has no citations or no bibliography, expected both")
    if root.get("class") != "in-text":
        raise StyleError("the citation style sets footnotes, expected one that cites in the text")
    return text


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
