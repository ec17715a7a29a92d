"""What `lantai measure speed` calls the engine alone is what the application asks it, and nothing else."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from engines.opensearch_engine.address import Address, Shape
from lantai.engine_settings import EngineChoice
from lantai.measures import invented
from lantai.measures.cutting import Quarry
from lantai.measures.home import MeasuringHome
from lantai.measures.raw_engine import RawEngine
from sharing.access import ANONYMOUS
from tests.clusters import cluster_at
from tests.rooms.lantai.test_measure_material import TEXTS


@pytest.fixture(scope="module")
def measuring(tmp_path_factory: pytest.TempPathFactory):
    home = MeasuringHome.at(tmp_path_factory.mktemp("measuring"), "rjieba")
    home.put(invented.units(Quarry(TEXTS).pages(160)))
    home.index()
    yield home
    home.close()


@pytest.mark.parametrize(
    "question", ["港务局报告", "港務局", "港", "第3号通知里的港务局该报告什么", "“港务局应于”"]
)
def test_the_engine_alone_counts_what_the_application_counts(measuring, question):
    parameters = {"q": question, "size": "20"}
    raw = RawEngine(measuring)
    found, counted = raw.call_of(parameters)()
    answer = measuring.answering().search(ANONYMOUS, parameters)
    assert answer["total"]["units"] > 0
    assert len(found) == 1, "an anonymous reader's question goes to the open partition alone"
    assert found[0] >= answer["total"]["units"]
    facets = {name for tally in counted for name in tally}
    assert {"fonds", "year", "category"} <= facets


def test_what_only_a_reader_with_rights_may_see_is_not_counted(measuring):
    raw = RawEngine(measuring)
    found, _ = raw.call_of({"q": "港", "size": "20"})()
    assert found[0] < 160 + 20, "every fifth unit's pages are restricted"


def test_on_a_cluster_it_counts_the_same_and_nothing_of_it_is_left_there(measuring, opensearch_url):
    told = urlsplit(opensearch_url)
    engine = EngineChoice(Address(str(told.hostname), int(told.port or 0)), Shape())
    # The same store, its indices in another engine.
    there = MeasuringHome.at(measuring.folder, "rjieba", engine)
    there.index()
    assert there.index_bytes > 10_000
    for question in ("港務局", "第3号通知里的港务局该报告什么"):
        parameters = {"q": question, "size": "20"}
        mine, others = (RawEngine(home).call_of(parameters)() for home in (measuring, there))
        assert others[0] == mine[0]
        assert [set(tally) for tally in others[1]] == [set(tally) for tally in mine[1]]
    there.forget_indices()
    there.close()
    assert not [name for name in cluster_at(opensearch_url).ask("GET", "/_alias") if there.home in name]
