"""Read translations: a sibling page in another language, laid over its original.

A sibling, ``briefs/rivera.ko.md`` beside ``briefs/rivera.md``, has the prose of the page, and blocks with the text for
readers alone: title, body, and options such as ``criterion``. Everything else stands once, in the original. Both give
one text, which is read as any page is: the translation's prose, with each block made whole by the original's options,
and the blocks that it lacks where they stand in the original. What of it is still in the original's language is known
by part, so that pages can mark it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from posixpath import splitext
from typing import NamedTuple

from foresite.language.catalogue import same_tag
from foresite.language.foreign import Foreign
from foresite.model.addresses import MARKDOWN
from foresite.model.fields import DRAFT, ID, KINDS, Field
from foresite.model.problems import Code, Fault, Place, Problem, a, nearest, one_of
from foresite.model.records import Record
from foresite.model.settings import Settings
from foresite.parsing.characters import hidden_faults, with_plain_lines, without_hidden
from foresite.parsing.front_matter import KEYS, front_matter_end
from foresite.parsing.markdown.code import mask_blocks
from foresite.parsing.markdown.scan import RawBlock, Scan, scan
from foresite.parsing.markdown.text import Heading, anchors_of, find_headings, find_ids
from foresite.parsing.options import Option, entries_by_name, read_options
from foresite.parsing.page_source import page_without_comments
from foresite.parsing.yaml import Items, Node, Table, Text, YamlError, parse_yaml

TRANSLATES = "translates"
"""The option, and the key of front matter, that holds the digest of the original as it was when it was translated."""
META = ("title", "description")
"""The keys of front matter that a translation gives; all others stand in the original."""
DIGEST = re.compile(r"[0-9a-f]{8}")
TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
TITLE, BODY = "title", "body"
EMPTY = re.compile(r"\{\{(.{,2000}?)\}\}", re.DOTALL)


# Which files are translations, and of what.


class Sibling(NamedTuple):
    """A file that translates a page."""

    path: str
    """Relative to the docs folder."""
    original: str
    """The page, which may be missing."""
    tag: str
    """The language as the file's name has it."""


def siblings_of(files: Iterable[str], settings: Settings) -> tuple[dict[str, Sibling], list[Problem]]:
    """Return the translations among the pages of the docs folder, by path, and problems of names that come near."""
    if not settings.languages:
        return {}, []
    paths = list(files)
    known, found, problems = set(paths), {}, []
    for path in paths:
        stem, ending = splitext(path)
        original, dot, tag = stem.rpartition(".")
        if not dot or not original or original.endswith("/") or ending not in MARKDOWN or not TAG.fullmatch(tag):
            continue
        base = next((f"{original}{each}" for each in (ending, *MARKDOWN) if f"{original}{each}" in known), "")
        declared = next((each for each in settings.trees if same_tag(each, tag)), "")
        place = Place(settings.relative(settings.docs / path), 1)
        if declared:
            found[path] = Sibling(path, base, declared)
            if not base:
                message = f"there is no page '{original}{ending}' that this translates, expected one beside it"
                names = [each.rpartition("/")[2] for each in known if each not in found]
                name = f"{original}{ending}".rpartition("/")[2]
                problems.append(Problem(place, Code.BAD_TRANSLATION, message, nearest(name, names)))
            elif tag != declared:
                message = f"the language is written '{tag}', expected '{declared}' as in the setting 'languages'"
                problems.append(Problem(place, Code.BAD_TRANSLATION, message))
        elif base:
            # Never published as a page of its own: somebody meant a translation.
            found[path] = Sibling(path, base, "")
            message = f"the site has no language '{tag}', expected {one_of(settings.trees)}"
            hint = nearest(tag, settings.trees) or "declare it in the setting 'languages' of mkdocs.yml"
            problems.append(Problem(place, Code.BAD_TRANSLATION, message, hint))
    return found, problems


