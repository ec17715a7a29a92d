"""Packages as archives hand them over, made small for the tests of receiving."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from holdings.codes import DEFAULT_TEMPLATES
from indexer.receive import Refused, Terms, receive
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
