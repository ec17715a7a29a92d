"""Is the service up? Asked at any time by whoever looks after it, so it waits behind no question."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

_LOG = logging.getLogger("lantai.answers")

#: Seconds that an asker waits for a fresh look where an older one can be told; and where none can.
_PATIENCE_S, _FIRST_PATIENCE_S = 0.5, 3.0
#: What was seen longer ago, in seconds, is nothing to go by: whatever is looked at does not answer.
_OLD_S = 30.0


class HealthLook:
    """Looks in a thread of its own, once for all who ask at a time.

    Args:
        look: whether questions can be answered now; may block.
        clock: seconds that only grow.
        patience: seconds that an asker waits for a fresh look where an older one can be told, and where none can.
    """

    def __init__(
        self,
        look: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
        patience: tuple[float, float] = (_PATIENCE_S, _FIRST_PATIENCE_S),
    ) -> None:
        self._look = look
        self._clock = clock
        self._patience = patience
        self._looking: Future[bool] | None = None
        self._seen = False
        self._seen_at = float("-inf")

    async def up(self) -> bool:
        """Whether questions can be answered; as it was seen last where a look takes long."""
        looking = self._looking
        if looking is None or looking.done():
            looking = self._looking = Future()
            # A look that hangs holds up neither the next questions nor the end of the process.
            threading.Thread(target=self._look_once, args=(looking,), name="health", daemon=True).start()
        known = self._clock() - self._seen_at < _OLD_S
        done, _ = await asyncio.wait([asyncio.wrap_future(looking)], timeout=self._patience[not known])
        if done:
            return self._seen
        return self._seen and self._clock() - self._seen_at < _OLD_S

    def _look_once(self, looking: Future[bool]) -> None:
        began, up = self._clock(), False
        try:
            up = self._look()
        except Exception as error:
            _LOG.error("health_look_failed", extra={"kind": type(error).__name__})
        finally:
            self._seen, self._seen_at = up, began
            looking.set_result(up)
