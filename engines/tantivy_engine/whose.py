"""Whose indices lie in a folder, told without the library: a small command starts fast."""

from __future__ import annotations

import json
from pathlib import Path

from engines.letters import IndexDamaged
from engines.port import PLACES, least
from engines.tantivy_engine.applied import read_applied


def home_of(folder: Path) -> str:
    """The home whose indices answer in a folder, where anything was ever entered; empty where that cannot be told.

    Args:
        folder: ``index`` in the home.
    """
    try:
        generation = folder / (folder / "current").read_text(encoding="ascii").strip()
        if least(read_applied(generation / str(place)) for place in PLACES).number <= 0:
            return ""
        return str(json.loads((generation / "manifest.json").read_text(encoding="utf-8"))["home"])
    except (OSError, ValueError, KeyError, TypeError, IndexDamaged):
        return ""
