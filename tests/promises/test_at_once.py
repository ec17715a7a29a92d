"""Work that is begun beside other work: it gives the same, fails the same, and never waits for ever."""

from __future__ import annotations

import threading

import pytest

from engines import at_once
from engines.at_once import Later, begun


def test_work_is_done_once_whoever_asks_for_it() -> None:
    calls: list[int] = []

    def counts() -> int:
        calls.append(1)
        return len(calls)

    later = begun(counts)
    asking = [threading.Thread(target=later.value) for _ in range(8)]
    for each in asking:
        each.start()
    for each in asking:
        each.join()
    assert later.value() == 1
    assert calls == [1]


def test_what_it_raises_arrives_where_it_is_asked_for() -> None:
    def fails() -> None:
        raise OSError("the index is away")

    later = begun(fails)
    for _ in range(2):
        with pytest.raises(OSError, match="away"):
            later.value()


def test_work_that_waits_for_work_in_any_depth_comes_to_an_end() -> None:
    def deep(left: int) -> int:
        return 1 + (begun(lambda: deep(left - 1)).value() if left else 0)

    all_of_it = [begun(lambda: deep(40)) for _ in range(20)]
    done = Later(lambda: [each.value() for each in all_of_it])
    waiting = threading.Thread(target=done.value, daemon=True)
    waiting.start()
    waiting.join(timeout=30)
    assert not waiting.is_alive()
    assert done.value() == [41] * 20


def test_on_one_core_everything_is_done_in_turn(monkeypatch) -> None:
    monkeypatch.setattr(at_once, "_threads", lambda: None)
    here = threading.get_ident()
    assert begun(threading.get_ident).value() == here
