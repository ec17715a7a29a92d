"""What time is it? The one place that asks the machine.

Moments are kept in UTC. A day is a day where the archive is, whatever zone the machine or its container runs in: a
grant "until" a day ends with that day there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

#: The zone of all of China since 1949, with daylight saving time in the summers of 1986 to 1991 (tz database).
CHINA: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of an archive.

    Attributes:
        zone: the archive's own time zone.
    """

    zone: ZoneInfo

    def today(self) -> dt.date:
        """The day it is where the archive is."""
        return dt.datetime.now(self.zone).date()

    def moment(self) -> str:
        """This moment as histories keep it: ISO 8601 in UTC, to the second."""
        return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")

    def local(self, moment: str) -> str:
        """A moment of a history as people at the archive read it: 2026-12-01 19:11:32+08:00.

        Args:
            moment: as `moment` gives it; what is none stays as it stands.
        """
        try:
            known = dt.datetime.fromisoformat(moment)
        except ValueError:
            return moment
        if known.tzinfo is None:
            return moment
        return known.astimezone(self.zone).isoformat(" ", "seconds")


def clock_of(zone: str = CHINA) -> Clock:
    """The clock of a time zone.

    Args:
        zone: a name of the tz database, as ``Asia/Shanghai``.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return Clock(ZoneInfo(zone))
    except (KeyError, OSError) as error:  # a folder of zones, as "Asia", is an error of the system
        raise ValueError(zone) from error
