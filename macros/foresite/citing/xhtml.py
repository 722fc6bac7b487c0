"""Convert citeproc's output to XHTML; marks, which are private-use characters, carry what CSL cannot express.

Citeproc formats the marks as part of the text; afterwards each mark is replaced by its content: a name or title in
its own script with its language, or nothing. Marks also give family-first names their order (Pandoc knows CSL's
``static-ordering`` and prints it like other names).
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
from foresite.language.catalogue import IN_ENGLISH, Words
from foresite.model.records import Name, Reference

TITLE, PUBLISHER, HYPHEN = "\U000ffff0", "\U000ffff1", "\U000ffff2"
FIRST_NAME, LAST_NAME = 0xF0000, 0xFF000
MARKS = re.compile("[\U000f0000-\U000ffffd]")
UNPRINTED = {"personal_communication", "entry"}
"""Types that Chicago cites in the text only; here every work has an entry."""
LAWS = {"legal_case", "legislation", "treaty", "patent"}
"""Types that Chicago prints by their title alone."""
ENDED = re.compile(r"[.?!…][”’»\"]? ?(?:</\w+>)*$")
NAME_STOP = re.compile("\\.[\U000f0000-\U000ffffd]+\\.")
ENCODED = re.compile(r"(?:%[89A-F][0-9A-F])+", re.IGNORECASE)
TITLE_END = re.compile(rf"{TITLE}([.?!…]*)([”’»\"]?)((?:</(?:em|i|span)>)*)")
"""The end of a title in a formatted entry, with the marks that a style or the title itself puts there."""
TITLE_STOP = re.compile(r"((?<![.?!…])[.?!…]*+)$")


@dataclass(frozen=True)
class CslAdapter:
    """Adds marks to the items of a bibliography and removes them from its formatted entries."""

    marks: Mapping[tuple[str, str, str], str]
    """The mark of each name that needs one, by family, given and literal: the same in all its works, for
    citeproc takes names that differ for different people."""
    words: Words = IN_ENGLISH
    """The language of what BibLaTeX has keys for."""

    @classmethod
    def of(cls, references: Iterable[Reference], words: Words = IN_ENGLISH) -> CslAdapter:
        """Return the adapter of a bibliography."""
        names = dict.fromkeys(
            _identity(name)
            for reference in references
            for name in (*reference.authors, *reference.editors)
            if name.original or name.family_first
        )
        codes = range(FIRST_NAME, LAST_NAME)
        return cls({identity: chr(code) for identity, code in zip(names, codes, strict=False)}, words)

    def item(self, reference: Reference) -> dict[str, Any]:
        """Return the reference as citeproc is to see it."""
        item: dict[str, Any] = _without_marks(to_csl(reference, markup=True, words=self.words))
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
        """Return the entry as XHTML, with each mark replaced by its text, notes as sentences and readable addresses."""
        fields = reference.fields
        language = language_of(fields)
        original = language_tag(fields.get("origlanguage", ""))
        for child in element.iter():
            # Numbered styles use block elements, which are not allowed inside a line.
            child.tag = "span" if child.tag == "div" else child.tag
            if child.tag == "a" and child.text == child.get("href"):
                child.text = readable_address(child.text or "")
        if language and (holder := _title_element(element)) is not None:
            holder.set("lang", language)
        html = self._family_first(_inner_xhtml(element), (*reference.authors, *reference.editors))
        if bracketed := _bracketed(fields, original):
            html = TITLE_END.sub(lambda end: _behind_title(end, bracketed), html)
        html = html.replace(HYPHEN, "-").replace(PUBLISHER, _after_romanised(_original_publisher(reference), original))
        for name in reference.authors:
            if mark := self.marks.get(_identity(name)):
                html = html.replace(mark, _after_romanised(name.original, original))
        sentences = [f" {escape(fields[name].rstrip('.'))}." for name in ("note", "addendum") if name in fields]
        return ILLEGAL.sub("", _remove_marks(_with_full_stop(_remove_marks(html)) + "".join(sentences)))

    def citation(self, element: Element, references: Iterable[Reference]) -> str:
        """Return the citation as XHTML without marks; its links lose their role, which their words already imply."""
        for link in element.iter("a"):
            link.attrib.pop("role", None)
        names = [name for reference in references for name in (*reference.authors, *reference.editors)]
        html = self._family_first(_inner_xhtml(element), names)
        return _remove_marks(html.replace(HYPHEN, "-")).strip()

    def _name(self, name: Name) -> dict[str, Any]:
        if name.others:
            # So Pandoc knows that the style's own words for others belong here.
            return {"literal": "others"}
        csl: dict[str, Any] = _without_marks(csl_name(name))
        if mark := self.marks.get(_identity(name)):
            csl[next(part for part in ("given", "literal", "family") if part in csl)] += mark
        return csl

    def _family_first(self, html: str, names: Sequence[Name]) -> str:
        """Put family-first names into that order wherever they are printed in full."""
        for name in names:
            mark = self.marks.get(_identity(name), "")
            if name.family_first and mark and name.given:
                family, given = escape(name.family, quote=False), f"{escape(name.given, quote=False)}{mark}"
                for printed in (f"{family}, {given}", f"{given} {family}"):
                    html = html.replace(printed, f"{family} {given}")
        return html


def readable_address(url: str) -> str:
    """Return an address with letters of other scripts decoded: ``…/%EB%B6%81`` reads ``…/북``."""

    def letters(match: re.Match[str]) -> str:
        text = unquote(match[0], errors="replace")
        return text if text.isalpha() else match[0]

    return ENCODED.sub(letters, url)


def _identity(name: Name) -> tuple[str, str, str]:
    return name.family, name.given, name.literal


def _original_publisher(reference: Reference) -> str:
    return reference.fields.get("institutionorig") or reference.fields.get("publisherorig", "")


def _says_author(container: str, authors: Sequence[Name]) -> bool:
    """Check whether a site's name only repeats its author, whom Chicago names once."""
    return len(authors) == 1 and container.casefold() == authors[0].literal.casefold() != ""


