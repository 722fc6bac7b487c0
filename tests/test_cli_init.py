"""``foresite init``: a new project is complete at once, and nothing that was there is touched."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from click.testing import CliRunner, Result

from builds import ROOT, mkdocs_build
from foresite import scaffold
from foresite.cli import common, main
from foresite.model.fields import CLAIM_KINDS, KINDS
from foresite.model.likelihood import SCALES
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.scaffold import HOSTINGS

LABELS = ("安全保障", "Trade & <freight>", "x_y: *a* [b] @who ==m== $f$ ~s~ ^u^", "plain: An own id")
BRIEF = ("--brief", "Öl & Wasser: {2027} 50 %", "--author", "Müller-Lüdenscheidt, Jörg", "--date", "2026-03",
         "--paragraphs", "9")  # fmt: skip


def init(*arguments: object, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["init", *map(str, arguments)], input=answers)


def check(project: Path) -> Result:
    """Check a new project as on the day when it has an address, so that nothing is left to be said of that."""
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    if "\nsite_url:" not in text:
        settings.write_text(f"{text.rstrip()}\nsite_url: https://example.org/\n", "utf-8")
    return CliRunner().invoke(main, ["check", "-f", str(settings)])


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is there to answer."""
    monkeypatch.setattr(common, "at_terminal", lambda: True)
    monkeypatch.setattr("foresite.cli.init.at_terminal", lambda: True)


def test_it_holds_one_record_of_each_kind(tmp_path: Path) -> None:
    done = init(tmp_path / "port")
    assert done.exit_code == 0, done.output
    settings, problems = read_settings(tmp_path / "port" / "mkdocs.yml")
    sources = read_project(settings)
    assert [*problems, *sources.problems] == []
    records = (sources.claims, sources.corrections, sources.events, sources.outcomes)
    found = {record.kind for each in records for record in each}
    # A shift needs a second outlook.
    assert found == set(KINDS) - {"shift"} >= set(CLAIM_KINDS)


@pytest.mark.parametrize("outlook", ["2024-H1", "2024-summer", "2024-06", "2024/2025"])
def test_the_first_brief_can_speak_for_any_period(tmp_path: Path, outlook: str) -> None:
    done = init(tmp_path, "--brief", "Ports", "--author", "Dale, Di", "--outlook", outlook, "--paragraphs", "9")
    assert done.exit_code == 0, done.output
    done = check(tmp_path)
    assert (done.exit_code, done.stdout) == (0, "")
    settings, _ = read_settings(tmp_path / "mkdocs.yml")
    assert outlook in {brief.outlook for brief in read_project(settings).briefs}


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("flags", [(), ("--example",), BRIEF, ("--example", *BRIEF)], ids=["", "bare", "brief", "both"])
def test_every_form_of_it_passes_the_check(tmp_path: Path, scale: str, flags: tuple[str, ...]) -> None:
    done = init(tmp_path, "--scale", scale, *flags)
    assert done.exit_code == 0, done.output
    done = check(tmp_path)
    assert (done.exit_code, done.stdout) == (0, ""), done.stdout
    claims = CliRunner().invoke(main, ["check", "-f", str(tmp_path / "mkdocs.yml"), "--format", "json"])
    assert json.loads(claims.stdout)["records"] == (0 if "--example" in flags else 8)


@pytest.mark.parametrize("language", ["de", "ja", "ar", "pt-BR"])
def test_a_theme_of_any_script_is_shown_as_it_was_typed(tmp_path: Path, language: str) -> None:
    name = "日本 & > b: 'x'"
    flags = [flag for label in LABELS for flag in ("--theme", label)]
    done = init(tmp_path, "--example", "--name", name, "--language", language, *flags)
    assert done.exit_code == 0, done.output
    assert yaml.safe_load((tmp_path / "mkdocs.yml").read_text("utf-8"))["site_name"] == name
    if language == "ja":
        build = mkdocs_build(tmp_path, tmp_path / "site", "--strict")
        assert build.code == 0, build.output
        headings = ["".join(each.itertext()).rstrip("¶") for each in build.html("comparison/index.html").iter("h2")]
        assert headings[-4:] == [*LABELS[:3], "An own id"]
        assert 'id="theme-plain"' in build.text("comparison/index.html")


