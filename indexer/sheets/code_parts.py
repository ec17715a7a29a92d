"""Reference codes made of their parts, where a catalogue has a column for each (全宗号, 目录号, 案卷号, 件号 ...)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from holdings.code_spelling import normalise
from holdings.letters import Letter
from holdings.retention import RetentionError, parse_retention
from indexer.sheets import catalogue_letters

_LABELS = "案卷目录号|目录号|全宗号|案卷号|卷号|类别号|分类号|门类|年度|保管期限|机构"
_LABELLED = re.compile(rf"({_LABELS})(?:\(问题\)|（问题）)?\s*[:：]\s*([^\s:：]+)")
_LABEL = re.compile(rf"({_LABELS})[:：]?")
_STANDARD = {"案卷目录号": "目录号", "卷号": "案卷号", "分类号": "类别号"}


@dataclass(frozen=True, slots=True)
class CodeWay:
    """How a sheet's codes are made of their parts.

    Attributes:
        elements: the code's elements, highest first; the parts of one element are joined by ``·``.
        counted: the part 件号 comes from the column of running numbers.
    """

    elements: tuple[tuple[str, ...], ...]
    counted: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """Every part, in the code's order."""
        return tuple(part for element in self.elements for part in element)

    @property
    def last(self) -> str:
        """The part that tells one unit from the next; it is never lent by a merged cell or a ditto mark."""
        return self.elements[-1][-1]

    @property
    def pattern(self) -> str:
        """The way as a person writes it: 全宗号-目录号-案卷号-件号."""
        return "-".join("·".join(element) for element in self.elements)

    def make(self, cells: Mapping[str, str], constants: Mapping[str, str]) -> str | Letter:
        """The code of a row; a letter where one of its parts is missing or can be no part.

        Args:
            cells: the row by column.
            constants: parts that the lines above the table state for all of it.
        """
        elements = []
        for element in self.elements:
            parts = []
            for name in element:
                text = cells.get(name, "") or constants.get(name, "")
                if name == "保管期限" and text:
                    text = _retention_code(text)
                part = normalise(text)
                if not part:
                    return catalogue_letters.code_part_missing(name, self.pattern)
                if "-" in part:
                    return catalogue_letters.code_part_joined(name, self.pattern)
                parts.append(part)
            elements.append("·".join(parts))
        return "-".join(elements)


def _retention_code(text: str) -> str:
    try:
        read = parse_retention(text)
    except RetentionError:
        return text
    return read.code or read.word


def choose_way(columns: Collection[str], constants: Collection[str], counted: bool) -> CodeWay | None:
    """How codes can be made; None where the parts do not make one.

    Args:
        columns: the parts that have columns.
        constants: the parts that the lines above the table state.
        counted: whether there is a column of running numbers.
    """
    there = {*columns, *constants}
    if "全宗号" not in there:
        return None
    category = next((name for name in ("目录号", "类别号") if name in there), "")
    if category and "案卷号" in there:
        volume = (("全宗号",), (category,), ("案卷号",))
        if "件号" in columns:
            return CodeWay((*volume, ("件号",)))
        if "案卷号" in columns:
            return CodeWay(volume)
        # The list of what lies in one volume: its running number is that of the item.
        return CodeWay((*volume, ("件号",)), counted=True) if counted else None
    if "件号" not in columns:
        return None
    if {"年度", "保管期限"} <= there:
        begins = ("门类",) if "门类" in there else ()
        ends = ("机构",) if "机构" in there else ()
        return CodeWay((("全宗号",), (*begins, "年度", "保管期限", *ends), ("件号",)))
    return CodeWay((("全宗号",), (category,), ("件号",))) if category == "类别号" else None


def stated_parts(values: tuple[str, ...]) -> dict[str, str]:
    """Parts of codes that a line above a table states: 全宗号：23, or 全宗号 and 23 in the next cell.

    A part that the line states twice and differently is left out.
    """
    found: dict[str, set[str]] = {}
    cells = [value.strip() for value in values if value.strip()]
    for at, cell in enumerate(cells):
        spelled = "".join(cell.split()) if _LABEL.fullmatch("".join(cell.split())) else cell
        label = _LABEL.fullmatch(spelled)
        if label is not None:
            following = cells[at + 1] if at + 1 < len(cells) else ""
            if following and not _LABEL.match(following):
                found.setdefault(_standard(label[1]), set()).add(following)
            continue
        for match in _LABELLED.finditer(cell):
            found.setdefault(_standard(match[1]), set()).add(match[2])
    return {name: stated.pop() for name, stated in found.items() if len(stated) == 1}


def _standard(label: str) -> str:
    return _STANDARD.get(label, label)
