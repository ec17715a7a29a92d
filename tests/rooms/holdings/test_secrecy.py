"""A secret that is in force is known as one; nothing unknown passes for harmless."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.secrecy import SecrecyError, SecrecyLevel, SecrecyMark, in_force, parse_secrecy

few = settings(max_examples=200, deadline=None)
LEVELS: tuple[SecrecyLevel, ...] = ("绝密", "机密", "秘密")


def number(day: dt.date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("绝密", SecrecyMark("绝密")),
        ("绝密★", SecrecyMark("绝密")),
        ("絕密", SecrecyMark("绝密")),
        ("秘 密", SecrecyMark("秘密")),
        ("祕密", SecrecyMark("秘密")),
        ("机密级", SecrecyMark("机密")),
        ("机密★10年", SecrecyMark("机密", years=10)),
        ("機密★１０年", SecrecyMark("机密", years=10)),
        ("机密*5年", SecrecyMark("机密", years=5)),
        ("机密 10年", SecrecyMark("机密", years=10)),
        ("机密10年", SecrecyMark("机密", years=10)),
        ("秘密★十年", SecrecyMark("秘密", years=10)),
        ("秘密★6个月", SecrecyMark("秘密", months=6)),
        ("秘密★长期", SecrecyMark("秘密", without_end=True)),
        ("机密★至2030年12月31日", SecrecyMark("机密", until=20301231)),
    ],
)
def test_marks_are_read(text: str, mark: SecrecyMark) -> None:
    assert parse_secrecy(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "无",
        "無",
        "公开",
        "非密",
        "内部",
        "內部",
        "商密",
        "已解密",
        "机密(已解密)",
        "秘密★10年（已解密）",
    ],
)
def test_no_secret_or_none_any_more(text: str) -> None:
    assert parse_secrecy(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "工作秘密",
        "未知",
        "机",
        "密",
        "SECRET",
        "机密★很久",
        "机密★0年",
        "机密★20101231",
        "机密★至",
        "解密",
    ]
    + ["未解密", "非机密", "机密 未知", "机密★很久(已解密)", "1", "机密或秘密", "公开机密"],
)
def test_an_unknown_word_refuses(text: str) -> None:
    with pytest.raises(SecrecyError) as caught:
        parse_secrecy(text)
    assert "不予接收" in caught.value.letter.zh
    assert "refused" in caught.value.letter.en


@few
@given(st.text(max_size=20) | st.text("绝机秘密级★ 0159年个月长期至已解()", max_size=12))
def test_only_the_known_words_open(text: str) -> None:
    try:
        mark = parse_secrecy(text)
    except SecrecyError:
        return
    if mark is None:
        assert not any(level in text for level in LEVELS) or "已解密" in "".join(text.split())
    else:
        assert parse_secrecy(mark.text) == mark


@few
@given(st.sampled_from(LEVELS), st.integers(1, 300), st.booleans())
def test_marks_are_printed_and_read_back(level: SecrecyLevel, length: int, in_years: bool) -> None:
    mark = SecrecyMark(level, years=length) if in_years else SecrecyMark(level, months=length)
    assert parse_secrecy(mark.text) == mark


@pytest.mark.parametrize(("level", "years"), [("绝密", 30), ("机密", 20), ("秘密", 10)])
def test_without_a_term_the_law_gives_one(level: SecrecyLevel, years: int) -> None:
    mark = SecrecyMark(level)
    assert in_force(mark, 19800520, dt.date(1980 + years, 5, 20))
    assert not in_force(mark, 19800520, dt.date(1980 + years, 5, 21))


@few
@given(st.sampled_from(LEVELS), st.dates(dt.date(1700, 1, 1)))
def test_without_a_date_a_mark_never_ends(level: SecrecyLevel, today: dt.date) -> None:
    assert in_force(SecrecyMark(level), None, today)
    assert in_force(SecrecyMark(level, years=1), None, today)
    assert in_force(SecrecyMark(level, years=1), 19450231, today)
    assert in_force(SecrecyMark(level, without_end=True), 19000101, today)


@few
@given(
    st.integers(1, 300), st.booleans(), st.dates(dt.date(1, 1, 1), dt.date(9000, 1, 1)), st.integers(0, 10**6)
)
def test_a_mark_ends_once_and_for_good(length: int, in_years: bool, formed: dt.date, later: int) -> None:
    mark = SecrecyMark("机密", years=length) if in_years else SecrecyMark("机密", months=length)
    assert in_force(mark, number(formed), formed)
    day = min(
        formed + dt.timedelta(days=later % (dt.date(9999, 12, 30) - formed).days), dt.date(9999, 12, 30)
    )
    if not in_force(mark, number(formed), day):
        assert not in_force(mark, number(formed), day + dt.timedelta(days=1))
    months = length * 12 if in_years else length
    assert in_force(mark, number(formed), formed + dt.timedelta(days=28 * months))
    assert not in_force(mark, number(formed), formed + dt.timedelta(days=31 * months + 2))


def test_a_term_from_the_last_of_february_ends_on_the_first_of_march() -> None:
    assert in_force(SecrecyMark("秘密", years=1), 20000229, dt.date(2001, 3, 1))
    assert not in_force(SecrecyMark("秘密", years=1), 20000229, dt.date(2001, 3, 2))


def test_a_named_last_day_counts_whatever_the_date() -> None:
    mark = SecrecyMark("机密", until=20101231)
    assert in_force(mark, 19990101, dt.date(2010, 12, 31))
    assert not in_force(mark, None, dt.date(2011, 1, 1))
