"""Which file of a folder is its catalogue, and what is like one.

In the folder itself the catalogue is, in this order: the sheet named 目录; else the one whose name ends in 目录
(归档文件目录.xlsx, 2024年目录(终).xls) or is a list of what is handed over (移交清单, 案卷登记表); else the one that
has the header of a catalogue, whatever its name. Two of the same rank are refused. A folder without one is taken
without a catalogue only where nothing in it is like one: no name that ends in 目录 in a form that holds tables, no
sheet with the header of a catalogue or most of one. Other spreadsheets are records like any file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from holdings.letters import Letter
from indexer.letters import sheet_further_down
from indexer.sheets import catalogue_letters, letters
from indexer.sheets.errors import SheetError
from indexer.sheets.header import MOST_ABOVE
from indexer.sheets.sheet import is_catalogue

SPREADSHEETS = frozenset(
    (
        ".xlsx",
        ".csv",
        ".xls",
        ".xlsm",
        ".xlsb",
        ".xltx",
        ".xltm",
        ".xlt",
        ".et",
        ".ett",
        ".ods",
        ".fods",
        ".tsv",
        ".numbers",
    )
)
"""The suffixes of spreadsheets; which of them are read, their content says."""

_TABLE_FORMS = SPREADSHEETS | {
    *(".doc", ".docx", ".wps", ".rtf", ".txt", ".dbf", ".mdb", ".accdb"),
    *(".html", ".htm", ".mht", ".mhtml", ".xml"),
}
_NAMES = frozenset(("目录", "目錄"))
_ENDING = re.compile(
    r"(?:目录|目錄|(?:移交|归档|歸檔|案卷|卷内|卷內|档案|檔案).*(?:清单|清單|清册|清冊|登记表|登記表|著录表|著錄表))"
    r"(?:[\s_\-—·.]*(?:[(（\[【].*[)）\]】]|[0-9]+|终稿?|定稿|最终版?|终版|修订版?|副本|[vV][0-9.]+))*\Z"
)


def is_sheet_name(name: str) -> bool:
    """Whether a file is named 目录 or 目錄, in any form of spreadsheet."""
    path = PurePosixPath(unicodedata.normalize("NFC", name))
    return path.stem.strip() in _NAMES and path.suffix.lower() in SPREADSHEETS


def is_named_as_catalogue(name: str) -> bool:
    """Whether a file's name is that of a catalogue, in a form that holds tables."""
    path = PurePosixPath(unicodedata.normalize("NFC", name))
    return path.suffix.lower() in _TABLE_FORMS and _ENDING.search(path.stem.strip()) is not None


def find_sheet(folder: Path) -> Path | None:
    """The catalogue sheet of a folder; None where it has none.

    Raises:
        SheetError: there are two of them.
        OSError: the folder cannot be read.
    """
    names = sorted(
        path.name
        for path in folder.iterdir()
        if path.suffix.lower() in SPREADSHEETS and not path.name.startswith(("~$", ".")) and path.is_file()
    )
    ranks: tuple[Callable[[str], bool], ...] = (
        is_sheet_name,
        is_named_as_catalogue,
        lambda name: is_catalogue(folder / name),
    )
    for belongs in ranks:
        found = [name for name in names if belongs(name)]
        if len(found) > 1:
            raise SheetError(letters.two_sheets(found))
        if found:
            return folder / found[0]
    return None


def why_like_a_catalogue(folder: Path, disk: str) -> Letter | None:
    """Why a folder is not taken without a catalogue because of one of its files; None where nothing is wrong.

    Args:
        folder: the folder handed over.
        disk: the file's path below it.
    """
    name = disk.rpartition("/")[2]
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in SPREADSHEETS:
        if is_catalogue(folder / disk):
            return sheet_further_down(disk)
        return catalogue_letters.no_header(name, MOST_ABOVE) if is_named_as_catalogue(name) else None
    return catalogue_letters.like_a_catalogue(name) if is_named_as_catalogue(name) else None
