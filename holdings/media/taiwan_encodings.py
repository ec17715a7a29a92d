"""Encodings of Chinese that Python has no codec for: EUC-TW and ISO-2022-CN (RFC 1922).

Both write characters of CNS 11643. Its first two planes are the two levels of Big5 in nearly the same order, so that a
list of the stretches in which they run alike, and Python's codec of Big5, stand for a table. The stretches were taken
from glibc's EUC-TW. Characters of further planes, which Big5 does not have, are damaged ones.
"""

from __future__ import annotations

import bisect
import codecs
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

EUC_TW, ISO_2022_CN = "euc_tw", "iso2022_cn"

# (place in the plane, place in Big5, how many): places count rows of 94 cells, rows of 157 in Big5 from 0xA140 on.
# fmt: off
_PLANES: tuple[tuple[tuple[int, int, int], ...], ...] = (
    (
    (0, 0, 5), (6, 6, 15), (21, 23, 2), (24, 22, 1), (29, 29, 44), (73, 74, 1), (74, 73, 1), (75, 75, 22),
    (98, 98, 1), (100, 100, 27), (127, 128, 1), (128, 127, 1), (129, 129, 19), (148, 149, 1), (149, 148, 1),
    (150, 150, 4), (155, 21, 1), (156, 156, 78), (282, 234, 29), (312, 264, 1), (314, 266, 142), (470, 6101, 20),
    (3290, 471, 1412), (4702, 1884, 424), (5126, 1883, 1), (5127, 2308, 1876), (7003, 4571, 1), (7004, 4184, 387),
    (7391, 4572, 525), (7916, 5286, 1), (7917, 5097, 105), (8023, 5203, 83), (8106, 5287, 84), (8190, 5517, 1),
    (8191, 5371, 54), (8245, 5426, 1), (8246, 5425, 1), (8247, 5427, 90), (8337, 5518, 354),
    ),
    (
    (0, 6280, 10), (10, 6291, 33), (43, 6372, 1), (44, 6324, 48), (92, 6373, 46), (138, 6586, 1), (139, 6419, 167),
    (306, 6587, 1840), (2146, 9074, 1), (2147, 8428, 108), (2255, 8537, 537), (2792, 8427, 1), (2793, 9075, 100),
    (2893, 8536, 1), (2894, 9175, 399), (3293, 9575, 1637), (4930, 11761, 1), (4931, 11212, 146), (5077, 11899, 1),
    (5078, 11358, 287), (5365, 12508, 1), (5366, 11645, 116), (5482, 11762, 137), (5619, 11900, 104),
    (5723, 12425, 1), (5724, 12004, 222), (5946, 12227, 198), (6144, 12426, 82), (6226, 12509, 86),
    (6312, 12226, 1), (6313, 12595, 8), (6321, 12604, 153), (6474, 12758, 56), (6530, 13114, 1), (6531, 12814, 113),
    (6644, 12603, 1), (6645, 12927, 142), (6787, 12757, 1), (6788, 13069, 45), (6833, 13115, 71), (6904, 13380, 1),
    (6905, 13186, 194), (7099, 13381, 490), (7589, 13914, 1), (7590, 13871, 43), (7633, 13915, 1),
    (7634, 13917, 11), (7645, 13916, 1), (7646, 13928, 4),
    ),
)
# fmt: on
_BEGINS = tuple([run[0] for run in plane] for plane in _PLANES)
_SPELLINGS = ("cp950", "big5")
_PLANE_SHIFT, _FIRST = 0x8E, 0xA1
_BIG5_ROW, _CNS_ROW, _BIG5_LOW = 157, 94, 63

# ISO-2022-CN: which sets of characters escape sequences name, and the signs that switch between them.
_SETS = {b"\x1b$)A": "gb", b"\x1b$)G": "cns1", b"\x1b$*H": "cns2"}
_SHIFT_OUT, _SHIFT_IN, _SINGLE = 0x0E, 0x0F, b"\x1bN"
BEGINS_ISO_2022_CN = re.compile(rb"\x1b\$(?:\)[AEG]|\*H)")


def _character(plane: int, row: int, cell: int) -> str:
    """A character of CNS 11643 by its row and cell, from 0; empty for none that Big5 has."""
    if not (1 <= plane <= 2 and 0 <= row < _CNS_ROW and 0 <= cell < _CNS_ROW):
        return ""
    place = row * _CNS_ROW + cell
    at = bisect.bisect_right(_BEGINS[plane - 1], place) - 1
    begin, big5, count = _PLANES[plane - 1][at] if at >= 0 else (0, 0, 0)
    if place >= begin + count:
        return ""
    lead, trail = divmod(big5 + place - begin, _BIG5_ROW)
    octets = bytes((_FIRST + lead, trail + (0x40 if trail < _BIG5_LOW else 0xA1 - _BIG5_LOW)))
    for spelling in _SPELLINGS:
        try:
            return octets.decode(spelling)
        except UnicodeDecodeError:
            continue
    return ""


