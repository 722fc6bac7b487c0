"""Problems of the sources: their codes and severities, the place of each, and the nearest right name.

A problem never stops the reading. Readers collect problems, and whoever asked decides what they mean:
``foresite check`` prints them, a strict build fails on them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, IntEnum
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

# Why citations cannot be formatted.


class StyleError(ValueError):
    """A style that cannot be used; its text says why and what was expected.

    ``line`` says where in the file; ``path`` names the file if it is not the style itself but the one it depends on.
    """

    def __init__(self, message: str, line: int = 1, path: Path | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.path = path


class CiteprocError(RuntimeError):
    """Pandoc failed on checked input; its text says how, in Pandoc's words where it had any."""


class LimitError(CiteprocError):
    """Pandoc needed more time or memory than it may take."""


# Why a template of the project's own cannot be used.


class TemplateFault(ValueError):
    """A mistake in a template of the project's own; its text says what is wrong."""

    def __init__(self, name: str, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.name = name
        """The template, within the folder of overrides."""
        self.line = line
        self.hint = hint

    @property
    def described(self) -> str:
        """The mistake with its place."""
        return f"{self.name}:{self.line}: {self}{f'; {self.hint}' if self.hint else ''}"

    def __reduce__(self) -> tuple[type, tuple[str, int, str, str]]:
        # Other processes raise it, too.
        return TemplateFault, (self.name, self.line, str(self), self.hint)


# Everything an editor can get wrong: one closed list of codes, one record a problem.


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
        "The file is missing, too large, special, or outside the project's folders.",
        Severity.LOSES_FILE,
    )
    BAD_NAME = (
        "bad-name",
        "A file or folder whose name cannot be part of an address on every host and system.",
        Severity.LOSES_FILE,
    )
    TAKEN_ADDRESS = (
        "taken-address",
        "A page or file whose address something else of the site has already.",
        Severity.LOSES_FILE,
    )
    REFUSED_FILE = ("refused-file", "A file of a kind that is not published beside pages.", Severity.UNSAFE)
    UNSAFE_SVG = ("unsafe-svg", "Something in an SVG that can run code or load from elsewhere.", Severity.UNSAFE)
    BAD_YAML = ("bad-yaml", "Front matter, options or settings that YAML cannot read.", Severity.LOSES_FILE)
    BAD_SETTING = ("bad-setting", "A setting in mkdocs.yml that is unknown or wrong.")
    BAD_OUTLOOK = ("bad-outlook", "An outlook that is not a period or a name declared for one.", Severity.LOSES_FILE)
    UNKNOWN_BRIEF = ("unknown-brief", "A brief that has no entry in the bibliography.", Severity.LOSES_FILE)
    # Blocks
    UNKNOWN_BLOCK = ("unknown-block", "A block with an unknown name.", Severity.LOSES_RECORD)
    UNCLOSED_BLOCK = ("unclosed-block", "A block without its closing fence.", Severity.LOSES_RECORD)
    STRAY_FENCE = ("stray-fence", "A closing fence that closes nothing.", Severity.LOSES_RECORD)
    NESTED_BLOCK = ("nested-block", "A block of the record inside the body of another.", Severity.LOSES_RECORD)
    UNOPENED_BLOCK = (
        "unopened-block",
        "A fence that opens no block, because it is indented, quoted or too short.",
        Severity.LOSES_RECORD,
    )
    MISPLACED_BLOCK = (
        "misplaced-block",
        "A claim or correction on a page that annotates no brief.",
        Severity.LOSES_RECORD,
    )
    MISSING_TITLE = ("missing-title", "A block or bibliography entry without a title.", Severity.LOSES_RECORD)
    MISSING_ID = ("missing-id", "A block without an id.", Severity.LOSES_RECORD)
    BAD_ID = ("bad-id", "An id that is not kebab-case, or is reserved.", Severity.LOSES_RECORD)
    DUPLICATE_ID = ("duplicate-id", "An id that the site uses twice.", Severity.LOSES_RECORD)
    UNKNOWN_OPTION = ("unknown-option", "An option that the block or the front matter does not have.")
    ALTERED_TEXT = ("altered-text", "A text that YAML reads otherwise than it was typed.", Severity.LOSES_RECORD)
    DUPLICATE_OPTION = ("duplicate-option", "An option given twice.")
    MISSING_OPTION = ("missing-option", "A required option that is not given.", Severity.LOSES_RECORD)
    BAD_VALUE = ("bad-value", "An option whose value is of the wrong kind.")
    BAD_DRAFT = ("bad-draft", "A draft option that is neither true nor false.", Severity.LOSES_RECORD)
    # Values
    UNKNOWN_THEME = ("unknown-theme", "A theme that mkdocs.yml does not list.")
    UNKNOWN_MEASURE = ("unknown-measure", "A measure that mkdocs.yml does not list.")
    UNKNOWN_TERM = ("unknown-term", "A likelihood that is not a term of the scale.")
    BAD_PROBABILITY = ("bad-probability", "A likelihood in numbers that cannot be read, or leaves doubt.")
    UNKNOWN_STATUS = ("unknown-status", "An outcome status that does not exist.")
    UNKNOWN_REASON = ("unknown-reason", "A reason for an undecided outcome that does not exist.")
    UNKNOWN_CHANGE = ("unknown-change", "A shift change that does not exist.")
    UNKNOWN_SET = ("unknown-set", "A scenario set that no scenario belongs to.")
    BAD_DATE = ("bad-date", "A date that is not an EDTF date or interval, or that is impossible.")
    BAD_LOCATOR = ("bad-locator", "A locator that is backwards, past the end of the brief or unreadable.")
    LONG_QUOTATION = ("long-quotation", "A phrase of the brief with more words than may be quoted.")
    # References between records
    UNKNOWN_CLAIM = ("unknown-claim", "A reference to a claim that does not exist.")
    UNKNOWN_EVENT = ("unknown-event", "A reference to an event that does not exist.")
    UNKNOWN_CITATION = ("unknown-citation", "A citation key that the bibliography does not have.")
    BAD_CITATION = ("bad-citation", "A citation that is not closed or names no key.")
    UNPUBLISHED = (
        "unpublished",
        "A reference to what is left out of the site: an excluded page or a draft.",
        Severity.LOSES_RECORD,
    )
    BROKEN_LINK = ("broken-link", "A link or navigation entry that leads to no page, anchor or file.")
    # Macro calls
    BAD_MACRO = ("bad-macro", "A macro call that is not one macro with texts in quotes or numbers.")
    UNKNOWN_MACRO = ("unknown-macro", "A macro that does not exist.")
    UNKNOWN_ARGUMENT = ("unknown-argument", "An argument that the macro does not take.")
    BAD_TEMPLATE = ("bad-template", "A template of the project's own that cannot be used.")
    BAD_CATALOGUE = ("bad-catalogue", "A catalogue of the project's own that cannot be used.")
    MISSING_ARGUMENT = ("missing-argument", "A required argument that is not given.")
    BAD_ARGUMENT = ("bad-argument", "An argument whose value is of the wrong kind or unknown.")
    # Pages
    UNCLOSED_COMMENT = (
        "unclosed-comment",
        "A comment that is never closed, or in which another one begins.",
        Severity.LOSES_RECORD,
    )
    UNSAFE_HTML = (
        "unsafe-html",
        "HTML or an attribute that runs code, pulls in other content or is reserved.",
        Severity.UNSAFE,
    )
    TOO_DEEP = (
        "too-deep",
        "More open brackets, tags, nested lists, lines or cells than can be read or printed in time.",
    )
    HIDDEN_CHARACTER = ("hidden-character", "A character that nobody sees, or that makes text look like another.")
    UNSAFE_LINK = ("unsafe-link", "A link whose scheme can run code or carry content of its own.", Severity.UNSAFE)
    BLOCKED_CONTENT = (
        "blocked-content",
        "A picture, frame, font or script of another host, which the policy of the page blocks.",
    )
    # The finished site
    UNRENDERED = ("unrendered", "Markup that reached a finished page unrendered.")
    REPEATED_ANCHOR = ("repeated-anchor", "An id that one finished page uses twice.")
    STALE_PAGE = ("stale-page", "A page of the finished site that is missing, or was made of other sources.")
    DEAD_LINK = ("dead-link", "A link of a finished page or printed document that leads nowhere in it.")
    # Print
    LOST_IN_PRINT = ("lost-in-print", "A heading, record or reference of the site that a printed document lacks.")
    MISSING_GLYPH = ("missing-glyph", "A character that no installed font has, so that it cannot be printed.")
    UNPRINTABLE = ("unprintable", "Something on a page that cannot be printed as it is, such as a missing picture.")
    # Bibliography
    BAD_ENTRY = ("bad-entry", "A bibliography entry that cannot be read.", Severity.LOSES_RECORD)
    DUPLICATE_KEY = ("duplicate-key", "A citation key that the bibliography has twice.", Severity.LOSES_RECORD)
    SIMILAR_KEY = ("similar-key", "Citation keys that differ only in upper and lower case.")
    UNDEFINED_STRING = ("undefined-string", "A string of the bibliography that is not defined.")
    BAD_URL = ("bad-url", "An address that is not http(s), mailto or a DOI.")
    BAD_STYLE = ("bad-style", "A citation style that cannot be used.")
    # Permanent addresses
    BROKEN_PERMALINK = ("broken-permalink", "A published address that leads nowhere and has no redirect.")
    BAD_REDIRECT = ("bad-redirect", "A redirect from an address that still exists, or to one that does not.")
    # Translations
    BAD_TRANSLATION = (
        "bad-translation",
        "A translation, or a block or option of one, that does not fit the original.",
    )
    UNTRANSLATED = ("untranslated", "A page, record or text that has no translation; a check of translations tells.")
    OUTDATED_TRANSLATION = (
        "outdated-translation",
        "A translation whose original has changed since, or of which that is not known; a check of translations tells.",
    )
    # Git
    NO_HISTORY = ("no-history", "Git does not say when pages and records changed, so that dates are missing.")
    # A copy of a brief
    WRONG_COPY = ("wrong-copy", "A copy of a brief that is not the one annotated.")
    MISQUOTED = ("misquoted", "A phrase that is not in the paragraph of the brief that is named.")
    OVERQUOTED = ("overquoted", "A brief of which more than 5 % is quoted.")

    def __init__(self, slug: str, meaning: str, severity: Severity = Severity.WRONG) -> None:
        self.slug = slug
        self.meaning = meaning
        self.severity = severity

    def __str__(self) -> str:
        return self.slug


