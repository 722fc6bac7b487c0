"""From a block as written to the record that it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from foresite.model.fields import DRAFT, ID, KINDS, Field, Kind
from foresite.model.likelihood import Likelihood
from foresite.model.problems import Code, Fault, Place, a, nearest, one_of
from foresite.model.quantities import Amount, Bounds
from foresite.model.records import UNDECIDED, Brief, Change, ChosenBy, Record, Status
from foresite.model.settings import Settings
from foresite.parsing.markdown.scan import RawBlock
from foresite.parsing.options import (
    Option,
    OptionContext,
    Options,
    UnplacedReference,
    altered_texts,
    read_draft,
    read_options,
)
from foresite.parsing.values import READERS
from foresite.parsing.yaml import Items, Node, Text, quoted_for_hint

QUANTITY = ("value", "unit", "interval", "period")
"""The options that only a forecast with a measure has."""
NEED_LIKELIHOOD = ("chosen-by", "if-nothing-changes", "codings")
"""The options that say something of a likelihood."""
NEAR = re.compile(r"did you mean '(.+)'\?")


@dataclass(frozen=True, slots=True)
class OnPage:
    """The page that a block stands on."""

    page: str
    """Relative to the docs folder."""
    path: str
    """Relative to the project's root."""
    settings: Settings
    brief: Brief | None
    annotates: bool
    """Whether its front matter means to annotate a brief, even where it fails to."""


class ReadBlock(NamedTuple):
    """What a block yields."""

    raw: RawBlock
    kind: str
    options: Options
    record: Record | None
    """None where a required value is missing or unreadable."""
    named: tuple[UnplacedReference, ...]
    draft: bool
    """Whether it says that it is a draft; where what it says cannot be read, it is one."""
    faults: tuple[Fault, ...]

    @property
    def id(self) -> str:
        """The id as written, also where it is not a good one; empty where there is none."""
        return self.options.text("id")


def read_block(raw: RawBlock, on: OnPage) -> ReadBlock | None:
    """Read one block, every mistake in it reported; None where its name is like none of the record's."""
    names = [raw.name] if raw.name in KINDS else get_close_matches(raw.name, KINDS, n=1)
    if not names:
        return None
    kind = KINDS[names[0]]
    options = read_options(raw.options, raw.options_line)
    reading = _Reading(raw, names[0], on, options, OptionContext(kind.fields["id"], on.settings, on.brief))
    reading.check_block(kind)
    for each in kind.fields.values():
        option = options.by_name.get(each.name)
        if each.type is DRAFT:
            continue
        if option:
            reading.read(each, option)
        elif each.required and not reading.stands_in(each):
            reading.absent(each, kind)
        else:
            reading.values[each.attribute_name] = each.absent
    reading.check_names(kind)
    if names[0] == "shift":
        reading.check_sides()
    if names[0] == "forecast":
        reading.check_quantity()
    if names[0] == "outcome":
        reading.check_reason()
        reading.check_value()
    record = reading.record(kind) if reading.complete else None
    context = reading.context
    draft, wrong = read_draft(options.by_name)
    draft = draft or "draft" in options.unread
    unread = [_tried(fault, kind, on) if fault.code is Code.BAD_YAML else fault for fault in options.faults]
    return ReadBlock(
        raw, names[0], options, record, tuple(context.references), draft, (*unread, *context.faults, *wrong)
    )


def is_draft(raw: RawBlock) -> bool:
    """Whether a block says that it is a draft."""
    if "draft" not in raw.options.lower():
        return False
    options = read_options(raw.options, raw.options_line)
    return read_draft(options.by_name)[0] or "draft" in options.unread


def _tried(fault: Fault, kind: Kind, on: OnPage) -> Fault:
    """The fault of an option that YAML cannot read; its hint is one that the option's reader takes."""
    if not fault.hint.startswith("write '"):
        return fault
    trial = OptionContext(kind.fields["id"], on.settings, on.brief)
    for name, option in read_options(f"    {fault.hint[7:-1]}", fault.line).by_name.items():
        if declared := kind.fields.get(name):
            read = READERS.get(declared.type.name)
            trial.field, trial.option, trial.read = declared, option, read
            if read:
                read(trial)
    if not trial.faults:
        return fault
    near = NEAR.fullmatch(trial.faults[0].hint)
    return fault._replace(hint=f"write '{trial.name}: {quoted_for_hint(near[1])}'" if near else trial.faults[0].hint)


