"""What a unit says of an object that nothing here reads is true: who reads it, if anybody does."""

from __future__ import annotations

import io
import json
import urllib.request
import zipfile

import pytest

from holdings.letters import FinalLetter
from holdings.media import letters as media_letters
from holdings.media.foreign import EPUB, PARTS, SIGNATURES, STREAMS, Words, foreign_format
from holdings.media.kinds import MediaKind
from holdings.pages import Reading
from indexer.extraction.choose import extractor_for, kind_of_object
from indexer.extraction.plausible import PlausibleExtractor
from indexer.extraction.port import ExtractedPage, Unreadable
from indexer.extraction.reading import LateEngine
from indexer.extraction.tika_choice import NO_TIKA, TikaChoice
from tests.broken_engines import tika_server as broken
from tests.rooms.indexer.compound_samples import compound

FORMATS = (
    {one.en: one for _, _, one in SIGNATURES}
    | {one.en: one for _, one in (*STREAMS, *PARTS)}
    | {EPUB.en: EPUB}
)


def why(path, tika=NO_TIKA):
    with pytest.raises(Unreadable) as error:
        extractor_for(path, path.name, LateEngine("none"), tika=tika).page_count(path)
    return error.value.letter


@pytest.mark.parametrize(("at", "signature", "found"), SIGNATURES, ids=lambda one: getattr(one, "en", None))
def test_each_signature_is_known_and_said_by_its_name(tmp_path, at, signature, found):
    path = tmp_path / "件"
    path.write_bytes(bytes(at) + signature + b"\0\0\1\2\3" * 50)
    assert kind_of_object(path, "件") is MediaKind.UNKNOWN
    letter = why(path)
    assert found.zh in letter.zh and found.en in letter.en
    assert ("LANTAI_TIKA" in letter.zh) == (found.words is Words.TIKA)


def test_packages_and_compound_files_are_told_by_what_they_hold(tmp_path):
    for name, found in STREAMS:
        tree: dict = {}
        inner = tree
        *folders, last = name.split("/")
        for folder in folders:
            inner = inner.setdefault(folder, {})
        inner[last] = b"x" * 5_000
        (tmp_path / "a").write_bytes(compound(tree))
        assert foreign_format(tmp_path / "a") == found and found.zh in why(tmp_path / "a").zh
    for part in ("visio/pages/page1.xml", "FixedDocumentSequence.fdseq", "Index/Document.iwa"):
        with zipfile.ZipFile(tmp_path / "b", "w") as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr(part, "<x>garbage</x>")
        assert kind_of_object(tmp_path / "b", "b.vsdx") is MediaKind.UNKNOWN
        known = foreign_format(tmp_path / "b")
        assert known and known.zh in why(tmp_path / "b").zh


def test_sealed_envelopes_say_that_they_are_whether_there_is_a_server_or_not(tmp_path):
    path = tmp_path / "smime.p7m"
    path.write_bytes(b"0\x80\x06\x09" + bytes.fromhex("2a864886f70d010703") + bytes(99))
    with broken.serving(broken.answering(200, b"[]")) as (url, asked):
        for tika in (NO_TIKA, TikaChoice(url)):
            assert "私钥" in why(path, tika).zh
    assert asked == [], "what nobody can read is sent to nobody"


def test_of_bytes_that_nothing_tells_nothing_is_promised(tmp_path):
    path = tmp_path / "件"
    path.write_bytes(b"\x01\x02\x03\x04\x00\x00" * 50)
    letter = why(path)
    assert "看不出" in letter.zh and "不一定" in letter.zh and "perhaps not" in letter.en


def test_postscript_is_not_taken_for_what_somebody_wrote(tmp_path):
    path = tmp_path / "图.ps"
    path.write_bytes(b"%!PS-Adobe-3.0\n/Times-Roman findfont 12 scalefont setfont\n(x) show\n" * 9)
    assert "PostScript" in why(path).zh


@pytest.mark.slow
@pytest.mark.xdist_group("tika")
def test_what_is_said_of_tika_is_what_tika_says(tika_url):
    request = urllib.request.Request(f"{tika_url}/mime-types", headers={"Accept": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        types = json.load(answer)
    for found in FORMATS.values():
        if found.words is Words.TIKA:
            assert types[found.tika_type].get("parser"), found.en
        elif found.tika_type:
            assert not types[found.tika_type].get("parser"), found.en


def told(body):
    return json.dumps([{"X-TIKA:content": f"<html><body>{body}</body></html>"}]).encode()


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("坏.pdf", b"%PDF-1.7 \x00 broken"),
        ("坏.txt", b"\x81\xff\x00\x01\xfe" * 200),
        ("坏.docx", b"PK\x03\x04" + b"word/" + bytes(200)),
    ],
)
def test_what_a_nearer_reader_refuses_is_tried_at_the_server(tmp_path, name, octets):
    path = tmp_path / name
    path.write_bytes(octets)
    own = why(path)
    with broken.serving(broken.answering(200, told("<p>海塘岁修章程</p>"))) as (url, asked):
        reader = extractor_for(path, name, LateEngine("none"), tika=TikaChoice(url))
        assert reader.page_count(path) == 1 and reader.page(path, 0).text == "海塘岁修章程"
        assert asked == ["/rmeta/xml"]
    with broken.serving(broken.answering(422, b"")) as (url, _):
        assert why(path, TikaChoice(url)) == own, "where neither reads it, the nearer one says why"


class Refuses:
    """A reader that refuses everything with one letter."""

    reads = frozenset({MediaKind.PDF})
    cheap = True

    def __init__(self, letter):
        self._letter = letter

    def page_count(self, path):
        raise Unreadable(self._letter)

    def page(self, path, index0):
        raise Unreadable(self._letter)


class Says:
    """A reader of one page."""

    reads = frozenset({MediaKind.PDF})
    cheap = True

    def page_count(self, path):
        return 1

    def page(self, path, index0):
        return ExtractedPage(index0, "海塘", Reading.BORN)


@pytest.mark.parametrize(
    "letter",
    [
        media_letters.encrypted("a"),
        media_letters.empty("a"),
        media_letters.too_many_entries("a", 2, 1),
        media_letters.declares_entities("a", "b"),
        media_letters.unpacks_too_large("a", 1 << 20),
    ],
)
def test_what_is_locked_hostile_or_beyond_a_limit_is_handed_to_nobody(tmp_path, letter):
    assert isinstance(letter, FinalLetter)
    with pytest.raises(Unreadable):
        PlausibleExtractor("a", Refuses(letter), Says).page_count(tmp_path)
    damaged = media_letters.broken("a", "b")
    assert PlausibleExtractor("a", Refuses(damaged), Says).page(tmp_path, 0).text == "海塘"


def test_an_archive_of_documents_stays_one(tmp_path):
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as package:
        package.writestr("visio.txt", "甲")
    (tmp_path / "a").write_bytes(octets.getvalue())
    assert kind_of_object(tmp_path / "a", "a") is MediaKind.ZIP
