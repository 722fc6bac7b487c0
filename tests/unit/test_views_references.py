import harbour
import pytest
from harbour import reference

from foresite.model.records import Name
from foresite.views.references import address, short_name, title


@pytest.mark.parametrize(
    ("authors", "fields", "name"),
    [
        ((Name("Lee", "Sang", family_first=True),), {}, "Lee 2021"),
        ((Name("A"), Name("B"), Name("C")), {}, "A and B and C 2021"),
        ((Name("A"), Name("B"), Name("C"), Name("D")), {}, "A et al. 2021"),
        ((Name(literal="Port Office"),), {}, "Port Office 2021"),
        ((), {"institution": "Harbour Institute"}, "Harbour Institute 2021"),
        ((), {}, "Tides 2021"),
    ],
)
def test_a_work_is_called_by_author_and_year(authors, fields, name: str) -> None:
    assert short_name(reference("x", "Tides", "2021-05", *authors, **fields)) == name


def test_a_work_without_a_date_is_called_by_its_author_alone() -> None:
    assert short_name(reference("x", "Tides", "", Name("Lee"))) == "Lee"


def test_a_title_has_its_subtitle() -> None:
    assert title(harbour.REFERENCES[1]) == "Quays and Queues: An Outlook"


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"url": "https://example.org/a"}, "https://example.org/a"),
        ({"doi": "10.1000/x", "url": "https://example.org/a"}, "https://doi.org/10.1000/x"),
        ({"url": "javascript:alert(1)"}, ""),
        ({}, ""),
    ],
)
def test_a_work_leads_to_its_doi_or_to_an_address_that_runs_nothing(fields, link: str) -> None:
    assert address(reference("x", "Tides", **fields)) == link
