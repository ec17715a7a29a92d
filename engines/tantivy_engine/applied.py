"""How far an index has come, in a small file beside it, written after each commit.

Not an entry of the index itself: every replaced entry would linger in the count of entries that BM25 takes
its statistics from, so a change of something hidden could move the order of what is open. A number that is
behind its index is safe: the changes are applied again, and what they closed stays hidden a moment longer.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from pathlib import Path

from engines.port import Applied

_LISTS = ("meta.json", ".managed.json")
APPLIED_NAME = "applied.json"


def read_applied(folder: Path) -> Applied:
    """How far the index in a folder has come."""
    try:
        told = json.loads((folder / APPLIED_NAME).read_text(encoding="ascii"))
    except FileNotFoundError:
        return Applied()
    return Applied(int(told["number"]), int(told["within"]))


def read_commit(folder: Path) -> int:
    """The stamp of the commit that the number was written after; 0 where none was written."""
    try:
        return int(json.loads((folder / APPLIED_NAME).read_text(encoding="ascii"))["commit"])
    except FileNotFoundError:
        return 0


def write_applied(folder: Path, applied: Applied, commit: int) -> None:
    """Write down how far the index in a folder has come, and after which commit."""
    told = {"number": applied.number, "within": applied.within, "commit": commit}
    replace_text(folder / APPLIED_NAME, json.dumps(told))
    # The library writes its lists as files that their owner alone may read; the rest has the rights of the umask.
    wanted = stat.S_IMODE((folder / APPLIED_NAME).stat().st_mode)
    for name in _LISTS:
        with contextlib.suppress(FileNotFoundError):
            if stat.S_IMODE((folder / name).stat().st_mode) != wanted:
                (folder / name).chmod(wanted)


def replace_text(path: Path, text: str) -> None:
    """Write a small text so that a reader, or a power cut, finds the old one or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
