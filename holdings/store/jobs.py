"""Jobs in the store: work that was handed to a queue and is not done yet.

The store is the truth of what is to be done; a queue between machines carries row numbers and may lose or repeat
them. A row's number is never used again, so a number that comes late means nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from holdings.letters import Letter
from holdings.store.tables import jobs

_BATCH = 500


class Step(StrEnum):
    """What is to be done."""

    READ = "read"  # an object, or some small ones: all pages that need no recognition
    RECOGNISE = "recognise"  # some pages of an object
    AGAIN = "again"  # an object of a held unit, whose text is missing
    ANALYSE = "analyse"  # some units: their entries


class JobState(StrEnum):
    """How far a job is."""

    NEW = "new"  # not handed out yet, or handed back
    SENT = "sent"
    BEGUN = "begun"
    ANSWERED = "answered"  # of analyse: the answer waits for the index writer


@dataclass(frozen=True, slots=True)
class Job:
    """A job.

    Attributes:
        step: what is to be done.
        package: row of the package; 0 for none.
        unit: row of the object's unit; 0 for none.
        position: of the object among the unit's.
        numbers: pages (from 0) to recognise, rows of units to analyse, or, where some objects are read, the unit and
            the position of each in turn.
        row: its own; 0 before it is added.
        state: how far it is.
        tries: how often it was begun.
        heard: when something was last heard of it, seconds since 1970.
        why: what went wrong in the last try; None where nothing did.
        answer: of analyse, once it is answered.
    """

    step: Step
    package: int = 0
    unit: int = 0
    position: int = 0
    numbers: tuple[int, ...] = ()
    row: int = 0
    state: JobState = JobState.NEW
    tries: int = 0
    heard: float = 0.0
    why: Letter | None = None
    answer: bytes = field(default=b"", repr=False)

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """(unit, position) of each of its objects."""
        if self.step is Step.READ and self.numbers:
            return tuple(zip(self.numbers[::2], self.numbers[1::2], strict=True))
        return ((self.unit, self.position),) if self.unit else ()


def add(connection: Connection, new: Sequence[Job], now: float) -> list[Job]:
    """Add jobs; returns them with their rows."""
    added = []
    for job in new:
        values = {
            "step": job.step.value,
            "package_id": job.package,
            "unit_id": job.unit,
            "position": job.position,
            "numbers": json.dumps(job.numbers),
            "state": JobState.NEW.value,
            "tries": 0,
            "heard": now,
            "why_zh": "",
            "why_en": "",
            "answer": b"",
        }
        row = connection.execute(insert(jobs).values(values).returning(jobs.c.id)).scalar_one()
        added.append(Job(job.step, job.package, job.unit, job.position, job.numbers, int(row), heard=now))
    return added


def find(connection: Connection, row: int) -> Job | None:
    """A job; None where it is done or never was."""
    found = connection.execute(select(jobs).where(jobs.c.id == row)).first()
    return _job(found) if found is not None else None


def begin(connection: Connection, row: int, now: float) -> None:
    """Note that a try begins."""
    connection.execute(
        update(jobs)
        .where(jobs.c.id == row)
        .values(state=JobState.BEGUN.value, tries=jobs.c.tries + 1, heard=now)
    )


def beat(connection: Connection, row: int, now: float) -> None:
    """Note that whoever began the job is alive."""
    connection.execute(
        update(jobs).where(jobs.c.id == row, jobs.c.state == JobState.BEGUN.value).values(heard=now)
    )


def sent(connection: Connection, rows: Iterable[int], now: float) -> None:
    """Note that jobs were handed to the queue."""
    wanted = [{"of_row": row} for row in rows]
    if wanted:
        connection.execute(
            update(jobs)
            .where(jobs.c.id == bindparam("of_row"), jobs.c.state == JobState.NEW.value)
            .values(state=JobState.SENT.value, heard=now),
            wanted,
        )


def hand_back(connection: Connection, row: int, why: Letter, due: float, *, got_on: bool) -> None:
    """Note that a try ended without an end of the job, and when the next is due; one that got on does not count."""
    values: dict[str, Any] = {
        "state": JobState.SENT.value,
        "heard": due,
        "why_zh": why.zh,
        "why_en": why.en,
    }
    if got_on:
        values["tries"] = 0
    connection.execute(update(jobs).where(jobs.c.id == row).values(values))


def renew(connection: Connection, rows: Iterable[int]) -> None:
    """Have jobs handed out once more."""
    wanted = [{"of_row": row} for row in rows]
    if wanted:
        connection.execute(
            update(jobs).where(jobs.c.id == bindparam("of_row")).values(state=JobState.NEW.value), wanted
        )


def answer(connection: Connection, row: int, octets: bytes, now: float) -> None:
    """Keep the answer of a job until it is taken; of one that is gone nothing is kept."""
    connection.execute(
        update(jobs).where(jobs.c.id == row).values(state=JobState.ANSWERED.value, answer=octets, heard=now)
    )


def finish(connection: Connection, rows: Iterable[int]) -> None:
    """Remove jobs that are done."""
    wanted = list(rows)
    for start in range(0, len(wanted), _BATCH):
        connection.execute(delete(jobs).where(jobs.c.id.in_(wanted[start : start + _BATCH])))


def finish_package(connection: Connection, package: int) -> None:
    """Remove what is left of a package's jobs."""
    connection.execute(delete(jobs).where(jobs.c.package_id == package))


def forget_analyses(connection: Connection, before: float) -> None:
    """Remove pieces of analysis of which nothing was heard since: the writer that wanted them was killed."""
    connection.execute(delete(jobs).where(jobs.c.step == Step.ANALYSE.value, jobs.c.heard < before))


def under_way(connection: Connection, package: int, steps: Sequence[Step]) -> list[Job]:
    """The jobs of a package (0: of none) that are of these steps, oldest first."""
    found = connection.execute(
        select(jobs)
        .where(jobs.c.package_id == package, jobs.c.step.in_([step.value for step in steps]))
        .order_by(jobs.c.id)
    )
    return list(map(_job, found))


def tally(connection: Connection) -> dict[tuple[int, Step, JobState], int]:
    """How many jobs there are by package, step and state."""
    found = connection.execute(
        select(jobs.c.package_id, jobs.c.step, jobs.c.state, func.count()).group_by(
            jobs.c.package_id, jobs.c.step, jobs.c.state
        )
    )
    return {(package, Step(step), JobState(state)): int(count) for package, step, state, count in found}


def _job(row: Row[Any]) -> Job:
    return Job(
        step=Step(row.step),
        package=row.package_id,
        unit=row.unit_id,
        position=row.position,
        numbers=tuple(json.loads(row.numbers)),
        row=row.id,
        state=JobState(row.state),
        tries=row.tries,
        heard=row.heard,
        why=Letter(row.why_zh, row.why_en) if row.why_zh else None,
        answer=bytes(row.answer),
    )
