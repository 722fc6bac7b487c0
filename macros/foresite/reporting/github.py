"""Problems as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.

GitHub keeps 10 annotations of each type of a step and drops the rest without a word:
https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
So the worst come first, and what is beyond the limit is listed in the log, where nothing is dropped.
"""

from __future__ import annotations

from foresite.reporting.report import Found, Report

LIMIT = 10
"""Annotations of one type that GitHub keeps of one step."""


def workflow_commands(report: Report, token: str, root: str = "") -> str:
    """The lines to print.

    ``root`` is the project's folder inside the repository. The listing stands between commands that stop
    the reading of commands, so that nothing an editor wrote can be one; ``token`` resumes it, and must
    be one that no page can guess.
    """
    worst_first = sorted(report.found, key=lambda found: found.problem.code.severity)
    shown: list[Found] = []
    beyond: list[Found] = []
    for found in worst_first:
        same = [one for one in shown if one.problem.code.severity.level == found.problem.code.severity.level]
        (shown if len(same) < LIMIT else beyond).append(found)
    lines = [_annotation(found, root) for found in shown]
    if beyond:
        lines += [f"::notice title=foresite check::{_data(f'{len(beyond)} more problems are listed in the log')}"]
        lines += [f"::stop-commands::{token}", *(_line(found, root) for found in beyond), f"::{token}::"]
    return "".join(f"{line}\n" for line in lines)


def _annotation(found: Found, root: str) -> str:
    problem, where = found.problem, found.excerpt
    properties = {"file": _path(found, root), "line": str(problem.place.line)}
    if where and where.end:
        # GitHub counts columns from 1 and takes the last one in.
        properties |= {"col": str(where.start + 1), "endColumn": str(where.end)}
    properties["title"] = problem.code.slug
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{problem.code.severity.level} {listed}::{_data(_message(found))}"


def _line(found: Found, root: str) -> str:
    text = f"{_path(found, root)}:{found.problem.place.line}: {found.problem.code}: {_message(found)}"
    return " ".join(text.splitlines())


def _message(found: Found) -> str:
    problem = found.problem
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def _path(found: Found, root: str) -> str:
    return f"{root}/{found.problem.place.path}" if root else found.problem.place.path


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
