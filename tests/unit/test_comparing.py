"""What a change of the record means, and how it is said where every word may be hostile."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import markdown
from harbour import ANY, BRIEFS, CLAIMS, OUTCOMES, REFERENCES, corpus, event, finding, forecast, likely, settings
from hypothesis import given
from hypothesis import strategies as st

from foresite.diff.changes import Broken, ChangeKind, VerdictFlip, compare
from foresite.diff.formats import MAX_COMMENT_LENGTH, changes_json, changes_markdown, changes_text, code
from foresite.model.addresses import Permalink, Redirect
from foresite.model.dates import OPEN
from foresite.model.likelihood import SCALES
from foresite.model.records import MacroCall, Status

BERTH = next(claim for claim in CLAIMS if claim.id == "moor-second-berth")
OTHERS = tuple(claim for claim in CLAIMS if claim is not BERTH)


def with_berth(**changes: Any):
    return corpus(claims=(replace(BERTH, **changes), *OTHERS))


def test_equal_states_give_no_changes() -> None:
    changes = compare(corpus(), corpus())
    assert not changes
    assert changes_text(changes) == "no change of the record\n"
    assert changes_markdown(changes) == "**no change of the record**\n"


def test_a_field_is_named_as_editors_write_it() -> None:
    changes = compare(corpus(), with_berth(likelihood=likely("very likely"), horizon=OPEN, body="The brief says so."))
    (item,) = changes.items
    assert (item.change, item.kind, item.id) == (ChangeKind.CHANGED, "forecast", "moor-second-berth")
    assert [(field.name, field.before, field.after) for field in item.fields] == [
        ("likelihood", "likely", "very likely"),
        ("horizon", "2022", "open"),
        ("text", "The brief expects it.", "The brief says so."),
    ]
    assert "      likelihood: likely → very likely\n" in changes_text(changes)
    assert "        - The brief expects it.\n        + The brief says so.\n" in changes_text(changes)


def test_options_whose_field_has_another_name() -> None:
    judged = (replace(OUTCOMES[0], as_of=replace(OUTCOMES[0].as_of, text="2024-04-01")), *OUTCOMES[1:])
    assert "as-of: 2024-03-01 → 2024-04-01" in changes_text(compare(corpus(), corpus(outcomes=judged)))


def test_what_comes_and_goes() -> None:
    changes = compare(
        corpus(),
        corpus(claims=(*OTHERS, finding("moor-new", "A new one", 2021)), references=REFERENCES[:-1]),
    )
    assert [(i.change.value, i.kind, i.id) for i in changes.items] == [
        ("added", "finding", "moor-new"),
        ("removed", "forecast", "moor-second-berth"),
        ("removed", "reference", "unread2020"),
    ]
    assert changes_text(changes).startswith("claims: 1 added, 1 removed; references: 1 removed; ")


def test_an_id_that_becomes_another_kind_goes_and_comes() -> None:
    changes = compare(corpus(), corpus(claims=(*OTHERS, finding("moor-second-berth", "Now a finding", 2021))))
    assert [(i.change.value, i.kind) for i in changes.items] == [("removed", "forecast"), ("added", "finding")]


def test_verdicts_and_scores_that_flip() -> None:
    judged = (replace(OUTCOMES[0], status=Status.DID_NOT_OCCUR), *OUTCOMES[1:])
    changes = compare(corpus(), corpus(outcomes=judged))
    assert changes.flips == (VerdictFlip("moor-second-berth", "The second berth opens", "held", "missed"),)
    (score,) = changes.scores
    assert score.outlook == "2021"
    assert score.before != score.after
    assert "2 decided" in score.after


def test_another_scale_is_a_change_of_the_settings() -> None:
    changes = compare(corpus(), corpus(settings=settings(scale=SCALES["phia"])))
    assert [(item.kind, item.fields[0].name, item.fields[0].after) for item in changes.items] == [
        ("settings", "scale", "phia")
    ]


def test_a_number_instead_of_a_word_moves_the_score_to_another_footing() -> None:
    number = forecast("moor-second-berth", "The second berth opens", 2021, "65 %", at="3-4", chosen_by=None)
    changes = compare(corpus(), corpus(claims=(*OTHERS, number)))
    item = next(item for item in changes.items if item.id == "moor-second-berth")
    assert ("likelihood", "likely", "65 %") in [(each.name, each.before, each.after) for each in item.fields]
    (score,) = changes.scores
    assert score.before == "0.34–0.55 (2 decided)"
    assert score.after == "the briefs’ numbers: 0.12 (1 decided); ICD 203: 0.64–0.90 (1 decided)"


def test_a_briefs_own_scale_and_a_scale_of_the_projects_own_are_changes() -> None:
    own = replace(SCALES["kent"], id="own", label="Own")
    briefs = (replace(BRIEFS[0], scale=SCALES["ipcc"]), *BRIEFS[1:])
    changes = compare(corpus(), corpus(briefs=briefs, settings=settings(scales={"own": own})))
    told = {(item.kind, each.name): each.after for item in changes.items for each in item.fields}
    assert told["brief", "scale"] == "ipcc"
    assert told["settings", "scales.own"].startswith("Own (Sherman Kent")


def test_permalinks_that_break() -> None:
    gone = corpus(claims=OTHERS)
    assert compare(corpus(), gone).broken == (Broken("briefs/2021-moor/#moor-second-berth", ""),)
    moved = with_berth(page="briefs/other.md")
    assert compare(corpus(), moved).broken == (
        Broken("briefs/2021-moor/#moor-second-berth", "briefs/other/#moor-second-berth"),
    )
    flat = settings(directory_urls=False)
    broken = compare(corpus(settings=flat), corpus(settings=flat, claims=OTHERS)).broken
    assert broken == (Broken("briefs/2021-moor.html#moor-second-berth", ""),)


def test_what_a_redirect_leads_from_does_not_break() -> None:
    redirect = Redirect(
        Permalink("briefs/2021-moor.md", "moor-second-berth"), Permalink("briefs/2021-moor.md", "moor-queues"), ANY
    )
    assert compare(corpus(), corpus(claims=OTHERS, settings=settings(redirects=(redirect,)))).broken == ()
    nowhere = replace(redirect, new=Permalink("nowhere.md"))
    assert len(compare(corpus(), corpus(claims=OTHERS, settings=settings(redirects=(nowhere,)))).broken) == 1


def test_references_have_permalinks_where_the_bibliography_stands() -> None:
    assert [b.address for b in compare(corpus(), corpus(references=REFERENCES[:-1])).broken] == [
        "sources/bibliography/#ref-unread2020"
    ]
    elsewhere = (MacroCall("bibliography", {}, "sources.md", REFERENCES[0].place),)
    assert len(compare(corpus(), corpus(calls=elsewhere)).broken) == len(REFERENCES)


def test_json_says_all_of_it() -> None:
    changes = compare(corpus(), with_berth(quote="", page="briefs/other.md"))
    document = json.loads(changes_json(changes))
    assert document["version"] == 2
    assert document["changes"][0]["fields"][0] == {
        "name": "quote",
        "before": "a berth within two summers",
        "after": None,
    }
    assert document["broken_permalinks"][0]["now"] == "briefs/other/#moor-second-berth"


HOSTILE = "@team #12 <img src=x onerror=alert(1)> [x](javascript:x) ``` "
HOSTILE += "![](//e.org/x.png)\n\n# Big https://e.org \x1b[2J"


def test_a_comment_shows_hostile_words_as_code_alone() -> None:
    said = changes_markdown(compare(corpus(), with_berth(title=HOSTILE, criterion=HOSTILE, body=HOSTILE * 3)))
    html = markdown.markdown(said, extensions=["pymdownx.superfences"])
    outside = html
    while "<code>" in outside:
        head, _, rest = outside.partition("<code>")
        outside = head + rest.partition("</code>")[2]
    assert "alert" in html
    for word in ("alert", "@", "#12", "e.org", "Big", "javascript", "<img"):
        assert word not in outside
    assert "\x1b" not in said


@given(st.text(alphabet=st.sampled_from("`a @#<\n\r\\|*_[]\u2028\u202e"), max_size=30))
def test_nothing_closes_a_code_span_early(text: str) -> None:
    span = code(text)
    fence = span[: len(span) - len(span.lstrip("`"))]
    inside = span[len(fence) : -len(fence)]
    assert span.endswith(fence)
    assert not inside.startswith("`")
    assert not inside.endswith("`")
    assert fence not in inside
    assert inside.isprintable()


def test_a_comment_is_never_too_long_for_github() -> None:
    many = [event(f"event-{n}", "A title " * 40, "2024-01-01", body="x") for n in range(400)]
    said = changes_markdown(compare(corpus(), corpus(events=many)))
    assert MAX_COMMENT_LENGTH < len(said) + 1000 < 65_536
    assert "more, which are too many for a comment" in said
