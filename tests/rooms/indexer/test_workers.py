"""Worker processes: results in order, errors passed on, memory bounded, and nothing left behind."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from indexer import workers
from indexer.workers import WorkerDiedError, WorkerPool
from tests.shared import REPOSITORY
from tests.waiting import until


class OddError(Exception):
    """An error that cannot be made again from its arguments."""

    def __init__(self, one, two):
        super().__init__(one + two)


def doubling():
    return lambda number: number * 2


def slow_when_even():
    def work(number):
        time.sleep(0.03 if number % 2 == 0 else 0)
        return number, os.getpid()

    return work


def failing_at(bad):
    def work(number):
        if number == bad:
            raise ValueError(f"not {number}")
        if number == bad + 1:
            raise OddError("a", "b")
        return number

    return work


def dying_at(bad):
    def work(number):
        if number == bad:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    return work


def echoing():
    return lambda item: item


def sleeping():
    return time.sleep


def never_ready():
    raise ValueError("no dictionary")


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids):
    until(lambda: not any(alive(pid) for pid in pids), "processes that are gone")
    return True


def test_results_come_in_the_order_of_the_items_from_several_processes():
    with WorkerPool(slow_when_even, 2, None) as pool:
        results = list(pool.map(range(40)))
    assert [number for number, _ in results] == list(range(40))
    assert len({pid for _, pid in results}) == 2
    assert os.getpid() not in {pid for _, pid in results}


def test_a_pool_serves_several_maps_one_after_another_also_after_one_was_given_up():
    with WorkerPool(doubling, 2, None) as pool:
        assert list(pool.map([])) == []
        given_up = pool.map(range(1000))
        assert next(given_up) == 0
        with pytest.raises(RuntimeError, match="another map"):
            next(pool.map([1]))
        given_up.close()
        assert list(pool.map(range(5))) == [0, 2, 4, 6, 8]


def test_items_are_taken_only_as_far_ahead_as_asked():
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield number

    with WorkerPool(doubling, 2, None) as pool:
        for at, _ in enumerate(pool.map(items(), ahead=3)):
            assert len(taken) <= at + 1 + 2 * 3


def test_large_items_and_results_never_block_each_other():
    batch = [os.urandom(1 << 20) for _ in range(8)]  # far beyond any pipe
    with WorkerPool(echoing, 2, 60) as pool:
        assert all(result == batch for result in pool.map(batch for _ in range(8)))


def test_an_error_is_raised_when_its_turn_comes_and_the_pool_goes_on():
    with WorkerPool(functools.partial(failing_at, 3), 2, None) as pool:
        results = pool.map(range(10))
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(ValueError, match="not 3") as caught:
            next(results)
        assert "test_workers.py" in caught.value.__notes__[0]
        with pytest.raises(workers.WorkerFailedError, match="OddError"):
            list(pool.map([4]))
        assert list(pool.map([7, 8])) == [7, 8]


def test_a_worker_that_cannot_get_ready_says_why():
    with WorkerPool(never_ready, 2, None) as pool, pytest.raises(ValueError, match="no dictionary"):
        list(pool.map([1]))


def test_a_worker_that_is_killed_ends_the_map_with_a_letter():
    with WorkerPool(functools.partial(dying_at, 5), 2, None) as pool:
        with pytest.raises(WorkerDiedError, match="SIGKILL") as caught:
            list(pool.map(range(50)))
        assert "重新运行" in caught.value.letter.zh
        with pytest.raises(RuntimeError, match="closed"):
            next(pool.map([1]))


def test_a_worker_that_gives_no_answer_is_ended():
    with WorkerPool(sleeping, 1, 0.5) as pool, pytest.raises(WorkerDiedError, match=r"0\.5"):
        list(pool.map([0, 0, 600]))


@pytest.mark.slow
def test_a_slow_consumer_is_not_taken_for_a_stalled_worker():
    with WorkerPool(doubling, 2, 5.0) as pool:
        results = pool.map(range(12))
        assert next(results) == 0
        time.sleep(6)
        assert list(results) == list(range(2, 24, 2))


def test_closing_leaves_no_process_behind():
    with WorkerPool(slow_when_even, 2, None) as pool:
        pids = {pid for _, pid in pool.map(range(8))}
    assert gone(pids)
    pool.close()


def test_workers_outlive_the_thread_that_made_the_pool():
    made = []
    thread = threading.Thread(target=lambda: made.append(WorkerPool(doubling, 1, None)))
    thread.start()
    thread.join()
    with made[0] as pool:
        time.sleep(0.3)
        assert list(pool.map([1, 2])) == [2, 4]


PARENT = """
import sys
from indexer.workers import WorkerPool
from tests.rooms.indexer.test_workers import slow_when_even, sleeping
with WorkerPool(slow_when_even, 2, None) as pool:
    print(*{pid for _, pid in pool.map(range(8))}, flush=True)
    list(pool.map(range(10**9)))
"""


def test_kill_nine_of_the_parent_leaves_no_process_behind():
    # the program comes from standard input: workers need no main module to import
    parent = subprocess.Popen(
        [sys.executable, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY, text=True
    )
    assert parent.stdin is not None and parent.stdout is not None
    with parent:
        parent.stdin.write(PARENT)
        parent.stdin.close()
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(pids) == 2 and all(alive(pid) for pid in pids)
        parent.kill()
    assert gone(pids)


def test_cores_are_those_that_this_process_may_use():
    assert workers.cores() == len(os.sched_getaffinity(0))
