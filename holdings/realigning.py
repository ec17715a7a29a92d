"""Where characters stand after a text was mended: what stayed keeps its box, what came takes the place it fills."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

import numpy as np

from holdings.pages import Box

#: Cells of one alignment by character (4,000 characters mended into 4,000); beyond it new text has no boxes.
MOST_CELLS = 16_000_000
#: A gap narrower than this share of a neighbour's size holds no lost character.
_LEAST_GAP = 0.25

Pair = tuple[int | None, int | None]


def realigned(before: str, boxes: Sequence[Box | None], after: str) -> tuple[Box | None, ...]:
    """The boxes of a mended text.

    A character that stayed keeps its box. One that took another's place (as a misread one is mended) takes its
    box; one that was added takes its share of the gap between its neighbours on the line, if there is one; line
    breaks and blanks that came have none.

    Args:
        before: the text as it was.
        boxes: of its characters, in order; empty where nothing is known.
        after: the text as it is.

    Returns:
        One a character of `after`; empty where `boxes` is, and where not one is known any more.
    """
    if not boxes or not after:
        return ()
    placed: list[Box | None] = [None] * len(after)
    for old, new in pairs(before, after):
        if old is not None and new is not None and (before[old] == after[new] or not after[new].isspace()):
            placed[new] = boxes[old]
    for start, end in _added(before, after, placed):
        for at, box in enumerate(_between(placed, start, end), start):
            placed[at] = box
    return tuple(placed) if any(box is not None for box in placed) else ()


def removes(before: str, after: str) -> bool:
    """Whether a mended text lacks something that the text before said; blanks and line breaks say nothing."""
    kept = {old for old, _ in _same(before, after)}
    return any(at not in kept and not sign.isspace() for at, sign in enumerate(before))


def differences(before: str, after: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Ranges [start, end) of the characters of each text that the other has otherwise or not at all.

    Where the other merely has more there is an empty range at that place.
    """
    ours: list[tuple[int, int]] = []
    theirs: list[tuple[int, int]] = []
    at_ours = at_theirs = 0
    for old, new in [*_same(before, after), (len(before), len(after))]:
        if old > at_ours or new > at_theirs:
            ours.append((at_ours, old))
            theirs.append((at_theirs, new))
        at_ours, at_theirs = old + 1, new + 1
    return ours, theirs


def pairs(before: str, after: str) -> Iterator[Pair]:
    """Places in both texts that belong together, in order: (place, None) was removed, (None, place) was added.

    By lines first, then by characters with the least number of edits.
    """
    old_lines, new_lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    olds, news = _starts(old_lines), _starts(new_lines)
    matcher = difflib.SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    for _, i0, i1, j0, j1 in matcher.get_opcodes():
        yield from _within(before, olds[i0], olds[i1], after, news[j0], news[j1])


def _same(before: str, after: str) -> Iterator[tuple[int, int]]:
    for old, new in pairs(before, after):
        if old is not None and new is not None and before[old] == after[new]:
            yield old, new


def _starts(lines: Sequence[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _within(before: str, i0: int, i1: int, after: str, j0: int, j1: int) -> Iterator[Pair]:
    while i0 < i1 and j0 < j1 and before[i0] == after[j0]:
        yield i0, j0
        i0, j0 = i0 + 1, j0 + 1
    tail = 0
    while i0 < i1 - tail and j0 < j1 - tail and before[i1 - tail - 1] == after[j1 - tail - 1]:
        tail += 1
    i1, j1 = i1 - tail, j1 - tail
    for old, new in _least_edits(before[i0:i1], after[j0:j1]):
        yield (None if old is None else i0 + old), (None if new is None else j0 + new)
    for step in range(tail):
        yield i1 + step, j1 + step


def _least_edits(before: str, after: str) -> Iterator[Pair]:
    """Levenshtein's alignment; a substitution before a removal with an addition."""
    if not before or not after or len(before) * len(after) > MOST_CELLS:
        yield from ((at, None) for at in range(len(before)))
        yield from ((None, at) for at in range(len(after)))
        return
    costs = _costs(before, after)
    found: list[Pair] = []
    i, j = len(before), len(after)
    while i and j:
        cost = costs[i, j]
        if cost == costs[i - 1, j - 1] + (before[i - 1] != after[j - 1]):
            i, j = i - 1, j - 1
            found.append((i, j))
        elif cost == costs[i - 1, j] + 1:
            i -= 1
            found.append((i, None))
        else:
            j -= 1
            found.append((None, j))
    found.extend((at, None) for at in range(i - 1, -1, -1))
    found.extend((None, at) for at in range(j - 1, -1, -1))
    yield from reversed(found)


def _costs(before: str, after: str) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    ours = np.fromiter(map(ord, after), dtype=np.int32, count=len(after))
    steps = np.arange(len(after) + 1, dtype=np.int32)
    costs = np.empty((len(before) + 1, len(after) + 1), dtype=np.int32)
    costs[0] = steps
    for count, sign in enumerate(before, start=1):
        above = costs[count - 1]
        best = np.minimum(above[1:] + 1, above[:-1] + (ours != ord(sign)))
        row = np.concatenate((np.array([count], dtype=np.int32), best))
        # An addition may follow an addition: the running minimum of (cost - place) carries them all.
        costs[count] = np.minimum.accumulate(row - steps) + steps
    return costs


def _added(before: str, after: str, placed: Sequence[Box | None]) -> Iterator[tuple[int, int]]:
    """Runs [start, end) of characters that came without taking another's place."""
    start = -1
    fresh = {new for old, new in pairs(before, after) if old is None}
    for at in range(len(after) + 1):
        inside = at < len(after) and at in fresh and placed[at] is None and not after[at].isspace()
        if inside and start < 0:
            start = at
        elif not inside and start >= 0:
            yield start, at
            start = -1


def _between(placed: Sequence[Box | None], start: int, end: int) -> list[Box | None]:
    """The gap between the neighbours of a run on their line, shared out among it; nothing where there is none."""
    nowhere: list[Box | None] = [None] * (end - start)
    left = placed[start - 1] if start else None
    right = placed[end] if end < len(placed) else None
    if left is None or right is None:
        return nowhere
    count = end - start
    if _on_one_line(left, right, 1) and right[0] - left[2] > _LEAST_GAP * (left[2] - left[0]):
        step = (right[0] - left[2]) / count
        top, bottom = min(left[1], right[1]), max(left[3], right[3])
        return [(left[2] + at * step, top, left[2] + (at + 1) * step, bottom) for at in range(count)]
    if _on_one_line(left, right, 0) and right[1] - left[3] > _LEAST_GAP * (left[3] - left[1]):
        step = (right[1] - left[3]) / count
        near, far = min(left[0], right[0]), max(left[2], right[2])
        return [(near, left[3] + at * step, far, left[3] + (at + 1) * step) for at in range(count)]
    return nowhere


def _on_one_line(left: Box, right: Box, side: int) -> bool:
    """Whether two boxes share half of the smaller one across the line; `side` 1 for horizontal, 0 for vertical."""
    shared = min(left[side + 2], right[side + 2]) - max(left[side], right[side])
    return shared > 0.5 * min(left[side + 2] - left[side], right[side + 2] - right[side])
