"""Whether a copy is the one annotated, whether its phrases stand where they should, and how much is quoted.

No message holds a word of the brief that an editor has not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foresite.model.locators import UNSPACED, Locator, count_words
from foresite.model.problems import Code, Problem
from foresite.model.records import Brief
from foresite.model.sources import Sources
from foresite.verify.fingerprints import Fingerprint, Letters, Span, locate
from foresite.verify.quotations import BUDGET, Phrase, overquoted, phrases_by_brief

COPIED = 8
"""So many words in a row, as the brief has them, count as quoted, also without quotation marks."""
MARKED = re.compile(r"[“\"‘«]([^“”\"‘’«»\n]{3,300})[”\"’»]")


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of it."""

    problems: tuple[Problem, ...]
    paragraphs: int
    """How many paragraphs are those annotated."""
    phrases: int
    """How many phrases were looked for."""
    share: float
    """How much of the brief is quoted, from 0 to 1."""


def verify(
    sources: Sources, brief: Brief, copy: str, prints: Sequence[Fingerprint], texts: Sequence[str]
) -> Verification:
    """Hold a copy against the annotation; ``texts`` are the project's pages, where quotations are counted."""
    letters = Letters.of(copy)
    spans = locate(letters, prints)
    problems = [
        Problem(
            brief.place,
            Code.WRONG_COPY,
            f"¶{number} of '{brief.key}' is not in this copy",
            "is it another edition?",
        )
        for number, span in enumerate(spans, 1)
        if span is None
    ]
    if brief.paragraphs and len(prints) != brief.paragraphs:
        message = (
            f"'{brief.key}' has {len(prints)} fingerprints, expected one for each of its {brief.paragraphs} paragraphs"
        )
        problems.append(Problem(brief.place, Code.WRONG_COPY, message, "run foresite fingerprint"))
    phrases = phrases_by_brief(sources)[brief.key]
    quoted: list[Span] = []
    for phrase in phrases:
        found = [letters.find(phrase.text, span) for span in _named(phrase.at, brief, spans)]
        if stands := next((parts for parts in found if parts), ()):
            # A forecast must give the brief's word for its likelihood; that is a datum and no quotation.
            quoted += stands if phrase.option != "wording" else ()
        elif None not in (spans if not _counted(phrase.at, brief) else _places(phrase.at, spans)):
            problems.append(_misquoted(phrase, letters, spans))
    body = [span for span in spans if span]
    for text in texts:
        quoted += _quotations(text, letters, body)
        quoted += _copied(text, letters, body)
    share = _covered(quoted, body)
    if share > BUDGET:
        problems.append(overquoted(brief, share, _most(quoted, spans)))
    # Those of one line as they were found: ¶2 comes before ¶10.
    problems.sort(key=lambda problem: problem.place)
    return Verification(tuple(dict.fromkeys(problems)), len(body), len(phrases), share)


def _named(at: Locator, brief: Brief, spans: Sequence[Span | None]) -> list[Span]:
    """Where a phrase is looked for: in the paragraphs named, or everywhere where the brief's are not counted."""
    places = _places(at, spans) if _counted(at, brief) else spans
    return [span for span in places if span]


def _counted(at: Locator, brief: Brief) -> bool:
    return bool(brief.paragraphs and at.paragraphs())


def _places(at: Locator, spans: Sequence[Span | None]) -> list[Span | None]:
    return [spans[n - 1] for n in sorted(at.paragraphs()) if n <= len(spans)]


def _misquoted(phrase: Phrase, letters: Letters, spans: Sequence[Span | None]) -> Problem:
    elsewhere = [f"¶{n}" for n, span in enumerate(spans, 1) if span and letters.find(phrase.text, span)]
    hint = f"it is in {', '.join(elsewhere)}" if elsewhere else ""
    message = f"the {phrase.option} '{phrase.text}' is not in {phrase.at} of the brief"
    return Problem(phrase.place, Code.MISQUOTED, message, hint)


def _quotations(text: str, letters: Letters, body: Sequence[Span]) -> Iterator[Span]:
    """What a page has in quotation marks and the brief has too."""
    for match in MARKED.finditer(text):
        if count_words(match[1]) > 1:
            yield from (part for span in body for part in letters.find(match[1], span))


def _copied(text: str, letters: Letters, body: Sequence[Span]) -> Iterator[Span]:
    """Words in a row that a page shares with the brief."""
    known = {row: span for part in body for row, span in _rows(letters, part)}
    page = Letters.of(text)
    yield from (known[row] for row, _ in _rows(page, (0, len(page.text))) if row in known)


def _rows(letters: Letters, part: Span) -> Iterator[tuple[tuple[str, ...], Span]]:
    """The rows of words that are long enough to count, with where they stand."""
    starts = [n for n in letters.starts(part[0]) if n < part[1]]
    ends = [*starts[1:], part[1]]
    words = [letters.text[start:end] for start, end in zip(starts, ends, strict=True)]
    # Where words are not spaced each character starts one, and two of them are a word.
    single = [bool(UNSPACED.match(letters.source[letters.at[start]])) for start in starts]
    for n in range(len(words)):
        size = COPIED * 2 if any(single[n : n + COPIED]) else COPIED
        if n + size <= len(words):
            yield tuple(words[n : n + size]), (starts[n], ends[n + size - 1])


def _covered(quoted: Sequence[Span], body: Sequence[Span]) -> float:
    """The share of the body's letters that lie in quotations."""
    letters = {n for start, end in quoted for n in range(start, end)}
    whole = sum(end - start for start, end in body)
    return sum(n in letters for start, end in body for n in range(start, end)) / whole if whole else 0.0


def _most(quoted: Sequence[Span], spans: Sequence[Span | None]) -> str:
    """The hint that names the paragraphs of which most is quoted."""
    shares = [(_covered(quoted, [span]), n) for n, span in enumerate(spans, 1) if span]
    worst = sorted(shares, key=lambda pair: (-pair[0], pair[1]))[:3]
    named = ", ".join(f"¶{n} ({share * 100:.0f} %)" for share, n in worst)
    return f"most of it in {named}"
