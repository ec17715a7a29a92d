"""The same holdings and the same questions have the same answers in the home and on a cluster."""

from __future__ import annotations

import gzip
import itertools
import json

import pytest

from engines.opensearch_engine.address import Shape
from indexer.rebuild import reindex
from indexer.writing import drain
from search_api.answering import Answering
from sharing.access import ANONYMOUS
from sharing.classes import SharingClass
from tests.clusters import merged, on_cluster
from tests.homes import make_plant, take, write_package
from tests.material.texts import passages
from tests.promises import asked_home
from tests.promises.asked_home import BY_RELEVANCE, IN_ORDER, answering, answers_of, tighten
from tests.shared import shared

pytestmark = pytest.mark.xdist_group("both engines")


@pytest.fixture(scope="module", params=[Shape(), Shape(shards=3)], ids=["one shard", "three shards"])
def shape(request):
    return request.param


@pytest.fixture(scope="module")
def embedded(shape, tmp_path_factory):
    # A home for each shape: what a test has replaced in it counts for BM25 until segments are merged. What was replaced
    # while the home was built counts no more: its indices are made anew, as those of the cluster are merged.
    plant = asked_home.asked_home(tmp_path_factory.mktemp("asked"), 48)
    reindex(plant, lambda *_: None)
    yield plant
    plant.store.close()


@pytest.fixture(scope="module")
def clustered(embedded, shape, opensearch_url):
    plant = on_cluster(embedded, opensearch_url, shape)
    merged(plant, opensearch_url)
    yield plant
    name = plant.generations.current()
    plant.generations.drop(name)


def test_every_answer_by_code_and_date_is_the_same_to_the_byte(embedded, clustered):
    here, there = (answers_of(answering(plant), IN_ORDER[::2]) for plant in (embedded, clustered))
    assert len(here) > 70 and any('"units": 0' not in told for told in here.values())
    assert {name: told for name, told in there.items() if told != here[name]} == {}


def test_by_relevance_totals_facets_and_notices_are_the_same_and_the_first_ten_too(embedded, clustered):
    here, there = (answers_of(answering(plant), BY_RELEVANCE) for plant in (embedded, clustered))
    others: list[str] = []
    for name, told in here.items():
        if " search " not in name:
            assert there[name] == told
            continue
        mine, other = json.loads(told), json.loads(there[name])
        for part in ("total", "facets", "notices", "match", "question"):
            assert other[part] == mine[part], name
        if _codes(other)[:10] != _codes(mine)[:10]:
            others.append(name)
    assert len(others) <= 0.01 * len(here), others


def test_what_is_tightened_is_gone_from_the_very_next_answer_and_after_the_writer_came(embedded, clustered):
    answers = answering(clustered)
    unit = answers.search(ANONYMOUS, {"class": "unconditional", "size": "1"})["hits"][0]["unit"]
    assert unit is not None
    code = unit["code"]
    asked = {"q": f"档号:{code}"}
    assert answers.search(ANONYMOUS, asked)["total"]["units"] == 1
    tighten(clustered, code, SharingClass.WITHHELD)
    assert answers.search(ANONYMOUS, asked)["total"]["units"] == 0
    drain(clustered)
    drain(embedded)
    assert answers.search(ANONYMOUS, asked)["total"]["units"] == 0


# ---- questions as people ask them


PASSAGES, QUESTIONS = 400, 100
_REAL = pytest.mark.shared("real questions have the same first ten in the home and on a cluster")


@pytest.fixture(scope="module", params=["invented", pytest.param("real", marks=_REAL)])
def library(request, tmp_path_factory, opensearch_url):
    """Passages as open units, in the home and on a cluster, and questions about them."""
    folder = tmp_path_factory.mktemp("library")
    texts, asked = _invented() if request.param == "invented" else _real()
    rows = [
        {"档号": f"J001-001-{at:05d}", "题名": title, "共享类型": "无条件共享", "text": text}
        for at, (title, text) in enumerate(texts)
    ]
    plant = make_plant(folder / "home")
    take(plant, write_package(folder / "移交", rows))
    yield answering(plant), answering(on_cluster(plant, opensearch_url, Shape())), asked
    plant.store.close()


def _invented():
    made = passages(PASSAGES)
    return [(one.title, one.text) for one in made], [one.question for one in made[:: PASSAGES // QUESTIONS]]


def _real():
    rows = list(itertools.islice(_lines("passages"), PASSAGES))
    known = {row["id"] for row in rows}
    asked = [row["text"] for row in _lines("queries") if row["passage"] in known]
    return [(row["title"] or "无题", row["text"]) for row in rows], asked[:QUESTIONS]


def _lines(kind):
    for path in sorted(shared("retrieval").glob(f"*{kind}*.jsonl*")):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8") as stream:
            yield from map(json.loads, stream)


def _codes(answer):
    return [(hit["unit"] or {}).get("code") or hit["theme"]["id"] for hit in answer["hits"]]


@pytest.mark.slow
def test_of_such_questions_ninety_nine_in_a_hundred_have_the_same_first_ten(library):
    here, there, asked = library
    assert len(asked) == QUESTIONS
    same, differing = 0, []
    for text in asked:
        for match in ("auto", "any"):
            parameters = {"q": text, "match": match, "size": "10"}
            mine, other = (_answer(answers, parameters) for answers in (here, there))
            assert {**other, "hits": 0} == {**mine, "hits": 0}
            same += _codes(other) == _codes(mine)
            if _codes(other) != _codes(mine):
                differing.append(text)
    assert same >= 0.99 * 2 * QUESTIONS, differing


def _answer(answers: Answering, parameters):
    return answers.search(ANONYMOUS, parameters)
