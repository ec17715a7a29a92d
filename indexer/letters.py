"""What the receiving of packages says to a person: of rows, files and whole packages.

Of catalogue sheets as such speaks `indexer.sheets.letters`.
"""

from __future__ import annotations

from collections.abc import Sequence

from holdings.letters import Letter, say_count, say_verb
from holdings.parser_letters import shown

#: Of files that a notice is about so many are named.
_MOST_NAMED = 20


def place(source: str, row: int, column: str) -> Letter:
    """Where something is wrong."""
    name = shown(source)
    if not row:
        return Letter(name, name)
    if not column:
        return Letter(f"{name} 第{row}行", f"{name} row {row}")
    return Letter(f"{name} 第{row}行“{column}”列", f"{name} row {row} column {column}")


def refused(source: str, total: int, kept: int) -> Letter:
    """A package refused, with how many reasons."""
    name = shown(source)
    more = total - kept
    zh = f"只列出前 {kept} 处，另有 {more} 处。" if more else ""
    en = f" The first {kept} are listed, {more} more are not." if more else ""
    return Letter(
        f"“{name}”有 {total} 处问题，未予接收，库中没有任何改动。一批档案要么全部接收，要么全部不收。"
        f"请按上列各条改正后，再运行一次 lantai intake。{zh}",
        f'"{name}" was not taken in, for {say_count(total, "reason")}; nothing in the home was changed. A '
        f"package is taken whole or not at all. Correct what is listed above and run lantai intake again.{en}",
    )


# -------------------------------------------------------------------------------------------------------- rows


def no_title() -> Letter:
    """A row without 题名."""
    return Letter(
        "题名是空的。没有题名，读者就认不出这件档案。请填写；原件无题名的，自拟并加方括号。",
        "The title (题名) is empty. Without it no reader can tell what the unit is. Write one; where the record has "
        "none, make one and put it in square brackets.",
    )


def no_level(text: str) -> Letter:
    """A word that is no level of description."""
    seen = shown(text)
    return Letter(
        f"著录层级“{seen}”不认识。层级决定档案在目录树中的位置。请写 全宗、类别、案卷、文件，或留空由档号推定。",
        f'The level (著录层级) "{seen}" is not known. It decides the place of the unit in its fonds. Write 全宗, 类别, '
        "案卷 or 文件, or leave it empty to have it from the code.",
    )


def no_page_count(text: str, most: int) -> Letter:
    """页数 that is no number."""
    seen = shown(text)
    return Letter(
        f"页数“{seen}”不是 0 到 {most} 的整数，无法与收到的页数核对。请写数字，或留空。",
        f'The number of pages (页数) "{seen}" is no whole number from 0 to {most}, so it cannot be compared with the '
        "pages that came. Write a number or leave it empty.",
    )


def no_archive(text: str) -> Letter:
    """A text that can be no 档案馆代码."""
    seen = shown(text)
    return Letter(
        f"档案馆代码“{seen}”不合写法：最多 40 个字符，不能有空白和 / ? # % : ; \\。"
        "它与档号一起认定一件档案。请改正或留空。",
        f'"{seen}" cannot be the code of an archive (档案馆代码): at most 40 characters, no blanks and none of '
        "/ ? # % : ; \\. With the reference code it identifies the unit. Correct it or leave it empty.",
    )


def unreadable_characters(characters: str) -> Letter:
    """Control characters in a cell."""
    seen = " ".join(f"U+{ord(char):04X}" for char in characters)
    return Letter(
        f"格子里有看不见的控制字符（{seen}），检索和显示都会出错。请删去，多半是从别的系统复制带来的。",
        f"The cell holds invisible control characters ({seen}), which break searching and display. Remove them; they "
        "most likely came along from another system.",
    )


def text_too_long(most: int) -> Letter:
    """A cell longer than its element may be."""
    return Letter(
        f"内容超过 {most} 个字符，多半填错了列。请检查各列是否错位，或写短。",
        f"It is longer than {most} characters and most likely belongs in another column. Check that the columns are "
        "not shifted, or shorten it.",
    )


