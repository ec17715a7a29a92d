"""`lantai check-sheet`: what an intake would make of a catalogue, told before anything is taken in."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from holdings.letters import say_count
from lantai import terminal
from lantai.commands.parsing import Families, add_json, class_of_word, command
from lantai.errors import UsageError

if TYPE_CHECKING:
    from indexer.sheet_report import SheetReport
    from lantai.wiring import House

_MOST_ROWS_LISTED = 20


def register(families: Families) -> None:
    """Add the command."""
    check = command(
        families,
        "check-sheet",
        "接收之前查看目录：表头在哪一行，各列怎样理解，多少件，哪些行不作档案，哪里不能接收。不改变任何东西。",
        "Look at a catalogue before it is taken in: where its header is, how its columns are understood, how many "
        "units, "
        "which rows are none, what speaks against it. Nothing is changed.",
        "lantai check-sheet 移交/2024年文书\nlantai check-sheet 移交/2025年归档/归档文件目录.xlsx --json",
    )
    check.add_argument("path", metavar="PATH", type=Path, help="文件夹、目录或文件 a folder, a sheet, a file")
    check.add_argument(
        "--class",
        dest="sharing_class",
        default="unreviewed",
        metavar="CLASS",
        help="只填补空的共享类型 fills empty cells only: unconditional | conditional | withheld | unreviewed",
    )
    add_json(check)
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai check-sheet`: 0 where it may be taken in, 1 where it may not, 2 where nothing is there."""
    from indexer.receive import NothingToReceive
    from indexer.sheet_report import report_on
    from indexer.verify import Terms

    sharing_class = class_of_word(arguments.sharing_class)
    # The settings are read where they are; no home is made or opened.
    settings = house.settings
    terms = Terms("", sharing_class, settings.archive, settings.templates, house.today())
    try:
        report = report_on(Path(os.path.abspath(arguments.path)), terms)  # noqa: PTH100 (links keep their names)
    except NothingToReceive as error:
        raise UsageError(error.letter) from None
    if arguments.json:
        terminal.say_json(_told(report))
    else:
        for line in _lines(report):
            terminal.say(line)
    return 0 if report.fits else 1


def _told(report: SheetReport) -> dict[str, object]:
    told = asdict(report)
    told["fits"] = report.fits
    told["reasons"] = [
        {
            "source": one.source,
            "row": one.row,
            "column": one.column,
            "zh": one.letter.zh,
            "en": one.letter.en,
        }
        for one in report.reasons
    ]
    return told


def _lines(report: SheetReport) -> Iterator[str]:
    if report.sheet:
        yield from _of_sheet(report)
    for letter in report.notices:
        yield f"说明 note: {letter.zh}"
        yield f"           {letter.en}"
    for reason in report.reasons:
        yield f"不能接收 refused: {reason.placed.zh}"
        yield f"                  {reason.placed.en}"
    if report.total > len(report.reasons):
        yield f"另有 {report.total - len(report.reasons):,} 处未列 more are not listed"
    if report.fits:
        yield f"可以接收 may be taken in: {report.units:,} 件 units"
    else:
        reasons = say_count(report.total, "reason")
        yield f"不能接收，共 {report.total:,} 处问题；改正后再查看一次 cannot be taken in, for {reasons}"


def _of_sheet(report: SheetReport) -> Iterator[str]:
    encoding = f"，{report.encoding}" if report.encoding else ""
    yield f"目录 sheet: {report.sheet}（{report.form}{encoding}）"
    for table in report.tables:
        if table.worksheet:
            yield f"工作表 worksheet: {table.worksheet}"
        yield f"  表头 header: 第 {'、'.join(map(str, table.header_rows))} 行 row"
        read = "  ".join(f"{heading} → {element}" for heading, element in table.columns)
        yield f"  读入的列 columns read: {read}"
        if table.kept:
            yield f"  原样保存的列 columns kept as they stand: {'、'.join(table.kept)}"
        if table.counted:
            yield f"  流水号，不读 running numbers, not read: {'、'.join(table.counted)}"
        if table.code_pattern:
            stated = "，".join(f"{name}={text}" for name, text in table.stated)
            yield f"  档号的拼法 codes are made as: {table.code_pattern}" + (
                f"（{stated}）" if stated else ""
            )
    for left in report.left_out:
        where = f"《{left.worksheet}》" if left.worksheet else ""
        yield f"不作档案的行 rows that are no unit: {where}{left.label} {left.why} {left.total:,}"
        for number, text in left.rows[:_MOST_ROWS_LISTED]:
            yield f"  {number}  {text}"
        if left.total > _MOST_ROWS_LISTED:
            yield f"  … {left.total - _MOST_ROWS_LISTED:,} 行未列 more"
    yield f"著录的行 rows that describe a unit: {report.rows:,}"
    levels = "，".join(f"{word} {count:,}" for word, count in report.levels.items())
    classes = "，".join(f"{word} {count:,}" for word, count in report.classes.items())
    yield f"可接收的件 units: {report.units:,}" + (f"（{levels}；{classes}）" if levels else "")
    yield (
        f"文件 files: 目录写到且在 found {report.files_found:,}，写到而缺 missing {report.files_absent:,}，"
        f"在而未写 surplus {report.files_surplus:,}"
    )
