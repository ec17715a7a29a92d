"""Checks that any page has to pass, made in the browser that shows it (WCAG 2.2, level AA, in part)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

#: Contrast of text to what lies behind it: WCAG 2.2, 1.4.3; large text is 24 px, or 18.66 px bold.
LEAST_CONTRAST = 4.5
LEAST_CONTRAST_LARGE = 3.0

_LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")


def check(page: Page) -> None:
    """Look over the page that is shown; fails with everything that is wrong with it."""
    page.wait_for_load_state()
    seen: dict[str, Any] = page.evaluate(_LOOK)
    wrong: list[str] = []
    if seen["language"] not in {"zh-Hans", "en"}:
        wrong.append(f"language: {seen['language']!r}")
    if not seen["title"].strip(" ·"):
        wrong.append("no title")
    headings = seen["headings"]
    if headings.count(1) != 1 or headings[0] != 1:
        wrong.append(f"one h1 must come first: {headings}")
    wrong += [
        f"headings leave out a level: {headings}"
        for before, after in zip(headings, headings[1:], strict=False)
        if after > before + 1
    ]
    for what in ("landmarks", "unnamed", "pictures", "doubled", "dangling", "anchors", "small"):
        wrong += [f"{what}: {one}" for one in seen[what]]
    if seen["wide"] > 0:
        wrong.append(f"wider than the window by {seen['wide']} px")
    wrong += [
        f"contrast {one['contrast']:.2f}: {one['what']}"
        for one in seen["colours"]
        if one["contrast"] < (LEAST_CONTRAST_LARGE if one["large"] else LEAST_CONTRAST)
    ]
    assert len(seen["colours"]) > 5, "nothing was looked at"
    assert wrong == [], f"{page.url}\n" + "\n".join(wrong)
