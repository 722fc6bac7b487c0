"""Find markup in a source that would appear in the finished page as typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from foresite.model.problems import Code, Fault
from foresite.model.settings import BODY
from foresite.parsing.markdown.code import Lines, blank
from foresite.parsing.markdown.markup import (
    ADMONITION,
    ALERT,
    ATTRIBUTES,
    DETAILS,
    FOOTNOTE,
    FORMS,
    MACRO,
    Form,
    message,
)
from foresite.parsing.markdown.text import VOID, Tag, find_tags

HIDDEN = re.compile(
    r"\{\{[^\n]{0,2000}?\}\}"  # a macro call
    r"|\\[!-/:-@\[-`{-~]"  # an escaped character
    r"|<[A-Za-z/!?][^<>]{0,2000}>"  # a tag, an autolink
    r"|(?<=\])\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}\)"  # where a link leads
    r"|(?<=\]:)[^\n]{1,2000}"  # what a link's or footnote's definition says
    r"|(?<=://)[^\s<>\])]{1,2000}",  # a bare address
)
FOOTNOTE_TEXT = re.compile(r"^[ ]{0,3}\[\^[^\]\n]{1,80}\]$")
LABEL = re.compile(r"^[ ]{0,3}\[(?P<label>[^\]\n]{1,200})\]:", re.MULTILINE)
HEADING = re.compile(r"#{1,6}(?!#)")
UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*")
MARKER = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}\.)[ \t]+\S")
BULLET = re.compile(r"[ ]{0,3}[-*+][ ]{1,3}(?P<first>\S)")
TITLED = re.compile(r"[ \t>]*(?:!!!|\?\?\?\+?) ?(?:[\w-]+(?: +[\w-]+)*(?: +\"[^\n]*\")?|\"[^\n]*\")[ ]*")
DELIMITERS = re.compile(r"(?=[^\n|]*\|)(?=[^\n-]*-)[|:\- \t]+")
STRONG = re.compile(r"\*\*(?=[^\s*])(?:[^*\n]|\n(?!\s*\n)|\*(?!\*)){1,2000}?\*\*")
OPENED = re.compile(r"(?:(?<=[\s(“‘\"'])|(?<!.))\*\*(?=[^\s*])[^\n*]{0,60}")
SPACED = re.compile(r"(?<![*\w])\*\* [^*\n]{1,100}? \*\*(?![*\w])")
UNDERSCORED = re.compile(r"(?<![\w\\])(_{1,2})(?=[^\s_])[^_\n]{1,100}(?<=\S)\1(?=[^\W\d_a-zA-Z])")
REFERENCE = re.compile(r"(?<![\w\]\\])!?\[(?P<text>[^\[\]\n]{1,200})\][ ]?\[(?P<label>[^\[\]\n^@]{0,200})\](?![(:])")
FORMULA = re.compile(
    r"\\\([^\n\\^_={]{0,100}(?:[\^_={]|\\[a-z])[^\n]{0,200}?\\\)"
    r"|\\\[[^\n\\^_={]{0,100}(?:[\^_={]|\\[a-z])[^\n]{0,200}?\\\]|^\\\[[ \t]*$",
    re.MULTILINE,
)
CONTENTS = re.compile(r"^\[TOC\]$", re.MULTILINE)
FENCE = re.compile(r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^`\n]{0,80}$", re.MULTILINE)
IN_HTML = re.compile(
    r"\*\*(?=\w)[^*\n]{1,80}\*\*|\[[^\[\]\n]{1,80}\]\([^()\s]{1,200}\)|^[ \t]*(?:#{1,6}|[-*+]) \S[^\n]{0,60}"
    r"|\[-?@[^\]\n]{1,80}\]|`[^`\n]{1,80}`",
    re.MULTILINE,
)
LINK_DEFINERS = ("autorefs", "mkdocstrings", "pymdownx.snippets")
"""Extensions that know links which no page defines."""
BLOCKS = frozenset(
    "address article aside blockquote center details div dl fieldset figure footer header main nav ol p section table "
    "ul".split()
)
# Fast path: nearly all texts are plain apart from citations.
PLAIN = re.compile(r"[\w\s.,;:'()!?…–—‑“”‘’«»%/¶§+€£°\"@-]*+(?:\[@[^\[\]\n]*+\][\w\s.,;'()?…–—‑“”‘’«»%/¶§€£°\"-]*+)*+")
QUICK = re.compile(
    r":::|(?<!\w)_|!!!|\?\?\?|\+\+|--8<|:[a-z]|^[ \t]*(?:[-*+]|:)[ \t]|[-+]\s*$|\(\(|\(\"|＠|\.\. \w", re.MULTILINE
)
PARENTHESIS = re.compile(r"\w[(（]")
CALLED = re.compile(rf"({MACRO})[ ]?[(（]([^()（）\n]{{0,200}})[)）]")
KEY = re.compile(r"[@＠][\[{]?([\w:.-]{1,80})")
ALERTED = re.compile(r"\[!(\w{3,20})\]")
DIV = re.compile(r":{3,9}[ ]?\{?\.?(note|tip|warning|info|danger)\b")


class SearchedText(NamedTuple):
    """A text to be searched."""

    raw: str
    masked: str
    """The same, with code, comments, calls and addresses as spaces."""
    extensions: frozenset[str]
    in_body: bool


def find_literal(
    raw: str, masked: str, extensions: frozenset[str], first_line: int = 1, *, in_body: str = ""
) -> list[Fault]:
    """Return a fault for each line with markup that would not be rendered.

    ``masked`` is the text with code and comments as spaces. For a block's body, ``in_body`` is the block's name.
    """
    if PLAIN.fullmatch(raw) and not QUICK.search(raw) and not PARENTHESIS.search(raw):
        return []
    enabled = frozenset(BODY) if in_body else extensions
    text = SearchedText(raw, HIDDEN.sub(lambda match: blank(match[0]), masked), enabled, bool(in_body))
    lines = Lines(raw, first_line)
    first_by_line: dict[int, tuple[str, str]] = {}
    for offset, markup, hint in _find_all(text, masked):
        line = lines.at(offset)
        # The first fault of a line is enough.
        first_by_line.setdefault(line, (markup, hint))
    return [
        Fault(line, Code.UNRENDERED, message(markup), hint) for line, (markup, hint) in sorted(first_by_line.items())
    ]


def find_literal_in_line(raw: str, line: int, name: str) -> list[Fault]:
    """Return a fault for markup in what is shown as plain text, such as a title."""
    if not any(sign in raw for sign in ("*", "`", "[", "{", "_", "<", "~", "$")):
        return []
    match = IN_LINE.search(raw)
    if not match:
        return []
    return [Fault(line, Code.UNRENDERED, message(match[0]), f"{name} is plain text: write the words alone")]


IN_LINE = re.compile(
    r"(?<![\w*])\*{1,2}(?=\w)[^*\n]{1,80}(?<=\S)\*{1,2}(?!\w)|(?<!\w)_{1,2}(?=[^\W_])[^_\n]{1,80}(?<=\S)_{1,2}(?!\w)"
    r"|`[^`\n]{1,80}`|\[[^\[\]\n]{1,80}\]\([^()\s]{1,200}\)|\[\^[^\]\n]{1,40}\]|\[-?[@＠][^\]\n]{1,80}\]"
    r"|\{[:#.][^{}\n]{1,80}\}|\{\{[^\n]{1,80}?\}\}|</?(?:em|strong|i|b|sub|sup|br|a|span)\b[^<>\n]{0,80}>"
    r"|~~(?=\w)[^~\n]{1,80}~~"
)
Literal = tuple[int, str, str]
"""The offset of unrendered markup, its text and a hint."""


def _find_all(text: SearchedText, masked: str) -> Iterator[Literal]:
    labels = {" ".join(match["label"].lower().split()) for match in LABEL.finditer(text.raw)}
    for special, sign in SPECIAL:
        if sign in text.masked:
            yield from special(text, labels)
    for form in FORMS:
        if not text.extensions.isdisjoint(form.by) or not any(sign in text.masked for sign in form.signs):
            continue
        for match in form.pattern.finditer(text.masked):
            markup = text.raw[match.start() : match.end()]
            yield _markup_start(match, markup), markup.strip(), _hint(form, markup, text)
    if "\\(" in masked or "\\[" in masked:
        yield from _formulas(text, masked)
    if "<" in text.raw and not text.in_body:
        yield from _in_html(text, masked)


def _markup_start(match: re.Match[str], markup: str) -> int:
    return match.start() + len(markup) - len(markup.lstrip())


def _hint(form: Form, markup: str, text: SearchedText) -> str:
    if form.name == "macro call":
        call = CALLED.search(markup)
        return f"write {{{{ {call[1]}({call[2]}) }}}}" if call else form.correction
    if form.name in ("wide at-sign", "wide bracket", "bracket around a key"):
        key = KEY.search(markup)
        group = markup[:1] in "[［【" or "@[" in markup
        return f"write '{'[' * group}@{key[1]}{']' * group}'" if key else form.correction
    if form.name == "alerts" and (kind := ALERTED.search(markup)):
        return form.correction.replace("note", ALERT.get(kind[1].lower(), "note"), 1)
    if form.name == "Pandoc div" and (kind := DIV.match(markup.strip())):
        return form.correction.replace("note", kind[1], 1)
    return form.hint(in_body=text.in_body)


def _attribute_lists(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    enabled = "attr_list" in text.extensions
    for match in ATTRIBUTES.pattern.finditer(text.masked):
        if not enabled or not _applies_to_element(text, match, labels):
            before = text.raw[: match.start()]
            hint = f"the body of a block takes no {ATTRIBUTES.name}" if text.in_body else ATTRIBUTES.correction
            if enabled and before.endswith("]"):
                if "pymdownx.bracketspan" in text.extensions:
                    continue
                hint = "write '<span class=\"…\">…</span>'"
            yield match.start(), match[0], hint


def _applies_to_element(text: SearchedText, match: re.Match[str], labels: set[str]) -> bool:
    """Check whether an attribute list is in a place where it applies to an element."""
    raw, start, end = text.raw, match.start(), match.end()
    first = raw.rfind("\n", 0, start) + 1
    stop = raw.find("\n", end)
    stop = len(raw) if stop < 0 else stop
    before, after = raw[first:start], raw[end:stop]
    following = raw[stop + 1 : raw.find("\n", stop + 1) if raw.find("\n", stop + 1) >= 0 else len(raw)]
    stripped = before.strip(" \t>")
    if not after.strip():
        if HEADING.match(stripped) or UNDERLINE.fullmatch(following or " "):
            return True
        if not stripped:
            above = raw[raw.rfind("\n", 0, max(first - 1, 0)) + 1 : max(first - 1, 0)]
            return bool(above.strip())
    if "|" in before + after:
        return True
    if before[-1:] == "]":
        opened = before.rfind("[")
        label = " ".join(before[opened + 1 : -1].lower().split())
        return label in labels
    # After an inline element: a link, emphasis, code, a picture, or one of another extension.
    return before[-1:] in tuple(")*_`>=~^+:") or raw[:start].rstrip("\n").endswith("```")


def _footnotes(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    enabled = "footnotes" in text.extensions
    for match in FOOTNOTE.pattern.finditer(text.masked):
        label = " ".join(match[0][1:-1].lower().split())
        if enabled and label in labels:
            continue
        where = "in the body" if text.in_body else "on the page"
        hint = f"write its text {where} as well: '{match[0]}: …'" if enabled else FOOTNOTE.hint()
        yield match.start(), match[0], hint or "add 'footnotes' to markdown_extensions in mkdocs.yml"


def _contents(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    for match in CONTENTS.finditer(text.masked) if text.in_body else ():
        yield match.start(), match[0], "write it on the page itself, outside of the block"


def _admonitions(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    for form in (ADMONITION, DETAILS):
        enabled = not text.extensions.isdisjoint(form.by)
        for match in form.pattern.finditer(text.masked):
            if not enabled or not TITLED.fullmatch(match[0]):
                markup = text.raw[match.start() : match.end()]
                hint = "write it on the page itself, outside of the block" if text.in_body else form.correction
                yield _markup_start(match, markup), markup.strip(), hint


def _emphasis(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    # Masked text counts as a word between the marks.
    filled = "".join(
        "x" if masked == " " != sign else masked for masked, sign in zip(text.masked, text.raw, strict=True)
    )
    for match in SPACED.finditer(filled):
        markup = text.raw[match.start() : match.end()]
        yield match.start(), markup, f"write '**{markup[2:-2].strip()}**' without spaces inside"
    for match in OPENED.finditer(STRONG.sub(lambda match: blank(match[0]), filled)):
        yield match.start(), text.raw[match.start() : match.end()], "close it with '**' in the same paragraph"


def _underscored(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    for match in UNDERSCORED.finditer(text.masked):
        mark = "*" * len(match[1])
        inside = match[0].strip("_")
        yield match.start(), match[0], f"write '{mark}{inside}{mark}': underscores do not count before a letter"


def _references(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    if not text.extensions.isdisjoint(LINK_DEFINERS):
        return
    for match in REFERENCE.finditer(text.masked):
        label = " ".join((match["label"] or match["text"]).lower().split())
        if label not in labels and not label.startswith(("^", "@", "-@")) and label not in (" ", "x"):
            yield match.start(), match[0], f"write where it leads: '[{label}]: address' on a line of its own"


def _formulas(text: SearchedText, masked: str) -> Iterator[Literal]:
    if "pymdownx.arithmatex" in text.extensions:
        return
    for match in FORMULA.finditer(masked):
        yield match.start(), match[0], "write it in characters, such as 'x² + 1'"


def _fences(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    for match in FENCE.finditer(text.masked):
        fence = match[0].strip(" \t>")
        yield match.start(), fence, f"close the code with '{match['fence']}' on a line of its own, as far to the left"


def _tables(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    """Yield rows that do not form a table: directly below a paragraph, or without a delimiter row."""
    offset, chunk = 0, []
    for line in [*text.masked.split("\n"), ""]:
        if line.strip():
            chunk.append((offset, line))
        else:
            yield from _check_table(chunk, text)
            chunk = []
        offset += len(line) + 1


def _check_table(chunk: list[tuple[int, str]], text: SearchedText) -> Iterator[Literal]:
    lines = [line.strip(" \t>") for _, line in chunk]
    at = next((n for n, line in enumerate(lines) if n and DELIMITERS.fullmatch(line) and "|" in lines[n - 1]), None)
    rows = [n for n, line in enumerate(lines) if line.startswith("|") and line.endswith("|") and len(line) > 2]
    if at is None:
        if len(rows) == len(lines) > 1:
            yield chunk[0][0], _raw_line(chunk[0], text), "write a line such as '| --- | --- |' below the heads"
        return
    above = lines[at - 2] if at > 1 else ""
    if above and not HEADING.match(above) and not ADMONITION.pattern.match(above) and not MARKER.match(above):
        if "</" not in above and not above.startswith(("===", "???", "<")):
            yield chunk[at - 1][0], _raw_line(chunk[at - 1], text), "leave an empty line above the table"
    elif at == 1 and (cells := _count_cells(lines[0])) != (marks := _count_cells(lines[1])):
        yield (
            chunk[0][0],
            _raw_line(chunk[0], text),
            f"the line below has {marks} columns, expected {cells} as in the heads",
        )


def _count_cells(row: str) -> int:
    return row.strip().removeprefix("|").removesuffix("|").replace("\\|", "").count("|") + 1


def _raw_line(line: tuple[int, str], text: SearchedText) -> str:
    return text.raw[line[0] : line[0] + len(line[1])].strip()


def _lists(text: SearchedText, labels: set[str]) -> Iterator[Literal]:
    """Yield items directly below a paragraph, which Markdown reads as part of it."""
    lines = text.masked.split("\n")
    offset, above, listed = 0, "", False
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped:
            listed = False
        elif item := BULLET.match(line):
            following = lines[number + 1] if number + 1 < len(lines) else ""
            several = above.rstrip().endswith((":", "：")) or BULLET.match(following)
            if above.strip() and not listed and several and _is_paragraph(above) and item["first"] not in "-*+":
                markup = text.raw[offset : offset + len(line)].strip()
                yield offset, markup, "leave an empty line above the list"
            listed = True
        elif MARKER.match(line) or not _is_paragraph(line):
            listed = True
        above = line
        offset += len(line) + 1


def _is_paragraph(line: str) -> bool:
    """Check whether a line is part of a paragraph: no heading, list, table, quotation, admonition or HTML."""
    bare = line.strip()
    return not (
        line.startswith((" ", "\t"))
        or bare.startswith(("#", "|", ">", "<", "!!!", "???", "===", "///", ":::", "\x02"))
        or UNDERLINE.fullmatch(line)
        or MARKER.match(line)
        or bare.endswith("|")
        or LABEL.match(line)
    )


def _in_html(text: SearchedText, masked: str) -> Iterator[Literal]:
    """Yield Markdown in an element without the ``markdown`` attribute, which is read as HTML."""
    lines = masked.split("\n")
    starts = [*Lines(masked).starts, len(masked) + 1]
    opened: list[Tag] = []
    for tag in find_tags(masked):
        if tag.name not in BLOCKS or tag.name in VOID:
            continue
        if not tag.closing:
            if opened or not lines[tag.line - 1][: tag.column].strip():
                opened.append(tag)
            continue
        index = next((n for n in reversed(range(len(opened))) if opened[n].name == tag.name), None)
        if index is None:
            continue
        first = opened[index]
        del opened[index:]
        if opened or (any(name == "markdown" for name, _ in first.attributes) and "md_in_html" in text.extensions):
            continue
        start = starts[first.line - 1]
        inside = text.raw[start : starts[tag.line] - 1]
        for match in IN_HTML.finditer(inside):
            hint = f"write '<{first.name} markdown>', so that what stands in it is read as Markdown"
            yield start + _markup_start(match, match[0]), match[0].strip(), hint


Special = Callable[[SearchedText, set[str]], Iterator[Literal]]
SPECIAL: tuple[tuple[Special, str], ...] = (
    (_attribute_lists, "{"),
    (_footnotes, "[^"),
    (_contents, "[TOC]"),
    (_admonitions, "!!!"),
    (_admonitions, "???"),
    (_emphasis, "**"),
    (_underscored, "_"),
    (_references, "]["),
    (_references, "] ["),
    (_fences, "```"),
    (_fences, "~~~"),
    (_tables, "|"),
    (_lists, "\n- "),
    (_lists, "\n* "),
)
