"""Who on this machine may read a home: its owner alone, unless the setting says that others need it.

The process's umask gives every folder and file its rights when it is made, whoever makes it: the engine, the store,
workers. What an earlier version or another program made wider is put right when the owner next opens the home.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lantai.settings import Settings

#: Rights of folders as chmod(1) writes them: the owner alone; his group may read too; his group may write too.
MODES = ("700", "750", "770")
_FILES = 0o666
_SQLITE = "sqlite:///"
#: What lies in a home, beside what somebody else may have put into its folder.
_OURS = ("index", "objects", "copies")


def hold_files_to(mode: str) -> None:
    """From here on whatever this process and those that it starts make has at most these rights (umask(2))."""
    os.umask(0o777 & ~int(mode, 8))


def tighten(settings: Settings) -> int:
    """Give a home's folders and files the rights that the setting says, where its owner opens it.

    A folder whose own rights are right is not looked into: it is put right after all that lies in it. Other files
    beside them, such as tokens, are never made wider.

    Returns:
        How many folders and files had others; none of a folder where no home is yet.
    """
    wanted = int(settings.home_mode, 8)
    is_new = not any(_entries(settings.home))
    changed = settle_store(settings)
    trees = {settings.home / name for name in _OURS}
    if not settings.bucket.name:
        trees.add(settings.objects)
    changed += sum(_tree(tree, wanted) for tree in sorted(trees))
    changed += sum(_put_right(path, _narrowed(path, wanted & _FILES)) for path in _files(settings.home))
    changed += _put_right(settings.home, wanted)
    return 0 if is_new else changed


def settle_store(settings: Settings) -> int:
    """Give the store's files these rights: the library that makes them takes away more than the umask says."""
    wanted = int(settings.home_mode, 8) & _FILES
    return sum(_put_right(path, wanted) for path in _store_files(settings.store))


def _tree(root: Path, wanted: int) -> int:
    if not _wrong(root, wanted):
        return 0
    changed = 0
    for folder, _, names in os.walk(root, topdown=False):
        changed += sum(_put_right(Path(folder) / name, wanted & _FILES) for name in names)
        changed += _put_right(Path(folder), wanted)
    return changed


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        yield from entries


def _files(folder: Path) -> Iterator[Path]:
    return (Path(entry.path) for entry in _entries(folder) if entry.is_file(follow_symlinks=False))


def _store_files(url: str) -> Iterable[Path]:
    if not url.startswith(_SQLITE):
        return ()
    path = url.removeprefix(_SQLITE).partition("?")[0]
    return tuple(Path(f"{path}{end}") for end in ("", "-wal", "-shm")) if path else ()


def _narrowed(path: Path, wanted: int) -> int:
    """A file's own rights without those beyond what is wanted."""
    try:
        return path.lstat().st_mode & 0o777 & wanted
    except OSError:
        return wanted


def _wrong(path: Path, wanted: int) -> bool:
    """Whether a folder or file of ours has other rights; what is not there, a link, or another's, has not."""
    try:
        told = path.lstat()
    except OSError:
        return False
    return not stat.S_ISLNK(told.st_mode) and told.st_uid == os.geteuid() and told.st_mode & 0o777 != wanted


def _put_right(path: Path, wanted: int) -> bool:
    if not _wrong(path, wanted):
        return False
    with contextlib.suppress(OSError):  # it went meanwhile, or its file system has no rights
        path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~0o777 | wanted)
        return True
    return False
