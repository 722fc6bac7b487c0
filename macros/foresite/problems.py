"""Everything an editor can get wrong: one closed list of codes, one record a problem.

A problem never stops the reading. Readers collect problems, and whoever asked decides what they mean:
``foresite check`` prints them, a strict build fails on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, IntEnum
from typing import NamedTuple


class Severity(IntEnum):
    """How bad a problem is, the worst first, where only so many can be shown.

    Every problem fails a check and a strict build. An error loses something of the record or runs what should not
    run; with a warning, the record stands and something in it is wrong.
    """

    UNSAFE = 0
    LOSES_FILE = 1
    LOSES_RECORD = 2
    WRONG = 3

    @property
    def level(self) -> str:
        """``error`` or ``warning``, as GitHub and SARIF name them."""
        return "warning" if self is Severity.WRONG else "error"


class Code(Enum):
    """The stable codes of problems, each with its documentation and its severity."""

    # Files and front matter
    NOT_UTF8 = ("not-utf8", "The file is not UTF-8 text.", Severity.LOSES_FILE)
    BAD_FILE = (
        "bad-file",
        "The file is missing, too large, or stands outside the project's folders.",
        Severity.LOSES_FILE,
    )
    BAD_YAML = ("bad-yaml", "Front matter, options or settings that YAML cannot read.", Severity.LOSES_FILE)
    BAD_SETTING = ("bad-setting", "A setting of the foresite entry in mkdocs.yml that is unknown or wrong.")
    BAD_OUTLOOK = ("bad-outlook", "An outlook that is no year of four digits.", Severity.LOSES_FILE)
    UNKNOWN_BRIEF = ("unknown-brief", "A brief that has no entry in the bibliography.", Severity.LOSES_FILE)
    # Blocks
    UNKNOWN_BLOCK = ("unknown-block", "A block whose name nobody knows.", Severity.LOSES_RECORD)
    UNCLOSED_BLOCK = ("unclosed-block", "A block without its closing fence.", Severity.LOSES_RECORD)
    STRAY_FENCE = ("stray-fence", "A closing fence that closes nothing.", Severity.LOSES_RECORD)
    NESTED_BLOCK = ("nested-block", "A block of the record inside the body of another.", Severity.LOSES_RECORD)
    UNOPENED_BLOCK = (
        "unopened-block",
        "A fence that is indented, quoted or too short, so that it opens no block.",
        Severity.LOSES_RECORD,
    )
    MISPLACED_BLOCK = (
        "misplaced-block",
        "A claim or correction on a page that annotates no brief.",
        Severity.LOSES_RECORD,
    )
    MISSING_TITLE = ("missing-title", "A block or bibliography entry without a title.", Severity.LOSES_RECORD)
    MISSING_ID = ("missing-id", "A block without an id.", Severity.LOSES_RECORD)
    BAD_ID = ("bad-id", "An id that is not kebab-case.", Severity.LOSES_RECORD)
    DUPLICATE_ID = ("duplicate-id", "An id that stands twice in the site.", Severity.LOSES_RECORD)
    UNKNOWN_OPTION = ("unknown-option", "An option that the block or the front matter does not have.")
    DUPLICATE_OPTION = ("duplicate-option", "An option given twice.")
    MISSING_OPTION = ("missing-option", "A required option that is not given.", Severity.LOSES_RECORD)
    BAD_VALUE = ("bad-value", "An option whose value is of the wrong kind.")
    # Values
    UNKNOWN_THEME = ("unknown-theme", "A theme that mkdocs.yml does not list.")
    UNKNOWN_TERM = ("unknown-term", "A likelihood that is no term of the site's scale.")
    UNKNOWN_STATUS = ("unknown-status", "A status of an outcome that does not exist.")
    UNKNOWN_CHANGE = ("unknown-change", "A change of a shift that does not exist.")
    UNKNOWN_SET = ("unknown-set", "A scenario set to which no scenario belongs.")
    BAD_DATE = ("bad-date", "A date that is no EDTF date or interval.")
    BAD_LOCATOR = ("bad-locator", "A paragraph locator that is backwards, past the end or unreadable.")
    LONG_QUOTATION = ("long-quotation", "A phrase of the brief with more words than may be quoted.")
    # References between records
    UNKNOWN_CLAIM = ("unknown-claim", "A reference to a claim that does not exist.")
    UNKNOWN_EVENT = ("unknown-event", "A reference to an event that does not exist.")
    UNKNOWN_CITATION = ("unknown-citation", "A citation key that the bibliography does not have.")
    BAD_CITATION = ("bad-citation", "A citation that is not closed or names no key.")
    BROKEN_LINK = ("broken-link", "A link to a page or an anchor that does not exist.")
    # Macro calls
    BAD_MACRO = ("bad-macro", "A macro call that is not one call with literal arguments.")
    UNKNOWN_MACRO = ("unknown-macro", "A macro that does not exist.")
    UNKNOWN_ARGUMENT = ("unknown-argument", "An argument that the macro does not take.")
    MISSING_ARGUMENT = ("missing-argument", "A required argument that is not given.")
    BAD_ARGUMENT = ("bad-argument", "An argument whose value is of the wrong kind or unknown.")
    # Pages
    UNSAFE_HTML = ("unsafe-html", "Raw HTML that runs code or pulls in other content.", Severity.UNSAFE)
    TOO_DEEP = ("too-deep", "More open brackets, tags, nested lists or lines than Markdown can read in time.")
    UNSAFE_LINK = ("unsafe-link", "A link whose scheme can run code or carry content of its own.", Severity.UNSAFE)
    # The finished site
    UNRENDERED = ("unrendered", "Markup that stands in a finished page as it was written.")
    REPEATED_ANCHOR = ("repeated-anchor", "An id that stands twice in one finished page.")
    STALE_PAGE = ("stale-page", "A page of the finished site that is missing, or was made of other sources.")
    DEAD_LINK = ("dead-link", "A link of a finished page or printed document that leads nowhere in it.")
    # Print
    LOST_IN_PRINT = ("lost-in-print", "A heading, record or reference of the site that a printed document lacks.")
    MISSING_GLYPH = ("missing-glyph", "A character that no installed font has, so that it cannot be printed.")
    UNPRINTABLE = ("unprintable", "Something of a page that cannot be printed as it is, such as a missing picture.")
    # Bibliography
    BAD_ENTRY = ("bad-entry", "A bibliography entry that cannot be read.", Severity.LOSES_RECORD)
    DUPLICATE_KEY = ("duplicate-key", "A citation key that stands twice in the bibliography.", Severity.LOSES_RECORD)
    SIMILAR_KEY = ("similar-key", "Citation keys that differ only in upper and lower case.")
    UNDEFINED_STRING = ("undefined-string", "A string of the bibliography that is defined nowhere.")
    BAD_URL = ("bad-url", "An address that is not http(s), mailto or a DOI.")
    BAD_STYLE = ("bad-style", "A citation style that cannot be used.")
    # Permanent addresses
    BROKEN_PERMALINK = ("broken-permalink", "A published address that leads nowhere and has no redirect.")
    BAD_REDIRECT = ("bad-redirect", "A redirect from what is still there, or to what is not.")
    # A copy of a brief
    WRONG_COPY = ("wrong-copy", "A copy of a brief that is not the one annotated.")
    MISQUOTED = ("misquoted", "A phrase that does not stand in the paragraph of the brief that is named.")
    OVERQUOTED = ("overquoted", "A brief of which more is quoted than 5 %.")

    def __init__(self, slug: str, meaning: str, severity: Severity = Severity.WRONG) -> None:
        self.slug = slug
        self.meaning = meaning
        self.severity = severity

    def __str__(self) -> str:
        return self.slug


class Place(NamedTuple):
    """Where something was written: a path relative to the project's root, and a line from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in what an editor wrote."""

    place: Place
    code: Code
    message: str
    """What is wrong and what was expected, one line, no full stop."""
    hint: str = ""
    """The nearest right name or the right form, ready to be read after a semicolon."""

    def __str__(self) -> str:
        tail = f"; {self.hint}" if self.hint else ""
        return f"{self.place}: {self.code}: {self.message}{tail}"


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint that names the known name nearest to ``name``, or the empty string when none is near.

    Case is folded for the comparison only, so that ``Security`` finds ``security``.
    """
    by_folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    match = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return f"did you mean '{by_folded[match[0]]}'?" if match else ""


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by path and line, each once."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code.slug, p.message))
