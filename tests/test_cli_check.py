"""``foresite check`` as it is called."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from builds import ROOT, SITES
from foresite.cli import main

WRONG = ROOT / "tests" / "cases" / "messages" / "unknown-values"
RIGHT = SITES / "harbours"
TOOLS = re.findall(r"^([\w-]+)[>=]", (ROOT / "requirements" / "test.in").read_text("utf-8"), re.MULTILINE)


def check(project: Path, *options: str):
    return CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml"), *options])


@pytest.mark.parametrize("form", ["text", "github", "sarif", "json"])
def test_the_exit_code_says_whether_something_is_wrong(form: str) -> None:
    assert check(RIGHT, "--format", form).exit_code == 0
    assert check(WRONG, "--format", form).exit_code == 1
    assert check(RIGHT, "--format", "xml").exit_code == 2
    assert check(ROOT / "tests", "--format", form).exit_code == 2


def test_the_summary_keeps_out_of_what_programs_read() -> None:
    run = check(WRONG, "--format", "json")
    assert len(json.loads(run.stdout)["problems"]) == 8
    assert run.stderr == "1 page, 2 records, 3 references: 8 problems\n"


def test_paths_for_github_are_those_of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert "file=tests/cases/messages/unknown-values/docs/brief.md,line=19" in check(WRONG, "--format", "github").stdout
    monkeypatch.chdir(WRONG)
    assert "file=docs/brief.md,line=19" in check(WRONG, "--format", "github").stdout


def test_lines_of_the_settings_are_shown(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("plugins:\n  - foresite:\n      scale: kents\n", "utf-8")
    assert "    3 |       scale: kents\n      |              ^^^^^\n" in check(tmp_path).stdout


@pytest.mark.parametrize("form", ["text", "github", "sarif", "json"])
def test_file_names_that_are_no_utf8_are_reported(tmp_path: Path, form: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n", "utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path / "docs") + b"/\xff.md")).write_text("/// forcast | x\n///\n", "utf-8")
    command = [sys.executable, "-m", "foresite", "check", "-f", str(tmp_path / "mkdocs.yml"), "--format", form]
    run = subprocess.run(
        command, capture_output=True, env=os.environ | {"PYTHONIOENCODING": "utf-8:strict"}, check=False
    )
    assert run.returncode == 1, run.stderr
    assert "bad-name" in run.stdout.decode("utf-8")


def at_a_terminal(**environment: str) -> str:
    main_end, other_end = pty.openpty()
    command = [sys.executable, "-m", "foresite", "check", "-f", str(WRONG / "mkdocs.yml")]
    base = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    with subprocess.Popen(command, stdout=other_end, stderr=subprocess.DEVNULL, env=base | environment) as run:
        os.close(other_end)
        said = b""
        try:
            while part := os.read(main_end, 4096):
                said += part
        except OSError:
            pass
        run.wait()
    os.close(main_end)
    return said.decode()


def test_colour_is_for_terminals_that_want_it() -> None:
    assert "\x1b[" in at_a_terminal(TERM="xterm")
    assert "\x1b[" not in at_a_terminal(TERM="xterm", NO_COLOR="1")
    assert "\x1b[" not in at_a_terminal(TERM="dumb")
    assert "\x1b[" not in check(WRONG).stdout


def test_checking_loads_neither_the_host_nor_the_citation_formatter() -> None:
    code = (
        "import sys; from foresite.cli import main\n"
        "try: main(['check', '-f', sys.argv[1]])\nexcept SystemExit: pass\n"
        "print(sorted({'mkdocs', 'markdown', 'pymdownx', 'pypandoc', 'playwright', 'weasyprint'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(RIGHT / "mkdocs.yml")], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"


def test_the_hooks_call_commands_that_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    own = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    for hook in (*hooks, *own):
        program, *arguments = hook["entry"].split()
        if program.endswith("foresite"):
            command, *options = arguments
            help_text = CliRunner().invoke(main, [command, "--help"]).output
            assert all(option in help_text for option in options)
        else:
            # The others are those that `make lint` runs, as the tests' requirements install them.
            assert program.removeprefix(".venv/bin/").partition("-")[0] in TOOLS
    assert {hook["id"] for hook in own} >= {"ruff-check", "ruff-format", "mypy", "codespell", "zizmor"}


def test_the_hook_checks_projects_of_any_shape(tmp_path: Path) -> None:
    """pre-commit skips a hook whose ``files`` match nothing that is committed, unless it always runs."""
    (hook,) = (
        hook
        for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
        if hook["id"] == "foresite-check"
    )
    assert hook["always_run"] and not hook["pass_filenames"] and "files" not in hook
    project = tmp_path / "outlooks"
    (project / "text").mkdir(parents=True)
    (project / "bib").mkdir()
    (project / "bib" / "references.bib").touch()
    (project / "mkdocs.yml").write_text("site_name: X\ndocs_dir: text\nplugins:\n  - foresite\n", "utf-8")
    (project / "text" / "index.md").write_text("# A\n\nAs said [@nobody].\n", "utf-8")
    (arguments,) = re.findall(r"args: \[([^\]]*)\]", (ROOT / "docs" / "commands.md").read_text("utf-8"))
    command = [sys.executable, "-m", *hook["entry"].split(), *arguments.split(", ")]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "text/index.md:3: unknown-citation" in run.stdout


def test_a_mistake_in_settings_that_are_inherited_is_shown_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\n", "utf-8")
    (tmp_path / "base.yml").write_text("plugins:\n  - foresite:\n      scale: kents\n", "utf-8")
    said = check(tmp_path).stdout
    assert said.startswith("base.yml:3: bad-setting: no scale 'kents'")
    assert "    3 |       scale: kents\n      |              ^^^^^\n" in said
