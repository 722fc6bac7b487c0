"""A hundred mistakes that editors make, each with what they typed and what they read: one file, to be read whole.

It is made of the golden cases of the messages: of messages that differ in names and numbers alone, the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "cases"
LIST = CASES / "hundred-mistakes.txt"
LINE = re.compile(r"(.+?):(\d+): ([a-z-]+): (.+)", re.DOTALL)
NAMES = re.compile(r"'[^']*'|\"[^\"]*\"|\d+")
LISTS = re.compile(r"expected .*|; .*")
JARGON = re.compile(
    r"\b(?:traceback|exception|regex|NoneType|str|int|dict|tuple|parse[rd]?|token|scanner|codec|byte 0x|errno|"
    r"attribute error|object at|stack|null|boolean|iterable|callable|literals?|subscript|True|False)\b"
)
"""Words of programs, not of editors."""


def mistakes() -> Iterator[str]:
    """Each kind of mistake: what was typed, and the message."""
    seen = set()
    for case in sorted((CASES / "messages").iterdir()):
        if not (case / "expected.txt").is_file():
            continue
        for problem in (case / "expected.txt").read_text("utf-8").split("\n"):
            if not (match := LINE.fullmatch(problem)):
                continue
            path, line, code, message = match.groups()
            kind = code, LISTS.sub("", NAMES.sub("…", message))
            if kind in seen:
                continue
            seen.add(kind)
            yield f"{_typed(case / path, int(line))}\n    {code}: {message}\n"


def _typed(file: Path, line: int) -> str:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return f"({file.name})"
    text = lines[line - 1].strip() if line <= len(lines) else ""
    # What nobody sees is spelt out.
    text = "".join(sign if unicodedata.category(sign)[0] != "C" else f"<U+{ord(sign):04X}>" for sign in text)
    return text if len(text) <= 120 else f"{text[:119]}…"


def test_the_list_is_what_editors_read(request: pytest.FixtureRequest) -> None:
    made = "\n".join(mistakes())
    if request.config.getoption("--update-cases"):
        LIST.write_text(made, "utf-8")
    assert made == LIST.read_text("utf-8")


def test_there_are_a_hundred() -> None:
    assert len(list(mistakes())) >= 100


def test_each_says_what_was_expected_or_what_to_do_in_words_of_editors() -> None:
    for mistake in mistakes():
        message = mistake.partition("\n    ")[2]
        assert not JARGON.search(NAMES.sub("", message)), message
