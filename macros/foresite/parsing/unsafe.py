"""Find parts of a page that run code or load content from other hosts.

A page may come from anybody's pull request. If Markdown and a browser could read a text differently, the more
dangerous reading counts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from foresite.model.allowed_hosts import LOADS, NONE, Allowed, allows, blocked, foreign
from foresite.model.problems import Code, Fault, one_of
from foresite.parsing.allowlist import (
    ANYWHERE,
    DISGUISES,
    EMBEDS,
    LISTED_ALONE,
    OPEN_CLASSES,
    RELATIONS,
    SCHEMES,
    SPOKEN,
    TAGS,
    allowed_value,
    is_allowed,
    is_reserved_class,
    is_reserved_id,
    scheme_of,
)
from foresite.parsing.allowlist import ATTRIBUTES as ALLOWED
from foresite.parsing.markdown.code import (
    FENCE,
    Lines,
    blank,
    fence_places,
    mask_blocks,
    mask_fences,
    mask_indented,
    mask_spans,
)
from foresite.parsing.markdown.text import VOID, Tag, find_links, find_tags

# Content of pages and stylesheets from other hosts, which a page's own policy blocks unless they are allowed.


IMAGE = re.compile(
    r"!\[(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]{0,200}\]){0,500}\](?P<rest>\(\s{0,9}<?|\[(?P<label>[^\[\]\n]{0,200})\])?"
)
REMOTE_TARGET = re.compile(r"(?:https?:)?//[^\s()<>]{1,2000}", re.IGNORECASE)
DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?P<label>[^\[\]\n^][^\[\]\n]{0,200})\]:[ \t]{0,9}\n?[ \t]{0,9}<?(?P<target>\S{1,2000})", re.MULTILINE
)
URL = re.compile(
    r"(?:url\(\s{0,9}[\"']?|@import\s{1,9}[\"'])(?P<target>(?:https?:)?//[^\s\"'()]{1,2000})", re.IGNORECASE
)
FACE = re.compile(r"@font-face\s{0,99}\{[^{}]{0,5000}\}", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def find_remote(text: str, allowed: Allowed, site: str, first_line: int = 1) -> list[Fault]:
    """Return faults for content from hosts that are not allowed; the text is Markdown with masked code."""
    if "//" not in text or not ("![" in text or "<" in text):
        return []
    faults = []
    for offset, kind, target in sorted({*_images(text), *_loading_elements(text)}):
        if fault_texts := blocked(allowed, kind, target, site):
            faults.append(Fault(first_line + text.count("\n", 0, offset), Code.BLOCKED_CONTENT, *fault_texts))
    return list(dict.fromkeys(faults))


def _images(text: str) -> Iterator[tuple[int, str, str]]:
    if "![" not in text:
        return
    defined = {_label(match["label"]): match["target"].rstrip(">") for match in DEFINITION.finditer(text)}
    for match in IMAGE.finditer(text):
        target_start = match["rest"] or ""
        if target_start.startswith("("):
            target = REMOTE_TARGET.match(text, match.end())
            if target:
                yield match.start(), "pictures", target[0]
        else:
            alternative = match[0][2:].partition("]")[0]
            if address := defined.get(_label(match["label"] or alternative)):
                yield match.start(), "pictures", address


def _label(text: str) -> str:
    return " ".join(text.lower().split())


def _loading_elements(text: str) -> Iterator[tuple[int, str, str]]:
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")] if "<" in text else []
    # Frames and recordings that are not allowed are reported as unsafe and left out of the page.
    for tag in find_tags(text):
        for name, value in tag.attributes:
            kind = LOADS.get((tag.name, name))
            if kind == "pictures":
                for candidate in value.split(",") if name == "srcset" else (value,):
                    yield starts[tag.line - 1] + tag.column, kind, (candidate.split() or [""])[0]


def find_remote_in_style(text: str, allowed: Allowed, site: str) -> list[Fault]:
    """Return faults for content of a stylesheet from hosts that are not allowed."""
    if "//" not in text:
        return []
    without_comments = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    faces = [match.span() for match in FACE.finditer(without_comments)]
    faults = []
    for match in URL.finditer(without_comments):
        kind = "styles" if match[0].startswith("@") else "pictures"
        if any(start <= match.start() < end for start, end in faces):
            kind = "fonts"
        if fault_texts := blocked(allowed, kind, match["target"], site):
            faults.append(Fault(1 + without_comments.count("\n", 0, match.start()), Code.BLOCKED_CONTENT, *fault_texts))
    return faults


# HTML and links of a page that run code or pull in other content.


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
# Attributes of attribute lists and of the host's blocks, which can set any.
ADDRESSES = frozenset(
    {
        *("href", "src", "action", "formaction", "data", "poster", "srcset", "background", "ping", "cite"),
        *("xlink:href", "longdesc", "manifest", "codebase", "usemap"),
    }
)
ACTIVE_SCHEMES = ("javascript", "vbscript", "data")
AUTOLINK = re.compile(r"[a-z][a-z0-9+.-]*:|[^@]+@")
TARGET = re.compile(r"\]\(|^[ \t>]*\[[^\[\]\n]+\]:", re.MULTILINE)
HANDLER = re.compile(r"\bon[a-z]+(?=[\"'\]\s]*[=:])", re.IGNORECASE)
SETTING = re.compile(r"(?<![\w-])(?P<name>[A-Za-z][\w-]*)[\"'\s]*[=:](?=[\s\"']*(?P<value>[^\s\"'\]}]{0,100}))")
ASSIGNMENT = re.compile(
    r"(?<![^\s{:])(?P<name>[A-Za-z][\w-]*)=(?:\"(?P<double>[^\"\n]*)\"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s}\"']+))"
)
OPEN_QUOTE = re.compile(r"=([\"'])(?:(?!\1).)*\Z")
KNOWN_ATTRIBUTES = frozenset({*ANYWHERE, *LISTED_ALONE, *(name for names in ALLOWED.values() for name in names)})
EXPECTED = {"rel": f"{one_of(sorted(RELATIONS))}", "tabindex": "0 or -1"}
QUOTED = re.compile(r"\s*(?P<quote>[\"'])(?P<value>[^\"'\n}]{0,400})")
# Further parts of an attribute list: `.class`, `#id` and bare names.
LISTED = re.compile(r"(?<![^\s{:\]\w-])(?P<sign>[.#])(?P<name>[\w-]+)")
DATA = re.compile(r"(?<![\w.#/-])data-[\w-]+", re.IGNORECASE)
HOST_DATA = ("data-toc-label",)
"""The data attribute that the host's table of contents reads and removes."""
CALL = re.compile(r"\{\{.{0,1000}?\}\}")
ATTRIBUTES = re.compile(r"\{(?P<inside>[^}\n]{0,1000})\}")
SUSPECT = ("<", "{", "](", "]:")
"""A text without any of these is safe."""
# Targets in angle brackets and titles, which are not tags; those that could set an attribute are excluded.
TARGETED = re.compile(r"\]\([ \t]*(?:<[^<>=\"'`\n]*>|[^\s()<>]+)(?:[ \t]+(?:\"[^\"=`\n]*\"|'[^'=`\n]*'))?[ \t]*\)")
# The length of a target's start in which its scheme is searched, after white space and brackets.
REACH = 400


