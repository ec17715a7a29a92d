"""Pictures for the README, of the sample holdings: `python -m tests.journeys.screenshots`."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import tools
from tests.journeys import sample_home

FOLDER = sample_home.ROOT / "docs" / "screenshots"

#: Name → path and window, in CSS pixels.
PICTURES = {
    "search": ("/?q=码头", 1180, 860),
    "page": ("/units/0023-003-0007-001/pages/1?q=码头", 1180, 860),
    "phone": ("/?q=码头", 390, 844),
    "vertical": ("/units/0023-001-0045-003/pages/1?q=种痘", 1280, 1080),
    "stamped": ("/units/J101-WS·1952·Y-003-001/pages/1?q=编制&hit=2", 1280, 1360),
    "page-on-a-phone": ("/units/0023-002-0012-004/pages/1?q=崇源", 390, 844),
}

OF_SCANS = frozenset({"vertical", "stamped", "page-on-a-phone"})

#: A README is read on the way: a picture weighs little.
MOST_BYTES = 300_000


def take(folder: Path) -> None:
    """Take the pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        sample_home.fill(Path(home), ocr="rapidocr")
        chromium = playwright.chromium.launch(
            executable_path=str(tools.chromium()), args=list(tools.CHROMIUM_ARGUMENTS)
        )
        with sample_home.serving(Path(home)) as origin:
            time.sleep(3)  # the themes are entered by now
            for name, (path, width, height) in PICTURES.items():
                page = chromium.new_page(locale="zh-CN", viewport={"width": width, "height": height})
                page.goto(origin + path, wait_until="networkidle")
                page.wait_for_timeout(800)  # what is shown has been scrolled to
                # Scanned paper has too many colours for a small PNG.
                form = {"type": "jpeg", "quality": 82} if name in OF_SCANS else {"type": "png"}
                target = folder / f"{name}.{'jpg' if name in OF_SCANS else 'png'}"
                page.screenshot(path=target, **form)
                size = target.stat().st_size
                assert size <= MOST_BYTES, f"{target.name} has {size} bytes"
                print(f"{target.name} {size:,} bytes")
        chromium.close()


if __name__ == "__main__":
    take(FOLDER)
