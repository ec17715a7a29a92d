"""Reading objects of held units once more, whose text is missing: after a repair, with another setting, by new readers.

Pages that have text stay as they are, under their numbers; a page that stood for a missing one gets its text in
its place, and pages that nobody knew of come after the unit's last one, so that no page that was cited moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from holdings.letters import Letter
from holdings.store import objects, outbox, pages, readings, units
from holdings.store.objects import ObjectState, UnitObject
from holdings.store.pages import StagedPage
from indexer.extraction.jobs import Job, ObjectRead, PageRead, PageUnread, Told
from indexer.extraction.pool import ExtractionPool
from indexer.hearing import text_note
from indexer.plant import Plant
from indexer.queues.port import Place
from sharing.store import changes_of


@dataclass(slots=True)
class _Heard:
    row: UnitObject
    read: list[StagedPage] = field(default_factory=list)
    unread: list[StagedPage] = field(default_factory=list)
    note: Letter | None = None
    noted: int = 1 << 62  # the page that the note is about


def objects_again(plant: Plant, pool: ExtractionPool, places: Sequence[Place]) -> Iterator[bool]:
    """Read objects, each into the store as soon as it is read; gives for each whether all its text is there now."""
    heard: dict[int, _Heard] = {}
    try:
        for told in pool.read(_jobs(plant, places, heard)):
            yield from _hear(plant, heard, told)
    except Exception:
        # Whoever goes on with it need not begin at the first page again.
        for one in heard.values():
            if one.read:
                _write(plant, one, one.row.note)
        raise


def _hear(plant: Plant, heard: dict[int, _Heard], told: Told) -> Iterator[bool]:
    one = heard[told.key]
    match told:
        case PageRead(_, page):
            one.read.append(
                StagedPage(
                    one.row.unit,
                    one.row.position,
                    page.object_page,
                    page.text,
                    page.reading,
                    page.engine,
                    page.confidence,
                    page.packed(),
                    page.mark,
                )
            )
            if page.note is not None and page.object_page < one.noted:
                one.note, one.noted = page.note, page.object_page
        case PageUnread(_, index, letter):
            one.unread.append(pages.unread_page(one.row.unit, one.row.position, index))
            if index < one.noted:
                one.note, one.noted = letter, index
        case ObjectRead(_, kind, count, letter):
            one.note = one.note or letter
            # One that could be opened before and cannot be now keeps what is known of it.
            one.row = replace(one.row, kind=kind or one.row.kind, pages=max(count, one.row.pages))
            del heard[told.key]
            _write(plant, one, one.note)
            yield one.note is None


def _jobs(plant: Plant, places: Sequence[Place], heard: dict[int, _Heard]) -> Iterator[Job]:
    for key, (unit, position) in enumerate(places, 1):
        with plant.store.reading() as connection:
            row = next(row for row in objects.of_units(connection, [unit])[unit] if row.position == position)
            have = pages.read_pages(connection, unit, position)
        heard[key] = _Heard(row)
        yield Job(key, plant.objects.path(row.digest), row.name, frozenset(have))


def _write(plant: Plant, one: _Heard, note: Letter | None) -> None:
    now = plant.clock.moment()
    with plant.store.writing() as connection:
        held = units.by_rows(connection, [one.row.unit])
        if one.row.unit not in held:
            return
        mended = pages.mend(connection, one.row.unit, one.row.position, [*one.read, *one.unread])
        has_text = pages.read_pages(connection, one.row.unit, one.row.position)
        state = ObjectState.READ if has_text or note is None else ObjectState.UNREAD
        objects.settle(connection, [replace(one.row, state=state)])
        objects.set_note(connection, one.row.unit, one.row.position, note)
        rows = objects.of_units(connection, [one.row.unit])[one.row.unit]
        count = len(pages.numbers_of(connection, one.row.unit))
        units.set_texts(connection, [(one.row.unit, count, text_note(rows))])
        readings.settle_quality(connection, [one.row.unit])
        if mended:
            unit = held[one.row.unit]
            units.remember(connection, unit.row, now, "read", element=one.row.name)
            outbox.record(connection, changes_of(connection, [unit]))
