"""Layout is closed up, boundaries stay, and every place stays where it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzers.chains import make_analyzer
from analyzers.english import in_either_number, singular
from analyzers.fold import fold
from analyzers.layout import GONE, close_up, close_up_words, closed_up, fold_closed, fold_closed_with_offsets
from analyzers.writing import Writing
from tests.rooms.analyzers.plain_layout import joined

_LAID_OUT = st.text("甲乙ア12ab \u3000\n\t·，。-\u200b", max_size=40)

SAME = [
    ("柳　芸", "柳芸"),
    ("附 则", "附则"),
    ("会　议　记　录", "会议记录"),
    ("柳\u2003\u00a0芸", "柳芸"),
    ("修筑螺洲海\n堤", "修筑螺洲海堤"),
    ("修筑螺洲海\r\n　　堤", "修筑螺洲海堤"),
    ("修筑螺洲海\u2028堤", "修筑螺洲海堤"),
    ("> 螺洲海\n>> 堤", "> 螺洲海堤"),
    ("1983 年 6 月 12 日", "1983年6月12日"),
    ("民国 ２５ 年", "民国25年"),
    ("中华人\n民共和国", "中华人民共和国"),
    ("福 州\u200b 市", "福州市"),
    ("東京 ガス", "东京ガス"),
    ("har-\nbourmaster", "harbourmaster"),
    ("har\u00ad\n  bourmaster", "harbourmaster"),
    ("Ch\u2019uan Ch\u02bbuan Ch`uan", "chuan chuan chuan"),
    ("No. 7 №7", "no7 no7"),
    ("哈罗德·温斯莱 哈罗德 ‧ 温斯莱", "哈罗德温斯莱哈罗德温斯莱"),
    ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
]
_NAMES = """
髙高 﨑崎 𠮷吉 㳂沿 冨富 廰厅 㕔厅 覌观 㓜幼 恊协 凖准 鎗枪 桒桑 峝峒 丗世 㐂喜 凢凡 仝同 寕宁 満满 嶋岛 邉边 嶌岛 栁柳
"""
APART = [
    "甲\n\n乙",
    "甲\n \n乙",
    "甲\f乙",
    "甲\t乙",
    "甲\t1\n乙\t2",
    "甲，乙",
    "甲—— 乙",
    "甲 “乙”",
    "north china herald",
    "12 34",
    "甲。\n乙",
]


@pytest.mark.parametrize(("laid_out", "solid"), SAME)
def test_layout_is_closed_up(laid_out: str, solid: str) -> None:
    assert fold_closed(laid_out) == fold(solid)


@pytest.mark.parametrize("text", APART)
def test_boundaries_stay(text: str) -> None:
    assert len(make_analyzer().bigrams(fold_closed(text))) > len(make_analyzer().bigrams(fold("甲乙")))
    assert GONE not in close_up(text)


@given(_LAID_OUT | st.text(max_size=40))
def test_places_stay_and_doing_it_twice_changes_nothing(text: str) -> None:
    for closing in (close_up, close_up_words):
        closed = closing(text)
        assert len(closed) == len(text)
        assert closing(closed) == closed
    told = fold_closed_with_offsets(text)
    assert told.text == fold_closed(text)
    for at in range(len(told.text)):
        start, end = told.original_span(at, at + 1)
        assert told.text[at] in f"{fold(text[start:end])}\f" or text[start:end] != closed_up(text[start:end])


@given(_LAID_OUT)
def test_blanks_breaks_and_dots_go_where_the_rule_says(text: str) -> None:
    # Written out step by step it knows neither letters nor mails.
    if not set("ab") & set(text):
        assert fold_closed(text).replace("\f", "\n") == fold(joined(text)).replace("\f", "\n")


def test_names_of_a_list_are_no_word_for_the_segmenter_and_letter_spaced_words_are() -> None:
    analyzer = make_analyzer()
    names = analyzer.analyse("张三　李四 王五")
    assert {"三李", "四王"} <= set(names.bigrams.split())
    assert not any("三李" in word or "四王" in word for word in names.words.split())
    assert "会议" in analyzer.analyse("会　议　记　录").words.split()
    assert "水利局" in analyzer.analyse("决议由县府筹款兴工，并函请水\n利局派员勘测").words.split()
    assert "海堤" not in analyzer.analyse("北海\n堤岸").words.split()


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("reports", "report"),
        ("cities", "city"),
        ("churches", "church"),
        ("boxes", "box"),
        ("houses", "house"),
        ("harbour", "harbour"),
        ("class", "class"),
        ("census", "census"),
        ("basis", "basis"),
        ("gas", "gas"),
        ("t103s", "t103s"),
        ("档案s", "档案s"),
    ],
)
def test_a_word_and_its_plural_are_one(word: str, one: str) -> None:
    assert singular(word) == one
    assert word == one or word in in_either_number(one)


def test_forms_of_a_word_are_those_that_are_made_one() -> None:
    assert set(in_either_number("city")) >= {"city", "cities"}
    for word in ("report", "church", "city", "class", "档案"):
        assert all(singular(form) in (word, form) for form in in_either_number(word))


@pytest.mark.parametrize(
    "pair",
    _NAMES.split(),
)
def test_characters_of_names_and_handwriting_are_known(pair: str) -> None:
    assert fold(pair[0]) == fold(pair[1])


@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("乾学", "徐乾學文集", "全县骨干学员"),
        ("乾學", "徐乾学文集", "全縣骨幹學員"),
        ("理发", "理髮店", "代理发言"),
        ("理髮", "理发店", "代理發言"),
        ("骨干", "骨幹學員", "白骨乾了"),
        ("空气干燥", "空氣乾燥", "空氣幹燥"),
    ],
)
def test_what_is_written_otherwise_is_told_apart_in_either_script(asked: str, same: str, other: str) -> None:
    writing = Writing(asked)
    assert writing.matters
    assert not writing.differs_in(fold_closed(same), same)
    assert writing.differs_in(fold_closed(other), other)
    assert not writing.differs_in(fold_closed("无关"), "无关")
    assert not Writing("福建").matters


@pytest.mark.parametrize("end", ["。", "\n", "｡", "，", "。\n\n"])
def test_one_sentence_that_is_written_as_asked_is_enough(end: str) -> None:
    """Sentences are rewritten one by one; a half-width full stop folds to the sign that ends one."""
    writing = Writing("乾学")
    for text in (f"全县骨干学员{end}徐乾学文集", f"徐乾学文集{end}全县骨干学员", f"无关{end}徐乾学{end}无关"):
        assert not writing.differs_in(fold_closed(text), text)
    twice = f"全县骨干学员{end}全省骨干学员"
    assert writing.differs_in(fold_closed(twice), twice)
