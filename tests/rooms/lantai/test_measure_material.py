"""The material of measures: pages that are cut, units around them, and figures made of times and readings."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.fold import fold
from holdings.codes import order_key, parse
from lantai.measures import invented
from lantai.measures.cutting import PAGE, Quarry
from lantai.measures.footprint import Footprint
from lantai.measures.recognition import Judged, Recognition
from lantai.measures.timing import percentile
from sharing.classes import SharingClass
from tests.waiting import until

TEXTS = [
    (
        f"第{number}号通知",
        "\n".join(f"第{number}号第{line}条，港务局应于{line}月报告。" * 2 for line in range(12)),
    )
    for number in range(30)
]


def test_texts_that_are_too_short_give_other_pages_every_round():
    pages = list(Quarry(TEXTS).pages(500))
    assert len(pages) == 500
    assert len({page.text for page in pages}) == 500
    assert all(0 < len(page.text) <= PAGE for page in pages)


def test_pages_and_questions_are_the_same_every_time():
    one, other = Quarry(TEXTS), Quarry(iter(TEXTS))
    assert list(one.pages(300)) == list(other.pages(300))
    assert one.keywords(50) == other.keywords(50)
    assert one.phrases(50) == other.phrases(50)


def test_keywords_stand_in_the_texts_in_either_script():
    text = fold("".join(text for _, text in TEXTS))
    keywords = Quarry(TEXTS).keywords(60)
    assert {len(keyword) for keyword in keywords} == {1, 2, 3, 4}
    assert all(fold(keyword) in text for keyword in keywords)
    assert any(fold(keyword) != keyword for keyword in keywords), "some are Traditional"
    phrases = Quarry(TEXTS).phrases(20)
    assert all(phrase[0] == "“" and phrase[-1] == "”" and fold(phrase[1:-1]) in text for phrase in phrases)


def test_no_text_gives_no_page():
    assert list(Quarry([("", " \n ")]).pages(5)) == []
    assert Quarry([]).keywords(5) == []


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=700), max_size=4), st.integers(1, 40))
def test_any_text_can_be_cut(texts, wanted):
    pages = list(Quarry(("题名", text) for text in texts).pages(wanted))
    assert len(pages) in (0, wanted)
    assert all(page.text.strip() and len(page.text) <= PAGE for page in pages)


def test_units_are_as_an_archive_has_them():
    units = list(invented.units(Quarry(TEXTS).pages(16_004)))
    assert [len(unit.texts) for unit in units] == [8] * 2_000 + [4]
    assert len({unit.code for unit in units}) == len(units)
    conditional = [unit for unit in units if unit.sharing_class is SharingClass.CONDITIONAL]
    assert len(conditional) == len(units) // 5
    codes = [parse(unit.code) for unit in units]
    assert all(code.template for code in codes), "every code follows a template of DA/T 13"
    assert len({code.fonds for code in codes}) == 20
    assert len({unit.year for unit in units}) > 1
    assert all(order_key(unit.code) for unit in units)


def test_codes_stay_distinct_over_millions_of_pages():
    sample = [*range(0, 400_000, 7), *range(180_000, 181_000)]
    assert len({invented.unit_code(at) for at in sample}) == len(set(sample))


def test_a_reader_has_so_many_grants_and_they_give_something():
    for pages in (8, 16_000, 1_000_000):
        scopes = invented.grant_scopes(pages, 100)
        assert len(set(scopes)) == 100
    conditional = {
        unit.code
        for unit in invented.units(Quarry(TEXTS).pages(16_000))
        if unit.sharing_class is SharingClass.CONDITIONAL
    }
    scopes = invented.grant_scopes(16_000, 100)
    assert len(conditional.intersection(scopes)) == 50
    series = {code.rpartition("-")[0] for code in conditional}
    assert len(series.intersection(scopes)) == 40, "all series that are there"


def test_percentiles_are_values_that_were_measured():
    assert percentile([], 95) == 0
    assert percentile([3.0], 50) == 3.0
    assert percentile([float(value) for value in range(1, 101)], 95) == 95.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.0


def test_recognition_is_told_in_fractions():
    told = Recognition((Judged("a", 0.01, 0.02, 3.0), Judged("b", 0.03, 0.0, 5.0)), 812.34).figures
    assert told == {
        "pages": 2,
        "mean_cer": 0.02,
        "worst_cer": 0.03,
        "han_cer": 0.01,
        "cpu_s_per_page": 4.0,
        "peak_rss_mb": 812.3,
    }


def test_the_memory_of_a_process_and_its_children_is_seen_together():
    hold = "import time; held = b'x' * 60_000_000; time.sleep(600)"
    both = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {hold!r}]); {hold}"
    process = subprocess.Popen([sys.executable, "-c", both])
    children: list[int] = []
    try:
        with Footprint(process.pid) as footprint:
            until(lambda: footprint.peak_mb >= 120)
    finally:
        children = _children(process.pid)
        process.kill()
        process.wait()
        for child in children:
            subprocess.run(["kill", "-9", str(child)], check=False)
    assert footprint.peak_mb >= 120


def _children(pid: int) -> list[int]:
    told = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=False)
    rows = [line.split() for line in told.stdout.splitlines()]
    return [int(row[0]) for row in rows if row[1] == str(pid)]
