"""Compare two states of a project record by record and field by field.

Blobs are taken from the object store as they are: nothing is checked out, so no hook, filter, attribute
or submodule of a hostile revision is ever acted on, and the work tree stays as it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import TypeVar

from foresite.model.addresses import Permalink, redirected, redirections
from foresite.model.corpus import Corpus
from foresite.model.fields import KINDS
from foresite.model.likelihood import NO_DEGREE, Scale
from foresite.model.locators import COUNTED
from foresite.model.outlook import Outlook
from foresite.model.quantities import Measure, with_unit
from foresite.model.records import Brief, Record, Reference
from foresite.model.settings import Settings
from foresite.parsing.git import GitError, run_git
from foresite.parsing.setting_table import SETTINGS, fields_of_settings
from foresite.views.addresses import Addresses
from foresite.views.scorecard import scores, scores_in_words

# The fields of a record, a reference or a brief, each by the name and in the form that an editor writes.


TEXT = "text"
"""The name of the field that holds a record's body."""


def record_fields(record: Record) -> dict[str, str]:
    """The title, the options of its block and the body; an option that is not given is empty."""
    fields = {"title": record.title}
    for name, each in KINDS[record.kind].fields.items():
        if name != "id":
            fields[name] = each.written(record)
    return {**fields, "page": record.page, TEXT: record.body}


def reference_fields(reference: Reference) -> dict[str, str]:
    """The type, the people, the date and every other field."""
    return {
        "type": reference.type,
        "author": "; ".join(map(str, reference.authors)),
        "authororig": "; ".join(name.original for name in reference.authors if name.original),
        "editor": "; ".join(map(str, reference.editors)),
        **{name: "; ".join(map(str, names)) for name, names in reference.people.items()},
        "date": reference.date.text if reference.date else "",
        **reference.fields,
    }


def brief_fields(brief: Brief) -> dict[str, str]:
    """The front matter of its page."""
    counts = {name: str(count) for name, unit in COUNTED.items() if (count := brief.count(unit))}
    scale = {"scale": brief.scale.id} if brief.scale else {}
    return {"outlook": brief.outlook, **counts, **scale, "page": brief.page}


def settings_fields(settings: Settings) -> dict[str, str]:
    """The settings that change what pages say."""
    found: dict[str, str] = {}
    for name in fields_of_settings(name for name, setting in SETTINGS.items() if setting.in_diff):
        value = getattr(settings, name)
        if isinstance(value, Mapping):
            found |= {f"{name}.{key}": _setting(settings, each, declared=True) for key, each in value.items()}
        else:
            found[name] = _setting(settings, value)
    return found


def _setting(settings: Settings, value: object, *, declared: bool = False) -> str:
    """A setting as text; a scale that is not declared there by its id."""
    match value:
        case None:
            return ""
        case Path():
            return settings.relative(value)
        case Enum():
            return str(value.value)
        case Outlook():
            return _declared(value)
        case Scale():
            return scale_in_words(value) if declared else value.id
        case Measure():
            return with_unit(value.label, value.unit)
        case tuple():
            return ", ".join(_setting(settings, each) for each in value)
    return str(value)


def _declared(outlook: Outlook) -> str:
    """An outlook as the settings declare it."""
    parts = {"label": outlook.label, "period": outlook.period.typed, "order": outlook.order}
    return ", ".join(f"{name}: {value}" for name, value in parts.items() if value)


def title_of(reference: Reference) -> str:
    """What a reference is called."""
    fields: Mapping[str, str] = reference.fields
    return fields.get("title") or fields.get("titleaddon") or reference.key


def scale_in_words(scale: Scale) -> str:
    """A scale with its terms, on one line."""
    terms = ", ".join(f"{'/'.join((term.name, *term.synonyms))} {term.range_text}" for term in scale.terms)
    others = f"{NO_DEGREE}: {', '.join(scale.no_degree)}; confidence: {', '.join(scale.confidence)}"
    return f"{scale.label} ({scale.source}): {terms}; {others}"


# The sources of a project as they stand in a Git revision.


