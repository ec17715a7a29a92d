"""An index older than the changes that are still kept cannot know what was closed since: it answers 503."""

from __future__ import annotations

import shutil

import pytest

from indexer.writing import forget_old_rows
from sharing.classes import SharingClass
from tests.leaks.asking import Home, search_path

pytestmark = pytest.mark.xdist_group("leaks")

_ASKING = (
    search_path(q="堤岸"),
    search_path(),
    search_path(scope="themes"),
    "/api/v1/suggest?q=J1",
    "/?q=堤岸",
)


def test_an_index_put_back_from_before_the_kept_rows_answers_503_and_not_a_guess(copy, tmp_path):
    home: Home = copy("with hidden")
    folder = home.plant.index_folder
    shutil.copytree(folder, tmp_path / "old")
    home.classify("J101-A-000", SharingClass.WITHHELD)
    home.follow()
    assert forget_old_rows(home.plant, older_than=4e9) > 0
    assert "J101-A-000" not in home.codes()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "old", folder)
    reopened = Home(home.plant)
    for path in _ASKING:
        answer = reopened.ask(path)
        assert answer.status == 503, path
        assert int(answer.header("retry-after")) > 0
        assert "J101-A-000" not in answer.body.decode()
    assert reopened.ask("/api/v1/health").status == 503
    # What is read from the store alone needs no index; where no unit is seen, the index says whether a level is there.
    assert reopened.ask("/api/v1/units/J101-A-002").status == 200
    hidden, nowhere = reopened.ask("/api/v1/units/J101-A-000"), reopened.ask("/api/v1/units/J777-1")
    assert hidden == nowhere and hidden.status == 503
