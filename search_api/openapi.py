"""The API's description: what each route takes and answers, with examples."""

from __future__ import annotations

from typing import Any

from search_api.request import PARAMETERS
from search_api.shapes import (
    ChildrenAnswer,
    HealthAnswer,
    PageAnswer,
    Problem,
    SearchAnswer,
    SuggestAnswer,
    ThemeAnswer,
    ThemesAnswer,
    UnitAnswer,
)

VERSION = "1.0.0"
DESCRIPTION = (
    "兰台数字档案检索接口。不带凭证时检索开放档案；带 `Authorization: Bearer` 凭证时按授权检索。"
    "\n\nLantai's retrieval API for digital archives. Without a token it finds what is open; "
    "with `Authorization: Bearer` what the reader was granted. Texts are never HTML; marks are ranges of "
    "characters. Errors are problem details (RFC 9457) that say what is wrong and what to do."
)

_TOLD = {
    "q": (
        "问题；空则浏览。",
        "The question; empty browses. “…” is an exact phrase; 题名: 责任者: 文号: 档号: 日期:; AND OR NOT.",
        "民国 训令",
    ),
    "scope": ("all、catalogue、fulltext、themes。", "all, catalogue, fulltext or themes.", "all"),
    "match": ("auto、all、any。", "auto (all, and any only if all finds nothing), all or any.", "auto"),
    "fonds": ("全宗。", "Code of a fonds, as in the facet.", "J019"),
    "supplier": ("供档单位。", "Code of a supplier, as in the facet.", "J019"),
    "from": ("起始日期，含当日。", "First day, YYYY, YYYYMM or YYYYMMDD.", "1934"),
    "to": ("截止日期，含当日。", "Last day, YYYY, YYYYMM or YYYYMMDD.", "193712"),
    "category": ("门类。", "Archival category, as in the facet.", "WS"),
    "class": (
        "共享类型。",
        "unconditional, conditional, unreviewed or withheld, or the Chinese name.",
        "unconditional",
    ),
    "theme": ("专题。", "Id of a theme.", "port-and-shipping"),
    "sort": (
        "relevance、date、code。",
        "relevance (ends at 500 units), date or code (without end).",
        "relevance",
    ),
    "size": ("每页条数，1–100。", "Hits a page, 1 to 100.", "20"),
    "cursor": ("上一页的 next。", "The next of the page before.", ""),
    "facets": (
        "分面，逗号分隔；默认全部。",
        "Facets to count, separated by commas; all of them by default, none if empty.",
        "fonds,year",
    ),
}


def _parameter(name: str, zh: str, en: str, example: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": name,
        "in": "query",
        "required": False,
        "description": f"{zh} {en}",
        "schema": {"type": "string"},
    }
    if example:
        told["example"] = example
    return told


def _responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    words = {
        400: "a parameter cannot be understood",
        401: "the token is not known or has ended",
        404: "nothing is held here, or it is not for this reader",
        503: "no index can answer now; Retry-After says when to ask again",
    }
    return {
        status: {"model": Problem, "description": words[status], "content": {"application/problem+json": {}}}
        for status in statuses
    }


_CURSOR = [
    _parameter("size", "每页条数，1–100。", "Units a page, 1 to 100.", "50"),
    _parameter("cursor", "上一页的 next。", "The next of the page before.", ""),
]

SEARCH: dict[str, Any] = {
    "summary": "检索 Search",
    "response_model": None,
    "responses": {
        200: {"model": SearchAnswer, "description": "units that answer the question"},
        **_responses(400, 401, 503),
    },
    "openapi_extra": {"parameters": [_parameter(name, *_TOLD[name]) for name in PARAMETERS]},
}
UNIT: dict[str, Any] = {
    "summary": "著录单元 A unit of description",
    "response_model": None,
    "responses": {200: {"model": UnitAnswer, "description": "the unit"}, **_responses(401, 404)},
}
CHILDREN: dict[str, Any] = {
    "summary": "下级单元 Units below it",
    "response_model": None,
    "responses": {
        200: {"model": ChildrenAnswer, "description": "units directly below"},
        **_responses(400, 401, 404),
    },
    "openapi_extra": {"parameters": _CURSOR},
}
PAGE: dict[str, Any] = {
    "summary": "一页 A page",
    "response_model": None,
    "responses": {200: {"model": PageAnswer, "description": "the page"}, **_responses(400, 401, 404)},
    "openapi_extra": {
        "parameters": [_parameter("q", "要标出的问题。", "A question whose hits are marked.", "训令")]
    },
}
SUGGEST: dict[str, Any] = {
    "summary": "输入提示 Suggestions",
    "response_model": None,
    "responses": {
        200: {"model": SuggestAnswer, "description": "values that begin so"},
        **_responses(400, 401, 503),
    },
    "openapi_extra": {"parameters": [_parameter("q", "已输入的字。", "What was typed.", "閩海")]},
}
THEMES: dict[str, Any] = {
    "summary": "专题 Themes",
    "response_model": None,
    "responses": {200: {"model": ThemesAnswer, "description": "published themes"}, **_responses(401)},
}
THEME: dict[str, Any] = {
    "summary": "一个专题 A theme",
    "response_model": None,
    "responses": {200: {"model": ThemeAnswer, "description": "the theme"}, **_responses(401, 404)},
}
HEALTH: dict[str, Any] = {
    "summary": "能否回答 Up or down",
    "response_model": None,
    "responses": {
        200: {"model": HealthAnswer, "description": "up"},
        503: {"model": HealthAnswer, "description": "down"},
    },
}
