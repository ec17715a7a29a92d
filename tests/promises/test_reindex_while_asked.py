"""A rebuild while questions are asked: no failed and no mixed answer, the same answers after, a way back that
shows nothing that was closed since."""

from __future__ import annotations

import dataclasses
import json
import re
import signal
import subprocess
import sys
import threading

import httpx
import pytest

from engines.port import PLACES
from holdings.identity import UnitIdentity
from holdings.store import homes, outbox, themes, units
from indexer import rebuild
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import backlog, wait_until_findable
from indexer.rebuild import reindex, roll_back
from indexer.writing import drain
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from sharing.changes import change_face, correct, withdraw
from sharing.classes import SharingClass
from sharing.store import protect
from sharing.themes import put_theme
from tests.homes import environment, pinned, take, write_package
from tests.promises import asked_home
from tests.promises.asked_home import BY_RELEVANCE, IN_ORDER, NOW, answering, answers_of, code_of, tighten
from tests.rooms.indexer.test_writing import Running

ALL = (*IN_ORDER, *BY_RELEVANCE)


def told_nobody(_done, _total, _rate):
    pass


@pytest.fixture
def plant(tmp_path):
    plant = asked_home.asked_home(tmp_path)
    # The theme entered its units once more: after this nothing deleted lingers in what words weigh.
    reindex(plant, told_nobody)
    yield plant
    plant.store.close()


class Asking:
    """Two threads that ask all questions over and over, and keep every answer that is not the one expected."""

    def __init__(self, plant, asked, wanted):
        self.wrong: list[tuple[str, str]] = []
        self.rounds = 0
        self._answers, self._asked, self._wanted = answering(plant), asked, wanted
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask) for _ in range(2)]

    def _ask(self):
        while not self._stop.is_set():
            try:
                told = answers_of(self._answers, self._asked)
            except Exception as error:  # a failed answer
                self.wrong.append((type(error).__name__, str(error)))
                return
            self.wrong += [(name, said) for name, said in told.items() if said not in self._wanted[name]]
            self.rounds += 1

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()


def the_unit(connection, at):
    found = units.find(connection, UnitIdentity("", code_of(at)))
    assert found is not None
    return found


def each(told):
    return {name: {said} for name, said in told.items()}


def different(before, after):
    return [(name, before[name], after[name]) for name in before if before[name] != after[name]]


@pytest.mark.slow
def test_no_answer_fails_or_mixes_while_the_indices_are_rebuilt(plant):
    before = answers_of(answering(plant), ALL)
    first = plant.generations.current()
    with Asking(plant, ALL[::6], each(before)) as asking:
        for _ in range(2):
            rounds = asking.rounds
            reindex(plant, told_nobody)
            while asking.rounds < rounds + 2 and not asking.wrong:
                threading.Event().wait(0.01)
    assert asking.wrong == [] and plant.generations.current() != first
    assert different(before, answers_of(answering(plant), ALL)) == []


def test_no_answer_fails_or_mixes_while_a_running_writer_rebuilds(plant):
    before = answers_of(answering(plant), ALL)
    with Running(plant) as running, Asking(plant, ALL[::6], each(before)) as asking:
        reindex(plant, told_nobody)
        assert "rebuild_done" in running.events()
    assert asking.wrong == [] and asking.rounds
    assert different(before, answers_of(answering(plant), ALL)) == []


def test_a_unit_closed_during_a_rebuild_is_closed_in_every_answer_from_then_on(plant, monkeypatch):
    closed = code_of(8)
    answers = answering(plant)
    assert closed in "".join(answers_of(answers, IN_ORDER, [ANONYMOUS]).values())
    shown = []
    samples = rebuild._ask_samples

    def close_before_the_swap(*arguments):
        samples(*arguments)
        tighten(plant, closed)
        shown.append(closed in "".join(answers_of(answers, IN_ORDER, [ANONYMOUS]).values()))

    monkeypatch.setattr(rebuild, "_ask_samples", close_before_the_swap)
    reindex(plant, told_nobody)
    shown.append(closed in "".join(answers_of(answers, IN_ORDER, [ANONYMOUS]).values()))
    drain(plant)
    shown.append(closed in "".join(answers_of(answers, IN_ORDER, [ANONYMOUS]).values()))
    assert shown == [False, False, False]


@pytest.mark.slow
def test_after_many_changes_a_rebuild_gives_the_same_units_totals_facets_suggestions_and_orders(
    plant, tmp_path
):
    take(plant, write_package(tmp_path / "再移交", asked_home.rows(12, first=60)))
    for at, to in (
        (1, SharingClass.WITHHELD),
        (8, SharingClass.CONDITIONAL),
        (3, SharingClass.UNCONDITIONAL),
    ):
        tighten(plant, code_of(at), to)
    with plant.store.writing() as connection:
        withdraw(connection, the_unit(connection, 16), "误收", NOW)
    drain(plant)
    before = answers_of(answering(plant), IN_ORDER)
    reindex(plant, told_nobody)
    assert different(before, answers_of(answering(plant), IN_ORDER)) == []
    again = answers_of(answering(plant), ALL)
    # Nothing deleted lingers in an index that was just rebuilt: now relevance is the same too.
    reindex(plant, told_nobody)
    assert different(again, answers_of(answering(plant), ALL)) == []


