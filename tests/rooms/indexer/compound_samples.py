"""Compound files (MS-CFB) made for tests: streams of at least 4,096 bytes, so that no mini stream is needed."""

from __future__ import annotations

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(tree):
    """Bytes of a compound file; `tree` maps names to bytes (streams) or to further trees (storages)."""
    entries: list[list] = []
    sectors: list[tuple[bytes, int]] = []

    def stream(octets):
        first = len(sectors)
        padded = (
            octets + bytes(-len(octets) % 512) if len(octets) >= 4096 else octets + bytes(4096 - len(octets))
        )
        count = len(padded) // 512
        sectors.extend((padded[at * 512 : at * 512 + 512], first + at + 1) for at in range(count))
        sectors[-1] = (sectors[-1][0], _END)
        return first, max(4096, len(octets))

    def add(name, kind, held):
        own = len(entries)
        entries.append([name, kind, _FREE, _FREE, 0, 0])
        if kind == 2:
            entries[own][4:] = stream(held)
            return own
        last = None
        for below, content in held.items():
            child = add(below, 1 if isinstance(content, dict) else 2, content)
            if last is None:
                entries[own][3] = child
            else:
                entries[last][2] = child
            last = child
        return own

    add("Root Entry", 5, tree)
    entries[0][4] = _END
    directory = b""
    for name, kind, right, child, first, size in entries:
        wide = name.encode("utf-16-le")
        directory += wide.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(wide) + 2, kind, 1, _FREE, right, child
        )
        directory += bytes(36) + struct.pack("<IQ", first, size)
    directory += bytes(-len(directory) % 512)
    begin = len(sectors)
    count = len(directory) // 512
    for at in range(count):
        sectors.append((directory[at * 512 : at * 512 + 512], begin + at + 1 if at + 1 < count else _END))
    fats = 1
    while fats * 128 < len(sectors) + fats:
        fats += 1
    chain = [following for _, following in sectors] + [_FAT] * fats
    chain += [_FREE] * (fats * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, fats, begin, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *(list(range(len(sectors), len(sectors) + fats)) + [_FREE] * (109 - fats)))
    return header + b"".join(octets for octets, _ in sectors) + struct.pack(f"<{len(chain)}I", *chain)


def properties(header, numbers=None):
    """A property stream; `numbers` maps (type, id) to values."""
    octets = bytes(header)
    for (kind, number), value in (numbers or {}).items():
        octets += struct.pack("<HHIQ", kind, number, 6, value)
    return octets


def wide(number, text):
    """Name and bytes of a property that is text in UTF-16."""
    return f"__substg1.0_{number:04X}001F", text.encode("utf-16-le")


def narrow(number, text, encoding):
    """Name and bytes of a property that is text in a code page."""
    return f"__substg1.0_{number:04X}001E", text.encode(encoding)
