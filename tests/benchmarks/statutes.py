"""3,417 statutes as a folder that is handed over: ``python -m tests.benchmarks.statutes FOLDER [COUNT]``.

A catalogue sheet (目录.xlsx) and a text a statute. Codes are made for the purpose: a fonds for each issuing region
or branch of law, a series a year, items counted within.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.shared import shared

COLUMNS = ("档号", "题名", "责任者", "日期", "文号", "共享类型", "门类", "主题词", "文件")

# 2011年11月17日 上海市第十三届人民代表大会常务委员会第三十次会议通过 → 上海市第十三届人民代表大会常务委员会
_PROMULGATION = re.compile(
    r"日\s*(?:经)?(?P<body>[^，。、（(第]{0,20}?)(?:第[^届]{1,6}届)?"
    r"(?P<organ>全国人民代表大会|人民代表大会|检察委员会|审判委员会|国务院|[一-鿿]{2,12}[部局署会])(?P<standing>常务委员会)?"
)
_NUMBER = re.compile(r"(?:令|公告)第\s*(?P<number>[0-9０-９一二三四五六七八九十百零〇]+)\s*号")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def shared_statutes() -> Iterator[dict[str, Any]]:
    """The statutes of the shared material, as they lie there: title, date, category, promulgation, text."""
    with gzip.open(shared("statutes", "statutes.jsonl.gz"), "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def rows(statutes: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, str], str]]:
    """A row of the catalogue, and the statute's text."""
    fonds: dict[str, int] = {}
    counts: dict[str, itertools.count[int]] = {}
    for number, statute in enumerate(statutes, 1):
        date = _date(statute)
        branch = [part for part in (statute["category"] or "其他").split("/") if part and part != "DLC"]
        region = branch[0] if branch else "其他"
        series = f"F{fonds.setdefault(region, len(fonds) + 1):03d}-FG·{date[:4] or '0000'}·Y"
        item = next(counts.setdefault(series, itertools.count(1)))
        told = {
            "档号": f"{series}-{item:04d}",
            "题名": re.sub(r"\s*<!--.*?-->", "", statute["title"]).strip() or "无题",
            "责任者": responsible(statute["promulgation"]),
            "日期": date,
            "文号": _document_number(statute["promulgation"]),
            "共享类型": "无条件共享",
            "门类": branch[-2] if len(branch) > 2 else region,
            "主题词": ";".join(branch),
            "文件": f"文本/{number:04d}.txt",
        }
        yield told, statute["text"]


def responsible(promulgation: list[str]) -> str:
    """The body that passed a statute, where its promulgation says so; else empty."""
    for line in promulgation:
        found = _PROMULGATION.search(line)
        if found is not None:
            return f"{found['body']}{found['organ']}{found['standing'] or ''}"
    return ""


def make(
    folder: Path,
    count: int = 0,
    copies: int = 1,
    statutes: Callable[[], Iterable[dict[str, Any]]] = shared_statutes,
) -> int:
    """Make the folder.

    Args:
        folder: made where there is none.
        count: so many statutes only; 0 for all.
        copies: how often each is in it, under other fonds.
        statutes: gives them, anew for each copy.

    Returns:
        How many units it holds.
    """
    (folder / "文本").mkdir(parents=True, exist_ok=True)
    made = 0
    with xlsxwriter.Workbook(str(folder / "目录.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("目录")
        sheet.write_row(0, 0, COLUMNS)
        for copy in range(copies):
            for told, text in itertools.islice(rows(statutes()), count or None):
                made += 1
                changed = {"档号": f"{'FGHJKL'[copy]}{told['档号'][1:]}", "文件": f"文本/{made:05d}.txt"}
                for column, name in enumerate(COLUMNS):
                    sheet.write_string(made, column, changed.get(name, told[name]))
                # No two copies are the same object.
                (folder / changed["文件"]).write_text(f"{text}\n{changed['档号']}\n", encoding="utf-8")
    return made


def _date(statute: dict[str, Any]) -> str:
    if statute["date"]:
        return str(statute["date"]).replace("-", "")
    for line in statute["promulgation"]:
        found = _DAY.search(line)
        if found is not None:
            return f"{found[1]}{int(found[2]):02d}{int(found[3]):02d}"
    return ""


def _document_number(promulgation: list[str]) -> str:
    for line in promulgation:
        found = _NUMBER.search(line)
        if found is not None:
            return f"第{found['number']}号"
    return ""


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0), "statutes")
