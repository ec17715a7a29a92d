"""What the reading of catalogue sheets says to a person."""

from __future__ import annotations

from collections.abc import Sequence

from holdings.letters import Letter
from holdings.parser_letters import shown

_NAMED = 12


def some(words: Sequence[str], joint: str) -> str:
    """A list as a letter shows it: at most twelve words, each cut."""
    more = "…" if len(words) > _NAMED else ""
    return joint.join(shown(word) for word in words[:_NAMED]) + more


def two_sheets(names: Sequence[str]) -> Letter:
    """Two catalogue sheets in one folder."""
    found = some(names, "、")
    return Letter(
        f"文件夹里有不止一份目录：{found}。无法判断以哪份为准。请只留一份，其余移出文件夹。",
        f"The folder holds more than one catalogue sheet: {found}. Which of them counts cannot be known. "
        "Leave one and move the others out of the folder.",
    )


def not_a_sheet_form(name: str) -> Letter:
    """A sheet in a form that is not read."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”的格式不能读取。没有目录就不知道各件档案的密级和共享类型。"
        "请在表格软件中另存为 目录.xlsx（或 UTF-8 的 目录.csv）。",
        f'The catalogue sheet "{seen}" is in a form that is not read. Without it the secrecy and the sharing class '
        "of the units are not known. Save it as 目录.xlsx (or 目录.csv in UTF-8).",
    )


def web_page(name: str) -> Letter:
    """A web page without a table, or XML that is no workbook, under the name of a spreadsheet."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”其实是网页或 XML，只是用了表格的名字，里面没有读得懂的表格。没有目录就不知道各件档案的"
        "密级和共享类型。请用表格软件打开它，核对档号开头的 0 和长数字，再另存为 xlsx。",
        f'The catalogue sheet "{seen}" is a web page or XML under the name of a spreadsheet, and holds no table that '
        "is read. Without it the secrecy and the sharing class of the units are not known. Open it in a spreadsheet "
        "program, check the leading zeros and the long numbers of the codes, and save it as xlsx.",
    )


def nested_tables(name: str) -> Letter:
    """A web page with a table within a cell of another."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”是网页，表格的格子里又有表格，哪些行是目录无法确定。请用表格软件打开它，整理成一张表，"
        "核对档号开头的 0 和长数字，再另存为 xlsx。",
        f'The catalogue sheet "{seen}" is a web page with a table within a cell of another; which rows are the '
        "catalogue is not certain. Open it in a spreadsheet program, make one table of it, check the leading zeros "
        "and the long numbers of the codes, and save it as xlsx.",
    )


def sheet_unreadable(name: str, why: str) -> Letter:
    """A sheet that is damaged or cannot be read."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”无法读取（{why}）。没有目录就不能核对这批档案。"
        "请用表格软件打开它，另存为新的 xlsx 文件，再试一次。",
        f'The catalogue sheet "{seen}" cannot be read ({why}). Without it the package cannot be verified. '
        "Open it in a spreadsheet program, save it as a new xlsx and try again.",
    )


def encrypted(name: str) -> Letter:
    """A workbook with a password."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”加了密码，打不开。没有目录就不知道各件档案的密级和共享类型。请去掉密码后重新保存。",
        f'The catalogue sheet "{seen}" has a password and cannot be opened. Without it the secrecy and the sharing '
        "class of the units are not known. Take the password off and save it again.",
    )


def macros(name: str) -> Letter:
    """A workbook with macros."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”带有宏。宏是程序，不应随档案移交，所以不读。请另存为不带宏的 xlsx。",
        f'The catalogue sheet "{seen}" holds macros. These are programs and no part of a hand-over, so it is not read. '
        "Save it as an xlsx without macros.",
    )


def zip_bomb(name: str, size: int, most: int) -> Letter:
    """A workbook that unpacks beyond the limits; sizes in MB."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”解压后有 {size} MB，超出限度（{most} MB，或压缩比过高）。这样的文件可能会耗尽内存。"
        "请检查来源；目录确实很大的，分成几批，或另存为 csv。",
        f'The catalogue sheet "{seen}" unpacks to {size} MB, beyond the limit ({most} MB, or its ratio is too high). '
        "Such a file may use up the memory. Check where it comes from; a large catalogue goes in several packages or "
        "as csv.",
    )


def sheet_too_large(name: str, zh_what: str, en_what: str, most: int) -> Letter:
    """A sheet with more rows, columns or bytes than the limit."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”过大，超过 {most} {zh_what}。请检查表尾和右侧有没有多余内容，或分成几批移交。",
        f'The catalogue sheet "{seen}" is too large: more than {most} {en_what}. Look for stray content below and to '
        "the right of the table, or hand it over in several packages.",
    )