def sibling_path(page: str, tag: str) -> str:
    """Return where the translation of a page stands."""
    stem, ending = splitext(page)
    return f"{stem}.{tag}{ending}"


# The parts of a page that is translated or translates.


def plain_value(node: Node) -> object:
    """Return an option's value as it is compared: texts, and lists of such."""
    match node:
        case Text():
            return " ".join(node.value.split())
        case Items():
            return [plain_value(item) for item in node.items]
    return {key.value: plain_value(value) for key, value in node.entries}


@dataclass(frozen=True)
class SourcePage:
    """A page taken apart."""

    text: str
    path: str
    """Relative to the project's root."""
    lines: list[str]
    body_start: int
    """The index of the line on which the text below the front matter starts."""
    meta: Mapping[str, Option]
    front_lines: tuple[int, int]
    """The lines between the fences of the front matter, from 1: the first, and the one after the last."""
    scan: Scan
    options: Mapping[int, Mapping[str, Option]]
    """The options of each block, by the line of its fence."""
    faults: tuple[Fault, ...] = ()
    """What is wrong with its characters and comments."""

    @classmethod
    def of(cls, text: str, path: str) -> SourcePage:
        """Take a page apart; never raises."""
        if hidden := hidden_faults(text):
            text = without_hidden(with_plain_lines(text))
        clean = page_without_comments(text)
        end = front_matter_end(clean.text)
        meta: Mapping[str, Option] = {}
        first = last = 1
        start = 0
        rest = clean.text
        if end:
            first, last = 2, clean.text.count("\n", 0, end) + 1
            closing = clean.text.find("\n", end)
            closing = len(clean.text) if closing < 0 else closing
            start = last
            rest = "\n" * clean.text.count("\n", 0, closing) + clean.text[closing:]
            try:
                root = parse_yaml("\n".join(clean.text.split("\n")[1 : last - 1]), 2)
            except YamlError:
                root = None
            meta = entries_by_name(root)[0] if isinstance(root, Table) else {}
        scanned = scan(rest, clean.noted)
        options = {
            block.line: read_options(block.options, block.options_line).by_name
            for block in (*scanned.blocks, *scanned.strays)
        }
        faults = (*hidden, *clean.faults)
        return cls(text, path, text.split("\n"), start, meta, (first, last), scanned, options, faults)

    def id(self, block: RawBlock) -> str:
        """Return the id of a block; empty where it has none."""
        option = self.options[block.line].get("id")
        return option.node.value if option and isinstance(option.node, Text) else ""

    def value(self, name: str) -> str:
        """Return a text of the front matter; empty where it is not given."""
        option = self.meta.get(name)
        return option.node.value.strip() if option and isinstance(option.node, Text) else ""

    @property
    def by_id(self) -> dict[str, RawBlock]:
        """The blocks by id, of one given twice the first."""
        found: dict[str, RawBlock] = {}
        for block in self.scan.blocks:
            if id := self.id(block):
                found.setdefault(id, block)
        return found

    def option_lines(self, block: RawBlock) -> dict[str, tuple[int, int]]:
        """Return the lines of each option of a block, from 1: the first, and the one after the last."""
        options = sorted(self.options[block.line].values(), key=lambda option: option.line)
        end = block.options_line + block.options.count("\n") + 1 if block.options else block.options_line
        starts = [*(option.line for option in options), end]
        return {option.name: (option.line, starts[n + 1]) for n, option in enumerate(options)}

    def digest(self, block: RawBlock) -> str:
        """Return the digest of what of a block is translated."""
        fields = KINDS[block.name].fields
        given = {
            name: plain_value(option.node)
            for name, option in self.options[block.line].items()
            if name in fields and needed(fields[name])
        }
        return digest([" ".join(block.title.split()), given, " ".join(block.body.split())])

    @property
    def prose_digest(self) -> str:
        """The digest of what of the page is translated beside its blocks."""
        prose = " ".join(self.scan.outside.split())
        return digest([*(self.value(name) for name in META), prose])

    @property
    def has_prose(self) -> bool:
        """Whether there is anything to translate beside blocks and calls of macros."""
        return bool(EMPTY.sub("", self.scan.outside).strip() or any(self.value(name) for name in META))


