"""Make holdings/eras.txt: the eras (年号) of China since Han, with the dynasty and the western years of each.

Usage: .venv/bin/python scripts/build_eras.py FOLDER, where FOLDER holds `era_table.csv` and `dynasty_table_dump.csv` of
the Python package sanmiao 0.2.12 (Daniel Patrick Morgan, MIT licence: historical tables after Zhang Peiyu). Ming, Qing
and later are the project's own, and so is what is put right below. Years are astronomical: 0 is 1 BC, -139 is 140 BC.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import opencc

_OWN = """
汉 漢 征和 征和 -91 -88
唐 唐 太和 太和 827 835
五代晋 五代晉 天福 天福 936 944
五代晋 五代晉 开运 開運 944 947
伪齐 偽齊 阜昌 阜昌 1130 1137
韩宋 韓宋 龙凤 龍鳳 1355 1366
明 明 洪武 洪武 1368 1402
明 明 建文 建文 1399 1402
明 明 永乐 永樂 1403 1424
明 明 洪熙 洪熙 1425 1425
明 明 宣德 宣德 1426 1435
明 明 正统 正統 1436 1449
明 明 景泰 景泰 1450 1457
明 明 天顺 天順 1457 1464
明 明 成化 成化 1465 1487
明 明 弘治 弘治 1488 1505
明 明 正德 正德 1506 1521
明 明 嘉靖 嘉靖 1522 1566
明 明 隆庆 隆慶 1567 1572
明 明 万历 萬曆 1573 1620
明 明 泰昌 泰昌 1620 1620
明 明 天启 天啟 1621 1627
明 明 崇祯 崇禎 1628 1644
大顺 大順 永昌 永昌 1644 1645
大西 大西 大顺 大順 1644 1646
南明 南明 弘光 弘光 1645 1645
南明 南明 隆武 隆武 1645 1646
南明 南明 绍武 紹武 1646 1646
南明 南明 永历 永曆 1647 1683
清 清 天命 天命 1616 1626
清 清 天聪 天聰 1627 1636
清 清 崇德 崇德 1636 1643
清 清 顺治 順治 1644 1661
清 清 康熙 康熙 1662 1722
清 清 雍正 雍正 1723 1735
清 清 乾隆 乾隆 1736 1795
清 清 嘉庆 嘉慶 1796 1820
清 清 道光 道光 1821 1850
清 清 咸丰 咸豐 1851 1861
清 清 祺祥 祺祥 1861 1861
清 清 同治 同治 1862 1874
清 清 光绪 光緒 1875 1908
清 清 宣统 宣統 1909 1911
太平天国 太平天國 太平天国 太平天國 1851 1864
"""

#: Names of dynasties in the source that this project writes otherwise; empty for those that are left out: Korea, and
#: princes who counted by the years of another court or had no era.
_DYNASTIES = {
    "西漢": "漢",
    "東漢": "漢",
    "三國魏": "魏",
    "三國蜀": "蜀",
    "三國吳": "吳",
    "鄭（王世充）": "鄭",
    "夏": "胡夏",
    "周": "武周",
    "後漢": "五代漢",
    "南梁": "梁",
    "後梁": "五代梁",
    "後唐": "五代唐",
    "後周": "五代周",
    **dict.fromkeys(("秦", "日本", "新羅", "高麗", "百濟", "高句麗", "後高句麗", "後百濟", "朝鮮"), ""),
    **dict.fromkeys(("明", "清", "南明", "南平", "楚(馬)", "侯漢"), ""),
}
#: First and last years that the source has otherwise, by dynasty, name and its first year.
_YEARS = {
    ("武周", "神龍", 705): (705, 707),
    ("元", "至治", 1321): (1321, 1323),
    ("元", "天曆", 1328): (1328, 1330),
    ("元", "泰定", 1324): (1324, 1328),
    ("宋", "明受", 1129): (1129, 1129),
    ("宋", "嘉祐", 1054): (1056, 1063),
    ("漢", "更始", 23): (23, 25),
    ("唐", "永淳", 682): (682, 683),
    ("唐", "弘道", 683): (683, 683),
    ("唐", "貞元", 785): (785, 805),
    ("唐", "永貞", 805): (805, 805),
}
#: Names that the source has for a few years of a prince of that house, or under another court's count.
_LEFT_OUT = {
    ("漢", "後元", -162),
    ("漢", "前元", -179),
    ("漢", "前元", -156),
    ("漢", "中元", -148),
    ("漢", "後元", -142),
}


def main(folder: Path) -> None:
    """Write the table."""
    converter = opencc.OpenCC("t2s")

    def simplified(name: str) -> str:
        # 乾 of an era stays 乾, which the table of phrases knows of some eras only.
        pairs = zip(converter.convert(name), name, strict=True)
        return "".join("乾" if written == "乾" else simple for simple, written in pairs)

    # The source has two dynasties 北漢; the first of them is the 漢 of 劉淵.
    dynasties = {
        row["dyn_id"]: "漢趙" if row["dyn_id"] == "54" else row["dyn_name"]
        for row in _rows(folder / "dynasty_table_dump.csv")
    }
    years: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in _rows(folder / "era_table.csv"):
        source = dynasties.get(row["dyn_id"], "")
        dynasty, name = _DYNASTIES.get(source, source), row["era_name"]
        first = int(row["era_start_year"])
        last = int(float(row["era_end_year"] or first))
        if not dynasty or not name or len(name) < 2 or (dynasty, name, first) in _LEFT_OUT:
            continue
        first, last = _YEARS.get((dynasty, name, first), (first, last))
        years.setdefault((dynasty, name), []).append((first, last))
    lines = [
        f"{simplified(dynasty)} {dynasty} {simplified(name)} {name} {first} {last}"
        for (dynasty, name), spans in years.items()
        for first, last in _joined(spans)
    ]
    lines += _OWN.strip().splitlines()
    ordered = sorted(set(lines), key=lambda line: (int(line.split()[4]), line))
    head = (
        "# Eras since Han: dynasty and name in simplified and traditional characters, first and last western year\n"
        "# (astronomical: 0 is 1 BC). Made by scripts/build_eras.py from the package sanmiao (MIT licence, copyright\n"
        "# 2025 Daniel Patrick Morgan), with additions of this project.\n"
    )
    Path("holdings/eras.txt").write_text(head + "\n".join(ordered) + "\n", encoding="utf-8")


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of one name that begin in the same year are one era, the longest."""
    longest: dict[int, int] = {}
    for first, last in spans:
        longest[first] = max(last, longest.get(first, last))
    return sorted(longest.items())


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
