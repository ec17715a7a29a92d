"""Write the catalogue sheet of a package."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from sources import Package

EPOCH = dt.datetime(2024, 1, 1)


def write(folder: Path, package: Package, written: dict[str, list[str]]) -> None:
    """Write `目录.xlsx` or `目录.csv`.

    Args:
        folder: Where it goes.
        package: Columns, encoding and units.
        written: Reference code to the paths of the unit's digital objects.
    """
    rows = [list(package.columns)]
    for unit in package.units:
        cells = {"档号": unit.code, "文件": ";".join(written[unit.code]), **unit.elements}
        if unit.pages:
            cells.setdefault("页数", str(len(unit.pages)))
        rows.append([cells.get(column, "") for column in package.columns])
    target = folder / package.sheet
    if target.suffix == ".xlsx":
        _write_xlsx(target, rows)
    else:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        target.write_bytes(text.getvalue().encode(package.encoding))


def _write_xlsx(target: Path, rows: list[list[str]]) -> None:
    book = Workbook()
    page = book.active
    page.title = "文件目录"
    for row in rows:
        page.append(row)
    for row in page.iter_rows():
        for cell in row:
            # Text, not numbers: 001 and 19340512 must come back as they are written.
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(name="宋体", size=10, bold=cell.row == 1)
    page.freeze_panes = "C2"
    for letter, width in zip("ABCDEFGHIJKLMNOPQR", (26, 44, 22, 14, 18), strict=False):
        page.column_dimensions[letter].width = width
    book.properties.created = book.properties.modified = EPOCH
    book.properties.creator = "Lantai samples"
    packed = io.BytesIO()
    book.save(packed)
    # openpyxl stamps the archive with the clock; the same sheet must give the same bytes.
    with zipfile.ZipFile(packed) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = _still(content)
            after.writestr(zipfile.ZipInfo(name, EPOCH.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)


def _still(core: bytes) -> bytes:
    head, tag, rest = core.partition(b"<dcterms:modified")
    if not tag:
        return core
    opening, _, tail = rest.partition(b">")
    _, closing, end = tail.partition(b"</dcterms:modified>")
    return head + tag + opening + b">" + EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + closing + end
