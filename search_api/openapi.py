"""The API's description: what each route takes and answers, with examples."""

from __future__ import annotations

from typing import Any

from index_templates.templates import FACETS
from search_api import examples
from search_api.profile import ArchiveProfile
from search_api.request import FILTERS, MOST_HITS, PARAMETERS, Match, Offsets, Scope, Sort
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

#: Of the API's description: plain letters, as generators of clients make the name of a package of it.
TITLE = "Lantai"
DESCRIPTION = (
    "兰台数字档案检索接口。不带凭证时检索开放档案；带 `Authorization: Bearer` 凭证时按授权检索。"
    "\n\nLantai's retrieval API for digital archives. Without a token it finds what is open; "
    "with `Authorization: Bearer` what the reader was granted. Texts are never HTML; marks are ranges [start, end) of "
    "Unicode code points from 0 (offsets=utf16: of UTF-16 units). HEAD is answered wherever GET is. Errors are problem "
    "details (RFC 9457) that say what is wrong and what to do."
)

_TOLD = {
    "q": (
        "问题；空则浏览。",
        "The question; empty browses. Every chunk must be in the record, on whatever page. “…” is an exact phrase, "
        "inside a sentence only preferred; 题名: 责任者: 文号: 档号: 原档号: 日期:; AND OR NOT, -词; "
        "林?新 (one character) and 闽*路局 (up to four) inside a word.",
        "輪船碼頭",
    ),
    "scope": ("all、catalogue、fulltext、themes。", "all, catalogue, fulltext or themes.", "all"),
    "match": (
        "auto（关键词：全部；没有时任一。一句话：任一，全部都有的在前）、all（全部）、any（任一）。",
        "auto (keywords: all, or any if nothing has all; a sentence: any, what has all of it first), all or any.",
        "auto",
    ),
    "fonds": (
        "全宗。fonds、supplier、category、class、theme 都可以重复写，有其一即可。",
        "Code of a fonds, as in the facet. This one, supplier, category, class and theme may be there several times: "
        "any of the values is enough (at most 50).",
        "0023",
    ),
    "supplier": ("供档单位。", "Code of a supplier, as in the facet.", "閩海縣政府"),
    "from": ("起始日期，含当日。", "First day, YYYY, YYYYMM or YYYYMMDD.", "1929"),
    "to": ("截止日期，含当日。", "Last day, YYYY, YYYYMM or YYYYMMDD.", "193012"),
    "category": ("门类。", "Archival category, as in the facet.", "文书"),
    "class": (
        "共享类型。",
        "unconditional, conditional, unreviewed or withheld, or the Chinese name.",
        "unconditional",
    ),
    "theme": ("专题。", "Id of a theme.", "port-and-shipping"),
    "sort": (
        "relevance、date（早的在前）、newest（晚的在前）、code。",
        "relevance (ends at 500 units); date (by the earliest day, the oldest first), newest (by the latest day, the "
        "newest first; what goes on to this day leads, units without a date come last) or code, all without end.",
        "relevance",
    ),
    "size": ("每页条数，1–100。", "Hits a page, 1 to 100.", "20"),
    "cursor": ("上一页的 next。", "The next of the page before.", ""),
    "facets": (
        "分面，逗号分隔；默认全部。",
        "Facets to count, separated by commas; all of them by default, none if empty.",
        "fonds,year",
    ),
    "facet": (
        "只要一个分面的值：一页 size 个，next 接着列，没有 hits。",
        "The values of one facet in place of hits: size a page, next goes on; facet_values says how many there are.",
        "fonds",
    ),
    "facet_q": (
        "分面值或其名称中含有的文字。",
        "Text that a value of that facet, or its label, has to hold (folded as words are).",
        "港务",
    ),
    "offsets": (
        "标记的位置按什么计数：code_points（Unicode 码点，默认）或 utf16（JavaScript 的计法）。",
        "What marks are counted in: code_points (Unicode code points, by default) or utf16 (units of UTF-16, as "
        "JavaScript counts).",
        "code_points",
    ),
    "tolerant": (
        "1 也找识读有误的（默认）；0 只找识读文字中原样有的。",
        "1 (by default): words and phrases are found in recognised pages in spite of misreadings, marked so and after "
        "exact hits; 0: only as they were read. Text that was never recognised is the same with both.",
        "1",
    ),
}


