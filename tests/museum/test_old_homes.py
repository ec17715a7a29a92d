"""An old home opened by the software of today: the same answers, or the word to reindex and then the same answers."""

from __future__ import annotations

import json
import shutil

import pytest

from engines.letters import OtherAnalyzer
from holdings.store import units
from indexer.counts import expected_entries, searchable_entries
from indexer.rebuild import reindex
from indexer.writing import drain
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from tests.homes import make_plant, pinned
from tests.museum.make_exhibit import MUSEUM, told
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
        assert units.count(connection) == 12
    tighten(plant, code_of(1))
    drain(plant)
    assert code_of(1) not in json.dumps(answers.search(ANONYMOUS, {"size": "50"}))
    reindex(plant, lambda *_: None)
    with plant.store.reading() as connection:
        assert searchable_entries(pinned(plant)) == expected_entries(connection)
    plant.store.close()
