"""``foresite check`` and a strict build say the same of a project, in the same words, and each mistake once."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path

import markdown
import pytest
import yaml
from click.testing import CliRunner
from mkdocs.config import load_config
from mkdocs.config.defaults import get_schema
from mkdocs.exceptions import Abort, ConfigurationError

from builds import ROOT, mkdocs_build
from foresite.cli import main
from foresite.parsing import installed
from foresite.parsing.configuration import read_configuration
from foresite.parsing.host_settings import NEVER_EMPTY, SETTINGS, check_settings

GOLDEN = ROOT / "tests" / "cases" / "check-and-build.txt"

RIGHT = {
    "mkdocs.yml": """\
site_name: Harbour
site_url: https://harbour.example/
repo_url: https://github.com/harbour/outlooks
edit_uri: edit/main/docs/
theme:
  name: material
  language: ko
  favicon: images/gauge.png
extra_css: [style.css]
plugins:
  - search
  - foresite:
      templates: [404.html]
nav:
  - Home: index.md
  - Data: data/claims.json
  - deeper/other.md
  - Elsewhere: https://elsewhere.example/
not_in_nav: left-out.md
markdown_extensions:
  - admonition
  - pymdownx.superfences
watch: [bib]
validation:
  nav: {omitted_files: warn, absolute_links: warn}
  links: {anchors: warn, absolute_links: warn, unrecognized_links: warn}
""",
    "docs/index.md": """\
---
title: Harbour
hide: [toc]
search: {exclude: true}
---

# Harbour

