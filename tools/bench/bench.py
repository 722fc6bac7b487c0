"""How fast Foresite is beside plain MkDocs, in one run on one machine: ``python tools/bench/bench.py 10 100 1000``.

Times on a shared machine mean little by themselves, so everything is measured in turn and given as a ratio:

- *floor*: MkDocs with Material on the same pages without any feature of Foresite, all pages in the navigation;
- *lean*: the same pages, kept out of the navigation;
- *loop*: Python-Markdown alone over the same text, nothing written: no host can be faster;
- *full*: the site with Foresite, nothing there of a build before; *again*: the same with its formatted citations, all
  pages made anew;
- *rebuilt, sentence*, *rebuilt, claim*: a build that starts anew, as on an editor's machine or in CI, and finds
  what the one before has left, when one page has a sentence more, or when one forecast has another likelihood;
- *check*: ``foresite check``;
- *sentence*, *claim*: the build that follows under ``mkdocs serve`` when one page has a sentence more, or when one
  forecast has another likelihood, which shows on pages elsewhere. That MkDocs looks for changes every half second
  is not part of it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Corpus, write

BIN = Path(sys.executable).parent
ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
SAMPLED = 0.2
"""Seconds between two looks at the memory that is held."""
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
    """The most that the processes of any run held together, in MB."""
    size: float = 0.0
    """Of what it wrote, in MB."""

    @property
    def time(self) -> float:
        """The median run."""
        return statistics.median(self.seconds)


def run(command: list[str], folder: Path, figures: Figures, environment: Mapping[str, str] = {}) -> None:
    """Run a command to its end, and add what it took."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**ENVIRONMENT, **environment},
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
        while True:
            try:
                status = process.wait(SAMPLED)
                break
            except subprocess.TimeoutExpired:
                figures.memory = max(figures.memory, held(process.pid))
        figures.seconds.append(time.perf_counter() - start)
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode()}")


def held(session: int) -> float:
    """The memory that the processes of a session hold together, in MB; what they share counts once."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except OSError:
            # It has ended meanwhile.
            continue
    return total / 1024


def build(folder: Path, config: str, figures: Figures, keep: bool = False, **environment: str) -> None:
    """A build into a folder of its own, with nothing in the cache unless it is kept.

    No folder is removed before all is measured: where thousands of files have just been, a file system may take long
    to make new ones, and the longer the more they are.
    """
    site = Path(tempfile.mkdtemp(dir=folder)) / "site"
    if not keep:
        shutil.rmtree(folder / ".cache", ignore_errors=True)
    run([str(BIN / "mkdocs"), "build", "-q", "-f", f"{config}.yml", "-d", str(site)], folder, figures, environment)
    figures.size = sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) / 1e6


def sentence(text: str) -> str:
    """A page with a sentence more."""
    return f"{text}\nOne more sentence.\n"


def claim(text: str) -> str:
    """A page with another likelihood in its first forecast."""
    likelihood = re.search(r"likelihood: (.*)", text)
    assert likelihood
    other = "unlikely" if likelihood[1] == "likely" else "likely"
    return text.replace(likelihood[0], f"likelihood: {other}", 1)


def rebuild(folder: Path, change: Callable[[str], str], figures: Figures) -> None:
    """A build after one page changed, which finds what the full build has left."""
    page = _page(folder)
    before = page.read_text("utf-8")
    try:
        page.write_text(change(before), "utf-8")
        build(folder, "mkdocs", figures, keep=True)
    finally:
        page.write_text(before, "utf-8")


def _page(folder: Path) -> Path:
    return next(iter(sorted((folder / "docs" / "briefs").glob("port*.md"))))


def edit(folder: Path, change: Callable[[str], str], figures: Figures) -> None:
    """One page changed under ``mkdocs serve``: the time that the build after it took, as MkDocs says."""
    command = [str(BIN / "mkdocs"), "serve", "-a", "127.0.0.1:0"]
    server = subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    page = _page(folder)
    before = page.read_text("utf-8")
    try:
        _until(server, "Serving on")
        # What looks for changes has to have looked once.
        time.sleep(2)
        page.write_text(change(before), "utf-8")
        took = re.search(r"([\d.]+) seconds", _until(server, "Documentation built in"))
        assert took
        figures.seconds.append(float(took[1]))
    finally:
        page.write_text(before, "utf-8")
        server.terminate()
        server.wait()


def _until(server: subprocess.Popen[str], words: str) -> str:
    assert server.stderr
    for line in server.stderr:
        if words in line:
            return line
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
            "again": lambda figures: build(folder, "mkdocs", figures, keep=True, FORESITE_REBUILD="1"),
            "rebuilt, sentence": lambda figures: rebuild(folder, sentence, figures),
            "rebuilt, claim": lambda figures: rebuild(folder, claim, figures),
            "check": lambda figures: run([str(BIN / "foresite"), "check"], folder, figures),
            "sentence": lambda figures: edit(folder, sentence, figures),
            "claim": lambda figures: edit(folder, claim, figures),
        }
        found = {way: Figures() for way in ways}
        for _ in range(rounds):
            for way, take in ways.items():
                take(found[way])
                print(f"{briefs:5} briefs  {way:17} {found[way].seconds[-1]:8.2f} s", file=sys.stderr)
        return found


def table(briefs: int, found: dict[str, Figures]) -> str:
    """The figures of one corpus as a table of Markdown."""
    floor = found["floor"]
    rows = [
        f"| {way} | {figures.time:.2f} s | {figures.time / floor.time:.3f} "
        f"| {_size(figures.memory)} | {_size(figures.size)} |"
        for way, figures in found.items()
    ]
    return "\n".join(
        [f"## {briefs} briefs\n", "| | time | of the floor | memory | output |", "|---|---|---|---|---|", *rows, ""]
    )


def _size(megabytes: float) -> str:
    return f"{megabytes:.0f} MB" if megabytes else ""


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
