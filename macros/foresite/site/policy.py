"""Set the Content-Security-Policy of a finished page: only code of Foresite and the theme runs or loads.

Pages are static, so the policy stands in the page. Inline scripts and styles are allowed one by one, by the hash of
their content, and only where a template holds them: each is marked in the template's source with a secret mark, which
is removed from the finished page. Code that enters a page in any other way has no mark, so it does not run.
JSON in a ``script`` element is marked as well: browsers need no permission for data, validators do.
"""

from __future__ import annotations

import re
import secrets
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape, unescape
from html.parser import HTMLParser

from foresite.model.allowed_hosts import DIRECTIVES, NONE, Allowed, sources

DEFAULT_POLICY = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "media-src": "'self'",
}
MARK = f" data-written-{secrets.token_hex(16)}"
"""The mark behind the name of an element with code in a template: a new secret in each process."""
ALIGNMENTS = tuple(f"text-align: {side};" for side in ("left", "center", "right"))
"""The style attributes that Markdown writes for cells of tables."""
_ATTRIBUTES = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
# In the source of a template: elements with code, and elements with a style attribute.
CODE = re.compile(r"<(?:script|style)(?=[\s>])", re.IGNORECASE)
STYLED = re.compile(r"<(?!script\b|style\b)[a-z][\w-]*(?=\s[^<>]*\bstyle=)", re.IGNORECASE)
MARKED = re.compile(rf"<(?P<name>[a-z][\w-]*){MARK}(?P<given>{_ATTRIBUTES})>", re.IGNORECASE)
SOURCE = re.compile(r"\ssrc\s*=", re.IGNORECASE)
STYLE = re.compile(r"\sstyle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
HEAD = re.compile(rf"<head(?:\s{_ATTRIBUTES})?>", re.IGNORECASE)


def marked(source: str) -> str:
    """Return the source of a template with its inline code marked."""
    return STYLED.sub(rf"\g<0>{MARK}", CODE.sub(rf"\g<0>{MARK}", source))


def without_marks(html: str) -> str:
    """Return a page as it is published, without marks or a policy."""
    return html.replace(MARK, "")


def with_policy(html: str, allowed: Allowed = NONE) -> str:
    """Return the page with its policy as the first element of its head; a page without a head stays as it is.

    ``allowed`` names the other hosts that may serve content.
    """
    scripts: list[str] = []
    styles: list[str] = []
    attributes: list[str] = []
    for match in MARKED.finditer(html):
        name = match["name"].lower()
        if name in ("script", "style"):
            if not SOURCE.search(match["given"]):
                end = re.compile(f"</{name}", re.IGNORECASE).search(html, match.end())
                (scripts if name == "script" else styles).append(html[match.end() : end.start() if end else None])
        elif style := STYLE.search(match["given"]):
            attributes.append(unescape(style[1] or style[2] or ""))
    page = without_marks(html)
    attributes += [style for style in ALIGNMENTS if f'style="{style}"' in page]
    offset = _after_head(page)
    if not offset:
        return page
    policy = escape(_policy(scripts, styles, attributes, allowed), quote=False)
    return f'{page[:offset]}<meta http-equiv="Content-Security-Policy" content="{policy}">{page[offset:]}'


class _Head(HTMLParser):
    """Finds the head of a page that has a comment before it."""

    at: tuple[int, int] | None = None
    """Line, from 1, and column just after the head's start tag."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "head" and self.at is None:
            line, column = self.getpos()
            self.at = (line, column + len(self.get_starttag_text() or ""))


def _after_head(html: str) -> int:
    """Return the offset after the start tag of a page's head; 0 where the page has none."""
    # The match may stand in a comment.
    first = HEAD.search(html)
    if first is None:
        return 0
    if "<!--" not in html[: first.start()]:
        return first.end()
    parser = _Head(convert_charrefs=True)
    parser.feed(html)
    if parser.at is None:
        return 0
    line, column = parser.at
    return len(html) - len(html.split("\n", line - 1)[-1]) + column


def _policy(scripts: Iterable[str], styles: Iterable[str], attributes: list[str], allowed: Allowed) -> str:
    # Browsers apply hashes to style attributes only with this keyword.
    permission = ["'unsafe-hashes'"] * bool(attributes)
    parts = DEFAULT_POLICY | {
        "script-src": " ".join(["'self'", *_hashes(scripts)]),
        "style-src": " ".join(["'self'", *permission, *_hashes([*styles, *attributes])]),
    }
    for kind, hosts in allowed.items():
        name = DIRECTIVES[kind]
        parts[name] = f"{parts.get(name, '')} {sources(hosts)}".strip()
    return "; ".join(f"{name} {value}" for name, value in parts.items())


def _hashes(texts: Iterable[str]) -> list[str]:
    digests = (b64encode(sha256(text.encode()).digest()).decode() for text in texts if text)
    return [f"'sha256-{digest}'" for digest in dict.fromkeys(digests)]
