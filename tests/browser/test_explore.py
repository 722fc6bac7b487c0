"""Explore, in a browser: narrowing, ordering, sharing and downloading the table of all claims."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from io import StringIO
from itertools import dropwhile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from builds import SITES, Build, mkdocs_build, project_of


def rows(page: Page, table: str = ".fs-explore") -> Locator:
    return page.locator(f"{table} tbody > tr:first-child:visible")


def open_filters(page: Page) -> None:
    """Open what lies folded above the table."""
    filters = page.locator(".fs-facets details")
    if filters.get_attribute("open") is None:
        filters.locator("> summary").click()


def everything(page: Page) -> str:
    """What the status says when nothing is chosen."""
    total = page.locator(".fs-explore tbody").count()
    return f"{total} of {total} claims"


def status(page: Page) -> Locator:
    return page.locator(".fs-facets [role=status]")


def choose(page: Page, group: str, value: str) -> Locator:
    open_filters(page)
    return page.get_by_role("group", name=group).get_by_role("checkbox", name=value)


def count(page: Page, group: str, value: str) -> int:
    open_filters(page)
    label = page.get_by_role("group", name=group).locator("label").filter(has_text=value)
    return int(label.locator(".fs-facets__count").inner_text())


@pytest.fixture(scope="module")
def claims(shipped: Build) -> list[dict]:
    return [{"verdict": "", **claim} for claim in json.loads(shipped.text("data/claims.json"))["claims"]]


def test_choices_of_one_group_add_up_and_of_several_narrow(page: Page, claims: list[dict]) -> None:
    page.goto("explore/")
    total = len(claims)
    expect(status(page)).to_have_text(f"{total} of {total} claims")
    missed = [claim for claim in claims if claim["verdict"] == "missed"]
    choose(page, "Verdict", "missed").check()
    expect(status(page)).to_have_text(f"{len(missed)} of {total} claims: missed")
    expect(rows(page)).to_have_count(len(missed))
    judged = [claim for claim in claims if claim["verdict"] in ("missed", "held")]
    choose(page, "Verdict", "held").check()
    expect(status(page)).to_have_text(f"{len(judged)} of {total} claims: held, missed")
    own = [claim for claim in judged if claim["outlook"] == "2025"]
    choose(page, "Outlook", "2025").check()
    expect(status(page)).to_have_text(f"{len(own)} of {total} claims: 2025, held, missed")
    assert set(rows(page).locator("th a").all_inner_texts()) == {claim["title"] for claim in own}


def test_counts_say_what_choosing_a_value_would_show(page: Page, claims: list[dict]) -> None:
    page.goto("explore/")
    choose(page, "Verdict", "missed").check()
    choose(page, "Outlook", "2024").check()
    for outlook in ("2024", "2025"):
        told = count(page, "Outlook", outlook)
        assert told == sum(c["verdict"] == "missed" and c["outlook"] == outlook for c in claims)
    for verdict, label in (("missed", "missed"), ("held", "held"), ("open", "not judged yet")):
        assert count(page, "Verdict", label) == sum(c["verdict"] == verdict and c["outlook"] == "2024" for c in claims)
    none = sum(c["verdict"] == "missed" and c["outlook"] == "2024" and c["kind"] == "finding" for c in claims)
    assert count(page, "Kind", "Finding") == none == 0


def test_words_narrow_by_everything_that_a_claim_says(page: Page) -> None:
    page.goto("explore/")
    field = page.get_by_label("Words in the claim")
    field.fill("KURSK troops")
    expect(status(page)).not_to_have_text(everything(page))
    shown = rows(page).locator("th a").all_inner_texts()
    assert 0 < len(shown) < 20
    assert not all("kursk" in title.casefold() for title in shown)  # the text of the claims counts too
    field.fill("no such word as qqqq")
    expect(status(page)).to_contain_text("None of")
    expect(rows(page)).to_have_count(0)


def test_words_in_hangul_are_found_whatever_is_stuck_to_them(browser: Browser, tmp_path: Path) -> None:
    project = project_of(SITES / "harbours", tmp_path / "project")
    brief = project / "docs" / "briefs" / "2021.md"
    brief.write_text(
        brief.read_text("utf-8").replace("/// finding | Freight fell", "/// finding | 특별군사작전"), "utf-8"
    )
    site = mkdocs_build(project, tmp_path / "site").site
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "views" / "index.html").as_uri())
    field = page.get_by_label("Words in the claim")
    for query in ("작전", "군사작전을", unicodedata.normalize("NFD", "특별군사작전에서는")):
        field.fill(query)
        expect(rows(page).locator("th a")).to_have_text(["특별군사작전"])
    context.close()


def test_a_claim_is_found_under_each_of_its_themes_and_tags(browser: Browser, vigie: Build) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((vigie.site / "explorer" / "index.html").as_uri())
    choose(page, "Thème", "Récoltes").check()
    titles = rows(page).locator("th a")
    # Its own theme is another.
    expect(titles.filter(has_text="La nappe")).to_have_count(1)
    choose(page, "Thème", "Récoltes").uncheck()
    assert count(page, "Étiquette", "quais") == 3
    choose(page, "Étiquette", "nappe").check()
    expect(titles).to_have_count(2)
    assert count(page, "Étiquette", "quais") == 3
    choose(page, "Lieu", "Pont-Neuf").check()
    expect(titles).to_have_text(["L'Orle déborde à Pont-Neuf avant l'été"])
    assert page.url.endswith("?tag=nappe&place=Pont-Neuf") or page.url.endswith("?place=Pont-Neuf&tag=nappe")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger").click()
    (row,) = csv.DictReader(StringIO(Path(download.value.path()).read_text("utf-8-sig")))
    assert (row["tags"], row["places"], row["at"]) == ("nappe, quais", "Pont-Neuf", "p. 5")
    context.close()


def test_words_narrow_by_what_the_table_shows(page: Page, claims: list[dict]) -> None:
    page.goto("explore/")
    missed = [claim for claim in claims if claim["verdict"] == "missed" and claim["outlook"] == "2024"]
    page.get_by_label("Words in the claim").fill("missed 2024 forecast")
    expect(rows(page)).to_have_count(len([claim for claim in missed if claim["kind"] == "forecast"]))


def test_the_address_keeps_what_is_chosen_and_a_link_restores_it(page: Page, browser: Browser, address: str) -> None:
    page.goto("explore/")
    choose(page, "Theme", "Sanctions").check()
    choose(page, "Kind", "Forecast").check()
    wider = status(page).inner_text()
    page.get_by_label("Words in the claim").fill("relief")
    expect(status(page)).not_to_have_text(wider)
    page.get_by_label("Order").select_option("Most likely first")
    told, first = status(page).inner_text(), rows(page).first.inner_text()
    assert page.url.endswith("?text=relief&theme=sanctions&kind=forecast&order=likely")
    context = browser.new_context()
    other = context.new_page()
    other.goto(page.url)
    expect(status(other)).to_have_text(told)
    expect(choose(other, "Theme", "Sanctions")).to_be_checked()
    expect(other.get_by_label("Words in the claim")).to_have_value("relief")
    expect(other.get_by_label("Order")).to_have_value("likely")
    assert rows(other).first.inner_text() == first
    context.close()


def test_an_address_of_nonsense_shows_everything(page: Page) -> None:
    page.goto("explore/?theme=nothing&order=sideways&verdict=%3Cscript%3E&x=1")
    expect(status(page)).to_have_text(everything(page))
    expect(rows(page).first).to_be_visible()


def test_back_undoes_one_choice_or_what_was_typed_in_one_go(page: Page) -> None:
    page.goto("explore/")
    assert status(page).inner_text() == everything(page)
    choose(page, "Outlook", "2025").check()
    one = status(page).inner_text()
    page.get_by_label("Words in the claim").press_sequentially("treaty")
    expect(status(page)).not_to_have_text(one)
    page.go_back()
    expect(page.get_by_label("Words in the claim")).to_have_value("")
    expect(status(page)).to_have_text(one)
    page.go_back()
    expect(choose(page, "Outlook", "2025")).not_to_be_checked()
    expect(status(page)).to_have_text(everything(page))
    page.go_forward()
    expect(status(page)).to_have_text(one)


def test_clear_all_clears_all(page: Page) -> None:
    page.goto("explore/?outlook=2025&text=treaty&order=title")
    page.get_by_role("button", name="Clear all").click()
    expect(status(page)).to_have_text(everything(page))
    expect(page.get_by_label("Words in the claim")).to_have_value("")
    assert page.url.endswith("/explore/")


def test_it_orders_by_likelihood_with_those_without_at_the_end(page: Page) -> None:
    page.goto("explore/?order=likely")
    found = rows(page).locator("td[data-label=Likelihood]").all_inner_texts()
    assert found[0].startswith("almost certain")
    # Kinds that do not look ahead have no likelihood.
    assert {*dropwhile(lambda each: each != "–", found)} == {"–"}
    open_filters(page)
    page.get_by_label("Order").select_option("By title")
    titles = rows(page).locator("th a").all_inner_texts()
    assert titles[0][0] == "A"
    assert titles != sorted(titles, reverse=True)


def downloaded(page: Page, folder: Path) -> list[dict[str, str]]:
    open_filters(page)
    with page.expect_download() as info:
        page.get_by_role("button", name="Download what is shown (CSV)").click()
    assert info.value.suggested_filename == "claims.csv"
    path = folder / "claims.csv"
    info.value.save_as(path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_the_download_has_what_is_shown_in_the_order_shown(page: Page, shipped: Build, tmp_path: Path) -> None:
    page.goto("explore/?verdict=missed&verdict=held&order=title")
    found = downloaded(page, tmp_path)
    titles = rows(page).locator("th a").all_inner_texts()
    assert [row["title"] for row in found] == titles
    published = shipped.text("data/claims.csv").removeprefix("\ufeff")
    by_id = {row["id"]: row for row in csv.DictReader(StringIO(published, newline=""))}
    for row in found:
        assert row.pop("url").endswith(f"/#{row['id']}")
        # The file of all claims has the values of a list on lines of their own.
        assert row == {name: ", ".join(by_id[row["id"]][name].splitlines()) for name in row}


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ('=HYPERLINK("https://example.org")', '\'=HYPERLINK("https://example.org")'),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ('a "quoted", divided\ntitle', 'a "quoted", divided\ntitle'),
        ("한글", "한글"),
    ],
)
def test_no_cell_runs_in_a_spreadsheet_and_every_cell_comes_back(
    page: Page, tmp_path: Path, title: str, cell: str
) -> None:
    page.add_init_script(
        f"""document.addEventListener("DOMContentLoaded", () => {{
          document.querySelector("[data-claim] a").textContent = {json.dumps(title)};
        }}, {{ capture: true, once: true }});"""
    )
    page.goto("explore/")
    expect(status(page)).to_have_text(everything(page))
    assert downloaded(page, tmp_path)[0]["title"] == cell


def test_it_works_by_keyboard_alone(page: Page) -> None:
    page.goto("explore/")
    page.get_by_label("Words in the claim").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.get_by_role("group", name="Outlook").get_by_role("checkbox", name="2024")
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(first).to_be_checked()
    expect(first).to_be_focused()
    expect(status(page)).not_to_have_text(everything(page))
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("treaty")
    page.keyboard.press("Enter")  # submits nothing
    expect(page).to_have_url(re.compile("text=treaty"))


def test_without_scripts_there_is_the_whole_table_and_no_dead_control(
    browser: Browser, address: str, claims: list[dict]
) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("explore/")
    expect(rows(page)).to_have_count(len(claims))
    expect(page.get_by_role("table").locator("caption")).to_be_visible()
    expect(page.get_by_role("columnheader")).to_have_count(5)
    for role in ("checkbox", "searchbox", "combobox"):
        expect(page.locator("main").get_by_role(role)).to_have_count(0)
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    context.close()


@pytest.mark.parametrize(("width", "height"), [(375, 800), (1280, 900)])
def test_what_a_count_on_the_home_page_leads_to_is_seen_at_once(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto("")
    page.get_by_role("link", name=re.compile("^7 missed$")).click()
    expect(status(page)).to_have_text(re.compile("^7 of .*: 2024, Forecast, missed$"))
    expect(rows(page)).to_have_count(7)
    expect(rows(page).first.locator("th")).to_be_in_viewport(ratio=1)


def test_on_a_phone_rows_are_cards_and_facets_open(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("explore/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    row = page.locator(".fs-explore tbody > tr:first-child:visible:has(.fs-likelihood)").first
    cells = row.locator("th, td")
    lefts = {round(cell.evaluate("e => e.getBoundingClientRect().x")) for cell in cells.all()}
    assert len(lefts) == 1, "cells stand below each other"
    shown = row.locator("td").first.evaluate("e => getComputedStyle(e, '::before').content")
    assert shown == '"Likelihood"'
    box = page.get_by_role("group", name="Verdict").get_by_role("checkbox", name="missed")
    expect(box).to_be_hidden()
    page.get_by_text("Filter and order").click()
    box.check()
    expect(status(page)).to_contain_text("11 of")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".fs-facets label:visible").first.bounding_box()["height"] >= 24


def test_nothing_moves_when_the_script_starts(page: Page) -> None:
    page.add_init_script(
        """window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((e) => { moved += e.value; }))
        .observe({ type: "layout-shift", buffered: true });"""
    )
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("explore/")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("moved") < 0.05


def test_it_works_from_a_folder_without_a_network(browser: Browser, shipped: Build) -> None:
    context = browser.new_context(offline=True)
    context.route(lambda url: not url.startswith("file:"), lambda route: route.abort())
    page = context.new_page()
    page.goto((shipped.site / "explore" / "index.html").as_uri())
    choose(page, "Verdict", "missed").check()
    expect(status(page)).to_contain_text("11 of")
    page.get_by_label("Words in the claim").fill("mutual assistance clause")
    expect(status(page)).not_to_contain_text("11 of")
    expect(rows(page).first).to_be_visible()
    page.go_back()
    expect(status(page)).to_contain_text("11 of")
    context.close()


LEDGER = ".fs-forecasts"


@pytest.mark.parametrize("path", ["explore/", "forecasts/#ledger"])
def test_claims_show_within_the_first_screen_of_a_phone(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(path)
    bounds = page.locator(".fs-ledger tbody > tr:first-child:visible").first.bounding_box()
    assert bounds
    assert bounds["y"] + 60 < 667


def test_the_claim_has_the_widest_column(page: Page) -> None:
    for width in (1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        for path in ("explore/", "forecasts/"):
            page.goto(path)
            heads = page.locator(".fs-ledger thead th")
            first, *others = heads.evaluate_all("heads => heads.map(e => e.getBoundingClientRect().width)")
            assert first > 1.3 * max(others), (width, path)


def test_the_ledger_is_narrowed_and_ordered_and_its_address_keeps_both(
    page: Page, browser: Browser, claims: list[dict]
) -> None:
    every = [claim for claim in claims if claim["kind"] == "forecast"]
    missed = [claim for claim in every if claim["verdict"] == "missed" and claim["outlook"] == "2025"]
    page.goto("forecasts/")
    expect(status(page)).to_have_text(f"{len(every)} of {len(every)} forecasts")
    choose(page, "Verdict", "missed").check()
    choose(page, "Outlook", "2025").check()
    expect(status(page)).to_have_text(f"{len(missed)} of {len(every)} forecasts: 2025, missed")
    page.get_by_label("Order").select_option("By title")
    assert page.url.endswith("?outlook=2025&verdict=missed&order=title")
    context = browser.new_context()
    other = context.new_page()
    other.goto(page.url)
    expect(rows(other, LEDGER)).to_have_count(len(missed))
    assert rows(other, LEDGER).locator("th > a").all_inner_texts() == sorted(claim["title"] for claim in missed)
    context.close()
    page.get_by_label("Words in the forecast").fill("finance")
    expect(rows(page, LEDGER)).to_have_count(1)


def test_as_of_a_day_the_ledger_is_narrowed_by_what_was_known_then(page: Page) -> None:
    page.goto("forecasts/?as-of=2024-12-31&verdict=missed#ledger")
    shown = rows(page, LEDGER)
    expect(status(page)).to_have_text(re.compile(r"^4 of 49 forecasts: missed$"))
    expect(shown).to_have_count(4)
    assert set(shown.locator("th .fs-outlook").all_inner_texts()) == {"2024"}
    assert page.locator(f"{LEDGER} caption").inner_text().endswith("as of 31 December 2024")
    page.locator(f"{LEDGER} .fs-days select").select_option("")
    expect(status(page)).to_have_text(re.compile("of 80 forecasts: missed$"))
    assert page.url.endswith("forecasts/?verdict=missed#ledger")


def test_evidence_opens_below_its_claim(page: Page) -> None:
    page.goto("forecasts/?outlook=2025&theme=sanctions&verdict=missed#ledger")
    below = page.locator(f"{LEDGER} .fs-evidence:visible").first
    expect(below.locator(".fs-evidence__found").last).to_be_hidden()
    where = page.url
    below.locator("summary").click()
    expect(below.locator(".fs-body:visible")).to_have_count(1)
    expect(below.get_by_role("link", name="The outcome:")).to_be_visible()
    assert page.url == where
    assert below.locator("td").bounding_box()["width"] > 700  # type: ignore[index]


def test_without_a_result_nothing_is_left_that_scrolls(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("explore/?text=qqqq")
    expect(status(page)).to_have_text(re.compile("^None of "))
    expect(page.get_by_role("region", name="All claims")).to_have_count(0)
    page.get_by_role("button", name="Clear all").click()
    expect(page.get_by_role("region", name="All claims")).to_be_visible()


def test_a_choice_costs_little_work_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto("explore/")
    open_filters(page)
    client = page.context.new_cdp_session(page)
    # Time of the processor, whatever else the machine does.
    client.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        found = client.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in found if each["name"] == "TaskDuration")

    painted = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    page.wait_for_load_state("networkidle")
    page.evaluate(painted)
    before = spent()
    page.evaluate("document.querySelector('[name=verdict][value=held]').click()")
    page.evaluate(painted)
    # A phone is four times as slow.
    assert 4 * (spent() - before) < 0.2
    expect(status(page)).to_contain_text("held")
