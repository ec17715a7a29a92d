"""How far an index has come, in a small file beside it, written after each commit.

Not an entry of the index itself: every replaced entry would linger in the count of entries that BM25 takes
its statistics from, so a change of something hidden could move the order of what is open. A number that is
behind its index is safe: the changes are applied again, and what they closed stays hidden a moment longer.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import zlib
from pathlib import Path

from engines.letters import IndexDamaged
from engines.port import Applied
from holdings.plain_files import clear_for_writing, read_plain

_LISTS = ("meta.json", ".managed.json")
APPLIED_NAME = "applied.json"


def read_applied(folder: Path) -> Applied:
    """How far the index in a folder has come; the beginning where that was never written down.

    Raises:
        IndexDamaged: what is written there cannot be it.
    """
    number, within, _ = _read(folder)
    return Applied(number, within)


def read_commit(folder: Path) -> int:
    """The stamp of the commit that the number was written after; 0 where none was written.

    Raises:
        IndexDamaged: what is written there cannot be it.
    """
    return _read(folder)[2]


def write_applied(folder: Path, applied: Applied, commit: int) -> None:
    """Write down how far the index in a folder has come, and after which commit."""
    numbers = (applied.number, applied.within, commit)
    kept = dict(zip(_NAMES, numbers, strict=True)) | {"sum": _sum(numbers)}
    replace_text(folder / APPLIED_NAME, json.dumps(kept))
    # The library writes its lists as files that their owner alone may read; the rest has the rights of the umask.
    wanted = stat.S_IMODE((folder / APPLIED_NAME).stat().st_mode)
    for name in _LISTS:
        with contextlib.suppress(FileNotFoundError):
            if stat.S_IMODE((folder / name).stat().st_mode) != wanted:
                (folder / name).chmod(wanted)


_NAMES = ("number", "within", "commit")


def _read(folder: Path) -> tuple[int, int, int]:
    path = folder / APPLIED_NAME
    place = "/".join(path.parts[-3:])
    try:
        kept = json.loads(read_plain(path))
        number, within, commit = (int(kept[name]) for name in _NAMES)
        # Earlier versions wrote no sum.
        if kept.get("sum", _sum((number, within, commit))) != _sum((number, within, commit)):
            raise IndexDamaged(place, "its sum is another")
    except FileNotFoundError:
        return 0, 0, 0
    except OSError as error:
        raise IndexDamaged(place, error.strerror or str(error)) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise IndexDamaged(place, "not readable") from None
    if set(kept) - {*_NAMES, "sum"}:
        raise IndexDamaged(place, "not readable")
    return number, within, commit


def _sum(numbers: tuple[int, int, int]) -> int:
    return zlib.crc32(repr(numbers).encode("ascii"))


def replace_text(path: Path, text: str) -> None:
    """Write a small text so that a reader, or a power cut, finds the old one or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)  # whatever it is, it is not what belongs here
    beside = path.with_name(path.name + ".new")
    if beside.is_dir():
        shutil.rmtree(beside)
    clear_for_writing(beside)
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
