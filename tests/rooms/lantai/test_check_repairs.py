"""`lantai check` finds what somebody changed in an index by hand, and `--repair` makes it right, on either engine."""

from __future__ import annotations

import io
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from engines.opensearch_engine.names import Names
from engines.packing import packed
from engines.port import Applied, Entry, Place
from engines.query import Number
from holdings.identity import UnitIdentity, number_of
from holdings.levels import Level
from holdings.objects import FolderObjects
from holdings.store import objects, packages, units
from holdings.store.objects import UnitObject
from holdings.units import Description, Unit
from index_templates import templates as t
from index_templates.templates import EntryKind, Partition
from indexer.analysing import entries_of_all
from indexer.locks import IntakeLock, WriterLock
from indexer.subjects import subjects
from lantai.wiring import House
from tests.clusters import cluster_at

NOTICE = "J101-WS·1952·Y-0001"
PILOT = "J101-WS·1952·Y-0002"
MINE = "J101-WS·1952·Y-0003"
CATALOGUE_OPEN = Place(t.CATALOGUE.name, Partition.OPEN)
FULLTEXT_OPEN = Place(t.FULLTEXT.name, Partition.OPEN)
FULLTEXT_RESTRICTED = Place(t.FULLTEXT.name, Partition.RESTRICTED)
THEMES_OPEN = Place(t.THEMES.name, Partition.OPEN)


class Hands:
    """Somebody who changes an index behind the house's back."""

    def __init__(self, house: House, url: str) -> None:
        self.house = house
        self._url = url

    def entries(self, code: str, place: Place) -> list[Entry]:
        """The entries that a unit should have."""
        with self.house.store.reading() as connection:
            unit = units.find(connection, UnitIdentity("", code))
            assert unit is not None
            return list(entries_of_all(subjects(connection, [unit.row]), "rjieba")[place])

    def put(self, place: Place, number: int, entries: Sequence[Entry]) -> None:
        """Let a unit have just these entries."""
        generations = self.house.generations
        name = generations.current()
        if not self._url:
            applied = generations.view(name).at(place.index, place.partition).applied
            writer = generations.writer(name)
            writer.delete_units(place, [number])
            writer.add(place, entries)
            writer.commit(place, Applied(applied.number, applied.within))
            writer.close()
            return
        cluster, index = cluster_at(self._url), Names.of(self.house.home_id).index(name, place)
        held = cluster.search(f"/{index}/_search", {"query": {"terms": {t.UNIT: [number]}}, "size": 100})
        for hit in held["hits"]["hits"]:
            cluster.ask("DELETE", f"/{index}/_doc/{hit['_id']}", routing=str(number), refresh="true")
        for at, entry in enumerate(packed(place.index, entries)):
            cluster.ask(
                "PUT",
                f"/{index}/_doc/by-hand-{number}-{at}",
                entry.document,
                routing=str(number),
                refresh="true",
            )


@pytest.fixture(params=["tantivy", "opensearch"])
def hands(request, lantai, package, monkeypatch) -> Iterator[Hands]:
    """A home that holds the package, with a theme, on each engine."""
    url = request.getfixturevalue("opensearch_url") if request.param == "opensearch" else ""
    if url:
        monkeypatch.setenv("LANTAI_ENGINE", url)
    assert lantai("intake", str(package)).code == 0
    house = House()
    yield Hands(house, url)
    house.close()


pytestmark = pytest.mark.xdist_group("both engines")


def number(code):
    return UnitIdentity("", code).number


def repaired(lantai):
    """What a repair says of itself; all is as it should be then."""
    said = lantai("check", "--repair", "--json")
    assert said.code == 0, said.out
    assert said.json["ok"] is True
    again = lantai("check", "--all", "--json")
    assert again.code == 0 and "repaired" not in again.json
    return said.json["repaired"]


def test_entries_that_were_deleted_by_hand_come_back(lantai, hands):
    hands.put(FULLTEXT_OPEN, number(NOTICE), hands.entries(NOTICE, FULLTEXT_OPEN)[:1])  # its page is gone
    hands.put(FULLTEXT_RESTRICTED, number(MINE), [])
    said = lantai("check")
    assert said.code == 1
    assert "fulltext-open" in said.err and "fulltext-restricted" in said.err and "--repair" in said.err
    assert lantai("search", '"定期客货班轮"', "--json").json["total"]["units"] == 0
    assert repaired(lantai) == {"units": 2, "strays": 0, "themes": 0, "rebuilt": False}
    assert lantai("search", '"定期客货班轮"', "--json").json["total"]["units"] == 1


def test_rights_that_were_changed_by_hand_are_taken_back(lantai, hands):
    lantai("reader", "add", "家属", "--role", "reader")
    lantai("grant", "add", "家属", "--scope", PILOT, "--until", "2099", "--reason", "家史")
    wide = [
        {**entry, t.ACCESS: [*map(str, entry[t.ACCESS]), f"u:{PILOT}/conditional"]}
        for entry in hands.entries(MINE, FULLTEXT_RESTRICTED)
    ]
    hands.put(FULLTEXT_RESTRICTED, number(MINE), wide)
    # What the index gives too much is never shown: every hit is looked at in the store.
    assert [
        hit["unit"]["code"] for hit in lantai("search", "沉船", "--as", "家属", "--json").json["hits"]
    ] == [PILOT]
    said = lantai("check")
    assert said.code == 1 and f"u:{PILOT}/conditional" in said.err
    assert repaired(lantai) == {"units": 1, "strays": 0, "themes": 0, "rebuilt": False}


