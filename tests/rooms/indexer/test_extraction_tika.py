"""A Tika server in every kind of trouble: bounded time and size, and a letter that says what to do."""

from __future__ import annotations

import json
import time
import zipfile

import pytest

from holdings.media.kinds import MediaKind
from holdings.media.limits import MediaLimits
from indexer.extraction.choose import extractor_for
from indexer.extraction.port import Unreadable
from indexer.extraction.reading import LateEngine
from indexer.extraction.tika_choice import TikaChoice
from indexer.extraction.tika_reader import TikaExtractor
from tests.broken_engines import tika_server as broken
from tests.servers.running import free_port

LIMITS = MediaLimits(text_characters=4_000)


def told(*bodies, **beside):
    whole = [{"X-TIKA:content": f"<html><body>{body}</body></html>"} for body in bodies]
    whole[0].update(beside)
    return json.dumps(whole).encode()


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "书.epub"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/epub+zip")
    return path


def reader(url, seconds=5.0):
    return TikaExtractor("书.epub", MediaKind.EPUB, TikaChoice(url, seconds=seconds), LIMITS)


def why(url, book, seconds=5.0):
    with pytest.raises(Unreadable) as error:
        reader(url, seconds).page_count(book)
    return error.value.letter.zh


def test_slides_and_sheets_are_pages_and_what_it_holds_follows_with_its_name(book):
    held = {"X-TIKA:content": "<html><body><p>附件的话</p></body></html>", "resourceName": "附件.txt"}
    body = json.loads(told('<div class="page"><h1>甲表</h1></div>\n<div class="page"><h1>乙表</h1></div>'))
    with broken.serving(broken.answering(200, json.dumps([*body, held]).encode())) as (url, asked):
        own = reader(url)
        assert [own.page(book, at).text for at in range(own.page_count(book))] == [
            "甲表",
            "乙表",
            "附件.txt\n附件的话",
        ]
    assert asked == ["/rmeta/xml"], "an object is sent once, not once a page"


def test_text_beyond_the_limit_is_cut_and_a_page_says_so(book):
    limit = {"X-TIKA:EXCEPTION:write_limit_reached": "true"}
    with broken.serving(broken.answering(200, told("<p>前面</p>", **limit))) as (url, _):
        own = reader(url)
        assert own.page_count(book) == 2 and own.page(book, 0).text == "前面"
        with pytest.raises(Unreadable, match="4,000"):
            own.page(book, 1)


def test_encrypted_and_damaged_objects_are_told_apart(book):
    encrypted = {
        "X-TIKA:EXCEPTION:container_exception": "org.apache.tika.exception.EncryptedDocumentException: x"
    }
    with broken.serving(broken.answering(200, told("", **encrypted))) as (url, _):
        assert "已加密" in why(url, book)
    damaged = {"X-TIKA:EXCEPTION:container_exception": "java.io.IOException: Truncated ZIP\n\tat a.b"}
    with broken.serving(broken.answering(200, told("", **damaged))) as (url, _):
        letter = why(url, book)
        assert "Truncated ZIP" in letter and "书.epub" in letter and "at a.b" not in letter
    with broken.serving(broken.answering(422, b"")) as (url, _):
        assert "已损坏" in why(url, book)


def test_a_server_that_is_away_is_waited_for_and_then_named(book):
    began = time.monotonic()
    letter = why(f"http://127.0.0.1:{free_port()}", book, 2.0)
    assert time.monotonic() - began > 0.4 and "LANTAI_TIKA" in letter and "jobs retry" in letter


def test_a_server_that_restarts_is_asked_again(book):
    fine = broken.answering(200, told("<p>好</p>"))
    with broken.serving(broken.breaking_off, fine) as (url, asked):
        assert reader(url).page(book, 0).text == "好"
    with broken.serving(broken.answering(503, b"busy"), broken.answering(503, b""), fine) as (url, asked):
        assert reader(url).page(book, 0).text == "好" and len(asked) == 3


def test_an_object_that_the_server_does_not_survive_is_not_sent_for_ever(book):
    with broken.serving(broken.breaking_off) as (url, asked):
        assert "2 次中断" in why(url, book) and len(asked) == 2


@pytest.mark.parametrize("trouble", [broken.stalling, broken.dripping])
def test_a_server_that_does_not_come_to_an_end_is_left(book, trouble):
    with broken.serving(trouble) as (url, _):
        assert "1 秒内没有读完" in why(url, book, 1.0)


def test_an_answer_without_end_is_left(book, monkeypatch):
    monkeypatch.setattr("indexer.extraction.tika_reader._BYTES_BESIDE", 4 << 20)
    with broken.serving(broken.flooding) as (url, _):
        assert "已停止" in why(url, book, 10.0)


@pytest.mark.parametrize("body", [b"", b"<html>login</html>", b"[]", b"[1]", b'{"a": 1}', b"\xff\xfe"])
def test_garbage_is_no_text(book, body):
    with broken.serving(broken.answering(200, body)) as (url, _):
        assert "不是 Tika 的应答" in why(url, book)


def test_without_a_server_the_letter_says_what_to_set(book, tmp_path):
    with pytest.raises(Unreadable, match="LANTAI_TIKA"):
        extractor_for(book, "书.epub", LateEngine("none")).page_count(book)
    unknown = tmp_path / "图.vsd"
    unknown.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(Unreadable, match="LANTAI_TIKA"):
        extractor_for(unknown, "图.vsd", LateEngine("none")).page_count(unknown)


def test_office_goes_to_tika_only_where_that_is_chosen():
    office = (MediaKind.OFFICE_OLD, MediaKind.OFFICE_XML, MediaKind.OPEN_DOCUMENT, MediaKind.RTF)
    rest, all_of_it = TikaChoice("http://t:1"), TikaChoice("http://t:1", reads_office=True)
    assert not any(rest.reads(kind) for kind in office) and rest.reads(MediaKind.EPUB)
    assert all(all_of_it.reads(kind) for kind in office)
    assert not any(TikaChoice("", reads_office=True).reads(kind) for kind in office), "no server, no change"
    assert not any(all_of_it.reads(kind) for kind in (MediaKind.PDF, MediaKind.OFD, MediaKind.TEXT))


def test_a_password_in_the_address_is_never_shown(book):
    choice = TikaChoice("http://u:geheim@127.0.0.1:1", seconds=0.3)
    assert "geheim" not in repr(choice)
    with pytest.raises(Unreadable) as error:
        TikaExtractor("书.epub", MediaKind.EPUB, choice, LIMITS).page_count(book)
    assert "geheim" not in str(error.value)


def test_a_package_without_its_end_gives_what_is_whole_and_no_names_of_parts(book):
    names = ("_rels/.rels", "docProps/app.xml", "word/document.xml", "word/styles.xml")
    body = json.loads(told("".join(f"<h1>{name}</h1>" for name in names)))
    body += [
        {"X-TIKA:content": "<body><p>LibreOffice 7.4</p></body>", "resourceName": "docProps/app.xml"},
        {"X-TIKA:content": "<body><p>渡船每日卯时开行。</p></body>", "resourceName": "word/document.xml"},
    ]
    with broken.serving(broken.answering(200, json.dumps(body).encode())) as (url, _):
        own = reader(url)
        assert own.page_count(book) == 2 and own.page(book, 0).text == "渡船每日卯时开行。"
        with pytest.raises(Unreadable) as error:
            own.page(book, 1)
        assert "尾部缺失" in error.value.letter.zh
    with broken.serving(broken.answering(200, json.dumps(body[:2]).encode())) as (url, _):
        assert "已损坏或不完整" in why(url, book)
