"""Archives: members of ZIP and TAR (plain or by gzip, bzip2, xz), copied out one by one within limits."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from holdings.letters import Letter
from holdings.media import letters
from holdings.media.kinds import MediaKind
from holdings.media.legacy_encodings import names_in_one_encoding
from holdings.media.letters import MediaError
from holdings.media.limits import MediaLimits
from holdings.media.zip_parts import DAMAGE, ZipParts, why

RATIO_COUNTS = 32 << 20
"""Bytes; what unpacks to less may have any ratio."""

_PIECE = 1 << 20
_LITTER = re.compile(r"(^|/)(__MACOSX/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$")
_OCTAL = re.compile(rb" *[0-7]{1,11}[ \0]*\Z")
_DIGITS = re.compile(r"(\d+)")


@dataclass(slots=True)
class Allowance:
    """What may still be unpacked; shared by an archive and the archives in it.

    Attributes:
        limits: from which it began.
        members: that may still come.
        octets: that may still come.
    """

    limits: MediaLimits
    members: int
    octets: int

    @classmethod
    def whole(cls, limits: MediaLimits) -> Allowance:
        """Of an object of which nothing was unpacked yet."""
        return cls(limits, limits.archive_entries, limits.unpacked_bytes)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive.

    Attributes:
        name: with its folders.
        path: where it was copied to; None if it was not.
        letter: why it was not; None if it was.
        shown: its first page begins with its name.
    """

    name: str
    path: Path | None
    letter: Letter | None
    shown: bool = True


def unpacked(path: Path, kind: MediaKind, name: str, folder: Path, allowance: Allowance) -> list[Member]:
    """Copies the members of an archive out, under names of our own; in the order of their names, numbers as such.

    Links, folders and what operating systems leave behind are no members. A member that is encrypted, damaged, a
    bomb, or named as if it lay outside of the archive is not copied, and says so.

    Args:
        path: the archive.
        kind: ZIP or TAR.
        name: the archive's, as letters call it.
        folder: where to; empty.
        allowance: is used up.

    Raises:
        MediaError: damaged as a whole, empty, or with more members or bytes than are allowed.
    """
    copy = _from_zip if kind is MediaKind.ZIP else _from_tar
    members = list(copy(path, name, folder, allowance))
    if not members:
        raise MediaError(letters.empty(name))
    return sorted(members, key=lambda member: in_order(member.name))


def in_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """By what to sort names so that 2 comes before 10."""
    return tuple(
        (0, int(part[:18]), part) if part.isascii() and part.isdigit() else (1, 0, part)
        for part in _DIGITS.split(name)
    )


def is_tar(head: bytes) -> bool:
    """Is this the beginning of a TAR, not compressed (POSIX ustar, GNU's, or Unix V7's by its sum)?"""
    if head[257:262] == b"ustar":
        return True
    block = head[:512]
    if (
        len(block) < 512
        or not block[0]
        or not _OCTAL.match(block[124:136])
        or not _OCTAL.match(block[148:156])
    ):
        return False
    return int(block[148:156].strip(b" \0"), 8) == sum(block[:148]) + 8 * 32 + sum(block[156:])


def packs_tar(path: Path) -> bool:
    """Does this gzip, bzip2 or xz hold a TAR?"""
    try:
        with tarfile.open(path, "r:*") as archive:
            return archive.next() is not None
    except (tarfile.TarError, *DAMAGE):
        return False


