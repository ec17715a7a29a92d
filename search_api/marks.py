"""Marking what was found, in the text as it is shown; the same for every engine."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from analyzers.chains import BETWEEN_WORDS, LETTER_CLASS, OPEN_SIGNS, has_letters, parts_of
from analyzers.english import in_either_number
from analyzers.fold import folds_one_to_one
from analyzers.layout import GONE, close_up, fold_closed_with_offsets
from holdings.page_lines import stretches
from holdings.pages import unpack_some_boxes
from search_api.folding import closed_and_folded, folded

_BOUNDARY = f"{BETWEEN_WORDS}+"
_PIECE = 120  # characters of a page shown around its marks
_MOST_MARKS = 500
_GONE = re.compile(GONE)

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text around what was found.

    Attributes:
        text: the piece, as it stands in the original.
        start: where it begins in the original, in characters from 0.
        marks: [start, end) in the piece.
    """

    text: str
    start: int
    marks: tuple[Range, ...]


@lru_cache(maxsize=256)
def pattern_of(needles: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds folded needles in a text that was closed up and folded, the longest first; None if there are none.

    Any run of characters that are no word characters matches any other, as in the index.
    """
    known = list(filter(None, map(_piece_of, sorted(needles, key=len, reverse=True))))
    return re.compile("|".join(known)) if known else None


def _piece_of(needle: str) -> str:
    """A pattern for a needle; empty where it holds nothing to look for."""
    runs = [run for run in re.split(_BOUNDARY, needle) if run]
    if not runs:
        return ""
    if len(runs) == 1 and len(words := in_either_number(runs[0])) > 1:
        piece = f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"
    else:
        piece = _BOUNDARY.join(map(_in_parts, runs))
    if has_letters(runs[0][0]) and not needle.startswith(tuple(OPEN_SIGNS)):
        piece = f"(?<![{_LETTERS}]){piece}"
    if has_letters(runs[-1][-1]) and not needle.endswith(tuple(OPEN_SIGNS)):
        piece += f"(?![{_LETTERS}])"
    return piece


def _in_parts(run: str) -> str:
    """A pattern for a run of word characters: where letters and characters of East Asia meet, signs may stand."""
    return f"{BETWEEN_WORDS}*".join(map(re.escape, parts_of(run)))


#: Members of a character class: what goes on a word.
_LETTERS = f"0-9{LETTER_CLASS}"


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text folded, of which each character is one of the text as it is shown.

    Attributes:
        text: closed up and folded.
        taken: where layout was taken out of the text as it is shown, in order.
        before: for each of these how many characters of `text` stand before it.
    """

    text: str
    taken: tuple[int, ...]
    before: tuple[int, ...]

    def shown(self, place: int) -> int:
        """Where a character stands in the text as it is shown."""
        return place + bisect_right(self.before, place)

    def folded(self, place: int) -> int:
        """Where a character as it is shown stands in the folded text; of layout, what follows it."""
        return place - bisect_left(self.taken, place)

    def span(self, start: int, end: int) -> Range:
        """Where a stretch lies in the text as it is shown."""
        return (start, end) if not self.taken else (self.shown(start), self.shown(end - 1) + 1)


@lru_cache(maxsize=256)
def _plain(text: str) -> _Plain | None:
    """A text folded, where places in it are easily told from those of the text as it is shown; else None.

    So a pattern is made of the needles as they are folded, and none of all ways of writing them, whose making took
    4 ms a question; the first pages of a list were folded to rank them.
    """
    if not folds_one_to_one(text):
        return None
    read = closed_and_folded(text)
    if len(read.folded) == len(text):
        return _Plain(read.folded, (), ())
    taken = tuple(found.start() for found in _GONE.finditer(read.closed))
    return _Plain(read.folded, taken, tuple(at - earlier for earlier, at in enumerate(taken)))


def marks_in(text: str, needles: tuple[str, ...]) -> tuple[Range, ...]:
    """Where the needles stand in a text: ranges of its own characters, in order, not overlapping."""
    if not text or not needles or (pattern := pattern_of(needles)) is None:
        return ()
    if (plain := _plain(text)) is not None:
        return tuple(plain.span(*at.span()) for at in _some(pattern, plain.text))
    return _places(text, pattern) if pattern.search(folded(text)) is not None else ()


def _places(text: str, pattern: re.Pattern[str]) -> tuple[Range, ...]:
    told = fold_closed_with_offsets(text)
    ranges: list[Range] = []
    for found in pattern.finditer(told.text):
        start, end = told.original_span(found.start(), found.end())
        if ranges and start < ranges[-1][1]:
            start = ranges[-1][1]
        if start < end:
            ranges.append((start, end))
        if len(ranges) >= _MOST_MARKS:
            break
    return tuple(ranges)


def snippet_of(text: str, needles: tuple[str, ...]) -> Snippet:
    """The piece of a text where most of the needles stand together, with its marks."""
    if len(text) <= _PIECE:
        return Snippet(text, 0, marks_in(text, needles))
    pattern = pattern_of(needles)
    if pattern is None:
        return Snippet(text[:_PIECE], 0, ())
    if (known := _plain(text)) is not None:
        around = _best_start([(known.shown(at.start()), at.group()) for at in _some(pattern, known.text)])
        start = _start_of_piece(text, around)
        first, last = known.folded(start), known.folded(start + _PIECE)
        spans = (at.span() for at in _some(pattern, known.text[first:last]))
        marks = (known.span(first + low, first + high) for low, high in spans)
        return Snippet(
            text[start : start + _PIECE], start, tuple((low - start, high - start) for low, high in marks)
        )
    plain = folded(text)
    # Places in the folded text are near enough to choose a piece by; the marks are found in the piece itself.
    scale = len(text) / max(1, len(plain))
    found = [(round(at.start() * scale), at.group()) for at in _some(pattern, plain)]
    snippet = _piece(text, _best_start(found), pattern)
    if found and not snippet.marks:
        # Not near enough: many characters have grown or vanished in folding.
        exact = fold_closed_with_offsets(text)
        places = [(exact.folded.starts[at.start()], at.group()) for at in _some(pattern, exact.text)]
        snippet = _piece(text, _best_start(places), pattern)
    return snippet


def snippet_at(text: str, around: int, needles: tuple[str, ...]) -> Snippet:
    """The piece of a text around one of its characters, with the needles' marks."""
    return _piece(text, around, pattern_of(needles))


def _piece(text: str, around: int, pattern: re.Pattern[str] | None) -> Snippet:
    start = _start_of_piece(text, around)
    end = start + _PIECE
    # Closed up as a part of the whole: the lines of a table are known by their other lines.
    marks = _places(close_up(text)[start:end], pattern) if pattern is not None else ()
    return Snippet(text[start:end], start, marks)


def _start_of_piece(text: str, around: int) -> int:
    return max(0, min(around - _PIECE // 4, len(text) - _PIECE))


def boxes_of(packed: bytes, marks: Sequence[Range], offset: int = 0) -> list[list[float]]:
    """Boxes of marked characters, joined along each line: fractions of the page, origin top left."""
    if not packed:
        return []
    marked = unpack_some_boxes(packed, [(start + offset, end + offset) for start, end in marks])
    return [
        list(stretch.box) for characters in marked for stretch in stretches(characters, 0, len(characters))
    ]


def _some(pattern: re.Pattern[str], folded: str) -> list[re.Match[str]]:
    found = []
    for match in pattern.finditer(folded):
        found.append(match)
        if len(found) >= _MOST_MARKS:
            break
    return found


def _best_start(places: list[tuple[int, str]]) -> int:
    best, best_worth = (places[0][0] if places else 0), 0
    for index, (start, _) in enumerate(places):
        here: set[str] = set()
        for at, needle in places[index : index + 40]:
            if at > start + _PIECE - _PIECE // 4:
                break
            here.add(needle)
        worth = sum(len(needle) for needle in here)
        if worth > best_worth:
            best, best_worth = start, worth
    return best
