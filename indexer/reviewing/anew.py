"""Reading objects of held units anew by the readers of today: what would be said otherwise, and saying it.

Nothing is known of the version that read a page, so that all that is asked for is read, and compared. A page keeps its
number; what it said stays among its readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from holdings.letters import Letter
from holdings.objects import ObjectMissing
from holdings.pages import PageText, Reading
from holdings.plausibility import fault_of
from holdings.readings import CLEARLY, KeptReading
from holdings.rereading import Outcome, Version, outcome_of
from holdings.store import object_choice, objects, outbox, pages, readings, units
from holdings.store.database import Transaction
from holdings.store.object_choice import WantedObjects
from holdings.store.objects import ObjectState, UnitObject
from indexer.extraction.jobs import Job, ObjectRead, PageRead, PageUnread, Told
from indexer.extraction.port import ExtractedPage
from indexer.hearing import text_note
from indexer.plant import Plant
from indexer.progress import IntakeProgress, Stage
from indexer.queues.readers import reading_pool
from indexer.reviewing.choosing import worth
from sharing.store import changes_of

#: The setting under which a text that today's reader gave stands among the readings of its page.
ANEW = "anew"
#: Objects looked up at a time.
_STRIDE = 200
#: How many objects are named; all are counted.
_MOST_LISTED = 1_000
#: Characters of a text that stand as an example.
_EXAMPLE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read anew.

    Attributes:
        objects: of which objects.
        suspect: those alone of which a page's text is none that anybody can have written.
        recognised: recognised pages too; else they stay as they are.
        apply: say it; else only what would be said otherwise is found out.
    """

    objects: WantedObjects
    suspect: bool = False
    recognised: bool = False
    apply: bool = False


@dataclass(frozen=True, slots=True)
class ObjectAnew:
    """An object of which today's readers say something else.

    Attributes:
        unit: identity of its unit, as written.
        name: its own.
        outcomes: pages by what becomes of them.
        before: beginning of the first text that is another one.
        after: beginning of what it is now.
        note: why text of it is missing now; None where none is.
    """

    unit: str
    name: str
    outcomes: dict[Outcome, int]
    before: str
    after: str
    note: Letter | None


@dataclass(slots=True)
class ReadAnew:
    """What came of it.

    Attributes:
        read: objects that were read.
        changed: of them those of which something is said otherwise.
        outcomes: pages by what becomes of them.
        listed: objects of which something is said otherwise or was kept, at most a thousand.
        lost: objects whose bytes are not where they belong.
    """

    read: int = 0
    changed: int = 0
    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    listed: list[ObjectAnew] = field(default_factory=list)
    lost: list[tuple[str, Letter]] = field(default_factory=list)


@dataclass(slots=True)
class _Heard:
    unit: str
    row: UnitObject
    stay: frozenset[int]
    read: dict[int, ExtractedPage] = field(default_factory=dict)
    unread: dict[int, Letter] = field(default_factory=dict)

    def note(self, whole: Letter | None) -> Letter | None:
        """Why text is missing: of the first page of which some is, else of the object, or of pages that stay."""
        notes = self.unread | {at: page.note for at, page in self.read.items() if page.note is not None}
        return notes[min(notes)] if notes else whole or (self.row.note if self.stay else None)


def read_anew(plant: Plant, asked: Asked, now: Callable[[], str], progress: IntakeProgress) -> ReadAnew:
    """Read objects anew, and let their pages say what is read, by the rule of `holdings.rereading`.

    An interrupted run is done again: what was written compares as the same. The indices follow by the outbox; its
    rows do not tighten, since a misreading that goes is no text that somebody hid.

    Args:
        plant: the parts.
        asked: what is read, and whether it is written.
        now: the moment, ISO 8601 in UTC.
        progress: told of the stage ``again``, which counts objects.
    """
    with plant.store.reading() as connection:
        total = object_choice.count_chosen(connection, asked.objects)
    run = _Run(plant, asked, now)
    progress(Stage("again", 0, total, 0))
    if total:
        with reading_pool(plant, plant.workers) as pool:
            for told in pool.read(run.jobs()):
                if run.hear(told):
                    progress(Stage("again", run.seen, total, 0))
    progress(Stage("again", total, total, 0))
    return run.done


