"""What a cell 文件 names: files, and in one word a folder, a pattern (*.jpg) or a range (001.jpg-005.jpg)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

MOST_OF_A_RANGE = 10_000
"""The most files that one range may name."""

_BETWEEN = re.compile(r"\s*[-—–－~～至]\s*")
_END = re.compile(r"(?P<folder>(?:[^/]+/)*)(?P<stem>[^/]*?)(?P<number>[0-9]{1,9})(?P<suffix>\.[^/.\s]{1,8})?")
_DIGITS = re.compile(r"([0-9]+)")

Below = Callable[[str], Iterator[str]]
"""Paths of the package that begin with a text."""


def expand(path: str, below: Below) -> list[str]:
    """The files that a name which is no file means; nothing where it means none.

    Args:
        path: POSIX path below the folder handed over.
        below: gives the paths that begin with a text.

    Returns:
        Of a folder all files below it, of a pattern those that fit (``*`` and ``?`` do not go beyond a folder),
        both in the order of their numbers; of a range each name in it, whether there or not, as long as one of
        them is.
    """
    if "*" in path or "?" in path:
        literal = re.split(r"[*?]", path, maxsplit=1)[0]
        fits = _pattern(path)
        return sorted((one for one in below(literal) if fits.fullmatch(one)), key=natural_key)
    found = sorted(below(f"{path}/"), key=natural_key)
    if found:
        return found
    named = range_of(path)
    if not named:
        return []
    there = set(below(named[0][: _common(named)]))
    return list(named) if not there.isdisjoint(named) else []


def range_of(path: str) -> tuple[str, ...]:
    """The names of a range, in order; nothing where the text is none.

    Both ends have the same stem, suffix and folder, or the second leaves stem and folder out, or the first its
    suffix: 001.jpg-005.jpg, 001-005.jpg, 扫描/P001.tif-P120.tif.
    """
    for between in _BETWEEN.finditer(path):
        begins, ends = _END.fullmatch(path[: between.start()]), _END.fullmatch(path[between.end() :])
        if begins is None or ends is None or ends["suffix"] is None:
            continue
        same_folder = ends["folder"] in ("", begins["folder"])
        same_stem = ends["stem"] in ("", begins["stem"])
        same_suffix = begins["suffix"] in (None, ends["suffix"])
        first, last = int(begins["number"]), int(ends["number"])
        if same_folder and same_stem and same_suffix and 0 < last - first < MOST_OF_A_RANGE:
            before, width = begins["folder"] + begins["stem"], len(begins["number"])
            return tuple(f"{before}{number:0{width}d}{ends['suffix']}" for number in range(first, last + 1))
    return ()


def natural_key(path: str) -> tuple[tuple[int, int, str], ...]:
    """The key by which 2.jpg comes before 10.jpg."""
    pieces = filter(None, _DIGITS.split(path))
    return tuple((0, int(one), one) if one.isascii() and one.isdigit() else (1, 0, one) for one in pieces)


@lru_cache(1024)
def _pattern(path: str) -> re.Pattern[str]:
    parts = {"*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(parts.get(char) or re.escape(char) for char in path))


def _common(names: tuple[str, ...]) -> int:
    """How many characters the names of a range have in common at the beginning."""
    first, last = names[0], names[-1]
    return next(
        (at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first)
    )
