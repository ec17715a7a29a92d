"""Two sites under plain-http names in a real browser: a page of the one signs nobody in or out at the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests import tools
from tests.journeys.serving import beside_an_api, served
from tests.rooms.portal.fake_answers import FakeAnswers
from tests.rooms.portal.invented_archive import GRANTEE_TOKEN

pytestmark = pytest.mark.browser

_PAGE = """<!doctype html><meta charset="utf-8"><meta name="referrer" content="{referrer}">
<form method="post" action="{action}"><input name="token" value="{token}"><input name="next" value="/"></form>
<script>document.forms[0].submit()</script>"""


def attacker() -> Starlette:
    """A site whose page posts a form to whatever address it is told, as soon as it is opened."""

    def page(request: Request) -> HTMLResponse:
        asked = request.query_params
        return HTMLResponse(
            _PAGE.format(referrer=asked["referrer"], action=asked["action"], token=GRANTEE_TOKEN)
        )

    return Starlette(routes=[Route("/", page)])


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[str, str]]:
    """Host and port of the portal and of the attacker, without their names."""
    with served(beside_an_api(FakeAnswers())) as portal, served(attacker()) as other:
        yield str(urlsplit(portal).port), str(urlsplit(other).port)


@pytest.fixture(scope="module")
def by_names(browser: Browser) -> Iterator[Browser]:
    """A browser for which every name that ends in .test is this machine: such a name is not trusted as loopback is."""
    opened = browser.browser_type.launch(
        executable_path=str(tools.chromium()),
        args=[*tools.CHROMIUM_ARGUMENTS, "--host-resolver-rules=MAP *.test 127.0.0.1"],
    )
    yield opened
    opened.close()


@pytest.fixture
def page(by_names: Browser, sites: tuple[str, str]) -> Iterator[Page]:
    context = by_names.new_context(base_url=f"http://archive.test:{sites[0]}", locale="zh-CN")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def lure(page: Page, sites: tuple[str, str], name: str, path: str, referrer: str) -> None:
    """Open the attacker's page, and wait for what the portal says to its form."""
    action = f"http://archive.test:{sites[0]}{path}"
    with page.expect_response(action) as answered:
        page.goto(f"http://{name}:{sites[1]}/?action={action}&referrer={referrer}")
    assert answered.value.status == 403


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="登录", exact=True).click()
    page.get_by_label("凭证").fill(GRANTEE_TOKEN)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("已登录：陈读者")).to_be_visible()


#: Another site; a neighbour below the same domain; the same name at another port.
NAMES = ("attacker.test", "www.archive.test", "archive.test")


@pytest.mark.parametrize("referrer", ["no-referrer", "unsafe-url"])
@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_signed_in_as_somebody_else(page: Page, sites: tuple[str, str], name: str, referrer: str):
    page.goto("/signin")  # the form's cookie is there
    lure(page, sites, name, "/signin", referrer)
    page.goto("/")
    expect(page.get_by_role("link", name="登录", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("^已登录"))).to_have_count(0)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_signed_out_by_another_site(page: Page, sites: tuple[str, str], name: str):
    sign_in(page)
    lure(page, sites, name, "/signout", "unsafe-url")
    page.goto("/")
    expect(page.get_by_text("已登录：陈读者")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("link", name="登录", exact=True)).to_be_visible()


def test_without_scripts_the_form_signs_in_under_a_plain_name(by_names: Browser, sites: tuple[str, str]):
    context = by_names.new_context(
        base_url=f"http://archive.test:{sites[0]}", locale="zh-CN", java_script_enabled=False
    )
    sign_in(context.new_page())
    context.close()
