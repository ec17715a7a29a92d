"""Whether the files of an index are what was written: named by its list of segments, with the sum that each carries.

Tantivy ends every file of a segment with a footer: JSON with a CRC-32 of all before it, the footer's length, and a
number that says that it is one. Files of segments are never changed, so a sum that differs is damage.

A file that ends as it should may still be another index's. So a list lies beside each index: which index it is, and the
sum of each of its files, written with each commit. What is on it stays on it as it was first written; what a merge made
since the last commit is not on it yet.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engines.letters import IndexDamaged
from engines.tantivy_engine.applied import replace_text
from holdings.plain_files import open_plain, read_plain

META, MANAGED, PARTS = "meta.json", ".managed.json", "parts.json"
#: The files of every segment.
_PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
#: At the end of every file: length of the footer, and the number that says that there is one.
_TAIL = struct.Struct("<II")
_MAGIC = 1337
#: No footer is longer, in bytes.
_LONGEST_FOOTER = 50_000
_PIECE = 1 << 20
_VERSION = ("major", "minor", "patch", "index_format_version")


def segment_files(folder: Path) -> list[str]:
    """Names of the files that the index in a folder is made of.

    Raises:
        IndexDamaged: the list of segments cannot be read.
    """
    told = _read_json(folder / META)
    try:
        return sorted(_names(told["segments"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder / META, f"{type(error).__name__} {error}") from None


def _names(segments: list[dict[str, Any]]) -> Iterator[str]:
    for segment in segments:
        name = str(segment["segment_id"]).replace("-", "")
        yield from (f"{name}.{part}" for part in _PARTS)
        if segment["deletes"] is not None:
            yield f"{name}.{int(segment['deletes']['opstamp'])}.del"


def look_at_footers(folder: Path) -> None:
    """Look whether every file of an index is there and ends as it was written; costs 20 microseconds a file.

    Raises:
        IndexDamaged: one does not.
    """
    _look_for_others(folder)
    kept = _parts_kept(folder)
    for name in segment_files(folder):
        _compare(folder / name, _sum_said(folder / name)[0], kept)


def write_parts(folder: Path) -> None:
    """Write down which index lies in a folder, and the sums of its files that were not written down before.

    Raises:
        IndexDamaged: a file does not end as it was written.
    """
    kept = _parts_kept(folder)
    names = segment_files(folder)
    files = {name: kept[name] if name in kept else _sum_said(folder / name)[0] for name in names}
    if files != kept or not (folder / PARTS).exists():
        told = {"place": folder.name, "files": files}
        replace_text(folder / PARTS, json.dumps(told | {"sum": _sum_of(told)}))


def _parts_kept(folder: Path) -> dict[str, int]:
    """Sums by name, as they were written down; nothing where an earlier version wrote none.

    Raises:
        IndexDamaged: the list is of another index, or not as it was written.
    """
    path = folder / PARTS
    try:
        told = json.loads(read_plain(path))
        written, place = told.pop("sum"), told["place"]
        files = {str(name): int(found) for name, found in told["files"].items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged(path, "not readable") from None
    if written != _sum_of(told):
        raise _damaged(path, "its sum is another")
    if place != folder.name:
        raise _damaged(path, f"it is of the index {place}")
    return files


def _sum_of(told: dict[str, Any]) -> int:
    return zlib.crc32(json.dumps(told, sort_keys=True).encode("utf-8"))


def _compare(path: Path, found: int, kept: dict[str, int]) -> None:
    wanted = kept.get(path.name)
    if wanted is not None and wanted != found:
        raise _damaged(path, f"CRC-32 {found:08x}, of another index or another time; written {wanted:08x}")


def _look_for_others(folder: Path) -> None:
    """The library waits for ever where a pipe lies in the place of a file."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_file() and not entry.is_dir() and os.path.lexists(entry.path):
                    raise _damaged(folder / entry.name, "not a file")
    except OSError as error:
        raise _damaged(folder, error.strerror or str(error)) from None


def faults_of(folder: Path) -> Iterator[IndexDamaged]:
    """Everything of an index that is not as it was written; reads all of its bytes."""
    try:
        names = segment_files(folder)
    except IndexDamaged as fault:
        yield fault
        return
    try:
        managed = _read_json(folder / MANAGED)
        if not isinstance(managed, list) or not set(names) <= set(map(str, managed)):
            yield _damaged(folder / MANAGED, "does not name all files")
    except IndexDamaged as fault:
        # Of an index that nothing was ever written to there may be none.
        if names or (folder / MANAGED).exists():
            yield fault
    kept: dict[str, int] = {}
    try:
        kept = _parts_kept(folder)
    except IndexDamaged as fault:
        yield fault
    versions: dict[str, list[Path]] = {}
    for name in names:
        try:
            _compare(folder / name, _sum_said(folder / name)[0], kept)
            versions.setdefault(_look_at_sum(folder / name), []).append(folder / name)
        except IndexDamaged as fault:
            yield fault
    for version, paths in versions.items():
        # No version of the library ever wrote a single file: of a segment there are six.
        if len(paths) == 1 and len(names) > 1:
            yield _damaged(paths[0], f"its footer says version {version}")
    for lock in folder.glob("*.lock"):
        if not lock.is_file():
            yield _damaged(lock, "not a file")


def _sum_said(path: Path) -> tuple[int, int, str]:
    """(CRC-32, bytes that it is of, version of the library), as a file's footer says."""
    try:
        with open_plain(path) as stream:
            size = stream.seek(0, 2)
            if size < _TAIL.size:
                raise _damaged(path, f"{size} bytes")
            stream.seek(size - _TAIL.size)
            length, magic = _TAIL.unpack(stream.read(_TAIL.size))
            if magic != _MAGIC or not 0 < length <= min(_LONGEST_FOOTER, size - _TAIL.size):
                raise _damaged(path, "no footer")
            stream.seek(size - _TAIL.size - length)
            footer = json.loads(stream.read(length))
        version = ".".join(str(footer["version"][part]) for part in _VERSION)
        return int(footer["crc"]), size - _TAIL.size - length, version
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _damaged(path, "no footer") from None


def _look_at_sum(path: Path) -> str:
    wanted, left, version = _sum_said(path)
    found = 0
    try:
        with open_plain(path) as stream:
            while left:
                piece = stream.read(min(left, _PIECE))
                if not piece:
                    break
                found = zlib.crc32(piece, found)
                left -= len(piece)
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from None
    if found != wanted:
        raise _damaged(path, f"CRC-32 {found:08x}, written {wanted:08x}")
    return version


def _read_json(path: Path) -> Any:
    try:
        return json.loads(read_plain(path))
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from None
    except (ValueError, RecursionError):
        raise _damaged(path, "not JSON") from None


def _damaged(path: Path, why: str) -> IndexDamaged:
    return IndexDamaged("/".join(path.parts[-3:]), why)
