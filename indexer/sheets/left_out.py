"""Rows below a header that describe no unit: printed headers, sections, totals, signatures.

A row that has a reference code or a title of its own is a unit, whatever else it looks like; one that is neither a
unit nor clearly one of these is given to the rules of rows, which refuse it. So nothing is lost without a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from holdings.codes import looks_like_code
from indexer.sheets.code_parts import stated_parts
from indexer.sheets.grid import GridRow
from indexer.sheets.header import FoundHeader, names_a_catalogue
from indexer.sheets.headings import COLUMNS, CONTROL, column_name
from indexer.sheets.lines import Why
from indexer.sheets.ranges import read_range

_NUMBER = r"[0-9０-９一二三四五六七八九十百千万〇零两]+"
_TOTAL_WORD = re.compile(r"(?:本|全|此)?(?:页|卷|册|盒|年|表|目录|类)?(?:合|小|总|共|累)[计計][:：]?")
_FIGURES = "0-9０-９〇零一二三四五六七八九十百千万两"
# Each piece is taken whole (?>), so that a long line takes no longer than its length.
_TOTAL = re.compile(
    rf"(?:{_TOTAL_WORD.pattern}|(?:以上|本卷|本盒|本册|本页|本目录|全宗|总|合计|总计)?[:：]?共(?:有|计)?[{_FIGURES}]++[件卷页份张册盒条])"
    rf"(?>[:：，,、;；\s]*+(?:(?![{_FIGURES}])[^\W_]){{0,6}}[:：]?[{_FIGURES}][{_FIGURES}.,]*+[件卷页份张册盒条]?)*+[。.]?"
)
_COUNT = re.compile(rf"(?:共)?(?:{_NUMBER}|[0-9.,]+)?\s*[件卷页份张册盒条]?")
_SECTION = re.compile(
    r"[(（]?[一二三四五六七八九十百]{1,4}[)）]?[、.．:：\s]\s*\S.*"
    r"|第[一二三四五六七八九十百0-9]{1,4}(?:类|类目|章|节|部分|部|盒|册|卷)(?:[、.．:：\s].*)?"
    r"|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+[、.．]?\s*\S.*|[^\s\d-]{1,8}[类類](?:[:：].*)?"
    r"|[(（]?[0-9]{1,3}[)）]?[、.．]\s*[⺀-鿿].*"
    r"|(?:[0-9]{4}|[〇零一二三四五六七八九十]{2,4})年度?|(?:定期)?(?:永久|长期|短期|[0-9]{1,3}年)"
)
_SIGNATURE_WORDS = (
    "移交人|接收人|交接人|监交人|制表人?|填表人?|填报人|编制人|编目人|著录人|录入人|整理人|立卷人|检查人|审核人?|"
    "负责人|经办人|移交单位|接收单位|填报单位|编制单位|立卷单位|移交日期|接收日期|交接日期|制表日期|打印日期|填表日期|"
    "立卷日期|立卷时间|检查时间|打印时间|说明|备注|注|附注"
)
_SIGNING = r"(?:签[字名章]|盖章|印章)?"
_SIGNATURE = re.compile(rf"(?:{_SIGNATURE_WORDS}){_SIGNING}(?:[(（][^)）]*[)）])?\s*(?:[:：].*)?", re.DOTALL)
_SIGNED = re.compile(rf"(?:{_SIGNATURE_WORDS}){_SIGNING}(?:[(（][^)）]*[)）])?\s*[:：].*", re.DOTALL)
_FOOTER = re.compile(
    r"-?\s*第?\s*[0-9]+\s*页?(?:\s*[，,/／]?\s*共\s*[0-9]+\s*页)\s*-?|第\s*[0-9]+\s*页|-\s*[0-9]+\s*-"
)
#: A day to be filled in by hand, printed with blanks: 2020 年 1 月 2 日.
_DAY_LINE = re.compile(r"(?=.*\s|\D+\Z)(?:[0-9]{4})?\s*年\s*(?:[0-9]{1,2})?\s*月\s*(?:[0-9]{1,2})?\s*日")
_DAY = re.compile(r"(?:[0-9]{4})?年(?:[0-9]{1,2})?月(?:[0-9]{1,2})?日")
_EMPTY_BELOW = re.compile(r"[-—─_=~*·]*(?:(?:此页|本页)?(?:以下|下)空白|(?:此页|本页)无正文)[-—─_=~*·]*")
_LONGEST_TITLE_CHECKED = 8
_READ_CLOSELY = frozenset(("密级", "共享类型", "开放标识", CONTROL, "文件", "公开题名"))

#: What a row that is no unit may not say: it might hold of rows below it.
_RESTRAINS = re.compile(
    r"[绝絕]\s*密|[机機]\s*密|[秘祕]\s*密|涉\s*密|保\s*密\s*[期级級等]|不\s*[开開]\s*放|不\s*公\s*[开開]|[暂暫]\s*不\s*共\s*享|不予共享"
    r"|有\s*[条條]\s*件\s*共\s*享|控\s*制\s*(?:使\s*用|利\s*用|[类類])|[划劃]\s*控|延\s*期\s*[开開]\s*放"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row below a header is, where it is no unit.

    Attributes:
        why: what it is.
        text: what it says.
        parts: parts of codes that it states for the rows below it.
    """

    why: Why
    text: str
    parts: dict[str, str]