def find_unsafe(text: str, first_line: int = 1, *, in_body: bool = False, allowed: Allowed = NONE) -> list[Fault]:
    """Return everything unsafe in a Markdown text whose first line is ``first_line`` of its file.

    In a body, which is shown on several pages and in print, any HTML at all is unsafe. On a page, frames and recordings
    may come from the hosts that are ``allowed``.
    """
    if not any(map(text.__contains__, SUSPECT)):
        return []
    visible = _mask_outside_html(text)
    tags = [tag for tag in find_tags(_mask_targets(visible)) if in_body or not _is_embedded(tag, allowed)]
    faults = [fault for tag in tags if (fault := _tag_fault(tag, in_body))]
    unsafe = {fault.line for fault in faults}
    faults += [fault for tag in tags if tag.line not in unsafe and (fault := _left_out_fault(tag))]
    lines = Lines(visible)
    for match in TARGET.finditer(visible):
        if scheme := _unsafe_scheme(visible[match.end() : match.end() + REACH]):
            faults.append(_link_fault(lines.at(match.start()), scheme))
    for link in find_links(visible):
        scheme = scheme_of(link.target)
        if scheme and scheme not in (*SCHEMES, *ACTIVE_SCHEMES):
            faults.append(_link_fault(lines.at(link.start), scheme))
    for match in ATTRIBUTES.finditer(CALL.sub(lambda call: blank(call[0]), visible)):
        if visible.startswith("@", match.start() - 1) and not re.search(r"\s", match[0]):
            # These braces hold the key of a citation.
            continue
        line = lines.at(match.start())
        inside = _text_in_braces(match, visible)
        faults += _attribute_faults(inside, line)
        if _is_attribute_list(match, visible, lines.starts[line - 1]):
            faults += _unknown_attributes(inside, line)
    faults += _fence_faults(text)
    return [Fault(fault.line + first_line - 1, fault.code, fault.message, fault.hint) for fault in faults]


