"""Texts beside the cells of a worksheet: comments, text boxes, what is printed above and below each page.

They describe no unit and are not read into one. But a person sees them, so none is passed over where it speaks of
secrecy, and comments and boxes are counted aloud.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from indexer.sheets.xml_walk import XmlWalk, local_name

MOST_KEPT = 10_000
"""The most asides of a worksheet that are kept; those behind them are not looked at."""

LONGEST = 10_000
"""The most characters of an aside that are looked at."""

_PRINTED = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)(?:\s[^>]*)?>([^<]*)<")


class AsideKind(Enum):
    """What an aside is; the value is its English name."""

    COMMENT = "comments on cells"
    BOX = "text boxes"
    AROUND = "text around the table"
    PRINTED = "the header or footer that is printed on each page"

    @property
    def zh(self) -> str:
        """Its Chinese name."""
        return {"COMMENT": "批注", "BOX": "文本框", "AROUND": "表格之外的文字", "PRINTED": "页眉页脚"}[
            self.name
        ]


@dataclass(frozen=True, slots=True)
class Aside:
    """A text beside the cells."""

    kind: AsideKind
    text: str


class AsideWalk(XmlWalk):
    """The comments or text boxes of one part of a workbook (ECMA-376 part 1, 18.7.3, 20.5.2.29)."""

    def __init__(self, kind: AsideKind) -> None:
        super().__init__()
        self.found: list[Aside] = []
        self._kind = kind
        self._unit = {AsideKind.COMMENT: ("comment", "threadedComment"), AsideKind.BOX: ("txBody",)}[kind]
        self._pieces: list[str] = []
        self._reading = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        local = local_name(name)
        if local in self._unit:
            self._pieces = []
        elif local in ("t", "text"):
            self._reading = True

    def characters(self, text: str) -> None:
        """Text between tags."""
        if self._reading:
            self._pieces.append(text)

    def closed(self, name: str) -> None:
        """An element ends."""
        local = local_name(name)
        if local in self._unit and len(self.found) < MOST_KEPT:
            text = "".join(self._pieces)[:LONGEST]
            if text.strip():
                self.found.append(Aside(self._kind, text))
        elif local in ("t", "text"):
            self._reading = False


def printed_asides(tail: bytes) -> list[Aside]:
    """What a worksheet prints on each page, from the last bytes of its part (ECMA-376 part 1, 18.3.1.46)."""
    texts = (html.unescape(found.decode("utf-8", "replace")) for found in _PRINTED.findall(tail))
    return [Aside(AsideKind.PRINTED, text) for text in dict.fromkeys(texts) if text.strip()]
