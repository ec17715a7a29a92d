"""Where a text goes on on the next page: what stands over the page's end.

A page's entry keeps the pairs of characters around its end, the last characters of its text and the first of the next
page's. The pair that stands over the end itself is marked, so a phrase that has it stands over the end, and one that
stands on either page alone is not found here again.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzers.chains import BOUNDARY as _BOUNDARY
from analyzers.chains import Analyzer, parts_of, word_runs
from analyzers.layout import closed_up, fold_closed

#: Characters of a page before its end: whatever stands before these is looked for in its own text.
BEFORE = 4
#: Characters of the next page: a longer phrase is compared with no more of it.
AFTER = 32
#: Stands between the two characters of the pair over the end; and, by itself, before all pairs of a seam.
SEAM = "\u2040"

#: Characters of a text in which so many of its folded characters surely stand.
_TAIL, _HEAD = 4 * BEFORE, AFTER + 16


def seam_of(analyzer: Analyzer, text: str, following: str) -> str:
    """The pairs around the end of a page, joined by blanks; empty where either side says nothing.

    Args:
        analyzer: that makes the pairs.
        text: of the page.
        following: the text of the next page.
    """
    tail, head = text.rstrip()[-_TAIL:], following.lstrip()[:_HEAD]
    if not tail or not head:
        return ""
    # Closed up before it is cut, so that dots in names are gone, and what stands around them follows nowhere again.
    before, line = analyzer.line(closed_up(tail)), analyzer.line(closed_up(tail + head))
    over = len(before) - 2
    if over <= 0 or over >= len(line) - 2:
        return ""
    first, last = max(1, over - BEFORE + 1), min(len(line) - 1, over + AFTER)
    pairs = [line[at : at + 2] for at in range(first, last)]
    pairs[over - first] = over_end(line[over : over + 2])
    return " ".join((SEAM, *pairs))


def over_end(pair: str) -> str:
    """A pair that stands over the end of a page."""
    return f"{pair[0]}{SEAM}{pair[1]}"


def line_of(text: str) -> str:
    """A text as it is looked for over the end of a page: closed up and folded, with one sign for each boundary."""
    return _BOUNDARY.join(part for run in word_runs(fold_closed(text)) for part in parts_of(run))


def splits(line: str) -> Iterator[str]:
    """The pairs of a line, each as it would stand over the end of a page."""
    for at in range(len(line) - 1):
        yield over_end(line[at : at + 2])


def split_at(line: str, at: int) -> tuple[tuple[int, str], ...]:
    """The pairs that pin a line of which the pair number `at` stands over the end of a page, as far as is kept of it.

    Returns:
        (position relative to the first, pair) in order.
    """
    first, last = max(0, at - BEFORE + 1), min(len(line) - 2, at + AFTER - 1)
    places = sorted({*range(at, first - 1, -2), *range(at, last + 1, 2), first, last})
    return tuple(
        (place - first, over_end(line[place : place + 2]) if place == at else line[place : place + 2])
        for place in places
    )
