"""What the reader of doc promises: all that is seen in it, in the order in which it is read, notes after it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.media.limits import MediaLimits
from holdings.media.word_binary import document_text
from holdings.media.word_pieces import PARTS, DamagedWord, Piece, Properties, Runs, WordFile, word_file
from indexer.extraction.choose import extractor_for
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.rooms.indexer.compound_samples import compound
from tests.rooms.indexer.test_extraction import pages_of
from tests.rooms.indexer.word_samples import (
    DELETED,
    HIDDEN,
    IN_TABLE,
    PAGE_BEFORE,
    ROW_END,
    Run,
    field,
    plain,
    sprm,
    streams,
    symbol,
    word_document,
)

MOST = 1_000_000
PETITION = "鹭江渡口水闸年久失修，拟请拨款修复，恳乞核示。"


def texts(path):
    return [page.text for page in pages_of(path)]


def read(parts, **more):
    main, table = streams(parts, **more)
    return document_text(word_file(main, table, "文.doc", MOST))


@pytest.mark.parametrize("share", [0, 20, 30, 50, 80, 100])
def test_chinese_is_read_whatever_its_share_of_the_text(tmp_path, share):
    chinese = (PETITION * 20)[: share * 4]
    latin = ("the ferry and its sluice " * 40)[: (100 - share) * 4]
    path = plain(tmp_path / "a.doc", f"{chinese}\r{latin}\r")
    assert "\n".join(texts(path)).split("\n") == [line.strip() for line in (chinese, latin) if line]


def test_pieces_are_read_in_the_order_of_the_text_in_which_encoding_they_are_each(tmp_path):
    runs = [
        Run("案由："),
        Run("Sluice “No. 3”", narrow="cp1252"),
        Run("，"),
        Run("渡口码头", narrow="gb18030"),
        Run("𠀀字与末尾。\r"),
    ]
    for scattered in (False, True):
        path = word_document(tmp_path / f"{scattered}.doc", {"text": runs}, scattered=scattered)
        assert texts(path) == ["案由：Sluice “No. 3”，渡口码头𠀀字与末尾。"]


def test_western_letters_of_a_western_system_stay_what_they_are(tmp_path):
    path = word_document(
        tmp_path / "a.doc", {"text": [Run("Café à Orléans, déjà vu\r", narrow="cp1252")]}, language=0x040C
    )
    assert texts(path) == ["Café à Orléans, déjà vu"]


def test_what_stands_beside_the_text_comes_after_it_each_thing_once():
    parts = {
        "text": [Run("正文甲\x02续\x05完\r")],
        "footnotes": [Run("\x02 脚注一\r")],
        "headers": [Run("分隔\r页眉县政府\r页脚第一页\r页眉县政府\r\r")],
        "comments": [Run("\x05批注地名\r")],
        "endnotes": [Run("\x02尾注出处\r")],
        "boxes": [Run("框内红头\r\r")],
        "header_boxes": [Run("页眉框\r")],
    }
    stories = (0, 3, 3, 3, 3, 3, 3, 9, 15, 21, 22)
    assert read(parts, stories=stories).split("\n") == [
        "正文甲续完", "框内红头", "脚注一", "尾注出处", "批注地名", "页眉县政府", "页脚第一页", "页眉框",
    ]  # fmt: skip


def test_of_a_field_the_result_is_seen_and_not_its_instruction():
    linked = field(' HYPERLINK "http://a.example/" ', f"见{field(' REF _a ', '第三号')}附件")
    unseen, page = field(' XE "索引" '), field("PAGE", "7")
    shown = read({"text": [Run(f"前{linked}后{unseen}末{page}\r")]})
    assert shown == "前见第三号附件后末7"


@pytest.mark.parametrize(
    ("instruction", "shown", "above"),
    [
        (r" EQ \* jc2 \* \"Font:宋体\" \* hps10 \o\ad(\s\up 9(mín),闽)", "闽", "mín"),
        (r' EQ \* jc2 \* "Font:Liberation Serif" \* hps12 \o \ad(\s \up 11(mín),闽)', "闽", "mín"),
        (r" eq \o\ac(○,注)", "注", ""),
        (" MACROBUTTON NoMacro [此处填写文号]", "[此处填写文号]", ""),
        (' SYMBOL 254 \\f "Wingdings"', "☑", ""),
        (" TOC \\o ", "", ""),
    ],
)
def test_fields_that_show_their_instruction_are_read(instruction, shown, above):
    assert read({"text": [Run(f"前{field(instruction)}后\r")]}) == f"前{shown}后\n{above}".strip()


def test_rows_are_lines_cells_are_parted_and_an_empty_cell_ends_no_row():
    def mark(*codes):
        return [sprm(code) for code in codes]

    runs: list[Run] = []
    for row in (("序号", "", "题名"), ("一", "甲", "渡口\r章程")):
        runs.extend(Run(f"{cell}\x07", paragraph=mark(IN_TABLE)) for cell in row)
        runs.append(Run("\x07", paragraph=mark(IN_TABLE, ROW_END)))
    assert read({"text": [*runs, Run("表后\r")]}) == "序号\t\t题名\n一\t甲\t渡口 章程\n表后"


def test_a_field_that_never_ends_hides_nothing():
    assert read({"text": [Run("前\x13后文仍在\r")]}) == "前后文仍在"


def test_a_document_of_blanks_takes_no_longer_than_its_length():
    assert read({"text": [Run(" " * 500_000 + "末\r")]}).strip() == "末"


def test_the_properties_of_wide_rows_lie_elsewhere():
    end = [struct.pack("<HI", 0x6646, 4)]
    runs = [
        Run("甲\x07"),
        Run("\x07"),
        Run("\x07", paragraph=end),
        Run("乙\x07"),
        Run("\x07", paragraph=end),
        Run("后\r"),
    ]
    kept = sprm(IN_TABLE) + sprm(ROW_END)
    main, table = streams({"text": runs})
    file = word_file(main, table, "文.doc", MOST, b"\0" * 4 + struct.pack("<H", len(kept)) + kept)
    assert document_text(file) == "甲\n乙\n后"


def test_rare_characters_before_a_table_move_no_row():
    cells = ("𠀀𠮷𡆧三字甲\x07", "\x07", "乙\x07", "\x07", "表后\r")
    kinds = (Properties(in_table=True), Properties(in_table=True, row_end=True)) * 2 + (Properties(),)
    main = "".join(cells).encode("utf-16-le")
    begins, at = [], 0
    for cell in cells:
        begins.append(at)
        at += len(cell.encode("utf-16-le"))
    length = len(main) // 2
    parts = dict.fromkeys(PARTS, (length, length)) | {"text": (0, length)}
    file = WordFile(main, (Piece(0, length, 0, 2),), parts, paragraphs=Runs(tuple(begins), kinds))
    assert document_text(file) == "𠀀𠮷𡆧三字甲\n乙\n表后"


def test_pages_end_where_their_writer_ended_them(tmp_path):
    runs = [
        Run("第一页\x0c第二页\r"),
        Run("第三页\r", paragraph=[sprm(PAGE_BEFORE)]),
        Run("同页续\x0c另节\r"),
    ]
    begins = sum(run.length for run in runs) - 3
    path = word_document(tmp_path / "a.doc", {"text": runs}, sections=[(0, 2), (begins, 2)])
    assert texts(path) == ["第一页", "第二页", "第三页\n同页续", "另节"]
    path = word_document(tmp_path / "b.doc", {"text": runs}, sections=[(0, 2), (begins, 0)])
    assert texts(path) == ["第一页", "第二页", "第三页\n同页续\n另节"]


def test_what_was_deleted_or_hidden_is_not_seen():
    runs = [
        Run("保留"),
        Run("删去", characters=[sprm(DELETED)]),
        Run("暗藏", characters=[sprm(HIDDEN)]),
        Run("结尾\r"),
    ]
    assert read({"text": runs}) == "保留结尾"
    fast = {1: 0x41 << 1 | 1 << 8}
    assert read({"text": [Run("保留"), Run("删去"), Run("结尾\r")]}, prms=fast) == "保留结尾"


def test_special_characters_are_those_that_are_seen():
    runs = [Run("甲\x0b乙\x1e丙\x1f丁\x01\x08\t戊"), Run("(", characters=[symbol(0xF0FE)]), Run("\r")]
    assert read({"text": runs}) == "甲\n乙-丙丁\t戊☑"


@pytest.mark.parametrize(("magic", "version"), [(0xA5DC, 0x68), (0xA5DC, 0x65), (0xA5DB, 0x2D)])
def test_a_document_of_word_95_and_before_says_what_it_is(tmp_path, magic, version):
    path = plain(tmp_path / "a.doc", PETITION, magic=magic, version=version)
    with pytest.raises(Unreadable, match="Word 95") as caught:
        pages_of(path)
    assert "Tika" not in str(caught.value)


def test_an_encrypted_document_says_so(tmp_path):
    main, table = streams({"text": [Run(PETITION)]})
    main = main[:11] + bytes((main[11] | 1,)) + main[12:]
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"WordDocument": main, "1Table": table}))
    with pytest.raises(Unreadable, match="已加密"):
        pages_of(path)


def test_a_damaged_document_gives_a_reason_and_no_garbled_text(tmp_path):
    main, table = streams({"text": [Run(PETITION * 50)]})
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"WordDocument": main, "1Table": bytes(len(table))}))
    with pytest.raises(Unreadable, match="已损坏"):
        pages_of(path)


def test_pieces_that_say_the_same_bytes_over_and_over_are_bounded(tmp_path):
    main, _ = streams({"text": [Run(PETITION * 50)]})
    count, each = 2_000, 1_000
    positions = struct.pack(f"<{count + 1}I", *(at * each for at in range(count + 1)))
    plc = positions + struct.pack("<HIH", 0, 0x800, 0) * count
    table = b"\x02" + struct.pack("<I", len(plc)) + plc
    main = bytearray(main)
    struct.pack_into("<II", main, 0x1A2, 0, len(table))
    struct.pack_into("<8i", main, 0x4C, count * each, *[0] * 7)
    path = tmp_path / "a.doc"
    path.write_bytes(compound({"WordDocument": bytes(main), "1Table": table}))
    reader = extractor_for(path, "a.doc", NoEngine(), MediaLimits(text_characters=count * each - 1))
    with pytest.raises(Unreadable, match="上限"):
        reader.page_count(path)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("渡口水闸甲乙丙 abcé𠀀", min_size=1, max_size=30), st.booleans()),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
)
def test_nothing_is_lost_however_the_text_is_cut_in_pieces(pieces, scattered):
    runs = [Run(text, narrow="cp1252" if narrow and text.isascii() else "") for text, narrow in pieces]
    whole = "".join(text for text, _ in pieces)
    assert read({"text": [*runs, Run("\r")]}, scattered=scattered) == whole.rstrip(" \t")


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_damage_is_met_with_text_or_with_a_reason(data):
    main, table = streams(
        {"text": [Run(PETITION), Run("表\x07\x07", paragraph=[sprm(IN_TABLE)])], "headers": [Run("眉\r")]},
        stories=(0, 0, 0, 0, 0, 0, 0, 2),
        sections=[(0, 2)],
    )
    broken = [bytearray(main), bytearray(table)]
    for _ in range(data.draw(st.integers(1, 12))):
        stream = broken[data.draw(st.integers(0, 1))]
        stream[data.draw(st.integers(0, min(len(stream), 0x400) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(table)))
    try:
        text = document_text(word_file(bytes(broken[0]), bytes(broken[1][:cut]), "文.doc", MOST))
    except DamagedWord as error:
        assert "已损坏" in error.letter.zh
    except Exception as error:
        assert "上限" in str(error)
    else:
        assert len(text) <= MOST
