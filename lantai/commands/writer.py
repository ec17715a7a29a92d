"""`lantai writer`: the index writer alone. `lantai serve` starts and watches it; help does not list it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai.commands.parsing import Families

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command, without a line in the list of commands."""
    writer = families.add_parser(
        "writer",
        description="索引写入进程，由 lantai serve 启动。\nThe index writer, started by lantai serve.",
    )
    writer.add_argument(
        "--watched-by",
        default=0,
        type=int,
        metavar="PID",
        help="随启动它的进程一同结束 end with whoever started it",
    )
    writer.add_argument(
        "--counts",
        default=-1,
        type=int,
        metavar="FD",
        help="把计数告诉启动它的进程 tell what is counted to whoever started it",
    )
    writer.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai writer`: follows the outbox until SIGTERM."""
    from lantai.writer_process import write_until_stopped

    write_until_stopped(house, watched_by=arguments.watched_by, counts_to=arguments.counts)
    return 0
