"""A TrueType font of a few block-shaped glyphs: for documents that bring the fonts of their own private codes."""

from __future__ import annotations

import struct

_EM = 1000
# Each glyph is a block, narrower than the one before, so that two can be told apart.
_WIDTHS = (800, 600, 400, 200)


def blocks() -> bytes:
    """The font: glyph 0 is empty, glyphs 1 to 4 are blocks of 700 units' height; U+E001 to U+E004 name them."""
    glyphs = [b""] + [_block(width) for width in _WIDTHS]
    places = [0]
    for glyph in glyphs:
        places.append(places[-1] + len(glyph))
    count = len(glyphs)
    name = "Blocks".encode("utf-16-be")
    tables = {
        b"OS/2": struct.pack(">HhHHH", 0, _EM, 400, 5, 0) + bytes(68),
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 1, 12) + _characters(count - 1),
        b"glyf": b"".join(glyphs),
        b"head": struct.pack(">IIIIHH", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _EM)
        + bytes(16)
        + struct.pack(">hhhhHHhhh", 0, -200, _EM, 800, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">IhhhHhhh", 0x10000, 800, -200, 0, _EM, 0, 0, _EM)
        + bytes(16)
        + struct.pack(">H", count),
        b"hmtx": struct.pack(">Hh", _EM, 0) * count,
        b"loca": struct.pack(f">{len(places)}I", *places),
        b"maxp": struct.pack(">IH", 0x10000, count)
        + struct.pack(">13H", 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHH", 0, 1, 18) + struct.pack(">6H", 3, 1, 0x409, 4, len(name), 0) + name,
        b"post": struct.pack(">I", 0x30000) + bytes(28),
    }
    head, body = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128), b""
    begin = 12 + 16 * len(tables)
    for tag, octets in tables.items():
        head += tag + struct.pack(">III", _sum(octets), begin + len(body), len(octets))
        body += octets + bytes(-len(octets) % 4)
    return head + body


def _block(width: int) -> bytes:
    head = struct.pack(">hhhhh", 1, 100, 0, 100 + width, 700)
    points = struct.pack(">HH", 3, 0) + b"\x01" * 4  # four points on the curve, no instructions
    across = struct.pack(">hhhh", 100, width, 0, -width)
    up = struct.pack(">hhhh", 0, 0, 700, 0)
    return head + points + across + up


def _characters(count: int) -> bytes:
    ends, starts, steps = (0xE000 + count, 0xFFFF), (0xE001, 0xFFFF), (0x10000 - 0xE000, 1)
    return struct.pack(">HHHHHHH", 4, 32, 0, 4, 4, 1, 0) + struct.pack(
        ">2HH2H2H2H", *ends, 0, *starts, *steps, 0, 0
    )


def _sum(octets: bytes) -> int:
    padded = octets + bytes(-len(octets) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
