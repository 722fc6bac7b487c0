"""Another browser: what a reader does with the site, in Firefox."""

from __future__ import annotations

from firefox import Firefox

SHOWN = "e => e.checkVisibility()"


def test_a_reader_gets_on_in_firefox(firefox: Firefox, address: str) -> None:
    firefox.forget()
    # Read: a citation shows its reference, and leads to it.
    firefox.goto(f"{address}briefs/2024-jang/")
    firefox.hover(".fs-cite a")
    firefox.until("document.querySelector('.fs-tip')?.textContent.includes('Jang')")
    firefox.click(".fs-cite a")
    firefox.until("location.hash === '#ref-jang2024'")
    # Search.
    firefox.press("Control+k")
    firefox.until("document.activeElement?.role === 'combobox'")
    firefox.type("treaty")
    firefox.until("document.querySelector('[role=option]')?.textContent.toLowerCase().includes('treaty')")
    firefox.press("ArrowDown")
    firefox.press("Enter")
    firefox.until("!location.pathname.includes('2024-jang') || location.hash !== '#ref-jang2024'")
    # Timeline.
    firefox.goto(f"{address}timeline/")
    firefox.until("/^[0-9]+ of [0-9]+ events$/.test(document.querySelector('.fs-filter output').textContent)")
    has = "s => [...s.options].some(o => o.text === 'Sanctions')"
    theme = f"[...document.querySelectorAll('.fs-filter select')].find({has})"
    firefox.evaluate(
        f"(s => {{ s.value = 'Sanctions'; s.dispatchEvent(new Event('change', {{bubbles: true}})) }})({theme})"
    )
    firefox.until("location.search.includes('theme=Sanctions')")
    shown, every = firefox.evaluate("document.querySelector('.fs-filter output').textContent").split(" of ")
    assert 0 < int(shown) < int(every.split()[0])
    listed = "[...document.querySelectorAll('.fs-timeline li[data-number]:not([hidden])')]"
    assert firefox.evaluate(f"{listed}.length") == int(shown)
    assert firefox.evaluate(f"{listed}.every(e => e.textContent.includes('Sanctions'))")
    # Explore.
    firefox.goto(f"{address}explore/")
    total = firefox.evaluate("document.querySelectorAll('.fs-explore tbody').length")
    firefox.until(f"document.querySelector('.fs-facets [role=status]').textContent === '{total} of {total} claims'")
    firefox.click(".fs-facets summary")
    firefox.click(".fs-facets label input[type=checkbox]")
    firefox.until(f"document.querySelector('.fs-facets [role=status]').textContent !== '{total} of {total} claims'")
    rows = firefox.evaluate(f"[...document.querySelectorAll('.fs-explore tbody')].filter({SHOWN}).length")
    assert firefox.evaluate("document.querySelector('.fs-facets [role=status]').textContent").startswith(f"{rows} of ")
    # The ledger: narrowed by its address, with the evidence below a row.
    firefox.goto(f"{address}forecasts/?verdict=missed")
    firefox.until("document.querySelector('.fs-facets [role=status]').textContent.endsWith(': missed')")
    firefox.click(".fs-forecasts tbody:not(.fs-out) .fs-evidence summary")
    firefox.until(f"[...document.querySelectorAll('.fs-evidence__found')].filter({SHOWN}).length === 1")
    assert firefox.faults == []
    assert [url for url in firefox.requests if not url.startswith((address, "data:"))] == []