def find_active(text: str) -> list[Fault]:
    """Return faults for HTML that runs code or pulls in other content; elements merely left out do not count."""
    return [fault for tag in find_tags(text) if (fault := _tag_fault(tag, in_body=False))]


def find_unsafe_block(name: str, title: str, options: str, line: int) -> list[Fault]:
    """Return everything unsafe in one of the host's blocks: ``html`` makes any element."""
    faults = list(_attribute_faults(f"{title} {options}", line))
    element = re.match(r"[\w-]*", title.strip().lower())
    if name == "html" and element and element[0] not in TAGS:
        faults.append(_forbidden_fault(element[0], line))
    return faults


def _mask_outside_html(text: str) -> str:
    """Mask code, except in raw HTML, where backticks and indentation are not code."""
    if "<" not in text and "`" not in text:
        return mask_blocks(text)
    lines = text.split("\n")
    fenced = mask_fences(lines)
    # A code span over several lines is not masked, since raw HTML at the start of a line would break it up.
    masked = [mask_spans(line) for line in mask_indented(fenced, fence_places(lines))]
    for start, end in _element_lines(find_tags(_mask_targets("\n".join(masked))), masked):
        masked[start - 1 : end] = fenced[start - 1 : end]
    return "\n".join(masked)


def _mask_targets(text: str) -> str:
    """Replace the angle brackets of link targets and titles by spaces."""
    if "](" not in text or "<" not in text:
        return text
    return TARGETED.sub(lambda link: link[0].replace("<", " ").replace(">", " "), text)


