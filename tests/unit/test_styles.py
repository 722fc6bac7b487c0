"""A citation style that cannot be used, or that never ends, is told before Pandoc sees it; Pandoc runs under limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_lists_are_linear import grows

from builds import SITES, project_of
from foresite.citing import format as formatting
from foresite.citing import pandoc
from foresite.citing.format import StyleError, format_citations
from foresite.citing.style import check_macros, read_style
from foresite.cli import main
from foresite.model.problems import Code, LimitError
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.settings import read_settings
from foresite.runtime.limits import limited
from foresite.site.project import Project
from processes import none_is_left, of_session, start, until

HEAD = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">\n<info><title>T</title></info>\n'
FOOT = "<bibliography><layout>{0}</layout></bibliography>\n<citation><layout>{0}</layout></citation></style>\n"
ITEM = {"id": "a", "type": "book", "title": "A"}
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent was killed")


def style_of(macros: str = "", entry: str = '<text variable="title"/>') -> str:
    return f"{HEAD}{macros}\n{FOOT.format(entry)}"


def used(macro: str) -> str:
    return f'<text macro="{macro}"/>'


def doubling(levels: int) -> str:
    macros = ['<macro name="m0"><text value="x"/></macro>']
    macros += [f'<macro name="m{n}">{used(f"m{n - 1}") * 2}</macro>' for n in range(1, levels)]
    return style_of("\n".join(macros), used(f"m{levels - 1}"))


def nested(depth: int) -> str:
    return style_of(entry="<group>" * depth + '<text variable="title"/>' + "</group>" * depth)


USED = '<text macro="m"/>'
BAD = {
    "itself": (style_of(f'<macro name="m">{USED}</macro>', USED), 3, "the macro 'm' uses itself, expected"),
    "in another namespace": (
        style_of('<macro name="m"><x:text xmlns:x="y" macro="m"/></macro>', USED), 3, "the macro 'm' uses itself"
    ),
    "nobody uses it": (style_of(f'\n<macro name="m">{USED}</macro>'), 4, "the macro 'm' uses itself"),
    "by way of others": (
        style_of(f'<macro name="n">\n{USED}</macro><macro name="m"><text macro="n"/></macro>', USED), 3,
        "the macro 'n' uses itself, by way of 'm', expected",
    ),
    "in a key": (style_of('<macro name="m"><group><substitute><key macro="m"/></substitute></group></macro>'), 3,
                 "the macro 'm' uses itself"),
    "doubling": (doubling(40), 16, "the macro 'm13' comes to more than 25,000 elements"),
    "chained": (
        style_of("".join(f'<macro name="m{n}"><group><text macro="m{n + 1}"/></group></macro>\n' for n in range(90))
                 + '<macro name="m90"/>', '<text macro="m0"/>'),
        26, "the macro 'm23' comes to elements that stand in each other more than 200 deep",
    ),
    "nested": (nested(300), 4, "more than 200 deep"),
    "missing": (style_of('<macro name="title"><text value="x"/></macro>', '<text macro="titel"/>'), 4,
                "no macro 'titel', expected one of the citation style's own; did you mean 'title'?"),
    "twice": (style_of('<macro name="m"/>\n<macro name="m"/>'), 4, "the macro 'm' is defined twice"),
    "entities": (f'<?xml version="1.0"?>\n<!DOCTYPE style SYSTEM "x.dtd">{style_of()}', 2, "declares a document type"),
    "not XML": (style_of(entry="\n<text>"), 5, "the citation style is not XML"),
    "not CSL": ("<html/>", 1, "is not a CSL file"),
    "dependent": (style_of().replace("<title>", '<link rel="independent-parent" href="x"/><title>'), 1,
                  "the citation style depends on 'x.csl', expected that file beside it"),
    "an unknown element": (style_of(entry="<foo/>"), 1, 'Pandoc says: CiteprocParseError: unknown element "foo"'),
    "an attribute is missing": (style_of(entry="<text/>"), 1, "Pandoc says: CiteprocParseError: text element lacks"),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The mini-site with a style of its own, which is sound."""
    project_of(SITES / "harbours", tmp_path / "project")
    config = tmp_path / "project" / "mkdocs.yml"
    text = config.read_text("utf-8")
    assert "scale: phia" in text
    config.write_text(text.replace("scale: phia", "style: own.csl\n      scale: phia", 1), "utf-8")
    (tmp_path / "project" / "own.csl").write_text(style_of(), "utf-8")
    return tmp_path / "project"


def check(project: Path) -> str:
    return CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")]).output


def test_a_sound_style_is_no_problem(project: Path) -> None:
    assert "no problems" in check(project)


@pytest.mark.parametrize("name", BAD)
def test_the_check_and_the_build_tell_of_a_bad_style_in_the_same_words(project: Path, name: str) -> None:
    text, line, message = BAD[name]
    (project / "own.csl").write_text(text, "utf-8")
    settings, _ = read_settings(project / "mkdocs.yml")
    built = Project.load(settings)
    (told,) = built.problems
    assert (told.code, str(told.place)) == (Code.BAD_STYLE, f"own.csl:{line}")
    assert message in told.message
    assert str(told.message) in check(project)
    assert built.style is None
    assert "Amari" in built.formatted.entry("amari2021")


@pytest.mark.parametrize("encoding", ["utf-7", "utf-32", "big5", "base64", "idna", "none-such"])
def test_an_encoding_that_a_style_only_names_changes_nothing(project: Path, encoding: str) -> None:
    named = f'<?xml version="1.0" encoding="{encoding}"?>\n{BAD["itself"][0]}'
    (project / "own.csl").write_text(named, "utf-8")
    assert "own.csl:4: bad-style: the macro 'm' uses itself" in check(project)


