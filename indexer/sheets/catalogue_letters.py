"""What the reading of a catalogue's meaning says to a person: its header, its rows, its codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from holdings.letters import Letter, say_count, say_verb
from holdings.parser_letters import shown
from indexer.sheets.letters import some

_MOST_SPANS = 40


def in_worksheet(source: str, worksheet: str) -> str:
    """A sheet, with the worksheet where a workbook has several catalogues: 目录.xlsx《2020》."""
    return f"{source}《{worksheet}》" if worksheet else source


def _listed(spans: Sequence[str], total: int) -> tuple[str, str]:
    """Rows or ranges in both languages, with how many there are where not all are listed."""
    more = len(spans) > _MOST_SPANS
    zh, en = "、".join(spans[:_MOST_SPANS]), ", ".join(spans[:_MOST_SPANS])
    return (f"{zh} 等（共 {total} 处）", f"{en} and more ({total} in all)") if more else (zh, en)


# ----------------------------------------------------------------------------------------------------- the sheet


def heading_uncertain(name: str, address: str, why: Letter) -> Letter:
    """A heading whose text is not certain."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”的列名 {address} 读不准：{why.zh} 列名读错，整列就会张冠李戴。请把列名改成文字。",
        f'In the catalogue sheet "{seen}" the heading in {address} is not certain: {why.en} With a wrong heading a '
        "whole column is taken for another. Write the heading as text.",
    )


def openness_column(name: str, headings: Sequence[str]) -> Letter:
    """A column that speaks of openness under a name that is not known."""
    seen, columns = shown(name), some(headings, "、")
    return Letter(
        f"目录“{seen}”的列“{columns}”与开放、利用范围有关，但不是“开放标识”“共享类型”“划控”。"
        "忽略它可能把不该开放的档案公开。"
        "请把它的内容写进这三列之一；确与开放无关的，请改名或删去。",
        f'In the catalogue sheet "{seen}" the column {columns} speaks of who may see the records and is none of '
        "开放标识, "
        "共享类型 and 划控. Passing it over might open what is restrained. Write what it says in one of these; if it "
        "has "
        "nothing to do with openness, rename or remove it.",
    )


def no_header(name: str, most: int) -> Letter:
    """Something like a catalogue without a header that is known."""
    seen = shown(name)
    return Letter(
        f"“{seen}”像是一份目录，但前 {most} 行里找不到带“档号”（或全宗号、目录号、案卷号、件号等）和“题名”的表头。"
        "不读它就不知道密级和共享类型，所以这批档案不能当作没有目录来接收。请写上列名，或把它移出文件夹；"
        "lantai check-sheet 可以先查看。",
        f'"{seen}" is like a catalogue, but none of its first {most} rows names 档号 (or its parts: 全宗号, 目录号, '
        "案卷号, "
        "件号 ...) and 题名. Without it secrecy and sharing classes are not known, so the package is not taken as one "
        "without a catalogue. Write the headings or move the file out of the folder; lantai check-sheet tells more.",
    )


def like_a_catalogue(name: str) -> Letter:
    """A file named as a catalogue in a form that holds no sheet."""
    seen = shown(name)
    return Letter(
        f"“{seen}”从名称看是一份目录，但不是能读取的表格（xlsx、xls、et、ods、csv）。不读它就不知道密级和共享类型，"
        "所以不能当作没有目录来接收。请另存为 xlsx；它本身就是档案的，请另做一份目录，在“文件”列写上它。",
        f'"{seen}" is named as a catalogue and is no sheet that can be read (xlsx, xls, et, ods, csv). Without it '
        "secrecy "
        "and sharing classes are not known, so the package is not taken as one without a catalogue. Save it as xlsx; "
        "if "
        "it is a record itself, make a catalogue that names it in the column 文件.",
    )


def worksheet_not_read(name: str, worksheet: str) -> Letter:
    """A worksheet without a header whose rows look like units."""
    seen, title = shown(name), shown(worksheet)
    return Letter(
        f"目录“{seen}”的工作表“{title}”没有表头，里面却像有档号或密级。略过它可能漏收，也可能漏看密级。"
        "请给它加上与其他工作表一样的表头，或把它移出。",
        f'The worksheet "{title}" of "{seen}" has no header, but holds what looks like reference codes or secrecy '
        "marks. "
        "Passing it over might lose units. Give it a header or take it out of the workbook.",
    )


