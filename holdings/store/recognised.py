"""What the engines were not sure of, page by page, for those that make the index."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, select

from holdings.doubts import Doubt, doubts_in
from holdings.pages import Reading
from holdings.store.tables import page_boxes, page_texts

_BATCH = 300


def doubts_of(connection: Connection, units: Iterable[int]) -> dict[int, dict[int, tuple[Doubt, ...]]]:
    """The doubts about all recognised pages of some units, by unit row and page number.

    Pages whose text was not recognised, or that a person has mended, are left out.
    """
    wanted = list(units)
    found: dict[int, dict[int, tuple[Doubt, ...]]] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = connection.execute(
            select(page_texts.c.unit_id, page_texts.c.number, page_texts.c.text, page_boxes.c.boxes)
            .outerjoin(
                page_boxes,
                and_(
                    page_boxes.c.unit_id == page_texts.c.unit_id, page_boxes.c.number == page_texts.c.number
                ),
            )
            .where(
                page_texts.c.unit_id.in_(wanted[start : start + _BATCH]),
                page_texts.c.reading == Reading.RECOGNISED.value,
            )
        )
        for unit, number, text, boxes in rows:
            found.setdefault(unit, {})[number] = doubts_in(boxes or b"", text)
    return found
