"""`lantai check`: bytes, order of changes, indices and rights against the store."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import terminal
from lantai.commands.parsing import Families, add_json, command

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command."""
    check = command(
        families,
        "check",
        "核对：数字对象的固化信息、变更次序、索引与馆藏、权限与馆藏。有错时以 1 结束，并说明怎么办。",
        "Check digital objects, the order of changes, indices and rights against the store; 1 if anything is wrong.",
        "lantai check\nlantai check --json",
    )
    add_json(check)
    check.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai check`."""
    from lantai.checking import check_home

    with terminal.Progress() as progress:
        report = check_home(house, progress.show)
    if arguments.json:
        terminal.say_json(
            {
                "ok": not report.wrong,
                "checked": report.checked,
                "wrong": [{"zh": letter.zh, "en": letter.en} for letter in report.wrong],
                "advice": [{"zh": letter.zh, "en": letter.en} for letter in report.advice],
            }
        )
        return 1 if report.wrong else 0
    for what, count in report.checked.items():
        terminal.say(f"已核对 checked: {_LABELS.get(what, what)} {count:,}")
    for letter in report.advice:
        terminal.say(f"建议 advice: {letter}")
    for letter in report.wrong:
        terminal.tell(letter)
    if not report.wrong:
        terminal.say("全部相符。All is as it should be.")
    return 1 if report.wrong else 0


_LABELS = {
    "objects": "数字对象 digital objects",
    "bytes": "字节 bytes",
    "changes": "保存的变更 changes kept",
    "units": "单元 units",
    "entries": "索引条目 index entries",
    "tokens": "访问标记 access tokens",
    "readers": "读者 readers",
}
