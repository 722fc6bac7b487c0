"""Files that lead out of the project, and files that never end, are not read, wherever they stand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from foresite.model.problems import Code
from foresite.model.settings import Settings
from foresite.parsing.configuration import read_configuration
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
ENTRY = (
    "@online{secret2024,\n  author = {{S}},\n  title = {Secret},\n  date = {2024},\n  url = {https://a.example}\n}\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("project/docs", "project/bib", "outside"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "outside" / "references.bib").write_text(ENTRY, "utf-8")
    (tmp_path / "outside" / "index.md").write_text("# The secret\n", "utf-8")
    (tmp_path / "project" / "docs" / "index.md").write_text("# A\n", "utf-8")
    (tmp_path / "project" / "bib" / "references.bib").write_text("", "utf-8")
    return tmp_path / "project"


def read(project: Path, settings: str = "site_name: x\n") -> tuple[list[str], list[tuple[str, Code]]]:
    """The titles and keys that were read, and what is wrong."""
    (project / "mkdocs.yml").write_text(settings, "utf-8")
    given, problems = read_settings(project / "mkdocs.yml")
    sources = read_project(given)
    known = [page.title for page in sources.pages] + [reference.key for reference in sources.references]
    return known, [(p.place.path, p.code) for p in (*problems, *sources.problems)]


def put(path: Path, target: Path) -> None:
    """A symbolic link in the place of a file or folder."""
    path.rename(path.with_name(f"{path.name}.real"))
    path.symlink_to(target)


@pytest.mark.parametrize("target", ["../outside", ".git", "."])
def test_a_docs_folder_that_is_a_link_is_not_read(project: Path, target: str) -> None:
    (project / ".git").mkdir()
    (project / ".git" / "config.md").write_text("# The secret\n", "utf-8")
    put(project / "docs", Path(target))
    assert read(project) == ([], [("docs", Code.BAD_FILE)])
    assert read(project, "site_name: x\ndocs_dir: docs\n") == ([], [("docs", Code.BAD_FILE)])


def test_a_docs_folder_below_a_link_is_not_read(project: Path) -> None:
    (project.parent / "outside" / "docs").mkdir()
    (project.parent / "outside" / "docs" / "index.md").write_text("# The secret\n", "utf-8")
    (project / "pages").symlink_to(project.parent / "outside")
    assert read(project, "site_name: x\ndocs_dir: pages/docs\n") == ([], [("pages/docs", Code.BAD_FILE)])


def test_a_docs_folder_that_settings_name_outside_is_the_publishers(project: Path) -> None:
    assert read(project, "site_name: x\ndocs_dir: ../outside\n")[0] == ["The secret"]


@pytest.mark.parametrize("name", ["bib", "bib/references.bib"])
def test_a_bibliography_outside_is_not_read(project: Path, name: str) -> None:
    put(project / name, project.parent / "outside" / Path(name).name.replace("bib", "", name == "bib"))
    known, problems = read(project)
    assert known == ["A"]
    assert problems == [("bib/references.bib", Code.BAD_FILE)]
    (said,) = read_project(Settings.default(project)).problems
    what = "is a symbolic link" if name == "bib" else "is outside the project's folders"
    assert what in said.message
    known, (problem, *_) = read(project, "site_name: x\nplugins: {foresite: {bibliography: bib/references.bib}}\n")
    assert known == ["A"]
    assert problem[1] in (Code.BAD_FILE, Code.BAD_SETTING)


def test_a_bibliography_in_the_projects_own_folder_opens_no_other_file_of_it(project: Path) -> None:
    (project / "own.bib").write_text(ENTRY, "utf-8")
    (project / "secret.md").write_text("# The secret\n", "utf-8")
    (project / "docs" / "leak.md").symlink_to(project / "secret.md")
    known, problems = read(project, "site_name: x\nplugins: {foresite: {bibliography: own.bib}}\n")
    assert known == ["A", "secret2024"]
    assert problems == [("docs/leak.md", Code.BAD_FILE)]


@pytest.mark.parametrize("name", ["docs/a.md", "docs/a.png", "bib/references.bib", "permalinks.txt"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_what_never_ends_is_a_problem(project: Path, name: str, kind: str) -> None:
    (project / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(project / name)
    else:
        try:
            os.mknod(project / name, 0o666 | 0o020000, os.makedev(1, 5))  # /dev/zero
        except PermissionError:
            pytest.skip("only root makes devices")
    assert read(project)[1] == [(name, Code.BAD_FILE)]


@pytest.mark.parametrize("name", ["docs/a.md", "docs/b/a.markdown", "bib/a.bib"])
def test_a_folder_with_the_name_of_a_page_or_bibliography_is_a_problem(project: Path, name: str) -> None:
    (project / name).mkdir(parents=True)
    assert read(project)[1] == [(name, Code.BAD_FILE)]
    assert read(project, "site_name: x\nexclude_docs: '*'\n")[1] == ([(name, Code.BAD_FILE)] if "bib" in name else [])


CHECK = """
import os, sys
from pathlib import Path
from foresite.parsing.project import read_project
from foresite.parsing.configuration import read_configuration
from foresite.model.settings import Settings
settings = Settings.default(Path(sys.argv[1]))
read_project(settings)
if not os.getuid():
    os.setuid(65534)
print(*[f"{problem.place.path} {problem.code}" for problem in read_project(settings).problems])
"""


def test_files_and_folders_that_may_not_be_read_are_problems(project: Path) -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        copy = Path(folder) / "project"
        shutil.copytree(project, copy)
        for name in ("docs/a.md", "docs/a.png", "docs/a.svg", "docs/folder/b.md"):
            (copy / name).parent.mkdir(exist_ok=True)
            (copy / name).write_text(SVG, "utf-8")
        wrong = ("bib/references.bib", "docs/a.md", "docs/a.png", "docs/a.svg", "docs/folder")
        for name in wrong:
            (copy / name).chmod(0)
        said = _checked(copy)
        copy.chmod(0)
        hidden = _checked(copy)
        copy.chmod(0o755)
        (copy / "docs" / "folder").chmod(0o755)
    assert said == [word for name in wrong for word in (name, "bad-file")]
    assert hidden == ["bib/references.bib", "bad-file", "docs", "bad-file", "permalinks.txt", "bad-file"]


def _checked(project: Path) -> list[str]:
    """What is wrong for somebody who is not root."""
    run = subprocess.run([sys.executable, "-c", CHECK, str(project)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


@pytest.mark.parametrize("how", ["pipe", "folder", "device"])
@pytest.mark.parametrize("name", ["mkdocs.yml", "base.yml"])
def test_settings_that_are_no_regular_file_are_a_problem_and_hang_nothing(tmp_path: Path, name: str, how: str) -> None:
    (tmp_path / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: Harbours\n", "utf-8")
    path = tmp_path / name
    path.unlink(missing_ok=True)
    if how == "pipe":
        os.mkfifo(path)
    elif how == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    (problem,) = read_configuration(tmp_path / "mkdocs.yml").problems
    what = {"pipe": "a named pipe", "folder": "a folder", "device": "a device"}[how]
    assert (problem.place.path, problem.code) == ("mkdocs.yml", Code.BAD_FILE)
    assert f"cannot be read (it is {what})" in problem.message
    assert not problem.hint
