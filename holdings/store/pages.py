"""Page texts in the store, and where their characters stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    not_,
    select,
    update,
)

from holdings.doubts import doubts_in, with_doubts
from holdings.pages import Mark, PageText, Reading, pack_boxes, text_sum, unpack_boxes
from holdings.store.tables import page_boxes, page_texts, unit_objects, units

_BATCH = 300
#: More pages than any one object has; parts the provisional numbers of a unit's objects.
_MOST_PAGES = 200_000


@dataclass(frozen=True, slots=True)
class StagedPage:
    """A page of a unit whose number within the unit is not known yet, with its boxes packed.

    Attributes:
        unit: row of the unit.
        position: of its object among the unit's, from 0.
        object_page: index within that object, from 0.
        text: the page's text; empty for a blank page and for one that could not be read.
        reading: where the text came from.
        engine: name of the engine that recognised it.
        confidence: 0 to 1; 0 for a page that could not be read.
        boxes: as `holdings.pages.pack_boxes` packs them.
        mark: what was seen of the page while it was read.
    """

    unit: int
    position: int
    object_page: int
    text: str
    reading: Reading = Reading.BORN
    engine: str = ""
    confidence: float = 1.0
    boxes: bytes = b""
    mark: Mark = Mark.NONE


def unread_page(unit: int, position: int, object_page: int) -> StagedPage:
    """The page that stands for one that could not be read."""
    return StagedPage(unit, position, object_page, "", confidence=0.0)


def first_pages_with(connection: Connection, package: int, character: str) -> list[tuple[str, str]]:
    """(name of the object, text) of the first pages of a package's objects whose text has a character."""
    rows = connection.execute(
        select(unit_objects.c.name, page_texts.c.text)
        .join(
            unit_objects,
            and_(
                unit_objects.c.unit_id == page_texts.c.unit_id,
                unit_objects.c.position == page_texts.c.position,
            ),
        )
        .join(units, units.c.id == page_texts.c.unit_id)
        .where(
            units.c.package_id == package,
            page_texts.c.object_page == 0,
            page_texts.c.text.contains(character, autoescape=True),
        )
    )
    return [(str(name), str(text)) for name, text in rows]


def _is_read() -> ColumnElement[bool]:
    stands_for_none = and_(
        page_texts.c.reading == Reading.BORN.value, page_texts.c.confidence == 0.0, page_texts.c.text == ""
    )
    return not_(stands_for_none)


def counts_of_objects(connection: Connection, rows: Iterable[int]) -> dict[tuple[int, int], tuple[int, int]]:
    """(pages kept, those of them that were read) by (unit, position of the object)."""
    wanted = list(rows)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for start in range(0, len(wanted), _BATCH):
        counted = connection.execute(
            select(
                page_texts.c.unit_id,
                page_texts.c.position,
                func.count(),
                func.sum(case((_is_read(), 1), else_=0)),
            )
            .where(page_texts.c.unit_id.in_(wanted[start : start + _BATCH]))
            .group_by(page_texts.c.unit_id, page_texts.c.position)
        )
        for unit, position, kept, read in counted:
            found[unit, position] = int(kept), int(read)
    return found


def stage_new(connection: Connection, staged: Sequence[StagedPage]) -> int:
    """As `stage`, but a page that is there already stays as it is; returns how many were added."""
    there = staged_pages(connection, {page.unit for page in staged})
    fresh: dict[tuple[int, int, int], StagedPage] = {}
    for page in staged:
        if page.object_page not in there.get((page.unit, page.position), ()):
            fresh.setdefault((page.unit, page.position, page.object_page), page)
    stage(connection, list(fresh.values()))
    return len(fresh)


