"""Records as they are laid out: what stands inside a word on the page parts no word, and is marked as it is shown."""

from __future__ import annotations

import pytest

from analyzers.chains import make_analyzer
from holdings.store import homes
from indexer.writing import drain
from search_api.answering import Answering
from search_api.shapes import SearchHit, UnitBrief
from sharing.access import ANONYMOUS
from tests.homes import CLOCK, make_plant, take, write_package

_ROWS = {
    "padded": {"题名": "委员名单", "text": "出席：陈慕蓉　柳　芸　张守拙\n列席：贺  铭"},
    "titled": {"题名": "聘任柳　芸为校医的通知", "责任者": "梅 花 城 公 所"},
    "solid": {"题名": "委员名单二", "责任者": "梅花城公所", "text": "出席：柳芸、贺铭。"},
    "list": {"题名": "学生名册", "text": "张三　李四 王五\n赵六"},
    "heading": {"题名": "某县条例", "text": "会　议　记　录\n\n附 则\n本条例自公布之日起施行。"},
    "wrapped": {"题名": "记录甲", "text": "今日讨论修筑螺洲海\n堤一案，决议由县府筹\n款兴工。"},
    "indented": {"题名": "记录乙", "text": "今日讨论修筑螺洲海\r\n　　堤一案。"},
    "answered": {"题名": "记录丙", "text": "> 今日讨论修筑螺洲海\n> 堤一案。"},
    "dated": {"题名": "日志", "text": "本馆于 1983 年 6 月 12 日使用 IBM 微机建库。民国 25 年立，第 28 条。"},
    "table": {"题名": "登记表", "text": "姓名\t籍贯\n林觉\t新安\n陈三\t福州"},
    "parted": {"题名": "两段", "text": "上段说到龙岩\n\n州府另议。乙，丙。"},
    "broken": {"题名": "Report", "text": "Condemned by the har-\nbourmaster after the ty\u00ad\nphoon."},
    "dotted": {"题名": "哈罗德·温斯莱来函", "text": "兹聘请哈罗德‧温斯莱为教员。"},
    "undotted": {"题名": "来函", "text": "兹聘请哈罗德温斯莱为教员。"},
    "romanised": {"题名": "Letters", "text": "The school at Ch\u02bbuan-shih was opened."},
    "apostrophe": {"题名": "More letters", "text": "The school at Ch'uan-shih was closed."},
    "ovid": {"题名": "Books", "text": "Poems of Ovid. Annual reports of the lighthouses and cities."},
    "covid": {"题名": "Measures", "text": "Measures against Covid."},
    "jamo": {
        "题名": "侨民",
        "text": "\u1103\u1162\u1112\u1161\u11ab\u1106\u1175\u11ab\u1100\u116e\u11a8 청사",
    },
    "qian": {"题名": "文集", "text": "徐乾學文集三十六卷。"},
    "gan": {"题名": "名册", "text": "骨干学员名册，骨干学员签到，骨干学员成绩。"},
}
_CODES = {name: f"K001-WS-{at + 1:03d}" for at, name in enumerate(_ROWS)}
_NAMES = {code: name for name, code in _CODES.items()}


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Answering:
    folder = tmp_path_factory.mktemp("laid-out")
    plant = make_plant(folder / "home")
    columns = ("题名", "责任者", "text")
    rows = [
        {"档号": _CODES[name], "共享类型": "无条件共享", **{key: row.get(key, "") for key in columns}}
        for name, row in _ROWS.items()
    ]
    for row in rows:
        if not row["text"]:
            del row["text"]
    take(plant, write_package(folder / "package", rows))
    drain(plant)
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    analyzer = make_analyzer()
    return Answering(plant.store, plant.generations.pinner(home, analyzer.fingerprint), analyzer, CLOCK)


def _unit(hit: SearchHit) -> UnitBrief:
    unit = hit["unit"]
    assert unit is not None
    return unit


def _found(answering: Answering, typed: str, match: str = "all") -> set[str]:
    told = answering.search(ANONYMOUS, {"q": typed, "match": match, "size": "100"})
    return {_NAMES[_unit(hit)["code"]] for hit in told["hits"]}


def _marked(answering: Answering, typed: str, name: str) -> set[str]:
    told = answering.search(ANONYMOUS, {"q": typed, "match": "all", "size": "100"})
    (hit,) = [hit for hit in told["hits"] if _unit(hit)["code"] == _CODES[name]]
    marked = {page["text"][start:end] for page in hit["pages"] for start, end in page["marks"]}
    return marked | {_unit(hit)["title"][start:end] for start, end in _unit(hit)["title_marks"]}


