"""The list beside an index: which index it is, and the sums of its files."""

from __future__ import annotations

import json

import pytest

from engines.letters import IndexDamaged
from engines.tantivy_engine.fixity import PARTS, look_at_footers, segment_files, write_parts
from tests.homes import make_plant, take, write_package


@pytest.fixture
def folder(tmp_path):
    """An index with one segment."""
    plant = make_plant(tmp_path / "home")
    rows = [{"档号": "J1-1-1", "题名": "报告", "共享类型": "无条件共享"}]
    take(plant, write_package(tmp_path / "移交", rows))
    plant.store.close()
    return plant.index_folder / plant.generations.current() / "catalogue-open"


def test_a_commit_writes_down_which_index_it_is_and_all_its_files(folder):
    kept = json.loads((folder / PARTS).read_bytes())
    assert kept["place"] == "catalogue-open"
    assert sorted(kept["files"]) == segment_files(folder) != []
    look_at_footers(folder)


def test_an_index_of_an_earlier_version_has_no_list_and_gets_one(folder):
    before = (folder / PARTS).read_bytes()
    (folder / PARTS).unlink()
    look_at_footers(folder)
    write_parts(folder)
    assert (folder / PARTS).read_bytes() == before


def test_what_was_written_down_stays_though_the_file_is_another_one_by_now(folder):
    one, other = (folder / name for name in segment_files(folder)[:2])
    one.write_bytes(other.read_bytes())
    before = (folder / PARTS).read_bytes()
    write_parts(folder)
    assert (folder / PARTS).read_bytes() == before
    with pytest.raises(IndexDamaged) as caught:
        look_at_footers(folder)
    assert "of another index" in caught.value.why


def test_a_file_that_a_merge_took_away_meanwhile_is_no_damage_and_one_that_is_cut_is(folder):
    gone, cut = segment_files(folder)[:2]
    (folder / PARTS).unlink()
    (folder / gone).unlink()
    write_parts(folder)
    assert gone not in json.loads((folder / PARTS).read_bytes())["files"]
    (folder / PARTS).unlink()
    (folder / cut).write_bytes(b"")
    with pytest.raises(IndexDamaged):
        write_parts(folder)
