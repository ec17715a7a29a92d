"""Page texts in the store, and where their characters stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, tuple_

from holdings.pages import PageText, Reading, pack_boxes, unpack_boxes
from holdings.store.tables import page_boxes, page_texts, unit_objects

_BATCH = 300


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
            }
            for page in pages
        ],
    )
    boxes = [
        {"unit_id": unit, "number": page.number, "boxes": pack_boxes(page.boxes)}
        for page in pages
        if page.boxes
    ]
    if boxes:
        connection.execute(insert(page_boxes), boxes)


def drop(connection: Connection, unit: int) -> None:
    """Drop all pages of a unit."""
    connection.execute(delete(page_texts).where(page_texts.c.unit_id == unit))
    connection.execute(delete(page_boxes).where(page_boxes.c.unit_id == unit))


def texts_of(connection: Connection, units: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """The page texts of some units as (page number, text), in the order of pages."""
    wanted = list(units)
    found: dict[int, list[tuple[int, str]]] = {unit: [] for unit in wanted}
    for start in range(0, len(wanted), _BATCH):
        rows = connection.execute(
            select(page_texts.c.unit_id, page_texts.c.number, page_texts.c.text)
            .where(page_texts.c.unit_id.in_(wanted[start : start + _BATCH]))
            .order_by(page_texts.c.unit_id, page_texts.c.number)
        )
        for unit, number, text in rows.tuples():
            found[unit].append((number, text))
    return found


def some_texts(connection: Connection, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Page texts by (unit row, page number)."""
    if not wanted:
        return {}
    rows = connection.execute(
        select(page_texts.c.unit_id, page_texts.c.number, page_texts.c.text).where(
            tuple_(page_texts.c.unit_id, page_texts.c.number).in_(list(wanted))
        )
    )
    return {(unit, number): text for unit, number, text in rows.tuples()}


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


def some_boxes(connection: Connection, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Packed boxes by (unit row, page number); pages without boxes are left out."""
    if not wanted:
        return {}
    rows = connection.execute(
        select(page_boxes.c.unit_id, page_boxes.c.number, page_boxes.c.boxes).where(
            tuple_(page_boxes.c.unit_id, page_boxes.c.number).in_(list(wanted))
        )
    )
    return {(unit, number): boxes for unit, number, boxes in rows.tuples()}


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
    )
