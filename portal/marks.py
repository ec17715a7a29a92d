"""Texts of the holdings as HTML: escaped, with marks around ranges. Nothing of a record is ever markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup, escape

#: Marks of a page that are numbered; the rest of its text stands unmarked.
MOST_NUMBERED: Final = 1_000


def marked(text: str, ranges: Sequence[Sequence[int]]) -> Markup:
    """A text with `<mark>` around its marked ranges.

    Args:
        text: as it stands in the holdings; escaped here.
        ranges: [start, end) in characters from 0, in any order; those that overlap or touch become one,
            those outside the text are cut or left out.

    Returns:
        HTML whose text content is `text`.
    """
    pieces: list[str | Markup] = []
    at = 0
    for start, end in joined(ranges, len(text)):
        pieces += (escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>"))
        at = end
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def numbered(text: str, ranges: Sequence[Sequence[int]], now: int) -> Markup:
    """As `marked`; each mark has its number from 1 in `data-hit` and id, the one shown, `now`, that class too.

    The first `MOST_NUMBERED` are marked.
    """
    pieces: list[str | Markup] = []
    at = 0
    for number, (start, end) in enumerate(joined(ranges, len(text))[:MOST_NUMBERED], 1):
        kind = Markup(' class="now"') if number == now else Markup("")
        opening = Markup('<mark id="mark{0}" data-hit="{0}"{1}>').format(number, kind)
        pieces += (escape(text[at:start]), opening, escape(text[start:end]), Markup("</mark>"))
        at = end
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def joined(ranges: Sequence[Sequence[int]], length: int) -> list[tuple[int, int]]:
    """Ranges in order, without overlap, none empty, all within a text of this length."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, pair[0]), min(length, pair[1])) for pair in ranges):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
