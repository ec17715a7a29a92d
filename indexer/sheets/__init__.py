"""Catalogue sheets as archives hand them over: xlsx and csv with the column names of DA/T 18-2022."""

from __future__ import annotations

from indexer.sheets.columns import COLUMNS, REQUIRED
from indexer.sheets.errors import SheetError
from indexer.sheets.sheet import Sheet, SheetRow, find_sheet, is_catalogue, is_sheet_name, open_sheet

__all__ = [
    "COLUMNS",
    "REQUIRED",
    "Sheet",
    "SheetError",
    "SheetRow",
    "find_sheet",
    "is_catalogue",
    "is_sheet_name",
    "open_sheet",
]
