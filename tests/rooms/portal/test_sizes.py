"""A page is never so long that reading it is work: whatever is asked, and however much there is to list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from portal.links import LONGEST_CARRIED, carried, own_path
from portal.marks import MOST_NUMBERED
from portal.page_view import page_view
from portal.rendering import render
from portal.unit_page import MOST_OBJECTS, MOST_PAGES, page_list
from search_api.letters import cut
from sharing.access import Reader
from tests.journeys.serving import beside_an_api, served
from tests.rooms.portal.fake_answers import FakeAnswers
from tests.rooms.portal.test_page_view import answer as page_answer

#: Bytes of the longest page that any question may lead to, whatever the archive of these tests holds.
MOST = 700_000
SEARCHED = 500
QUESTIONS = ("堤", "堤岸" * 250, "堤岸" * 3_000, "a" * 15_000, "&'\"<" * 500, "😀" * 2_000, "x%" * 4_000)


class Plenty(FakeAnswers):
    """An archive with as much to list as an answer may hold: 100 hits, full facets, seven hundred years."""

    def search(self, reader: Reader, parameters: Any) -> Any:
        question = parameters.get("q", "")
        told = super().search(reader, {**parameters, "q": "", "cursor": "0"})
        if one := parameters.get("facet"):
            values = self._values(one)[: int(parameters["size"])]
            searched = {**told["question"], "text": question[:SEARCHED]}
            notices = [cut(SEARCHED)] if len(question) > SEARCHED else []
            return {
                **told,
                "question": searched,
                "facets": {one: values},
                "notices": notices,
                "next": "x" * 200,
            }
        hit = {**told["hits"][0], "pages": [self._snippet(at) for at in range(3)], "matching_pages": 9}
        facet = {name: self._values(name) for name in ("fonds", "supplier", "category", "class", "theme")}
        years = [{"value": str(year), "label": str(year), "count": 3} for year in range(1300, 2000)]
        notices = [cut(SEARCHED)] if len(question) > SEARCHED else []
        return {
            **told,
            "question": {**told["question"], "text": question[:SEARCHED], "chunks": ["a", "b"]},
            "hits": [hit] * int(parameters.get("size", "20")),
            "facets": {**facet, "year": years},
            "notices": notices,
            "next": "x" * 200,
        }

    def unit(self, reader: Reader, code: str) -> Any:
        told = super().unit(reader, code)
        objects = [
            {
                "number": at + 1,
                "name": f"第{at}件.pdf",
                "kind": "pdf",
                "media_type": "application/pdf",
                "pages": 10,
                "bytes": 1_000,
                "digest": "0" * 64,
                "note": None,
            }
            for at in range(5_000)
        ]
        return {**told, "page_numbers": list(range(1, 100_001)), "objects": objects}

    def page(self, reader: Reader, code: str, number: int, question: str, **more: Any) -> Any:
        return {**super().page(reader, code, number, "", **more), "previous_hit": 1, "next_hit": 9}

    @staticmethod
    def _snippet(at: int) -> Any:
        text = "民国二十三年修缮堤岸的报告。" * 8
        return {
            "number": at + 1,
            "text": text,
            "marks": [[8, 10]],
            "cut_before": True,
            "cut_after": True,
            "tolerant": False,
        }

    @staticmethod
    def _values(name: str) -> Any:
        return [{"value": f"{name}{at}", "label": f"第{at}项", "count": 500 - at} for at in range(100)]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with served(beside_an_api(Plenty())) as origin, httpx.Client(base_url=origin, timeout=60) as opened:
        yield opened


@pytest.mark.parametrize(
    "path",
    [
        "/?size=100",
        "/",
        "/units/0131",
        "/units/0023-001-0045-003/pages/1",
        "/signin",
        "/nowhere",
        "/facets/fonds",
    ],
)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question[:2]}{len(question)}")
def test_no_question_makes_a_page_long(client, path, question):
    if "%" in question:
        path = f"{path}{'&' if '?' in path else '?'}q={'%25' * 7_000}"
        reply = client.get(path)
    else:
        reply = client.get(path, params={**dict(httpx.URL(path).params), "q": question})
    assert reply.status_code == (404 if path.startswith("/nowhere") else 200)
    assert len(reply.content) < MOST, len(reply.content)


@pytest.mark.parametrize("path", ["/units/" + "a" * 20_000, "/" + "%25" * 15_000, "/themes/" + "<" * 20_000])
def test_no_address_makes_a_letter_long(client, path):
    reply = client.get(path)
    assert reply.status_code == 404
    assert len(reply.content) < 20_000


def test_a_usual_question_loses_nothing(client):
    text = client.get("/", params={"q": "堤岸", "size": "100"}).text
    for name in ("fonds", "supplier", "category", "theme"):
        assert all(f"{name}={name}{at}&" in text or f'{name}={name}{at}"' in text for at in range(100)), name
    assert all(f"from={year}&amp;to={year}" in text for year in range(1300, 2000))
    assert text.count("pages/1?q=%E5%A0%A4%E5%B2%B8") == 100


def test_of_a_long_question_it_is_said_what_is_not_listed_and_the_first_values_are(client):
    text = client.get("/", params={"q": "堤岸" * 200}).text
    assert "fonds=fonds0" in text and "fonds=fonds99" not in text
    assert "查看全部 100 项" in text and 'href="/facets/fonds?q=' in text
    assert "整个 1300 年代" in text


def test_what_was_not_searched_is_not_asked_again_by_links(client):
    text = client.get("/", params={"q": "堤" * 501}).text
    assert "只按前 500 个字检索" in text
    assert "%E5%A0%A4" * 500 in text and "%E5%A0%A4" * 501 not in text.replace("next=", "")


def test_a_question_is_carried_whole_or_not_at_all():
    assert carried("堤" * (LONGEST_CARRIED // 9)) == "堤" * (LONGEST_CARRIED // 9)
    assert carried("堤" * (LONGEST_CARRIED // 9 + 1)) == ""
    assert carried("\ud800") == "\ud800"
    assert own_path("/" + "a" * 9_000) == "/"


def test_the_pages_of_a_unit_are_listed_in_parts_that_lead_to_each_other(client):
    seen: list[int] = []
    listed = page_list(range(1, 1_203), "")
    while True:
        seen += [number for group in listed.groups for number in group.numbers]
        if not listed.after:
            break
        following = page_list(range(1, 1_203), str(listed.after))
        assert following.before == listed.groups[0].first
        listed = following
    assert seen == list(range(1, 1_203))
    text = client.get("/units/0131?q=堤岸").text
    assert text.count('<li><a href="/units/0131/pages/') == MOST_PAGES
    assert f'href="/units/0131?q=%E5%A0%A4%E5%B2%B8&amp;pages={MOST_PAGES + 1}#pages"' in text
    text = client.get(f"/units/0131?pages={MOST_PAGES + 7}").text
    assert f'/pages/{MOST_PAGES + 1}"' in text and f'/pages/{MOST_PAGES}"' not in text
    assert (
        f"另有 {5_000 - MOST_OBJECTS:,} 个文件没有列出" in text
        or f"另有 {5_000 - MOST_OBJECTS} 个文件没有列出" in text
    )


@pytest.mark.parametrize("wanted", ["0", "-1", "x", "9" * 50, "999999", "１", ""])
def test_any_word_for_the_first_page_lists_some(wanted):
    listed = page_list([3, 4, 9], wanted)
    assert [number for group in listed.groups for number in group.numbers] == [3, 4, 9]
    assert page_list([], wanted).groups == ()


def test_of_very_many_hits_on_a_page_the_first_are_marked_and_it_is_said():
    marks = [[at, at + 1] for at in range(0, 40_000, 2)]
    places = [[[0.1, 0.1, 0.2, 0.15]] for _ in marks]
    told = page_answer(text="堤岸" * 20_000, marks=marks, boxes=[], places=places)
    view = page_view(told, {"q": "堤"})
    assert len(view.hits) == MOST_NUMBERED and view.more_hits
    assert all(len(hit.rectangles) == 1 for hit in view.hits)
    page = render("page.html", "zh", name="", path="/", asked={}, answer=told, question="堤", view=view)
    assert page.count(b"<mark ") == page.count(b"<rect ") == MOST_NUMBERED
    assert "只标出前 1,000 处" in page.decode() or "只标出前 1000 处" in page.decode()
    assert len(page) < MOST
    few = page_view(page_answer(), {"q": "港务局"})
    assert not few.more_hits
