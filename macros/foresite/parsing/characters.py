"""Find characters that are invisible or look like others, and remove them from what is published.

A no-break space in a fence, after a colon or before an option looks like a space, but Markdown and YAML do not read it
as one. In running text such characters are allowed and not checked.

Characters that some scripts need are kept: joiners between letters that join, direction marks and isolates on lines
with right-to-left letters, the parts of emoji, soft hyphens inside words.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from foresite.model.problems import Code, Fault
from foresite.parsing.markdown.code import mask_code

# Latin letters, as people type them who lack the keyboard of a language.


LATIN = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŧ": "t"
    }
)  # fmt: skip
"""Small letters that Unicode does not divide into one of ASCII and its marks; ``assets/search.js`` has the same."""


# Blanks and marks that look like those of the keyboard but differ, where they break syntax.


NO_WIDTH = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"
"""Characters without width."""
SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
FULL_WIDTH = {"：": ":", "／": "/", "｜": "|", "－": "-"}
UNUSUAL_SPACE = f"[{SPACES}{NO_WIDTH}]"
BLANK = f"[ \\t{SPACES}{NO_WIDTH}]*+"
LOOKALIKE_NAMES = {"\u3000": "full-width space", "\ufeff": "byte order mark", "：": "full-width colon",
         "／": "full-width slash", "｜": "full-width bar", "－": "full-width hyphen"}  # fmt: skip
UNUSUAL = re.compile(f"[{SPACES}{NO_WIDTH}{''.join(FULL_WIDTH)}]")
FENCE = re.compile(f"{BLANK}[/／]{{2,}}")
OPTION = re.compile(f"{BLANK}(?:[a-z][a-z_-]*+{BLANK}[:：]|(?P<dash>[-－]))(?P<gap>{BLANK})")


class MendedLine(NamedTuple):
    """A line as it was meant."""

    line: str
    odd: str
    """A description of what was wrong in it."""


def describe_lookalike(char: str) -> str:
    """Describe a character that looks like another: ``a no-break space (U+00A0)``."""
    name = LOOKALIKE_NAMES.get(char) or unicodedata.name(char, "unnamed character").lower().replace(
        "zero width", "zero-width"
    )
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(char):04X})"


def describe_first_odd(text: str) -> str:
    """Describe the first character of a text that looks like another; the empty string if there is none."""
    match = UNUSUAL.search(text)
    return describe_lookalike(match[0]) if match else ""


def keyboard_form(text: str) -> str:
    """Replace lookalikes by the characters of the keyboard."""
    return UNUSUAL.sub(lambda match: "" if match[0] in NO_WIDTH else FULL_WIDTH.get(match[0], " "), text)


def mended_fence(line: str) -> MendedLine | None:
    """Return a fence without its odd characters; None if the line is not a fence, or has none."""
    if line.isascii() or not FENCE.match(line):
        return None
    head, bar, title = line.replace("｜", "|", 1).partition("|")
    odd = describe_first_odd(line if "|" not in line and bar else head)
    return MendedLine(f"{keyboard_form(head)}{bar}{title}", odd) if odd else None


def mended_option(line: str) -> MendedLine | None:
    """Return a YAML line with ordinary characters in its structure: indentation, name and colon."""
    option = None if line.isascii() else OPTION.match(line)
    if not option:
        return None
    odd = describe_first_odd(option[0])
    if not odd or (option["dash"] and not option["gap"]):
        return None
    head, value = keyboard_form(option[0]), line[option.end() :]
    return MendedLine(f"{head} {value}" if value and not head.endswith(" ") else head + value, odd)


# Characters that are invisible or make a text look like another one, which are not published.


LRM, RLM, ALM = "\u200e", "\u200f", "\u061c"
LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
ZWSP, ZWNJ, ZWJ, SHY, CGJ = "\u200b", "\u200c", "\u200d", "\xad", "\u034f"
INVISIBLE = frozenset(NO_WIDTH)
KEYCAPS = "0123456789#*\u2139\u3030"
"""Characters that a variation selector turns into an emoji, though they are not symbols."""
JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7fb]")
FILLERS = ("\u115f", "\u1160")
# All characters that could be wrong; most texts contain none.
SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr((plane << 16) + 0xFFFE)}{chr((plane << 16) + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{1,40});?")
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The ranges of scripts that run from right to left."""
JOINING = re.compile(
    "[\u0590-\u109f\u1700-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00011fff\U0001e800-\U0001efff]"
)
"""The ranges of scripts whose letters join or form clusters."""
UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf]")
"""The ranges of scripts without spaces between words."""
PASSES = 8
FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f")
NAMES = {
    "\u200b": "a zero-width space", "\u200c": "a zero-width non-joiner", "\u200d": "a zero-width joiner",
    "\u2060": "a word joiner", "\ufeff": "a byte order mark", "\xad": "a soft hyphen",
    "\u2028": "a line separator", "\u2029": "a paragraph separator", "\x00": "a NUL",
}  # fmt: skip


