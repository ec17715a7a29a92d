"""`lantai measure`: what an archive is told of its own material, and in which shape."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.rooms.lantai.conftest import Lantai

PASSAGES = [
    ("p1", "沿海班轮", "自四月一日起恢复沿海定期客货班轮，每周两班，由闽海港务局经营。"),
    ("p2", "沉船打捞", "第三号沉船位于航道东侧，打捞工程由引水员林大椿等六人参与。"),
    ("p3", "學校修繕", "海光中學本年度修繕禮堂及圖書館，經費由縣政府撥給。"),
    ("p4", "", "防汛指挥部要求各镇加固堤防，储备麻袋一万条。"),
]
QUESTIONS = [
    ("sea-q1", "zh-Hans", "沉船打捞由谁参与？", "p2"),
    ("sea-q2", "zh-Hans", "班轮每周几班？", "p1"),
    ("school-q1", "zh-Hant", "禮堂修繕的經費由誰撥給？", "p3"),
    ("school-q2", "zh-Hant", "加固堤防需要儲備什麼？", "p4"),
]


@pytest.fixture
def material(tmp_path: Path) -> tuple[str, str]:
    """Paths of passages, gzipped, and of questions, plain."""
    passages, questions = tmp_path / "passages.jsonl.gz", tmp_path / "questions.jsonl"
    with gzip.open(passages, "wt", encoding="utf-8") as stream:
        for code, title, text in PASSAGES:
            stream.write(json.dumps({"id": code, "title": title, "text": text}, ensure_ascii=False) + "\n")
    rows = [
        json.dumps({"id": code, "script": script, "text": text, "passage": passage}, ensure_ascii=False)
        for code, script, text, passage in QUESTIONS
    ]
    questions.write_text("\n".join(rows), encoding="utf-8")
    return str(passages), str(questions)


def test_relevance_is_told_by_set_and_in_either_script(lantai: Lantai, material, tmp_path):
    passages, questions = material
    run = tmp_path / "deep" / "run"
    asked = ("measure", "retrieval", "--passages", passages, "--queries", questions, "--run", str(run))
    said = lantai(*asked, "--json")
    assert said.code == 0, said.err
    assert set(said.json) == {"sets", "p50_ms", "p95_ms"}
    assert said.json["sets"] == {
        name: {"questions": 2, "mrr10": 1.0, "recall10": 1.0, "other_script_mrr10": 1.0}
        for name in ("school", "sea")
    }
    assert 0 < said.json["p50_ms"] <= said.json["p95_ms"]
    for name in ("own.run", "other.run"):
        lines = [line.split(" ") for line in (run / name).read_text(encoding="utf-8").splitlines()]
        assert {line[0] for line in lines} == {code for code, *_ in QUESTIONS}
        assert [line[2] for line in lines if line[3] == "1"] == [passage for *_, passage in QUESTIONS]
        for code, *_ in QUESTIONS:
            mine = [line for line in lines if line[0] == code]
            assert [int(line[3]) for line in mine] == list(range(1, len(mine) + 1))
            scores = [float(line[4]) for line in mine]
            assert scores == sorted(set(scores), reverse=True), "trec_eval orders by score"
            assert {(line[1], line[5]) for line in mine} == {("Q0", "lantai")}


def test_the_same_material_gives_the_same_relevance(lantai: Lantai, material, tmp_path):
    passages, questions = material
    runs = []
    for name in ("once", "again"):
        run = tmp_path / name
        asked = ("measure", "retrieval", "--passages", passages, "--queries", questions, "--run", str(run))
        told = lantai(*asked, "--json")
        runs.append((told.json["sets"], (run / "own.run").read_bytes(), (run / "other.run").read_bytes()))
    assert runs[0] == runs[1]


def test_a_person_gets_a_table_and_the_home_is_not_touched(lantai: Lantai, material, home):
    passages, questions = material
    said = lantai("measure", "retrieval", "--passages", passages, "--queries", questions)
    assert said.code == 0
    assert "school" in said.out
    assert "1.0000" in said.out
    assert list(home.iterdir()) == []


def test_a_question_whose_passage_is_not_there_counts_as_not_found_and_is_said(
    lantai: Lantai, material, tmp_path
):
    passages, _ = material
    lost = tmp_path / "lost.jsonl"
    lost.write_text('{"id": "x-1", "script": "zh-Hans", "text": "沉船", "passage": "p9"}\n', encoding="utf-8")
    said = lantai("measure", "retrieval", "--passages", passages, "--queries", str(lost), "--json")
    assert said.json["sets"] == {
        "x": {"questions": 1, "mrr10": 0.0, "recall10": 0.0, "other_script_mrr10": 0.0}
    }
    assert "p9" in said.err


@pytest.mark.parametrize(
    "line", ['{"id": "p1"}', "no json", "[]", '{"id": "p1", "text": "甲"}\n{"id": "p1", "text": "乙"}', ""]
)
def test_material_that_cannot_be_measured_is_refused_with_a_letter(lantai: Lantai, material, tmp_path, line):
    _, questions = material
    bad = tmp_path / "bad.jsonl"
    bad.write_text(line, encoding="utf-8")
    said = lantai("measure", "retrieval", "--passages", str(bad), "--queries", questions, "--json")
    assert said.code == 1
    assert said.out == ""
    assert "bad.jsonl" in said.err
    assert "Traceback" not in said.err


@pytest.mark.slow
def test_speed_is_told_in_one_object(lantai: Lantai, material, tmp_path):
    _, questions = material
    text = tmp_path / "texts.jsonl"
    rows = [json.dumps({"title": title, "text": said}, ensure_ascii=False) for _, title, said in PASSAGES]
    text.write_text("\n".join(rows), encoding="utf-8")
    said = lantai("measure", "speed", "--pages", "30", "--text", str(text), "--queries", questions, "--json")
    assert said.code == 0, said.err
    told = said.json
    assert told["pages"] == 30
    assert {"pages_per_s", "mchar_per_s", "bytes_per_page", "peak_rss_mb"} <= set(told["index"])
    assert all(
        told["index"][name] > 0 for name in ("pages_per_s", "mchar_per_s", "bytes_per_page", "peak_rss_mb")
    )
    for row in ("search", "raw_engine", "restricted", "http", "phrases"):
        assert set(told[row]) == {"p50_ms", "p95_ms"}, row
        assert 0 < told[row]["p50_ms"] <= told[row]["p95_ms"], row
    assert told["raw_engine"]["p50_ms"] < told["search"]["p50_ms"]


def test_no_pages_cannot_be_measured(lantai: Lantai, material):
    passages, questions = material
    said = lantai("measure", "speed", "--pages", "0", "--text", passages, "--queries", questions)
    assert said.code == 2
    assert "“0”不是数目" in said.err


def test_recognition_that_is_switched_off_cannot_be_measured(lantai: Lantai, tmp_path):
    said = lantai("measure", "ocr", "--images", str(tmp_path), "--truth", str(tmp_path))
    assert said.code == 1
    assert "LANTAI_OCR" in said.err


def test_images_without_a_text_of_their_name_are_named(lantai: Lantai, tmp_path, monkeypatch):
    monkeypatch.setenv("LANTAI_OCR", "tesseract")
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "b.txt").write_text("乙", encoding="utf-8")
    said = lantai("measure", "ocr", "--images", str(tmp_path), "--truth", str(tmp_path))
    assert said.code == 1
    assert "同名" in said.err