def cell_too_large(name: str, row: int, most: int) -> Letter:
    """A cell beyond the limit."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”第{row}行有一格超过 {most} 个字符，多半是引号不成对，吞掉了后面的行。请检查这一行的引号。",
        f'In the catalogue sheet "{seen}" row {row} has a cell of more than {most} characters, most likely because a '
        "quotation mark is not closed and the following rows were swallowed. Check the quotation marks of this row.",
    )


def torn_csv(name: str, row: int, why: str) -> Letter:
    """A csv whose quoting is broken."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”第{row}行的引号或分隔符不合 csv 的写法（{why}），从这里起分不清各列。"
        "请用表格软件打开检查这一行，再另存为 csv 或 xlsx。",
        f'In the catalogue sheet "{seen}" the quotation marks or delimiters of row {row} are not valid csv ({why}); '
        "from here on the columns cannot be told. Check the row in a spreadsheet program and save it as csv or xlsx.",
    )


def no_encoding(name: str) -> Letter:
    """A csv in no known encoding."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”的文字编码不是 UTF-8、GB18030 或 Big5。读错编码会把题名变成乱码。请另存为 UTF-8 的 csv 或 xlsx。",
        f'The catalogue sheet "{seen}" is not in UTF-8, GB18030 or Big5. In a wrong encoding titles become rubbish. '
        "Save it as csv in UTF-8 or as xlsx.",
    )


def broken_encoding(name: str, encoding: str, line: int) -> Letter:
    """A csv that begins in an encoding and does not keep to it."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”是 {encoding} 编码，但第{line}行有不合该编码的字节，文字可能已损坏。请更正后另存为 UTF-8。",
        f'The catalogue sheet "{seen}" is in {encoding}, but line {line} holds bytes that are not; the text may be '
        "damaged. Correct the line and save the sheet as UTF-8.",
    )


def missing_columns(name: str, missing: Sequence[str], present: Sequence[str]) -> Letter:
    """Columns that must be there are not."""
    seen, lacking, found = shown(name), "、".join(missing), some(present, "、")
    return Letter(
        f"目录“{seen}”缺少列：{lacking}。没有它们就认不出各件档案。第一行应是列名；现在读到的是：{found or '（空）'}。"
        "请改用 DA/T 18 的列名，次序不限。",
        f'The catalogue sheet "{seen}" lacks the columns {lacking}. Without them the units cannot be told apart. The '
        f"first row should hold the names of columns; it holds: {found or '(nothing)'}. Use the names of DA/T 18, in "
        "any order.",
    )


def duplicate_columns(name: str, doubled: Sequence[str]) -> Letter:
    """A column that is there twice."""
    seen, columns = shown(name), "、".join(doubled)
    return Letter(
        f"目录“{seen}”有重复的列：{columns}。无法判断以哪一列为准。请删去或改名其中一列。",
        f'The catalogue sheet "{seen}" has columns twice: {columns}. Which of them counts cannot be known. Remove or '
        "rename one.",
    )


def secrecy_column(name: str, headings: Sequence[str]) -> Letter:
    """A column of secrecy under another name than 密级."""
    seen, columns = shown(name), some(headings, "、")
    return Letter(
        f"目录“{seen}”的列“{columns}”与保密有关，但不是标准列名“密级”。忽略它可能会收进仍在保密期内的档案。"
        "请把密级和期限合写在“密级”列，如 机密★10年；确与密级无关的，请改名或删去。",
        f'In the catalogue sheet "{seen}" the column {columns} speaks of secrecy and is not named 密级. Passing it '
        "over might take in records whose secrecy is in force. Write mark and term in the column 密级, like 机密★10年; "
        "if it has nothing to do with secrecy, rename or remove it.",
    )


def no_rows(name: str) -> Letter:
    """A sheet without any unit."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”里没有任何档案。请检查是否存错了文件或工作表：第一行是列名，其下每行一件。",
        f'The catalogue sheet "{seen}" holds no unit. Check that it is the right file and worksheet: the names of '
        "columns in the first row, then one unit a row.",
    )


def sheet_changed(name: str) -> Letter:
    """The sheet or a file was changed while the package was taken in."""
    seen = shown(name)
    return Letter(
        f"接收过程中“{seen}”被改动了，核对过的内容已不可靠。请等修改完成后，再运行一次 lantai intake。",
        f'"{seen}" was changed while it was taken in, so what was verified no longer holds. Wait until nobody changes '
        "it and run lantai intake again.",
    )


def read_as(name: str, encoding: str) -> Letter:
    """Notice: the encoding that was detected."""
    seen = shown(name)
    return Letter(
        f"目录“{seen}”按 {encoding} 编码读取。如有乱码，请另存为 UTF-8 再接收。",
        f'The catalogue sheet "{seen}" was read as {encoding}. If titles look wrong, save it as UTF-8 and take it in '
        "again.",
    )