@dataclass(slots=True)
class _Reading:
    raw: RawBlock
    kind: str
    on: OnPage
    options: Options
    context: OptionContext
    values: dict[str, Any] = field(default_factory=dict)
    complete: bool = True
    """Whether nothing that the record needs is missing."""

    def _fault(self, line: int, code: Code, message: str, hint: str = "") -> None:
        self.context.faults.append(Fault(line, code, message, hint))

    def check_block(self, kind: Kind) -> None:
        """Its title, and whether it may stand here."""
        if not self.raw.title:
            self.complete = False
            hint = f"write '/// {self.kind} | Title'"
            self._fault(self.raw.line, Code.MISSING_TITLE, f"the {self.kind} has no title, expected one", hint)
        if kind.of_brief and not self.on.annotates:
            message = f"{a(self.kind)} on a page that annotates no brief, expected it on its brief's page"
            hint = "give brief and outlook in the front matter"
            self._fault(self.raw.line, Code.MISPLACED_BLOCK, message, hint)
        self.complete &= not (kind.of_brief and self.on.brief is None)

    def absent(self, declared: Field, kind: Kind) -> None:
        """An option that is required and not given, unless its name is only misspelt, which is reported as that."""
        self.complete = False
        strange = [given for given in self.options.by_name if given not in kind.fields]
        misspelt = f"did you mean '{declared.name}'?" in [nearest(given, kind.fields) for given in strange]
        if declared.name not in self.options.unread and not misspelt:
            self._missing(self.raw.line, declared, "has no")
        self.values[declared.attribute_name] = declared.absent

    def stands_in(self, declared: Field) -> bool:
        """Whether another option, be it wrong, makes one optional that is required."""
        return bool(declared.unless) and (
            declared.unless in self.options.by_name or declared.unless in self.options.unread
        )

    def read(self, declared: Field, option: Option) -> None:
        """An option that is given, if only as an empty one."""
        value = None
        altering = list(altered_texts(declared.name, option.node, declared.prose))
        self.context.faults += altering
        if altering and _is_empty(option.node):
            pass
        elif _is_empty(option.node):
            if declared.required:
                self._missing(option.line, declared, "has an empty")
            else:
                message = f"'{declared.name}' is empty, expected {declared.expects}"
                self._fault(option.line, Code.BAD_VALUE, message)
        else:
            read = READERS[declared.type.name]
            self.context.field, self.context.option, self.context.read = declared, option, read
            value = read(self.context)
        if value is None:
            value = declared.absent
            if declared.required and not self.stands_in(declared):
                self.complete = False
        self.values[declared.attribute_name] = value

    def _missing(self, line: int, declared: Field, how: str) -> None:
        code = Code.MISSING_ID if declared.type is ID else Code.MISSING_OPTION
        message = f"the {self.kind} '{self.raw.title}' {how} '{declared.name}', expected {declared.expects}"
        self._fault(line, code, message)

    def check_names(self, kind: Kind) -> None:
        """Options that the kind does not have."""
        for name, option in self.options.by_name.items():
            if name not in kind.fields:
                message = f"no option '{name}' in {a(self.kind)}, expected {one_of(kind.fields)}"
                free = [each for each in kind.fields if each not in self.options.by_name]
                self._fault(option.line, Code.UNKNOWN_OPTION, message, nearest(name, free))

    def check_sides(self) -> None:
        """Which sides a shift must have, and must not: that follows from its change."""
        change = self.values["change"]
        if not change:
            return
        needed = {Change.NEW: ("to",), Change.DROPPED: ("from",)}.get(change, ("from", "to"))
        for side in ("from", "to"):
            option = self.options.by_name.get(side)
            if side in needed and option is None and side not in self.options.unread:
                expected = _sides(needed) if len(needed) > 1 else "the claims that it is about"
                message = f"a shift that is {change.label} has no '{side}', expected {expected}"
                self._fault(self.raw.line, Code.MISSING_OPTION, message)
            elif side not in needed and option is not None:
                message = f"a shift that is {change.label} has a '{side}', expected only {_sides(needed)}"
                self._fault(option.line, Code.BAD_VALUE, message)

    def check_reason(self) -> None:
        """Whether an outcome that gives a reason for being undecided is undecided."""
        status, option = self.values["status"], self.options.by_name.get("reason")
        if status and status not in UNDECIDED and option:
            message = f"an outcome that is {status.plain} has a 'reason', expected it only with open or not-assessable"
            self._fault(option.line, Code.BAD_VALUE, message)

    def check_quantity(self) -> None:
        """Whether a forecast of a quantity has all that one needs, and any other forecast nothing of it."""
        given, values = self.options.by_name, self.values
        if "measure" not in given:
            # One that cannot be read is a problem of its own.
            for name in () if "measure" in self.options.unread else QUANTITY:
                if name in given:
                    message = f"'{name}' is given, but the forecast has no 'measure', expected both"
                    self._fault(given[name].line, Code.MISSING_OPTION, message)
                    self.complete = False
                    break
            return
        title = self.raw.title
        if not {"value", "interval"} & {*given, *self.options.unread}:
            message = f"the forecast '{title}' has a 'measure' and no 'value', expected a value, an interval or both"
            self._fault(self.raw.line, Code.MISSING_OPTION, message)
            self.complete = False
        if "period" not in given and "period" not in self.options.unread:
            message = f"the forecast '{title}' has a 'measure' and no 'period', expected the time that the value is for"
            self._fault(self.raw.line, Code.MISSING_OPTION, message)
        # Without one, nobody could tell what came out of it.
        self.complete &= values["period"] is not None
        for name, other in (("wording", "likelihood"), ("likelihood", "wording")):
            if name in given and other not in given and other not in self.options.unread:
                message = f"the forecast '{title}' has a '{name}' and no '{other}', expected both or neither"
                self._fault(self.raw.line, Code.MISSING_OPTION, message)
                self.complete = False
        if "likelihood" not in given:
            for name in NEED_LIKELIHOOD:
                if name in given:
                    message = f"'{name}' is given, but the forecast has no likelihood, expected it only with one"
                    self._fault(given[name].line, Code.BAD_VALUE, message)
        self._check_unit()
        value: Amount | None = values["value"]
        bounds: Bounds | None = values["interval"]
        if value and bounds and not bounds.holds(value.number):
            message = f"the value {value.text} lies outside of the interval {bounds.text}, expected it inside"
            self._fault(given["value"].line, Code.BAD_VALUE, message)

    def _check_unit(self) -> None:
        """Whether the unit is that of the measure."""
        declared = self.on.settings.measures.get(self.values["measure"])
        unit, option = self.values["unit"], self.options.by_name.get("unit")
        if declared and declared.unit and option and unit and unit != declared.unit:
            message = f"'unit' is '{unit}', but mkdocs.yml declares '{declared.unit}' for '{self.values['measure']}'"
            self._fault(option.line, Code.BAD_VALUE, f"{message}, expected the same", "leave it out")
            self.values["unit"] = declared.unit
        elif declared and not unit:
            self.values["unit"] = declared.unit

    def check_value(self) -> None:
        """Whether an outcome with a value has what belongs to one, and any other nothing of it."""
        given, status = self.options.by_name, self.values["status"]
        if "value" not in given:
            if "value" in self.options.unread:
                return
            for name in ("vintage", "sources"):
                if name in given:
                    message = f"'{name}' is given, but the outcome has no 'value', expected both"
                    hint = "name the events that decide it in 'events'" if name == "sources" else ""
                    self._fault(given[name].line, Code.BAD_VALUE, message, hint)
            if status is Status.MEASURED:
                message = "an outcome that is measured has no 'value', expected the value that came out"
                self._fault(given["status"].line, Code.MISSING_OPTION, message)
            return
        if not status:
            self.values["status"] = Status.MEASURED
        elif status in UNDECIDED:
            message = f"an outcome that is {status.plain} has a 'value', expected it only where one came out"
            self._fault(given["value"].line, Code.BAD_VALUE, message)
        if not {"sources", "events"} & {*given, *self.options.unread}:
            message = f"the outcome '{self.raw.title}' has a 'value' and no 'sources', expected where the value stands"
            self._fault(self.raw.line, Code.MISSING_OPTION, message)

    def record(self, kind: Kind) -> Record:
        """The record; every value that it needs is there."""
        if self.kind == "forecast" and self.values["horizon"] is None:
            # What a value is for has turned out when that time is over.
            self.values["horizon"] = self.values["period"]
        brief = self.on.brief
        if kind.of_brief and brief:
            self.values |= {"brief": brief.key, "outlook": brief.outlook}
        if "chosen_by" in self.values:
            self.values["chosen_by"] = self._chosen_by()
        return kind.record(
            title=self.raw.title,
            page=self.on.page,
            place=Place(self.on.path, self.raw.line),
            body=self.raw.body,
            body_line=self.raw.body_line,
            **self.values,
        )

    def _chosen_by(self) -> ChosenBy | None:
        """Whose word the term of the likelihood is: as the option says, or the brief's where its wording has it."""
        likelihood: Likelihood | None = self.values["likelihood"]
        said: ChosenBy | None = self.values["chosen_by"]
        if likelihood is None or likelihood.scale is None or likelihood.number:
            if said:
                message = f"'chosen-by' is '{said.value}', but the likelihood is not a term that somebody can choose"
                self._fault(self.options.by_name["chosen-by"].line, Code.BAD_VALUE, message, "leave it out")
            return None
        if said:
            return said
        stands = likelihood.scale.term_in(self.values["wording"]) == likelihood.term
        return ChosenBy.BRIEF if stands else ChosenBy.EDITORS


def _sides(sides: tuple[str, ...]) -> str:
    """The sides of a shift, in words."""
    return " and ".join(f"'{side}'" for side in sides)


def _is_empty(node: Node) -> bool:
    if isinstance(node, Text):
        return not node.value or node.value.isspace()
    return isinstance(node, Items) and not node.items
