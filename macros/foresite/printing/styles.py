"""The stylesheet of paper, for a size of it."""

from __future__ import annotations

from importlib.resources import files

PAPERS = {"a4": "A4", "letter": "Letter"}
"""The sizes to print on: the name to ask for, and CSS's."""


def stylesheet(paper: str) -> str:
    """The whole stylesheet for one of ``PAPERS``."""
    size = PAPERS[paper]
    own = files("foresite.printing").joinpath("print.css").read_text("utf-8")
    return f"@page {{ size: {size} }}\n@page wide {{ size: {size} landscape }}\n{own}"
