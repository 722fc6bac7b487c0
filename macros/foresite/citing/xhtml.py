"""Turn what citeproc returns into XHTML, with what CSL cannot say carried through by marks: private characters.

Citeproc formats text with the marks in it, wherever a style puts that text; afterwards each mark gives way
to what stands there: a name or title in its own script with its language, or nothing. Marks are also how a
family-first name gets its order (Pandoc knows CSL's ``static-ordering`` and prints it like other names).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from foresite.citing.csl_json import csl_name, language_of, language_tag, to_csl
from foresite.citing.pandoc import ILLEGAL
from foresite.model.records import Name, Reference

TITLE, PUBLISHER, HYPHEN = "\U000ffff0", "\U000ffff1", "\U000ffff2"
FIRST_NAME, LAST_NAME = 0xF0000, 0xFF000
MARKS = re.compile("[\U000f0000-\U000ffffd]")
UNPRINTED = {"personal_communication", "entry"}
"""What Chicago names in the text only; here every work has its entry."""
LAWS = {"legal_case", "legislation", "treaty", "patent"}
"""What Chicago prints by its title alone."""
ENDED = re.compile(r"[.?!…][”’»\"]?(?:</\w+>)*$")
NAME_STOP = re.compile("\\.[\U000f0000-\U000ffffd]+\\.")
ENCODED = re.compile(r"(?:%[89A-F][0-9A-F])+", re.IGNORECASE)
TITLE_END = re.compile(rf"{TITLE}([.?!…]*)([”’»\"]?)((?:</(?:em|i|span)>)*)")
"""The end of a title in a formatted entry, with the marks that a style or the title itself puts there."""
TITLE_STOP = re.compile(r"((?<![.?!…])[.?!…]*+)$")


@dataclass(frozen=True)
class CslAdapter:
    """Puts marks into the items of a bibliography and takes them out of its entries."""

    marks: Mapping[tuple[str, str, str], str]
    """The mark of each name that needs one, by family, given and literal: the same in all its works, for
    citeproc takes names that differ for different people."""

    @classmethod
    def of(cls, references: Iterable[Reference]) -> CslAdapter:
        """Return the adapter of a bibliography."""
        names = dict.fromkeys(
            _identity(name)
            for reference in references
            for name in (*reference.authors, *reference.editors)
            if name.original or name.family_first
        )
        codes = range(FIRST_NAME, LAST_NAME)
        return cls({identity: chr(code) for identity, code in zip(names, codes, strict=False)})

    def item(self, reference: Reference) -> dict[str, Any]:
        """Return the reference as citeproc shall see it."""
        item: dict[str, Any] = _without_marks(to_csl(reference, markup=True))
        for variable in ("note", "custom", "original-title", "abstract", "keyword"):
            item.pop(variable, None)
        for variable, names in (("author", reference.authors), ("editor", reference.editors)):
            if names and variable in item:
                item[variable] = [self._name(name) for name in names]
        if item["type"] in UNPRINTED or (item["type"] in LAWS and "title" not in item):
            item["type"] = "document"
        if "title" not in item and "genre" not in item:
            item["title"] = reference.key
        if "title" in item:
            # Before a title's own question mark, or the style would put a full stop behind it.
            # Three full stops are one ellipsis, or citeproc would pull the first into a quotation before it.
            item["title"] = TITLE_STOP.sub(rf"{TITLE}\1", item["title"].replace("...", "…"), count=1)
        if _original_publisher(reference) and "publisher" in item:
            item["publisher"] += PUBLISHER
        if "number" in item:
            # A hyphen would make a range of a report's number: "Nos. 2025-09".
            item["number"] = item["number"].replace("-", HYPHEN)
        if item["type"] == "webpage" and _says_author(item.get("container-title", ""), reference.authors):
            del item["container-title"]
        return item

    def entry(self, element: Element, reference: Reference) -> str:
        """Return the entry as XHTML: each mark has given way to its text, notes are sentences, addresses read well."""
        fields = reference.fields
        language = language_of(fields)
        original = language_tag(fields.get("origlanguage", ""))
        for each in element.iter():
            # Numbered styles set their entries in blocks, which may not stand inside a line.
            each.tag = "span" if each.tag == "div" else each.tag
            if each.tag == "a" and each.text == each.get("href"):
                each.text = readable_address(each.text or "")
        if language and (holder := _holder(element)) is not None:
            holder.set("lang", language)
        html = self._in_order(_inside(element), (*reference.authors, *reference.editors))
        if bracketed := _bracketed(fields, original):
            html = TITLE_END.sub(lambda end: _behind_title(end, bracketed), html)
        html = html.replace(HYPHEN, "-").replace(PUBLISHER, _beside(_original_publisher(reference), original))
        for name in reference.authors:
            if mark := self.marks.get(_identity(name)):
                html = html.replace(mark, _beside(name.original, original))
        sentences = [f" {escape(fields[name].rstrip('.'))}." for name in ("note", "addendum") if name in fields]
        return ILLEGAL.sub("", _unmarked(_closed(_unmarked(html)) + "".join(sentences)))

    def citation(self, element: Element, references: Iterable[Reference]) -> str:
        """Return the citation as XHTML, its marks gone; that its links lead to references, their words say."""
        for link in element.iter("a"):
            link.attrib.pop("role", None)
        names = [name for each in references for name in (*each.authors, *each.editors)]
        html = self._in_order(_inside(element), names)
        return _unmarked(html.replace(HYPHEN, "-")).strip()

    def _name(self, name: Name) -> dict[str, Any]:
        if name.others:
            # So Pandoc knows that the style's own words for others belong here.
            return {"literal": "others"}
        csl: dict[str, Any] = _without_marks(csl_name(name))
        if mark := self.marks.get(_identity(name)):
            csl[next(part for part in ("given", "literal", "family") if part in csl)] += mark
        return csl

    def _in_order(self, html: str, names: Sequence[Name]) -> str:
        """Family-first names in that order, where they are printed whole."""
        for name in names:
            mark = self.marks.get(_identity(name), "")
            if name.family_first and mark and name.given:
                family, given = escape(name.family, quote=False), f"{escape(name.given, quote=False)}{mark}"
                for printed in (f"{family}, {given}", f"{given} {family}"):
                    html = html.replace(printed, f"{family} {given}")
        return html


def readable_address(url: str) -> str:
    """An address with its letters of other scripts as letters: ``…/%EB%B6%81`` reads ``…/북``."""

    def letters(match: re.Match[str]) -> str:
        text = unquote(match[0], errors="replace")
        return text if text.isalpha() else match[0]

    return ENCODED.sub(letters, url)


def _identity(name: Name) -> tuple[str, str, str]:
    return name.family, name.given, name.literal


def _original_publisher(reference: Reference) -> str:
    return reference.fields.get("institutionorig") or reference.fields.get("publisherorig", "")


def _says_author(container: str, authors: Sequence[Name]) -> bool:
    """Whether a site only repeats its author: Chicago names it once."""
    return len(authors) == 1 and container.casefold() == authors[0].literal.casefold() != ""


def _without_marks(value: Any) -> Any:
    """The value without the characters that marks are made of, or that XML cannot hold."""
    if isinstance(value, str):
        # Neither prints, and most texts are without.
        return value if value.isprintable() else ILLEGAL.sub("", MARKS.sub("", value))
    if isinstance(value, dict):
        return {key: _without_marks(each) for key, each in value.items()}
    return [_without_marks(each) for each in value] if isinstance(value, list) else value


def _unmarked(html: str) -> str:
    """The text without the marks that stand for nothing; an initial's full stop behind one ends the name too."""
    return MARKS.sub("", NAME_STOP.sub(".", html))


