"""What is made of a corpus knows what it asked for, and stays the same for as long as the answers do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from typing import Any

import harbour
import pytest

from foresite.exports.files import data_files
from foresite.language.catalogue import Language
from foresite.language.words import use
from foresite.model.corpus import Corpus
from foresite.model.dates import PartialDate
from foresite.model.dependencies import DERIVED, Queries, QueryIds, Recorder
from foresite.model.macros import MACROS
from foresite.model.problems import Place
from foresite.model.quantities import Amount
from foresite.model.records import Change, Claim, Forecast, Grouping, MacroCall, Outcome, Outline, Page, Status
from foresite.render.templating import PAPER, Templates
from foresite.search.index import search_files
from foresite.site.answer_digests import AnswerDigester
from foresite.site.invalidate import ShownEquality, changed_queries
from foresite.site.recording import QuerySources
from foresite.views import comparison, parts, timeline
from foresite.views.parts import with_parts

PLACE = Place("docs/record.md", 1)
QUESTION = ("corpus", "call", "claims_with")
CALLS = {name: {} for name, macro in MACROS.items() if not any(each.required for each in macro.parameters)}
ARGUMENTS: Mapping[str, dict[str, object]] = CALLS | {
    "brief": {"key": "moor2021"},
    "brief_map": {"key": "moor2021"},
    "theme": {"theme": "berths"},
    "outlook": {"outlook": "2021"},
}

GROUPED = [name for name, macro in MACROS.items() if any(each.name == "by" for each in macro.parameters)]


def corpus() -> Corpus:
    """All macros on one page; what became known on several days, and a trail."""
    calls = tuple(MacroCall(name, given, "record.md", PLACE) for name, given in ARGUMENTS.items())
    known = harbour.corpus(claims=claims(), outcomes=outcomes())
    return replace(known, calls=calls, pages=(Page("record.md", "Record", {}, PLACE), *known.pages))


def claims() -> list[Claim]:
    """The claims, of which a forecast takes the place of another."""
    forecasts = [claim for claim in harbour.CLAIMS if isinstance(claim, Forecast)]
    first = forecasts[0]
    second = next(claim for claim in forecasts if claim.outlook != first.outlook)
    known: list[Claim] = [replace(each, revises=first.id) if each is second else each for each in harbour.CLAIMS]
    period = PartialDate.parse("2023")
    # Two that expect a value of the same measure and period, of which one outcome tells.
    given: dict[str, Any] = {"measure": "ships", "period": period, "wording": "", "chosen_by": None, "horizon": period}
    for base, id, value in ((first, "ships-first", "3.2"), (second, "ships-second", "2.8")):
        known.append(replace(base, id=id, likelihood=None, codings=(), value=Amount.parse(value), **given))
    return known


def outcomes() -> list[Outcome]:
    """The outcomes, each known a month after the one before."""
    days = (f"2024-{number:02}-01" for number in range(1, 13))
    known = [replace(each, as_of=PartialDate.parse(day)) for each, day in zip(harbour.OUTCOMES, days, strict=False)]
    came_out: dict[str, Any] = {
        "reason": None,
        "condition": None,
        "coder": "",
        "adjudicated": False,
        "value": Amount.parse("3.0"),
    }
    return [*known, replace(known[0], id="ships-outcome", of="ships-first", status=Status.MEASURED, **came_out)]


def answering(corpus: Corpus) -> QuerySources:
    return QuerySources(corpus, harbour.PlainText(corpus))


def templates(known: QuerySources, recorder: Recorder) -> Templates:
    return Templates(*known.recorded_by(recorder))


class Paper(Templates):
    """The templates of paper, for a document in which no page is."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._environment.globals |= {"printed": frozenset[str]().__contains__, "scale": ""}


def card(filled: Templates, id: str) -> str:
    """A card as a page asks for it."""
    record = filled.corpus.records[id]
    return filled.card(record, record.page, 2)


def around(filled: Templates, path: str) -> str:
    """What stands around a page's content, as a project asks for it."""
    page = filled.corpus.page(path)
    return filled.head(page) + filled.cite_page(page) if page else ""


def made_of(corpus: Corpus) -> dict[str, Callable[[Templates], Any]]:
    """All that can be made of a corpus."""
    own = {f"own {page.path}": partial(around, path=page.path) for page in corpus.pages}
    return {
        **{id: partial(card, id=id) for id in corpus.records},
        **{
            name: partial(Templates.macro, name=name, arguments=arguments, page="record.md", level=2)
            for name, arguments in ARGUMENTS.items()
        },
        **{
            f"{name} by {grouping.value}": partial(
                Templates.macro,
                name=name,
                arguments={**ARGUMENTS[name], "by": grouping.value},
                page="record.md",
                level=2,
            )
            for name in GROUPED
            for grouping in Grouping
        },
        **{
            part.page: partial(Templates.macro, name=part.view, arguments={}, page=part.page, level=2)
            for part in corpus.parts
        },
        **own,
        "data": lambda filled: data_files(filled.corpus),
    }


