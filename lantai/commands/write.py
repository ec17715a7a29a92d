"""`lantai write`: enters what waits into the indices, and ends."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lantai import terminal, waiting_letters
from lantai.commands.parsing import Families, command

if TYPE_CHECKING:
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the command."""
    write = command(
        families,
        "write",
        "把尚未写入的改动写入索引，然后结束；lantai serve 运行时自动写入。",
        "Enter what waits into the index and end; lantai serve does so while it runs.",
        "lantai write",
    )
    write.set_defaults(run=run)


def run(_arguments: argparse.Namespace, house: House) -> int:
    """`lantai write`."""
    from indexer.behind import rows_behind
    from indexer.locks import WriterLock
    from indexer.writing import drain_locked

    waiting = rows_behind(house.store, house.generations)
    lock = WriterLock(house.settings.index, house.store)
    if not lock.acquire():
        terminal.tell(waiting_letters.writer_runs())
        return 0
    try:
        with terminal.Progress() as progress:
            drain_locked(house.plant, lambda done: progress.show("写入索引 write", done, 0))
    finally:
        lock.release()
    terminal.say(str(waiting_letters.changes_written(waiting)))
    return 0
