"""Read bibliography files: BibLaTeX in UTF-8, every failure a problem with its line.

bibtexparser reads them. What it does not report is checked here: undefined strings, empty keys, keys
that differ by case, text that was meant as an entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from foresite.model.problems import Code, Place, Problem, in_order, nearest_name
from foresite.model.records import Reference
from foresite.model.settings import Settings
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.inheritance import (
    MAX_INHERITED_FIELDS,
    by_names,
    inherited,
    inherits,
    inherits_too_much,
    parents_of,
    values_not_found,
)
from foresite.parsing.bibliography.latex import CONTROLS, MONTHS
from foresite.parsing.bibliography.syntax import (
    Comment,
    Definition,
    Failure,
    ParsedEntry,
    ValuePart,
    parse_bibtex,
    without_line_comments,
)
from foresite.parsing.characters import hidden_faults, without_hidden
from foresite.parsing.files import RealFolders, read_text
from foresite.parsing.markdown.comments import without_notes

STRAY = re.compile(r"^[ \t]*@[ \t]*(\w+(?:-\w+)*)(?:\s*\{\s*([^\s,{}=\"]+)\s*,)?", re.MULTILINE)
HEAD = re.compile(r"@\w*\s*[{(]\s*([^\s,{}=\"]*)")
EARLY = re.compile(r"(?:Unexpected block start:|but found) `@(\w*)")
REASONS = (
    (r"comma after entry key", "no comma after the key"),
    (r"`=` after entry key|equals sign", "no '=' after a name, expected name = {text},"),
    (r"after a closed entry field value", "no comma after a value, expected one before the next field"),
)
"""Messages of bibtexparser, with our wording."""

Entries = tuple[list[Reference], list[Problem]]
"""References, and everything wrong in their source."""


def read_bibliographies(settings: Settings, read: Callable[[str, str], Entries] | None = None) -> Entries:
    """Read all bibliography files of a project as one, in which each key is unique.

    ``read`` parses a file's text, given with its path; pass a cached reader to avoid parsing it each time.
    """
    references: list[Reference] = []
    problems: list[Problem] = []
    folders = RealFolders(settings)
    for path in settings.bibliography:
        file_references, file_problems = read_bibliography(path, settings, read, folders)
        references += file_references
        problems += file_problems
    problems += _folders_named_as_files(settings)
    unique, key_problems = _unique_references(references)
    if len(settings.bibliography) > 1:
        unique = inherited(unique)
    key_problems += _check_parents(unique)
    return [reference for reference in unique if reference.type != "xdata"], in_order([*problems, *key_problems])


def _folders_named_as_files(settings: Settings) -> Iterator[Problem]:
    """Yield a problem for each folder beside the bibliography files that has the name of one, but is not set as one."""
    for parent in dict.fromkeys(path.parent for path in settings.bibliography):
        with suppress(OSError):
            for path in sorted(parent.glob("*.bib")):
                if path not in settings.bibliography and path.is_dir():
                    message = "a folder has the name of a bibliography, expected a file"
                    yield Problem(Place(settings.relative(path), 1), Code.BAD_FILE, message)


def read_bibliography(
    path: Path,
    settings: Settings,
    read: Callable[[str, str], Entries] | None = None,
    folders: RealFolders | None = None,
) -> Entries:
    """Read the references of a file in their order, and everything wrong in it.

    An entry that can be read in part is a reference and a problem. If a key is repeated, its first entry counts.
    Never raises, whatever the file contains.
    """
    text = read_text(path, settings, folders)
    if isinstance(text, Problem):
        return [], [text]
    return (read or read_file)(text, settings.relative(path))


def read_file(text: str, path: str) -> Entries:
    """Parse the references of a file's text; the problems name the path."""
    hidden_problems = [fault.within(path) for fault in hidden_faults(text, markup=False)]
    if hidden_problems:
        text = without_hidden(text, markup=False)
    references, problems = read_entries(text, EntryReader(path, {}))
    return references, in_order([*problems, *hidden_problems]) if hidden_problems else problems