def edits(corpus: Corpus) -> dict[str, Corpus]:
    """The corpus after one edit each."""
    claim, event, outcome, shift = corpus.claims[0], corpus.events[0], corpus.outcomes[0], corpus.shifts[0]
    rest, key = corpus.claims[1:], next(iter(corpus.references))
    work = corpus.references[key]
    brief = corpus.briefs[0].key
    own = corpus.references[brief]
    return {
        "nothing": replace(corpus),
        "a title": replace(corpus, claims=(replace(claim, title="Another title"), *rest)),
        "a theme": replace(corpus, claims=(replace(claim, theme="another"), *rest)),
        "a claim less": replace(corpus, claims=rest),
        "the first is last": replace(corpus, claims=(*rest, claim)),
        "a draft": replace(corpus, claims=(replace(claim, draft=True), *rest)),
        "a moved line": replace(corpus, claims=(replace(claim, place=Place(claim.place.path, 900)), *rest)),
        "an event": replace(corpus, events=(replace(event, title="Another event"), *corpus.events[1:])),
        "an outcome": replace(corpus, outcomes=(replace(outcome, status=Status.PARTLY), *corpus.outcomes[1:])),
        "a value that came out": replace(
            corpus, outcomes=(*corpus.outcomes[:-1], replace(corpus.outcomes[-1], value=Amount.parse("4.0")))
        ),
        "a value that was expected": replace(
            corpus,
            claims=tuple(
                replace(each, value=Amount.parse("9")) if isinstance(each, Forecast) and each.value else each
                for each in corpus.claims
            ),
        ),
        "an outcome on another day": replace(
            corpus, outcomes=(replace(outcome, as_of=PartialDate.parse("2023-02-03")), *corpus.outcomes[1:])
        ),
        "another day": replace(corpus, day=date(2200, 1, 1)),
        "a trail less": replace(corpus, claims=tuple(replace(each, revises="") for each in corpus.claims)),
        "an institution": replace(
            corpus,
            references={**corpus.references, brief: replace(own, fields={**own.fields, "institution": "Others"})},
        ),
        "a day of publication": replace(
            corpus, references={**corpus.references, brief: replace(own, date=PartialDate.parse("2020-05"))}
        ),
        "an outlook": replace(corpus, briefs=(replace(corpus.briefs[0], outlook="2019"), *corpus.briefs[1:])),
        "an outcome less": replace(corpus, outcomes=corpus.outcomes[1:]),
        "a shift": replace(corpus, shifts=(replace(shift, change=Change.DROPPED), *corpus.shifts[1:])),
        "a shift less": replace(corpus, shifts=corpus.shifts[1:]),
        "a brief less": replace(corpus, briefs=corpus.briefs[1:]),
        "a work": replace(corpus, references={**corpus.references, key: replace(work, type="misc")}),
        "a page's title": replace(corpus, pages=(replace(corpus.pages[0], title="Another"), *corpus.pages[1:])),
        "a call less": replace(corpus, calls=corpus.calls[1:]),
    }


@lru_cache
def made_before(most: int) -> tuple[QuerySources, dict[str, tuple[Any, QueryIds]], Queries, dict[int, bytes]]:
    """Make all that can be made, with that many items on a page: sources, what was made, queries, and digests."""
    old = answering(with_parts(corpus()))
    recorder = Recorder(digest=AnswerDigester(old.corpus))
    filled = templates(old, recorder)
    made = {name: recorder.track(partial(make, filled)) for name, make in made_of(old.corpus).items()}
    return old, made, recorder.take_new(), recorder.take_new_digests()


