"""`lantai reindex`: new indices beside the old, swapped whole."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import terminal
from lantai.commands.parsing import Families, command

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command."""
    reindex = command(
        families,
        "reindex",
        "重建索引：新旧并存，核对后整体切换；其间检索照常。--back 退回上一代。",
        "Rebuild the indices beside the present ones, which answer meanwhile; --back returns to the generation before.",
        "lantai reindex\nlantai reindex --back",
    )
    reindex.add_argument(
        "--back", action="store_true", help="退回上一代索引 the generation before answers again"
    )
    reindex.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai reindex`."""
    from indexer.rebuild import reindex, roll_back

    if arguments.back:
        name = roll_back(house.plant)
        terminal.say(f"已退回 went back to: {name}")
        return 0
    with terminal.Progress() as progress:
        reindex(
            house.plant,
            lambda done, total, rate: progress.show("重建 rebuild", done, total, rate=rate),
            terminal.tell,
        )
    terminal.say(f"已重建 rebuilt: {house.generations.current()}")
    return 0
