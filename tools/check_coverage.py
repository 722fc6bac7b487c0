"""Fail where the tests take too few of the core's branches.

usage: python3 tools/check_coverage.py REPORT

The report is that of ``coverage json``. What coverage itself compares with ``fail_under`` are lines and branches
together, of which lines are most.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

LEAST = 95.0
"""Per cent of the branches."""


def judge(report: dict[str, Any], least: float = LEAST) -> tuple[str, bool]:
    """Say how many branches are taken, and in which files most are not; and whether that is enough."""
    taken = report["totals"]["percent_branches_covered"]
    missing = {name: file["summary"]["missing_branches"] for name, file in report["files"].items()}
    worst = sorted((name for name, number in missing.items() if number), key=lambda name: -missing[name])[:5]
    lines = [f"{taken:.2f} % of the core's branches are taken, expected at least {least:g} %"]
    lines += [f"  {name}: {missing[name]} are not" for name in worst]
    return "\n".join(lines), taken >= least


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    told, enough = judge(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    print(told)
    sys.exit(not enough)
