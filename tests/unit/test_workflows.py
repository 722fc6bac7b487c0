"""The workflows give a pull request nothing worth taking, and run nothing that could change without notice."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from foresite.cli import main
from foresite.model.settings import FILES

GITHUB = Path(__file__).parents[2] / ".github"
WORKFLOWS = {path.name: path for path in sorted((GITHUB / "workflows").glob("*.y*ml"))}
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def read(name: str) -> dict[Any, Any]:
    return yaml.safe_load(WORKFLOWS[name].read_text("utf-8"))


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


ACTION = GITHUB / "actions" / "build" / "action.yml"
CALLED = ("check-site.yml", "publish-site.yml")


def scripts(workflow: dict[Any, Any]) -> list[str]:
    return [text for step in steps(workflow) for text in (step.get("run"), step.get("with", {}).get("script")) if text]


def test_there_is_one_for_each_part() -> None:
    assert set(WORKFLOWS) == {
        "check-site.yml", "comment.yml", "nightly.yml", "publish-site.yml", "publish.yml", "pull-request.yml",
        "release.yml",
    }  # fmt: skip


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_is_pinned_by_its_hash_and_says_its_version(name: str) -> None:
    text = WORKFLOWS[name].read_text("utf-8")
    lines = [line.strip().removeprefix("- ") for line in text.splitlines() if "uses:" in line]
    assert lines
    assert [line for line in lines if not PINNED.fullmatch(line)] == []


def test_one_action_has_one_version() -> None:
    used = {line.strip().removeprefix("- ") for path in WORKFLOWS.values() for line in path.read_text().splitlines()}
    used |= {line.strip().removeprefix("- ") for line in ACTION.read_text().splitlines()}
    pins = [line for line in used if line.startswith("uses:")]
    assert len({pin.split("@")[0] for pin in pins}) == len(pins)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_rights_are_named_and_few(name: str) -> None:
    workflow = read(name)
    granted = [workflow["permissions"], *(job.get("permissions", {}) for job in workflow["jobs"].values())]
    writes = {right for each in granted for right, level in each.items() if level == "write"}
    pages = {"pages", "id-token"}
    allowed = {"comment.yml": {"pull-requests"}, "publish.yml": pages, "publish-site.yml": pages}
    allowed["release.yml"] = {"id-token"}
    assert writes == allowed.get(name, set())
    assert set(workflow["permissions"].values()) <= {"read"}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_job_ends_and_none_piles_up(name: str) -> None:
    workflow = read(name)
    assert workflow["concurrency"]["group"]
    assert all(job["timeout-minutes"] <= 45 for job in workflow["jobs"].values())


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_that_others_write_is_put_into_a_script(name: str) -> None:
    assert [text for text in scripts(read(name)) if "${{" in text] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_secret_is_used(name: str) -> None:
    assert "secrets." not in WORKFLOWS[name].read_text("utf-8")
    for step in steps(read(name)):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_a_pull_request_only_reads() -> None:
    workflow = read("pull-request.yml")
    assert set(workflow[True]) == {"pull_request"}
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())


def test_the_comment_runs_nothing_of_the_pull_request() -> None:
    workflow = read("comment.yml")
    assert set(workflow[True]) == {"workflow_run"}
    assert workflow[True]["workflow_run"]["workflows"] == [read("pull-request.yml")["name"]]
    used = {step["uses"].split("@")[0] for step in steps(workflow)}
    assert used == {"actions/github-script", "actions/download-artifact"}
    (script,) = (text for text in scripts(workflow) if "createComment" in text)
    assert 'read("diff.md"' in script
    assert script.count("read(") == 1
    assert not re.search(r"\beval\b|\bexec|spawn|require\((?!\"node:(?:fs|path)\"\))|import\(", script)


def test_only_main_is_published() -> None:
    workflow = read("publish.yml")
    assert workflow[True] == {"push": {"branches": ["main"]}}
    deploying = [job for job in workflow["jobs"].values() if "deploy-pages" in str(job)]
    assert [job["if"] for job in deploying] == ["${{ github.ref == 'refs/heads/main' }}"]


# --- what other projects call ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CALLED)
def test_what_other_projects_call_starts_by_being_called_alone(name: str) -> None:
    workflow = read(name)
    assert set(workflow[True]) == {"workflow_call"}
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    inputs = workflow[True]["workflow_call"]["inputs"]
    assert {key: given["default"] for key, given in inputs.items()} == {
        key: given["default"] for key, given in action["inputs"].items()
    }
    assert "secrets" not in workflow[True]["workflow_call"]


def test_what_checks_the_pull_request_of_another_project_only_reads() -> None:
    workflow = read("check-site.yml")
    assert workflow["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in workflow["jobs"].values())


def test_of_another_project_nothing_but_its_default_branch_is_published() -> None:
    jobs = read("publish-site.yml")["jobs"]
    assert [name for name, job in jobs.items() if "deploy-pages" in str(job)] == ["deploy"]
    condition = " ".join(jobs["deploy"]["if"].split())
    assert condition == (
        """${{ contains(fromJSON('["push", "schedule", "workflow_dispatch"]'), github.event_name) """
        "&& github.ref == format('refs/heads/{0}', github.event.repository.default_branch) }}"
    )
    # What builds, and so runs what the project holds, has no right to publish.
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert [step["uses"].split("@")[0] for step in jobs["deploy"]["steps"]] == ["actions/deploy-pages"]


def test_the_action_and_the_workflows_check_and_build_in_the_same_way() -> None:
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    named = {step.get("name"): step for step in action["runs"]["steps"]}
    assert all(step["shell"] == "bash" for step in action["runs"]["steps"] if "run" in step)
    assert not any("${{" in step.get("run", "") for step in action["runs"]["steps"])
    for name in CALLED:
        for step in steps(read(name)):
            if step.get("name") in ("Check", "Build"):
                assert step["run"] == named[step["name"]]["run"].splitlines()[0]
                assert step["env"] == named[step["name"]]["env"]
    names = [step.get("name") for step in action["runs"]["steps"]]
    assert names.index("Check") < names.index("Build")
    # With nothing to install, it is this repository's own version.
    own = (ACTION.parent / "../../..").resolve()
    assert (own / "pyproject.toml").is_file()
    assert (own / "requirements" / "site.txt").is_file()
    assert "OWN: ${{ github.action_path }}/../../.." in ACTION.read_text("utf-8")


def test_its_steps_run(tmp_path: Path) -> None:
    """A project in a folder of its repository is checked and built as the action does it."""
    project = tmp_path / "my outlooks"
    assert CliRunner().invoke(main, ["init", str(project)]).exit_code == 0
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    output = tmp_path / "output"
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PROJECT": "my outlooks",
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_OUTPUT": str(output),
    }

    def run(name: str) -> subprocess.CompletedProcess[str]:
        (script,) = (step["run"] for step in action["runs"]["steps"] if step.get("name") == name)
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    for name in ("Check", "Build"):
        done = run(name)
        assert done.returncode == 0, done.stdout + done.stderr
    site = Path(output.read_text("utf-8").strip().removeprefix("site="))
    assert (site / "comparison" / "index.html").is_file()
    events = project / "docs" / "events.md"
    events.write_text(f"{events.read_text('utf-8')}\n[@nobody]\n", "utf-8")
    done = run("Check")
    assert done.returncode == 1
    assert done.stdout.startswith("::warning file=my outlooks/docs/events.md,line=")


def test_what_the_documentation_shows_of_them_is_what_they_take() -> None:
    page = (GITHUB.parent / "docs" / "questions.md").read_text("utf-8")
    examples = [text for text in re.findall(r"(?ms)^```yaml\n(.*?)^```$", page) if "OWNER/foresite" in text]
    called = {}
    for text in examples:
        for job in yaml.safe_load(text)["jobs"].values():
            for step in [job, *job.get("steps", ())]:
                if "OWNER/foresite" in step.get("uses", ""):
                    path, _, version = step["uses"].removeprefix("OWNER/foresite/").partition("@")
                    assert version == "VERSION"
                    called[path] = (job, step)
    assert set(called) == {".github/actions/build", *(f".github/workflows/{name}" for name in CALLED)}
    for path, (job, step) in called.items():
        file = GITHUB.parent / path
        document = yaml.safe_load((file / "action.yml" if file.is_dir() else file).read_text("utf-8"))
        inputs = document["inputs"] if file.is_dir() else document[True]["workflow_call"]["inputs"]
        assert set(step.get("with", {})) <= set(inputs)
        for needing in document.get("jobs", {}).values():
            # A workflow that is called has no rights but those of the job that calls it.
            assert (needing.get("permissions") or document["permissions"]).items() <= job["permissions"].items()


def test_a_release_is_published_by_a_tag_alone_and_by_a_job_that_runs_nothing_of_ours() -> None:
    workflow = read("release.yml")
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    trusted = {name: job for name, job in workflow["jobs"].items() if "id-token" in job["permissions"]}
    assert set(trusted) == {"publish"}
    publish = trusted["publish"]
    assert publish["needs"] == ["build", "test"]
    assert publish["if"] == "${{ startsWith(github.ref, 'refs/tags/v') }}"
    assert publish["environment"]["name"] == "pypi"
    used = [step["uses"].split("@")[0] for step in publish["steps"]]
    assert used == ["actions/download-artifact", "pypa/gh-action-pypi-publish"]
    built = [step.get("run", "") for step in workflow["jobs"]["build"]["steps"]]
    assert 'python3 tools/check_release.py "$GITHUB_REF_NAME"' in built


def test_every_version_of_python_is_tested_with_the_oldest_and_the_newest_packages() -> None:
    settings = tomllib.loads((GITHUB.parent / "pyproject.toml").read_text("utf-8"))["project"]
    named = [name.rpartition(" ")[2] for name in settings["classifiers"] if "Python :: 3." in name]
    matrix = read("pull-request.yml")["jobs"]["compatibility"]["strategy"]["matrix"]
    assert matrix == {"python": named, "versions": ["lowest", "highest"]}
    assert f">={named[0]}" == settings["requires-python"]


def test_the_oldest_packages_are_those_that_the_package_asks_for() -> None:
    settings = tomllib.loads((GITHUB.parent / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*settings["dependencies"], *settings["optional-dependencies"]["pdf"]]
    pinned = (GITHUB.parent / "requirements" / "lowest.txt").read_text("utf-8").casefold().splitlines()
    for requirement in asked:
        name, least = re.fullmatch(r"([\w-]+)>=([\d.]+)(?:,<[\d.]+)?", requirement).groups()
        line = next(line for line in pinned if line.startswith(f"{name.casefold().replace('_', '-')}=="))
        # 77 and 77.0.0 are one version.
        assert re.fullmatch(rf"{re.escape(least)}(?:\.0)*", line.partition("==")[2]), requirement


def test_what_runs_at_night_runs_no_pull_request() -> None:
    workflow = read("nightly.yml")
    assert set(workflow[True]) == {"schedule", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}


def test_forms_ask_for_what_an_editor_needs() -> None:
    asked = {}
    for path in sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.yml")):
        form = yaml.safe_load(path.read_text("utf-8"))
        if "body" in form:
            ids = [field["id"] for field in form["body"]]
            assert len(set(ids)) == len(ids)
            asked[path.stem] = {field["id"] for field in form["body"] if field.get("validations", {}).get("required")}
    assert asked == {
        "missing-claim": {"brief", "claim", "kind"},
        "disputed-outcome": {"claim", "status", "sources", "reasons"},
    }


def test_updates_are_looked_for() -> None:
    wanted = yaml.safe_load((GITHUB / "dependabot.yml").read_text("utf-8"))
    assert {each["package-ecosystem"] for each in wanted["updates"]} == {"github-actions", "pip"}


def test_nobody_is_invented_as_an_owner_and_the_rules_are_ready() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
    rules = [line.lstrip("#").split() for line in lines if re.match(r"#?[*/]", line)]
    active = [line for line in lines if line and not line.startswith("#")]
    data = {pattern for pattern, owner in rules if "RECORD" in owner}
    assert [pattern for pattern, owner in rules if "CODE" in owner] == ["*"]
    # What can run is never left to those who review data, in the folder of the pages neither.
    kinds = {re.fullmatch(r"/(?:docs|bib)/\*\*/\*\.(\w+)", pattern)[1] for pattern in data}
    assert kinds <= {"md", *FILES}
    assert not active or all("REVIEWER" not in line for line in active)
    root = GITHUB.parent
    assert all((root / pattern.split("/")[1]).is_dir() for pattern in data)
    assert "CODEOWNERS" in (root / "CONTRIBUTING.md").read_text("utf-8")
