"""Where this package was installed from, so that what is said of installing it, or an extra of it, works."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError

RELEASE = re.compile(r"\d+(\.\d+)*")


@cache
def version() -> str:
    """The version; ``0`` where the package is not installed at all."""
    try:
        return Distribution.from_name("foresite").version
    except PackageNotFoundError:
        return "0"


@cache
def address() -> str:
    """The address that pip noted; empty where it took the package from an index, or links to a folder of sources.

    A commit of a repository is named, so that it stays what it was.
    """
    try:
        text = Distribution.from_name("foresite").read_text("direct_url.json")
    except PackageNotFoundError:
        return ""
    noted = json.loads(text) if text else {}
    if vcs := noted.get("vcs_info"):
        return f"{vcs['vcs']}+{noted['url']}@{vcs['commit_id']}"
    return "" if noted.get("dir_info", {}).get("editable") else str(noted.get("url", ""))


@cache
def is_release() -> bool:
    """Whether it is a version that an index has."""
    text = Distribution.from_name("foresite").read_text("direct_url.json") if version() != "0" else ""
    return not text and RELEASE.fullmatch(version()) is not None


def requirement(extra: str = "") -> str:
    """The package as pip takes it: what is installed, with an extra."""
    name = f"foresite[{extra}]" if extra else "foresite"
    return f"{name} @ {address()}" if address() else name


def how_to_install(extra: str) -> str:
    """The command that installs an extra, from where the package was installed."""
    return f"pip install '{requirement(extra)}'"