class HiddenCharacter(NamedTuple):
    """A character that is not allowed where it is, or a reference to one."""

    start: int
    end: int
    char: str


def find_hidden(text: str, *, markup: bool = True) -> list[HiddenCharacter]:
    """Return every such character of a text, in order; in Markdown also references to them outside code."""
    hidden = [HiddenCharacter(at, at + 1, text[at]) for at in _forbidden_offsets(text)] if SUSPECT.search(text) else []
    if markup and (references := _suspect_references(text)):
        code = mask_code(text)
        outside_code = [match for match in references if code[match.start()] == "&"]
        hidden = sorted([*hidden, *_forbidden_references(text, outside_code)])
    return hidden


def without_hidden(text: str, *, markup: bool = True) -> str:
    """Return the text without such characters."""
    for _ in range(PASSES):
        if not (hidden := find_hidden(text, markup=markup)):
            return text
        # A removal can join two parts of a reference.
        text = _remove(text, hidden)
    return SUSPECT.sub("", text).replace("&#", "＆#")


def without_references(html: str) -> str:
    """Return HTML without references to such characters; code in it gets no exception."""
    for _ in range(PASSES):
        if not (hidden := _forbidden_references(html, _suspect_references(html))):
            return html
        html = _remove(html, hidden)
    return html.replace("&#", "＆#")


def _remove(text: str, hidden: Iterable[HiddenCharacter]) -> str:
    pieces, last = [], 0
    for start, end, _ in hidden:
        pieces.append(text[last:start])
        last = end
    return "".join([*pieces, text[last:]])


def hidden_faults(text: str, *, markup: bool = True) -> list[Fault]:
    """Return faults for such characters, one for each line and character."""
    lines: dict[tuple[int, str], None] = {}
    line, last_start = 1, 0
    for start, _, char in find_hidden(text, markup=markup):
        line, last_start = line + text.count("\n", last_start, start), start
        lines[line, char] = None
    rows = text.split("\n") if lines and markup else []
    return [
        Fault(line, Code.HIDDEN_CHARACTER, _message(char), (rows and _mend_hint(rows[line - 1])) or _hint(char))
        for line, char in lines
    ]


def with_plain_lines(text: str) -> str:
    """Mend fences and options in which an invisible character takes the place of a space."""
    lines = text.split("\n")
    return "\n".join((mended.line if (mended := _mend(line)) else line) for line in lines)


def _mend_hint(line: str) -> str:
    mended = _mend(line)
    return f"write '{mended.line.strip()}'" if mended else ""


def _mend(line: str) -> MendedLine | None:
    return (mended_fence(line) or mended_option(line)) if INVISIBLE.intersection(line) else None


def character_in_words(char: str) -> str:
    """Describe a character, with its number."""
    number = f"U+{ord(char):04X}"
    if name_in_words := NAMES.get(char):
        return f"{name_in_words} ({number})"
    name = unicodedata.name(char, "")
    return f"{number} {name}" if name else f"the control character {number}"


def _message(char: str) -> str:
    return f"{character_in_words(char)} is invisible or reorders the text, expected text that reads as it is written"


def _hint(char: str) -> str:
    if "\u202a" <= char <= "\u202e":
        return "to set text of another direction apart, put it between U+2068 and U+2069 or in <bdi>"
    if char in (LRI, RLI, FSI, PDI):
        return "an isolate opens and closes on one line, and holds or borders text that runs from right to left"
    return "delete it"


def _forbidden_offsets(text: str) -> list[int]:
    """Return the offsets of the characters that are not allowed where they are."""
    flags = {at for flag in FLAG.finditer(text) for at in range(*flag.span())}
    offsets: list[int] = []
    start = 0
    for line in text.split("\n"):
        suspects = [match.start() for match in SUSPECT.finditer(line)]
        if suspects:
            both_ways = RIGHT_TO_LEFT.search(line) is not None
            unpaired = _unpaired(line, suspects)
            offsets += [
                start + at
                for at in suspects
                if start + at not in flags and (at in unpaired or not _is_legitimate(line, at, both_ways))
            ]
        start += len(line) + 1
    return offsets


