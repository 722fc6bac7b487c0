"""The language in which Foresite speaks: found where a site says it, and never mixed with another."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import harbour
import pytest
from click.testing import CliRunner
from jinja2 import DictLoader

from foresite.cli import main
from foresite.language import formats
from foresite.language.catalogue import IN_ENGLISH, Language, missing, words_of
from foresite.language.scripts import script_block
from foresite.language.words import current, gettext, ngettext, pgettext, use
from foresite.model.corpus import Corpus
from foresite.model.dates import parse_edtf
from foresite.model.dependencies import Computed
from foresite.model.likelihood import SCALES, Likelihood
from foresite.model.outlook import Outlook, outlook_of
from foresite.model.records import Verdict
from foresite.parsing.settings import read_settings
from foresite.render.templating import Templates, environment
from foresite.views.parts import named, subdivisions

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


def language(tag: str, *messages: tuple[str, str, str]) -> Language:
    """A language with a catalogue of a project's own: context, message and translation of each."""
    entries = "".join(
        f'\n{f"""msgctxt "{context}"{chr(10)}""" if context else ""}msgid "{text}"\nmsgstr "{translated}"\n'
        for context, text, translated in messages
    )
    return Language(tag, ((tag, HEADER + entries),))


FRENCH = language(
    "fr",
    ("", "Outcome", "Résultat"),
    ("", "spring %(year)s", "printemps %(year)s"),
    ("verdict", "held", "confirmée"),
    ("ICD 203", "likely", "probable"),
    ("kind", "forecast", "prévision"),
    ("dates", "%(start)s to %(end)s", "de %(start)s à %(end)s"),
    ("date", "until %(end)s", "jusqu’à %(end)s"),
)
SWEDISH = language("sv", ("", "Outcome", "Utfall"))


def test_english_dates_are_as_they_always_were() -> None:
    for text, words in {
        "2024-06-19": "19 June 2024", "2024-06": "June 2024", "2024-06~": "June 2024 (approximate)", "2024": "2024",
        "2024-21": "spring 2024", "2024-34": "second quarter of 2024", "2024-40": "first half of 2024",
        "202X": "2020s", "20XX": "2000s", "../2024": "until 2024", "2024/..": "from 2024",
        "2024-06-05/2024-06-07": "5–7 June 2024", "2024-06-05/2025-07-07": "5 June 2024 – 7 July 2025",
        "2024-06/2024-08": "June 2024 to August 2024",
    }.items():  # fmt: skip
        assert str(parse_edtf(text)) == words


def test_other_languages_write_dates_and_numbers_as_cldr_has_it() -> None:
    with use(FRENCH):
        assert str(parse_edtf("2024-06-19")) == "19 juin 2024"
        assert str(parse_edtf("2024-06")) == "juin 2024"
        assert str(parse_edtf("2024-21")) == "printemps 2024"
        assert str(parse_edtf("2024-06-05/2024-06-07")) == "5–7 juin 2024"
        assert str(parse_edtf("2024-06/2024-08")) == "de juin 2024 à août 2024"
        assert formats.number(1234.5, 2) == "1234,50"
        assert formats.listed(("a", "b", "c")) == "a, b et c"
        assert formats.alternatives(("a", "b", "c")) == "a, b ou c"
        assert formats.month_names()[1] == "février"
        # What the project does not translate itself is as Foresite has it.
        assert str(parse_edtf("2024-22")) == "été 2024"
    with use(SWEDISH):
        assert str(parse_edtf("2024-06-19")) == "19 juni 2024"
        # What nobody has translated is English.
        assert str(parse_edtf("2024-22")) == "summer 2024"
    with use(language("ko", ("", "Outcome", "결과"))):
        assert str(parse_edtf("2024-06-19")) == "2024년 6월 19일"
        assert str(parse_edtf("2024-06-05/2024-07-07")) == "2024년 6월 5일 ~ 7월 7일"
    assert str(parse_edtf("2024-06-19")) == "19 June 2024"


def test_labels_of_the_model_are_in_the_language_and_names_that_editors_write_are_not() -> None:
    likely = Likelihood(SCALES["icd203"].term("likely"), SCALES["icd203"])
    with use(FRENCH):
        assert (Verdict.HELD.label, likely.word, likely.name) == ("confirmée", "probable", "likely")
    assert (Verdict.HELD.label, likely.word) == ("held", "likely")


