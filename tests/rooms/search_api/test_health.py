"""Up or down, told at once whatever the rest of the service does."""

from __future__ import annotations

import asyncio
import threading

from search_api.health import HealthLook


def test_a_look_that_hangs_is_told_as_it_was_seen_last_until_that_is_old():
    hangs, now = threading.Event(), [0.0]
    hangs.set()
    looks = []

    def look():
        looks.append(now[0])
        assert hangs.wait(60)
        return True

    async def play():
        health = HealthLook(look, lambda: now[0], (0.01, 60.0))
        assert await health.up()
        hangs.clear()
        assert await health.up() and await health.up()
        assert len(looks) == 2  # one look for all who ask
        now[0] = 31.0
        slow = HealthLook(look, lambda: now[0], (0.01, 0.01))
        assert not await slow.up()
        health._patience = (0.01, 0.01)
        assert not await health.up()
        hangs.set()
        health._patience = (60.0, 60.0)
        assert await health.up()

    asyncio.run(play())


def test_a_look_that_breaks_is_down():
    def look():
        raise RuntimeError

    async def play():
        return await HealthLook(look).up()

    assert not asyncio.run(play())
