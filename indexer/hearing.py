"""Writing down what is heard of objects that are read: texts of pages, in small transactions, each once.

Whoever reads an object, and however often it is read at the same time, the store holds each of its pages once, and
the object is settled when all of them are there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from holdings.letters import Letter
from holdings.store import jobs, objects, pages, readings, units
from holdings.store.database import Store, Transaction
from holdings.store.jobs import Job, Step
from holdings.store.objects import ObjectState, UnitObject
from holdings.store.pages import StagedPage
from indexer import intake_letters
from indexer.extraction.jobs import ObjectRead, PageLater, PageRead, PageUnread, Told

#: A transaction of page texts is closed after so many pages, or so many seconds.
_PAGES = 200
_SECONDS = 2.0
#: Pages recognised by one job: a worker's death costs no more.
RECOGNISED_TOGETHER = 4

_Place = tuple[int, int]  # unit, position


@dataclass(slots=True)
class _Ended:
    """An object of which nothing more will be heard from this reading."""

    row: UnitObject
    later: list[int]
    letter: Letter | None


class Hearing:
    """Gathers what is said of objects, and writes it down.

    Attributes:
        settled: objects that this hearing settled.
        unread: those of them without any text.
        staged: pages that it wrote.
    """

    def __init__(self, store: Store, package: int) -> None:
        """For objects of one staged package."""
        self._store = store
        self._package = package
        self._rows: dict[int, UnitObject] = {}
        self._later: dict[int, list[int]] = {}
        self._pages: list[StagedPage] = []
        self._notes: dict[_Place, Letter] = {}
        self._noted: dict[_Place, int] = {}  # the page that the note of an object under way is about
        self._written: set[_Place] = set()  # those of them whose note is in the store already
        self._ended: list[_Ended] = []
        self._flushed = time.monotonic()
        self.settled = self.unread = self.staged = 0

    def expect(self, key: int, row: UnitObject) -> None:
        """The job `key` reads this object."""
        self._rows[key] = row

    def hear(self, told: Told) -> bool:
        """Take in what was said of a page or an object; returns whether it was time to write it down."""
        row = self._rows[told.key]
        match told:
            case PageRead(_, page):
                boxes = page.packed()
                self._pages.append(
                    StagedPage(
                        row.unit,
                        row.position,
                        page.object_page,
                        page.text,
                        page.reading,
                        page.engine,
                        page.confidence,
                        boxes,
                        page.mark,
                    )
                )
                if page.note is not None:
                    self._note(row, page.object_page, page.note)
            case PageUnread(_, index, letter):
                # It is a page all the same: later ones keep their numbers.
                self._pages.append(pages.unread_page(row.unit, row.position, index))
                self._note(row, index, letter)
            case PageLater(_, index):
                self._later.setdefault(told.key, []).append(index)
            case ObjectRead(_, kind, count, letter):
                if letter is not None and (row.unit, row.position) not in self._noted:
                    self._note(row, 0, letter)
                ended = replace(row, kind=kind or row.kind, pages=count)
                self._ended.append(_Ended(ended, self._later.pop(told.key, []), letter))
                del self._rows[told.key]
        late = time.monotonic() - self._flushed > _SECONDS
        if len(self._pages) >= _PAGES or len(self._ended) >= _PAGES or late:
            self.flush()
            return True
        return False

    def _note(self, row: UnitObject, index: int, letter: Letter) -> None:
        """Of several pages the first one's reason counts, in whatever order they are heard."""
        place = (row.unit, row.position)
        if index < self._noted.get(place, index + 1):
            self._noted[place] = index
            self._notes[place] = letter

    def flush(self, done: Sequence[int] = ()) -> list[Job]:
        """Write down what was heard, and settle the units of which everything was.

        Args:
            done: rows of jobs that are done with it.

        Returns:
            Jobs that are left for others: pages to recognise.
        """
        left: list[Job] = []
        with self._store.writing() as connection:
            touched = {page.unit for page in self._pages} | {one.row.unit for one in self._ended}
            waits = {
                (row.unit, row.position)
                for rows in objects.of_units(connection, touched).values()
                for row in rows
                if row.state is ObjectState.WAITING
            }
            # Of one that somebody else settled meanwhile everything is there, under its last numbers.
            fresh = [page for page in self._pages if (page.unit, page.position) in waits]
            self.staged += pages.stage_new(connection, fresh)
            notes = {place: note for place, note in self._notes.items() if place in waits}
            objects.note(connection, {place: notes[place] for place in notes.keys() - self._written})
            for place in notes.keys() & self._written:
                objects.set_note(connection, *place, notes[place])
            self._settle(
                connection, [one for one in self._ended if (one.row.unit, one.row.position) in waits], left
            )
            added = jobs.add(connection, left, time.time())
            jobs.finish(connection, done)
        self._written |= notes.keys()
        for one in self._ended:
            self._noted.pop((one.row.unit, one.row.position), None)
            self._written.discard((one.row.unit, one.row.position))
        self._pages, self._notes, self._ended = [], {}, []
        self._flushed = time.monotonic()
        return added

    def _settle(self, connection: Transaction, ended: Sequence[_Ended], left: list[Job]) -> None:
        counts = pages.counts_of_objects(connection, {one.row.unit for one in ended})
        settled: list[UnitObject] = []
        for one in ended:
            place = (one.row.unit, one.row.position)
            there, read = counts.get(place, (0, 0))
            if one.later or there < one.row.pages:
                objects.settle(connection, [one.row])  # still waiting: its kind and its pages are known
                left += [
                    Job(
                        Step.RECOGNISE, self._package, *place, tuple(one.later[at : at + RECOGNISED_TOGETHER])
                    )
                    for at in range(0, len(one.later), RECOGNISED_TOGETHER)
                ]
                continue
            if there and not one.row.pages:
                # It was begun and interrupted, and cannot be opened any more.
                pages.drop_of_object(connection, *place)
            has_text = read > 0 if one.row.pages else one.letter is None
            state = ObjectState.READ if has_text else ObjectState.UNREAD
            settled.append(replace(one.row, state=state))
            self.settled += 1
            self.unread += state is ObjectState.UNREAD
        objects.settle(connection, settled)
        settle_units(connection, {row.unit for row in settled})


def settle_units(connection: Transaction, touched: set[int]) -> None:
    """Number the pages of units through, and say what of their text is missing, where all is settled."""
    whole = {
        unit: rows
        for unit, rows in objects.of_units(connection, touched).items()
        if all(row.state is not ObjectState.WAITING for row in rows)
    }
    pages.settle_numbers(connection, [(unit, [row.pages for row in rows]) for unit, rows in whole.items()])
    units.set_texts(
        connection,
        [(unit, sum(row.pages for row in rows), text_note(rows)) for unit, rows in whole.items()],
    )
    readings.settle_quality(connection, whole)


def text_note(rows: Sequence[UnitObject]) -> str:
    r"""Why text of a unit with these objects is missing, as ``zh\nen``; empty where none is."""
    lacking = [row for row in rows if row.note is not None]
    if not lacking or lacking[0].note is None:
        return ""
    letter = lacking[0].note
    if len(rows) > 1:
        names = tuple(row.name for row in lacking)
        letter = intake_letters.some_objects_unread(names, len(rows), letter)
    return f"{_line(letter.zh)}\n{_line(letter.en)}"


def _line(text: str) -> str:
    return " ".join(text.splitlines())