def read_entries(text: str, reader: EntryReader) -> Entries:
    """Parse the references of a text from the reader's file."""
    text = without_line_comments(without_notes(text).text)
    parts = list(parse_bibtex(text))
    reader.strings = _strings(parts, reader)
    references: list[Reference] = []
    for part in parts:
        if isinstance(part, ParsedEntry):
            if reference := reader.read(part):
                references.append(reference)
        elif isinstance(part, Comment):
            for stray in STRAY.finditer(part.text):
                kind = stray[1].lower()
                if kind == "comment" or kind in CONTROLS:
                    continue
                line = part.line + part.text.count("\n", 0, stray.start(1))
                if "-" in kind and stray[2]:
                    # The parser knows no hyphens in types, though BibTeX does.
                    reader.report_type(kind, stray[2], line)
                    continue
                reader.report(Code.BAD_ENTRY, line, f"'@{stray[1]}' does not open an entry, expected @{stray[1]}{{key,")
        elif isinstance(part, Failure):
            reader.report(Code.BAD_ENTRY, part.line, _failure_message(part))
    unique, unique_problems = _unique_references(references)
    keys = set(by_names(unique))
    inherited_references = inherited(unique)
    if inherits_too_much(inherited_references):
        first = next(reference for reference in inherited_references if inherits(reference))
        reader.report(
            Code.BAD_ENTRY,
            first.place.line,
            f"entries that inherit more than {MAX_INHERITED_FIELDS:,} fields, expected fewer",
        )
    # Entries that inherit from another file are checked once all files are read.
    unique_problems += (
        _missing_title(reference)
        for reference in inherited_references
        if not _has_title(reference) and keys.issuperset(parents_of(reference))
    )
    return inherited_references, in_order([*reader.problems, *unique_problems])


def _strings(parts: Iterable[ValuePart], reader: EntryReader) -> dict[str, str]:
    """Return the defined strings by name; as in BibTeX, each may use those before it."""
    strings = {name: name for name in MONTHS}
    reader.strings = strings
    for part in parts:
        if not isinstance(part, Definition):
            continue
        if part.again:
            reader.report(Code.DUPLICATE_KEY, part.line, f"the string '{part.name}' is defined twice")
        else:
            name = part.name.strip()
            strings[name.lower()] = reader.value(part.value, part.line, f"string {name}")
    return strings


def _failure_message(failure: Failure) -> str:
    """Explain why an entry could not be read, in our words where they say more than the parser's."""
    head = HEAD.match(failure.source)
    name = f"entry '{head[1]}'" if head and head[1] else "an entry"
    if "end of file" in failure.reason:
        return f"{name} is not closed, expected }} before the end of the file"
    if early := EARLY.search(failure.reason):
        return f"{name} is not closed, expected }} before the next '@{early[1]}'"
    reason = next((words for pattern, words in REASONS if re.search(pattern, failure.reason)), "")
    return f"{name} cannot be read: {reason or 'expected fields of the form name = {text},'}"


def _has_title(reference: Reference) -> bool:
    """Check whether a reference has a title or a description; a volume or one that inherits may lack its own."""
    names = ("title", "titleaddon", "maintitle", *(("booktitle", "issuetitle") if parents_of(reference) else ()))
    return reference.type == "xdata" or any(reference.fields.get(name) for name in names)


def _missing_title(reference: Reference) -> Problem:
    hint = "for a source whose headline is not known, write titleaddon = {what it is}"
    if "booktitle" in reference.fields and reference.type in ("book", "collection", "proceedings"):
        hint = "did you mean title instead of booktitle?"
    message = f"'{reference.key}' has no title, expected title = {{…}}"
    return Problem(reference.place, Code.MISSING_TITLE, message, hint)


def _check_parents(references: list[Reference]) -> list[Problem]:
    """Report parents and values that are not in the bibliography, and entries that find no title in any parent."""
    keys = set(by_names(references))
    problems = []
    for reference in references:
        for key in parents_of(reference):
            if key not in keys:
                message = f"'{reference.key}' inherits from '{key}', which is not in the bibliography"
                problems.append(Problem(reference.place, Code.BAD_ENTRY, message, nearest_name(key, keys)))
                if not _has_title(reference):
                    problems.append(_missing_title(reference))
        for written in values_not_found(reference):
            expected = "expected xdata=KEY-FIELD or xdata=KEY-FIELD-NUMBER of an @xdata that has it"
            message = f"'{reference.key}': '{written}' is not found, {expected}"
            problems.append(Problem(reference.place, Code.BAD_ENTRY, message))
    return problems


def _unique_references(references: list[Reference]) -> tuple[list[Reference], list[Problem]]:
    """Return the first reference of each key, and problems for keys used twice or differing only in case."""
    first: dict[str, Reference] = {}
    folded: dict[str, Reference] = {}
    problems = []
    for reference in references:
        if earlier := first.get(reference.key):
            message = f"the key '{reference.key}' is used twice, first at {earlier.place}"
            problems.append(Problem(reference.place, Code.DUPLICATE_KEY, message))
            continue
        first[reference.key] = reference
        if earlier := folded.get(reference.key.casefold()):
            message = f"the keys '{reference.key}' and '{earlier.key}' ({earlier.place}) differ only in case"
            problems.append(
                Problem(reference.place, Code.SIMILAR_KEY, message, "give one of them another letter or digit")
            )
        folded.setdefault(reference.key.casefold(), reference)
    return list(first.values()), problems
