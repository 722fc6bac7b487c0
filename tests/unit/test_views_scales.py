"""Scales, printed as the code has them."""

from __future__ import annotations

from dataclasses import replace

import harbour
from pages import shown

from foresite.model.likelihood import SCALES


def test_every_term_of_every_scale_is_printed_with_its_words_and_its_range() -> None:
    page = shown(harbour.corpus(), "scales")
    rows = [tuple(row) for row in page.rows()]
    for scale in SCALES.values():
        for term in scale.terms:
            assert (term.name, ", ".join(term.synonyms) or "–", term.range_text) in rows
        assert scale.source in page.text
        assert f"Confidence: {', '.join(scale.confidence)}." in page.text
    assert len(rows) == sum(len(scale.terms) + 1 for scale in SCALES.values())


def test_the_scale_of_the_site_comes_first_then_those_of_briefs() -> None:
    own = replace(SCALES["kent"], id="own", label="Own")
    briefs = (replace(harbour.BRIEFS[0], scale=own), *harbour.BRIEFS[1:])
    corpus = harbour.corpus(briefs=briefs, settings=harbour.settings(scale=SCALES["phia"], scales={"own": own}))
    captions = shown(corpus, "scales").texts("caption")
    assert captions[0].startswith("PHIA, the scale of this site: ")
    assert captions[1].startswith("Own, used by 1 brief: ")
    assert captions[2].startswith("ICD 203: ")


def test_one_scale_is_printed_alone() -> None:
    assert len(shown(harbour.corpus(), "scales", scale="ipcc").all("table")) == 1