def cells_beyond(count: int) -> Letter:
    """A row with more cells than the header has headings."""
    return Letter(
        f"这一行有 {count} 格内容不在任何列名之下，各列可能错位，密级和共享类型也就不可靠。"
        "请检查是否多了分隔符，或给那一列写上列名。",
        f"{say_count(count, 'cell')} of this row {say_verb(count, 'stands', 'stand')} under no heading; its "
        "columns may be shifted, and then secrecy and sharing class cannot be relied on. Look for a stray "
        "delimiter, or give the column a heading.",
    )


def secrecy_in_force(dated: bool) -> Letter:
    """A secrecy mark in force. It never names code, title or what the cell says (design section 3, rule 12)."""
    zh = "" if dated else "（没有可用的日期，保密期无从起算，视为未满）"
    en = "" if dated else " (there is no usable date to reckon its term from, so it counts as not ended)"
    return Letter(
        f"这件档案的密级仍在保密期内{zh}。涉密档案不得进入本系统。请把这一行和它的文件移出这批档案，按涉密载体管理；"
        "已经解密的，请注明 已解密。",
        f"The secrecy mark of this record is in force{en}. Such records must not enter this system. Take the row and "
        "its files out of the package and keep them as the law on secrets says; if it was declassified, write 已解密.",
    )


def secrecy_unknown() -> Letter:
    """A word in 密级 that is not known; it is not repeated, for the row may be secret."""
    return Letter(
        "密级写法不认识，不能当作没有密级。"
        "请写 绝密、机密、秘密（期限如 机密★10年）；不涉密的写 非密、公开、内部，或留空。",
        "The secrecy mark (密级) is not known and cannot be taken for none. Write 绝密, 机密 or 秘密 (with a term: "
        "机密★10年); for no state secret 非密, 公开, 内部 or nothing.",
    )


def secrecy_elsewhere() -> Letter:
    """A secrecy mark in force in a column that is not 密级; neither the column nor the mark is named."""
    return Letter(
        "这一行在“密级”以外的列里写着仍在保密期内的密级。涉密档案不得进入本系统。"
        "请把这一行和它的文件移出这批档案；已经解密的，请在“密级”列注明 已解密。",
        "This row has a secrecy mark that is in force in a column other than 密级. Such records must not enter this "
        "system. Take the row and its files out of the package; if it was declassified, write 已解密 in 密级.",
    )


def limit_elsewhere(zh_class: str, word: str) -> Letter:
    """A note that the unit is not open, beside a class that opens it."""
    return Letter(
        f"这一格说这件档案不开放或限制利用，而按“共享类型”“开放标识”它却是“{zh_class}”。两者矛盾，不能猜以哪个为准。"
        "请把限制写进“划控”或“开放标识”列，或删去这一格里的字样。",
        f"This cell says that the unit is not open or only for limited use, and by 共享类型 and 开放标识 it is {word}. "
        "They contradict each other, and which of them counts is not guessed. Write the limit in 划控 or 开放标识, or "
        "take the words out of this cell.",
    )


def bad_path(text: str) -> Letter:
    """文件 that is no path below the folder."""
    seen = shown(text)
    return Letter(
        f"“{seen}”不是文件夹之内的路径。只接收移交文件夹里的文件。"
        "请写成相对路径，如 扫描/0045-003.png，不用 .. 和盘符。",
        f'"{seen}" is no path below the folder. Only files of the folder handed over are taken in. Write a relative '
        "path like scans/0045-003.png, without .. or a drive.",
    )


# ----------------------------------------------------------------------------------------------------- packages


def row_words(worksheet: str, row: int) -> Letter:
    """A row, with its worksheet where it is another one."""
    seen = shown(worksheet)
    return (
        Letter(f"“{seen}”第{row}行", f'row {row} of "{seen}"')
        if worksheet
        else Letter(f"第{row}行", f"row {row}")
    )


def duplicate_code(first: Letter) -> Letter:
    """The same code in two rows; it is not repeated, for one of them may be secret."""
    return Letter(
        f"档号与{first.zh}相同（档案馆代码也相同）。一个档号只能指一件档案。请核对两行，改正其中一个。",
        f"The reference code is that of {first.en} too (in the same archive). One code identifies one unit. Check "
        "both rows and correct one.",
    )


