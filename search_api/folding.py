"""Texts folded for looking into them; one text is looked into several times in a question."""

from __future__ import annotations

from functools import lru_cache

from analyzers.layout import fold_closed

#: Pages of a question that are looked into more than once, and some more.
_KEPT = 256


@lru_cache(maxsize=_KEPT)
def folded(text: str) -> str:
    """A text closed up and folded; a pure function, so what is kept of it tells nothing of anybody."""
    return fold_closed(text)
