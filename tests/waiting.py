"""Waiting for what another thread or process does.

No promise is made of seconds: a loaded machine is slow. What is waited for comes, or the run would hang for ever, which
`HANGS_S` ends. What must not be waited for is shown by counting: of tries, of calls, of what came first.
"""

from __future__ import annotations

import time
from collections.abc import Callable

#: Seconds after which something that is waited for is taken to hang.
HANGS_S = 300.0
_LOOK_S = 0.02


def until(reached: Callable[[], object], what: object = "what is waited for") -> None:
    """Return when `reached` is true.

    Raises:
        AssertionError: it hangs; `what` says what was waited for.
    """
    end = time.monotonic() + HANGS_S
    while not reached():
        assert time.monotonic() < end, (
            f"after {HANGS_S:g} s still not so: {what() if callable(what) else what}"
        )
        time.sleep(_LOOK_S)
