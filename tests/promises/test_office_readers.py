"""kreuzberg, our own readers and a real Tika: the same words of the same documents, the same word on bad ones."""

from __future__ import annotations

import threading
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
from lantai.cli import main
from tests.homes import write_package
from tests.material.documents import FERRY, WORD_97, document, placed
from tests.promises.workers import own_server
from tests.servers.tika import TIKA
from tests.shared import shared

# One worker of the test run starts the one server.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("tika")]


@pytest.fixture(params=["nearer", "tika"])
def choice(request):
    """Who reads Office: what is in the process, or Tika."""
    if request.param == "nearer":
        return TikaChoice()
    return TikaChoice(request.getfixturevalue("tika_url"), reads_office=True)


def texts(path, choice):
    own = extractor_for(path, path.name, LateEngine("none"), tika=choice)
    return [own.page(path, at).text for at in range(own.page_count(path))]


@pytest.mark.parametrize("name", ["ferry.doc", "渡口.docx", "渡口.odt", "渡口.rtf"])
def test_the_words_of_a_document_are_read(choice, tmp_path, name):
    words = " ".join(texts(placed(tmp_path, name), choice)).split()
    assert words == " ".join(WORD_97 if name.endswith(".doc") else FERRY).split()


@pytest.mark.shared("the words of documents by other writers are read, by Tika too")
@pytest.mark.parametrize("name", ["test.doc", "test.docx", "test.odt", "test.rtf"])
def test_the_words_of_a_shared_document_are_read(choice, name):
    words = " ".join(texts(shared("formats", name), choice)).split()
    assert (
        words == "This is a sample text available in page 1 This second part of the text is in Page 2".split()
    )


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def letter(path, *paragraphs):
    """A docx as ECMA-376 wants it, part 2 included."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path


def test_chinese_is_read(choice, tmp_path):
    path = letter(tmp_path / "文.docx", "同意移交，闽海关档案。", "咸丰十一年")
    assert "".join(texts(path, choice)).split() == ["同意移交，闽海关档案。", "咸丰十一年"]


def test_an_encrypted_document_says_so(choice, tmp_path):
    with pytest.raises(Unreadable, match="已加密"):
        texts(placed(tmp_path, "加密.docx"), choice)


@pytest.mark.shared("an encrypted document by another writer says so, to Tika too")
def test_an_encrypted_shared_document_says_so(choice):
    with pytest.raises(Unreadable, match="已加密"):
        texts(shared("formats", "test-protected.docx"), choice)


@pytest.mark.parametrize("name", ["ferry.doc", "letter.docx", "渡口.odt"])
def test_a_damaged_document_says_so(choice, name, tmp_path):
    path = tmp_path / name
    if name == "letter.docx":
        whole = letter(path, *(f"第{at}条，{at * 7919}号" for at in range(400))).read_bytes()
    else:
        whole = document(name)
    path.write_bytes(whole[: len(whole) // 8])
    with pytest.raises(Unreadable, match="已损坏"):
        texts(path, choice)


def book(path, *chapters):
    """An EPUB 3 (OCF 3.3, package document)."""
    items = "".join(
        f'<item id="i{at}" href="{at}.xhtml" media-type="application/xhtml+xml"/>'
        for at in range(len(chapters))
    )
    order = "".join(f'<itemref idref="i{at}"/>' for at in range(len(chapters)))
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        package.writestr(
            "META-INF/container.xml",
            '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles>'
            "</container>",
        )
        package.writestr(
            "c.opf",
            '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>馆史</dc:title></metadata>'
            f"<manifest>{items}</manifest><spine>{order}</spine></package>",
        )
        for at, text in enumerate(chapters):
            package.writestr(
                f"{at}.xhtml",
                f'<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>第{at + 1}章</h1><p>{text}</p></body></html>',
            )
    return path


def test_what_only_tika_reads_is_added_when_a_server_is_named(tmp_path, home, tika_url, monkeypatch, capsys):
    folder = write_package(tmp_path / "移交", [{"档号": "J1-1-1", "题名": "馆史", "共享类型": "无条件共享"}])
    book(folder / "馆史.epub", "闽海关创办始末。", "沉船打捞记录。")
    (folder / "目录.csv").write_text("档号,题名,共享类型,文件\nJ1-1-1,馆史,无条件共享,馆史.epub\n", "utf-8")
    monkeypatch.setenv("LANTAI_OCR", "none")
    assert main(["intake", str(folder)]) == 0
    capsys.readouterr()
    assert main(["jobs", "failed", "--json"]) == 0
    assert "LANTAI_TIKA" in capsys.readouterr().out
    monkeypatch.setenv("LANTAI_TIKA", tika_url)
    assert main(["jobs", "retry"]) == 0
    capsys.readouterr()
    assert main(["search", "沉船打捞", "--json"]) == 0
    found = capsys.readouterr().out
    assert "J1-1-1" in found and "闽海关创办始末" in found
    assert main(["jobs", "failed", "--json"]) == 0
    assert '"failed": []' in capsys.readouterr().out


def test_text_beyond_the_limit_is_cut_by_the_server_already(tmp_path, tika_url):
    long = tmp_path / "长.txt"
    long.write_text("档案" * 500_000, encoding="utf-8")
    own = TikaExtractor("长.txt", MediaKind.UNKNOWN, TikaChoice(tika_url), MediaLimits(text_characters=5_000))
    pages = [own.page(long, at).text for at in range(own.page_count(long) - 1)]
    assert 4_000 < sum(map(len, pages)) <= 5_000
    with pytest.raises(Unreadable, match="5,000"):
        own.page(long, len(pages))


def test_a_server_killed_inside_a_document_is_waited_for_when_it_comes_back(tmp_path, tika_url):
    del tika_url  # it is on this machine
    path = book(tmp_path / "书.epub", *["沉船打捞记录，" * 20_000 for _ in range(60)])
    read = []
    with own_server(TIKA) as tika:
        choice = TikaChoice(tika.url, seconds=60)
        own = TikaExtractor("书.epub", MediaKind.EPUB, choice, MediaLimits())
        thread = threading.Thread(target=lambda: read.append(own.page_count(path)), daemon=True)
        thread.start()
        time.sleep(0.15)
        was_at_it = thread.is_alive()
        tika.kill()
        tika.start()
        thread.join(60)
    assert was_at_it, "it was read before the kill: nothing was tried"
    assert read and read[0] > 1_000