def worksheet_passed_over(name: str, worksheet: str, rows: str) -> Letter:
    """Notice: a worksheet that is no catalogue."""
    seen, title = shown(name), shown(worksheet)
    return Letter(
        f"目录“{seen}”的工作表“{title}”不是目录（没有“档号”“题名”），没有读入：{rows} 行。",
        f'The worksheet "{title}" of "{seen}" is no catalogue (it names no 档号 and 题名) and was not read: {rows} '
        "rows.",
    )


def worksheet_empty(name: str, worksheet: str) -> Letter:
    """Notice: a worksheet with a header and no unit."""
    seen, title = shown(name), shown(worksheet)
    return Letter(
        f"目录“{seen}”的工作表“{title}”只有表头，没有档案。",
        f'The worksheet "{title}" of "{seen}" has a header and no unit.',
    )


def worksheets_read(name: str, worksheets: Sequence[str]) -> Letter:
    """Notice: several worksheets were read."""
    seen, titles = shown(name), some(worksheets, "、")
    return Letter(
        f"目录“{seen}”有 {len(worksheets)} 张工作表是目录，都已读入：{titles}。",
        f'{len(worksheets)} worksheets of "{seen}" are catalogues, and all were read: {titles}.',
    )


def header_found(name: str, rows: str) -> Letter:
    """Notice: the header is not the first row."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”的表头在第 {rows} 行，其上各行作为表题，不作档案。",
        f'The header of "{seen}" is in row {rows}; what stands above it is a title and no unit.',
    )


def columns_kept(name: str, headings: Sequence[str]) -> Letter:
    """Notice: columns that are not known."""
    seen, columns = shown(name), some(headings, "、")
    return Letter(
        f"目录“{seen}”的这些列不是著录项，内容原样随各件保存，只供工作人员查看（lantai unit show），不参与检索："
        f"{columns}。",
        f'These columns of "{seen}" are no elements of description; they are kept with each unit as they stand, for '
        "staff "
        f"only (lantai unit show), and are not searched: {columns}.",
    )


def columns_counted(name: str, headings: Sequence[str]) -> Letter:
    """Notice: running numbers, which are not kept."""
    seen, columns = shown(name), some(headings, "、")
    return Letter(
        f"目录“{seen}”的“{columns}”是流水号，没有读入。",
        f'The running numbers {columns} of "{seen}" were not read.',
    )


def columns_renamed(name: str, pairs: Sequence[str]) -> Letter:
    """Notice: headings that were read as an element of another name."""
    seen, read = shown(name), some(pairs, "、")
    return Letter(
        f"目录“{seen}”的列名这样理解：{read}。不对的话请改用标准列名。",
        f'These headings of "{seen}" were understood so: {read}. If that is wrong, use the standard names.',
    )


def codes_made(name: str, pattern: str, constants: str, counted: bool, code: str, row: int) -> Letter:
    """Notice: codes were made of their parts."""
    seen, example = shown(name), shown(code)
    zh, en = "", ""
    if constants:
        zh, en = f"其中 {constants} 取自表题；", f" {constants} stand above the table;"
    if counted:
        zh, en = f"{zh}件号取自顺序号；", f"{en} 件号 is the running number;"
    return Letter(
        f"目录“{seen}”没有“档号”列，档号由 {pattern} 拼成；{zh}例如第 {row} 行：{example}。与本馆编法不符的，"
        "请改写为“档号”列。",
        f'"{seen}" has no column 档号; codes were made as {pattern};{en} row {row} for example: {example}. If your '
        "archive "
        "makes them in another way, write them in a column 档号.",
    )


def heading_merged_down(name: str, ranges: Sequence[str]) -> Letter:
    """A heading that is merged with the cells of the units below it."""
    seen, stated = shown(name), some(ranges, "、")
    return Letter(
        f"目录“{seen}”的表头与下面各件的格子合并了（{stated}），那些格子里是什么无法知道。请取消合并，逐格填写。",
        f'In the catalogue sheet "{seen}" a heading is merged with the cells of the units below it ({stated}); what '
        "those cells hold cannot be known. Unmerge them and fill each cell.",
    )


def name_restrains(name: str, worksheet: str) -> Letter:
    """A worksheet whose name speaks of secrecy or of limits of opening."""
    seen, title = shown(name), shown(worksheet)
    return Letter(
        f"目录“{seen}”的工作表名“{title}”提到密级或开放、共享的限制，它管到哪些行，不能猜。"
        "请把密级、开放标识、共享类型写进每一行自己的格子，再改掉工作表名。",
        f'The name of the worksheet "{title}" in "{seen}" speaks of secrecy or of limits of opening and sharing; of '
        "which rows it holds is not guessed. Write 密级, 开放标识 and 共享类型 in the cells of each row and rename it.",
    )


def file_name_restrains(name: str) -> Letter:
    """A catalogue whose file name speaks of secrecy or of limits of opening."""
    seen = shown(name)
    return Letter(
        f"目录的文件名“{seen}”提到密级或开放、共享的限制，它管到哪些行，不能猜。"
        "请把密级、开放标识、共享类型写进每一行自己的格子，再改掉文件名；已经解密的，请在文件名里写明已解密。",
        f'The file name of the catalogue "{seen}" speaks of secrecy or of limits of opening and sharing; of which rows '
        "it holds is not guessed. Write 密级, 开放标识 and 共享类型 in the cells of each row and rename it; where all "
        "was declassified, say 已解密 in the name.",
    )


def aside_restrains(name: str, zh_what: str, what: str) -> Letter:
    """A text beside the cells that speaks of secrecy or openness; it is not repeated, for it may be secret."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”的{zh_what}提到密级或开放、共享的限制；它管到哪些行，无法确定。"
        "请把密级、开放标识、共享类型写进每一行自己的格子，再删去那些字样。",
        f'In the catalogue sheet "{seen}" {what} speaks of secrecy or of limits of opening and sharing; of which rows '
        "it holds is not certain. Write 密级, 开放标识 and 共享类型 in the cells of each row, and take the words out.",
    )


