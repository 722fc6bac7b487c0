"""How fast Foresite is beside plain MkDocs, in one run on one machine: ``python tools/bench/bench.py 10 100 1000``.

Times on a shared machine mean little by themselves, so everything is measured in turn and given as a ratio; beside the
time of the clock stands that of the processors, user and system, of all processes of a run:

- *floor*: MkDocs with Material on the same pages without any feature of Foresite, all pages in the navigation;
- *lean*: the same pages, kept out of the navigation;
- *loop*: Python-Markdown alone over the same text, nothing written: no host can be faster;
- *full*: the site with Foresite, nothing there of a build before; *unrecorded*: the same, nothing recorded or stored
  for the next build; *again*: the same with formatted citations, all pages made anew;
- *rebuilt, sentence*, *rebuilt, claim*: a build that starts anew, as on an editor's machine or in CI, and finds
  what the one before has left, when one page has a sentence more, or when one forecast has another likelihood;
- *check*: ``foresite check``;
- *sentence*, *claim*: the build that follows under ``mkdocs serve`` when one page has a sentence more, or when one
  forecast has another likelihood, which shows on pages elsewhere. That MkDocs looks for changes every half second
  is not part of it.
"""

from __future__ import annotations

import argparse
import compileall
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus import Corpus, write

import foresite

BIN = Path(sys.executable).parent
# Installed packages are compiled, so nobody else waits for that.
UNSET = ("PYTHONDONTWRITEBYTECODE",)
ENVIRONMENT = {name: text for name, text in os.environ.items() if name not in UNSET} | {"NO_MKDOCS_2_WARNING": "1"}
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
    processors: list[float] = field(default_factory=list)
    """Seconds of the processors, user and system, of all processes of a run."""
    memory: float = 0.0
    """The most that the processes of any run held together, in MB."""
    size: float = 0.0
    """Of what it wrote, in MB."""

    @property
    def time(self) -> float:
        """The median run."""
        return statistics.median(self.seconds)

    @property
    def work(self) -> float:
        """The processors' time of the median run."""
        return statistics.median(self.processors)


def run(command: list[str], folder: Path, figures: Figures, environment: Mapping[str, str] = {}) -> None:
    """Run a command to its end, and add what it took."""
    start, worked = time.perf_counter(), _of_children()
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
        figures.processors.append(_of_children() - worked)
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read().decode()}")


def _of_children() -> float:
    """Seconds of the processors that processes of this one have used, and theirs, once they have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _of_server(process: int) -> float:
    """The same of a process that still runs, and of its processes that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


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
        worked = _of_server(server.pid)
        page.write_text(change(before), "utf-8")
        took = re.search(r"([\d.]+) seconds", _until(server, "Documentation built in"))
        assert took
        figures.seconds.append(float(took[1]))
        figures.processors.append(_of_server(server.pid) - worked)
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


def measure(briefs: int, rounds: int, only: Collection[str] = ()) -> dict[str, Figures]:
    """Every way, or only some, in turn, as often as asked."""
    with tempfile.TemporaryDirectory(prefix="foresite-bench-") as name:
        folder = Path(name)
        write(Corpus(briefs), folder)
        ways: dict[str, Callable[[Figures], None]] = {
            "floor": lambda figures: build(folder, "plain", figures),
            "lean": lambda figures: build(folder, "lean", figures),
            "loop": lambda figures: run([sys.executable, "-c", LOOP], folder, figures),
            "unrecorded": lambda figures: build(folder, "mkdocs", figures, FORESITE_REBUILD="1"),
            "full": lambda figures: build(folder, "mkdocs", figures),
            "again": lambda figures: build(folder, "mkdocs", figures, keep=True, FORESITE_REBUILD="1"),
            "rebuilt, sentence": lambda figures: rebuild(folder, sentence, figures),
            "rebuilt, claim": lambda figures: rebuild(folder, claim, figures),
            "check": lambda figures: run([str(BIN / "foresite"), "check"], folder, figures),
            "sentence": lambda figures: edit(folder, sentence, figures),
            "claim": lambda figures: edit(folder, claim, figures),
        }
        found = {way: Figures() for way in ways if way in only or not only}
        for _ in range(rounds):
            for way, figures in found.items():
                ways[way](figures)
                times = f"{figures.seconds[-1]:8.2f} s  {figures.processors[-1]:8.2f} s of the processors"
                print(f"{briefs:5} briefs  {way:17} {times}", file=sys.stderr)
        return found


def table(briefs: int, found: dict[str, Figures]) -> str:
    """The figures of one corpus as a table of Markdown."""
    floor, full = found.get("floor"), found.get("full")
    rows = []
    for way, figures in found.items():
        clock = f"{figures.time:.2f} s | {_share(figures.time, floor.time if floor else None)}"
        work = f"{figures.work:.2f} s | {_share(figures.work, full.work if full else None)}"
        rows.append(f"| {way} | {clock} | {work} | {_size(figures.memory)} | {_size(figures.size)} |")
    heads = "| | clock | of floor | processors | of full | memory | output |"
    return "\n".join([f"## {briefs} briefs\n", heads, "|---|---|---|---|---|---|---|", *rows, ""])


def _share(seconds: float, whole: float | None) -> str:
    return f"{seconds / whole:.3f}" if whole else ""


def _size(megabytes: float) -> str:
    return f"{megabytes:.0f} MB" if megabytes else ""


def main() -> None:
    """Measure each size asked for, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("briefs", nargs="+", type=int, help="how many briefs a corpus has")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turn (3)")
    parser.add_argument("--only", nargs="+", default=(), help="the rows to measure; those of rebuilds need full")
    asked = parser.parse_args()
    compileall.compile_dir(Path(foresite.__file__).parent, quiet=2)
    for briefs in asked.briefs:
        print(table(briefs, measure(briefs, asked.rounds, asked.only)), flush=True)


if __name__ == "__main__":
    main()