def test_a_language_without_a_catalogue_is_english_through_and_through() -> None:
    with use(Language("xx-XX")):
        assert current() is IN_ENGLISH
        assert str(parse_edtf("2024-06-19")) == "19 June 2024"


def test_a_region_uses_the_catalogue_of_its_language() -> None:
    with use(Language("fr-CA", FRENCH.own)):
        assert gettext("Outcome") == "Résultat"


def test_plural_forms_are_those_of_the_language() -> None:
    po = (
        f'{HEADER}"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
        'msgid "%(num)s month ahead"\nmsgid_plural "%(num)s months ahead"\n'
        'msgstr[0] "%(num)s mois avant"\nmsgstr[1] "%(num)s mois (pl.) avant"\n'
    )
    with use(Language("fr", (("fr", po),))):
        told = [ngettext("%(num)s month ahead", "%(num)s months ahead", number) for number in (0, 1, 2)]
    assert told == ["0 mois avant", "1 mois avant", "2 mois (pl.) avant"]
    assert ngettext("%(num)s month ahead", "%(num)s months ahead", 0) == "0 months ahead"


def label_of_period(name: str) -> str:
    return outlook_of(name, {}).label


def test_periods_are_called_as_the_language_does_and_addresses_stay() -> None:
    names = ("2024", "2024-Q3", "2024-summer", "2024-06", "2024-Q4/2025-Q1")
    with use(FRENCH):
        told = [named(partial(label_of_period, name)) for name in names]
        declared = {"2024-Q3": Outlook("2024-Q3", "Q3 of ours", parse_edtf("2024-33"))}
        assert outlook_of("2024-Q3", declared).label == "Q3 of ours"
    assert [each.label for each in told] == ["2024", "T3 2024", "Été 2024", "Juin 2024", "T4 2024 – T1 2025"]
    assert [each.english for each in told] == ["2024", "Q3 2024", "Summer 2024", "June 2024", "Q4 2024 – Q1 2025"]
    assert [part.slug for part in subdivisions((each, ("a",)) for each in told)][1:3] == ["q3-2024", "summer-2024"]


def test_scripts_get_their_words_from_the_catalogue_of_the_page() -> None:
    french = language("fr", ("", "Close", "</script>"), ("kind", "forecast", "prévision"), ("", "Outcome", "Résultat"))
    plural = (
        '\nmsgid "%(num)s result"\nmsgid_plural "%(num)s results"\nmsgstr[0] "%(num)s résultat"\n'
        'msgstr[1] "%(num)s résultats"\n'
    )
    # What no script says stays out, and nothing can end the element that holds the words.
    text = french.own[0][1].replace(
        'charset=utf-8\\n"', 'charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"'
    )
    block = script_block(Language("fr", (("fr", text + plural),)))
    assert block.count("</script>") == 1 and "Résultat" not in block
    words = json.loads(block.partition(">")[2].removesuffix("</script>"))
    assert (words[""], words["Close"], words["kind\x04forecast"]) == ("fr", "</script>", "prévision")
    assert words["%(num)s result"] == {
        form: f"%(num)s résultat{'s' * (form != 'one')}" for form in ("one", "other", "many")
    }
    assert script_block(Language()) == script_block(Language("sv")) == ""


def test_lists_have_the_signs_of_the_language() -> None:
    with use(language("ja", ("list", ", ", "、"))):
        assert formats.series(("a", "b")) == "a、b"
        shown = (
            environment(DictLoader({"list": '{{ ["a", "<b>", "c" | safe] | series }}'})).get_template("list").render()
        )
    assert shown == "a、&lt;b&gt;、c"


def test_threads_and_what_is_within_another_have_languages_of_their_own() -> None:
    def told(own: Language) -> list[str]:
        with use(own):
            return [gettext("Outcome") for _ in range(200)]

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(told, [FRENCH, SWEDISH] * 4))
    assert [set(each) for each in found] == [{"Résultat"}, {"Utfall"}] * 4
    with use(FRENCH):
        with pytest.raises(ZeroDivisionError), use(SWEDISH):
            _ = 1 / 0
        assert gettext("Outcome") == "Résultat"