def asides_unread(name: str, zh_what: str, what: str, count: int) -> Letter:
    """Notice: texts beside the cells, which are not read."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”有 {count} 处{zh_what}，没有读入。其中该随档案保存的，请写进格子里。",
        f'"{seen}" has {count} of {what} beside its cells, which were not read. Write what is to be kept in a cell.',
    )


def other_header(name: str, row: int) -> Letter:
    """A second table with other columns in the same worksheet."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”第{row}行又是一个表头，列与前面的不同。照前面的列读下去会张冠李戴。请分成两张工作表。",
        f'In the catalogue sheet "{seen}" row {row} is a header again, with other columns. Read by those above, what '
        "follows would be taken for something else. Put it in a worksheet of its own.",
    )


# -------------------------------------------------------------------------------------------------- rows and cells


def line_restrains() -> Letter:
    """A row that is no unit and speaks of secrecy or openness; it is not repeated, for it may be secret."""
    return Letter(
        "这一行不是一件档案，却提到密级或开放、共享的限制；它管到下面哪些行，无法确定。"
        "请把密级、开放标识、共享类型写进每一行自己的格子，再删去这一行里的字样。",
        "This row is no unit, but speaks of secrecy or of limits of opening and sharing; of which rows it holds is not "
        "certain. Write 密级, 开放标识 and 共享类型 in the cells of each row, and take the words out of this one.",
    )


def cells_missing(count: int) -> Letter:
    """A row of a csv with fewer cells than the header."""
    return Letter(
        f"这一行比表头少 {count} 格，多半是题名里的换行把一行撕成了两行，密级和共享类型也就不可靠。"
        "请用表格软件打开，把撕开的行并回去，再另存。",
        f"This row has {say_count(count, 'cell')} fewer than the header; most likely a line break in a cell tore a row "
        "in two, and then secrecy and sharing class cannot be relied on. Open the sheet in a spreadsheet program, join "
        "what was torn and save it again.",
    )


