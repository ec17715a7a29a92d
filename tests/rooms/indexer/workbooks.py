"""Workbooks of tests: saved, changed in one part, and read row by row."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl

from indexer.sheets.forms import open_grids
from indexer.sheets.grid import GridRow


def only_rows(path: Path) -> list[GridRow]:
    """The rows of the only worksheet."""
    (grid,) = open_grids(path).grids
    return list(grid)


def saved(folder: Path, book: openpyxl.Workbook) -> Path:
    """The workbook as a file."""
    path = folder / "目录.xlsx"
    book.save(path)
    return path


def changed(path: Path, part: str, change) -> Path:
    """The workbook with one part changed."""
    old = path.read_bytes()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(old)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    path.write_bytes(out.getvalue())
    return path
