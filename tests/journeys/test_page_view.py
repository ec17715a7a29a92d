"""A page with its image, in a real Chromium: hits on it, steps, zoom, keys, a phone, no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys import sample_home, scanned_home
from tests.journeys.conftest import Watch
from tests.journeys.page_checks import check
from tests.journeys.scanned_home import CLOSED, DOCUMENT, NOTICE, STAMPED, TEXT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("page_view")]


@dataclass(frozen=True)
class Scanned:
    """The served home."""

    origin: str
    token: str


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    home = tmp_path_factory.mktemp("scanned")
    token = scanned_home.fill(home, tmp_path_factory.mktemp("package"))
    with sample_home.serving(home) as origin:
        yield Scanned(origin, token)


@pytest.fixture
def walk(browser: Browser, scanned: Scanned, watch: Watch):
    """Opens a page in a window of one's own; nothing else is asked, nothing complained of."""
    contexts = []

    def opened(path: str, **settings: Any) -> Page:
        told = {"viewport": {"width": 1280, "height": 900}, **settings}
        context = browser.new_context(base_url=scanned.origin, locale="zh-CN", **told)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = watch.over(context.new_page())
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in watch.asked if not url.startswith(f"{scanned.origin}/")] == []
    assert watch.said == []


def hits(page: Page) -> Locator:
    return page.locator("svg .hit")


def now(page: Page) -> tuple[str | None, str | None]:
    """Numbers of the hit that is shown, on the image and in the text."""
    return (
        page.locator("svg .hit.now").get_attribute("data-hit"),
        page.locator(".words mark.now").get_attribute("data-hit"),
    )


def in_frame(page: Page, hit: Locator) -> bool:
    box, frame = hit.locator("rect").first.bounding_box(), page.locator(".frame").bounding_box()
    assert box is not None
    assert frame is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return (
        frame["x"] <= middle[0] <= frame["x"] + frame["width"]
        and frame["y"] <= middle[1] <= frame["y"] + frame["height"]
    )


@pytest.mark.parametrize(("code", "question"), [(NOTICE, "种痘"), (STAMPED, "港务局"), (DOCUMENT, "学校")])
def test_each_hit_is_marked_on_the_image_and_in_the_text(walk, code: str, question: str):
    page = walk(f"/units/{code}/pages/1?q={question}")
    marks = page.locator(".words mark")
    assert marks.count() >= 1
    assert hits(page).count() == marks.count()
    assert page.locator("svg .hit rect").count() >= marks.count()
    sheet = page.locator("svg.sheet").bounding_box()
    assert sheet is not None
    for at in range(hits(page).count()):
        box = hits(page).nth(at).locator("rect").first.bounding_box()
        assert box is not None
        assert sheet["x"] - 2 <= box["x"]
        assert box["x"] + box["width"] <= sheet["x"] + sheet["width"] + 2
        assert 4 < box["width"] < sheet["width"] / 2
    # The image itself is there, and has the proportions that the boxes are laid on.
    source = page.locator("svg image").get_attribute("href")
    size = page.evaluate(
        "async (url) => { const image = new Image(); image.src = url; await image.decode(); "
        "return [image.naturalWidth, image.naturalHeight]; }",
        source,
    )
    assert sheet["height"] / sheet["width"] == pytest.approx(size[1] / size[0], rel=0.01)


def test_hits_of_a_column_stand_upright(walk):
    page = walk(f"/units/{NOTICE}/pages/1?q=牛痘")
    box = hits(page).first.locator("rect").first.bounding_box()
    assert box is not None
    assert box["height"] > 1.4 * box["width"]


def test_keys_step_from_hit_to_hit_on_image_and_text_and_on_to_the_next_page(walk):
    page = walk(f"/units/{DOCUMENT}/pages/1?q=海光 崇源")
    count = hits(page).count()
    assert count >= 2
    assert now(page) == ("1", "1")
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.locator(".zoom")).to_have_text("200%")
    for number in range(2, count + 1):
        page.keyboard.press("n")
        assert now(page) == (str(number), str(number))
        expect(page.locator(".which")).to_contain_text(f"第 {number} 处")
        page.wait_for_timeout(500)  # the scrolling is smooth
        assert in_frame(page, page.locator("svg .hit.now"))
    page.keyboard.press("p")
    assert now(page) == (str(count - 1), str(count - 1))
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.wait_for_url("**/pages/2?*")
    assert now(page) == ("1", "1")
    expect(page.locator(".zoom")).to_have_text("200%")  # as it was
    page.keyboard.press("p")
    page.wait_for_url("**/pages/1?*")
    assert now(page) == (str(count), str(count))


def test_keys_zoom_turn_and_leaf(walk):
    page = walk(f"/units/{DOCUMENT}/pages/1")
    sheet = page.locator("svg.sheet")
    usual = sheet.bounding_box()
    assert usual is not None
    page.keyboard.press("+")
    larger = sheet.bounding_box()
    assert larger is not None
    assert larger["width"] == pytest.approx(1.5 * usual["width"], rel=0.05)
    page.keyboard.press("0")
    page.keyboard.press("-")
    expect(page.locator(".zoom")).to_have_text("50%")
    page.keyboard.press("0")
    page.keyboard.press("r")
    page.wait_for_url("**turn=90")
    turned = page.locator("svg.sheet").bounding_box()
    assert turned is not None
    assert turned["width"] > turned["height"]
    page.keyboard.press("]")
    page.wait_for_url("**/pages/2*")
    page.keyboard.press("[")
    page.wait_for_url("**/pages/1*")


