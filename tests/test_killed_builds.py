"""Builds that are killed, or that run at once: the site is always a whole one, and no process and no folder is left."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from corpus import Corpus, write

from builds import mkdocs_build
from processes import none_is_left, of_session, start, until

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)
LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with enough pages for several processes."""
    folder = tmp_path_factory.mktemp("killed") / "project"
    write(Corpus(12), folder)
    return folder


# A build replaces nothing but a site, which it knows by one of the files that every site has.
OLD = {"index.html": b"the old site", "404.html": b"the old site", "sitemap.xml": b"<urlset/>"}


def files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def build(project: Path, site: Path, largest: int | None = None) -> subprocess.Popen[bytes]:
    """Start a build, for which no file may be larger than that."""
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(project / "mkdocs.yml"), "-d", str(site)]
    limited = None if largest is None else partial(resource.setrlimit, resource.RLIMIT_FSIZE, (largest, largest))
    return start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limited)


def kill(project: Path, site: Path, sent: signal.Signals, after: float, *, at_work: bool) -> None:
    """Kill a build after some seconds, or once it has other processes at work; none of them may be left."""
    with build(project, site) as run:
        if at_work:
            assert until(lambda: len(of_session(run.pid)) > 2 or run.poll() is not None)
        time.sleep(after)
        if run.poll() is None:
            os.kill(run.pid, sent)
        assert none_is_left(run.pid)


@pytest.fixture
def site(tmp_path: Path, project: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in OLD.items():
        (folder / name).write_bytes(text)
    shutil.rmtree(project / ".cache", ignore_errors=True)
    return folder


def is_old(site: Path) -> bool:
    return files(site) == OLD


@LINUX
@pytest.mark.parametrize("sent", SIGNALS)
def test_a_build_that_is_killed_at_work_leaves_no_process(project: Path, site: Path, sent: signal.Signals) -> None:
    kill(project, site, sent, 0.0, at_work=True)
    assert is_old(site)


@LINUX
def test_two_builds_at_once_leave_one_whole_site(project: Path, site: Path) -> None:
    alone = mkdocs_build(project, site.with_name("alone"))
    assert alone.code == 0, alone.output
    runs = [build(project, site) for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    assert files(site) == files(alone.site)
    assert sorted(path.name for path in site.parent.iterdir()) == ["alone", "site"]


@LINUX
@pytest.mark.nightly
def test_builds_at_once_leave_a_whole_site_every_time(project: Path, site: Path) -> None:
    alone = files(mkdocs_build(project, site.with_name("alone")).site)
    for _ in range(20):
        runs = [build(project, site) for _ in range(2)]
        assert [run.wait() for run in runs] == [0, 0]
        assert all(none_is_left(run.pid) for run in runs)
        assert files(site) == alone
    assert sorted(path.name for path in site.parent.iterdir()) == ["alone", "site"]


@LINUX
@pytest.mark.nightly
def test_a_disk_that_is_full_at_any_moment_leaves_a_whole_site(project: Path, site: Path) -> None:
    """No file may grow beyond some size, another each time, from what nothing fits into on."""
    largest = max(map(len, files(mkdocs_build(project, site.with_name("alone")).site).values()))
    for number in range(20):
        limit = random.randrange(1, largest - 1) if number else 0
        with build(project, site, limit) as run:
            assert run.wait() != 0
            assert none_is_left(run.pid)
        assert is_old(site), limit
        assert sorted(path.name for path in site.parent.iterdir()) == ["alone", "site"]


@LINUX
@pytest.mark.nightly
def test_builds_that_are_killed_at_any_moment_leave_a_whole_site(project: Path, site: Path) -> None:
    whole = mkdocs_build(project, site.with_name("alone"))
    began = time.monotonic()
    mkdocs_build(project, site.with_name("timed"))
    takes = time.monotonic() - began
    for number in range(20):
        kill(project, site, SIGNALS[number % 3], random.uniform(0, takes), at_work=False)
        assert is_old(site) or files(site) == files(whole.site)
    assert mkdocs_build(project, site).code == 0
    assert sorted(path.name for path in site.parent.iterdir()) == ["alone", "site", "timed"]
