"""Addresses in bibliography fields: only those that a reader can follow and that cannot run code."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

DOI = re.compile(r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/[^\s<>\"\\]+)", re.IGNORECASE)
FORBIDDEN = re.compile(r"[\s<>\"\\\x00-\x20\x7f-\x9f]")
PLAIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*+(?:/[\w./?=&;,+:!*()-]*+)?+", re.ASCII)
LATEX = re.compile(r"\\([_&%#~$])")


class AddressError(ValueError):
    """A text that is not an address; its message says what was expected, its hint the right form if one is near."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_url(text: str) -> str:
    """An address of the web or of mail; a DOI becomes its address at doi.org.

    Raises:
        AddressError: where it is none of these.
    """
    if PLAIN.fullmatch(text):
        return text
    url = LATEX.sub(r"\1", text.strip())
    if (doi := DOI.fullmatch(url)) and "://" not in url:
        return f"https://doi.org/{doi[1]}"
    expected = f"'{_short(url)}' is not an address, expected one that starts with https://"
    if FORBIDDEN.search(url):
        raise AddressError(f"{expected}, without spaces, quotation marks or angle brackets", "write %20 for a space")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        raise AddressError(expected) from None
    if parts.scheme in ("http", "https") and host:
        return url
    if parts.scheme == "mailto" and "@" in parts.path:
        return url
    near = f"did you mean 'https://{url}'?" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", url) else ""
    raise AddressError(expected, near)


def read_doi(text: str) -> str:
    """A DOI, bare.

    Raises:
        AddressError: where it is none.
    """
    doi = DOI.fullmatch(LATEX.sub(r"\1", text.strip()))
    if not doi:
        raise AddressError(f"'{_short(text)}' is not a DOI, expected a form like 10.1371/journal.pone.0213522")
    return doi[1]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}…"
