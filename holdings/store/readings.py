"""Further readings of pages in the store, and which pages should be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from holdings.doubts import with_doubts
from holdings.identity import UnitIdentity
from holdings.letters import Letter
from holdings.pages import Mark, PageText, Reading, pack_boxes, text_sum
from holdings.readings import POOR, KeptReading, Reason, reason_of
from holdings.store import pages
from holdings.store.tables import packages, page_boxes, page_readings, page_texts, unit_objects, units

_BATCH = 500
#: Without a parameter, so that every database knows it again where it groups by it.
_EMPTY: ColumnElement[bool] = literal_column("(page_texts.text = '')", Boolean())


@dataclass(frozen=True, slots=True)
class PoorPage:
    """A page that should be looked at again.

    Attributes:
        unit: row of the unit.
        identity: of the unit.
        fonds: code of its fonds.
        number: of the page within the unit, from 1.
        reason: why.
        engine: that read it; empty where none did.
        confidence: of what it says, 0 to 1.
        position: of the digital object that the page is part of, among the unit's, from 0.
        digest: SHA-256 of that object; empty for none.
        name: of the object, as it was handed over.
        object_page: index of the page within the object, from 0.
        object_pages: how many pages the object has.
        readings: how many further readings are kept of it.
    """

    unit: int
    identity: UnitIdentity
    fonds: str
    number: int
    reason: Reason
    engine: str
    confidence: float
    position: int
    digest: str
    name: str
    object_page: int
    object_pages: int
    readings: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages are asked for.

    Attributes:
        poor: the confidence under which a recognised page counts.
        reasons: those that count.
        fonds: those whose pages count; empty for pages of any fonds.
        unit: row of the one unit that is asked for; 0 for any.
        untried: leave out pages that were read again by this (engine, setting), and those that were read by this
            engine at intake if the setting is ``plain``; empty texts leave out nothing.
    """

    poor: float = POOR
    reasons: frozenset[Reason] = frozenset(Reason)
    fonds: tuple[UnitIdentity, ...] = ()
    unit: int = 0
    untried: tuple[str, str] = ("", "")


def pending(
    connection: Connection, wanted: Wanted, after: tuple[int, int] = (0, 0), limit: int = _BATCH
) -> list[PoorPage]:
    """Pages to look at again, in the order of units and pages, from after (unit row, page number).

    Pages that a person corrected are never among them, nor are pages of withdrawn units.
    """
    further = (
        select(func.count())
        .select_from(page_readings)
        .where(page_readings.c.unit_id == page_texts.c.unit_id, page_readings.c.number == page_texts.c.number)
        .scalar_subquery()
    )
    question = (
        select(
            page_texts.c.unit_id,
            page_texts.c.number,
            page_texts.c.position,
            page_texts.c.object_page,
            page_texts.c.reading,
            page_texts.c.engine,
            page_texts.c.confidence,
            page_texts.c.mark,
            _EMPTY.label("empty"),
            units.c.archive,
            units.c.code,
            units.c.fonds,
            unit_objects.c.digest,
            unit_objects.c.name,
            unit_objects.c.pages,
            further.label("readings"),
        )
        .select_from(_held())
        .where(*_asked(wanted))
        .where(
            or_(
                page_texts.c.unit_id > after[0],
                and_(page_texts.c.unit_id == after[0], page_texts.c.number > after[1]),
            )
        )
        .order_by(page_texts.c.unit_id, page_texts.c.number)
        .limit(limit)
    )
    return [_poor_page(row, wanted.poor) for row in connection.execute(question)]


def tally(connection: Connection, wanted: Wanted) -> dict[tuple[str, str, Reason], int]:
    """How many pages should be looked at again, by (archive, fonds, reason)."""
    question = (
        select(units.c.archive, units.c.fonds, page_texts.c.reading, _EMPTY, page_texts.c.mark, func.count())
        .select_from(_held())
        .where(*_asked(wanted))
        .group_by(units.c.archive, units.c.fonds, page_texts.c.reading, _EMPTY, page_texts.c.mark)
        .order_by(units.c.archive, units.c.fonds)
    )
    found: dict[tuple[str, str, Reason], int] = {}
    for archive, fonds, reading, is_empty, mark, count in connection.execute(question):
        reason = reason_of(Reading(reading), 0.0, bool(is_empty), wanted.poor, Mark(mark))
        if reason is not None:
            key = archive, fonds, reason
            found[key] = found.get(key, 0) + int(count)
    return found


