"""The inventory knows every path that a site has of us, and lets files and pages have the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import SITES, Build
from foresite.assets import PICTURES, SCRIPTS, STYLESHEETS
from foresite.exports.files import schemas
from foresite.model.addresses import own_files, own_folder, page_file, summary_file
from foresite.model.corpus import Corpus
from foresite.model.datafiles import DATA_FILES
from foresite.model.problems import Code, Problem
from foresite.model.settings import FILES, Settings
from foresite.parsing.files import name_fault
from foresite.parsing.installed import ThemeFiles
from foresite.parsing.inventory import Inventory, is_published
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.pdf.documents import documents

SETTINGS = "site_name: x\n{}plugins:\n  - foresite:\n      files: [png, CNAME, html]\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "references.bib").write_text("", "utf-8")
    return tmp_path


def found(project: Path, settings: str = "") -> tuple[tuple[str, ...], list[Problem]]:
    """What is published beside the pages, and what is wrong."""
    if settings:
        (project / "mkdocs.yml").write_text(settings, "utf-8")
    read, problems = read_settings(project / "mkdocs.yml")
    sources = read_project(read)
    return sources.files, [*problems, *sources.problems]


def write(project: Path, *names: str, text: str = "x") -> None:
    for name in names:
        path = project / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def test_it_has_every_path_that_the_generator_writes() -> None:
    own = own_files()
    for path in (*STYLESHEETS, *SCRIPTS, *PICTURES, *(file.path for file in DATA_FILES), *schemas()):
        assert path in own or own_folder(path), path


def test_it_has_every_path_of_a_built_site(harbours: Build) -> None:
    settings, _ = read_settings(SITES / "harbours" / "mkdocs.yml")
    pages = {page_file(page.path, True) for page in read_project(settings).pages}
    theme = ThemeFiles(settings.theme, None)
    for file in (path for path in harbours.site.rglob("*") if path.is_file()):
        path = file.relative_to(harbours.site).as_posix()
        assert path in pages or path in own_files() or own_folder(path) or theme.has(path), path


def test_it_has_every_path_of_a_printed_site() -> None:
    settings, _ = read_settings(SITES / "harbours" / "mkdocs.yml")
    sources = read_project(settings)
    corpus = Corpus.build(settings, sources)
    printed = [document.path for document in documents(corpus, ())]
    printed += [summary_file(brief.page) for brief in corpus.briefs]
    assert len(printed) > 5
    inventory = Inventory(settings)
    before = len(inventory.problems)
    inventory.pages([page.path for page in sources.pages])
    inventory.reserve_generated(*_printing(sources))
    # What is named after each path lies below it as a file.
    inventory.pages([f"{path}.md" for path in printed])
    said = [problem.message for problem in inventory.problems[before:]]
    assert len(said) == len(printed)
    assert all("PDF of" in text or "summary of" in text or "the book" in text for text in said)


PRINTED = ("comparison", "forecasts", "overview", "theme")


def _printing(sources) -> tuple[list[str], list[str]]:
    briefs = [brief.page for brief in sources.briefs]
    return [*briefs, *(call.page for call in sources.calls if call.name in PRINTED)], briefs


def test_settings_say_which_kinds_are_published(project: Path) -> None:
    write(project, "a.png", "b.PNG", "CNAME", "own.html", "c.pdf", "cname", "index.md")
    files, problems = found(project, SETTINGS.format(""))
    assert files == ("CNAME", "a.png", "b.PNG", "own.html")
    assert [(p.place.path, p.code) for p in problems] == [
        ("docs/c.pdf", Code.REFUSED_FILE), ("docs/cname", Code.REFUSED_FILE)
    ]  # fmt: skip
    assert problems[0].hint == "to publish it, name 'pdf' under 'files' in mkdocs.yml"


def test_what_settings_name_is_the_publishers(project: Path) -> None:
    write(project, "css/own.css", "js/own.js", "js/module.mjs", "logo.bmp", "mark.ico", "other.css", "other.js")
    settings = (
        "site_name: x\nextra_css: [css/own.css, 'https://a.example/b.css']\n"
        "extra_javascript:\n  - js/own.js\n  - path: js/module.mjs\n    type: module\n"
        "theme:\n  name: material\n  logo: logo.bmp\n  favicon: mark.ico\n"
    )
    files, problems = found(project, settings)
    assert files == ("css/own.css", "js/module.mjs", "js/own.js", "logo.bmp", "mark.ico")
    problems = [problem for problem in problems if problem.code is Code.REFUSED_FILE]
    assert [p.place.path for p in problems] == ["docs/other.css", "docs/other.js"]
    assert "extra_css" in problems[0].hint
    assert "extra_javascript" in problems[1].hint


def test_what_mkdocs_leaves_out_is_not_reported(project: Path) -> None:
    write(project, ".hidden/a.js", "templates/a.html", "notes/a.html", "data/claims.json.md", "index.md", ".well/a.png")
    settings = "site_name: x\nexclude_docs: |\n  notes/\n  data/\n  !.well/\n"
    assert found(project, settings) == ((".well/a.png",), [])


def test_names_that_hosts_obey_are_named_whole(project: Path) -> None:
    write(project, "robots.txt", "a.txt", "manifest.json")
    files, problems = found(project)
    assert files == ("a.txt",)
    assert [p.code for p in problems] == [Code.REFUSED_FILE] * 2
    assert is_published("robots.txt", (*FILES, "robots.txt"))


def test_a_file_where_a_folder_is_stands_in_its_way(project: Path) -> None:
    settings = SETTINGS.format("").replace("[png, CNAME, html]", "[assets, briefs, png]")
    write(project, "assets", "briefs", "briefs.md")
    files, problems = found(project, settings)
    assert files == ()
    assert [(p.place.path, p.code) for p in problems] == [
        ("docs/assets", Code.TAKEN_ADDRESS), ("docs/briefs", Code.TAKEN_ADDRESS)
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), [("a.md", "a/index.md"), ("a/index.md", "a/README.md"),
                                               ("index.md", "README.md")])  # fmt: skip
def test_of_two_pages_with_one_address_the_plainer_stands(project: Path, first: str, second: str) -> None:
    write(project, first, second, text="# A\n")
    read, _ = read_settings(project / "mkdocs.yml")
    sources = read_project(read)
    assert [page.path for page in sources.pages] == [first]


def test_of_two_pages_with_one_address_that_of_the_navigation_stands(project: Path) -> None:
    write(project, "a.md", "a/index.md", text="# A\n")
    (project / "mkdocs.yml").write_text("site_name: x\nnav:\n  - A:\n      - B: a/index.md\n", "utf-8")
    read, _ = read_settings(project / "mkdocs.yml")
    sources = read_project(read)
    assert [page.path for page in sources.pages] == ["a/index.md"]
    (problem,) = sources.problems
    assert str(problem) == (
        "docs/a.md:1: taken-address: the page would be published as 'a/index.html', where the page 'docs/a/index.md' "
        "stands, expected another name"
    )


def test_pages_as_files_have_other_addresses(project: Path) -> None:
    write(project, "a.md", "a/index.md", "404.md", text="# A\n")
    (project / "mkdocs.yml").write_text("site_name: x\nuse_directory_urls: false\n", "utf-8")
    read, _ = read_settings(project / "mkdocs.yml")
    sources = read_project(read)
    # A page of the project's own may stand for wrong addresses.
    assert [page.path for page in sources.pages] == ["404.md", "a.md", "a/index.md"]
    assert sources.problems == ()


def test_a_redirect_from_the_address_of_a_page_is_reported(project: Path) -> None:
    write(project, "a/index.md", "b.md", text="# A\n")
    settings = SETTINGS.format("").replace("files: [png, CNAME, html]", "redirects: {a.md: b.md}")
    _, problems = found(project, settings)
    assert [(p.place.line, p.code) for p in problems] == [(4, Code.BAD_REDIRECT)]


@pytest.mark.parametrize("name", ["a b.md", "가나.md", "naïve.md", "a.b.c.png", "-a.md", "می‌خواهم.md",
                                  "it's (1) & 2+3.md"])  # fmt: skip
def test_names_that_every_host_can_serve(name: str) -> None:
    assert name_fault(f"folder/{name}") == ""


@pytest.mark.parametrize(
    "name",
    ["a#.md", "a?.md", "a%20.md", "a\\b.md", "a:b.md", 'a".md', "a\n.md", "a\u202eb.md", "a\u200bb.md", "a\udcff.md",
     "a.", " a.md", "a ", "a\u2028b.md", "\ue000.md"],
)  # fmt: skip
def test_names_that_some_host_cannot_serve(name: str) -> None:
    assert "expected a name without it" in name_fault(f"{name}/b.md")


def test_the_files_of_a_theme_and_of_its_own_folder_are_taken(project: Path) -> None:
    write(project, "assets/images/favicon.png", "img/favicon.ico")
    for theme, taken in (("material", "assets/images/favicon.png"), ("mkdocs", "img/favicon.ico"), ("nope", "")):
        _, problems = found(project, f"site_name: x\ntheme: {theme}\n")
        assert [p.place.path for p in problems] == ([f"docs/{taken}"] if taken else [])
    (project / "own" / "img").mkdir(parents=True)
    (project / "own" / "img" / "favicon.ico").write_text("x", "utf-8")
    _, problems = found(project, "site_name: x\ntheme: {name: material, custom_dir: own}\n")
    assert len(problems) == 2


def test_without_settings_the_defaults_hold(tmp_path: Path) -> None:
    assert Settings.default(tmp_path).files == FILES
