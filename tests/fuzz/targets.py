"""What is fuzzed: each target takes any bytes and may raise what its parser promises, and nothing else.

A target raises whatever its parser does not promise, and AssertionError where what the parser gave is not so.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import xlwt

from holdings.code_templates import DEFAULT_TEMPLATES, TemplateError, template_from_text
from holdings.codes import MAX_LENGTH, CodeError, is_below, looks_like_code, order_key, parse, prefixes
from holdings.dates import DateError, parse_date
from holdings.document_numbers import find_document_numbers, parse_document_number
from holdings.media.letters import MediaError
from holdings.media.ofd import OfdObject
from holdings.retention import RetentionError, parse_retention
from holdings.secrecy import SecrecyError, parse_secrecy
from holdings.year_mentions import find_years
from indexer.sheets import SheetError, is_catalogue, open_sheet
from tests.fuzz.bundles import bundled, unbundled
from tests.material.documents import documents
from tests.rooms.holdings.ofd_samples import made, text_object
from tests.shared import shared, shared_is_expected

_PAGES, _ROWS, _DPI = 4, 2_000, 18


@dataclass(frozen=True)
class Target:
    """A parser under trial.

    Attributes:
        one: takes any bytes.
        seeds: inputs to begin with, by name.
        words: what the format is made of, for the fuzzer's dictionary.
    """

    one: Callable[[bytes], None]
    seeds: Callable[[], dict[str, bytes]]
    words: tuple[str, ...]


def ofd(octets: bytes) -> None:
    """Reads an OFD: every page's text with its boxes, and its picture."""
    with tempfile.TemporaryDirectory() as folder:
        path = unbundled(octets, Path(folder) / "a.ofd") if b"PART " in octets else Path(folder) / "a.ofd"
        if not path.exists():
            path.write_bytes(octets)
        try:
            opened = OfdObject(path)
        except MediaError:
            return
        with opened:
            assert opened.page_count > 0
            for at in range(min(opened.page_count, _PAGES)):
                try:
                    page = opened.page(at)
                except MediaError:
                    continue
                for laid in (page.laid, page.notes):
                    assert len(laid.text) == len(laid.boxes)
                    for box in laid.boxes:
                        assert box is None or all(0 <= side <= 1 for side in box), box
                try:
                    drawn = opened.page_image(at, _DPI)
                except MediaError:
                    continue
                assert drawn.ndim == 3 and drawn.shape[2] == 3


def sheets(octets: bytes) -> None:
    """Reads a catalogue sheet of whatever form."""
    with tempfile.TemporaryDirectory() as folder:
        if b"PART " in octets:
            path = unbundled(octets, Path(folder) / "目录.xlsx")
        else:
            path = Path(folder) / "目录.csv"
            path.write_bytes(octets)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert is_catalogue(path) in (True, False)
            try:
                sheet = open_sheet(path)
                for row in itertools.islice(sheet.rows(), _ROWS):
                    assert row.number > 0
                    assert set(row.cells) <= set(sheet.columns)
            except SheetError as error:
                assert error.letter.zh and error.letter.en


def codes(octets: bytes) -> None:
    """Reads reference codes, templates of them, dates, document numbers, terms and marks."""
    text = octets.decode("utf-8", "surrogateescape")
    spec, newline, rest = text.partition("\n")
    templates = DEFAULT_TEMPLATES
    if newline:
        with contextlib.suppress(TemplateError):
            templates = (template_from_text(spec), *DEFAULT_TEMPLATES)
        text = rest
    looks_like_code(text)
    try:
        code = parse(text, templates)
    except CodeError as error:
        assert error.letter.zh and error.letter.en
    else:
        assert parse(code.text, templates) == code
        assert len(code.text) <= MAX_LENGTH and prefixes(code.text)[-1] == code.text
        for above in code.ancestors:
            assert is_below(code.text, above) and order_key(code.text).startswith(order_key(above))
    for reads, refuses in ((parse_date, DateError), (parse_retention, RetentionError)):
        try:
            reads(text)
        except refuses as error:
            assert error.letter.zh and error.letter.en
    try:
        parse_secrecy(text)
    except SecrecyError as error:
        assert error.letter.zh and error.letter.en
    number = parse_document_number(text)
    if number is not None:
        assert parse_document_number(number.normal) == number
    for start, end, _ in find_document_numbers(text):
        assert 0 <= start < end <= len(text)
    for mention in find_years(text):
        assert mention is not None