def _unpaired(line: str, suspects: list[int]) -> set[int]:
    """Return the offsets of a line's isolates that lack their other end."""
    opened: list[int] = []
    unpaired: set[int] = set()
    for at in suspects:
        if line[at] in (LRI, RLI, FSI):
            opened.append(at)
        elif line[at] == PDI:
            if opened:
                opened.pop()
            else:
                unpaired.add(at)
    return unpaired.union(opened)


def _is_legitimate(line: str, at: int, both_ways: bool) -> bool:
    """Check whether a suspect character has a legitimate use in its place."""
    char, before, after = line[at], line[at - 1 : at], line[at + 1 : at + 2]
    if char in (LRM, RLM, ALM, LRI, RLI, FSI, PDI):
        # Among letters of one direction they could only reverse the text.
        return both_ways
    if char == SHY:
        return _is_letter(before) and _is_letter(after)
    if char == ZWSP:
        return bool(UNSPACED.match(before or " ") or UNSPACED.match(after or " "))
    if char in (ZWNJ, ZWJ):
        if char == ZWJ and _is_emoji(before) and _is_symbol(after):
            return True
        return bool(JOINING.match(before or " "))
    if char == CGJ:
        return unicodedata.category(before or " ").startswith(("M", "L")) and JOINING.match(before) is not None
    if "\ufe00" <= char <= "\ufe0f" or "\u180b" <= char <= "\u180f":
        # One for each character: further ones could only carry hidden data.
        return bool(before) and not SUSPECT.match(before) and _takes_variant(before, char)
    if "\U000e0100" <= char <= "\U000e01ef":
        return bool(before) and unicodedata.name(before, "").startswith("CJK ")
    if char in FILLERS:
        return _is_jamo(before) or _is_jamo(after)
    return "\ufff0" <= char <= "\uffff" and unicodedata.category(char) == "So"


def _takes_variant(before: str, char: str) -> bool:
    if char in "\ufe0e\ufe0f":
        mark = not before.isascii() and unicodedata.category(before) == "Po"
        return _is_symbol(before) or before in KEYCAPS or mark
    return unicodedata.category(before)[0] in "LSMN" and not before.isascii()


def _is_letter(char: str) -> bool:
    return unicodedata.category(char or " ")[0] in "LM"


def _is_symbol(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char) in ("So", "Sm", "Sk")


def _is_emoji(char: str) -> bool:
    return char == "\ufe0f" or _is_symbol(char)


def _is_jamo(char: str) -> bool:
    return JAMO.match(char) is not None and char not in FILLERS


def _suspect_references(text: str) -> list[re.Match[str]]:
    return [match for match in REFERENCE.finditer(text) if _is_suspect_reference(match[0])] if "&" in text else []


def _forbidden_references(text: str, references: list[re.Match[str]]) -> list[HiddenCharacter]:
    """Return the references that resolve to characters not allowed in their place."""
    if not references:
        return []
    pieces: list[str] = []
    matches_by_offset: dict[int, re.Match[str]] = {}
    last = length = 0
    for match in references:
        char = html.unescape(match[0])
        pieces += (text[last : match.start()], char)
        length += match.start() - last
        if char:
            matches_by_offset[length] = match
        length += len(char)
        last = match.end()
    forbidden = {
        matches_by_offset[at].start()
        for at in _forbidden_offsets("".join([*pieces, text[last:]]))
        if at in matches_by_offset
    }
    return [
        HiddenCharacter(match.start(), match.end(), html.unescape(match[0])[:1] if match.start() in forbidden else "\0")
        for match in references
        # HTML maps references to control characters to others, and Markdown uses those characters itself.
        if match.start() in forbidden or _is_control(match[0])
    ]


def _is_suspect_reference(reference: str) -> bool:
    return SUSPECT.search(html.unescape(reference)) is not None or _is_control(reference)


def _is_control(reference: str) -> bool:
    if reference[1] != "#":
        return False
    if not html.unescape(reference):
        return True
    digits = reference[2:].rstrip(";")
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return (number < 32 and number not in (9, 10, 13)) or number == 0x7F
