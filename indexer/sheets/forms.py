"""Which form of spreadsheet a file is, by what is in it and not by its name, and its worksheets as grids."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from indexer.sheets import letters
from indexer.sheets.delimited import DelimitedRows
from indexer.sheets.errors import SheetError
from indexer.sheets.grid import Grid
from indexer.sheets.ods import is_open_document, open_content, open_ods
from indexer.sheets.package import WorkbookPackage
from indexer.sheets.unread import UnreadWorksheet
from indexer.sheets.walked import WalkedGrid, open_walked
from indexer.sheets.web_page import PageWalk
from indexer.sheets.workbook import is_workbook, open_workbook
from indexer.sheets.xls import MOST_BYTES, is_bare_xls, open_xls
from indexer.sheets.xml2003 import SPACE, WorkbookWalk

_ZIP = b"PK"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_PAGE = r"(?:!doctype html|html|head|meta|style|script|title|link|body|div|center|font|p|br|h[1-6]|table|tr|tbody)"
_MARKUP = re.compile(
    rb"\s*<(?:\?xml|!--|!doctype|office:|mdb|Workbook|[a-z]{1,20}:Workbook|" + _PAGE.encode() + rb"[\s>/])",
    re.I,
)
_WEB_PAGE = re.compile(rb"<" + _PAGE.encode() + rb"[\s>/]", re.I)
_FLAT_DOCUMENT = re.compile(rb"<office:document\s")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD = 4_096


@dataclass(frozen=True, slots=True)
class Worksheets:
    """What a spreadsheet holds.

    Attributes:
        grids: the visible worksheets that hold any row, in their order.
        unread: the others: hidden ones, charts; their names, so that none vanishes unsaid.
    """

    grids: tuple[Grid, ...]
    unread: tuple[UnreadWorksheet, ...]


def open_grids(path: Path) -> Worksheets:
    """Open a spreadsheet of whatever form: xlsx, xls and et, ods, csv, the XML of Excel 2003, a table of a web page.

    Args:
        path: the file; its suffix decides nothing.

    Raises:
        SheetError: it is in a form that is not read, encrypted, with macros, damaged, beyond the limits, or in
            an encoding that is not known.
        OSError: the file cannot be read.
    """
    with path.open("rb") as source:
        head = source.read(_HEAD)
    grids: list[Grid]
    unread: list[UnreadWorksheet] = []
    if head.startswith(_ZIP):
        grids, unread = _from_archive(path)
    elif head.startswith(_COMPOUND) or is_bare_xls(head):
        tables, unread = open_xls(path)
        grids = list(tables)
    elif _is_markup(head):
        flat, unread = _from_markup(path, head)
        grids = list(flat)
    else:
        grids = [DelimitedRows(path)]
    return Worksheets(tuple(grid for grid in grids if next(iter(grid), None) is not None), tuple(unread))


def _from_archive(path: Path) -> tuple[list[Grid], list[UnreadWorksheet]]:
    package = WorkbookPackage(path)
    if is_workbook(package):
        seen, unread = open_workbook(package)
        return list(seen), unread
    if is_open_document(package):
        tables, unread = open_ods(package)
        return list(tables), unread
    raise SheetError(letters.not_a_sheet_form(path.name))


def _is_markup(head: bytes) -> bool:
    """Whether a file is a web page or XML: what many systems call xls."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return _MARKUP.match(head.replace(b"\0", b"")) is not None


def _from_markup(path: Path, head: bytes) -> tuple[list[WalkedGrid], list[UnreadWorksheet]]:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SheetError(letters.sheet_too_large(path.name, "MB", "MB", MOST_BYTES >> 20))
    form = _form_of_markup(head)
    if form == "fods":
        return open_content(path.name, lambda: path.open("rb"), size)
    if form == "xml":
        return open_walked(path.name, lambda: path.open("rb"), size, WorkbookWalk)
    seen, unread = open_walked(path.name, lambda: path.open("rb"), size, PageWalk) if form else ([], [])
    if not seen and not unread:
        raise SheetError(letters.web_page(path.name))
    return seen, unread


def _form_of_markup(head: bytes) -> str:
    """fods, xml (Excel 2003) or html; empty for XML that is no spreadsheet."""
    plain = head.replace(b"\0", b"")
    if _FLAT_DOCUMENT.search(plain):
        return "fods"
    if SPACE.encode() in plain and b"Workbook" in plain:
        return "xml"
    return "html" if _WEB_PAGE.search(plain) else ""


def form_of(path: Path) -> str:
    """The form of a spreadsheet that `open_grids` reads: xlsx, ods, xls, fods, xml, html or csv.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as source:
        head = source.read(_HEAD)
    if head.startswith(_COMPOUND) or is_bare_xls(head):
        return "xls"
    if head.startswith(_ZIP):
        return "ods" if is_open_document(WorkbookPackage(path)) else "xlsx"
    return _form_of_markup(head) if _is_markup(head) else "csv"
