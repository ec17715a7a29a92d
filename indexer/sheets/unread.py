"""Worksheets that are not read: none of them goes without its name being said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Unseen(Enum):
    """Why a worksheet is not read."""

    HIDDEN = "hidden"
    CHART = "a chart"
    DIALOG = "a dialogue"
    MACRO = "macros"
    OTHER = "no worksheet"


@dataclass(frozen=True, slots=True)
class UnreadWorksheet:
    """A worksheet that is not read.

    Attributes:
        title: its name.
        why: why it is not read.
    """

    title: str
    why: Unseen
