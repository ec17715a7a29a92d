"""Journeys through the portal in a real Chromium, as a researcher makes them."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.page_checks import check
from tests.journeys.sites import Site

pytestmark = pytest.mark.browser


def ask(page: Page, question: str) -> None:
    page.goto("/")
    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).fill(question)
    page.get_by_role("button", name="检索", exact=True).click()


def sign_in(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("link", name="登录", exact=True).click()
    page.get_by_label("凭证").fill(site.token)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text(f"已登录：{site.reader}")).to_be_visible()


def test_a_question_in_simplified_finds_traditional_and_leads_to_the_marked_page(page: Page, site: Site):
    ask(page, site.question)
    hit = page.get_by_role("article").filter(has=page.get_by_role("link", name=site.title))
    snippet = hit.locator(".snippet").first
    expect(snippet.locator("mark").first).to_have_text(site.traditional)

    page.get_by_role("complementary", name="缩小范围").get_by_role("link", name=site.fonds).click()
    expect(page.get_by_role("group", name="当前限定")).to_contain_text(site.fonds)
    expect(hit).to_be_visible()

    hit.get_by_role("link", name=re.compile(r"第 \d+ 页")).first.click()
    expect(page.locator(".words mark").first).to_have_text(site.traditional)
    expect(page.get_by_role("status")).to_contain_text("处")

    page.get_by_role("link", name="回到著录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(site.title)
    expect(page.get_by_role("term").filter(has_text="档号")).to_be_visible()


def test_a_filter_is_taken_off_by_its_chip(page: Page, site: Site):
    ask(page, site.question)
    total = page.get_by_role("status").inner_text()
    page.get_by_role("complementary").get_by_role("link", name=site.fonds).click()
    page.get_by_role("link", name=re.compile("去掉限定：全宗")).click()
    expect(page.get_by_role("status")).to_have_text(total)


def test_dates_narrow_and_years_are_links(page: Page, site: Site):
    ask(page, site.question)
    page.get_by_label("自", exact=True).fill(f"{site.year}年1月")
    page.get_by_label("至", exact=True).fill(f"{site.year}-12-31")
    page.get_by_role("button", name="按日期查看").click()
    expect(page.get_by_role("group", name="当前限定")).to_contain_text(f"{site.year}01 至 {site.year}1231")
    expect(page.get_by_role("link", name=site.title)).to_be_visible()


def test_a_grantee_signs_in_and_sees_more_and_less_again_after_signing_out(page: Page, site: Site):
    page.goto(f"/units/{site.conditional}")
    expect(page.locator(".apply")).to_contain_text("申请")
    expect(page.get_by_role("link", name=re.compile("^从第 1 页读起"))).to_have_count(0)

    sign_in(page, site)
    page.goto(f"/units/{site.conditional}")
    page.get_by_role("link", name=re.compile("^从第 1 页读起")).click()
    expect(page.locator(".words")).to_contain_text(site.granted)

    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录", exact=True)).to_be_visible()
    page.goto(f"/units/{site.conditional}")
    expect(page.locator(".apply")).to_contain_text("申请")


def test_signing_in_comes_back_to_where_one_was(page: Page, site: Site):
    page.goto(f"/units/{site.conditional}?q={site.question}")
    page.get_by_role("link", name="登录", exact=True).click()
    page.get_by_label("凭证").fill(site.token)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", level=2, name="著录")).to_be_visible()
    assert f"/units/{site.conditional}?q={site.question}" in unquote(page.url)


def test_the_token_is_out_of_reach_of_scripts(page: Page, site: Site):
    sign_in(page, site)
    assert page.evaluate("document.cookie") == ""


def test_everything_is_said_in_english_too_and_stays_so(page: Page, site: Site):
    ask(page, site.question)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("complementary", name="Narrow")).to_be_visible()
    hit = page.get_by_role("article").filter(has=page.get_by_role("link", name=site.title))
    expect(hit.locator(".snippet mark").first).to_have_text(site.traditional)
    page.get_by_role("link", name=site.title).click()
    expect(page.get_by_role("term").filter(has_text="Reference code")).to_be_visible()
    page.get_by_role("link", name="Themes", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Themes")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_a_theme_leads_to_its_units(page: Page, site: Site):
    page.goto("/themes")
    page.get_by_role("link", name=site.theme).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(site.theme)
    expect(page.get_by_text("编者按").first).to_be_visible()
    page.get_by_role("link", name=site.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(site.title)
    expect(page.get_by_role("link", name=site.theme)).to_be_visible()


def test_by_keyboard_alone_one_asks_opens_and_reads(page: Page, site: Site):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    expect(page.get_by_role("link", name="跳到正文")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.insert_text(site.question)
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_be_attached()

    wanted = page.get_by_role("link", name=site.title)
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if wanted.evaluate("e => e === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(site.title)


def test_all_values_of_a_facet_are_looked_through_by_keyboard(page: Page, site: Site):
    fonds = site.code.partition("-")[0]
    page.goto(f"/facets/fonds?q={site.question}")
    page.get_by_role("searchbox").focus()
    page.keyboard.type(fonds)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 项")
    expect(page.get_by_role("searchbox")).to_have_value(fonds)
    page.get_by_role("searchbox").focus()
    for _ in range(2):  # over the button to the first value
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="当前限定")).to_contain_text("全宗")
    expect(page.get_by_role("article").first).to_be_visible()


def test_suggestions_are_taken_by_keyboard(page: Page, site: Site):
    page.goto("/")
    box = page.get_by_role("combobox")
    box.press_sequentially(site.prefix)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("Backspace")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    value = options.first.locator("span").first.inner_text()
    box.press("Enter")
    expect(page.locator("#found")).to_be_attached()
    expect(page.locator("#q")).to_have_value(value)


def test_without_scripts_everything_works(plain: Page, site: Site):
    ask(plain, site.question)
    plain.get_by_role("complementary").get_by_role("link", name=site.fonds).click()
    plain.get_by_role("link", name=site.title).click()
    plain.get_by_role("link", name=re.compile("^从第 1 页读起")).click()
    expect(plain.locator(".words mark").first).to_have_text(site.traditional)
    sign_in(plain, site)


def test_an_open_file_is_saved_under_its_own_name_and_not_shown(browser: Browser, sample_site: Site):
    with browser.new_context(base_url=sample_site.origin, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"/units/{sample_site.code}")
        with page.expect_download() as saved:
            page.get_by_role("link", name=re.compile("^下载 ")).first.click()
        assert saved.value.suggested_filename == "0007-001.txt"
        assert "修築輪船碼頭" in saved.value.path().read_text(encoding="utf-8")
        # By its address alone too, it is saved and not run on this site.
        with page.expect_download():
            page.evaluate("path => { location.href = path }", f"/api/v1/units/{sample_site.code}/objects/1")


def test_the_way_back_is_the_browser_s_own(page: Page, site: Site):
    ask(page, site.question)
    page.get_by_role("complementary").get_by_role("link", name=site.fonds).click()
    page.get_by_role("link", name=site.title).click()
    page.go_back()
    expect(page.get_by_role("group", name="当前限定")).to_contain_text(site.fonds)
    page.go_back()
    expect(page.get_by_role("group", name="当前限定")).to_have_count(0)


def test_on_a_phone_the_answer_comes_before_the_filters_and_one_tap_leads_there(phone: Page, site: Site):
    ask(phone, site.question)
    hit, narrow = phone.locator(".hits"), phone.get_by_role("complementary")
    above, below = hit.bounding_box(), narrow.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]
    phone.get_by_role("link", name="缩小范围").tap()
    expect(phone.get_by_role("heading", name="缩小范围")).to_be_in_viewport()


def pages_of(site: Site) -> tuple[str, ...]:
    return (
        "/",
        f"/?q={site.question}",
        f"/?q={site.question}&class=unconditional&from=1900&to=2020",
        f"/?q={site.question}&scope=themes",
        "/?q=没有这样的词语乎哉",
        f"/units/{site.code}?q={site.question}",
        f"/units/{site.code.partition('-')[0]}",
        f"/units/{site.conditional}",
        f"/units/{site.code}/pages/1?q={site.question}",
        f"/facets/fonds?q={site.question}",
        f"/facets/fonds?q={site.question}&facet_q=乎哉",
        "/themes",
        "/about",
        "/signin",
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_can_be_read_by_everyone(
    browser: Browser, site: Site, width: int, language: str, scheme: str
):
    with browser.new_context(
        base_url=site.origin,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    ) as context:
        page = context.new_page()
        page.goto(f"/language?lang={language}&next=/about")
        for path in pages_of(site):
            page.goto(path)
            check(page)
        page.goto("/themes")
        page.get_by_role("link", name=site.theme).click()
        check(page)


def test_letters_can_be_read_by_everyone(browser: Browser, site: Site):
    with browser.new_context(base_url=site.origin, locale="zh-CN") as context:
        page = context.new_page()
        for path, status in (("/units/nowhere", 404), ("/?from=1934x", 400), ("/nowhere", 404)):
            reply = page.goto(path)
            assert reply is not None
            assert reply.status == status
            check(page)
        page.goto("/signin")
        page.get_by_label("凭证").fill("wrong")
        page.get_by_role("main").get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("凭证无效")
        check(page)
