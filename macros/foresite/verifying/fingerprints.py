"""Fingerprints of a brief's paragraphs: enough to know a copy by, and nothing of its text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from foresite.verifying.letters import Letters, Span

VERSION = 1
"""The version of the file's form and of what is taken from a text before it is hashed."""
NAME = "fingerprints.json"
"""The file, beside the first bibliography."""


class FingerprintsError(ValueError):
    """A file of fingerprints that cannot be read; its message says why."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One paragraph."""

    letters: int
    """How many letters and digits it has."""
    sha256: str
    """The SHA-256 of those, as ``Letters`` gives them."""


def fingerprint(paragraph: str) -> Fingerprint:
    """The fingerprint of a paragraph."""
    return _of(Letters.of(paragraph).text)


def locate(copy: Letters, prints: Sequence[Fingerprint]) -> list[Span | None]:
    """Where each paragraph stands in a copy, whatever its layout; None where it does not."""
    spans: list[Span | None] = []
    first = 0
    for wanted in prints:
        for start in copy.starts(first):
            end = start + wanted.letters
            if end <= len(copy.text) and _of(copy.text[start:end]) == wanted:
                spans.append((start, end))
                first = end
                break
        else:
            spans.append(None)
    return spans


def read_all(text: str) -> dict[str, tuple[Fingerprint, ...]]:
    """The fingerprints of every brief, by its key.

    Raises:
        FingerprintsError: where the text is none of ours.
    """
    try:
        document = json.loads(text)
        if document["version"] != VERSION:
            raise FingerprintsError(f"version {document['version']}, expected {VERSION}")
        return {
            str(key): tuple(Fingerprint(int(each["letters"]), str(each["sha256"])) for each in prints)
            for key, prints in document["briefs"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, FingerprintsError):
            raise
        raise FingerprintsError("not what `foresite fingerprint` writes") from None


def written(briefs: Mapping[str, Sequence[Fingerprint]]) -> str:
    """The text of the file."""
    listed = {key: [asdict(each) for each in briefs[key]] for key in sorted(briefs)}
    return json.dumps({"version": VERSION, "briefs": listed}, ensure_ascii=False, indent=1) + "\n"


def _of(letters: str) -> Fingerprint:
    return Fingerprint(len(letters), sha256(letters.encode()).hexdigest())