FOUND = [
    ("柳芸", {"padded", "titled", "solid"}),
    ("“柳芸”", {"padded", "titled", "solid"}),
    ("“柳　芸”", {"padded", "titled", "solid"}),
    ("贺铭", {"padded", "solid"}),
    ("题名:柳芸", {"titled"}),
    ("责任者:梅花城公所", {"titled", "solid"}),
    ("梅花城公所", {"titled", "solid"}),
    ("张三", {"list"}),
    ("李四", {"list"}),
    ("“张三李四”", {"list"}),
    ("会议记录", {"heading"}),
    ("附则", {"heading"}),
    ("螺洲海堤", {"wrapped", "indented", "answered"}),
    ("“修筑螺洲海堤”", {"wrapped", "indented", "answered"}),
    ("筹款", {"wrapped"}),
    ("“1983年6月12日”", {"dated"}),
    ("1983年6月12日", {"dated"}),
    ("“使用IBM微机建库”", {"dated"}),
    ("IBM", {"dated"}),
    ("“民国25年立”", {"dated"}),
    ("第28条", {"dated"}),
    ("“林觉新安”", set()),  # two cells
    ("“籍贯林觉”", set()),  # two rows
    ("“龙岩州府”", set()),  # two paragraphs
    ("“乙丙”", set()),
    ("“乙，丙”", {"parted"}),
    ("harbourmaster", {"broken"}),
    ("typhoon", {"broken"}),
    ("哈罗德·温斯莱", {"dotted", "undotted"}),
    ("“哈罗德温斯莱”", {"dotted", "undotted"}),
    ("“罗德•温斯”", {"dotted", "undotted"}),
    ("Ch\u02bcuan-shih", {"romanised", "apostrophe"}),
    ("“Chuan-shih”", {"romanised", "apostrophe"}),
    ("Ovid", {"ovid"}),
    ("ovid", {"ovid"}),
    ("report lighthouse city", {"ovid"}),
    ("“lighthouse”", set()),
    ("lightho*", {"ovid"}),
    ("*ovid", {"ovid", "covid"}),
    ("대한민국", {"jamo"}),
    ("“한민”", {"jamo"}),
]


@pytest.mark.parametrize(("typed", "names"), FOUND, ids=[typed for typed, _ in FOUND])
def test_layout_parts_no_word(answering: Answering, typed: str, names: set[str]) -> None:
    assert _found(answering, typed) == names


MARKED = [
    ("柳芸", "padded", {"柳　芸"}),
    ("柳芸", "titled", {"柳　芸"}),
    ("“张三”", "list", {"张三"}),
    ("“张三李四”", "list", {"张三　李四"}),
    ("“螺洲海堤”", "wrapped", {"螺洲海\n堤"}),
    ("“螺洲海堤”", "answered", {"螺洲海\n> 堤"}),
    ("“6月12日”", "dated", {"6 月 12 日"}),
    ("“使用IBM微机”", "dated", {"使用 IBM 微机"}),
    ("harbourmaster", "broken", {"har-\nbourmaster"}),
    ("“哈罗德温斯莱”", "dotted", {"哈罗德‧温斯莱", "哈罗德·温斯莱"}),
    ("Chuan-shih", "apostrophe", {"Ch'uan-shih"}),
    ("city", "ovid", {"cities"}),
    ("Ovid", "ovid", {"Ovid"}),
    ("lightho*", "ovid", {"lightho"}),
]


@pytest.mark.parametrize(
    ("typed", "name", "marks"), MARKED, ids=[f"{typed} {name}" for typed, name, _ in MARKED]
)
def test_marks_lie_on_what_is_shown(answering: Answering, typed: str, name: str, marks: set[str]) -> None:
    assert _marked(answering, typed, name) == marks


def test_what_is_written_as_asked_comes_before_what_is_equal_only_by_folding(answering: Answering) -> None:
    for typed in ("乾学", "乾學", "“乾学”"):
        told = answering.search(ANONYMOUS, {"q": typed, "match": "all"})
        assert [_NAMES[_unit(hit)["code"]] for hit in told["hits"]] == ["qian", "gan"], typed


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("柳芸", "聘任柳　芸为校医的通知"),
        ("聘任柳", "聘任柳　芸为校医的通知"),
        ("温斯莱", "哈罗德·温斯莱来函"),
        ("哈罗德温", "哈罗德·温斯莱来函"),
        ("哈羅德·溫", "哈罗德·温斯莱来函"),
        ("名单", "委员名单"),
    ],
)
def test_a_value_is_suggested_by_any_word_inside_it(answering: Answering, typed: str, value: str) -> None:
    assert value in [each["value"] for each in answering.suggest(ANONYMOUS, typed)["suggestions"]]


def test_values_that_begin_as_typed_are_suggested_first_and_each_counts_its_units_once(
    answering: Answering,
) -> None:
    told = answering.suggest(ANONYMOUS, "名")["suggestions"]
    assert [each["value"] for each in told] == ["名册", "委员名单", "委员名单二", "学生名册"]
    assert {each["units"] for each in told} == {1}