_CHOICES: dict[str, list[str]] = {
    "scope": [choice.value for choice in Scope],
    "match": [choice.value for choice in Match],
    "sort": [choice.value for choice in Sort],
    "offsets": [choice.value for choice in Offsets],
    "facet": list(FACETS),
}


_DAY = "^([0-9]{4}((0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])?)?)?$"  # YYYY, YYYYMM, YYYYMMDD; empty for none
_FACET_NAMES = "|".join(FACETS)
#: Parameters that are no text, and texts of one form.
_SCHEMAS: dict[str, dict[str, Any]] = {
    "size": {"type": "integer", "minimum": 1, "maximum": MOST_HITS},
    "width": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    "number": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    "tolerant": {"type": "integer", "enum": [0, 1]},
    "from": {"type": "string", "pattern": _DAY},
    "to": {"type": "string", "pattern": _DAY},
    "facets": {"type": "string", "pattern": f"^(({_FACET_NAMES})(,({_FACET_NAMES}))*)?$"},
    "cursor": {"type": "string", "pattern": "^[A-Za-z0-9_-]*$"},
}


def _parameter(name: str, zh: str, en: str, example: str, where: str = "query") -> dict[str, Any]:
    schema: dict[str, Any] = dict(_SCHEMAS.get(name, {"type": "string"}))
    if name in _CHOICES:
        schema["enum"] = _CHOICES[name]
    if name in FILTERS and where == "query":
        schema = {"type": "array", "items": schema}
    told: dict[str, Any] = {
        "name": name,
        "in": where,
        "required": where == "path",
        "description": f"{zh} {en}",
        "schema": schema,
    }
    if example:
        told["example"] = _example(schema, example)
    return told


def _example(schema: dict[str, Any], text: str) -> Any:
    if schema["type"] == "array":
        return [_example(schema["items"], text)]
    return int(text) if schema["type"] == "integer" else text


_STATUSES = {
    400: "参数无法理解。A parameter cannot be understood.",
    401: "凭证无效或已停用，或请求头不是 Bearer 凭证。The token is not known or has ended, or the header holds none.",
    403: "只有保管该件的档案馆馆员可以更正。Only staff of the archive that holds it may correct it.",
    404: "没有，或未向您开放。Nothing is held here, or it is not for this reader.",
    409: "没有可撤销的更正。There is no correction to take back.",
    412: "页面文字已被改动。The page does not say any more what was seen.",
    428: "没有写明所见文字的 digest。What was seen is not named (If-Match).",
    503: "暂时没有索引可答。No index can answer now; Retry-After says when to ask again.",
}


def _answers(model: Any, words: str, *statuses: int) -> dict[int | str, Any]:
    """The answer of a route, and the problems that it may answer with; `completed` adds the examples."""
    told: dict[int | str, Any] = {200: {"model": model, "description": words}}
    for status in statuses:
        told[status] = {"model": Problem, "description": _STATUSES[status]}
    return told


