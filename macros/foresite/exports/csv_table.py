"""Write tables as CSV (RFC 4180) that spreadsheets read as they are meant, and read their cells again."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for something else."""
FORMULA = frozenset("=+-@\t\r")
"""What a spreadsheet would run, and does not with an apostrophe before it."""
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
RISKY = FORMULA | {"'"}
"""How a cell begins that may need an apostrophe."""
ESCAPED = re.compile(rf"'+[{re.escape(''.join(sorted(FORMULA)))}]")
"""How a cell begins that has such an apostrophe, or that looks as if it had one."""


def csv_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table with its heading; cells that a spreadsheet would take for a formula get an apostrophe."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(guarded, row))
    return BYTE_ORDER_MARK + out.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    if cell[:1] not in RISKY or NUMBER.fullmatch(cell):
        # A negative number runs nothing, and an apostrophe would make it a text.
        return cell
    return f"'{cell}" if cell[:1] in FORMULA or ESCAPED.match(cell) else cell


def unescaped(cell: str) -> str:
    """Return a cell as it was before it was written."""
    return cell[1:] if ESCAPED.match(cell) else cell
