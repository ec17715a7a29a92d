"""Marking what was found in spite of misreadings, at its place in the text as it was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analyzers.chains import BOUNDARY, word_runs
from analyzers.layout import fold_closed
from analyzers.misreadings import find_likely, places_of
from holdings.doubts import Doubt, doubts_in
from search_api.marks import Range, Snippet, snippet_at, snippet_of
from search_api.tolerant import runs_of


def misread_marks(text: str, doubts: Iterable[Doubt], phrases: Iterable[str]) -> tuple[Range, ...]:
    """Where phrases stand in a recognised text if it was misread: ranges of its characters, in order.

    Args:
        text: the page's text as it was read.
        doubts: where its engine was not sure.
        phrases: as they were asked.
    """
    places = places_of(text, doubts)
    ranges: list[Range] = []
    for phrase in phrases:
        ranges += find_likely(places, BOUNDARY.join(word_runs(fold_closed(phrase))))
    return joined(ranges)


def misread_snippet(text: str, packed: bytes, phrases: tuple[str, ...], needles: tuple[str, ...]) -> Snippet:
    """The piece of a page around the first phrase that was misread on it, with all marks.

    Args:
        text: the page's text as it was read.
        packed: the page's boxes with its doubts (`holdings.doubts.with_doubts`).
        phrases: as they were asked.
        needles: folded pieces that are marked where they stand.
    """
    doubts = doubts_in(packed, text)
    # A page may hold all runs of a phrase at different places.
    ranges = misread_marks(text, doubts, phrases) or misread_marks(
        text, doubts, [run for phrase in phrases for run in runs_of(phrase)]
    )
    if not ranges:
        return snippet_of(text, needles)
    piece = snippet_at(text, ranges[0][0], needles)
    end = piece.start + len(piece.text)
    within = [
        (max(start, piece.start) - piece.start, min(last, end) - piece.start)
        for start, last in ranges
        if start < end and last > piece.start
    ]
    return replace(piece, marks=joined([*within, *piece.marks]))


def read_as_asked(text: str, packed: bytes, pairs: frozenset[str]) -> str:
    """A recognised text, folded, with what makes a pair that is asked in the place of what was read.

    Args:
        text: as it was read.
        packed: the page's boxes with its doubts.
        pairs: folded pairs of characters that the question holds.
    """
    places = places_of(text, doubts_in(packed, text))
    signs = [place.said for place in places]
    for at, place in enumerate(places):
        if place.others:
            before = signs[at - 1][-1:] if at else ""
            following = places[at + 1 : at + 2]
            after = [form[:1] for one in following for form in (one.said, *(form for form, _ in one.others))]
            signs[at] = next(
                (form for form, _ in place.others if _make_a_pair(before + form, after, pairs)), signs[at]
            )
    return "".join(signs)


def _make_a_pair(piece: str, after: Iterable[str], pairs: frozenset[str]) -> bool:
    wholes = [piece + sign for sign in after] or [piece]
    return any(whole[at : at + 2] in pairs for whole in wholes for at in range(len(whole) - 1))


def joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Ranges in order, those that overlap joined."""
    whole: list[Range] = []
    for start, end in sorted(ranges):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return tuple(whole)
