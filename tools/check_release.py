"""Compare a release's tag with the built package, the changelog and the citation file.

usage: python3 tools/check_release.py TAG
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def mistakes(tag: str, root: Path = ROOT) -> Iterator[str]:
    """Say in what the release is not that of the tag."""
    if not re.fullmatch(r"v\d+\.\d+\.\d+", tag):
        yield f"the tag '{tag}' is not a version, expected one like v1.2.3"
    version = tag.removeprefix("v")
    built = sorted(path.name for path in (root / "dist").glob("*"))
    expected = [f"foresite-{version}-py3-none-any.whl", f"foresite-{version}.tar.gz"]
    if built != expected:
        yield f"dist/ has {', '.join(built) or 'nothing'}, expected {', '.join(expected)}"
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    if not re.search(rf"^## \[?{re.escape(version)}\]? - \d{{4}}-\d{{2}}-\d{{2}}$", changelog, re.MULTILINE):
        yield f"CHANGELOG.md has no section '## {version} - YEAR-MONTH-DAY'"
    citation = (root / "CITATION.cff").read_text("utf-8")
    if not re.search(rf"^version: {re.escape(version)}$", citation, re.MULTILINE):
        yield f"CITATION.cff does not say 'version: {version}'"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = list(mistakes(sys.argv[1]))
    for mistake in found:
        print(mistake, file=sys.stderr)
    sys.exit(bool(found))
