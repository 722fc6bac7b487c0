"""The lines on which the offsets of a text stand."""

from __future__ import annotations

import re
from bisect import bisect_right

END = re.compile(r"\n")


class Lines:
    """Give the line of each offset of a text; ``first`` is the line on which the text begins in its file."""

    def __init__(self, text: str, first: int = 1) -> None:
        self.starts = [0, *(match.end() for match in END.finditer(text))]
        """The offset at which each line begins."""
        self._before = first - 1

    def at(self, offset: int) -> int:
        """Return the line of an offset."""
        return self._before + bisect_right(self.starts, offset)
