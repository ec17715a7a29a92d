"""What a drawn page is, for those who ask for one; what draws it loads much and is apart (`holdings.media.drawing`)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from holdings.media.kinds import IMAGE_KINDS, MediaKind

DRAWN_KINDS = IMAGE_KINDS | {MediaKind.PDF, MediaKind.OFD}
"""Kinds of object whose pages are pictures, or can be drawn; all others flow, and have text alone."""

SIZE = struct.Struct("<II")
"""Width and height in pixels, as a process of the studio sends them."""

READY, PICTURE, MEASURE, NONE, ERROR = b"r", b"p", b"m", b"n", b"e"
"""The first byte of what such a process sends: numbers and bytes alone, never pickled."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page as it is sent to a reader.

    Attributes:
        jpeg: the bytes.
        width: in pixels.
        height: in pixels.
    """

    jpeg: bytes
    width: int
    height: int


class NoPictureError(Exception):
    """The page has text alone: drawing it would show less than its text says."""
