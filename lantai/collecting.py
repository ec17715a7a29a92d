"""How often a process that answers looks for garbage."""

from __future__ import annotations

import gc

#: New objects after which the youngest are looked through. A question makes some ten thousand and drops them all.
_YOUNGEST = 50_000


def settle() -> None:
    """Leave what is in memory now out of every later look for garbage, and look seldom.

    Python looks through everything that a process holds again and again: of an answer at 200,000 pages that was 2 of
    16 ms in the middle, and 9 of 35 at the slow end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNGEST, 20, 20)
