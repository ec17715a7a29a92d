"""Lots that are sent beside other work: none is lost, and one that cannot be sent leaves nothing under way."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from engines.opensearch_engine import sending
from engines.opensearch_engine.bulk import Refused, Write
from engines.opensearch_engine.sending import Sending

#: Nothing is asked of it.
NOWHERE: Any = None


class Sent:
    """In place of `bulk.send`: remembers what came, and can be held up or made to refuse."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lots: list[tuple[int, int]] = []
        self.refuses: set[int] = set()
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.under_way = self.most = 0
        self._lock = threading.Lock()
        monkeypatch.setattr(sending, "send", self)

    def __call__(self, _cluster, _index, writes, version, wait):
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            if version in self.refuses:
                raise Refused("mapper_parsing_exception")
            while not self.goes_on.is_set():
                wait(0.01)
            self.lots.append((version, len(writes)))
        finally:
            with self._lock:
                self.under_way -= 1


@pytest.fixture
def sent(monkeypatch):
    return Sent(monkeypatch)


def lot(count):
    return [Write(str(at), at, "{}") for at in range(count)]


def test_every_lot_is_done_when_it_is_finished_and_two_are_under_way_at_a_time(sent):
    lots = Sending(NOWHERE, "index")
    sent.goes_on.clear()
    for version in (1, 2, 3):
        lots.hand_over(lot(version), version)
    threading.Timer(0.1, sent.goes_on.set).start()
    lots.hand_over(lot(4), 4)  # waits for room
    lots.finish()
    assert sorted(sent.lots) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert sent.most == 2
    lots.hand_over(lot(5), 5)
    lots.finish()
    assert (5, 5) in sent.lots
    lots.give_up()


def test_what_cannot_be_sent_is_said_and_nothing_is_under_way_then(sent):
    lots = Sending(NOWHERE, "index")
    sent.goes_on.clear()
    sent.refuses.add(2)
    lots.hand_over(lot(1), 1)
    lots.hand_over(lot(1), 2)
    time.sleep(0.05)
    with pytest.raises(Refused):
        lots.hand_over(lot(1), 3)
    assert sent.under_way == 0 and sent.lots == []


def test_a_writer_that_is_closed_waits_for_no_patience(sent):
    lots = Sending(NOWHERE, "index")
    sent.goes_on.clear()
    lots.hand_over(lot(1), 1)
    lots.give_up()
    assert sent.under_way == 0 and sent.lots == []