def more_open(row: Letter, count: int) -> Letter:
    """A unit with files is more open than units below it."""
    return Letter(
        f"这件档案带有文件，却比它下面的{row.zh}（这样的共 {count} 行）更开放，下级的内容可能由此泄露。"
        "请把它的共享类型改得与下级一样严，或把文件移到下级。",
        f"This unit has files and is more open than {row.en} below it ({count} such rows), so it might show what they "
        "hold back. Make its sharing class as strict as theirs, or move its files down to them.",
    )


def file_absent(path: str) -> Letter:
    """A file, a folder, a pattern or a range that the sheet names has nothing in the folder."""
    seen = shown(path)
    return Letter(
        f"移交文件夹里没有“{seen}”（隐藏文件、系统文件和指向外面的链接不算）。缺了它，这件档案就不完整。"
        "请补上文件，或改正路径（区分大小写）。",
        f'There is no file "{seen}" in the folder (hidden files, system files and links to the outside do not count). '
        "Without it the unit is not whole. Add the file or correct the path (upper and lower case differ).",
    )


def file_named_twice(path: str, first: Letter) -> Letter:
    """A file that two rows name."""
    seen = shown(path)
    return Letter(
        f"文件“{seen}”在{first.zh}已经列出。一个文件只属于一件档案，否则它的共享类型会互相矛盾。请留在其中一行。",
        f'The file "{seen}" is named in {first.en} already. A file belongs to one unit, else its sharing class is '
        "contradictory. Leave it in one row.",
    )


def surplus_file() -> Letter:
    """A file that no row names."""
    return Letter(
        "目录里没有一行列出这个文件，收进来也没有题名和共享类型。请在“文件”列写上它，或把它移出文件夹。",
        "No row of the catalogue sheet names this file; it would have no title and no sharing class. Name it in the "
        "column 文件, or move it out of the folder.",
    )


def not_a_plain_file() -> Letter:
    """A link to the outside, or something that is neither file nor folder."""
    return Letter(
        "这是指向文件夹之外（或别的文件夹）的链接，或不是普通文件，不能接收。请换成文件本身，或移走。",
        "This is a link that leads out of the folder or to another folder, or no plain file, and cannot be taken in. "
        "Put the file itself in its place, or remove it.",
    )


def file_unreadable(why: str) -> Letter:
    """A file or folder that cannot be read."""
    return Letter(
        f"无法读取（{why}），不能证明它完整。请检查权限和磁盘。",
        f"It cannot be read ({why}), so it cannot be shown to be whole. Check its permissions and the disk.",
    )


def file_name_unreadable() -> Letter:
    """A file name that is not in UTF-8."""
    return Letter(
        "文件名不是 UTF-8，多半是用旧软件解压造成的乱码。请改名，或用支持中文的软件重新解压。",
        "The file name is not in UTF-8, most likely because an old program unpacked it. Rename it, or unpack it again "
        "with a program that keeps Chinese names.",
    )


def not_there(path: str) -> Letter:
    """Nothing lies at the path."""
    seen = shown(path)
    return Letter(
        f"“{seen}”不存在，或不是文件夹。lantai intake 接收一个文件夹、其中的目录文件，或单个文件。请检查路径。",
        f'"{seen}" is not there, or is no folder. lantai intake takes a folder, the catalogue sheet in it, or one '
        "file. Check the path.",
    )


def nothing_in_it(path: str) -> Letter:
    """An empty folder."""
    seen = shown(path)
    return Letter(
        f"文件夹“{seen}”里没有可接收的文件（隐藏文件和系统文件不算）。请检查路径。",
        f'The folder "{seen}" holds nothing to take in (hidden files and system files do not count). Check the path.',
    )


def folder_unreadable(path: str, why: str) -> Letter:
    """The folder cannot be read."""
    seen = shown(path)
    return Letter(
        f"“{seen}”无法读取（{why}）。请检查权限和磁盘。",
        f'"{seen}" cannot be read ({why}). Check its permissions and the disk.',
    )


