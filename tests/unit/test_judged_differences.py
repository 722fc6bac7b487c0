"""Entries that Foresite and Pandoc read differently, each with the reason, and with what is right."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pypandoc  # type: ignore[import-untyped]
import pytest

from foresite.citing.csl_json import to_csl
from foresite.parsing.bibliography.files import read_file

TEXT = (Path(__file__).parent / "judged_differences.bib").read_text("utf-8")
JUDGED = re.compile(r"^% (?P<reason>[^{].*)\n% (?P<right>\{.*\})\n@\w+\{(?P<key>\w+),", re.MULTILINE)
CASES = {case["key"]: json.loads(case["right"]) for case in JUDGED.finditer(TEXT)}


@pytest.fixture(scope="module")
def ours() -> dict[str, dict[str, Any]]:
    references, problems = read_file(TEXT, "judged.bib")
    assert problems == []
    return {each.key: to_csl(each, markup=True) for each in references}


@pytest.fixture(scope="module")
def theirs() -> dict[str, dict[str, Any]]:
    command = [pypandoc.get_pandoc_path(), "-f", "biblatex", "-t", "csljson"]
    done = subprocess.run(command, input=TEXT.encode(), capture_output=True, check=True)
    return {each["id"]: each for each in json.loads(done.stdout)}


def test_every_entry_is_judged():
    assert len(CASES) == TEXT.count("\n% {") > 20


@pytest.mark.parametrize("key", CASES)
def test_ours_is_right_and_the_other_is_not(
    key: str, ours: dict[str, dict[str, Any]], theirs: dict[str, dict[str, Any]]
):
    right = CASES[key]
    assert {name: ours[key].get(name) for name in right} == right
    assert {name: theirs[key].get(name) for name in right} != right, "Pandoc reads it as we do: leave the entry out"
