"""HTML and links of a page that run code or pull in other content.

A page may come from anybody's pull request. Where Markdown and a browser could read a text in two
ways, the worse one counts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from foresite.problems import Code
from foresite.reading.allowed import DISGUISES, SCHEMES, TAGS, is_allowed, scheme_of
from foresite.reading.code import blank, mask_blocks, mask_fences, mask_indented, mask_spans
from foresite.reading.faults import Fault
from foresite.reading.links import find_links
from foresite.reading.tags import VOID, Tag, find_tags

FORBIDDEN = frozenset(
    {
        *(
            "script",
            "iframe",
            "object",
            "embed",
            "applet",
            "frame",
            "frameset",
            "portal",
            "template",
            "noscript",
        ),
        *("style", "link", "meta", "base", "form", "svg", "math"),
    }
)
# Of attribute lists and of the host's blocks, which can set any attribute.
ADDRESSES = frozenset(
    {
        *("href", "src", "action", "formaction", "data", "poster", "srcset", "background", "ping", "cite"),
        *("xlink:href", "longdesc", "manifest", "codebase", "usemap"),
    }
)
RUNS = ("javascript", "vbscript", "data")
AUTOLINK = re.compile(r"[a-z][a-z0-9+.-]*:|[^@]+@")
TARGET = re.compile(r"\]\(|^[ \t>]*\[[^\[\]\n]+\]:", re.MULTILINE)
HANDLER = re.compile(r"\bon[a-z]+(?=[\"'\]\s]*[=:])", re.IGNORECASE)
SETTING = re.compile(r"(?<![\w-])(?P<name>[A-Za-z][\w-]*)[\"'\s]*[=:](?=[\s\"']*(?P<value>[^\s\"'\]}]{0,100}))")
CALL = re.compile(r"\{\{.{0,1000}?\}\}")
ATTRIBUTES = re.compile(r"\{(?P<inside>[^}\n]{0,1000})\}")
SUSPECT = ("<", "{", "](", "]:")
"""What there is one of in every text that anything unsafe could be found in."""
# How far into a target its scheme can start: nothing before it but white space and brackets.
REACH = 400


def find_unsafe(text: str, first_line: int = 1, *, in_body: bool = False) -> list[Fault]:
    """Everything unsafe in a Markdown text whose first line is ``first_line`` of its file.

    In a body, which is shown on several pages and in print, any HTML at all is unsafe.
    """
    if not any(map(text.__contains__, SUSPECT)):
        return []
    shown = _without_code(text)
    tags = find_tags(shown)
    faults = [fault for tag in tags if (fault := _about(tag, in_body))]
    unsafe = {fault.line for fault in faults}
    faults += [fault for tag in tags if tag.line not in unsafe and (fault := _left_out(tag))]
    for match in TARGET.finditer(shown):
        if scheme := _scheme(shown[match.end() : match.end() + REACH]):
            faults.append(_link(_line(shown, match.start()), scheme))
    for link in find_links(shown):
        scheme = scheme_of(link.target)
        if scheme and scheme not in (*SCHEMES, *RUNS):
            faults.append(_link(_line(shown, link.start), scheme))
    for match in ATTRIBUTES.finditer(CALL.sub(lambda call: blank(call[0]), shown)):
        faults += _settings(match["inside"], _line(shown, match.start()))
    return [Fault(fault.line + first_line - 1, fault.code, fault.message, fault.hint) for fault in faults]


def find_unsafe_block(name: str, title: str, options: str, line: int) -> list[Fault]:
    """Everything unsafe that one of the host's blocks would make: ``html`` makes any element."""
    faults = list(_settings(f"{title} {options}", line))
    element = re.match(r"[\w-]*", title.strip().lower())
    if name == "html" and element and element[0] not in TAGS:
        faults.append(_forbidden(element[0], line))
    return faults


