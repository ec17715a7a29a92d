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


def test_a_moment_of_a_history_is_read_in_the_archive_s_zone_with_its_offset(machine_in_honolulu):
    read = clock_of("Asia/Shanghai").local
    assert read("2026-12-01T20:11:32+00:00") == "2026-12-02 04:11:32+08:00"
    # Summer time of 1986 to 1991 is in the tz database.
    assert read("1988-07-01T00:00:00+00:00") == "1988-07-01 09:00:00+09:00"
    assert clock_of("UTC").local("2026-12-01T20:11:32+00:00") == "2026-12-01 20:11:32+00:00"
    # What says no moment, or none of any zone, stays.
    assert [read(text) for text in ("", "2026-12-01T20:11:32", "昨天")] == ["", "2026-12-01T20:11:32", "昨天"]


def test_a_zone_that_does_not_exist_is_none():
    for name in ("", "Asia/Beijing", "../../etc/passwd", "Asia"):
        with pytest.raises(ValueError):
            clock_of(name)
