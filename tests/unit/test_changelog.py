"""The changelog has the form of Keep a Changelog, so that people and programs find what changed."""

from __future__ import annotations

import re
from pathlib import Path

SECTIONS = re.split(r"^## ", (Path(__file__).parents[2] / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


def test_every_release_has_its_version_and_day_and_the_newest_comes_first() -> None:
    titles = [section.partition("\n")[0] for section in SECTIONS]
    assert titles[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", title) for title in titles[1:])
    days = [title.rpartition(" - ")[2] for title in titles[1:]]
    assert days == sorted(days, reverse=True)


def test_every_change_stands_on_a_line_under_what_kind_of_change_it_is() -> None:
    for section in SECTIONS:
        title, *parts = re.split(r"^### (.+)\n", section, flags=re.MULTILINE)
        assert title.count("\n") <= 2, f"a line stands under no kind: {title}"
        kinds = parts[::2]
        assert kinds == [kind for kind in KINDS if kind in kinds]
        for lines in parts[1::2]:
            assert all(line.startswith("- ") for line in lines.splitlines() if line), lines
