"""What the page of a unit shows: its image with the hits on it, beside its text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.links import page_file_url, page_url
from portal.marks import MOST_NUMBERED, joined
from search_api.shapes import ImageShape, PageAnswer

#: How many times as wide as its frame an image is shown, in hundredths.
ZOOMS: Final = (50, 100, 150, 200, 300, 400)
USUAL_ZOOM: Final = 100

#: Quarter turns clockwise, in degrees.
TURNS: Final = (0, 90, 180, 270)

#: Pixels that a frame is wide on most screens; a zoomed image is fetched so many times as wide.
FRAME: Final = 1000

#: Marks are drawn so much larger than the characters, as a share of the image's larger side.
_ROOM: Final = 0.002


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A box on the image, in its pixels, origin top left, y down."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found on the page.

    Attributes:
        number: from 1, in the order of the text.
        start: of the range in the text, in characters from 0.
        end: after the range.
        rectangles: where it stands on the image, one a line; empty where that is not known.
    """

    number: int
    start: int
    end: int
    rectangles: tuple[Rectangle, ...]


@dataclass(frozen=True, slots=True)
class Facsimile:
    """The image of a page as it is shown.

    Attributes:
        source: address of the image at this zoom.
        sources: address at each of `ZOOMS`, for the script.
        width: of the image in pixels, not turned.
        height: of the image in pixels, not turned.
        box: `viewBox` of the drawing, turned.
        transform: that turns it; empty for none.
        larger: address of the page at the next zoom; empty where there is none.
        smaller: address at the zoom before; empty where there is none.
        turned: address of the page a quarter further.
    """

    source: str
    sources: tuple[tuple[int, str], ...]
    width: int
    height: int
    box: str
    transform: str
    larger: str
    smaller: str
    turned: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that the template shows beside the answer itself.

    Attributes:
        hits: in the order of the text; the first `portal.marks.MOST_NUMBERED`.
        more_hits: there are more, which are not marked.
        now: number of the hit that is shown, from 1; 0 where there is none.
        zoom: one of `ZOOMS`.
        turn: one of `TURNS`.
        facsimile: the image; None where there is text alone.
        previous: address of the page before; empty for none.
        next: address of the page after; empty for none.
        previous_hit: address of the hit before, on this page or an earlier one; empty for none.
        next_hit: address of the hit after; empty for none.
        page_before: address of the nearest earlier page with a hit; empty for none.
        page_after: address of the nearest later page with a hit; empty for none.
        plain: address of the page without marks.
        kept: name and value of what a jump to another page carries on.
    """

    hits: tuple[Hit, ...]
    more_hits: bool
    now: int
    zoom: int
    turn: int
    facsimile: Facsimile | None
    previous: str
    next: str
    previous_hit: str
    next_hit: str
    page_before: str
    page_after: str
    plain: str
    kept: tuple[tuple[str, str], ...]


def page_view(answer: PageAnswer, parameters: Mapping[str, str]) -> PageView:
    """Lay out a page.

    Args:
        answer: of GET /units/{code}/pages/{n}.
        parameters: of the page's own address; what of them cannot be meant is left out.
    """
    question = parameters.get("q", "")
    found = joined(answer["marks"], len(answer["text"]))
    hits = _hits(answer, found[:MOST_NUMBERED])
    now = _now(parameters.get("hit", ""), len(hits))
    zoom, turn = _one_of(parameters, "zoom", ZOOMS, USUAL_ZOOM), _one_of(parameters, "turn", TURNS, 0)
    code, number = answer["code"], answer["number"]

    def shown(asked: str, zoom: int, turn: int) -> dict[str, str]:
        return {
            "zoom": str(zoom) if zoom != USUAL_ZOOM else "",
            "turn": str(turn) if turn else "",
            "tolerant": "0" if asked and parameters.get("tolerant") == "0" else "",
        }

    def to(page: int | None, hit: str = "", asked: str = question, zoom: int = zoom, turn: int = turn) -> str:
        if page is None:
            return ""
        return page_url(code, page, asked, {"hit": hit, **shown(asked, zoom, turn)})

    before, after = to(answer["previous_hit"], "last"), to(answer["next_hit"], "1")
    here = str(now) if now > 1 else ""
    at = ZOOMS.index(zoom)
    kind = "mark" if answer["image"] is None else "hit"
    facsimile = None
    if answer["image"] is not None:
        facsimile = _facsimile(
            answer["image"],
            code,
            number,
            zoom,
            turn,
            larger=to(number, here, zoom=ZOOMS[at + 1]) if at + 1 < len(ZOOMS) else "",
            smaller=to(number, here, zoom=ZOOMS[at - 1]) if at else "",
            turned=to(number, here, turn=(turn + 90) % 360),
        )
    return PageView(
        hits=hits,
        more_hits=len(found) > len(hits),
        now=now,
        zoom=zoom,
        turn=turn,
        facsimile=facsimile,
        previous=to(answer["previous"]),
        next=to(answer["next"]),
        previous_hit=f"{to(number, str(now - 1))}#{kind}{now - 1}" if now > 1 else before,
        next_hit=f"{to(number, str(now + 1))}#{kind}{now + 1}" if 0 < now < len(hits) else after,
        page_before=before,
        page_after=after,
        plain=to(number, asked=""),
        kept=tuple(pair for pair in (("q", question), *shown(question, zoom, turn).items()) if pair[1]),
    )


def _hits(answer: PageAnswer, found: Sequence[tuple[int, int]]) -> tuple[Hit, ...]:
    image = answer["image"]
    starts = [start for start, _ in found]
    rectangles: list[list[Rectangle]] = [[] for _ in found]
    for mark, boxes in zip(answer["marks"], answer["places"], strict=True):
        at = bisect_right(starts, mark[0]) - 1
        if image is not None and at >= 0 and mark[0] < found[at][1]:
            rectangles[at] += [_rectangle(box, image) for box in boxes]
    return tuple(
        Hit(number, start, end, tuple(rectangles[number - 1])) for number, (start, end) in enumerate(found, 1)
    )


def _rectangle(box: list[float], image: ImageShape) -> Rectangle:
    width, height = image["width"], image["height"]
    room = _ROOM * max(width, height)
    x, y = box[0] * width - room, box[1] * height - room
    across, down = (box[2] - box[0]) * width + 2 * room, (box[3] - box[1]) * height + 2 * room
    return Rectangle(round(x, 1), round(y, 1), round(across, 1), round(down, 1))


def _facsimile(
    image: ImageShape, code: str, number: int, zoom: int, turn: int, *, larger: str, smaller: str, turned: str
) -> Facsimile:
    width, height = image["width"], image["height"]
    sources = tuple(
        (step, page_file_url(code, number, "image", _drawn_width(image, step, turn))) for step in ZOOMS
    )
    lies = turn in (90, 270)
    return Facsimile(
        source=dict(sources)[zoom],
        sources=sources,
        width=width,
        height=height,
        box=f"0 0 {height} {width}" if lies else f"0 0 {width} {height}",
        transform={
            0: "",
            90: f"translate({height} 0) rotate(90)",
            180: f"translate({width} {height}) rotate(180)",
            270: f"translate(0 {width}) rotate(270)",
        }[turn],
        larger=larger,
        smaller=smaller,
        turned=turned,
    )


def _drawn_width(image: ImageShape, zoom: int, turn: int) -> int:
    """The width at which the image is fetched: enough for the frame at this zoom, no more than there is."""
    wanted = FRAME * max(zoom, USUAL_ZOOM) // 100
    if turn in (90, 270):
        wanted = wanted * image["width"] // max(1, image["height"])
    return next((step for step in image["widths"] if step >= wanted), image["widths"][-1])


def _now(text: str, count: int) -> int:
    if not count:
        return 0
    if text == "last":
        return count
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(max(1, number), count)


def _one_of(parameters: Mapping[str, str], name: str, choices: tuple[int, ...], usual: int) -> int:
    text = parameters.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else usual
    return number if number in choices else usual