def _without_code(text: str) -> str:
    """The text without code; in raw HTML backticks and indentation are no code, so it stays."""
    if "<" not in text and "`" not in text:
        return mask_blocks(text)
    fenced = mask_fences(text.split("\n"))
    # A code span that runs over lines is not trusted: raw HTML at the start of a line breaks it up.
    masked = [mask_spans(line) for line in mask_indented(fenced)]
    for start, end in _elements(find_tags("\n".join(masked)), masked):
        masked[start - 1 : end] = fenced[start - 1 : end]
    return "\n".join(masked)


def _elements(tags: list[Tag], lines: list[str]) -> Iterator[tuple[int, int]]:
    """The lines that each element covers which runs over lines or starts one; unclosed, to the end."""
    opened: list[Tag] = []
    for tag in tags:
        if AUTOLINK.match(tag.name) or tag.name in VOID:
            continue
        if not tag.closing:
            opened.append(tag)
            continue
        index = next((n for n in reversed(range(len(opened))) if opened[n].name == tag.name), None)
        if index is not None:
            start = opened[index]
            del opened[index:]
            if tag.line > start.line or not lines[start.line - 1][: start.column].strip():
                yield start.line, tag.line
    for tag in opened[:1]:
        yield tag.line, len(lines)


def _about(tag: Tag, in_body: bool) -> Fault | None:
    if AUTOLINK.match(tag.name):
        scheme = scheme_of(tag.name)
        return _link(tag.line, scheme) if scheme and scheme not in SCHEMES else None
    if tag.closing:
        return None
    if tag.name in FORBIDDEN:
        return _forbidden(tag.name, tag.line)
    for name, value in tag.attributes:
        if name.startswith("on"):
            return _handler(name, tag.line)
        if name in ADDRESSES and (scheme := scheme_of(value)) and scheme not in SCHEMES:
            return _link(tag.line, scheme)
        if name == "style" and "url(" in value.casefold():
            message = f"the style of <{tag.name}> pulls in other content, expected none"
            return Fault(tag.line, Code.UNSAFE_HTML, message)
    if in_body:
        return Fault(tag.line, Code.UNSAFE_HTML, f"<{tag.name}> in the body of a block, expected only Markdown")
    return None


def _left_out(tag: Tag) -> Fault | None:
    """What is not dangerous as such, but no text either: the site is built without it."""
    if tag.closing or AUTOLINK.match(tag.name):
        return None
    if tag.name not in TAGS:
        hint = f"for text, write \\<{tag.name}> or put it in backticks"
        return Fault(tag.line, Code.UNSAFE_HTML, f"<{tag.name}> is left out of the page, expected Markdown", hint)
    for name, _ in tag.attributes:
        if not is_allowed(tag.name, name):
            message = f"the attribute '{name}' of <{tag.name}> is left out of the page, expected Markdown"
            return Fault(tag.line, Code.UNSAFE_HTML, message)
    return None


def _settings(text: str, line: int) -> Iterator[Fault]:
    """What an attribute list sets: it can set any attribute of the element before it."""
    for match in HANDLER.finditer(text):
        yield _handler(match[0].lower(), line)
    for match in SETTING.finditer(text):
        if match["name"].lower() in ADDRESSES and (scheme := _scheme(match["value"])):
            yield _link(line, scheme)


def _scheme(target: str) -> str:
    """The unsafe scheme of a target, or the empty string; disguises are taken off first."""
    bare = DISGUISES.sub("", html.unescape(target)).casefold()
    return next((scheme for scheme in RUNS if bare.startswith(f"{scheme}:")), "")


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _forbidden(name: str, line: int) -> Fault:
    message = f"<{name}> can run code or pull in other content, expected Markdown"
    return Fault(line, Code.UNSAFE_HTML, message)


def _handler(name: str, line: int) -> Fault:
    return Fault(line, Code.UNSAFE_HTML, f"the attribute '{name}' runs code, expected no event handler")


def _link(line: int, scheme: str) -> Fault:
    message = f"a link with the scheme '{scheme}:', expected https, http, mailto or a path"
    return Fault(line, Code.UNSAFE_LINK, message)