def label_for_code() -> Letter:
    """A row with a word such as 合计 for its code, and a title."""
    return Letter(
        "这一行在档号的位置写着“合计”“移交人”一类的字样，又有题名，分不清是不是一件档案。"
        "是档案的请写档号；不是的请删去题名一格。",
        "This row has a word like 合计 or 移交人 where its code should be, and a title; whether it describes a unit "
        "cannot be "
        "known. Write the code if it does, or empty the title.",
    )


def secrecy_uncertain(address: str) -> Letter:
    """A cell of 密级 whose text is not certain; it is not repeated, for the row may be secret."""
    return Letter(
        f"{address} 的密级读不准（公式没有结果、出错的值，或数字已被表格软件改动），不能当作没有密级。"
        "请在这一格写上文字。",
        f"The secrecy mark in {address} is not certain (a formula without a result, an error value, or digits that the "
        "spreadsheet program changed) and cannot be taken for none. Write the cell as text.",
    )


def digits_lost(address: str) -> Letter:
    """A number that the spreadsheet program rounded."""
    return Letter(
        f"{address} 是科学计数，或超过 15 位、末尾已变成 0 的数字：表格软件改动了它，原来的号码已经不在。"
        "请把这一列设为文本格式，重新填写。",
        f"{address} is in scientific notation, or has more than 15 digits of which the last became 0: the spreadsheet "
        "program changed it and the number is lost. Format the column as text and write it again.",
    )


def nothing_above(address: str, strict: bool) -> Letter:
    """A mark "as above" that repeats nothing certain."""
    if strict:
        return Letter(
            f"{address} 写的是“同上”，但紧挨着的上一行没有内容可以重复，或者这一列不能重复。这一列绝不猜测。"
            "请写出内容。",
            f'{address} says "as above", but the row right above has nothing to repeat, or this column cannot be '
            "repeated. In this column nothing is guessed. Write it out.",
        )
    return Letter(
        f"{address} 写的是“同上”，但上面没有内容可以重复。请写出内容。",
        f'{address} says "as above", but there is nothing above to repeat. Write it out.',
    )


def merged_codes(stated: str) -> Letter:
    """A merged cell that gives several rows one code."""
    return Letter(
        f"合并单元格 {stated} 让几行共用一个档号。一个档号只能指一件档案。请取消合并，逐行填写。",
        f"The merged cells {stated} give several rows one reference code. One code identifies one unit. Unmerge them "
        "and "
        "fill each row.",
    )


def merged_across(stated: str) -> Letter:
    """A merged cell over several columns, one of them strict."""
    return Letter(
        f"合并单元格 {stated} 跨了几列，无法判断它说的是哪一列。这一列绝不猜测。请取消合并，逐格填写。",
        f"The merged cells {stated} go over several columns, and of which they speak cannot be known. In this column "
        "nothing is guessed. Unmerge them and fill each cell.",
    )


def code_part_missing(part: str, pattern: str) -> Letter:
    """A part of a code that a row lacks."""
    return Letter(
        f"档号要由 {pattern} 拼成，这一行没有“{part}”。没有档号就认不出这件档案。请补上。",
        f"The reference code is made as {pattern}, and this row has no {part}. Without a code the unit cannot be told "
        "from others. Fill it in.",
    )


def code_part_joined(part: str, pattern: str) -> Letter:
    """A part of a code that holds a hyphen."""
    return Letter(
        f"档号要由 {pattern} 拼成，但“{part}”里已有连字符，拼出来会多一级。请改正，或把整个档号写在“档号”列。",
        f"The reference code is made as {pattern}, but {part} holds a hyphen and would add a level. Correct it, or "
        "write "
        "the whole code in a column 档号.",
    )


# ------------------------------------------------------------------------------------------------------ notices


def rows_left_out(where: str, zh_why: str, why: str, spans: Sequence[str], total: int) -> Letter:
    """Notice: rows that describe no unit."""
    seen = shown(where)
    zh, en = _listed(spans, total)
    return Letter(
        f"“{seen}”中不作档案的行（{zh_why}）：第 {zh} 行。",
        f'Rows of "{seen}" that describe no unit ({why}): {en}.',
    )


