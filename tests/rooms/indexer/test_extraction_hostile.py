"""Files made to do harm: each ends soon, with its text or a reason for people; hundreds are in tests/soak."""

from __future__ import annotations

import time

import pytest

from indexer.extraction.choose import extractor_for
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.rooms.indexer.office_samples import word
from tests.soak import damaged
from tests.soak.samples import tarred


def refused(path, name):
    with pytest.raises(Unreadable) as told:
        reader = extractor_for(path, name, NoEngine())
        reader.page(path, reader.page_count(path) - 1)
    return told.value.letter


def test_what_is_nested_deeper_than_the_parser_goes_is_not_left_out_silently(tmp_path):
    deep = (
        "<w:tbl><w:tr><w:tc>" * 1_000
        + "<w:p><w:r><w:t>深处</w:t></w:r></w:p>"
        + "</w:tc></w:tr></w:tbl>" * 1_000
    )
    assert "已损坏" in refused(word(tmp_path / "a", deep), "深.docx").zh


def test_a_bomb_in_a_packed_tar_is_not_unpacked_to_be_passed_over(tmp_path):
    (tmp_path / "a").write_bytes(tarred({"1.txt": b"abc", "2": bytes(200 << 20), "3.txt": b"def"}, "w:gz"))
    began = time.process_time()
    assert "压缩炸弹" in refused(tmp_path / "a", "包.tar.gz").zh
    assert time.process_time() - began < 2


def test_a_mail_of_parts_within_parts_says_so_in_words(tmp_path):
    (tmp_path / "a").write_bytes(damaged._texts()["deep.eml"])
    letter = refused(tmp_path / "a", "来函.eml")
    assert "recursion" not in letter.en and "来函.eml" in letter.zh


def test_the_corpus_of_damaged_files_is_the_same_for_the_same_seed(tmp_path):
    some = damaged.corpus(tmp_path, 30, 5)
    assert len(some) == 30 and some == damaged.corpus(tmp_path, 30, 5) != damaged.corpus(tmp_path, 30, 6)