class _Run:
    def __init__(self, plant: Plant, asked: Asked, now: Callable[[], str]) -> None:
        self._plant = plant
        self._asked = asked
        self._now = now
        self._heard: dict[int, _Heard] = {}
        self.seen = 0
        self.done = ReadAnew()

    def jobs(self) -> Iterator[Job]:
        """The objects, each with the pages that stay as they are."""
        after, key = (0, -1), 0
        while True:
            with self._plant.store.reading() as connection:
                stride = object_choice.choose_objects(connection, self._asked.objects, after, _STRIDE)
                found = [
                    (
                        f"{archive}:{code}" if archive else code,
                        row,
                        pages.of_object(connection, row.unit, row.position),
                    )
                    for archive, code, row in stride
                ]
            if not stride:
                return
            after = (stride[-1][2].unit, stride[-1][2].position)
            for unit, row, there in found:
                self.seen += 1
                stay = frozenset(page.object_page for page in there if self._stays(page))
                if (there and len(stay) == len(there)) or (self._asked.suspect and not _any_suspect(there)):
                    continue
                try:
                    path = self._plant.objects.path(row.digest)
                except ObjectMissing as error:
                    self.done.lost.append((unit, error.letter))
                    continue
                key += 1
                self._heard[key] = _Heard(unit, row, stay)
                yield Job(key, path, row.name, stay)

    def _stays(self, page: PageText) -> bool:
        recognised = page.reading is Reading.RECOGNISED and not self._asked.recognised
        return recognised or page.reading is Reading.CORRECTED

    def hear(self, told: Told) -> bool:
        """Take in what a worker said; whether an object is done with."""
        one = self._heard[told.key]
        match told:
            case PageRead(_, page):
                one.read[page.object_page] = page
            case PageUnread(_, index, letter):
                one.unread[index] = letter
            case ObjectRead(_, kind, count, letter):
                del self._heard[told.key]
                self._compare(one, kind, count, letter)
                return True
        return False

    def _compare(self, one: _Heard, kind: str, count: int, whole: Letter | None) -> None:
        note = one.note(whole)
        if not self._asked.apply:
            with self._plant.store.reading() as connection:
                there = pages.of_object(connection, one.row.unit, one.row.position)
            self._list(one, self._outcomes(one, there, count), there, note)
            return
        with self._plant.store.writing() as connection:
            there = pages.of_object(connection, one.row.unit, one.row.position)
            outcomes = self._outcomes(one, there, count)
            held = units.by_rows(connection, [one.row.unit])
            if one.row.unit not in held:  # withdrawn with its package meanwhile
                return
            changed = any(outcome.changes for outcome in outcomes.values())
            if changed or note != one.row.note:
                row = replace(one.row, kind=kind or one.row.kind, pages=max(count, one.row.pages))
                self._write(connection, _of_row(one, row), outcomes, there, note)
                outbox.record(connection, changes_of(connection, [held[one.row.unit]]))
        self._list(one, outcomes, there, note)

    def _outcomes(self, one: _Heard, there: list[PageText], count: int) -> dict[int, Outcome]:
        """What becomes of each page, by its place within the object."""
        standing = {page.object_page: page for page in there}
        corrected = any(page.reading is Reading.CORRECTED for page in there)
        if corrected and count not in (0, len(there)):
            # Its pages are parted otherwise: what a person corrected would stand on another one.
            return dict.fromkeys(standing, Outcome.KEPT)
        outcomes = {}
        # Pages that nobody knew of and that give no text keep the place of later ones that do; else they are none.
        unread = one.unread.keys() if one.read else ()
        for at in sorted({*standing, *one.read, *unread}):
            page = standing.get(at)
            if page is not None and self._stays(page):
                outcomes[at] = Outcome.KEPT if page.reading is Reading.CORRECTED else Outcome.SAME
                continue
            outcomes[at] = outcome_of(_standing(page), _read(one, at, count))
        return outcomes

    def _write(
        self,
        connection: Transaction,
        one: _Heard,
        outcomes: dict[int, Outcome],
        there: list[PageText],
        note: Letter | None,
    ) -> None:
        unit, position = one.row.unit, one.row.position
        standing = {page.object_page: page for page in there}
        fresh = []
        for at, outcome in outcomes.items():
            page, now = standing.get(at), one.read.get(at)
            if not outcome.changes:
                continue
            if outcome is Outcome.ADDED and (page is None or not _was_read(page)):
                fresh.append(_staged(one, at))
                continue
            assert page is not None
            refused = outcome is Outcome.REFUSED
            new = KeptReading(
                now.reading if now else Reading.BORN,
                now.text if now else "",
                engine=now.engine if now else "",
                setting=ANEW,
                confidence=now.confidence if now else 0.0 if refused else 1.0,
                boxes=now.packed() if now else b"",
                at=self._now(),
                note=one.unread.get(at, note) if refused else None,
            )
            _let_stand(connection, unit, page.number, new)
            if now is not None:
                pages.set_mark(connection, unit, page.number, now.mark)
        pages.mend(connection, unit, position, fresh)
        state = (
            ObjectState.READ
            if note is None or pages.read_pages(connection, unit, position)
            else ObjectState.UNREAD
        )
        objects.settle(connection, [replace(one.row, state=state)])
        objects.set_note(connection, unit, position, note)
        rows = objects.of_units(connection, [unit])[unit]
        units.set_texts(connection, [(unit, len(pages.numbers_of(connection, unit)), text_note(rows))])
        counts = _counted(outcomes)
        units.remember(
            connection,
            unit,
            self._now(),
            "read",
            element=one.row.name,
            after="，".join(f"{outcome.value} {count}" for outcome, count in counts.items()),
            reason="以今日的读取程序重读 read anew by the readers of today",
        )

    def _list(
        self, one: _Heard, outcomes: dict[int, Outcome], there: list[PageText], note: Letter | None
    ) -> None:
        done, counts = self.done, _counted(outcomes)
        done.read += 1
        changed = any(outcome.changes for outcome in counts) or note != one.row.note
        done.changed += changed
        for outcome, count in counts.items():
            done.outcomes[outcome] += count
        if (changed or Outcome.KEPT in counts) and len(done.listed) < _MOST_LISTED:
            standing = {page.object_page: page.text for page in there}
            first = next((at for at, outcome in outcomes.items() if outcome.changes), None)
            before = after = ""
            if first is not None:
                before, after = _differing(
                    standing.get(first, ""), one.read[first].text if first in one.read else ""
                )
            done.listed.append(ObjectAnew(one.unit, one.row.name, counts, before, after, note))


