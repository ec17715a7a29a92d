"""A store of an earlier version whose notes call files by the names of other units: nothing of it is told any more."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa

from holdings.letters import Letter
from holdings.store import migrating, objects
from holdings.store.database import Store
from holdings.store.tables import jobs, packages, page_readings, page_texts, unit_objects, units
from tests.promises import stores
from tests.promises.stores import insert_as_then

MIGRATION = importlib.import_module("holdings.store.migrations.versions.0005_own_names")

#: Units by row: (position, name, digest, note). The first has the withheld file.
OBJECTS = {
    1: [(0, "密/甲_张三举报信.pdf", "a", "“密/甲_张三举报信.pdf”已损坏。")],
    2: [(0, "开/通告.pdf", "a", "“密/甲_张三举报信.pdf”已损坏。")],
    3: [(0, "开/自己.pdf", "a", "“开/自己.pdf”已损坏。"), (1, "开/附件.pdf", "b", "")],
    4: [(0, "开/包.zip", "c", "“开/包.zip/甲.txt”已加密。")],
    5: [(0, "开/一.pdf", "d", ""), (1, "开/二.pdf", "a", "读取“密/甲_张三举报信.pdf”时出错。")],
    6: [(0, "开/无名.pdf", "e", "这一页识读失败。")],
    7: [(0, "包", "f", "“包/张三.zip/成员.txt”已加密。")],
    8: [(0, "包/张三.zip", "f", "“包/张三.zip/成员.txt”已加密。")],
    9: [(0, f"开/{'长' * 90}.pdf", "g", f"“开/{'长' * 58}…”已损坏。")],
}
FOREIGN = {(2, 0), (5, 1), (7, 0)}


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store as it stood before the names were taken out."""
    for url in stores.opened(request.param, request, stores.empty_database):
        engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        migrating.upgrade(engine, MIGRATION.down_revision)
        with engine.begin() as connection:
            _fill(connection)
        engine.dispose()
        with closing(Store(url)) as store:
            yield store


def _fill(connection: sa.Connection) -> None:
    note = OBJECTS[1][0][3]
    insert_as_then(connection, packages, id=1, digest="p", source="移交", state="accepted")
    for unit, held in OBJECTS.items():
        noted = [note for *_, note in held if note]
        told = f"{noted[0]}\n{noted[0]}"
        insert_as_then(
            connection, units, id=unit, code=f"J1-{unit}", number=unit, package_id=1, text_note=told
        )
        for position, name, digest, written in held:
            insert_as_then(
                connection,
                unit_objects,
                unit_id=unit,
                position=position,
                digest=digest * 64,
                name=name,
                state="unread",
                note_zh=written,
                note_en=written,
            )
    insert_as_then(connection, page_texts, unit_id=2, number=1)
    insert_as_then(connection, page_readings, id=1, unit_id=2, number=1, note_zh=note, note_en=note)
    insert_as_then(connection, jobs, id=1, why_zh=note, why_en=note)


def test_a_note_that_names_another_unit_s_file_is_replaced_and_every_other_one_stays(old):
    old.migrate()
    with old.reading() as connection:
        held = objects.of_units(connection, OBJECTS)
        told = {row.id: row.text_note for row in connection.execute(sa.select(units.c.id, units.c.text_note))}
        reading = connection.execute(sa.select(page_readings.c.note_zh)).scalar_one()
        why = connection.execute(sa.select(jobs.c.why_zh)).scalar_one()
    for unit, rows in held.items():
        for row, (position, name, _, note) in zip(rows, OBJECTS[unit], strict=True):
            if (unit, position) in FOREIGN:
                assert row.note is not None and row.name in row.note.zh and row.name in row.note.en
                assert "lantai jobs retry" in row.note.zh
                assert name in told[unit]
            else:
                assert row.note == (Letter(note, note) if note else None)
    for unit in OBJECTS.keys() - {1}:
        assert "甲_张三" not in str(held[unit]) + told[unit]
    assert "开/包.zip/甲.txt" in told[4] and told[1].startswith("“密/甲_张三")
    assert "2 个文件中有 1 个" in told[5] and "Of 2 files 1" in told[5]
    assert "甲_张三" not in reading + why and "开/通告.pdf" in reading
