"""LaTeX in bibliography fields: decoded to plain text, and encoded again.

A small subset, the one that bibliographies use: accents, special letters, escapes, dashes, quotation marks
and commands that only mark up their argument. Money is commoner than mathematics in briefs, so ``$5``
stays, and only ``$…$`` with a command, ``^`` or ``_`` in it loses its dollars.
"""

from __future__ import annotations

import re
import unicodedata

TRIGGERS = re.compile(r"[\\{}$~]|--|``|''")
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
SYMBOLS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ",
    "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "copyright": "©", "dag": "†", "ddag": "‡", "dots": "…",
    "ldots": "…", "textellipsis": "…", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textdollar": "$", "textunderscore": "_", "textbraceleft": "{", "textbraceright": "}", "textendash": "–",
    "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“",
    "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«",
    "guillemotright": "»", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "degree": "°",
    "texteuro": "€", "euro": "€", "textsection": "§", "textparagraph": "¶", "textbullet": "•",
    "textgreater": ">", "textless": "<", "textbar": "|", "times": "×", "alpha": "α", "beta": "β", "gamma": "γ",
    "delta": "δ", "mu": "μ", "pi": "π", "slash": "/", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "newline": " ", "quad": " ", "space": " ", "relax": "", "protect": "", "noopsort": "",
}  # fmt: skip
MARKUP = dict.fromkeys(
    "emph textit textbf textsc textrm textsf texttt textup textsl textnormal textsuperscript "
    "textsubscript mbox hbox underline url path nolinkurl it bf sc rm sf tt em itshape bfseries "
    "scshape mkbibemph".split(),
    ("", ""),
) | {"enquote": ("“", "”"), "mkbibquote": ("“", "”"), "mkbibparens": ("(", ")"), "mkbibbrackets": ("[", "]")}
"""The commands that mark up their argument, with what stands around it in plain text."""
SIGNS = {"\\": " ", ",": "\u2009", "/": "", "-": "", "@": ""}
LIGATURES = {"--": "–", "---": "—", "``": "“", "''": "”", "~": "\u00a0"}
SPACE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
# Possessive, so that dollars that never pair take no longer than others.
MATHS = re.compile(r"(?<!\\)\$([^$\\^_]*+[\\^_][^$]*+)(?<!\\)\$")
TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)[ \t\n]*|\\(?P<sign>.)|(?P<brace>[{}])|---?|``|''|~|[^\\{}~`'-]+|.",
    re.DOTALL,
)


def decode(text: str) -> tuple[str, list[str]]:
    """The text without LaTeX, in one line, and the commands in it that nobody knows, kept as written."""
    if not TRIGGERS.search(text):
        return one_line(text), []
    decoder = _Decoder()
    for token in TOKEN.finditer(MATHS.sub(r"\1", text)):
        decoder.take(token)
    return one_line("".join(decoder.out)), decoder.unknown


class _Decoder:
    """The state between two tokens: the accent that waits for its letter, the command that waits for its brace."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.unknown: list[str] = []
        self.accent = ""
        self.around = ("", "")
        self.closers: list[str] = []

    def take(self, token: re.Match[str]) -> None:
        word, sign = token["word"], token["sign"]
        if (word or sign) in ACCENTS:
            self.accent = ACCENTS[word or sign]
        elif word in SYMBOLS:
            self.put(SYMBOLS[word])
        elif word in MARKUP:
            self.around = MARKUP[word]
        elif word:
            self.unknown.append(f"\\{word}")
            self.put(token[0])
        elif sign:
            self.put(SIGNS.get(sign, sign))
        elif token["brace"] == "{":
            before, after = self.around
            self.around = ("", "")
            if before:
                self.put(before)
            self.closers.append(after)
        elif token["brace"]:
            self.accent = ""
            self.out.append(self.closers.pop() if self.closers else "")
        else:
            self.put(LIGATURES.get(token[0], token[0]))

    def put(self, written: str) -> None:
        if self.accent and written:
            # LaTeX puts the accent of i on its dotless form.
            first = {"ı": "i", "ȷ": "j"}.get(written[0], written[0])
            written = unicodedata.normalize("NFC", first + self.accent) + written[1:]
            self.accent = ""
        self.around = ("", "")
        self.out.append(written)


def one_line(text: str) -> str:
    """The text with its line ends, tabs and control characters as single spaces, none at its ends."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(part for part in SPACE.split(text) if part)


def encode(text: str) -> str:
    """The text so that ``decode`` gives it back: for any text in one line that is in Unicode's NFC."""
    escaped = re.sub(r"[\\{}$~]", lambda match: ESCAPES[match[0]], text)
    return re.sub(r"-(?=-)|`(?=`)|'(?=')", lambda match: match[0] + "{}", escaped)


ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "$": r"\textdollar{}",
    "~": r"\textasciitilde{}",
}
"""By name: braces that are not balanced would end the field."""
