"""Pages to look at again, at the terminal."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

NOTICE = "J101-WS·1952·Y-0001"
SCAN = "J101-WS·1952·Y-0005"


@pytest.fixture
def scanned(lantai, package):
    octets = io.BytesIO()
    Image.new("RGB", (60, 90), (250, 250, 250)).save(octets, "PNG")
    (package / "五.png").write_bytes(octets.getvalue())
    with (package / "目录.csv").open("a", encoding="utf-8") as sheet:
        sheet.write(f"{SCAN},扫描件,,闽海港务局,19520701,无条件共享,闽海港务局,,五.png\n")
    said = lantai("intake", str(package))
    assert said.code == 0, said.err
    return lantai


def test_pending_counts_by_fonds_and_reason_and_lists_the_pages(scanned):
    told = scanned("ocr", "pending", "--json").json
    assert told["total"] == 1
    assert told["counts"] == [{"fonds": "J101", "reason": "unread", "pages": 1}]
    assert [(page["code"], page["page"], page["reason"]) for page in told["pages"]] == [(SCAN, 1, "unread")]
    said = scanned("ocr", "pending")
    assert SCAN in said.out and "未能识读" in said.out
    assert scanned("ocr", "pending", "--limit", "0", "--json").json["pages"] == []
    assert scanned("ocr", "pending", "--fonds", "J999", "--json").json["total"] == 0


def test_pages_of_a_fonds_are_those_of_its_own_archive(lantai, package, monkeypatch):
    monkeypatch.setenv("LANTAI_ARCHIVE", "435001")
    octets = io.BytesIO()
    Image.new("RGB", (60, 90), (250, 250, 250)).save(octets, "PNG")
    for archive in ("435001", "435002"):
        folder = package.parent / archive
        folder.mkdir()
        (folder / "五.png").write_bytes(octets.getvalue())
        (folder / "目录.csv").write_text(
            f"档号,题名,档案馆代码,文件\n{SCAN},扫描件,{archive},五.png\n", encoding="utf-8"
        )
        assert lantai("intake", str(folder)).code == 0

    def pending(*fonds):
        told = lantai("ocr", "pending", "--fonds", *fonds, "--json").json
        return sorted(page["code"] for page in told["pages"])

    assert pending("J101") == pending("435001:J101") == [SCAN]
    assert pending("435002:J101") == [f"435002:{SCAN}"]
    assert pending("J101", "435002:J101") == [f"435002:{SCAN}", SCAN]
    assert pending("435003:J101") == []


def test_nothing_pending_is_said_so(filled):
    assert "没有应再看的页" in filled("ocr", "pending").out


def test_a_person_corrects_a_page_and_takes_it_back(filled, tmp_path):
    text = tmp_path / "校对.txt"
    text.write_text("自四月二日起恢复沿海定期客货班轮。\n", encoding="utf-8")
    said = filled(
        "ocr", "correct", NOTICE, "1", "--text", str(text), "--by", "林校对", "--reason", "核对原件"
    )
    assert said.code == 0, said.err
    # No writer runs, so it is found at once.
    assert len(filled("search", '"四月二日"', "--json").json["hits"]) == 1
    told = filled("ocr", "compare", NOTICE, "1", "--json").json
    assert [(one["reading"], one["stands"], one["by"]) for one in told["readings"]] == [
        ("born", False, ""),
        ("corrected", True, "林校对"),
    ]
    assert [told["readings"][0]["text"][start:end] for start, end in told["readings"][0]["differences"]] == [
        "一"
    ]
    seen = filled("ocr", "compare", NOTICE, "1")
    assert "⟦一⟧" in seen.out.replace("\n", "") and "★" in seen.out
    assert "text" in json.dumps(filled("unit", "show", NOTICE, "--json").json["history"][-1])
    stale = filled("ocr", "uncorrect", NOTICE, "1", "--seen", "0" * 32)
    assert stale.code == 1 and "已被改动" in stale.err
    assert filled("ocr", "uncorrect", NOTICE, "1", "--seen", told["digest"]).code == 0
    assert filled("ocr", "uncorrect", NOTICE, "1").code == 1


def test_a_text_comes_from_standard_input_and_nothing_is_no_text(filled, monkeypatch):
    def hand_in(octets):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(octets)))

    hand_in("改过的字".encode())
    assert filled("ocr", "correct", NOTICE, "1").code == 0
    hand_in(b"")
    said = filled("ocr", "correct", NOTICE, "1")
    assert said.code == 2 and "--blank" in said.err
    hand_in("改過的字".encode("big5"))
    said = filled("ocr", "correct", NOTICE, "1")
    assert said.code == 1 and "UTF-8" in said.err
    assert filled("ocr", "correct", NOTICE, "1", "--blank").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("ocr", "pending", "--under", "2"),
        ("ocr", "pending", "--limit", "-1"),
        ("ocr", "pending", "--reason", "dusty"),
        ("ocr", "again", "--setting", "louder"),
        ("ocr", "again", "--limit", "0"),
        ("ocr", "again", "--engine", "abacus"),
        ("ocr", "compare", NOTICE, "one"),
    ],
)
def test_wrong_words_are_refused(filled, words):
    said = filled(*words)
    assert said.code == 2 and said.err


@pytest.mark.parametrize(
    "words", [("compare", NOTICE, "9"), ("uncorrect", NOTICE, "9"), ("compare", "J9-1", "1")]
)
def test_a_page_that_is_not_there_is_said_so(filled, words):
    said = filled("ocr", *words)
    assert said.code == 1 and said.err


def test_reading_again_where_nothing_is_pending_does_nothing(filled):
    told = filled("ocr", "again", "--json").json
    assert told["settings"] == [{"setting": "finer", "pages": 0, "better": 0, "failed": 0}]
    assert told["failures"] == []


def test_a_page_that_is_not_there_is_named_whatever_was_asked_of_it(filled):
    for words in (("compare", NOTICE, "9"), ("uncorrect", NOTICE, "9")):
        said = filled("ocr", *words)
        assert said.code == 1
        assert f"{NOTICE} 没有第 9 页" in said.err and "可更正" not in said.err, said.err


def test_what_was_read_in_a_setting_already_is_said_and_not_counted_as_nought(filled):
    said = filled("ocr", "again", "--engine", "tesseract", "--setting", "plain")
    assert said.code == 0, said.err
    assert "没有要重新识读的页" in said.out and "no page" in said.out
