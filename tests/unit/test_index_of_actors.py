"""The index files people by family name: as far as the settings say who is a person."""

from __future__ import annotations

import harbour
import pytest

from foresite.pdf.book import filed_as


@pytest.mark.parametrize(
    ("actor", "filed"),
    [
        ("Alma Rivera", "Rivera, Alma"),
        ("Kim Dan", "Kim Dan"),
        ("Dan Kim", "Kim, Dan"),
        ("Port Authority", "Port Authority"),
        ("Rivera", "Rivera"),
    ],
)
def test_a_person_is_filed_by_family_name_however_the_name_is_written(actor: str, filed: str) -> None:
    settings = harbour.settings(people=("Rivera, Alma", "Kim, Dan"))
    assert filed_as(settings, actor) == filed


def test_without_the_settings_nobody_is_taken_for_a_person() -> None:
    assert filed_as(harbour.settings(), "Alma Rivera") == "Alma Rivera"
