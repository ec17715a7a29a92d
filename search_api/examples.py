"""Examples for the API's description: answers that the sample holdings give, and a problem of each status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from holdings.alto import AltoFrame, alto
from holdings.letters import Letter
from holdings.pages import PageText, Reading
from search_api.correcting import changed, not_corrected, not_yours, unseen
from search_api.letters import bad_parameter, not_found, unavailable, unknown_token
from search_api.originals import another_state, range_beyond
from search_api.shapes import (
    ChildrenAnswer,
    HealthAnswer,
    PageAnswer,
    SearchAnswer,
    SuggestAnswer,
    ThemeAnswer,
    ThemesAnswer,
    UnitAnswer,
)
from sharing.corrections import NotCorrected, PageChanged

#: As the sample holdings answer (`lantai demo`); a test asks them for each. The page is one that OCR read, the theme is
#: cut after its second unit.
_ANSWERED = json.loads((Path(__file__).parent / "example_answers.json").read_bytes())
SEARCH: SearchAnswer = _ANSWERED["SEARCH"]
LOOSENED_SEARCH: SearchAnswer = _ANSWERED["LOOSENED_SEARCH"]
UNIT: UnitAnswer = _ANSWERED["UNIT"]
CHILDREN: ChildrenAnswer = _ANSWERED["CHILDREN"]
PAGE: PageAnswer = _ANSWERED["PAGE"]
SUGGEST: SuggestAnswer = _ANSWERED["SUGGEST"]
THEMES: ThemesAnswer = _ANSWERED["THEMES"]
THEME: ThemeAnswer = _ANSWERED["THEME"]
ALTO = alto(
    PageText(
        1,
        "種痘",
        Reading.RECOGNISED,
        "rapidocr",
        0.977,
        boxes=((0.5102, 0.3717, 0.5574, 0.4151), (0.5102, 0.4151, 0.5574, 0.4585)),
    ),
    AltoFrame("0023-001-0045-003", "0045-003.png", 1056, 1080, "Lantai 兰台", "0.1.0"),
)
HEALTH: HealthAnswer = {"status": "up"}
DOWN: HealthAnswer = {"status": "down"}

#: A problem for each status that a route may answer with.
PROBLEMS: dict[int, Any] = {
    400: bad_parameter("size", "请写 1 到 100 的整数。", "write a whole number from 1 to 100.").problem,
    401: unknown_token().problem,
    403: not_yours().problem,
    404: not_found().problem,
    409: not_corrected(NotCorrected(PAGE["code"], 1)).problem,
    412: changed(PageChanged(PAGE["code"], 1)).problem,
    416: range_beyond(729).problem,
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
    "/objects/{number}": {"412": {"problem": another_state().problem}},
    "/pages/{number}/alto": {"200": {"alto": ALTO}},
    "/pages/{number}/text": {"200": {"text": PAGE["text"]}},
    "/units/{code}": {"200": {"unit": UNIT}},
    "/suggest": {"200": {"suggestions": SUGGEST}},
    "/themes": {"200": {"themes": THEMES}},
    "/themes/{theme}": {"200": {"theme": THEME}},
    "/health": {"200": {"up": HEALTH}, "503": {"down": DOWN}},
}
