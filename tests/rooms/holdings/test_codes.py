"""Reference codes: read in any spelling, at the right level, in the order of the shelves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.code_templates import TemplateError, template_from_text
from holdings.codes import (
    DAT13_94,
    DAT13_2022_ITEM,
    DAT13_2022_VOLUME,
    CodeError,
    is_below,
    looks_like_code,
    normalise,
    order_key,
    parse,
    prefixes,
)
from holdings.levels import Level

ITEM, VOLUME, OLD = DAT13_2022_ITEM.name, DAT13_2022_VOLUME.name, DAT13_94.name

few = settings(max_examples=200, deadline=None)
numbers = st.from_regex(r"[0-9]{1,5}", fullmatch=True)
words = st.sampled_from(["WS", "KU", "ZP", "KJ", "2017", "Y", "D30", "办公室", "01", "A", "JC"])
categories = st.lists(words, min_size=1, max_size=4).map("·".join)
fonds = st.from_regex(r"[A-Z][0-9]{3}", fullmatch=True)
codes = st.one_of(
    fonds,
    st.tuples(fonds, categories).map("-".join),
    st.tuples(fonds, categories, numbers).map("-".join),
    st.tuples(fonds, categories, numbers, numbers).map("-".join),
    st.lists(st.from_regex(r"[A-Z0-9·一-七]{0,4}[A-Z0-9一-七]", fullmatch=True), min_size=1, max_size=6).map(
        "-".join
    ),
).map(normalise)
near_codes = st.text("AB09·-一0129", min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("code", "template", "level"),
    [
        ("Z109-WS·2011·Y·办公室-0001", ITEM, Level.ITEM),
        ("A439-WS·2015·D30·003-005", ITEM, Level.ITEM),
        ("Z008-WS·2019·Y-037", ITEM, Level.ITEM),
        ("C015-WY·TZGG·2019·D10-00001", ITEM, Level.ITEM),
        ("J019-ZY·JC·CC·2019·D30-001-001", VOLUME, Level.ITEM),
        ("J019-KU·01·2017-001-001", VOLUME, Level.ITEM),
        ("A002-RS-001-002", VOLUME, Level.ITEM),
        ("X032-KJ·JJ·02-005-054", VOLUME, Level.ITEM),
        ("K021-ZP·2019·D30-025-005", VOLUME, Level.ITEM),
        ("C038-001-002-003", OLD, Level.ITEM),
        ("C038-001-002", OLD, Level.FILE),
        ("J019", ITEM, Level.FONDS),
        ("J019-KU·01·2017", VOLUME, Level.SERIES),
        ("J019-KU·01·2017-001", VOLUME, Level.FILE),
        ("Z109-WS·2011·Y", ITEM, Level.SERIES),
    ],
)
def test_examples_of_the_standard_are_read(code: str, template: str, level: Level) -> None:
    found = parse(code)
    assert (found.text, found.template, found.level) == (code, template, level)
    assert found.fonds == code[:4]
    assert "-".join(text for _, text in found.elements) == code


def test_elements_have_the_names_of_the_standard() -> None:
    assert parse("J019-KU·01·2017-001-001").elements == (
        ("全宗号", "J019"),
        ("类别号", "KU·01·2017"),
        ("案卷号", "001"),
        ("件号/页号", "001"),
    )


def test_ancestors_begin_with_the_fonds_and_end_with_the_parent() -> None:
    found = parse("J019-KU·01·2017-001-001")
    assert found.ancestors == (
        "J019",
        "J019-KU",
        "J019-KU·01",
        "J019-KU·01·2017",
        "J019-KU·01·2017-001",
    )
    assert found.parent == "J019-KU·01·2017-001"
    assert (parse("J019").ancestors, parse("J019").parent) == ((), "")


@pytest.mark.parametrize(
    "spelling",
    [
        "j019-ku·01·2017-001-001",
        "Ｊ０１９－ＫＵ．０１．２０１７－００１－００１",
        "J019—KU•01•2017—001—001",
        " J019 - KU·01・2017 – 001‐001\n",
        "J019﹣KU.01.2017-001-001",
        "\ufeffJ019-KU‧01⋅2017-001-\u200b001",
    ],
)
def test_one_code_however_it_is_typed(spelling: str) -> None:
    assert parse(spelling).text == "J019-KU·01·2017-001-001"


def test_a_code_of_no_template_is_an_item_and_keeps_its_elements() -> None:
    found = parse("foo-1-2-3-4")
    assert (found.template, found.level, found.parent) == ("", Level.ITEM, "FOO-1-2-3")


@pytest.mark.parametrize(
    "text",
    ["", "  ", "\u200b", "A/B", "A?B", "A#1", "50%", "350001:J019-1", "A;B", "A\\B", "A\x00B", "A\u202eB"]
    + ["A" * 201, "J019--001", "J019-", "-001", "---", "·", "J019-·-1", "\ud800"],
)
def test_what_can_be_no_code_is_refused_with_a_letter(text: str) -> None:
    with pytest.raises(CodeError) as caught:
        parse(text)
    assert "DA/T 13" in caught.value.letter.zh
    assert "cannot be a reference code" in caught.value.letter.en


@few
@given(st.text(max_size=210))
def test_any_text_is_a_code_or_a_letter(text: str) -> None:
    spelling = normalise(text)
    assert normalise(spelling) == spelling
    assert looks_like_code(text) in (True, False)
    try:
        found = parse(text)
    except CodeError:
        return
    assert found.text == spelling
    assert parse(found.text) == found


@few
@given(codes)
def test_ancestors_are_codes_in_order_and_sort_before(code: str) -> None:
    found = parse(code)
    line = [*found.ancestors, code]
    assert found.fonds in line and found.parent in ("", *found.ancestors)
    for upper, lower in zip(line, line[1:], strict=False):
        assert lower.startswith((upper + "-", upper + "·"))
        assert order_key(upper) < order_key(lower)
        assert order_key(lower).startswith(order_key(upper))


@few
@given(codes, codes | near_codes)
def test_below_is_being_the_scope_or_having_it_above(code: str, scope: str) -> None:
    candidates = {scope, *prefixes(code), code + "-", ""}
    for candidate in candidates:
        above = candidate == code or candidate in parse(code).ancestors
        assert is_below(code, candidate) is above


def test_a_scope_ends_at_any_separator_and_at_nothing_else() -> None:
    assert is_below("A439-WS·2015·D30-005", "A439-WS·2015")
    assert is_below("J101_WS_1952", "J101_WS") and is_below("J101-WS·1952", "J101")
    assert not is_below("A439-WS·2015·D30-005", "A439-WS·201")
    assert not is_below("A439-WS·2015·D30-005", "A439-WS·")
    assert not is_below("J019-1", "J01")
    assert not is_below("J10", "J1")
    assert not is_below("J019-1", "")


@few
@given(codes | near_codes, codes | near_codes)
def test_order_tells_any_two_codes_apart(one: str, other: str) -> None:
    assert (order_key(one) == order_key(other)) is (one == other)
    # Engines pack keys into numbers of seven bytes, filled up with zeros.
    size = 7 * (max(len(order_key(one)), len(order_key(other))) // 7 + 1)
    packed_one, packed_other = order_key(one).ljust(size, b"\0"), order_key(other).ljust(size, b"\0")
    assert (packed_one < packed_other) is (order_key(one) < order_key(other))
    assert (packed_one == packed_other) is (one == other)


@few
@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 9), st.integers(0, 9))
def test_numbers_are_in_natural_order(one: int, other: int, zeros_one: int, zeros_other: int) -> None:
    written = "0" * zeros_one + str(one), "0" * zeros_other + str(other)
    # Of an equal value, the one with fewer digits comes first; 0 and 00 are equal numbers as well.
    expected = (one, len(written[0])) < (other, len(written[1]))
    for head in ("J019-", "WS·", "D"):
        for tail in ("", "-9", "·Y", "A"):
            assert (order_key(head + written[0] + tail) < order_key(head + written[1] + tail)) is expected


@few
@given(codes, codes, codes)
def test_what_is_below_a_unit_stands_together(unit: str, child: str, stranger: str) -> None:
    inside = order_key(f"{unit}-{child}")
    if not is_below(stranger, unit):
        assert (order_key(stranger) < order_key(unit)) is (order_key(stranger) < inside)


def test_shelf_order() -> None:
    shelf = [
        "J019",
        "J019-2",
        "J019-2-1",
        "J019-02",
        "J019-10",
        "J019-A-2",
        "J019-A-10",
        "J019-A·1",
        "J019-办",
        "J020",
    ]
    assert sorted(set(shelf), key=order_key) == shelf


@few
@given(codes)
def test_keys_are_compact(code: str) -> None:
    loose_numbers = sum(
        char.isdigit() and at > 0 and not code[at - 1].isdigit() and code[at - 1] not in "-·"
        for at, char in enumerate(code)
    )
    assert len(order_key(code)) <= len(code.encode()) + loose_numbers + code[0].isdigit()


def test_usual_keys_are_shorter_than_their_codes() -> None:
    assert len(order_key("J019-KU·01·2017-001-001")) == 15
    assert len(order_key("A439-WS·2015·D30·003-005")) == 18
    assert len(order_key("C038-001-002-003")) == 10


@few
@given(codes)
def test_prefixes_are_all_beginnings(code: str) -> None:
    assert len(prefixes(code)) == len(set(prefixes(code))) == len(code)
    assert prefixes(code)[-1] == code
    assert all(code.startswith(prefix) for prefix in prefixes(code))


@pytest.mark.parametrize(
    "text", ["J019", "j019", "J019-KU·01·2017-001-001", "J019-", "j019 - ku", "Ｊ０１９－ＫＵ", "C038-001"]
)
def test_codes_are_seen_in_questions(text: str) -> None:
    assert looks_like_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "福州",
        "1945-08-15",
        "A4",
        "J0199",
        "well-known",
        "民国二十三年",
        "J019 土地 - 改革",
        "COVID-19",
        "J019/1",
    ],
)
def test_other_questions_are_not_taken_for_codes(text: str) -> None:
    assert not looks_like_code(text)


def test_an_archive_writes_its_own_template() -> None:
    own = template_from_text("我馆文书: 全宗号=9999 - 年度@series='NB'9999 - 问题@类别=汉+|X+ - 件号=9+")
    found = parse("0012-NB1998-组织-7", (own,))
    assert (found.template, found.level) == ("我馆文书", Level.ITEM)
    assert [name for name, _ in found.elements] == ["全宗号", "年度", "问题", "件号"]
    assert parse("0012-NB1998-A1", (own,)).level is Level.SERIES
    assert parse("0012-XX1998-组织-7", (own,)).template == ""


def test_levels_of_a_template_come_from_their_places() -> None:
    own = template_from_text("旧档：全宗号=9+ - 目录号=9+ - 案卷号=9+ - 件号=*")
    assert [element.level for element in own.elements] == list(Level)


@pytest.mark.parametrize(
    "spec",
    ["", "名", "名:", ": a=9", "名: 全宗号", "名: 全宗号=", "名: 全宗号@天=9", "名: 全宗号@item=9 - 件号=9"]
    + ["名: a=9 - b@item=9 - c@series=9", "名: a='9", "名: a=9-9", "名: a=9|", "名: a=*A+*9+", "名: a=++"],
)
def test_a_template_that_cannot_be_read_is_refused(spec: str) -> None:
    with pytest.raises(TemplateError) as caught:
        template_from_text(spec)
    assert "全宗号=A999" in caught.value.letter.zh


@few
@given(st.text("名:：=@-|'*+9AX汉 .([\\fileitem", max_size=40) | st.text(max_size=40))
def test_any_template_text_is_read_or_refused(spec: str) -> None:
    try:
        template = template_from_text(spec)
    except TemplateError:
        return
    assert parse("J019-WS·2011-1", (template,)).text == "J019-WS·2011-1"
