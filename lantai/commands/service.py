"""`lantai service`: a process that answers. `lantai serve` starts and watches it; help does not list it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai.commands.parsing import Families

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command, without a line in the list of commands."""
    service = families.add_parser(
        "service",
        description="应答进程，由 lantai serve 启动。\nA process that answers, started by lantai serve.",
    )
    service.add_argument(
        "--watched-by", required=True, type=int, metavar="PID", help="随它一同结束 ends with it"
    )
    service.add_argument(
        "--of", default=1, type=int, metavar="N", help="这样的进程有几个 how many such processes there are"
    )
    service.add_argument(
        "--counts", default=-1, type=int, metavar="FD", help="把计数告诉它 tell it what is counted"
    )
    service.add_argument(
        "--link", required=True, type=int, metavar="FD", help="连接由此而来 where connections come from"
    )
    service.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai service`: answers until SIGTERM."""
    from lantai.service_process import answer_for

    answer_for(
        house,
        arguments.link,
        watched_by=arguments.watched_by,
        of=arguments.of,
        counts_to=arguments.counts,
    )
    return 0