def digest(parts: object) -> str:
    """Return what tells texts from others, short enough to stand in a file that people edit."""
    return sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()[:8]


def needed(declared: Field) -> bool:
    """Return whether a translation lacks something without an option that the original has."""
    return declared.translatable and not declared.verbatim


# A translation laid over its original.


class Lack(NamedTuple):
    """Something that a translation lacks, or in which it may be out of step."""

    code: Code
    kind: str
    """The kind of the block; ``page`` for the page's own prose."""
    id: str
    place: Place
    """In the original where it is missing, else in the translation."""
    message: str
    hint: str = ""
    page: str = ""
    """The original's path, as problems give it."""
    partly: bool = False
    """Whether the record has a translation that lacks a part."""

    @property
    def problem(self) -> Problem:
        """It as a check reports it."""
        return Problem(self.place, self.code, self.message, self.hint)


@dataclass(frozen=True)
class Translation:
    """A page in another language, as far as it is translated."""

    text: str
    """As it is read."""
    lines: tuple[int, ...] = ()
    """The line of the sibling that each line of the text comes from; 0 for those of the original."""
    sibling: str = ""
    """The sibling's path from the project's root; empty where there is none."""
    translated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The parts of each record that are translated, by id."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """The original's titles of records that have another, by id."""
    is_prose_translated: bool = False
    lacks: tuple[Lack, ...] = ()
    problems: tuple[Problem, ...] = ()

    def place(self, place: Place) -> Place | None:
        """Return where a line of the text stands in the sibling; None where it is the original's."""
        line = self.lines[place.line - 1] if 0 < place.line <= len(self.lines) else 0
        return Place(self.sibling, line) if line else None


# A build reads each translation for its problems, and once more for its pages; a preview after every edit.
@lru_cache(maxsize=4096)
def translate(
    original: str, path: str, sibling: str | None, sibling_path: str, tag: str, names: frozenset[str] = frozenset()
) -> Translation:
    """Lay a translation over its original; ``None`` where there is no sibling. Never raises.

    ``tag`` is the language of the translation, ``names`` are those that the settings translate; paths are those that
    problems give.
    """
    source = SourcePage.of(original, path)
    if sibling is None:
        lacks = (lack._replace(page=path) for lack in _all_lacking(source, sibling_path, tag))
        return Translation(original, lacks=tuple(lacks))
    return Overlay(source, SourcePage.of(sibling, sibling_path), tag, names).translation()


def _all_lacking(source: SourcePage, sibling_path: str, tag: str) -> Iterator[Lack]:
    if source.has_prose or source.scan.blocks:
        message = f"the page has no translation into '{tag}', expected '{sibling_path}'"
        hint = f"'foresite translate {tag} {source.path}' makes one to fill in"
        yield Lack(Code.UNTRANSLATED, "page", "", Place(source.path, 1), message, hint)
    for block in source.scan.blocks:
        yield _missing(source, block, tag)


def _missing(source: SourcePage, block: RawBlock, tag: str) -> Lack:
    message = f"the {block.name} '{source.id(block)}' has no translation into '{tag}'"
    return Lack(Code.UNTRANSLATED, block.name, source.id(block), Place(source.path, block.line), message)


