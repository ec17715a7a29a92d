"""Either script, any width, any variant: one form; and the way back to the characters of the original."""

from __future__ import annotations

import unicodedata

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.fold import fold, fold_with_offsets, folds_one_to_one, variants
from tests.rooms.analyzers.samples import passages, regulations, shared_passages, shared_statutes

ANY_CHARACTER = st.one_of(
    st.characters(codec=None, exclude_categories=()),
    st.sampled_from(
        "福建省臺灣計畫乾隆爲衆峯ABＡé〇○㈠①½﹏‖、。（）〔〕 \u3000\n\u00ad\u200b\u0301𠮷が\uf900⼀\ud800"
    ),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
)
ANY_TEXT = st.text(ANY_CHARACTER, max_size=60)

SAME = [
    ("福建省檔案館", "福建省档案馆"),
    ("ＡＢＣ１２３", "abc123"),
    ("二○一八年", "二〇一八年"),
    ("敎育廳", "教育厅"),
    ("歷史 歴史 曆法", "历史 历史 历法"),
    ("五年計畫", "五年计划"),
    ("業經批覆", "业经批复"),
    ("隨著 著作", "随着 着作"),
    ("乾隆", "干隆"),
    ("為 爲", "为 为"),
    ("説明 說明", "说明 说明"),
    ("內政部 戶籍 產業 黃河 別冊", "内政部 户籍 产业 黄河 别册"),
    ("値 戸 産 呉 黄 緑 抜", "值 户 产 吴 黄 绿 拔"),
    ("⾦⻔⻢尾", "金门马尾"),
    ("\uf9e1", "李"),
    ("Café Émile", "cafe emile"),
    ("福\u200b建\u00ad省", "福建省"),
    ("葛\U000e0100", "葛"),
    ("㈠", "(一)"),
]


@pytest.mark.parametrize(("written", "folded"), SAME)
def test_every_way_of_writing_has_one_form(written: str, folded: str) -> None:
    assert fold(written) == fold(folded)


def test_what_simplified_text_tells_apart_stays_apart() -> None:
    for one, other in ("后候", "弁辩", "芸艺", "浜滨", "喆哲", "沈沉", "未末", "己已"):
        assert fold(one) != fold(other)


def test_letters_of_other_peoples_keep_their_vowels() -> None:
    assert fold("བོད་ཡིག") == "བོད་ཡིག"
    assert fold("が") == fold("か\u3099") != fold("か")
    assert fold("한국") == "한국"


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_folding_looks_at_no_neighbour(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    fold(text).encode("utf-8")


def test_every_code_point_folds_to_something_stable() -> None:
    unstable = [code for code in range(0x110000) if fold(fold(chr(code))) != fold(chr(code))]
    assert unstable == []


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT, st.data())
def test_a_match_in_folded_text_leads_to_the_original_characters(text: str, data: st.DataObject) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.text) + 1
    assert folded.starts[len(folded.text)] == len(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, after = folded.original_span(start, end)
    assert 0 <= first <= after <= len(text)
    assert folded.text[start:end] in fold(text[first:after])


def test_an_accent_belongs_to_its_letter_and_a_sign_is_marked_whole() -> None:
    accented = fold_with_offsets("Cafe\u0301 x")
    assert accented.original_span(3, 4) == (3, 5)
    sign = fold_with_offsets("第㈠条")
    assert sign.text == "第(一)条"
    assert sign.original_span(2, 3) == (1, 2)
    assert sign.original_span(1, 5) == (1, 3)


def test_a_stretch_outside_the_text_is_refused() -> None:
    with pytest.raises(IndexError):
        fold_with_offsets("档案").original_span(1, 3)


def test_variants_are_single_steps_and_each_does_something() -> None:
    table = variants()
    for variant, standard in table.items():
        assert variant != standard
        assert standard not in table, f"{variant} → {standard} → {table.get(standard)}"
        assert fold(variant) == standard
        assert unicodedata.normalize("NFKC", variant) == variant


@pytest.mark.parametrize("conversion", ["s2t", "t2s", "s2tw", "tw2s", "s2hk", "hk2s"])
def test_a_text_in_the_other_script_is_the_same_text(conversion: str) -> None:
    _same_in_the_other_script(conversion, [*passages(), *regulations(40)])


@pytest.mark.shared("encyclopaedia and statutes in the other script are the same text")
@pytest.mark.parametrize("conversion", ["s2t", "t2s", "s2tw", "tw2s", "s2hk", "hk2s"])
def test_shared_texts_in_the_other_script_are_the_same_texts(conversion: str) -> None:
    _same_in_the_other_script(conversion, [*shared_passages(), *shared_statutes(200)])


def _same_in_the_other_script(conversion: str, texts: list[str]) -> None:
    """The share of characters that a conversion of whole texts moves: 3 in a million at most."""
    convert = opencc.OpenCC(conversion).convert
    characters = changed = 0
    for text in texts:
        here, there = fold(text), fold(convert(text))
        assert len(here) == len(there)
        characters += len(here)
        changed += sum(map(str.__ne__, here, there))
    assert changed <= 3e-6 * characters + 1


@given(st.text(max_size=60) | st.text("教敎育，。Ａ \n", max_size=60))
def test_where_characters_fold_one_to_one_places_stay_places(text: str) -> None:
    if folds_one_to_one(text):
        assert [fold(character) for character in text] == list(fold(text))


def test_where_a_character_grows_or_goes_places_do_not_stay_places() -> None:
    assert (
        folds_one_to_one("閩海縣政府訓令，第１號。")
        and not folds_one_to_one("㈠")
        and not folds_one_to_one("e\u0301")
    )
