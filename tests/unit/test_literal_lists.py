"""Fields of BibLaTeX that are lists: two institutions are two, wherever a reference is shown or handed on."""

from __future__ import annotations

import pytest
from harbour import corpus

from foresite.citing.csl_json import context_object, to_csl
from foresite.exports.references import to_bibtex, to_ris
from foresite.model.records import Reference
from foresite.parsing.bibliography.files import read_file
from foresite.views import references
from foresite.views.metadata import _work


def reference(fields: str) -> Reference:
    [found], problems = read_file(f"@report{{a,\n  title = {{T}},\n  date = {{2024}},\n  {fields},\n}}\n", "a.bib")
    assert problems == []
    return found


TWO = "institution = {River Institute and {Lock and Dam Board}}"


def test_two_institutions_are_two() -> None:
    work = reference(TWO)
    assert work.lists["institution"] == ("River Institute", "Lock and Dam Board")
    assert to_csl(work)["publisher"] == "River Institute; Lock and Dam Board"
    assert "PB  - River Institute; Lock and Dam Board\r\n" in to_ris([work])
    assert "rft.pub=River%20Institute%3B%20Lock%20and%20Dam%20Board" in context_object(work)
    assert [each["name"] for each in _work(work)["publisher"]] == ["River Institute", "Lock and Dam Board"]
    assert references.short_name(work) == "River Institute; Lock and Dam Board 2024"


@pytest.mark.parametrize(
    ("field", "entries"),
    [
        ("publisher = {A and B and C}", ("A", "B", "C")), ("organization = {A  AND\n B}", ("A", "B")),
        ("location = {Paris and London}", ("Paris", "London")), ("address = {Paris and London}", ("Paris", "London")),
        ('institution = "A" # { and } # "B"', ("A", "B")),
    ],
)  # fmt: skip
def test_every_field_of_the_kind_is_a_list(field: str, entries: tuple[str, ...]) -> None:
    work = reference(field)
    [(name, found)] = work.lists.items()
    assert found == entries
    assert work.fields[name] == " and ".join([", ".join(entries[:-1]), entries[-1]])


@pytest.mark.parametrize("field", ["institution = {{Lock and Dam Board}}", "institution = {Lock {and} Dam Board}"])
def test_braces_protect_an_and(field: str) -> None:
    work = reference(field)
    assert work.lists == {}
    assert to_csl(work)["publisher"] == "Lock and Dam Board"


@pytest.mark.parametrize("field", [TWO, "institution = {{Lock and Dam}}", "note = {A and B}", "location = {A and B}"])
def test_the_export_reads_back(field: str) -> None:
    work = reference(field)
    [again], problems = read_file(to_bibtex([work]), "a.bib")
    assert problems == []
    assert (again.fields, again.lists) == (work.fields, work.lists)


def test_without_lists_nothing_changes() -> None:
    assert all(not work.lists for work in corpus().references.values())
