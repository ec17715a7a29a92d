"""axe-core finds nothing on any kind of page, in both languages, on a desk and on a phone, by day and by night."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.sites import Site
from tests.journeys.test_portal import pages_of

pytestmark = pytest.mark.browser

#: WCAG 2.2 to level AA, and what axe-core calls good practice (landmarks that are named apart are of these).
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WAYS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", "color_scheme": "light"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "locale": "en-GB",
        "color_scheme": "dark",
        "is_mobile": True,
        "has_touch": True,
    },
}


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page that is shown."""
    found = Axe().run(page, options={**RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{page.url} {each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, site: Site, way: str) -> None:
    with browser.new_context(base_url=site.origin, **WAYS[way]) as context:
        page = context.new_page()
        wrong: list[str] = []
        for path in (*pages_of(site), "/units/nowhere", "/?from=1934x"):
            page.goto(path)
            wrong += violations(page)
        page.goto("/themes")
        page.get_by_role("link", name=site.theme).click()
        wrong += violations(page)
        assert page.locator("html").get_attribute("lang") == ("en" if way == "phone" else "zh-Hans")
        assert wrong == []
