"""`lantai worker`: does the jobs of intakes that other processes hand out, on this machine or any other."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai.commands.parsing import Families, command

if TYPE_CHECKING:
    from lantai.wiring import House

LANES = ("light", "ocr")


def register(families: Families) -> None:
    """Add the command."""
    worker = command(
        families,
        "worker",
        "任务工作进程：从 Redis(LANTAI_QUEUE)取任务，读取、识读、分析，结果写入馆藏。可在多台机器上各开几个；"
        "Ctrl-C 或 SIGTERM 做完手头的再停。",
        "A worker: takes jobs from Redis (LANTAI_QUEUE), reads, recognises, analyses, and writes into the store. Run "
        "some on each of several machines; Ctrl-C or SIGTERM lets them finish what is in hand.",
        "lantai worker\nlantai worker --queue ocr --processes 4\nlantai worker --queue light",
    )
    worker.add_argument(
        "--queue",
        choices=LANES,
        action="append",
        help="只做这一类任务：light 为读取与分析，ocr 为识读；不写则都做 only jobs of this cost; both by default",
    )
    worker.add_argument(
        "--processes",
        type=int,
        default=0,
        metavar="N",
        help="同时做几个任务；不写取 LANTAI_WORKERS，再取处理器核数 jobs at a time; LANTAI_WORKERS, or one a core",
    )
    worker.set_defaults(run=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """`lantai worker`."""
    from lantai.worker_process import work_until_stopped

    work_until_stopped(house, tuple(arguments.queue or LANES), arguments.processes)
    return 0