def test_a_class_that_was_changed_by_hand_and_entries_of_nobody_are_mended(lantai, hands):
    looser = [
        {**entry, t.SHARING_CLASS: ["unconditional"]} for entry in hands.entries(PILOT, FULLTEXT_RESTRICTED)
    ]
    hands.put(FULLTEXT_RESTRICTED, number(PILOT), looser)
    stray = [{**entry, t.UNIT: [4711]} for entry in hands.entries(NOTICE, CATALOGUE_OPEN)]
    hands.put(CATALOGUE_OPEN, 4711, stray)
    assert lantai("check").code == 1
    assert repaired(lantai) == {"units": 1, "strays": 1, "themes": 0, "rebuilt": False}


def test_a_theme_that_was_deleted_by_hand_comes_back(lantai, hands):
    for words in (
        ("create", "ships", "--title", "班轮"),
        ("section", "ships", "one", "--title", "恢复"),
        ("place", "ships", "one", NOTICE),
        ("publish", "ships"),
    ):
        said = lantai("theme", *words)
        assert said.code == 0, said.err
    assert lantai("reindex").code == 0
    theme = Number(t.KIND, frozenset({int(EntryKind.THEME)}))
    place = THEMES_OPEN
    generations = hands.house.generations
    assert generations.view(generations.current()).at(place.index, place.partition).count(theme) == 1
    hands.put(THEMES_OPEN, number_of("theme", "ships"), [])
    said = lantai("check")
    assert said.code == 1 and "themes-open" in said.err
    assert repaired(lantai)["themes"] == 1


def test_where_there_is_no_index_or_another_a_repair_makes_one(lantai, hands, home):
    generations = hands.house.generations
    if (home / "index").is_dir() and any((home / "index").glob("g*")):
        shutil.rmtree(home / "index")
    else:
        name = generations.current()
        cluster = cluster_at(hands._url)
        for index in Names.of(hands.house.home_id).all_of(name):
            cluster.ask("DELETE", f"/{index}")
    assert lantai("check").code == 1
    assert repaired(lantai)["rebuilt"] is True


def test_a_store_that_came_from_an_earlier_backup_is_told_from_an_index_that_is_behind(lantai, hands, home):
    backup = home / "backup.sqlite"
    with closing(sqlite3.connect(home / "lantai.sqlite")) as store, closing(sqlite3.connect(backup)) as copy:
        store.backup(copy)
    with closing(House()) as house, WriterLock(house.settings.index, house.store):
        # Another process is the writer, and ends before it came so far.
        assert lantai("unit", "class", NOTICE, "withheld", "--reason", "x").code == 0
    assert lantai("check").code == 1  # behind
    assert repaired(lantai) == {"units": 0, "strays": 0, "themes": 0, "rebuilt": False}
    with closing(sqlite3.connect(home / "lantai.sqlite")) as store, closing(sqlite3.connect(backup)) as copy:
        copy.backup(store)
    said = lantai("check")
    assert said.code == 1 and "backup" in said.err
    assert repaired(lantai)["rebuilt"] is True
    assert lantai("search", '"定期客货班轮"', "--json").json["total"]["units"] == 1


def test_a_damaged_object_is_told_and_never_called_repaired(lantai, hands, home):
    first = next(path for path in (home / "objects").glob("??/*"))
    first.write_bytes(b"other")
    hands.put(FULLTEXT_RESTRICTED, number(MINE), [])
    said = lantai("check", "--repair", "--json")
    assert said.code == 1
    assert said.json["repaired"]["units"] == 1
    (wrong,) = said.json["wrong"]
    assert first.name in wrong["en"]


def test_an_object_that_no_unit_has_is_named_with_its_size_and_erased_by_a_repair(filled, home):
    strange = FolderObjects(home / "objects")
    digest, size = strange.keep(io.BytesIO("遗下的字节".encode()))
    held = {name for name, _ in strange.all()} - {digest}
    said = filled("check")
    assert said.code == 1 and digest in said.err and f"{size:,} B" in said.err
    assert filled("check", "--json").json["unreferred"] == [{"digest": digest, "bytes": size}]
    said = filled("check", "--repair", "--json")
    assert said.code == 0 and said.json["erased"] == 1 and said.json["unreferred"] == []
    assert {name for name, _ in strange.all()} == held
    assert filled("check").code == 0


def test_what_an_intake_under_way_has_kept_is_nobody_s_to_erase(filled, home):
    house = House()
    digest, _ = FolderObjects(home / "objects").keep(io.BytesIO(b"kept a moment ago"))
    with IntakeLock(house.settings.index, house.store):
        said = filled("check", "--repair")
        assert said.code == 0 and "正在接收" in said.out
    house.close()
    assert FolderObjects(home / "objects").holds(digest)


def test_what_an_interrupted_package_has_staged_is_kept(filled, home, tmp_path):
    house = House()
    digest, size = house.objects.keep(io.BytesIO(b"staged"))
    with house.store.writing() as connection:
        row = packages.begin(connection, "d" * 64, "中断的一批", [])
        unit = Unit(UnitIdentity("", "J9-1"), Level.FILE, "", "J9", (), Description("卷"))
        rows = units.add(connection, row, [(unit, b"J9-1")])
        objects.add(connection, [UnitObject(rows[0], 0, digest, "卷.txt", size)])
    house.close()
    assert filled("check", "--repair").code == 0
    assert FolderObjects(home / "objects").holds(digest)