def _ofd_seeds() -> dict[str, bytes]:
    seeds = {name: bundled(octets) for name, octets in documents().items() if name.endswith(".ofd")}
    if shared_is_expected():
        others = sorted(shared("formats").glob("*.ofd"))
        seeds |= {path.name: bundled(path.read_bytes()) for path in others}
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder) / "a.ofd", [text_object("兰台"), text_object("第二页")])
        seeds["whole.zip"] = path.read_bytes()
    return seeds


def _sheet_seeds() -> dict[str, bytes]:
    import openpyxl

    header = ["档号", "题名", "责任者", "日期", "密级", "文件"]
    row = ["J001-WS·2024-0001", "关于加强档案工作的通知", "省档案馆", "20240105", "", "a.pdf;b.pdf"]
    lines = f"{','.join(header)}\r\n{','.join(row)}\r\n"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(header)
    book.active.append(row)
    with tempfile.TemporaryDirectory() as folder:
        book.save(Path(folder) / "a.xlsx")
        octets = (Path(folder) / "a.xlsx").read_bytes()
    return {
        "utf8.csv": lines.encode("utf-8-sig"),
        "gb18030.csv": lines.encode("gb18030"),
        "big5.csv": "檔號,題名\r\nA1-1-1,日記\r\n".encode("cp950"),
        "quoted.csv": '档号\t题名\r\nA-1-1\t"题""名\n二"\r\n'.encode(),
        "book": bundled(octets),
        "book.zip": octets,
        "old.xls": _old_book(header, row),
    }


def _old_book(*rows: list[str]) -> bytes:
    """The same in an xls."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("目录")
    for at, cells in enumerate(rows):
        for column, text in enumerate(cells):
            sheet.write(at, column, text)
    sheet.write_merge(3, 4, 0, 1, "合计")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _code_seeds() -> dict[str, bytes]:
    texts = (
        "J019-KU·01·2017-001-001", "1-1-12-3", "A439-WS·2015·D30-005", "J101—WS·1952—永久—0012",
        "本馆：全宗@fonds=A999 - 年度=9999 - 件号=9+\nA439-2015-12", "民国二十三年七月", "民国廿三年至廿五年",
        "光绪二十年甲午九月初一", "19340101-19371231", "闽政〔2018〕5号", "中发[1984]12号", "机密★10年", "绝密",
        "永久", "定期30年", "1950年代", "民国23（1934）年",
    )  # fmt: skip
    return {f"{at:02d}": text.encode() for at, text in enumerate(texts)}


TARGETS: dict[str, Target] = {
    "ofd": Target(
        ofd,
        _ofd_seeds,
        (
            "<ofd:TextObject", "<ofd:TextCode", "DeltaX=", "DeltaY=", "g 3 5", "<ofd:ImageObject", "<ofd:PathObject",
            "<ofd:CompositeObject", "<ofd:CGTransform", "Boundary=", "CTM=", "ResourceID=", "<ofd:AbbreviatedData>",
            "Area", "Template", "TemplateID=", "BaseLoc=", "<ofd:Page", "PageID=", "<!DOCTYPE", "&#x", "1e308", "nan",
            "-1", "PART ", "OFD.xml", "Doc_0/Document.xml", "ZOrder=", "HScale=", "ReadDirection=", "CharDirection=",
        ),
    ),
    "sheets": Target(
        sheets,
        _sheet_seeds,
        (
            "档号", "题名", "文件", "<row r=", "<c r=", 't="s"', 't="inlineStr"', "<v>", "<f>", "<is><t>", "_x000D_",
            "sharedStrings.xml", "XFD1048576", "1e400", "<!DOCTYPE", "numFmtId=", 's="', "PART ", '""', "\t", ";",
        ),
    ),
    "codes": Target(
        codes,
        _code_seeds,
        (
            "民国", "光绪", "元年", "闰", "月", "初一", "〔", "〕", "号", "·", "—", "-", "永久", "★", "至", "年代",
            "@fonds", "=", "9+", "汉", "|", "'", "*", "世纪", "约", "[1984]",
        ),
    ),
}  # fmt: skip
"""By the name that `python -m tests.fuzz` takes."""
