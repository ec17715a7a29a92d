"""Document numbers are one number however they are bracketed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.document_numbers import (
    DocumentNumber,
    find_document_numbers,
    normalise_document_number,
    parse_document_number,
)

few = settings(max_examples=200, deadline=None)
numbers = st.builds(
    DocumentNumber,
    issuer=st.text("国闽政发办函教字令训財A", min_size=1, max_size=8),
    year=st.just(0) | st.integers(1500, 2099),
    number=st.integers(1, 999_999),
    suffix=st.sampled_from(["", "之一", "之12"]),
) | st.builds(
    DocumentNumber,
    issuer=st.text("国闽政发办函教字令训財A", min_size=1, max_size=8),
    year=st.just(0),
    number=st.integers(1, 999_999),
    year_before=st.from_regex("[0-9]{2}|19[0-9]{2}", fullmatch=True),
)


@pytest.mark.parametrize(
    "text",
    ["国办发〔1996〕2号", "国办发(1996)2号", "国办发（1996）２号", "国办发[1996]2号", "国办发【1996】2号"]
    + [
        "国办发［1996］2號",
        "国办发﹝1996﹞2号",
        "国办发〈1996〉2号",
        "国办发〔1996〕第2号",
        "国办发〔1996〕02号",
    ]
    + [
        "国办发1996年2号",
        "国办发1996第2号",
        "国办发 1996 2号",
        "国办发 〔 1996 〕 2 号",
        "国办发〔一九九六〕二号",
    ],
)
def test_any_brackets_give_the_form_of_the_standard(text: str) -> None:
    assert normalise_document_number(text) == "国办发〔1996〕2号"
    ((start, end, found),) = find_document_numbers(f"查找{text}的原文")
    assert (start, end, found.normal) == (2, 2 + len(text), "国办发〔1996〕2号")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("教字第123号", "教字第123号"),
        ("教字第０１２３號", "教字第123号"),
        ("训字第四五六号", "训字第456号"),
        ("闽海字一九五〇年第七号", "闽海字〔1950〕7号"),
        ("闽海字一九五五年第十七号", "闽海字〔1955〕17号"),
        ("闽海字一九五零年第七號", "闽海字〔1950〕7号"),
        ("教字第19961号", "教字第19961号"),
        ("国务院令第492号", "国务院令第492号"),
        ("国发〔一九八三〕一百二十三号", "国发〔1983〕123号"),
        ("闽政〔2018〕5号之一", "闽政〔2018〕5号之一"),
        ("(52)闽海编字第19号", "〔52〕闽海编字第19号"),
        ("［５２］ 闽海编字第019號", "〔52〕闽海编字第19号"),
    ],
)
def test_numbers_of_the_republic_and_others(text: str, normal: str) -> None:
    assert normalise_document_number(text) == normal
    ((start, end, found),) = find_document_numbers(f"关于{text}的答复")
    assert (start, end, found.normal) == (2, 2 + len(text), normal)


@pytest.mark.parametrize(
    "text", ["", "无", "关于土地的通知", "〔1996〕2号", "国办发〔96〕2号", "闽政〔2018〕0号", "5号"]
)
def test_other_texts_stay_as_written(text: str) -> None:
    assert parse_document_number(text) is None
    assert normalise_document_number(f" {text} ") == text


def test_several_in_one_question() -> None:
    question = "关于国办发〔1996〕2号和闽政（2018）5号的通知，第3号，教字第〇二三号"
    found = find_document_numbers(question)
    assert [(question[start:end], number.normal) for start, end, number in found] == [
        ("国办发〔1996〕2号", "国办发〔1996〕2号"),
        ("闽政（2018）5号", "闽政〔2018〕5号"),
        ("教字第〇二三号", "教字第23号"),
    ]


def test_a_county_may_be_called_harmony() -> None:
    ((_, _, found),) = find_document_numbers("和政发〔2018〕5号")
    assert found.issuer == "和政发"


@few
@given(numbers)
def test_the_normal_form_is_read_back(number: DocumentNumber) -> None:
    assert parse_document_number(number.normal) == number
    assert normalise_document_number(number.normal) == number.normal


@few
@given(st.text(max_size=60) | st.text("国发字第〔〕（）号12 0一九年的", max_size=40))
def test_any_text_is_searched_and_normalised_once(text: str) -> None:
    once = normalise_document_number(text)
    assert normalise_document_number(once) == once
    end = 0
    for start, stop, number in find_document_numbers(text):
        assert end <= start < stop <= len(text)
        assert parse_document_number(number.normal) == number
        end = stop


def test_a_very_long_question_is_quick() -> None:
    began = time.process_time()
    assert find_document_numbers("国发" * 50_000) == []
    assert time.process_time() - began < 5
