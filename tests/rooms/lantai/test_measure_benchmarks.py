"""What `make bench` makes on the way: the statutes as a hand-over, true containment, and the table."""

from __future__ import annotations

import pytest

from tests.benchmarks import keywords, statutes, workers
from tests.benchmarks.cluster_relevance import spread
from tests.benchmarks.cluster_speed import Times
from tests.benchmarks.rows import at_least, at_most, table, told
from tests.material.texts import regulations
from tests.rooms.lantai.conftest import Lantai


@pytest.mark.slow
def test_statutes_are_handed_over_and_found(lantai: Lantai, tmp_path):
    folder = tmp_path / "statutes"
    assert statutes.make(folder, 12, statutes=invented) == 12
    said = lantai("intake", str(folder), "--json")
    assert said.code == 0, said.err
    assert (said.json["units"], said.json["unread"]) == (12, [])
    answer = lantai("search", "题名:闽海县渡口船舶管理办法", "--json").json
    assert answer["hits"][0]["unit"]["code"] == "F001-FG·2011·Y-0001"
    assert answer["hits"][0]["unit"]["date"]


def invented():
    passed = "2011年11月17日 闽海县第三届人民代表大会常务委员会第七次会议通过"
    for at, text in enumerate(regulations(12)):
        yield {"title": text.split("\n")[0], "date": f"2011-11-{at + 10}", "category": "DLC/地方法规/闽海",
               "promulgation": [passed], "text": text}  # fmt: skip


def test_copies_of_the_statutes_are_other_units(tmp_path):
    assert statutes.make(tmp_path, 3, copies=2, statutes=invented) == 6
    texts = {path.read_text(encoding="utf-8") for path in (tmp_path / "文本").iterdir()}
    assert len(texts) == 6


@pytest.mark.parametrize(
    ("line", "body"),
    [
        (
            "2011年11月17日 上海市第十三届人民代表大会常务委员会第三十次会议通过",
            "上海市第十三届人民代表大会常务委员会",
        ),
        ("1996年9月19日 经国务院批准", "国务院"),
        ("2022年6月6日 中华人民共和国国家安全部令第2号公布", "中华人民共和国国家安全部"),
        ("bookHidden: true", ""),
    ],
)
def test_who_passed_a_statute_is_read_from_its_promulgation(line, body):
    assert statutes.responsible([line]) == body


def test_keywords_are_judged_by_what_the_texts_truly_contain():
    rows = [
        {"id": "a", "title": "沉船", "text": "打捞沉船的报告"},
        {"id": "b", "title": "班轮", "text": "沉，船皆停航"},
        {"id": "c", "title": "學校", "text": "學校沉船模型"},
    ]
    short, long = keywords.measured(rows, ["沉船", "學", "学校", "打捞沉船"])
    assert (short.keywords, long.keywords) == (3, 1)
    assert (short.right, short.wrong, short.missing) == (4, 0, 0)
    assert (short.precision, short.recall, long.precision, long.recall) == (1.0, 1.0, 1.0, 1.0)


def test_a_missed_bound_is_named_below_the_table():
    met, missed = at_least("relevance", 0.984, 0.98, "lantai"), at_most("latency", 31.0, 25, "ms", "lantai")
    written = table([met, missed, told("size", "1 MB", "du")])
    assert "| relevance | 0.984 | ≥ 0.98 | yes | `lantai` |" in written
    assert "| latency | 31 ms | ≤ 25 ms | **no** | `lantai` |" in written
    assert written.endswith("Missed: latency.")
    assert "Nothing" in table([met])


def test_a_sample_is_spread_evenly_and_times_are_told_by_row():
    assert spread([1, 2], 3) == [1, 2]
    assert spread(range(10), 4) == [0, 2, 5, 7]
    times = Times()
    for _ in range(3):
        times.add("cjk", lambda: None)
    assert 0 <= times.p50("cjk") < 1_000
    assert times.told("cjk").endswith(" ms")


def test_the_log_of_workers_tells_every_step():
    log = (
        "2026-11-30T02:45:01+0000 info lantai.jobs job_done job=7 step=read package=1 seconds=0.5 pages=12\n"
        "2026-11-30T02:45:02+0000 info lantai.jobs job_done job=8 step=analyse seconds=1.25 pages=40\n"
    )
    assert workers.DONE.findall(log) == [("read", "0.5"), ("analyse", "1.25")]
