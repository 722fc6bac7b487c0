"""The comment on a pull request: made by the workflow's own script, whatever the artifact holds."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import html5lib
import pypandoc  # type: ignore[import-untyped]
import pytest
import yaml
from playwright.sync_api import Browser

from builds import ROOT

WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "comment.yml").read_text("utf-8"))
SCRIPT = next(step["with"]["script"] for step in WORKFLOW["jobs"]["comment"]["steps"] if step.get("name") == "Comment")
MARK = "<!-- foresite: what a change means -->"
PULL = {"number": 7, "user": {"login": "ann"}, "head": {"sha": "c0ffee", "repo": {"full_name": "ann/harbour"}}}
OWN = {"id": 5, "user": {"login": "github-actions[bot]"}, "body": f"{MARK}\nolder"}
# What GitHub's runner gives the script, as far as it asks.
RUNNER = """async ([script, given]) => {
  const did = { comments: [], notices: [], asked: null };
  const pulls = {}, issues = {};
  pulls.list = (asked) => { did.asked = asked; return given.pulls; };
  issues.listComments = () => given.comments;
  issues.createComment = async (one) => did.comments.push(["new", one]);
  issues.updateComment = async (one) => did.comments.push(["changed", one]);
  const github = { rest: { pulls, issues }, paginate: async (ask, asked) => ask(asked) };
  const context = {
    repo: { owner: "port", repo: "harbour" }, serverUrl: "https://github.com",
    payload: { workflow_run: given.run },
  };
  const core = { notice: (said) => did.notices.push(said) };
  const fs = {
    lstatSync: () => ({ isFile: () => given.regular, size: given.text.length }),
    readFileSync: () => given.text,
  };
  const modules = { "node:fs": fs, "node:path": { join: (...parts) => parts.join("/") } };
  const names = ["github", "context", "core", "require", "process"];
  const made = new (Object.getPrototypeOf(async () => {}).constructor)(...names, script);
  try { await made(github, context, core, (name) => modules[name], { env: { FOLDER: "/change" } }); }
  catch (error) { did.error = error.message; }
  return did;
}"""


@pytest.fixture(scope="module")
def blank(browser: Browser):
    page = browser.new_page()
    yield page
    page.close()


def run(page: Any, text: str = "", **given: object) -> dict[str, Any]:
    built = {
        "id": 99,
        "head_sha": "c0ffee",
        "head_branch": "mend",
        "conclusion": "success",
        "head_repository": {"full_name": "ann/harbour", "owner": {"login": "ann"}},
    }
    return page.evaluate(
        RUNNER, [SCRIPT, {"run": built, "pulls": [PULL], "comments": [], "regular": True, "text": text} | given]
    )


def as_shown(body: str) -> Any:
    """The comment as GitHub's Markdown makes it."""
    command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", "gfm", "-t", "html", "--wrap=none"]
    shown = subprocess.run(command, input=body, capture_output=True, encoding="utf-8", check=True).stdout
    return html5lib.parse(shown, namespaceHTMLElements=False)


def test_one_comment_says_where_the_preview_is_and_what_the_change_means(blank: Any) -> None:
    done = run(blank, "**claims: 1 changed**\n\n- `likelihood`: `a < b` → `[@jang2024, ¶7]`\n")
    ((how, comment),) = done["comments"]
    assert (how, comment["issue_number"]) == ("new", 7)
    assert done["asked"]["head"] == "ann:mend"
    shown = as_shown(comment["body"])
    text = "".join(shown.itertext()).replace("\u200b", "")
    assert "a < b → [@jang2024, ¶7]" in text
    (link,) = shown.iter("a")
    assert link.get("href") == "https://github.com/port/harbour/actions/runs/99#artifacts"


def test_the_next_one_takes_its_place_and_nobody_elses(blank: Any) -> None:
    forged = {"id": 4, "user": {"login": "mallory"}, "body": f"{MARK}\nforged"}
    ((how, comment),) = run(blank, "x", comments=[forged, OWN])["comments"]
    assert (how, comment["comment_id"]) == ("changed", 5)
    ((how, _),) = run(blank, "x", comments=[forged])["comments"]
    assert how == "new"


