"""Markup in whatever encoding it states: which one, and the same as UTF-8."""

from __future__ import annotations

import codecs
import re
from typing import IO

HEAD = 4_096
"""So many first bytes tell the encoding."""

_STATED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)|encoding\s*=\s*[\"']([A-Za-z0-9_\-]+)", re.I)
_CHINESE = {"cp936": "gb18030", "ms936": "gb18030", "x-gbk": "gb18030", "big5": "cp950", "x-x-big5": "cp950"}


def codec_of(head: bytes) -> str:
    """The codec of a web page or of XML: by its mark, else as it says, else UTF-8 or GB18030.

    Args:
        head: its first bytes.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if b"\0" in head[:4]:
        return "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    found = _STATED.search(head)
    stated = (found[1] or found[2]).decode("ascii").lower() if found is not None else ""
    if stated.startswith("gb"):
        return "gb18030"
    if stated in _CHINESE:
        return _CHINESE[stated]
    if stated and not stated.startswith("utf"):
        try:
            return codecs.lookup(stated).name
        except LookupError:
            pass
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


class AsUtf8:
    """A source of markup as UTF-8, without blanks before its first character.

    Args:
        source: the bytes as they are.
    """

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False

    def read(self, size: int) -> bytes:
        """About so many bytes; none at the end.

        Raises:
            UnicodeDecodeError: the source is not in the encoding that it states.
        """
        while True:
            piece = self._source.read(size)
            if self._decoder is None:
                self._decoder = codecs.getincrementaldecoder(codec_of(piece[:HEAD]))("strict")
            text = self._decoder.decode(piece, final=not piece)
            if not self._begun:
                text = text.lstrip("\ufeff \t\r\n")
                self._begun = bool(text)
            if text or not piece:
                return text.encode("utf-8", "surrogatepass")
