"""Check the sample holdings as committed: counts, levels, classes, codes, digital objects, themes.

Needs Python 3.11+ and openpyxl. Reads what a user would hand to `lantai intake`, not the sources.

    python samples/make/check.py
"""

from __future__ import annotations

import csv
import io
import sys
import tomllib
from collections import Counter
from pathlib import Path

from openpyxl import load_workbook

SAMPLES = Path(__file__).resolve().parent.parent
COLUMNS = set(
    "档号 题名 责任者 日期 文号 保管期限 密级 开放标识 共享类型 公开题名".split()
    + "立档单位 档案馆代码 著录层级 门类 页数 主题词 人名 摘要 文件".split()
)
CLASS_OF_MARK = {
    "": None, "开放": "无条件共享", "控制": "有条件共享",
    "延期开放": "暂不共享", "不开放": "暂不共享", "未审核": "",
}  # fmt: skip
STRICTNESS = ("无条件共享", "有条件共享", "", "暂不共享")  # empty: unreviewed
LIMIT = 8 * 1024 * 1024  # bytes
Row = dict[str, str]


def rows_of(folder: Path) -> list[Row]:
    """Read a package's sheet."""
    sheet = folder / "目录.xlsx"
    if sheet.exists():
        page = load_workbook(sheet, read_only=True).active
        head, *body = [
            ["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)
        ]
        return [dict(zip(head, row, strict=True)) for row in body]
    content = (folder / "目录.csv").read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.DictReader(io.StringIO(content.decode(encoding))))
        except UnicodeDecodeError:
            continue
    raise ValueError(f"{folder.name}: encoding of the sheet")


def faults_of_package(folder: Path, rows: list[Row]) -> list[str]:
    """What is wrong with a package's rows and files."""
    found = [f"column {name}" for name in set(rows[0]) - COLUMNS]
    listed: list[str] = []
    for row in rows:
        code = row["档号"]
        listed += [path for path in row["文件"].split(";") if path]
        if not row["题名"] or code != code.strip():
            found.append(f"{code}: no title, or blanks in the code")
        expected = CLASS_OF_MARK.get(row["开放标识"], "an unknown mark")
        if expected is not None and expected != row["共享类型"]:
            found.append(f"{code}: {row['开放标识']} against {row['共享类型']}")
        if row["公开题名"] and row["共享类型"] != "有条件共享":
            found.append(f"{code}: a public title on a unit that is not conditional")
        if row["公开题名"]:
            found += [f"{code}: {name} in the public title" for name in names(row) if name in row["公开题名"]]
    present = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.stem != "目录"
    }
    found += [f"listed twice: {path}" for path, count in Counter(listed).items() if count > 1]
    found += [f"absent: {path}" for path in sorted(set(listed) - present)]
    found += [f"surplus: {path}" for path in sorted(present - set(listed))]
    return [f"{folder.name}: {fault}" for fault in found]


def names(row: Row) -> list[str]:
    """The persons that a row names."""
    return [name for name in row["人名"].split(";") if name]


def faults_of_law(units: dict[str, Row]) -> list[str]:
    """Units with pages that are more open than a described unit below them (design, section 3)."""
    found = []
    for code, row in units.items():
        if not row["文件"]:
            continue
        for below, other in units.items():
            if below.startswith(code + "-") and strict(other) > strict(row):
                found.append(f"{code} has pages and is more open than {below}")
    return found


def faults_of_hierarchy(units: dict[str, Row]) -> list[str]:
    """Described fonds, series and files with nothing below them; only `-` is a border between levels."""
    return [
        f"{code}: nothing lies below it"
        for code, row in units.items()
        if row["著录层级"] in ("全宗", "类别", "案卷")
        and not any(below.startswith(code + "-") for below in units)
    ]


def strict(row: Row) -> int:
    """Place of a row's class from open to closed."""
    return STRICTNESS.index(row["共享类型"])


def faults_of_themes(units: dict[str, Row]) -> list[str]:
    """Codes that themes name and no package has; themes that do not show what they should."""
    found = []
    for path in sorted((SAMPLES / "themes").glob("*.toml")):
        theme = tomllib.loads(path.read_text("utf-8"))
        codes = [unit["code"] for section in theme["sections"] for unit in section["units"]]
        found += [f"{path.name}: {code} is no unit" for code in codes if code not in units]
        classes = {units[code]["共享类型"] for code in codes if code in units}
        if not {"无条件共享", "有条件共享", "暂不共享"} <= classes or len(codes) != len(set(codes)):
            found.append(f"{path.name}: lacks a class, or names a unit twice")
        if not any(
            {units[u["code"]]["共享类型"] for u in s["units"]} == {"暂不共享"} for s in theme["sections"]
        ):
            found.append(f"{path.name}: no section of withheld units alone")
    return found


def main() -> int:
    """Print counts and faults; 1 if there is a fault."""
    units: dict[str, Row] = {}
    faults: list[str] = []
    for folder in sorted({sheet.parent for sheet in SAMPLES.glob("*/目录.*")}):
        rows = rows_of(folder)
        faults += faults_of_package(folder, rows)
        faults += [f"{row['档号']}: twice" for row in rows if row["档号"] in units]
        units |= {row["档号"]: row for row in rows}
        print(
            f"{folder.name}: {len(rows)} units, {sum(bool(row['文件']) for row in rows)} with digital objects"
        )
    faults += faults_of_law(units) + faults_of_hierarchy(units) + faults_of_themes(units)
    for column in ("著录层级", "共享类型", "立档单位", "门类", "开放标识"):
        print(column, dict(Counter(row[column] or "(空)" for row in units.values()).most_common()))
    objects = [path for row in units.values() for path in row["文件"].split(";") if path]
    print("files", dict(Counter(Path(path).suffix for path in objects).most_common()))
    size = sum(
        path.stat().st_size
        for path in SAMPLES.rglob("*")
        if path.is_file() and not {"__pycache__", ".mypy_cache"} & set(path.parts)
    )
    print(f"all: {len(units)} units, {len(objects)} files, {size / 1024 / 1024:.1f} MiB")
    levels = {row["著录层级"] for row in units.values()} - {""}
    if levels != {"全宗", "类别", "案卷", "文件"} or not 80 <= len(units) <= 130 or size > LIMIT:
        faults.append("levels, number of units or size")
    if {row["共享类型"] for row in units.values()} != set(STRICTNESS):
        faults.append("a sharing class is missing")
    print("\n".join(faults) or "no fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
