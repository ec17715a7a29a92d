"""Secrecy marks and limits of opening that stand in a column which is not theirs.

Catalogues have 机密★20年 in 备注, （机密） behind a title, 密件 beside 复印件. A text that only speaks of such things
(保密局, 秘密工作经验, 保密法学习材料) is no mark: a mark is printed with its star or in brackets, or is all that a
cell says, or all that one of its pieces says.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from holdings.notes import WRAPPING, folded, pieces_of
from holdings.numerals import CHINESE_NUMBER
from holdings.secrecy import SecrecyError, SecrecyMark, in_force, parse_secrecy
from indexer.sheets import SheetRow
from sharing.classes import SharingClass
from sharing.limits import class_of_note

_LONGEST_READ = 2_000
#: A longer piece is a sentence; what it says of secrecy no pattern can tell.
_LONGEST_PIECE = 24
_SAYS_SECRET = "密"
_OWN_COLUMNS = frozenset(("密级", "共享类型", "开放标识", "划控", "档号", "文件", "档案馆代码"))
#: What these say is prose or lists of words: a mark in them is one that is printed as such.
_PROSE = frozenset(("题名", "公开题名", "主题词", "摘要", "人名"))

_TERM = rf"(?:[0-9]{{1,3}}|[{CHINESE_NUMBER}]{{1,5}})(?:年|个月|月)|长期|永久|至[^)\]】〕]{{4,12}}"
_STARRED = re.compile(rf"(绝密|机密|秘密)级?[★☆✱⭐*]({_TERM})?")
_BRACKETED = re.compile(
    rf"[(\[【〔{{](?:密级[:]?)?(绝密|机密|秘密)(?:级|件|文件)?[★☆*:]?[(]?({_TERM})?[)]?[)\]】〕}}]"
)
_WHOLE = re.compile(
    r"(?:(?:文件|档案|原件|附件)?(?:密级|保密等级|保密级别)[:]?|(?:此|该|本|原)(?:件|文|卷|文件|档案)?|"
    r"(?:已)?(?:标|定|加盖|盖|印|注明|标注|标明)(?:有|为|明)?|为|是|系|属|属于|有|含|含有|内有|内含|部分)*"
    r"[(\[【〔“\"]?(绝密|机密|秘密|国家秘密|密件|密)[)\]】〕”\"]?"
    rf"(?:级|件|文件|材料|档案|附件|资料|内容|事项|信息|字样|章|戳)*[★☆*:(]*({_TERM})?[)]?"
)
_IN_FORCE = re.compile(
    r"(?:此件|该件|本件|内容|部分|属|属于|为|有|仍)*(?:涉密|涉国家秘密|涉及国家秘密)(?:件|文件|材料|档案|内容|信息)?"
    r"|(?:尚|还|仍)?(?:未|没有|不予|待)(?:经|到)?解密(?:期)?|(?:仍)?在?保密期(?:限)?(?:内|未满|未到)"
)
#: What says that a mark binds no longer, or never did.
_ENDED = re.compile(
    r"(?<![未待予])(?<!未经)(?<!没有)解密(?!期|时间|日期)|(?:非|不|无)(?:涉)?密|撤销密级|取消密级"
)


def is_marked_elsewhere(row: SheetRow, latest: int | None, today: dt.date) -> bool:
    """Whether a cell of a column other than 密级 has a secrecy mark that is in force.

    A row of which 密级 itself says that it was declassified has none.

    Args:
        row: the row.
        latest: the last day on which the record may have been formed, YYYYMMDD; None where it is not known.
        today: the day to judge by.
    """
    cells = [pair for pair in row.cells.items() if _SAYS_SECRET in pair[1] and pair[0] not in _OWN_COLUMNS]
    cells += [pair for pair in row.others if _SAYS_SECRET in pair[1]]
    if not cells or _ENDED.search(folded(row.cells.get("密级", ""))):
        return False
    names = {name for name, _ in row.cells.items()}
    for column, text in cells:
        for mark in marks_in(text[:_LONGEST_READ], column in _PROSE and column in names):
            if mark is None or in_force(mark, latest, today):
                return True
    return False


@lru_cache(1 << 12)
def marks_in(text: str, is_prose: bool) -> tuple[SecrecyMark | None, ...]:
    """The marks that a text states; None for one that is in force, whatever its date.

    Args:
        text: a cell.
        is_prose: whether only what is printed as a mark counts (★, brackets), as in a title.
    """
    whole_text = folded(text)
    if _ENDED.search(whole_text):
        return ()
    found: list[SecrecyMark | None] = [_mark(one[1], one[2]) for one in _STARRED.finditer(whole_text)]
    found += [_mark(one[1], one[2]) for one in _BRACKETED.finditer(whole_text)]
    if is_prose:
        return tuple(found)
    for piece in dict.fromkeys((whole_text, *pieces_of(text))):
        bare = piece.strip(WRAPPING)
        if len(piece) > _LONGEST_PIECE:
            continue
        if _IN_FORCE.fullmatch(bare):
            found.append(None)
        elif whole := _WHOLE.fullmatch(bare) or _WHOLE.fullmatch(piece.rstrip("。.")):
            found.append(_mark(whole[1], whole[2]))
    return tuple(found)


def limiting_column(row: SheetRow, sharing: SharingClass) -> str:
    """Heading of a column that is not known in which a cell says that the unit is not as open as its class.

    Returns:
        The heading; empty where none says so, and where the unit is open to nobody anyway.
    """
    if sharing not in (SharingClass.UNCONDITIONAL, SharingClass.CONDITIONAL):
        return ""
    for heading, text in row.others:
        strictest = class_of_note(text)
        if strictest is not None and strictest > sharing:
            return heading
    return ""


def _mark(level: str, term: str | None) -> SecrecyMark:
    """A mark; one without a level is taken for the highest, one with a term that is not read for one without."""
    named = level if level in ("绝密", "机密", "秘密") else "绝密"
    try:
        mark = parse_secrecy(f"{named}★{term}" if term else named)
    except SecrecyError:
        mark = None
    return mark if mark is not None else SecrecyMark("绝密", without_end=True)
