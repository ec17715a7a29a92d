"""What a catalogue says against opening a unit, as this version and earlier ones keep it."""

from __future__ import annotations

import pytest

from holdings.units import Description
from sharing.classes import SharingClass
from sharing.limits import is_open_by_mark, limit_against, limit_of, opening_mark

OPEN, FACE, UNREVIEWED, WITHHELD = SharingClass


def kept(opening="", **cells):
    return Description(title="某件", opening=opening, other_cells=tuple(cells.items()))


@pytest.mark.parametrize(
    ("description", "column", "allowed"),
    [
        (kept("控制"), "开放标识", FACE),
        (kept("延期开放"), "开放标识", WITHHELD),
        (kept("开放", 划控="控制"), "划控", FACE),
        (kept("控制", 划控="是"), "划控", WITHHELD),
        (kept("开放", 备注="复印件，控制使用"), "备注", FACE),
        (kept("控制", 备注="不宜公开"), "备注", WITHHELD),
        # As earlier versions kept 划控.
        (kept("开放；控制"), "开放标识", FACE),
        (kept("开放；是"), "开放标识", WITHHELD),
        (kept("是"), "开放标识", WITHHELD),
    ],
)
def test_the_strictest_of_all_that_the_catalogue_says_is_the_limit(description, column, allowed):
    limit = limit_of(description)
    assert limit is not None and (limit.column, limit.sharing_class) == (column, allowed)


@pytest.mark.parametrize(
    "description",
    [
        kept(),
        kept("开放"),
        kept("未审核"),
        kept("开放", 划控="否"),
        kept("开放；否"),
        kept(备注="破损"),
        kept("否"),
    ],
)
def test_a_catalogue_that_limits_nothing_sets_no_limit(description):
    assert limit_of(description) is None


@pytest.mark.parametrize("now", list(SharingClass))
@pytest.mark.parametrize("to", list(SharingClass))
def test_only_opening_beyond_the_limit_is_spoken_against(now, to):
    opens = to < now and to <= FACE
    assert (limit_against(kept("不开放"), now, to) is not None) is opens
    assert (limit_against(kept("控制"), now, to) is not None) is (opens and to is OPEN)
    assert limit_against(kept("开放"), now, to) is None


@pytest.mark.parametrize(
    ("opening", "shown"),
    [
        ("开放", "开放"),
        ("开放；控制", "开放"),
        ("開放；是", "開放"),
        ("是", ""),
        ("√", ""),
        ("否", ""),
        ("", ""),
    ],
)
def test_readers_see_the_opening_and_never_the_word_of_restraint(opening, shown):
    assert opening_mark(kept(opening)) == shown


def test_open_by_its_mark_is_only_what_nothing_limits():
    assert is_open_by_mark(kept("开放")) and is_open_by_mark(kept("开放", 划控="否"))
    assert not any(map(is_open_by_mark, (kept(), kept("控制"), kept("开放", 划控="控制"), kept("未审核"))))