@pytest.mark.parametrize("most", [500, 3])
@pytest.mark.parametrize("edit", edits(corpus()))
def test_where_no_answer_is_another_the_same_is_made(edit: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_ITEMS_PER_PAGE", most)
    old, made, queries, digests = made_before(most)
    new = answering(with_parts(edits(corpus())[edit]))
    changed = changed_queries(old, new, queries, dict(digests))
    again, possible = Templates(*new), made_of(new.corpus)
    kept = {name for name, (_, asked) in made.items() if name in possible and asked.isdisjoint(changed)}
    for name in kept:
        record = new.corpus.records.get(name)
        # The line of a record shows on its own page, whose text is another.
        if record is None or record.place == old.corpus.records[name].place:
            assert possible[name](again) == made[name][0], name
    assert (not changed) == (edit in ("nothing", "a moved line"))
    # Not everything depends on everything.
    assert kept


@pytest.mark.parametrize("most", [500, 3])
@pytest.mark.parametrize("edit", edits(corpus()))
def test_digests_tell_apart_what_the_answers_themselves_do(
    edit: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "MAX_ITEMS_PER_PAGE", most)
    old, _, queries, digests = made_before(most)
    derived = {id for question, asked in queries.items() if question[1] == DERIVED for id in asked.values()}
    # A type that cannot be digested costs time, and nobody would notice.
    assert digests.keys() == derived
    new = answering(with_parts(edits(corpus())[edit]))
    updated = dict(digests)
    assert changed_queries(old, new, queries, updated) == changed_queries(old, new, queries)
    # The next edit is compared with the new answers.
    assert not changed_queries(new, answering(replace(new.corpus)), queries, dict(updated))
    assert changed_queries(new, old, queries, updated) == changed_queries(new, old, queries)


def test_a_derived_answer_with_a_digest_is_not_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    old, asked = answering(corpus()), ("corpus", DERIVED, "foresite.views.comparison:_of_theme")
    theme = old.corpus.themes[0]
    recorder = Recorder(digest=AnswerDigester(old.corpus))
    comparison._of_theme(old.recorded_by(recorder).corpus, theme, None)
    queries, digests = recorder.take_new(), recorder.take_new_digests()
    assert list(queries[asked]) == [(theme, None)]
    old.corpus.query_answers.clear()
    changed_queries(old, answering(edits(old.corpus)["a title"]), queries, digests)
    assert not old.corpus.query_answers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        ("a", b"a"),
        ((1, 2), [1, 2]),
        (((1,), 2), (1, (2,))),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (Status.OCCURRED, str(Status.OCCURRED.value)),
        (date(2024, 1, 1), "2024-01-01"),
        (PartialDate.parse("2024"), PartialDate.parse("2024-01")),
        (frozenset({"a"}), frozenset({"b"})),
    ],
)
def test_a_digest_tells_values_of_different_types_or_orders_apart(one: object, other: object) -> None:
    digest = AnswerDigester(corpus())
    assert digest(one) and digest(one) != digest(other)


def test_a_digest_depends_neither_on_lines_nor_on_identity_nor_on_the_order_of_a_set() -> None:
    digest = AnswerDigester(corpus())
    names = [f"name {number}" for number in range(100)]
    # Those of the corpus stand by their ids.
    claim = replace(harbour.CLAIMS[0])
    copied = replace(claim, place=Place("docs/other.md", 900), title="".join([*claim.title]))
    assert digest((claim, claim, frozenset(names))) == digest((copied, claim, frozenset(reversed(names))))
    assert digest((claim, object())) is None


def test_an_answer_in_another_language_than_the_site_s_has_no_digest() -> None:
    digest = AnswerDigester(corpus())
    assert digest("held")
    entries = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "held"\nmsgstr "gehalten"\n'
    with use(Language("de", (("de", entries),))):
        assert digest("held") is None


def test_a_card_is_the_same_and_depends_on_the_outcome_of_its_claim_and_on_no_other_claim() -> None:
    recorder, known = Recorder(), answering(corpus())
    claim = known.corpus.claims[0]
    html, _ = recorder.track(lambda: card(templates(known, recorder), claim.id))
    assert html == card(Templates(*known), claim.id)
    queries = recorder.take_new()
    assert (claim.id,) in queries["corpus", "item", "records"]
    assert ("corpus", "whole", "claims") not in queries


def test_what_was_computed_for_another_page_is_a_dependency_as_well() -> None:
    recorder, known = Recorder(), answering(corpus())
    filled = templates(known, recorder)
    claim = known.corpus.claims[0]
    first, again = (recorder.track(lambda: filled.cards.line(claim))[1] for _ in range(2))
    assert first == again != frozenset()


def test_what_the_corpus_gains_is_recorded_without_being_named() -> None:
    class Larger(Corpus):
        @property
        def doubled(self) -> int:
            return 2 * len(self.claims)

        def times(self, count: int) -> int:
            return count * len(self.claims)

    plain = corpus()
    larger = Larger(**{name: getattr(plain, name) for name in Corpus.__dataclass_fields__})
    recorder = Recorder()
    recorded: Any = answering(larger).recorded_by(recorder).corpus
    assert recorded.times(2) == recorded.doubled
    asked = {question: list(given) for question, given in recorder.take_new().items()}
    assert asked == {("corpus", "call", "times"): [(2,)], ("corpus", "whole", "doubled"): [()]}


