"""Names in bibliography fields: ``Lee, Sang Joon and {The Asan Institute}``."""

from __future__ import annotations

from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from foresite.model import Name
from foresite.reading.bibliography.latex import decode


class OriginalsError(ValueError):
    """Names in their own script that are not as many as the names."""


def read_names(text: str, *, originals: str = "", family_first: bool = False) -> tuple[tuple[Name, ...], list[str]]:
    """The people of a field, in order, and the LaTeX commands in them that nobody knows.

    A name in braces of its own is a body and stays whole. ``originals`` gives the names in their own
    script, as many and in the same order.

    Raises:
        ValueError: where a name has too many commas or unbalanced braces.
        OriginalsError: where the originals are not as many as the names.
    """
    unknown: list[str] = []

    def plain(parts: list[str]) -> str:
        decoded, strange = decode(" ".join(parts))
        unknown.extend(strange)
        return decoded

    scripts = [plain([name]) for name in split_multiple_persons_names(originals)]
    written = [name for name in split_multiple_persons_names(text) if name.strip()]
    if scripts and len(scripts) != len(written):
        raise OriginalsError(f"{len(scripts)} in their own script for {len(written)} authors, expected as many")
    names = []
    for name, original in zip(written, scripts or [""] * len(written), strict=True):
        try:
            parts = parse_single_name_into_parts(name.strip(), strict=True)
        except InvalidNameError as error:
            raise ValueError(
                f"'{plain([name])}' is not a name: {_reason(error.reason)}, expected 'Family, Given'"
            ) from None
        if whole := _body(name.strip()):
            names.append(Name(literal=plain([whole]), original=original))
            continue
        family = plain([*parts.von, *parts.last])
        given = plain([*parts.first, *parts.jr])
        if family or given:
            names.append(Name(family, given, family_first=family_first, original=original))
    return tuple(names), unknown


def names_in(text: str) -> list[str]:
    """The entries of a list of names, as BibLaTeX joins them by ' and '; what stands in braces is one."""
    return [name.strip() for name in split_multiple_persons_names(text) if name.strip()]


def _reason(said: str) -> str:
    """Why bibtexparser can't read a name, in our words."""
    if "comma" in said.lower():
        return "too many commas" if "many" in said else "nothing after the comma"
    return "braces that do not match" if "brace" in said else "it can't be divided"


def _body(name: str) -> str:
    """What stands in the braces where one pair of them holds the whole name."""
    if not (name.startswith("{") and name.endswith("}")):
        return ""
    depth = 0
    for at, char in enumerate(name):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return name[1:-1] if at == len(name) - 1 else ""
    return ""
