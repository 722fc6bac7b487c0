"""No page takes long to read, also where somebody means it to: reading is linear in its text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from foresite.model.settings import Settings
from foresite.parsing.pages import read_page

pytestmark = pytest.mark.slow

TIMES = 8_000
# Of the processor, far above the half second that each takes, far below the minute that a quadratic reading would.
SECONDS = 15


@pytest.mark.parametrize(
    "piece",
    ["/// note | x\n", "/// event | x\n", "//// event | x\n", "///\n", "`a``b", "<a ", "<!--", "[a](", "{{", "{:",
     "# ", "a\n-\n", "```\n~~~\n", "    a: b\n", "> "],
)  # fmt: skip
def test_a_page_of_one_thing_over_and_over(piece: str) -> None:
    start = time.process_time()
    read_page(f"/// event | First\n{piece * TIMES}", "page.md", Settings.default(Path("/project")))
    assert time.process_time() - start < SECONDS


def test_a_heading_of_spaces() -> None:
    start = time.process_time()
    read_page(f"# a{' ' * TIMES * 10}b\n", "page.md", Settings.default(Path("/project")))
    assert time.process_time() - start < SECONDS
