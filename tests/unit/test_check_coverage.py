"""Too few branches taken are told, with where they are."""

from __future__ import annotations

from check_coverage import judge

FILES = {"a.py": {"summary": {"missing_branches": 3}}, "b.py": {"summary": {"missing_branches": 0}}}


def test_enough_is_enough() -> None:
    told, enough = judge({"totals": {"percent_branches_covered": 95.0}, "files": FILES})
    assert enough
    assert told.startswith("95.00 % of the core's branches are taken")


def test_too_few_name_their_files() -> None:
    told, enough = judge({"totals": {"percent_branches_covered": 94.96}, "files": FILES})
    assert not enough
    assert told.endswith("expected at least 95 %\n  a.py: 3 are not")