def test_keys_are_listed_can_be_switched_off_and_stay_so_and_leave_the_question_alone(walk):
    page = walk(f"/units/{DOCUMENT}/pages/1?q=学校")
    page.get_by_text("键盘").click()
    expect(page.locator(".keys kbd").first).to_be_visible()
    page.locator("#q").focus()
    page.keyboard.type("n+0")
    assert "n+0" in page.locator("#q").input_value()
    expect(page.locator(".zoom")).to_have_text("100%")
    page.get_by_role("button", name="停用单键").click()
    page.keyboard.press("+")
    expect(page.locator(".zoom")).to_have_text("100%")
    page.reload()
    page.keyboard.press("+")
    expect(page.locator(".zoom")).to_have_text("100%")
    page.get_by_text("键盘").click()
    page.get_by_role("button", name="启用单键").click()
    page.keyboard.press("+")
    expect(page.locator(".zoom")).to_have_text("150%")


def test_by_tab_one_reaches_the_image_sees_where_one_is_and_moves_it(walk):
    page = walk(f"/units/{DOCUMENT}/pages/1?q=学校&zoom=200")
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if page.evaluate("document.activeElement.classList.contains('frame')"):
            break
    expect(page.locator(".frame")).to_be_focused()
    before = page.evaluate("document.querySelector('.frame').scrollTop")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(400)
    assert page.evaluate("document.querySelector('.frame').scrollTop") > before


def test_a_click_on_a_mark_shows_it_on_the_image_and_the_other_way_round(walk):
    # Without gliding: a click on a place that moves away misses it.
    page = walk(f"/units/{DOCUMENT}/pages/1?q=海光", reduced_motion="reduce")
    page.locator(".words mark").nth(1).click()
    assert now(page) == ("2", "2")
    page.locator("svg .hit[data-hit='1'] rect").first.click(force=True)
    assert now(page) == ("1", "1")


def test_without_scripts_steps_and_zoom_are_links(walk):
    page = walk(f"/units/{DOCUMENT}/pages/1?q=海光 崇源", java_script_enabled=False)
    page.get_by_role("link", name="下一处").click()
    page.wait_for_url(re.compile("hit=2"))
    assert now(page) == ("2", "2")
    page.get_by_role("link", name="放大").click()
    expect(page.locator(".zoom")).to_have_text("150%")
    assert now(page) == ("2", "2")
    page.get_by_role("link", name="下一页").first.click()
    page.wait_for_url("**/pages/2?*")
    expect(page.locator("svg .hit").first).to_be_attached()


def test_on_a_phone_the_image_comes_first_and_nothing_is_too_wide(walk):
    page = walk(
        f"/units/{NOTICE}/pages/1?q=种痘",
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    )
    image, words = page.locator(".frame").bounding_box(), page.locator(".words").bounding_box()
    assert image is not None
    assert words is not None
    assert image["y"] < words["y"]
    assert image["width"] > 300
    check(page)
    page.get_by_role("link", name="放大").tap()
    expect(page.locator(".zoom")).to_have_text("150%")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_text_alone_where_there_is_no_image(walk):
    page = walk(f"/units/{TEXT}/pages/1?q=学校")
    expect(page.locator("svg.sheet")).to_have_count(0)
    expect(page.get_by_text("这一页没有图像")).to_be_visible()
    assert page.locator(".words mark").count() == 1
    page.keyboard.press("n")
    page.wait_for_url("**/pages/2?*")
    check(page)


def test_the_image_of_a_closed_page_is_for_those_who_were_granted_it(walk, scanned: Scanned):
    page = walk(f"/units/{CLOSED}")
    status = "async (url) => (await fetch(url)).status"
    image = f"/api/v1/units/{CLOSED}/pages/1/image"
    # A refusal is told on the console by the browser itself, so that it is asked beside the page.
    assert page.request.get(image).status == 404
    page.goto("/signin")
    page.get_by_label("凭证").fill(scanned.token)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    page.goto(f"/units/{CLOSED}/pages/1?q=学校", wait_until="networkidle")
    assert page.evaluate(status, image) == 200
    assert hits(page).count() >= 1
    page.get_by_role("button", name="退出").click()
    assert page.request.get(image).status == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_view_can_be_read_by_everyone(walk, width: int, language: str, scheme: str):
    page = walk(
        f"/language?lang={language}&next=/about",
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    for path in (
        f"/units/{STAMPED}/pages/1?q=港务局",
        f"/units/{DOCUMENT}/pages/1?q=学校&zoom=200&turn=90",
        f"/units/{TEXT}/pages/1",
    ):
        page.goto(path)
        page.locator(".keys summary").click()
        check(page)