def sheet_further_down(path: str) -> Letter:
    """A folder without a sheet of its own holds one further down."""
    seen = shown(path)
    return Letter(
        f"文件夹本身没有目录，里面却有目录“{seen}”。当作无目录接收，会忽略其中的密级和共享类型。"
        "请直接接收那份目录：lantai intake 后写它的路径。",
        f'The folder has no catalogue sheet of its own, but holds "{seen}" further down. To take the files in without '
        "it "
        "would pass over secrecy and sharing classes. Give lantai intake the path of that sheet.",
    )


# ------------------------------------------------------------------------------------------------------ notices


def no_template_fits(count: int) -> Letter:
    """Notice: codes that follow no template."""
    return Letter(
        f"有 {count} 个档号不合任何档号模板，层级按“著录层级”列，没写的作文件。"
        "要按本馆的编法推定层级，请在 lantai.toml 里写模板（docs/codes.md）。",
        f"{say_count(count, 'reference code')} {say_verb(count, 'follows', 'follow')} no template; the level "
        "comes from 著录层级, else it is an item. To have levels from your own way of making "
        "codes, write a template in lantai.toml (docs/codes.md).",
    )


def open_without_class(count: int) -> Letter:
    """Notice: 开放标识 says open; unreviewed because 共享类型 is empty."""
    return Letter(
        f"有 {count} 件“开放标识”写的是开放，“共享类型”却没有写（或写未审核），按未审核接收，"
        "暂时只有供档单位与馆员能找到：开放不等于可以在网上无条件共享，要本馆决定。"
        "已经决定的，填写“共享类型”，或加 --class 无条件共享。",
        f"{say_count(count, 'unit')} {say_verb(count, 'is', 'are')} 开放 by 开放标识 with no 共享类型 (or 未审核), and "
        "taken in as unreviewed, found by supplier and staff alone for now: what is open is not yet shared with anyone "
        "on a network, which the archive decides. Where it has, fill in 共享类型, or add --class unconditional.",
    )


def limited_without_class(count: int) -> Letter:
    """Notice: limited by the catalogue; unreviewed because 共享类型 is empty."""
    return Letter(
        f"有 {count} 件目录写着限制（控制等），“共享类型”却没有写（或写未审核），"
        "按未审核接收。以后用 lantai unit class 成批开放时，它们单列，不随其他件开放。",
        f"{say_count(count, 'unit')} {say_verb(count, 'is', 'are')} limited by the catalogue (控制 ...) "
        "with no 共享类型 (or 未审核), and taken in as unreviewed. "
        "When lantai unit class opens many at once, what is limited is listed "
        "apart and stays.",
    )


def secrecy_on_files(names: Sequence[str]) -> Letter:
    """Notice: files without a catalogue that have a secrecy mark in their name or on their first page."""
    zh = "、".join(f"“{shown(name)}”" for name in names[:_MOST_NAMED])
    en = ", ".join(f'"{shown(name)}"' for name in names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        zh, en = f"{zh} 等", f"{en} and more"
    return Letter(
        f"有 {len(names)} 个文件的文件名或首页带有密级标志：{zh}。没有目录，无从知道是否已经解密，"
        "而涉密档案不得进入本系统。请立即核对；仍在保密期内的，用 lantai unit withdraw 撤回，并按涉密载体的规定处置。",
        f"{say_count(len(names), 'file')} with a secrecy mark in the name or on the first page: {en}. Without a "
        "catalogue it cannot be known whether it still holds, and state secrets must not enter this system. Look at "
        "them now; what is still secret is to be withdrawn (lantai unit withdraw) and kept as the law on secrets says.",
    )


def home_archive_is(archive: str) -> Letter:
    """Notice: the sheet's only archive is taken for the home's own."""
    seen = shown(archive)
    return Letter(
        f"目录里只有一个档案馆代码“{seen}”，作为本馆代码，本馆档号不再带它。",
        f'The sheet names one archive only, "{seen}"; it is taken for the home\'s own, whose codes are written bare.',
    )


def one_unit_a_file(count: int, sharing_class: str, word: str) -> Letter:
    """Notice: a folder without a sheet."""
    return Letter(
        f"没有目录，{count} 个文件各作一件，以文件名为题名，档号由路径生成，共享类型为“{sharing_class}”。",
        f"There is no catalogue sheet: each file is a unit ({say_count(count, 'file')}), titled by its name, "
        f"with a code made from its path; the sharing class is {word}.",
    )
