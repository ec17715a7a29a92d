"""Packages as archives hand them over, made small for the tests of receiving."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from holdings.codes import DEFAULT_TEMPLATES
from holdings.letters import Letter
from indexer.receive import Refused, Terms, receive
from indexer.sheets import Sheet
from indexer.sheets.asides import Aside
from indexer.sheets.forms import Worksheets
from indexer.sheets.grid import GridRow
from indexer.sheets.ranges import read_range
from sharing.classes import SharingClass

TODAY = dt.date(2026, 11, 22)


def terms(**changed) -> Terms:
    """The terms of an intake into a fresh home."""
    told = {
        "supplier": "",
        "fills_empty": SharingClass.UNREVIEWED,
        "home_archive": "",
        "templates": DEFAULT_TEMPLATES,
        "today": TODAY,
    }
    return Terms(**{**told, **changed})


def csv_bytes(table: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A table as a csv."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode(encoding)


def package(folder: Path, header: str, *rows: Sequence[str], files: Sequence[str] = ()) -> Path:
    """A folder with 目录.csv of blank-separated column names and rows, and files that say their own names."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "目录.csv").write_bytes(csv_bytes([header.split(), *rows]))
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def reasons(folder: Path, **changed) -> list[tuple[str, int, str]]:
    """(file, row, column) of every reason against a package; nothing where it may be taken in."""
    try:
        receive(folder, terms(**changed))
    except Refused as refused:
        assert refused.total == len(refused.reasons)
        return [(reason.source, reason.row, reason.column) for reason in refused.reasons]
    return []


class MadeGrid:
    """A worksheet made of rows; merged ranges lend the value of their first cell, as every reader has it."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        merged: Sequence[str] = (),
        *,
        title: str = "",
        encoding: str = "",
        faults: dict[str, str] | None = None,
    ) -> None:
        self.title = title
        self.encoding = encoding
        self.hidden_columns: tuple[tuple[int, int], ...] = ()
        self.asides: tuple[Aside, ...] = ()
        table = [list(row) for row in rows]
        lent: dict[tuple[int, int], str] = {}
        for stated in merged:
            area = read_range(stated)
            value = table[area.top - 1][area.left]
            for row in range(area.top, area.bottom + 1):
                cells = table[row - 1]
                cells.extend([""] * (area.right + 1 - len(cells)))
                for at in range(area.left, area.right + 1):
                    cells[at] = value
                    if (row, at) != (area.top, area.left):
                        lent[row, at] = stated
        doubted = {read_range(address): why for address, why in (faults or {}).items()}
        self._rows = [
            GridRow(
                number,
                tuple(values),
                {area.left: Letter(why, why) for area, why in doubted.items() if area.top == number},
                {at: stated for (row, at), stated in lent.items() if row == number},
            )
            for number, values in enumerate(table, start=1)
            if any(text.strip() for text in values)
        ]

    def __iter__(self) -> Iterator[GridRow]:
        return iter(self._rows)


def sheet_of(*grids: MadeGrid) -> Sheet:
    """The catalogue that some worksheets are."""
    return Sheet(Path("目录.xlsx"), Worksheets(grids, ()))
