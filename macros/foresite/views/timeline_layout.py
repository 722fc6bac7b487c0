"""Where things stand on a timeline: the geometry of a horizon chart, without markup.

One axis of time, one lane for each theme. Years long before the first brief are folded: each takes a narrow column of
its own, and a break stands between them and the years that are drawn to scale. In a lane stand the names of events,
the events as dots, and the forecasts as spans, so that none covers another as far as there is room.

The chart is computed in three forms: wide, upright for narrow screens, and for a landscape page of paper. Along the
axis and across it the arithmetic is the same; ``Form`` turns its results into x and y.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, pairwise
from math import sqrt
from textwrap import wrap
from typing import NamedTuple
from unicodedata import east_asian_width

from foresite.language.words import gettext, ngettext
from foresite.model.dates import PartialDate, Span
from foresite.views.outlooks import Group

MOST_FOLDS = 4
"""The most columns for folded years; more years share columns."""
FOLDED_SHARE = 1 / 3
"""Where more of the events than this lie before the first brief, their years are not folded."""
MOST_LABELS = 8
"""Up to how many briefs have their names on the chart; more have lines alone."""
ROOM = 60
"""How much room along an upright axis each event or forecast is given, as far as there is."""
MARK = 12
"""How wide the mark of a brief is."""
MANY = 200
"""From how many events on dots are smaller."""


@dataclass(frozen=True, slots=True)
class DrawnEvent:
    """An event to draw."""

    number: int
    lane: int
    date: Span
    decides: int
    """How many claims it decides."""
    name: str = ""
    """Its name on the chart; empty for most."""

    def label(self, most: int) -> str:
        """Its name with how many claims it decides, in at most so many letters."""
        return self._decides(short_name(self.name, most - letters(self._decides(""))))

    def lines(self, most: int) -> tuple[str, ...]:
        """The same in lines of so many letters: one, or two of which the first is cut."""
        whole = self._decides(self.name)
        if letters(whole) <= most:
            return (whole,)
        return short_name(self.name, most), ngettext("decides %(num)s", "decides %(num)s", self.decides)

    def _decides(self, name: str) -> str:
        return ngettext("%(event)s: decides %(num)s", "%(event)s: decides %(num)s", self.decides, event=name)


@dataclass(frozen=True, slots=True)
class DrawnForecast:
    """A forecast to draw."""

    number: int
    lane: int
    group: Group
    start: date
    end: date | None
    """The end of its horizon; None where that is open."""
    decided: date | None
    """When it was decided; None where it was not."""
    strength: float | None
    """How likely it was called, per cent; None where it was given no degree."""
    verdict: str


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


class Segment(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text that begin, end or are centred at a place."""

    x: float
    y: float
    lines: tuple[str, ...]
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Dot:
    """An event."""

    number: int
    x: float
    y: float
    r: float
    decides: int
    extent: Box | None
    """The time that it took or in which it lies; None for a day."""
    doubtful: bool
    """Whether its date is approximate or uncertain."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A forecast, from its brief to its horizon or to what decided it."""

    number: int
    box: Box
    group: Group
    opacity: float
    stated: bool
    """Whether it was given a degree of likelihood."""
    fades: bool
    """Whether no day ends it: its horizon is open, or lies beyond the chart."""
    verdict: str
    """What stands at its end; empty where it is open."""
    mark: Box


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an event, with a line that leads to it."""

    number: int
    text: Text
    leader: Segment


@dataclass(frozen=True, slots=True)
class Publication:
    """A brief's publication, and what its author could not know."""

    group: Group
    line: Segment
    after: Box
    label: Text | None
    mark: tuple[float, float]
    """Where the upper left corner of the group's mark stands beside the label."""

    @property
    def hatch(self) -> tuple[Segment, ...]:
        """Oblique lines that fill the time after it, where a pattern cannot."""
        left, top, width, height = self.after
        lines = []
        for offset in range(8, int(width + height), 8):
            start, end = min(offset, width), min(offset, height)
            lines.append(Segment(*map(_short, (left + start, top + offset - start, left + offset - end, top + end))))
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Lane:
    """The lane of a theme."""

    box: Box
    label: Text


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the axis, or several folded ones."""

    label: str
    start: float
    length: float
    line: Segment
    text: Text
    folded: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    years: tuple[Year, ...]
    quarters: tuple[Segment, ...]
    breaks: tuple[Segment, ...]
    """The break between folded years and the others, as a zigzag; empty where none are folded."""
    publications: tuple[Publication, ...]
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """How a chart lies: its measures along the axis and across it."""

    upright: bool
    origin: float
    """Where the axis begins."""
    least: float
    """How long it is at least."""
    year: float
    """How long a year should be, where there is room: the chart grows with it."""
    fold: float
    """How long a column of folded years is."""
    tail: float
    """What follows the axis."""
    head: float
    """What stands before the first lane, across."""
    room: float
    """How wide all lanes may be."""
    pitch: float
    """From one forecast to the next where there is room."""
    mark: float
    levels: int
    """How many dots may stand side by side."""
    scale: float
    """How large dots are."""
    letter: float
    line: float
    """The width of a letter, and the height of a line."""
    longest: int = 58
    """How many letters of an event's name and what it decides stand in a lane."""

    def box(self, a: float, c: float, along: float, across: float) -> Box:
        """A rectangle along and across the axis."""
        return _rounded(Box(c, a, across, along) if self.upright else Box(a, c, along, across))

    def segment(self, a1: float, c1: float, a2: float, c2: float) -> Segment:
        """A line along and across the axis."""
        return Segment(*map(_short, (c1, a1, c2, a2) if self.upright else (a1, c1, a2, c2)))

    def point(self, a: float, c: float) -> tuple[float, float]:
        """A point along and across the axis."""
        return (_short(c), _short(a)) if self.upright else (_short(a), _short(c))


