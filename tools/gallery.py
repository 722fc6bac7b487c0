"""Take the pictures of the page on example projects: ``python tools/gallery.py [NAME …]``.

Builds each project of tests/sites into a temporary folder, shows one of its pages in Chromium, and writes a small
picture of it to docs/images/gallery. Run it with the interpreter that Foresite and its tests are installed for.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SITES = ROOT / "tests" / "sites"
PICTURES = ROOT / "docs" / "images" / "gallery"
SHOWN = {
    "coast2040": "scenarios/index.html",
    "economy": "institutions/index.html",
    "estimate": "scales/index.html",
    "growth": "quantities/index.html",
    "harbours": "index.html",
    "jetty": "briefs/2021/index.html",
    "muzn": "timeline/index.html",
    "mihari": "forecasts/index.html",
    "vigie": "previsions/index.html",
}
"""The page of each project that its picture shows. A project that is not here has none."""
WINDOW = (1120, 700)
WIDTH = 640
"""The width of a picture in pixels."""


def main(names: list[str]) -> None:
    """Take the pictures of some projects, or of all."""
    # The test of the page reads what is shown, and needs no browser for that.
    from PIL import Image
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        page = browser.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]}, color_scheme="light")
        for name in names or SHOWN:
            site = Path(folder) / name
            build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
            subprocess.run([*build, "--config-file", str(SITES / name / "mkdocs.yml")], check=True)
            page.goto((site / SHOWN[name]).as_uri())
            page.wait_for_load_state("networkidle")
            picture = Image.open(io.BytesIO(page.screenshot()))
            picture.thumbnail((WIDTH, WIDTH))
            picture.save(PICTURES / f"{name}.webp", quality=60, method=6)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
