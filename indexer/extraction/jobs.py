"""What is asked of the extraction pool, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from holdings.letters import Letter
from indexer.extraction.port import ExtractedPage


@dataclass(frozen=True, slots=True)
class Job:
    """One digital object to read.

    Attributes:
        key: the caller's own; no two jobs of one `read` share it.
        path: where the object's bytes lie.
        name: the object's, as letters call it.
        done: indices (from 0) of pages already read; they are skipped.
    """

    key: int
    path: Path
    name: str
    done: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page of the job `key` was read."""

    key: int
    page: ExtractedPage


@dataclass(frozen=True, slots=True)
class PageUnread:
    """A page (index from 0) of the job `key` gives no text; the letter says why."""

    key: int
    object_page: int
    letter: Letter


@dataclass(frozen=True, slots=True)
class PageLater:
    """A page (index from 0) of the job `key` has to be recognised, which these workers leave to others."""

    key: int
    object_page: int


@dataclass(frozen=True, slots=True)
class ObjectRead:
    """All pages of the job `key` have been told.

    Attributes:
        key: the job's.
        kind: what the bytes are (`holdings.media.kinds.MediaKind`'s value); empty where that is not known.
        pages: number of its pages, those already done included; 0 where they could not be counted.
        letter: why the object has no text at all; None where a page was read, now or before.
    """

    key: int
    kind: str
    pages: int
    letter: Letter | None


Told = PageRead | PageUnread | PageLater | ObjectRead
