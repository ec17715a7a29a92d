"""An old home opened by the software of today: the same answers, or the word to reindex and then the same answers."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import time
from contextlib import closing

import pytest

from engines.letters import OtherAnalyzer
from holdings.objects import FolderObjects
from holdings.store import outbox, units
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import wait_until_findable
from indexer.rebuild import reindex
from indexer.writing import drain, forget_old_rows
from lantai.cli import main
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from sharing.store import all_readers
from tests.homes import make_plant, pinned
from tests.museum.make_exhibit import MUSEUM, told
from tests.museum.two_archives import OTHER, SUPPLIERS
from tests.promises.asked_home import answering, code_of, rows, tighten
from tests.rooms.indexer.test_writing import Running
from tests.shared import REPOSITORY

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


def test_a_home_whose_indices_know_no_former_codes_is_told_to_reindex(tmp_path):
    """Templates of version 4: nothing is asked of an index without a field that questions speak of."""
    home = tmp_path / "home"
    shutil.copytree(MUSEUM / "templates-4", home)
    plant = make_plant(home)
    answers = answering(plant)
    with pytest.raises(ProblemError) as refused:
        answers.search(ANONYMOUS, {"q": "福州"})
    assert (refused.value.status, "lantai reindex" in refused.value.letter.zh) == (503, True)
    # What needs no index is answered meanwhile: a unit by its code.
    assert answers.unit(ANONYMOUS, code_of(1))["unit"]["former_codes"] == []
    reindex(plant, lambda *_: None)
    kept = json.loads((MUSEUM / "templates-4" / "answers.json").read_text(encoding="utf-8"))
    for parameters, wanted in kept:
        assert json.loads(json.dumps(told(answers.search(ANONYMOUS, parameters)))) == wanted, parameters
    plant.store.close()


def documented(section: str) -> list[list[str]]:
    """The commands of `lantai` in the first block of a section of docs/operations.md, as their words."""
    text = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    block = text.partition(f"## {section}")[2].partition("```sh\n")[2].partition("```")[0]
    lines = [line.partition("#")[0].split() for line in block.splitlines()]
    return [words[1:] for words in lines if words[:1] == ["lantai"]]


@pytest.mark.parametrize("name", EXHIBITS)
def test_an_upgrade_runs_as_it_is_written_down(name, tmp_path, monkeypatch, capsys):
    exhibit, home = MUSEUM / name, tmp_path / "home"
    home.mkdir()
    shutil.copyfile(exhibit / "home.sqlite", home / "lantai.sqlite")
    shutil.copytree(exhibit / "index", home / "index")
    for row in rows(12):  # exhibits keep no objects; these are the same bytes
        FolderObjects(home / "objects").keep(io.BytesIO(row["text"].encode()))
    monkeypatch.setenv("LANTAI_HOME", str(home))
    monkeypatch.setenv("LANTAI_OCR", "none")
    (status, upgrade, check) = documented("升级")
    assert (status, upgrade, check) == (["status"], ["reindex"], ["check"])
    assert main(status) == 0
    assert "lantai reindex" in capsys.readouterr().out
    # Whoever looks before the rebuild, or asks, is told the same.
    assert main(check) == 1 and "lantai reindex" in capsys.readouterr().err
    assert main(["search", "福州"]) == 1 and "lantai reindex" in capsys.readouterr().err
    assert main(upgrade) == 0
    assert main(check) == 0, capsys.readouterr().err
    assert "--back" in capsys.readouterr().out  # what is kept of the old version, and for what
    kept = json.loads((exhibit / "answers.json").read_text(encoding="utf-8"))
    plant = make_plant(home, store_url=f"sqlite:///{home / 'lantai.sqlite'}")
    for parameters, wanted in kept:
        assert json.loads(json.dumps(told(answering(plant).search(ANONYMOUS, parameters)))) == wanted

    # A writer beside it follows what is changed, and is not stopped by the generation that is kept frozen.
    old = plant.generations.kept()[0]
    with Running(plant) as running:
        running.until("writer_began")
        tighten(plant, code_of(1))
        with plant.store.reading() as connection:
            last = outbox.last_number(connection)
        wait_until_findable(plant, last, None)
        forget_old_rows(plant, time.time() + 1)
        with plant.store.reading() as connection:  # what it has not applied is kept for the way back
            assert outbox.first_kept(connection) <= plant.generations.applied(old).number + 1
    assert "writer_failed" not in running.events()
    assert plant.generations.kept() == [old, plant.generations.current()]

    # The new software does not go back to what it cannot read, and says so; the next rebuild drops it.
    assert main(["reindex", "--back"]) == 1
    assert "版本" in capsys.readouterr().err
    assert main(["reindex"]) == 0
    assert old not in plant.generations.kept()


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