@pytest.mark.parametrize(
    "pull",
    [
        PULL | {"head": {"sha": "beef", "repo": {"full_name": "ann/harbour"}}},
        PULL | {"head": {"sha": "c0ffee", "repo": {"full_name": "mallory/harbour"}}},
        PULL | {"head": {"sha": "c0ffee", "repo": None}},
    ],
)
def test_only_the_pull_request_that_was_built_is_commented_on(blank: Any, pull: object) -> None:
    done = run(blank, "x", pulls=[pull])
    assert done["comments"] == []
    assert done["notices"]


def test_no_link_and_no_endless_file_is_read(blank: Any) -> None:
    for given in ({"regular": False}, {"text": "x" * 100_001}):
        done = run(blank, **given)
        assert "is not a file of at most" in done["error"]
        assert done["comments"] == []


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x><script>alert(1)</script><!-- hidden", "![x](https://evil.example/a.png)", "[x](https://evil.example)",
        "[x]: https://evil.example\n\n[x] and [y][x]", "[x]: //evil.example\n\n[x]",
        "https://evil.example www.evil.example",
        "<https://evil.example> a@evil.example", "&lt;a href=x&gt; &#64;maintainers &commat;maintainers",
        "```\nnever closed", "~~~~\nnever closed", "    indented\n", "<details>", "\u202eeno", "[^1]\n\n[^1]: note",
        "</div></td>\n\n| a |\n|---|\n| <b> |",
        "> [!WARNING]\n> x", "- [ ] x", "```mermaid\ngraph TD\n```", "~~~ geojson\n{}\n~~~", "$$x$$ and $`y`$",
    ],
)  # fmt: skip
def test_nothing_in_it_is_obeyed(blank: Any, text: str) -> None:
    linked = "@maintainers #12 ann/harbour#12 GH-12 gh-12 PORT-7 CVE-2024-1234 GHSA-aaaa-bbbb-cccc c0ffee1 :tada:"
    sha = "c0ffee1234567890c0ffee1234567890c0ffee12"
    ((_, comment),) = run(blank, f"{text} {linked} ann@{sha} ann/harbour@{sha} {sha}")["comments"]
    body = comment["body"]
    assert body.startswith(MARK)
    assert "@m" not in body
    assert "#1" not in body
    quoted = body.split("it:\n", 1)[1]
    # What GitHub makes links, formulas, diagrams and pictures of: its documentation of autolinked references.
    assert not re.search(r"(?i)gh-\d|port-\d|cve-\d|ghsa-|\b[0-9a-f]{7,}\b|:tada:|^.*[`~]{3} ?[a-z]", quoted)
    assert not re.search(r"(?<!\u200b)\$|\$(?!\u200b)|\[[ !][^\]]*\](?!\u200b)", quoted)
    assert "\u202e" not in body
    shown = as_shown(body)
    tags = [element.tag for element in shown.iter() if isinstance(element.tag, str)]
    assert not {"img", "script", "details", "div", "b", "section", "input"} & set(tags)
    (link,) = shown.iter("a")
    assert link.text == "Preview of the site"


def test_the_comment_says_whose_words_it_quotes(blank: Any) -> None:
    ((_, comment),) = run(blank, "All is well.\n\n[The site](https://evil.example) approves.\n")["comments"]
    shown = as_shown(comment["body"])
    (quote,) = shown.iter("blockquote")
    assert "All is well." in "".join(quote.itertext())
    around = " ".join("".join(each.itertext()) for each in shown.find("body") if each is not quote)
    assert "Quoted from the pull request of ann, whose own build wrote it; nobody has checked it:" in around
    assert "All is well." not in around
    ((_, comment),) = run(blank, "x", pulls=[PULL | {"user": {"login": "dep`<b>[bot]"}}])["comments"]
    assert "`depb[bot]`" in comment["body"]


def test_the_longest_fits_into_a_comment(blank: Any) -> None:
    for text in ("@" * 100_000, "\n" * 99_999 + "x"):
        ((_, comment),) = run(blank, text)["comments"]
        assert len(comment["body"]) < 65_536


def test_a_failed_check_is_said(blank: Any) -> None:
    built = {
        "id": 99, "head_sha": "c0ffee", "head_branch": "mend", "conclusion": "failure",
        "head_repository": {"full_name": "ann/harbour", "owner": {"login": "ann"}},
    }  # fmt: skip
    ((_, comment),) = run(blank, "x", run=built)["comments"]
    assert "[The check did not pass](" in comment["body"]