def _without_marks(value: Any) -> Any:
    """Return the value without the characters used for marks, or that XML cannot hold."""
    if isinstance(value, str):
        # Fast path: most texts have only printable characters.
        return value if value.isprintable() else ILLEGAL.sub("", MARKS.sub("", value))
    if isinstance(value, dict):
        return {key: _without_marks(item) for key, item in value.items()}
    return [_without_marks(item) for item in value] if isinstance(value, list) else value


def _remove_marks(html: str) -> str:
    """Return the text without the remaining marks; a full stop after an initial also ends the name."""
    return MARKS.sub("", NAME_STOP.sub(".", html))


def _title_element(element: Element) -> Element | None:
    """Return the element that contains the title; None if the style prints it without one."""
    for candidate in element.iter():
        texts = (candidate.text, *(child.tail for child in candidate))
        if candidate is not element and any(TITLE in (text or "") for text in texts):
            return candidate
    return None


def _inner_xhtml(element: Element) -> str:
    return _serialise_content(element).strip()


def _serialise_content(element: Element) -> str:
    return f"{escape(element.text or '', quote=False)}{''.join(map(_serialise, element))}"


def _serialise(element: Element) -> str:
    """Serialise an element and its tail as ElementTree does, without setting up a writer for each."""
    if element.tag == "span" and element.get("class") == "nocase":
        # This span only tells Pandoc to keep the case.
        return _serialise_content(element) + escape(element.tail or "", quote=False)
    attributes = "".join(f' {name}="{_attribute(value)}"' for name, value in element.items())
    inside, behind = _serialise_content(element), escape(element.tail or "", quote=False)
    return f"<{element.tag}{attributes}>{inside}</{element.tag}>{behind}"


def _attribute(value: str) -> str:
    escaped = escape(value, quote=False).replace('"', "&quot;")
    return escaped.replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#09;")


def _in_language(text: str, language: str) -> str:
    return f'<span lang="{escape(language)}">{escape(text)}</span>' if language else escape(text)


def _after_romanised(text: str, language: str) -> str:
    """Return the original that follows a romanised form, marked with its language if that is known."""
    return f" {_in_language(text, language)}" if text else ""


def _bracketed(fields: Mapping[str, str], original: str) -> str:
    """Return the brackets that follow a title: its original, or its translation."""
    if title := fields.get("origtitle"):
        return f" [{_in_language(title, original)}]"
    return f" [{escape(fields['titletranslation'])}]" if "titletranslation" in fields else ""


def _behind_title(end: re.Match[str], bracketed: str) -> str:
    """Return the end of a title with its brackets; a style's full stop moves behind them."""
    stop, quote, closers = end.groups()
    return f"{'' if stop == '.' else stop}{quote}{closers}{bracketed}{'.' if stop else ''}"


def _with_full_stop(html: str) -> str:
    """Return the entry with a full stop, which styles omit after an address."""
    html = html.strip()
    return html if ENDED.search(html) else f"{html}."
