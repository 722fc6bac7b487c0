"""Problems as SARIF 2.1.0, which code-scanning services and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from foresite.reporting.report import Found, Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(report: Report, version: str, root: str = "") -> str:
    """One SARIF log; ``root`` is the project's folder inside the repository, ``version`` the tool's."""
    codes = sorted({found.problem.code for found in report.found}, key=lambda code: code.slug)
    rules = [{"id": code.slug, "shortDescription": {"text": code.meaning}} for code in codes]
    run = {
        "tool": {"driver": {"name": "foresite", "semanticVersion": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, codes.index(found.problem.code), root) for found in report.found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(found: Found, rule: int, root: str) -> dict[str, Any]:
    problem, where = found.problem, found.excerpt
    region: dict[str, Any] = {"startLine": problem.place.line}
    if where and where.end:
        region |= {"startColumn": where.start + 1, "endColumn": where.end + 1}
    path = f"{root}/{problem.place.path}" if root else problem.place.path
    # A file name may hold bytes that are not UTF-8.
    uri = quote(path.encode("utf-8", "surrogateescape"))
    text = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
    return {
        "ruleId": problem.code.slug,
        "ruleIndex": rule,
        "level": problem.code.severity.level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }
