"""What a heading of a catalogue means: the elements of DA/T 18-2022 under the names that real systems give them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sharing.limits import CONTROL as CONTROL

COLUMNS = (
    "档号",
    "题名",
    "责任者",
    "日期",
    "文号",
    "保管期限",
    "密级",
    "开放标识",
    "共享类型",
    "公开题名",
    "立档单位",
    "档案馆代码",
    "著录层级",
    "门类",
    "页数",
    "主题词",
    "人名",
    "摘要",
    "原档号",
    "文件",
)
"""Every element that a column may hold, by its standard name."""

REQUIRED = ("档号", "题名")
"""The elements that must be there; 档号 may be made of its parts (`indexer.sheets.code_parts`)."""

# 划控 is a column of its own in many systems: whether opening is restrained. It is read beside 开放标识.
STRICT = frozenset(("档号", "密级", "共享类型", "开放标识", CONTROL))
"""Columns in which nothing is ever guessed: what is not certain in them refuses the package."""

PARTS = ("全宗号", "目录号", "类别号", "案卷号", "件号", "年度", "机构")
"""Columns of which a reference code can be made; 门类 and 保管期限 may be parts too."""

COUNTED = frozenset(("序号", "顺序号", "编号", "行号", "NO", "NO."))
"""Headings of running numbers: they count the rows of a sheet and describe nothing."""

SPAN_BEGINS, SPAN_ENDS = "日期起", "日期止"
"""The two halves of 日期 where they stand in columns of their own."""

PAGE_NUMBERS = "页号"
"""A column of page numbers: a span (1-3) is a number of pages, a single number is none."""

#: Other names of an element, the likeliest first. The standard name goes before all of them.
_ALIASES: dict[str, tuple[str, ...]] = {
    "档号": ("照片号", "档案号", "档案编号", "文件档号", "照片档号", "卷内文件档号"),
    "题名": ("文件题名", "卷内文件题名", "正题名", "照片题名", "案卷题名", "卷题名", "标题", "文件标题"),
    "责任者": ("第一责任者", "文件作者", "作者", "发文机关", "发文单位", "摄影者", "拍摄者", "编制单位"),
    "日期": (
        "成文日期",
        "形成日期",
        "文件日期",
        "成文时间",
        "形成时间",
        "文件时间",
        "起止日期",
        "起止时间",
        "起止年月",
        "拍摄时间",
        "拍摄日期",
        "摄影时间",
        "时间",
    ),
    "文号": ("发文字号", "文件编号", "文件字号", "发文号", "文件文号"),
    "保管期限": ("保管期", "期限", "档案保管期限"),
    "密级": ("文件密级", "档案密级", "保密等级", "保密级别"),
    "开放标识": ("开放标志", "开放标记", "开放状态", "开放情况", "开放鉴定"),
    "共享类型": ("共享类别", "共享属性"),
    "公开题名": (),
    "立档单位": ("立档单位名称", "全宗名称", "全宗单位"),
    "档案馆代码": ("馆代码", "档案馆代号"),
    "著录层级": ("层级", "著录级别"),
    "门类": ("档案门类", "门类代码", "类别", "档案类别"),
    "页数": ("总页数", "文件页数", "卷内页数"),
    "主题词": ("关键词",),
    "人名": ("人物", "涉及人名"),
    "摘要": ("内容摘要", "内容提要", "提要", "文字说明"),
    "原档号": (
        "旧档号",
        "曾用档号",
        "历史档号",
        "原档案号",
        "旧档案号",
        "原档案编号",
        "原编号",
        "旧编号",
        "原号",
        "旧号",
    ),
    "文件": ("文件名", "电子文件名", "电子文件", "文件路径", "原文路径", "全文路径", "原文", "数字化文件"),
    CONTROL: ("是否划控", "划控标识", "划控标志", "是否控制", "控制标识"),
    "全宗号": ("全宗代码", "全宗编号"),
    "目录号": ("案卷目录号", "目录编号"),
    "类别号": ("分类号", "实体分类号"),
    "案卷号": ("卷号", "案卷顺序号", "案卷编号"),
    "件号": ("室编件号", "馆编件号", "卷内件号"),
    "年度": ("归档年度", "年份"),
    "机构": ("机构问题", "机构或问题", "问题", "机构代码"),
    SPAN_BEGINS: ("起始日期", "起始时间", "开始日期", "起始年月", "形成时间起", "起止日期起", "起止时间起"),
    SPAN_ENDS: ("终止日期", "终止时间", "结束日期", "终止年月", "形成时间止", "起止日期止", "起止时间止"),
    PAGE_NUMBERS: ("页次", "页码", "起止页号", "起止页次", "起止页码"),
}
_RANKS = {
    name: (element, rank)
    for element, aliases in _ALIASES.items()
    for rank, name in enumerate((element, *aliases))
}
_SIMPLIFIED = str.maketrans(
    "檔號題責級開標識類單館代碼錄層門頁數詞關總順劃機構問終時間稱攝說註備鍵執發編質歸屬檢驗聯繫請實體電徑錄製點涉運與長鑒鑑",
    "档号题责级开标识类单馆代码录层门页数词关总顺划机构问终时间称摄说注备键执发编质归属检验联系请实体电径录制点涉运与长鉴鉴",
)
_BRACKETED = re.compile(r"[(\[【〔<{][^)\]】〕>}]*[)\]】〕>}]")
_ORNAMENTS = "*＊:：.。_-—※#★☆、,，;；"


@lru_cache(4096)
def column_name(heading: str) -> str:
    """A heading in the standard's spelling: simplified characters, no blanks, no invisible characters."""
    folded = unicodedata.normalize("NFKC", heading).translate(_SIMPLIFIED)
    return "".join(char for char in folded if char.isprintable() and not char.isspace())


@lru_cache(4096)
def read_heading(heading: str) -> tuple[str, int]:
    """The element that a heading means, and how far its name is from the standard's.

    Notes in brackets, asterisks and colons are no part of a name: 题名(必填), *档号, 日期：.

    Returns:
        The standard name and 0 where the heading is that name, more for other names; ("", 0) where it is none.
    """
    name = column_name(heading).strip(_ORNAMENTS).upper()
    for spelling in (name, _BRACKETED.sub("", name).strip(_ORNAMENTS)):
        found = _RANKS.get(spelling)
        if found is not None:
            return found
    return "", 0


def is_counted(heading: str) -> bool:
    """Whether a heading is that of running numbers."""
    return column_name(heading).strip(_ORNAMENTS).upper() in COUNTED


#: Words of openness that a column not known may not speak of: passing it over might open what is restrained.
_OPENNESS = re.compile(
    r"开放|划控|控制(?!号)|共享|公开|受控|受限|限制|权限(?!人)|敏感|隐私"
    r"|(?:利用|查阅|查看|阅览|阅读|借阅|使用|访问|知悉|接触)(?:范围|级别|等级|对象)"
)


def speaks_of_secrecy(heading: str) -> bool:
    """Whether a heading that is not known speaks of secrecy."""
    return "密" in column_name(heading)


def speaks_of_openness(heading: str) -> bool:
    """Whether a heading that is not known speaks of who may see a record."""
    return _OPENNESS.search(column_name(heading)) is not None
