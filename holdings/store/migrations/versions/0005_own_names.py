"""notes that call an object by another one's name; digests of objects that are being kept

Earlier versions read objects with the same bytes one after the other under the name of the first, so a note of one
unit's object may hold the name of a file of another unit. Such a note is replaced; the reason comes back when the
object is read once more.

Revision: 0005, after 0004
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STRIDE = 500
_QUOTED = re.compile("“([^”]*)”")
#: As `holdings.parser_letters.shown` was when these notes were written.
_SEEN = 60

_units = sa.table("units", sa.column("id"), sa.column("text_note"))
_objects = sa.table(
    "unit_objects",
    *map(sa.column, ("unit_id", "position", "digest", "name", "note_zh", "note_en")),
)
_texts = sa.table("page_texts", *map(sa.column, ("unit_id", "number", "position")))
_readings = sa.table("page_readings", *map(sa.column, ("id", "unit_id", "number", "note_zh", "note_en")))


def upgrade() -> None:
    op.create_table(
        "objects_begun",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_objects_begun")),
    )
    connection = op.get_bind()
    for unit in _mend_notes(connection):
        _tell_anew(connection, unit)
    _mend_readings(connection)
    # Of the last try of a job under way; the next one says it again.
    op.execute("UPDATE jobs SET why_zh = '', why_en = ''")


def downgrade() -> None:
    op.drop_table("objects_begun")


def _mend_notes(connection: sa.Connection) -> list[int]:
    """Replace the notes of objects that hold another one's name; rows of their units, in order."""
    changed: dict[int, None] = {}
    after = (0, -1)
    while True:
        stride = connection.execute(
            sa.select(_objects)
            .where(
                _objects.c.note_zh != "",
                _objects.c.unit_id >= after[0],
                sa.or_(_objects.c.unit_id > after[0], _objects.c.position > after[1]),
            )
            .order_by(_objects.c.unit_id, _objects.c.position)
            .limit(_STRIDE)
        ).all()
        for row in stride:
            if not _is_own(connection, row.note_zh, row.name, row.digest):
                changed[row.unit_id] = None
                zh, en = _replaced(row.name)
                connection.execute(
                    sa.update(_objects)
                    .where(_objects.c.unit_id == row.unit_id, _objects.c.position == row.position)
                    .values(note_zh=zh, note_en=en)
                )
        if len(stride) < _STRIDE:
            return list(changed)
        after = stride[-1].unit_id, stride[-1].position


def _mend_readings(connection: sa.Connection) -> None:
    found = connection.execute(
        sa.select(_readings.c.id, _readings.c.note_zh, _objects.c.name, _objects.c.digest)
        .join(_texts, sa.and_(_texts.c.unit_id == _readings.c.unit_id, _texts.c.number == _readings.c.number))
        .join(
            _objects,
            sa.and_(_objects.c.unit_id == _texts.c.unit_id, _objects.c.position == _texts.c.position),
        )
        .where(_readings.c.note_zh != "")
    ).all()
    for row in found:
        if not _is_own(connection, row.note_zh, row.name, row.digest):
            zh, en = _replaced(row.name)
            connection.execute(
                sa.update(_readings).where(_readings.c.id == row.id).values(note_zh=zh, note_en=en)
            )


def _is_own(connection: sa.Connection, note: str, name: str, digest: str) -> bool:
    """Whether a note names no other object: its first quoted name is the object's own, or that of a member of it."""
    found = _QUOTED.search(note)
    if found is None:
        return True
    quoted, own = found[1], _shown(name)
    if quoted in (own, name):
        return True
    if not quoted.startswith((f"{name}/", own if own.endswith("…") else f"{own}/")):
        return False
    others = connection.execute(
        sa.select(_objects.c.name).where(_objects.c.digest == digest, _objects.c.name != name).distinct()
    ).scalars()
    return not any(quoted.startswith((other, _shown(other))) and len(other) > len(name) for other in others)


def _tell_anew(connection: sa.Connection, unit: int) -> None:
    """Write anew what a unit says of the text that it lacks, from the notes of its objects."""
    rows = connection.execute(
        sa.select(_objects).where(_objects.c.unit_id == unit).order_by(_objects.c.position)
    ).all()
    lacking = [row for row in rows if row.note_zh]
    zh, en = lacking[0].note_zh, lacking[0].note_en
    if len(rows) > 1:
        names = [_shown(row.name) for row in lacking]
        some_zh = "、".join(f"“{name}”" for name in names[:3]) + (" 等" if len(names) > 3 else "")
        some_en = ", ".join(f'"{name}"' for name in names[:3])
        some_en += f" and {len(names) - 3} more" if len(names) > 3 else ""
        zh = f"{len(rows)} 个文件中有 {len(names)} 个缺少全部或部分文字：{some_zh}。第一个的原因：{zh}"
        en = (
            f"Of {len(rows)} files {len(names)} lack all or some of their text: {some_en}. Of the first: {en}"
        )
    told = f"{' '.join(zh.splitlines())}\n{' '.join(en.splitlines())}"
    connection.execute(sa.update(_units).where(_units.c.id == unit).values(text_note=told))


def _replaced(name: str) -> tuple[str, str]:
    own = _shown(name)
    return (
        f"“{own}”缺少全部或部分文字。旧版本记下的原因用了另一文件的名字，已经去掉。原文件已原样保存；"
        "运行 lantai jobs retry 重读，就会写明原因。",
        f'"{own}" lacks all or some of its text. The reason that an earlier version wrote down named another file '
        "and was taken out. The file itself is kept unchanged; lantai jobs retry reads it once more and says why.",
    )


def _shown(text: str) -> str:
    cut = text if len(text) <= _SEEN else text[:_SEEN] + "…"
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in cut)
