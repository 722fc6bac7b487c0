"""CITATION.cff says what the project is, in the form that GitHub, Zenodo and Zotero read."""

from __future__ import annotations

import tomllib

import yaml

from builds import ROOT

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
# https://github.com/citation-file-format/citation-file-format/blob/main/schema-guide.md
REQUIRED = {"cff-version", "message", "title", "authors"}
ALLOWED = REQUIRED | {
    "abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url",
    "preferred-citation", "references", "repository", "repository-artifact", "repository-code", "type", "url",
    "version",
}  # fmt: skip


def test_it_has_the_form() -> None:
    assert REQUIRED <= CITATION.keys() <= ALLOWED
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] in ("software", "dataset")
    assert all(author.keys() == {"name"} or {"family-names"} <= author.keys() for author in CITATION["authors"])
    assert len(set(CITATION["keywords"])) == len(CITATION["keywords"])
    assert isinstance(CITATION["version"], str)


def test_it_agrees_with_the_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = settings["project"]
    # Between releases, it is the one to come.
    assert CITATION["version"] == settings["tool"]["setuptools_scm"]["fallback_version"].removesuffix(".dev0")
    assert CITATION["license"] == project["license"]
    assert [author["name"] for author in CITATION["authors"]] == [author["name"] for author in project["authors"]]
