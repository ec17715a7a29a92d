"""Archival categories (门类): their codes and the names that are shown for them."""

from __future__ import annotations

#: 门类 by DA/T 13-2022.
CATEGORIES = {
    "WS": "文书",
    "KJ": "科技",
    "RS": "人事",
    "KU": "会计",
    "ZY": "专业",
    "ZP": "照片",
    "LY": "录音",
    "LX": "录像",
    "SJ": "业务数据",
    "YJ": "邮件",
    "WY": "网页",
    "MT": "社交媒体",
    "SW": "实物",
}