def of_page(connection: Connection, unit: int, number: int) -> list[KeptReading]:
    """All readings of a page, the oldest first; empty for no such page.

    What the page says is among them: of a page that was read once it is the only one, and where a repair wrote the
    page anew since (`holdings.store.pages.mend`) the last.
    """
    rows = connection.execute(
        select(page_readings)
        .where(page_readings.c.unit_id == unit, page_readings.c.number == number)
        .order_by(page_readings.c.id)
    ).all()
    page = pages.find(connection, unit, number)
    if page is None:
        return []
    kept = [_kept(row) for row in rows]
    if any(one.stands and (one.reading, one.text) == (page.reading, page.text) for one in kept):
        return kept
    return [*(replace(one, stands=False) for one in kept), _of(page)]


def keep(connection: Connection, unit: int, number: int, reading: KeptReading) -> int:
    """Keep a further reading of a page, beside what the page says; returns its row. It does not stand.

    Raises:
        LookupError: the unit has no such page.
    """
    known = of_page(connection, unit, number)
    if not known:
        raise LookupError(f"unit {unit} has no page {number}")
    if known[-1].row == 0:
        row = _insert(connection, unit, number, known[-1])
        _mark(connection, unit, number, row)
    return _insert(connection, unit, number, replace(reading, stands=False))


def stand(connection: Connection, unit: int, number: int, reading: KeptReading) -> None:
    """Let one of the kept readings be what the page says.

    Boxes and the unit's count of poorly read pages follow; the row of the outbox is the caller's.
    """
    _mark(connection, unit, number, reading.row)
    connection.execute(
        update(page_texts)
        .where(page_texts.c.unit_id == unit, page_texts.c.number == number)
        .values(
            reading=reading.reading.value,
            engine=reading.engine,
            confidence=reading.confidence,
            text=reading.text,
            text_sum=text_sum(reading.text),
        )
    )
    connection.execute(delete(page_boxes).where(page_boxes.c.unit_id == unit, page_boxes.c.number == number))
    if reading.boxes:
        connection.execute(insert(page_boxes), [{"unit_id": unit, "number": number, "boxes": reading.boxes}])
    settle_quality(connection, [unit])


def judge(connection: Connection, worths: dict[int, float]) -> None:
    """Write what readings are worth, by their rows."""
    for row, worth in worths.items():
        connection.execute(update(page_readings).where(page_readings.c.id == row).values(worth=worth))


def settle_quality(connection: Connection, rows: Iterable[int]) -> None:
    """Count the poorly read pages of some units, in the transaction that changes their pages."""
    poor = (
        select(func.count())
        .select_from(page_texts)
        .where(
            page_texts.c.unit_id == units.c.id,
            page_texts.c.reading == Reading.RECOGNISED.value,
            page_texts.c.confidence < POOR,
            page_texts.c.text != "",
        )
        .scalar_subquery()
    )
    wanted = list(rows)
    for start in range(0, len(wanted), _BATCH):
        connection.execute(
            update(units).where(units.c.id.in_(wanted[start : start + _BATCH])).values(poorly_read=poor)
        )


def settle_notes(connection: Connection, unit: int) -> None:
    """Take back the note of each object of a unit whose pages have all been read by now, and so of the unit."""
    unread = exists().where(
        page_texts.c.unit_id == unit_objects.c.unit_id,
        page_texts.c.position == unit_objects.c.position,
        page_texts.c.reading == Reading.BORN.value,
        page_texts.c.confidence == 0.0,
    )
    connection.execute(
        update(unit_objects)
        .where(
            unit_objects.c.unit_id == unit, unit_objects.c.note_zh != "", unit_objects.c.pages > 0, ~unread
        )
        .values(note_zh="", note_en="", state="read")
    )
    noted = exists().where(unit_objects.c.unit_id == units.c.id, unit_objects.c.note_zh != "")
    connection.execute(update(units).where(units.c.id == unit, ~noted).values(text_note=""))


def _held() -> Any:
    return (
        page_texts.join(units, units.c.id == page_texts.c.unit_id)
        .join(packages, packages.c.id == units.c.package_id)
        .outerjoin(
            unit_objects,
            and_(
                unit_objects.c.unit_id == page_texts.c.unit_id,
                unit_objects.c.position == page_texts.c.position,
            ),
        )
    )


