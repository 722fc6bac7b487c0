"""Markup of other tools that may not be rendered here: its patterns, what renders it, and what to write instead.

The check searches the sources for it, and the check of finished pages for remains of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from foresite.model.macros import MACROS
from foresite.model.settings import CONTRACT

MACRO = "|".join(MACROS)
ALERT = {"note": "note", "tip": "tip", "important": "info", "warning": "warning", "caution": "danger"}


UNNAMED = frozenset(
    "ezlinks macros mdx_math mkautodoc mkdocstrings obsidian-bridge roamlinks pymdownx.arithmatex "
    "pymdownx.snippets".split()
)
"""Extensions that are not recommended: plugins, and those that need scripts or other files."""


class Form(NamedTuple):
    """A form of markup."""

    name: str
    signs: tuple[str, ...]
    """Every text that holds the form holds one of these."""
    pattern: re.Pattern[str]
    by: tuple[str, ...] = ()
    """The extensions of Markdown, or plugins, each of which renders it; the first is the one to recommend."""
    correction: str = ""
    """How to write it instead."""

    def hint(self, *, in_body: bool = False) -> str:
        """Return what to do about the form, worded to follow a semicolon."""
        if self.by and in_body:
            return f"the body of a block takes no {self.name}{f': {self.correction}' if self.correction else ''}"
        by = next((name for name in self.by if name not in UNNAMED), "")
        if by in CONTRACT or not by:
            return self.correction
        add = f"for {self.name}, add '{by}' to markdown_extensions in mkdocs.yml"
        return f"{add}, or {self.correction}" if self.correction else add


def _form(
    name: str,
    signs: str,
    pattern: str,
    by: tuple[str, ...] = (),
    correction: str = "",
    flags: re.RegexFlag = re.MULTILINE,
) -> Form:
    return Form(name, tuple(signs.split(" ")), re.compile(pattern, flags), by, correction)


# Each pattern limits its lengths, so that none can take too long.
ATTRIBUTES = _form(
    "attribute lists",
    "{",
    r"(?<!\{)\{(?::[^{}\n]{1,300}|[ ]{0,9}(?:[#.][^\s{}#.][^{}\n]{0,300}|[A-Za-z][\w-]{0,40}=[^{}\n]{0,300}))\}(?!\})",
    ("attr_list",),
    "it counts on a line of its own right below a paragraph, or right behind a heading, link, picture or emphasis",
)
FOOTNOTE = _form(
    "footnotes",
    "[^",
    r"\[\^[^\]\[\n]{1,80}\]",
    ("footnotes",),
)
ADMONITION = _form(
    "admonitions",
    "!!!",
    r"^[ \t>]*!!!(?=[+ ]*[\w\"“])[^\n]{0,400}",
    ("admonition",),
    "write '!!! note \"Title\"', its text below it, indented by four spaces",
)
DETAILS = _form(
    "folded admonitions",
    "???",
    r"^[ \t>]*\?\?\?(?=\+?[ ]*[a-z\"“])[^\n]{0,400}",
    ("pymdownx.details",),
    "write '??? note \"Title\"', its text below it, indented by four spaces",
)
FORMS = (
    _form(
        "wide at-sign",
        "＠",
        r"[\[［【]?-?＠[\w{][^\s\]］】]{0,60}[\]］】]?",
        correction="write '[@key]' with the half-width signs '[', '@' and ']'",
    ),
    _form(
        "wide bracket",
        "［ 【 ］ 】",
        r"[［【]-?@\w[^\s\]］】]{0,60}|\[-?@\w[^\s\]［【］】]{0,60}[］】]",
        correction="write '[@key]' with the half-width signs '[', '@' and ']'",
    ),
    _form(
        "bracket around a key",
        "@[",
        r"(?<![\w@])@\[\w[\w:.-]{0,60}\]",
        correction="write '[@key]'",
    ),
    _form(
        "LaTeX command",
        "\\",
        r"\\(?:(?:foot|paren|text|auto|super|full)?cite[a-z]{0,8}\*?(?:\[[^\]\n]{0,60}\]){0,2}|text(?:bf|it|sc|tt)|emph"
        r"|footnote|(?:sub){0,2}section|chapter|href|url|ref|label|begin|end)\{[^{}\n]{0,80}\}?"
        r"|^\\(?:newpage|pagebreak|clearpage)\b",
        correction="write Markdown, such as '[@key]' for a citation and '*word*' for emphasis",
    ),
    _form(
        "macro call",
        "( （",
        rf"(?<![{{\w])[{{｛]{{1,2}}[ ]{{0,9}}(?:{MACRO})[ ]?[(（][^(){{}}（）\n]{{0,200}}[)）][ ]{{0,9}}[}}｝]{{1,2}}"
        rf"|(?<![\w\"'.])(?:\$\{{|<%=?|\(\(|\[\[|\{{ \{{)[ ]{{0,9}}(?:{MACRO})\([^()\n]{{0,200}}\)[ ]{{0,9}}"
        r"(?:\}|%>|\)\)|\]\]|\} \})"
        rf"|^[ \t]*(?:{MACRO})\((?:\"[^\"\n]{{0,80}}\"|[a-z]{{1,20}}=[^()\n]{{1,80}}|\d{{4}})?\)[ \t]*$",
        correction='write {{ macro("value") }}, in two braces each',
    ),
    _form(
        "Pandoc div",
        ":::",
        r"^[ \t]*:{3,}[ ]?(?:[\w{.#][^\n]{0,80}|$)",
        ("mkdocstrings", "mkautodoc"),
        "write '!!! note \"Title\"', or '<div class=\"…\" markdown>'",
    ),
    _form("tabs", "===", r"^[ \t]*===[+!]{0,2}[ ]?\"[^\n]{0,80}", ("pymdownx.tabbed",), "write headings"),
    _form(
        "task lists",
        "[ [x [X",
        r"^[ \t>]*(?:[-*+]|\d{1,3}[.)])[ \t]+\[[ xX]\][ \t][^\n]{0,60}",
        ("pymdownx.tasklist",),
    ),
    _form("critic markup", "{", r"\{(?:\+\+|--|==|>>|~~)(?=\S)[^{}\n]{1,200}\}", ("pymdownx.critic",)),
    _form("highlighting", "==", r"(?<![\w=<>!{])==(?=[^\s=])[^=\n]{1,200}(?<=\S)==(?![\w=}])", ("pymdownx.mark",)),
    _form("insertion", "^^", r"(?<![\w^])\^\^(?=[^\s^])[^^\n]{1,200}(?<=\S)\^\^(?![\w^])", ("pymdownx.caret",)),
    _form("deletion", "~~", r"(?<![\w~{>])~~(?=[^\s~>])[^~\n]{1,200}(?<=\S)~~(?![\w~}])", ("pymdownx.tilde",)),
    _form(
        "Pandoc footnotes",
        "^[",
        r"(?<!\[)\^\[[^\]\[\n]{1,200}\]",
        correction="write '[^1]', and '[^1]: …' as a line below",
    ),
    _form("superscript", "^", r"(?<=\w)\^[^\s^\[\]{}()$\\]{1,20}\^", ("pymdownx.caret",), "write '<sup>…</sup>'"),
    _form("subscript", "~", r"(?<=[A-Za-z])~[^\W_]{1,20}~", ("pymdownx.tilde",), "write '<sub>…</sub>'"),
    _form(
        "keys",
        "++",
        r"(?<![\w+{])\+\+[a-z0-9][\w-]{0,20}(?:\+[\w-]{1,20}){0,5}\+\+(?!\w)",
        ("pymdownx.keys",),
        "write '<kbd>…</kbd>'",
    ),
    _form(
        "included files", "8<", r"^[ \t;]*-{1,8}8<-{1,8}[^\n]{0,80}", ("pymdownx.snippets",), "write the text itself"
    ),
    _form(
        "emoji",
        ":",
        r"(?<![\w:/.\"'=])(?::(?=[a-z_-]*[a-z])[a-z][a-z0-9_+-]{1,60}:)(?![\w:/\"'])",
        ("pymdownx.emoji",),
        "write the character itself",
    ),
    _form(
        "table of contents",
        "toc TOC",
        r"^[ \t]*(?:\[\[_?(?:toc|TOC)_?\]\]|\[_?toc_?\])[ \t]*$",
        correction="write '[TOC]'",
    ),
    _form(
        "embedded pages",
        "![[",
        r"!\[\[[^\[\]\n]{1,100}\]\]",
        ("ezlinks", "roamlinks", "obsidian-bridge"),
        "write '![Text](picture.png)'",
    ),
    _form(
        "wiki links",
        "[[",
        r"(?<![\w!\[])\[\[(?![_ ]?(?:toc|TOC)|\d+\])[^\[\]\n@]{1,100}\]\](?![\](])",
        ("wikilinks", "ezlinks", "roamlinks", "obsidian-bridge"),
        "write '[Text](page.md)'",
    ),
    _form("progress bars", "[=", r"\[==?[ \t]*\d{1,3}[^\]\n]{0,80}\]", ("pymdownx.progressbar",)),
    _form("abbreviations", "*[", r"^[ ]{0,3}\*\[[^\]\n]{1,60}\][ ]?:[^\n]{0,80}", ("abbr",)),
    _form("definition lists", ":", r"(?<=[^\s\n]\n)[ ]{0,3}:[ ]{1,3}(?=\S)[^\n]{1,80}", ("def_list",)),
    _form(
        "alerts",
        "[!",
        r"^[ \t]*>[ \t]*\[![A-Za-z]{3,20}\][+-]?[^\n]{0,60}",
        ("pymdownx.quotes",),
        "write '!!! note \"Title\"', its text below it, indented by four spaces",
    ),
    _form(
        "formulas",
        "$",
        r"\$\$(?=[^\s$])[^$\n]{1,300}\$\$|^\$\$[ \t]*$"
        r"|(?<![\w$\\])\$(?=[^\s$])(?:[A-Za-z]|[^$\n]{0,120}[\\^_={][^$\n]{0,120})(?<=[^\s$])\$(?![\w$])",
        ("pymdownx.arithmatex", "mdx_math"),
        "write it in characters, such as 'x² + 1'",
    ),
    _form(
        "directive",
        "..",
        r"^[ \t]*\.\. [\w-]{2,40}::[^\n]{0,60}",
        correction="write '!!! note \"Title\"', its text below it, indented by four spaces",
    ),
    _form(
        "link with a space",
        "] ( ]（",
        r"(?<![\w!\]])!?\[[^\[\]\n]{1,200}\](?: \((?:https?://[^()\n]{1,300}|[\w./-]{1,200}\.(?:md|png|jpe?g|svg|gif|webp))\)|（[^（）\n]{1,300}）)",
        correction="write '[Text](address)' without a space, in half-width brackets",
    ),
)
"""Forms recognised by their patterns alone, in prose with code, links' targets and escapes masked."""
SPECIAL = (ATTRIBUTES, FOOTNOTE, ADMONITION, DETAILS)
"""Forms that depend on their context."""