def test_a_style_of_many_branches_is_sound(tmp_path: Path) -> None:
    """Of a choice only one branch is taken: real styles come to a million elements if all are counted."""
    macros = '<macro name="m0"><text value="x"/></macro>'
    for n in range(1, 30):
        branches = f'<if type="book">{used(f"m{n - 1}")}</if><else>{used(f"m{n - 1}")}</else>'
        macros += f'<macro name="m{n}"><choose>{branches}</choose></macro>'
    (tmp_path / "a.csl").write_text(style_of(macros, '<text macro="m29"/>'), "utf-8")
    assert read_style(tmp_path / "a.csl")


LARGE = {
    "macros": lambda n: style_of("".join(f'<macro name="m{k}"/>' for k in range(n)), used("m0")),
    "uses of macros": lambda n: style_of('<macro name="m"/>' + f'<macro name="n">{USED * n}</macro>'),
    "branches": lambda n: style_of(entry=f"<choose>{'<if/>' * n}</choose>"),
    "macros in a row": lambda n: style_of(
        "".join(f'<macro name="m{k}"><choose>{used(f"m{k + 1}")}</choose></macro>' for k in range(n)) + "<macro/>"
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_style_takes_time_as_it_is_long(name: str) -> None:
    def read(text: str) -> None:
        with suppress(StyleError):
            check_macros(text)

    small, large = (LARGE[name](n) for n in (1_500, 6_000))
    grows(lambda: read(small), lambda: read(large))


def endless(monkeypatch: pytest.MonkeyPatch, **limits: object) -> str:
    for name, value in limits.items():
        monkeypatch.setattr(pandoc, name, value)
    return BAD["itself"][0]


def test_pandoc_has_so_much_time(monkeypatch: pytest.MonkeyPatch) -> None:
    style = endless(monkeypatch, SECONDS=1, PER_WORK=0)
    with pytest.raises(LimitError, match=r"after 1 seconds|its time was over"):
        pandoc.run_citeproc([ITEM], [], style)


def test_pandoc_has_so_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    style = endless(monkeypatch, MEMORY="0.1g")
    with pytest.raises(LimitError, match="memory"):
        pandoc.run_citeproc([ITEM], [], style)


def test_what_reaches_a_limit_is_the_style_and_its_macro_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = style_of('<macro name="small"/><macro name="large"><text value="x"/></macro>', '<text macro="large"/>')
    (tmp_path / "a.csl").write_text(text, "utf-8")
    # Pandoc gets another style than the one that was checked.
    monkeypatch.setattr(formatting, "with_labels", lambda *_, **__: endless(monkeypatch, MEMORY="0.1g"))
    found, _ = read_entries("@book{a, title = {A}, date = {2020}}", EntryReader("x.bib", {}))
    with pytest.raises(StyleError, match=r"0\.1 GB of memory with this citation style; its macro 'large'"):
        format_citations({each.key: each for each in found}, [], tmp_path / "a.csl")


@LINUX
def test_what_runs_under_limits_ends_with_its_parent() -> None:
    own = (
        "import subprocess, time; from foresite.runtime.limits import limited\n"
        "subprocess.Popen(limited(['sleep', '600'], 60)); time.sleep(600)"
    )
    with start([sys.executable, "-c", own]) as run:
        assert until(lambda: len(of_session(run.pid)) == 2)
        os.kill(run.pid, signal.SIGKILL)
        assert none_is_left(run.pid)


def test_what_runs_under_limits_has_so_many_seconds() -> None:
    done = subprocess.run(limited([sys.executable, "-c", "while True: pass"], 1), check=False)
    assert done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_a_program_that_is_missing_says_so() -> None:
    done = subprocess.run(limited(["nosuchprogram"], 1), check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "nosuchprogram: No such file or directory\n")


INSTEAD = '#!/bin/sh\ncase "$*" in *--citeproc*) {what};; *) exec {real} "$@";; esac\n'
PANDOCS = {
    "missing": ("", "No such file or directory"),
    "garbage": ("#!/bin/sh\necho garbage\n", "Pandoc printed something else than JSON"),
    "garbage instead of HTML": ('echo "<p"; printf "\\377"', "Pandoc's output is not HTML"),
    "another document": ('echo "<p>x</p>"', "Pandoc left out citations or entries"),
    "killed": ("kill -9 $$", "Pandoc was ended by signal 9"),
    "failing": ("exit 3", "exit status 3"),
}  # fmt: skip


@pytest.mark.parametrize("name", PANDOCS)
def test_a_pandoc_that_is_missing_replaced_or_killed(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    script, message = PANDOCS[name]
    fake = tmp_path / "pandoc"
    if script:
        text = script if script.startswith("#!") else INSTEAD.replace("{what}", script)
        fake.write_text(text.replace("{real}", pandoc._pandoc()), "utf-8")
        fake.chmod(0o755)
    monkeypatch.setenv("PYPANDOC_PANDOC", str(fake))
    cached = (pandoc.version, pandoc.default_style, pandoc._api_version)
    for each in cached:
        each.cache_clear()
    try:
        run = CliRunner().invoke(main, ["print", "-f", str(project / "mkdocs.yml")])
        assert (run.exit_code, run.exception.__class__) == (1, SystemExit)
        assert message in run.output
    finally:
        for each in cached:
            each.cache_clear()
