"""Of what is refused as a state secret no byte stays, whatever an intake that was killed had kept of it before."""

from __future__ import annotations

import hashlib
import io
import random
import secrets
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from holdings.store import homes
from holdings.store.database import Store
from holdings.store.tables import page_texts, unit_objects, units
from tests.homes import write_package
from tests.promises import stores
from tests.promises.secret_intake import MOMENTS, WORD, Place

TEXT = f"{WORD}绝密正文" * 400
#: What an open unit says, with the same bytes as a file of the secret one.
SHARED = "两份相同的附件"
SECRET_ROW = {"档号": "A001-002", "题名": f"{WORD}题名", "共享类型": "暂不共享"}
INTAKE = [moment for moment in MOMENTS if moment and "erased" not in moment and "deleted" not in moment]
REFUSAL = [moment for moment in MOMENTS if moment and moment not in INTAKE]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Where a home lies that is not there yet."""
    return Place(tmp_path / "home")


@pytest.fixture
def far_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """The same with the store and the objects on servers."""
    bucket = f"{request.getfixturevalue('s3_url')} {secrets.token_hex(6)}"
    with stores.prepared_database(request.getfixturevalue("postgres_url")) as url:
        yield Place(tmp_path / "home", url, bucket)


def packed() -> bytes:
    """An archive with a member that is secret."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("一.txt", TEXT)
        archive.writestr("二.txt", f"{TEXT}其二")
    return octets.getvalue()


def handed_over(folder: Path, secret: dict[str, str] | None, *, name: str = "乙") -> Path:
    """A package with an open unit, and one that is secret whether its row says so or not; None: it was taken out."""
    rows = [{"档号": "A001-001", "题名": "普通件", "共享类型": "无条件共享", "文件": "甲.txt"}]
    files: dict[str, str | bytes] = {"甲.txt": "普通正文"}
    if secret is not None:
        own: dict[str, str | bytes] = {
            f"{name}.txt": TEXT,
            f"{name}附件.txt": SHARED,
            f"{name}.zip": packed(),
        }
        rows.append({**secret, "文件": ";".join(own)})
        files |= own
    if folder.exists():
        for left in folder.iterdir():
            left.unlink()
    return write_package(folder, rows, files)


def traces(place: Place) -> list[str]:
    """Where something of the secret stands: files of the home, the objects, the rows of the store."""
    found = [
        str(path.relative_to(place.home))
        for path in place.home.rglob("*")
        if path.is_file() and (WORD.encode() in path.read_bytes() or WORD in path.name)
    ]
    plant = place.plant()
    for octets in (TEXT.encode(), packed()):
        digest = hashlib.sha256(octets).hexdigest()
        found += [f"object {digest}"] if plant.objects.holds(digest) else []
    with closing(plant.store), plant.store.reading() as connection:
        for column in (units.c.title, page_texts.c.text, unit_objects.c.name):
            question = sa.select(sa.func.count()).where(column.contains(WORD))
            found += [str(column)] if connection.execute(question).scalar_one() else []
    return found


def shared_is_kept(place: Place) -> bool:
    """Whether the bytes are there that a held unit has too."""
    plant = place.plant()
    with closing(plant.store):
        return plant.objects.holds(hashlib.sha256(SHARED.encode()).hexdigest())


@pytest.mark.parametrize("moment", INTAKE)
def test_a_secret_that_a_killed_intake_had_kept_is_gone_with_its_refusal(place, tmp_path, moment):
    refused_after(place, tmp_path, moment)


@pytest.mark.parametrize("moment", [*INTAKE[:2], INTAKE[-1]])
def test_the_same_where_store_and_objects_are_on_servers(far_place, tmp_path, moment):
    refused_after(far_place, tmp_path, moment)


def refused_after(place: Place, tmp_path: Path, moment: str) -> None:
    """An intake of what is secret and not marked so is killed; then it is marked, refused, and taken out."""
    other = write_package(
        tmp_path / "先到",
        [{"档号": "B1-1", "题名": "附件", "共享类型": "无条件共享", "文件": "丙.txt"}],
        {"丙.txt": SHARED},
    )
    assert place.take(other) == "taken"
    folder = handed_over(tmp_path / "移交", SECRET_ROW)
    assert place.take(folder, moment) == "killed"
    assert traces(place), "nothing was kept, so that nothing is shown"
    handed_over(folder, {**SECRET_ROW, "密级": "绝密"})
    assert place.take(folder) == "refused"
    assert traces(place) == []
    assert shared_is_kept(place)
    handed_over(folder, None)
    assert place.take(folder) == "taken"
    assert traces(place) == []