# Forms that cannot occur by chance in a finished page.
_PAGE_FORMS = (
    ATTRIBUTES, FOOTNOTE, ADMONITION, DETAILS,
    *(form for form in FORMS if form.name in {
        "wide at-sign", "wide bracket", "bracket around a key", "macro call", "Pandoc div", "tabs", "highlighting",
        "insertion", "deletion", "Pandoc footnotes", "embedded pages", "wiki links", "included files", "alerts", "keys",
        "critic markup", "abbreviations",
    }),
)  # fmt: skip
STRONG = _form("emphasis", "**", r"(?<![\w*/])\*\*(?=[\w“\"(])[^*\n]{1,80}(?:\*\*)?", correction="")
OURS = re.compile(r"(?:\[-?@|\{\{|^[ \t]*/{3,})[^\n]{0,80}", re.MULTILINE)
"""Citations, macro calls and fences of blocks."""
SUSPECT = re.compile(
    r"\[-?@|\{\{|///|\{[:#.]|\{ [#.]|\[\^|!!!|\?\?\?|=== ?\"|:::|＠|［|【|\[\[|~~|\^\^|(?<![=\"])==(?=\w)|\^\[|8<-|\[!|"
    rf"\{{(?:\+\+|--|>>)|\+\+[a-z]|\*\[|\*\*|[{{｛] ?(?:{MACRO})\("
)
"""A finished page without any of these has no unrendered markup."""


def leftovers(text: str) -> Iterator[tuple[str, str]]:
    """Yield unrendered markup in a text as readers see it, each piece with its hint, which may be empty."""
    covered = bytearray(len(text))
    for match in OURS.finditer(text):
        covered[match.start() : match.end()] = b"\1" * len(match[0])
        yield match[0].strip(), ""
    for form in (*_PAGE_FORMS, STRONG):
        if any(sign in text for sign in form.signs):
            for match in form.pattern.finditer(text):
                if 1 not in covered[match.start() : match.end()]:
                    covered[match.start() : match.end()] = b"\1" * len(match[0])
                    yield match[0].strip(), form.hint()


def message(markup: str) -> str:
    """Return the message that something was not rendered."""
    line = " ".join(markup.split())
    short = line if len(line) <= 60 else f"{line[:57]}…"
    return f"'{short}' appears on the page as typed, expected markup that is rendered, or code in backticks"