def _raw(media_type: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An answer that is no JSON."""
    return {"description": words, "content": {media_type: {"schema": schema}}}


_CURSOR = [
    _parameter("size", "每页条数，1–100。", "Units a page, 1 to 100.", "50"),
    _parameter("cursor", "上一页的 next。", "The next of the page before.", ""),
]

SEARCH: dict[str, Any] = {
    "operation_id": "search",
    "tags": ["search"],
    "summary": "检索 Search",
    "response_model": None,
    "responses": _answers(
        SearchAnswer,
        "找到的著录单元。Units that answer the question.",
        400,
        401,
        503,
    ),
    "openapi_extra": {"parameters": [_parameter(name, *_TOLD[name]) for name in PARAMETERS]},
}
UNIT: dict[str, Any] = {
    "operation_id": "get_unit",
    "tags": ["units"],
    "summary": "著录单元 A unit of description",
    "response_model": None,
    "responses": _answers(UnitAnswer, "著录单元。The unit.", 401, 404, 503),
}
CHILDREN: dict[str, Any] = {
    "operation_id": "list_children",
    "tags": ["units"],
    "summary": "下级单元 Units below it",
    "response_model": None,
    "responses": _answers(
        ChildrenAnswer,
        "直接下级。Units directly below.",
        400,
        401,
        404,
        503,
    ),
    "openapi_extra": {"parameters": _CURSOR},
}
PAGE: dict[str, Any] = {
    "operation_id": "get_page",
    "tags": ["pages"],
    "summary": "一页 A page",
    "response_model": None,
    "responses": _answers(PageAnswer, "一页。The page.", 400, 401, 404),
    "openapi_extra": {
        "parameters": [
            _parameter("q", "要标出的问题。", "A question whose hits are marked.", "種痘"),
            _parameter(
                "tolerant",
                "1 也标可能误读之处（默认）；0 只标原样读出的。",
                "1 (by default): places of a recognised page that may have been misread are marked too; 0: only what "
                "was read so.",
                "1",
            ),
            _parameter("offsets", *_TOLD["offsets"]),
        ]
    },
}
_NO_PAGE = (
    "没有这一页、未向您开放，或者（no-image）这一页只有文字。Nothing is held here, it is not for this reader, or "
    "(no-image) the page has text alone."
)
IMAGE: dict[str, Any] = {
    "operation_id": "get_page_image",
    "tags": ["pages"],
    "response_model": None,
    "summary": "一页的图像 The image of a page",
    "responses": {
        **_answers(Problem, "", 400, 401, 503),
        200: _raw(
            "image/jpeg",
            "扫描件、PDF 或含图像的 OFD 的一页。A page of a scan, a PDF, or an OFD that can be drawn.",
            {"type": "string", "format": "binary"},
        ),
        404: {"model": Problem, "description": _NO_PAGE},
    },
    "openapi_extra": {
        "parameters": [
            _parameter(
                "width",
                "宽度（像素），归到最近的较大一级：200、400、800、1200、1600、2400、4000；默认 1200；不超过扫描原宽。",
                "Width in pixels, rounded up to a step: 200, 400, 800, 1200, 1600, 2400 or 4000; 1200 by default; "
                "never wider than it was scanned.",
                "1200",
            )
        ]
    },
}
ALTO: dict[str, Any] = {
    "operation_id": "get_page_alto",
    "tags": ["pages"],
    "response_model": None,
    "summary": "一页的 ALTO 4 A page as ALTO 4",
    "responses": {
        **_answers(Problem, "", 400, 401, 404),
        200: _raw(
            "application/xml",
            "ALTO 4.4：段、行、串、字及其位置；没有图像的一页没有位置。Blocks, lines, strings and glyphs with their "
            "places; a page without an image has none.",
            {"type": "string"},
        ),
    },
}
TEXT: dict[str, Any] = {
    "operation_id": "get_page_text",
    "tags": ["pages"],
    "response_model": None,
    "summary": "一页的文字 The text of a page",
    "responses": {
        **_answers(Problem, "", 400, 401, 404),
        200: _raw("text/plain", "纯文本，UTF-8。Plain text, UTF-8.", {"type": "string"}),
    },
}
_NO_OBJECT = "没有这个数字对象，或未向您开放。Nothing is held here, or it is not for this reader."
_DOWNLOAD = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
OBJECT: dict[str, Any] = {
    "operation_id": "download_object",
    "tags": ["objects"],
    "response_model": None,
    "summary": "下载数字对象 Download a digital object",
    "description": (
        "原文件，供可以阅读该件各页的读者下载；总作附件，浏览器不在本站运行其中内容。"
        "The file as it was handed over, for readers who may read the unit's pages; always to be kept, never run. "
        "Content-Type is the object's `media_type`, ETag and Repr-Digest (RFC 9530) are of its bytes; one range of "
        "bytes, with If-Range, is answered with 206 (HEAD names no range)."
    ),
    "responses": {
        **_answers(Problem, "", 400, 401, 503),
        200: {"description": "全部字节。All of its bytes.", "content": _DOWNLOAD},
        206: {"description": "所要的一段。The range that was asked for.", "content": _DOWNLOAD},
        404: {"model": Problem, "description": _NO_OBJECT},
        412: {"model": Problem, "description": "不是 If-Match 所指的那一份。It is not what If-Match names."},
        416: {"model": Problem, "description": "所要的一段在末尾之后。The range begins after the end."},
    },
}
_IF_MATCH: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "该页的 digest，加引号；* 表示不论现在写着什么。The page's digest, quoted; * for whatever it says.",
    "schema": {"type": "string"},
    "example": f'"{examples.PAGE["digest"]}"',
}
_CORRECTED_BY = (
    "限保管该件的档案馆馆员。高于任何识读，不会被重新识读覆盖；各次识读都保留。"
    "By staff of the archive that holds the unit. It outranks every machine reading and is never overwritten; all "
    "readings are kept."
)
CORRECT: dict[str, Any] = {
    "operation_id": "correct_page",
    "tags": ["pages"],
    "summary": "更正一页的文字 Correct the text of a page",
    "description": _CORRECTED_BY,
    "response_model": None,
    "responses": _answers(PageAnswer, "更正后的一页。The page as it is then.", 400, 401, 403, 404, 412, 428),
    "openapi_extra": {
        "parameters": [_IF_MATCH],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["text"],
                        "additionalProperties": False,
                        "properties": {
                            "text": {
                                "type": "string",
                                "description": "整页文字。The text of the whole page.",
                            },
                            "reason": {"type": "string", "description": "理由。Why."},
                        },
                    },
                    "example": {"text": "閩海縣政府布告　閩字第六十八號", "reason": "核对原件"},
                }
            },
        },
    },
}
UNCORRECT: dict[str, Any] = {
    "operation_id": "uncorrect_page",
    "tags": ["pages"],
    "summary": "撤销对一页的更正 Take the correction of a page back",
    "description": "最好的一次识读重新成为页面文字。The best machine reading stands again.",
    "response_model": None,
    "responses": _answers(PageAnswer, "撤销后的一页。The page as it is then.", 401, 403, 404, 409, 412, 428),
    "openapi_extra": {"parameters": [_IF_MATCH]},
}
SUGGEST: dict[str, Any] = {
    "operation_id": "suggest",
    "tags": ["search"],
    "summary": "输入提示 Suggestions",
    "response_model": None,
    "responses": _answers(SuggestAnswer, "以此开头的值。Values that begin so.", 400, 401, 503),
    "openapi_extra": {"parameters": [_parameter("q", "已输入的字。", "What was typed.", "閩海")]},
}
THEMES: dict[str, Any] = {
    "operation_id": "list_themes",
    "tags": ["themes"],
    "summary": "专题 Themes",
    "response_model": None,
    "responses": _answers(ThemesAnswer, "已发布的专题。Published themes.", 401),
}
THEME: dict[str, Any] = {
    "operation_id": "get_theme",
    "tags": ["themes"],
    "summary": "一个专题 A theme",
    "response_model": None,
    "responses": _answers(ThemeAnswer, "专题。The theme.", 401, 404),
}
HEALTH: dict[str, Any] = {
    "operation_id": "get_health",
    "tags": ["service"],
    "summary": "能否回答 Up or down",
    "response_model": None,
    "responses": {
        **_answers(HealthAnswer, "能。Up."),
        503: {"model": HealthAnswer, "description": "不能。Down."},
    },
}

_OF_ARCHIVE = (
    ("name", "档案馆", "Archive"),
    ("address", "地址", "Address"),
    ("contact", "联系方式", "Contact"),
    ("rules", "利用规定", "Rules of use"),
)
#: Groups of operations, as generators and readers of the description arrange them.
TAGS = [
    {"name": "search", "description": "检索与输入提示 Search and suggestions"},
    {"name": "units", "description": "著录单元 Units of description"},
    {"name": "pages", "description": "各页：文字、图像、ALTO、更正 Pages: text, image, ALTO, corrections"},
    {"name": "objects", "description": "数字对象 Digital objects"},
    {"name": "themes", "description": "专题 Themes"},
    {"name": "service", "description": "服务本身 The service itself"},
]

_UNIT = "/api/v1/units/{code}"
_CODE = ("档号；外馆的写作 馆代码:档号。", "Reference code; ARCHIVE:CODE for another archive.")
_PAGE_NUMBER = ("页号，从 1 起。", "Number of the page, from 1.", "1")
_SCAN = {"code": (*_CODE, examples.PAGE["code"]), "number": _PAGE_NUMBER}
_OBJECT_NUMBER = ("该件的第几个数字对象，从 1 起。", "Number of the object among the unit's, from 1.", "1")
#: Parameters in paths, by the end of the route: what they are, and one that the sample holdings have.
_PATHS: dict[str, dict[str, tuple[str, str, str]]] = {
    "/children": {"code": (*_CODE, "0023-003-0007")},
    "/pages/{number}": _SCAN,
    "/pages/{number}/image": _SCAN,
    "/pages/{number}/alto": _SCAN,
    "/pages/{number}/text": _SCAN,
    "/objects/{number}": {"code": (*_CODE, examples.UNIT["unit"]["code"]), "number": _OBJECT_NUMBER},
    "/units/{code}": {"code": (*_CODE, examples.UNIT["unit"]["code"])},
    "/themes/{theme}": {"theme": ("专题的标识。", "Id of the theme.", examples.THEME["id"])},
}


def completed(told: dict[str, Any]) -> dict[str, Any]:
    """A description made of the routes alone, with what the framework does not know of them.

    Problems as RFC 9457 types them, the optional token, paths in words; without the statuses that the
    framework supposes and no route answers.
    """
    schemas = told["components"]["schemas"]
    told["components"]["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "读者凭证，可不带。A reader's token; optional.",
        }
    }
    told["security"] = [{}, {"bearer": []}]
    told["tags"] = TAGS
    for path, route in told["paths"].items():
        inside = next((named for end, named in _PATHS.items() if path.endswith(end)), {})
        for method, operation in route.items():
            called = path if method == "get" else f"{method} {path.removeprefix(_UNIT)}"
            shown = next(each for end, each in examples.ANSWERS.items() if called.endswith(end))
            _complete(operation, inside, shown)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return told


def named(told: dict[str, Any], profile: ArchiveProfile) -> dict[str, Any]:
    """A description that says whose archive answers, how to reach it, and by which rules."""
    lines = [
        f"{zh}：{said.zh}\n\n{en}: {said.en}"
        for what, zh, en in _OF_ARCHIVE
        if (said := profile.said(what)).zh
    ]
    info = told["info"]
    info["description"] = "\n\n".join((*lines, info["description"]))
    if profile.said("name").zh:
        info["contact"] = {"name": profile.said("name").zh}
    if profile.rules_url:
        info["termsOfService"] = profile.rules_url
    return told


def _complete(
    operation: dict[str, Any], inside: dict[str, tuple[str, str, str]], shown: dict[str, dict[str, Any]]
) -> None:
    # FastAPI tells of a 422 that these routes never answer: their own 400 takes its place.
    operation["responses"].pop("422", None)
    operation["parameters"] = [
        _parameter(each["name"], *inside[each["name"]], where="path") if each["in"] == "path" else each
        for each in operation.get("parameters", ())
    ]
    for status, response in operation["responses"].items():
        kind = next(iter(response["content"]))
        schema, values = response["content"][kind]["schema"], shown.get(status, {})
        if kind == "application/json" and schema["$ref"] == "#/components/schemas/Problem":
            kind, values = "application/problem+json", values or {"problem": examples.PROBLEMS[int(status)]}
        told = {name: {"value": value} for name, value in values.items()}
        response["content"] = {kind: {"schema": schema, **({"examples": told} if told else {})}}