@pytest.mark.parametrize(
    ("changed", "name"),
    [({"档号": "A001-009"}, "乙"), ({"题名": "另一题名"}, "丁"), ({"档号": "A001-009"}, "丁")],
    ids=["another code", "other names of files", "another code and other names"],
)
def test_it_is_gone_although_its_row_was_changed_meanwhile(place, tmp_path, changed, name):
    folder = handed_over(tmp_path / "移交", SECRET_ROW)
    assert place.take(folder, "the texts are read and the package is not accepted") == "killed"
    handed_over(folder, {**SECRET_ROW, **changed, "密级": "机密★30年", "日期": "2020"}, name=name)
    assert place.take(folder) == "refused"
    assert traces(place) == []


def test_it_is_gone_although_the_folder_has_another_name(place, tmp_path):
    folder = handed_over(tmp_path / "移交", SECRET_ROW)
    assert place.take(folder, "the texts are read and the package is not accepted") == "killed"
    again = handed_over(tmp_path / "重新移交", {**SECRET_ROW, "密级": "绝密"})
    assert place.take(again) == "refused"
    assert traces(place) == []


@pytest.mark.parametrize("moment", REFUSAL)
def test_a_refusal_that_is_killed_is_finished_by_the_next(place, tmp_path, moment):
    folder = handed_over(tmp_path / "移交", SECRET_ROW)
    assert place.take(folder, "the texts are read and the package is not accepted") == "killed"
    handed_over(folder, {**SECRET_ROW, "密级": "绝密"})
    assert place.take(folder, moment) == "killed"
    assert place.take(folder) == "refused"
    assert traces(place) == []


def test_a_package_that_took_its_place_leaves_none_of_its_bytes(place, tmp_path):
    """The row was taken out, and nobody ever said why: the stale package goes, and its bytes with it."""
    folder = handed_over(tmp_path / "移交", SECRET_ROW)
    assert place.take(folder, "the texts are read and the package is not accepted") == "killed"
    handed_over(folder, None)
    assert place.take(folder) == "taken"
    assert [trace for trace in traces(place) if "sqlite" not in trace] == []
    # What it said may stand in free pages of the store until it is known to be secret.
    handed_over(folder, {**SECRET_ROW, "密级": "绝密"})
    assert place.take(folder) == "refused"
    assert traces(place) == []


def test_what_another_interrupted_package_has_stays(place, tmp_path):
    other = write_package(
        tmp_path / "另一批",
        [{"档号": "C1-1", "题名": "另件", "共享类型": "无条件共享", "文件": "丙.txt"}],
        {"丙.txt": SHARED},
    )
    assert place.take(other, "the units are staged and not read") == "killed"
    folder = handed_over(tmp_path / "移交", SECRET_ROW)
    assert place.take(folder, "the bytes are kept and no unit is staged") == "killed"
    handed_over(folder, {**SECRET_ROW, "文件": "", "密级": "绝密"})
    assert place.take(folder) == "refused"
    assert traces(place) == []
    assert place.take(other) == "taken"
    assert shared_is_kept(place)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_of_deleted_rows_stays_in_the_file_or_its_log(tmp_path, seed):
    """Rows move between pages while others come and go; their old places must not keep what they said."""
    chance = random.Random(seed)
    path = tmp_path / "home.sqlite"
    with closing(Store(f"sqlite:///{path}")) as store:
        store.migrate()
        for at in range(150):
            with store.writing() as connection:
                said = (WORD if at % 3 else "普通") * chance.choice((1, 30, 900))
                homes.set_fact(connection, f"{at * 61 % 151:03d}", said)
            if chance.random() < 0.5:
                with store.writing() as connection:
                    connection.exec_driver_sql("UPDATE home SET value = value || '尾' WHERE name LIKE '%7'")
        with store.writing() as connection:
            connection.execute(sa.text("DELETE FROM home WHERE value LIKE :word"), {"word": f"{WORD}%"})
        assert store.forget_deleted(dropped=True)
        left = [each.name for each in tmp_path.iterdir() if WORD.encode() in each.read_bytes()]
    assert left == []
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT count(*) FROM home WHERE value LIKE '普通%'").fetchone() == (50,)
