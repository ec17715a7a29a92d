"""How much memory processes take together, looked at from outside while they work."""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

#: Seconds between two looks.
_EVERY = 0.1
_PROC = Path("/proc")


class Footprint:
    """Watches a process and all that it starts; a context manager.

    Attributes:
        peak_mb: the largest sum of resident memory seen, in MB of 10^6 bytes. Pages of files that processes
            have mapped (indices, the store) are in it, and a page that two processes share is in it twice.
        peak_own_mb: the same without mapped files: what the processes themselves hold. 0 where the system
            does not tell (Linux does).
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._look, name="footprint", daemon=True)
        self.peak_mb = 0.0
        self.peak_own_mb = 0.0

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._watch.join()

    def _look(self) -> None:
        while True:
            resident, own = _linux(self._pid) if _PROC.is_dir() else (_elsewhere(self._pid), 0)
            self.peak_mb = max(self.peak_mb, resident / 1e6)
            self.peak_own_mb = max(self.peak_own_mb, own / 1e6)
            if self._stop.wait(_EVERY):
                return


def _linux(pid: int) -> tuple[int, int]:
    """Resident bytes of a process and its descendants, and those of them that are no mapped file (proc(5))."""
    parents: dict[int, int] = {}
    for folder in os.scandir(_PROC):
        if folder.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                # The name in brackets may hold blanks and brackets itself.
                stat = Path(folder.path, "stat").read_bytes().rpartition(b")")[2].split()
                parents[int(folder.name)] = int(stat[1])
    resident = own = 0
    size = os.sysconf("SC_PAGE_SIZE")
    for each in _family(pid, parents):
        with contextlib.suppress(OSError, IndexError, ValueError):
            _, held, shared = map(int, (_PROC / str(each) / "statm").read_text().split()[:3])
            resident += held * size
            own += (held - shared) * size
    return resident, own


def _elsewhere(pid: int) -> int:
    """The same by POSIX ps(1), whose rss is in units of 1,024 bytes."""
    try:
        told = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    rows = [tuple(map(int, line.split())) for line in told.stdout.splitlines() if len(line.split()) == 3]
    sizes = {each: rss * 1024 for each, _, rss in rows}
    return sum(sizes.get(each, 0) for each in _family(pid, {each: parent for each, parent, _ in rows}))


def _family(pid: int, parents: dict[int, int]) -> set[int]:
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        children.setdefault(parent, []).append(child)
    family, waiting = set[int](), [pid]
    while waiting:
        one = waiting.pop()
        if one not in family:
            family.add(one)
            waiting += children.get(one, [])
    return family
