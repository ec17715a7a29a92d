"""A catalogue that a system saved as a web page or as XML of Excel 2003 reads as the spreadsheet that it looks like."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sheet_report import report_on
from indexer.sheets import SheetError, open_sheet
from indexer.sheets.forms import form_of, open_grids
from indexer.sheets.grid import GridRow
from tests.rooms.indexer.packages import terms

HEADER = ("档号", "题名", "责任者", "密级", "共享类型")
FIRST = ("J001-1-0001", "关于春耕的通知", "县府", "普通", "无条件共享")
SECOND = ("00012345678901234567", "关于秋收的<b>报告</b>", "县府", "", "暂不共享")
_SPACES = (
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40"'
)


def page(*rows: str, before: str = "", head: str = "") -> str:
    return f"<html><head>{head}</head><body>{before}<table border=1>{''.join(rows)}</table></body></html>"


def line(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def book(*rows: str, styles: str = "", options: str = "", columns: str = "", more: str = "") -> str:
    return (
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook {_SPACES}>{more}'
        f'<Styles>{styles}</Styles><Worksheet ss:Name="甲"><Table>{columns}{"".join(rows)}</Table>{options}'
        "</Worksheet></Workbook>"
    )


def xml_row(*cells: str, **attributes: str) -> str:
    written = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    return f"<Row{written}>{''.join(cells)}</Row>"


def xml_cell(text: str, kind: str = "String", **attributes: str) -> str:
    written = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    return f'<Cell{written}><Data ss:Type="{kind}">{text}</Data></Cell>'


def saved(path: Path, markup: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(markup.encode(encoding))
    return path


def rows_of(path: Path) -> list[GridRow]:
    (grid,) = open_grids(path).grids
    return list(grid)


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("gb18030", ""),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
        ("gb18030", "<meta charset=GBK>"),
        ("utf-16", ""),
        ("utf-16-le", ""),
        (
            "utf-8",
            "<meta charset='utf-8'><title>机密文件登记系统</title><style>td{mso-number-format:'\\@'}</style>",
        ),
    ],
)
def test_a_table_of_a_web_page_is_a_catalogue_as_it_is_shown(tmp_path, encoding, head):
    path = saved(tmp_path / "目录.xls", page(line(*HEADER), line(*FIRST), line(*SECOND), head=head), encoding)
    sheet = open_sheet(path)
    assert [tuple(row.cells[name] for name in HEADER) for row in sheet.rows()] == [
        FIRST,
        ("00012345678901234567", "关于秋收的报告", "县府", "", "暂不共享"),
    ]
    assert form_of(path) == "html"


def test_cells_without_end_tags_entities_and_breaks_are_read_as_a_browser_shows_them(tmp_path):
    text = (
        "<TABLE><THEAD><TR><TH>档号<TH>题&nbsp;名<TBODY><TR><TD>J1-1<TD>A&amp;B<br>二行 &#20013;"
        "<TR><TD>J1-2<TD> 丙\n 丁 </TABLE>"
    )
    assert [row.values for row in rows_of(saved(tmp_path / "目录.xls", text))] == [
        ("档号", "题 名"),
        ("J1-1", "A&B\n二行 中"),
        ("J1-2", "丙 丁"),
    ]


def test_merged_and_hidden_cells_of_a_web_page_are_those_of_a_sheet(tmp_path):
    path = saved(
        tmp_path / "目录.xls",
        page(
            "<col><col style='display:none'>",
            "<tr><td colspan=3>归档文件目录</td></tr>",
            line("档号", "题名", "密级"),
            "<tr><td>J1-1</td><td>甲</td><td rowspan='2'>机密★20年</td></tr>",
            "<tr style='display: none'><td>J1-2</td><td>乙</td></tr>",
            "<tr><td>J1-3</td><td>丙</td><td></td></tr>",
        ),
    )
    sheet = open_sheet(path)
    assert [row.cells["密级"] for row in sheet.rows()] == ["机密★20年", "机密★20年", ""]
    assert [row.filled for row in sheet.rows()] == [(), (("密级", "C3:C4"),), ()]
    assert [row.hidden for row in sheet.rows()] == [False, True, False]
    assert sheet.tables[0].hidden_columns == ("B",)


def test_a_page_without_a_table_or_with_one_in_another_is_refused_as_that(tmp_path):
    for markup in ("<html><p>档号 题名</p></html>", "<!DOCTYPE html><p>x", '<?xml version="1.0"?><a/>'):
        with pytest.raises(SheetError, match="网页"):
            open_grids(saved(tmp_path / "目录.xls", markup))
    nested = page(line(page(line("档号", "题名"))))
    with pytest.raises(SheetError, match="格子里又有表格"):
        open_grids(saved(tmp_path / "目录.xls", nested))


def test_what_stands_around_a_table_may_not_speak_of_secrecy_and_is_said_not_to_be_read(tmp_path):
    rows = (line("档号", "题名"), line("J1-1", "甲"))
    with pytest.raises(SheetError):
        open_sheet(saved(tmp_path / "目录.xls", page(*rows, before="<h1>机密★20年</h1>")))
    with pytest.raises(SheetError):
        open_sheet(saved(tmp_path / "目录.xls", page(*rows) + "<p>以上不开放</p>"))
    told = open_sheet(saved(tmp_path / "目录.xls", page(*rows, before="<h1>归档文件目录</h1>"))).notices
    assert any("表格之外" in notice.zh for notice in told)


def test_every_table_of_a_page_is_read_or_refuses_it(tmp_path):
    one = f"<table>{line('档号', '题名')}{line('J1-1', '甲')}</table>"
    two = f"<table>{line('档号', '题名')}{line('J1-2', '乙')}</table>"
    sheet = open_sheet(saved(tmp_path / "目录.xls", one + two))
    assert [(row.cells["档号"], row.worksheet) for row in sheet.rows()] == [("J1-1", "表1"), ("J1-2", "表2")]
    with pytest.raises(SheetError):
        open_sheet(saved(tmp_path / "目录.xls", one + f"<table>{line('J001-WS·2010·Y-0002', '乙')}</table>"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "utf-8-sig"])
def test_xml_of_excel_2003_reads_as_the_workbook_that_it_is(tmp_path, encoding):
    stated = {"utf-16": "UTF-16", "gb18030": "GB2312"}.get(encoding, "UTF-8")
    markup = book(
        xml_row(*map(xml_cell, ("档号", "题名", "日期", "页数", "密级"))),
        xml_row(
            xml_cell("3", "Number", StyleID="code"),
            xml_cell("<html:B>关于</html:B>春耕"),
            xml_cell("1960-09-13T00:00:00.000", "DateTime", StyleID="day"),
            xml_cell("12", "Number"),
            xml_cell("机密★20年", MergeDown="1"),
        ),
        xml_row(
            xml_cell("4", "Number", StyleID="code"), xml_cell("秋收"), xml_cell("5", "Number", Index="4")
        ),
        xml_row(xml_cell("J001-0006"), xml_cell("冬藏"), Index="7", Hidden="1"),
        styles='<Style ss:ID="code"><NumberFormat ss:Format="&quot;J001-&quot;0000"/></Style>'
        '<Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style>',
        columns='<Column ss:Index="3" ss:Hidden="1"/>',
    ).replace('<?xml version="1.0"?>', f'\n<?xml version="1.0" encoding="{stated}"?>')
    path = saved(tmp_path / "目录.xls", markup, encoding)
    sheet = open_sheet(path)
    names = ("档号", "题名", "日期", "页数", "密级")
    assert [(row.number, *(row.cells[name] for name in names), row.hidden) for row in sheet.rows()] == [
        (2, "J001-0003", "关于春耕", "1960/9/13", "12", "机密★20年", False),
        (3, "J001-0004", "秋收", "", "5", "机密★20年", False),
        (7, "J001-0006", "冬藏", "", "", "", True),
    ]
    assert sheet.tables[0].hidden_columns == ("C",)
    assert form_of(path) == "xml"


def test_what_is_uncertain_in_xml_of_excel_2003_is_said_with_its_cell(tmp_path):
    markup = book(
        xml_row(
            xml_cell("#N/A", "Error"),
            '<Cell ss:Formula="=A1"/>',
            xml_cell("12345678901234567", "Number"),
            xml_cell("1960-05-20T00:00:00.000", "DateTime", StyleID="d"),
            xml_cell("甲"),
        ),
        styles='<Style ss:ID="d"><NumberFormat ss:Format="m\\-d"/></Style>',
    )
    (row,) = rows_of(saved(tmp_path / "目录.xls", markup))
    assert sorted(row.faults) == [0, 1, 2, 3]


def test_comments_hidden_worksheets_and_printed_headers_of_xml_are_seen(tmp_path):
    rows = (xml_row(xml_cell("档号"), xml_cell("题名")), xml_row(xml_cell("J1-1"), xml_cell("甲")))
    noted = xml_cell("甲").replace("</Cell>", "<Comment><ss:Data>此件绝密</ss:Data></Comment></Cell>")
    with pytest.raises(SheetError):
        open_sheet(saved(tmp_path / "目录.xls", book(rows[0], xml_row(xml_cell("J1-1"), noted))))
    printed = (
        '<x:WorksheetOptions><x:PageSetup><x:Header x:Data="&amp;C机密"/></x:PageSetup></x:WorksheetOptions>'
    )
    with pytest.raises(SheetError):
        open_sheet(saved(tmp_path / "目录.xls", book(*rows, options=printed)))
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    found = open_grids(saved(tmp_path / "目录.xls", book(*rows, options=hidden)))
    assert [one.title for one in found.unread] == ["甲"] and not found.grids


def test_days_of_xml_counted_from_1904_are_the_days_that_are_written(tmp_path):
    day = '<Style ss:ID="d"><NumberFormat ss:Format="yyyy\\-mm\\-dd"/></Style>'
    counted = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    for more in ("", counted):
        markup = book(
            xml_row(xml_cell("1960-09-13T00:00:00.000", "DateTime", StyleID="d")), styles=day, more=more
        )
        assert rows_of(saved(tmp_path / "目录.xls", markup))[0].values == ("1960-09-13",)


def test_check_sheet_tells_the_form(tmp_path):
    saved(tmp_path / "目录.xls", page(line("档号", "题名"), line("J1-1", "甲")))
    assert (report_on(tmp_path, terms()).form, report_on(tmp_path, terms()).fits) == ("html", True)


@pytest.mark.parametrize("name", ["归档文件目录.html", "案卷目录.mht", "移交清单.xml"])
def test_a_page_named_as_a_catalogue_is_never_taken_for_a_record(tmp_path, name):
    (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "1.txt").write_text("x", encoding="utf-8")
    assert not report_on(tmp_path, terms()).fits


MARKUP = st.sampled_from(
    [
        *(
            "<table>",
            "</table>",
            "<tr>",
            "</tr>",
            "<td>",
            "</td>",
            "<td rowspan=3>",
            "<td colspan=2>",
            "<th>",
        ),
        *(
            "<br>",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "&amp;",
            "&nbsp",
            "<",
            ">",
            '"',
            "档号",
            "题名",
            "x",
            "\n",
        ),
        *("<td rowspan=99999999999>", "<td colspan='-1'>", "<![CDATA[", "<?xml", "<style>", "\x00", "<td"),
    ]
)


@given(st.lists(MARKUP, max_size=40))
def test_any_mixture_of_tags_is_read_or_refused(tmp_path_factory, pieces):
    path = saved(tmp_path_factory.mktemp("p") / "目录.xls", "<html><table>" + "".join(pieces))
    try:
        for grid in open_grids(path).grids:
            numbers = [row.number for row in grid]
            assert numbers == sorted(set(numbers))
    except SheetError as error:
        assert error.letter.zh and error.letter.en


XML = st.sampled_from(
    [
        *(
            "<Row>",
            "</Row>",
            "<Cell>",
            "</Cell>",
            '<Data ss:Type="Number">',
            '<Data ss:Type="String">',
            "</Data>",
        ),
        *(
            '<Cell ss:Index="2">',
            '<Cell ss:MergeDown="3">',
            '<Row ss:Index="1">',
            '<Cell ss:Index="-1">',
            "1",
            "甲",
        ),
        *(
            '<Data ss:Type="DateTime">',
            "1960-01-01",
            "nan",
            "<Comment>",
            "</Comment>",
            "&lt;",
            "&x;",
            "<Column/>",
        ),
    ]
)


@given(st.lists(XML, max_size=30))
def test_any_mixture_of_elements_is_read_or_refused(tmp_path_factory, pieces):
    path = saved(tmp_path_factory.mktemp("p") / "目录.xls", book("".join(pieces)))
    try:
        for grid in open_grids(path).grids:
            numbers = [row.number for row in grid]
            assert numbers == sorted(set(numbers))
    except SheetError as error:
        assert error.letter.zh and error.letter.en
