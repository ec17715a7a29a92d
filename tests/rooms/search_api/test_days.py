"""A question that is a day finds what is dated that day, first, and what says the same day in any form."""

from __future__ import annotations

import pytest

from indexer.writing import drain
from search_api.written_otherwise import day_named
from sharing.access import ANONYMOUS
from tests.homes import make_plant, take, write_package
from tests.promises.asked_home import answering

_ROWS = (
    {"档号": "J001-001-0001", "题名": "租约", "text": "立约于民国廿五年五月十二日。"},
    {"档号": "J001-001-0002", "题名": "來函", "text": "頃奉1936年5月12日大札。"},
    {"档号": "J001-001-0003", "题名": "报告", "日期": "19360512", "text": "无关。"},
    {"档号": "J001-001-0004", "题名": "登记册", "text": "到港 1936/05/12 离港。"},
    {"档号": "J001-001-0005", "题名": "往来文书", "日期": "1934-1937", "text": "无关。"},
    {
        "档号": "J001-001-0006",
        "题名": "次日",
        "日期": "19360513",
        "text": "民国二十五年五月十三日，1936年12月5日。",
    },
    {"档号": "J001-001-0007", "题名": "电话 19360512", "日期": "1951", "text": "无关。"},
    {"档号": "J001-001-0008", "题名": "函", "text": "前奉函開輪船一節，業經林覺新面商，1937年事。"},
)
_OF_THE_DAY = [f"J001-001-000{at}" for at in (1, 2, 4, 7)]
_DATED = "J001-001-0003"


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("days")
    plant = make_plant(folder / "home")
    take(plant, write_package(folder / "移交", [{"共享类型": "无条件共享", **row} for row in _ROWS]))
    drain(plant)
    yield answering(plant)
    plant.store.close()


@pytest.mark.parametrize(
    "typed",
    [
        "19360512",
        "1936-05-12",
        "1936-5-12",
        "1936.5.12",
        "1936/05/12",
        "１９３６－０５－１２",
        "1936年5月12日",
        "1936年05月12日",
        "一九三六年五月十二日",
        "民国二十五年五月十二日",
        "民國廿五年五月十二日",
        "民国25年5月12日",
        "昭和十一年五月十二日",
    ],
)
def test_a_day_is_found_in_whatever_form_it_is_asked(answers, typed: str) -> None:
    told = answers.search(ANONYMOUS, {"q": typed})
    codes = [hit["unit"]["code"] for hit in told["hits"]]
    assert told["match"] == "all"
    assert codes[0] == _DATED
    assert sorted(codes[1:]) == _OF_THE_DAY
    marked = {
        page["text"][start:end]
        for hit in told["hits"]
        for page in hit["pages"]
        for start, end in page["marks"]
    }
    assert marked == {"民国廿五年五月十二日", "1936年5月12日", "1936/05/12"}


def test_a_day_in_quotes_is_looked_for_in_texts_alone(answers) -> None:
    told = answers.search(ANONYMOUS, {"q": "“民国二十五年五月十二日”"})
    assert [hit["unit"]["code"] for hit in told["hits"]] == ["J001-001-0001"]


def test_a_day_beside_other_words_narrows_them(answers) -> None:
    told = answers.search(ANONYMOUS, {"q": "1936-05-12 报告"})
    assert [hit["unit"]["code"] for hit in told["hits"]] == [_DATED]


@pytest.mark.parametrize(
    "typed",
    [
        "1936",
        "1936年5月",
        "1936-13-01",
        "19361301",
        "87654321",
        "1936年5月12日的信",
        "光绪三年五月十二日",
        "旧3-12-7",
    ],
)
def test_what_is_no_day(typed: str) -> None:
    assert day_named(typed) == 0


@pytest.mark.parametrize("typed", ["请问有没有1936年林觉新签的租约", "1936年林觉新签的租约"])
def test_a_name_beside_a_year_is_marked_on_the_page_as_in_the_list(answers, typed: str) -> None:
    hits = answers.search(ANONYMOUS, {"q": typed})["hits"]
    (listed,) = [hit["pages"][0] for hit in hits if hit["unit"]["code"] == "J001-001-0008"]
    assert [listed["text"][start:end] for start, end in listed["marks"]] == ["林覺新"]
    page = answers.page(ANONYMOUS, "J001-001-0008", 1, typed)
    assert [page["text"][start:end] for start, end in page["marks"]] == ["林覺新"]
