"""The elements of description (DA/T 18-2022) and their fixed words, in English."""

from __future__ import annotations

from typing import Final

#: Names of the elements of DA/T 18-2022 that a description holds, in English.
ELEMENTS: Final[dict[str, str]] = {
    "档号": "Reference code",
    "原档号": "Former code",
    "题名": "Title",
    "公开题名": "Public title",
    "责任者": "Author",
    "日期": "Date",
    "文号": "Document number",
    "保管期限": "Retention period",
    "密级": "Security classification",
    "开放标识": "Opening",
    "共享类型": "Sharing class",
    "立档单位": "Fonds-constituting unit",
    "档案馆代码": "Repository code",
    "供档单位": "Supplied by",
    "著录层级": "Level of description",
    "门类": "Category",
    "页数": "Pages",
    "主题词": "Descriptors",
    "人名": "Names",
    "摘要": "Abstract",
}

#: Values of those elements whose words are fixed, in English: categories of DA/T 13-2022, levels, classes.
VALUES: Final[dict[str, dict[str, str]]] = {
    "门类": {
        "文书": "Administrative records",
        "科技": "Science and technology",
        "人事": "Personnel",
        "会计": "Accounting",
        "专业": "Specialised records",
        "照片": "Photographs",
        "录音": "Sound recordings",
        "录像": "Video recordings",
        "业务数据": "Business records",
        "邮件": "E-mail",
        "网页": "Web pages",
        "社交媒体": "Social media",
        "实物": "Objects",
    },
    "保管期限": {
        "永久": "Permanent",
        "长期": "Long-term",
        "短期": "Short-term",
        "30年": "30 years",
        "10年": "10 years",
    },
    "开放标识": {"开放": "Open", "控制": "Controlled", "延期开放": "Opening deferred"},
    "著录层级": {"全宗": "Fonds", "类别": "Series", "案卷": "File", "文件": "Item"},
    "共享类型": {
        "无条件共享": "Open",
        "有条件共享": "Conditional",
        "未审核": "Not yet reviewed",
        "暂不共享": "Withheld",
    },
}