def restrains(text: str) -> bool:
    """Whether a line that describes no unit speaks of secrecy or of who may see what is listed."""
    return _RESTRAINS.search(text) is not None


def text_of(row: GridRow) -> str:
    """What a row says, each merged cell once."""
    said = dict.fromkeys(
        " ".join(value.split())
        for at, value in enumerate(row.values)
        if value.strip() and at not in row.merged
    )
    return " ".join(said)


class RowJudge:
    """Tells the rows of one worksheet that describe a unit from those that do not."""

    def __init__(self, found: FoundHeader) -> None:
        header = found.header
        places = dict(header.places)
        self._printed = found.printed
        self._title_at = places["题名"]
        codes = ["档号"] if header.way is None else header.way.parts
        self._codes_at = tuple(places[name] for name in codes if name in places)
        self._closely_at = tuple(at for name, at in header.places if name in _READ_CLOSELY)
        self._first_at = min(places.values())
        self._read = len(header.places)
        self._titles = {"".join(text_of(row).split()) for row in found.above}
        self._headings = frozenset(
            column_name(text) for text in (*COLUMNS, *(text for _, text in header.headings))
        )

    def is_plain(self, row: GridRow) -> bool:
        """Whether a row is a unit at the first look, which most are: code and title of its own, nothing merged."""
        values = row.values
        if row.merged or self._title_at >= len(values):
            return False
        title = values[self._title_at]
        if not title or title.isspace() or (len(title) <= _LONGEST_TITLE_CHECKED and self._is_heading(title)):
            return False
        for at in self._codes_at:
            if at >= len(values):
                return False
            code = values[at]
            if not code or code.isspace() or ":" in code or "：" in code:
                return False
            if not code[0].isascii() and _is_label(code):
                return False
        return bool(self._codes_at)

    def judge(self, row: GridRow) -> Judged | None:
        """What a row is; None where it describes a unit, or ought to."""
        said = text_of(row)
        if self.is_printed_header(row):
            return Judged(Why.HEADER, said, {})
        own = {
            at: value.strip() for at, value in enumerate(row.values) if value.strip() and at not in row.merged
        }
        leading = next(iter(own.values()), "")
        across = self._across(row)
        if not leading:
            return None
        if not across:
            # What stands in the columns of class and files was written of a unit.
            if any(not _belongs_to_line(own.get(at, leading), leading) for at in self._closely_at):
                return None
            if self._has_code(own, leading):
                return None
        why = self._why(own, leading, "".join(said.split()), across)
        return (
            None if why is None else Judged(why, said, stated_parts(row.values) if why is Why.TITLE else {})
        )

    def is_printed_header(self, row: GridRow) -> bool:
        """Whether a row is one of the header's, printed once more."""
        folded = tuple(map(column_name, row.values))
        there = [at for at, text in enumerate(folded) if text]
        if len(there) < 2:
            return False
        for printed in self._printed:
            named = [at for at, text in enumerate(printed) if text]
            same = all(at < len(printed) and folded[at] == printed[at] for at in there)
            if same and 2 * len(there) >= len(named):
                return True
        return False

    def is_other_header(self, row: GridRow) -> bool:
        """Whether a row is a header of other columns: what follows it would be misread."""
        return names_a_catalogue(row.values) and not self.is_printed_header(row)

    def has_label_for_code(self, row: GridRow) -> bool:
        """Whether a word such as 合计 or 移交人 stands where the reference code should."""
        return any(at < len(row.values) and _is_label(row.values[at]) for at in self._codes_at)

    def _why(self, own: Mapping[int, str], leading: str, said: str, across: bool) -> Why | None:
        alone = len(own) == 1 or across
        if alone and said in self._titles:
            return Why.TITLE
        parts = stated_parts(tuple(own.values()))
        if parts and all("：" in text or ":" in text for text in own.values()):
            return Why.TITLE
        spelled = "".join(leading.split())
        if _TOTAL_WORD.fullmatch(spelled):
            title = own.get(self._title_at, "")
            return Why.TOTAL if title in ("", leading) or _COUNT.fullmatch(title) else None
        if alone and _TOTAL.fullmatch(spelled):
            return Why.TOTAL
        if _SIGNATURE.fullmatch(spelled):
            title = own.get(self._title_at, "")
            signed = _SIGNED.match(spelled) or _is_label(own.get(min(self._codes_at, default=-1), ""))
            return Why.SIGNATURE if title in ("", leading) or signed else None
        if alone and (
            _FOOTER.fullmatch(leading) or _DAY_LINE.fullmatch(leading) or _EMPTY_BELOW.fullmatch(spelled)
        ):
            return Why.SIGNATURE
        if across or (alone and _SECTION.fullmatch(leading)):
            return Why.SECTION
        return None

    def _has_code(self, own: Mapping[int, str], leading: str) -> bool:
        for at in self._codes_at:
            code = own.get(at, "")
            if code and code != leading:
                # 移交人：张三 and 接收人：李四 may stand under any heading.
                if not _SIGNED.match("".join(code.split())) and not _COUNT.fullmatch(code):
                    return True
                if not _is_label(leading):
                    return True
        return False

    def _across(self, row: GridRow) -> bool:
        """Whether one merged cell goes over half of the columns, and nothing else stands in the row."""
        own = [at for at, value in enumerate(row.values) if value.strip() and at not in row.merged]
        ranges = {
            stated for at, stated in row.merged.items() if at < len(row.values) and row.values[at].strip()
        }
        wide = [read_range(stated) for stated in ranges]
        wide = [one for one in wide if one.left < one.right and one.top == row.number]
        if len(own) != 1 or len(ranges) != 1 or len(wide) != 1:
            return False
        one = wide[0]
        if one.left != own[0] or one.left > self._first_at or _begins_with_code(row.values[one.left]):
            return False
        return 2 * (one.right - one.left + 1) >= self._read

    def _is_heading(self, text: str) -> bool:
        return column_name(text) in self._headings


def _begins_with_code(text: str) -> bool:
    first = text.split(maxsplit=1)[0]
    return looks_like_code(text) or ("-" in first and looks_like_code(first))


def _belongs_to_line(text: str, leading: str) -> bool:
    """Whether a cell says no more than the line that another begins: a count of a total, one more signature."""
    spelled, begins = "".join(text.split()), "".join(leading.split())
    if text == leading:
        return True
    if _TOTAL_WORD.fullmatch(begins):
        return _COUNT.fullmatch(spelled) is not None
    return _SIGNATURE.fullmatch(begins) is not None and bool(
        _SIGNATURE.fullmatch(spelled) or _DAY.fullmatch(spelled)
    )


def _is_label(text: str) -> bool:
    spelled = "".join(text.split())
    return _TOTAL_WORD.fullmatch(spelled) is not None or _SIGNATURE.fullmatch(spelled) is not None
