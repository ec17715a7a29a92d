"""Days are those of the archive, moments those of the world."""

from __future__ import annotations

import datetime as dt
import os
import time
from zoneinfo import ZoneInfo

import pytest

from holdings.clock import Clock, clock_of


@pytest.fixture
def machine_in_honolulu(monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Honolulu")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_day_is_the_archive_s_whatever_zone_the_machine_is_in(machine_in_honolulu):
    assert os.environ["TZ"] == "Pacific/Honolulu"
    for _ in range(2):  # a midnight between two lines is met once at most
        day, wanted = clock_of().today(), (dt.datetime.now(dt.UTC) + dt.timedelta(hours=8)).date()
        if day == wanted:
            break
    assert day == wanted
    far = Clock(ZoneInfo("Pacific/Kiritimati")).today() - Clock(ZoneInfo("Pacific/Pago_Pago")).today()
    assert far >= dt.timedelta(days=1), "25 hours lie between these two"


def test_a_moment_is_in_utc_and_to_the_second(machine_in_honolulu):
    moment = clock_of("Asia/Taipei").moment()
    assert moment.endswith("+00:00") and len(moment) == 25
    assert abs(dt.datetime.fromisoformat(moment) - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=30)


def test_a_zone_that_does_not_exist_is_none():
    for name in ("", "Asia/Beijing", "../../etc/passwd", "Asia"):
        with pytest.raises(ValueError):
            clock_of(name)