def _element_lines(tags: list[Tag], lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the lines of elements that span lines or start one; an unclosed element reaches to the end."""
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


def _is_embedded(tag: Tag, allowed: Allowed) -> bool:
    """Check whether a tag is a frame or recording of an allowed host, with nothing that runs code."""
    if tag.name not in EMBEDS:
        return False
    loads = [(LOADS[tag.name, name], value) for name, value in tag.attributes if (tag.name, name) in LOADS]
    kinds = [kind for kind, _ in loads] or ["frames" if tag.name == "iframe" else "media"]
    return (
        all(kind in allowed for kind in kinds)
        and all(foreign(value) and allows(allowed, kind, value) for kind, value in loads)
        and all(is_allowed(tag.name, name) or name in EMBEDS[tag.name] for name, _ in tag.attributes)
    )


def _allow_hint(tag: Tag) -> str:
    """Return how to allow the host of a frame or recording, worded to follow a semicolon."""
    for name, value in tag.attributes:
        if tag.name in EMBEDS and (kind := LOADS.get((tag.name, name))) and (host := foreign(value)):
            return f"for one of another host, allow the host in mkdocs.yml: 'allow: {{{kind}: [{host}]}}'"
    return ""


def _tag_fault(tag: Tag, in_body: bool) -> Fault | None:
    if AUTOLINK.match(tag.name):
        scheme = scheme_of(tag.name)
        return _link_fault(tag.line, scheme) if scheme and scheme not in SCHEMES else None
    if tag.closing:
        return None
    if tag.name in FORBIDDEN:
        return _forbidden_fault(tag.name, tag.line, _allow_hint(tag))
    for name, value in tag.attributes:
        if name.startswith("on"):
            return _handler_fault(name, tag.line)
        if name in ADDRESSES and (scheme := scheme_of(value)) and scheme not in SCHEMES:
            return _link_fault(tag.line, scheme)
        if name == "style" and "url(" in value.casefold():
            message = f"the style of <{tag.name}> pulls in other content, expected none"
            return Fault(tag.line, Code.UNSAFE_HTML, message)
    if in_body:
        return Fault(tag.line, Code.UNSAFE_HTML, f"<{tag.name}> in the body of a block, expected only Markdown")
    return None


def _left_out_fault(tag: Tag) -> Fault | None:
    """Return a fault for a tag that is not dangerous as such, but is left out of the page."""
    if tag.closing or AUTOLINK.match(tag.name):
        return None
    if tag.name not in TAGS:
        hint = _allow_hint(tag) or f"for text, write \\<{tag.name}> or put it in backticks"
        return Fault(tag.line, Code.UNSAFE_HTML, f"<{tag.name}> is left out of the page, expected Markdown", hint)
    for name, value in tag.attributes:
        if fault := _reserved_fault(name, value, tag.line):
            return fault
        if not is_allowed(tag.name, name):
            message = f"the attribute '{name}' of <{tag.name}> is left out of the page, expected Markdown"
            return Fault(tag.line, Code.UNSAFE_HTML, message)
    return None


def _text_in_braces(braces: re.Match[str], text: str) -> str:
    """Return the text in braces, ignoring closing braces within quoted values."""
    inside = braces["inside"]
    if opened := OPEN_QUOTE.search(inside):
        following = text[braces.end() : braces.end() + REACH].partition("\n")[0]
        quoted, quote, after_quote = following.partition(opened[1])
        if quote and "}" in after_quote:
            return f"{inside}}}{quoted}{quote}{after_quote.partition('}')[0]}"
    return inside


def _is_attribute_list(braces: re.Match[str], text: str, start: int) -> bool:
    """Check whether braces can be an attribute list: after an element, in a heading, or with a colon."""
    before = text[max(braces.start() - 1, 0) : braces.start()]
    return braces["inside"].startswith(":") or before in (*")]*_`>",) or text.startswith("#", start)


def _unknown_attributes(inside: str, line: int) -> Iterator[Fault]:
    """Yield faults for attributes that are left out of the page, though they are not dangerous as such."""
    for match in ASSIGNMENT.finditer(inside):
        name, value = match["name"].lower(), match["double"] or match["single"] or match["bare"] or ""
        # These are reported elsewhere.
        if name.startswith(("on", "data-")) or name in ADDRESSES - KNOWN_ATTRIBUTES:
            continue
        if name not in KNOWN_ATTRIBUTES and not name.startswith(SPOKEN):
            message = f"the attribute '{name}' is left out of the page, expected one that text has, such as title"
            yield Fault(line, Code.UNSAFE_HTML, message)
        elif name in ("rel", "tabindex") and allowed_value(name, value) != value:
            yield Fault(line, Code.UNSAFE_HTML, f"'{name}={value}' is left out of the page, expected {EXPECTED[name]}")


def _fence_faults(text: str) -> Iterator[Fault]:
    """Yield faults for attributes in the headers of code fences."""
    if "```" not in text and "~~~" not in text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        fence = FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence and (header := ATTRIBUTES.search(fence[0])):
            yield from _attribute_faults(header["inside"], number)


def _reserved_fault(name: str, value: str, line: int) -> Fault | None:
    """Return a fault for a class or id that scripts or styles give a meaning to."""
    if name == "class" and (reserved_class := next(filter(is_reserved_class, re.split(r"[\s,;]+", value)), "")):
        message = f"the class '{reserved_class}' is reserved for what Foresite makes, expected none or one of your own"
        return Fault(line, Code.UNSAFE_HTML, message, f"editors may use {one_of(OPEN_CLASSES)}")
    if name in ("id", "name") and is_reserved_id(value.strip()):
        message = f"the id '{value.strip()}' is reserved for what Foresite makes, expected another"
        return Fault(line, Code.BAD_ID, message)
    return None


def _attribute_faults(text: str, line: int) -> Iterator[Fault]:
    """Yield faults for settings of an attribute list, which can set any attribute of the element before it."""
    for match in HANDLER.finditer(text):
        yield _handler_fault(match[0].lower(), line)
    for match in SETTING.finditer(text):
        if match["name"].lower() in ADDRESSES and (scheme := _unsafe_scheme(match["value"])):
            yield _link_fault(line, scheme)
        if fault := _reserved_fault(match["name"].lower(), html.unescape(_setting_value(text, match)), line):
            yield fault
    for match in LISTED.finditer(text):
        if fault := _reserved_fault("class" if match["sign"] == "." else "id", match["name"], line):
            yield fault
    for match in DATA.finditer(text):
        if match[0].lower() not in HOST_DATA:
            message = f"the attribute '{match[0].lower()}' is left out of the page, expected Markdown"
            yield Fault(line, Code.UNSAFE_HTML, message)


def _setting_value(text: str, setting: re.Match[str]) -> str:
    """Return the value of a setting; if it is quoted, all its words."""
    quoted = QUOTED.match(text, setting.end())
    return quoted["value"] if quoted else setting["value"]


def _unsafe_scheme(target: str) -> str:
    """Return the unsafe scheme of a target, disguises removed; the empty string if there is none."""
    bare = DISGUISES.sub("", html.unescape(target)).casefold()
    return next((scheme for scheme in ACTIVE_SCHEMES if bare.startswith(f"{scheme}:")), "")


def _forbidden_fault(name: str, line: int, hint: str = "") -> Fault:
    message = f"<{name}> can run code or pull in other content, expected Markdown"
    return Fault(line, Code.UNSAFE_HTML, message, hint)


def _handler_fault(name: str, line: int) -> Fault:
    return Fault(line, Code.UNSAFE_HTML, f"the attribute '{name}' runs code, expected no event handler")


def _link_fault(line: int, scheme: str) -> Fault:
    message = f"a link with the scheme '{scheme}:', expected https, http, mailto or a path"
    return Fault(line, Code.UNSAFE_LINK, message)