def _holder(element: Element) -> Element | None:
    """The element in which the title stands; None where the style prints it without one."""
    for each in element.iter():
        texts = (each.text, *(child.tail for child in each))
        if each is not element and any(TITLE in (text or "") for text in texts):
            return each
    return None


def _inside(element: Element) -> str:
    return _inside_of(element).strip()


def _inside_of(element: Element) -> str:
    return f"{escape(element.text or '', quote=False)}{''.join(map(_written, element))}"


def _written(element: Element) -> str:
    """An element with the text behind it, as ElementTree writes it, which sets up a writer for each."""
    if element.tag == "span" and element.get("class") == "nocase":
        # Whose case to keep is said to Pandoc, not to readers.
        return _inside_of(element) + escape(element.tail or "", quote=False)
    attributes = "".join(f' {name}="{_attribute(value)}"' for name, value in element.items())
    inside, behind = _inside_of(element), escape(element.tail or "", quote=False)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>{behind}"


def _attribute(value: str) -> str:
    written = escape(value, quote=False).replace('"', "&quot;")
    return written.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#09;")


def _in(text: str, language: str) -> str:
    return f'<span lang="{escape(language)}">{escape(text)}</span>' if language else escape(text)


def _beside(text: str, language: str) -> str:
    """What stands beside a romanised form, in its language where that is known."""
    return f" {_in(text, language)}" if text else ""


def _bracketed(fields: Mapping[str, str], original: str) -> str:
    """What stands in brackets behind a title: its original, or its translation."""
    if title := fields.get("origtitle"):
        return f" [{_in(title, original)}]"
    return f" [{escape(fields['titletranslation'])}]" if "titletranslation" in fields else ""


def _behind_title(end: re.Match[str], bracketed: str) -> str:
    """The end of a title with what stands behind it: a style's full stop moves behind the brackets."""
    stop, quote, closers = end.groups()
    return f"{'' if stop == '.' else stop}{quote}{closers}{bracketed}{'.' if stop else ''}"


def _closed(html: str) -> str:
    """The entry with a full stop, for styles that end on an address without one."""
    html = html.strip()
    return html if ENDED.search(html) else f"{html}."