def stage(connection: Connection, staged: Sequence[StagedPage]) -> None:
    """Add pages in any order. `settle_numbers` numbers those of the second and later objects of a unit."""
    if not staged:
        return
    connection.execute(
        insert(page_texts),
        [
            {
                "unit_id": page.unit,
                "number": _provisional(page.position, page.object_page),
                "position": page.position,
                "object_page": page.object_page,
                "reading": page.reading.value,
                "engine": page.engine,
                "confidence": page.confidence,
                "text": page.text,
                "text_sum": text_sum(page.text),
                "mark": page.mark.value,
            }
            for page in staged
        ],
    )
    boxes = [
        {
            "unit_id": page.unit,
            "number": _provisional(page.position, page.object_page),
            "boxes": page.boxes,
        }
        for page in staged
        if page.boxes
    ]
    if boxes:
        connection.execute(insert(page_boxes), boxes)


def settle_numbers(connection: Connection, counts: Iterable[tuple[int, Sequence[int]]]) -> None:
    """Number the pages of units through, once the page counts of all their objects are known.

    Args:
        connection: a writing transaction.
        counts: (unit row, number of pages of each of its objects in their order).
    """
    shifts = []
    for unit, pages in counts:
        before = 0
        for position, count in enumerate(pages):
            if position and count:
                low = _provisional(position, count - 1)
                high = _provisional(position, 0)
                shifts.append({"of_unit": unit, "low": low, "high": high, "last": before + 1 + high})
            before += count
    if not shifts:
        return
    for table in (page_texts, page_boxes):
        connection.execute(
            update(table)
            .where(
                table.c.unit_id == bindparam("of_unit"),
                table.c.number.between(bindparam("low"), bindparam("high")),
            )
            .values(number=bindparam("last") - table.c.number),
            shifts,
        )


def staged_pages(connection: Connection, rows: Iterable[int]) -> dict[tuple[int, int], set[int]]:
    """Indices of the pages that are kept already, by (unit, position of the object)."""
    wanted = list(rows)
    found: dict[tuple[int, int], set[int]] = {}
    for start in range(0, len(wanted), _BATCH):
        kept = connection.execute(
            select(page_texts.c.unit_id, page_texts.c.position, page_texts.c.object_page).where(
                page_texts.c.unit_id.in_(wanted[start : start + _BATCH])
            )
        )
        for unit, position, index in kept:
            found.setdefault((unit, position), set()).add(index)
    return found


def read_pages(connection: Connection, unit: int, position: int) -> set[int]:
    """Indices, within an object, of its pages whose text is there."""
    found = connection.execute(
        select(page_texts.c.object_page).where(
            page_texts.c.unit_id == unit, page_texts.c.position == position, _is_read()
        )
    )
    return {int(index) for index in found.scalars()}


def mend(connection: Connection, unit: int, position: int, read: Sequence[StagedPage]) -> int:
    """Put pages of an object of a held unit in the place of those that stood for them, new ones after all others.

    A page whose text is there by now stays as it is. Returns how many pages got text.
    """
    there = read_pages(connection, unit, position)
    found = connection.execute(
        select(page_texts.c.object_page, page_texts.c.number).where(
            page_texts.c.unit_id == unit, page_texts.c.position == position
        )
    )
    numbers = {row.object_page: row.number for row in found}
    last = connection.execute(
        select(func.coalesce(func.max(page_texts.c.number), 0)).where(page_texts.c.unit_id == unit)
    ).scalar_one()
    mended = []
    for page in sorted(read, key=lambda one: one.object_page):
        if page.object_page in there:
            continue
        number = numbers.get(page.object_page, 0)
        if not number:
            last = number = last + 1
        elif page.confidence == 0.0 and not page.text:
            continue  # what stands there says as much
        mended.append((number, page))
    for table in (page_texts, page_boxes):
        wanted = [number for number, _ in mended]
        for start in range(0, len(wanted), _BATCH):
            some = wanted[start : start + _BATCH]
            connection.execute(delete(table).where(table.c.unit_id == unit, table.c.number.in_(some)))
    put_texts = [
        {
            "unit_id": unit,
            "number": number,
            "position": position,
            "object_page": page.object_page,
            "reading": page.reading.value,
            "engine": page.engine,
            "confidence": page.confidence,
            "text": page.text,
            "text_sum": text_sum(page.text),
            "mark": page.mark.value,
        }
        for number, page in mended
    ]
    if put_texts:
        connection.execute(insert(page_texts), put_texts)
    boxes = [
        {"unit_id": unit, "number": number, "boxes": page.boxes} for number, page in mended if page.boxes
    ]
    if boxes:
        connection.execute(insert(page_boxes), boxes)
    return sum(page.confidence > 0.0 or bool(page.text) for _, page in mended)


