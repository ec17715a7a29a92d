"""Words between processes of one home: small JSON files, replaced whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def replace_json(path: Path, told: dict[str, Any]) -> None:
    """Write a small file so that a reader finds the old one or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """What such a file says; nothing where there is none."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return told if isinstance(told, dict) else {}
