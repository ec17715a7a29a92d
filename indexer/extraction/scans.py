"""Pages that are scans with some typed or recognised text on them: is that text all that the page says?

A digitiser's watermark, a publisher's footer or a page number lies on many a scan, and some scans have beneath them
what a recogniser for another language made of them. Such a layer is never taken for the page: its picture is
recognised, and of the layer stays what a reader sees.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from holdings.media.laid_text import LEAST_PICTURE, PICTURE_PAGE, Fractions, LaidText, usable_text
from holdings.pages import Box, Mark, Reading
from indexer.extraction import letters
from indexer.extraction.port import ExtractedPage, storable
from indexer.extraction.recognised import ReadsOnceMore, Recogniser

Draw = Callable[[float], npt.NDArray[np.uint8]]
"""Draws a page at so many dots an inch: (height, width, 3), RGB."""

PROBE_DPI = 36
"""Dots an inch at which ink is looked for: type of 10 points is 5 pixels high."""

PROBE_SIDE = 400
"""Pixels that the longer side of a page has at least where ink is looked for: a slip may hold a whole sheet."""

COVERED = 0.5
"""Share of the inked places of the pictures that a layer must reach to be taken for what they say."""

SURELY_COVERED = 0.75
"""Share from which there is no doubt about it; where a layer reaches less it is kept, and the page is listed."""

ALIKE = 0.5
"""Likeness of two readings of one line, from which they are of the same writing."""

_MOST = 0.7  # of a recognised line
_INK = 60  # how much darker than its paper, of 255
_TILE = 4  # pixels
_LEAST_TILES = 6
_FAINT, _SOLID = (
    0.04,
    0.8,
)  # shares of a tile: below there is no ink, above it is a border or a dark photograph


def by_layer(
    index0: int, laid: LaidText, engine: Recogniser, draw: Draw, longer_side: float
) -> ExtractedPage | None:
    """A page as its layer says it; None where its picture is to be recognised.

    Args:
        index0: of the page in its object, from 0.
        laid: its layer.
        engine: would recognise the page. Where recognition is switched off, a page that is not mostly a picture is
            read by its layer, and notes that its pictures were not.
        draw: draws the page at so many dots an inch.
        longer_side: of the page, in inches.
    """
    if not usable_text(laid):
        return None
    note = None
    reached = share_reached(laid, engine, draw, longer_side)
    if reached < (SURELY_COVERED if isinstance(engine, ReadsOnceMore) else COVERED):
        if engine.name != "none" or laid.picture_share >= PICTURE_PAGE:
            return None
        note = letters.pictures_not_recognised(index0)
    text, boxes = storable(laid.text, laid.boxes)
    mark = Mark.LAYER if reached < SURELY_COVERED else Mark.NONE
    return ExtractedPage(index0, text, Reading.LAYER, boxes=boxes, note=note, mark=mark)


def share_reached(laid: LaidText, engine: Recogniser, draw: Draw, longer_side: float) -> float:
    """How much of what a page says is in its layer, 0 to 1; from `COVERED` on the layer may be taken for all.

    Args:
        laid: the layer, readable.
        engine: would recognise the page. Where recognition is switched off, a layer in a script that may be wrong is
            better than none.
        draw: draws the page at so many dots an inch.
        longer_side: of the page, in inches.
    """
    if laid.picture_share < LEAST_PICTURE:
        return 1.0
    if may_be_another_script(laid) and engine.name != "none":
        return 0.0
    return layer_reaches(laid, draw(max(PROBE_DPI, PROBE_SIDE / max(longer_side, 0.1))))


def layer_reaches(laid: LaidText, image: npt.NDArray[np.uint8]) -> float:
    """The share of what is inked on the pictures of a page that its layer reaches, 0 to 1; 1 for hardly any ink.

    Args:
        laid: the layer.
        image: the page at `PROBE_DPI`: (height, width, 3), RGB.
    """
    inked = _tiles(image) & _within(laid.pictures, image.shape)
    if int(inked.sum()) < _LEAST_TILES:
        return 1.0
    reached = _within([_grown(box) for box in laid.boxes if box is not None], image.shape)
    return float((inked & reached).sum()) / float(inked.sum())


def may_be_another_script(laid: LaidText) -> bool:
    """Is what lies beneath the picture of Latin letters alone, as a recogniser makes them of Chinese?"""
    unseen = [laid.text[at] for at in laid.unseen if not laid.text[at].isspace()]
    han = sum(1 for character in unseen if "\u3400" <= character <= "\u9fff")
    return len(unseen) >= 8 and han < 0.1 * len(unseen)


def _tiles(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Which tiles of a page hold ink as writing does."""
    grey = image.mean(axis=2)
    high, wide = (grey.shape[0] // _TILE, grey.shape[1] // _TILE)
    if not high or not wide:
        return np.zeros((1, 1), dtype=np.bool_)
    paper = float(np.median(grey))
    ink = np.abs(grey - paper) > _INK
    shares = ink[: high * _TILE, : wide * _TILE].reshape(high, _TILE, wide, _TILE).mean(axis=(1, 3))
    found: npt.NDArray[np.bool_] = (shares >= _FAINT) & (shares <= _SOLID)
    return found


def _within(boxes: Sequence[Fractions], shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    high, wide = max(1, shape[0] // _TILE), max(1, shape[1] // _TILE)
    cells = np.zeros((high, wide), dtype=np.bool_)
    for x0, y0, x1, y1 in boxes:
        cells[int(y0 * high) : int(y1 * high) + 1, int(x0 * wide) : int(x1 * wide) + 1] = True
    return cells


def _grown(box: Fractions) -> Fractions:
    x0, y0, x1, y1 = box
    # Characters of a font that is not there have a width and no height.
    across, down = 0.25 * (x1 - x0), max(0.25 * (y1 - y0), 0.3 * (x1 - x0) - 0.5 * (y1 - y0))
    return max(0.0, x0 - across), max(0.0, y0 - down), x1 + across, y1 + down


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the layer: its text with boxes, and whether a reader sees it."""

    text: str
    boxes: tuple[Fractions | None, ...]
    seen: bool

    @property
    def flat(self) -> bool:
        """Have its characters no height, since their font is not there?"""
        placed = [box for box in self.boxes if box is not None]
        return all(box[3] - box[1] < 0.2 * (box[2] - box[0]) for box in placed)

    @property
    def around(self) -> Fractions | None:
        """The box around all of it."""
        placed = [box for box in self.boxes if box is not None]
        if not placed:
            return None
        return (
            min(box[0] for box in placed),
            min(box[1] for box in placed),
            max(box[2] for box in placed),
            max(box[3] for box in placed),
        )


def together(laid: LaidText, page: ExtractedPage) -> ExtractedPage:
    """A recognised page with what its layer says besides.

    Of a line that was both recognised and typed the typed one stays. A recogniser's own layer gives nothing but
    where nothing was read; if it agrees with what was read it stands for the whole page.

    Args:
        laid: the layer of the page.
        page: the whole page, recognised.
    """
    lines = list(_lines_of(laid))
    if _agrees(lines, page):
        return ExtractedPage(
            page.object_page, laid.text, Reading.LAYER, boxes=laid.boxes, note=page.note, mark=page.mark
        )
    dropped: set[int] = set()
    added: list[_Line] = []
    for line in lines:
        there = _read_at(line, page)
        read = "".join(page.text[at] for at in there)
        if not there:
            if line.seen:
                added.append(line)
        elif _bare(line.text) not in _bare(read) and line.seen:
            added.append(line)
            if _likeness(line.text, read) >= ALIKE:
                dropped.update(there)
    return _with_lines(_without(page, dropped), added)


def _agrees(lines: Sequence[_Line], page: ExtractedPage) -> bool:
    """Is what was recognised the layer over again, nearly all of it?"""
    text = _bare(page.text)
    if not text:
        return True
    reached = sum(len(_read_at(line, page)) for line in lines)
    if reached < 0.8 * len(text):
        return False
    alike = [(_likeness(line.text, read), len(read)) for line in lines if (read := _read_text(line, page))]
    count = sum(size for _, size in alike)
    return count > 0 and sum(share * size for share, size in alike) >= 0.6 * count


def _read_text(line: _Line, page: ExtractedPage) -> str:
    return "".join(page.text[at] for at in _read_at(line, page))


def _read_at(line: _Line, page: ExtractedPage) -> list[int]:
    """The characters of a recognised page that stand where the line does."""
    if line.around is None:
        return []
    x0, y0, x1, y1 = _grown(line.around) if line.flat else line.around
    inside = {
        at
        for at, box in enumerate(page.boxes)
        if box is not None
        and x0 - 0.01 <= (box[0] + box[2]) / 2 <= x1 + 0.01
        and y0 - 0.002 <= (box[1] + box[3]) / 2 <= y1 + 0.002
    }
    # A recognised line stands there wholly where most of it does: ends of lines are found less exactly.
    start = 0
    for part in page.text.split("\n") if inside else ():
        own = set(range(start, start + len(part)))
        if len(own & inside) >= _MOST * len(own):
            inside |= own
        start += len(part) + 1
    return sorted(inside)


def _likeness(one: str, other: str) -> float:
    left, right = _bare(one), _bare(other)
    if not left or not right:
        return 0.0
    return difflib.SequenceMatcher(None, left[:2000], right[:2000], autojunk=False).ratio()


def _bare(text: str) -> str:
    return "".join(character.casefold() for character in text if character.isalnum())


def _lines_of(laid: LaidText) -> Iterator[_Line]:
    """The lines of a layer as they stand on the page: a paragraph is cut where its characters leave the line."""
    unseen = frozenset(laid.unseen)
    start = 0
    last: Fractions | None = None
    for at, (character, box) in enumerate(zip(laid.text, laid.boxes, strict=True)):
        leaves = (
            box is not None
            and last is not None
            and abs((box[1] + box[3]) - (last[1] + last[3])) > 1.2 * max(box[3] - box[1], last[3] - last[1])
        )
        if character == "\n" or leaves:
            yield from _line(laid, start, at, unseen)
            start, last = (at + 1 if character == "\n" else at), None
        last = box or last
    yield from _line(laid, start, len(laid.text), unseen)


def _line(laid: LaidText, start: int, end: int, unseen: frozenset[int]) -> Iterator[_Line]:
    text = laid.text[start:end]
    if text.strip():
        hidden = sum(1 for at in range(start, end) if at in unseen)
        yield _Line(text, laid.boxes[start:end], 2 * hidden < len(text))


def _without(page: ExtractedPage, dropped: set[int]) -> ExtractedPage:
    """The page without some of its characters, and without the lines that become empty by it."""
    if not dropped:
        return page
    kept = [at for at in range(len(page.text)) if at not in dropped]
    kept = [
        at
        for place, at in enumerate(kept)
        if page.text[at] != "\n" or (place > 0 and page.text[kept[place - 1]] != "\n")
    ]
    new = {at: place for place, at in enumerate(kept)}
    doubts = tuple(dataclasses.replace(doubt, at=new[doubt.at]) for doubt in page.doubts if doubt.at in new)
    return dataclasses.replace(
        page,
        text="".join(page.text[at] for at in kept),
        boxes=tuple(page.boxes[at] for at in kept) if page.boxes else (),
        doubts=doubts,
    )


def _with_lines(page: ExtractedPage, added: Sequence[_Line]) -> ExtractedPage:
    """The page with lines of its layer: those that stand above all that was read before it, the others after it."""
    if not added:
        return page
    if not page.text.strip():
        text, boxes = _joined(added)
        return ExtractedPage(
            page.object_page, text, Reading.LAYER, boxes=boxes, note=page.note, mark=page.mark
        )
    tops = [box[1] for box in page.boxes if box is not None]
    top = min(tops, default=0.0)
    above = [line for line in added if line.around is not None and line.around[3] <= top + 0.005]
    below = [line for line in added if line not in above]
    before, first = _joined(above)
    after, last = _joined(below)
    lead = f"{before}\n" if before else ""
    gap = "\n" if after and not page.text.endswith("\n") else ""
    own: tuple[Box | None, ...] = page.boxes or (None,) * len(page.text)
    return dataclasses.replace(
        page,
        text=lead + page.text + gap + after,
        boxes=first + (None,) * (len(lead) - len(before)) + own + (None,) * len(gap) + last,
        doubts=tuple(dataclasses.replace(doubt, at=doubt.at + len(lead)) for doubt in page.doubts),
    )


def _joined(lines: Sequence[_Line]) -> tuple[str, tuple[Box | None, ...]]:
    text, boxes = "", ()  # type: tuple[str, tuple[Box | None, ...]]
    for line in lines:
        gap = "\n" if text else ""
        text, boxes = text + gap + line.text, boxes + (None,) * len(gap) + line.boxes
    return text, boxes
