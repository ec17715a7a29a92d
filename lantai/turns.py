"""Turns: how many questions one process answers at a time, and whose is next.

A question takes a turn before it is worked on and gives it back when its answer begins. Who waits is asked in after
whoever had less: first by the address (a reading room, a program), within it by the reader or the connection. So one
client with forty connections makes another wait for the questions that are being answered, never for the forty; and
clients that were given much of late hold no more than half of the turns between them.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

#: Where the state of an application's scope has the `Presence` of its client.
PRESENCE = "lantai.presence"

#: Who asks: an address, and which of its connections.
Flow = tuple[str, str]

#: Questions that a process works on at a time, where index and store lie in this machine: more only take the processor
#: from each other; ...
AT_ONCE = 4
#: ... and where either is on a server, for which most of a question waits.
AT_ONCE_OF_SERVERS = 16
#: What a client was given counts for half as much after so many seconds.
_HALVES_S = 10.0
#: A client that was given more seconds of turns than this has had its share.
_SHARE_S = 1.0
#: Clients that are remembered; of more the ones that were given least are forgotten.
_REMEMBERED = 4_096


class Crowded(Exception):
    """There is no place to wait, or the wait was too long: whoever asks may come again."""


class Left(Exception):
    """Whoever asked has gone."""


@dataclass(slots=True)
class _Spent:
    """Seconds of turns that a client was given, worth less as time passes."""

    seconds: float = 0.0
    at: float = 0.0

    def now(self, now: float) -> float:
        return float(self.seconds * 0.5 ** ((now - self.at) / _HALVES_S))

    def add(self, seconds: float, now: float) -> None:
        self.seconds, self.at = self.now(now) + seconds, now


@dataclass(slots=True, eq=False)
class Presence:
    """Whether whoever asks is still there; the connection says so.

    Attributes:
        gone: the connection has ended.
        on_leave: called when it ends.
    """

    gone: bool = False
    on_leave: Callable[[], None] | None = None

    def leave(self) -> None:
        """The connection has ended."""
        self.gone = True
        if self.on_leave is not None:
            self.on_leave()


@dataclass(slots=True, eq=False)
class _Waiter:
    flow: Flow
    number: int
    asked_in: asyncio.Future[Turn]


@dataclass(slots=True, eq=False)
class Turn:
    """A turn that was given; `end` gives it back, once or more often."""

    flow: Flow
    heavy: bool
    began: float
    _turns: Turns | None = field(repr=False)

    def end(self) -> None:
        """Give it back."""
        turns, self._turns = self._turns, None
        if turns is not None:
            turns._end(self)


class Turns:
    """Gives turns. Of one event loop; not safe from other threads.

    Args:
        at_once: turns that are given at a time, at least 1.
        most_waiting: who comes beyond them is turned away, or the last of whoever has most waiting.
        longest_s: the longest wait, in seconds.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        at_once: int,
        most_waiting: int = 128,
        longest_s: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._at_once = max(1, at_once)
        self._most_waiting = most_waiting
        self._longest_s = longest_s
        self._clock = clock
        self._running: set[Turn] = set()
        self._waiting: list[_Waiter] = []
        self._spent: dict[str | Flow, _Spent] = {}
        self._numbers = itertools.count()

    @property
    def running(self) -> int:
        """Turns that are given now."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """Questions that wait."""
        return len(self._waiting)

    async def take(self, flow: Flow, presence: Presence | None = None) -> Turn:
        """Wait for a turn.

        Args:
            flow: who asks.
            presence: ends the wait when whoever asks goes; None where nobody can say.

        Raises:
            Crowded: too many wait, or it took too long.
            Left: whoever asked has gone.
        """
        if presence is not None and presence.gone:
            raise Left
        self._ask_in()
        if self._may_begin(flow):  # whoever waits may not: it has its share
            return self._begin(flow)
        self._make_room(flow)
        waiter = _Waiter(flow, next(self._numbers), asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        if presence is not None:
            presence.on_leave = lambda: _refuse(waiter, Left())
        try:
            return await asyncio.wait_for(waiter.asked_in, self._longest_s)
        except BaseException as error:
            given = waiter.asked_in
            if given.done() and not given.cancelled() and given.exception() is None:
                given.result().end()  # it came in the very moment in which the wait ended
            if isinstance(error, TimeoutError):
                raise Crowded from None
            raise
        finally:
            if presence is not None:
                presence.on_leave = None
            if waiter in self._waiting:
                self._waiting.remove(waiter)

    # ------------------------------------------------------------------------------------------ whose is next

    def _may_begin(self, flow: Flow) -> bool:
        if len(self._running) >= self._at_once:
            return False
        if self._at_once == 1:
            return True
        # The last turn is never one address's own: whoever else comes finds it free.
        if sum(turn.flow[0] == flow[0] for turn in self._running) >= self._at_once - 1:
            return False
        return not self._heavy(flow) or sum(turn.heavy for turn in self._running) < self._at_once // 2

    def _heavy(self, flow: Flow) -> bool:
        return self._given(flow) > _SHARE_S

    def _given(self, who: str | Flow) -> float:
        """Seconds of turns that a client or one of its connections was given of late, those under way included."""
        now = self._clock()
        spent = self._spent.get(who)
        under_way = sum(now - turn.began for turn in self._running if who in (turn.flow, turn.flow[0]))
        return (spent.now(now) if spent is not None else 0.0) + under_way

    def _begin(self, flow: Flow) -> Turn:
        turn = Turn(flow, self._heavy(flow), self._clock(), self)
        self._running.add(turn)
        return turn

    def _end(self, turn: Turn) -> None:
        self._running.discard(turn)
        now = self._clock()
        for who in (turn.flow, turn.flow[0]):
            self._spent.setdefault(who, _Spent(at=now)).add(now - turn.began, now)
        if len(self._spent) > _REMEMBERED:
            self._forget(now)
        self._ask_in()

    def _ask_in(self) -> None:
        while self._waiting:
            able = [waiter for waiter in self._waiting if self._may_begin(waiter.flow)]
            if not able:
                return
            first = min(
                able,
                key=lambda waiter: (
                    self._given(waiter.flow[0]),
                    self._given(waiter.flow),
                    waiter.number,
                ),
            )
            self._waiting.remove(first)
            if not first.asked_in.done():
                first.asked_in.set_result(self._begin(first.flow))

    def _make_room(self, flow: Flow) -> None:
        """Turn the last of whoever has most waiting away, where there is no place left.

        Raises:
            Crowded: that is who comes now.
        """
        if len(self._waiting) < self._most_waiting:
            return
        waiting: dict[str, int] = {}
        for waiter in self._waiting:
            waiting[waiter.flow[0]] = waiting.get(waiter.flow[0], 0) + 1
        most = max(waiting.values(), default=0)
        if waiting.get(flow[0], 0) + 1 >= most:
            raise Crowded
        last = max(
            (waiter for waiter in self._waiting if waiting[waiter.flow[0]] == most),
            key=lambda waiter: waiter.number,
        )
        self._waiting.remove(last)
        _refuse(last, Crowded())

    def _forget(self, now: float) -> None:
        kept = sorted(self._spent, key=lambda who: self._spent[who].now(now))[_REMEMBERED // 2 :]
        self._spent = {who: self._spent[who] for who in kept}


def _refuse(waiter: _Waiter, why: Exception) -> None:
    if not waiter.asked_in.done():
        waiter.asked_in.set_exception(why)
