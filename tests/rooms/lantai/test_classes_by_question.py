"""Classes of all that a question finds: it is acted on only where all of it was asked, and of what is so now."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from holdings.letters import Letter
from indexer.locks import WriterLock
from indexer.writing import drain_locked
from lantai import waiting_changes
from lantai.classing import HARMLESS_NOTICES, refuse_altered
from lantai.errors import UsageError
from lantai.wiring import House
from search_api import letters

#: A unit whose page holds 林大椿; the words before it are more than one question may have.
HOLDS = "J101-WS·1952·Y-0002"
MANY = " ".join(
    f"-{first}词语"
    for first in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃宿列张寒来暑往秋收"
)


def class_of(lantai, code):
    return lantai("unit", "show", code, "--json").json["class"]


def asked(lantai, question, *words):
    return lantai(
        "unit", "class", "--query", question, *(words or ("无条件共享", "--yes")), "--reason", "已审"
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (f"档号:J101 {MANY} -林大椿", "部分太多"),
        (f"档号:J101 {'港 ' * 250} -林大椿", "问题太长"),
        ("档号:J101 -林*大*椿*六*人", "式样太宽"),
        ("档号:J101 NOT (林大椿", "不成对"),
        ("档号:J101 -日期:没有这一天", "不能读作日期"),
        ("档号:J101 题名:", "这一项没有检索"),
        ("档号:J101 -文号:？", "这一项没有检索"),
        ("HARBOUR BOARD NOT REPORTS", "全部大写"),
    ],
)
def test_a_question_that_was_not_asked_as_it_stands_changes_nothing_and_says_why(filled, question, said):
    for words in (("无条件共享",), ("无条件共享", "--yes")):
        told = asked(filled, question, *words)
        assert told.code == 2 and said in told.err and "没有改动" in told.err, told
    assert class_of(filled, HOLDS) == "conditional"


def test_only_what_takes_nothing_from_a_question_may_be_said_of_it():
    harmless = [
        letters.ABOUT,
        letters.TOO_MANY_TIES,
        letters.pattern_found("林?椿", ["林大椿"], 1, whole=True),
        letters.pattern_nowhere("林?椿", whole=True),
    ]
    assert {each["code"] for each in harmless} == HARMLESS_NOTICES
    refuse_altered("林?椿", harmless)
    for said in (
        letters.cut(500),
        letters.TOO_MUCH_WORK,
        letters.AS_WORDS,
        letters.STRETCH_READ,
        letters.pattern_found("林?椿", ["林大椿"], 9, whole=False),
        letters.pattern_nowhere("林?椿", whole=False),
        letters.NOTHING_SEARCHABLE,
        letters.FIELD_EMPTY,
        letters.LOOSENED,
        letters.BEST_ONLY,
        letters.LIST_ENDS,
        letters.tolerated(3, last=True),
        letters.notice("said-by-a-later-version", Letter("另有一事", "something else")),
    ):
        with pytest.raises(UsageError) as refused:
            refuse_altered("林?椿", [*harmless, said])
        assert said["zh"] in refused.value.letter.zh and harmless[0]["zh"] not in refused.value.letter.zh


@pytest.mark.parametrize("question", ["", " ", "\u3000", "\u200b", " \u200b\u00ad "])
def test_a_question_that_asks_nothing_does_not_mean_the_whole_home(filled, question):
    told = asked(filled, question)
    assert told.code == 2 and "--query" in told.err, told
    assert class_of(filled, HOLDS) == "conditional"


@contextmanager
def writer_running():
    """The lock of a writer that runs and has not come to the last changes; with the parts that it writes by."""
    house = House()
    lock = WriterLock(house.plant.index_folder, house.store)
    try:
        assert lock.acquire()
        yield house, lock
    finally:
        lock.release()
        house.close()


def test_what_a_writer_has_not_entered_yet_is_waited_for_and_not_left_out(filled, monkeypatch):
    corrected = ("unit", "correct", HOLDS, "题名=保密新词", "--reason", "x")
    with writer_running() as (house, _):
        assert filled(*corrected).code == 0
        monkeypatch.setattr(waiting_changes, "PATIENCE_S", 0.3)
        for question in ("题名:保密新词", "档号:J101"):
            told = asked(filled, question, "暂不共享", "--yes")
            assert told.code == 1 and "没有改动" in told.err and "lantai status" in told.err, told
        assert class_of(filled, HOLDS) == "conditional"
        monkeypatch.setattr(waiting_changes, "PATIENCE_S", 30.0)
        writing = threading.Timer(0.5, drain_locked, (house.plant,))
        writing.start()
        try:
            assert asked(filled, "题名:保密新词", "暂不共享", "--yes").code == 0
        finally:
            writing.join()
    assert class_of(filled, HOLDS) == "withheld"
