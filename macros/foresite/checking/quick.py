"""The reading of finished pages that are as plain as generators write them: tag by tag, without a parser of HTML.

Such a parser takes ten times as long. Whatever is not surely read the same by both is left to it.
"""

from __future__ import annotations

import re
from html import unescape

from foresite.checking.html import ADDRESSES, HtmlPage, loaded, stylesheet
from foresite.hosts import LOADS
from foresite.reading.markdown.markup import SUSPECT

GIVEN = r"""(?:[ \n][a-zA-Z:-]+(?:="[^"<>]*"|='[^'<>]*')?)*"""
TAG = re.compile(
    r"<(?:/[a-z][a-z0-9-]*>"
    rf"|(?P<code>script|style)(?P<given>{GIVEN})>[^<]*</(?P=code)>"
    rf"|(?P<name>(?!(?:script|style)\b)[a-z][a-z0-9-]*)(?P<attributes>{GIVEN})[ \n]?/?>"
    r"|!doctype html>)"
)
ATTRIBUTE = re.compile(r"[ \n]([a-zA-Z:-]+)(?:=\"([^\"]*)\"|='([^']*)')?")
# A character reference could be a part of markup that was left as text.
REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|para|nbsp|copy);|#3[49];)")
LEADS = frozenset(ADDRESSES) | {"meta"}


def read_plain(text: str) -> HtmlPage | None:
    """What is to be known of a page, as ``read_html`` would say it; None where it takes a parser to tell."""
    # Newer parsers take a textarea for text alone.
    if SUSPECT.search(text) or REFERENCE.search(text) or "<textarea" in text:
        return None
    page = HtmlPage()
    found = 0
    for match in TAG.finditer(text):
        found += 1
        name = match["name"] or match["code"]
        if name is None:
            continue
        if match["code"]:
            found += 1
        attributes = match["attributes"] if match["name"] else match["given"]
        if not attributes or (name not in LEADS and "id" not in attributes):
            continue
        given: dict[str, str] = {}
        for attribute in ATTRIBUTE.finditer(attributes):
            key = attribute[1].lower()
            if key in given:
                return None
            given[key] = unescape(attribute[2] or attribute[3] or "")
        if "srcset" in given or given.get("http-equiv", "").lower() == "refresh":
            # Only a part of these is an address.
            return None
        if "id" in given:
            page.ids[given["id"]] += 1
        if name == "a" and "name" in given:
            page.names.add(given["name"])
        if kind := stylesheet(name, given):
            page.loads.append((kind, given.get("href", "").strip()))
        for key in ADDRESSES.get(name, ()):
            if key in given and (kind := LOADS.get((name, key), "")):
                page.loads.extend((kind, address) for address in loaded(key, given[key]))
        page.links.extend(given[key].strip() for key in ADDRESSES.get(name, ()) if key in given)
    # Every sign that could open a tag was part of one.
    return page if found == text.count("<") else None