WIDE = Form(
    False, origin=116, least=736, year=0, fold=34, tail=12, head=20, room=940, pitch=7, mark=7.5, levels=6, scale=1,
    letter=5.7, line=13,
)  # fmt: skip
PAPER = Form(
    False, origin=116, least=1196, year=0, fold=34, tail=12, head=20, room=620, pitch=6, mark=6.5, levels=4, scale=0.85,
    letter=5.5, line=12,
)  # fmt: skip
"""A landscape page."""
TALL = Form(
    True, origin=8, least=420, year=430, fold=58, tail=16, head=3, room=303, pitch=4.5, mark=6, levels=3, scale=0.85,
    letter=6.2, line=12,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days to places along the axis."""

    folds: tuple[tuple[int, int], ...]
    """The first and last year of each column."""
    first: date
    last: date
    """The days that are drawn to scale."""
    form: Form
    things: int
    """How many events and forecasts stand along it."""

    @property
    def zero(self) -> float:
        """Where the years begin that are drawn to scale."""
        return self.form.origin + len(self.folds) * self.form.fold + (10 if self.folds else 0)

    @property
    def end(self) -> float:
        """Where the axis ends."""
        years = (self.last - self.first).days / 365.25
        # Few things in long years would leave screens without any.
        most = max(min(2200, ROOM * self.things) / years, 120)
        wanted = min(self.form.year, most) * years if self.form.year else 0
        return max(self.form.origin + self.form.least, self.zero + wanted)

    def at(self, day: date) -> float:
        """The place of a day, which is in the middle of its column where its year is folded."""
        if day < self.first and self.folds:
            column = next((n for n, (_, last) in enumerate(self.folds) if day.year <= last), len(self.folds) - 1)
            return self.form.origin + (column + 0.5) * self.form.fold
        share = (min(max(day, self.first), self.last) - self.first).days / max((self.last - self.first).days, 1)
        return self.zero + share * (self.end - self.zero)


def chart(
    lanes: Sequence[str],
    events: Sequence[DrawnEvent],
    forecasts: Sequence[DrawnForecast],
    briefs: Sequence[tuple[Group, Span]],
    day: date,
    form: Form = WIDE,
) -> Chart:
    """Lay out events and forecasts in lanes, and the publication of briefs; ``day`` is the newest of the record."""
    upright = form.upright
    axis = _axis(form, events, forecasts, briefs, day)
    end = axis.end
    labelled = [(group, axis.at(starts(span))) for group, span in briefs]
    head, labels = _brief_labels(form, labelled, end)
    shrink = form.scale * (0.6 if len(events) > MANY else 1)
    placed = [_placed_dots(form, axis, [e for e in events if e.lane == n], shrink) for n in range(len(lanes))]
    names = [_placed_names(form, axis, [e for e in events if e.lane == n and e.name], end) for n in range(len(lanes))]
    spans = [_tracks(form, axis, [f for f in forecasts if f.lane == n]) for n in range(len(lanes))]
    tracks = sum(count for _, count in spans)
    fixed = [
        (0 if upright else form.line * levels + (3 if levels else 0)) + height
        for (_, height), (_, levels) in zip(placed, names, strict=True)
    ]
    padding = 6 if upright else 10
    free = form.room - sum(fixed) - padding * len(lanes)
    pitch = max(min(form.pitch, free / max(tracks, 1)), 0.8)
    mark = min(form.mark, max(pitch * 1.2, form.mark * (0.6 if form is WIDE else 0.9)))
    sizes = [
        max(size + padding + pitch * count, (len(_label(label, form)) + 0.6) * form.line)
        for size, (_, count), label in zip(fixed, spans, lanes, strict=True)
    ]
    stretch = 1.0
    if upright:
        # All lanes share the width of the screen.
        stretch = min(form.room / max(sum(sizes), 1), 1)
        spare = max(form.room - sum(sizes), 0) / max(len(lanes), 1)
        sizes = [size * stretch + spare for size in sizes]
    boxes, bars, dots, named = [], [], [], []
    across = head
    for lane, size in enumerate(sizes):
        label = _label(lanes[lane], form)
        boxes.append(
            Lane(form.box(form.origin, across, end - form.origin, size), _lane_text(form, label, across, size))
        )
        here, levels = names[lane]
        top = across + padding / 2 + (0 if upright else form.line * levels + (3 if levels else 0))
        where = {}
        for event, along, offset, radius in placed[lane][0]:
            c = top + offset * stretch
            where[event.number] = (along, c, radius)
            dots.append(_dot(form, axis, event, along, c, radius))
        for event, along, level, anchor in here:
            named.append(_name(form, event, along, across + padding / 2 + form.line * level, anchor, where))
        base = top + placed[lane][1] * stretch + pitch / 2
        ends: dict[int, int] = {}
        for forecast, track, a1, a2 in spans[lane][0]:
            stagger = 0.0
            if forecast.verdict and pitch < mark:
                # Marks at one place would cover each other where tracks are narrow.
                nth = ends[round(a2)] = ends.get(round(a2), -1) + 1
                stagger = -(nth % int(mark / pitch + 1)) * mark if a2 - a1 > 4 * mark else 0
            bars.append(_bar(form, forecast, a1, a2 + stagger, base + track * pitch * stretch, pitch, mark, end, axis))
        across += size
    if upright:
        named = _apart(form, named)
    return Chart(
        width=_short(across + 3 if upright else end + form.tail),
        height=_short(end + form.tail if upright else across + 18),
        lanes=tuple(boxes),
        years=tuple(_years(form, axis, head, across)),
        quarters=tuple(_quarters(form, axis, head, across)),
        breaks=tuple(_break(form, axis, head, across)),
        publications=tuple(
            _publication(form, each, label, head, across, end) for each, label in zip(labelled, labels, strict=True)
        ),
        bars=tuple(bars),
        dots=tuple(dots),
        names=tuple(named),
    )


def mirrored(chart: Chart) -> Chart:
    """Return a chart for a page that runs from right to left: time runs as its text does.

    Where a text begins stays its anchor, for there it begins on the right.
    """

    def at(x: float) -> float:
        return _short(chart.width - x)

    def box(of: Box) -> Box:
        return of._replace(x=at(of.x + of.width))

    def line(of: Segment) -> Segment:
        return of._replace(x1=at(of.x1), x2=at(of.x2))

    def text(of: Text) -> Text:
        return replace(of, x=at(of.x))

    return replace(
        chart,
        lanes=tuple(Lane(box(each.box), text(each.label)) for each in chart.lanes),
        years=tuple(replace(each, line=line(each.line), text=text(each.text)) for each in chart.years),
        quarters=tuple(map(line, chart.quarters)),
        breaks=tuple(map(line, chart.breaks)),
        publications=tuple(
            replace(
                each,
                line=line(each.line),
                after=box(each.after),
                label=text(each.label) if each.label else None,
                mark=(at(each.mark[0] + MARK), each.mark[1]),
            )
            for each in chart.publications
        ),
        bars=tuple(replace(each, box=box(each.box), mark=box(each.mark)) for each in chart.bars),
        dots=tuple(
            replace(each, x=at(each.x), extent=box(each.extent) if each.extent else None) for each in chart.dots
        ),
        names=tuple(replace(each, text=text(each.text), leader=line(each.leader)) for each in chart.names),
    )


def starts(span: Span) -> date:
    """The day by which a span is put in order: its first, or its last where it is open before."""
    return span.last if span.first == date.min else span.first


def letters(text: str) -> int:
    """How many letters of Latin script are as wide as a text; those of Chinese, Japanese and Korean take two."""
    return len(text) if text.isascii() else len(text) + sum(map(_is_wide, text))


def _is_wide(letter: str) -> bool:
    return east_asian_width(letter) in "WF"


def _head(text: str, most: int) -> str:
    """The start of a text that takes at most so many letters."""
    widths = accumulate(1 + _is_wide(letter) for letter in text)
    return text[: sum(width <= most for width in widths)]


def short_name(title: str, most: int) -> str:
    """A title of at most so many letters, cut between words."""
    if letters(title) <= most:
        return title
    start = _head(title, most)
    words = start.rsplit(" ", 1)[0].rstrip(" ,;:–-、。・：")
    return f"{words}…"


def _lines(text: str, width: int) -> list[str]:
    """A text in lines of so many letters, divided between words, and anywhere in scripts without spaces."""
    lines: list[str] = []
    for line in wrap(text, width, break_long_words=False):
        rest = line
        while letters(rest) > width and any(map(_is_wide, rest)):
            start = _head(rest, width)
            lines.append(start.strip())
            rest = rest[len(start) :]
        lines += [rest] if letters(rest) <= width else wrap(rest, width)
    return lines


def _ends(span: Span) -> date:
    """The day by which a span ends, or its first where it is open after."""
    return span.first if span.last == date.max else span.last


def _middle(span: Span) -> date:
    first, last = starts(span), _ends(span)
    return first + timedelta(days=(last - first).days // 2)


def _axis(
    form: Form,
    events: Sequence[DrawnEvent],
    forecasts: Sequence[DrawnForecast],
    briefs: Sequence[tuple[Group, Span]],
    day: date,
) -> _Axis:
    dates = [each.date for each in events]
    opened = [starts(span) for _, span in briefs] or [each.start for each in forecasts]
    years = sorted([starts(each).year for each in dates])
    first = min([*years, *(each.year for each in opened)], default=day.year)
    cut = _cut(years, min(opened).year if opened else None)
    if cut:
        first = cut
    begins = date(max(first, 1), 1, 1)
    known = max([*(_ends(each) for each in dates), *opened, date(begins.year, 12, 31) if not dates else date.min])
    known = max(known, day) if day.year <= known.year + 1 else known
    # What lies further ahead than that much runs to the edge.
    limit = _later(known, max(400, (known - begins).days * 2 // 3))
    ahead = [each.end for each in forecasts if each.end]
    last = max(known, min(max(ahead, default=known), limit))
    return _Axis(
        _columns([year for year in years if cut and year < cut]),
        begins,
        _later(last, 24),
        form,
        len(events) + len(forecasts),
    )


def _later(day: date, days: int) -> date:
    return min(day, date.max - timedelta(days=days + 1)) + timedelta(days=days)


def _cut(years: Sequence[int], brief: int | None) -> int | None:
    """The first year that is drawn to scale, given those in which something happened; None where none is folded."""
    cuts = [] if brief is None else [brief - 1]
    # Else, where years pass without a record.
    cuts += [after for before, after in reversed([*pairwise(years)]) if after - before > 5]
    for cut in cuts:
        older = [year for year in years if year < cut]
        if older and cut - older[0] > 2 and len(older) <= len(years) * FOLDED_SHARE:
            return cut
    return None


def _columns(years: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The first and last year of each column of folded years."""
    recorded = sorted(set(years))
    columns, at = [], 0
    count = min(len(recorded), MOST_FOLDS)
    for number in range(count):
        # The older years are the ones that share a column.
        width = len(recorded) // count + (number < len(recorded) % count)
        columns.append((recorded[at], recorded[at + width - 1]))
        at += width
    return tuple(columns)


def _radius(decides: int, scale: float) -> float:
    return min(3.4 + 1.5 * sqrt(decides), 11) * scale if decides else 2.8 * scale


def _placed_dots(
    form: Form, axis: _Axis, events: Sequence[DrawnEvent], scale: float
) -> tuple[list[tuple[DrawnEvent, float, float, float]], float]:
    """Each event with its place along and across, and its radius; and how much room they take across."""
    taken: list[float] = []
    sizes: list[float] = []
    placed = []
    for event in sorted(events, key=lambda each: (_middle(each.date), -each.decides)):
        radius = _radius(event.decides, scale)
        along = axis.at(_middle(event.date))
        level = next((n for n, until in enumerate(taken) if until <= along - radius), len(taken))
        if level == len(taken):
            if level < form.levels:
                taken.append(0)
                sizes.append(0)
            else:
                level = min(range(level), key=taken.__getitem__)
        taken[level] = along + radius + 0.5
        sizes[level] = max(sizes[level], radius)
        placed.append((event, along, level, radius))
    offsets = [sum(2 * size + 1 for size in sizes[:level]) + size for level, size in enumerate(sizes)]
    room = sum(2 * size + 1 for size in sizes) + (3 if sizes else 0)
    return [(event, along, offsets[level], radius) for event, along, level, radius in placed], room


def _placed_names(
    form: Form, axis: _Axis, events: Sequence[DrawnEvent], end: float
) -> tuple[list[tuple[DrawnEvent, float, int, str]], int]:
    """Each named event with its place, the level of its name and on which side that stands; and how many levels."""
    taken: list[float] = []
    placed = []
    for event in sorted(events, key=lambda each: _middle(each.date)):
        along = axis.at(_middle(event.date))
        width = letters(event.label(form.longest)) * form.letter
        anchor = "start" if along + width < end else "end"
        left = along - 3 if anchor == "start" else along + 3 - width
        level = next((n for n, until in enumerate(taken) if until <= left), len(taken))
        if level == len(taken):
            taken.append(0)
        taken[level] = left + width + 8
        placed.append((event, along, level, anchor))
    return placed, len(taken)


def _tracks(
    form: Form, axis: _Axis, forecasts: Sequence[DrawnForecast]
) -> tuple[list[tuple[DrawnForecast, int, float, float]], int]:
    """Each forecast with its track, and where it begins and ends; and how many tracks there are."""
    found = []
    for forecast in forecasts:
        begin = axis.at(forecast.start)
        stop = forecast.decided or forecast.end
        until = max(axis.at(stop) if stop else axis.end, begin + form.mark)
        found.append((forecast, begin, until))
    taken: list[float] = []
    placed = []
    for forecast, begin, until in sorted(found, key=lambda each: (each[1], each[2], each[0].number)):
        track = next((n for n, free in enumerate(taken) if free <= begin), len(taken))
        if track == len(taken):
            taken.append(0)
        taken[track] = until + form.mark
        placed.append((forecast, track, begin, until))
    return placed, len(taken)


def _dot(form: Form, axis: _Axis, event: DrawnEvent, along: float, across: float, radius: float) -> Dot:
    first, last = axis.at(starts(event.date)), axis.at(_later(_ends(event.date), 1))
    exact = isinstance(event.date, PartialDate) and event.date.precision == "day"
    extent = None if exact or last - first < 2 else form.box(first, across - 1.5, last - first, 3)
    x, y = form.point(along, across)
    return Dot(event.number, x, y, _short(radius), event.decides, extent, not event.date.certain)


def _bar(
    form: Form,
    forecast: DrawnForecast,
    begin: float,
    until: float,
    across: float,
    pitch: float,
    mark: float,
    end: float,
    axis: _Axis,
) -> Bar:
    thick = max(min(2.6, pitch * 0.5), 0.7)
    stop = forecast.decided or forecast.end
    fades = stop is None or stop > axis.last
    length = max(until - begin - (mark / 2 if forecast.verdict else 0), 1)
    strength = forecast.strength
    opacity = 0.3 + 0.7 * strength / 100 if strength is not None else 0.6
    return Bar(
        forecast.number,
        form.box(begin, across - thick / 2, length, thick),
        forecast.group,
        round(opacity, 2),
        strength is not None,
        fades,
        forecast.verdict,
        form.box(min(until, end) - mark / 2, across - mark / 2, mark, mark),
    )


def _name(
    form: Form,
    event: DrawnEvent,
    along: float,
    across: float,
    anchor: str,
    where: Mapping[int, tuple[float, float, float]],
) -> Name:
    a, c, radius = where[event.number]
    if form.upright:
        left = c > form.room / 2
        x = c - radius - 3 if left else c + radius + 3
        room = int((x - form.head if left else form.head + form.room - x) / form.letter)
        text = Text(_short(x), _short(a + 3.5), event.lines(room), "end" if left else "start")
        return Name(event.number, text, Segment(*map(_short, (c, a, x, a))))
    text = Text(
        _short(along + (-3 if anchor == "start" else 3)),
        _short(across + form.line - 3),
        (event.label(form.longest),),
        anchor,
    )
    return Name(event.number, text, form.segment(a, across + form.line - 1, a, c - radius))


def _apart(form: Form, names: list[Name]) -> list[Name]:
    """Names of an upright chart, none over another."""
    moved: list[Name] = []
    free = 0.0
    for name in sorted(names, key=lambda each: each.text.y):
        y = max(name.text.y, free)
        free = y + form.line * len(name.text.lines) + 1
        text = Text(name.text.x, _short(y), name.text.lines, name.text.anchor)
        line = name.leader
        moved.append(Name(name.number, text, Segment(line.x1, line.y1, line.x2, _short(y - 3.5))))
    return moved


def _brief_labels(
    form: Form, briefs: Sequence[tuple[Group, float]], end: float
) -> tuple[float, list[tuple[Text, tuple[float, float]] | None]]:
    """Where the lanes begin, and the label of each brief with the place of its mark."""
    labels: list[tuple[Text, tuple[float, float]] | None] = []
    if len(briefs) > MOST_LABELS:
        return form.head, [None for _ in briefs]
    taken: list[float] = []
    for group, along in sorted(briefs, key=lambda each: each[1]):
        name = short_name(gettext("Brief of %(outlook)s", outlook=group.label), 34)
        width = letters(name) * (form.letter + 0.6) + 18
        if form.upright:
            labels.append((Text(19, _short(along - 5), (name,)), (4, _short(along - 14.5))))
            continue
        leftward = along + width > end
        left = along - width if leftward else along
        level = next((n for n, until in enumerate(taken) if until <= left), len(taken))
        if level == len(taken):
            taken.append(0)
        taken[level] = left + width + 6
        y = 11 + level * 15
        if leftward:
            labels.append((Text(_short(along - 18), y, (name,), "end"), (_short(along - 15), y - 10)))
        else:
            labels.append((Text(_short(along + 18), y, (name,)), (_short(along + 3), y - 10)))
    order = sorted(range(len(briefs)), key=lambda number: briefs[number][1])
    by_place = {place: labels[number] for number, place in enumerate(order)}
    return form.head + len(taken) * 15, [by_place[number] for number in range(len(briefs))]


def _publication(
    form: Form,
    brief: tuple[Group, float],
    label: tuple[Text, tuple[float, float]] | None,
    head: float,
    across: float,
    end: float,
) -> Publication:
    group, along = brief
    top = head if form.upright or label is None else label[1][1] + 1
    return Publication(
        group,
        form.segment(along, top, along, across),
        form.box(along, head, max(end - along, 0), across - head),
        label and label[0],
        label[1] if label else (0, 0),
    )


def _label(label: str, form: Form) -> list[str]:
    """The name of a lane in lines."""
    lines = _lines(label, 13 if form.upright else 17) or [""]
    most = 2 if form.upright else 3
    return [*lines[: most - 1], short_name(" ".join(lines[most - 1 :]), 15 if form.upright else 17)][:most]


def _lane_text(form: Form, lines: Sequence[str], across: float, size: float) -> Text:
    if form.upright:
        # Set from below upwards, above the lane.
        return Text(_short(across + size / 2), 0, tuple(lines))
    return Text(0, _short(across + 14), tuple(lines))


def _years(form: Form, axis: _Axis, head: float, across: float) -> Iterable[Year]:
    for number, (first, last) in enumerate(axis.folds):
        begin = form.origin + number * form.fold
        label = str(first) if first == last else f"{first}–{str(last)[2:] if first // 100 == last // 100 else last}"
        yield _year(form, label, begin, form.fold, head, across, folded=True)
    years = range(axis.first.year, axis.last.year + 1)
    for year in years:
        begin, end = axis.at(date(year, 1, 1)), axis.at(_later(date(year, 12, 31), 1))
        yield _year(form, str(year), begin, end - begin, head, across, folded=False)


def _year(form: Form, label: str, begin: float, length: float, head: float, across: float, *, folded: bool) -> Year:
    text = Text(_short(begin + (length / 2 if folded else 4)), head - 6, (label,), "middle" if folded else "start")
    if not folded and length < 30:
        # Of narrow years, each fifth is named.
        text = Text(text.x, text.y, (label if int(label) % 5 == 0 else "",), "start")
    return Year(label, _short(begin), _short(length), form.segment(begin, head, begin, across), text, folded)


def _quarters(form: Form, axis: _Axis, head: float, across: float) -> Iterable[Segment]:
    if (axis.last - axis.first).days > 365 * 8:
        return
    for year in range(axis.first.year, axis.last.year + 1):
        for month in (4, 7, 10):
            if (day := date(year, month, 1)) < axis.last:
                yield form.segment(axis.at(day), head, axis.at(day), across)


def _break(form: Form, axis: _Axis, head: float, across: float) -> Iterable[Segment]:
    if not axis.folds:
        return
    middle, step, at, side = axis.zero - 5, 6.0, head, 1
    while at < across:
        until = min(at + step, across)
        yield form.segment(middle - 2.5 * side, at, middle + 2.5 * side, until)
        at, side = until, -side


def _short(number: float) -> float:
    """One decimal, none where it is whole."""
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _rounded(box: Box) -> Box:
    return Box(*map(_short, box))
