"""Put names in the order of the current language, as the Common Locale Data Repository (CLDR) has it.

The root order of CLDR is that of base letters first, then of accents, then of case, and the sources of a site need no
more of it: names, not texts. What languages have apart from it stands here: Spanish takes ñ for a letter of its own,
Korean puts Hangul before other scripts, and Japanese orders kanji as its standard JIS X 0208 does, of which Python has
the table. ICU would need a library of the system, and tables of the whole algorithm take longer to read than a small
site to build; bibliographies are ordered by Pandoc, which has them. Scripts use ``Intl.Collator`` of the browser.
"""

from __future__ import annotations

import unicodedata

from foresite.language.words import current

TILDE = "\u0303"
LAST = "\uffff"
"""Behind any letter."""
Key = tuple[tuple[tuple[int, str], ...], str, str]


def collation_key(text: str) -> Key:
    """Return by what names are sorted in the current language."""
    language = current().tag[:2].lower()
    if text.isascii():
        folded = text.casefold()
        return tuple((0 if not letter.isalpha() else 2, letter) for letter in folded), folded, text
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    if language == "es":
        decomposed = decomposed.replace(f"n{TILDE}", f"n{LAST}")
    base = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    # Hangul stays whole: its letters apart would stand before the script's own order.
    whole = unicodedata.normalize("NFC", base)
    return tuple(_placed(letter, language) for letter in whole), decomposed, text


def _placed(letter: str, language: str) -> tuple[int, str]:
    """Return the place of a script, and that of a letter in it."""
    if not letter.isalpha() and letter != LAST:
        return 0, letter
    code = ord(letter)
    if language == "ko" and "\uac00" <= letter <= "\ud7a3":
        return 1, letter
    if language == "ja":
        if 0x30A1 <= code <= 0x30F6:
            return 3, chr(code - 0x60)  # Katakana beside its Hiragana.
        if 0x3041 <= code <= 0x3096:
            return 3, letter
        if 0x3400 <= code <= 0x9FFF:
            return 4, _by_jis(letter)
    return 2, letter


def _by_jis(kanji: str) -> str:
    """Return what orders kanji as JIS X 0208 does; others stand behind them."""
    try:
        return kanji.encode("euc_jp").decode("latin-1")
    except UnicodeEncodeError:
        return f"{LAST}{kanji}"
