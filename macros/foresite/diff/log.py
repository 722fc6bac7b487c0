"""Log by day what the commits of a project did to its record: what is new, corrected, judged otherwise, withdrawn.

Of each day, the last commit counts. What it did is worked out from its sources and those of the last day before, and
cached by the two commits, so that a build reads new commits alone. A log names things and the options that changed.
It holds no words of an earlier commit, which may have been taken back.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from foresite.diff.changes import TEXT, ChangedItem, ChangeKind, RevisionError, Revisions, record_changes
from foresite.model.corpus import Corpus
from foresite.model.records import ChangeLog, LoggedChange, RecordChange, Verdict
from foresite.model.settings import Settings
from foresite.parsing.cache import load_json, save_json
from foresite.parsing.git import Commit, GitError, Repository
from foresite.parsing.parse_cache import ParseCache
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings

MAX_DAYS = 60
"""Days with commits that a log goes back: without a cache, each is read anew."""
FORM = 2
"""The form of the cache; it rises when the same commits would be logged otherwise."""
UNLOGGED = frozenset({"page"})
"""The fields of which a change corrects nothing that is said."""
Pair = tuple[str, str]
"""Two commits, the earlier one first; an empty text stands for the time before all."""
Logged = tuple[tuple[LoggedChange, str, tuple[str, ...], Verdict | None, Verdict | None, int], ...]
"""What lies between them."""


def read_log(settings: Settings, cache: Path | None = None) -> ChangeLog | None:
    """Return the changes to the record of a project by day; None where Git does not know them.

    ``cache`` is a file for what earlier builds have found.
    """
    try:
        repository = Repository.of(settings.root)
        if repository is None:
            return None
        paths = [settings.relative(path) for path in (settings.docs, *settings.bibliography)]
        commits = repository.commits([settings.config, *paths])
        if not commits:
            return None
        pairs, since = _pairs(commits, shallow=repository.shallow)
        renamed = {redirect.old.anchor: redirect.new.anchor for redirect in settings.redirects if redirect.old.anchor}
        basis = _basis(settings, renamed)
        known = _load(cache, basis) if cache else {}
        found = {pair: known[pair] for pair in pairs if pair in known}
        if missing := [pair for pair in pairs if pair not in found]:
            found |= _read(settings, missing, renamed)
    except (GitError, RevisionError):
        return None
    if cache and found.keys() != known.keys():
        save_json(cache, {"form": FORM, "basis": basis, "pairs": [_stored(pair, found[pair]) for pair in pairs]})
    changes = (RecordChange(day, *each) for pair, day in pairs.items() for each in found[pair])
    return ChangeLog(tuple(replace(each, id=_last_name(each.id, renamed)) for each in changes), since)


def _basis(settings: Settings, renamed: Mapping[str, str]) -> str:
    """Return a digest of what a log depends on beside commits; a folder may hold several projects."""
    return sha256(repr((settings.config, sorted(renamed.items()))).encode()).hexdigest()


def _last_name(id: str, renamed: Mapping[str, str]) -> str:
    """Return the id that a record has now; of redirects in a circle, one of them."""
    seen = {id}
    while (name := renamed.get(id, "")) and name not in seen:
        seen.add(name)
        id = name
    return id


def _pairs(commits: list[Commit], *, shallow: bool) -> tuple[dict[Pair, date], date | None]:
    """Return the commits to compare with the day of each pair, the latest first, and the day before all of them."""
    last_of_day: dict[date, str] = {}
    for commit in commits:
        last_of_day.setdefault(commit.day, commit.id)
    days = list(last_of_day.items())
    # The oldest commit of a shallow clone seems to have added everything.
    before = (commits[-1].day, commits[-1].id) if shallow else None
    if len(days) > MAX_DAYS:
        before = days[MAX_DAYS]
    tips = [*days[:MAX_DAYS], *([before] if before else [])]
    ids = [id for _, id in tips] + ([] if before else [""])
    pairs = {(ids[place + 1], id): day for place, (day, id) in enumerate(tips) if place + 1 < len(ids)}
    return {pair: day for pair, day in pairs.items() if pair[0] != pair[1]}, before[0] if before else None


def _read(settings: Settings, pairs: Iterable[Pair], renamed: Mapping[str, str]) -> dict[Pair, Logged]:
    """Work out what lies between commits, given the latest first.

    Raises:
        RevisionError: where Git does not have the sources of one.
    """
    found: dict[Pair, Logged] = {}
    with tempfile.TemporaryDirectory(prefix="foresite-") as name:
        folder = Path(name)
        revisions, parse_cache = Revisions(settings.root, folder), ParseCache()
        last: tuple[str, Corpus | None] = "", None
        for before, after in reversed(list(pairs)):
            if last[0] != before:
                last = before, _corpus(revisions, folder / settings.config, before, parse_cache)
            corpus = _corpus(revisions, folder / settings.config, after, parse_cache)
            found[before, after] = tuple(_logged(last[1], corpus, renamed))
            last = after, corpus
    return found


def _corpus(revisions: Revisions, config: Path, commit: str, parse_cache: ParseCache) -> Corpus:
    revisions.write(commit)
    settings, _ = read_settings(config)
    return Corpus.build(settings, read_project(settings, parse_cache))


def _logged(before: Corpus | None, after: Corpus, renamed: Mapping[str, str]) -> Iterator[Any]:
    items, flips = record_changes(before, after)
    added = {item.id for item in items if item.change is ChangeKind.ADDED}
    # A record that was renamed twice has another name now than the one that it was given then.
    there = {_last_name(id, renamed): id for id in added}
    moved = {
        item.id: there[name]
        for item in items
        if _is_gone(item) and item.id in renamed and (name := _last_name(item.id, renamed)) in there
    }
    new = added - set(moved.values())
    for item in items:
        if item.id in new and item.change is ChangeKind.ADDED:
            yield LoggedChange.NEW, item.id, (), None, None, 1
        elif item.change is ChangeKind.CHANGED and (names := tuple(_corrected(item))):
            yield LoggedChange.CORRECTED, item.id, names, None, None, 1
    for flip in flips:
        yield LoggedChange.FLIPPED, flip.claim, (), _verdict(flip.before), _verdict(flip.after), 1
    if gone := sum(_is_gone(item) and item.id not in moved and item.id not in added for item in items):
        yield LoggedChange.WITHDRAWN, "", (), None, None, gone


def _is_gone(item: ChangedItem) -> bool:
    return item.change is ChangeKind.REMOVED


def _corrected(item: ChangedItem) -> Iterator[str]:
    for field in item.fields:
        # Where its lines break changes nothing that a text says.
        same = field.name == TEXT and field.before.split() == field.after.split()
        if field.name not in UNLOGGED and not same:
            yield field.name


def _verdict(label: str) -> Verdict:
    return next(verdict for verdict in Verdict if verdict.label == label)


# The cache, which is not trusted: what is not of its form is worked out again.


def _stored(pair: Pair, logged: Logged) -> list[Any]:
    return [*pair, [[c.value, id, names, b and b.value, a and a.value, n] for c, id, names, b, a, n in logged]]


def _load(cache: Path, basis: str) -> dict[Pair, Logged]:
    content = load_json(cache)
    try:
        if content["form"] != FORM or content["basis"] != basis:
            return {}
        return {(str(a), str(b)): tuple(map(_loaded, logged)) for a, b, logged in content["pairs"]}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _loaded(stored: Any) -> Any:
    change, id, names, before, after, count = stored
    if not (isinstance(id, str) and isinstance(count, int) and all(isinstance(name, str) for name in names)):
        raise ValueError
    return LoggedChange(change), id, tuple(names), before and Verdict(before), after and Verdict(after), count


def public_log(log: ChangeLog, names: Collection[str]) -> ChangeLog:
    """Return a log with the changes of what is there alone: what has become a draft since is not named."""
    return replace(log, changes=tuple(each for each in log.changes if not each.id or each.id in names))