def _from_zip(path: Path, name: str, folder: Path, allowance: Allowance) -> Iterator[Member]:
    with ZipParts(path, allowance.limits) as parts:
        parts.name = name
        ratio = allowance.limits.unpacked_ratio
        wanted = {part: entry for part, entry in parts.entries.items() if not _LITTER.search(part)}
        _count(len(wanted), name, allowance)
        for at, (part, entry) in enumerate(wanted.items()):
            letter = _refused(part, _as_written(part, entry.filename), name)
            if letter is None and entry.file_size > max(RATIO_COUNTS, ratio * entry.compress_size):
                letter = letters.bomb(name, part, ratio)
            if letter is not None:
                yield Member(part, None, letter)
                continue
            target = folder / f"member-{at:06d}"
            try:
                with parts.opened(part) as octets:
                    _copied(octets, target, name, allowance)
            except MediaError as error:
                if allowance.octets <= 0:
                    raise
                yield Member(part, None, error.letter)
            except DAMAGE as error:
                yield Member(part, None, letters.broken(f"{name}/{part}", why(error)))
            else:
                yield Member(part, target, None)


def _from_tar(path: Path, name: str, folder: Path, allowance: Allowance) -> Iterator[Member]:
    ratio = allowance.limits.unpacked_ratio
    most = max(RATIO_COUNTS, ratio * path.stat().st_size)
    began = allowance.octets
    at = 0
    names = _TarNames()
    copied: list[tuple[int, Path]] = []
    try:
        with tarfile.open(path, "r|*", encoding="utf-8", errors="surrogateescape") as archive:
            for entry in archive:
                _count(1, name, allowance)
                written = names.read(entry.name)
                part = written.replace("\\", "/").lstrip("/")
                if not entry.isreg() or _LITTER.search(part):
                    continue
                letter = _refused(part, written, name)
                if letter is None and began - allowance.octets + entry.size > most:
                    letter = letters.bomb(name, part, ratio)
                octets = None if letter is not None else archive.extractfile(entry)
                if octets is None:
                    yield Member(part, None, letter or letters.broken(name, part))
                    if letter is not None and entry.size > most:
                        break  # to pass over it is to unpack it
                    continue
                target = folder / f"member-{at:06d}"
                at += 1
                with octets:
                    _copied(octets, target, name, allowance)
                copied.append((names.last, target))
    except MediaError:
        raise
    except (tarfile.TarError, *DAMAGE) as error:
        if at == 0:
            raise MediaError(letters.broken(name, why(error))) from error
        # What came before the damage is read; that something is missing is said.
        yield Member("\uffff", None, letters.broken(name, why(error)))
    known = names.all()
    for number, target in copied:
        yield Member(known[number].replace("\\", "/").lstrip("/"), target, None)


class _TarNames:
    """Names of a TAR, which does not say in which encoding they are; the more come, the surer that is."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    @property
    def last(self) -> int:
        """The number of the last name that was read, from 0."""
        return len(self._written) - 1

    def read(self, name: str) -> str:
        """A name, by what is known so far."""
        octets = name.encode("utf-8", "surrogateescape")
        self._written.append(octets)
        return name if octets.isascii() else names_in_one_encoding([octets])[0]

    def all(self) -> list[str]:
        """All names, in one encoding unless each is UTF-8."""
        return names_in_one_encoding(self._written)


def _count(members: int, name: str, allowance: Allowance) -> None:
    allowance.members -= members
    if allowance.members < 0:
        most = allowance.limits.archive_entries
        raise MediaError(letters.too_many_entries(name, most - allowance.members, most))


def _refused(part: str, written: str, name: str) -> Letter | None:
    leaves = written.startswith(("/", "\\")) or re.match(r"[A-Za-z]:[\\/]", written)
    if leaves or ".." in part.split("/"):
        return letters.leaves_archive(name, written)
    return None


def _as_written(part: str, written: str) -> str:
    """A readable name, with what it began with."""
    return f"{written[0]}{part}" if written.startswith(("/", "\\")) else part


def _copied(octets: IO[bytes], target: Path, name: str, allowance: Allowance) -> None:
    with target.open("wb") as copy:
        while piece := octets.read(_PIECE):
            allowance.octets -= len(piece)
            if allowance.octets < 0:
                raise MediaError(letters.unpacks_too_large(name, allowance.limits.unpacked_bytes))
            copy.write(piece)