def test_an_interrupted_rebuild_changes_no_answer_and_the_next_one_ends(plant, monkeypatch):
    before = answers_of(answering(plant), ALL)
    current = plant.generations.current()
    kept = plant.generations.kept()
    monkeypatch.setattr(rebuild, "_catch_up", interrupted)
    with pytest.raises(KeyboardInterrupt):
        reindex(plant, told_nobody)
    assert plant.generations.current() == current and plant.generations.kept()[:-1] == kept
    assert different(before, answers_of(answering(plant), ALL)) == []
    tighten(plant, code_of(8))
    monkeypatch.undo()
    reindex(plant, told_nobody)
    assert plant.generations.current() != current and len(plant.generations.kept()) == 2
    with plant.store.reading() as connection:
        assert searchable_entries(pinned(plant)) == expected_entries(connection)
    assert code_of(8) not in "".join(answers_of(answering(plant), ALL, [ANONYMOUS]).values())


def interrupted(*_):
    raise KeyboardInterrupt


# ---- the way back


def close_in_every_way(plant) -> list[str]:
    """Close something in each way there is; returns words that no anonymous reader may see any more."""
    gone = []

    # Open units: withheld, made conditional (its face stays, its pages go), withdrawn, corrected.
    tighten(plant, code_of(8))
    tighten(plant, code_of(9), SharingClass.CONDITIONAL)
    gone += [f'"{code_of(8)}"', f"第{8}号报告", f"拨款{9 * 7}元", f"拨款{9 * 7 + 1}元"]
    with plant.store.writing() as connection:
        withdraw(connection, the_unit(connection, 16), "误收", NOW)
        gone += [f'"{code_of(16)}"', "第16号报告"]
        held = the_unit(connection, 17)
        told = dataclasses.replace(held.description, title="更正后的题名")
        change = {"title": (held.description.title, told.title)}
        correct(connection, held, dataclasses.replace(held, description=told), change, "遮名", NOW)
        gone.append("第17号报告")
        # A conditional unit's face is hidden.
        held = the_unit(connection, 10)
        state = protect(connection, [held])[held.row].state
        change_face(connection, held, dataclasses.replace(state, face_hidden=True), "隐去", NOW)
        gone += [f'"{code_of(10)}"', "第10号报告"]
        # A theme's words are taken back, with one section and its notes.
        found = themes.find(connection, "works")
        assert found is not None
        theme = dataclasses.replace(found[1], introduction="改写的导言", sections=found[1].sections[1:])
        put_theme(connection, theme)
        gone += ["福州工务之始末", "海港", "说明1"]
    return gone


def lists(plant):
    """What an anonymous reader is listed, asked in order, with totals and facets."""
    return answers_of(answering(plant), ALL, [ANONYMOUS])


def shows(told, gone):
    return [(word, name) for name, said in told.items() for word in gone if word in said and "search" in name]


@pytest.mark.parametrize("running", [False, True], ids=["writer stopped", "writer running"])
def test_a_roll_back_shows_nothing_that_was_closed_since(plant, running):
    first = plant.generations.current()
    reindex(plant, told_nobody)
    before = lists(plant)
    gone = close_in_every_way(plant)
    assert shows(before, gone) != []
    drain(plant)
    truth = answers_of(answering(plant), IN_ORDER)
    assert shows(lists(plant), gone) == []
    if not running:
        assert roll_back(plant) == first
        assert backlog(plant) > 0
        told = lists(plant)
        assert shows(told, gone) == []
        for name, said in told.items():
            counted_as_listed(name, said)
        drain(plant)
    else:
        with Running(plant):
            number = outbox_end(plant)
            asking = [
                threading.Thread(target=lambda: seen.append(shows(lists(plant), gone))) for _ in range(2)
            ]
            seen: list[list[tuple[str, str]]] = []
            for thread in asking:
                thread.start()
            assert roll_back(plant) == first
            for thread in asking:
                thread.join()
            wait_until_findable(plant, number, 30)
            assert seen == [[], []] and shows(lists(plant), gone) == []
    assert plant.generations.current() == first and backlog(plant) == 0
    assert different(truth, answers_of(answering(plant), IN_ORDER)) == []


def outbox_end(plant):
    with plant.store.reading() as connection:
        return outbox.last_number(connection)


def counted_as_listed(name, said):
    """Totals and facets are of the units that are listed, whatever the index still holds."""
    if " search " not in name:
        return
    told = json.loads(said)
    if told["next"] is None and told["total"]["units_exact"] and "'themes'" not in name:
        assert told["total"]["units"] == len(told["hits"]), name
        for field in ("fonds", "class"):
            assert sum(value["count"] for value in told["facets"][field]) == len(told["hits"]), name


