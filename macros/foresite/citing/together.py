"""Citations of several works put together from those of one work each.

The sources of events are cited so, thousands of times on a large site. Only works that nobody could take for each
other are put together, for a style shortens nothing between them; and as with stand-ins, it is not taken for
granted that it makes no difference: some of every run are formatted both ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foresite.model import Citation, CitedWork

TRIED = 16
"""How many are formatted both ways; half of them must show that the style joins works as expected."""


def is_bare(citation: Citation) -> bool:
    """Whether it names several works and says nothing of them."""
    several = len(citation.works) > 1 and not citation.narrative
    return several and all(work == CitedWork(work.key) for work in citation.works)


def is_unsorted(style: str) -> bool:
    """Whether a style's text surely leaves the works of a citation in their order."""
    _, start, rest = style.partition("<citation")
    return bool(start) and "sort" not in rest.partition("</citation>")[0]


def tried(citations: Sequence[Citation]) -> list[Citation]:
    """Some from all over."""
    return list(citations[:: max(1, len(citations) // TRIED)][:TRIED])


def alone(citation: Citation) -> list[Citation]:
    """The citations of each of its works."""
    return [Citation((work,)) for work in citation.works]


@dataclass(frozen=True, slots=True)
class Joint:
    """What a style sets before, between and behind works."""

    before: str
    between: str
    behind: str

    @classmethod
    def shown(cls, citations: Sequence[Citation], formatted: Mapping[Citation, str]) -> Joint | None:
        """The joint that those that were tried show; None where they don't agree on one."""
        joints = filter(None, (_joint(citation, formatted) for citation in citations))
        if not (joint := next(joints, None)):
            return None
        joined = [(joint.put_together(citation, formatted), formatted[citation]) for citation in citations]
        agreed = [html for html, whole in joined if html == whole]
        apart = [html for html, whole in joined if html not in (None, whole)]
        return joint if len(agreed) * 2 >= TRIED and not apart else None

    def put_together(self, citation: Citation, formatted: Mapping[Citation, str]) -> str | None:
        """The citation from those of its works alone; None where these are not clear."""
        pieces = [_pieces(formatted[each]) for each in alone(citation)]
        links = [piece[1] for piece in pieces if piece and (piece[0], piece[2]) == (self.before, self.behind)]
        return f"{self.before}{self.between.join(links)}{self.behind}" if len(links) == len(pieces) else None


def _joint(citation: Citation, formatted: Mapping[Citation, str]) -> Joint | None:
    first, second = (_pieces(formatted[each]) for each in alone(citation)[:2])
    if not (first and second):
        return None
    before, link, behind = first
    rest = formatted[citation].removeprefix(f"{before}{link}")
    return Joint(before, rest.partition(second[1])[0], behind)


def _pieces(html: str) -> tuple[str, str, str] | None:
    """A citation's link with what stands before and behind it.

    None where that is not clear, or where the link ends on a mark: how that meets the next mark is the style's affair.
    """
    before, start, rest = html.partition("<a ")
    inside, end, behind = rest.rpartition("</a>")
    if not (start and end and inside[-1:].isalnum()) or "<" in before + behind or "<a " in inside:
        return None
    return before, f"{start}{inside}{end}", behind
