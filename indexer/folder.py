"""The files of a folder that is handed over, and the codes of those that no catalogue describes."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdings.codes import MAX_LENGTH, normalise
from holdings.letters import Letter
from indexer import letters

_SYSTEM = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "@eadir", "icon\r"}
)
_SYSTEM_FOLDERS = frozenset({"system volume information"})
_FORBIDDEN = frozenset("/?#%:;\\-")
_DIGITS_OF_DIGEST = 12
_LIKE_A_DIGEST = re.compile(rf"·[0-9A-F]{{{_DIGITS_OF_DIGEST}}}\Z")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file in the folder, or what stands in the way of taking it.

    Attributes:
        path: POSIX path below the folder in Unicode NFC.
        disk: the same as the disk spells it.
        fault: why it cannot be taken; None for a file that can.
    """

    path: str
    disk: str
    fault: Letter | None = None


def is_system_name(name: str) -> bool:
    """Whether a file or folder is none of the archive's: hidden, a lock of Office, thumbnails, ..."""
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM | _SYSTEM_FOLDERS


def walk(folder: Path) -> Iterator[FoundFile]:
    """Every file below a folder, hidden and system files left out; links to other folders are not followed."""
    real_root = os.path.realpath(folder)
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(folder / below) as entries:
                for entry in entries:
                    if is_system_name(entry.name):
                        continue
                    disk = f"{below}/{entry.name}" if below else entry.name
                    found = _look_at(entry, disk, real_root)
                    if found is None:
                        waiting.append(disk)
                    else:
                        yield found
        except OSError as error:
            shown = below or "."
            yield FoundFile(shown, shown, letters.file_unreadable(str(error.strerror or error)))


def _look_at(entry: os.DirEntry[str], disk: str, real_root: str) -> FoundFile | None:
    """The file that an entry is; None for a folder."""
    try:
        disk.encode()
    except UnicodeEncodeError:
        legible = disk.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return FoundFile(legible, legible, letters.file_name_unreadable())
    path = unicodedata.normalize("NFC", disk)
    if entry.is_dir(follow_symlinks=False):
        return None
    if entry.is_file(follow_symlinks=False):
        return FoundFile(path, disk)
    if entry.is_symlink():
        try:
            inside = os.path.realpath(entry.path, strict=True).startswith(real_root.rstrip(os.sep) + os.sep)
            if inside and stat.S_ISREG(entry.stat().st_mode):
                return FoundFile(path, disk)
        except OSError:
            pass  # a broken link, or a ring of links: refused below
    return FoundFile(path, disk, letters.not_a_plain_file())


def title_of(path: str) -> str:
    """The title of a file that no catalogue describes: its name without suffix."""
    name = path.rpartition("/")[2]
    stem = Path(name).stem.strip()
    return "".join(char if char.isprintable() else " " for char in stem).strip() or name


def code_of(folder: str, path: str) -> str:
    """The reference code of a file that no catalogue describes.

    The folder's name is the fonds; each folder below and the file's name, suffix included, is an element, as
    `holdings.codes.normalise` spells it, with ``·`` for full stops, hyphens and what no code may hold. Where that
    spelling does not tell the path exactly (capitals, blanks, hyphens, other characters, a long path), ``·`` and
    the first twelve digits of the path's SHA-256 follow. So two paths never share a code, and a path has the same
    code whatever else lies in the folder.

    Args:
        folder: the name of the folder handed over.
        path: POSIX path below it, in Unicode NFC.
    """
    fonds = _element(folder)
    code = "-".join([fonds, *map(_element, path.split("/"))])
    told = code[len(fonds) + 1 :].lower().replace("-", "/").replace("·", ".")
    if told == path and len(code) <= MAX_LENGTH and not _LIKE_A_DIGEST.search(code):
        return code
    digest = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS_OF_DIGEST].upper()
    return f"{code[: MAX_LENGTH - _DIGITS_OF_DIGEST - 1].rstrip('-·')}·{digest}"


def _element(part: str) -> str:
    """A part of a path as an element of a code: it holds a letter or digit and no hyphen."""
    spelled = normalise(unicodedata.normalize("NFC", part)).upper()
    allowed = "".join("·" if char in _FORBIDDEN else char for char in spelled if char.isprintable())
    return allowed if any(map(str.isalnum, allowed)) else "X"
