"""Which problems are worse than others, where only so many can be shown.

Every problem fails a check and a strict build. An error loses something of the record or runs what
should not run; with a warning, the record stands and something in it is wrong.
"""

from __future__ import annotations

from foresite.problems import Code, Problem

UNSAFE = frozenset({Code.UNSAFE_HTML, Code.UNSAFE_LINK, Code.UNSAFE_SVG, Code.REFUSED_FILE})
LOSES_A_FILE = frozenset(
    {
        Code.NOT_UTF8,
        Code.BAD_FILE,
        Code.BAD_NAME,
        Code.TAKEN_ADDRESS,
        Code.BAD_YAML,
        Code.UNKNOWN_BRIEF,
        Code.BAD_OUTLOOK,
    }
)
LOSES_A_RECORD = frozenset(
    {
        Code.UNKNOWN_BLOCK,
        Code.UNCLOSED_BLOCK,
        Code.STRAY_FENCE,
        Code.NESTED_BLOCK,
        Code.UNOPENED_BLOCK,
        Code.MISPLACED_BLOCK,
        Code.UNCLOSED_COMMENT,
        Code.ALTERED_TEXT,
        Code.BAD_DRAFT,
        Code.UNPUBLISHED,
        Code.MISSING_TITLE,
        Code.MISSING_ID,
        Code.BAD_ID,
        Code.DUPLICATE_ID,
        Code.MISSING_OPTION,
        Code.BAD_ENTRY,
        Code.DUPLICATE_KEY,
    }
)
RANKS = (UNSAFE, LOSES_A_FILE, LOSES_A_RECORD)


def rank(problem: Problem) -> int:
    """How bad a problem is: 0 is the worst."""
    return next((n for n, codes in enumerate(RANKS) if problem.code in codes), len(RANKS))


def level(problem: Problem) -> str:
    """``error`` or ``warning``, as GitHub and SARIF name them."""
    return "error" if rank(problem) < len(RANKS) else "warning"