def _euc_tw(octets: bytes, final: bool) -> Iterator[tuple[int, int, str]]:
    """(first byte, byte after, character) of each character; an empty one for bytes that are none."""
    at, end = 0, len(octets)
    while at < end:
        lead = octets[at]
        if lead < 0x80:
            yield at, at + 1, chr(lead)
            at += 1
            continue
        size = 4 if lead == _PLANE_SHIFT else 2
        if at + size > end and not final:
            return
        whole = octets[at : at + size]
        plane = whole[1] - 0xA0 if size == 4 and len(whole) == 4 else 1
        row, cell = (whole[-2] - _FIRST, whole[-1] - _FIRST) if len(whole) == size else (-1, -1)
        sign = _character(plane, row, cell)
        # What is formed as a character is one, known or not; of anything else the first byte alone is damaged.
        step = size if sign or (0 <= row < _CNS_ROW and 0 <= cell < _CNS_ROW) else 1
        yield at, at + step, sign
        at += step


def _iso_2022_cn(octets: bytes, final: bool) -> Iterator[tuple[int, int, str]]:
    """As `_euc_tw`; escape sequences and shifts are empty stretches and yield nothing."""
    at, end = 0, len(octets)
    shifted, wide = False, ""
    while at < end:
        byte = octets[at]
        if octets[at : at + 4] in _SETS:
            name = _SETS[octets[at : at + 4]]
            wide = wide if name == "cns2" else name
            at += 4
        elif octets[at : at + 2] == _SINGLE and at + 4 <= end:
            yield at, at + 4, _character(2, octets[at + 2] - 0x21, octets[at + 3] - 0x21)
            at += 4
        elif byte in (_SHIFT_OUT, _SHIFT_IN):
            shifted = byte == _SHIFT_OUT
            at += 1
        elif byte in b"\r\n" or not shifted:
            shifted, wide = (
                (False, "") if byte in b"\r\n" else (shifted, wide)
            )  # a line begins anew (RFC 1922)
            yield at, at + 1, chr(byte) if byte < 0x80 and byte != 0x1B else ""
            at += 1
        else:
            pair = octets[at : at + 2]
            yield at, at + len(pair), _of_set(wide, pair)
            at += len(pair)


def _of_set(wide: str, pair: bytes) -> str:
    if len(pair) < 2:
        return ""
    if wide == "cns1":
        return _character(1, pair[0] - 0x21, pair[1] - 0x21)
    try:
        return bytes(byte | 0x80 for byte in pair).decode("gb2312") if wide == "gb" else ""
    except UnicodeDecodeError:
        return ""


_Walk = Callable[[bytes, bool], Iterator[tuple[int, int, str]]]


def _decode(walk: _Walk, name: str, octets: bytes, errors: str, final: bool) -> tuple[str, int]:
    found: list[str] = []
    done = 0
    for begin, done, sign in walk(octets, final):
        if sign:
            found.append(sign)
        else:
            fault = UnicodeDecodeError(name, octets, begin, done, "no character of this encoding")
            found.append(str(codecs.lookup_error(errors)(fault)[0]))
    return "".join(found), len(octets) if final else done


def _no_encoder(text: str, errors: str = "strict") -> tuple[bytes, int]:
    raise UnicodeEncodeError(EUC_TW, text, 0, len(text), f"it is read and never written ({errors})")


def _codec(name: str, walk: _Walk) -> codecs.CodecInfo:
    def decode(octets: Buffer, errors: str = "strict", /) -> tuple[str, int]:
        return _decode(walk, name, bytes(octets), errors, True)

    class Decoder(codecs.BufferedIncrementalDecoder):
        # Of ISO-2022-CN the state is that of the whole text, so nothing is given before its end.
        def _buffer_decode(self, octets: Buffer, errors: str, final: bool) -> tuple[str, int]:
            if walk is _iso_2022_cn and not final:
                return "", 0
            return _decode(walk, name, bytes(octets), errors, final)

    return codecs.CodecInfo(_no_encoder, decode, incrementaldecoder=Decoder, name=name)


_CODECS = {
    EUC_TW: _codec(EUC_TW, _euc_tw),
    "euctw": _codec(EUC_TW, _euc_tw),
    "x_euc_tw": _codec(EUC_TW, _euc_tw),
    "cns11643": _codec(EUC_TW, _euc_tw),
    ISO_2022_CN: _codec(ISO_2022_CN, _iso_2022_cn),
    "iso_2022_cn": _codec(ISO_2022_CN, _iso_2022_cn),
    "iso_2022_cn_ext": _codec(ISO_2022_CN, _iso_2022_cn),
}


def _find(name: str) -> codecs.CodecInfo | None:
    return _CODECS.get(name.lower().replace("-", "_"))


codecs.register(_find)
