"""Tables as CSV (RFC 4180) that spreadsheets read as they are meant."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"
"""Without it, Excel takes UTF-8 for something else."""
FORMULA = frozenset("=+-@\t\r")
"""What a spreadsheet would run, and does not with an apostrophe before it."""


def csv_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table with its heading; cells that a spreadsheet would take for a formula get an apostrophe."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"'{value}" if value[:1] in FORMULA else value for value in row])
    return BYTE_ORDER_MARK + out.getvalue()
