"""An old home opened by the software of today: the same answers, or the word to reindex and then the same answers."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest

from engines.letters import OtherAnalyzer
from holdings.store import units
from indexer.counts import expected_entries, searchable_entries
from indexer.rebuild import reindex
from indexer.writing import drain
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from sharing.store import all_readers
from tests.homes import make_plant, pinned
from tests.museum.make_exhibit import MUSEUM, told
from tests.museum.two_archives import OTHER, SUPPLIERS
from tests.promises.asked_home import answering, code_of, tighten

EXHIBITS = sorted(path.parent.name for path in MUSEUM.glob("*/answers.json"))


def test_the_museum_has_something_to_show():
    assert EXHIBITS


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_old_home_answers_as_it_did(name, tmp_path):
    exhibit = MUSEUM / name
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(exhibit / "home.sqlite", home / "home.sqlite")
    shutil.copytree(exhibit / "index", home / "index")
    with closing(sqlite3.connect(home / "home.sqlite")) as before:
        (held,) = before.execute("SELECT COUNT(*) FROM units").fetchone()
    # Opening migrates the store to the schema of today.
    plant = make_plant(home)
    kept = json.loads((exhibit / "answers.json").read_text(encoding="utf-8"))
    answers = answering(plant)
    try:
        answers.search(ANONYMOUS, {"q": "福州"})
    except ProblemError as error:
        assert error.status == 503 and "lantai reindex" in error.letter.zh
        with pytest.raises(OtherAnalyzer):
            drain(plant)
        reindex(plant, lambda *_: None)
    for parameters, wanted in kept:
        assert json.loads(json.dumps(told(answers.search(ANONYMOUS, parameters)))) == wanted, parameters
    # And it is a home like any other: it takes changes, and rebuilds.
    with plant.store.reading() as connection:
        assert units.count(connection) == held >= 12
    tighten(plant, code_of(1))
    drain(plant)
    assert f'"{code_of(1)}"' not in json.dumps(answers.search(ANONYMOUS, {"size": "50"}))
    reindex(plant, lambda *_: None)
    with plant.store.reading() as connection:
        assert searchable_entries(pinned(plant)) == expected_entries(connection)
    plant.store.close()


def test_an_old_index_counts_nothing_of_another_archive_for_a_supplier(tmp_path):
    """Its access tokens and facets name suppliers by the local code alone, so nothing at all is asked of it."""
    home = tmp_path / "home"
    shutil.copytree(MUSEUM / "0.1.0-two-archives", home)
    plant = make_plant(home)
    answers = answering(plant)
    with plant.store.reading() as connection:
        scopes = {known.name: known.scope for known in all_readers(connection)}
    assert scopes == {"of-both": "J002", "of-the-other": f"{OTHER}:邻县水利局", "with-a-colon": ":甲局:乙科"}
    for name in SUPPLIERS:
        reader = answers.reader(f"lt_{name}")
        for ask in (lambda: answers.search(reader, {}), lambda: answers.suggest(reader, "J")):  # noqa: B023
            with pytest.raises(ProblemError) as refused:
                ask()
            assert refused.value.status == 503
            assert "lantai reindex" in refused.value.letter.zh
    reindex(plant, lambda *_: None)
    for name in SUPPLIERS:
        reader = answers.reader(f"lt_{name}")
        told = answers.search(reader, {"size": "100"})
        mine = {
            hit["unit"]["code"]
            for hit in told["hits"]
            if hit["unit"] and hit["unit"]["class"] in ("withheld", "unreviewed")
        }
        assert {code.startswith(f"{OTHER}:") for code in mine} == {name == "of-the-other"}
        assert {
            hit["unit"]["supplier"] for hit in told["hits"] if hit["unit"] and hit["unit"]["code"] in mine
        } == {scopes[name]}
        counts = {each["value"]: each["count"] for each in told["facets"]["class"]}
        assert counts.get("withheld", 0) + counts.get("unreviewed", 0) == len(mine)
    plant.store.close()
