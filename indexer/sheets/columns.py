"""The columns of a catalogue sheet: the elements of DA/T 18-2022 in any order and in either script."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.sheets import letters
from indexer.sheets.errors import SheetError

COLUMNS = (
    "档号",
    "题名",
    "责任者",
    "日期",
    "文号",
    "保管期限",
    "密级",
    "开放标识",
    "共享类型",
    "公开题名",
    "立档单位",
    "档案馆代码",
    "著录层级",
    "门类",
    "页数",
    "主题词",
    "人名",
    "摘要",
    "文件",
)
"""Every column that is known, by its standard name."""

REQUIRED = ("档号", "题名")
"""The columns that must be there."""

MOST_COLUMNS = 1_000
"""The most columns of a sheet, known or not."""

_SIMPLIFIED = str.maketrans(
    "檔號題責級開標識類單館代碼錄層門頁數詞關", "档号题责级开标识类单馆代码录层门页数词关"
)
_KNOWN = frozenset(COLUMNS)


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was read.

    Attributes:
        columns: standard names, in the sheet's order.
        places: (standard name, zero-based place in the row).
        unknown: headings that are not known, as written.
        nameless: zero-based places of empty headings between others.
        width: how many cells the header has.
    """

    columns: tuple[str, ...]
    places: tuple[tuple[str, int], ...]
    unknown: tuple[str, ...]
    nameless: tuple[int, ...]
    width: int


def column_name(heading: str) -> str:
    """A heading in the standard's spelling: simplified characters, no blanks, no invisible characters."""
    folded = unicodedata.normalize("NFKC", heading).translate(_SIMPLIFIED)
    return "".join(char for char in folded if char.isprintable() and not char.isspace())


def known_columns(headings: Sequence[str]) -> set[str]:
    """The standard columns among some headings."""
    return {column_name(heading) for heading in headings} & _KNOWN


def read_header(source: str, headings: Sequence[str]) -> Header:
    """Read a header.

    Args:
        source: the sheet's name, for messages.
        headings: the cells of the first row that is not blank.

    Raises:
        SheetError: 档号 or 题名 is missing, a column is there twice, there are too many columns, or a heading
            speaks of secrecy and is not 密级: its marks would be passed over.
    """
    if len(headings) > MOST_COLUMNS:
        raise SheetError(letters.sheet_too_large(source, "列", "columns", MOST_COLUMNS))
    names = [column_name(heading) for heading in headings]
    while names and not names[-1]:
        names.pop()
    known = [name for name in names if name in _KNOWN]
    unknown = [heading for name, heading in zip(names, headings, strict=False) if name and name not in _KNOWN]
    missing = [name for name in REQUIRED if name not in known]
    if missing:
        raise SheetError(
            letters.missing_columns(source, missing, [heading for heading in headings if heading])
        )
    doubled = sorted({name for name in known if known.count(name) > 1}, key=known.index)
    if doubled:
        raise SheetError(letters.duplicate_columns(source, doubled))
    secret = [heading for heading in unknown if "密" in column_name(heading)]
    if secret:
        raise SheetError(letters.secrecy_column(source, secret))
    return Header(
        columns=tuple(known),
        places=tuple((name, at) for at, name in enumerate(names) if name in _KNOWN),
        unknown=tuple(unknown),
        nameless=tuple(at for at, name in enumerate(names) if not name),
        width=len(names),
    )
