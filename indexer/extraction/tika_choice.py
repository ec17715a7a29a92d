"""Which Tika server there is, and what it reads: light enough to be known everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from holdings.media.kinds import MediaKind

#: What nothing nearer reads: EPUB, and whatever is neither text nor of a known kind (Visio, Publisher, Works, ...).
_REST = frozenset({MediaKind.EPUB, MediaKind.UNKNOWN})
_OFFICE = frozenset(
    {
        MediaKind.OFFICE_OLD,
        MediaKind.OFFICE_XML,
        MediaKind.OPEN_DOCUMENT,
        MediaKind.RTF,
        MediaKind.OFFICE_FLAT,
    }
)
#: What Tika may read where the nearer reader cannot. An archive or mail that is damaged it would read in part and not
#: say so; of pictures and of OFD it reads nothing.
_AFTER_OTHERS = _OFFICE | {MediaKind.PDF, MediaKind.HTML, MediaKind.TEXT}


@dataclass(frozen=True, slots=True)
class TikaChoice:
    """A Tika server.

    Attributes:
        url: ``http://host:port``; empty where there is none. It may hold a password, so it is never shown.
        reads_office: Office files of every kind go to it too, not only formats that nothing nearer reads.
        seconds: the longest time for one object, waiting for a server that is away included.
    """

    url: str = field(default="", repr=False)
    reads_office: bool = False
    seconds: float = 90.0

    def reads(self, kind: MediaKind) -> bool:
        """Whether objects of a kind are Tika's, if there is a server."""
        return kind in _REST or (self.reads_office and bool(self.url) and kind in _OFFICE)

    def would_read(self, kind: MediaKind) -> bool:
        """Whether there is a server that may read what the nearer reader of a kind does not."""
        return bool(self.url) and kind in _AFTER_OTHERS


NO_TIKA = TikaChoice()
"""No server: formats that it would read say what to set."""