UNREAD = frozenset((Code.BAD_FILE, Code.BAD_NAME, Code.NOT_UTF8, Code.TAKEN_ADDRESS))
"""The codes of files that are not read: what refers to them is not a second mistake."""


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


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that an editor should know of although nothing is wrong; it fails neither a check nor a build."""

    place: Place
    message: str
    """What there is to know, one line, no full stop."""

    def __str__(self) -> str:
        return f"{self.place}: notice: {self.message}"


NEAR = 0.6
"""How like each other names are that are near, as difflib has it."""
MAX_TYPED_LENGTH, MANY = 100, 1_000
"""Characters of a name and known names, above which less is compared: two names take time as the square of both."""


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint that names the known name nearest to ``name``, or the empty string when none is near.

    Case is folded for the comparison only, so that ``Security`` finds ``security``.
    """
    folded = name.casefold()
    if len(folded) > MAX_TYPED_LENGTH:
        return ""
    by_folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    candidates = [each for each in _comparable(folded, by_folded) if _may_be_near(folded, each)]
    match = get_close_matches(folded, candidates, n=1, cutoff=NEAR)
    return f"did you mean '{by_folded[match[0]]}'?" if match else ""


def _may_be_near(one: str, other: str) -> bool:
    """Whether two names can be near: for most, their length and letters alone say that they are not."""
    letters, others = _letters(one), _letters(other)
    most = min(len(one) - (letters & ~others).bit_count(), len(other) - (others & ~letters).bit_count())
    return 2 * most >= NEAR * (len(one) + len(other))


