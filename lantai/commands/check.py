"""`lantai check`: bytes, order of changes, indices and rights against the store."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from lantai import letters, terminal
from lantai.commands.parsing import Families, add_json, command

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdings.store.database import StoreDamaged
    from lantai.checking import Report
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command."""
    check = command(
        families,
        "check",
        "核对：数字对象的固化信息、变更次序、索引与馆藏、权限与馆藏。有错时以 1 结束，并说明怎么办；"
        "--repair 把与馆藏不符的单元重新写入索引，必要时重建，并清除不属于任何单元的数字对象。",
        "Check digital objects, the order of changes, indices and rights against the store; 1 if anything is wrong. "
        "--repair enters the units that differ into the indices anew, or all of them where it must, and erases the "
        "digital objects that no unit has.",
        "lantai check\nlantai check --all --json\nlantai check --repair",
    )
    check.add_argument(
        "--all",
        action="store_true",
        help="核对每一个档号的权限，不抽查 the rights of every single code, no sample",
    )
    check.add_argument(
        "--repair",
        action="store_true",
        help="使索引与馆藏相符，清除无所属的对象；损坏的对象只能由备份恢复 "
        "make the indices right, erase objects that no unit has; damaged ones come from a backup alone",
    )
    add_json(check)
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai check`."""
    from holdings.store.database import StoreDamaged
    from lantai.checking import check_home

    try:
        return _check(arguments, house, check_home)
    except StoreDamaged as error:
        return _damaged(arguments, house, error)


def _damaged(arguments: argparse.Namespace, house: House, error: StoreDamaged) -> int:
    """Say what of a damaged store can be read; nothing else can be compared with it."""
    from lantai.checking import examined
    from lantai.places import open_store

    store = open_store(house.settings.store)
    try:
        wrong = examined(store)
    finally:
        store.close()
    if len(wrong) == 1:  # every row of every table can be read: what was said is all that is known
        wrong.insert(0, error.letter)
    if arguments.json:
        told = [{"zh": letter.zh, "en": letter.en} for letter in wrong]
        terminal.say_json({"ok": False, "checked": {}, "wrong": told, "advice": []})
    else:
        for letter in wrong:
            terminal.tell(letter)
    return 1


def _check(arguments: argparse.Namespace, house: House, check_home: Callable[..., Report]) -> int:
    from holdings.store import census

    with terminal.Progress() as progress:
        report, done = check_home(house, progress.show, every=arguments.all), None
        if arguments.repair and report.wrong:
            from lantai.repairing import repair

            done, report = repair(house, report, progress.show, every=arguments.all)
    if arguments.json:
        repaired = {"repaired": asdict(done)} if done is not None else {}
        terminal.say_json(
            {
                **repaired,
                "ok": not report.wrong,
                "erased": report.erased,
                "unreferred": [{"digest": digest, "bytes": size} for digest, size in report.unreferred],
                "checked": report.checked,
                "wrong": [{"zh": letter.zh, "en": letter.en} for letter in report.wrong],
                "advice": [{"zh": letter.zh, "en": letter.en} for letter in report.advice],
            }
        )
        return 1 if report.wrong else 0
    for what, count in report.checked.items():
        terminal.say(f"已核对 checked: {_LABELS.get(what, what)} {count:,}")
    if done is not None:
        terminal.say(
            f"已修复 repaired: 重写单元 units entered anew {done.units:,}，"
            f"清除馆藏所无 strays removed {done.strays:,}，"
            f"重写专题 themes {done.themes:,}，清除无所属对象 objects erased {report.erased:,}"
            f"{'；已重建索引 indices rebuilt' if done.rebuilt else ''}"
        )
    for letter in report.advice:
        terminal.say(f"建议 advice: {letter}")
    for letter in report.wrong:
        terminal.tell(letter)
    if not report.wrong:
        with house.store.reading() as connection:
            empty = not census.packages_held(connection)
        terminal.say(str(letters.nothing_taken_in()) if empty else "全部相符。All is as it should be.")
    return 1 if report.wrong else 0


_LABELS = {
    "tables": "数据库的表 tables",
    "texts": "页文字 page texts",
    "objects": "数字对象 digital objects",
    "bytes": "字节 bytes",
    "changes": "保存的变更 changes kept",
    "units": "单元 units",
    "entries": "索引条目 index entries",
    "tokens": "索引中的权限标记 rights marks in the index",
    "readers": "读者 readers",
}
