"""What the reader of archives promises: each member by its own reader; limits that hold, each with a letter."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.media import archives
from holdings.media.kinds import MediaKind
from holdings.media.limits import USUAL, MediaLimits
from indexer.extraction.choose import extractor_for, kind_of_object
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.material.documents import document
from tests.rooms.indexer.office_samples import paragraph, word
from tests.rooms.indexer.test_extraction import FixedEngine, pages_of
from tests.shared import REPOSITORY


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, octets in members.items():
            package.writestr(name, octets)
    return path


def tarred(path, members, mode="w:gz"):
    with tarfile.open(path, mode) as package:
        for name, octets in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(octets)
            package.addfile(entry, io.BytesIO(octets))
    return path


def told(path, name="包.zip", limits=USUAL):
    """Of each page its text, or the letter that says why it has none."""
    reader = extractor_for(path, name, NoEngine(), limits)
    found = []
    for at in range(reader.page_count(path)):
        try:
            found.append(reader.page(path, at).text)
        except Unreadable as error:
            found.append(error.letter.zh)
    return found


MEMBERS = {"10.txt": "第十".encode(), "2.txt": "第二".encode("gb18030"), "卷/1.txt": "第一\f续".encode()}
READ = ["2.txt\n第二", "10.txt\n第十", "卷/1.txt\n第一", "续"]


def test_members_are_pages_in_the_order_of_their_names(tmp_path):
    assert told(zipped(tmp_path / "a", MEMBERS)) == READ
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        path = tarred(tmp_path / "b", MEMBERS, mode)
        assert kind_of_object(path, "b") is MediaKind.TAR
        assert told(path) == READ


def test_members_are_read_by_the_readers_of_their_own_formats(tmp_path):
    docx = word(tmp_path / "b.docx", paragraph("同意移交")).read_bytes()
    members = {
        "1.docx": docx,
        "2.ofd": document("一行.ofd"),
        "3.pdf": document("扫描.pdf"),
        "4.zip": zipped(tmp_path / "c", {"内.eml": b"Subject: x\nFrom: a@b\nTo: c@d\n\nbody"}).read_bytes(),
        "5.dwg": b"AC1032" + bytes(99),
    }
    path = zipped(tmp_path / "a.zip", members)
    engine = FixedEngine()
    reader = extractor_for(path, "a.zip", engine)
    count = reader.page_count(path)
    texts = [reader.page(path, at).text for at in range(count - 1)]
    assert (
        texts[0] == "1.docx\n同意移交"
        and texts[1].startswith("2.ofd\n渡船执照存根")
        and texts[2] == "3.pdf\n训\n"
    )
    assert texts[-1].startswith("4.zip\n内.eml\n题名：x")
    with pytest.raises(Unreadable, match="a.zip/5.dwg"):
        reader.page(path, count - 1)
    assert not reader.cheap and len(engine.images) >= 1


def test_names_in_gbk_and_litter_of_other_systems(tmp_path):
    path = zipped(tmp_path / "a", {"XX.txt": b"abc", "__MACOSX/._a": b"x", "dir/Thumbs.db": b"x"})
    octets = path.read_bytes().replace(b"XX.txt", "档".encode("gbk") + b".txt")
    path.write_bytes(octets)
    assert told(path) == ["档.txt\nabc"]


NAMES = {
    "gb18030": [
        "移交清册/第一卷.txt",
        "会议纪要.txt",
        "林业局.txt",
        "海塘岁修章程.txt",
        "臺灣總督府檔案.txt",
        "喆.txt",
    ],
    "cp950": ["檔案目錄/許功蓋.txt", "會議紀錄.txt", "林業局.txt", "海塘歲修章程.txt", "總督府公文類纂.txt"],
    "cp932": ["調査記録/第一巻.txt", "会議メモ.txt", "海岸保全.txt", "総督府の文書.txt"],
    "utf-8": ["移交清册/第一卷.txt", "會議紀錄.txt", "会議メモ.txt"],
}


@pytest.mark.parametrize(
    ("encoding", "names"),
    [*NAMES.items()]
    + [(encoding, [name]) for encoding, names in NAMES.items() for name in names if len(name) > 5],
)
def test_names_are_read_in_the_encoding_of_the_system_that_packed(tmp_path, encoding, names):
    stand_in = [f"{'X' * (len(name.encode(encoding)) - 6)}{at:02d}.txt" for at, name in enumerate(names)]
    octets = zipped(tmp_path / "a", dict.fromkeys(stand_in, b"abc")).read_bytes()
    for standing, name in zip(stand_in, names, strict=True):
        octets = octets.replace(standing.encode(), name.encode(encoding))
    (tmp_path / "a").write_bytes(octets)
    expected = sorted(f"{name}\nabc" for name in names)
    assert sorted(told(tmp_path / "a")) == expected
    with tarfile.open(tmp_path / "b", "w", encoding=encoding, format=tarfile.GNU_FORMAT) as package:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = 3
            package.addfile(entry, io.BytesIO(b"abc"))
    assert sorted(told(tmp_path / "b")) == expected


def test_the_name_in_unicode_that_is_written_beside_wins(tmp_path):
    entry = zipfile.ZipInfo("XXXX.txt")
    bare, name = "旧名.txt".encode("gb18030"), "新名㙍.txt"
    held = b"\1" + zlib.crc32(bare).to_bytes(4, "little") + name.encode()
    entry.extra = b"\x75\x70" + len(held).to_bytes(2, "little") + held
    with zipfile.ZipFile(tmp_path / "a", "w") as package:
        package.writestr(entry, b"abc")
    octets = (tmp_path / "a").read_bytes().replace(b"XXXX.txt", bare)
    (tmp_path / "a").write_bytes(octets)
    assert told(tmp_path / "a") == [f"{name}\nabc"]
    (tmp_path / "a").write_bytes(octets.replace(zlib.crc32(bare).to_bytes(4, "little"), b"1234"))
    assert told(tmp_path / "a") == ["旧名.txt\nabc"]


def with_zip64_end(octets):
    """The package with an end as programs write it that always use ZIP64 (APPNOTE 4.3.14, 4.3.15)."""
    end = octets.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HII", octets, end + 10)
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, end, 1)
    last = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return octets[:end] + record + locator + last


def test_zip64_is_read_as_any_zip(tmp_path):
    path = zipped(tmp_path / "a", MEMBERS)
    path.write_bytes(with_zip64_end(path.read_bytes()))
    assert told(path) == READ
    docx = word(tmp_path / "b", paragraph("同意移交"))
    docx.write_bytes(with_zip64_end(docx.read_bytes()))
    assert kind_of_object(docx, "b") is MediaKind.OFFICE_XML
    assert told(docx) == ["同意移交"]


def test_a_directory_that_cannot_be_is_damage_and_a_large_one_is_too_large(tmp_path):
    path = zipped(tmp_path / "a", MEMBERS)
    octets = bytearray(path.read_bytes())
    octets[-10:-6] = b"\xff\xff\xff\x7f"
    path.write_bytes(octets)
    with pytest.raises(Unreadable, match="已损坏"):
        told(path)
    # The directory of a hundred entries, where a package may have ten; hidden behind what looks like a later end.
    path = zipped(tmp_path / "b", {f"{at}.txt": b"x" for at in range(100)})
    for octets in (path.read_bytes(), with_zip64_end(path.read_bytes())):
        path.write_bytes(octets)
        with pytest.raises(Unreadable, match="条目"):
            told(path, limits=MediaLimits(package_parts=10))


def test_a_tar_of_the_first_kind_is_known_by_its_sum(tmp_path):
    path = tarred(tmp_path / "a", {"1.txt": b"abc"}, "w")
    octets = bytearray(path.read_bytes())
    octets[257:512] = bytes(255)
    octets[148:156] = b"%06o\0 " % (sum(octets[:148]) + 8 * 32 + octets[156])
    path.write_bytes(octets)
    assert kind_of_object(path, "a") is MediaKind.TAR and told(path) == ["1.txt\nabc"]
    assert kind_of_object(saved_text(tmp_path / "b"), "b") is MediaKind.TEXT


def saved_text(path):
    path.write_bytes(b"0000644 " * 100)
    return path


def test_paths_that_leave_the_archive_are_told_and_nothing_is_written(tmp_path):
    members = {"../escaped.txt": b"x", "/etc/escaped.txt": b"x", "C:\\escaped.txt": b"x", "a.txt": b"abc"}
    for path in (zipped(tmp_path / "a", members), tarred(tmp_path / "b", members)):
        found = told(path)
        assert sum("路径越界" in text for text in found) == 3 and "a.txt\nabc" in found
    assert not list(tmp_path.parent.glob("escaped*")) and not list(tmp_path.glob("escaped*"))


def test_links_of_a_tar_are_not_followed(tmp_path):
    (tmp_path / "secret").write_text("秘密")
    with tarfile.open(tmp_path / "a", "w") as package:
        for at, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)):
            entry = tarfile.TarInfo(f"{at}.txt")
            entry.type, entry.linkname = kind, str(tmp_path / "secret")
            package.addfile(entry)
        entry = tarfile.TarInfo("b.txt")
        entry.size = 3
        package.addfile(entry, io.BytesIO(b"abc"))
    assert told(tmp_path / "a") == ["b.txt\nabc"]


def test_a_member_that_is_a_bomb_costs_itself_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "RATIO_COUNTS", 1 << 20)
    limits = MediaLimits(unpacked_ratio=100)
    found = told(zipped(tmp_path / "a", {"1.txt": bytes(8 << 20), "2.txt": b"abc"}), limits=limits)
    assert "压缩炸弹" in found[0] and found[1] == "2.txt\nabc"
    assert "压缩炸弹" in told(tarred(tmp_path / "b", {"1.txt": bytes(8 << 20)}), limits=limits)[0]


def test_an_archive_with_too_much_in_all_or_too_many_members_is_refused(tmp_path):
    path = zipped(tmp_path / "a", {f"{at}.txt": b"x" * 600 for at in range(4)})
    inner = zipped(tmp_path / "b", {"1.zip": path.read_bytes(), "2.zip": path.read_bytes()})
    with pytest.raises(Unreadable, match="解压后总计"):
        told(path, limits=MediaLimits(unpacked_bytes=2_000))
    # Six members in all, those of the inner archives among them.
    assert "条目" in told(inner, limits=MediaLimits(archive_entries=6))[-1]
    with pytest.raises(Unreadable, match="条目"):
        told(path, limits=MediaLimits(archive_entries=3))


def test_archives_within_archives_end_at_a_depth(tmp_path):
    octets = zipped(tmp_path / "a", {"a.txt": b"abc"}).read_bytes()
    for at in range(MediaLimits().nesting + 1):
        (found,) = told(zipped(tmp_path / "b", {"x.zip": octets}))
        assert ("嵌套" in found) == (at >= MediaLimits().nesting)
        octets = (tmp_path / "b").read_bytes()


def test_an_encrypted_member_says_so_and_the_others_are_read(tmp_path):
    octets = bytearray(zipped(tmp_path / "a", {"1.txt": b"abc", "2.txt": b"def"}).read_bytes())
    octets[octets.find(b"PK\x03\x04") + 6] |= 1
    octets[octets.find(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a").write_bytes(octets)
    found = told(tmp_path / "a")
    assert "包.zip/1.txt" in found[0] and "加密" in found[0] and found[1] == "2.txt\ndef"


def test_a_tar_cut_short_gives_what_came_before_and_says_that_something_is_missing(tmp_path):
    path = tarred(tmp_path / "a", {"1.txt": b"abc", "2.txt": b"d" * 5000}, "w")
    path.write_bytes(path.read_bytes()[:2500])
    found = told(path)
    assert found[0] == "1.txt\nabc" and "损坏" in found[1]


def test_an_empty_archive_says_so_and_what_was_unpacked_goes_with_the_reader(tmp_path, monkeypatch):
    with pytest.raises(Unreadable, match="空"):
        pages_of(zipped(tmp_path / "a.zip", {}))
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    assert told(zipped(tmp_path / "b", MEMBERS)) == READ
    assert list((tmp_path / "scratch").iterdir()) == []


def test_what_a_killed_process_unpacked_goes_with_the_next_reader(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    program = (
        "import os, sys, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from indexer.extraction.scratch import scratch_folder\n"
        "owner = type('Owner', (), {})()\n"
        "(scratch_folder(owner) / 'a').write_text('x'); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "scratch")], cwd=REPOSITORY, check=False
    )
    assert ended.returncode == -9 and len(list((tmp_path / "scratch").glob("*/members/a"))) == 1
    path = zipped(tmp_path / "b", MEMBERS)
    reader = extractor_for(path, "b", NoEngine())
    assert reader.page_count(path) == 4
    assert len(list((tmp_path / "scratch").iterdir())) == 1  # its own
    again = extractor_for(path, "b", NoEngine())
    assert (
        again.page_count(path) == 4 and len(list((tmp_path / "scratch").iterdir())) == 2
    )  # a living one stays


def sample():
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("渡口.docx", "一行.ofd", "渡口.rtf"):
            package.writestr(name, document(name))
    return octets.getvalue()


SAMPLE = sample()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, len(SAMPLE)),
    st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=8),
)
def test_damaged_archives_are_read_or_refused_with_a_letter(tmp_path_factory, cut, flips):
    octets = bytearray(SAMPLE)
    for at, value in flips:
        octets[at] = value
    path = tmp_path_factory.mktemp("damaged") / "pack.zip"
    path.write_bytes(octets[:cut] if cut % 2 else octets)
    try:
        assert told(path)
    except Unreadable as error:
        assert error.letter.zh


def test_a_member_without_a_name_makes_no_reader_fail(tmp_path):
    with zipfile.ZipFile(tmp_path / "a", "w") as package:
        package.writestr(zipfile.ZipInfo(""), b"nothing")
        package.writestr("1.txt", "第一")
    assert told(tmp_path / "a") == ["1.txt\n第一"]