@lru_cache(maxsize=10_000)
def _letters(name: str) -> int:
    """The letters of a name, as bits; some of the many share one."""
    bits = 0
    for letter in name:
        bits |= 1 << (ord(letter) % 61)
    return bits


def _comparable(folded: str, known: Collection[str]) -> Iterable[str]:
    """The names that are compared: all of them, or of very many some that begin alike and are as long."""
    if len(known) <= MANY:
        return known
    alike = (each for each in known if each[:1] == folded[:1] and abs(len(each) - len(folded)) <= len(folded) // 3)
    return islice(alike, MANY)


MOST_NAMES = 20_000
"""How many names are compared with a wrong one."""


class Hints:
    """The nearest names, each looked for once however often the wrong one stands, and only for so many.

    Whoever has more names wrong has another mistake to mend first, and each of them costs as much as all known names.
    """

    def __init__(self, most: int = 100) -> None:
        self._most = most
        self._found: dict[tuple[str, str], str] = {}

    def nearest(
        self,
        name: str,
        known: Callable[[], Iterable[str]],
        what: str = "",
        find: Callable[[str, Iterable[str]], str] | None = None,
    ) -> str:
        """Return the hint among the names that are known of ``what``; empty where too many were asked for.

        ``find`` looks for it: ``nearest_name`` unless another is given.
        """
        asked = what, name
        if asked not in self._found:
            self._found[asked] = (find or nearest_name)(name, known()) if len(self._found) < self._most else ""
        return self._found[asked]


def nearest_name(name: str, known: Iterable[str]) -> str:
    """The hint that names the one known name of which ``name`` is a slip of the hand, or the empty string.

    Names that editors give stand for different things although they are alike: a forecast of another brief, the next
    report of an author. So they must be within few letters of each other and begin alike, and one must be nearer than
    all others. Of the words of a closed list, which ``nearest`` looks through, any that is somewhat like helps.
    """
    folded = name.casefold()
    best: list[str] = []
    least = max(1, min(3, len(folded) // 6)) if len(folded) > 2 else 0
    for candidate in islice(known, MOST_NAMES):
        other = candidate.casefold()
        if abs(len(other) - len(folded)) > least or other[:1] != folded[:1] or not _alike(folded, other):
            continue
        apart = edits(folded, other, least)
        if apart <= least and candidate not in best:
            best = [*(best if apart == least else ()), candidate]
            least = apart
    return f"did you mean '{best[0]}'?" if len(best) == 1 else ""


def _alike(one: str, other: str) -> bool:
    """Whether two names can stand for the same thing: they begin with the same brief's word, and no year differs."""
    digits, others = (sorted(filter(str.isdigit, name)) for name in (one, other))
    if len(digits) == len(others) and digits != others:
        return False
    first, second = one.partition("-")[0], other.partition("-")[0]
    # A letter for another makes a different name; one too many, too few or in the wrong place is a slip.
    slip = len(first) != len(second) or sorted(first) == sorted(second)
    return "-" not in one or first == second or (slip and edits(first, second, 1) <= 1)


def edits(one: str, other: str, most: int) -> int:
    """How many letters must be added, left out, changed or swapped to make one of the other; at most ``most`` + 1."""
    if one == other:
        return 0
    before, above = [0] * (len(other) + 1), list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row, *([0] * len(other))]
        for column, sign in enumerate(other, 1):
            here[column] = min(above[column] + 1, here[column - 1] + 1, above[column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                here[column] = min(here[column], before[column - 2] + 1)
        if min(here) > most:
            return most + 1
        before, above = above, here
    return above[-1]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems by path and line, each once."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.code.slug, p.message))


# A fault: a problem before it is known which file the text came from.


class Fault(NamedTuple):
    """Something wrong on a line of a text."""

    line: int
    """From 1."""
    code: Code
    message: str
    hint: str = ""

    def within(self, path: str) -> Problem:
        """The problem, once the file is known."""
        return Problem(Place(path, self.line), self.code, self.message, self.hint)


def a(noun: str) -> str:
    """The noun with its indefinite article."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def one_of(names: Iterable[str]) -> str:
    """Names as a sentence lists the choices: ``a, b or c``."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


MAX_LISTED_CHOICES = 12
"""How many choices a message lists where editors may give any number."""


def one_of_some(names: Collection[str]) -> str:
    """The same of names that editors give: of many only how many there are, lest each message be as long as all."""
    return one_of(names) if len(names) <= MAX_LISTED_CHOICES else f"one of the {len(names)} that there are"
