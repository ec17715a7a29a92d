"""Where a page that was recognised may say something else: the engine's own second thoughts, kept with the page."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

#: Chances are kept in thousandths.
SCALE = 1_000

_NO_BOXES = zlib.compress(b"", 6)

Guess = tuple[str, float]
"""A sign, or "" for none, and how likely it is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One place of a recognised text that the engine was not sure of.

    Attributes:
        at: index of the character in the page's text, from 0.
        chance: that it is what was read, 0 to 1.
        others: what it may be instead, likeliest first; "" where nothing may have stood there.
        lost: what may have stood before it and was not read; likeliest first.
    """

    at: int
    chance: float
    others: tuple[Guess, ...] = ()
    lost: tuple[Guess, ...] = ()


def with_doubts(boxes: bytes, doubts: Sequence[Doubt], text: str) -> bytes:
    """A page's packed boxes (`holdings.pages.pack_boxes`) with its doubts behind them.

    They travel together: wherever a reading of a page goes, both go.

    Args:
        boxes: packed; b"" for none.
        doubts: in the order of the text.
        text: that they are about. Its digest is kept with them: doubts about another text say nothing.
    """
    if not doubts:
        return boxes
    rows = [
        [doubt.at, _thousandths(doubt.chance), _flat(doubt.others), _flat(doubt.lost)] for doubt in doubts
    ]
    written = json.dumps([_digest(text), rows], ensure_ascii=False, separators=(",", ":"))
    return (boxes or _NO_BOXES) + zlib.compress(written.encode("utf-8"), 6)


def doubts_in(packed: bytes, text: str) -> tuple[Doubt, ...]:
    """The doubts that stand behind a page's boxes, chances to a thousandth; none if about another text."""
    if not packed:
        return ()
    boxes = zlib.decompressobj()
    boxes.decompress(packed)
    if not boxes.unused_data:
        return ()
    digest, rows = json.loads(zlib.decompress(boxes.unused_data))
    if digest != _digest(text):
        return ()
    return tuple(Doubt(at, chance / SCALE, _pairs(others), _pairs(lost)) for at, chance, others, lost in rows)


def _digest(text: str) -> int:
    return zlib.crc32(text.encode("utf-8"))


def _thousandths(chance: float) -> int:
    return min(SCALE, max(0, round(chance * SCALE)))


def _flat(guesses: Sequence[Guess]) -> list[str | int]:
    return [part for sign, chance in guesses for part in (sign, _thousandths(chance))]


def _pairs(flat: list[str | int]) -> tuple[Guess, ...]:
    return tuple((str(sign), int(chance) / SCALE) for sign, chance in zip(flat[::2], flat[1::2], strict=True))