def test_what_the_readme_says_of_the_example_is_true(tmp_path: Path) -> None:
    init(tmp_path, *BRIEF)
    page, line = "briefs/2024-rivera.md", r"(?m)^.*(?:2024-rivera|outlook\(2024\)).*\n"
    assert f"`docs/{page}`" in (tmp_path / "README.md").read_text("utf-8")
    (tmp_path / "docs" / page).unlink()
    for name in ("mkdocs.yml", "docs/index.md"):
        path = tmp_path / name
        path.write_text(re.sub(line, "", path.read_text("utf-8")), "utf-8")
    for name in ("docs/events.md", "docs/outcomes.md"):
        path = tmp_path / name
        path.write_text(re.sub(r"(?s)///.*///\n", "", path.read_text("utf-8")), "utf-8")
    bib = tmp_path / "bib" / "references.bib"
    bib.write_text(bib.read_text("utf-8").partition("@online{gauge2013")[0], "utf-8")
    done = check(tmp_path)
    assert (done.exit_code, done.stdout) == (0, "")


def test_no_source_of_the_example_is_at_an_address_that_a_site_can_have(tmp_path: Path) -> None:
    init(tmp_path)
    settings, _ = read_settings(tmp_path / "mkdocs.yml")
    addresses = [reference.fields["url"] for reference in read_project(settings).references]
    # Such names are reserved (RFC 2606), and nobody is told to write one as the address of a site.
    assert addresses
    assert all(urlsplit(address).netloc.endswith(".example") for address in addresses)


# --- where it is published ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", HOSTINGS)
def test_the_files_of_each_host_can_be_read_and_check_before_they_build(tmp_path: Path, host: str) -> None:
    done = init(tmp_path, "--host", host, "--url", "https://example.org/outlooks")
    assert done.exit_code == 0, done.output
    assert yaml.safe_load((tmp_path / "mkdocs.yml").read_text("utf-8"))["site_url"] == "https://example.org/outlooks/"
    said = ""
    for name in HOSTINGS[host].files:
        text = (tmp_path / name).read_text("utf-8")
        said += text
        match Path(name).suffix:
            case ".yml" | ".yaml":
                assert isinstance(yaml.safe_load(text), dict)
            case ".toml":
                assert tomllib.loads(text)
            case ".sh":
                subprocess.run(["sh", "-n", tmp_path / name], check=True)
            case _:
                raise AssertionError(f"nothing reads {name}")
    if host == "readthedocs":
        read = yaml.safe_load(said)
        assert read["mkdocs"] == {"configuration": "mkdocs.yml", "fail_on_warning": True}
        assert (tmp_path / read["python"]["install"][0]["requirements"]).is_file()
    elif host != "none":
        assert said.index("foresite check") < said.index("mkdocs build --strict")
    assert HOSTINGS[host].next in (tmp_path / "README.md").read_text("utf-8")


def test_a_project_on_github_is_as_careful_as_this_one(tmp_path: Path) -> None:
    init(tmp_path, "--host", "github")
    pin = re.compile(r"uses: (\S+@[0-9a-f]{40} # v\S+)$", re.MULTILINE)
    ours = {use for path in (ROOT / ".github" / "workflows").iterdir() for use in pin.findall(path.read_text("utf-8"))}
    for path in (tmp_path / ".github" / "workflows").iterdir():
        text = path.read_text("utf-8")
        workflow = yaml.safe_load(text)
        assert text.count("uses:") == len(pin.findall(text))
        assert set(pin.findall(text)) <= ours
        assert set(workflow["permissions"].values()) <= {"read"}
        assert "secrets." not in text
        checkouts = [step for job in workflow["jobs"].values() for step in job["steps"] if "checkout@" in str(step)]
        assert all(step["with"] == {"fetch-depth": 0, "persist-credentials": False} for step in checkouts)
    command = [str(Path(sys.executable).with_name("zizmor")), "--quiet", "--offline", "--no-progress", ".github"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_documentation_names_each_host_and_its_files() -> None:
    rows = [
        f"| `{name}` | {host.label} | {', '.join(f'`{file}`' for file in host.files) or 'none'} |"
        for name, host in HOSTINGS.items()
    ]
    assert "\n".join(rows) in (ROOT / "docs" / "commands.md").read_text("utf-8")


# --- what is there stays -----------------------------------------------------------------------------------------


def test_a_new_clone_keeps_its_files(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text("Ours\n", "utf-8")
    (tmp_path / ".gitignore").write_text("site\n*.log\n", "utf-8")
    (tmp_path / "LICENSE").write_text("MIT\n", "utf-8")
    before = files(tmp_path)
    done = init(tmp_path)
    assert done.exit_code == 0, done.output
    assert before.items() <= files(tmp_path).items()
    assert "kept your README.md\n" in done.stderr
    assert "kept your .gitignore; add .venv/, .cache/," in done.stderr
    assert ".bib" not in done.stderr


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("mkdocs.yml", "mkdocs.yml"),
        ("docs/notes.md", "docs/"),
        ("bib/references.bib", "bib/"),
        ("docs", "docs"),
        (".vscode", ".vscode/schemas/mkdocs.json"),
        (".github/workflows/publish.yml", ".github/workflows/publish.yml"),
    ],
)
def test_where_something_is_in_the_way_nothing_is_written(tmp_path: Path, path: str, named: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("ours", "utf-8")
    before = files(tmp_path)
    done = init(tmp_path, "--host", "github")
    assert done.exit_code == 1
    assert named in done.stderr.split(": ")[2].split(" ")[0] or f"{named} " in done.stderr or f"{named}," in done.stderr
    assert "nothing was written" in done.stderr
    assert files(tmp_path) == before


def test_a_folder_that_links_elsewhere_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "port").mkdir()
    (tmp_path / "port" / "docs").symlink_to(tmp_path / "elsewhere")
    assert init(tmp_path / "port").exit_code == 1
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = init(tmp_path / "file" / "port")
    assert done.exit_code == 1
    assert "/file: File exists" in done.stderr
    (tmp_path / "port").mkdir()
    asked = scaffold.project_files(scaffold.NewProject("Port"))
    # The last file has no name that a disk takes.
    with pytest.raises(OSError, match="name too long"):
        scaffold.write_project(tmp_path / "port" / "deep", asked | {f"x/{'y' * 300}.md": ""})
    assert list((tmp_path / "port").iterdir()) == []


