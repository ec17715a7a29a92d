"""Which reader reads this object? Its content says so, not its name."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from holdings.media import letters as media_letters
from holdings.media.kinds import HEAD, IMAGE_KINDS, MediaKind, kind_of
from holdings.media.letters import MediaError
from holdings.media.zip_kinds import zip_kind
from indexer.extraction import letters
from indexer.extraction.images import ImageExtractor
from indexer.extraction.nothing import NothingExtractor
from indexer.extraction.ofd import OfdExtractor
from indexer.extraction.pdf import PdfExtractor
from indexer.extraction.plain_text import PlainTextExtractor
from indexer.extraction.port import Extractor, Unreadable
from indexer.extraction.recognised import Recogniser

#: Names by which text is tried where the content alone does not look like it (UTF-16 without a mark, damage).
_TEXT_NAMES = frozenset({".txt", ".md", ".csv", ".tsv", ".text", ".log"})


def extractor_for(path: Path, name: str, engine: Recogniser) -> Extractor:
    """The reader of an object.

    Args:
        path: the object.
        name: its name, as letters call it; it decides only where the content does not.
        engine: recognises what has pixels only.

    Raises:
        Unreadable: the object cannot be opened, or is empty.
    """
    return extractor_of(kind_of_object(path, name), name, engine)


def kind_of_object(path: Path, name: str) -> MediaKind:
    """What the object is, by its first bytes.

    Raises:
        Unreadable: the object cannot be opened, or is empty.
    """
    try:
        with path.open("rb") as octets:
            head = octets.read(HEAD)
    except OSError as error:
        raise Unreadable(letters.unreadable(name, error.strerror or str(error))) from error
    if not head:
        raise Unreadable(media_letters.empty(name))
    kind = kind_of(head, name)
    if head.startswith(b"PK") and kind is not MediaKind.TEXT:
        try:
            return zip_kind(path)
        except MediaError:
            return kind  # its reader says what is wrong with it
    named_text = PurePosixPath(name.replace("\\", "/")).suffix.lower() in _TEXT_NAMES
    return MediaKind.TEXT if kind is MediaKind.UNKNOWN and named_text else kind


def extractor_of(kind: MediaKind, name: str, engine: Recogniser) -> Extractor:
    """The reader of objects of a kind; `name` and `engine` as in `extractor_for`."""
    if kind is MediaKind.TEXT:
        return PlainTextExtractor(name)
    if kind is MediaKind.PDF:
        return PdfExtractor(name, engine)
    if kind is MediaKind.OFD:
        return OfdExtractor(name, engine)
    if kind in IMAGE_KINDS:
        return ImageExtractor(name, engine)
    return NothingExtractor(name, kind.value)