def _asked(wanted: Wanted) -> Sequence[ColumnElement[bool]]:
    recognised = page_texts.c.reading == Reading.RECOGNISED.value
    by_hand = page_texts.c.mark == Mark.HANDWRITTEN.value
    # In these words, so that the indices of doubtful and of marked pages serve.
    doubtful = page_texts.c.confidence < literal_column("1")
    marked = page_texts.c.mark != literal_column("''")
    by_reason = {
        Reason.UNSURE: and_(doubtful, recognised, ~_EMPTY, ~by_hand, page_texts.c.confidence < wanted.poor),
        Reason.EMPTY: and_(doubtful, recognised, _EMPTY),
        Reason.UNREAD: and_(
            doubtful, page_texts.c.reading == Reading.BORN.value, _EMPTY, page_texts.c.confidence == 0.0
        ),
        Reason.HANDWRITTEN: and_(marked, by_hand, recognised, ~_EMPTY),
        Reason.LAYER: and_(
            marked, page_texts.c.mark == Mark.LAYER.value, page_texts.c.reading == Reading.LAYER.value
        ),
    }
    conditions: list[ColumnElement[bool]] = [
        packages.c.state == "accepted",
        units.c.withdrawn.is_(False),
        or_(*(by_reason[reason] for reason in sorted(wanted.reasons))),
    ]
    if wanted.fonds:
        conditions.append(
            or_(*(and_(units.c.archive == one.archive, units.c.fonds == one.code) for one in wanted.fonds))
        )
    if wanted.unit:
        conditions.append(page_texts.c.unit_id == wanted.unit)
    engine, setting = wanted.untried
    if engine:
        conditions.append(~_tried(engine, setting))
        if setting == "plain":
            conditions.append(page_texts.c.engine != engine)
    return conditions


def _tried(engine: str, setting: str) -> ColumnElement[bool]:
    return exists().where(
        page_readings.c.unit_id == page_texts.c.unit_id,
        page_readings.c.number == page_texts.c.number,
        page_readings.c.engine == engine,
        page_readings.c.setting.in_(("", setting) if setting == "plain" else (setting,)),
    )


def _mark(connection: Connection, unit: int, number: int, row: int) -> None:
    this = (page_readings.c.unit_id == unit, page_readings.c.number == number)
    connection.execute(update(page_readings).where(*this).values(stands=page_readings.c.id == row))


def _of(page: PageText) -> KeptReading:
    return KeptReading(
        page.reading,
        page.text,
        engine=page.engine,
        confidence=page.confidence,
        boxes=with_doubts(pack_boxes(page.boxes), page.doubts, page.text),
        stands=True,
    )


def _insert(connection: Connection, unit: int, number: int, reading: KeptReading) -> int:
    made = connection.execute(
        insert(page_readings)
        .values(
            unit_id=unit,
            number=number,
            at=reading.at,
            reading=reading.reading.value,
            engine=reading.engine,
            setting=reading.setting,
            confidence=reading.confidence,
            worth=reading.worth,
            text=reading.text,
            boxes=reading.boxes,
            by=reading.by,
            reason=reading.reason,
            note_zh=reading.note.zh if reading.note else "",
            note_en=reading.note.en if reading.note else "",
            stands=reading.stands,
        )
        .returning(page_readings.c.id)
    )
    return int(made.scalar_one())


def _kept(row: Row[Any]) -> KeptReading:
    return KeptReading(
        reading=Reading(row.reading),
        text=row.text,
        engine=row.engine,
        setting=row.setting,
        confidence=row.confidence,
        worth=row.worth,
        boxes=row.boxes,
        at=row.at,
        by=row.by,
        reason=row.reason,
        note=Letter(row.note_zh, row.note_en) if row.note_zh else None,
        stands=bool(row.stands),
        row=row.id,
    )


def _poor_page(row: Row[Any], poor: float) -> PoorPage:
    reason = reason_of(Reading(row.reading), row.confidence, bool(row.empty), poor, Mark(row.mark))
    assert reason is not None
    return PoorPage(
        unit=row.unit_id,
        identity=UnitIdentity(row.archive, row.code),
        fonds=UnitIdentity(row.archive, row.fonds).written,
        number=row.number,
        reason=reason,
        engine=row.engine,
        confidence=row.confidence,
        position=row.position,
        digest=row.digest or "",
        name=row.name or "",
        object_page=row.object_page,
        object_pages=row.pages or 0,
        readings=row.readings,
    )
