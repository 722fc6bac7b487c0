"""Find out where this package was installed from, so that instructions for installing it or an extra work."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError

RELEASE = re.compile(r"\d+(\.\d+)*")


@cache
def version() -> str:
    """Return the version; ``0`` where the package is not installed."""
    try:
        return Distribution.from_name("foresite").version
    except PackageNotFoundError:
        return "0"


@cache
def address() -> str:
    """Return the address from which pip installed the package; empty for an index or an editable installation.

    A repository's address names the commit.
    """
    try:
        text = Distribution.from_name("foresite").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    direct_url = json.loads(text) if text else {}
    if vcs := direct_url.get("vcs_info"):
        return f"{vcs['vcs']}+{direct_url['url']}@{vcs['commit_id']}"
    return "" if direct_url.get("dir_info", {}).get("editable") else str(direct_url.get("url", ""))


@cache
def is_release() -> bool:
    """Return whether the installed version is one from an index."""
    text = Distribution.from_name("foresite").read_text("direct_url.json") if version() != "0" else ""
    return not text and RELEASE.fullmatch(version()) is not None


def requirement(extra: str = "") -> str:
    """Return the requirement for pip: the installed package, with an extra."""
    name = f"foresite[{extra}]" if extra else "foresite"
    return f"{name} @ {address()}" if address() else name


def how_to_install(extra: str) -> str:
    """Return the command that installs an extra, from where the package was installed."""
    return f"pip install '{requirement(extra)}'"
