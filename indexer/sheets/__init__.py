"""Catalogue sheets as archives hand them over: read from any spreadsheet, with the columns of DA/T 18-2022."""

from __future__ import annotations

from indexer.sheets.account import Account
from indexer.sheets.errors import SheetError
from indexer.sheets.finding import SPREADSHEETS, find_sheet, is_named_as_catalogue, is_sheet_name
from indexer.sheets.headings import COLUMNS, REQUIRED
from indexer.sheets.lines import CellFault, LeftOut, SheetRow
from indexer.sheets.sheet import Sheet, is_catalogue, open_sheet

__all__ = [
    "COLUMNS",
    "REQUIRED",
    "SPREADSHEETS",
    "Account",
    "CellFault",
    "LeftOut",
    "Sheet",
    "SheetError",
    "SheetRow",
    "find_sheet",
    "is_catalogue",
    "is_named_as_catalogue",
    "is_sheet_name",
    "open_sheet",
]
