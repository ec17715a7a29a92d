"""Texts folded for looking into them; one text is looked into several times in a question."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from analyzers.fold import fold
from analyzers.layout import close_up

#: Pages of a question that are looked into more than once, and some more.
_KEPT = 256


class ClosedAndFolded(NamedTuple):
    """A text without its layout.

    Attributes:
        closed: closed up; as long as the text that is shown.
        folded: this, folded.
    """

    closed: str
    folded: str


@lru_cache(maxsize=_KEPT)
def closed_and_folded(text: str) -> ClosedAndFolded:
    """A text closed up, and folded; a pure function, so what is kept of it tells nothing of anybody."""
    closed = close_up(text)
    return ClosedAndFolded(closed, fold(closed))


def folded(text: str) -> str:
    """A text closed up and folded."""
    return closed_and_folded(text).folded
