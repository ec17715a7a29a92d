"""A code is found however it is typed, and what finds nothing says what would."""

from __future__ import annotations

import pytest

from indexer.writing import drain
from sharing.access import ANONYMOUS
from tests.homes import make_plant, take, write_package
from tests.promises.asked_home import answering

_ROWS = (
    {"档号": "0023-003-0007-001", "题名": "甲"},
    {"档号": "0023-003-0007-002", "题名": "乙", "原档号": "民政旧-12-7"},
    {"档号": "J101-WS·1952·Y-0001", "题名": "关于封港的通知", "text": "电话059187654321，收据0023003号。"},
    {"档号": "J101-WS·1952·Y-0002", "题名": "丁", "门类": "KJ"},
)
_FIRST, _SECOND, _THIRD, _FOURTH = (row["档号"] for row in _ROWS)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("codes")
    plant = make_plant(folder / "home")
    take(
        plant,
        write_package(
            folder / "移交", [{"共享类型": "无条件共享", "text": "正文。", **row} for row in _ROWS]
        ),
    )
    drain(plant)
    yield answering(plant)
    plant.store.close()


def found(answers, question: str) -> list[str]:
    told = answers.search(ANONYMOUS, {"q": question})
    return [hit["unit"]["code"] for hit in told["hits"]] if told["match"] == "all" else []


def notices(answers, question: str) -> list[str]:
    return [each["code"] for each in answers.search(ANONYMOUS, {"q": question})["notices"]]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("00230030007001", [_FIRST]),
        ("“00230030007001”", [_FIRST]),
        ("0030007001", [_FIRST]),
        ("0023/003/0007/002", [_SECOND]),
        ("档号:00230030007002", [_SECOND]),
        ("档号:0023/003/0007/002", [_SECOND]),
        ("档号:23/3/7/2", [_SECOND]),
        ("档号:0023/003", [_FIRST, _SECOND]),
        ("档号:J101/WS", [_THIRD, _FOURTH]),
        ("J101/WS/1952/Y/1", [_THIRD]),
        ("档号:1952·Y-0001", [_THIRD]),
        # What digits are besides stays what it was.
        ("059187654321", [_THIRD]),
        ("0591-87654321", [_THIRD]),
        ("0023003", [_THIRD]),
        ("档号:0023003", []),
    ],
)
def test_a_code_is_found_however_it_is_typed(answers, typed: str, codes: list[str]) -> None:
    assert found(answers, typed) == codes


@pytest.mark.parametrize(
    "typed", ["档号:Y-0001", "档号:0007-003", "原档号:12-7", "档号:J102", "code:Y-0001 封港"]
)
def test_after_a_field_word_it_is_said_how_much_of_an_end_is_needed(answers, typed: str) -> None:
    assert found(answers, typed) == []
    assert notices(answers, typed) == ["code-end-too-short"]


@pytest.mark.parametrize(
    "typed", ["档号:J101", "档号:1952·Y-0001", "原档号:民政旧-12", "档号:9-9-9", "档号:", "没有的词"]
)
def test_it_is_not_said_where_something_is_found_or_enough_is_written(answers, typed: str) -> None:
    assert "code-end-too-short" not in notices(answers, typed)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("全宗:0023", [_FIRST, _SECOND]),
        ("全宗号：j101", [_THIRD, _FOURTH]),
        ("fonds:J101 封港", [_THIRD]),
        ("全宗:J10", []),
        ("门类:KJ", [_FOURTH]),
        ("门类:科技", [_FOURTH]),
        ("全宗:J101 -门类:kj", [_THIRD]),
    ],
)
def test_fonds_and_categories_are_fields(answers, typed: str, codes: list[str]) -> None:
    assert found(answers, typed) == codes
    assert "no-such-field" not in notices(answers, typed)


@pytest.mark.parametrize(
    "typed", ["主题词:封港", "人名：封港", "摘要: 封港", "保管期限:“封港”", "主題詞:封港", "subject:封港"]
)
def test_what_is_no_field_is_said_and_searched_as_words(answers, typed: str) -> None:
    assert found(answers, typed) == [_THIRD]
    assert notices(answers, typed) == ["no-such-field"]


@pytest.mark.parametrize("typed", ["foo:封港", "http://封港", "通知:封港", "主题词:", "主题词: 。", "10:30"])
def test_other_words_before_a_colon_are_words(answers, typed: str) -> None:
    assert "no-such-field" not in notices(answers, typed)
