"""Whose indices lie in a folder, told without the library: a small command starts fast."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from engines.letters import IndexDamaged
from engines.port import PLACES, least
from engines.tantivy_engine.applied import read_applied
from holdings.plain_files import read_plain


def home_of(folder: Path) -> str:
    """The home whose indices answer in a folder, where anything was ever entered; empty where that cannot be told.

    Args:
        folder: ``index`` in the home.
    """
    try:
        generation = folder / read_plain(folder / "current").decode("ascii").strip()
        if least(read_applied(generation / str(place)) for place in PLACES).number <= 0:
            return ""
        text = read_plain(generation / "manifest.json")
        if not _is_as_written(generation / "manifest.crc", text):
            return ""
        home = json.loads(text)["home"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError, IndexDamaged):
        return ""
    return home if isinstance(home, str) else ""


def _is_as_written(path: Path, text: bytes) -> bool:
    """Whether a manifest has the sum that was written with it; earlier versions wrote none."""
    try:
        return read_plain(path).decode("ascii").strip() == f"{zlib.crc32(text):08x}"
    except FileNotFoundError:
        return True
