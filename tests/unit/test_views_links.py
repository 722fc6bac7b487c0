import pytest

from foresite.views.addresses import href


@pytest.mark.parametrize(
    ("target", "anchor", "page", "link"),
    [
        ("timeline.md", "strike", "briefs/2021.md", "../timeline.md#strike"),
        ("briefs/2021.md", "a", "briefs/2022.md", "2021.md#a"),
        ("briefs/2021.md", "", "index.md", "briefs/2021.md"),
        ("briefs/2021.md", "a", "briefs/2021.md", "#a"),
        ("index.md", "", "index.md", "index.md"),
        ("deep/er/x.md", "a", "other/y.md", "../deep/er/x.md#a"),
        ("odd name#1.md", "a", "index.md", "odd%20name%231.md#a"),
    ],
)
def test_a_link_is_relative_to_the_page_that_asks(target: str, anchor: str, page: str, link: str) -> None:
    assert href(target, anchor, page) == link
