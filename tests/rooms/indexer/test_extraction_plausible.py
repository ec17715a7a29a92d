"""Whatever reads an object, its word is looked at: what is no text goes to the next reader, and is never kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdings.letters import Letter
from holdings.media.kinds import MediaKind
from holdings.pages import Reading
from indexer.extraction.plausible import PlausibleExtractor
from indexer.extraction.port import ExtractedPage, Unreadable
from tests.rooms.indexer.test_extraction import pages_of

SOUND = "查渡口水闸年久失修，拟请拨款修复。"
GARBLED = SOUND.encode("utf-8").decode("gb18030", "replace") * 3
HERE = Path("甲")


class Says:
    """A reader whose pages say this; none at all is an object that it refuses."""

    reads = frozenset({MediaKind.OFFICE_OLD})

    def __init__(self, *texts, reading=Reading.BORN, cheap=True, called="first"):
        self.texts, self.reading, self.cheap, self.called = texts, reading, cheap, called

    def page_count(self, path):
        if not self.texts:
            raise Unreadable(Letter(f"{self.called} 读不了", f"{self.called} cannot"))
        return len(self.texts)

    def page(self, path, index0):
        return ExtractedPage(index0, self.texts[index0], self.reading)


def read(reader):
    return [reader.page(HERE, at).text for at in range(reader.page_count(HERE))]


def test_text_passes_as_it_is():
    assert read(PlausibleExtractor("甲", Says(SOUND, ""))) == [SOUND, ""]


def test_a_garbled_page_is_refused_and_the_others_stand():
    reader = PlausibleExtractor("甲", Says(SOUND, GARBLED))
    assert reader.page(HERE, 0).text == SOUND
    with pytest.raises(Unreadable, match="第 2 页读出的不是可信的文字"):
        reader.page(HERE, 1)


@pytest.mark.parametrize("first", [Says(), Says(GARBLED, GARBLED)])
def test_what_the_first_reader_refuses_or_garbles_the_next_one_reads(first):
    assert read(PlausibleExtractor("甲", first, lambda: Says(SOUND, called="next"))) == [SOUND]


@pytest.mark.parametrize("following", [Says(called="next"), Says(GARBLED, called="next")])
def test_where_no_reader_does_the_first_ones_reason_stands(following):
    with pytest.raises(Unreadable, match="first 读不了"):
        read(PlausibleExtractor("甲", Says(), lambda: following))


def test_a_reader_that_gives_text_is_asked_alone():
    asked: list[str] = []

    def following():
        asked.append("next")
        return Says(SOUND, called="next")

    reader = PlausibleExtractor("甲", Says(GARBLED, SOUND), following)
    assert reader.page_count(HERE) == 2 and reader.page(HERE, 1).text == SOUND
    assert asked == []


def test_recognised_text_is_the_engines_own():
    assert read(PlausibleExtractor("甲", Says(GARBLED, reading=Reading.RECOGNISED))) == [GARBLED]


def test_the_own_text_of_a_mail_is_looked_at_too(tmp_path):
    octets = "查渡口水闸年久失修，拟请拨款修复，恳乞核示。" * 8
    head = "From: a@b.example\nTo: c@d.example\nSubject: x\nContent-Type: text/plain; charset=iso-8859-1\n"
    path = tmp_path / "a.eml"
    path.write_bytes(f"{head}Content-Transfer-Encoding: 8bit\n\n".encode() + octets.encode("gb18030"))
    text_or_reason = ""
    try:
        text_or_reason = "\n".join(page.text for page in pages_of(path))
    except Unreadable as error:
        text_or_reason = error.letter.zh
    assert "查渡口水闸" in text_or_reason or "不是可信的文字" in text_or_reason
