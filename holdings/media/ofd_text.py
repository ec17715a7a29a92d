"""The characters of an OFD page: where each stands, and in which order they are read.

GB/T 33190-2016, clause 11: TextObject, TextCode, DeltaX and DeltaY, CGTransform.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from holdings.media.line_joining import joined, lines_of, written_without_blanks
from holdings.media.ofd_objects import Matrix, Placed, mapped, numbers, unit_square
from holdings.media.safe_xml import Element, child, children, local, words
from holdings.media.signs import Place, Sign

MAX_PAGE_CHARACTERS = 500_000

ABOVE, BELOW = 0.86, 0.14
"""Share of the size of type that stands above and below the baseline."""

NATURAL_ORDER = 0.75
"""Share of steps from run to run that go on reading, from which the order of a page's objects is that of its
text; less, and its runs are ordered by where they stand."""

_NO_CHARACTER = "\ufffd"
_CONTROLS = dict.fromkeys(range(32))


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one TextCode that stand in one line.

    Attributes:
        signs: with boxes in millimetres of the page.
        size: of type, in millimetres.
    """

    signs: tuple[Sign, ...]
    size: float

    @property
    def box(self) -> Place:
        """x0, y0, x1, y1 around all of it, in millimetres."""
        boxes = [sign.box for sign in self.signs if sign.box is not None]
        return (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )


def runs_of(objects: Sequence[Placed], area: Place | None = None) -> list[Run]:
    """The runs of all text objects, in the order of the objects; what is drawn twice in one place comes once.

    Args:
        objects: in the order of drawing.
        area: x, y, width and height of the page; what stands outside of it is left out. None for a page without edge.
    """
    runs: list[Run] = []
    drawn: set[tuple[str, int, int]] = set()
    left = MAX_PAGE_CHARACTERS
    pictures = [
        (at, unit_square(found.matrix))
        for at, found in enumerate(objects)
        if local(found.element) == "ImageObject"
    ]
    for at, found in enumerate(objects):
        for run in _runs(found.element, found.matrix):
            kept = tuple(sign for sign in run.signs if _first(sign, drawn) and _on_page(sign, area))
            if any(not sign.character.isspace() for sign in kept):
                later = [box for place, box in pictures if place > at]
                runs.append(Run(_seen(kept, found.element, later), run.size))
                left -= len(kept)
        if left <= 0:
            break
    return runs


def _on_page(sign: Sign, area: Place | None) -> bool:
    if area is None or sign.box is None:
        return True
    x, y = (sign.box[0] + sign.box[2]) / 2 - area[0], (sign.box[1] + sign.box[3]) / 2 - area[1]
    return 0 <= x <= area[2] and 0 <= y <= area[3]


def _seen(signs: tuple[Sign, ...], element: Element, pictures: Sequence[Place]) -> tuple[Sign, ...]:
    """The signs, marked where they have no ink or a picture is drawn over them."""
    clear = numbers(element.get("Alpha", "")) == [0.0]
    if not clear and not pictures:
        return signs
    return tuple(
        Sign(sign.character, sign.box, not (clear or _beneath(sign.box, pictures))) for sign in signs
    )


def _beneath(box: Place | None, pictures: Sequence[Place]) -> bool:
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in pictures)


def paragraphs(runs: Sequence[Run], form: bool = False) -> list[Sign]:
    """All runs as one text, lines of a paragraph joined; boxes in millimetres, None for what joins.

    Args:
        runs: in the order of their objects.
        form: of a template filled in: what stands beside a printed label comes long after it, so that the order
            is that of the lines on the page.
    """
    return joined(lines_of(_in_lines(_by_place(runs) if form else _ordered(runs))))


def _first(sign: Sign, seen: set[tuple[str, int, int]]) -> bool:
    # Shadows and bold type are made by drawing a text twice, some tenths of a millimetre apart.
    if sign.box is None or sign.character.isspace():
        return True
    step = max(0.2, 0.1 * (sign.box[3] - sign.box[1]))
    character, column, row = sign.character, round(sign.box[0] / step), round(sign.box[1] / step)
    if (character, column, row) in seen:
        return False
    # Marked around, so that one look is enough.
    seen.update((character, column + right, row + down) for right in (-1, 0, 1) for down in (-1, 0, 1))
    return True


