"""How the words of a catalogue become a class: every pair, and nothing guessed."""

from __future__ import annotations

import pytest

from sharing.classes import SharingClass, UnknownClass, UnknownOpening, class_of

_TYPES = {
    "": None,
    "无条件共享": SharingClass.UNCONDITIONAL,
    "無條件共享": SharingClass.UNCONDITIONAL,
    "unconditional": SharingClass.UNCONDITIONAL,
    "有条件共享": SharingClass.CONDITIONAL,
    "有條件共享": SharingClass.CONDITIONAL,
    "暂不共享": SharingClass.WITHHELD,
    "暫不共享": SharingClass.WITHHELD,
    "不予共享": SharingClass.WITHHELD,
    "未审核": SharingClass.UNREVIEWED,
    "Withheld": SharingClass.WITHHELD,
}
_OPENINGS = {
    "": None,
    "开放": SharingClass.UNCONDITIONAL,
    "控制": SharingClass.CONDITIONAL,
    "延期开放": SharingClass.WITHHELD,
    "不开放": SharingClass.WITHHELD,
    "未审核": SharingClass.UNREVIEWED,
}


@pytest.mark.parametrize("sharing_type", _TYPES)
@pytest.mark.parametrize("opening", _OPENINGS)
@pytest.mark.parametrize("fills_empty", SharingClass)
def test_the_stricter_of_both_columns_wins_and_an_empty_type_is_what_the_intake_says(
    sharing_type, opening, fills_empty
):
    told = _TYPES[sharing_type]
    by_type = fills_empty if told is None else told
    by_opening = _OPENINGS[opening]
    wanted = by_type if by_opening is None else max(by_type, by_opening)
    assert class_of(sharing_type, opening, fills_empty) is wanted
    assert class_of(f" {sharing_type} ", f"\t{opening} ", fills_empty) is wanted


def test_an_open_mark_alone_opens_nothing():
    assert class_of("", "开放", SharingClass.UNREVIEWED) is SharingClass.UNREVIEWED


@pytest.mark.parametrize("word", ["公开", "open", "共享", "有条件 共享", "0", "无"])
def test_any_other_sharing_type_is_refused_and_never_guessed(word):
    with pytest.raises(UnknownClass) as refused:
        class_of(word, "开放", SharingClass.UNCONDITIONAL)
    assert word in refused.value.letter.zh
    assert word in refused.value.letter.en


@pytest.mark.parametrize("word", ["公开", "open", "开", "半开放"])
def test_any_other_opening_mark_is_refused(word):
    with pytest.raises(UnknownOpening):
        class_of("无条件共享", word, SharingClass.UNCONDITIONAL)


def test_classes_are_ordered_from_open_to_closed_and_read_by_both_their_names():
    words = [sharing_class.word for sharing_class in sorted(SharingClass)]
    assert words == ["unconditional", "conditional", "unreviewed", "withheld"]
    for sharing_class in SharingClass:
        assert SharingClass.from_word(sharing_class.word) is sharing_class
        assert SharingClass.from_word(sharing_class.zh) is sharing_class
