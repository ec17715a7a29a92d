"""Encodings of plain text that archives of Taiwan, of mail and of old systems bring, told by what comes out."""

from __future__ import annotations

import codecs
import os

import pytest

from holdings.media.kinds import MediaKind, kind_of
from holdings.media.legacy_encodings import in_encoding
from holdings.media.taiwan_encodings import EUC_TW, ISO_2022_CN
from holdings.media.text_encodings import decoded

NOTICE = "關於恢復沿海定期客貨班輪的通知\n自四月一日起，恢復班輪。"
# As iconv of glibc 2.36 writes it; 黌巍囑 of the second are in plane 2 or at the end of plane 1.
NOTICE_EUC_TW = bytes.fromhex(
    "f9c3cdf5d1b0dfa6ced8d6c0ccf9dfe6d0eaddccd6ddefc7cefbddd7cfa10ac8dcc6bec5ccc4a1c5"
    "cad8c4a1a2d1b0dfa6d6ddefc7a1a4"
)
SCHOOL_EUC_TW = bytes.fromhex("fdb1c7f5fae9d5b3a1a2fcddd8bad6b3e3bb")
NOTICE_ISO_2022_CN = (
    b"\x1b$)G\x0eyCMuQ0_&NXV@Ly_fPj]LV]oGN{]WO!\x0f\n\x1b$)A\x0eWTKDTBR;HUFp#,;V\x1b$)G_&V]oG!$\x0f"
)
BOTH_SCRIPTS = b"\x1b$)A\x0e8[Nq>VM(V*#:8[\x1b$)GY-I}}1Gu\x0f"


def test_euc_tw_is_read_in_both_planes():
    assert NOTICE_EUC_TW.decode(EUC_TW) == NOTICE
    assert SCHOOL_EUC_TW.decode("x-euc-tw") == "黌宇巍峨，囑託殷勤"


def test_iso_2022_cn_switches_between_sets_within_a_line():
    assert NOTICE_ISO_2022_CN.decode("iso-2022-cn") == NOTICE
    assert BOTH_SCRIPTS.decode(ISO_2022_CN) == "港务局通知：港務局黌宇"


@pytest.mark.parametrize(
    ("octets", "encoding"),
    [
        (NOTICE_EUC_TW, EUC_TW),
        (NOTICE_ISO_2022_CN, ISO_2022_CN),
        (NOTICE.encode("utf-7"), "utf-7"),
        (NOTICE.encode("utf-16-le"), "utf-16-le"),
        (NOTICE.encode("utf-16-be"), "utf-16-be"),
        (NOTICE.encode("cp950"), "cp950"),
        (NOTICE.encode("gb18030"), "gb18030"),
    ],
)
def test_a_text_that_names_no_encoding_is_text_and_read(octets, encoding):
    assert kind_of(octets, "无名") is MediaKind.TEXT
    found = decoded(octets)
    assert found is not None
    assert (found.text, found.encoding) == (NOTICE, encoding)


def test_what_names_its_encoding_is_read_in_it():
    assert in_encoding(NOTICE_EUC_TW, "EUC-TW") == NOTICE
    assert in_encoding(NOTICE_ISO_2022_CN, "ISO-2022-CN") == NOTICE


@pytest.mark.parametrize(
    "text",
    [
        "a+b=c; x+yyyyyy-1; foo+barbazqux",
        "https://example.org/?q=%2B+QUFBQUFBQUFB-+ZZZZZZZZ",
        "+8613812345678 or +QUJDREVGR0hJSktM",
    ],
)
def test_plus_signs_before_letters_are_no_utf_7(text):
    found = decoded(text.encode())
    assert found is not None and found.text == text


def test_bytes_of_a_program_are_no_utf_16():
    assert kind_of(bytes(range(256)) * 8, "无名") is MediaKind.UNKNOWN
    assert kind_of(b"\x00\x01\x02\x03" * 200, "无名") is MediaKind.UNKNOWN
    noise = b"".join(bytes((at * 7 % 251, at * 13 % 253)) for at in range(2_000))
    assert kind_of(noise, "无名") is MediaKind.UNKNOWN


def test_damage_is_a_character_of_its_own_and_what_stands_around_it_is_read():
    damaged = NOTICE_EUC_TW[:4] + b"\xff" + NOTICE_EUC_TW[4:]
    assert damaged.decode(EUC_TW, "replace") == NOTICE[:2] + "\ufffd" + NOTICE[2:]
    with pytest.raises(UnicodeDecodeError):
        damaged.decode(EUC_TW)
    with pytest.raises(UnicodeDecodeError):
        NOTICE_EUC_TW[:-1].decode(EUC_TW)


def test_a_character_that_is_cut_in_two_is_read_with_its_second_half():
    decoder = codecs.getincrementaldecoder(EUC_TW)()
    given = [decoder.decode(SCHOOL_EUC_TW[at : at + 1], False) for at in range(len(SCHOOL_EUC_TW))]
    assert "".join(given) + decoder.decode(b"", True) == "黌宇巍峨，囑託殷勤"


def test_random_bytes_end_no_decoder():
    for octets in (os.urandom(500) for _ in range(50)):
        for encoding in (EUC_TW, ISO_2022_CN):
            assert isinstance(octets.decode(encoding, "replace"), str)