@dataclass(frozen=True, slots=True)
class _Code:
    """A TextCode: its text, and of each character where its baseline begins and how far it reaches."""

    text: str
    places: tuple[tuple[float, float, float], ...]
    element: Element


def _codes(element: Element, size: float) -> Iterator[_Code]:
    scales = numbers(element.get("HScale", ""))
    wide = size * (scales[0] if scales and 0 < scales[0] < 20 else 1.0)
    along = math.radians(sum(numbers(element.get("ReadDirection", ""))[:1]))
    x = y = 0.0
    for code in children(element, "TextCode"):
        text = ("".join(str(part) for part in code.itertext())).translate(_CONTROLS)
        text = text[:MAX_PAGE_CHARACTERS] or _NO_CHARACTER * _glyphs(element)
        x, y = (numbers(code.get("X", "")) or [x])[0], (numbers(code.get("Y", "")) or [y])[0]
        steps_x, steps_y = (_steps(code.get(name, ""), len(text) - 1) for name in ("DeltaX", "DeltaY"))
        at_x, at_y = x, y
        places = []
        for at, character in enumerate(text):
            advance = wide if written_without_blanks(character) or character >= "\ue000" else wide * 0.55
            step_x = steps_x[at] if at < len(steps_x) else 0.0
            step_y = steps_y[at] if at < len(steps_y) else 0.0
            if not steps_x and not steps_y:
                step_x, step_y = advance * math.cos(along), advance * math.sin(along)
            places.append((at_x, at_y, step_x if 0.2 * size < step_x < advance else advance))
            at_x, at_y = at_x + step_x, at_y + step_y
        yield _Code(text, tuple(places), code)


def _runs(element: Element, matrix: Matrix) -> Iterator[Run]:
    if local(element) != "TextObject":
        return
    size = type_size(element)
    height = max(1e-3, math.hypot(matrix[2] * size, matrix[3] * size))
    turned = math.radians(sum(numbers(element.get("CharDirection", ""))[:1]))
    for code in _codes(element, size):
        line: list[Sign] = []
        last = (0.0, 0.0)
        for character, (x, y, advance) in zip(code.text, code.places, strict=True):
            if line and x < last[0] - 3 * size and y > last[1] + 0.3 * size:
                yield Run(tuple(line), height)  # one TextCode may hold several lines, by going back
                line = []
            line.append(Sign(character, _cell(matrix, x, y, advance, size, turned)))
            last = x, y
        if line:
            yield Run(tuple(line), height)


def type_size(element: Element) -> float:
    """The size of a TextObject's type, in its own space."""
    sizes = numbers(element.get("Size", ""))
    return sizes[0] if sizes and sizes[0] > 0 else 3.0


def glyph_places(element: Element) -> Iterator[tuple[int, float, float]]:
    """The glyphs that a TextObject names (CGTransform, clause 11.4): number, and where its baseline begins."""
    named: dict[Element, list[Element]] = {}
    waiting: list[Element] = []
    for part in element:
        if local(part) == "CGTransform":
            waiting.append(part)
        elif local(part) == "TextCode":
            named[part], waiting = waiting, []
    for code in _codes(element, type_size(element)):
        for transform in named.get(code.element, []):
            first = int((numbers(transform.get("CodePosition", "")) or [0.0])[0])
            for at, glyph in enumerate(words(child(transform, "Glyphs")).split(None, MAX_PAGE_CHARACTERS)):
                if code.places and glyph.isascii() and glyph.isdigit() and len(glyph) < 6:
                    x, y, _ = code.places[max(0, min(first + at, len(code.places) - 1))]
                    yield int(glyph), x, y


def _glyphs(element: Element) -> int:
    found = (words(child(transform, "Glyphs")) for transform in children(element, "CGTransform"))
    return min(MAX_PAGE_CHARACTERS, sum(len(glyphs.split()) for glyphs in found))


