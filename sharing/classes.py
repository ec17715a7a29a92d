"""Sharing classes, and how a catalogue's words become one (design section 3).

Source: the province's rules on sharing digital archives, article 19 (无条件共享, 有条件共享, 暂不共享);
开放标识 by DA/T 18-2022. Where the two columns disagree the stricter wins.
"""

from __future__ import annotations

from enum import IntEnum

from holdings.letters import LantaiError, Letter


class SharingClass(IntEnum):
    """How far a unit is shared; the larger, the stricter."""

    UNCONDITIONAL = 0
    CONDITIONAL = 1
    UNREVIEWED = 2
    WITHHELD = 3

    @property
    def word(self) -> str:
        """The word in the API, in facets and on the command line."""
        return self.name.lower()

    @property
    def zh(self) -> str:
        """The word of the rules."""
        return _ZH[self]

    @classmethod
    def from_word(cls, word: str) -> SharingClass:
        """Read a class by its word or by its Chinese name.

        Raises:
            UnknownClass: the word names no class.
        """
        found = _WORDS.get(word.strip().lower())
        if found is None:
            raise UnknownClass(word)
        return found


class UnknownClass(LantaiError):
    """A word that names no sharing class; what it means cannot be guessed, so nothing is opened by it."""

    def __init__(self, word: str) -> None:
        super().__init__(
            Letter(
                f"“{word}”不是共享类型。共享类型决定谁能看到档案，不能猜测。"
                "请写 无条件共享、有条件共享、暂不共享 或 未审核"
                "（unconditional、conditional、withheld、unreviewed）。",
                f"“{word}” is not a sharing class. The class decides who may see a record, so it is never guessed. "
                "Write unconditional, conditional, withheld or unreviewed "
                "(无条件共享, 有条件共享, 暂不共享, 未审核).",
            )
        )


class UnknownOpening(LantaiError):
    """A 开放标识 that the rules do not know."""

    def __init__(self, word: str) -> None:
        super().__init__(
            Letter(
                f"开放标识“{word}”无法识别。它决定档案能否开放，不能猜测。"
                "请写 开放、控制、延期开放、不开放、未审核，或留空。",
                f"The opening mark (开放标识) “{word}” is not known. It decides whether a record may be opened, "
                "so it is never guessed. Write 开放, 控制, 延期开放, 不开放, 未审核, or leave it empty.",
            )
        )


_ZH = {
    SharingClass.UNCONDITIONAL: "无条件共享",
    SharingClass.CONDITIONAL: "有条件共享",
    SharingClass.UNREVIEWED: "未审核",
    SharingClass.WITHHELD: "暂不共享",
}

_WORDS = {
    **{sharing_class.word: sharing_class for sharing_class in SharingClass},
    "无条件共享": SharingClass.UNCONDITIONAL,
    "無條件共享": SharingClass.UNCONDITIONAL,
    "无条件": SharingClass.UNCONDITIONAL,
    "有条件共享": SharingClass.CONDITIONAL,
    "有條件共享": SharingClass.CONDITIONAL,
    "有条件": SharingClass.CONDITIONAL,
    "暂不共享": SharingClass.WITHHELD,
    "暫不共享": SharingClass.WITHHELD,
    "不予共享": SharingClass.WITHHELD,
    "未审核": SharingClass.UNREVIEWED,
    "未審核": SharingClass.UNREVIEWED,
}

_OPENING = {
    "开放": SharingClass.UNCONDITIONAL,
    "開放": SharingClass.UNCONDITIONAL,
    "控制": SharingClass.CONDITIONAL,
    "控制使用": SharingClass.CONDITIONAL,
    # 划控 names a restraint whose extent the catalogue does not tell: the strictest.
    "划控": SharingClass.WITHHELD,
    "劃控": SharingClass.WITHHELD,
    "延期开放": SharingClass.WITHHELD,
    "延期開放": SharingClass.WITHHELD,
    "不开放": SharingClass.WITHHELD,
    "不開放": SharingClass.WITHHELD,
    "未审核": SharingClass.UNREVIEWED,
    "未審核": SharingClass.UNREVIEWED,
}

_CONTROLLED = frozenset(("是", "划控", "劃控", "Y", "y", "√", "已划控"))
_NOT_CONTROLLED = frozenset(("", "否", "不划控", "不劃控", "未划控", "N", "n", "非划控", "开放"))


def class_of_control(word: str) -> SharingClass:
    """What a column 划控 says: 是 is a restraint, 否 none; else it is read as 开放标识.

    Raises:
        UnknownOpening: it holds another word.
    """
    spelled = word.strip()
    if spelled in _NOT_CONTROLLED:
        return SharingClass.UNCONDITIONAL
    return class_of("", "划控" if spelled in _CONTROLLED else spelled, SharingClass.UNCONDITIONAL)


def class_of(sharing_type: str, opening: str, fills_empty: SharingClass) -> SharingClass:
    """The class of a catalogue row.

    Args:
        sharing_type: 共享类型 as written; empty text takes `fills_empty`.
        opening: 开放标识 as written; empty text says nothing.
        fills_empty: what an empty 共享类型 means; unreviewed unless the intake says otherwise.

    Returns:
        The stricter of what the two columns say.

    Raises:
        UnknownClass: 共享类型 holds another word.
        UnknownOpening: 开放标识 holds another word.
    """
    by_type = SharingClass.from_word(sharing_type) if sharing_type.strip() else fills_empty
    opening = opening.strip()
    if not opening:
        return by_type
    by_opening = _OPENING.get(opening)
    if by_opening is None:
        raise UnknownOpening(opening)
    return max(by_type, by_opening)