MAX_SOURCE_BYTES = 2_000_000
"""Bytes of a file; what is larger is not a source."""
SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".bib", ".csl", ".yml", ".yaml", ".txt", ".json"})
REGULAR = (b"100644", b"100755")


class RevisionError(ValueError):
    """A revision that cannot be read; its message says why."""


def write_revision(project: Path, revision: str, folder: Path) -> None:
    """Write the sources that stood in ``project`` at ``revision`` into an empty folder.

    Symbolic links, submodules, files of other kinds and files above 2 MB are left out.

    Raises:
        RevisionError: where ``project`` is not in a repository, or has no such revision.
    """
    Revisions(project, folder).write(revision)


class Revisions:
    """Writes the sources of one revision after another into a folder, of each only what the last one has otherwise."""

    def __init__(self, project: Path, folder: Path) -> None:
        self._project, self._folder = project, folder
        self._written: dict[str, bytes] = {}

    def write(self, revision: str) -> None:
        """Make the folder hold the sources of a revision; see ``write_revision``.

        Raises:
            RevisionError: where the project is not in a repository, or has no such revision.
        """
        blobs = self._blobs(revision)
        for path in self._written.keys() - blobs.keys():
            (self._folder / path).unlink(missing_ok=True)
        changed = {path: blob for path, blob in blobs.items() if self._written.get(path) != blob}
        contents = _git(self._project, ["cat-file", "--batch"], b"".join(blob + b"\n" for blob in changed.values()))
        at = 0
        for path in changed:
            end = contents.index(b"\n", at)
            length = int(contents[at:end].split()[2])
            file = self._folder / path
            # A folder that is empty now may have the name of the file.
            if file.is_dir():
                shutil.rmtree(file)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(contents[end + 1 : end + 1 + length])
            at = end + length + 2
        self._written = blobs

    def _blobs(self, revision: str) -> dict[str, bytes]:
        """Return the names of the sources in Git, by path."""
        project = self._project
        commit = _git(project, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
        wanted: dict[str, bytes] = {}
        for entry in _git(project, ["ls-tree", "-r", "-l", "-z", commit.decode().strip()]).split(b"\0"):
            head, _, name = entry.partition(b"\t")
            if head and (path := _safe(name)):
                mode, _, blob, size = head.split()
                if mode not in REGULAR:
                    continue
                if not size.isdigit():
                    raise RevisionError(f"Git does not have the content of '{path}': the clone is partial or damaged")
                if int(size) <= MAX_SOURCE_BYTES:
                    wanted[path] = blob
        return wanted


def _safe(name: bytes) -> str:
    """The path, if it is one of a source inside the folder; else nothing."""
    try:
        path = PurePosixPath(name.decode())
    except UnicodeDecodeError:
        return ""
    parts = name.decode().split("/")
    return str(path) if path.suffix in SUFFIXES and not {"", ".", ".."} & set(parts) and "\\" not in str(path) else ""


def _git(project: Path, command: list[str], given: bytes = b"") -> bytes:
    try:
        return run_git(project, command, given)
    except GitError as error:
        if command[0] == "rev-parse" and not str(error):
            raise RevisionError("there is no such commit here") from None
        raise RevisionError(" ".join(f"{error} {error.more}".split()) or "Git failed") from None


# Two states of a project, set against each other record by record and field by field.


Thing = TypeVar("Thing")


class ChangeKind(Enum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; empty where it was not, or is no longer, given."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """A record, reference, brief or setting that is not what it was."""

    change: ChangeKind
    kind: str
    """``forecast``, ``event``, ``reference``, ``brief``, ``settings``, …"""
    id: str
    title: str
    fields: tuple[FieldChange, ...]
    """Those that differ; of something added or removed, those that hold something."""


@dataclass(frozen=True, slots=True)
class VerdictFlip:
    """A claim whose verdict is another."""

    claim: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The mean interval Brier score of an outlook; empty where nothing is decided."""

    outlook: str
    """Its label."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A permanent address that leads nowhere any more."""

    address: str
    now: str
    """Where its id stands instead; empty where it is gone."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is different, and what follows from it."""

    items: tuple[ChangedItem, ...]
    flips: tuple[VerdictFlip, ...]
    scores: tuple[ScoreChange, ...]
    broken: tuple[Broken, ...]

    def __bool__(self) -> bool:
        return bool(self.items or self.flips or self.scores or self.broken)


def compare(before: Corpus, after: Corpus) -> Changes:
    """What turns the one state into the other; nothing else enters, so equal states give no changes."""
    items = [
        *_settings(before, after),
        *_items({b.key: b for b in before.briefs}, {b.key: b for b in after.briefs}, brief_fields, "brief"),
        *_items(before.records, after.records, record_fields, "", lambda record: record.title),
        *_items(before.references, after.references, reference_fields, "reference", title_of),
    ]
    return Changes(tuple(items), tuple(_flips(before, after)), tuple(_scores(before, after)), _broken(before, after))


def record_changes(before: Corpus | None, after: Corpus) -> tuple[list[ChangedItem], list[VerdictFlip]]:
    """Return what became of briefs and records alone, and the verdicts that flipped; without ``before``, all is new."""
    items = [
        *_items(
            {b.key: b for b in before.briefs} if before else {}, {b.key: b for b in after.briefs}, brief_fields, "brief"
        ),
        *_items(before.records if before else {}, after.records, record_fields, "", lambda record: record.title),
    ]
    return items, list(_flips(before, after)) if before else []


def _items(
    before: Mapping[str, Thing],
    after: Mapping[str, Thing],
    fields: Callable[[Thing], Mapping[str, str]],
    kind: str,
    title: Callable[[Thing], str] = lambda thing: "",
) -> Iterator[ChangedItem]:
    """What was added, removed and changed, in the order of the ids; a thing of another kind is another thing."""

    def kind_of(thing: Thing) -> str:
        return kind or str(getattr(thing, "kind", ""))

    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and kind_of(old) == kind_of(new):
            if changed := _differences(fields(old), fields(new)):
                yield ChangedItem(ChangeKind.CHANGED, kind_of(new), key, title(new), changed)
            continue
        if old is not None:
            yield ChangedItem(ChangeKind.REMOVED, kind_of(old), key, title(old), _differences(fields(old), {}))
        if new is not None:
            yield ChangedItem(ChangeKind.ADDED, kind_of(new), key, title(new), _differences({}, fields(new)))


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    names = dict.fromkeys([*after, *before])
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if old != new)


def _settings(before: Corpus, after: Corpus) -> Iterator[ChangedItem]:
    if changed := _differences(settings_fields(before.settings), settings_fields(after.settings)):
        yield ChangedItem(ChangeKind.CHANGED, "settings", "mkdocs.yml", "", changed)


def _flips(before: Corpus, after: Corpus) -> Iterator[VerdictFlip]:
    for claim in after.claims:
        earlier = before.claim(claim.id)
        old, new = before.verdict(earlier) if earlier else None, after.verdict(claim)
        if old and new and old is not new:
            yield VerdictFlip(claim.id, claim.title, old.label, new.label)


def _scores(before: Corpus, after: Corpus) -> Iterator[ScoreChange]:
    for outlook in dict.fromkeys((*after.outlooks, *before.outlooks)):
        old, new = (
            scores(corpus, [forecast for forecast in corpus.forecasts if forecast.outlook == outlook])
            for corpus in (before, after)
        )
        texts = [scores_in_words(each) for each in (old, new)]
        if texts[0] != texts[1]:
            settings = (after if outlook in after.outlooks else before).settings
            yield ScoreChange(settings.outlook_label(outlook), *texts)


def _broken(before: Corpus, after: Corpus) -> tuple[Broken, ...]:
    there = after.permalinks
    standing = set(there)
    now: dict[str, Permalink] = {link.anchor: link for link in there if link.anchor}
    old, new = Addresses.of(before.settings), Addresses.of(after.settings)
    redirects = redirections(after.settings.redirects)
    return tuple(
        Broken(
            old.path(link.page, link.anchor),
            new.path(now[link.anchor].page, link.anchor) if link.anchor in now else "",
        )
        for link in before.permalinks
        if link not in standing and redirected(link, redirects) not in standing
    )
