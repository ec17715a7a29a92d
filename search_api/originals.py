"""The digital objects of a unit as they were handed over, for readers who may read its pages.

The decision is that of a page, its image and its ALTO (`search_api.pages`): whoever may not read the pages of a unit
gets none of its objects, and an object that is nowhere is answered as one that is not for this reader. An object is
given whole or not at all: what lies inside an archive or a mail is part of the unit that the object belongs to, and has
no address of its own. A page that a person has corrected is given by the page's own addresses; the object stays as it
was received.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Final, Protocol

from holdings.letters import Letter
from holdings.media.types import media_type
from holdings.objects import ObjectDamaged, ObjectMissing, Objects, ObjectsUnavailable
from holdings.store import objects
from holdings.store.database import Transaction
from holdings.store.objects import UnitObject
from search_api.letters import not_found
from search_api.problems import ProblemError
from search_api.units import seen_unit
from sharing.access import Part, Reader, may_view

_LOG = logging.getLogger("lantai.objects")

#: Characters of a name that is sent; file systems take no more than 255 bytes.
LONGEST_NAME: Final = 120
#: Seconds after which to ask again where the bytes cannot be fetched.
_AGAIN_S: Final = 60

#: Controls, lone surrogates, and the marks that turn the direction of writing: a name shall look as it is.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Original:
    """A digital object, opened for whoever may have it.

    Attributes:
        name: of the file, without folders.
        media_type: of its bytes; `holdings.media.types.BYTES` where that is not known.
        size: bytes.
        digest: SHA-256 (hex) of the bytes.
        content: the bytes from their beginning; who takes this closes it.
    """

    name: str
    media_type: str
    size: int
    digest: str
    content: BinaryIO


class Originals(Protocol):
    """Opens digital objects for readers who may have them."""

    def opened(self, digest: str, size: int) -> BinaryIO:
        """The bytes of an object.

        Raises:
            ProblemError: 503, they cannot be fetched now.
        """
        ...


class NoOriginals:
    """Holds no bytes: none can be fetched."""

    def opened(self, digest: str, size: int) -> BinaryIO:
        """See `Originals.opened`."""
        raise object_unreadable()


class KeptOriginals:
    """Opens what a home keeps."""

    def __init__(self, kept: Objects) -> None:
        self._kept = kept

    def opened(self, digest: str, size: int) -> BinaryIO:
        """See `Originals.opened`."""
        try:
            content = self._kept.path(digest).open("rb")
        except (ObjectMissing, ObjectDamaged, ObjectsUnavailable, OSError) as error:
            _LOG.error("object_not_there", extra={"digest": digest, "why": type(error).__name__})
            raise object_unreadable() from error
        if os.fstat(content.fileno()).st_size != size:
            content.close()
            _LOG.error("object_not_there", extra={"digest": digest, "why": "another size"})
            raise object_unreadable()
        return content


def seen_object(connection: Transaction, reader: Reader, code: str, number: int) -> UnitObject:
    """A digital object of a unit, for a reader who may read the unit's pages.

    Args:
        connection: the store.
        reader: who asks.
        code: of the unit.
        number: of the object among the unit's, from 1.

    Raises:
        ProblemError: 404, it is not there or not for this reader.
    """
    protected = seen_unit(connection, reader, code)
    if not may_view(reader, protected, Part.PAGES) or not 1 <= number < 1 << 31:
        raise not_found()
    found = objects.find(connection, protected.unit.row, number - 1)
    if found is None:
        raise not_found()
    return found


def opened_object(found: UnitObject, originals: Originals) -> Original:
    """An object with its bytes; raises as `Originals.opened`."""
    return Original(
        file_name(found.name),
        media_type(found.kind, found.name),
        found.size,
        found.digest,
        originals.opened(found.digest, found.size),
    )


def file_name(path: str) -> str:
    """The name under which an object is saved: without folders and unseen characters, cut before its end if it is long.

    A browser saves under a name that begins with a dot what nobody sees again: such dots are left out.
    """
    name = _UNSEEN.sub("", path.replace("\\", "/").rpartition("/")[2]).strip().lstrip(".")
    if len(name) > LONGEST_NAME:
        end = PurePosixPath(name).suffix[:20]
        name = name[: LONGEST_NAME - len(end)] + end
    return name or "object"


def object_unreadable() -> ProblemError:
    """The bytes are not where they were put. What lies where is for the log."""
    return ProblemError(
        503,
        "object-unreadable",
        "Object cannot be fetched",
        Letter(
            "这个数字对象的原文件暂时取不到，没有下载；著录与文字不受影响。请稍后再试；仍不行，请把档号和文件名告诉档案馆。",
            "The file of this digital object cannot be fetched at present, so nothing was downloaded; description and "
            "text are not affected. Try again later; if that does not help, tell the archive the code and the file.",
        ),
        retry_after=_AGAIN_S,
    )


def range_beyond(size: int) -> ProblemError:
    """A range that begins after the end of a file of so many bytes."""
    return ProblemError(
        416,
        "range-beyond",
        "Range not satisfiable",
        Letter(
            f"文件共 {size} 字节，所要的一段在末尾之后，没有可发的。如果是续传，文件已经完整；否则请改 Range。",
            f"The file has {size} bytes, and the range begins after its end, so there is nothing to send. A download "
            "that was to go on is complete; else ask for another Range.",
        ),
    )


def another_state() -> ProblemError:
    """The object is not what If-Match names."""
    return ProblemError(
        412,
        "object-changed",
        "Precondition failed",
        Letter(
            "这个数字对象不是 If-Match 所指的那一份，没有发送。请重新读取它的 ETag，从头下载。",
            "This digital object is not what If-Match names, so nothing was sent. Ask for its ETag anew, and download "
            "it from the beginning.",
        ),
    )