def _steps(text: str, count: int) -> list[float]:
    """A list of distances; `g n v` stands for n times v (clause 11.3). A list too short goes on with its last."""
    steps: list[float] = []
    parts = iter(text.replace(",", " ").split())
    try:
        for part in parts:
            if len(steps) >= count:
                break
            if part == "g":
                times = int(float(next(parts, "0")))
                steps.extend([_finite(next(parts, "0"))] * max(0, min(times, count - len(steps))))
            else:
                steps.append(_finite(part))
    except (ValueError, OverflowError):
        pass
    if steps and len(steps) < count:
        steps.extend([steps[-1]] * (count - len(steps)))
    return steps


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) and abs(number) < 1e6 else 0.0


def _cell(matrix: Matrix, x: float, y: float, wide: float, size: float, turned: float) -> Place:
    """The cell of a character whose baseline begins at x, y, turned about that point, on the page."""
    a, b, c, d, _, _ = matrix
    if not turned and not b and not c and a > 0 and d > 0:  # nearly all text
        left, base = mapped(matrix, x, y)
        return left, base - ABOVE * size * d, left + wide * a, base + BELOW * size * d
    cosine, sine = math.cos(turned), math.sin(turned)
    corners = []
    for right, down in (
        (0.0, -ABOVE * size),
        (wide, -ABOVE * size),
        (0.0, BELOW * size),
        (wide, BELOW * size),
    ):
        corners.append(mapped(matrix, x + right * cosine - down * sine, y + right * sine + down * cosine))
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _goes_right(before: Run, here: Run) -> bool:
    """Does this run stand in the line of the one before, to its right?"""
    one, other = before.box, here.box
    size = max(before.size, here.size)
    middle = abs((one[1] + one[3]) - (other[1] + other[3])) / 2
    return middle < 0.5 * size and other[0] > one[2] - 0.5 * size and not (_upright(before) or _upright(here))


def _upright(run: Run) -> bool:
    box = run.box
    return len(run.signs) > 1 and box[3] - box[1] > 1.6 * (box[2] - box[0])


def _goes_on(before: Run, here: Run) -> bool:
    if _goes_right(before, here):
        return True
    one, other = before.box, here.box
    size = max(before.size, here.size)
    if _upright(here) or _upright(before):  # next column to the left, or further down in this one
        return other[2] <= one[0] + size or other[1] >= one[3] - size
    below = other[1] > one[1] + 0.2 * size
    another_column = other[0] >= one[2] - 0.5 * size and other[1] < one[1]
    return below or another_column


def _ordered(runs: Sequence[Run]) -> list[Run]:
    """In the order of reading: that of the objects where it is one, else by lines from above, or by columns."""
    steps = max(1, len(runs) - 1)
    natural = sum(1 for at in range(1, len(runs)) if _goes_on(runs[at - 1], runs[at]))
    if natural >= NATURAL_ORDER * steps:
        return list(runs)
    return _by_place(runs)


def _by_place(runs: Sequence[Run]) -> list[Run]:
    if sum(len(run.signs) for run in runs if _upright(run)) * 2 > sum(len(run.signs) for run in runs):
        return sorted(runs, key=lambda run: (-run.box[2], run.box[1]))
    by_height = sorted(runs, key=lambda run: (run.box[1] + run.box[3], run.box[0]))
    lines: list[list[Run]] = []
    for run in by_height:
        box = run.box
        first = lines[-1][0].box if lines else None
        if first is not None and (box[1] + box[3]) / 2 < first[3] - 0.3 * min(run.size, lines[-1][0].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [run for line in lines for run in sorted(line, key=lambda run: run.box[0])]


def _in_lines(runs: Sequence[Run]) -> list[Sign]:
    """All signs, with a line break between runs that stand in different lines, a blank where there is a gap."""
    signs: list[Sign] = []
    last: Run | None = None
    for run in runs:
        if last is not None:
            if not _goes_right(last, run):
                signs.append(Sign("\n", None))
            elif _gap(last, run):
                signs.append(Sign(" ", None))
        signs.extend(run.signs)
        last = run
    return signs


def _gap(before: Run, here: Run) -> bool:
    last, first = before.signs[-1].character, here.signs[0].character
    if last.isspace() or first.isspace():
        return False
    gap = here.box[0] - before.box[2]
    han = written_without_blanks(last) and written_without_blanks(first)
    size = statistics.mean((before.size, here.size))
    return gap > (0.8 if han else 0.2) * size