def _of_row(one: _Heard, row: UnitObject) -> _Heard:
    return _Heard(one.unit, row, one.stay, one.read, one.unread)


def _let_stand(connection: Transaction, unit: int, number: int, new: KeptReading) -> None:
    """Keep a reading beside the others of its page and let it stand.

    It is worth more than they are by whatever rule, so that it stands too when a person's correction is taken back.
    """
    row = readings.keep(connection, unit, number, new)
    kept = readings.of_page(connection, unit, number)
    worths = {one.row: worth(one) for one in kept if one.reading is not Reading.CORRECTED}
    others = max((value for at, value in worths.items() if at != row), default=0.0)
    worths[row] = max(worths[row], CLEARLY * CLEARLY * others, 1e-6)
    readings.judge(connection, worths)
    readings.stand(connection, unit, number, replace(new, row=row))


def _staged(one: _Heard, at: int) -> pages.StagedPage:
    page = one.read.get(at)
    if page is None:
        return pages.unread_page(one.row.unit, one.row.position, at)
    return pages.StagedPage(
        one.row.unit,
        one.row.position,
        at,
        page.text,
        page.reading,
        page.engine,
        page.confidence,
        page.packed(),
        page.mark,
    )


def _was_read(page: PageText) -> bool:
    return bool(page.text) or page.confidence > 0.0 or page.reading is not Reading.BORN


def _standing(page: PageText | None) -> Version | None:
    if page is None:
        return None
    kept = KeptReading(page.reading, page.text, confidence=page.confidence)
    return Version(page.text, page.reading, worth(kept), _was_read(page))


def _read(one: _Heard, at: int, count: int) -> Version | None:
    page = one.read.get(at)
    if page is not None:
        kept = KeptReading(page.reading, page.text, confidence=page.confidence)
        return Version(page.text, page.reading, worth(kept))
    # Of an object that could not be opened nothing is known of any page.
    return Version("", Reading.BORN, read=False) if at in one.unread or at < count or not count else None


def _any_suspect(there: list[PageText]) -> bool:
    return any(page.reading in (Reading.BORN, Reading.LAYER) and fault_of(page.text) for page in there)


def _counted(outcomes: dict[int, Outcome]) -> dict[Outcome, int]:
    found = list(outcomes.values())
    return {outcome: found.count(outcome) for outcome in Outcome if outcome in found}


def _differing(before: str, after: str) -> tuple[str, str]:
    """Of two texts the stretch from a little before where they part."""
    parts = next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )
    start = max(0, parts - 10)
    return before[start : start + _EXAMPLE], after[start : start + _EXAMPLE]
