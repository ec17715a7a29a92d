"""Packages as one run of bytes, so that a fuzzer changes their parts and not their compression."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path

_MARK = b"\x00PART "
LARGEST_PART = 20_000
"""Larger parts of a seed, pictures and fonts, are left out: they would take up all that is changed."""


def bundled(package: bytes) -> bytes:
    """The parts of a ZIP, each after a mark with its name."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        held = [
            (entry.filename, parts.read(entry))
            for entry in parts.infolist()
            if not entry.is_dir() and entry.file_size <= LARGEST_PART
        ]
    return b"".join(_MARK + name.encode() + b"\n" + part for name, part in held)


def unbundled(octets: bytes, place: Path) -> Path:
    """A ZIP of the parts that the marks in `octets` part; whatever the bytes are, it is one.

    Args:
        octets: what `bundled` gives, or anything.
        place: where the ZIP is written.
    """
    with zipfile.ZipFile(place, "w") as package, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two parts of one name are one of the mistakes
        for piece in octets.split(_MARK)[1:]:
            name, _, part = piece.partition(b"\n")
            # Mistakes of names are the matter of the tests of archives.
            called = name.decode("utf-8", "replace").replace("\0", "")[:200] or "nameless"
            entry = zipfile.ZipInfo(called)
            entry.compress_type = zipfile.ZIP_STORED
            package.writestr(entry, part)
    return place