def drop_of_object(connection: Connection, unit: int, position: int) -> None:
    """Drop the pages that are kept of an object whose unit is still staged."""
    low, high = sorted((_provisional(position, 0), _provisional(position, _MOST_PAGES - 1)))
    for table in (page_texts, page_boxes):
        connection.execute(delete(table).where(table.c.unit_id == unit, table.c.number.between(low, high)))


def _provisional(position: int, object_page: int) -> int:
    # The pages of the first object have their numbers at once; those of others wait below zero.
    return -(position * _MOST_PAGES + object_page) if position else object_page + 1


def put(connection: Connection, unit: int, position: int, pages: Sequence[PageText]) -> None:
    """Add pages of a unit that were read from its object at `position`."""
    if not pages:
        return
    connection.execute(
        insert(page_texts),
        [
            {
                "unit_id": unit,
                "number": page.number,
                "position": position,
                "object_page": page.object_page,
                "reading": page.reading.value,
                "engine": page.engine,
                "confidence": page.confidence,
                "text": page.text,
                "text_sum": text_sum(page.text),
                "mark": page.mark.value,
            }
            for page in pages
        ],
    )
    boxes = [
        {
            "unit_id": unit,
            "number": page.number,
            "boxes": with_doubts(pack_boxes(page.boxes), page.doubts, page.text),
        }
        for page in pages
        if page.boxes or page.doubts
    ]
    if boxes:
        connection.execute(insert(page_boxes), boxes)


def drop(connection: Connection, unit: int) -> None:
    """Drop all pages of a unit."""
    connection.execute(delete(page_texts).where(page_texts.c.unit_id == unit))
    connection.execute(delete(page_boxes).where(page_boxes.c.unit_id == unit))


# Statements of every piece of an intake are made once.
_OF_SOME = page_texts.c.unit_id.in_(bindparam("wanted", expanding=True))
_IN_ORDER = (page_texts.c.unit_id, page_texts.c.number)
_TEXTS = select(*_IN_ORDER, page_texts.c.position, page_texts.c.text).where(_OF_SOME).order_by(*_IN_ORDER)


