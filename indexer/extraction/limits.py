"""How much reading an object may cost; what is beyond is given up with a letter, and costs that object alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from holdings.media.limits import MediaLimits


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """The limits of the processes that read objects. Their settings and defaults are in docs/formats.md.

    Attributes:
        media: of what is opened.
        page_seconds: the longest time for one page, and for opening one object.
        file_seconds: the longest time for all pages of one object, summed over the workers that read it.
        memory_bytes: what a reader may hold, its engine and libraries included (Linux). Recognition of an A4
            page takes 0.8 GB, of the largest page that is opened 2.2 GB.
        printed_bytes: what a reader may print. Readers print nothing; a library that warns prints little.
    """

    media: MediaLimits = field(default_factory=MediaLimits)
    page_seconds: float = 120.0
    file_seconds: float = 86_400.0
    memory_bytes: int = 4 << 30
    printed_bytes: int = 1 << 20

    def __post_init__(self) -> None:
        """Refuses what could read nothing at all.

        Raises:
            ValueError: a limit is not above 0.
        """
        if min(self.page_seconds, self.file_seconds, self.memory_bytes, self.printed_bytes) <= 0:
            raise ValueError("some time for a page, some memory, some room to print")


USUAL = ReadingLimits()
"""The limits where no setting says otherwise."""