![Gauge](images/gauge.png) and [other](deeper/other.md#top-of-it), [data](data/claims.json), [cite][c].

[c]: data/cite/index.bib
""",
    "docs/deeper/other.md": "# Top of it\n\n[Back](../index.md), [down](#top-of-it), [picture](../images/gauge.png).\n",
    "docs/left-out.md": "# Left out\n",
    "docs/images/gauge.png": "not a real picture",
    "docs/style.css": "p {}",
    "bib/references.bib": "",
}

WRONG = {
    "mkdocs.yml": """\
site_name: Harbour
site_name: Harbour once more
site_url: https://harbour example/
edit_uri: edit/main/docs/
theme:
  name: material
  language: xx
  logo: images/logo.png
  favicon: images/guage.png
  features: navigation.tabs
extra_css:
  - styel.css
extra_javascript:
  - script.js
extra_templates: [robots.txt]
plugins:
  - search
  - foresite:
      scale: kents
      templates: [landing.html]
      licence: MIT
      bibliografy: bib/references.bib
nav:
  - Home: indx.md
  - Deep:
      - deeper/othr.md
      - Root: /deeper/other/
  - images/gauge.pgn
  - index.md
validation:
  nav: {omitted_files: warn, absolute_links: warn}
  links: {anchors: warn, absolute_links: warn, unrecognized_links: warn}
""",
    "docs/index.md": """\
---
title:
titel: Harbour
hide:
search: true
template: redirect.html
location: https://elsewhere.example/
outlook: soon
---

# Harbour

![Gauge](images/guage.png)

[A page](deeper/nowhere.md)

[An anchor](deeper/other.md#topp)

[Here](#habour)

[A folder](deeper/)

[From the root](/deeper/other/)

[A file](data/clams.json)

[By reference][r] and ![a picture by reference][p]

[r]: deeper/nope.md
[p]: images/nope.svg

<div><a href="deeper/nowhere/">Raw</a></div>

[@nobody]

{{ scoreboard() }}
""",
    "docs/deeper/other.md": "template: redirect.html\n\n# Top of it\n",
    "docs/README.md": "# Read me\n",
    "docs/deeper.md": "# Deeper\n",
    "docs/deeper/index.md": "# Deeper, too\n",
    "docs/images/gauge.png": "not a real picture",
    "docs/style.css": "p {}",
    "bib/references.bib": "",
}

STOPPED = {
    **{name: text for name, text in RIGHT.items() if name != "docs/style.css"},
    "mkdocs.yml": """\
site_name: Harbour
sit_url: https://harbour.example/
google_analytics: [a, b]
theme: material
plugins:
  - foresite
  - search
  - search
  - serach
  - offline: {enabled: sometimes}
hooks: [hook.py]
watch: [bibl]
validation:
  nav: {omitted: warn}
  links: {anchors: warning}
  link: warn
""",
}
"""What stops MkDocs once it has loaded the plugin."""

BEFORE = {
    "no name": "site_url: https://a.example/",
    "a number for a name": "site_name: 2024",
    "a list for a name": "site_name: [a]",
    "an address without scheme": "site_name: a\nrepo_url: github.com/a/b",
    "a list of patterns": "site_name: a\nexclude_docs: [a.md]",
    "a mapping for nav": "site_name: a\nnav: {a: a.md}",
    "two pages in one item": "site_name: a\nnav:\n  - a: a.md\n    b: b.md",
    "a number in nav": "site_name: a\nnav: [7]",
    "a theme that is not there": "site_name: a\ntheme: materail",
    "a theme without name": "site_name: a\ntheme: {language: de}",
    "a theme's folder that is not there": "site_name: a\ntheme: {name: material, custom_dir: nope}",
    "pages beside the settings": "site_name: a\ndocs_dir: .",
    "a port alone": "site_name: a\ndev_addr: 8000",
    "a word for a truth": "site_name: a\nuse_directory_urls: maybe",
    "one style sheet": "site_name: a\nextra_css: a.css",
    "one script": "site_name: a\nextra_javascript: a.js",
    "an extension misspelt": "site_name: a\nmarkdown_extensions: [admonitoin]",
    "an extension of a package misspelt": "site_name: a\nmarkdown_extensions: [pymdownx.superfence]",
    "an extension's options": "site_name: a\nmarkdown_extensions: [toc: [permalink]]",
    "an option that an extension does not have": "site_name: a\nmarkdown_extensions:\n  - toc:\n      permalnk: true",
    "a number for extra": "site_name: a\nextra: 7",
    "the plugin misspelt": "site_name: a\nplugins: [forsite]",
    "a plugin that is not there": "site_name: a\nplugins: [blogging]",
    "a plugin's options": "site_name: a\nplugins: [foresite: [themes]]",
    "a file that is not there to inherit": "INHERIT: base.yml\nsite_name: a",
    "a file that inherits from itself": "INHERIT: mkdocs.yml\nsite_name: a",
    "a list to inherit": "INHERIT: list.yml\nsite_name: a",
    "a list of files to inherit": "INHERIT: [list.yml]\nsite_name: a",
    "a tag that nobody knows": "site_name: !secret a",
    "a list of settings": "- site_name: a",
}
"""What stops MkDocs before it has loaded the plugin, so that it says so itself."""


def project(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder / "mkdocs.yml"


def whatever_is_installed(line: str) -> str:
    """Return a problem without the names of the plugins that happen to be installed."""
    return re.sub(r"(no plugin '\w+' is installed, expected one of )[^;]+", r"\1those installed", line)


def check(settings: Path) -> list[str]:
    """The problems that the command prints."""
    run = CliRunner().invoke(main, ["check", "-f", str(settings)])
    lines = [line for line in run.stdout.splitlines() if line and not line.startswith(" ")]
    # What there is to know besides fails nothing.
    found = [whatever_is_installed(line) for line in lines if ": notice: " not in line]
    assert run.exit_code == bool(found), run.output
    return found


def strict(settings: Path) -> tuple[list[str], list[str]]:
    """The problems that a strict build reports, and what MkDocs says beside them."""
    build = mkdocs_build(settings.parent, settings.parent / "out" / "site", "--strict")
    lines = [line for line in build.output.splitlines() if line.startswith(("WARNING", "ERROR"))]
    ours = [whatever_is_installed(line.partition("foresite: ")[2]) for line in lines if "foresite: " in line]
    assert "Traceback" not in build.output, build.output
    assert bool(build.code) == bool(lines), build.output
    return ours, [line for line in lines if "foresite: " not in line]


@pytest.fixture(scope="module")
def golden(request: pytest.FixtureRequest):
    """Hold problems against those that are kept under a heading."""
    kept: dict[str, list[str]] = {}
    for line in GOLDEN.read_text("utf-8").splitlines():
        if line.startswith("# "):
            kept[line[2:]] = []
        elif line:
            kept[list(kept)[-1]].append(line)
    update = request.config.getoption("--update-cases")

    def compare(heading: str, problems: list[str]) -> None:
        if update:
            kept[heading] = problems
        assert kept[heading] == problems

    yield compare
    if update:
        GOLDEN.write_text(
            "\n".join(f"# {name}\n" + "".join(f"{line}\n" for line in kept[name]) for name in kept), "utf-8"
        )


def test_a_right_project_passes_both(tmp_path: Path) -> None:
    settings = project(tmp_path, RIGHT)
    assert check(settings) == []
    assert strict(settings) == ([], [])


def test_both_name_a_setting_without_effect_and_pass(tmp_path: Path) -> None:
    text = (
        "site_name: A\nsite_url: https://example.org/\n"
        "theme:\n  name: material\n  palette: {scheme: slate}\nplugins: [foresite]\n"
    )
    settings = project(tmp_path, {"mkdocs.yml": text, "docs/index.md": "# A\n", "bib/references.bib": ""})
    said = "mkdocs.yml:5: notice: 'theme.palette' has no effect, because Foresite draws its own pages"
    run = CliRunner().invoke(main, ["check", "-f", str(settings)])
    assert (run.exit_code, run.stdout.splitlines()) == (0, [said])
    build = mkdocs_build(tmp_path, tmp_path / "out" / "site", "--strict")
    assert (build.code, build.warnings) == (0, [])
    assert f"foresite: {said}" in build.output


def test_both_say_the_same_of_mistakes_everywhere(tmp_path: Path, golden) -> None:
    settings = project(tmp_path, WRONG)
    found = check(settings)
    golden("everywhere", found)
    ours, theirs = strict(settings)
    # Raw HTML is read in the finished page.
    assert [line for line in ours if ": dead-link: " not in line] == found
    assert [line for line in ours if ": dead-link: " in line] == [
        "docs/index.md:32: dead-link: the link 'deeper/nowhere/' leads nowhere in the site, "
        "expected a page or file of it"
    ]
    assert theirs == []


def test_without_a_strict_build_the_rest_is_published(tmp_path: Path) -> None:
    settings = project(tmp_path, WRONG)
    build = mkdocs_build(tmp_path, tmp_path / "out" / "site")
    assert build.code == 0, build.output
    page = build.text("index.html")
    assert "elsewhere.example" not in page
    assert "harbour example" not in page
    assert settings.is_file()


def test_both_say_the_same_of_settings_that_stop_a_build(tmp_path: Path, golden) -> None:
    settings = project(tmp_path, STOPPED)
    found = check(settings)
    golden("settings that stop a build", found)
    assert strict(settings) == (found, [])


def test_no_first_page_is_one_problem(tmp_path: Path, golden) -> None:
    files = {name.replace("index.md", "start.md"): text for name, text in RIGHT.items()}
    files = {
        name: text.replace("index.md", "start.md").replace("cite/index.bib", "claims.csv")
        for name, text in files.items()
    }
    settings = project(tmp_path, files)
    found = check(settings)
    golden("no first page", found)
    assert strict(settings) == (found, [])


def test_blocks_without_the_plugin_are_a_problem(tmp_path: Path, golden) -> None:
    block = "# Harbour\n\n{{ bibliography() }}\n\n/// outcome | a\n    id: a\n///\n"
    bare = "site_name: a\ntheme: {name: material}\nmarkdown_extensions: [foresite]\n"
    settings = project(
        tmp_path,
        {
            "mkdocs.yml": bare,
            "docs/index.md": block,
            "docs/other.md": block.replace("id: a", "id: b"),
            "bib/references.bib": "",
        },
    )
    found = [line for line in check(settings) if line.startswith("mkdocs.yml")]
    golden("blocks without the plugin", found)
    ours, theirs = strict(settings)
    assert (ours, theirs) == (found, [])
    settings.write_text("site_name: a\n", "utf-8")
    assert any(": the plugin 'foresite' is missing" in line for line in check(settings))


@pytest.mark.parametrize("name", BEFORE)
def test_check_names_what_stops_mkdocs_before_the_plugin_is_there(
    name: str, tmp_path: Path, golden, caplog: pytest.LogCaptureFixture
) -> None:
    """MkDocs says so in its own words; ours have a line and the right form."""
    settings = project(
        tmp_path,
        {"mkdocs.yml": f"{BEFORE[name]}\n", "docs/index.md": "# a\n", "list.yml": "- a\n", "bib/references.bib": ""},
    )
    found = check(settings)
    golden(name, found)
    assert len(found) == 1
    with caplog.at_level(logging.ERROR), pytest.raises((Abort, ConfigurationError, RecursionError, TypeError)):
        load_config(str(settings))
    ours = check_settings(read_configuration(settings), tmp_path)
    theirs = [record.getMessage() for record in caplog.records]
    named = {setting for setting in SETTINGS if any(f"'{setting}':" in said for said in theirs)}
    assert {each.setting for each in ours if each.setting} <= named


PYMDOWNX = ("pymdownx.highlight", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.snippets")

VALUES = [
    "text",
    "",
    "7",
    "true",
    "~",
    "[]",
    "[a]",
    "{a: b}",
    "{}",
    "2024-01-01",
    "'7'",
    "[[a]]",
    "[7]",
    "!ENV NOWHERE",
]
STRICTER = {
    "site_url": "an address of the web is expected", "extra_css": "its files must be there",
    "extra_javascript": "its files must be there", "extra_templates": "its files must be there",
    "edit_uri": "it needs a repository", "edit_uri_template": "it needs a repository",
    "docs_dir": "a folder that is missing is told with the pages", "site_dir": "it must not be anything of ours",
    "theme": "its name must be installed", "validation": "it is tested above", "plugins": "it is tested above",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted({key for key, _ in get_schema()} - STRICTER.keys() - {"config_file_path"}))
def test_a_value_is_wrong_for_mkdocs_or_right_for_both(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # What a variable of the environment holds is not known to the check, also where it must hold something.
    for value in VALUES[:-1] if name in ("site_name", *NEVER_EMPTY) else VALUES:
        rest = "" if name == "site_name" else "site_name: a\n"
        settings = project(tmp_path, {"mkdocs.yml": f"{rest}{name}: {value}\n", "docs/index.md": "# a\n"})
        ours = [found.setting for found in check_settings(read_configuration(settings), tmp_path)]
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            try:
                load_config(str(settings))
            except Abort:
                pass
        theirs = [record for record in caplog.records if f"'{name}'" in record.getMessage()]
        assert bool(ours) == bool(theirs), (value, ours, [record.getMessage() for record in theirs])


def test_the_options_of_extensions_are_those_that_they_take() -> None:
    known = {name: installed.extension_options(name) for name in (*installed.names(installed.EXTENSIONS), *PYMDOWNX)}
    assert sum(options is not None for options in known.values()) > 5
    for name, options in known.items():
        if options is not None:
            assert options == set(markdown.Markdown().build_extension(name, {}).config), name


def test_every_setting_of_mkdocs_is_known() -> None:
    assert {key for key, _ in get_schema()} == set(SETTINGS)


def test_nothing_that_settings_name_is_run(tmp_path: Path) -> None:
    act = "open('RAN', 'w').close()\n"
    settings = """\
site_name: !!python/object/apply:os.system ["touch RAN"]
theme: {name: evil, custom_dir: theme}
hooks: [evil.py]
plugins: [evil, foresite]
markdown_extensions:
  - evil
  - evil.part
  - evil:Extension
  - pymdownx.emoji: {emoji_index: !!python/name:evil.index ''}
"""
    project(tmp_path, {"mkdocs.yml": settings, "docs/index.md": "# a\n", "evil.py": act, "bib/references.bib": ""})
    project(tmp_path, {"evil/__init__.py": act, "evil/part.py": act, "theme/__init__.py": act, "mkdocs.yml": settings})
    command = [sys.executable, "-m", "foresite", "check"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    assert "no plugin 'evil' is installed" in run.stdout
    assert not (tmp_path / "RAN").exists()


def test_with_standard_input_closed_a_build_is_as_ever(tmp_path: Path) -> None:
    project(tmp_path, RIGHT)
    command = f"exec {sys.executable} -m mkdocs build --strict --site-dir {tmp_path / 'out'} <&-"
    run = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "foresite: " not in "".join(line for line in run.stderr.splitlines() if line.startswith("WARNING"))


def test_the_settings_of_tests_are_yaml() -> None:
    for files in (RIGHT, WRONG, STOPPED):
        assert yaml.safe_load(files["mkdocs.yml"])
