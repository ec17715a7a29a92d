"""Changes that the indices have not followed: applied at once where no writer runs, and named where they wait."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from holdings.letters import LantaiError
from lantai import terminal, waiting_letters

if TYPE_CHECKING:
    from lantai.wiring import House


PATIENCE_S = 30.0
"""How long a command waits for a writer that runs, in seconds."""
_POLL_S = 0.05


def apply_all(house: House) -> bool:
    """Apply all that the store says now, or wait for the writer that runs; whether every index holds it."""
    from holdings.store import outbox
    from indexer.behind import has_applied

    with house.store.reading() as connection:
        last = outbox.last_number(connection)
    until = time.monotonic() + PATIENCE_S
    while apply_waiting(house):
        if has_applied(house.generations, last):
            return True
        if time.monotonic() >= until:
            break
        time.sleep(_POLL_S)
    return False


def apply_waiting(house: House) -> bool:
    """Apply what waits, where no writer of this home runs that does; what hinders it is told and nothing is lost.

    Returns:
        Whether everything is applied, or a writer runs that is about to.
    """
    from indexer.behind import rows_behind
    from indexer.locks import WriterLock

    try:
        if not rows_behind(house.store, house.generations):
            return True
        if not house.generations.current():
            # Of a large home the first index takes hours: that is nothing to do in passing.
            return tell_waiting(house)
        from indexer.writing import drain_locked

        lock = WriterLock(house.settings.index, house.store)
        if not lock.acquire():
            return True
        try:
            drain_locked(house.plant)
        finally:
            lock.release()
    except LantaiError as error:
        terminal.tell(error.letter)
        terminal.tell(waiting_letters.changes_kept())
        return False
    return True


def tell_waiting(house: House) -> bool:
    """Say how many changes an answer may lack, where no writer applies them; whether none waits so."""
    from indexer.behind import rows_behind
    from indexer.locks import WriterLock

    try:
        waiting = rows_behind(house.store, house.generations)
    except LantaiError:
        return True  # what hinders it is said by whoever asks the index
    if not waiting or WriterLock(house.settings.index, house.store).held_elsewhere():
        return True
    terminal.tell(waiting_letters.changes_wait(waiting))
    return False
