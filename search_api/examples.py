"""Examples of answers for the API's description: an invented archive, the shapes of the real one."""

from __future__ import annotations

from typing import Any

from holdings.alto import AltoFrame, alto
from holdings.letters import Letter
from holdings.pages import PageText, Reading
from search_api.correcting import changed, not_corrected, not_yours, unseen
from search_api.letters import (
    APPLY_CONDITIONAL,
    LOOSENED,
    bad_parameter,
    not_found,
    unavailable,
    unknown_token,
)
from search_api.shapes import (
    ChildrenAnswer,
    HealthAnswer,
    PageAnswer,
    SearchAnswer,
    SuggestAnswer,
    ThemeAnswer,
    ThemeBrief,
    ThemesAnswer,
    UnitAnswer,
    UnitBrief,
)
from sharing.corrections import NotCorrected, PageChanged

_FONDS = "闽江口航政局"

_OPEN: UnitBrief = {
    "class": "unconditional",
    "class_label": "无条件共享",
    "code": "J019-2-0014-0003",
    "title": "關於修築馬尾碼頭的訓令",
    "title_marks": [[4, 6]],
    "level": "item",
    "level_label": "文件",
    "date": "19340512",
    "responsible": "福建省政府",
    "document_number": "建字第213号",
    "former_codes": ["航-3-14-3"],
    "fonds": "J019",
    "fonds_title": _FONDS,
    "supplier": "J019",
    "category": "WS",
    "pages": 2,
    "pages_visible": True,
    "text_note": "",
    "poorly_read": 0,
    "apply": None,
}
_FACE: UnitBrief = {
    "class": "conditional",
    "class_label": "有条件共享",
    "code": "J019-2-0014-0004",
    "title": "码头工人名册",
    "title_marks": [],
    "level": "item",
    "level_label": "文件",
    "date": "[1934]",
    "responsible": _FONDS,
    "document_number": "",
    "former_codes": [],
    "fonds": "J019",
    "fonds_title": _FONDS,
    "supplier": "J019",
    "category": "WS",
    "pages": 0,
    "pages_visible": False,
    "text_note": "",
    "poorly_read": 0,
    "apply": {"zh": APPLY_CONDITIONAL.zh, "en": APPLY_CONDITIONAL.en},
}
_THEME: ThemeBrief = {
    "id": "port-and-shipping",
    "title": "港口与航运",
    "introduction": "从闽江口到台湾海峡，一百年的船与码头。",
    "units": 1,
    "title_marks": [],
}

