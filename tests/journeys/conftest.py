"""Sites to walk through, and a browser that notices every step aside."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import sample_home
from tests.journeys.serving import beside_an_api, served
from tests.journeys.sites import Site
from tests.rooms.portal.fake_answers import FakeAnswers
from tests.rooms.portal.invented_archive import GRANTEE_TOKEN
from tests.waiting import HANGS_S

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def invented_site() -> Iterator[Site]:
    """The portal over an invented archive."""
    with served(beside_an_api(FakeAnswers())) as origin:
        yield Site(
            origin=origin,
            token=GRANTEE_TOKEN,
            reader="陈读者",
            question="种痘",
            traditional="種痘",
            title="閩海縣政府布告：春季施種牛痘",
            code="0023-001-0045-003",
            year=1934,
            prefix="闽海县政府布",
            fonds="閩海縣政府全宗",
            conditional="0023-001-0052-001",
            granted="林阿水",
            theme="海港防疫记",
        )


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`lantai serve` over the sample holdings."""
    home = tmp_path_factory.mktemp("sample")
    token = sample_home.fill(home)
    with sample_home.serving(home) as origin:
        _await(origin)
        yield Site(
            origin=origin,
            token=token,
            reader=sample_home.READER,
            question="码头",
            traditional="碼頭",
            title="閩海商會函請縣政府修築輪船碼頭",
            code="0023-003-0007-001",
            year=1929,
            prefix="闽海商会",
            fonds="閩海縣政府全宗",
            conditional="J101-WS·1952·Y-003-011",
            granted="林阿旺",
            theme="闽海港与航运（1925—1958）",
        )


def _await(origin: str, seconds: float = HANGS_S) -> None:
    """Wait until the index writer has entered what was committed before it started."""
    patience = time.monotonic() + seconds
    said = ""
    while time.monotonic() < patience:
        with contextlib.suppress(httpx.ConnectError, httpx.TimeoutException):
            reply = httpx.get(f"{origin}/api/v1/search", params={"scope": "themes", "size": 1})
            if reply.status_code == 200 and reply.json()["total"]["units"] > 0:
                return
            said = reply.text
        time.sleep(0.1)
    pytest.fail(f"the themes were never entered: {said}")


@pytest.fixture(params=["invented", "sample"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each journey is made twice: over an invented archive, which holds every case, and over the real thing."""
    found: Site = request.getfixturevalue(f"{request.param}_site")
    return found


@dataclass
class Watch:
    """What a browser did beside showing pages."""

    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def page(browser: Browser, site: Site, watch: Watch) -> Iterator[Page]:
    """A page on a desk. When the walk is over, it must have asked no other origin and complained of nothing."""
    yield from _walked(browser, site, watch, viewport={"width": 1280, "height": 900})


@pytest.fixture
def phone(browser: Browser, site: Site, watch: Watch) -> Iterator[Page]:
    """A page on a phone."""
    yield from _walked(
        browser, site, watch, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )


@pytest.fixture
def plain(browser: Browser, site: Site, watch: Watch) -> Iterator[Page]:
    """A page in a browser without scripts."""
    yield from _walked(browser, site, watch, java_script_enabled=False)


def _walked(browser: Browser, site: Site, watch: Watch, **settings: object) -> Iterator[Page]:
    context = browser.new_context(base_url=site.origin, locale="zh-CN", **settings)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    yield watch.over(context.new_page())
    context.close()
    assert [url for url in watch.asked if not url.startswith(f"{site.origin}/")] == []
    assert watch.said == []
