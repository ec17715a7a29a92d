"""what a unit lies below is cut at every separator of its code

Revision: 0012, after 0011
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_STRIDE = 2_000
_units = sa.table(
    "units", sa.column("id", sa.Integer), sa.column("archive"), sa.column("code"), sa.column("ancestors")
)
_above = sa.table(
    "unit_ancestors", sa.column("archive"), sa.column("code"), sa.column("unit_id"), sa.column("depth")
)


def upgrade() -> None:
    _cut("-·_")


def downgrade() -> None:
    _cut("-")


def _cut(separators: str) -> None:
    connection = op.get_bind()
    after = 0
    while True:
        rows = connection.execute(
            sa.select(_units).where(_units.c.id > after).order_by(_units.c.id).limit(_STRIDE)
        ).all()
        if not rows:
            return
        after = rows[-1].id
        _cut_some(connection, [(row, _levels(row.code, separators)) for row in rows])


def _cut_some(connection: sa.Connection, units: list[tuple[sa.Row[Any], list[str]]]) -> None:
    changed = [(row, levels) for row, levels in units if row.ancestors != _written(levels)]
    if not changed:
        return
    connection.execute(
        sa.update(_units).where(_units.c.id == sa.bindparam("row")).values(ancestors=sa.bindparam("levels")),
        [{"row": row.id, "levels": _written(levels)} for row, levels in changed],
    )
    connection.execute(
        sa.delete(_above).where(_above.c.unit_id == sa.bindparam("row")),
        [{"row": row.id} for row, _ in changed],
    )
    placed = [
        {"archive": row.archive, "code": level, "unit_id": row.id, "depth": depth}
        for row, levels in changed
        for depth, level in enumerate(levels)
    ]
    if placed:
        connection.execute(sa.insert(_above), placed)


def _written(levels: list[str]) -> str:
    return json.dumps(levels, ensure_ascii=False)


def _levels(code: str, separators: str) -> list[str]:
    return [
        code[:at]
        for at, character in enumerate(code)
        if at and character in separators and code[at - 1] not in separators
    ]