class Overlay:
    """Lays a translation over its original."""

    def __init__(self, source: SourcePage, sibling: SourcePage, tag: str, names: Collection[str] = ()) -> None:
        self.source, self.sibling, self.tag, self.names = source, sibling, tag, names
        self.problems: list[Problem] = []
        self.lacks: list[Lack] = []
        self.out: list[tuple[str, int]] = []
        self.translated: dict[str, frozenset[str]] = {}
        self.titles: dict[str, str] = {}
        self.is_prose_translated = sibling.has_prose or not source.has_prose

    def problem(self, line: int, message: str, hint: str = "", code: Code = Code.BAD_TRANSLATION) -> None:
        """Report what is wrong in the translation."""
        self.problems.append(Problem(Place(self.sibling.path, line), code, message, hint))

    def translation(self) -> Translation:
        """Return the two as one."""
        usable = self.usable_blocks()
        self.front_matter()
        self.prose()
        if self.is_prose_translated:
            self.body(usable)
        else:
            self.body_of_original(usable)
        for id, block in self.source.by_id.items():
            if id not in usable:
                self.lacks.append(_missing(self.source, block, self.tag))
        text = "\n".join(line for line, _ in self.out)
        lines = tuple(number for _, number in self.out)
        for block in self.sibling.scan.blocks:
            self.faults(read_options(block.options, block.options_line).faults)
        self.faults((*self.sibling.scan.faults, *self.sibling.faults))
        lacks = tuple(lack._replace(page=self.source.path) for lack in sorted(self.lacks, key=lambda lack: lack.place))
        return Translation(
            text,
            lines,
            self.sibling.path,
            self.translated,
            self.titles,
            self.is_prose_translated,
            lacks,
            tuple(self.problems),
        )

    def faults(self, faults: Iterable[Fault]) -> None:
        """Report what is wrong in the translation as it is written, which nobody sees in the whole."""
        self.problems += [fault.within(self.sibling.path) for fault in faults]

    def usable_blocks(self) -> dict[str, RawBlock]:
        """Return the blocks of the translation that have an original, by id; others are reported."""
        originals = self.source.by_id
        found: dict[str, RawBlock] = {}
        for block in self.sibling.scan.blocks:
            id, options = self.sibling.id(block), self.sibling.options[block.line]
            if not id:
                hint = "give it the id of the block that it translates"
                self.problem(block.line, f"the {block.name} '{block.title}' has no 'id'", hint, Code.MISSING_ID)
            elif id in found:
                message = f"'{id}' is translated on line {found[id].line} already, expected each block once"
                self.problem(options["id"].line, message, code=Code.DUPLICATE_ID)
            elif id not in originals:
                message = f"'{self.source.path}' has no '{id}', expected the id of one of its blocks"
                free = [each for each in originals if each not in found]
                self.problem(options["id"].line, message, nearest(id, free))
            elif originals[id].name != block.name:
                message = f"'{id}' is {a(originals[id].name)} in the original, expected '/// {originals[id].name}'"
                self.problem(block.line, message)
            else:
                found[id] = block
        return found

    def front_matter(self) -> None:
        """Add the original's front matter, with the translation's title and description."""
        given: dict[str, Option] = {}
        for name, option in self.sibling.meta.items():
            if name in META:
                if isinstance(option.node, Text) and option.node.value.strip():
                    given[name] = option
                else:
                    self.problem(option.line, f"'{name}' is not a text, expected one")
            elif name == TRANSLATES:
                self.check_digest(option)
            elif name in KEYS:
                message = f"'{name}' stands once, in '{self.source.path}', expected only {one_of((*META, TRANSLATES))}"
                self.problem(option.line, message)
            else:
                message = f"no key '{name}' in a translation, expected {one_of((*META, TRANSLATES))}"
                self.problem(option.line, message, nearest(name, (*META, TRANSLATES)), Code.UNKNOWN_OPTION)
        first, end = self.source.front_lines
        lines = [(number, self.source.lines[number - 1]) for number in range(first, end)]
        starts = sorted(option.line for option in self.source.meta.values())
        for name in (*META, "lang"):
            # A title or description of the original's does not stand above a text in another language.
            if replaced := self.source.meta.get(name):
                after = next((start for start in starts if start > replaced.line), end)
                lines = [(number, line) for number, line in lines if not replaced.line <= number < after]
        if lines or given:
            self.out.append(("---", 0))
            self.out += [(line, 0) for _, line in lines]
            for name, option in given.items():
                assert isinstance(option.node, Text)
                self.out.append((f"{name}: {json.dumps(option.node.value.strip(), ensure_ascii=False)}", option.line))
            self.out.append(("---", 0))

    def check_digest(self, option: Option) -> str:
        """Return a digest as written; empty where it is none, which is reported."""
        value = option.node.value.strip() if isinstance(option.node, Text) else ""
        if DIGEST.fullmatch(value):
            return value
        message = f"'{TRANSLATES}' is '{value}', expected eight digits and letters such as 3fa2b1c0"
        hint = f"'foresite translate {self.tag} {self.sibling.path} --in-step' writes it"
        self.problem(option.line, message, hint)
        return ""

    def out_of_step(self, kind: str, id: str, line: int, option: Option | None, current: str, at: Place) -> None:
        """Note a translation whose original has changed, or of which that is not known."""
        what = f"the {kind} '{id}'" if id else "the page"
        place = Place(self.sibling.path, option.line if option else line)
        said = option.node.value.strip() if option and isinstance(option.node, Text) else ""
        hint = f"compare it with {at}, then run 'foresite translate {self.tag} {self.sibling.path} --in-step"
        hint += f" {id}'" if id else " page'"
        if not said:
            message = f"{what} has no '{TRANSLATES}', so that nobody knows whether it is in step with the original"
            self.lacks.append(Lack(Code.OUTDATED_TRANSLATION, kind, id, place, message, hint))
        elif DIGEST.fullmatch(said) and said != current:
            message = f"the original of {what} has changed since it was translated"
            self.lacks.append(Lack(Code.OUTDATED_TRANSLATION, kind, id, place, message, hint))

    def prose(self) -> None:
        """Note whether the page's own prose is in step."""
        original = self.source
        if original.has_prose:
            at = Place(original.path, 1)
            if not self.is_prose_translated:
                message = f"the page's own prose has no translation into '{self.tag}'"
                self.lacks.append(Lack(Code.UNTRANSLATED, "page", "", at, message))
                return
            self.out_of_step("page", "", 1, self.sibling.meta.get(TRANSLATES), original.prose_digest, at)
            calls = [" ".join(call.split()) for call in EMPTY.findall(self.sibling.scan.prose)]
            for call in EMPTY.findall(original.scan.prose):
                if " ".join(call.split()) not in calls:
                    message = f"the page does not call '{{{{{call}}}}}' as the original does"
                    self.lacks.append(Lack(Code.UNTRANSLATED, "page", "", Place(self.sibling.path, 1), message))

    @property
    def headings(self) -> list[list[Heading]]:
        """The headings of the original and of the translation."""
        return [find_headings(mask_blocks(page.scan.outside)) for page in (self.source, self.sibling)]

    def body_of_original(self, usable: Mapping[str, RawBlock]) -> None:
        """Add the original's text, with the blocks that are translated in the place of its own."""
        source = self.source
        lines: list[list[tuple[str, int]]] = [[(line, 0)] for line in source.lines]
        for id, block in source.by_id.items():
            if id in usable:
                lines[block.line - 1 : block.end_line] = [[]] * (block.end_line - block.line + 1)
                lines[block.line - 1] = self.whole(id, usable[id])
        for group in lines[source.body_start :]:
            self.out += group

    def body(self, usable: Mapping[str, RawBlock]) -> None:
        """Add the translation's text, its blocks made whole, and the blocks that it lacks."""
        sibling, source = self.sibling, self.source
        lines: list[list[tuple[str, int]]] = [[(line, number)] for number, line in enumerate(sibling.lines, 1)]
        own = self.headings
        paired = [heading.level for heading in own[0]] == [heading.level for heading in own[1]]
        if paired:
            anchors = anchors_of(own[0], source.by_id)
            for heading, anchor in zip(own[1], anchors, strict=True):
                if not find_ids(heading.text):
                    text = heading.text if heading.underlined else f"{'#' * heading.level} {heading.text}"
                    lines[heading.line - 1] = [(f"{text} {{ #{anchor} }}", heading.line)]
        elif own[0]:
            message = (
                f"the page has {len(own[1])} headings, of other levels or in other numbers than the {len(own[0])} of "
                f"'{source.path}', so that links to them may not hold in both, expected the same in the same order"
            )
            self.lacks.append(Lack(Code.UNTRANSLATED, "page", "", Place(sibling.path, 1), message))
        for block in sibling.scan.blocks:
            whole = next((self.whole(id, block) for id, each in usable.items() if each is block), [])
            for number in range(block.line, block.end_line + 1):
                lines[number - 1] = []
            lines[block.line - 1] = whole
        for line, inserted in self.insertions(usable, own if paired else None):
            number = min(line, len(lines))
            lines[number - 1] += inserted
        for group in lines[sibling.body_start :]:
            self.out += group

    def insertions(
        self, usable: Mapping[str, RawBlock], headings: list[list[Heading]] | None
    ) -> Iterator[tuple[int, list[tuple[str, int]]]]:
        """Yield the blocks that the translation lacks, each with the line of the sibling behind which it stands."""
        source, sibling = self.source, self.sibling
        starts = [[heading.line for heading in each] for each in headings] if headings else [[], []]

        def section(line: int) -> int:
            return sum(start < line for start in starts[0])

        at: dict[int, int] = {}
        blocks = list(source.scan.blocks)
        for n, block in enumerate(blocks):
            id = source.id(block)
            if id in usable:
                at[n] = usable[id].end_line
                continue
            own = section(block.line)
            before = next((m for m in range(n - 1, -1, -1) if section(blocks[m].line) == own), None)
            after = next(
                (
                    m
                    for m in range(n + 1, len(blocks))
                    if source.id(blocks[m]) in usable and section(blocks[m].line) == own
                ),
                None,
            )
            if before is not None:
                at[n] = at[before]
            elif after is not None:
                at[n] = usable[source.id(blocks[after])].line - 1
            elif own < len(starts[1]):
                at[n] = starts[1][own] - 1
            else:
                at[n] = len(sibling.lines)
            yield max(at[n], 1), [("", 0), *((line, 0) for line in self.missing_block(block)), ("", 0)]

    def missing_block(self, block: RawBlock) -> list[str]:
        """Return what stands for a block that the translation lacks: the original's lines."""
        return self.source.lines[block.line - 1 : block.end_line]

    def whole(self, id: str, block: RawBlock) -> list[tuple[str, int]]:
        """Return a block of the translation with the options of its original, by lines."""
        source, sibling = self.source, self.sibling
        original = source.by_id[id]
        fields = KINDS[block.name].fields
        theirs, ours = source.option_lines(original), sibling.option_lines(block)
        given = set()
        for name, option in sibling.options[block.line].items():
            declared = fields.get(name)
            expected = ["id", TRANSLATES, *(each.name for each in fields.values() if each.translatable)]
            if name == TRANSLATES or (declared and declared.type is ID):
                continue
            if declared and declared.translatable and name in theirs:
                given.add(name)
            elif declared and declared.type is DRAFT:
                # A translation that is not finished: the original stands in for it.
                message = f"a draft is the whole record, in '{source.path}', expected no 'draft' in a translation"
                self.problem(option.line, message)
            elif declared and declared.translatable:
                message = f"the original of '{id}' has no '{name}', expected only what it has"
                self.problem(option.line, message)
            elif declared:
                at = Place(source.path, theirs[name][0] if name in theirs else original.line)
                message = f"'{name}' stands once, in the original ({at}), expected only {one_of(expected)}"
                self.problem(option.line, message)
            else:
                message = f"no option '{name}' in the translation of {a(block.name)}, expected {one_of(expected)}"
                self.problem(option.line, message, nearest(name, expected), Code.UNKNOWN_OPTION)
        digest_option = sibling.options[block.line].get(TRANSLATES)
        if digest_option:
            self.check_digest(digest_option)
        at = Place(source.path, original.line)
        self.out_of_step(block.name, id, block.line, digest_option, source.digest(original), at)
        parts = {*given, *((TITLE,) if block.title else ()), *((BODY,) if block.body or not original.body else ())}
        self.translated[id] = frozenset(parts)
        if block.title != original.title:
            self.titles[id] = original.title
        lacking = [
            name
            for name in theirs
            if name in fields and needed(fields[name]) and name not in parts and not self.named(original, name)
        ]
        lacking += [name for name in (TITLE, BODY) if name not in parts]
        for name in lacking:
            message = f"the {block.name} '{id}' has no '{name}' in '{self.tag}', so that the original's stands there"
            where = Place(sibling.path, block.line)
            self.lacks.append(Lack(Code.UNTRANSLATED, block.name, id, where, message, partly=True))
        return self._lines_of(block, original, theirs, ours, given)

    def named(self, block: RawBlock, name: str) -> bool:
        """Return whether the settings translate all that an option of the original holds."""
        option = self.source.options[block.line].get(name)
        value = plain_value(option.node) if option else ""
        return all(each in self.names for each in (value if isinstance(value, list) else [value]))

    def _lines_of(
        self,
        block: RawBlock,
        original: RawBlock,
        theirs: Mapping[str, tuple[int, int]],
        ours: Mapping[str, tuple[int, int]],
        given: set[str],
    ) -> list[tuple[str, int]]:
        source, sibling = self.source, self.sibling
        written = re.match(r" {0,3}(/{3,})", sibling.lines[block.line - 1])
        fence = written[1] if written else "///"
        opening = f"{fence} {block.name} | {block.title or original.title}"
        whole = [(opening, block.line)]
        for name, (start, end) in theirs.items():
            if name not in given:
                whole += [(line, 0) for line in source.lines[start - 1 : end - 1] if line.strip()]
        for name in given:
            start, end = ours[name]
            whole += [(sibling.lines[n - 1], n) for n in range(start, end) if sibling.lines[n - 1].strip()]
        whole.append(("", 0))
        if block.body:
            last = block.body_line + block.body.count("\n")
            whole += [(sibling.lines[n - 1], n) for n in range(block.body_line, last + 1)]
        elif original.body:
            whole += [(line, 0) for line in original.body.split("\n")]
        whole.append((fence, block.end_line))
        return whole


# Records of a translation: what is still in the original's language is marked.


def marked(record: Record, translation: Translation, settings: Settings, phrases: str) -> Record:
    """Return a record of a translation with its parts that are in another language marked as such.

    ``phrases`` is the language of its brief's own words.
    """
    assert settings.original
    translated = translation.translated.get(record.id, frozenset())
    lang = settings.original.content_language
    names = settings.languages[settings.content_language].names
    changed: dict[str, object] = {}
    if record.id in translation.titles:
        changed["other_titles"] = (translation.titles[record.id],)
    if TITLE not in translated:
        changed["title"] = Foreign(record.title, lang)
    if BODY not in translated and record.body:
        changed["body"] = Foreign(record.body, lang)
    for name, declared in KINDS[record.kind].fields.items():
        value = declared.of(record)
        if not value or name in translated:
            continue
        if not (declared.names or declared.translatable):
            continue
        tag = phrases if declared.verbatim else lang

        def own(text: str, tag: str = tag, known: Mapping[str, str] = {} if declared.verbatim else names) -> str:
            return known.get(text) or Foreign(text, tag)

        changed[declared.attribute_name] = tuple(map(own, value)) if declared.type.many else own(value)
    return replace(record, **changed) if changed else record  # type: ignore[arg-type]
