"""Whose question is next: counted in turns, by a clock of the test's own."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantai.turns import Crowded, Left, Presence, Turns


async def settled():
    """Until whoever was asked in has begun."""
    for _ in range(8):
        await asyncio.sleep(0)


class Day:
    """Turns, a clock, and the order in which questions began."""

    def __init__(self, at_once=4, most_waiting=128):
        self.now = 0.0
        self.turns = Turns(at_once, most_waiting, clock=lambda: self.now)
        self.given = []
        self.refused = []
        self.under_way = {}
        self.tasks = []

    async def ask(self, address, connection="1", presence=None):
        async def asking():
            try:
                turn = await self.turns.take((address, connection), presence)
            except (Crowded, Left) as error:
                self.refused.append((address, connection, type(error)))
            else:
                self.given.append((address, connection))
                self.under_way[address, connection] = turn

        self.tasks.append(asyncio.create_task(asking()))
        await settled()

    async def end(self, address, connection="1", after=0.5):
        self.now += after
        self.under_way.pop((address, connection)).end()
        await settled()

    async def close(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def played(play, **more):
    async def whole():
        day = Day(**more)
        try:
            await play(day)
        finally:
            await day.close()

    asyncio.run(whole())


def test_a_client_with_forty_connections_does_not_make_another_wait_behind_them():
    async def play(day):
        for connection in range(40):
            await day.ask("198.51.100.1", str(connection))
        # One turn is left for whoever else comes: it waits for nobody.
        assert len(day.given) == 3 and day.turns.waiting == 37
        await day.ask("203.0.113.7")
        assert day.given[3] == ("203.0.113.7", "1")
        await day.ask("203.0.113.7", "2")
        await day.end(*day.given[0])
        assert day.given[4] == ("203.0.113.7", "2")

    played(play)


def test_within_an_address_whoever_had_less_is_asked_in_first():
    """A reading room has one address: a program in it that asks without end makes the readers wait for one answer."""

    async def play(day):
        for connection in ("p1", "p2", "p3", "p4"):
            await day.ask("room", connection)
        for connection in ("p1", "p2", "p3"):
            await day.end("room", connection, after=2.0)
            await day.ask("room", connection)
        await day.ask("room", "reader")
        begun = len(day.given)
        await day.end("room", day.given[-1][1])
        assert day.given[begun] == ("room", "reader")

    played(play)


def test_those_who_were_given_much_hold_half_of_the_turns():
    async def play(day):
        for address in ("a", "b", "c", "d"):
            await day.ask(address)
        for address in ("a", "b", "c", "d"):
            await day.end(address, after=2.0)
        for address in ("a", "b", "c", "d"):
            await day.ask(address)
        assert day.turns.running == 2 and day.turns.waiting == 2
        await day.ask("new")
        assert day.given[-1] == ("new", "1")
        # What was given long ago counts no more.
        day.now += 600
        await day.end("new", after=0.0)
        assert day.turns.running == 4 and day.turns.waiting == 0

    played(play)


def test_where_no_place_is_left_the_last_of_whoever_has_most_goes():
    async def play(day):
        for connection in range(8):
            await day.ask("many", str(connection))
        assert day.turns.waiting == 5
        await day.ask("many", "more")
        assert day.refused == [("many", "more", Crowded)]
        await day.ask("few1")
        await day.ask("few2")
        assert ("few1", "1") in day.given
        assert day.refused[1:] == [("many", "7", Crowded)]
        assert day.turns.waiting == 5

    played(play, most_waiting=5)


def test_who_goes_waits_no_more():
    async def play(day):
        gone = Presence()
        for connection in range(4):
            await day.ask("a", str(connection))
        await day.ask("a", "goes", gone)
        assert day.turns.waiting == 2
        gone.leave()
        await settled()
        assert day.turns.waiting == 1 and day.refused == [("a", "goes", Left)]
        await day.ask("a", "gone before", gone)
        assert day.refused[1:] == [("a", "gone before", Left)]

    played(play)


def test_a_wait_ends_some_time():
    async def play():
        turns = Turns(1, longest_s=0.01)
        first = await turns.take(("a", "1"))
        with pytest.raises(Crowded):
            await turns.take(("b", "1"))
        assert turns.waiting == 0
        first.end()
        first.end()
        assert turns.running == 0
        (await turns.take(("b", "1"))).end()

    asyncio.run(play())


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("123456"), st.booleans(), st.floats(0, 5)),
        max_size=60,
    ),
    st.integers(1, 5),
)
def test_turns_are_never_more_than_there_are_and_none_is_lost(asked, at_once):
    async def play(day):
        for address, connection, ends, seconds in asked:
            if ends and day.under_way:
                await day.end(*sorted(day.under_way)[0], after=seconds)
            elif (address, connection) not in day.under_way:
                await day.ask(address, connection)
            assert day.turns.running <= at_once
        # Whoever waits is asked in, and nothing stays behind.
        day.now += 1_000
        while day.under_way:
            await day.end(*sorted(day.under_way)[0], after=100)
        assert day.turns.running == 0 and day.turns.waiting == 0
        assert len(day.given) + len(day.refused) == len(day.tasks)

    played(play, at_once=at_once, most_waiting=10)
