"""Words between processes of one home: small JSON files, replaced whole."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
from pathlib import Path
from typing import Any

from holdings.plain_files import clear_for_writing, read_plain


def replace_json(path: Path, told: dict[str, Any]) -> None:
    """Write a small file so that a reader finds the old one or the new one whole."""
    make_way(path)
    beside = path.with_name(path.name + ".new")
    clear_for_writing(beside)
    beside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """What such a file says; nothing where there is none, or where it cannot be read."""
    try:
        told = json.loads(read_plain(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def make_way(path: Path) -> None:
    """Make sure that a file of the folder of indices can be made: whatever stands in its place does not belong there.

    Args:
        path: of the file. A folder in its place is deleted; a file in the place of the folder of indices gets another
            name (``index.set-aside-…``).
    """
    folder = path.parent
    if folder.exists() and not folder.is_dir():
        with contextlib.suppress(FileNotFoundError):  # another process was quicker
            folder.rename(folder.with_name(f"{folder.name}.set-aside-{secrets.token_hex(4)}"))
    folder.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
