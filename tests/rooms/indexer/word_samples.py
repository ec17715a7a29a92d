"""Documents of Word 97 made for tests: pieces, parts, formatting, as [MS-DOC] wants them."""

from __future__ import annotations

import struct

from tests.rooms.indexer.compound_samples import compound

DELETED, HIDDEN, IN_TABLE, ROW_END, PAGE_BEFORE = 0x0800, 0x083C, 0x2416, 0x2417, 0x2407
_PARTS = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")
_TEXT_AT = 0x800


class Run:
    """Text of one formatting, kept as UTF-16, or in the code page with one byte a character."""

    def __init__(self, text, narrow="", characters=(), paragraph=()):
        self.octets = text.encode(narrow) if narrow else text.encode("utf-16-le")
        self.narrow = bool(narrow)
        self.length = len(self.octets) // (1 if narrow else 2)
        self.characters = characters
        self.paragraph = paragraph


def sprm(code, value=1):
    return struct.pack("<HB", code, value)


def symbol(place):
    return struct.pack("<HHH", 0x6A09, 0, place)


def field(code, result=None):
    return f"\x13{code}" + ("" if result is None else f"\x14{result}") + "\x15"


def page_of_runs(begins, formats, *, paragraphs):
    """A page of 512 bytes that keeps formatting by offset."""
    page = bytearray(512)
    each = 13 if paragraphs else 1
    count = len(formats)
    struct.pack_into(f"<{count + 1}I", page, 0, *begins)
    at = 510
    for number, octets in enumerate(formats):
        if not octets:
            continue
        if paragraphs:
            body = b"\0\0" + octets
            body += bytes(1 - len(body) % 2)
            packed = bytes(((len(body) + 1) // 2,)) + body
        else:
            packed = bytes((len(octets),)) + octets
        at = (at - len(packed)) & ~1
        page[at : at + len(packed)] = packed
        page[(count + 1) * 4 + number * each] = at // 2
    page[511] = count
    return bytes(page)


def streams(
    parts, *, scattered=False, language=0x0804, sections=(), stories=(), prms=None, magic=0xA5EC, version=0xC1
):
    """The streams of a document.

    Args:
        parts: runs by the name of the part.
        scattered: the pieces lie in the file in the reverse order, as after a fast save.
        language: of the system.
        sections: pairs of the CP at which a section begins and its kind of break.
        stories: CPs within the headers.
        prms: changes of pieces by number, as a fast save keeps them.
    """
    runs = [run for part in _PARTS for run in parts.get(part, ())]
    main = bytearray(_TEXT_AT)
    offsets = {}
    for run in reversed(runs) if scattered else runs:
        main += bytes(len(main) % 2)
        offsets[id(run)] = len(main)
        main += run.octets
    main += bytes(-len(main) % 512)
    places = {}
    for name, paragraphs in (("characters", False), ("paragraph", True)):
        ordered = sorted(runs, key=lambda run: offsets[id(run)])
        pages = []
        for first in range(0, len(ordered), 8):
            some = ordered[first : first + 8]
            begins = [offsets[id(run)] for run in some] + [offsets[id(some[-1])] + len(some[-1].octets)]
            formats = [b"".join(getattr(run, name)) for run in some]
            pages.append((begins[0], len(main) // 512))
            main += page_of_runs(begins, formats, paragraphs=paragraphs)
        end = max((offsets[id(run)] + len(run.octets) for run in runs), default=0)
        places[name] = struct.pack(f"<{len(pages) + 1}I", *(begin for begin, _ in pages), end)
        places[name] += struct.pack(f"<{len(pages)}I", *(number for _, number in pages))
    table = bytearray(b"\0" * 16)

    def kept(place, octets):
        struct.pack_into("<II", main, place, len(table), len(octets))
        table.extend(octets)

    positions, at = [0], 0
    descriptions = b""
    for number, run in enumerate(runs):
        at += run.length
        positions.append(at)
        code = (offsets[id(run)] * 2 | 0x4000_0000) if run.narrow else offsets[id(run)]
        descriptions += struct.pack("<HIH", 0, code, (prms or {}).get(number, 0))
    plc = struct.pack(f"<{len(positions)}I", *positions) + descriptions
    kept(0x1A2, b"\x02" + struct.pack("<I", len(plc)) + plc)
    kept(0xFA, places["characters"])
    kept(0x102, places["paragraph"])
    if stories:
        kept(0xF2, struct.pack(f"<{len(stories)}I", *stories))
    if sections:
        begins = [begin for begin, _ in sections]
        plc = struct.pack(f"<{len(begins) + 1}I", *begins, at)
        for _, kind in sections:
            plc += struct.pack("<HIHI", 0, len(main), 0, 0)
            main += struct.pack("<h", 3) + sprm(0x3009, kind)
        kept(0xCA, plc)
    struct.pack_into("<HH", main, 0, magic, version)
    struct.pack_into("<H", main, 6, language)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    struct.pack_into("<I", main, 0x18, _TEXT_AT)
    lengths = [sum(run.length for run in parts.get(part, ())) for part in _PARTS]
    struct.pack_into("<8i", main, 0x4C, *lengths)
    return bytes(main), bytes(table)


def word_document(path, parts, **more):
    main, table = streams(parts, **more)
    path.write_bytes(compound({"WordDocument": main, "1Table": table}))
    return path


def plain(path, text, **more):
    """A document of one run."""
    return word_document(path, {"text": [Run(text)]}, **more)