# ---- other rules


def test_under_other_rules_search_names_the_command_and_the_command_mends_it(plant):
    before = answers_of(answering(plant), ALL)
    other = dataclasses.replace(plant, segmenter="jieba")
    answers = answering(other)
    for ask in (
        lambda: answers.search(ANONYMOUS, {"q": "福州"}),
        lambda: answers.suggest(ANONYMOUS, "福"),
    ):
        with pytest.raises(ProblemError) as told:
            ask()
        assert (told.value.status, told.value.retry_after > 0) == (503, True)
        assert "lantai reindex" in told.value.letter.zh and "lantai reindex" in told.value.letter.en
    assert not answers.healthy()
    # What does not ask an index is answered all the same.
    assert answers.unit(ANONYMOUS, code_of(8))["unit"]["code"] == code_of(8)
    reindex(other, told_nobody)
    assert answers.healthy()
    # jieba is the reference of the default segmenter: the same words, the same answers.
    assert different(before, answers_of(answers, ALL)) == []
    # The software of before does not read what the new one wrote, and says so.
    with pytest.raises(ProblemError, match="reindex"):
        answering(plant).search(ANONYMOUS, {"q": "福州"})
    # And the new one does not go back to what the old one made.
    with pytest.raises(rebuild.NothingBefore):
        roll_back(other)


def test_what_was_closed_under_a_newer_software_stays_closed_when_the_older_one_is_back(plant):
    """The way back over an upgrade: the older software runs again and its generation answers again."""
    old = plant.generations.current()
    newer = dataclasses.replace(plant, segmenter="jieba")
    reindex(newer, told_nobody)
    gone = close_in_every_way(newer)
    drain(newer)
    assert roll_back(plant) == old
    assert shows(lists(plant), gone) == []
    drain(plant)
    assert shows(lists(plant), gone) == []
    with plant.store.reading() as connection:
        assert searchable_entries(pinned(plant)) == expected_entries(connection)


def test_every_place_of_a_rebuilt_index_says_how_far_it_came(plant):
    reindex(plant, told_nobody)
    view = pinned(plant)
    assert {view.at(place.index, place.partition).applied.number for place in PLACES} == {outbox_end(plant)}


# ---- over HTTP, as it is run

SHEET = "档号,题名,共享类型\n" + "".join(
    f"{code_of(at)},关于福州码头的第{at}号报告,{asked_home.CLASSES[at // 2 % 4]}\n" for at in range(1, 41)
)


@pytest.mark.slow
def test_lantai_serve_answers_the_same_before_during_and_after_lantai_reindex(tmp_path):
    folder, home = tmp_path / "移交", tmp_path / "home"
    folder.mkdir()
    (folder / "目录.csv").write_text(SHEET, encoding="utf-8")
    env = {**environment(), "LANTAI_HOME": str(home), "LANTAI_OCR": "none", "LANTAI_WORKERS": "1"}

    def lantai(*words):
        return subprocess.run(
            [sys.executable, "-m", "lantai", *words], env=env, capture_output=True, text=True, check=False
        )

    taken = lantai("intake", str(folder))
    assert taken.returncode == 0, taken.stderr
    server = subprocess.Popen(
        [sys.executable, "-m", "lantai", "serve", "--port", "0"],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = re.search(r"http://[0-9.]+:[0-9]+", server.stdout.readline())
        assert address is not None
        with httpx.Client(base_url=address[0], timeout=30) as client:
            asked = (
                ("search", {"q": "福州码头"}),
                ("search", {"sort": "code", "size": "100"}),
                ("suggest", {"q": "關於"}),
            )

            def ask():
                told = [client.get(f"/api/v1/{path}", params=parameters) for path, parameters in asked]
                return [(answer.status_code, answer.content) for answer in told]

            wanted = ask()
            assert [status for status, _ in wanted] == [200, 200, 200]
            rebuilding = subprocess.Popen([sys.executable, "-m", "lantai", "reindex"], env=env)
            rounds = 0
            while rebuilding.poll() is None:
                assert ask() == wanted
                rounds += 1
            assert rebuilding.returncode == 0 and rounds > 3
            assert ask() == wanted
            assert client.get("/api/v1/health").status_code == 200
            changed = lantai("unit", "class", code_of(8), "暂不共享", "--reason", "收紧")
            assert changed.returncode == 0, changed.stderr
            assert code_of(8).encode() not in b"".join(body for _, body in ask())
            back = lantai("reindex", "--back")
            assert back.returncode == 0, back.stderr
            assert code_of(8).encode() not in b"".join(body for _, body in ask())
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


def test_a_home_keeps_its_id_so_its_indices_stay_its_own(plant):
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    assert home and plant.generations.manifest(plant.generations.current()).home == home