def test_a_query_is_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    old, recorder = answering(corpus()), Recorder()
    templates(old, recorder).macro("overview", {}, "record.md", 2)
    queries = recorder.take_new()
    new = answering(edits(old.corpus)["an outcome"])
    assert changed_queries(old, new, queries)
    monkeypatch.setattr(comparison, "_of_theme", None)
    # What the comparison with the last build has asked needs no second answer.
    assert "fs-table--glance" in templates(new, Recorder(queries)).macro("overview", {}, "record.md", 2)


def test_an_overview_depends_on_counts_and_on_no_title() -> None:
    old = answering(corpus())
    for edit, same in (("a title", True), ("an outcome", False)):
        recorder = Recorder()
        _, asked = recorder.track(partial(templates(old, recorder).macro, "overview", {}, "record.md", 2))
        new = answering(edits(old.corpus)[edit])
        assert asked.isdisjoint(changed_queries(old, new, recorder.take_new())) == same, edit


def test_a_list_of_works_depends_on_no_likelihood() -> None:
    old, recorder = answering(corpus()), Recorder()
    _, asked = recorder.track(partial(templates(old, recorder).macro, "bibliography", {}, "record.md", 2))
    first, *rest = old.corpus.claims
    new = answering(replace(old.corpus, claims=(replace(first, title="Another"), *rest)))
    assert asked.isdisjoint(changed_queries(old, new, recorder.take_new()))


def test_a_timeline_too_long_to_tell_of_claims_depends_on_none(monkeypatch: pytest.MonkeyPatch) -> None:
    old = answering(corpus())
    bearing = old.corpus.claim(next(each.of for each in old.corpus.outcomes if each.events))
    assert bearing
    for told in (timeline.TOLD, 0):
        monkeypatch.setattr(timeline, "TOLD", told)
        monkeypatch.setattr(timeline, "MOST_LISTED", told)
        recorder = Recorder()
        html, _ = recorder.track(partial(templates(old, recorder).macro, "timeline", {}, "record.md", 2))
        queries = recorder.take_new()
        assert (f'#{bearing.id}"' in html) == (("corpus", "call", "claim") in queries) == bool(told)
        # Paper tells of them all the same: a reader of it has no card elsewhere to look at.
        assert bearing.id in Paper(*old, package=PAPER).macro("timeline", {}, "record.md", 2)


def test_that_a_record_is_not_there_is_a_dependency() -> None:
    recorder, plain = Recorder(), corpus()
    less = answering(replace(plain, claims=plain.claims[1:]))
    recorded = less.recorded_by(recorder).corpus
    assert recorded.records.get(plain.claims[0].id) is None
    assert changed_queries(less, answering(plain), recorder.take_new())


def test_a_query_keeps_the_id_that_an_earlier_build_gave_it() -> None:
    recorder = Recorder({QUESTION: {("berth",): 7}})
    _, asked = recorder.track(lambda: recorder.query_recorder(QUESTION)(("berth",)))
    assert asked == {7}
    assert recorder.take_new() == {}


def test_a_query_is_handed_over_once() -> None:
    recorder = Recorder()
    _, asked = recorder.track(lambda: recorder.query_recorder(QUESTION)(("berth",)))
    assert recorder.take_new() == {QUESTION: {("berth",): next(iter(asked))}}
    recorder.query_recorder(QUESTION)(("berth",))
    assert recorder.take_new() == {}


@pytest.mark.parametrize("most", [500, 3])
def test_no_query_but_that_for_prose_looks_at_it(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_ITEMS_PER_PAGE", most)
    old = answering(with_parts(corpus()))
    recorder = Recorder()
    for make in made_of(old.corpus).values():
        make(templates(old, recorder))
    search_files(*old.recorded_by(recorder))
    queries = recorder.take_new()
    outline = Outline(b"", 1, (), "Another sentence.")
    edited = old.corpus.with_outlines(dict.fromkeys((page.path for page in old.corpus.pages), outline))
    # Of a corpus that shares less with the old one, every query is compared.
    copied = replace(edited, claims=(*edited.claims,))
    assert changed_queries(old, QuerySources(edited, old.formatted), queries)
    assert changed_queries(old, QuerySources(edited, old.formatted), queries) == changed_queries(
        old, QuerySources(copied, old.formatted), queries
    )


def test_objects_that_are_gone_are_not_taken_for_others() -> None:
    alike = ShownEquality()
    for number in range(100):
        assert not alike(Place("a", number), Place("b", number))
        assert alike(Place("a", number), Place("a", number))
