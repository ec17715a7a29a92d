"""What the reading of single cells and worksheets says to a person."""

from __future__ import annotations

from holdings.letters import Letter
from holdings.parser_letters import shown
from indexer.sheets.shown import Doubt

_WHY = {
    Doubt.ERROR: (
        "是出错的值。表格没有算出真正的内容。请在表格软件中改正公式，或直接填写内容",
        "is an error value: the sheet has not reckoned what should stand there. Mend the formula in a spreadsheet "
        "program, or write the content",
    ),
    Doubt.UNRECKONED: (
        "是没有算过的公式，文件里没有它的结果。请用表格软件打开，重新计算后保存",
        "is a formula that was never reckoned; its result is not in the file. Open it in a spreadsheet program, "
        "reckon it anew and save",
    ),
    Doubt.LOST_DIGITS: (
        "是超过 15 位的数字。表格软件只保留 15 位，后面的已变成 0 或别的数。请把这一列设为文本，照原件重新填写",
        "is a number of more than 15 digits, of which a spreadsheet program keeps 15; the rest is zeros or other "
        "digits. Make the column text and write it anew from the original",
    ),
    Doubt.SCIENTIFIC: (
        "以科学记数法显示，看到的不是原来的数字，后几位可能已经丢失。请把这一列设为文本，照原件重新填写",
        "is shown in scientific notation: what is seen is not what was written, and its last digits may be lost. "
        "Make the column text and write it anew from the original",
    ),
    Doubt.NO_YEAR: (
        "是没有年份的日期，多半是 20-5 这样的号码被表格软件改成了日期。请把这一列设为文本，照原件重新填写；"
        "确是日期的，请写出年份",
        "is a day without a year: most likely the spreadsheet program took a number like 20-5 for a date. Make the "
        "column text and write it anew from the original; where it is a date, write its year",
    ),
    Doubt.NO_DATE: (
        "是日期格式的数字，但不是任何一天。请改成真正的日期，或设为文本",
        "is a number in the format of a date and is no day. Write the true date, or make it text",
    ),
    Doubt.NARROW: (
        "只有 # 号：保存时列太窄，内容没有写进去。请加宽这一列再另存",
        "holds nothing but #: the column was too narrow when it was saved and the content was not written. Widen the "
        "column and save again",
    ),
    Doubt.UNKNOWN_FORMAT: (
        "的数字格式读不懂，不能确定看到的是什么。请把这一列设为文本，或换成常用的格式",
        "has a number format that is not understood, so what is seen in it cannot be known. Make the column text, or "
        "give it a usual format",
    ),
    Doubt.HIDDEN: (
        "的数字格式把内容隐藏了，打开表格的人看不见它。请删去内容，或换成能显示的格式",
        "has a number format that hides its content from whoever opens the sheet. Remove the content, or give it a "
        "format that shows it",
    ),
    Doubt.COVERED: (
        "在合并的单元格下面另有内容，看到的却是合并后的内容，不知以哪个为准。请取消合并，逐格填写",
        "has content of its own under a merged range that shows another; which of them counts cannot be known. Undo "
        "the merging and fill each cell",
    ),
}


def uncertain_cell(name: str, title: str, address: str, text: str, doubt: Doubt) -> Letter:
    """A cell whose text is not certain.

    Args:
        name: the sheet's file name.
        title: the worksheet's; empty for a csv.
        address: the cell's, such as A2.
        text: what stands in it, as far as can be said.
        doubt: why it is not certain.
    """
    zh_why, en_why = _WHY[doubt]
    seen, quoted = shown(name), shown(text)
    zh_in = f"工作表“{shown(title)}”的" if title else "的"
    en_in = f', worksheet "{shown(title)}"' if title else ""
    return Letter(
        f"目录“{seen}”{zh_in}单元格 {address}（{quoted}）{zh_why}。",
        f'Cell {address} ({quoted}) of the catalogue sheet "{seen}"{en_in} {en_why}.',
    )


def merged_cells_unclear(name: str, title: str, why: str) -> Letter:
    """Merged ranges that contradict one another or are beyond the limits."""
    seen, where = shown(name), shown(title)
    return Letter(
        f"目录“{seen}”工作表“{where}”的合并单元格读不懂（{why}），不知各格以什么为准。请取消合并，逐格填写后另存。",
        f'The merged cells of the worksheet "{where}" in the catalogue sheet "{seen}" cannot be read ({why}), so what '
        "each cell holds cannot be known. Undo the merging, fill each cell and save again.",
    )
