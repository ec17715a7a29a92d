"""One character of a page's text layer."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points of the page as shown, origin top left, y down."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One character of a layer; box None if it has no place; `seen` if it has ink of its own."""

    character: str
    box: Place | None
    seen: bool = True