def texts_of(connection: Connection, units: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """The page texts of some units as (page number, text), in the order of pages."""
    return running_texts(connection, units)[0]


def running_texts(
    connection: Connection, units: Iterable[int]
) -> tuple[dict[int, list[tuple[int, str]]], dict[int, frozenset[int]]]:
    """The page texts of some units, and how they go on.

    Returns:
        By unit (page number, text) in the order of pages; and the numbers of the pages whose text goes on on the next
        one: both are of one digital object.
    """
    wanted = list(units)
    texts: dict[int, list[tuple[int, str]]] = {unit: [] for unit in wanted}
    going_on: dict[int, set[int]] = {}
    for start in range(0, len(wanted), _BATCH):
        before: tuple[int, int, int] | None = None
        rows = connection.execute(_TEXTS, {"wanted": wanted[start : start + _BATCH]})
        for unit, number, position, said in rows.all():
            texts[unit].append((number, said))
            if before == (unit, number - 1, position):
                going_on.setdefault(unit, set()).add(number - 1)
            before = unit, number, position
    return texts, {unit: frozenset(numbers) for unit, numbers in going_on.items()}


def some_texts(connection: Connection, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Page texts by (unit's number, page number); pages that are not held are left out."""
    return _some(connection, page_texts.name, "text", wanted)


def some_boxes(connection: Connection, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Packed boxes by (unit's number, page number); pages without boxes are left out."""
    return _some(connection, page_boxes.name, "boxes", wanted)


def _some(
    connection: Connection, table: str, column: str, wanted: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Any]:
    # SQLite walks the whole table for `(unit_id, number) IN (...)` (11 ms among 45,000 pages); joined with the
    # wanted pairs it looks each of them up (0.2 ms). The pairs are whole numbers, so they can stand in the text.
    pairs = ", ".join(f"({int(unit)}, {int(number)})" for unit, number in wanted)
    if not pairs:
        return {}
    rows = connection.exec_driver_sql(
        f"WITH wanted (unit, page) AS (VALUES {pairs}) "  # noqa: S608 - whole numbers only
        f"SELECT wanted.unit, wanted.page, held.{column} FROM wanted JOIN units ON units.number = wanted.unit "
        f"JOIN {table} AS held ON held.unit_id = units.id AND held.number = wanted.page"
    )
    return {(unit, number): found for unit, number, found in rows}


def count_all(connection: Connection) -> int:
    """How many pages are kept, of held and of staged units."""
    return int(connection.execute(select(func.count()).select_from(page_texts)).scalar_one())


def changed_texts(connection: Connection, told: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """(unit's row, page number) of the pages whose text is not the one that was kept; reads all texts.

    Args:
        connection: a reading transaction.
        told: how many were looked at, after each batch.
    """
    asked = select(page_texts.c.unit_id, page_texts.c.number, page_texts.c.text, page_texts.c.text_sum)
    asked = asked.order_by(page_texts.c.unit_id, page_texts.c.number)
    done = 0
    with connection.execution_options(stream_results=True, yield_per=_BATCH).execute(asked) as streamed:
        for batch in streamed.partitions():
            for unit, number, said, kept in batch:
                if text_sum(said) != kept:
                    yield int(unit), int(number)
            done += len(batch)
            told(done)


def numbers_of(connection: Connection, unit: int) -> list[int]:
    """The numbers of a unit's pages, in order."""
    return list(
        connection.execute(
            select(page_texts.c.number).where(page_texts.c.unit_id == unit).order_by(page_texts.c.number)
        ).scalars()
    )


def find(connection: Connection, unit: int, number: int) -> PageText | None:
    """One page of a unit with its boxes; None where it has no such page."""
    row = connection.execute(
        select(page_texts, unit_objects.c.digest, page_boxes.c.boxes)
        .select_from(
            page_texts.outerjoin(
                unit_objects,
                (unit_objects.c.unit_id == page_texts.c.unit_id)
                & (unit_objects.c.position == page_texts.c.position),
            ).outerjoin(
                page_boxes,
                (page_boxes.c.unit_id == page_texts.c.unit_id) & (page_boxes.c.number == page_texts.c.number),
            )
        )
        .where(page_texts.c.unit_id == unit, page_texts.c.number == number)
    ).first()
    return _page(row) if row is not None else None


def _page(row: Row[Any]) -> PageText:
    return PageText(
        number=row.number,
        text=row.text,
        reading=Reading(row.reading),
        engine=row.engine,
        confidence=row.confidence,
        object_digest=row.digest or "",
        object_page=row.object_page,
        boxes=unpack_boxes(row.boxes or b""),
        doubts=doubts_in(row.boxes or b"", row.text),
        position=row.position,
        mark=Mark(row.mark),
    )


def of_object(connection: Connection, unit: int, position: int) -> list[PageText]:
    """The pages of one object of a unit, without their boxes, by their place within it."""
    rows = connection.execute(
        select(page_texts)
        .where(page_texts.c.unit_id == unit, page_texts.c.position == position)
        .order_by(page_texts.c.object_page)
    )
    return [
        PageText(
            number=row.number,
            text=row.text,
            reading=Reading(row.reading),
            engine=row.engine,
            confidence=row.confidence,
            object_page=row.object_page,
            position=row.position,
            mark=Mark(row.mark),
        )
        for row in rows
    ]


def set_mark(connection: Connection, unit: int, number: int, mark: Mark) -> None:
    """Write what was seen of a page when it was read last."""
    connection.execute(
        update(page_texts)
        .where(page_texts.c.unit_id == unit, page_texts.c.number == number)
        .values(mark=mark.value)
    )
