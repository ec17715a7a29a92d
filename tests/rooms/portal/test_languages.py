"""Which language a page is in, and what of it is in another."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from portal.http import portal_app
from portal.http.visits import preferred
from tests.journeys.serving import served
from tests.rooms.portal.fake_answers import FakeAnswers


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with served(portal_app(FakeAnswers())) as origin, httpx.Client(base_url=origin, timeout=30) as opened:
        yield opened


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr, de;q=0.9", "zh"),
        ("fr, en;q=0.2", "en"),
        ("en;q=0.5, zh-Hant;q=0.7", "zh"),
        ("en;q=0, fr", "zh"),
        ("en, zh", "en"),
        ("EN-us", "en"),
        ("*", "zh"),
        ("en;q=loud", "zh"),
        (";;;,=,q", "zh"),
    ],
)
def test_a_browser_says_which_language_it_likes_best(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_a_browser_s_language_is_the_page_s_where_nothing_was_chosen(client: httpx.Client) -> None:
    english = {"Accept-Language": "en-US,en;q=0.9"}
    assert client.get("/about", headers=english).headers["content-language"] == "en"
    assert client.get("/about").headers["content-language"] == "zh-Hans"
    # What was chosen, or stands in the address, goes before it.
    chosen = {**english, "Cookie": "lantai_language=zh"}
    assert client.get("/about", headers=chosen).headers["content-language"] == "zh-Hans"
    assert client.get("/about?lang=zh", headers=english).headers["content-language"] == "zh-Hans"
    for headers in ({}, english, chosen):
        assert "Accept-Language" in client.get("/about", headers=headers).headers["vary"]


def test_records_inside_an_english_page_say_that_they_are_chinese(client: httpx.Client) -> None:
    text = client.get("/units/0023-001-0045-003?lang=en").text
    assert re.search(r'<h1><span lang="zh-Hant">閩海縣政府布告', text)
    assert '<dd lang="zh-Hant">' in text
    page = client.get("/units/0023-001-0045-003/pages/1?lang=en").text
    assert re.search(r'<div class="words" lang="zh-Hant">', page)
    found = client.get("/?q=种痘&lang=en").text
    assert re.search(r'<span class="snippet" lang="zh-Hant">', found)
    # On a Chinese page what is Simplified says nothing more; what is Traditional does.
    chinese = client.get("/units/0023-001-0045-003").text
    assert 'lang="zh-Hans"' not in chinese.partition("<body")[2]
    assert re.search(r'<h1><span lang="zh-Hant">', chinese)


def test_a_number_that_is_typed_leads_to_its_page_with_what_was_shown(client: httpx.Client) -> None:
    jumped = client.get("/units/0023-001-0045-003/pages?number=2&q=种痘&zoom=200&turn=90")
    assert jumped.status_code == 303
    assert client.get(jumped.headers["location"]).status_code == 200
    assert jumped.headers["location"].startswith("/units/0023-001-0045-003/pages/2?")
    assert "zoom=200" in jumped.headers["location"] and "turn=90" in jumped.headers["location"]
    for nonsense in ("", "x", "-1", "9" * 40, "٣"):
        back = client.get("/units/0023-001-0045-003/pages", params={"number": nonsense})
        assert (back.status_code, back.headers["location"]) == (303, "/units/0023-001-0045-003")
    # Whether it is held is not said by the way there.
    assert client.get("/units/NOWHERE/pages?number=1").status_code == 303
    away = client.get("/units//evil.example/pages?number=1").headers["location"]
    assert away.startswith("/units/")
