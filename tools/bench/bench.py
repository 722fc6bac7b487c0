"""How fast Foresite is beside plain MkDocs, in one run on one machine: ``python tools/bench/bench.py 10 100 1000``.

Times on a shared machine mean little by themselves, so everything is measured in turn and given as a ratio:

- *floor*: MkDocs with Material on the same pages without any feature of Foresite, all pages in the navigation;
- *lean*: the same pages, kept out of the navigation;
- *loop*: Python-Markdown alone over the same text, nothing written: no host can be faster;
- *full*: the site with Foresite; *check*: ``foresite check``;
- *edit*: what a person waits for who has changed one page under ``mkdocs serve``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Corpus, write

BIN = Path(sys.executable).parent
ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
LOOP = """
import sys
from pathlib import Path
from markdown import Markdown
md = Markdown(extensions=["attr_list", "md_in_html", "tables", "toc", "pymdownx.superfences"])
for page in sorted(Path("plain/docs").rglob("*.md")):
    md.reset().convert(page.read_text("utf-8"))
"""


@dataclass
class Figures:
    """What was measured of one way to build one corpus."""

    seconds: list[float] = field(default_factory=list)
    """Of the clock, a run each."""
    memory: float = 0.0
    """The most that a process of any run held, in MB."""
    size: float = 0.0
    """Of what it wrote, in MB."""

    @property
    def time(self) -> float:
        """The median run."""
        return statistics.median(self.seconds)


def run(command: list[str], folder: Path, figures: Figures) -> None:
    """Run a command to its end, and add what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read() if process.stderr else b""
    _, status, used = os.wait4(process.pid, 0)
    figures.seconds.append(time.perf_counter() - start)
    figures.memory = max(figures.memory, used.ru_maxrss / 1024)
    if status:
        raise SystemExit(f"{' '.join(command)} failed:\n{said.decode()}")


def build(folder: Path, config: str, figures: Figures) -> None:
    """A build from nothing, with no cache of ours."""
    site = folder / f"site-{config}"
    shutil.rmtree(site, ignore_errors=True)
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    run([str(BIN / "mkdocs"), "build", "-q", "-f", f"{config}.yml", "-d", str(site)], folder, figures)
    figures.size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) / 1e6


def edit(folder: Path, figures: Figures) -> None:
    """One page changed under ``mkdocs serve``, from saving it to the site being there again."""
    command = [str(BIN / "mkdocs"), "serve", "-a", "127.0.0.1:0"]
    server = subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert server.stderr
    page = next(iter(sorted((folder / "docs" / "briefs").glob("port*.md"))))
    before = page.read_text("utf-8")
    try:
        _until(server, "Serving on")
        # What looks for changes has to have looked once.
        time.sleep(2)
        start = time.perf_counter()
        page.write_text(before + "\nOne more sentence.\n", "utf-8")
        _until(server, "Reloading browsers")
        figures.seconds.append(time.perf_counter() - start)
    finally:
        page.write_text(before, "utf-8")
        server.terminate()
        server.wait()


def _until(server: subprocess.Popen[str], words: str) -> None:
    assert server.stderr
    for line in server.stderr:
        if words in line:
            return
    raise SystemExit(f"mkdocs serve ended before it said {words!r}")


def measure(briefs: int, rounds: int) -> dict[str, Figures]:
    """Every way, in turn, as often as asked."""
    with tempfile.TemporaryDirectory(prefix="foresite-bench-") as name:
        folder = Path(name)
        write(Corpus(briefs), folder)
        ways: dict[str, Callable[[Figures], None]] = {
            "floor": lambda figures: build(folder, "plain", figures),
            "lean": lambda figures: build(folder, "lean", figures),
            "loop": lambda figures: run([sys.executable, "-c", LOOP], folder, figures),
            "full": lambda figures: build(folder, "mkdocs", figures),
            "check": lambda figures: run([str(BIN / "foresite"), "check"], folder, figures),
            "edit": lambda figures: edit(folder, figures),
        }
        found = {way: Figures() for way in ways}
        for _ in range(rounds):
            for way, take in ways.items():
                take(found[way])
                print(f"{briefs:5} briefs  {way:6} {found[way].seconds[-1]:8.2f} s", file=sys.stderr)
        return found


def table(briefs: int, found: dict[str, Figures]) -> str:
    """The figures of one corpus as a table of Markdown."""
    floor = found["floor"]
    rows = [
        f"| {way} | {figures.time:.2f} s | {figures.time / floor.time:.3f} "
        f"| {figures.memory:.0f} MB | {f'{figures.size:.0f} MB' if figures.size else ''} |"
        for way, figures in found.items()
    ]
    return "\n".join(
        [f"## {briefs} briefs\n", "| | time | of the floor | memory | output |", "|---|---|---|---|---|", *rows, ""]
    )


def main() -> None:
    """Measure each size asked for, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("briefs", nargs="+", type=int, help="how many briefs a corpus has")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turn (3)")
    asked = parser.parse_args()
    for briefs in asked.briefs:
        print(table(briefs, measure(briefs, asked.rounds)), flush=True)


if __name__ == "__main__":
    main()
