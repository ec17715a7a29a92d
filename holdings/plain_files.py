"""Opening what should be a plain file: a pipe, a device or a socket in its place is said, and never waited for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotPlain(OSError):
    """Something else than a file lies there."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "not a file", str(path))


def open_plain(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        NotPlain: a folder, a pipe, a device or a socket lies there. (Whoever opens a pipe waits for a writer.)
        OSError: it cannot be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise NotPlain(path)
    # What takes its place meanwhile is not waited for either.
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotPlain(path)
    return os.fdopen(descriptor, "rb")


def read_plain(path: Path) -> bytes:
    """All bytes of a file; errors as of `open_plain`."""
    with open_plain(path) as source:
        return source.read()


def clear_for_writing(path: Path) -> None:
    """Remove what is no plain file from where one is to be written; a folder stays."""
    if os.path.lexists(path) and not path.is_file() and not path.is_dir():
        path.unlink(missing_ok=True)
