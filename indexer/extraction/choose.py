"""Which reader reads this object? Its content says so, not its name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from holdings.media import letters as media_letters
from holdings.media.archives import Allowance, is_tar, packs_tar
from holdings.media.compound import compound_kind
from holdings.media.flat_office import flat_office_pages
from holdings.media.kinds import HEAD, IMAGE_KINDS, MediaKind, kind_of
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.office_xml import office_pages
from holdings.media.zip_kinds import zip_kind
from indexer.extraction import letters
from indexer.extraction.alternatives import alternative_text
from indexer.extraction.enclosing import Chooser as MemberChooser
from indexer.extraction.enclosing import EnclosingExtractor, archive_contents
from indexer.extraction.flowing import FlowingExtractor
from indexer.extraction.html import html_texts
from indexer.extraction.images import ImageExtractor
from indexer.extraction.mail import mail_contents
from indexer.extraction.nothing import NothingExtractor, why_unread
from indexer.extraction.ofd import OfdExtractor
from indexer.extraction.old_office import old_office_texts
from indexer.extraction.pdf import PdfExtractor
from indexer.extraction.pdf_files import PdfWithFilesExtractor
from indexer.extraction.plain_text import PlainTextExtractor
from indexer.extraction.plausible import PlausibleExtractor
from indexer.extraction.port import Extractor, Unreadable
from indexer.extraction.recognised import Recogniser
from indexer.extraction.rtf import rtf_texts
from indexer.extraction.tika_choice import NO_TIKA, TikaChoice

#: Names by which text is tried where the content alone does not look like it (UTF-16 without a mark, damage).
_TEXT_NAMES = frozenset({".txt", ".md", ".csv", ".tsv", ".text", ".log"})

#: How gzip, bzip2 and xz begin.
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")


def extractor_for(
    path: Path, name: str, engine: Recogniser, limits: MediaLimits = USUAL, tika: TikaChoice = NO_TIKA
) -> Extractor:
    """The reader of an object.

    Args:
        path: the object.
        name: its name, as letters call it; it decides only where the content does not.
        engine: recognises what has pixels only.
        limits: of what is opened.
        tika: reads what nothing nearer does.

    Raises:
        Unreadable: the object cannot be opened, or is empty.
    """
    return extractor_of(kind_of_object(path, name), name, engine, Allowance.whole(limits), tika=tika)


def _member_chooser(engine: Recogniser, tika: TikaChoice) -> MemberChooser:
    def choose(path: Path, name: str, depth: int, allowance: Allowance) -> Extractor:
        kind = kind_of_object(path, name)
        nesting = allowance.limits.nesting
        if depth > nesting and kind in (MediaKind.ZIP, MediaKind.TAR, MediaKind.MAIL):
            raise Unreadable(media_letters.nested_too_deep(name, nesting))
        return extractor_of(kind, name, engine, allowance, depth, tika)

    return choose


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
        return _looked_into(zip_kind, path, kind)
    if kind is MediaKind.OFFICE_OLD:
        return _looked_into(compound_kind, path, kind)
    if is_tar(head) or (head.startswith(_PACKED) and packs_tar(path)):
        return MediaKind.TAR
    named_text = PurePosixPath(name.replace("\\", "/")).suffix.lower() in _TEXT_NAMES
    return MediaKind.TEXT if kind is MediaKind.UNKNOWN and named_text else kind


def _looked_into(look: Callable[[Path], MediaKind], path: Path, kind: MediaKind) -> MediaKind:
    try:
        return look(path)
    except MediaError:
        return kind  # its reader says what is wrong with it


def extractor_of(
    kind: MediaKind,
    name: str,
    engine: Recogniser,
    allowance: Allowance,
    depth: int = 0,
    tika: TikaChoice = NO_TIKA,
) -> Extractor:
    """The reader of objects of a kind.

    Args:
        kind: of the object.
        name: as in `extractor_for`.
        engine: as in `extractor_for`.
        allowance: what may still be unpacked, and the limits of the object.
        depth: number of archives and mails that hold the object.
        tika: as in `extractor_for`.
    """
    limits = allowance.limits
    if tika.reads(kind):
        reader = _by_tika(kind, name, limits, tika)
        return PlausibleExtractor(name, reader) if tika.url else reader
    if kind in (MediaKind.ZIP, MediaKind.TAR):
        opens = archive_contents(kind, name)
        return EnclosingExtractor(name, kind, opens, _member_chooser(engine, tika), depth, allowance)
    if kind is MediaKind.MAIL:
        return EnclosingExtractor(
            name, kind, mail_contents(name), _member_chooser(engine, tika), depth, allowance
        )
    following = functools.partial(_by_tika, kind, name, limits, tika) if tika.would_read(kind) else None
    if kind is MediaKind.PDF and depth < limits.nesting:
        chooser = _member_chooser(engine, tika)
        return PlausibleExtractor(
            name, PdfWithFilesExtractor(name, engine, chooser, depth, allowance), following
        )
    return PlausibleExtractor(name, _own_reader(kind, name, engine, limits), following)


def _own_reader(kind: MediaKind, name: str, engine: Recogniser, limits: MediaLimits) -> Extractor:
    """The reader of a kind that holds no other objects."""
    if kind is MediaKind.TEXT:
        return PlainTextExtractor(name, limits)
    if kind is MediaKind.PDF:
        return PdfExtractor(name, engine, limits)
    if kind is MediaKind.OFD:
        return OfdExtractor(name, engine, limits)
    if kind in (MediaKind.OFFICE_XML, MediaKind.OPEN_DOCUMENT):
        return FlowingExtractor(
            name,
            frozenset({kind}),
            functools.partial(office_pages, limits=limits, alternative=alternative_text),
            limits,
        )
    if kind is MediaKind.OFFICE_OLD:
        return FlowingExtractor(
            name, frozenset({kind}), functools.partial(old_office_texts, limits=limits), limits
        )
    if kind is MediaKind.OFFICE_FLAT:
        return FlowingExtractor(
            name, frozenset({kind}), functools.partial(flat_office_pages, limits=limits), limits
        )
    if kind is MediaKind.RTF:
        return FlowingExtractor(name, frozenset({kind}), functools.partial(rtf_texts, limits=limits), limits)
    if kind is MediaKind.HTML:
        return FlowingExtractor(
            name, frozenset({kind}), functools.partial(html_texts, name=name, limits=limits), limits
        )
    if kind in IMAGE_KINDS:
        return ImageExtractor(name, engine, limits)
    return NothingExtractor(lambda _path: letters.no_reader(name, kind.value))


def _by_tika(kind: MediaKind, name: str, limits: MediaLimits, tika: TikaChoice) -> Extractor:
    if not tika.url:
        return NothingExtractor(functools.partial(why_unread, name=name))
    from indexer.extraction.tika_reader import TikaExtractor  # most workers never need it

    return TikaExtractor(name, kind, tika, limits)