def test_what_is_kept_is_kept_by_language() -> None:
    kept = Computed(object())
    told = []
    for own in (FRENCH, SWEDISH, Language()):
        with use(own):
            told.append([kept.get("outcome", lambda: gettext("Outcome")) for _ in range(2)])
    assert told == [["Résultat"] * 2, ["Utfall"] * 2, ["Outcome"] * 2]


def in_language(own: Language) -> Templates:
    corpus = harbour.corpus()
    settings = replace(corpus.settings, content_language=own.tag, own_catalogues=own.own)
    corpus = replace(corpus, settings=settings)
    return Templates(corpus, harbour.PlainText(corpus))


def cards(templates: Templates) -> str:
    corpus: Corpus = templates.corpus
    return "".join(templates.card(record, record.page, 3) for record in corpus.records.values())


def test_sites_in_several_languages_are_made_side_by_side() -> None:
    alone = {tag: cards(in_language(own)) for tag, own in (("en", Language()), ("fr", FRENCH), ("sv", SWEDISH))}
    french, swedish, english = in_language(FRENCH), in_language(SWEDISH), in_language(Language())
    corpus = english.corpus
    for record in corpus.records.values():
        for templates, tag in ((french, "fr"), (swedish, "sv"), (english, "en")):
            assert templates.card(record, record.page, 3) in alone[tag]
    assert ">Résultat<" in alone["fr"]
    assert ">Outcome<" not in alone["fr"]
    assert ">prévision<" in alone["fr"]
    assert gettext("Outcome") == "Outcome"


def test_a_project_has_catalogues_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "words").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Words\ntheme:\n  name: material\n  language: sv\n"
        "plugins:\n  - foresite:\n      catalogues: words\n",
        "utf-8",
    )
    (tmp_path / "words" / "sv.po").write_text(SWEDISH.own[0][1], "utf-8")
    settings, problems = read_settings(tmp_path / "mkdocs.yml")
    assert [str(problem) for problem in problems if "words" in str(problem)] == []
    with use(settings.language):
        assert gettext("Outcome") == "Utfall"
    result = CliRunner().invoke(main, ["check", "--catalogue", "-f", str(tmp_path / "mkdocs.yml")])
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "held (verdict)" in lines
    assert "Outcome" not in lines
    assert f"{len(lines)} of {missing(settings.language)[1]} messages" in result.stderr


@pytest.mark.parametrize(
    "translated",
    ["<script>alert(1)</script>", "<b>Utfall</b>", "Utfall & mer", 'Utfall\\" onclick=\\"alert(1)', "%(x)s", "50 %"],
)
def test_a_catalogue_brings_no_markup_into_pages(tmp_path: Path, translated: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "words").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Words\nplugins:\n  - foresite:\n      catalogues: words\n", "utf-8"
    )
    (tmp_path / "words" / "sv.po").write_text(f'{HEADER}\nmsgid "Outcome"\nmsgstr "{translated}"\n', "utf-8")
    settings, problems = read_settings(tmp_path / "mkdocs.yml")
    assert settings.own_catalogues == ()
    assert any("words/sv.po:5: bad-catalogue: " in str(problem) for problem in problems)


def test_english_words_can_be_changed(tmp_path: Path) -> None:
    own = language("en", ("verdict", "held", "came true"))
    with use(own):
        assert Verdict.HELD.label == "came true"
        assert str(parse_edtf("2024-06-19")) == "19 June 2024"
        assert pgettext("verdict", "missed") == "missed"


@pytest.mark.parametrize("folder", ["docs/words", "../words", "nowhere"])
def test_a_wrong_folder(tmp_path: Path, folder: str) -> None:
    (tmp_path / "docs" / "words").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: Words\nplugins:\n  - foresite:\n      catalogues: {folder}\n", "utf-8"
    )
    settings, problems = read_settings(tmp_path / "mkdocs.yml")
    assert settings.catalogues is None
    assert any("catalogues" in str(problem) or folder in str(problem) for problem in problems)


def test_english_reads_no_catalogue() -> None:
    assert words_of(Language()) is IN_ENGLISH
    assert missing(Language("en-GB"))[0] == []