# --- asking ------------------------------------------------------------------------------------------------------


def test_at_a_terminal_it_asks(tmp_path: Path, terminal: None) -> None:
    answers = ["Port outlooks", "english", "de", "Der Hafen, Seefahrt", "icd", "phia", "Öl im Hafen", "Rivera, Alma",
               "2027-01-05", "", "12", "gitlab", "here", "https://example.org/p"]  # fmt: skip
    done = init(tmp_path, answers="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    assert "language: no such language" in done.stderr
    assert "scale: no such scale; did you mean" in done.stderr or "scale: no such scale, expected icd203" in done.stderr
    assert "url: expected an address" in done.stderr
    read = yaml.safe_load((tmp_path / "mkdocs.yml").read_text("utf-8"))
    assert read["site_name"] == "Port outlooks"
    assert read["theme"]["language"] == "de"
    assert read["plugins"][0]["foresite"]["themes"] == {"der-hafen": "Der Hafen", "seefahrt": "Seefahrt"}
    page = (tmp_path / "docs" / "briefs" / "2027-rivera.md").read_text("utf-8")
    assert "outlook: 2027\nparagraphs: 12\n" in page
    assert (tmp_path / ".gitlab-ci.yml").is_file()
    assert check(tmp_path).exit_code == 0


def test_whoever_stops_at_a_question_has_nothing_written(tmp_path: Path, terminal: None) -> None:
    done = init(tmp_path, answers="Port outlooks\n")
    assert done.exit_code == 1
    assert "stopped; nothing was written" in done.stderr
    assert files(tmp_path) == {}


def test_with_a_closed_standard_input_it_takes_the_defaults(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m foresite init port <&-'
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load((tmp_path / "port" / "mkdocs.yml").read_text("utf-8"))["site_name"] == "Port"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--language", "xx"), "--language xx: no such language, expected a code such as en, de or ko"),
        (("--scale", "icd"), "--scale icd: no such scale"),
        (("--host", "githb"), "--host githb: no such host; did you mean 'github'?"),
        (("--theme", "A", "--theme", "a"), "'a' is given twice"),
        (("--theme", " "), "is not a theme"),
        (("--name", "a\nb"), "expected a line of text"),
        (("--author", "Rivera, Alma"), "expected --brief TITLE with it"),
        (("--brief", "B", "--date", "soon"), "--date soon: "),
        (("--brief", "B"), "--paragraphs is missing, expected how many body paragraphs it has"),
        (("--brief", "B", "--outlook", "27"), "expected a year such as 2024, a half-year (2024-H1)"),
        (("--brief", "B", "--paragraphs", "many"), "expected a number above 0"),
        (("--url", "example.org"), "expected an address such as"),
    ],
)
def test_a_wrong_flag_says_what_was_expected(tmp_path: Path, flags: tuple[str, ...], said: str) -> None:
    done = init(tmp_path, *flags)
    assert (done.exit_code, files(tmp_path)) == (2, {})
    assert said in done.stderr
