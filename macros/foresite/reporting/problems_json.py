"""Problems as JSON; the form is described in docs/commands.md."""

from __future__ import annotations

import json
from typing import Any

from foresite.reporting.report import Found, Report

VERSION = 1
"""The version of the form; it rises when a reader of the old form would stumble."""


def problems_json(report: Report) -> str:
    """One JSON document: what was looked at, and every problem by path and line."""
    document = {
        "version": VERSION,
        "pages": report.pages,
        "records": report.records,
        "references": report.references,
        "problems": [_problem(found) for found in report.found],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _problem(found: Found) -> dict[str, Any]:
    problem = found.problem
    word = found.excerpt if found.excerpt and found.excerpt.end else None
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": word.start + 1 if word else None,
        "end_column": word.end + 1 if word else None,
        "level": problem.code.severity.level,
        "code": problem.code.slug,
        "message": problem.message,
        "hint": problem.hint or None,
    }