def merged_filled(where: str, column: str, ranges: Sequence[str], total: int) -> Letter:
    """Notice: merged cells."""
    seen = shown(where)
    zh, en = _listed(ranges, total)
    return Letter(
        f"“{seen}”的“{column}”列有合并单元格，其值适用于范围内的每一行：{zh}。",
        f'In "{seen}" cells of {column} are merged; the value holds for each row of the range: {en}.',
    )


def marks_repeated(where: str, column: str, spans: Iterable[str], total: int) -> Letter:
    """Notice: marks "as above"."""
    seen = shown(where)
    zh, en = _listed(tuple(spans), total)
    return Letter(
        f"“{seen}”的“{column}”列有“〃”“同上”，按上一行的内容填写：第 {zh} 行。",
        f'In "{seen}" cells of {column} say "as above" and have the value of the row above: rows {en}.',
    )


def doubtful_kept(where: str, heading: str, spans: Iterable[str], total: int) -> Letter:
    """Notice: cells of an unknown column that are not certain."""
    seen, column = shown(where), shown(heading)
    zh, en = _listed(tuple(spans), total)
    return Letter(
        f"“{seen}”的“{column}”列有读不准的格子（公式无结果、错误值等），原样保存：第 {zh} 行。",
        f'In "{seen}" cells of {column} are not certain (formulas without a result, error values) and are kept as they '
        f"stand: rows {en}.",
    )


def dates_unread(where: str, cells: Sequence[tuple[int | str, str]], total: int) -> Letter:
    """Notice: dates that are kept as written; (row, text) of each."""
    seen = shown(where)
    listed = [(row, shown(text)) for row, text in cells[:_MOST_SPANS]]
    zh = "；".join(f"第 {row} 行“{text}”" for row, text in listed)
    en = "; ".join(f'row {row} "{text}"' for row, text in listed)
    if total > len(listed):
        zh, en = f"{zh} 等", f"{en} and more"
    return Letter(
        f"“{seen}”的“日期”列有 {total} 格读不出年份，照原样保存和显示，这些档案算作没有日期，按时间检索不到：{zh}。"
        "要按时间检索，请写成 19450815、194508、1945、[1945]、1937-1945、民国三十四年 等。",
        f'In "{seen}" {say_count(total, "cell")} of 日期 {say_verb(total, "tells", "tell")} no year. What is written '
        f"is kept and shown, and counts as undated: {en}. To find them by time write 19450815, 194508, 1945, "
        "[1945], 1937-1945 or 民国三十四年.",
    )


def rows_hidden(where: str, spans: Iterable[str], total: int) -> Letter:
    """Notice: hidden rows, which were read."""
    seen = shown(where)
    zh, en = _listed(tuple(spans), total)
    return Letter(
        f"“{seen}”有隐藏或筛选掉的行，打开表格时看不见，但都已读入，并按各行的共享类型共享：第 {zh} 行。"
        "请取消隐藏和筛选后核对；不应接收的请删去。",
        f'Rows of "{seen}" are hidden or filtered out; they were read all the same, and are shared by the class '
        f"of each: {en}. Show them all and look; delete what is not to be taken in.",
    )


def columns_hidden(where: str, columns: Sequence[str]) -> Letter:
    """Notice: hidden columns, which were read."""
    seen, names = shown(where), some(columns, "、")
    return Letter(
        f"“{seen}”有隐藏的列，也已读入：{names}。",
        f'Columns of "{seen}" are hidden; they were read all the same: {names}.',
    )


def worksheet_unseen(name: str, worksheet: str, hidden: bool) -> Letter:
    """Notice: a worksheet that is hidden, or holds no cells."""
    seen, title = shown(name), shown(worksheet)
    zh, en = (
        ("是隐藏的", "is hidden")
        if hidden
        else ("不是表格（图表等）", "holds no cells (a chart or the like)")
    )
    return Letter(
        f"目录“{seen}”的工作表“{title}”{zh}，没有读入，其中的各行没有入库。"
        "应接收的请取消隐藏（菜单里没有它时，用 LibreOffice 打开就能看到）后再接收；不应接收的请删去。",
        f'The worksheet "{title}" of "{seen}" {en} and was not read, so nothing of it is in the home. Unhide it where '
        "it is to be taken in (LibreOffice shows those that Excel's menu does not name); else delete it.",
    )
