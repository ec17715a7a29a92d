"""`lantai status`: what is held, and whether every unit is searchable once."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import terminal
from lantai.commands.parsing import Families, add_json, command

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command."""
    status = command(
        families,
        "status",
        "馆藏与索引的数目、待写入的变更、未完成的接收。馆藏不变，文字不变。",
        "Counts of holdings and indices, changes not yet written, unfinished intakes; unchanged for an unchanged home.",
        "lantai status\nlantai status --json",
    )
    add_json(status)
    status.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai status`."""
    from lantai.home_status import lines_of, status_of

    status = status_of(house)
    if arguments.json:
        terminal.say_json(status)
        return 0
    for line in lines_of(status):
        terminal.say(line)
    return 0
