"""What a unit's own catalogue says against opening it: 开放标识, 划控 and notes beside the elements.

A row without 共享类型 is unreviewed, whatever else it says, so its class does not tell that the catalogue limits it
(控制, 不开放, 备注 控制使用). Whoever opens many units at once opens none of these along with the others.

Source: 开放标识 by DA/T 18-2022; 划控 and 控制使用 by the practice of opening review (开放审核).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from holdings.notes import WRAPPING, pieces_of
from holdings.units import Description
from sharing.classes import SharingClass, UnknownOpening, class_of, class_of_control

CONTROL = "划控"
"""The heading under which the word of that column is kept beside the elements."""
_JOINT = "；"
_LONGEST_NOTE = 40
_CLOSED = re.compile(
    r"(?:此件|该件|本件|目前|建议)?(?:不|暂不|不予|不宜|不得|不能|暂缓|延期|缓期?)(?:对外|向社会)?(?:开放|公开|共享|公布)(?:利用|查阅)?"
    r"|划控|禁止(?:利用|使用|查阅|阅览|借阅|传播)"
)
_LIMITED = re.compile(
    r"(?:不得|限制|控制|暂停)(?:利用|使用|查阅|阅览|借阅|传播)|受控|控制(?:范围|类)?|仅?限?内部(?:使用|利用|掌握|参考)"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that a catalogue sets.

    Attributes:
        column: where it stands.
        words: what it says, as written.
        sharing_class: the most open class that it allows.
    """

    column: str
    words: str
    sharing_class: SharingClass


def limit_against(description: Description, now: SharingClass, to: SharingClass) -> Limit | None:
    """What the catalogue of a unit says against giving it a class; None where it says nothing against it.

    Nothing is said against tightening, nor against a class that shows the unit to nobody without rights.

    Args:
        description: of the unit.
        now: its class now.
        to: the class that it is to have.
    """
    if to >= now or to > SharingClass.CONDITIONAL:
        return None
    limit = limit_of(description)
    return limit if limit is not None and limit.sharing_class > to else None


def limit_of(description: Description) -> Limit | None:
    """The strictest limit that the catalogue of a unit sets; None where it sets none."""
    limits = [limit for limit in _limits(description) if limit.sharing_class is not SharingClass.UNREVIEWED]
    strictest = max(limits, key=lambda limit: limit.sharing_class, default=None)
    return strictest if strictest is not None and strictest.sharing_class else None


def opening_mark(description: Description) -> str:
    """开放标识 as readers see it: never the word of 划控, which an earlier version kept behind it."""
    mark = description.opening.partition(_JOINT)[0]
    return mark if mark and _class_of_opening(mark) is not None else ""


def is_open_by_mark(description: Description) -> bool:
    """Whether 开放标识 says that a unit is open, and nothing of its catalogue limits it."""
    mark = opening_mark(description)
    return bool(mark) and not (_class_of_opening(mark) or limit_of(description))


@lru_cache(1 << 12)
def class_of_note(text: str) -> SharingClass | None:
    """The class that a note says; None where it says none."""
    if len(text) >= _LONGEST_NOTE:
        return None
    pieces = [piece.strip(WRAPPING) for piece in pieces_of(text)]
    if any(_CLOSED.fullmatch(piece) for piece in pieces):
        return SharingClass.WITHHELD
    return SharingClass.CONDITIONAL if any(_LIMITED.fullmatch(piece) for piece in pieces) else None


def _limits(description: Description) -> Iterator[Limit]:
    for words in filter(None, description.opening.split(_JOINT)):
        # An earlier version kept the word of 划控 behind 开放标识.
        by_mark = _class_of_opening(words)
        yield Limit("开放标识", words, _class_of_control(words) if by_mark is None else by_mark)
    for column, words in description.other_cells:
        by_note = _class_of_control(words) if column == CONTROL else class_of_note(words)
        if by_note is not None:
            yield Limit(column, words, by_note)


@lru_cache(1 << 10)
def _class_of_control(words: str) -> SharingClass:
    """What a 划控 that is kept says; a word that is not known restrains."""
    try:
        return class_of_control(words)
    except UnknownOpening:
        return SharingClass.WITHHELD


@lru_cache(1 << 10)
def _class_of_opening(mark: str) -> SharingClass | None:
    """What a 开放标识 says; None where it is none."""
    try:
        return class_of("", mark, SharingClass.UNCONDITIONAL)
    except UnknownOpening:
        return None
