"""Marking what was found, in the text as it is shown; the same for every engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from analyzers.chains import BETWEEN_WORDS, LETTER_CLASS, OPEN_SIGNS, has_letters, parts_of
from analyzers.english import in_either_number
from analyzers.fold import fold, folds_one_to_one, written_as, written_between
from analyzers.layout import GONE, close_up, fold_closed_with_offsets
from holdings.page_lines import stretches
from holdings.pages import unpack_some_boxes
from search_api.folding import folded

_BOUNDARY = f"{BETWEEN_WORDS}+"
_PIECE = 120  # characters of a page shown around its marks
_MOST_MARKS = 500

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
    pieces = [_piece_of(needle, _FOLDED) for needle in sorted(needles, key=len, reverse=True)]
    known = list(filter(None, pieces))
    return re.compile("|".join(known)) if known else None


@lru_cache(maxsize=256)
def _pattern_as_written(needles: tuple[str, ...], gaps: bool) -> re.Pattern[str]:
    """What finds the same in a text that folds one to one, as it is written but closed up.

    Args:
        needles: folded.
        gaps: whether the text had any layout, which now is a sign without width.
    """
    form = _WITH_GAPS if gaps else _AS_WRITTEN
    pieces = [_piece_of(needle, form) for needle in sorted(needles, key=len, reverse=True)]
    return re.compile("|".join(filter(None, pieces)) or r"(?!)")


@dataclass(frozen=True, slots=True)
class _Form:
    """How a text is looked into.

    Attributes:
        run: a pattern for a run of word characters; empty where no such text can hold it.
        between: a pattern for what stands between two runs.
        meeting: for what may stand where letters and characters of East Asia meet.
        letters: members of a character class: what goes on a word.
    """

    run: Callable[[str], str]
    between: Callable[[], str]
    meeting: Callable[[], str]
    letters: str


def _piece_of(needle: str, form: _Form) -> str:
    """A pattern for a needle; empty where no text of the form can hold it."""
    runs = [run for run in re.split(_BOUNDARY, needle) if run]
    if not runs:
        return ""
    if len(runs) == 1 and len(words := in_either_number(runs[0])) > 1:
        written = [form.run(word) for word in sorted(words, key=len, reverse=True)]
        piece = f"(?:{'|'.join(written)})" if all(written) else ""
    else:
        pieces = [_in_parts(run, form) for run in runs]
        piece = form.between().join(pieces) if all(pieces) else ""
    if not piece:
        return ""
    if has_letters(runs[0][0]) and not needle.startswith(tuple(OPEN_SIGNS)):
        piece = f"(?<![{form.letters}]){piece}"
    if has_letters(runs[-1][-1]) and not needle.endswith(tuple(OPEN_SIGNS)):
        piece += f"(?![{form.letters}])"
    return piece


def _in_parts(run: str, form: _Form) -> str:
    parts = [form.run(part) for part in parts_of(run)]
    return form.meeting().join(parts) if all(parts) else ""


def _run_as_written(run: str, gap: str = "") -> str:
    """A run of word characters in whatever script; empty where no such text can hold it."""
    forms = [written_as(character) for character in run]
    if not all(forms):
        return ""
    return gap.join(f"[{re.escape(form)}]" if len(form) > 1 else re.escape(form) for form in forms)


@cache
def _between_as_written() -> str:
    return f"[{re.escape(written_between())}]+"


_FOLDED = _Form(re.escape, lambda: _BOUNDARY, lambda: f"{BETWEEN_WORDS}*", f"0-9{LETTER_CLASS}")
_LETTERS_AS_WRITTEN = "0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_AS_WRITTEN = _Form(
    _run_as_written, _between_as_written, lambda: f"(?:{_between_as_written()})?", _LETTERS_AS_WRITTEN
)
_WITH_GAPS = _Form(
    partial(_run_as_written, gap=f"{GONE}*"),
    _between_as_written,
    _AS_WRITTEN.meeting,
    f"{_LETTERS_AS_WRITTEN}{GONE}",
)


def marks_in(text: str, needles: tuple[str, ...]) -> tuple[Range, ...]:
    """Where the needles stand in a text: ranges of its own characters, in order, not overlapping."""
    if not text or not needles:
        return ()
    if (plain := _as_long(text)) is not None:
        folded_pattern = pattern_of(needles)
        return tuple(at.span() for at in _some(folded_pattern, plain)) if folded_pattern else ()
    if folds_one_to_one(text):
        # Without folding it, in a quarter of the time.
        closed = close_up(text)
        return tuple(at.span() for at in _some(_pattern_as_written(needles, GONE in closed), closed))
    pattern = pattern_of(needles)
    if pattern is None or pattern.search(folded(text)) is None:
        return ()
    return _places(text, pattern)


def _as_long(text: str) -> str | None:
    """A text folded, where every place in it is the same place in the text as it is shown; None where one is not.

    The pages that a list begins with were folded to rank them: then neither folding takes time, nor a pattern of all
    ways of writing, whose making took 2.3 ms a question.
    """
    if not folds_one_to_one(text):
        return None
    plain = folded(text)
    return plain if len(plain) == len(text) else None


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
    if (plain := _as_long(text)) is not None and (pattern := pattern_of(needles)) is not None:
        found = [(at.start(), at.group()) for at in _some(pattern, plain)]
        start = _start_of_piece(text, _best_start(found))
        piece = slice(start, start + _PIECE)
        return Snippet(text[piece], start, tuple(at.span() for at in _some(pattern, plain[piece])))
    if folds_one_to_one(text):
        closed = close_up(text)
        as_written = _pattern_as_written(needles, GONE in closed)
        around = _best_start([(at.start(), fold(at.group())) for at in _some(as_written, closed)])
        start = _start_of_piece(text, around)
        end = start + _PIECE
        return Snippet(
            text[start:end], start, tuple(at.span() for at in _some(as_written, closed[start:end]))
        )
    pattern = pattern_of(needles)
    if pattern is None:
        return Snippet(text[:_PIECE], 0, ())
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