SEARCH: SearchAnswer = {
    "question": {
        "text": "马尾 训令",
        "scope": "all",
        "match": "auto",
        "sort": "relevance",
        "chunks": ["马尾", "训令"],
        "filters": {"fonds": "J019", "from": "19340101", "to": "19371231"},
    },
    "match": "all",
    "total": {"units": 1, "units_exact": True, "pages": 1},
    "hits": [
        {
            "unit": _OPEN,
            "pages": [
                {
                    "number": 1,
                    "text": "令航政局：查馬尾碼頭年久失修，仰即估價呈核。此令。",
                    "marks": [[6, 8]],
                    "boxes": [[0.31, 0.22, 0.37, 0.25]],
                    "cut_before": False,
                    "cut_after": True,
                    "tolerant": False,
                }
            ],
            "matching_pages": 1,
            "theme": None,
        }
    ],
    "facets": {
        "fonds": [{"value": "J019", "label": _FONDS, "count": 1}],
        "year": [{"value": "1934", "label": "1934", "count": 1}],
        "class": [{"value": "unconditional", "label": "无条件共享", "count": 1}],
    },
    "facets_exact": True,
    "facet_values": {"fonds": 1, "year": 1, "class": 1},
    "notices": [],
    "next": None,
}
LOOSENED_SEARCH: SearchAnswer = {
    **SEARCH,
    "question": {**SEARCH["question"], "text": "马尾 灯塔", "chunks": ["马尾", "灯塔"], "filters": {}},
    "match": "any",
    "notices": [LOOSENED],
    "next": "WyJhbnkiLDIwLG51bGxd",
}
UNIT: UnitAnswer = {
    "unit": {**_OPEN, "title_marks": []},
    "described": True,
    "description": {
        "档号": "J019-2-0014-0003",
        "原档号": "航-3-14-3",
        "题名": "關於修築馬尾碼頭的訓令",
        "责任者": "福建省政府",
        "日期": "19340512",
        "文号": "建字第213号",
        "著录层级": "文件",
        "门类": "文书",
        "供档单位": "J019",
        "共享类型": "无条件共享",
    },
    "description_visible": True,
    "ancestors": [
        {"code": "J019", "title": _FONDS, "level": "fonds", "level_label": "全宗", "visible": True},
        {"code": "J019-2", "title": "", "level": "", "level_label": "", "visible": False},
    ],
    "children": 0,
    "page_numbers": [1, 2],
    "objects": [{"name": "文件/0003.pdf", "kind": "pdf", "pages": 2, "bytes": 183_402, "note": None}],
    "themes": [{"id": "port-and-shipping", "title": "港口与航运"}],
}
CHILDREN: ChildrenAnswer = {"children": [{**_OPEN, "title_marks": []}, _FACE], "total": 2, "next": None}
PAGE: PageAnswer = {
    "code": "J019-2-0014-0003",
    "title": "關於修築馬尾碼頭的訓令",
    "number": 1,
    "text": "令航政局：查馬尾碼頭年久失修，仰即估價呈核。此令。",
    "marks": [[6, 8]],
    "boxes": [[0.31, 0.22, 0.37, 0.25]],
    "places": [[[0.31, 0.22, 0.37, 0.25]]],
    "reading": "recognised",
    "engine": "rapidocr",
    "confidence": 0.9731,
    "poorly_read": False,
    "handwritten": False,
    "digest": "5d0c1f6f0f5a5e0f2f6f2d3f5d2a9b1c",
    "image": {"width": 1090, "height": 1540, "widths": [200, 400, 800, 1200]},
    "image_note": None,
    "previous": None,
    "next": 2,
    "previous_hit": None,
    "next_hit": None,
}
ALTO = alto(
    PageText(
        1,
        "馬尾",
        Reading.RECOGNISED,
        "rapidocr",
        0.9731,
        boxes=((0.31, 0.22, 0.34, 0.25), (0.34, 0.22, 0.37, 0.25)),
    ),
    AltoFrame("J019-2-0014-0003", "0003.jpg", 1090, 1540, "Lantai 兰台", "0.1.0"),
)
SUGGEST: SuggestAnswer = {
    "suggestions": [
        {"kind": "responsible", "value": "福建省政府", "units": 12},
        {"kind": "title", "value": "福建航政月刊", "units": 1},
    ]
}
THEMES: ThemesAnswer = {"themes": [_THEME]}
THEME: ThemeAnswer = {
    "id": "port-and-shipping",
    "title": "港口与航运",
    "introduction": "从闽江口到台湾海峡，一百年的船与码头。",
    "sections": [
        {
            "id": "wharves",
            "title": "码头",
            "units": [
                {"unit": {**_OPEN, "title_marks": []}, "position": 1, "note": "马尾码头重修的第一件公文。"}
            ],
        }
    ],
}
HEALTH: HealthAnswer = {"status": "up"}
DOWN: HealthAnswer = {"status": "down"}

#: A problem for each status that a route may answer with.
PROBLEMS: dict[int, Any] = {
    400: bad_parameter("size", "请写 1 到 100 的整数。", "write a whole number from 1 to 100.").problem,
    401: unknown_token().problem,
    403: not_yours().problem,
    404: not_found().problem,
    409: not_corrected(NotCorrected(_OPEN["code"], 1)).problem,
    412: changed(PageChanged(_OPEN["code"], 1)).problem,
    428: unseen().problem,
    503: unavailable(
        Letter("还没有可以检索的索引。请稍后再试。", "There is no index to search yet. Ask again later.")
    ).problem,
}

#: Examples of answers by the method and the end of a route (by its end alone for GET), status and name.
ANSWERS: dict[str, dict[str, Any]] = {
    "put /pages/{number}/text": {"200": {"page": PAGE}},
    "delete /pages/{number}/text": {"200": {"page": PAGE}},
    "/search": {"200": {"all": SEARCH, "any": LOOSENED_SEARCH}},
    "/children": {"200": {"children": CHILDREN}},
    "/pages/{number}": {"200": {"page": PAGE}},
    "/pages/{number}/image": {},
    "/pages/{number}/alto": {"200": {"alto": ALTO}},
    "/pages/{number}/text": {"200": {"text": PAGE["text"]}},
    "/units/{code}": {"200": {"unit": UNIT}},
    "/suggest": {"200": {"suggestions": SUGGEST}},
    "/themes": {"200": {"themes": THEMES}},
    "/themes/{theme}": {"200": {"theme": THEME}},
    "/health": {"200": {"up": HEALTH}, "503": {"down": DOWN}},
}
