"""The Content-Security-Policy of a finished page: nothing runs or loads but what the page itself brings.

Pages are static, so the policy stands in the page. Inline scripts and styles are allowed one by one, by the
hash of what they say. So is JSON in a ``script`` element: browsers need no leave for data, validators do.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from html.parser import HTMLParser

from foresite.hosts import DIRECTIVES, NONE, Allowed, sources

ALWAYS = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "media-src": "'self'",
}


class _Inline(HTMLParser):
    """Collects what stands in the page itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.head: tuple[int, int] | None = None
        """Line, from 1, and column just after the head's start tag."""
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.attributes: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "head" and self.head is None:
            line, column = self.getpos()
            self.head = (line, column + len(self.get_starttag_text() or ""))
        if style := given.get("style"):
            self.attributes.append(style)
        self._into = None
        if tag == "script" and "src" not in given:
            self._into = self.scripts
        elif tag == "style":
            self._into = self.styles
        if self._into is not None:
            self._into.append("")

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._into = None


def with_policy(html: str, allowed: Allowed = NONE) -> str:
    """The page with its policy as the first element of its head; what has no head stays as it is.

    ``allowed`` names the other hosts from which it may take content.
    """
    page = _inline(_parts(html))
    if page.head is None:
        page = _inline([html])
    if page.head is None:
        return html
    line, column = page.head
    before = html.split("\n", line - 1)
    at = len(html) - len(before[-1]) + column
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(page, allowed), quote=False)}">'
    return f"{html[:at]}{meta}{html[at:]}"


def _inline(parts: Iterable[str]) -> _Inline:
    page = _Inline()
    for part in parts:
        page.feed(part)
    page.close()
    return page


def _parts(html: str) -> Iterator[str]:
    """What of a page can hold inline code: where its head begins, every script and style; all of it, if need be.

    Parsing whole pages took a fifth of a build. Text shows ``<`` as an entity, so a tag that opens code is
    found by its name; one in a comment or a string only adds a hash that nothing uses.
    """
    # Bytes, for only the letters of ASCII count, and each keeps its place.
    page = html.encode("utf-8", "surrogatepass")
    folded = page.lower()
    start = folded.find(b">", folded.find(b"<head")) + 1
    if not start or b"style=" in folded:
        yield html
        return
    yield _text(page[:start])
    for tag in (b"script", b"style"):
        at = start
        while (at := folded.find(b"<" + tag, at)) >= 0:
            close = folded.find(b"</" + tag + b">", at)
            if close < 0:
                yield _text(page[at:])
                return
            yield _text(page[at : close + len(tag) + 3])
            at = close


def _text(part: bytes) -> str:
    return part.decode("utf-8", "surrogatepass")


def _policy(page: _Inline, allowed: Allowed) -> str:
    styles = [*page.styles, *page.attributes]
    # A style attribute counts only where hashes may speak for attributes.
    leave = ["'unsafe-hashes'"] * bool(page.attributes)
    parts = ALWAYS | {
        "script-src": " ".join(["'self'", *_hashes(page.scripts)]),
        "style-src": " ".join(["'self'", *leave, *_hashes(styles)]),
    }
    for kind, hosts in allowed.items():
        name = DIRECTIVES[kind]
        parts[name] = f"{parts.get(name, '')} {sources(hosts)}".strip()
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def _hashes(texts: list[str]) -> list[str]:
    digests = (b64encode(sha256(text.encode()).digest()).decode() for text in texts if text)
    return [f"'sha256-{digest}'" for digest in dict.fromkeys(digests)]
