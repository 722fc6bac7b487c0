"""Problems as people and machines want to see them, one module a format."""

from __future__ import annotations

from foresite.reporting.github import workflow_commands
from foresite.reporting.problems_json import problems_json
from foresite.reporting.report import Report
from foresite.reporting.sarif import sarif
from foresite.reporting.terminal import terminal

__all__ = ["Report", "problems_json", "sarif", "terminal", "workflow_commands"]
