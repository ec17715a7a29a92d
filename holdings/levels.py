"""The four levels of description (DA/T 18-2022, 著录层级)."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """A level of description; the smaller the number, the higher the level."""

    FONDS = 1
    SERIES = 2
    FILE = 3
    ITEM = 4

    @property
    def word(self) -> str:
        """The word in the API and on the command line: ``fonds``, ``series``, ``file``, ``item``."""
        return self.name.lower()

    @property
    def zh(self) -> str:
        """The word of DA/T 18-2022: 全宗, 类别, 案卷, 文件."""
        return _ZH[self]

    @classmethod
    def from_word(cls, word: str) -> Level:
        """Read a level as catalogues write it (全宗级, 全宗, fonds, 件, ...).

        Raises:
            ValueError: the word names no level.
        """
        level = _WORDS.get(word.strip().lower().removesuffix("级").removesuffix("級"))
        if level is None:
            raise ValueError(word)
        return level


_ZH = {Level.FONDS: "全宗", Level.SERIES: "类别", Level.FILE: "案卷", Level.ITEM: "文件"}

_WORDS = {
    **{level.word: level for level in Level},
    "全宗": Level.FONDS,
    "类别": Level.SERIES,
    "類別": Level.SERIES,
    "类": Level.SERIES,
    "系列": Level.SERIES,
    "案卷": Level.FILE,
    "卷": Level.FILE,
    "文件": Level.ITEM,
    "件": Level.ITEM,
}
